// takewhile, dropwhile, filterfalse, compress, starmap, pairwise, islice.
#include "itertools.h"

namespace minipy::itertools {

namespace {

struct Filter : Iterator<2> {  // v[0]: predicate or None, v[1]: iterator
    bool flag = false;         // takewhile: ended; dropwhile: past the dropped ones
};

template <const char* const* Name>
Owned filter_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(refuse_keywords(t, type, *Name, args));
    if (args.count != 2) return raise_type_error(t, "%s expected 2 arguments, got %u", *Name, args.count);
    Owned iterator = TRY(get_iter(t, args.args[1]));
    Filter* f = make_instance<Filter>(t, type);
    if (!f) return raise_memory_error(t);
    f->set(0, args.args[0]);
    f->set(1, iterator);
    return Owned::adopt(f);
}
constexpr const char* kTakeWhile = "takewhile";
constexpr const char* kDropWhile = "dropwhile";
constexpr const char* kFilterFalse = "filterfalse";
constexpr const char* kStarMap = "starmap";

Result<bool> holds(Thread& t, Filter* f, Value item) {
    if (f->v[0].is_none() || f->v[0] == Value(types(t).bool_)) return truth(t, item);
    Owned answer = TRY(call(t, Owned::share(f->v[0]), {item}));
    return truth(t, answer);
}
Owned take_next(Thread& t, Value self) {
    Filter* f = self.as<Filter>();
    if (f->flag) return Owned::stop();
    Owned item = TRY(iter_next(t, Owned::share(f->v[1])));
    if (item.is_stop()) return item;
    if (TRY(holds(t, f, item))) return item;
    f->flag = true;
    return Owned::stop();
}
Owned drop_next(Thread& t, Value self) {
    Filter* f = self.as<Filter>();
    for (;;) {
        Owned item = TRY(iter_next(t, Owned::share(f->v[1])));
        if (item.is_stop() || f->flag) return item;
        if (!TRY(holds(t, f, item))) {
            f->flag = true;
            return item;
        }
    }
}
Owned false_next(Thread& t, Value self) {
    Filter* f = self.as<Filter>();
    for (;;) {
        Owned item = TRY(iter_next(t, Owned::share(f->v[1])));
        if (item.is_stop() || !TRY(holds(t, f, item))) return item;
    }
}
Owned star_next(Thread& t, Value self) {
    Filter* f = self.as<Filter>();
    Owned item = TRY(iter_next(t, Owned::share(f->v[1])));
    if (item.is_stop()) return item;
    Owned args = is_tuple(item) ? std::move(item) : Owned(TRY(to_tuple(t, item)));
    return call_with(t, Owned::share(f->v[0]), args, Value::unbound());
}
Owned filter_reduce(Thread& t, const Value* args) {
    Filter* f = args[0].as<Filter>();
    Owned make_args = TRY(make_tuple(t, {f->v[0], f->v[1]}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
}
Owned while_reduce(Thread& t, const Value* args) {
    Filter* f = args[0].as<Filter>();
    Owned make_args = TRY(make_tuple(t, {f->v[0], f->v[1]}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), Value::from_int(f->flag)});
}
Owned while_setstate(Thread& t, const Value* args) {
    args[0].as<Filter>()->flag = TRY(truth(t, args[1]));
    return Owned::none();
}
const FunctionSpec filter_methods[] = {{"__reduce__(self, /)", filter_reduce}};
const FunctionSpec while_methods[] = {{"__reduce__(self, /)", while_reduce},
                                      {"__setstate__(self, state, /)", while_setstate}};

// ---- compress(data, selectors) ----

struct Compress : Iterator<2> {};
Owned compress_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "compress(data, selectors)", args, v);
    TRY(bound.status());
    Owned data = TRY(get_iter(t, v[0])), selectors = TRY(get_iter(t, v[1]));
    Compress* c = make_instance<Compress>(t, type);
    if (!c) return raise_memory_error(t);
    c->set(0, data);
    c->set(1, selectors);
    return Owned::adopt(c);
}
Owned compress_next(Thread& t, Value self) {
    Compress* c = self.as<Compress>();
    for (;;) {
        Owned item = TRY(iter_next(t, Owned::share(c->v[0])));
        if (item.is_stop()) return item;
        Owned selector = TRY(iter_next(t, Owned::share(c->v[1])));
        if (selector.is_stop()) return selector;
        if (TRY(truth(t, selector))) return item;
    }
}
Owned pair_reduce(Thread& t, const Value* args) {
    auto* it = args[0].as<Iterator<2>>();
    Owned make_args = TRY(make_tuple(t, {it->v[0], it->v[1]}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
}
const FunctionSpec compress_methods[] = {{"__reduce__(self, /)", pair_reduce}};

// ---- pairwise(iterable) ----

struct Pairwise : Iterator<2> {};  // v[0]: iterator, v[1]: the item before, or Unbound
Owned pairwise_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(refuse_keywords(t, type, "pairwise", args));
    if (args.count != 1) return raise_type_error(t, "pairwise expected 1 argument, got %u", args.count);
    Owned iterator = TRY(get_iter(t, args.args[0]));
    Pairwise* p = make_instance<Pairwise>(t, type);
    if (!p) return raise_memory_error(t);
    p->set(0, iterator);
    p->set(1, Value::unbound());
    return Owned::adopt(p);
}
Owned pairwise_next(Thread& t, Value self) {
    Pairwise* p = self.as<Pairwise>();
    if (p->v[0].is_none()) return Owned::stop();
    if (p->v[1].is_unbound()) {
        Owned first = TRY(iter_next(t, Owned::share(p->v[0])));
        if (first.is_stop()) {
            p->set(0, Value::none());
            return first;
        }
        p->set(1, first);
        if (p->v[0].is_none()) return Owned::stop();
    }
    Owned before = Owned::share(p->v[1]);
    Owned item = iter_next(t, Owned::share(p->v[0]));
    if (item.is_error() || item.is_stop()) {
        p->set(0, Value::none());
        p->set(1, Value::unbound());
        return item;
    }
    p->set(1, item);
    return make_tuple(t, {before.get(), item.get()});
}

// ---- islice(iterable, stop) / (iterable, start, stop, step) ----

struct Slice : Iterator<1> {
    int64_t next = 0, stop = -1, step = 1, count = 0;  // stop -1: none
};
Result<int64_t> slice_number(Thread& t, Value v, int64_t fallback, const char* message) {
    if (v.is_none()) return fallback;
    if (!is_int(v) && !type_of(t, v)->slots.index) return raise_value_error(t, "%s", message);
    int64_t n = TRY(to_ssize(t, v, true));
    if (n < 0) return raise_value_error(t, "%s", message);
    return n;
}
Owned slice_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(refuse_keywords(t, type, "islice", args));
    if (args.count < 2)
        return raise_type_error(t, "islice expected at least 2 arguments, got %u", args.count);
    if (args.count > 4) return raise_type_error(t, "islice expected at most 4 arguments, got %u", args.count);
    const Value* v = args.args;
    const char* bounds = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    int64_t start = 0, stop, step = 1;
    if (args.count == 2) {
        stop = TRY(slice_number(
            t, v[1], -1, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."));
    } else {
        start = TRY(slice_number(t, v[1], 0, bounds));
        stop = TRY(slice_number(
            t, v[2], -1, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."));
        if (args.count == 4) {
            step = TRY(slice_number(t, v[3], 1, "Step for islice() must be a positive integer or None."));
            if (step < 1)
                return raise_value_error(t, "Step for islice() must be a positive integer or None.");
        }
    }
    Owned iterator = TRY(get_iter(t, v[0]));
    Slice* s = make_instance<Slice>(t, type);
    if (!s) return raise_memory_error(t);
    s->set(0, iterator);
    s->next = start;
    s->stop = stop;
    s->step = step;
    return Owned::adopt(s);
}
Owned slice_next(Thread& t, Value self) {
    Slice* s = self.as<Slice>();
    if (s->v[0].is_none()) return Owned::stop();
    Owned iterator = Owned::share(s->v[0]);
    auto end = [&]() {
        s->set(0, Value::none());
        return Owned::stop();
    };
    while (s->count < s->next) {
        if (s->stop >= 0 && s->count >= s->stop) return end();
        Owned skipped = TRY(iter_next(t, iterator));
        if (skipped.is_stop()) return end();
        ++s->count;
    }
    if (s->stop >= 0 && s->count >= s->stop) return end();
    Owned item = TRY(iter_next(t, iterator));
    if (item.is_stop()) return end();
    ++s->count;
    int64_t following = s->next + s->step;
    if (following < s->next || (s->stop >= 0 && following > s->stop))
        following = s->stop >= 0 ? s->stop : INT64_MAX;
    s->next = following;
    return item;
}
Owned slice_reduce(Thread& t, const Value* args) {
    Slice* s = args[0].as<Slice>();
    if (s->v[0].is_none()) {
        Owned empty = TRY(get_iter(t, TRY(make_list(t, {}))));
        Owned make_args = TRY(make_tuple(t, {empty.get(), Value::from_int(0)}));
        return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), Value::from_int(0)});
    }
    Value stop = s->stop < 0 ? Value::none() : Value::from_int(s->stop);
    Owned make_args = TRY(make_tuple(t, {s->v[0], Value::from_int(s->next), stop, Value::from_int(s->step)}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), Value::from_int(s->count)});
}
Owned slice_setstate(Thread& t, const Value* args) {
    args[0].as<Slice>()->count = TRY(to_ssize(t, args[1]));
    return Owned::none();
}
const FunctionSpec slice_methods[] = {{"__reduce__(self, /)", slice_reduce},
                                      {"__setstate__(self, state, /)", slice_setstate}};

}  // namespace

Status add_filters(Thread& t, Module* module) {
    TypeSpec take = iterator_spec<Filter, 2>("itertools.takewhile", filter_new<&kTakeWhile>, take_next,
                                             while_methods, "The items as long as the predicate holds.");
    TRY(add_type(t, module, take));
    TypeSpec drop =
        iterator_spec<Filter, 2>("itertools.dropwhile", filter_new<&kDropWhile>, drop_next, while_methods,
                                 "The items from the first one for which the predicate fails.");
    TRY(add_type(t, module, drop));
    TypeSpec filter_false =
        iterator_spec<Filter, 2>("itertools.filterfalse", filter_new<&kFilterFalse>, false_next,
                                 filter_methods, "The items for which the predicate is false.");
    TRY(add_type(t, module, filter_false));
    TypeSpec star = iterator_spec<Filter, 2>("itertools.starmap", filter_new<&kStarMap>, star_next,
                                             filter_methods, "function(*item) for each item.");
    TRY(add_type(t, module, star));
    TypeSpec compress = iterator_spec<Compress, 2>("itertools.compress", compress_new, compress_next,
                                                   compress_methods, "The items whose selectors are true.");
    compress.text_signature = "compress(data, selectors)";
    TRY(add_type(t, module, compress));
    TypeSpec pairwise = iterator_spec<Pairwise, 2>("itertools.pairwise", pairwise_new, pairwise_next, {},
                                                   "Overlapping pairs of neighbours.");
    TRY(add_type(t, module, pairwise));
    TypeSpec slice =
        iterator_spec<Slice, 1>("itertools.islice", slice_new, slice_next, slice_methods,
                                "islice(iterable, stop) / islice(iterable, start, stop[, step])");
    return add_type(t, module, slice);
}

}  // namespace minipy::itertools
