#include "native/module.h"
#include "objects/sequence.h"
#include "support/hash.h"

namespace minipy {

namespace {

// An exact tuple whose items are still to be set; null when there is no memory.
Tuple* allocate_tuple(Thread& t, size_t length) {
    FreeTuples& free = t.interp->free_tuples;
    if (length >= FreeTuples::kLengths || !free.first[length]) {
        Tuple* tuple = make_sized<Tuple>(t, types(t).tuple, length * sizeof(Value));
        if (tuple) tuple->length = length;
        return tuple;
    }
    // Its header is that of a tuple of this length still.
    Tuple* tuple = static_cast<Tuple*>(free.first[length]);
    free.first[length] = *reinterpret_cast<void**>(tuple->items());
    --free.count[length];
    tuple->refcount = 1;
    tuple->gc = 0;
    tuple->flags = kGcObject;
    gc_track(t, tuple);
    return tuple;
}

// The end of an exact tuple that the collector no longer knows.
void free_tuple(Thread& t, Tuple* tuple) {
    FreeTuples& free = t.interp->free_tuples;
    size_t length = tuple->length;
    if (length == 0 || length >= FreeTuples::kLengths || free.count[length] == FreeTuples::kMax) return free_object(t, tuple);
    *reinterpret_cast<void**>(tuple->items()) = free.first[length];
    free.first[length] = tuple;
    ++free.count[length];
}

}  // namespace

Ref<Tuple> new_tuple(Thread& t, size_t length) {
    if (length == 0 && t.interp->empty_tuple.is_valid())
        return Ref<Tuple>::share(t.interp->empty_tuple.as<Tuple>());
    Tuple* tuple = allocate_tuple(t, length);
    if (!tuple) return raise_memory_error(t);
    for (size_t i = 0; i < length; ++i) tuple->items()[i] = Value::none();
    return Ref<Tuple>::adopt(tuple);
}

Owned make_tuple(Thread& t, const Value* borrowed, size_t count) {
    if (count == 0) return new_tuple(t, 0);
    Tuple* tuple = allocate_tuple(t, count);
    if (!tuple) return raise_memory_error(t);
    for (size_t i = 0; i < count; ++i) {
        retain(borrowed[i]);
        tuple->items()[i] = borrowed[i];
    }
    return Owned::adopt(tuple);
}
Owned make_tuple(Thread& t, std::initializer_list<Value> borrowed) {
    return make_tuple(t, borrowed.begin(), borrowed.size());
}

namespace {

void tuple_dealloc(Thread& t, Object* o) {
    Tuple* tuple = static_cast<Tuple*>(o);
    gc_untrack(t, tuple);
    for (size_t i = tuple->length; i-- > 0;) release(tuple->items()[i]);
    if (!o->subclass) return free_tuple(t, tuple);
    clear_instance_tail(t, o);
    free_object(t, o);
}

void tuple_traverse(Object* o, Visitor& visitor) {
    Tuple* tuple = static_cast<Tuple*>(o);
    for (Value item : *tuple) visitor.visit(item);
    if (o->subclass) traverse_instance_tail(o, visitor);
}

Owned tuple_new(Thread& t, Type* type, const CallArgs& args) {
    Value iterable;
    bool init_overridden = type->slots.init != types(t).tuple->slots.init;
    BoundArgs bound(t, "tuple(iterable=..., /)", own_arguments(args, init_overridden), &iterable);
    TRY(bound.status());
    Ref<Tuple> items = iterable.is_unbound() ? new_tuple(t, 0) : to_tuple(t, iterable);
    if (!items) return Raised{};
    if (type == types(t).tuple) return items;
    Tuple* tuple = make_instance_sized<Tuple>(t, type, items->length * sizeof(Value));
    if (!tuple) return raise_memory_error(t);
    tuple->length = items->length;
    for (size_t i = 0; i < items->length; ++i) {
        retain(items->at(i));
        tuple->items()[i] = items->at(i);
    }
    return Owned::adopt(tuple);
}

Owned tuple_repr(Thread& t, Value self) { return repr_items(t, self, "(", ")"); }

Result<int64_t> tuple_hash(Thread& t, Value self) {
    if (native_stack_low(t, " while computing a hash")) return Raised{};
    Tuple* tuple = self.as<Tuple>();
    TupleHasher hasher(tuple->length);
    for (Value item : *tuple) hasher.add(TRY(hash(t, item)));
    return hasher.finish();
}

Owned tuple_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (!is_tuple(self) || !is_tuple(other)) return Owned::not_implemented();
    return compare_items(t, self, other, op);
}

Owned tuple_iter(Thread& t, Value self) {
    ItemsIterator* it = make<ItemsIterator>(t, types(t).tuple_iterator);
    retain(self);
    it->sequence = self;
    return Owned::adopt(it);
}

Result<int64_t> tuple_length(Thread&, Value self) { return static_cast<int64_t>(self.as<Tuple>()->length); }

Owned tuple_get_item(Thread& t, Value self, Value key) {
    Tuple* tuple = self.as<Tuple>();
    if (is_kind(key, Kind::Slice)) {
        SliceBounds b = TRY(slice_bounds(t, key.as<Slice>(), static_cast<int64_t>(tuple->length)));
        if (b.count == static_cast<int64_t>(tuple->length) && b.step == 1 && !self.object()->subclass)
            return Owned::share(self);
        Ref<Tuple> part = TRY(new_tuple(t, static_cast<size_t>(b.count)));
        for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step) {
            Value item = tuple->at(static_cast<size_t>(at));
            retain(item);
            part->items()[i] = item;
        }
        return part;
    }
    if (!key.is_int() && !type_of(t, key)->slots.index) {
        return raise_type_error(t, "tuple indices must be integers or slices, not %s", type_name(t, key));
    }
    int64_t i = from_end(TRY(to_subscript(t, key)), tuple->length);
    if (i < 0 || i >= static_cast<int64_t>(tuple->length))
        return raise_index_error(t, "tuple index out of range");
    return Owned::share(tuple->at(static_cast<size_t>(i)));
}

Owned tuple_concat(Thread& t, Value a, Value b) {
    if (!is_tuple(b)) {
        return raise_type_error(t, "can only concatenate tuple (not \"%s\") to tuple", type_name(t, b));
    }
    Tuple *x = a.as<Tuple>(), *y = b.as<Tuple>();
    if (!x->length && !b.object()->subclass) return Owned::share(b);
    if (!y->length && !a.object()->subclass) return Owned::share(a);
    Ref<Tuple> sum = TRY(new_tuple(t, x->length + y->length));
    size_t n = 0;
    for (Tuple* part : {x, y}) {
        for (Value item : *part) {
            retain(item);
            sum->items()[n++] = item;
        }
    }
    return sum;
}

Owned tuple_repeat(Thread& t, Value self, Value count) {
    if (!is_int(count) && !type_of(t, count)->slots.index) return Owned::not_implemented();
    int64_t n = TRY(to_size(t, count));
    Tuple* tuple = self.as<Tuple>();
    if (n == 1 && !self.object()->subclass) return Owned::share(self);
    if (n <= 0 || !tuple->length) return TRY(new_tuple(t, 0));
    if (static_cast<size_t>(n) > (size_t{1} << 60) / sizeof(Value) / tuple->length)
        return raise_memory_error(t);
    Ref<Tuple> product = TRY(new_tuple(t, tuple->length * static_cast<size_t>(n)));
    size_t at = 0;
    for (int64_t i = 0; i < n; ++i) {
        for (Value item : *tuple) {
            retain(item);
            product->items()[at++] = item;
        }
    }
    return product;
}

Result<bool> tuple_contains(Thread& t, Value self, Value item) { return items_contain(t, self, item); }

Owned method_index(Thread& t, const Value* args) {
    return items_index(t, args[0], args[1], args[2], args[3], "tuple.index(x): x not in tuple");
}
Owned method_count(Thread& t, const Value* args) { return items_count(t, args[0], args[1]); }
Owned method_getnewargs(Thread& t, const Value* args) {
    Tuple* tuple = args[0].as<Tuple>();
    Owned copy = TRY(make_tuple(t, tuple->items(), tuple->length));
    return make_tuple(t, {copy.get()});
}
Owned method_class_getitem(Thread& t, const Value* args) {
    return call(t, types(t).generic_alias, {args[0], args[1]});
}

const FunctionSpec tuple_methods[] = {
    {"__getnewargs__(self, /)", method_getnewargs, nullptr},
    {"index(self, value, start=0, stop=9223372036854775807, /)", method_index,
     "Return first index of value.\n\nRaises ValueError if the value is not present."},
    {"count(self, value, /)", method_count, "Return number of occurrences of value."},
    {"__class_getitem__(cls, item, /)", method_class_getitem, "See PEP 585"},
};

}  // namespace

Status init_tuple_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "tuple";
    spec.size = sizeof(Tuple);
    spec.kind = Kind::Tuple;
    spec.flags = kTypeBaseAllowed | kTypeSequence | kTypeMatchSelf;
    Slots& s = spec.slots;
    s.dealloc = tuple_dealloc;
    s.traverse = tuple_traverse;
    s.new_ = tuple_new;
    s.repr = tuple_repr;
    s.hash = tuple_hash;
    s.compare = tuple_compare;
    s.iter = tuple_iter;
    s.length = tuple_length;
    s.get_item = tuple_get_item;
    s.concat = tuple_concat;
    s.repeat = tuple_repeat;
    s.contains = tuple_contains;
    spec.methods = tuple_methods;
    spec.text_signature = "tuple(iterable=(), /)";
    spec.doc =
        "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.";
    types(t).tuple = define_type(t, spec);
    return {};
}

}  // namespace minipy
