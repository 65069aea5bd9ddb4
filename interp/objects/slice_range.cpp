// slice and range.
#include <algorithm>

#include "native/module.h"
#include "objects/int_internal.h"
#include "objects/range_iterator.h"
#include "objects/slice.h"
#include "support/hash.h"

namespace minipy {

Owned make_slice(Thread& t, Value start, Value stop, Value step) {
    Slice* s = make<Slice>(t, types(t).slice);
    for (Value v : {start, stop, step}) retain(v);
    s->start = start;
    s->stop = stop;
    s->step = step;
    return Owned::adopt(s);
}

Result<SliceNumbers> slice_numbers(Thread& t, Slice* slice) {
    SliceNumbers n{};
    Owned held = Owned::share(Value(slice));
    n.step = slice->step.is_none() ? 1 : TRY(to_ssize(t, slice->step, true));
    if (n.step == 0) return raise_value_error(t, "slice step cannot be zero");
    if (n.step == INT64_MIN) n.step = -INT64_MAX;
    bool back = n.step < 0;
    n.start = slice->start.is_none() ? (back ? INT64_MAX : 0) : TRY(to_ssize(t, slice->start, true));
    n.stop = slice->stop.is_none() ? (back ? INT64_MIN : INT64_MAX) : TRY(to_ssize(t, slice->stop, true));
    return n;
}

SliceBounds clamp_slice(const SliceNumbers& n, size_t size) {
    auto length = static_cast<int64_t>(size);
    bool back = n.step < 0;
    auto clamp = [&](int64_t i) {
        if (i < 0) {
            i = i < -length ? -1 : i + length;
            return i < 0 ? (back ? int64_t{-1} : int64_t{0}) : i;
        }
        return i >= length ? (back ? length - 1 : length) : i;
    };
    SliceBounds b{clamp(n.start), clamp(n.stop), n.step, 0};
    if (back ? b.stop < b.start : b.start < b.stop) {
        b.count = back ? (b.start - b.stop - 1) / -b.step + 1 : (b.stop - b.start - 1) / b.step + 1;
    }
    return b;
}

Result<SliceBounds> slice_bounds(Thread& t, Slice* slice, int64_t length) {
    return clamp_slice(TRY(slice_numbers(t, slice)), static_cast<size_t>(length));
}

namespace {

// ---- slice ----

// What a slice means for a length of any size: start, stop and step, as ints.
struct LongBounds {
    Owned start, stop, step;
};
Result<LongBounds> long_bounds(Thread& t, Slice* s, Value length) {
    constexpr auto less = [](Thread& t, Value a, Value b) { return compare_bool(t, CompareOp::Lt, a, b); };
    Value zero = Value::from_int(0), one = Value::from_int(1);
    LongBounds b;
    Owned held = Owned::share(Value(s));
    auto number = [&](Value v) -> Owned {
        if (is_int(v) || type_of(t, v)->slots.index) return to_index(t, v);
        return raise_type_error(t, "slice indices must be integers or None or have an __index__ method");
    };
    b.step = s->step.is_none() ? Owned::adopt(one) : TRY(number(s->step));
    if (b.step.get() == zero) return raise_value_error(t, "slice step cannot be zero");
    bool back = TRY(less(t, b.step, zero));
    Owned lower = Owned::adopt(Value::from_int(back ? -1 : 0));
    Owned upper = back ? TRY(binary_op(t, BinaryOp::Sub, length, one)) : Owned::share(length);
    auto clamped = [&](Value v) -> Owned {
        Owned i = TRY(number(v));
        if (TRY(less(t, i, zero))) {
            i = TRY(binary_op(t, BinaryOp::Add, i, length));
            return TRY(less(t, i, lower)) ? lower.dup() : std::move(i);
        }
        return TRY(less(t, upper, i)) ? upper.dup() : std::move(i);
    };
    b.start = s->start.is_none() ? (back ? upper.dup() : lower.dup()) : TRY(clamped(s->start));
    b.stop = s->stop.is_none() ? (back ? lower.dup() : upper.dup()) : TRY(clamped(s->stop));
    return b;
}

void slice_dealloc(Thread& t, Object* o) {
    Slice* s = static_cast<Slice*>(o);
    gc_untrack(t, s);
    release(s->start);
    release(s->stop);
    release(s->step);
    free_object(t, o);
}
void slice_traverse(Object* o, Visitor& visitor) {
    Slice* s = static_cast<Slice*>(o);
    visitor.visit(s->start);
    visitor.visit(s->stop);
    visitor.visit(s->step);
}
Owned slice_new(Thread& t, Type*, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "slice() takes no keyword arguments");
    if (args.count < 1 || args.count > 3) {
        return raise_type_error(t, "slice expected at %s %d argument%s, got %u",
                                args.count ? "most" : "least", args.count ? 3 : 1, args.count ? "s" : "",
                                args.count);
    }
    if (args.count == 1) return make_slice(t, Value::none(), args.args[0], Value::none());
    return make_slice(t, args.args[0], args.args[1], args.count == 3 ? args.args[2] : Value::none());
}
Owned as_tuple(Thread& t, Value v) {
    Slice* s = v.as<Slice>();
    return make_tuple(t, {s->start, s->stop, s->step});
}
Owned slice_repr(Thread& t, Value self) {
    Owned parts = TRY(as_tuple(t, self));
    return make_str(t, "slice" + TRY(repr_utf8(t, parts)));
}
Owned slice_compare(Thread& t, Value a, Value b, CompareOp op) {
    if (!is_kind(a, Kind::Slice) || !is_kind(b, Kind::Slice)) return Owned::not_implemented();
    Owned x = TRY(as_tuple(t, a)), y = TRY(as_tuple(t, b));
    return compare(t, op, x, y);
}
Owned slice_indices(Thread& t, const Value* args) {
    Slice* s = args[0].as<Slice>();
    Owned given = TRY(to_index(t, args[1]));
    if (TRY(compare_bool(t, CompareOp::Lt, given, Value::from_int(0))))
        return raise_value_error(t, "length should not be negative");
    LongBounds b = TRY(long_bounds(t, s, given));
    return make_tuple(t, {b.start, b.stop, b.step});
}
Owned slice_reduce(Thread& t, const Value* args) {
    Owned parts = TRY(as_tuple(t, args[0]));
    return make_tuple(t, {Value(types(t).slice), parts});
}
const FunctionSpec slice_methods[] = {
    {"indices(self, len, /)", slice_indices, "S.indices(len) -> (start, stop, stride)"},
    {"__reduce__(self, /)", slice_reduce, "Return state information for pickling."},
};
const MemberSpec slice_members[] = {
    {"start", offsetof(Slice, start)}, {"stop", offsetof(Slice, stop)}, {"step", offsetof(Slice, step)}};

// ---- range ----

Range* range_of(Value v) { return v.as<Range>(); }

// Length of a range as an int of any size.
Owned range_count(Thread& t, Value start, Value stop, Value step) {
    bool down = TRY(compare_bool(t, CompareOp::Lt, step, Value::from_int(0)));
    Value low = down ? stop : start, high = down ? start : stop;
    Owned stride = down ? TRY(unary_op(t, UnaryOp::Neg, step)) : Owned::share(step);
    if (!TRY(compare_bool(t, CompareOp::Lt, low, high))) return make_int(t, 0);
    Owned span = TRY(binary_op(t, BinaryOp::Sub, high, low));
    Owned less = TRY(binary_op(t, BinaryOp::Sub, span, Value::from_int(1)));
    Owned steps = TRY(binary_op(t, BinaryOp::FloorDiv, less, stride));
    return binary_op(t, BinaryOp::Add, steps, Value::from_int(1));
}

Owned make_range(Thread& t, Value start, Value stop, Value step) {
    Owned count = TRY(range_count(t, start, stop, step));
    Range* r = make<Range>(t, types(t).range);
    for (Value v : {start, stop, step}) retain(v);
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->length = count.take();
    return Owned::adopt(r);
}

Owned bound_of(Thread& t, Value v) {
    Owned index = TRY(to_index(t, v));
    return int_as_exact(t, index);
}
Owned range_new(Thread& t, Type*, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "range() takes no keyword arguments");
    if (args.count < 1 || args.count > 3) {
        return raise_type_error(t, "range expected at %s %d argument%s, got %u",
                                args.count ? "most" : "least", args.count ? 3 : 1, args.count ? "s" : "",
                                args.count);
    }
    Owned first = TRY(bound_of(t, args.args[0]));
    if (args.count == 1) return make_range(t, Value::from_int(0), first, Value::from_int(1));
    Owned second = TRY(bound_of(t, args.args[1]));
    Owned step = args.count == 3 ? TRY(bound_of(t, args.args[2])) : make_int(t, 1);
    if (step.get() == Value::from_int(0)) return raise_value_error(t, "range() arg 3 must not be zero");
    return make_range(t, first, second, step);
}
void range_dealloc(Thread& t, Object* o) {
    Range* r = static_cast<Range*>(o);
    for (Value v : {r->start, r->stop, r->step, r->length}) release(v);
    free_object(t, o);
}
Owned range_repr(Thread& t, Value self) {
    Range* r = range_of(self);
    std::string text = "range(" + TRY(repr_utf8(t, r->start)) + ", " + TRY(repr_utf8(t, r->stop));
    if (r->step != Value::from_int(1)) text += ", " + TRY(repr_utf8(t, r->step));
    return make_str(t, text + ")");
}
Result<int64_t> range_length(Thread& t, Value self) {
    int64_t n;
    if (int_fits_int64(range_of(self)->length, &n)) return n;
    return raise_overflow_error(t, "Python int too large to convert to C ssize_t");
}
Result<bool> range_truth(Thread&, Value self) { return range_of(self)->length != Value::from_int(0); }

// The i-th value; i is an int in [0, length).
Owned range_at(Thread& t, Range* r, Value i) {
    Owned offset = TRY(binary_op(t, BinaryOp::Mul, i, r->step));
    return binary_op(t, BinaryOp::Add, r->start, offset);
}

Owned range_get_item(Thread& t, Value self, Value key) {
    Range* r = range_of(self);
    if (is_kind(key, Kind::Slice)) {
        LongBounds b = TRY(long_bounds(t, key.as<Slice>(), r->length));
        Owned start = TRY(range_at(t, r, b.start)), stop = TRY(range_at(t, r, b.stop));
        Owned step = TRY(binary_op(t, BinaryOp::Mul, b.step, r->step));
        return make_range(t, start, stop, step);
    }
    if (!is_int(key) && !type_of(t, key)->slots.index) {
        return raise_type_error(t, "range indices must be integers or slices, not %s", type_name(t, key));
    }
    Owned i = TRY(to_index(t, key));
    if (TRY(compare_bool(t, CompareOp::Lt, i, Value::from_int(0))))
        i = TRY(binary_op(t, BinaryOp::Add, i, r->length));
    if (TRY(compare_bool(t, CompareOp::Lt, i, Value::from_int(0))) ||
        !TRY(compare_bool(t, CompareOp::Lt, i, r->length))) {
        return raise_index_error(t, "range object index out of range");
    }
    return range_at(t, r, i);
}

// Position of an int in the range, or Unbound.
Owned position_of(Thread& t, Range* r, Value item) {
    Owned offset = TRY(binary_op(t, BinaryOp::Sub, item, r->start));
    Owned rest = TRY(binary_op(t, BinaryOp::Mod, offset, r->step));
    if (rest.get() != Value::from_int(0)) return Owned::unbound();
    Owned i = TRY(binary_op(t, BinaryOp::FloorDiv, offset, r->step));
    if (TRY(compare_bool(t, CompareOp::Lt, i, Value::from_int(0))) ||
        !TRY(compare_bool(t, CompareOp::Lt, i, r->length))) {
        return Owned::unbound();
    }
    return i;
}

Result<bool> range_contains(Thread& t, Value self, Value item) {
    if (is_exact_int(item) || item.is_bool()) return !TRY(position_of(t, range_of(self), item)).is_unbound();
    Owned it = TRY(get_iter(t, self));
    for (;;) {
        Owned next = TRY(iter_next(t, it));
        if (next.is_stop()) return false;
        if (TRY(compare_bool(t, CompareOp::Eq, next, item))) return true;
    }
}

// What decides equality: length, first value, step (where they matter).
Owned identity_of(Thread& t, Range* r) {
    bool none = r->length == Value::from_int(0), one = r->length == Value::from_int(1);
    return make_tuple(t, {r->length, none ? Value::none() : r->start, none || one ? Value::none() : r->step});
}
Owned range_compare(Thread& t, Value a, Value b, CompareOp op) {
    if (!is_kind(a, Kind::Range) || !is_kind(b, Kind::Range) || (op != CompareOp::Eq && op != CompareOp::Ne))
        return Owned::not_implemented();
    Owned x = TRY(identity_of(t, range_of(a))), y = TRY(identity_of(t, range_of(b)));
    return compare(t, op, x, y);
}
Result<int64_t> range_hash(Thread& t, Value self) {
    Owned identity = TRY(identity_of(t, range_of(self)));
    return hash(t, identity);
}

// Iterator for ranges whose values do not all fit a small int.
struct LongRangeIterator : Object {
    Value next = Value::none(), step = Value::none(), left = Value::none();
};

Owned make_iterator(Thread& t, Value start, Value step, Value count) {
    int64_t n;
    if (start.is_int() && step.is_int() && count.is_int()) {
        int64_t last, span;
        n = count.as_int();
        if (!__builtin_mul_overflow(step.as_int(), n, &span) &&
            !__builtin_add_overflow(start.as_int(), span, &last) && Value::fits_int(last)) {
            RangeIterator* it = make<RangeIterator>(t, types(t).range_iterator);
            it->next = start.as_int();
            it->step = step.as_int();
            it->left = it->length = n;
            return Owned::adopt(it);
        }
    }
    LongRangeIterator* it = make<LongRangeIterator>(t, types(t).long_range_iterator);
    for (Value v : {start, step, count}) retain(v);
    it->next = start;
    it->step = step;
    it->left = count;
    return Owned::adopt(it);
}
Owned range_iter(Thread& t, Value self) {
    Range* r = range_of(self);
    return make_iterator(t, r->start, r->step, r->length);
}
Owned range_reversed(Thread& t, const Value* args) {
    Range* r = range_of(args[0]);
    Owned last = TRY(binary_op(t, BinaryOp::Sub, r->length, Value::from_int(1)));
    Owned start = TRY(range_at(t, r, last));
    Owned step = TRY(unary_op(t, UnaryOp::Neg, r->step));
    return make_iterator(t, start, step, r->length);
}

Owned iterator_self(Thread&, Value self) { return Owned::share(self); }
Owned iterator_next(Thread&, Value self) {
    RangeIterator* it = self.as<RangeIterator>();
    if (!it->left) return Owned::stop();
    --it->left;
    int64_t value = it->next;
    it->next += it->step;
    return Owned::adopt(Value::from_int(value));
}
Owned long_next(Thread& t, Value self) {
    LongRangeIterator* it = self.as<LongRangeIterator>();
    if (it->left == Value::from_int(0)) return Owned::stop();
    Owned left = TRY(binary_op(t, BinaryOp::Sub, it->left, Value::from_int(1)));
    Owned next = TRY(binary_op(t, BinaryOp::Add, it->next, it->step));
    Owned value = Owned::adopt(it->next);
    it->next = next.take();
    release(it->left);
    it->left = left.take();
    return value;
}
void long_dealloc(Thread& t, Object* o) {
    LongRangeIterator* it = static_cast<LongRangeIterator*>(o);
    for (Value v : {it->next, it->step, it->left}) release(v);
    free_object(t, o);
}
Owned iterator_length_hint(Thread& t, const Value* args) {
    return make_int(t, args[0].as<RangeIterator>()->left);
}
Owned long_length_hint(Thread&, const Value* args) {
    return Owned::share(args[0].as<LongRangeIterator>()->left);
}

// iter(range), told by __setstate__ how many were taken.
Owned reduce_iterator(Thread& t, Value start, Value step, Value length, Value taken) {
    Owned span = TRY(binary_op(t, BinaryOp::Mul, step, length));
    Owned stop = TRY(binary_op(t, BinaryOp::Add, start, span));
    Owned range = TRY(make_range(t, start, stop, step));
    Owned arguments = TRY(make_tuple(t, {range.get()}));
    Owned iter = TRY(import_attr(t, "builtins", "iter"));
    return make_tuple(t, {iter, arguments, taken});
}
Owned iterator_reduce(Thread& t, const Value* args) {
    RangeIterator* it = args[0].as<RangeIterator>();
    int64_t taken = it->length - it->left;
    return reduce_iterator(t, Value::from_int(it->next - taken * it->step), Value::from_int(it->step),
                           Value::from_int(it->length), Value::from_int(taken));
}
Owned iterator_setstate(Thread& t, const Value* args) {
    RangeIterator* it = args[0].as<RangeIterator>();
    int64_t taken = std::clamp<int64_t>(TRY(to_int64(t, args[1])), 0, it->length);
    it->next += (taken - (it->length - it->left)) * it->step;
    it->left = it->length - taken;
    return Owned::none();
}
Owned long_reduce(Thread& t, const Value* args) {
    LongRangeIterator* it = args[0].as<LongRangeIterator>();
    return reduce_iterator(t, it->next, it->step, it->left, Value::from_int(0));
}
// Its state is where it begins, and it begins where it is: what comes is relative to that.
Owned long_setstate(Thread& t, const Value* args) {
    LongRangeIterator* it = args[0].as<LongRangeIterator>();
    Owned taken = TRY(to_index(t, args[1]));
    if (TRY(compare_bool(t, CompareOp::Lt, taken, Value::from_int(0)))) taken = TRY(make_int(t, 0));
    if (TRY(compare_bool(t, CompareOp::Gt, taken, it->left))) taken = Owned::share(it->left);
    Owned left = TRY(binary_op(t, BinaryOp::Sub, it->left, taken));
    Owned span = TRY(binary_op(t, BinaryOp::Mul, it->step, taken));
    Owned next = TRY(binary_op(t, BinaryOp::Add, it->next, span));
    Value old_left = it->left, old_next = it->next;
    it->left = left.take();
    it->next = next.take();
    release(old_left);
    release(old_next);
    return Owned::none();
}

Owned range_index(Thread& t, const Value* args) {
    Range* r = range_of(args[0]);
    if (is_exact_int(args[1]) || args[1].is_bool()) {
        Owned at = TRY(position_of(t, r, args[1]));
        if (!at.is_unbound()) return at;
    } else {
        Owned it = TRY(get_iter(t, args[0]));
        for (int64_t i = 0;; ++i) {
            Owned next = TRY(iter_next(t, it));
            if (next.is_stop()) break;
            if (TRY(compare_bool(t, CompareOp::Eq, next, args[1]))) return make_int(t, i);
        }
    }
    if (!is_exact_int(args[1]) && !args[1].is_bool())
        return raise_value_error(t, "sequence.index(x): x not in sequence");
    return raise_value_error(t, "%s is not in range", TRY(repr_utf8(t, args[1])).c_str());
}
Owned range_count_method(Thread& t, const Value* args) {
    if (is_exact_int(args[1]) || args[1].is_bool()) {
        return make_int(t, TRY(position_of(t, range_of(args[0]), args[1])).is_unbound() ? 0 : 1);
    }
    int64_t n = 0;
    TRY(for_each(t, args[0], [&](Value item) -> Status {
        if (TRY(compare_bool(t, CompareOp::Eq, item, args[1]))) ++n;
        return {};
    }));
    return make_int(t, n);
}
Owned range_reduce(Thread& t, const Value* args) {
    Range* r = range_of(args[0]);
    Owned parts = TRY(make_tuple(t, {r->start, r->stop, r->step}));
    return make_tuple(t, {Value(types(t).range), parts});
}

const FunctionSpec range_methods[] = {
    {"index(self, value, /)", range_index,
     "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not "
     "present."},
    {"count(self, value, /)", range_count_method,
     "rangeobject.count(value) -> integer -- return number of occurrences of value"},
    {"__reversed__(self, /)", range_reversed, "Return a reverse iterator."},
    {"__reduce__(self, /)", range_reduce, nullptr},
};
const MemberSpec range_members[] = {
    {"start", offsetof(Range, start)}, {"stop", offsetof(Range, stop)}, {"step", offsetof(Range, step)}};
const FunctionSpec iterator_methods[] = {
    {"__length_hint__(self, /)", iterator_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", iterator_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", iterator_setstate, "Set state information for unpickling."},
};
const FunctionSpec long_methods[] = {
    {"__length_hint__(self, /)", long_length_hint, "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", long_reduce, "Return state information for pickling."},
    {"__setstate__(self, state, /)", long_setstate, "Set state information for unpickling."},
};

void define_range_types(Thread& t) {
    TypeSpec range{};
    range.name = "range";
    range.size = sizeof(Range);
    range.kind = Kind::Range;
    range.flags = kTypeSequence;
    range.slots.dealloc = range_dealloc;
    range.slots.new_ = range_new;
    range.slots.repr = range_repr;
    range.slots.hash = range_hash;
    range.slots.compare = range_compare;
    range.slots.iter = range_iter;
    range.slots.length = range_length;
    range.slots.truth = range_truth;
    range.slots.get_item = range_get_item;
    range.slots.contains = range_contains;
    range.methods = range_methods;
    range.members = range_members;
    range.doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object";
    types(t).range = define_type(t, range);

    TypeSpec it{};
    it.name = "range_iterator";
    it.size = sizeof(RangeIterator);
    it.kind = Kind::RangeIterator;
    it.flags = kTypeNoInstantiate;
    it.slots.dealloc = free_object;
    it.slots.iter = iterator_self;
    it.slots.next = iterator_next;
    it.methods = iterator_methods;
    types(t).range_iterator = define_type(t, it);

    TypeSpec long_it{};
    long_it.name = "longrange_iterator";
    long_it.size = sizeof(LongRangeIterator);
    long_it.flags = kTypeNoInstantiate;
    long_it.slots.dealloc = long_dealloc;
    long_it.slots.iter = iterator_self;
    long_it.slots.next = long_next;
    long_it.methods = long_methods;
    types(t).long_range_iterator = define_type(t, long_it);
}

}  // namespace

Status init_slice_range_types(Thread& t) {
    TypeSpec slice{};
    slice.name = "slice";
    slice.size = sizeof(Slice);
    slice.kind = Kind::Slice;
    slice.slots.dealloc = slice_dealloc;
    slice.slots.traverse = slice_traverse;
    slice.slots.new_ = slice_new;
    slice.slots.repr = slice_repr;
    slice.slots.compare = slice_compare;
    slice.slots.hash = nullptr;
    slice.methods = slice_methods;
    slice.members = slice_members;
    slice.doc =
        "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object, as used for extended slicing "
        "(e.g. a[0:10:2]).";
    types(t).slice = define_type(t, slice);
    define_range_types(t);
    return {};
}

}  // namespace minipy
