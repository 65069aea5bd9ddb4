// defaultdict and OrderedDict: dicts with one habit more.
//
// A dict keeps the order of insertion itself, and a queue of keys stays quick in it (Dict::first); so OrderedDict adds only the
// operations that speak of the order.
#include <cstring>

#include "collections.h"

namespace minipy::collections {

namespace {

void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

// An instance that is not an exact dict: the loop's fast paths must ask its type.
template <class T>
T* make_dict(Thread& t, Type* type) {
    T* d = make_instance<T>(t, type);
    if (d) static_cast<Object*>(d)->subclass = 1;
    return d;
}

// ---- defaultdict ----

struct DefaultDict : Dict {
    Value factory = Value::none();
};
DefaultDict* default_of(Value v) { return v.as<DefaultDict>(); }

Owned default_new(Thread& t, Type* type, const CallArgs&) {
    DefaultDict* d = make_dict<DefaultDict>(t, type);
    if (!d) return raise_memory_error(t);
    return Owned::adopt(d);
}
Status default_init(Thread& t, Value self, const CallArgs& args) {
    CallArgs rest = args;
    Value factory = Value::none();
    if (args.count) {
        factory = args.args[0];
        if (!factory.is_none() && !is_callable(t, factory))
            return raise_type_error(t, "first argument must be callable or None");
        ++rest.args;
        --rest.count;
    }
    set_field(default_of(self)->factory, factory);
    return types(t).dict->slots.init(t, self, rest);
}
void default_dealloc(Thread& t, Object* o) {
    Value factory = static_cast<DefaultDict*>(o)->factory;
    static_cast<DefaultDict*>(o)->factory = Value::none();
    release(factory);
    types(t).dict->slots.dealloc(t, o);
}
void default_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<DefaultDict*>(o)->factory);
    Dict* d = static_cast<Dict*>(o);
    size_t at = 0;
    while (DictEntry* entry = dict_next(d, &at)) {
        visitor.visit(entry->key);
        visitor.visit(entry->value);
    }
    traverse_instance_tail(o, visitor);
}
void default_clear(Thread& t, Object* o) {
    set_field(static_cast<DefaultDict*>(o)->factory, Value::none());
    types(t).dict->slots.clear(t, o);
}
Owned default_missing(Thread& t, const Value* args) {
    Owned factory = Owned::share(default_of(args[0])->factory);
    if (factory.is_none()) return raise_key_error(t, args[1]);
    Owned value = TRY(call(t, factory));
    TRY(set_item(t, args[0], args[1], value));
    return value;
}
Owned default_repr(Thread& t, Value self) {
    std::string dict = TRY(str_utf8(t, TRY(types(t).dict->slots.repr(t, self))));
    std::string factory;
    for (Object* o : t.in_repr) {
        if (o == self.object()) factory = "...";
    }
    if (factory.empty()) {
        t.in_repr.push_back(self.object());
        Result<std::string> text = repr_utf8(t, Owned::share(default_of(self)->factory));
        t.in_repr.pop_back();
        if (text.is_error()) return Raised{};
        factory = text.value();
    }
    return make_str(t, to_utf8(type_of(t, self)->name) + "(" + factory + ", " + dict + ")");
}
Owned default_copy(Thread& t, const Value* args) {
    return call(t, Value(type_of(t, args[0])), {default_of(args[0])->factory, args[0]});
}
Owned default_reduce(Thread& t, const Value* args) {
    DefaultDict* d = default_of(args[0]);
    Owned make_args = TRY(d->factory.is_none() ? make_tuple(t, {}) : make_tuple(t, {d->factory}));
    Owned items = TRY(get_iter(t, TRY(call_method(t, args[0], names(t).items))));
    return make_tuple(
        t, {Value(type_of(t, args[0])), make_args.get(), Value::none(), Value::none(), items.get()});
}
Owned default_or(Thread& t, Value a, Value b) {
    if (!is_dict(a) || !is_dict(b)) return Owned::not_implemented();
    bool left = is_subtype(type_of(t, a), state(t).default_dict);
    Value self = left ? a : b;
    Owned made = TRY(call(t, Value(type_of(t, self)), {default_of(self)->factory, a}));
    TRY(dict_update(t, made.as<Dict>(), b));
    return made;
}
const FunctionSpec default_methods[] = {{"__missing__(self, key, /)", default_missing,
                                         "__missing__(key) # Called by __getitem__ for missing key"},
                                        {"copy(self, /)", default_copy, "D.copy() -> a shallow copy of D."},
                                        {"__copy__(self, /)", default_copy},
                                        {"__reduce__(self, /)", default_reduce},
                                        {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const MemberSpec default_members[] = {{"default_factory", offsetof(DefaultDict, factory), false,
                                       "Factory for default value called by __missing__()."}};

// ---- OrderedDict ----

struct OrderedDict : Dict {
    Attrs attrs = {};
};

Owned ordered_new(Thread& t, Type* type, const CallArgs&) {
    OrderedDict* d = make_dict<OrderedDict>(t, type);
    if (!d) return raise_memory_error(t);
    return Owned::adopt(d);
}

// update() goes through __setitem__, which a subclass may have its own of.
Status ordered_update(Thread& t, Value self, Tuple* positional, Value keywords) {
    if (positional->length) {
        Value other = positional->at(0);
        Owned key_list;
        if (is_dict(other))
            key_list = TRY(call_method(t, other, names(t).keys));
        else {
            Owned keys_method = TRY(lookup_attr(t, other, names(t).keys));
            if (!keys_method.is_unbound()) key_list = TRY(call(t, keys_method));
        }
        if (!key_list.is_none()) {
            Ref<List> all = TRY(to_list(t, key_list));
            for (size_t i = 0; i < all->length; ++i)
                TRY(set_item(t, self, all->items[i], TRY(get_item(t, other, all->items[i]))));
        } else {
            TRY(for_each(t, other, [&](Value pair) -> Status {
                Ref<Tuple> both = TRY(to_tuple(t, pair));
                if (both->length < 2)
                    return raise_value_error(t, "need more than %zu value%s to unpack", both->length,
                                             both->length == 1 ? "" : "s");
                if (both->length > 2) return raise_value_error(t, "too many values to unpack (expected 2)");
                return set_item(t, self, both->at(0), both->at(1));
            }));
        }
    }
    size_t at = 0;
    Owned held = Owned::share(keywords);
    while (DictEntry* entry = dict_next(keywords.as<Dict>(), &at))
        TRY(set_item(t, self, entry->key, Owned::share(entry->value)));
    return {};
}
Owned ordered_update_method(Thread& t, const Value* args) {
    Tuple* positional = args[1].as<Tuple>();
    if (positional->length > 1)
        return raise_type_error(t, "update() takes at most 1 positional argument (%zu given)",
                                positional->length);
    TRY(ordered_update(t, args[0], positional, args[2]));
    return Owned::none();
}
Status ordered_init(Thread& t, Value self, const CallArgs& args) {
    if (args.count > 1) return raise_type_error(t, "expected at most 1 arguments, got %u", args.count);
    Owned positional = TRY(make_tuple(t, args.args, args.count));
    Ref<Dict> keywords = TRY(new_dict(t));
    for (size_t i = 0; args.kwnames && i < args.kwnames->length; ++i)
        TRY(dict_set(t, keywords.get(), args.kwnames->at(i), args.args[args.count + i]));
    return ordered_update(t, self, positional.as<Tuple>(), keywords);
}

Owned ordered_popitem(Thread& t, const Value* args) {
    Dict* d = args[0].as<Dict>();
    bool last = TRY(truth(t, args[1]));
    if (!d->used) return raise_with(t, exc(t).KeyError, TRY(make_str(t, "dictionary is empty")));
    size_t at = last ? d->entry_count : d->first;
    if (last) {
        while (d->entries[at - 1].key.is_unbound()) --at;
        --at;
    } else {
        while (d->entries[at].key.is_unbound()) ++at;
    }
    Owned key = Owned::share(d->entries[at].key);
    Owned value = TRY(dict_pop(t, d, key));
    return make_tuple(t, {key.get(), value.get()});
}
Owned ordered_move_to_end(Thread& t, const Value* args) {
    Dict* d = args[0].as<Dict>();
    bool last = TRY(truth(t, args[2]));
    Value known = dict_get(t, d, args[1]);
    if (known.is_error()) return Raised{};
    if (known.is_unbound()) return raise_key_error(t, args[1]);
    if (last) {
        Owned key = Owned::unbound();
        size_t at = d->entry_count;
        while (d->entries[at - 1].key.is_unbound()) --at;
        if (d->entries[at - 1].key == args[1]) return Owned::none();
        Owned value = TRY(dict_pop(t, d, args[1]));
        TRY(dict_set(t, d, args[1], value));
        return Owned::none();
    }
    Owned value = TRY(dict_pop(t, d, args[1]));
    Ref<Dict> rest = TRY(dict_copy(t, d));
    dict_clear(t, d);
    TRY(dict_set(t, d, args[1], value));
    TRY(dict_update(t, d, rest));
    return Owned::none();
}
Owned ordered_pop(Thread& t, const Value* args) {
    Owned value = TRY(dict_pop(t, args[0].as<Dict>(), args[1]));
    if (!value.is_unbound()) return value;
    if (args[2].is_unbound()) return raise_key_error(t, args[1]);
    return Owned::share(args[2]);
}
Owned ordered_setdefault(Thread& t, const Value* args) {
    Value known = dict_get(t, args[0].as<Dict>(), args[1]);
    if (known.is_error()) return Raised{};
    if (!known.is_unbound()) return Owned::share(known);
    TRY(set_item(t, args[0], args[1], args[2]));
    return Owned::share(args[2]);
}
Owned ordered_copy(Thread& t, const Value* args) {
    Owned made = TRY(call(t, Value(type_of(t, args[0]))));
    bool plain = type_of(t, args[0]) == state(t).ordered_dict;
    Dict* from = args[0].as<Dict>();
    size_t at = 0;
    while (DictEntry* entry = dict_next(from, &at)) {
        Owned key = Owned::share(entry->key), value = Owned::share(entry->value);
        if (plain)
            TRY(dict_set(t, made.as<Dict>(), key, value));
        else
            TRY(set_item(t, made, key, TRY(get_item(t, args[0], key))));
    }
    return made;
}
Owned ordered_fromkeys(Thread& t, const Value* args) {
    Owned made = TRY(call(t, args[0]));
    TRY(for_each(t, args[1], [&](Value key) { return set_item(t, made, key, args[2]); }));
    return made;
}
Owned ordered_repr(Thread& t, Value self) {
    std::string name = to_utf8(type_of(t, self)->name);
    if (self.as<Dict>()->used == 0) return make_str(t, name + "()");
    for (Object* o : t.in_repr) {
        if (o == self.object()) return make_str(t, "...");
    }
    Owned items = TRY(call_method(t, self, names(t).items));
    Ref<List> list = TRY(to_list(t, items));
    t.in_repr.push_back(self.object());
    Result<std::string> text = repr_utf8(t, list);
    t.in_repr.pop_back();
    if (text.is_error()) return Raised{};
    return make_str(t, name + "(" + text.value() + ")");
}
Owned ordered_compare(Thread& t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_dict(b)) return Owned::not_implemented();
    Owned same = TRY(types(t).dict->slots.compare(t, a, b, CompareOp::Eq));
    if (same.is_not_implemented()) return same;
    bool equal = same.get().is_true();
    if (equal && is_subtype(type_of(t, a), state(t).ordered_dict) &&
        is_subtype(type_of(t, b), state(t).ordered_dict)) {
        Ref<List> x = TRY(dict_keys_list(t, a.as<Dict>())), y = TRY(dict_keys_list(t, b.as<Dict>()));
        equal = TRY(compare_bool(t, CompareOp::Eq, x, y));
    }
    return Owned::from_bool(equal == (op == CompareOp::Eq));
}
Owned ordered_or(Thread& t, Value a, Value b) {
    if (!is_dict(a) || !is_dict(b)) return Owned::not_implemented();
    bool left = is_subtype(type_of(t, a), state(t).ordered_dict);
    Owned made = TRY(call(t, Value(type_of(t, left ? a : b)), {a}));
    TRY(call_method(t, made, names(t).update, {b}));
    return made;
}
Owned ordered_inplace_or(Thread& t, Value a, Value b) {
    TRY(call_method(t, a, names(t).update, {b}));
    return Owned::share(a);
}
Owned ordered_reduce(Thread& t, const Value* args) {
    Owned none = TRY(make_tuple(t, {}));
    Owned attributes = TRY(call_method(t, args[0], names(t).__getstate__));
    Owned items = TRY(get_iter(t, TRY(call_method(t, args[0], names(t).items))));
    return make_tuple(t,
                      {Value(type_of(t, args[0])), none.get(), attributes.get(), Value::none(), items.get()});
}
void ordered_traverse(Object* o, Visitor& visitor) {
    Dict* d = static_cast<Dict*>(o);
    size_t at = 0;
    while (DictEntry* entry = dict_next(d, &at)) {
        visitor.visit(entry->key);
        visitor.visit(entry->value);
    }
    traverse_instance_tail(o, visitor);
}
Owned get_attributes(Thread& t, Value self) { return instance_dict(t, self); }
Status set_attributes(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_type_error(t, "cannot delete __dict__");
    if (!is_dict(v))
        return raise_type_error(t, "__dict__ must be set to a dictionary, not a '%.200s'", type_name(t, v));
    attrs_set_dict(t, self.object(), v.as<Dict>());
    return {};
}
const GetSetSpec ordered_getset[] = {{"__dict__", get_attributes, set_attributes}};
const FunctionSpec ordered_methods[] = {
    {"update(self, /, *args, **kwargs)", ordered_update_method},
    {"popitem(self, last=True)", ordered_popitem,
     "Remove and return a (key, value) pair from the dictionary."},
    {"move_to_end(self, key, last=True)", ordered_move_to_end,
     "Move an existing element to the end (or beginning if last is false)."},
    {"pop(self, key, default=...)", ordered_pop},
    {"setdefault(self, key, default=None)", ordered_setdefault},
    {"copy(self, /)", ordered_copy, "od.copy() -> a shallow copy of od"},
    {"fromkeys(cls, iterable, value=None)", ordered_fromkeys},
    {"__reduce__(self, /)", ordered_reduce},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};

}  // namespace

Status add_default_dict(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "collections.defaultdict";
    spec.size = sizeof(DefaultDict);
    spec.kind = Kind::Dict;
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = default_new;
    spec.slots.init = default_init;
    spec.slots.dealloc = default_dealloc;
    spec.slots.traverse = default_traverse;
    spec.slots.clear = default_clear;
    spec.slots.repr = default_repr;
    spec.slots.binary[static_cast<int>(BinaryOp::Or)] = default_or;
    spec.methods = default_methods;
    spec.members = default_members;
    spec.text_signature = "defaultdict(default_factory=None, /, [...])";
    spec.doc =
        "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n"
        "The default factory is called without arguments to produce\na new value when a key is not present, "
        "in __getitem__ only.";
    state(t).default_dict = define_type(t, spec, types(t).dict);
    return module_add(t, module, "defaultdict", Value(state(t).default_dict));
}

Status add_ordered_dict(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "collections.OrderedDict";
    spec.size = sizeof(OrderedDict);
    spec.kind = Kind::Dict;
    spec.attrs_offset = offsetof(OrderedDict, attrs);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = ordered_new;
    spec.slots.init = ordered_init;
    spec.slots.traverse = ordered_traverse;
    spec.slots.repr = ordered_repr;
    spec.slots.compare = ordered_compare;
    spec.slots.binary[static_cast<int>(BinaryOp::Or)] = ordered_or;
    spec.slots.inplace[static_cast<int>(BinaryOp::Or)] = ordered_inplace_or;
    spec.methods = ordered_methods;
    spec.getset = ordered_getset;
    spec.doc = "Dictionary that remembers insertion order";
    state(t).ordered_dict = define_type(t, spec, types(t).dict);
    return module_add(t, module, "OrderedDict", Value(state(t).ordered_dict));
}

}  // namespace minipy::collections
