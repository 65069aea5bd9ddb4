#include "objects/slot_functions.h"

#include "objects/call_window.h"
#include "objects/descriptors.h"
#include "objects/int.h"
#include "objects/type.h"

namespace minipy {

Owned call_dunder(Thread& t, Value self, Value name, std::initializer_list<Value> args) {
    Owned result = call_special(t, self, name, args);
    if (result.is_unbound()) return raise_attribute_error(t, self, name);
    return result;
}

namespace {

// A method with its receiver in front of arguments of any shape.
Owned call_with_self(Thread& t, Value method, Value self, const CallArgs& args) {
    size_t total = args.count + (args.kwnames ? args.kwnames->length : 0);
    CallWindow window(total + 1);
    window[0] = self;
    for (size_t i = 0; i < total; ++i) window[i + 1] = args.args[i];
    return call(t, method, CallArgs{window.values(), args.count + 1, args.kwnames});
}

// type(self).name(self, *args, **kwargs).
Owned call_dunder_with(Thread& t, Value self, Value name, const CallArgs& args) {
    Type* type = type_of(t, self);
    Value found = type_lookup(t, type, name);
    if (found.is_unbound()) return raise_attribute_error(t, self, name);
    Owned method = Owned::share(found);
    if (found.is_object()) {
        Type* kind = found.object()->type;
        if (kind->has(kTypeMethodDescr)) return call_with_self(t, method, self, args);
        if (kind->slots.descr_get) method = TRY(kind->slots.descr_get(t, found, self, Value(type)));
    }
    return call(t, method, args);
}

// type(self).name(self, *args); Unbound when there is no such method, or when it is a descriptor that raises instead of giving one.
Owned call_if_bound(Thread& t, Value self, Value name, std::initializer_list<Value> args) {
    Type* type = type_of(t, self);
    Value found = type_lookup(t, type, name);
    Type* kind = found.is_object() ? found.object()->type : nullptr;
    if (!kind || kind->has(kTypeMethodDescr) || !kind->slots.descr_get) return call_special(t, self, name, args);
    Owned held = Owned::share(found), bound = kind->slots.descr_get(t, found, self, Value(type));
    if (bound.is_error()) {
        (void)take_exception(t);
        return Owned::unbound();
    }
    return call(t, bound, args);
}

Status done(Owned result) {
    if (result.is_error()) return Raised{};
    return {};
}

}  // namespace

namespace python_slots {

Owned reflected(Thread& t, int op, BinarySlot self_slot, Value a, Value b, Value name, Value reflected_name) {
    Type *ta = type_of(t, a), *tb = type_of(t, b);
    bool do_right = ta != tb && tb->slots.binary[op] == self_slot;
    if (ta->slots.binary[op] == self_slot) {
        if (do_right && is_subtype(tb, ta)) {
            Value right = type_lookup(t, tb, reflected_name);
            if (!right.is_unbound() && right != type_lookup(t, ta, reflected_name)) {
                Owned result = TRY(call_special(t, b, reflected_name, {a}));
                if (!result.is_not_implemented() && !result.is_unbound()) return result;
                do_right = false;
            }
        }
        Owned result = TRY(call_special(t, a, name, {b}));
        if (result.is_unbound()) result = Owned::not_implemented();
        if (!result.is_not_implemented() || ta == tb) return result;
    }
    if (do_right) {
        Owned result = TRY(call_special(t, b, reflected_name, {a}));
        if (!result.is_unbound()) return result;
    }
    return Owned::not_implemented();
}

// __del__ runs aside from whatever exception is under way.
void finalize(Thread& t, Object* o) {
    Value pending = t.exception;
    t.exception = Value();
    Value method = type_lookup(t, o->type, names(t).__del__);
    Owned held = Owned::share(method);
    Owned result = call_special(t, Value(o), names(t).__del__);
    if (result.is_error()) write_unraisable(t, held);
    t.exception = pending;
}

Owned repr(Thread& t, Value self) {
    Owned text = call_if_bound(t, self, names(t).__repr__, {});
    if (!text.is_unbound()) return text;
    char address[32];
    snprintf(address, sizeof address, " object at %p>", static_cast<void*>(self.object()));
    return make_str(t, "<" + std::string(type_name(t, self)) + address);
}
Owned str(Thread& t, Value self) { return call_dunder(t, self, names(t).__str__, {}); }

Result<int64_t> hash(Thread& t, Value self) {
    Value method = type_lookup(t, type_of(t, self), names(t).__hash__);
    if (method.is_none() || method.is_unbound()) return raise_type_error(t, "unhashable type: '%.200s'", type_name(t, self));
    Owned result = TRY(call_if_bound(t, self, names(t).__hash__, {}));
    if (result.is_unbound()) return raise_type_error(t, "unhashable type: '%.200s'", type_name(t, self));
    if (!is_int(result)) return raise_type_error(t, "__hash__ method should return an integer");
    int64_t value;
    if (!int_fits_int64(result, &value)) value = TRY(minipy::hash(t, result));
    return value == -1 ? int64_t{-2} : value;
}

Owned compare(Thread& t, Value self, Value other, CompareOp op) {
    static constexpr NameField fields[] = {&Names::__lt__, &Names::__le__, &Names::__eq__, &Names::__ne__, &Names::__gt__, &Names::__ge__};
    Owned result = call_if_bound(t, self, t.interp->names.*fields[static_cast<int>(op)], {other});
    if (result.is_unbound()) return Owned::not_implemented();
    return result;
}

Owned call(Thread& t, Value self, const CallArgs& args) {
    RecursionScope scope(t, " while calling a Python object");
    if (scope.failed()) return Raised{};
    return call_dunder_with(t, self, names(t).__call__, args);
}

Owned new_(Thread& t, Type* type, const CallArgs& args) {
    Owned function = TRY(minipy::get_attr(t, Value(type), names(t).__new__));
    return call_with_self(t, function, Value(type), args);
}

Status init(Thread& t, Value self, const CallArgs& args) {
    Owned result = TRY(call_dunder_with(t, self, names(t).__init__, args));
    if (!result.is_none()) return raise_type_error(t, "__init__() should return None, not '%.200s'", type_name(t, result));
    return {};
}

Owned get_attr(Thread& t, Value self, Value name) {
    Type* type = type_of(t, self);
    Owned fallback = Owned::share(type_lookup(t, type, names(t).__getattr__));
    Value getter = type_lookup(t, type, names(t).__getattribute__);
    bool plain = getter.is_object() && getter.object()->type == types(t).wrapper_descriptor;
    Owned result;
    if (plain && getter.as<WrapperDescriptor>()->owner->slots.get_attr == generic_get_attr) {
        if (fallback.is_unbound()) return generic_get_attr(t, self, name);
        result = TRY(generic_lookup_attr(t, self, name));
        if (!result.is_unbound()) return result;
    } else {
        result = call_special(t, self, names(t).__getattribute__, {name});
        if (!result.is_error() || fallback.is_unbound() || !catch_exception(t, exc(t).AttributeError)) return result;
    }
    return call_dunder(t, self, names(t).__getattr__, {name});
}

Status set_attr(Thread& t, Value self, Value name, Value value) {
    if (value.is_unbound()) return done(call_dunder(t, self, names(t).__delattr__, {name}));
    return done(call_dunder(t, self, names(t).__setattr__, {name, value}));
}

Owned descr_get(Thread& t, Value descr, Value instance, Value owner) {
    // What stands there is called as it is, with the descriptor in front: it is not bound itself.
    Owned getter = Owned::share(type_lookup(t, type_of(t, descr), names(t).__get__));
    if (getter.is_unbound()) return Owned::share(descr);
    return minipy::call(t, getter, {descr, instance.is_unbound() ? Value::none() : instance, owner});
}
Status descr_set(Thread& t, Value descr, Value instance, Value value) {
    if (value.is_unbound()) return done(call_dunder(t, descr, names(t).__delete__, {instance}));
    return done(call_dunder(t, descr, names(t).__set__, {instance, value}));
}

Owned iter(Thread& t, Value self) {
    Value method = type_lookup(t, type_of(t, self), names(t).__iter__);
    Owned result = method.is_none() ? Owned::unbound() : call_if_bound(t, self, names(t).__iter__, {});
    if (result.is_unbound())
        return raise_type_error(t, "'%.200s' object is not iterable", type_name(t, self));
    return result;
}

Result<bool> truth(Thread& t, Value self) {
    Owned result = TRY(call_dunder(t, self, names(t).__bool__, {}));
    if (!result.get().is_bool()) return raise_type_error(t, "__bool__ should return bool, returned %s", type_name(t, result));
    return result.get().is_true();
}

Result<int64_t> length(Thread& t, Value self) {
    Owned result = TRY(call_dunder(t, self, names(t).__len__, {}));
    Owned index = TRY(to_index(t, result));
    int64_t n;
    bool fits = int_fits_int64(index, &n);
    if (!fits && TRY(compare_bool(t, CompareOp::Gt, index, Value::from_int(0))))
        return raise_overflow_error(t, "cannot fit 'int' into an index-sized integer");
    if (!fits || n < 0) return raise_value_error(t, "__len__() should return >= 0");
    return n;
}

Status set_item(Thread& t, Value self, Value key, Value value) {
    if (value.is_unbound()) {
        Owned result = TRY(call_special(t, self, names(t).__delitem__, {key}));
        if (result.is_unbound()) return raise_type_error(t, "'%.200s' object doesn't support item deletion", type_name(t, self));
        return {};
    }
    Owned result = TRY(call_special(t, self, names(t).__setitem__, {key, value}));
    if (result.is_unbound()) return raise_type_error(t, "'%.200s' object does not support item assignment", type_name(t, self));
    return {};
}

Result<bool> contains(Thread& t, Value self, Value item) {
    Value method = type_lookup(t, type_of(t, self), names(t).__contains__);
    if (method.is_none()) return raise_type_error(t, "'%.200s' object is not a container", type_name(t, self));
    Owned result = TRY(call_dunder(t, self, names(t).__contains__, {item}));
    return minipy::truth(t, result);
}

Owned power_mod(Thread& t, Value base, Value exponent, Value modulus) {
    if (type_of(t, base)->slots.power_mod != power_mod) return Owned::not_implemented();
    return call_dunder(t, base, names(t).__pow__, {exponent, modulus});
}

}  // namespace python_slots
}  // namespace minipy
