// Protocol: what can be done to any value, through the slots of its type. The rest of the interpreter and the
// library's C++ operate on values by these functions; they mirror the Python operations of the same name, with the
// same errors.
#pragma once

#include <initializer_list>
#include <string>

#include "runtime/errors.h"
#include "runtime/heap.h"
#include "runtime/interpreter.h"

namespace minipy {

inline Type* type_of_immediate(Thread& t, Value v) {
    Types& ty = t.interp->types;
    if (v.is_int()) return ty.int_;
    if (v.is_bool()) return ty.bool_;
    if (v.is_none()) return ty.none;
    if (v.is_not_implemented()) return ty.not_implemented;
    return ty.ellipsis;
}
inline Type* type_of(Thread& t, Value v) {
    return v.is_object() ? v.object()->type : type_of_immediate(t, v);
}
// "int", "collections.deque", "MyClass": for messages. A type written in C++ has its module in front, a class has not.
const char* type_name(Thread&, Value);
std::string type_full_name(Thread&, Type*);  // module.qualname, builtins. left out

// ---- calls -----------------------------------------------------------------------------------------------
Owned call(Thread&, Value callee, const CallArgs& args);
Owned call(Thread&, Value callee, std::initializer_list<Value> args = {});
// callee(*args, **kwargs): args a Tuple, kwargs a Dict or Unbound.
Owned call_with(Thread&, Value callee, Value args_tuple, Value kwargs);
// obj.name(args...), without making a bound method when it can.
Owned call_method(Thread&, Value object, Value name, std::initializer_list<Value> args = {});
// type(obj).__dunder__(obj, args...) looked up on the type as implicit calls do; Unbound when there is none.
Owned call_special(Thread&, Value object, Value name, std::initializer_list<Value> args = {});
bool is_callable(Thread&, Value);

// ---- attributes ------------------------------------------------------------------------------------------
Owned get_attr(Thread&, Value object, Value name);  // name: interned Str
Owned get_attr(Thread&, Value object, const char* name);
Owned lookup_attr(Thread&, Value object, Value name);  // Unbound instead of AttributeError
Status set_attr(Thread&, Value object, Value name, Value value);
Status del_attr(Thread&, Value object, Value name);
// object.__getattribute__ / object.__setattr__ themselves: the slots of plain types.
Owned generic_get_attr(Thread&, Value object, Value name);
Owned generic_lookup_attr(Thread&, Value object, Value name);  // Unbound when absent
Status generic_set_attr(Thread&, Value object, Value name, Value value);
// Raw lookup along the MRO, no descriptors: borrowed, Unbound when absent.
Value type_lookup(Thread&, Type*, Value name);
// A method for an immediate call: either (function, true): call it with object in front; or (value, false).
struct Method {
    Owned callee;
    bool wants_self;
};
Result<Method> get_method(Thread&, Value object, Value name);
// Instance attributes without descriptors.
Owned instance_dict(Thread&, Value object);  // __dict__ (makes it real); Unbound when it has none

// ---- types -----------------------------------------------------------------------------------------------
bool is_subtype(Type* derived, Type* base);
// What type.__instancecheck__ and type.__subclasscheck__ do.
Result<bool> recursive_is_instance(Thread&, Value, Value cls);
Result<bool> recursive_is_subclass(Thread&, Value derived, Value cls);
bool is_instance_exact(Thread&, Value, Type*);  // by real type, no __instancecheck__
Result<bool> is_instance(Thread&, Value, Value class_or_tuple);
Result<bool> is_subclass(Thread&, Value, Value class_or_tuple);

// ---- operators -------------------------------------------------------------------------------------------
Owned binary_op(Thread&, BinaryOp, Value, Value);
Owned inplace_op(Thread&, BinaryOp, Value, Value);
Owned power(Thread&, Value base, Value exponent, Value modulus);  // modulus None: binary_op(Pow)
Owned unary_op(Thread&, UnaryOp, Value);
Owned compare(Thread&, CompareOp, Value, Value);
Result<bool> compare_bool(Thread&, CompareOp, Value,
                          Value);  // identity counts as equal for Eq/Ne, as in containers
Result<bool> truth(Thread&, Value);
Result<int64_t> hash(Thread&, Value);
const char* binary_op_text(BinaryOp);  // "+", "<<", ...

// ---- text ------------------------------------------------------------------------------------------------
Owned repr(Thread&, Value);  // a Str
Owned str(Thread&, Value);   // a Str
Owned ascii(Thread&, Value);
Owned format(Thread&, Value, Value spec);  // format(value, spec)
Result<std::string> repr_utf8(Thread&, Value);
Result<std::string> str_utf8(Thread&, Value);

// ---- containers ------------------------------------------------------------------------------------------
Result<int64_t> length(Thread&, Value);
Result<int64_t> length_hint(Thread&, Value, int64_t fallback);
Owned get_item(Thread&, Value, Value key);
Status set_item(Thread&, Value, Value key, Value value);
Status del_item(Thread&, Value, Value key);
Result<bool> contains(Thread&, Value container, Value item);

// ---- iteration -------------------------------------------------------------------------------------------
Owned get_iter(Thread&, Value);
Owned iter_next(
    Thread&, Value iterator);  // Stop at the end (a StopIteration raised by a Python __next__ becomes Stop)
// The slot alone: a StopIteration stays one, with its value.
Owned iter_next_raw(Thread&, Value iterator);
// for (;;) over any iterable:   TRY(for_each(t, iterable, [&](Value item) -> Status { ... }));
template <class Body>
Status for_each(Thread& t, Value iterable, Body&& body) {
    Owned iterator = TRY(get_iter(t, iterable));
    for (;;) {
        Owned item = TRY(iter_next(t, iterator));
        if (item.is_stop()) return {};
        TRY(body(item.get()));
    }
}
Ref<Tuple> to_tuple(Thread&, Value iterable);
struct List;
Ref<List> to_list(Thread&, Value iterable);
Ref<List> to_list(Thread&, Value iterable, const char* not_iterable);  // with a TypeError of its own

// ---- numbers ---------------------------------------------------------------------------------------------
Owned to_index(Thread&, Value);  // operator.index: an int
Owned to_int(Thread&, Value);    // int(x)
Owned to_float(Thread&, Value);  // float(x)
Result<double> to_double(
    Thread&, Value);  // a number (__float__, __index__), else TypeError "must be real number, not X"
// An int64 from an int or __index__; OverflowError "Python int too large to convert to C long" when out of range.
Result<int64_t> to_int64(Thread&, Value);
// The same for an argument that is a size: out of range clamps to the ends (as slices do) when clamp, else OverflowError
// "Python int too large to convert to C ssize_t".
Result<int64_t> to_ssize(Thread&, Value, bool clamp = false);
// For what stands in brackets: IndexError "cannot fit 'int' into an index-sized integer" when it is out of range.
Result<int64_t> to_subscript(Thread&, Value);
// For a number of repetitions or bytes: the same as OverflowError.
Result<int64_t> to_size(Thread&, Value);
// A size or position given as an argument: OverflowError "Python int too large to convert to C ssize_t".
Result<int64_t> to_ssize_argument(Thread&, Value);
Result<int> to_c_int(Thread&,
                     Value);  // OverflowError "Python int too large to convert to C int" when out of range

}  // namespace minipy
