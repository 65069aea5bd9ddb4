#include "objects/sequence.h"

#include <algorithm>

#include "native/module.h"
#include "objects/repr_guard.h"

namespace minipy {

Owned compare_items(Thread& t, Value a, Value b, CompareOp op) {
    if (items_of(a).length != items_of(b).length) {
        if (op == CompareOp::Eq) return Owned::from_bool(false);
        if (op == CompareOp::Ne) return Owned::from_bool(true);
    }
    if (native_stack_low(t, " in comparison")) return Raised{};
    size_t i = 0;
    for (; i < items_of(a).length && i < items_of(b).length; ++i) {
        Value x = items_of(a).data[i], y = items_of(b).data[i];
        if (x == y) continue;
        if (both_int(x, y)) break;
        Owned held_x = Owned::share(x), held_y = Owned::share(y);
        if (!TRY(compare_bool(t, CompareOp::Eq, x, y))) break;
    }
    size_t la = items_of(a).length, lb = items_of(b).length;
    if (i >= la || i >= lb) {
        switch (op) {
            case CompareOp::Lt:
                return Owned::from_bool(la < lb);
            case CompareOp::Le:
                return Owned::from_bool(la <= lb);
            case CompareOp::Eq:
                return Owned::from_bool(la == lb);
            case CompareOp::Ne:
                return Owned::from_bool(la != lb);
            case CompareOp::Gt:
                return Owned::from_bool(la > lb);
            case CompareOp::Ge:
                return Owned::from_bool(la >= lb);
        }
    }
    if (op == CompareOp::Eq) return Owned::from_bool(false);
    if (op == CompareOp::Ne) return Owned::from_bool(true);
    Owned x = Owned::share(items_of(a).data[i]), y = Owned::share(items_of(b).data[i]);
    return compare(t, op, x, y);
}

Owned repr_items(Thread& t, Value v, const char* open, const char* close) {
    ReprGuard guard(t, v);
    StrBuilder out(t);
    out.append(open);
    if (guard.recursive()) {
        out.append("...");
        out.append(close);
        return out.finish();
    }
    if (native_stack_low(t, " while getting the repr of an object")) return Raised{};
    for (size_t i = 0; i < items_of(v).length; ++i) {
        if (i) out.append(", ");
        Owned item = Owned::share(items_of(v).data[i]);
        out.append(TRY(repr(t, item)));
    }
    if (is_tuple(v) && items_of(v).length == 1) out.append(",");
    out.append(close);
    return out.finish();
}

Result<bool> items_contain(Thread& t, Value sequence, Value item) {
    for (size_t i = 0; i < items_of(sequence).length; ++i) {
        Value x = items_of(sequence).data[i];
        if (x == item) return true;
        if (both_int(x, item)) continue;
        Owned held = Owned::share(x);
        if (TRY(compare_bool(t, CompareOp::Eq, x, item))) return true;
    }
    return false;
}

Owned items_index(Thread& t, Value sequence, Value item, Value start, Value stop, const char* not_found) {
    int64_t n = static_cast<int64_t>(items_of(sequence).length);
    int64_t from = TRY(to_ssize(t, start, true)), to = TRY(to_ssize(t, stop, true));
    if (from < 0) from = from + n < 0 ? 0 : from + n;
    if (to < 0) to = to + n < 0 ? 0 : to + n;
    for (int64_t i = from; i < to && i < static_cast<int64_t>(items_of(sequence).length); ++i) {
        Owned x = Owned::share(items_of(sequence).data[i]);
        if (TRY(compare_bool(t, CompareOp::Eq, x, item))) return make_int(t, i);
    }
    if (is_list(sequence)) {
        std::string text = TRY(repr_utf8(t, item));
        return raise_value_error(t, "%s is not in list", text.c_str());
    }
    return raise_value_error(t, "%s", not_found);
}

Owned items_count(Thread& t, Value sequence, Value item) {
    int64_t n = 0;
    for (size_t i = 0; i < items_of(sequence).length; ++i) {
        Owned x = Owned::share(items_of(sequence).data[i]);
        if (TRY(compare_bool(t, CompareOp::Eq, x, item))) ++n;
    }
    return make_int(t, n);
}

namespace {

void iterator_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<ItemsIterator*>(o)->sequence);
    free_object(t, o);
}
void iterator_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<ItemsIterator*>(o)->sequence);
}

Owned iterator_end(ItemsIterator* it) {
    Value sequence = it->sequence;
    it->sequence = Value::none();
    release(sequence);
    return Owned::stop();
}

Owned iterator_next(Thread&, Value self) {
    ItemsIterator* it = self.as<ItemsIterator>();
    if (it->sequence.is_none()) return Owned::stop();
    Items items = items_of(it->sequence);
    if (static_cast<size_t>(it->at) >= items.length) return iterator_end(it);
    return Owned::share(items.data[it->at++]);
}

Owned reverse_next(Thread&, Value self) {
    ItemsIterator* it = self.as<ItemsIterator>();
    if (it->sequence.is_none()) return Owned::stop();
    Items items = items_of(it->sequence);
    if (it->at < 0 || static_cast<size_t>(it->at) >= items.length) return iterator_end(it);
    return Owned::share(items.data[it->at--]);
}

Owned iterator_self(Thread&, Value self) { return Owned::share(self); }

Owned length_hint_method(Thread& t, const Value* args) {
    ItemsIterator* it = args[0].as<ItemsIterator>();
    if (it->sequence.is_none()) return make_int(t, 0);
    int64_t left = TRY(length(t, it->sequence)) - it->at;
    return make_int(t, left > 0 ? left : 0);
}

Owned reverse_length_hint(Thread& t, const Value* args) {
    ItemsIterator* it = args[0].as<ItemsIterator>();
    if (it->sequence.is_none() || it->at >= static_cast<int64_t>(items_of(it->sequence).length))
        return make_int(t, 0);
    return make_int(t, it->at + 1);
}

// An exhausted iterator is one over nothing, in the type that CPython chose for each.
Owned nothing_like(Thread& t, Type* iterator, bool reverse) {
    Types& ty = types(t);
    if (iterator == ty.list_iterator || reverse) return TRY(new_list(t));
    if (iterator == ty.str_iterator || iterator == ty.str_ascii_iterator) return Owned::share(t.interp->empty_str);
    return make_tuple(t, {});
}

Owned reduce_as(Thread& t, Value self, bool reverse) {
    ItemsIterator* it = self.as<ItemsIterator>();
    bool exhausted = it->sequence.is_none();
    Owned function = TRY(import_attr(t, "builtins", reverse && !exhausted ? "reversed" : "iter"));
    Owned over = exhausted ? TRY(nothing_like(t, type_of(t, self), reverse)) : Owned::share(it->sequence);
    Owned arguments = TRY(make_tuple(t, {over}));
    if (exhausted) return make_tuple(t, {function, arguments});
    return make_tuple(t, {function, arguments, Value::from_int(it->at)});
}
Owned reduce_method(Thread& t, const Value* args) { return reduce_as(t, args[0], false); }
Owned reverse_reduce_method(Thread& t, const Value* args) { return reduce_as(t, args[0], true); }

Owned set_position(Thread& t, Value self, Value state, int64_t first, int64_t behind_length) {
    ItemsIterator* it = self.as<ItemsIterator>();
    int64_t at = TRY(to_ssize(t, state));
    if (!it->sequence.is_none()) {
        int64_t last = TRY(length(t, it->sequence)) + behind_length;
        it->at = at < first ? first : at > last ? last : at;
    }
    return Owned::none();
}
Owned setstate_method(Thread& t, const Value* args) { return set_position(t, args[0], args[1], 0, 0); }
Owned reverse_setstate_method(Thread& t, const Value* args) { return set_position(t, args[0], args[1], -1, -1); }

const FunctionSpec iterator_methods[] = {
    {"__length_hint__(self, /)", length_hint_method,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", reduce_method, "Return state information for pickling."},
    {"__setstate__(self, state, /)", setstate_method, "Set state information for unpickling."},
};
const FunctionSpec reverse_methods[] = {
    {"__length_hint__(self, /)", reverse_length_hint,
     "Private method returning an estimate of len(list(it))."},
    {"__reduce__(self, /)", reverse_reduce_method, "Return state information for pickling."},
    {"__setstate__(self, state, /)", reverse_setstate_method, "Set state information for unpickling."},
};

}  // namespace

Type* define_items_iterator(Thread& t, const char* name, Kind kind, Owned (*next)(Thread&, Value), bool reverse) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(ItemsIterator);
    spec.kind = kind;
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = iterator_dealloc;
    spec.slots.traverse = iterator_traverse;
    spec.slots.iter = iterator_self;
    spec.slots.next = next;
    spec.methods = reverse ? std::span<const FunctionSpec>(reverse_methods)
                           : std::span<const FunctionSpec>(iterator_methods);
    return define_type(t, spec);
}

Status init_sequence_iterators(Thread& t) {
    types(t).list_iterator = define_items_iterator(t, "list_iterator", Kind::ListIterator, iterator_next);
    types(t).list_reverse_iterator =
        define_items_iterator(t, "list_reverseiterator", Kind::Instance, reverse_next, true);
    types(t).tuple_iterator = define_items_iterator(t, "tuple_iterator", Kind::TupleIterator, iterator_next);


    return {};
}

}  // namespace minipy
