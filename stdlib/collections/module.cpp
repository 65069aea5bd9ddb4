// The module `_collections`: the native half of collections; and the two helpers of namedtuple and Counter.
#include "collections.h"

namespace minipy::collections {

namespace {

// ---- _tuplegetter: the descriptor behind a namedtuple's fields ----

struct TupleGetter : GcObject {
    int64_t index = 0;
    Value doc = Value::none();
};
TupleGetter* getter_of(Value v) { return v.as<TupleGetter>(); }

Owned getter_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "_tuplegetter(index, doc, /)", args, v);
    TRY(bound.status());
    int64_t index = TRY(to_ssize(t, v[0]));
    TupleGetter* g = make<TupleGetter>(t, type);
    if (!g) return raise_memory_error(t);
    g->index = index;
    retain(v[1]);
    g->doc = v[1];
    return Owned::adopt(g);
}
Status getter_init(Thread&, Value, const CallArgs&) { return {}; }
void getter_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<TupleGetter*>(o)->doc);
    free_object(t, o);
}
void getter_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<TupleGetter*>(o)->doc); }
Owned getter_get(Thread& t, Value self, Value instance, Value) {
    if (instance.is_unbound() || instance.is_none()) return Owned::share(self);
    int64_t index = getter_of(self)->index;
    if (!is_tuple(instance)) {
        return raise_type_error(
            t, "descriptor for index '%lld' for tuple subclasses doesn't apply to '%s' object",
            static_cast<long long>(index), type_name(t, instance));
    }
    if (index < 0 || index >= static_cast<int64_t>(instance.as<Tuple>()->length))
        return raise_index_error(t, "tuple index out of range");
    return Owned::share(instance.as<Tuple>()->at(static_cast<size_t>(index)));
}
Status getter_set(Thread& t, Value, Value, Value value) {
    return raise_error(t, exc(t).AttributeError,
                       value.is_unbound() ? "can't delete attribute" : "can't set attribute");
}
Owned getter_reduce(Thread& t, const Value* args) {
    Owned make_args =
        TRY(make_tuple(t, {Value::from_int(getter_of(args[0])->index), getter_of(args[0])->doc}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
}
Owned getter_repr(Thread& t, Value self) {
    return make_str(t, "_tuplegetter(" + std::to_string(getter_of(self)->index) + ", " +
                           TRY(repr_utf8(t, getter_of(self)->doc)) + ")");
}
const FunctionSpec getter_methods[] = {{"__reduce__(self, /)", getter_reduce}};
const MemberSpec getter_members[] = {{"__doc__", offsetof(TupleGetter, doc), false}};

// ---- Counter ----

// mapping[element] += 1 for every element.
Owned count_elements(Thread& t, const Value* args) {
    Value mapping = args[0];
    bool plain =
        is_dict(mapping) &&
        type_lookup(t, type_of(t, mapping), names(t).get) == type_lookup(t, types(t).dict, names(t).get) &&
        type_of(t, mapping)->slots.set_item == types(t).dict->slots.set_item;
    Owned get = plain ? Owned::none() : TRY(get_attr(t, mapping, names(t).get));
    TRY(for_each(t, args[1], [&](Value element) -> Status {
        if (!plain) {
            Owned count = TRY(call(t, get, {element, Value::from_int(0)}));
            return set_item(t, mapping, element, TRY(binary_op(t, BinaryOp::Add, count, Value::from_int(1))));
        }
        int64_t h = TRY(hash(t, element));
        Value known = dict_get_hashed(t, mapping.as<Dict>(), element, h);
        if (known.is_error()) return Raised{};
        if (known.is_unbound()) return dict_set_hashed(t, mapping.as<Dict>(), element, h, Value::from_int(1));
        Owned more = known.is_int() ? make_int(t, known.as_int() + 1)
                                    : TRY(binary_op(t, BinaryOp::Add, known, Value::from_int(1)));
        return dict_set_hashed(t, mapping.as<Dict>(), element, h, more);
    }));
    return Owned::none();
}

const FunctionSpec functions[] = {{"_count_elements(mapping, iterable, /)", count_elements,
                                   "Count elements in the iterable, updating the mapping"}};

Status fill(Thread& t, Module* module) {
    TRY(add_deque(t, module));
    TRY(add_default_dict(t, module));
    TRY(add_ordered_dict(t, module));
    return add_tuple_getter(t, module);
}

MINIPY_MODULE(_collections, {.doc = "High performance data structures: deque, defaultdict, OrderedDict.",
                             .functions = functions,
                             .exec = fill});

}  // namespace

Status add_tuple_getter(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "collections._tuplegetter";
    spec.size = sizeof(TupleGetter);
    spec.slots.new_ = getter_new;
    spec.slots.init = getter_init;
    spec.slots.dealloc = getter_dealloc;
    spec.slots.traverse = getter_traverse;
    spec.slots.descr_get = getter_get;
    spec.slots.descr_set = getter_set;
    spec.slots.repr = getter_repr;
    spec.methods = getter_methods;
    spec.members = getter_members;
    state(t).tuple_getter = define_type(t, spec);
    return module_add(t, module, "_tuplegetter", Value(state(t).tuple_getter));
}

CollectionsTypes& state(Thread& t) {
    return module_state<CollectionsTypes>(t, module_registration__collections);
}
Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}

}  // namespace minipy::collections
