// mappingproxy: a mapping seen through a window that takes no changes. `type.__dict__` gives one, so that a class hears
// of every assignment to its attributes.
#include "native/module.h"

namespace minipy {

namespace {

struct MappingProxy : GcObject {
    Value mapping = Value::none();
};

Value mapping_of(Value self) { return self.as<MappingProxy>()->mapping; }
// For operators: whichever operand is a proxy gives way to what is behind it.
Value behind(Thread& t, Value v) {
    return v.is_object() && v.object()->type == types(t).mapping_proxy ? mapping_of(v) : v;
}

void proxy_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<MappingProxy*>(o)->mapping);
    free_object(t, o);
}
void proxy_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<MappingProxy*>(o)->mapping); }

Owned proxy_new(Thread& t, Type* type, const CallArgs& args) {
    Value mapping;
    BoundArgs bound(t, "mappingproxy(mapping)", args, &mapping);
    TRY(bound.status());
    if (is_list(mapping) || is_tuple(mapping) || !type_of(t, mapping)->slots.get_item) {
        return raise_type_error(t, "mappingproxy() argument must be a mapping, not %s",
                                type_name(t, mapping));
    }
    MappingProxy* proxy = make<MappingProxy>(t, type);
    if (!proxy) return raise_memory_error(t);
    retain(mapping);
    proxy->mapping = mapping;
    return Owned::adopt(proxy);
}

Owned proxy_repr(Thread& t, Value self) {
    return make_str(t, "mappingproxy(" + TRY(repr_utf8(t, mapping_of(self))) + ")");
}
Owned proxy_str(Thread& t, Value self) { return str(t, mapping_of(self)); }
Owned proxy_compare(Thread& t, Value self, Value other, CompareOp op) {
    return compare(t, op, mapping_of(self), other);
}
Owned proxy_iter(Thread& t, Value self) { return get_iter(t, mapping_of(self)); }
Result<int64_t> proxy_length(Thread& t, Value self) { return length(t, mapping_of(self)); }
Owned proxy_get_item(Thread& t, Value self, Value key) { return get_item(t, mapping_of(self), key); }
Result<bool> proxy_contains(Thread& t, Value self, Value key) { return contains(t, mapping_of(self), key); }
Owned proxy_or(Thread& t, Value a, Value b) { return binary_op(t, BinaryOp::Or, behind(t, a), behind(t, b)); }
Owned proxy_inplace_or(Thread& t, Value self, Value) {
    return raise_type_error(t, "'|=' is not supported by %s; use '|' instead", type_name(t, self));
}

Owned method_get(Thread& t, const Value* args) {
    return call_method(t, mapping_of(args[0]), intern(t, "get"), {args[1], args[2]});
}
Owned method_keys(Thread& t, const Value* args) {
    return call_method(t, mapping_of(args[0]), intern(t, "keys"));
}
Owned method_values(Thread& t, const Value* args) {
    return call_method(t, mapping_of(args[0]), intern(t, "values"));
}
Owned method_items(Thread& t, const Value* args) {
    return call_method(t, mapping_of(args[0]), intern(t, "items"));
}
Owned method_copy(Thread& t, const Value* args) {
    return call_method(t, mapping_of(args[0]), intern(t, "copy"));
}
Owned method_reversed(Thread& t, const Value* args) {
    return call_method(t, mapping_of(args[0]), names(t).__reversed__);
}
Owned method_class_getitem(Thread& t, const Value* args) {
    return call(t, types(t).generic_alias, {args[0], args[1]});
}

const FunctionSpec methods[] = {
    {"get(self, key, default=None, /)", method_get, "Return the value for key, or the default."},
    {"keys(self, /)", method_keys, "D.keys() -> a set-like object providing a view on D's keys"},
    {"values(self, /)", method_values, "D.values() -> an object providing a view on D's values"},
    {"items(self, /)", method_items, "D.items() -> a set-like object providing a view on D's items"},
    {"copy(self, /)", method_copy, "D.copy() -> a shallow copy of D"},
    {"__reversed__(self, /)", method_reversed, "D.__reversed__() -> reverse iterator"},
    {"__class_getitem__(cls, item, /)", method_class_getitem, "See PEP 585"},
};

}  // namespace

Status init_mapping_proxy_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "mappingproxy";
    spec.size = sizeof(MappingProxy);
    spec.flags = kTypeMapping;
    Slots& slots = spec.slots;
    slots.dealloc = proxy_dealloc;
    slots.traverse = proxy_traverse;
    slots.new_ = proxy_new;
    slots.repr = proxy_repr;
    slots.str = proxy_str;
    slots.compare = proxy_compare;
    slots.iter = proxy_iter;
    slots.length = proxy_length;
    slots.get_item = proxy_get_item;
    slots.contains = proxy_contains;
    slots.binary[static_cast<int>(BinaryOp::Or)] = proxy_or;
    slots.inplace[static_cast<int>(BinaryOp::Or)] = proxy_inplace_or;
    spec.methods = methods;
    types(t).mapping_proxy = define_type(t, spec);
    return {};
}

}  // namespace minipy
