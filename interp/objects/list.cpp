#include "native/module.h"
#include "objects/sequence.h"

namespace minipy {

Ref<List> new_list(Thread& t, size_t capacity) {
    Ref<List> list = Ref<List>::adopt(make<List>(t, types(t).list));
    if (!list) return raise_memory_error(t);
    if (capacity) TRY(list_grow(t, list.get(), capacity));
    return list;
}

// Exactly `capacity` for an empty list, some more for a growing one.
Status list_grow(Thread& t, List* list, size_t capacity) {
    if (capacity <= list->capacity) return {};
    size_t room = list->capacity ? capacity + (capacity >> 3) + 6 : capacity;
    if (list->capacity == 0 && capacity == 1) room = 4;
    if (room > (size_t{1} << 59)) return raise_memory_error(t);
    Value* items = static_cast<Value*>(heap_realloc(list->items, room * sizeof(Value)));
    if (!items) return raise_memory_error(t);
    list->items = items;
    list->capacity = room;
    return {};
}

Owned make_list(Thread& t, const Value* borrowed, size_t count) {
    Ref<List> list = TRY(new_list(t, count));
    for (size_t i = 0; i < count; ++i) {
        retain(borrowed[i]);
        list->items[i] = borrowed[i];
    }
    list->length = count;
    return list;
}
Owned make_list(Thread& t, std::initializer_list<Value> borrowed) {
    return make_list(t, borrowed.begin(), borrowed.size());
}

Status list_extend(Thread& t, List* list, Value iterable) {
    if (is_exact(iterable, Kind::List) || is_exact(iterable, Kind::Tuple)) {
        Owned held = Owned::share(iterable);
        size_t count = items_of(iterable).length;
        TRY(list_grow(t, list, list->length + count));
        Value* from = items_of(iterable).data;  // after growing: it may be the same list
        for (size_t i = 0; i < count; ++i) {
            retain(from[i]);
            list->items[list->length + i] = from[i];
        }
        list->length += count;
        return {};
    }
    Owned it = TRY(get_iter(t, iterable));
    int64_t hint = TRY(length_hint(t, iterable, 8));
    if (hint > 0 && hint < (int64_t{1} << 40))
        TRY(list_grow(t, list, list->length + static_cast<size_t>(hint)));
    for (;;) {
        Owned item = TRY(iter_next(t, it));
        if (item.is_stop()) return {};
        TRY(list_push(t, list, std::move(item)));
    }
}

Status list_insert(Thread& t, List* list, int64_t index, Value item) {
    int64_t n = static_cast<int64_t>(list->length);
    if (index < 0) index = index + n < 0 ? 0 : index + n;
    if (index > n) index = n;
    TRY(list_grow(t, list, list->length + 1));
    for (int64_t i = n; i > index; --i) list->items[i] = list->items[i - 1];
    retain(item);
    list->items[index] = item;
    ++list->length;
    return {};
}

Owned list_pop(Thread& t, List* list, int64_t index) {
    if (!list->length) return raise_index_error(t, "pop from empty list");
    index = from_end(index, list->length);
    if (index < 0 || index >= static_cast<int64_t>(list->length))
        return raise_index_error(t, "pop index out of range");
    Value item = list->items[index];
    --list->length;
    for (size_t i = static_cast<size_t>(index); i < list->length; ++i) list->items[i] = list->items[i + 1];
    return Owned::adopt(item);
}

Owned list_to_tuple(Thread& t, List* list) { return make_tuple(t, list->items, list->length); }

Ref<List> to_list(Thread& t, Value iterable) {
    Ref<List> list = TRY(new_list(t));
    TRY(list_extend(t, list.get(), iterable));
    return list;
}

Ref<List> to_list(Thread& t, Value iterable, const char* not_iterable) {
    if (is_exact(iterable, Kind::List) || is_exact(iterable, Kind::Tuple)) return to_list(t, iterable);
    Owned iterator = get_iter(t, iterable);
    if (!iterator.is_error()) return to_list(t, iterator);
    if (exception_matches(t, exc(t).TypeError)) {
        (void)take_exception(t);
        return raise_type_error(t, "%s", not_iterable);
    }
    return Raised{};
}

Ref<Tuple> to_tuple(Thread& t, Value iterable) {
    if (is_exact(iterable, Kind::Tuple)) return Ref<Tuple>::share(iterable.as<Tuple>());
    Ref<List> list = TRY(to_list(t, iterable));
    Ref<Tuple> tuple = TRY(new_tuple(t, list->length));
    for (size_t i = 0; i < list->length; ++i) tuple->items()[i] = list->items[i];
    list->length = 0;  // moved
    return tuple;
}

namespace {

List* self_of(const Value* args) { return args[0].as<List>(); }

// Empties the list before anything is released: what dies may look at it.
void drop_all(List* list) {
    Value* items = list->items;
    size_t count = list->length;
    list->items = nullptr;
    list->length = list->capacity = 0;
    while (count > 0) release(items[--count]);
    heap_free(items);
}

void list_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    drop_all(static_cast<List*>(o));
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}
void list_traverse(Object* o, Visitor& visitor) {
    List* list = static_cast<List*>(o);
    for (size_t i = 0; i < list->length; ++i) visitor.visit(list->items[i]);
    if (o->subclass) traverse_instance_tail(o, visitor);
}
void list_clear_slot(Thread& t, Object* o) {
    drop_all(static_cast<List*>(o));
    if (o->subclass) clear_instance_tail(t, o);
}

Owned list_new(Thread& t, Type* type, const CallArgs&) {
    List* list = make_instance<List>(t, type);
    if (!list) return raise_memory_error(t);
    return Owned::adopt(list);
}

Status list_init(Thread& t, Value self, const CallArgs& args) {
    Value iterable;
    bool new_overridden = type_of(t, self)->slots.new_ != list_new;
    BoundArgs bound(t, "list(iterable=..., /)", own_arguments(args, new_overridden), &iterable);
    TRY(bound.status());
    List* list = self.as<List>();
    drop_all(list);
    if (!iterable.is_unbound()) TRY(list_extend(t, list, iterable));
    return {};
}

Owned list_repr(Thread& t, Value self) { return repr_items(t, self, "[", "]"); }

Owned list_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (!is_list(self) || !is_list(other)) return Owned::not_implemented();
    return compare_items(t, self, other, op);
}

Owned list_iter(Thread& t, Value self) {
    ItemsIterator* it = make<ItemsIterator>(t, types(t).list_iterator);
    retain(self);
    it->sequence = self;
    return Owned::adopt(it);
}

Result<int64_t> list_length(Thread&, Value self) { return static_cast<int64_t>(self.as<List>()->length); }

Result<int64_t> index_of_key(Thread& t, Value key) {
    if (!key.is_int() && !type_of(t, key)->slots.index) {
        return raise_type_error(t, "list indices must be integers or slices, not %s", type_name(t, key));
    }
    return to_subscript(t, key);
}

Owned list_get_item(Thread& t, Value self, Value key) {
    List* list = self.as<List>();
    if (is_kind(key, Kind::Slice)) {
        SliceNumbers numbers = TRY(slice_numbers(t, key.as<Slice>()));
        SliceBounds b = clamp_slice(numbers, list->length);
        Ref<List> part = TRY(new_list(t, static_cast<size_t>(b.count)));
        for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step) {
            retain(list->items[at]);
            part->items[i] = list->items[at];
        }
        part->length = static_cast<size_t>(b.count);
        return part;
    }
    int64_t i = TRY(index_of_key(t, key));
    i = from_end(i, list->length);
    if (i < 0 || i >= static_cast<int64_t>(list->length))
        return raise_index_error(t, "list index out of range");
    return Owned::share(list->items[i]);
}

// Replaces items[start:start+count] by `with`.
Status splice(Thread& t, List* list, size_t start, size_t count, const Value* with, size_t with_count) {
    std::vector<Value> dying(list->items + start, list->items + start + count);
    if (with_count > count) TRY(list_grow(t, list, list->length + with_count - count));
    size_t tail = list->length - start - count;
    if (with_count != count && tail) {
        __builtin_memmove(list->items + start + with_count, list->items + start + count,
                          tail * sizeof(Value));
    }
    for (size_t i = 0; i < with_count; ++i) {
        retain(with[i]);
        list->items[start + i] = with[i];
    }
    list->length = list->length - count + with_count;
    for (size_t i = dying.size(); i-- > 0;) release(dying[i]);
    return {};
}

Status delete_extended(List* list, SliceBounds b) {
    if (b.step < 0) {
        b.start += b.step * (b.count - 1);
        b.step = -b.step;
    }
    std::vector<Value> dying;
    size_t to = static_cast<size_t>(b.start);
    int64_t next = b.start, left = b.count;
    for (size_t from = to; from < list->length; ++from) {
        if (left && static_cast<int64_t>(from) == next) {
            dying.push_back(list->items[from]);
            next += b.step;
            --left;
        } else {
            list->items[to++] = list->items[from];
        }
    }
    list->length = to;
    for (Value v : dying) release(v);
    return {};
}

Status assign_slice(Thread& t, List* list, Slice* slice, Value value) {
    Ref<Tuple> items;
    if (!value.is_unbound()) {
        bool extended = !slice->step.is_none() && slice->step != Value::from_int(1);
        Owned copy = TRY(to_list(t, value, extended ? "must assign iterable to extended slice"
                                                    : "can only assign an iterable"));
        items = TRY(to_tuple(t, copy));
    }
    SliceNumbers numbers = TRY(slice_numbers(t, slice));
    SliceBounds b = clamp_slice(numbers, list->length);
    size_t with = items ? items->length : 0;
    if (b.step == 1) {
        return splice(t, list, static_cast<size_t>(b.start), static_cast<size_t>(b.count),
                      items ? items->items() : nullptr, with);
    }
    if (value.is_unbound()) return b.count ? delete_extended(list, b) : Status::ok();
    if (static_cast<int64_t>(with) != b.count) {
        return raise_value_error(t, "attempt to assign sequence of size %zu to extended slice of size %lld",
                                 with, static_cast<long long>(b.count));
    }
    std::vector<Value> dying;
    for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step) {
        dying.push_back(list->items[at]);
        retain(items->at(static_cast<size_t>(i)));
        list->items[at] = items->at(static_cast<size_t>(i));
    }
    for (Value v : dying) release(v);
    return {};
}

Status list_set_item(Thread& t, Value self, Value key, Value value) {
    List* list = self.as<List>();
    if (is_kind(key, Kind::Slice)) return assign_slice(t, list, key.as<Slice>(), value);
    int64_t i = TRY(index_of_key(t, key));
    i = from_end(i, list->length);
    if (i < 0 || i >= static_cast<int64_t>(list->length))
        return raise_index_error(t, "list assignment index out of range");
    if (value.is_unbound()) {
        TRY(list_pop(t, list, i));
        return {};
    }
    Value old = list->items[i];
    retain(value);
    list->items[i] = value;
    release(old);
    return {};
}

Result<bool> list_contains(Thread& t, Value self, Value item) { return items_contain(t, self, item); }

Owned list_concat(Thread& t, Value a, Value b) {
    if (!is_list(b))
        return raise_type_error(t, "can only concatenate list (not \"%s\") to list", type_name(t, b));
    Ref<List> sum = TRY(new_list(t, a.as<List>()->length + b.as<List>()->length));
    TRY(list_extend(t, sum.get(), a));
    TRY(list_extend(t, sum.get(), b));
    return sum;
}

Owned list_inplace_concat(Thread& t, Value a, Value b) {
    TRY(list_extend(t, a.as<List>(), b));
    return Owned::share(a);
}

Status repeat_into(Thread& t, List* list, const Value* items, size_t length, int64_t n) {
    if (n <= 0 || !length) return {};
    if (static_cast<size_t>(n) > (size_t{1} << 59) / length) return raise_memory_error(t);
    TRY(list_grow(t, list, length * static_cast<size_t>(n)));
    for (int64_t i = 0; i < n; ++i) {
        for (size_t k = 0; k < length; ++k) {
            retain(items[k]);
            list->items[list->length++] = items[k];
        }
    }
    return {};
}

Owned list_repeat(Thread& t, Value self, Value count) {
    if (!is_int(count) && !type_of(t, count)->slots.index) return Owned::not_implemented();
    int64_t n = TRY(to_size(t, count));
    Ref<List> product = TRY(new_list(t));
    TRY(repeat_into(t, product.get(), self.as<List>()->items, self.as<List>()->length, n));
    return product;
}

Owned list_inplace_repeat(Thread& t, Value self, Value count) {
    if (!is_int(count) && !type_of(t, count)->slots.index) return Owned::not_implemented();
    int64_t n = TRY(to_size(t, count));
    List* list = self.as<List>();
    if (n <= 0) {
        drop_all(list);
        return Owned::share(self);
    }
    Owned copy = TRY(make_list(t, list->items, list->length));
    Items items = items_of(copy);
    size_t total;
    if (__builtin_mul_overflow(items.length, static_cast<size_t>(n), &total)) return raise_memory_error(t);
    TRY(list_grow(t, list, total));
    for (int64_t i = 1; i < n; ++i) TRY(list_extend(t, list, copy));
    return Owned::share(self);
}

Owned method_append(Thread& t, const Value* args) {
    TRY(list_append(t, self_of(args), args[1]));
    return Owned::none();
}
Owned method_extend(Thread& t, const Value* args) {
    TRY(list_extend(t, self_of(args), args[1]));
    return Owned::none();
}
Owned method_insert(Thread& t, const Value* args) {
    int64_t at = TRY(to_ssize(t, args[1]));
    TRY(list_insert(t, self_of(args), at, args[2]));
    return Owned::none();
}
Owned method_pop(Thread& t, const Value* args) {
    int64_t at = args[1].is_int() ? args[1].as_int() : TRY(to_ssize(t, args[1]));
    return list_pop(t, self_of(args), at);
}
Owned method_clear(Thread&, const Value* args) {
    drop_all(self_of(args));
    return Owned::none();
}
Owned method_copy(Thread& t, const Value* args) {
    return make_list(t, self_of(args)->items, self_of(args)->length);
}
Owned method_reverse(Thread&, const Value* args) {
    List* list = self_of(args);
    for (size_t i = 0, j = list->length; i + 1 < j; ++i) std::swap(list->items[i], list->items[--j]);
    return Owned::none();
}
Owned method_remove(Thread& t, const Value* args) {
    List* list = self_of(args);
    for (size_t i = 0; i < list->length; ++i) {
        Owned item = Owned::share(list->items[i]);
        if (!TRY(compare_bool(t, CompareOp::Eq, item, args[1]))) continue;
        if (i < list->length) TRY(list_pop(t, list, static_cast<int64_t>(i)));
        return Owned::none();
    }
    return raise_value_error(t, "list.remove(x): x not in list");
}
Owned method_index(Thread& t, const Value* args) {
    return items_index(t, args[0], args[1], args[2], args[3], nullptr);
}
Owned method_count(Thread& t, const Value* args) { return items_count(t, args[0], args[1]); }
Owned method_sort(Thread& t, const Value* args) {
    TRY(list_sort(t, self_of(args), args[1], TRY(to_c_int(t, args[2]))));
    return Owned::none();
}
Owned method_reversed(Thread& t, const Value* args) {
    ItemsIterator* it = make<ItemsIterator>(t, types(t).list_reverse_iterator);
    retain(args[0]);
    it->sequence = args[0];
    it->at = static_cast<int64_t>(self_of(args)->length) - 1;
    return Owned::adopt(it);
}
Owned method_getitem(Thread& t, const Value* args) { return list_get_item(t, args[0], args[1]); }
Owned method_sizeof(Thread& t, const Value* args) {
    return make_int(t, static_cast<int64_t>(sizeof(List) + self_of(args)->capacity * sizeof(Value)));
}
Owned method_class_getitem(Thread& t, const Value* args) {
    return call(t, types(t).generic_alias, {args[0], args[1]});
}

const FunctionSpec list_methods[] = {
    {"__getitem__(self, index, /)", method_getitem, "x.__getitem__(y) <==> x[y]"},
    {"__reversed__(self, /)", method_reversed, "Return a reverse iterator over the list."},
    {"__sizeof__(self, /)", method_sizeof, "Return the size of the list in memory, in bytes."},
    {"clear(self, /)", method_clear, "Remove all items from list."},
    {"copy(self, /)", method_copy, "Return a shallow copy of the list."},
    {"append(self, object, /)", method_append, "Append object to the end of the list."},
    {"insert(self, index, object, /)", method_insert, "Insert object before index."},
    {"extend(self, iterable, /)", method_extend, "Extend list by appending elements from the iterable."},
    {"pop(self, index=-1, /)", method_pop,
     "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out "
     "of range."},
    {"remove(self, value, /)", method_remove,
     "Remove first occurrence of value.\n\nRaises ValueError if the value is not present."},
    {"index(self, value, start=0, stop=9223372036854775807, /)", method_index,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"count(self, value, /)", method_count, "Return number of occurrences of value."},
    {"reverse(self, /)", method_reverse, "Reverse *IN PLACE*."},
    {"sort(self, /, *, key=None, reverse=False)", method_sort,
     "Sort the list in ascending order, in place and stably, and return None."},
    {"__class_getitem__(cls, item, /)", method_class_getitem, "See PEP 585"},
};

}  // namespace

Status init_list_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "list";
    spec.size = sizeof(List);
    spec.kind = Kind::List;
    spec.flags = kTypeBaseAllowed | kTypeSequence | kTypeMatchSelf;
    Slots& s = spec.slots;
    s.dealloc = list_dealloc;
    s.traverse = list_traverse;
    s.clear = list_clear_slot;
    s.new_ = list_new;
    s.init = list_init;
    s.repr = list_repr;
    s.compare = list_compare;
    s.iter = list_iter;
    s.length = list_length;
    s.get_item = list_get_item;
    s.set_item = list_set_item;
    s.contains = list_contains;
    s.concat = list_concat;
    s.inplace_concat = list_inplace_concat;
    s.repeat = list_repeat;
    s.inplace_repeat = list_inplace_repeat;
    spec.methods = list_methods;
    spec.text_signature = "list(iterable=(), /)";
    spec.doc =
        "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.";
    types(t).list = define_type(t, spec);
    return {};
}

}  // namespace minipy
