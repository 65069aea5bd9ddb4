// super: attribute lookup that begins behind a class in the MRO.
#include "native/module.h"

namespace minipy {

namespace {

struct Super : GcObject {
    Value type = Value::none();    // where to begin behind
    Value object = Value::none();  // None: unbound
    Value object_type = Value::none();
};

Super* as_super(Value v) { return v.as<Super>(); }

void replace(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

void super_dealloc(Thread& t, Object* o) {
    Super* s = static_cast<Super*>(o);
    gc_untrack(t, s);
    for (Value v : {s->type, s->object, s->object_type}) release(v);
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}
void super_traverse(Object* o, Visitor& visitor) {
    Super* s = static_cast<Super*>(o);
    for (Value v : {s->type, s->object, s->object_type}) visitor.visit(v);
    if (o->subclass) traverse_instance_tail(o, visitor);
}
Owned super_new(Thread& t, Type* type, const CallArgs&) {
    Super* s = make_instance<Super>(t, type);
    if (!s) return raise_memory_error(t);
    return Owned::adopt(s);
}

// The class whose MRO is searched: of an instance, or the object itself when it is a class.
Owned check_object(Thread& t, Type* type, Value object) {
    if (is_kind(object, Kind::Type) && is_subtype(object.as<Type>(), type)) return Owned::share(object);
    if (is_subtype(type_of(t, object), type)) return Owned::share(Value(type_of(t, object)));
    Owned claimed = TRY(lookup_attr(t, object, names(t).__class__));
    if (is_kind(claimed, Kind::Type) && is_subtype(claimed.as<Type>(), type)) return claimed;
    return raise_type_error(t, "super(type, obj): obj must be an instance or subtype of type");
}

// super() without arguments: the first parameter of the running function, and its __class__ cell.
Status from_frame(Thread& t, Value* type, Value* object) {
    Frame* frame = t.frame;
    if (!frame) return raise_runtime_error(t, "super(): no current frame");
    Code* code = frame->code;
    if (!code->arg_count) return raise_runtime_error(t, "super(): no arguments");
    Value first = frame->registers()[0];
    if (is_kind(first, Kind::Cell) && !code->cell_registers.empty()) {
        for (uint16_t reg : code->cell_registers) {
            if (reg == 0) first = first.as<Cell>()->content;
        }
    }
    if (first.is_unbound()) return raise_runtime_error(t, "super(): arg[0] deleted");
    for (size_t i = 0; i < code->free_names.size(); ++i) {
        if (code->free_names[i] != names(t).__class__) continue;
        Value cls = frame->function->closure.as<Tuple>()->at(i).as<Cell>()->content;
        if (cls.is_unbound()) return raise_runtime_error(t, "super(): empty __class__ cell");
        if (!is_kind(cls, Kind::Type))
            return raise_runtime_error(t, "super(): __class__ is not a type (%s)", type_name(t, cls));
        *type = cls;
        *object = first;
        return {};
    }
    return raise_runtime_error(t, "super(): __class__ cell not found");
}

Status super_init(Thread& t, Value self, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "super(type=..., object_or_type=..., /)", args, v);
    TRY(bound.status());
    Value type = v[0], object = v[1].is_unbound() ? Value::none() : v[1];
    if (type.is_unbound()) TRY(from_frame(t, &type, &object));
    if (!is_kind(type, Kind::Type))
        return raise_type_error(t, "super() argument 1 must be a type, not %.200s", type_name(t, type));
    Super* s = as_super(self);
    if (!object.is_none()) {
        Owned object_type = TRY(check_object(t, type.as<Type>(), object));
        replace(s->object_type, object_type);
    }
    replace(s->type, type);
    replace(s->object, object);
    return {};
}

Owned super_get_attr(Thread& t, Value self, Value name) {
    Super* s = as_super(self);
    if (s->object_type.is_none() || name == names(t).__class__) return generic_get_attr(t, self, name);
    Type* start = s->object_type.as<Type>();
    if (!is_kind(start->mro, Kind::Tuple)) return generic_get_attr(t, self, name);
    Tuple* mro = start->mro.as<Tuple>();
    size_t i = 0;
    while (i < mro->length && mro->at(i) != s->type) ++i;
    for (++i; i < mro->length; ++i) {
        Value found = dict_get_str(t, mro->at(i).as<Type>()->dict.as<Dict>(), name);
        if (found.is_unbound()) continue;
        Owned held = Owned::share(found);
        if (!found.is_object() || !found.object()->type->slots.descr_get) return held;
        // Through a class: no instance.
        Value instance = s->object == s->object_type ? Value::unbound() : s->object;
        return found.object()->type->slots.descr_get(t, found, instance, s->object_type);
    }
    return generic_get_attr(t, self, name);
}

Owned super_descr_get(Thread& t, Value self, Value instance, Value) {
    Super* s = as_super(self);
    if (instance.is_unbound() || instance.is_none() || !s->object.is_none()) return Owned::share(self);
    return call(t, Value(type_of(t, self)), {s->type, instance});
}

Owned super_repr(Thread& t, Value self) {
    Super* s = as_super(self);
    std::string name = s->type.is_none() ? "NULL" : to_utf8(s->type.as<Type>()->name);
    if (s->object_type.is_none()) return make_str(t, "<super: <class '" + name + "'>, NULL>");
    return make_str(
        t, "<super: <class '" + name + "'>, <" + to_utf8(s->object_type.as<Type>()->name) + " object>>");
}

const MemberSpec super_members[] = {
    {"__thisclass__", offsetof(Super, type), true, "the class invoking super()"},
    {"__self__", offsetof(Super, object), true, "the instance invoking super(); may be None"},
    {"__self_class__", offsetof(Super, object_type), true,
     "the type of the instance invoking super(); may be None"},
};

}  // namespace

// Called by init_types().
Status init_super_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "super";
    spec.size = sizeof(Super);
    spec.flags = kTypeBaseAllowed;
    spec.slots.dealloc = super_dealloc;
    spec.slots.traverse = super_traverse;
    spec.slots.new_ = super_new;
    spec.slots.init = super_init;
    spec.slots.get_attr = super_get_attr;
    spec.slots.descr_get = super_descr_get;
    spec.slots.repr = super_repr;
    spec.members = super_members;
    spec.doc =
        "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\n"
        "super(type, obj) -> bound super object; requires isinstance(obj, type)";
    types(t).super = define_type(t, spec);
    return {};
}

}  // namespace minipy
