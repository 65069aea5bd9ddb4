// product, permutations, combinations, combinations_with_replacement: a pool of items and a row of indices into it.
#include "itertools.h"

namespace minipy::itertools {

namespace {

struct Selection
    : Iterator<
          2> {  // v[0]: pools (Tuple of Tuple for product, else one Tuple); v[1]: the last result or None
    std::vector<size_t> indices, cycles;
    size_t r = 0;
    bool stopped = false;
};
Selection* selection_of(Value v) { return v.as<Selection>(); }

void selection_dealloc(Thread& t, Object* o) {
    Selection* s = static_cast<Selection*>(o);
    gc_untrack(t, s);
    for (Value x : s->v) release(x);
    if (o->subclass) clear_instance_tail(t, o);
    s->indices.~vector();
    s->cycles.~vector();
    free_object(t, o);
}

Result<size_t> count_argument(Thread& t, Value v, bool none_allowed, size_t fallback) {
    if (v.is_none() && none_allowed) return fallback;
    if (!is_int(v))
        return raise_type_error(t, "%s",
                                none_allowed ? "Expected int as r"
                                             : (std::string("'") + type_name(t, v) +
                                                "' object cannot be interpreted as an integer")
                                                   .c_str());
    int64_t r = TRY(to_ssize(t, v));
    if (r < 0) return raise_value_error(t, "r must be non-negative");
    return static_cast<size_t>(r);
}

Owned make_selection(Thread& t, Type* type, Value pools, size_t r) {
    Selection* s = make_instance<Selection>(t, type);
    if (!s) return raise_memory_error(t);
    s->set(0, pools);
    s->r = r;
    s->indices.resize(r);
    return Owned::adopt(s);
}

// The row of items that the indices choose.
Owned chosen(Thread& t, Selection* s, bool product) {
    Ref<Tuple> row = TRY(new_tuple(t, s->r));
    Tuple* pools = s->v[0].as<Tuple>();
    for (size_t i = 0; i < s->r; ++i) {
        Tuple* pool = product ? pools->at(i).as<Tuple>() : pools;
        Value item = pool->at(s->indices[i]);
        retain(item);
        row->items()[i] = item;
    }
    return row;
}
// Steps once: `advance` moves the indices and says whether there is another row.
template <class Advance>
Owned next_row(Thread& t, Selection* s, bool product, Advance&& advance) {
    if (s->stopped) return Owned::stop();
    if (!s->v[1].is_none() && !advance()) {
        s->stopped = true;
        s->set(1, Value::none());
        return Owned::stop();
    }
    s->set(1, Value::true_());
    return chosen(t, s, product);
}

// ---- product ----

Owned product_new(Thread& t, Type* type, const CallArgs& args) {
    size_t named = args.kwnames ? args.kwnames->length : 0;
    int64_t repeat = 1;
    for (size_t i = 0; i < named; ++i) {
        if (!str_equals(args.kwnames->at(i), "repeat")) {
            return raise_type_error(t, "'%s' is an invalid keyword argument for product()",
                                    to_utf8(args.kwnames->at(i)).c_str());
        }
        repeat = TRY(to_ssize(t, args.args[args.count + i]));
    }
    if (repeat < 0) return raise_value_error(t, "repeat argument cannot be negative");
    size_t n = repeat ? args.count : 0;
    if (n && static_cast<size_t>(repeat) > (size_t{1} << 40) / n)
        return raise_overflow_error(t, "repeat argument too large");
    Ref<Tuple> pools = TRY(new_tuple(t, n * static_cast<size_t>(repeat)));
    bool empty = false;
    for (size_t i = 0; i < n; ++i) {
        Ref<Tuple> pool = TRY(to_tuple(t, args.args[i]));
        empty |= pool->length == 0;
        for (size_t k = i; k < pools->length; k += n) pools->items()[k] = Owned::share(Value(pool)).take();
    }
    Owned made = TRY(make_selection(t, type, pools, pools->length));
    selection_of(made)->stopped = empty;
    return made;
}
Owned product_next(Thread& t, Value self) {
    Selection* s = selection_of(self);
    return next_row(t, s, true, [&] {
        Tuple* pools = s->v[0].as<Tuple>();
        for (size_t i = s->r; i-- > 0;) {
            if (++s->indices[i] < pools->at(i).as<Tuple>()->length) return true;
            s->indices[i] = 0;
        }
        return false;
    });
}

// ---- permutations ----

Owned permutations_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "permutations(iterable, r=None)", args, v);
    TRY(bound.status());
    Ref<Tuple> pool = TRY(to_tuple(t, v[0]));
    size_t n = pool->length, r = TRY(count_argument(t, v[1], true, n));
    Owned made = TRY(make_selection(t, type, pool, r));
    Selection* s = selection_of(made);
    s->indices.resize(n);
    for (size_t i = 0; i < n; ++i) s->indices[i] = i;
    s->stopped = r > n;
    for (size_t i = 0; i < r && r <= n; ++i) s->cycles.push_back(n - i);
    return made;
}
Owned permutations_next(Thread& t, Value self) {
    Selection* s = selection_of(self);
    return next_row(t, s, false, [&] {
        size_t n = s->indices.size();
        for (size_t i = s->r; i-- > 0;) {
            if (--s->cycles[i] == 0) {  // this place has had all: the rest turns round
                size_t index = s->indices[i];
                for (size_t k = i; k + 1 < n; ++k) s->indices[k] = s->indices[k + 1];
                s->indices[n - 1] = index;
                s->cycles[i] = n - i;
            } else {
                std::swap(s->indices[i], s->indices[n - s->cycles[i]]);
                return true;
            }
        }
        return false;
    });
}

// ---- combinations ----

template <bool Again>
Owned combinations_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, Again ? "combinations_with_replacement(iterable, r)" : "combinations(iterable, r)",
                    args, v);
    TRY(bound.status());
    size_t r = TRY(count_argument(t, v[1], false, 0));
    Ref<Tuple> pool = TRY(to_tuple(t, v[0]));
    size_t n = pool->length;
    Owned made = TRY(make_selection(t, type, pool, r));
    Selection* s = selection_of(made);
    for (size_t i = 0; i < r; ++i) s->indices[i] = Again ? 0 : i;
    s->stopped = Again ? n == 0 && r > 0 : r > n;
    return made;
}
Owned combinations_next(Thread& t, Value self) {
    Selection* s = selection_of(self);
    return next_row(t, s, false, [&] {
        size_t n = s->v[0].as<Tuple>()->length;
        size_t i = s->r;
        while (i > 0 && s->indices[i - 1] == i - 1 + n - s->r) --i;
        if (i == 0) return false;
        ++s->indices[--i];
        for (size_t k = i + 1; k < s->r; ++k) s->indices[k] = s->indices[k - 1] + 1;
        return true;
    });
}
Owned replacement_next(Thread& t, Value self) {
    Selection* s = selection_of(self);
    return next_row(t, s, false, [&] {
        size_t n = s->v[0].as<Tuple>()->length;
        size_t i = s->r;
        while (i > 0 && s->indices[i - 1] == n - 1) --i;
        if (i == 0) return false;
        size_t index = s->indices[--i] + 1;
        for (; i < s->r; ++i) s->indices[i] = index;
        return true;
    });
}

// ---- pickling: the arguments, then the indices as state ----

Owned index_tuple(Thread& t, const std::vector<size_t>& indices) {
    Ref<Tuple> tuple = TRY(new_tuple(t, indices.size()));
    for (size_t i = 0; i < indices.size(); ++i)
        tuple->items()[i] = Value::from_int(static_cast<int64_t>(indices[i]));
    return tuple;
}
template <bool Product>
Owned selection_reduce(Thread& t, const Value* args) {
    Selection* s = selection_of(args[0]);
    Owned type = Owned::share(Value(type_of(t, args[0])));
    if (s->stopped) {
        Owned none = TRY(make_tuple(t, {}));
        Owned rest = TRY(Product ? make_tuple(t, {none.get()})
                                 : make_tuple(t, {none.get(), Value::from_int(static_cast<int64_t>(s->r))}));
        return make_tuple(t, {type.get(), rest.get()});
    }
    Owned make_args = Product ? Owned::share(s->v[0])
                              : TRY(make_tuple(t, {s->v[0], Value::from_int(static_cast<int64_t>(s->r))}));
    if (s->v[1].is_none()) return make_tuple(t, {type.get(), make_args.get()});
    Owned state = TRY(index_tuple(t, s->indices));
    if (!s->cycles.empty()) {
        Owned cycles = TRY(index_tuple(t, s->cycles));
        state = TRY(make_tuple(t, {state.get(), cycles.get()}));
    }
    return make_tuple(t, {type.get(), make_args.get(), state.get()});
}
Status read_indices(Thread& t, Value tuple, std::vector<size_t>& out, size_t limit) {
    if (!is_tuple(tuple) || tuple.as<Tuple>()->length != out.size())
        return raise_value_error(t, "invalid arguments");
    for (size_t i = 0; i < out.size(); ++i) {
        int64_t n = TRY(to_ssize(t, tuple.as<Tuple>()->at(i)));
        out[i] = n < 0 ? 0 : std::min(static_cast<size_t>(n), limit ? limit - 1 : 0);
    }
    return {};
}
template <bool Product>
Owned selection_setstate(Thread& t, const Value* args) {
    Selection* s = selection_of(args[0]);
    size_t limit = SIZE_MAX;
    if (!Product) limit = s->v[0].as<Tuple>()->length;
    if (!s->cycles.empty()) {
        if (!is_tuple(args[1]) || args[1].as<Tuple>()->length != 2)
            return raise_value_error(t, "invalid arguments");
        TRY(read_indices(t, args[1].as<Tuple>()->at(1), s->cycles, limit + 1));
        TRY(read_indices(t, args[1].as<Tuple>()->at(0), s->indices, limit));
    } else {
        TRY(read_indices(t, args[1], s->indices, limit));
        for (size_t i = 0; Product && i < s->indices.size(); ++i) {
            size_t n = s->v[0].as<Tuple>()->at(i).as<Tuple>()->length;
            if (n == 0) {
                s->stopped = true;
                return Owned::none();
            }
            s->indices[i] = std::min(s->indices[i], n - 1);
        }
    }
    s->set(1, Value::true_());
    return Owned::none();
}
const FunctionSpec product_methods[] = {{"__reduce__(self, /)", selection_reduce<true>},
                                        {"__setstate__(self, state, /)", selection_setstate<true>}};
const FunctionSpec selection_methods[] = {{"__reduce__(self, /)", selection_reduce<false>},
                                          {"__setstate__(self, state, /)", selection_setstate<false>}};

}  // namespace

Status add_combinatoric(Thread& t, Module* module) {
    auto add = [&](const char* name, auto make, auto next, std::span<const FunctionSpec> methods,
                   const char* doc) -> Status {
        TypeSpec spec = iterator_spec<Selection, 2>(name, make, next, methods, doc);
        spec.slots.dealloc = selection_dealloc;
        return add_type(t, module, spec);
    };
    TRY(add("itertools.product", product_new, product_next, product_methods,
            "product(*iterables, repeat=1) --> Cartesian product"));
    TRY(add("itertools.permutations", permutations_new, permutations_next, selection_methods,
            "All orders of r of the items."));
    TRY(add("itertools.combinations", combinations_new<false>, combinations_next, selection_methods,
            "All choices of r of the items."));
    return add("itertools.combinations_with_replacement", combinations_new<true>, replacement_next,
               selection_methods, "All choices of r items, each of them as often as wanted.");
}

}  // namespace minipy::itertools
