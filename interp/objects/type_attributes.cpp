// The type `type`: calling a class, its attributes, its own memory.
#include "native/module.h"
#include "native/signature.h"
#include "objects/descriptors.h"
#include "objects/type.h"

namespace minipy {

Owned type_call(Thread& t, Value self, const CallArgs& args) {
    Type* type = self.as<Type>();
    bool no_keywords = !args.kwnames || !args.kwnames->length;
    if (type == types(t).type) {
        if (args.count == 1 && no_keywords) return Owned::share(Value(type_of(t, args.args[0])));
        if (args.count != 3) return raise_type_error(t, "type() takes 1 or 3 arguments");
    }
    if (!type->slots.new_)
        return raise_type_error(t, "cannot create '%s' instances", type_full_name(t, type).c_str());
    Owned made = TRY(type->slots.new_(t, type, args));
    Type* made_type = type_of(t, made);
    if (made_type != type && !is_subtype(made_type, type)) return made;
    if (made_type->slots.init) TRY(made_type->slots.init(t, made, args));
    return made;
}

namespace {

Type* self_type(Value v) { return v.as<Type>(); }

// ---- memory ----

void type_dealloc(Thread& t, Object* o) {
    Type* type = static_cast<Type*>(o);
    gc_untrack(t, type);
    if (is_kind(type->bases, Kind::Tuple)) {
        for (Value base : *type->bases.as<Tuple>()) {
            if (is_kind(base, Kind::Type)) remove_from_subclasses(t, base.as<Type>(), type);
        }
    }
    for (Value v : {type->name, type->qualname, type->module, type->doc, type->base, type->bases, type->mro,
                    type->dict, type->subclasses}) {
        release(v);
    }
    if (type->root_shape) Shape::free_tree(type->root_shape);
    free_object(t, o);
}

void type_traverse(Object* o, Visitor& visitor) {
    Type* type = static_cast<Type*>(o);
    if (!type->has(kTypeHeap)) return;
    visitor.visit(type->base);
    visitor.visit(type->bases);
    visitor.visit(type->mro);
    visitor.visit(type->dict);
    visitor.visit(type->doc);
    if (type->type->has(kTypeHeap)) visitor.visit(static_cast<Object*>(type->type));
}

// The dictionary and the MRO hold the cycles; base and bases stay, instances that die later ask them.
void type_clear(Thread& t, Object* o) {
    Type* type = static_cast<Type*>(o);
    if (!type->has(kTypeHeap)) return;
    type_modified(type);
    if (is_dict(type->dict)) dict_clear(t, type->dict.as<Dict>());
    Value mro = type->mro;
    type->mro = Value::none();
    release(mro);
}

// ---- repr, attribute access ----

Owned type_repr(Thread& t, Value self) {
    return make_str(t, "<class '" + type_full_name(t, self_type(self)) + "'>");
}

Owned type_get_attr(Thread& t, Value self, Value name) {
    Type *type = self_type(self), *meta = type->type;
    Owned from_meta = Owned::share(type_lookup(t, meta, name));
    Type* descriptor = from_meta.get().is_object() ? from_meta.get().object()->type : nullptr;
    if (descriptor && descriptor->slots.descr_get && descriptor->slots.descr_set) {
        return descriptor->slots.descr_get(t, from_meta, self, Value(meta));
    }
    Value found = type_lookup(t, type, name);
    if (!found.is_unbound()) {
        if (!found.is_object() || !found.object()->type->slots.descr_get) return Owned::share(found);
        Owned held = Owned::share(found);
        return found.object()->type->slots.descr_get(t, found, Value::unbound(), self);
    }
    if (descriptor && descriptor->slots.descr_get)
        return descriptor->slots.descr_get(t, from_meta, self, Value(meta));
    if (!from_meta.is_unbound()) return from_meta;
    return raise_attribute_error(t, self, name);
}

bool is_dunder(Value name) {
    Str* s = as_str(name);
    return s->length > 4 && s->at(0) == '_' && s->at(1) == '_';
}

Status type_set_attr(Thread& t, Value self, Value name, Value value) {
    Type* type = self_type(self);
    if (type->has(kTypeImmutable)) {
        return raise_type_error(t, "cannot set '%s' attribute of immutable type '%s'", to_utf8(name).c_str(),
                                type_full_name(t, type).c_str());
    }
    Value from_meta = type_lookup(t, type->type, name);
    if (from_meta.is_object() && from_meta.object()->type->slots.descr_set) {
        Owned held = Owned::share(from_meta);
        TRY(from_meta.object()->type->slots.descr_set(t, from_meta, self, value));
        type_modified(type);
        return {};
    }
    type_modified(type);
    Dict* dict = type->dict.as<Dict>();
    if (value.is_unbound()) {
        Owned old = TRY(dict_pop(t, dict, name));
        if (old.is_unbound()) return raise_attribute_error(t, self, name);
        type_modified(type);
        if (is_dunder(name)) return update_slots(t, type, name);
        return {};
    }
    Owned old = Owned::share(dict_get_str(t, dict, name));
    TRY(dict_set(t, dict, name, value));
    type_modified(type);
    if (is_dunder(name)) return update_slots(t, type, name);
    return {};
}

Status type_init(Thread& t, Value, const CallArgs& args) {
    if (args.count == 1 && args.kwnames && args.kwnames->length)
        return raise_type_error(t, "type.__init__() takes no keyword arguments");
    if (args.count != 1 && args.count != 3)
        return raise_type_error(t, "type.__init__() takes 1 or 3 arguments");
    return {};
}

Owned type_or(Thread& t, Value a, Value b) {
    Type* unions = types(t).union_type;
    auto make_union = unions ? unions->slots.binary[static_cast<int>(BinaryOp::Or)] : nullptr;
    return make_union ? make_union(t, a, b) : Owned::not_implemented();
}

// ---- attributes ----

Value own(Thread& t, Value self, Value name) {
    return dict_get_str(t, self_type(self)->dict.as<Dict>(), name);
}

Raised raise_immutable(Thread& t, Value self, const char* name) {
    return raise_type_error(t, "cannot set '%s' attribute of immutable type '%s'", name,
                            type_utf8_name(self_type(self)).c_str());
}
Status check_settable(Thread& t, Value self, Value value, const char* name) {
    if (self_type(self)->has(kTypeImmutable)) return raise_immutable(t, self, name);
    if (value.is_unbound())
        return raise_type_error(t, "cannot delete '%s' attribute of immutable type '%s'", name,
                                type_utf8_name(self_type(self)).c_str());
    return {};
}

Owned get_name(Thread&, Value self) { return Owned::share(self_type(self)->name); }
Status set_name(Thread& t, Value self, Value value) {
    TRY(check_settable(t, self, value, "__name__"));
    if (!is_str(value)) {
        return raise_type_error(t, "can only assign string to %s.__name__, not '%s'",
                                type_utf8_name(self_type(self)).c_str(), type_name(t, value));
    }
    TRY(check_type_name(t, value));
    Value old = self_type(self)->name;
    self_type(self)->name = Owned::share(intern(t, value)).take();
    release(old);
    return {};
}
Owned get_qualname(Thread&, Value self) { return Owned::share(self_type(self)->qualname); }
Status set_qualname(Thread& t, Value self, Value value) {
    TRY(check_settable(t, self, value, "__qualname__"));
    if (!is_str(value)) {
        return raise_type_error(t, "can only assign string to %s.__qualname__, not '%s'",
                                type_utf8_name(self_type(self)).c_str(), type_name(t, value));
    }
    Value old = self_type(self)->qualname;
    self_type(self)->qualname = Owned::share(value).take();
    release(old);
    return {};
}
Owned get_module(Thread& t, Value self) {
    if (!self_type(self)->module.is_unbound()) return Owned::share(self_type(self)->module);
    Value found = own(t, self, names(t).__module__);
    if (!found.is_unbound()) return Owned::share(found);
    return raise_error(t, exc(t).AttributeError, "__module__");
}
Status set_module(Thread& t, Value self, Value value) {
    TRY(check_settable(t, self, value, "__module__"));
    type_modified(self_type(self));
    return dict_set(t, self_type(self)->dict.as<Dict>(), names(t).__module__, value);
}
Owned get_doc(Thread& t, Value self) {
    Type* type = self_type(self);
    if (!type->has(kTypeHeap)) return Owned::share(type->doc);
    Value found = own(t, self, names(t).__doc__);
    if (found.is_object() && found.object()->type->slots.descr_get) {
        Owned held = Owned::share(found);
        return found.object()->type->slots.descr_get(t, found, Value::unbound(), self);
    }
    return found.is_unbound() ? Owned::none() : Owned::share(found);
}
Status set_doc(Thread& t, Value self, Value value) {
    TRY(check_settable(t, self, value, "__doc__"));
    return dict_set(t, self_type(self)->dict.as<Dict>(), names(t).__doc__, value);
}
Owned get_dict(Thread& t, Value self) { return call(t, types(t).mapping_proxy, {self_type(self)->dict}); }
Owned get_mro(Thread&, Value self) { return Owned::share(self_type(self)->mro); }
Owned get_base(Thread&, Value self) { return Owned::share(self_type(self)->base); }
Owned get_bases(Thread&, Value self) { return Owned::share(self_type(self)->bases); }

struct OldOrder {
    Type* type;
    Owned mro;
};

// The new MROs of a class and of all that derive from it; what was there before goes to `replaced`.
Status reorder(Thread& t, Type* type, std::vector<OldOrder>& replaced) {
    Value before = type->mro;
    Ref<Tuple> mro = TRY(ask_mro(t, type));
    if (type->mro != before) return {};  // mro() changed __bases__ itself
    type_modified(type);
    replaced.push_back({type, Owned::adopt(before)});
    type->mro = Value(mro.take());
    Ref<List> derived = TRY(subclasses_of(t, type));
    for (size_t i = 0; i < derived->length; ++i) TRY(reorder(t, derived->items[i].as<Type>(), replaced));
    return {};
}

// The slots of a class and of all that derive from it.
Status refill(Thread& t, Type* type) {
    TRY(fill_slots(t, type));
    Ref<List> derived = TRY(subclasses_of(t, type));
    for (size_t i = 0; i < derived->length; ++i) TRY(refill(t, derived->items[i].as<Type>()));
    return {};
}

// Status of a failed change: everything as it was.
Raised restore_bases(Type* type, Value new_bases, Owned bases, Owned base, std::vector<OldOrder>& replaced) {
    for (OldOrder& old : replaced) {
        type_modified(old.type);
        Owned failed = Owned::adopt(old.type->mro);
        old.type->mro = old.mro.take();
    }
    if (type->bases == new_bases) {
        Owned failed_bases = Owned::adopt(type->bases), failed_base = Owned::adopt(type->base);
        type->bases = bases.take();
        type->base = base.take();
    }
    return Raised{};
}

Status set_bases(Thread& t, Value self, Value value) {
    TRY(check_settable(t, self, value, "__bases__"));
    Type* type = self_type(self);
    std::string name = type_utf8_name(type);
    if (!is_tuple(value))
        return raise_type_error(t, "can only assign tuple to %s.__bases__, not %s", name.c_str(),
                                type_name(t, value));
    Tuple* bases = value.as<Tuple>();
    if (!bases->length)
        return raise_type_error(t, "can only assign non-empty tuple to %s.__bases__, not ()", name.c_str());
    for (Value base : *bases) {
        if (!is_kind(base, Kind::Type)) {
            return raise_type_error(t, "%s.__bases__ must be tuple of classes, not '%s'", name.c_str(),
                                    type_name(t, base));
        }
        bool cycle = is_subtype(base.as<Type>(), type);
        for (Type* up = base.as<Type>(); up && !cycle; up = up->base_type()) cycle = up == type;
        if (cycle)
            return raise_type_error(t, "a __bases__ item causes an inheritance cycle");
    }
    Type* best = best_base(t, bases);
    if (!best) return Raised{};
    Type* old_best = type->base_type();
    if (best->basic_size != old_best->basic_size || best->instance_kind != old_best->instance_kind) {
        return raise_type_error(t, "__bases__ assignment: '%s' object layout differs from '%s'",
                                type_utf8_name(best).c_str(), type_utf8_name(old_best).c_str());
    }
    type_modified(type);
    Owned old_bases = Owned::adopt(type->bases), old_base = Owned::adopt(type->base);
    type->bases = Owned::share(value).take();
    type->base = Owned::share(Value(best)).take();
    std::vector<OldOrder> replaced;
    if (reorder(t, type, replaced).is_error())
        return restore_bases(type, value, std::move(old_bases), std::move(old_base), replaced);
    if (type->bases != value) return {};  // a mro() on the way had its own idea
    for (Value base : *old_bases.as<Tuple>()) remove_from_subclasses(t, base.as<Type>(), type);
    for (Value base : *bases) TRY(add_to_subclasses(t, base.as<Type>(), type));
    return refill(t, type);
}

Owned get_annotations(Thread& t, Value self) {
    if (!self_type(self)->has(kTypeHeap)) return raise_attribute_error(t, self, names(t).__annotations__);
    Value found = own(t, self, names(t).__annotations__);
    if (!found.is_unbound()) return Owned::share(found);
    Owned made = TRY(new_dict(t));
    TRY(dict_set(t, self_type(self)->dict.as<Dict>(), names(t).__annotations__, made));
    return made;
}
Status set_annotations(Thread& t, Value self, Value value) {
    if (self_type(self)->has(kTypeImmutable)) return raise_immutable(t, self, "__annotations__");
    Dict* dict = self_type(self)->dict.as<Dict>();
    type_modified(self_type(self));
    if (!value.is_unbound()) return dict_set(t, dict, names(t).__annotations__, value);
    if (!TRY(dict_remove(t, dict, names(t).__annotations__)))
        return raise_error(t, exc(t).AttributeError, "__annotations__");
    return {};
}
Owned get_abstract(Thread& t, Value self) {
    Value found =
        self == Value(types(t).type) ? Value::unbound() : own(t, self, names(t).__abstractmethods__);
    if (!found.is_unbound()) return Owned::share(found);
    return raise_error(t, exc(t).AttributeError, "__abstractmethods__");
}
Status set_abstract(Thread& t, Value self, Value value) {
    Type* type = self_type(self);
    Dict* dict = type->dict.as<Dict>();
    bool abstract = false;
    type_modified(type);
    if (value.is_unbound()) {
        if (!TRY(dict_remove(t, dict, names(t).__abstractmethods__)))
            return raise_error(t, exc(t).AttributeError, "__abstractmethods__");
    } else {
        abstract = TRY(truth(t, value));
        TRY(dict_set(t, dict, names(t).__abstractmethods__, value));
    }
    type->type_flags =
        abstract ? type->type_flags | kTypeAbstract : type->type_flags & ~uint32_t{kTypeAbstract};
    return {};
}
Owned get_basicsize(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(self_type(self)->basic_size));
}
Owned get_itemsize(Thread& t, Value self) {
    Kind kind = self_type(self)->instance_kind;
    return make_int(t, kind == Kind::Tuple ? 8 : kind == Kind::Bytes ? 1 : kind == Kind::Int ? 4 : 0);
}
Owned get_dictoffset(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(self_type(self)->attrs_offset));
}
// The bits that programs look at: heap type, may be a base, abstract.
Owned get_flags(Thread& t, Value self) {
    Type* type = self_type(self);
    int64_t flags = (type->has(kTypeHeap) ? 1 << 9 : 1 << 8) | (type->has(kTypeBaseAllowed) ? 1 << 10 : 0) |
                    1 << 12 | 1 << 14 | (type->has(kTypeAbstract) ? 1 << 20 : 0);
    return make_int(t, flags);
}
Owned get_text_signature(Thread& t, Value self) {
    const char* text = type_text_signature(t, self_type(self));
    return text ? make_str(t, text) : Owned::none();
}

// ---- methods ----

Owned method_mro(Thread& t, const Value* args) {
    Ref<Tuple> mro = TRY(compute_mro(t, self_type(args[0])));
    return make_list(t, mro->items(), mro->length);
}
Owned method_subclasses(Thread& t, const Value* args) { return TRY(subclasses_of(t, self_type(args[0]))); }
Owned method_prepare(Thread& t, const Value*) { return TRY(new_dict(t)); }
Owned method_instancecheck(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(recursive_is_instance(t, args[1], args[0])));
}
Owned method_subclasscheck(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(recursive_is_subclass(t, args[1], args[0])));
}
Owned method_sizeof(Thread& t, const Value*) { return make_int(t, static_cast<int64_t>(sizeof(Type))); }

Owned method_dir(Thread& t, const Value* args) {
    Ref<Dict> seen = TRY(new_dict(t));
    for (Value cls : *self_type(args[0])->mro.as<Tuple>()) {
        TRY(dict_update(t, seen.get(), cls.as<Type>()->dict));
    }
    return TRY(dict_keys_list(t, seen.get()));
}

const FunctionSpec type_methods[] = {
    {"mro(self, /)", method_mro, "Return a type's method resolution order."},
    {"__subclasses__(self, /)", method_subclasses, "Return a list of immediate subclasses."},
    {"__prepare__(cls, /, *args, **kwargs)", method_prepare, "Make the namespace for the class statement."},
    {"__instancecheck__(self, instance, /)", method_instancecheck, "Check if an object is an instance."},
    {"__subclasscheck__(self, subclass, /)", method_subclasscheck, "Check if a class is a subclass."},
    {"__dir__(self, /)", method_dir, "Names of the attributes of a class and its bases."},
    {"__sizeof__(self, /)", method_sizeof, "Size of the type object in memory."},
};
const GetSetSpec type_getset[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"__module__", get_module, set_module},
    {"__doc__", get_doc, set_doc},
    {"__dict__", get_dict},
    {"__mro__", get_mro},
    {"__base__", get_base},
    {"__bases__", get_bases, set_bases},
    {"__annotations__", get_annotations, set_annotations},
    {"__abstractmethods__", get_abstract, set_abstract},
    {"__basicsize__", get_basicsize},
    {"__itemsize__", get_itemsize},
    {"__dictoffset__", get_dictoffset},
    {"__flags__", get_flags},
    {"__text_signature__", get_text_signature},
};

}  // namespace

Status init_type_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "type";
    spec.size = sizeof(Type);
    spec.kind = Kind::Type;
    spec.flags = kTypeBaseAllowed;
    spec.doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type";
    Slots& s = spec.slots;
    s.dealloc = type_dealloc;
    s.traverse = type_traverse;
    s.clear = type_clear;
    s.repr = type_repr;
    s.call = type_call;
    s.new_ = type_new;
    s.init = type_init;
    s.get_attr = type_get_attr;
    s.set_attr = type_set_attr;
    s.binary[static_cast<int>(BinaryOp::Or)] = type_or;
    spec.methods = type_methods;
    spec.getset = type_getset;
    types(t).type = define_type(t, spec);
    return {};
}

}  // namespace minipy
