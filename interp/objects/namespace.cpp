// types.SimpleNamespace: attributes, and nothing else: SimpleNamespace(x=1).x == 1.
#include "native/module.h"
#include "objects/attributes.h"
#include "objects/repr_guard.h"

namespace minipy {

namespace {

struct Namespace : GcObject {
    Attrs attrs = {};
};

void namespace_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    free_object(t, o);
}
void namespace_traverse(Object* o, Visitor& visitor) { traverse_instance_tail(o, visitor); }

Owned namespace_new(Thread& t, Type* type, const CallArgs&) {
    Namespace* made = make_instance<Namespace>(t, type);
    if (!made) return raise_memory_error(t);
    return Owned::adopt(made);
}
Status namespace_init(Thread& t, Value self, const CallArgs& args) {
    if (args.count) return raise_type_error(t, "no positional arguments expected");
    size_t named = args.kwnames ? args.kwnames->length : 0;
    for (size_t i = 0; i < named; ++i)
        TRY(attrs_set(t, self.object(), intern(t, args.kwnames->at(i)), args.args[i]));
    return {};
}

bool is_namespace(Thread& t, Value v) {
    return v.is_object() && is_subtype(v.object()->type, types(t).simple_namespace);
}

Owned namespace_repr(Thread& t, Value self) {
    std::string text = type_of(t, self) == types(t).simple_namespace ? "namespace" : type_name(t, self);
    ReprGuard guard(t, self);
    if (guard.recursive()) return make_str(t, text + "(...)");
    text += "(";
    Owned dict = TRY(instance_dict(t, self));
    // The keys are listed first: a repr may change the dictionary.
    Ref<List> keys = TRY(dict_keys_list(t, dict.as<Dict>()));
    bool first = true;
    for (size_t i = 0; i < keys->length; ++i) {
        Value key = keys->items[i];
        if (!is_str(key) || as_str(key)->length == 0) continue;
        Value found = dict_get(t, dict.as<Dict>(), key);
        if (found.is_error()) return Raised{};
        if (found.is_unbound()) continue;
        Owned held = Owned::share(found);
        if (!first) text += ", ";
        first = false;
        text += to_utf8(key) + "=" + TRY(repr_utf8(t, held));
    }
    return make_str(t, text + ")");
}

Owned namespace_compare(Thread& t, Value a, Value b, CompareOp op) {
    if (!is_namespace(t, a) || !is_namespace(t, b)) return Owned::not_implemented();
    Owned left = TRY(instance_dict(t, a));
    Owned right = TRY(instance_dict(t, b));
    return compare(t, op, left, right);
}

Owned method_reduce(Thread& t, const Value* args) {
    Owned empty = TRY(make_tuple(t, {}));
    Owned dict = TRY(instance_dict(t, args[0]));
    return make_tuple(t, {Value(type_of(t, args[0])), empty, dict});
}
Owned get_dict(Thread& t, Value self) { return instance_dict(t, self); }

const FunctionSpec methods[] = {
    {"__reduce__(self, /)", method_reduce, "Return state information for pickling"}};
const GetSetSpec getset[] = {{"__dict__", get_dict}};

}  // namespace

Status init_namespace_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "types.SimpleNamespace";
    spec.size = sizeof(Namespace);
    spec.flags = kTypeBaseAllowed;
    spec.attrs_offset = offsetof(Namespace, attrs);
    spec.slots.dealloc = namespace_dealloc;
    spec.slots.traverse = namespace_traverse;
    spec.slots.new_ = namespace_new;
    spec.slots.init = namespace_init;
    spec.slots.repr = namespace_repr;
    spec.slots.compare = namespace_compare;
    spec.methods = methods;
    spec.getset = getset;
    spec.doc = "A simple attribute-based namespace.\n\nSimpleNamespace(**kwargs)";
    types(t).simple_namespace = define_type(t, spec);
    return {};
}

}  // namespace minipy
