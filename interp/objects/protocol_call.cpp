// Calls and attributes through type slots.
#include <pthread.h>

#include "objects/call_window.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/protocol.h"
#include "objects/str.h"
#include "objects/tuple.h"

namespace minipy {

bool native_stack_low(Thread& t, const char* where) {
    if (static_cast<char*>(__builtin_frame_address(0)) > t.c_stack_limit) [[likely]]
        return false;
    (void)raise_error(t, exc(t).RecursionError, "maximum recursion depth exceeded%s", where);
    return true;
}

RecursionScope::RecursionScope(Thread& t, const char* where) : t_(t), failed_(true) {
    if (t.recursion_left <= 0) [[unlikely]] {
        (void)raise_error(t, exc(t).RecursionError, "maximum recursion depth exceeded%s", where);
        return;
    }
    failed_ = native_stack_low(t, where);
    t.recursion_left -= !failed_;
}

Owned call(Thread& t, Value callee, const CallArgs& args) {
    Type* type = type_of(t, callee);
    if (!type->slots.call)
        return raise_type_error(t, "'%.200s' object is not callable", type_name(t, callee));
    return type->slots.call(t, callee, args);
}

Owned call(Thread& t, Value callee, std::initializer_list<Value> args) {
    return call(t, callee, CallArgs{args.begin(), static_cast<uint32_t>(args.size()), nullptr});
}

Owned call_with(Thread& t, Value callee, Value args_tuple, Value kwargs) {
    Tuple* positional = args_tuple.as<Tuple>();
    if (kwargs.is_unbound() || !kwargs.as<Dict>()->used) {
        return call(t, callee,
                    CallArgs{positional->items(), static_cast<uint32_t>(positional->length), nullptr});
    }
    Dict* keywords = kwargs.as<Dict>();
    CallWindow window(positional->length + keywords->used);
    for (size_t i = 0; i < positional->length; ++i) window[i] = positional->at(i);
    Ref<Tuple> kwnames = TRY(new_tuple(t, keywords->used));
    Ref<Tuple> held = TRY(new_tuple(t, keywords->used));  // the values: the call may change the dict
    size_t at = 0, n = 0;
    while (DictEntry* e = dict_next(keywords, &at)) {
        if (!is_str(e->key)) return raise_type_error(t, "keywords must be strings");
        retain(e->key);
        retain(e->value);
        kwnames->items()[n] = e->key;
        held->items()[n] = e->value;
        window[positional->length + n++] = e->value;
    }
    return call(t, callee, CallArgs{window.values(), static_cast<uint32_t>(positional->length), kwnames.get()});
}

Owned call_method(Thread& t, Value object, Value name, std::initializer_list<Value> args) {
    Method method = TRY(get_method(t, object, name));
    if (!method.wants_self) return call(t, method.callee, args);
    Value window[8];
    window[0] = object;
    uint32_t n = 1;
    for (Value v : args) window[n++] = v;
    return call(t, method.callee, CallArgs{window, n, nullptr});
}

Owned call_special(Thread& t, Value object, Value name, std::initializer_list<Value> args) {
    Type* type = type_of(t, object);
    Value found = type_lookup(t, type, name);
    if (found.is_unbound()) return Owned::unbound();
    Owned held = Owned::share(found);
    if (found.is_object()) {
        Type* found_type = found.object()->type;
        if (found_type->has(kTypeMethodDescr)) {
            Value window[8];
            window[0] = object;
            uint32_t n = 1;
            for (Value v : args) window[n++] = v;
            return call(t, found, CallArgs{window, n, nullptr});
        }
        if (found_type->slots.descr_get)
            held = TRY(found_type->slots.descr_get(t, found, object, Value(type)));
    }
    return call(t, held, args);
}

bool is_callable(Thread& t, Value v) { return type_of(t, v)->slots.call != nullptr; }

// ---- attributes ----

namespace {

// An AttributeError of the program's own learns the object and the name, for the suggestion in its traceback.
void tell_what_was_asked(Thread& t, Value object, Value name) {
    Value raised = t.exception;
    if (!is_exception(raised) || !is_subtype(raised.object()->type, exc(t).AttributeError)) return;
    auto* e = raised.as<AttributeError>();
    if (!e->name.is_none() || !e->obj.is_none()) return;
    retain(name);
    retain(object);
    e->name = name;
    e->obj = object;
}

}  // namespace

Owned get_attr(Thread& t, Value object, Value name) {
    Type* type = type_of(t, object);
    if (!type->slots.get_attr) return raise_attribute_error(t, object, name);
    Owned found = type->slots.get_attr(t, object, name);
    if (found.is_error()) [[unlikely]]
        tell_what_was_asked(t, object, name);
    return found;
}
Owned get_attr(Thread& t, Value object, const char* name) { return get_attr(t, object, intern(t, name)); }

Owned lookup_attr(Thread& t, Value object, Value name) {
    Type* type = type_of(t, object);
    if (type->slots.get_attr == generic_get_attr) return generic_lookup_attr(t, object, name);
    Owned found = get_attr(t, object, name);
    if (found.is_error() && catch_exception(t, exc(t).AttributeError)) return Owned::unbound();
    return found;
}

Status set_attr(Thread& t, Value object, Value name, Value value) {
    Type* type = type_of(t, object);
    if (type->slots.set_attr) return type->slots.set_attr(t, object, intern(t, name), value);
    return raise_type_error(t, "'%.100s' object has no attributes (%s .%s)", type_name(t, object),
                            value.is_unbound() ? "del" : "assign to", to_utf8(name).c_str());
}
Status del_attr(Thread& t, Value object, Value name) { return set_attr(t, object, name, Value::unbound()); }

Result<Method> get_method(Thread& t, Value object, Value name) {
    Type* type = type_of(t, object);
    if (type->slots.get_attr == generic_get_attr) {
        Value found = type_lookup(t, type, name);
        if (found.is_object() && found.object()->type->has(kTypeMethodDescr)) {
            bool hidden = false;
            if (type->attrs_offset) {
                Attrs* attrs = attrs_of(object.object());
                hidden = attrs->has_dict()
                             ? attrs->dict && dict_find_str(t, static_cast<Dict*>(attrs->dict), name) >= 0
                             : attrs->shape->find(name) != Shape::kNotFound;
            }
            if (!hidden) return Method{Owned::share(found), true};
        }
    }
    Owned value = TRY(get_attr(t, object, name));
    return Method{std::move(value), false};
}

// ---- types ----

const char* type_name(Thread& t, Value v) {
    Type* type = type_of(t, v);
    if (type->native_name) return type->native_name;
    // The text must outlive the call: it is kept with the thread, for the few names of one message.
    std::string& slot = t.type_names[t.next_type_name++ % 4];
    slot = to_utf8(type->name);
    return slot.c_str();
}

std::string type_full_name(Thread& t, Type* type) {
    Owned module = get_attr(t, Value(type), names(t).__module__);
    if (module.is_error()) (void)take_exception(t);
    std::string qualname = to_utf8(type->qualname);
    if (!is_str(module) || str_equals(module.get(), "builtins")) return qualname;
    return to_utf8(module) + "." + qualname;
}

bool is_instance_exact(Thread& t, Value v, Type* type) { return is_subtype(type_of(t, v), type); }

namespace {

// The __bases__ of something that plays a class.
Owned abstract_bases(Thread& t, Value cls) {
    Owned bases = TRY(lookup_attr(t, cls, names(t).__bases__));
    if (!is_tuple(bases)) return Owned::unbound();
    return bases;
}

Result<bool> abstract_is_subclass(Thread& t, Value derived, Value cls) {
    if (derived == cls) return true;
    RecursionScope scope(t, " in __subclasscheck__");
    if (scope.failed()) return Raised{};
    Owned bases = TRY(abstract_bases(t, derived));
    if (bases.is_unbound()) return false;
    for (Value base : *bases.as<Tuple>()) {
        if (TRY(abstract_is_subclass(t, base, cls))) return true;
    }
    return false;
}

Status check_class(Thread& t, Value cls, const char* message) {
    Owned bases = TRY(abstract_bases(t, cls));
    if (bases.is_unbound()) return raise_type_error(t, "%s", message);
    return {};
}

constexpr const char* kNotAClass = "isinstance() arg 2 must be a type, a tuple of types, or a union";
constexpr const char* kNotAClass2 = "issubclass() arg 2 must be a class, a tuple of classes, or a union";

}  // namespace

// isinstance() without __instancecheck__.
Result<bool> recursive_is_instance(Thread& t, Value v, Value cls) {
    if (is_kind(cls, Kind::Type)) {
        if (is_subtype(type_of(t, v), cls.as<Type>())) return true;
        Owned claimed = TRY(lookup_attr(t, v, names(t).__class__));
        if (is_kind(claimed, Kind::Type) && claimed.get() != Value(type_of(t, v)))
            return is_subtype(claimed.as<Type>(), cls.as<Type>());
        return false;
    }
    TRY(check_class(t, cls, kNotAClass));
    Owned claimed = TRY(lookup_attr(t, v, names(t).__class__));
    if (claimed.is_unbound()) return false;
    return abstract_is_subclass(t, claimed, cls);
}
Result<bool> recursive_is_subclass(Thread& t, Value derived, Value cls) {
    if (is_kind(derived, Kind::Type) && is_kind(cls, Kind::Type))
        return is_subtype(derived.as<Type>(), cls.as<Type>());
    TRY(check_class(t, derived, "issubclass() arg 1 must be a class"));
    TRY(check_class(t, cls, kNotAClass2));
    return abstract_is_subclass(t, derived, cls);
}

Result<bool> is_instance(Thread& t, Value v, Value cls) {
    if (Value(type_of(t, v)) == cls) return true;
    if (is_kind(cls, Kind::Type) && cls.object()->type == types(t).type)
        return recursive_is_instance(t, v, cls);
    if (is_tuple(cls)) {
        RecursionScope scope(t, " in __instancecheck__");
        if (scope.failed()) return Raised{};
        for (Value one : *cls.as<Tuple>()) {
            if (TRY(is_instance(t, v, one))) return true;
        }
        return false;
    }
    Owned answer = TRY(call_special(t, cls, names(t).__instancecheck__, {v}));
    if (!answer.is_unbound()) return truth(t, answer);
    return recursive_is_instance(t, v, cls);
}

Result<bool> is_subclass(Thread& t, Value derived, Value cls) {
    if (is_kind(cls, Kind::Type) && cls.object()->type == types(t).type) {
        return derived == cls ? Result<bool>(true) : recursive_is_subclass(t, derived, cls);
    }
    if (is_tuple(cls)) {
        RecursionScope scope(t, " in __subclasscheck__");
        if (scope.failed()) return Raised{};
        for (Value one : *cls.as<Tuple>()) {
            if (TRY(is_subclass(t, derived, one))) return true;
        }
        return false;
    }
    Owned answer = TRY(call_special(t, cls, names(t).__subclasscheck__, {derived}));
    if (!answer.is_unbound()) return truth(t, answer);
    return recursive_is_subclass(t, derived, cls);
}

}  // namespace minipy
