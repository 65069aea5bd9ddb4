// The dict type: methods and slots. The table itself is in dict_table.cpp, views and iterators in dict_views.cpp.
#include "objects/dict.h"

#include "native/module.h"
#include "objects/dict_table.h"
#include "objects/dict_views.h"
#include "objects/repr_guard.h"

namespace minipy {

using namespace dict_table;

namespace {

Dict* self_of(const Value* args) { return args[0].as<Dict>(); }

void dict_dealloc(Thread& t, Object* o) {
    Dict* d = static_cast<Dict*>(o);
    gc_untrack(t, d);
    for (size_t i = 0; i < d->entry_count; ++i) {
        DictEntry& e = d->entries[i];
        if (e.key.is_unbound()) continue;
        release(e.key);
        release(e.value);
    }
    heap_free(d->entries);
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}

void dict_traverse(Object* o, Visitor& visitor) {
    Dict* d = static_cast<Dict*>(o);
    size_t at = 0;
    while (DictEntry* e = dict_next(d, &at)) {
        visitor.visit(e->key);
        visitor.visit(e->value);
    }
    if (o->subclass) traverse_instance_tail(o, visitor);
}

void dict_clear_slot(Thread& t, Object* o) {
    dict_clear(t, static_cast<Dict*>(o));
    if (o->subclass) clear_instance_tail(t, o);
}

Owned dict_new(Thread& t, Type* type, const CallArgs&) {
    Dict* d = make_instance<Dict>(t, type);
    if (!d) return raise_memory_error(t);
    return Owned::adopt(d);
}

Status update_from_pairs(Thread& t, Dict* d, Value pairs, bool override) {
    int64_t n = 0;
    return for_each(t, pairs, [&](Value pair) -> Status {
        Owned checked = [&]() -> Owned {
            if (is_tuple(pair) || is_list(pair)) return Owned::share(pair);
            Owned it = get_iter(t, pair);
            if (it.is_error()) {
                if (!catch_exception(t, exc(t).TypeError)) return Raised{};
                return raise_type_error(
                    t, "cannot convert dictionary update sequence element #%lld to a sequence",
                    static_cast<long long>(n));
            }
            return TRY(to_list(t, it));
        }();
        if (checked.is_error()) return Raised{};
        const Value* items = is_tuple(checked) ? checked.as<Tuple>()->items() : checked.as<List>()->items;
        size_t count = is_tuple(checked) ? checked.as<Tuple>()->length : checked.as<List>()->length;
        if (count != 2) {
            return raise_value_error(t,
                                     "dictionary update sequence element #%lld has length %zu; 2 is required",
                                     static_cast<long long>(n), count);
        }
        Owned key = Owned::share(items[0]), value = Owned::share(items[1]);
        if (override) {
            TRY(dict_set(t, d, key, value));
        } else {
            TRY(dict_set_default(t, d, key, value));
        }
        ++n;
        return {};
    });
}

Status update_from_dict(Thread& t, Dict* d, Dict* from, bool override) {
    if (d == from) return {};
    if (!d->used && from->used) {
        // An empty target takes the entries without comparing.
        TRY(resize(t, d, from->used));
        if (!d->used && d->entry_count == 0) {
            size_t at = 0;
            while (DictEntry* e = dict_next(from, &at)) TRY(insert_new(t, d, e->key, e->hash, e->value));
            return {};
        }
    }
    uint32_t mutations = from->mutations;
    size_t at = 0;
    while (DictEntry* e = dict_next(from, &at)) {
        Owned key = Owned::share(e->key), value = Owned::share(e->value);
        int64_t hash = e->hash;
        if (!override) {
            Value present = dict_get_hashed(t, d, key, hash);
            if (present.is_error()) return Raised{};
            if (!present.is_unbound()) continue;
        }
        TRY(dict_set_hashed(t, d, key, hash, value));
        if (from->mutations != mutations) return raise_runtime_error(t, "dict mutated during update");
    }
    return {};
}

Status dict_init(Thread& t, Value self, const CallArgs& args) {
    Dict* d = self.as<Dict>();
    if (args.count > 1) {
        return raise_type_error(t, "dict expected at most 1 argument, got %u", args.count);
    }
    if (args.count == 1) TRY(dict_update(t, d, args.args[0]));
    if (args.kwnames) {
        for (size_t i = 0; i < args.kwnames->length; ++i) {
            TRY(dict_set(t, d, args.kwnames->at(i), args.args[args.count + i]));
        }
    }
    return {};
}

Owned dict_repr(Thread& t, Value self) {
    Dict* d = self.as<Dict>();
    if (!d->used) return make_str(t, "{}");
    ReprGuard guard(t, self);
    if (guard.recursive()) return make_str(t, "{...}");
    if (native_stack_low(t, " while getting the repr of an object")) return Raised{};
    StrBuilder out(t);
    out.append("{");
    bool first = true;
    size_t at = 0;
    while (DictEntry* e = dict_next(d, &at)) {
        Owned key = Owned::share(e->key), value = Owned::share(e->value);
        if (!first) out.append(", ");
        first = false;
        out.append(TRY(repr(t, key)));
        out.append(": ");
        out.append(TRY(repr(t, value)));
    }
    out.append("}");
    return out.finish();
}

Owned dict_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (!is_dict(other) || !is_dict(self) || (op != CompareOp::Eq && op != CompareOp::Ne))
        return Owned::not_implemented();
    Dict *a = self.as<Dict>(), *b = other.as<Dict>();
    bool equal = a->used == b->used;
    if (equal && native_stack_low(t, " in comparison")) return Raised{};
    size_t at = 0;
    while (equal) {
        DictEntry* e = dict_next(a, &at);
        if (!e) break;
        Owned key = Owned::share(e->key), value = Owned::share(e->value);
        Value found = dict_get_hashed(t, b, key, e->hash);
        if (found.is_error()) return Raised{};
        if (found.is_unbound()) {
            equal = false;
            break;
        }
        Owned held = Owned::share(found);
        equal = TRY(compare_bool(t, CompareOp::Eq, value, held));
    }
    return Owned::from_bool(equal == (op == CompareOp::Eq));
}

Result<int64_t> dict_length(Thread&, Value self) { return static_cast<int64_t>(self.as<Dict>()->used); }

Owned missing(Thread& t, Value self, Value key) {
    if (self.object()->subclass) {
        Owned found = TRY(call_special(t, self, names(t).__missing__, {key}));
        if (!found.is_unbound()) return found;
    }
    return raise_key_error(t, key);
}

Owned dict_get_item(Thread& t, Value self, Value key) {
    Value found = dict_get(t, self.as<Dict>(), key);
    if (found.is_error()) return Raised{};
    if (found.is_unbound()) return missing(t, self, key);
    return Owned::share(found);
}

Status dict_set_item(Thread& t, Value self, Value key, Value value) {
    if (!value.is_unbound()) return dict_set(t, self.as<Dict>(), key, value);
    if (!TRY(dict_remove(t, self.as<Dict>(), key))) return raise_key_error(t, key);
    return {};
}

Result<bool> dict_contains(Thread& t, Value self, Value key) {
    Value found = dict_get(t, self.as<Dict>(), key);
    if (found.is_error()) return Raised{};
    return !found.is_unbound();
}

Owned dict_or(Thread& t, Value a, Value b) {
    if (!is_dict(a) || !is_dict(b)) return Owned::not_implemented();
    Ref<Dict> d = TRY(dict_copy(t, a.as<Dict>()));
    TRY(dict_update(t, d.get(), b));
    return d;
}

Owned dict_inplace_or(Thread& t, Value self, Value other) {
    TRY(dict_update(t, self.as<Dict>(), other));
    return Owned::share(self);
}

Owned dict_iter(Thread& t, Value self) { return make_dict_iterator(t, self, DictPart::Keys, false); }

Owned method_get(Thread& t, const Value* args) {
    Value found = dict_get(t, self_of(args), args[1]);
    if (found.is_error()) return Raised{};
    return Owned::share(found.is_unbound() ? args[2] : found);
}

Owned method_getitem(Thread& t, const Value* args) { return dict_get_item(t, args[0], args[1]); }
Owned method_contains(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(dict_contains(t, args[0], args[1])));
}

Owned method_setdefault(Thread& t, const Value* args) {
    return dict_set_default(t, self_of(args), args[1], args[2]);
}

Owned method_pop(Thread& t, const Value* args) {
    Owned value = TRY(dict_pop(t, self_of(args), args[1]));
    if (!value.is_unbound()) return value;
    if (args[2].is_unbound()) return raise_key_error(t, args[1]);
    return Owned::share(args[2]);
}

Owned method_popitem(Thread& t, const Value* args) {
    Dict* d = self_of(args);
    if (!d->used) return raise_with(t, exc(t).KeyError, TRY(make_str(t, "popitem(): dictionary is empty")));
    return dict_pop_item(t, d, true);
}

Owned method_keys(Thread& t, const Value* args) { return make_dict_view(t, args[0], DictPart::Keys); }
Owned method_values(Thread& t, const Value* args) { return make_dict_view(t, args[0], DictPart::Values); }
Owned method_items(Thread& t, const Value* args) { return make_dict_view(t, args[0], DictPart::Items); }
Owned method_reversed(Thread& t, const Value* args) {
    return make_dict_iterator(t, args[0], DictPart::Keys, true);
}

Owned method_clear(Thread& t, const Value* args) {
    dict_clear(t, self_of(args));
    return Owned::none();
}
Owned method_copy(Thread& t, const Value* args) { return TRY(dict_copy(t, self_of(args))); }

Owned method_update(Thread& t, const Value* args) {
    Tuple* positional = args[1].as<Tuple>();
    if (positional->length > 1) {
        return raise_type_error(t, "update expected at most 1 argument, got %zu", positional->length);
    }
    if (positional->length) TRY(dict_update(t, self_of(args), positional->at(0)));
    TRY(update_from_dict(t, self_of(args), args[2].as<Dict>(), true));
    return Owned::none();
}

Owned method_fromkeys(Thread& t, const Value* args) {
    Owned d = TRY(call(t, args[0]));
    bool plain = is_exact(d, Kind::Dict);
    Owned held = Owned::share(args[1]);
    size_t at = 0;
    if (plain && is_exact(held, Kind::Dict)) {  // keys that bring their hashes
        while (DictEntry* e = dict_next(held.as<Dict>(), &at)) {
            Owned key = Owned::share(e->key);
            TRY(dict_set_hashed(t, d.as<Dict>(), key, e->hash, args[2]));
        }
        return d;
    }
    if (plain && (is_exact(held, Kind::Set) || is_exact(held, Kind::FrozenSet))) {
        while (SetEntry* e = set_next(held.as<Set>(), &at)) {
            Owned key = Owned::share(e->key);
            TRY(dict_set_hashed(t, d.as<Dict>(), key, e->hash, args[2]));
        }
        return d;
    }
    TRY(for_each(t, args[1], [&](Value key) -> Status {
        if (plain) return dict_set(t, d.as<Dict>(), key, args[2]);
        return set_item(t, d, key, args[2]);
    }));
    return d;
}

Owned method_sizeof(Thread& t, const Value* args) {
    Dict* d = self_of(args);
    size_t cells = d->index ? (size_t{d->index_mask} + 1) * d->index_width : 0;
    return make_int(t, static_cast<int64_t>(sizeof(Dict) + cells + d->entry_capacity * sizeof(DictEntry)));
}

Owned method_class_getitem(Thread& t, const Value* args) {
    return call(t, types(t).generic_alias, {args[0], args[1]});
}

const FunctionSpec dict_methods[] = {
    {"__contains__(self, key, /)", method_contains,
     "True if the dictionary has the specified key, else False."},
    {"__getitem__(self, key, /)", method_getitem, "Return self[key]."},
    {"__sizeof__(self, /)", method_sizeof, "Size of the dict in memory, in bytes."},
    {"get(self, key, default=None, /)", method_get,
     "Return the value for key if key is in the dictionary, else default."},
    {"setdefault(self, key, default=None, /)", method_setdefault,
     "Insert key with a value of default if key is not in the dictionary; return the value for key."},
    {"pop(self, key, default=..., /)", method_pop,
     "Remove the key and return its value; default, or KeyError, when absent."},
    {"popitem(self, /)", method_popitem, "Remove and return the (key, value) pair inserted last."},
    {"keys(self, /)", method_keys, "A set-like object providing a view on the keys."},
    {"items(self, /)", method_items, "A set-like object providing a view on the items."},
    {"values(self, /)", method_values, "An object providing a view on the values."},
    {"update(self, /, *args, **kwargs)", method_update,
     "Update from a mapping or an iterable of pairs, then from keywords."},
    {"fromkeys(cls, iterable, value=None, /)", method_fromkeys,
     "Create a new dictionary with keys from iterable and values set to value."},
    {"clear(self, /)", method_clear, "Remove all items."},
    {"copy(self, /)", method_copy, "A shallow copy."},
    {"__reversed__(self, /)", method_reversed, "Return a reverse iterator over the dict keys."},
    {"__class_getitem__(cls, item, /)", method_class_getitem, "See PEP 585"},
};

Slots dict_slots() {
    Slots s{};
    s.dealloc = dict_dealloc;
    s.traverse = dict_traverse;
    s.clear = dict_clear_slot;
    s.new_ = dict_new;
    s.init = dict_init;
    s.repr = dict_repr;
    s.compare = dict_compare;
    s.iter = dict_iter;
    s.length = dict_length;
    s.get_item = dict_get_item;
    s.set_item = dict_set_item;
    s.contains = dict_contains;
    s.binary[static_cast<int>(BinaryOp::Or)] = dict_or;
    s.inplace[static_cast<int>(BinaryOp::Or)] = dict_inplace_or;
    return s;
}

}  // namespace

bool is_plain_dict(Value v) {
    // A subclass that redefines iteration is asked through its own methods.
    return is_dict(v) && (!v.object()->subclass || v.object()->type->slots.iter == dict_iter);
}

Owned mapping_keys_iterator(Thread& t, Value mapping, Value keys_method) {
    Owned keys = TRY(call(t, keys_method));
    Owned iterator = get_iter(t, keys);
    if (!iterator.is_error() || !exception_matches(t, exc(t).TypeError)) return iterator;
    (void)take_exception(t);
    return raise_type_error(t, "%.200s.keys() returned a non-iterable (type %.200s)", type_name(t, mapping),
                            type_name(t, keys));
}

static Status update_from_keys(Thread& t, Dict* d, Value other, Value keys_method, bool override) {
    Owned iterator = TRY(mapping_keys_iterator(t, other, keys_method));
    for (;;) {
        Owned key = TRY(iter_next(t, iterator));
        if (key.is_stop()) return {};
        if (!override) {
            Value present = dict_get(t, d, key);
            if (present.is_error()) return Raised{};
            if (!present.is_unbound()) continue;
        }
        Owned value = TRY(get_item(t, other, key));
        TRY(dict_set(t, d, key, value));
    }
}

Status dict_update(Thread& t, Dict* d, Value other, bool override) {
    if (is_plain_dict(other)) return update_from_dict(t, d, other.as<Dict>(), override);
    Owned keys_method = TRY(lookup_attr(t, other, names(t).keys));
    if (keys_method.is_unbound()) return update_from_pairs(t, d, other, override);
    return update_from_keys(t, d, other, keys_method, override);
}

Status dict_update_mapping(Thread& t, Dict* d, Value mapping) {
    if (is_plain_dict(mapping)) return update_from_dict(t, d, mapping.as<Dict>(), true);
    Owned keys_method = TRY(get_attr(t, mapping, names(t).keys));
    return update_from_keys(t, d, mapping, keys_method, true);
}

Ref<List> dict_keys_list(Thread& t, Dict* d) {
    Ref<List> list = TRY(new_list(t, d->used));
    size_t at = 0;
    while (DictEntry* e = dict_next(d, &at)) TRY(list_append(t, list.get(), e->key));
    return list;
}

Status init_dict_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "dict";
    spec.size = sizeof(Dict);
    spec.kind = Kind::Dict;
    spec.flags = kTypeBaseAllowed | kTypeMapping | kTypeMatchSelf;
    spec.slots = dict_slots();
    spec.methods = dict_methods;
    spec.doc =
        "dict() -> new empty dictionary\n"
        "dict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\n"
        "dict(iterable) -> new dictionary initialized from pairs\n"
        "dict(**kwargs) -> new dictionary initialized with the name=value pairs";
    types(t).dict = define_type(t, spec);
    return init_dict_view_types(t);
}

}  // namespace minipy
