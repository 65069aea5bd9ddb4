// int | None: what `|` gives for types. isinstance() takes it in place of a tuple of types.
#include "native/module.h"
#include "objects/generic_alias.h"
#include "objects/set.h"

namespace minipy {

namespace {

UnionType* as_union(Value v) { return v.as<UnionType>(); }
bool is_union(Thread& t, Value v) { return v.is_object() && v.object()->type == types(t).union_type; }
bool is_alias(Thread& t, Value v) {
    return v.is_object() && is_subtype(v.object()->type, types(t).generic_alias);
}
bool can_join(Thread& t, Value v) {
    return v.is_none() || is_kind(v, Kind::Type) || is_alias(t, v) || is_union(t, v);
}

void union_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    UnionType* u = static_cast<UnionType*>(o);
    release(u->args);
    release(u->parameters);
    free_object(t, o);
}
void union_traverse(Object* o, Visitor& visitor) {
    UnionType* u = static_cast<UnionType*>(o);
    visitor.visit(u->args);
    visitor.visit(u->parameters);
}

// Types are the same by identity, aliases by equality.
Status add_member(Thread& t, List* members, Value member) {
    if (member.is_none()) member = Value(types(t).none);
    for (size_t i = 0; i < members->length; ++i) {
        Value known = members->items[i];
        if (known == member) return {};
        if (is_alias(t, known) && is_alias(t, member) && TRY(compare_bool(t, CompareOp::Eq, known, member)))
            return {};
    }
    return list_append(t, members, member);
}
Status add_members(Thread& t, List* members, Value v) {
    if (!is_union(t, v)) return add_member(t, members, v);
    for (Value member : *as_union(v)->args.as<Tuple>()) TRY(add_member(t, members, member));
    return {};
}

Owned union_or(Thread& t, Value a, Value b) { return make_union(t, a, b); }

Owned union_repr(Thread& t, Value self) {
    std::string text;
    for (Value member : *as_union(self)->args.as<Tuple>()) {
        if (!text.empty()) text += " | ";
        text += member == Value(types(t).none) ? "None" : TRY(type_argument_text(t, member));
    }
    return make_str(t, text);
}

// Order does not count.
Owned members_set(Thread& t, Value self) {
    return call(t, Value(types(t).frozenset), {as_union(self)->args});
}
Result<int64_t> union_hash(Thread& t, Value self) { return hash(t, TRY(members_set(t, self))); }
Owned union_compare(Thread& t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_union(t, a) || !is_union(t, b))
        return Owned::not_implemented();
    Owned left = TRY(members_set(t, a));
    Owned right = TRY(members_set(t, b));
    return compare(t, op, left, right);
}

Owned get_parameters(Thread& t, Value self) {
    UnionType* u = as_union(self);
    if (u->parameters.is_unbound()) u->parameters = TRY(collect_parameters(t, u->args)).take();
    return Owned::share(u->parameters);
}

Owned union_get_item(Thread& t, Value self, Value item) {
    Owned parameters = TRY(get_parameters(t, self));
    Owned members = TRY(substitute_parameters(t, self, as_union(self)->args, parameters, item));
    Tuple* all = members.as<Tuple>();
    Owned result = Owned::share(all->at(0));
    for (size_t i = 1; i < all->length; ++i) result = TRY(binary_op(t, BinaryOp::Or, result, all->at(i)));
    return result;
}

Owned union_get_attr(Thread& t, Value self, Value name) {
    if (name == names(t).__module__) return get_attr(t, Value(type_of(t, self)), name);
    return generic_get_attr(t, self, name);
}

// Asks the members in their order; an alias that is reached is an error.
Owned any_member(Thread& t, Value self, const char* function, Value asked,
                 Result<bool> (*test)(Thread&, Value, Value)) {
    for (Value member : *as_union(self)->args.as<Tuple>()) {
        if (is_alias(t, member))
            return raise_type_error(t, "%s() argument 2 cannot be a parameterized generic", function);
        if (is_kind(member, Kind::Type) && TRY(test(t, asked, member))) return Owned::from_bool(true);
    }
    return Owned::from_bool(false);
}
Owned method_instancecheck(Thread& t, const Value* args) {
    return any_member(t, args[0], "isinstance", args[1], is_instance);
}
Owned method_subclasscheck(Thread& t, const Value* args) {
    if (!is_kind(args[1], Kind::Type)) return raise_type_error(t, "issubclass() arg 1 must be a class");
    return any_member(t, args[0], "issubclass", args[1], is_subclass);
}

const FunctionSpec methods[] = {{"__instancecheck__(self, instance, /)", method_instancecheck},
                                {"__subclasscheck__(self, cls, /)", method_subclasscheck}};
const GetSetSpec getset[] = {
    {"__parameters__", get_parameters, nullptr, "Type variables in the types.UnionType."}};
const MemberSpec members[] = {{"__args__", offsetof(UnionType, args)}};

}  // namespace

Owned make_union(Thread& t, Value a, Value b) {
    if (!can_join(t, a) || !can_join(t, b)) return Owned::not_implemented();
    Ref<List> joined = TRY(new_list(t, 2));
    TRY(add_members(t, joined.get(), a));
    TRY(add_members(t, joined.get(), b));
    if (joined->length == 1) return Owned::share(joined->items[0]);
    Owned args = TRY(list_to_tuple(t, joined.get()));
    UnionType* made = make<UnionType>(t, types(t).union_type);
    if (!made) return raise_memory_error(t);
    made->args = args.take();
    return Owned::adopt(made);
}

Status init_union_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "types.UnionType";
    spec.size = sizeof(UnionType);
    spec.flags = kTypeNoInstantiate;
    Slots& slots = spec.slots;
    slots.dealloc = union_dealloc;
    slots.traverse = union_traverse;
    slots.repr = union_repr;
    slots.hash = union_hash;
    slots.compare = union_compare;
    slots.get_attr = union_get_attr;
    slots.get_item = union_get_item;
    slots.binary[static_cast<int>(BinaryOp::Or)] = union_or;
    spec.methods = methods;
    spec.getset = getset;
    spec.members = members;
    spec.doc = "Represent a PEP 604 union type\n\nE.g. for int | str";
    types(t).union_type = define_type(t, spec);
    return {};
}

}  // namespace minipy
