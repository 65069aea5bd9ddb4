// OrderedDict: a dict that also answers what concerns the order.
//
// A dict keeps the order of insertion itself, and entries are moved to either of its ends in constant time (dict_move_to_end);
// so OrderedDict adds only the operations, the views and the iterator that speak of the order. The iterator looks a value up by
// its key, as CPython's does: a key whose hash changed is a KeyError.
#include "collections.h"

namespace minipy::collections {

namespace {

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
    bool last = TRY(truth(t, args[1]));
    if (!args[0].as<Dict>()->used)
        return raise_with(t, exc(t).KeyError, TRY(make_str(t, "dictionary is empty")));
    return dict_pop_item(t, args[0].as<Dict>(), last);
}
Owned ordered_move_to_end(Thread& t, const Value* args) {
    bool last = TRY(truth(t, args[2]));
    if (!TRY(dict_move_to_end(t, args[0].as<Dict>(), args[1], last))) return raise_key_error(t, args[1]);
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
// The value of a key that iteration came to.
Owned value_of(Thread& t, Dict* d, const DictEntry& entry) {
    if (d->only_str_keys) return Owned::share(entry.value);
    Owned held = Owned::share(Value(d)), key = Owned::share(entry.key);
    Value found = dict_get(t, d, key);
    if (found.is_error()) return Raised{};
    return found.is_unbound() ? Owned(raise_key_error(t, key)) : Owned::share(found);
}

Owned ordered_copy(Thread& t, const Value* args) {
    Owned made = TRY(call(t, Value(type_of(t, args[0]))));
    bool plain = type_of(t, args[0]) == state(t).ordered_dict;
    Dict* from = args[0].as<Dict>();
    size_t at = 0;
    while (DictEntry* entry = dict_next(from, &at)) {
        Owned key = Owned::share(entry->key);
        if (plain)
            TRY(dict_set(t, made.as<Dict>(), key, TRY(value_of(t, from, *entry))));
        else
            TRY(set_item(t, made, key, TRY(get_item(t, args[0], key))));
    }
    return made;
}

// ---- iteration ----

struct OrderedIterator : GcObject {
    Value dict = Value::none();  // None once exhausted
    size_t at = 0;
    size_t used = 0;
    uint32_t mutations = 0;  // of the dict when the iteration began
    DictPart part = DictPart::Keys;
    bool reverse = false;
};
OrderedIterator* iterator_of(Value v) { return v.as<OrderedIterator>(); }

Owned make_iterator(Thread& t, Value dict, DictPart part, bool reverse) {
    OrderedIterator* it = make<OrderedIterator>(t, state(t).ordered_iterator);
    if (!it) return raise_memory_error(t);
    Dict* d = dict.as<Dict>();
    retain(dict);
    it->dict = dict;
    it->at = reverse ? d->entry_count : 0;
    it->used = d->used;
    it->mutations = d->mutations;
    it->part = part;
    it->reverse = reverse;
    return Owned::adopt(it);
}
void iterator_clear(Thread&, Object* o) {
    Value dict = static_cast<OrderedIterator*>(o)->dict;
    static_cast<OrderedIterator*>(o)->dict = Value::none();
    release(dict);
}
void iterator_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    iterator_clear(t, o);
    free_object(t, o);
}
void iterator_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<OrderedIterator*>(o)->dict); }
Owned iterator_self(Thread&, Value self) { return Owned::share(self); }

DictEntry* next_entry(Dict* d, size_t* at, bool reverse) {
    if (!reverse) return dict_next(d, at);
    while (*at > d->first) {
        DictEntry* entry = &d->entries[--*at];
        if (!entry->key.is_unbound()) return entry;
    }
    return nullptr;
}
Owned entry_part(Thread& t, Dict* d, const DictEntry& entry, DictPart part) {
    if (part == DictPart::Keys && d->only_str_keys) return Owned::share(entry.key);
    Owned key = Owned::share(entry.key), value = TRY(value_of(t, d, entry));
    if (part != DictPart::Items) return part == DictPart::Keys ? std::move(key) : std::move(value);
    return make_tuple(t, {key.get(), value.get()});
}
Owned iterator_next(Thread& t, Value self) {
    OrderedIterator* it = iterator_of(self);
    if (it->dict.is_none()) return Owned::stop();
    Owned held = Owned::share(it->dict);
    Dict* d = held.as<Dict>();
    if (d->mutations != it->mutations || d->used != it->used) {
        bool cleared = !d->entries;  // CPython's clear() does not count as a change of the order
        iterator_clear(t, it);
        return raise_runtime_error(t, cleared ? "OrderedDict changed size during iteration"
                                              : "OrderedDict mutated during iteration");
    }
    DictEntry* entry = next_entry(d, &it->at, it->reverse);
    if (!entry) {
        iterator_clear(t, it);
        return Owned::stop();
    }
    return entry_part(t, d, *entry, it->part);
}
Owned iterator_reduce(Thread& t, const Value* args) {
    OrderedIterator* it = iterator_of(args[0]);
    Ref<List> rest = TRY(new_list(t));
    Owned held = Owned::share(it->dict);
    size_t at = it->at;
    uint32_t mutations = it->mutations;
    while (!held.is_none() && held.as<Dict>()->mutations == mutations) {
        DictEntry* entry = next_entry(held.as<Dict>(), &at, it->reverse);
        if (!entry) break;
        TRY(list_append(t, rest.get(), TRY(entry_part(t, held.as<Dict>(), *entry, it->part))));
    }
    Owned iter_function = TRY(import_attr(t, "builtins", "iter"));
    Owned arguments = TRY(make_tuple(t, {Value(rest)}));
    return make_tuple(t, {iter_function, arguments});
}
const FunctionSpec iterator_methods[] = {
    {"__reduce__(self, /)", iterator_reduce, "Return state information for pickling"}};

Owned ordered_iter(Thread& t, Value self) { return make_iterator(t, self, DictPart::Keys, false); }
Owned ordered_reversed(Thread& t, const Value* args) {
    return make_iterator(t, args[0], DictPart::Keys, true);
}

// ---- views ----

template <DictPart part>
Owned make_view(Thread& t, const Value* args) {
    DictView* view = make<DictView>(t, state(t).ordered_views[static_cast<int>(part)]);
    if (!view) return raise_memory_error(t);
    retain(args[0]);
    view->dict = args[0];
    view->part = part;
    return Owned::adopt(view);
}
Owned view_iter(Thread& t, Value self) {
    return make_iterator(t, self.as<DictView>()->dict, self.as<DictView>()->part, false);
}
Owned view_reversed(Thread& t, const Value* args) {
    return make_iterator(t, args[0].as<DictView>()->dict, args[0].as<DictView>()->part, true);
}
const FunctionSpec view_methods[] = {{"__reversed__(self, /)", view_reversed}};

Type* define_view(Thread& t, const char* name, Type* base) {
    TypeSpec spec{};
    spec.name = name;
    spec.flags = kTypeNoInstantiate;
    spec.slots.iter = view_iter;
    spec.methods = view_methods;
    return define_type(t, spec, base);
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
Owned ordered_sizeof(Thread& t, const Value* args) {
    Owned method = TRY(get_attr(t, Value(types(t).dict), "__sizeof__"));
    int64_t size = TRY(to_int64(t, TRY(call(t, method, {args[0]}))));
    return make_int(t, size + static_cast<int64_t>(sizeof(OrderedDict) - sizeof(Dict)));
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
    {"keys(self, /)", make_view<DictPart::Keys>},
    {"values(self, /)", make_view<DictPart::Values>},
    {"items(self, /)", make_view<DictPart::Items>},
    {"__reversed__(self, /)", ordered_reversed, "od.__reversed__() <==> reversed(od)"},
    {"__sizeof__(self, /)", ordered_sizeof},
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

Status add_ordered_dict(Thread& t, Module* module) {
    CollectionsTypes& types_here = state(t);
    TypeSpec iterator{};
    iterator.name = "odict_iterator";
    iterator.size = sizeof(OrderedIterator);
    iterator.flags = kTypeNoInstantiate;
    iterator.slots.dealloc = iterator_dealloc;
    iterator.slots.traverse = iterator_traverse;
    iterator.slots.clear = iterator_clear;
    iterator.slots.iter = iterator_self;
    iterator.slots.next = iterator_next;
    iterator.methods = iterator_methods;
    types_here.ordered_iterator = define_type(t, iterator);
    types_here.ordered_views[0] = define_view(t, "odict_keys", types(t).dict_keys);
    types_here.ordered_views[1] = define_view(t, "odict_values", types(t).dict_values);
    types_here.ordered_views[2] = define_view(t, "odict_items", types(t).dict_items);

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
    spec.slots.iter = ordered_iter;
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
