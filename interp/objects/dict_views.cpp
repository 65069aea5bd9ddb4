#include "objects/dict_views.h"

#include "native/module.h"
#include "objects/repr_guard.h"
#include "objects/set.h"

namespace minipy {

namespace {

Dict* dict_of(Value view) { return view.as<DictView>()->dict.as<Dict>(); }

template <class T>
void dealloc_holder(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<T*>(o)->dict);
    free_object(t, o);
}
template <class T>
void traverse_holder(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<T*>(o)->dict);
}

Owned entry_part(Thread& t, DictEntry* e, DictPart part) {
    switch (part) {
        case DictPart::Keys:
            return Owned::share(e->key);
        case DictPart::Values:
            return Owned::share(e->value);
        case DictPart::Items:
            break;
    }
    return make_tuple(t, {e->key, e->value});
}

// ---- iterators ----

// `for key, value in d.items()` takes each pair apart at once: the first tuple serves all the way.
Owned next_pair(Thread& t, DictIterator* it, DictEntry* entry) {
    if (it->pair.is_none()) {
        Owned made = TRY(make_tuple(t, {entry->key, entry->value}));
        it->pair = made.dup().take();
        return made;
    }
    Tuple* pair = it->pair.as<Tuple>();
    if (pair->refcount != 1 || (pair->flags & ~kGcObject)) return make_tuple(t, {entry->key, entry->value});
    Owned given = Owned::share(it->pair);  // what dies below may ask this iterator for more
    Value old[] = {pair->items()[0], pair->items()[1]};
    pair->items()[0] = Owned::share(entry->key).take();
    pair->items()[1] = Owned::share(entry->value).take();
    release(old[0]);
    release(old[1]);
    return given;
}

Owned iterator_next(Thread& t, Value self) {
    DictIterator* it = self.as<DictIterator>();
    if (it->dict.is_none()) return Owned::stop();
    Dict* d = it->dict.as<Dict>();
    if (d->used != it->used) {
        it->used = ~size_t{0};  // stays an error
        return raise_runtime_error(t, "dictionary changed size during iteration");
    }
    DictEntry* found = nullptr;
    if (it->reverse) {
        if (it->at > d->entry_count) it->at = d->entry_count;
        while (it->at > 0 && !found) {
            DictEntry* e = &d->entries[--it->at];
            if (!e->key.is_unbound()) found = e;
        }
    } else {
        found = dict_next(d, &it->at);
    }
    if (!found) {
        Value dict = it->dict;
        it->dict = Value::none();
        release(dict);
        return Owned::stop();
    }
    if (it->left == 0) return raise_runtime_error(t, "dictionary keys changed during iteration");
    --it->left;
    return it->part == DictPart::Items ? next_pair(t, it, found) : entry_part(t, found, it->part);
}

void dealloc_iterator(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<DictIterator*>(o)->pair);
    release(static_cast<DictIterator*>(o)->dict);
    free_object(t, o);
}
void traverse_iterator(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<DictIterator*>(o)->pair);
    visitor.visit(static_cast<DictIterator*>(o)->dict);
}

Owned iterator_self(Thread&, Value self) { return Owned::share(self); }

Owned iterator_length_hint(Thread& t, const Value* args) {
    DictIterator* it = args[0].as<DictIterator>();
    if (it->dict.is_none() || it->dict.as<Dict>()->used != it->used) return make_int(t, 0);
    return make_int(t, static_cast<int64_t>(it->left));
}

Owned iterator_reduce(Thread& t, const Value* args) {
    DictIterator* it = args[0].as<DictIterator>();
    Ref<List> rest = TRY(new_list(t));
    if (!it->dict.is_none()) {
        Dict* d = it->dict.as<Dict>();
        size_t at = it->at;
        if (it->reverse) {
            while (at > 0) {
                DictEntry* e = &d->entries[--at];
                if (!e->key.is_unbound()) TRY(list_push(t, rest.get(), TRY(entry_part(t, e, it->part))));
            }
        } else {
            while (DictEntry* e = dict_next(d, &at))
                TRY(list_push(t, rest.get(), TRY(entry_part(t, e, it->part))));
        }
    }
    Owned iter_function = TRY(import_attr(t, "builtins", "iter"));
    Owned arguments = TRY(make_tuple(t, {Value(rest)}));
    return make_tuple(t, {iter_function, arguments});
}

const FunctionSpec iterator_methods[] = {
    {"__length_hint__(self, /)", iterator_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", iterator_reduce, "Return state information for pickling."},
};

Type* define_iterator(Thread& t, const char* name) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(DictIterator);
    spec.kind = Kind::DictIterator;
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = dealloc_iterator;
    spec.slots.traverse = traverse_iterator;
    spec.slots.iter = iterator_self;
    spec.slots.next = iterator_next;
    spec.methods = iterator_methods;
    return define_type(t, spec);
}

// ---- views ----

template <DictPart part>
Owned view_iter(Thread& t, Value self) {
    return make_dict_iterator(t, self.as<DictView>()->dict, part, false);
}

Owned view_reversed(Thread& t, const Value* args) {
    return make_dict_iterator(t, args[0].as<DictView>()->dict, args[0].as<DictView>()->part, true);
}

Result<int64_t> view_length(Thread&, Value self) { return static_cast<int64_t>(dict_of(self)->used); }

Owned view_repr(Thread& t, Value self) {
    ReprGuard guard(t, self);
    if (guard.recursive()) return make_str(t, "...");
    Owned list = TRY(to_list(t, self));
    StrBuilder out(t);
    out.append(type_name(t, self));
    out.append("(");
    out.append(TRY(repr(t, list)));
    out.append(")");
    return out.finish();
}

Result<bool> keys_contains(Thread& t, Value self, Value key) {
    return contains(t, self.as<DictView>()->dict, key);
}

Result<bool> items_contains(Thread& t, Value self, Value item) {
    if (!is_tuple(item) || item.as<Tuple>()->length != 2) return false;
    Value found = dict_get(t, dict_of(self), item.as<Tuple>()->at(0));
    if (found.is_error()) return Raised{};
    if (found.is_unbound()) return false;
    Owned held = Owned::share(found);
    return compare_bool(t, CompareOp::Eq, held, item.as<Tuple>()->at(1));
}

bool is_set_like(Thread& t, Value v) {
    if (is_set(v)) return true;
    Type* type = type_of(t, v);
    return type == types(t).dict_keys || type == types(t).dict_items;
}

Result<bool> all_in(Thread& t, Value items, Value container) {
    Owned it = TRY(get_iter(t, items));
    for (;;) {
        Owned item = TRY(iter_next(t, it));
        if (item.is_stop()) return true;
        if (!TRY(contains(t, container, item))) return false;
    }
}

Owned view_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (!is_set_like(t, other)) return Owned::not_implemented();
    int64_t a = TRY(length(t, self)), b = TRY(length(t, other));
    bool result = false;
    switch (op) {
        case CompareOp::Eq:
            result = a == b && TRY(all_in(t, self, other));
            break;
        case CompareOp::Ne:
            result = !(a == b && TRY(all_in(t, self, other)));
            break;
        case CompareOp::Lt:
            result = a < b && TRY(all_in(t, self, other));
            break;
        case CompareOp::Le:
            result = a <= b && TRY(all_in(t, self, other));
            break;
        case CompareOp::Gt:
            result = a > b && TRY(all_in(t, other, self));
            break;
        case CompareOp::Ge:
            result = a >= b && TRY(all_in(t, other, self));
            break;
    }
    return Owned::from_bool(result);
}

// The set operators take any iterable on the other side, as CPython's.
Owned as_set(Thread& t, Value v) {
    Ref<Set> s = TRY(new_set(t));
    TRY(set_update(t, s.get(), v));
    return s;
}

template <BinaryOp op>
Owned view_set_operator(Thread& t, Value a, Value b) {
    Owned left = TRY(as_set(t, a));
    Owned right = TRY(as_set(t, b));
    return binary_op(t, op, left, right);
}

Owned view_isdisjoint(Thread& t, const Value* args) {
    Owned it = TRY(get_iter(t, args[1]));
    for (;;) {
        Owned item = TRY(iter_next(t, it));
        if (item.is_stop()) return Owned::from_bool(true);
        if (TRY(contains(t, args[0], item))) return Owned::from_bool(false);
    }
}

Owned view_mapping(Thread& t, Value self) {
    return call(t, types(t).mapping_proxy, {self.as<DictView>()->dict});
}

const FunctionSpec set_view_methods[] = {
    {"isdisjoint(self, other, /)", view_isdisjoint,
     "Return True if the view and the given iterable have a null intersection."},
    {"__reversed__(self, /)", view_reversed, "Return a reverse iterator over the dict view."},
};
const FunctionSpec values_methods[] = {
    {"__reversed__(self, /)", view_reversed, "Return a reverse iterator over the dict values."},
};
const GetSetSpec view_getset[] = {{"mapping", view_mapping, nullptr, "dictionary that this view refers to"}};

TypeSpec view_spec(const char* name) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(DictView);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = dealloc_holder<DictView>;
    spec.slots.traverse = traverse_holder<DictView>;
    spec.slots.repr = view_repr;
    spec.slots.length = view_length;
    spec.getset = view_getset;
    return spec;
}

void add_set_operators(Slots& s) {
    s.compare = view_compare;
    s.binary[static_cast<int>(BinaryOp::Sub)] = view_set_operator<BinaryOp::Sub>;
    s.binary[static_cast<int>(BinaryOp::And)] = view_set_operator<BinaryOp::And>;
    s.binary[static_cast<int>(BinaryOp::Or)] = view_set_operator<BinaryOp::Or>;
    s.binary[static_cast<int>(BinaryOp::Xor)] = view_set_operator<BinaryOp::Xor>;
}

}  // namespace

Owned make_dict_view(Thread& t, Value dict, DictPart part) {
    Types& ty = types(t);
    Type* type = part == DictPart::Keys     ? ty.dict_keys
                 : part == DictPart::Values ? ty.dict_values
                                            : ty.dict_items;
    DictView* view = make<DictView>(t, type);
    retain(dict);
    view->dict = dict;
    view->part = part;
    return Owned::adopt(view);
}

Owned make_dict_iterator(Thread& t, Value dict, DictPart part, bool reverse) {
    Types& ty = types(t);
    Type* forward[] = {ty.dict_key_iterator, ty.dict_value_iterator, ty.dict_item_iterator};
    Type* backward[] = {ty.dict_reverse_key_iterator, ty.dict_reverse_value_iterator,
                        ty.dict_reverse_item_iterator};
    DictIterator* it = make<DictIterator>(t, (reverse ? backward : forward)[static_cast<int>(part)]);
    Dict* d = dict.as<Dict>();
    retain(dict);
    it->dict = dict;
    it->part = part;
    it->reverse = reverse;
    it->used = it->left = d->used;
    it->at = reverse ? d->entry_count : 0;
    return Owned::adopt(it);
}

Status init_dict_view_types(Thread& t) {
    Types& ty = types(t);
    ty.dict_key_iterator = define_iterator(t, "dict_keyiterator");
    ty.dict_value_iterator = define_iterator(t, "dict_valueiterator");
    ty.dict_item_iterator = define_iterator(t, "dict_itemiterator");
    ty.dict_reverse_key_iterator = define_iterator(t, "dict_reversekeyiterator");
    ty.dict_reverse_value_iterator = define_iterator(t, "dict_reversevalueiterator");
    ty.dict_reverse_item_iterator = define_iterator(t, "dict_reverseitemiterator");

    TypeSpec keys = view_spec("dict_keys");
    keys.slots.iter = view_iter<DictPart::Keys>;
    keys.slots.contains = keys_contains;
    keys.methods = set_view_methods;
    add_set_operators(keys.slots);
    ty.dict_keys = define_type(t, keys);

    TypeSpec items = view_spec("dict_items");
    items.slots.iter = view_iter<DictPart::Items>;
    items.slots.contains = items_contains;
    items.methods = set_view_methods;
    add_set_operators(items.slots);
    ty.dict_items = define_type(t, items);

    TypeSpec values = view_spec("dict_values");
    values.slots.iter = view_iter<DictPart::Values>;
    values.methods = values_methods;
    ty.dict_values = define_type(t, values);
    return {};
}

}  // namespace minipy
