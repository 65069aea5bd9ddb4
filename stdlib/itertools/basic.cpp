// count, cycle, repeat, chain, accumulate; and the module.
#include <cstring>

#include "itertools.h"

namespace minipy::itertools {

Status refuse_keywords(Thread& t, Type* type, const char* name, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length && type->slots.init == no_init)
        return raise_type_error(t, "%s() takes no keyword arguments", name);
    return {};
}
Status add_type(Thread& t, Module* module, TypeSpec& spec) {
    Type* type = define_type(t, spec);
    return module_add(t, module, strrchr(spec.name, '.') + 1, Value(type));
}

namespace {

// ---- count(start, step): small ints in `at`, anything else in v[0] ----

struct Count : Iterator<2> {  // v[0]: next value when not small; v[1]: step
    int64_t at = 0;
    bool small = true;
};
Count* count_of(Value v) { return v.as<Count>(); }

Owned count_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "count(start=0, step=1)", args, v);
    TRY(bound.status());
    for (Value n : {v[0], v[1]}) {
        const Slots& s = type_of(t, n)->slots;
        if (!is_int(n) && !s.index && !s.to_float && !s.to_int && !is_kind(n, Kind::Complex))
            return raise_type_error(t, "a number is required");
    }
    Count* c = make_instance<Count>(t, type);
    if (!c) return raise_memory_error(t);
    c->small = v[0].is_int() && v[1].is_int() && v[1].as_int() == 1;
    if (c->small) c->at = v[0].as_int();
    c->set(0, v[0]);
    c->set(1, v[1]);
    return Owned::adopt(c);
}
Owned count_next(Thread& t, Value self) {
    Count* c = count_of(self);
    if (c->small) {
        if (Value::fits_int(c->at + 1)) return Owned::adopt(Value::from_int(c->at++));
        c->small = false;
        c->set(0, make_int(t, c->at));
    }
    Owned now = Owned::share(c->v[0]);
    c->set(0, TRY(binary_op(t, BinaryOp::Add, now, c->v[1])));
    return now;
}
Owned count_value(Thread& t, Count* c) { return c->small ? make_int(t, c->at) : Owned::share(c->v[0]); }
Owned count_repr(Thread& t, Value self) {
    Owned now = count_value(t, count_of(self));
    std::string text = "count(" + TRY(repr_utf8(t, now));
    Value step = count_of(self)->v[1];
    if (!(step.is_int() && step.as_int() == 1)) text += ", " + TRY(repr_utf8(t, step));
    return make_str(t, text + ")");
}
Owned count_reduce(Thread& t, const Value* args) {
    Count* c = count_of(args[0]);
    Owned now = count_value(t, c);
    bool one = c->v[1].is_int() && c->v[1].as_int() == 1;
    Owned make_args = TRY(one ? make_tuple(t, {now.get()}) : make_tuple(t, {now.get(), c->v[1]}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
}
const FunctionSpec count_methods[] = {{"__reduce__(self, /)", count_reduce}};

// ---- repeat(object, times) ----

struct Repeat : Iterator<1> {
    int64_t left = -1;  // -1: for ever
};
Owned repeat_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "repeat(object, times=...)", args, v);
    TRY(bound.status());
    int64_t times = v[1].is_unbound() ? -1 : std::max<int64_t>(0, TRY(to_ssize(t, v[1])));
    Repeat* r = make_instance<Repeat>(t, type);
    if (!r) return raise_memory_error(t);
    r->set(0, v[0]);
    r->left = times;
    return Owned::adopt(r);
}
Owned repeat_next(Thread&, Value self) {
    Repeat* r = self.as<Repeat>();
    if (r->left == 0) return Owned::stop();
    if (r->left > 0) --r->left;
    return Owned::share(r->v[0]);
}
Owned repeat_repr(Thread& t, Value self) {
    Repeat* r = self.as<Repeat>();
    std::string text = "repeat(" + TRY(repr_utf8(t, r->v[0]));
    return make_str(t, text + (r->left < 0 ? ")" : ", " + std::to_string(r->left) + ")"));
}
Owned repeat_length_hint(Thread& t, const Value* args) {
    Repeat* r = args[0].as<Repeat>();
    if (r->left < 0) return raise_type_error(t, "len() of unsized object");
    return make_int(t, r->left);
}
Owned repeat_reduce(Thread& t, const Value* args) {
    Repeat* r = args[0].as<Repeat>();
    Owned make_args =
        TRY(r->left < 0 ? make_tuple(t, {r->v[0]}) : make_tuple(t, {r->v[0], Value::from_int(r->left)}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
}
const FunctionSpec repeat_methods[] = {{"__length_hint__(self, /)", repeat_length_hint},
                                       {"__reduce__(self, /)", repeat_reduce}};

// ---- cycle(iterable) ----

struct Cycle : Iterator<2> {  // v[0]: the iterator, None once exhausted; v[1]: List of what it gave
    size_t at = 0;
    bool complete = false;  // the List holds everything already (__setstate__)
};
Owned cycle_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(refuse_keywords(t, type, "cycle", args));
    if (args.count != 1) return raise_type_error(t, "cycle expected 1 argument, got %u", args.count);
    Owned iterator = TRY(get_iter(t, args.args[0]));
    Ref<List> saved = TRY(new_list(t));
    Cycle* c = make_instance<Cycle>(t, type);
    if (!c) return raise_memory_error(t);
    c->set(0, iterator);
    c->set(1, saved);
    return Owned::adopt(c);
}
Owned cycle_next(Thread& t, Value self) {
    Cycle* c = self.as<Cycle>();
    if (!c->v[0].is_none()) {
        Owned item = TRY(iter_next(t, Owned::share(c->v[0])));
        if (!item.is_stop()) {
            if (!c->complete) TRY(list_append(t, c->v[1].as<List>(), item));
            return item;
        }
        c->set(0, Value::none());
    }
    List* saved = c->v[1].as<List>();
    if (!saved->length) return Owned::stop();
    if (c->at >= saved->length) c->at = 0;
    return Owned::share(saved->items[c->at++]);
}
Owned cycle_reduce(Thread& t, const Value* args) {
    Cycle* c = args[0].as<Cycle>();
    Owned source = c->v[0].is_none() ? TRY(get_iter(t, c->v[1])) : Owned::share(c->v[0]);
    if (c->v[0].is_none() && c->at)
        TRY(call_method(t, source, names(t).__setstate__, {Value::from_int(static_cast<int64_t>(c->at))}));
    Owned make_args = TRY(make_tuple(t, {source.get()}));
    Owned state = TRY(make_tuple(t, {c->v[1], Value::from_bool(c->v[0].is_none() || c->complete)}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), state.get()});
}
Owned cycle_setstate(Thread& t, const Value* args) {
    if (!is_tuple(args[1])) return raise_type_error(t, "state is not a tuple");
    Tuple* state = args[1].as<Tuple>();
    if (state->length != 2)
        return raise_type_error(t, "function takes exactly 2 arguments (%zu given)", state->length);
    if (!is_list(state->at(0)))
        return raise_type_error(t, "argument 1 must be list, not %.50s", type_name(t, state->at(0)));
    int complete = TRY(to_c_int(t, state->at(1)));
    Cycle* c = args[0].as<Cycle>();
    c->set(1, state->at(0));
    c->complete = complete != 0;
    c->at = 0;
    return Owned::none();
}
const FunctionSpec cycle_methods[] = {{"__reduce__(self, /)", cycle_reduce},
                                      {"__setstate__(self, state, /)", cycle_setstate}};

// ---- chain(*iterables) ----

struct Chain : Iterator<2> {};  // v[0]: iterator over the iterables, v[1]: the one that gives items now
Owned make_chain(Thread& t, Type* type, Value iterables) {
    Owned source = TRY(get_iter(t, iterables));
    Chain* c = make_instance<Chain>(t, type);
    if (!c) return raise_memory_error(t);
    c->set(0, source);
    return Owned::adopt(c);
}
Owned chain_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(refuse_keywords(t, type, "chain", args));
    return make_chain(t, type, TRY(make_tuple(t, args.args, args.count)));
}
Owned chain_from_iterable(Thread& t, const Value* args) { return make_chain(t, args[0].as<Type>(), args[1]); }
Owned chain_next(Thread& t, Value self) {
    Chain* c = self.as<Chain>();
    for (;;) {
        if (c->v[1].is_none()) {
            if (c->v[0].is_none()) return Owned::stop();
            Owned iterable = TRY(iter_next(t, Owned::share(c->v[0])));
            if (iterable.is_stop()) {
                c->set(0, Value::none());
                return iterable;
            }
            Owned iterator = get_iter(t, iterable);
            if (iterator.is_error()) {
                c->set(0, Value::none());
                return Raised{};
            }
            c->set(1, iterator);
        }
        Owned item = TRY(iter_next(t, Owned::share(c->v[1])));
        if (!item.is_stop()) return item;
        c->set(1, Value::none());
    }
}
Owned chain_reduce(Thread& t, const Value* args) {
    Chain* c = args[0].as<Chain>();
    Owned none = TRY(make_tuple(t, {}));
    if (c->v[0].is_none()) return make_tuple(t, {Value(type_of(t, args[0])), none.get()});
    Owned state = TRY(c->v[1].is_none() ? make_tuple(t, {c->v[0]}) : make_tuple(t, {c->v[0], c->v[1]}));
    return make_tuple(t, {Value(type_of(t, args[0])), none.get(), state.get()});
}
Owned chain_setstate(Thread& t, const Value* args) {
    if (!is_tuple(args[1])) return raise_type_error(t, "state is not a tuple");
    Tuple* state = args[1].as<Tuple>();
    if (state->length < 1) return raise_type_error(t, "function takes at least 1 argument (0 given)");
    if (state->length > 2)
        return raise_type_error(t, "function takes at most 2 arguments (%zu given)", state->length);
    for (Value v : *state)
        if (!type_of(t, v)->slots.next) return raise_type_error(t, "Arguments must be iterators.");
    Chain* c = args[0].as<Chain>();
    c->set(0, state->at(0));
    c->set(1, state->length == 2 ? state->at(1) : Value::none());
    return Owned::none();
}
Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}
const FunctionSpec chain_methods[] = {{"from_iterable(cls, iterable, /)", chain_from_iterable,
                                       "A chain of the iterables that one iterable gives."},
                                      {"__reduce__(self, /)", chain_reduce},
                                      {"__setstate__(self, state, /)", chain_setstate},
                                      {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};

// ---- accumulate(iterable, func, initial) ----

struct Accumulate : Iterator<4> {};  // v: iterator, function or None, total or Unbound, initial or Unbound
Owned accumulate_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[3];
    BoundArgs bound(t, "accumulate(iterable, func=None, *, initial=None)", args, v);
    TRY(bound.status());
    Owned iterator = TRY(get_iter(t, v[0]));
    Accumulate* a = make_instance<Accumulate>(t, type);
    if (!a) return raise_memory_error(t);
    a->set(0, iterator);
    a->set(1, v[1]);
    a->set(2, Value::unbound());
    a->set(3, v[2].is_none() ? Value::unbound() : v[2]);
    return Owned::adopt(a);
}
Owned accumulate_next(Thread& t, Value self) {
    Accumulate* a = self.as<Accumulate>();
    if (!a->v[3].is_unbound()) {
        Owned first = Owned::share(a->v[3]);
        a->set(3, Value::unbound());
        a->set(2, first);
        return first;
    }
    Owned item = TRY(iter_next(t, Owned::share(a->v[0])));
    if (item.is_stop()) return item;
    Owned total = Owned::share(a->v[2]);
    if (!total.is_unbound()) {
        item = a->v[1].is_none() ? TRY(binary_op(t, BinaryOp::Add, total, item))
                                 : TRY(call(t, Owned::share(a->v[1]), {total, item}));
    }
    a->set(2, item);
    return item;
}
Owned accumulate_reduce(Thread& t, const Value* args) {
    Accumulate* a = args[0].as<Accumulate>();
    Value type = Value(type_of(t, args[0]));
    bool starts = !a->v[3].is_unbound();
    if (!starts && !a->v[2].is_none()) {
        Owned make_args = TRY(make_tuple(t, {a->v[0], a->v[1]}));
        return make_tuple(t, {type, make_args.get(), a->v[2].is_unbound() ? Value::none() : a->v[2]});
    }
    // Goes on as a chain of one value and the rest; a total of None would be lost as a state.
    Owned chain = TRY(import_attr(t, "itertools", "chain"));
    Owned first = TRY(make_tuple(t, {starts ? a->v[3] : Value::none()}));
    Owned source = TRY(call(t, chain, {first.get(), a->v[0]}));
    Owned make_args = TRY(make_tuple(t, {source.get(), a->v[1]}));
    if (starts) return make_tuple(t, {type, make_args.get(), Value::none()});
    Owned rest = TRY(call(t, type, {source.get(), a->v[1]}));
    Owned islice = TRY(import_attr(t, "itertools", "islice"));
    make_args = TRY(make_tuple(t, {rest.get(), Value::from_int(1), Value::none()}));
    return make_tuple(t, {islice.get(), make_args.get()});
}
Owned accumulate_setstate(Thread&, const Value* args) {
    args[0].as<Accumulate>()->set(2, args[1].is_none() ? Value::unbound() : args[1]);
    return Owned::none();
}
const FunctionSpec accumulate_methods[] = {{"__reduce__(self, /)", accumulate_reduce},
                                           {"__setstate__(self, state, /)", accumulate_setstate}};

Status fill(Thread& t, Module* module) {
    TRY(add_basic(t, module));
    TRY(add_filters(t, module));
    TRY(add_combinatoric(t, module));
    return add_grouping(t, module);
}

Owned itertools_tee(Thread& t, const Value* args) {
    int64_t n = TRY(to_ssize(t, args[1]));
    if (n < 0) return raise_value_error(t, "n must be >= 0");
    Ref<Tuple> copies = TRY(new_tuple(t, static_cast<size_t>(n)));
    if (n == 0) return copies;
    Owned iterator = TRY(get_iter(t, args[0]));
    Owned copier = TRY(lookup_attr(t, iterator, names(t).__copy__));
    if (copier.is_unbound()) {
        Owned tee = TRY(import_attr(t, "itertools", "_tee"));
        iterator = TRY(call(t, tee, {iterator}));
        copier = TRY(get_attr(t, iterator, names(t).__copy__));
    }
    for (int64_t i = 0; i < n; ++i)
        copies->items()[i] = (i == 0 ? iterator.dup() : TRY(call(t, copier))).take();
    return copies;
}
const FunctionSpec functions[] = {
    {"tee(iterable, n=2, /)", itertools_tee, "Return a tuple of n independent iterators."}};

MINIPY_MODULE(itertools, {.doc = "Functional tools for creating and using iterators.",
                          .functions = functions,
                          .exec = fill});

}  // namespace

Status add_basic(Thread& t, Module* module) {
    TypeSpec count = iterator_spec<Count, 2>("itertools.count", count_new, count_next, count_methods,
                                             "count(start=0, step=1) --> start, start+step, ...");
    count.slots.repr = count_repr;
    count.text_signature = "count(start=0, step=1)";
    TRY(add_type(t, module, count));
    TypeSpec repeat = iterator_spec<Repeat, 1>("itertools.repeat", repeat_new, repeat_next, repeat_methods,
                                               "repeat(object [,times]) -> the object, again and again");
    repeat.slots.repr = repeat_repr;
    TRY(add_type(t, module, repeat));
    TypeSpec cycle = iterator_spec<Cycle, 2>("itertools.cycle", cycle_new, cycle_next, cycle_methods,
                                             "The items of the iterable, and then again from the first.");
    TRY(add_type(t, module, cycle));
    TypeSpec chain = iterator_spec<Chain, 2>("itertools.chain", chain_new, chain_next, chain_methods,
                                             "chain(*iterables) --> the items of each, one after the other");
    TRY(add_type(t, module, chain));
    TypeSpec accumulate =
        iterator_spec<Accumulate, 4>("itertools.accumulate", accumulate_new, accumulate_next,
                                     accumulate_methods, "The running totals of the iterable.");
    accumulate.text_signature = "accumulate(iterable, func=None, *, initial=None)";
    return add_type(t, module, accumulate);
}

}  // namespace minipy::itertools
