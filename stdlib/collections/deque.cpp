// deque: a double-ended queue. A ring of slots whose size is a power of two, so that an index is one addition and one mask:
//
//     slots  [ 3 4 . . . . 1 2 ]        first = 6, length = 4
//
// CPython's is a list of blocks; both add and remove at the ends in constant time, and this one indexes the middle in
// constant time too.
#include "collections.h"

namespace minipy::collections {

namespace {

struct Deque : GcObject {
    Value* slots = nullptr;
    size_t capacity = 0;  // power of two, or 0
    size_t first = 0, length = 0;
    int64_t max_length = -1;
    uint32_t changes = 0;  // iterators notice
    Attrs attrs = {};

    Value& at(size_t i) { return slots[(first + i) & (capacity - 1)]; }
};
Deque* deque_of(Value v) { return v.as<Deque>(); }

struct DequeIterator : GcObject {
    Value deque = Value::none();
    size_t at = 0;
    uint32_t changes = 0;
    bool backwards = false;
};

Status reserve(Thread& t, Deque* d, size_t wanted) {
    if (wanted <= d->capacity) return {};
    size_t capacity = d->capacity ? d->capacity : 8;
    while (capacity < wanted) capacity *= 2;
    Value* slots = static_cast<Value*>(heap_alloc(capacity * sizeof(Value)));
    if (!slots) return raise_memory_error(t);
    for (size_t i = 0; i < d->length; ++i) slots[i] = d->at(i);
    heap_free(d->slots);
    d->slots = slots;
    d->capacity = capacity;
    d->first = 0;
    return {};
}

Owned pop_back(Deque* d) {
    ++d->changes;
    return Owned::adopt(d->at(--d->length));
}
Owned pop_front(Deque* d) {
    ++d->changes;
    Owned item = Owned::adopt(d->at(0));
    d->first = (d->first + 1) & (d->capacity - 1);
    --d->length;
    return item;
}
Status push_back(Thread& t, Deque* d, Value item) {
    if (d->max_length == 0) return {};
    if (static_cast<int64_t>(d->length) == d->max_length) Owned dropped = pop_front(d);
    TRY(reserve(t, d, d->length + 1));
    retain(item);
    d->at(d->length++) = item;
    ++d->changes;
    return {};
}
Status push_front(Thread& t, Deque* d, Value item) {
    if (d->max_length == 0) return {};
    if (static_cast<int64_t>(d->length) == d->max_length) Owned dropped = pop_back(d);
    TRY(reserve(t, d, d->length + 1));
    retain(item);
    d->first = (d->first - 1) & (d->capacity - 1);
    d->slots[d->first] = item;
    ++d->length;
    ++d->changes;
    return {};
}
void empty(Deque* d) {
    while (d->length) Owned dropped = pop_back(d);
}

Status extend(Thread& t, Deque* d, Value iterable, bool left) {
    // Extending by itself: by what it holds now.
    Owned source = iterable == Value(d) ? Owned(TRY(to_list(t, iterable))) : Owned::share(iterable);
    return for_each(t, source,
                    [&](Value item) { return left ? push_front(t, d, item) : push_back(t, d, item); });
}

// ---- life ----

Owned deque_new(Thread& t, Type* type, const CallArgs&) {
    Deque* d = make_instance<Deque>(t, type);
    if (!d) return raise_memory_error(t);
    return Owned::adopt(d);
}
Status deque_init(Thread& t, Value self, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "deque(iterable=..., maxlen=None)", args, v);
    TRY(bound.status());
    Deque* d = deque_of(self);
    int64_t most = -1;
    if (!v[1].is_none()) {
        if (!is_int(v[1])) return raise_type_error(t, "an integer is required");
        most = TRY(to_ssize(t, v[1]));
        if (most < 0) return raise_value_error(t, "maxlen must be non-negative");
    }
    d->max_length = most;
    empty(d);
    return v[0].is_unbound() ? Status() : extend(t, d, v[0], false);
}
void deque_dealloc(Thread& t, Object* o) {
    Deque* d = static_cast<Deque*>(o);
    gc_untrack(t, d);
    empty(d);
    heap_free(d->slots);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void deque_traverse(Object* o, Visitor& visitor) {
    Deque* d = static_cast<Deque*>(o);
    for (size_t i = 0; i < d->length; ++i) visitor.visit(d->at(i));
    traverse_instance_tail(o, visitor);
}
void deque_clear_slot(Thread& t, Object* o) {
    empty(static_cast<Deque*>(o));
    clear_instance_tail(t, o);
}

// ---- methods ----

Owned deque_append(Thread& t, const Value* args) {
    TRY(push_back(t, deque_of(args[0]), args[1]));
    return Owned::none();
}
Owned deque_appendleft(Thread& t, const Value* args) {
    TRY(push_front(t, deque_of(args[0]), args[1]));
    return Owned::none();
}
Owned deque_pop(Thread& t, const Value* args) {
    if (!deque_of(args[0])->length) return raise_index_error(t, "pop from an empty deque");
    return pop_back(deque_of(args[0]));
}
Owned deque_popleft(Thread& t, const Value* args) {
    if (!deque_of(args[0])->length) return raise_index_error(t, "pop from an empty deque");
    return pop_front(deque_of(args[0]));
}
Owned deque_extend(Thread& t, const Value* args) {
    TRY(extend(t, deque_of(args[0]), args[1], false));
    return Owned::none();
}
Owned deque_extendleft(Thread& t, const Value* args) {
    TRY(extend(t, deque_of(args[0]), args[1], true));
    return Owned::none();
}
Owned deque_clear(Thread&, const Value* args) {
    empty(deque_of(args[0]));
    return Owned::none();
}
Owned deque_copy(Thread& t, const Value* args) {
    Deque* d = deque_of(args[0]);
    if (!args[0].object()->subclass) {
        Owned made = TRY(deque_new(t, type_of(t, args[0]), {nullptr, 0}));
        Deque* copy = made.as<Deque>();
        copy->max_length = d->max_length;
        TRY(reserve(t, copy, d->length));
        for (size_t i = 0; i < d->length; ++i) TRY(push_back(t, copy, d->at(i)));
        return made;
    }
    Value most = d->max_length < 0 ? Value::none() : Value::from_int(d->max_length);
    if (d->max_length < 0) return call(t, Value(type_of(t, args[0])), {args[0]});
    return call(t, Value(type_of(t, args[0])), {args[0], most});
}
Owned deque_rotate(Thread& t, const Value* args) {
    Deque* d = deque_of(args[0]);
    int64_t n = TRY(to_ssize(t, args[1]));
    if (d->length < 2) return Owned::none();
    int64_t length = static_cast<int64_t>(d->length);
    n %= length;
    if (n < 0) n += length;
    ++d->changes;
    if (n > length / 2) {  // the shorter way round
        for (int64_t i = length - n; i > 0; --i) {
            Value item = d->at(0);
            d->first = (d->first + 1) & (d->capacity - 1);
            d->at(d->length - 1) = item;
        }
    } else {
        for (; n > 0; --n) {
            Value item = d->at(d->length - 1);
            d->first = (d->first - 1) & (d->capacity - 1);
            d->slots[d->first] = item;
        }
    }
    return Owned::none();
}
Owned deque_reverse(Thread&, const Value* args) {
    Deque* d = deque_of(args[0]);
    for (size_t i = 0; i < d->length / 2; ++i) std::swap(d->at(i), d->at(d->length - 1 - i));
    ++d->changes;
    return Owned::none();
}

Raised raise_mutated(Thread& t) {
    return raise_error(t, exc(t).RuntimeError, "deque mutated during iteration");
}

Owned deque_count(Thread& t, const Value* args) {
    Deque* d = deque_of(args[0]);
    int64_t n = 0;
    uint32_t changes = d->changes;
    for (size_t i = 0; i < d->length; ++i) {
        n += TRY(compare_bool(t, CompareOp::Eq, Owned::share(d->at(i)), args[1]));
        if (changes != d->changes) return raise_mutated(t);
    }
    return make_int(t, n);
}
// Gives the position of an equal item between start and stop, or -1.
Result<int64_t> find(Thread& t, Deque* d, Value item, int64_t start, int64_t stop) {
    uint32_t changes = d->changes;
    for (int64_t i = start; i < stop && i < static_cast<int64_t>(d->length); ++i) {
        if (TRY(compare_bool(t, CompareOp::Eq, Owned::share(d->at(static_cast<size_t>(i))), item))) return i;
        if (changes != d->changes) return raise_mutated(t);
    }
    return int64_t{-1};
}
Owned deque_index(Thread& t, const Value* args) {
    Deque* d = deque_of(args[0]);
    int64_t length = static_cast<int64_t>(d->length);
    int64_t start = args[2].is_unbound() ? 0 : TRY(to_ssize(t, args[2], true));
    int64_t stop = args[3].is_unbound() ? length : TRY(to_ssize(t, args[3], true));
    if (start < 0) start = std::max<int64_t>(0, start + length);
    if (stop < 0) stop += length;
    int64_t at = TRY(find(t, d, args[1], start, stop));
    if (at < 0) return raise_value_error(t, "%s is not in deque", TRY(repr_utf8(t, args[1])).c_str());
    return make_int(t, at);
}
Status remove_at(Thread& t, Deque* d, size_t i) {
    Owned dropped = Owned::adopt(d->at(i));
    if (i < d->length / 2) {
        for (; i > 0; --i) d->at(i) = d->at(i - 1);
        d->first = (d->first + 1) & (d->capacity - 1);
    } else {
        for (; i + 1 < d->length; ++i) d->at(i) = d->at(i + 1);
    }
    --d->length;
    ++d->changes;
    return {};
}
Owned deque_remove(Thread& t, const Value* args) {
    Deque* d = deque_of(args[0]);
    uint32_t changes = d->changes;
    for (size_t i = 0; i < d->length; ++i) {
        bool equal = TRY(compare_bool(t, CompareOp::Eq, Owned::share(d->at(i)), args[1]));
        if (changes != d->changes) return raise_index_error(t, "deque mutated during remove().");
        if (!equal) continue;
        TRY(remove_at(t, d, i));
        return Owned::none();
    }
    return raise_value_error(t, "%s is not in deque", TRY(repr_utf8(t, args[1])).c_str());
}
Owned deque_insert(Thread& t, const Value* args) {
    Deque* d = deque_of(args[0]);
    if (static_cast<int64_t>(d->length) == d->max_length)
        return raise_index_error(t, "deque already at its maximum size");
    int64_t i = TRY(to_ssize(t, args[1], true)), length = static_cast<int64_t>(d->length);
    if (i < 0) i = std::max<int64_t>(0, i + length);
    if (i > length) i = length;
    if (i == 0) {
        TRY(push_front(t, d, args[2]));
        return Owned::none();
    }
    TRY(push_back(t, d, args[2]));
    for (size_t k = d->length - 1; k > static_cast<size_t>(i); --k) std::swap(d->at(k), d->at(k - 1));
    return Owned::none();
}

// ---- as a sequence ----

Result<int64_t> deque_length(Thread&, Value self) { return static_cast<int64_t>(deque_of(self)->length); }
Result<bool> deque_truth(Thread&, Value self) { return deque_of(self)->length != 0; }
Result<size_t> checked_index(Thread& t, Deque* d, Value key) {
    if (!is_int(key) && !type_of(t, key)->slots.index)
        return raise_type_error(t, "sequence index must be integer, not '%.200s'", type_name(t, key));
    int64_t i = TRY(to_subscript(t, key));
    if (i < 0) i += static_cast<int64_t>(d->length);
    if (i < 0 || i >= static_cast<int64_t>(d->length))
        return raise_index_error(t, "deque index out of range");
    return static_cast<size_t>(i);
}
Owned deque_get_item(Thread& t, Value self, Value key) {
    return Owned::share(deque_of(self)->at(TRY(checked_index(t, deque_of(self), key))));
}
Status deque_set_item(Thread& t, Value self, Value key, Value value) {
    Deque* d = deque_of(self);
    size_t i = TRY(checked_index(t, d, key));
    if (value.is_unbound()) return remove_at(t, d, i);
    Owned old = Owned::adopt(d->at(i));
    retain(value);
    d->at(i) = value;
    return {};
}
Result<bool> deque_contains(Thread& t, Value self, Value item) {
    return TRY(find(t, deque_of(self), item, 0, INT64_MAX)) >= 0;
}
Owned deque_concat(Thread& t, Value self, Value other) {
    if (!is_subtype(type_of(t, other), state(t).deque))
        return raise_type_error(t, "can only concatenate deque (not \"%.200s\") to deque",
                                type_name(t, other));
    const Value args[] = {self};
    Owned made = TRY(deque_copy(t, args));
    TRY(extend(t, deque_of(made), other, false));
    return made;
}
Owned deque_inplace_concat(Thread& t, Value self, Value other) {
    TRY(extend(t, deque_of(self), other, false));
    return Owned::share(self);
}
Status repeat_in_place(Thread& t, Deque* d, Value count) {
    int64_t n = TRY(to_ssize(t, count));
    if (n <= 0) {
        empty(d);
        return {};
    }
    size_t length = d->length;
    if (d->max_length < 0 && n > 1 && length > (size_t{1} << 40) / static_cast<size_t>(n))
        return raise_memory_error(t);
    for (int64_t k = 1; k < n && length; ++k) {
        std::vector<Value> items;
        for (size_t i = 0; i < length; ++i) items.push_back(d->at(d->length - length + i));
        for (Value item : items) TRY(push_back(t, d, Owned::share(item)));
        if (d->max_length >= 0 && k * static_cast<int64_t>(length) > 2 * d->max_length) {
            // Full and turning in circles: what counts is where the pattern stops.
            int64_t left = (n - 1 - k) % d->max_length;
            k = n - 1 - left;
        }
        length = std::min(length, d->length);
    }
    return {};
}
Owned deque_repeat(Thread& t, Value self, Value count) {
    if (!is_int(count) && !type_of(t, count)->slots.index) return Owned::not_implemented();
    const Value args[] = {self};
    Owned made = TRY(deque_copy(t, args));
    TRY(repeat_in_place(t, deque_of(made), count));
    return made;
}
Owned deque_inplace_repeat(Thread& t, Value self, Value count) {
    if (!is_int(count) && !type_of(t, count)->slots.index) return Owned::not_implemented();
    TRY(repeat_in_place(t, deque_of(self), count));
    return Owned::share(self);
}
Owned deque_compare(Thread& t, Value a, Value b, CompareOp op) {
    if (!is_subtype(type_of(t, a), state(t).deque) || !is_subtype(type_of(t, b), state(t).deque))
        return Owned::not_implemented();
    if ((op == CompareOp::Eq || op == CompareOp::Ne) && deque_of(a)->length != deque_of(b)->length)
        return Owned::from_bool(op == CompareOp::Ne);
    Ref<List> x = TRY(to_list(t, a)), y = TRY(to_list(t, b));
    return compare(t, op, x, y);
}
Owned deque_repr(Thread& t, Value self) {
    Deque* d = deque_of(self);
    std::string name = to_utf8(type_of(t, self)->name);
    for (Object* o : t.in_repr) {
        if (o == self.object()) return make_str(t, "[...]");
    }
    t.in_repr.push_back(self.object());
    Ref<List> items = to_list(t, self);
    Result<std::string> text = items ? repr_utf8(t, items) : Result<std::string>(Raised{});
    t.in_repr.pop_back();
    if (text.is_error()) return Raised{};
    std::string most = d->max_length < 0 ? "" : ", maxlen=" + std::to_string(d->max_length);
    return make_str(t, name + "(" + text.value() + most + ")");
}
Owned deque_reduce(Thread& t, const Value* args) {
    Deque* d = deque_of(args[0]);
    Owned none = TRY(make_tuple(t, {}));
    Owned make_args =
        d->max_length < 0 ? none.dup() : TRY(make_tuple(t, {none.get(), Value::from_int(d->max_length)}));
    Owned attributes = TRY(call_method(t, args[0], names(t).__getstate__));
    Owned iterator = TRY(get_iter(t, args[0]));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), attributes.get(), iterator.get()});
}
Owned deque_sizeof(Thread& t, const Value* args) {
    return make_int(t, static_cast<int64_t>(sizeof(Deque) + deque_of(args[0])->capacity * sizeof(Value)));
}
Owned get_max_length(Thread&, Value self) {
    return deque_of(self)->max_length < 0 ? Owned::none()
                                          : Owned::adopt(Value::from_int(deque_of(self)->max_length));
}

// ---- iterators ----

Owned make_iterator(Thread& t, Type* type, Value deque, bool backwards) {
    DequeIterator* it = make<DequeIterator>(t, type);
    if (!it) return raise_memory_error(t);
    retain(deque);
    it->deque = deque;
    it->changes = deque_of(deque)->changes;
    it->backwards = backwards;
    return Owned::adopt(it);
}
Owned deque_iter(Thread& t, Value self) { return make_iterator(t, state(t).deque_iterator, self, false); }
Owned deque_reversed(Thread& t, const Value* args) {
    return make_iterator(t, state(t).deque_reverse_iterator, args[0], true);
}
Owned iterator_self(Thread&, Value self) { return Owned::share(self); }
Owned iterator_next(Thread& t, Value self) {
    DequeIterator* it = self.as<DequeIterator>();
    if (it->deque.is_none()) return Owned::stop();
    Deque* d = deque_of(it->deque);
    if (it->changes != d->changes) {
        it->at = d->length;
        return raise_mutated(t);
    }
    if (it->at >= d->length) {
        Value done = it->deque;
        it->deque = Value::none();
        release(done);
        return Owned::stop();
    }
    size_t i = it->at++;
    return Owned::share(d->at(it->backwards ? d->length - 1 - i : i));
}
Owned iterator_length_hint(Thread& t, const Value* args) {
    DequeIterator* it = args[0].as<DequeIterator>();
    if (it->deque.is_none()) return make_int(t, 0);
    size_t length = deque_of(it->deque)->length;
    return make_int(t, static_cast<int64_t>(length > it->at ? length - it->at : 0));
}
Owned iterator_reduce(Thread& t, const Value* args) {
    DequeIterator* it = args[0].as<DequeIterator>();
    Owned deque = it->deque.is_none() ? TRY(call(t, Value(state(t).deque))) : Owned::share(it->deque);
    Owned make_args = TRY(make_tuple(t, {deque.get(), Value::from_int(static_cast<int64_t>(it->at))}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
}
Owned iterator_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "_deque_iterator(deque, index=0, /)", args, v);
    TRY(bound.status());
    if (!v[0].is_object() || !is_subtype(type_of(t, v[0]), state(t).deque))
        return raise_type_error(t, "argument 1 must be collections.deque, not %s", type_name(t, v[0]));
    Owned made = TRY(make_iterator(t, type, v[0], type == state(t).deque_reverse_iterator));
    made.as<DequeIterator>()->at = static_cast<size_t>(std::max<int64_t>(0, TRY(to_ssize(t, v[1]))));
    return made;
}
void iterator_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<DequeIterator*>(o)->deque);
    free_object(t, o);
}
void iterator_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<DequeIterator*>(o)->deque); }

const FunctionSpec methods[] = {
    {"append(self, item, /)", deque_append, "Add an element to the right side of the deque."},
    {"appendleft(self, item, /)", deque_appendleft, "Add an element to the left side of the deque."},
    {"clear(self, /)", deque_clear, "Remove all elements from the deque."},
    {"__copy__(self, /)", deque_copy, "Return a shallow copy of a deque."},
    {"copy(self, /)", deque_copy, "Return a shallow copy of a deque."},
    {"count(self, item, /)", deque_count, "Return the number of occurrences of the item."},
    {"extend(self, iterable, /)", deque_extend, "Extend the right side with the elements of the iterable."},
    {"extendleft(self, iterable, /)", deque_extendleft,
     "Extend the left side with the elements of the iterable."},
    {"index(self, item, start=..., stop=..., /)", deque_index, "Return the first position of the item."},
    {"insert(self, index, item, /)", deque_insert, "Insert the item before the position."},
    {"pop(self, /)", deque_pop, "Remove and return the rightmost element."},
    {"popleft(self, /)", deque_popleft, "Remove and return the leftmost element."},
    {"__reduce__(self, /)", deque_reduce},
    {"remove(self, item, /)", deque_remove, "Remove the first occurrence of the item."},
    {"__reversed__(self, /)", deque_reversed},
    {"reverse(self, /)", deque_reverse, "Reverse in place."},
    {"rotate(self, n=1, /)", deque_rotate, "Rotate n steps to the right; negative: to the left."},
    {"__sizeof__(self, /)", deque_sizeof},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const GetSetSpec getset[] = {
    {"maxlen", get_max_length, nullptr, "maximum size of a deque or None if unbounded"}};
const FunctionSpec iterator_methods[] = {{"__length_hint__(self, /)", iterator_length_hint},
                                         {"__reduce__(self, /)", iterator_reduce}};

TypeSpec iterator_spec(const char* name) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(DequeIterator);
    spec.slots.new_ = iterator_new;
    spec.slots.dealloc = iterator_dealloc;
    spec.slots.traverse = iterator_traverse;
    spec.slots.iter = iterator_self;
    spec.slots.next = iterator_next;
    spec.methods = iterator_methods;
    return spec;
}

}  // namespace

Status add_deque(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "collections.deque";
    spec.size = sizeof(Deque);
    spec.flags = kTypeBaseAllowed | kTypeSequence;
    spec.slots.new_ = deque_new;
    spec.slots.init = deque_init;
    spec.slots.dealloc = deque_dealloc;
    spec.slots.traverse = deque_traverse;
    spec.slots.clear = deque_clear_slot;
    spec.slots.repr = deque_repr;
    spec.slots.compare = deque_compare;
    spec.slots.iter = deque_iter;
    spec.slots.length = deque_length;
    spec.slots.truth = deque_truth;
    spec.slots.get_item = deque_get_item;
    spec.slots.set_item = deque_set_item;
    spec.slots.contains = deque_contains;
    spec.slots.concat = deque_concat;
    spec.slots.repeat = deque_repeat;
    spec.slots.inplace_concat = deque_inplace_concat;
    spec.slots.inplace_repeat = deque_inplace_repeat;
    spec.methods = methods;
    spec.getset = getset;
    spec.text_signature = "deque([iterable[, maxlen]])";
    spec.doc =
        "deque([iterable[, maxlen]]) --> deque object\n\nA list-like sequence optimized for data accesses "
        "near its endpoints.";
    state(t).deque = define_type(t, spec);
    state(t).deque_iterator = define_type(t, iterator_spec("collections._deque_iterator"));
    state(t).deque_reverse_iterator = define_type(t, iterator_spec("collections._deque_reverse_iterator"));
    TRY(module_add(t, module, "_deque_iterator", Value(state(t).deque_iterator)));
    TRY(module_add(t, module, "_deque_reverse_iterator", Value(state(t).deque_reverse_iterator)));
    return module_add(t, module, "deque", Value(state(t).deque));
}

}  // namespace minipy::collections
