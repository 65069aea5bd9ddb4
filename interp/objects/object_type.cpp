// `object`: what every value can do.
#include <algorithm>

#include "native/module.h"
#include "objects/descriptors.h"
#include "objects/type.h"
#include "objects/weakref.h"

namespace minipy {

void instance_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    free_object(t, o);
}

namespace {

bool excess(const CallArgs& args) { return args.count || (args.kwnames && args.kwnames->length); }

Raised raise_abstract(Thread& t, Type* type) {
    Owned methods = TRY(get_attr(t, Value(type), names(t).__abstractmethods__));
    Ref<List> sorted = TRY(to_list(t, methods));
    TRY(list_sort(t, sorted.get(), Value::none(), false));
    std::string listed;
    for (size_t i = 0; i < sorted->length; ++i)
        listed += (i ? ", " : "") + TRY(str_utf8(t, sorted->items[i]));
    return raise_type_error(t, "Can't instantiate abstract class %s with abstract method%s %s",
                            type_utf8_name(type).c_str(), sorted->length == 1 ? "" : "s", listed.c_str());
}

}  // namespace

Owned object_new(Thread& t, Type* type, const CallArgs& args) {
    if (excess(args)) {
        if (type->slots.new_ != object_new) {
            return raise_type_error(t,
                                    "object.__new__() takes exactly one argument (the type to instantiate)");
        }
        if (type->slots.init == object_init)
            return raise_type_error(t, "%.200s() takes no arguments", type_utf8_name(type).c_str());
    }
    if (type->has(kTypeAbstract)) return raise_abstract(t, type);
    Object* made = allocate_instance(t, type);
    if (!made) return raise_memory_error(t);
    return Owned::adopt(Value(made));
}

Status object_init(Thread& t, Value self, const CallArgs& args) {
    if (!excess(args)) return {};
    Type* type = type_of(t, self);
    if (type->slots.init != object_init) {
        return raise_type_error(t,
                                "object.__init__() takes exactly one argument (the instance to initialize)");
    }
    if (type->slots.new_ == object_new) {
        return raise_type_error(t,
                                "%.200s.__init__() takes exactly one argument (the instance to initialize)",
                                type_utf8_name(type).c_str());
    }
    return {};
}

namespace {

void instance_traverse(Object* o, Visitor& visitor) { traverse_instance_tail(o, visitor); }
void instance_clear(Thread& t, Object* o) { clear_instance_tail(t, o); }

Owned object_repr(Thread& t, Value self) {
    char buffer[40];
    void* address =
        self.is_object() ? static_cast<void*>(self.object()) : reinterpret_cast<void*>(self.bits());
    snprintf(buffer, sizeof buffer, " object at %p>", address);
    Type* type = type_of(t, self);
    Owned module = TRY(lookup_attr(t, Value(type), names(t).__module__));
    std::string name = to_utf8(type->qualname);
    if (is_str(module) && !str_equals(module.get(), "builtins")) name = to_utf8(module) + "." + name;
    return make_str(t, "<" + name + buffer);
}
Owned object_str(Thread& t, Value self) { return type_of(t, self)->slots.repr(t, self); }
Result<int64_t> object_hash(Thread&, Value self) {
    return static_cast<int64_t>(self.bits() >> 4 | self.bits() << 60) == -1
               ? -2
               : static_cast<int64_t>(self.bits() >> 4);
}

Owned object_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (op == CompareOp::Eq) return self == other ? Owned::from_bool(true) : Owned::not_implemented();
    if (op != CompareOp::Ne) return Owned::not_implemented();
    auto compare_slot = type_of(t, self)->slots.compare;
    if (!compare_slot) return Owned::not_implemented();
    Owned equal = TRY(compare_slot(t, self, other, CompareOp::Eq));
    if (equal.is_not_implemented()) return equal;
    return Owned::from_bool(!TRY(truth(t, equal)));
}

// ---- __class__ ----

// The words of __slots__ that this class itself adds, sorted as they lie.
std::vector<Value> own_slots(Thread& t, Type* type) {
    std::vector<std::pair<int32_t, Value>> found;
    uint32_t from = type->base_type() ? type->base_type()->basic_size : 0;
    size_t at = 0;
    while (DictEntry* entry = dict_next(type->dict.as<Dict>(), &at)) {
        if (!entry->value.is_object() || !is_str(entry->key)) continue;
        auto offset = static_cast<uint32_t>(slot_member_offset(t, entry->value));
        if (offset >= from && offset < type->basic_size) found.push_back({static_cast<int32_t>(offset), entry->key});
    }
    std::sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.first < b.first; });
    std::vector<Value> names;
    for (auto& [offset, name] : found) names.push_back(name);
    return names;
}
// Whether a class lays its instances out as its base does.
bool adds_nothing(Thread& t, Type* type) {
    Type* base = type->base_type();
    return base && type->basic_size == base->basic_size && type->attrs_offset == base->attrs_offset &&
           type->instance_kind == base->instance_kind && supports_weakrefs(t, type) == supports_weakrefs(t, base);
}
// Whether instances of one class may become those of the other: both come from the same layout and add the same words.
bool same_layout(Thread& t, Type* from, Type* to) {
    while (adds_nothing(t, from)) from = from->base_type();
    while (adds_nothing(t, to)) to = to->base_type();
    if (from == to) return true;
    if (from->base != to->base || from->base.is_none() || from->basic_size != to->basic_size ||
        from->attrs_offset != to->attrs_offset || supports_weakrefs(t, from) != supports_weakrefs(t, to))
        return false;
    return own_slots(t, from) == own_slots(t, to);
}

Owned get_class(Thread& t, Value self) { return Owned::share(Value(type_of(t, self))); }

Status set_class(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_type_error(t, "can't delete __class__ attribute");
    if (!is_kind(value, Kind::Type)) {
        return raise_type_error(t, "__class__ must be set to a class, not '%s' object", type_name(t, value));
    }
    Type *from = type_of(t, self), *to = value.as<Type>();
    bool modules = is_kind(self, Kind::Module) && to->instance_kind == Kind::Module;
    if (!modules && (!from->has(kTypeHeap) || !to->has(kTypeHeap))) {
        return raise_type_error(
            t, "__class__ assignment only supported for mutable types or ModuleType subclasses");
    }
    if (from->instance_kind != to->instance_kind || !same_layout(t, from, to)) {
        return raise_type_error(t, "__class__ assignment: '%s' object layout differs from '%s'",
                                type_utf8_name(to).c_str(), type_utf8_name(from).c_str());
    }
    Object* object = self.object();
    // Shapes belong to a type: the attributes move into a real dict first.
    if (from->attrs_offset && !attrs_dict(t, object)) return Raised{};
    if (to->has(kTypeHeap)) retain(static_cast<Object*>(to));
    object->type = to;
    bool was_heap = object->subclass;
    object->subclass = to->has(kTypeHeap);
    if (was_heap) release(static_cast<Object*>(from));
    return {};
}

// ---- __dict__ and __weakref__ of classes ----

// The __dict__ descriptor of the native type that instances of the class derive from, when that type has one: the class of
// classes shows a proxy there, for example.
Value native_dict_descriptor(Thread& t, Value self) {
    Type* type = type_of(t, self);
    while (type && type->has(kTypeHeap)) type = type->base_type();
    if (!type) return Value::unbound();
    Value found = type_lookup(t, type, names(t).__dict__);
    return found.is_object() && found.object()->type->slots.descr_get ? found : Value::unbound();
}
Owned get_instance_dict(Thread& t, Value self) {
    Value native = native_dict_descriptor(t, self);
    if (!native.is_unbound())
        return native.object()->type->slots.descr_get(t, native, self, Value(type_of(t, self)));
    Owned dict = TRY(instance_dict(t, self));
    if (dict.is_unbound()) return raise_attribute_error(t, self, names(t).__dict__);
    return dict;
}
Status set_instance_dict(Thread& t, Value self, Value value) {
    Value native = native_dict_descriptor(t, self);
    if (!native.is_unbound() && native.object()->type->slots.descr_set)
        return native.object()->type->slots.descr_set(t, native, self, value);
    if (!type_of(t, self)->attrs_offset)
        return raise_type_error(t, "this __dict__ descriptor does not support '%.200s' objects", type_name(t, self));
    if (value.is_unbound()) {
        Ref<Dict> fresh = TRY(new_dict(t));
        attrs_set_dict(t, self.object(), fresh.get());
        return {};
    }
    if (!is_dict(value))
        return raise_type_error(t, "__dict__ must be set to a dictionary, not a '%.200s'",
                                type_name(t, value));
    attrs_set_dict(t, self.object(), value.as<Dict>());
    return {};
}
Owned get_weakref(Thread& t, Value self) {
    const WeakrefTable::References* references = weakref_table(t).find(self.object());
    if (!references || references->empty()) return Owned::none();
    return Owned::share(Value(references->front()));
}
const GetSetSpec kInstanceDict = {"__dict__", get_instance_dict, set_instance_dict,
                                  "dictionary for instance variables (if defined)"};
const GetSetSpec kInstanceWeakref = {"__weakref__", get_weakref, nullptr,
                                     "list of weak references to the object (if defined)"};

// ---- methods ----

Owned method_format(Thread& t, const Value* args) {
    if (!is_str(args[1]))
        return raise_type_error(t, "__format__() argument must be str, not %.50s", type_name(t, args[1]));
    if (as_str(args[1])->length)
        return raise_type_error(t, "unsupported format string passed to %.200s.__format__",
                                type_name(t, args[0]));
    return str(t, args[0]);
}

// The names of a class and its bases, each once.
Status collect_names(Thread& t, Dict* into, Value cls) {
    if (native_stack_low(t, "")) return Raised{};
    Owned dict = TRY(lookup_attr(t, cls, names(t).__dict__));
    if (!dict.is_unbound()) TRY(dict_update(t, into, dict));
    Owned bases = TRY(lookup_attr(t, cls, names(t).__bases__));
    if (!is_tuple(bases)) return {};
    for (Value base : *bases.as<Tuple>()) TRY(collect_names(t, into, base));
    return {};
}

Owned method_dir(Thread& t, const Value* args) {
    Ref<Dict> seen = TRY(new_dict(t));
    Owned own = TRY(lookup_attr(t, args[0], names(t).__dict__));
    if (is_dict(own)) TRY(dict_update(t, seen.get(), own));
    Owned cls = TRY(lookup_attr(t, args[0], names(t).__class__));
    if (!cls.is_unbound()) TRY(collect_names(t, seen.get(), cls));
    return TRY(dict_keys_list(t, seen.get()));
}

// The names in __slots__ of the class and its bases that copyreg knows.
Owned slot_names(Thread& t, Type* type) {
    Owned function = TRY(import_attr(t, "copyreg", "_slotnames"));
    return call(t, function, {Value(type)});
}

Owned default_state(Thread& t, Value self) {
    Owned state = TRY(lookup_attr(t, self, names(t).__dict__));
    if (state.is_unbound())
        state = Owned::none();
    else if (is_dict(state))
        state = TRY(dict_copy(t, state.as<Dict>()));
    Type* type = type_of(t, self);
    bool named = type->has(kTypeHeap) &&
                 (type->slot_count || !dict_get_ascii(t, type->dict.as<Dict>(), "__slotnames__").is_unbound());
    if (!named) {
        if (is_dict(state) && !state.as<Dict>()->used) return Owned::none();
        return state;
    }
    if (is_dict(state) && !state.as<Dict>()->used) state = Owned::none();
    Owned wanted = TRY(slot_names(t, type));
    Ref<Dict> slots = TRY(new_dict(t));
    TRY(for_each(t, wanted, [&](Value name) -> Status {
        Owned value = TRY(lookup_attr(t, self, name));
        return value.is_unbound() ? Status() : dict_set(t, slots.get(), name, value);
    }));
    if (!slots->used) return state;
    return make_tuple(t, {state, slots});
}
Owned method_getstate(Thread& t, const Value* args) { return default_state(t, args[0]); }

// __getnewargs_ex__ or __getnewargs__: positional arguments (Unbound: neither exists) and keywords.
Status new_arguments(Thread& t, Value self, Owned& args, Owned& kwargs) {
    kwargs = Owned::unbound();
    Owned pair = TRY(call_special(t, self, names(t).__getnewargs_ex__));
    if (!pair.is_unbound()) {
        if (!is_tuple(pair))
            return raise_type_error(t, "__getnewargs_ex__ should return a tuple, not '%.200s'",
                                    type_name(t, pair));
        if (pair.as<Tuple>()->length != 2) {
            return raise_value_error(t, "__getnewargs_ex__ should return a tuple of length 2, not %zu",
                                     pair.as<Tuple>()->length);
        }
        args = Owned::share(pair.as<Tuple>()->at(0));
        kwargs = Owned::share(pair.as<Tuple>()->at(1));
        if (!is_tuple(args))
            return raise_type_error(
                t, "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%.200s'",
                type_name(t, args));
        if (!is_dict(kwargs))
            return raise_type_error(
                t, "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%.200s'",
                type_name(t, kwargs));
        return {};
    }
    args = TRY(call_special(t, self, names(t).__getnewargs__));
    if (!args.is_unbound() && !is_tuple(args))
        return raise_type_error(t, "__getnewargs__ should return a tuple, not '%.200s'", type_name(t, args));
    return {};
}

Owned reduce_2(Thread& t, Value self) {
    Owned args, kwargs;
    TRY(new_arguments(t, self, args, kwargs));
    Owned cls = TRY(get_attr(t, self, names(t).__class__));
    bool has_args = !args.is_unbound();
    Type* type = type_of(t, self);
    // A native type that has a __getstate__ of its own knows what to keep.
    bool plain_state = type_lookup(t, type, names(t).__getstate__) ==
                       type_lookup(t, types(t).object, names(t).__getstate__);
    Type* native = type;
    while (native->has(kTypeHeap)) native = native->base_type();
    bool more_than_attributes = native->basic_size > types(t).object->basic_size;
    if (!has_args && !is_list(self) && !is_dict(self) && more_than_attributes && plain_state) {
        return raise_type_error(t, "cannot pickle '%.200s' object", type_name(t, self));
    }
    Owned function, rest;
    if (is_dict(kwargs) && kwargs.as<Dict>()->used) {
        function = TRY(import_attr(t, "copyreg", "__newobj_ex__"));
        rest = TRY(make_tuple(t, {cls, args, kwargs}));
    } else {
        function = TRY(import_attr(t, "copyreg", "__newobj__"));
        std::vector<Value> all{cls.get()};
        if (has_args) all.insert(all.end(), args.as<Tuple>()->begin(), args.as<Tuple>()->end());
        rest = TRY(make_tuple(t, all.data(), all.size()));
    }
    Owned getstate = TRY(get_attr(t, self, names(t).__getstate__));
    Owned state = TRY(call(t, getstate));
    Owned list_items = Owned::none(), dict_items = Owned::none();
    if (is_list(self)) list_items = TRY(get_iter(t, self));
    if (is_dict(self)) dict_items = TRY(get_iter(t, TRY(call_method(t, self, names(t).items))));
    return make_tuple(t, {function, rest, state, list_items, dict_items});
}

Owned reduce_by_protocol(Thread& t, Value self, int64_t protocol) {
    if (protocol >= 2) return reduce_2(t, self);
    Owned function = TRY(import_attr(t, "copyreg", "_reduce_ex"));
    return call(t, function, {self, Value::from_int(protocol)});
}
Owned method_reduce(Thread& t, const Value* args) { return reduce_by_protocol(t, args[0], 0); }

Owned method_reduce_ex(Thread& t, const Value* args) {
    int64_t protocol = TRY(to_int64(t, args[1]));
    Type* type = type_of(t, args[0]);
    Value found = type_lookup(t, type, names(t).__reduce__);
    if (found != type_lookup(t, types(t).object, names(t).__reduce__)) {
        Owned reduce = TRY(get_attr(t, args[0], names(t).__reduce__));
        return call(t, reduce);
    }
    return reduce_by_protocol(t, args[0], protocol);
}

Owned method_init_subclass(Thread&, const Value*) { return Owned::none(); }
Owned method_subclasshook(Thread&, const Value*) { return Owned::not_implemented(); }
Owned method_sizeof(Thread& t, const Value* args) {
    return make_int(t, static_cast<int64_t>(type_of(t, args[0])->basic_size));
}

const FunctionSpec object_methods[] = {
    {"__reduce_ex__(self, protocol, /)", method_reduce_ex, "Helper for pickle."},
    {"__reduce__(self, /)", method_reduce, "Helper for pickle."},
    {"__getstate__(self, /)", method_getstate, "Helper for pickle."},
    {"__subclasshook__(cls, subclass, /)", method_subclasshook,
     "What issubclass() asks of an abstract class."},
    {"__init_subclass__(cls, /)", method_init_subclass, "Called when a class is derived."},
    {"__format__(self, format_spec, /)", method_format, "Default object formatter."},
    {"__sizeof__(self, /)", method_sizeof, "Size of object in memory, in bytes."},
    {"__dir__(self, /)", method_dir, "Default dir() implementation."},
};
const GetSetSpec object_getset[] = {{"__class__", get_class, set_class, "the object's class"}};

}  // namespace

const GetSetSpec* instance_dict_getset() { return &kInstanceDict; }
const GetSetSpec* instance_weakref_getset() { return &kInstanceWeakref; }

Status init_object_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "object";
    spec.text_signature = "object()";
    spec.size = sizeof(GcObject);
    spec.flags = kTypeBaseAllowed;
    spec.doc = "The base class of the class hierarchy.";
    Slots& s = spec.slots;
    s.dealloc = instance_dealloc;
    s.traverse = instance_traverse;
    s.clear = instance_clear;
    s.repr = object_repr;
    s.str = object_str;
    s.hash = object_hash;
    s.compare = object_compare;
    s.new_ = object_new;
    s.init = object_init;
    s.get_attr = generic_get_attr;
    s.set_attr = generic_set_attr;
    spec.methods = object_methods;
    spec.getset = object_getset;
    types(t).object = define_type(t, spec);
    return {};
}

}  // namespace minipy
