// type(name, bases, dict, **kw): what every `class` statement ends in.
//
//     class Point(Base, metaclass=Meta, flag=1):
//         __slots__ = ("x", "y")
//
// 1. the metaclass is the most derived one of Meta and the bases' types; 2. one base decides the layout of instances; 3. the
// new type's __slots__ words come behind that base's struct, its Attrs behind them; 4. the MRO, then the slots are filled;
// 5. __set_name__ of what the body made, __init_subclass__ of the parent.
#include "objects/descriptors.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

namespace minipy {

const GetSetSpec* instance_dict_getset();
const GetSetSpec* instance_weakref_getset();

Type* calculate_metaclass(Thread& t, Type* metatype, Tuple* bases) {
    Type* winner = metatype;
    for (Value base : *bases) {
        Type* type = type_of(t, base);
        if (is_subtype(winner, type)) continue;
        if (is_subtype(type, winner)) {
            winner = type;
            continue;
        }
        (void)raise_type_error(t,
                               "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                               "subclass of the metaclasses "
                               "of all its bases");
        return nullptr;
    }
    return winner;
}

namespace {

// The nearest type, going up, that added something to the layout.
Type* solid_base(Type* type) {
    Type* base = type->base_type();
    if (!base) return type;
    if (type->basic_size != base->basic_size || type->instance_kind != base->instance_kind) return type;
    return solid_base(base);
}

}  // namespace

Type* best_base(Thread& t, Tuple* bases) {
    Type *best = nullptr, *winner = nullptr;
    for (Value v : *bases) {
        if (!is_kind(v, Kind::Type)) {
            (void)raise_type_error(t, "bases must be types");
            return nullptr;
        }
        Type* base = v.as<Type>();
        if (!base->has(kTypeBaseAllowed)) {
            (void)raise_type_error(t, "type '%.100s' is not an acceptable base type",
                                   base->native_name ? base->native_name : type_utf8_name(base).c_str());
            return nullptr;
        }
        Type* candidate = solid_base(base);
        if (!winner) {
            winner = candidate;
            best = base;
        } else if (is_subtype(winner, candidate)) {
        } else if (is_subtype(candidate, winner)) {
            winner = candidate;
            best = base;
        } else {
            (void)raise_type_error(t, "multiple bases have instance lay-out conflict");
            return nullptr;
        }
    }
    return best;
}

Status check_type_name(Thread& t, Value name) {
    TRY(call_method(t, name, intern(t, "encode")));  // a lone surrogate is no text
    Str* s = as_str(name);
    for (size_t i = 0; i < s->length; ++i) {
        if (s->at(i) == 0) return raise_value_error(t, "type name must not contain null characters");
    }
    return {};
}

Ref<Tuple> ask_mro(Thread& t, Type* type) {
    if (type->type == types(t).type ||
        find_in_mro(t, type->type, names(t).mro) == find_in_mro(t, types(t).type, names(t).mro)) {
        return compute_mro(t, type);
    }
    type->type_flags |= kTypeUnversioned;
    Owned order = TRY(call_special(t, Value(type), names(t).mro));
    Ref<Tuple> mro = TRY(to_tuple(t, order));
    Type* solid = solid_base(type->base_type());
    for (Value v : *mro) {
        if (!is_kind(v, Kind::Type))
            return raise_type_error(t, "mro() returned a non-class ('%.500s')", type_name(t, v));
        if (v == Value(type)) continue;
        if (!is_subtype(solid, solid_base(v.as<Type>())))
            return raise_type_error(t, "mro() returned base with unsuitable layout ('%.500s')",
                                    type_utf8_name(v.as<Type>()).c_str());
    }
    return mro;
}

namespace {

// ---- __slots__ ----

struct SlotNames {
    bool given = false, wants_dict = false, wants_weakref = false;
    Ref<List> names;  // mangled, sorted
};

Owned mangle(Thread& t, Value class_name, Value name) {
    std::string text = to_utf8(name);
    if (!text.starts_with("__") || text.ends_with("__") || text.find('.') != std::string::npos)
        return Owned::share(intern(t, name));
    std::string owner = to_utf8(class_name);
    size_t begin = owner.find_first_not_of('_');
    if (begin == std::string::npos) return Owned::share(intern(t, name));
    return Owned::share(intern(t, "_" + owner.substr(begin) + text));
}

Status add_slot_name(Thread& t, SlotNames& slots, Value class_name, Value name, Dict* name_space,
                     Type* base) {
    if (!is_str(name))
        return raise_type_error(t, "__slots__ items must be strings, not '%.200s'", type_name(t, name));
    if (!TRY(truth(t, TRY(call_method(t, name, intern(t, "isidentifier"))))))
        return raise_type_error(t, "__slots__ must be identifiers");
    if (name == names(t).__dict__ || str_equals(name, "__dict__")) {
        if (base->attrs_offset || slots.wants_dict)
            return raise_type_error(t, "__dict__ slot disallowed: we already got one");
        slots.wants_dict = true;
        return {};
    }
    if (str_equals(name, "__weakref__")) {
        bool present = !find_in_mro(t, base, names(t).__weakref__).is_unbound();
        if (slots.wants_weakref || present) {
            return raise_type_error(
                t, "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0");
        }
        slots.wants_weakref = true;
        return {};
    }
    Owned mangled = TRY(mangle(t, class_name, name));
    if (!dict_get_str(t, name_space, mangled).is_unbound() && !str_equals(mangled.get(), "__qualname__") &&
        !str_equals(mangled.get(), "__classcell__")) {
        return raise_value_error(t, "%s in __slots__ conflicts with class variable",
                                 TRY(repr_utf8(t, mangled)).c_str());
    }
    return list_append(t, slots.names.get(), mangled);
}

Status read_slots(Thread& t, SlotNames& slots, Value class_name, Dict* name_space, Type* base) {
    slots.names = TRY(new_list(t));
    Owned given = Owned::share(dict_get_str(t, name_space, names(t).__slots__));
    if (given.is_unbound()) return {};
    slots.given = true;
    if (is_str(given)) {
        TRY(add_slot_name(t, slots, class_name, given, name_space, base));
    } else {
        TRY(for_each(t, given, [&](Value name) {
            return add_slot_name(t, slots, class_name, name, name_space, base);
        }));
    }
    Kind kind = base->instance_kind;
    if (slots.names->length &&
        (kind == Kind::Int || kind == Kind::Bytes || kind == Kind::Tuple || kind == Kind::Type)) {
        return raise_type_error(t, "nonempty __slots__ not supported for subtype of '%s'",
                                type_utf8_name(base).c_str());
    }
    return list_sort(t, slots.names.get(), Value::none(), false);
}

// ---- layout ----

bool attrs_inside(Type* base) {
    return base->attrs_offset > 0 && static_cast<uint32_t>(base->attrs_offset) < base->basic_size;
}

Status lay_out(Thread& t, Type* type, Type* base, SlotNames& slots, Tuple* bases) {
    type->instance_kind = base->instance_kind;
    type->basic_size = base->basic_size;
    type->slot_count = base->slot_count;
    type->weight_hint = base->weight_hint;
    // Classes and modules have a namespace of their own, of another kind.
    bool is_class = base->instance_kind == Kind::Type || base->instance_kind == Kind::Module;
    bool wants_dict = !slots.given || slots.wants_dict || base->attrs_offset;
    for (Value v : *bases) wants_dict |= v.as<Type>()->attrs_offset != 0;
    if (base->instance_kind == Kind::Str && slots.names->length) {
        wants_dict = true;  // the items end the object: there is no place for words
    } else {
        for (size_t i = 0; i < slots.names->length; ++i) {
            Value name = slots.names->items[i];
            Owned member = TRY(make_member_descriptor(t, type, name, static_cast<int32_t>(type->basic_size),
                                                      false, true, nullptr));
            TRY(dict_set(t, type->dict.as<Dict>(), name, member));
            type->basic_size += sizeof(Value);
            ++type->slot_count;
        }
    }
    if (wants_dict && !is_class) {
        if (attrs_inside(base))
            type->attrs_offset = base->attrs_offset;
        else
            place_attrs(type);
        type->type_flags |= kTypeHasDict;
        type->root_shape = Shape::make_root();
        bool inherited = !find_in_mro(t, base, names(t).__dict__).is_unbound() && base->attrs_offset;
        if (!inherited && (!slots.given || slots.wants_dict)) {
            (void)TRY(dict_set_default(t, type->dict.as<Dict>(), names(t).__dict__,
                                       TRY(make_getset_descriptor(t, type, instance_dict_getset()))));
        }
    }
    if (!is_class && (!slots.given || slots.wants_weakref) &&
        find_in_mro(t, base, names(t).__weakref__).is_unbound()) {
        (void)TRY(dict_set_default(t, type->dict.as<Dict>(), names(t).__weakref__,
                                   TRY(make_getset_descriptor(t, type, instance_weakref_getset()))));
    }
    return {};
}

// ---- the namespace ----

Status wrap_function(Thread& t, Dict* dict, Value name, Type* wrapper) {
    Value found = dict_get_str(t, dict, name);
    if (!is_kind(found, Kind::Function)) return {};
    return dict_set(t, dict, name, TRY(call(t, Value(wrapper), {found})));
}

Status take_qualname(Thread& t, Type* type, Dict* dict) {
    Value qualname = dict_get_str(t, dict, names(t).__qualname__);
    if (qualname.is_unbound()) {
        type->qualname = Owned::share(type->name).take();
        return {};
    }
    if (!is_str(qualname))
        return raise_type_error(t, "type __qualname__ must be a str, not %s", type_name(t, qualname));
    type->qualname = Owned::share(qualname).take();
    (void)TRY(dict_remove(t, dict, names(t).__qualname__));
    return {};
}

Status prepare_dict(Thread& t, Type* type) {
    Dict* dict = type->dict.as<Dict>();
    TRY(take_qualname(t, type, dict));
    if (dict_get_str(t, dict, names(t).__module__).is_unbound() && t.frame && t.frame->function) {
        Value globals = t.frame->function->globals;
        Value module =
            is_dict(globals) ? dict_get_str(t, globals.as<Dict>(), names(t).__name__) : Value::unbound();
        if (!module.is_unbound()) TRY(dict_set(t, dict, names(t).__module__, module));
    }
    TRY(wrap_function(t, dict, names(t).__new__, types(t).staticmethod));
    TRY(wrap_function(t, dict, names(t).__init_subclass__, types(t).classmethod));
    TRY(wrap_function(t, dict, names(t).__class_getitem__, types(t).classmethod));
    Value doc = dict_get_str(t, dict, names(t).__doc__);
    if (is_str(doc)) TRY(call_method(t, doc, intern(t, "encode")));  // as text that other programs read
    if (doc.is_unbound())
        TRY(dict_set(t, dict, names(t).__doc__, Value::none()));
    if (!dict_get_str(t, dict, names(t).__eq__).is_unbound() &&
        dict_get_str(t, dict, names(t).__hash__).is_unbound()) {
        TRY(dict_set(t, dict, names(t).__hash__, Value::none()));
    }
    return {};
}

Status fill_classcell(Thread& t, Type* type) {
    Dict* dict = type->dict.as<Dict>();
    Owned cell = TRY(dict_pop(t, dict, names(t).__classcell__));
    if (cell.is_unbound()) return {};
    if (!is_kind(cell, Kind::Cell)) {
        return raise_type_error(t, "type.__new__ __classcell__ must be a nonlocal cell, not <class '%s'>",
                                type_name(t, cell));
    }
    Value old = cell.as<Cell>()->content;
    retain(static_cast<Object*>(type));
    cell.as<Cell>()->content = Value(type);
    release(old);
    return {};
}

Status call_set_names(Thread& t, Type* type) {
    Ref<Dict> copy = TRY(dict_copy(t, type->dict.as<Dict>()));
    size_t at = 0;
    while (DictEntry* e = dict_next(copy.get(), &at)) {
        if (!e->value.is_object() || type_lookup(t, type_of(t, e->value), names(t).__set_name__).is_unbound())
            continue;
        Owned result = call_special(t, e->value, names(t).__set_name__, {Value(type), e->key});
        if (!result.is_error()) continue;
        Owned cause = take_exception(t);
        std::string key = TRY(repr_utf8(t, e->key));
        (void)raise_error(t, exc(t).RuntimeError,
                          "Error calling __set_name__ on '%.100s' instance %s in '%.100s'",
                          type_name(t, e->value), key.c_str(), type_utf8_name(type).c_str());
        Owned raised = take_exception(t);
        TRY(set_attr(t, raised, names(t).__cause__, cause));
        TRY(set_attr(t, raised, names(t).__context__, cause));
        return restore_exception(t, std::move(raised));
    }
    return {};
}

// super(type, type).__init_subclass__(**keywords)
Status call_init_subclass(Thread& t, Type* type, const CallArgs& args) {
    Tuple* mro = type->mro.as<Tuple>();
    Value found = Value::unbound();
    size_t at = 0;
    while (at < mro->length && mro->at(at) != Value(type)) ++at;
    for (++at; at < mro->length && found.is_unbound(); ++at) {
        found = dict_get_str(t, mro->at(at).as<Type>()->dict.as<Dict>(), names(t).__init_subclass__);
    }
    if (found.is_unbound()) return {};
    Owned method = Owned::share(found);
    if (found.is_object() && found.object()->type->slots.descr_get) {
        method = TRY(found.object()->type->slots.descr_get(t, found, Value::unbound(), Value(type)));
    }
    size_t keywords = args.kwnames ? args.kwnames->length : 0;
    Owned result =
        TRY(call(t, method, CallArgs{args.args + args.count, 0, keywords ? args.kwnames : nullptr}));
    return {};
}

Status check_arguments(Thread& t, const CallArgs& args) {
    if (args.count != 3)
        return raise_type_error(t, "type.__new__() takes exactly 3 arguments (%u given)", args.count);
    const Value* a = args.args;
    if (!is_str(a[0]))
        return raise_type_error(t, "type.__new__() argument 1 must be str, not %.50s", type_name(t, a[0]));
    if (!is_tuple(a[1]))
        return raise_type_error(t, "type.__new__() argument 2 must be tuple, not %.50s", type_name(t, a[1]));
    if (!is_dict(a[2]))
        return raise_type_error(t, "type.__new__() argument 3 must be dict, not %.50s", type_name(t, a[2]));
    TRY(check_type_name(t, a[0]));
    for (Value base : *a[1].as<Tuple>()) {
        if (is_kind(base, Kind::Type)) continue;
        Owned entries = TRY(lookup_attr(t, base, names(t).__mro_entries__));
        if (!entries.is_unbound()) {
            return raise_type_error(t, "type() doesn't support MRO entry resolution; use types.new_class()");
        }
    }
    return {};
}

Type* blank_type(Thread& t, Type* metatype) {
    Type* type = make<Type>(t, metatype);
    if (!type) return nullptr;
    type->slots = {};
    type->native_name = nullptr;
    type->name = type->qualname = type->doc = type->base = type->bases = type->mro = type->dict =
        Value::none();
    type->module = type->subclasses = Value::unbound();
    type->version = 0;
    type->type_flags = kTypeHeap | kTypeBaseAllowed;
    type->weight_hint = 0;
    type->instance_kind = Kind::Instance;
    type->basic_size = sizeof(GcObject);
    type->attrs_offset = 0;
    type->slot_count = 0;
    type->root_shape = nullptr;
    type->native_data = nullptr;
    return type;
}

constexpr uint32_t kInheritedFlags = kTypeMatchSelf | kTypeExceptionSubclass;
constexpr uint32_t kPatternFlags = kTypeSequence | kTypeMapping;

// The first class of the MRO that is a sequence or a mapping says which of them this one is.
void inherit_pattern_flags(Type* type) {
    for (Value v : *type->mro.as<Tuple>()) {
        if (type->type_flags & kPatternFlags) return;
        type->type_flags |= v.as<Type>()->type_flags & kPatternFlags;
    }
}

}  // namespace

Owned type_new(Thread& t, Type* metatype, const CallArgs& args) {
    TRY(check_arguments(t, args));
    Owned bases = Owned::share(args.args[1]);
    Type* winner = calculate_metaclass(t, metatype, bases.as<Tuple>());
    if (!winner) return Raised{};
    // Only to another class: a metaclass's own __new__ is what calls this.
    if (winner != metatype && winner->slots.new_ != type_new) return winner->slots.new_(t, winner, args);
    metatype = winner;
    if (!bases.as<Tuple>()->length) bases = TRY(make_tuple(t, {Value(types(t).object)}));
    Type* base = best_base(t, bases.as<Tuple>());
    if (!base) return Raised{};
    SlotNames slots;
    TRY(read_slots(t, slots, args.args[0], args.args[2].as<Dict>(), base));

    Type* type = blank_type(t, metatype);
    if (!type) return raise_memory_error(t);
    Owned result = Owned::adopt(Value(type));
    type->name = Owned::share(intern(t, args.args[0])).take();
    type->base = Owned::share(Value(base)).take();
    type->bases = bases.dup().take();
    type->slots.dealloc = base->slots.dealloc;
    type->dict = Value(TRY(dict_copy(t, args.args[2].as<Dict>())).take());
    for (Value v : *bases.as<Tuple>()) type->type_flags |= v.as<Type>()->type_flags & kInheritedFlags;
    TRY(prepare_dict(t, type));
    TRY(fill_classcell(t, type));
    Ref<Tuple> mro = TRY(ask_mro(t, type));
    if (type->mro.is_none()) type->mro = Value(mro.take());  // mro() may have set it by way of __bases__
    inherit_pattern_flags(type);
    TRY(lay_out(t, type, base, slots, bases.as<Tuple>()));
    TRY(fill_slots(t, type));
    for (Value v : *bases.as<Tuple>()) TRY(add_to_subclasses(t, v.as<Type>(), type));
    TRY(call_set_names(t, type));
    TRY(call_init_subclass(t, type, args));
    return result;
}

}  // namespace minipy
