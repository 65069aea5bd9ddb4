// weakref.proxy: stands for its object in every operation, without keeping it alive. Each slot finds the object, holds it
// for the time of the operation, and asks the same of it; after the object's death all raise ReferenceError.
#include "native/module.h"
#include "objects/weakref.h"

namespace minipy {

namespace {

bool is_proxy(Thread& t, Value v) {
    if (!v.is_object()) return false;
    Type* type = v.object()->type;
    return type == types(t).weak_proxy || type == types(t).weak_callable_proxy;
}

// The object behind a proxy; any other value as it is.
Owned behind(Thread& t, Value v) {
    if (!is_proxy(t, v)) return Owned::share(v);
    Owned object = weakref_get(v);
    if (object.is_none())
        return raise_error(t, exc(t).ReferenceError, "weakly-referenced object no longer exists");
    return object;
}

Owned proxy_repr(Thread& t, Value self) {
    Owned object = weakref_get(self);
    char text[64];
    snprintf(text, sizeof text, "<weakproxy at %p to ", static_cast<void*>(self.object()));
    std::string result = text + referent_type_name(t, object);
    void* address =
        object.is_none() ? static_cast<void*>(types(t).none) : static_cast<void*>(object.get().object());
    snprintf(text, sizeof text, " at %p>", address);
    return make_str(t, result + text);
}
Owned proxy_str(Thread& t, Value self) { return str(t, TRY(behind(t, self))); }
Owned proxy_compare(Thread& t, Value a, Value b, CompareOp op) {
    Owned left = TRY(behind(t, a));
    Owned right = TRY(behind(t, b));
    return compare(t, op, left, right);
}
Owned proxy_call(Thread& t, Value self, const CallArgs& args) {
    Owned object = TRY(behind(t, self));
    return call(t, object, args);
}

Owned proxy_get_attr(Thread& t, Value self, Value name) { return get_attr(t, TRY(behind(t, self)), name); }
Status proxy_set_attr(Thread& t, Value self, Value name, Value value) {
    Owned object = TRY(behind(t, self));
    return value.is_unbound() ? del_attr(t, object, name) : set_attr(t, object, name, value);
}

Owned proxy_iter(Thread& t, Value self) { return get_iter(t, TRY(behind(t, self))); }
Owned proxy_next(Thread& t, Value self) {
    Owned object = TRY(behind(t, self));
    if (!type_of(t, object)->slots.next) {
        return raise_type_error(t, "Weakref proxy referenced a non-iterator '%.200s' object",
                                type_name(t, object));
    }
    return iter_next_raw(t, object);
}

Result<bool> proxy_truth(Thread& t, Value self) { return truth(t, TRY(behind(t, self))); }
Result<int64_t> proxy_length(Thread& t, Value self) { return length(t, TRY(behind(t, self))); }
Owned proxy_get_item(Thread& t, Value self, Value key) {
    Owned object = TRY(behind(t, self));
    return get_item(t, object, TRY(behind(t, key)));
}
Status proxy_set_item(Thread& t, Value self, Value key, Value value) {
    Owned object = TRY(behind(t, self));
    Owned item = TRY(behind(t, key));
    if (value.is_unbound()) return del_item(t, object, item);
    return set_item(t, object, item, TRY(behind(t, value)));
}
Result<bool> proxy_contains(Thread& t, Value self, Value item) {
    Owned object = TRY(behind(t, self));
    return contains(t, object, TRY(behind(t, item)));
}

template <BinaryOp op>
Owned proxy_binary(Thread& t, Value a, Value b) {
    Owned left = TRY(behind(t, a));
    Owned right = TRY(behind(t, b));
    return binary_op(t, op, left, right);
}
template <BinaryOp op>
Owned proxy_inplace(Thread& t, Value a, Value b) {
    Owned left = TRY(behind(t, a));
    Owned right = TRY(behind(t, b));
    return inplace_op(t, op, left, right);
}
Owned proxy_power(Thread& t, Value base, Value exponent, Value modulus) {
    Owned b = TRY(behind(t, base));
    Owned e = TRY(behind(t, exponent));
    return power(t, b, e, TRY(behind(t, modulus)));
}
template <UnaryOp op>
Owned proxy_unary(Thread& t, Value self) {
    return unary_op(t, op, TRY(behind(t, self)));
}
Owned proxy_int(Thread& t, Value self) { return to_int(t, TRY(behind(t, self))); }
Owned proxy_float(Thread& t, Value self) { return to_float(t, TRY(behind(t, self))); }
Owned proxy_index(Thread& t, Value self) { return to_index(t, TRY(behind(t, self))); }

template <BinaryOp op>
void fill_binary(Slots& slots) {
    slots.binary[static_cast<int>(op)] = proxy_binary<op>;
    if constexpr (op != BinaryOp::DivMod) slots.inplace[static_cast<int>(op)] = proxy_inplace<op>;
}
template <BinaryOp... ops>
void fill_binaries(Slots& slots) {
    (fill_binary<ops>(slots), ...);
}

Owned method_bytes(Thread& t, const Value* args) {
    return call_method(t, TRY(behind(t, args[0])), names(t).__bytes__);
}
Owned method_reversed(Thread& t, const Value* args) {
    return call_method(t, TRY(behind(t, args[0])), names(t).__reversed__);
}
const FunctionSpec proxy_methods[] = {{"__bytes__(self, /)", method_bytes},
                                      {"__reversed__(self, /)", method_reversed}};

TypeSpec proxy_spec(const char* name) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(WeakReference);
    spec.flags = kTypeNoInstantiate;
    Slots& slots = spec.slots;
    slots.dealloc = weakref_dealloc;
    slots.traverse = weakref_traverse;
    slots.clear = weakref_clear;
    slots.repr = proxy_repr;
    slots.str = proxy_str;
    slots.compare = proxy_compare;
    slots.get_attr = proxy_get_attr;
    slots.set_attr = proxy_set_attr;
    slots.iter = proxy_iter;
    slots.truth = proxy_truth;
    slots.length = proxy_length;
    slots.get_item = proxy_get_item;
    slots.set_item = proxy_set_item;
    slots.contains = proxy_contains;
    fill_binaries<BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::MatMul, BinaryOp::TrueDiv,
                  BinaryOp::FloorDiv, BinaryOp::Mod, BinaryOp::Pow, BinaryOp::LShift, BinaryOp::RShift,
                  BinaryOp::And, BinaryOp::Or, BinaryOp::Xor, BinaryOp::DivMod>(slots);
    slots.power_mod = proxy_power;
    slots.unary[static_cast<int>(UnaryOp::Neg)] = proxy_unary<UnaryOp::Neg>;
    slots.unary[static_cast<int>(UnaryOp::Pos)] = proxy_unary<UnaryOp::Pos>;
    slots.unary[static_cast<int>(UnaryOp::Invert)] = proxy_unary<UnaryOp::Invert>;
    slots.unary[static_cast<int>(UnaryOp::Abs)] = proxy_unary<UnaryOp::Abs>;
    slots.to_int = proxy_int;
    slots.to_float = proxy_float;
    slots.index = proxy_index;
    slots.next = proxy_next;
    spec.methods = proxy_methods;
    return spec;
}

}  // namespace

Status init_weak_proxy_types(Thread& t) {
    types(t).weak_proxy = define_type(t, proxy_spec("weakref.ProxyType"));
    TypeSpec callable = proxy_spec("weakref.CallableProxyType");
    callable.slots.call = proxy_call;
    types(t).weak_callable_proxy = define_type(t, callable);
    return {};
}

}  // namespace minipy
