// The iterators that wrap others: enumerate, zip, map, filter, reversed; and what iter() makes of an object with
// __getitem__ and of a callable with a sentinel.
//
// All share one struct: up to three values, a number and a flag. An exhausted one that must stay so drops its source.
#include <algorithm>

#include "native/module.h"

namespace minipy {

namespace {

struct Wrapping : GcObject {
    Value source = Value::none();  // iterator, sequence, or Tuple of iterators; None once exhausted
    Value function = Value::none();
    Value count = Value::from_int(0);  // enumerate's next number
    int64_t index = 0;
    bool strict = false;
    Value row = Value::none();  // of zip and enumerate: a tuple that is made over when nobody kept it
};

Wrapping* as_wrapping(Value v) { return v.as<Wrapping>(); }

void replace(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

void wrapping_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    Wrapping* w = static_cast<Wrapping*>(o);
    for (Value v : {w->source, w->function, w->count, w->row}) release(v);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void wrapping_traverse(Object* o, Visitor& visitor) {
    Wrapping* w = static_cast<Wrapping*>(o);
    for (Value v : {w->source, w->function, w->count, w->row}) visitor.visit(v);
    traverse_instance_tail(o, visitor);
}

Owned make_wrapping(Thread& t, Type* type, Value source, Value function) {
    Wrapping* w = make_instance<Wrapping>(t, type);
    if (!w) return raise_memory_error(t);
    replace(w->source, source);
    replace(w->function, function);
    return Owned::adopt(w);
}

Owned self_iter(Thread&, Value self) { return Owned::share(self); }

Status refuse_keywords(Thread& t, Type* type, const char* name, const CallArgs& args) {
    // A subclass may take keywords in its __init__.
    bool own_init = type->slots.init != types(t).object->slots.init;
    if (own_init || !args.kwnames || !args.kwnames->length) return {};
    return raise_type_error(t, "%s() takes no keyword arguments", name);
}

// Iterators over each of the arguments.
Ref<Tuple> iterators_of(Thread& t, const Value* from, uint32_t count) {
    Ref<Tuple> all = TRY(new_tuple(t, count));
    for (uint32_t i = 0; i < count; ++i) all->items()[i] = TRY(get_iter(t, from[i])).take();
    return all;
}

// ---- enumerate ----

Owned enumerate_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    size_t named = args.kwnames ? args.kwnames->length : 0;
    bool reachable = args.count > 0 || named == 0;
    for (size_t i = 0; i < named; ++i) reachable |= named < 3 && str_equals(args.kwnames->at(i), "iterable");
    if (!type->has(kTypeHeap) && args.count + named < 3 && named && !reachable) {
        return raise_type_error(t, "'%s' is an invalid keyword argument for enumerate()",
                                to_utf8(args.kwnames->at(0)).c_str());
    }
    if (args.count == 0 && (named == 0 || named > 2))
        return raise_type_error(t, "enumerate() missing required argument 'iterable'");
    BoundArgs bound(t, "enumerate(iterable, start=0)", args, v);
    TRY(bound.status());
    Owned start = TRY(to_index(t, v[1]));
    Owned it = TRY(get_iter(t, v[0]));
    Owned self = TRY(make_wrapping(t, type, it, Value::none()));
    replace(as_wrapping(self)->count, start);
    return self;
}
// `for i, x in enumerate(...)` takes each row apart at once: nobody but the iterator holds it when the next one is asked for.
bool row_is_free(Wrapping* w) {
    Object* row = w->row.object();
    return row->refcount == 1 && !(row->flags & ~kGcObject);
}
Owned enumerate_next(Thread& t, Value self) {
    Wrapping* w = as_wrapping(self);
    Owned item = TRY(iter_next(t, w->source));
    if (item.is_stop()) return Owned::stop();
    if (w->count.is_int() && w->count.as_int() < Value::kMaxInt) {
        Value number = w->count;
        w->count = Value::from_int(number.as_int() + 1);
        if (w->row.is_none()) w->row = TRY(make_tuple(t, {Value::none(), Value::none()})).take();
        if (!row_is_free(w)) return make_tuple(t, {number, item});
        Owned row = Owned::share(w->row);
        Value* items = w->row.as<Tuple>()->items();
        Value old[] = {items[0], items[1]};
        items[0] = number;
        items[1] = item.take();
        release(old[0]);
        release(old[1]);
        return row;
    }
    Owned number = Owned::share(w->count);
    Owned next = TRY(binary_op(t, BinaryOp::Add, number, Value::from_int(1)));
    replace(w->count, next);
    return make_tuple(t, {number, item});
}
Owned enumerate_reduce(Thread& t, const Value* args) {
    Wrapping* w = as_wrapping(args[0]);
    Owned inner = TRY(make_tuple(t, {w->source, w->count}));
    return make_tuple(t, {Value(type_of(t, args[0])), inner});
}

// What __reduce__ gives: callable(*arguments), and a state for __setstate__ (Unbound: none).
Owned reduction(Thread& t, Value callable, Owned arguments, Value state = Value::unbound()) {
    if (arguments.is_error()) return Raised{};
    if (state.is_unbound()) return make_tuple(t, {callable, arguments});
    return make_tuple(t, {callable, arguments, state});
}
// iter(()): what an exhausted iterator is pickled as.
Owned reduce_exhausted(Thread& t, Value callable) {
    Owned empty = TRY(make_tuple(t, {}));
    return reduction(t, callable, make_tuple(t, {empty}));
}

// ---- zip ----

Owned zip_new(Thread& t, Type* type, const CallArgs& args) {
    bool strict = false;
    for (size_t i = 0; args.kwnames && i < args.kwnames->length; ++i) {
        if (args.kwnames->length > 1)
            return raise_type_error(t, "zip() takes at most 1 keyword argument (%zu given)", args.kwnames->length);
        if (!str_equals(args.kwnames->at(i), "strict"))
            return raise_type_error(t, "'%s' is an invalid keyword argument for zip()",
                                    to_utf8(args.kwnames->at(i)).c_str());
        strict = TRY(truth(t, args.args[args.count + i]));
    }
    Ref<Tuple> all = TRY(iterators_of(t, args.args, args.count));
    Owned self = TRY(make_wrapping(t, type, all, Value::none()));
    as_wrapping(self)->strict = strict;
    return self;
}

// One iterator has stopped at position i: with strict, all must stop together.
Owned zip_end(Thread& t, Wrapping* w, Tuple* all, size_t i) {
    if (!w->strict) return Owned::stop();
    if (i > 0) {
        return raise_value_error(t, "zip() argument %zu is shorter than argument%s%zu", i + 1,
                                 i == 1 ? " " : "s 1-", i);
    }
    for (i = 1; i < all->length; ++i) {
        Owned item = TRY(iter_next(t, all->at(i)));
        if (!item.is_stop()) {
            return raise_value_error(t, "zip() argument %zu is longer than argument%s%zu", i + 1,
                                     i == 1 ? " " : "s 1-", i);
        }
    }
    return Owned::stop();
}
Owned zip_next(Thread& t, Value self) {
    Wrapping* w = as_wrapping(self);
    Owned held = Owned::share(w->source);
    Tuple* all = held.as<Tuple>();
    if (all->length == 0) return Owned::stop();
    if (w->row.is_none()) w->row = Value(TRY(new_tuple(t, all->length)).take());
    if (row_is_free(w)) {
        Owned row = Owned::share(w->row);
        for (size_t i = 0; i < all->length; ++i) {
            Owned item = TRY(iter_next(t, all->at(i)));
            if (item.is_stop()) return zip_end(t, w, all, i);
            Value old = row.as<Tuple>()->items()[i];
            row.as<Tuple>()->items()[i] = item.take();
            release(old);
        }
        return row;
    }
    Ref<Tuple> row = TRY(new_tuple(t, all->length));
    for (size_t i = 0; i < all->length; ++i) {
        Owned item = TRY(iter_next(t, all->at(i)));
        if (item.is_stop()) return zip_end(t, w, all, i);
        row->items()[i] = item.take();
    }
    return row;
}

Owned zip_reduce(Thread& t, const Value* args) {
    Wrapping* w = as_wrapping(args[0]);
    return reduction(t, Value(type_of(t, args[0])), Owned::share(w->source),
                     w->strict ? Value::from_bool(true) : Value::unbound());
}
Owned zip_setstate(Thread& t, const Value* args) {
    as_wrapping(args[0])->strict = TRY(truth(t, args[1]));
    return Owned::none();
}

// ---- map and filter ----

Owned map_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(refuse_keywords(t, type, "map", args));
    if (args.count < 2) return raise_type_error(t, "map() must have at least two arguments.");
    Ref<Tuple> all = TRY(iterators_of(t, args.args + 1, args.count - 1));
    return make_wrapping(t, type, all, args.args[0]);
}
Owned map_next(Thread& t, Value self) {
    Wrapping* w = as_wrapping(self);
    Owned held = Owned::share(w->source);
    Owned function = Owned::share(w->function);
    Tuple* all = held.as<Tuple>();
    if (all->length == 1) {
        Owned item = TRY(iter_next(t, all->at(0)));
        if (item.is_stop()) return Owned::stop();
        return call(t, function, {item});
    }
    Ref<Tuple> row = TRY(new_tuple(t, all->length));
    for (size_t i = 0; i < all->length; ++i) {
        Owned item = TRY(iter_next(t, all->at(i)));
        if (item.is_stop()) return Owned::stop();
        row->items()[i] = item.take();
    }
    return call(t, function, CallArgs{row->items(), static_cast<uint32_t>(row->length), nullptr});
}

Owned map_reduce(Thread& t, const Value* args) {
    Wrapping* w = as_wrapping(args[0]);
    Tuple* all = w->source.as<Tuple>();
    Ref<Tuple> arguments = TRY(new_tuple(t, all->length + 1));
    arguments->items()[0] = Owned::share(w->function).take();
    for (size_t i = 0; i < all->length; ++i) arguments->items()[i + 1] = Owned::share(all->at(i)).take();
    return reduction(t, Value(type_of(t, args[0])), std::move(arguments));
}

Owned filter_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(refuse_keywords(t, type, "filter", args));
    if (args.count != 2) return raise_type_error(t, "filter expected 2 arguments, got %u", args.count);
    Owned it = TRY(get_iter(t, args.args[1]));
    return make_wrapping(t, type, it, args.args[0]);
}
Owned filter_next(Thread& t, Value self) {
    Wrapping* w = as_wrapping(self);
    Owned it = Owned::share(w->source);
    Owned function = Owned::share(w->function);
    bool plain = function.is_none() || function.get() == Value(types(t).bool_);
    for (;;) {
        Owned item = TRY(iter_next(t, it));
        if (item.is_stop()) return item;
        if (plain ? TRY(truth(t, item)) : TRY(truth(t, TRY(call(t, function, {item}))))) return item;
    }
}

Owned filter_reduce(Thread& t, const Value* args) {
    Wrapping* w = as_wrapping(args[0]);
    return reduction(t, Value(type_of(t, args[0])), make_tuple(t, {w->function, w->source}));
}

// ---- reversed ----

Owned reversed_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(refuse_keywords(t, type, "reversed", args));
    if (args.count != 1) return raise_type_error(t, "reversed expected 1 argument, got %u", args.count);
    Value source = args.args[0];
    Value method = type_lookup(t, type_of(t, source), names(t).__reversed__);
    if (method.is_none())
        return raise_type_error(t, "'%.200s' object is not reversible", type_name(t, source));
    if (!method.is_unbound()) return call_special(t, source, names(t).__reversed__);
    Type* kind = type_of(t, source);
    if (!kind->slots.get_item || is_dict(source))
        return raise_type_error(t, "'%.200s' object is not reversible", type_name(t, source));
    if (!kind->slots.length)
        return raise_type_error(t, "object of type '%s' has no len()", type_name(t, source));
    int64_t count = TRY(length(t, source));
    Owned self = TRY(make_wrapping(t, type, source, Value::none()));
    as_wrapping(self)->index = count - 1;
    return self;
}

// The item at `index`; Stop when there is none, after which the iterator stays exhausted.
Owned item_or_stop(Thread& t, Wrapping* w) {
    Owned source = Owned::share(w->source);
    Owned item = get_item(t, source, Value::from_int(w->index));
    if (!item.is_error()) return item;
    if (!catch_exception(t, exc(t).IndexError) && !catch_exception(t, exc(t).StopIteration)) return Raised{};
    replace(w->source, Value::none());
    return Owned::stop();
}
Owned reversed_next(Thread& t, Value self) {
    Wrapping* w = as_wrapping(self);
    if (w->source.is_none()) return Owned::stop();
    if (w->index < 0) {
        replace(w->source, Value::none());
        return Owned::stop();
    }
    Owned item = TRY(item_or_stop(t, w));
    --w->index;
    return item;
}
Owned reversed_reduce(Thread& t, const Value* args) {
    Wrapping* w = as_wrapping(args[0]);
    Value type = Value(type_of(t, args[0]));
    if (w->source.is_none()) return reduce_exhausted(t, type);
    return reduction(t, type, make_tuple(t, {w->source}), Value::from_int(w->index));
}
Owned reversed_setstate(Thread& t, const Value* args) {
    Wrapping* w = as_wrapping(args[0]);
    int64_t at = TRY(to_ssize(t, args[1]));
    if (w->source.is_none()) return Owned::none();
    w->index = std::clamp<int64_t>(at, -1, TRY(length(t, w->source)) - 1);
    return Owned::none();
}
Owned reversed_length_hint(Thread& t, const Value* args) {
    Wrapping* w = as_wrapping(args[0]);
    if (w->source.is_none()) return make_int(t, 0);
    int64_t count = TRY(length(t, w->source));
    return make_int(t, count < w->index + 1 ? 0 : w->index + 1);
}

// ---- iter(x) ----

Owned sequence_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count != 1) return raise_type_error(t, "cannot create 'iterator' instances");
    return make_wrapping(t, type, args.args[0], Value::none());
}
Owned sequence_next(Thread& t, Value self) {
    Wrapping* w = as_wrapping(self);
    if (w->source.is_none()) return Owned::stop();
    Owned item = TRY(item_or_stop(t, w));
    ++w->index;
    return item;
}
Owned sequence_length_hint(Thread& t, const Value* args) {
    Wrapping* w = as_wrapping(args[0]);
    if (w->source.is_none()) return make_int(t, 0);
    if (!type_of(t, w->source)->slots.length) return Owned::not_implemented();
    int64_t left = TRY(length(t, w->source)) - w->index;
    return make_int(t, left < 0 ? 0 : left);
}

Owned sequence_reduce(Thread& t, const Value* args) {
    Owned iter = TRY(import_attr(t, "builtins", "iter"));
    Wrapping* w = as_wrapping(args[0]);
    if (w->source.is_none()) return reduce_exhausted(t, iter);
    return reduction(t, iter, make_tuple(t, {w->source}), Value::from_int(w->index));
}
Owned sequence_setstate(Thread& t, const Value* args) {
    int64_t at = TRY(to_ssize(t, args[1]));
    if (!as_wrapping(args[0])->source.is_none()) as_wrapping(args[0])->index = at < 0 ? 0 : at;
    return Owned::none();
}

Owned callable_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count != 2) return raise_type_error(t, "cannot create 'callable_iterator' instances");
    return make_wrapping(t, type, args.args[1], args.args[0]);  // source: the sentinel
}
Owned callable_next(Thread& t, Value self) {
    Wrapping* w = as_wrapping(self);
    if (w->strict) return Owned::stop();  // exhausted: None may be the sentinel
    Owned function = Owned::share(w->function), sentinel = Owned::share(w->source);
    Owned item = call(t, function, {});
    if (item.is_error()) {
        if (!catch_exception(t, exc(t).StopIteration)) return Raised{};
    } else if (!TRY(compare_bool(t, CompareOp::Eq, sentinel, item))) {
        return item;
    }
    w->strict = true;
    replace(w->function, Value::none());
    replace(w->source, Value::none());
    return Owned::stop();
}

Owned callable_reduce(Thread& t, const Value* args) {
    Owned iter = TRY(import_attr(t, "builtins", "iter"));
    Wrapping* w = as_wrapping(args[0]);
    if (w->strict) return reduce_exhausted(t, iter);
    return reduction(t, iter, make_tuple(t, {w->function, w->source}));
}

constexpr const char* kReduceDoc = "Return state information for pickling.";
constexpr const char* kSetStateDoc = "Set state information for unpickling.";
constexpr const char* kReduce = "__reduce__(self, /)";
constexpr const char* kSetState = "__setstate__(self, state, /)";

const FunctionSpec zip_methods[] = {{kReduce, zip_reduce, kReduceDoc},
                                    {kSetState, zip_setstate, kSetStateDoc}};
const FunctionSpec map_methods[] = {{kReduce, map_reduce, kReduceDoc}};
const FunctionSpec filter_methods[] = {{kReduce, filter_reduce, kReduceDoc}};
const FunctionSpec callable_methods[] = {{kReduce, callable_reduce, kReduceDoc}};
const FunctionSpec enumerate_methods[] = {
    {"__reduce__(self, /)", enumerate_reduce, "Return state information for pickling."}};
const FunctionSpec reversed_methods[] = {{"__length_hint__(self, /)", reversed_length_hint,
                                          "Private method returning an estimate of len(list(it))."},
                                         {kReduce, reversed_reduce, kReduceDoc},
                                         {kSetState, reversed_setstate, kSetStateDoc}};
const FunctionSpec sequence_methods[] = {{"__length_hint__(self, /)", sequence_length_hint,
                                          "Private method returning an estimate of len(list(it))."},
                                         {kReduce, sequence_reduce, kReduceDoc},
                                         {kSetState, sequence_setstate, kSetStateDoc}};

TypeSpec iterator_spec(const char* name, Owned (*make)(Thread&, Type*, const CallArgs&),
                       Owned (*next)(Thread&, Value)) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(Wrapping);
    spec.slots.dealloc = wrapping_dealloc;
    spec.slots.traverse = wrapping_traverse;
    spec.slots.iter = self_iter;
    spec.slots.new_ = make;
    spec.slots.next = next;
    return spec;
}

}  // namespace

Status init_wrapping_iterators(Thread& t) {
    Types& ty = types(t);
    TypeSpec spec = iterator_spec("enumerate", enumerate_new, enumerate_next);
    spec.flags = kTypeBaseAllowed;
    spec.methods = enumerate_methods;
    spec.doc = "Pairs of a number, counting up from start, and an item of the iterable.";
    ty.enumerate = define_type(t, spec);
    spec = iterator_spec("reversed", reversed_new, reversed_next);
    spec.flags = kTypeBaseAllowed;
    spec.methods = reversed_methods;
    spec.doc = "The items of a sequence from last to first.";
    ty.reversed = define_type(t, spec);
    spec = iterator_spec("zip", zip_new, zip_next);
    spec.methods = zip_methods;
    spec.flags = kTypeBaseAllowed;
    spec.doc =
        "Tuples of one item from each iterable, until the shortest ends; with strict=True all must end "
        "together.";
    ty.zip = define_type(t, spec);
    spec = iterator_spec("map", map_new, map_next);
    spec.methods = map_methods;
    spec.flags = kTypeBaseAllowed;
    spec.doc = "What the function gives for the items of the iterables, taken in parallel.";
    ty.map = define_type(t, spec);
    spec = iterator_spec("filter", filter_new, filter_next);
    spec.methods = filter_methods;
    spec.flags = kTypeBaseAllowed;
    spec.doc = "The items for which the function is true; with None, the items that are true.";
    ty.filter = define_type(t, spec);
    spec = iterator_spec("iterator", sequence_new, sequence_next);
    spec.methods = sequence_methods;
    ty.sequence_iterator = define_type(t, spec);
    spec = iterator_spec("callable_iterator", callable_new, callable_next);
    spec.methods = callable_methods;
    ty.callable_iterator = define_type(t, spec);
    return {};
}

}  // namespace minipy
