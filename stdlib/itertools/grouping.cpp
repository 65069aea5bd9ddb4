// groupby, tee, zip_longest.
#include "itertools.h"

namespace minipy::itertools {

namespace {

// ---- groupby ----

struct GroupTypes {
    Type *group = nullptr, *groupby = nullptr, *tee_data = nullptr, *tee = nullptr;
};
ModuleSpec state_spec() { return {}; }
ModuleRegistration state_registration("state:itertools", state_spec);
GroupTypes& group_types(Thread& t) { return module_state<GroupTypes>(t, state_registration); }

enum { kIterator, kKeyFunction, kTargetKey, kCurrentKey, kCurrentItem };
struct GroupBy : Iterator<5> {
    const void* current_group = nullptr;
};
struct Group : Iterator<2> {};  // v[0]: the groupby, v[1]: the key

Owned groupby_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "groupby(iterable, key=None)", args, v);
    TRY(bound.status());
    Owned iterator = TRY(get_iter(t, v[0]));
    GroupBy* g = make_instance<GroupBy>(t, type);
    if (!g) return raise_memory_error(t);
    g->set(kIterator, iterator);
    g->set(kKeyFunction, v[1]);
    for (size_t i : {kTargetKey, kCurrentKey, kCurrentItem}) g->set(i, Value::unbound());
    return Owned::adopt(g);
}
// Takes the next item and its key; false at the end.
Result<bool> step(Thread& t, GroupBy* g) {
    Owned item = TRY(iter_next(t, Owned::share(g->v[kIterator])));
    if (item.is_stop()) return false;
    Owned key =
        g->v[kKeyFunction].is_none() ? item.dup() : TRY(call(t, Owned::share(g->v[kKeyFunction]), {item}));
    g->set(kCurrentItem, item);
    g->set(kCurrentKey, key);
    return true;
}
Owned groupby_next(Thread& t, Value self) {
    GroupBy* g = self.as<GroupBy>();
    g->current_group = nullptr;
    for (;;) {  // past what is left of the group before
        if (!g->v[kCurrentKey].is_unbound()) {
            if (g->v[kTargetKey].is_unbound()) break;
            if (!TRY(compare_bool(t, CompareOp::Eq, Owned::share(g->v[kTargetKey]),
                                  Owned::share(g->v[kCurrentKey]))))
                break;
        }
        if (!TRY(step(t, g))) return Owned::stop();
    }
    g->set(kTargetKey, g->v[kCurrentKey]);
    Group* group = make<Group>(t, group_types(t).group);
    if (!group) return raise_memory_error(t);
    Owned held = Owned::adopt(group);
    group->set(0, self);
    group->set(1, g->v[kTargetKey]);
    g->current_group = group;
    return make_tuple(t, {g->v[kCurrentKey], held.get()});
}
Owned group_next(Thread& t, Value self) {
    Group* group = self.as<Group>();
    GroupBy* g = group->v[0].as<GroupBy>();
    if (g->current_group != group) return Owned::stop();
    if (g->v[kCurrentItem].is_unbound() && !TRY(step(t, g))) return Owned::stop();
    if (!TRY(compare_bool(t, CompareOp::Eq, Owned::share(group->v[1]), Owned::share(g->v[kCurrentKey]))))
        return Owned::stop();
    Owned item = Owned::share(g->v[kCurrentItem]);
    g->set(kCurrentItem, Value::unbound());
    return item;
}
Owned groupby_reduce(Thread& t, const Value* args) {
    GroupBy* g = args[0].as<GroupBy>();
    Owned make_args = TRY(make_tuple(t, {g->v[kIterator], g->v[kKeyFunction]}));
    if (g->v[kTargetKey].is_unbound() || g->v[kCurrentKey].is_unbound() || g->v[kCurrentItem].is_unbound())
        return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
    Owned state = TRY(make_tuple(t, {g->v[kCurrentItem], g->v[kTargetKey], g->v[kCurrentKey]}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), state.get()});
}
Owned groupby_setstate(Thread& t, const Value* args) {
    if (!is_tuple(args[1]) || args[1].as<Tuple>()->length != 3)
        return raise_type_error(t, "state is not a tuple");
    GroupBy* g = args[0].as<GroupBy>();
    g->set(kCurrentItem, args[1].as<Tuple>()->at(0));
    g->set(kTargetKey, args[1].as<Tuple>()->at(1));
    g->set(kCurrentKey, args[1].as<Tuple>()->at(2));
    return Owned::none();
}
Owned group_reduce(Thread& t, const Value* args) {
    Group* group = args[0].as<Group>();
    if (group->v[0].as<GroupBy>()->current_group != group) {
        Owned iter = TRY(import_attr(t, "builtins", "iter"));
        Owned empty = TRY(make_tuple(t, {}));
        Owned make_args = TRY(make_tuple(t, {empty.get()}));
        return make_tuple(t, {iter.get(), make_args.get()});
    }
    Owned make_args = TRY(make_tuple(t, {group->v[0], group->v[1]}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
}
Owned group_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "_grouper(parent, tgtkey, /)", args, v);
    TRY(bound.status());
    Type* wanted = group_types(t).groupby;
    if (!is_subtype(type_of(t, v[0]), wanted))
        return raise_type_error(t, "_grouper() argument 1 must be itertools.groupby, not %.50s",
                                type_name(t, v[0]));
    Group* group = make_instance<Group>(t, type);
    if (!group) return raise_memory_error(t);
    group->set(0, v[0]);
    group->set(1, v[1]);
    v[0].as<GroupBy>()->current_group = group;
    return Owned::adopt(group);
}
const FunctionSpec group_methods[] = {{"__reduce__(self, /)", group_reduce}};
const FunctionSpec groupby_methods[] = {{"__reduce__(self, /)", groupby_reduce},
                                        {"__setstate__(self, state, /)", groupby_setstate}};

// ---- tee: a chain of blocks that fills as the foremost copy reads, and is freed behind the last one ----

constexpr size_t kBlock = 56;
struct TeeData : GcObject {
    Value source = Value::none();
    Value next = Value::none();  // TeeData
    size_t filled = 0;
    bool running = false;
    Value items[kBlock];
};
struct Tee : GcObject {
    Value data = Value::none();
    size_t at = 0;
};

void tee_data_dealloc(Thread& t, Object* o) {
    TeeData* d = static_cast<TeeData*>(o);
    gc_untrack(t, d);
    for (size_t i = 0; i < d->filled; ++i) release(d->items[i]);
    release(d->source);
    Value next = d->next;  // a long chain is freed link by link
    while (next.is_object() && next.object()->refcount == 1) {
        Value after = next.as<TeeData>()->next;
        next.as<TeeData>()->next = Value::none();
        release(next);
        next = after;
    }
    release(next);
    free_object(t, o);
}
void tee_data_traverse(Object* o, Visitor& visitor) {
    TeeData* d = static_cast<TeeData*>(o);
    for (size_t i = 0; i < d->filled; ++i) visitor.visit(d->items[i]);
    visitor.visit(d->source);
    visitor.visit(d->next);
}
Owned make_tee_data(Thread& t, Value source) {
    TeeData* d = make<TeeData>(t, group_types(t).tee_data);
    if (!d) return raise_memory_error(t);
    retain(source);
    d->source = source;
    return Owned::adopt(d);
}
void tee_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Tee*>(o)->data);
    free_object(t, o);
}
void tee_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<Tee*>(o)->data); }
Owned make_tee(Thread& t, Value data, size_t at) {
    Tee* tee = make<Tee>(t, group_types(t).tee);
    if (!tee) return raise_memory_error(t);
    retain(data);
    tee->data = data;
    tee->at = at;
    return Owned::adopt(tee);
}
Owned tee_copy(Thread& t, const Value* args) {
    return make_tee(t, args[0].as<Tee>()->data, args[0].as<Tee>()->at);
}
Owned tee_new(Thread& t, Type*, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "_tee(iterable, /)", args, v);
    TRY(bound.status());
    Owned iterator = TRY(get_iter(t, v[0]));
    if (type_of(t, iterator) == group_types(t).tee) {
        const Value self[] = {iterator};
        return tee_copy(t, self);
    }
    return make_tee(t, TRY(make_tee_data(t, iterator)), 0);
}
Owned tee_next(Thread& t, Value self) {
    Tee* tee = self.as<Tee>();
    if (tee->at == kBlock) {
        TeeData* full = tee->data.as<TeeData>();
        if (full->next.is_none()) full->next = TRY(make_tee_data(t, full->source)).take();
        Value old = tee->data;
        tee->data = Owned::share(full->next).take();
        tee->at = 0;
        release(old);
    }
    TeeData* data = tee->data.as<TeeData>();
    if (tee->at < data->filled) return Owned::share(data->items[tee->at++]);
    if (data->running) return raise_runtime_error(t, "cannot re-enter the tee iterator");
    Owned keep = Owned::share(tee->data);
    data->running = true;
    Owned item = iter_next(t, data->source);
    data->running = false;
    if (item.is_error() || item.is_stop()) return item;
    data->items[data->filled++] = item.dup().take();
    ++tee->at;
    return item;
}
// ---- tee: what pickle and copy see ----

Owned tee_reduce(Thread& t, const Value* args) {
    Tee* tee = args[0].as<Tee>();
    Owned empty = TRY(make_tuple(t, {}));
    Owned make_args = TRY(make_tuple(t, {empty.get()}));
    Owned state = TRY(make_tuple(t, {tee->data, Value::from_int(static_cast<int64_t>(tee->at))}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), state.get()});
}
Owned tee_setstate(Thread& t, const Value* args) {
    if (!is_tuple(args[1])) return raise_type_error(t, "state is not a tuple");
    Tuple* state = args[1].as<Tuple>();
    if (state->length != 2)
        return raise_type_error(t, "function takes exactly 2 arguments (%zu given)", state->length);
    if (type_of(t, state->at(0)) != group_types(t).tee_data)
        return raise_type_error(t, "argument 1 must be itertools._tee_dataobject, not %.50s",
                                type_name(t, state->at(0)));
    int64_t at = TRY(to_ssize(t, state->at(1)));
    if (at < 0 || at > static_cast<int64_t>(kBlock)) return raise_value_error(t, "Index out of range");
    Tee* tee = args[0].as<Tee>();
    Value old = tee->data;
    tee->data = Owned::share(state->at(0)).take();
    tee->at = static_cast<size_t>(at);
    release(old);
    return Owned::none();
}
Owned tee_data_reduce(Thread& t, const Value* args) {
    TeeData* d = args[0].as<TeeData>();
    Ref<List> items = TRY(new_list(t, d->filled));
    for (size_t i = 0; i < d->filled; ++i) TRY(list_append(t, items.get(), d->items[i]));
    Owned make_args = TRY(make_tuple(t, {d->source, Value(items.get()), d->next}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get()});
}
Owned tee_data_new(Thread& t, Type*, const CallArgs& args) {
    Value v[3];
    BoundArgs bound(t, "_tee_dataobject(it, values, next, /)", args, v);
    TRY(bound.status());
    if (!is_list(v[1]))
        return raise_type_error(t, "_tee_dataobject() argument 2 must be list, not %.50s",
                                type_name(t, v[1]));
    size_t length = v[1].as<List>()->length;
    bool linked = !v[2].is_none();
    if (length > kBlock || (linked && length != kBlock)) return raise_value_error(t, "Invalid arguments");
    if (linked && type_of(t, v[2]) != group_types(t).tee_data)
        return raise_type_error(t, "_tee_dataobject next link must be a _tee_dataobject");
    Owned held = TRY(make_tee_data(t, v[0]));
    TeeData* d = held.get().as<TeeData>();
    for (size_t i = 0; i < length; ++i)
        d->items[d->filled++] = Owned::share(v[1].as<List>()->items[i]).take();
    d->next = Owned::share(v[2]).take();
    return held;
}
const FunctionSpec tee_data_methods[] = {{"__reduce__(self, /)", tee_data_reduce}};
const FunctionSpec tee_methods[] = {{"__copy__(self, /)", tee_copy, "Returns an independent iterator."},
                                    {"__reduce__(self, /)", tee_reduce},
                                    {"__setstate__(self, state, /)", tee_setstate}};

// ---- zip_longest ----

struct ZipLongest : Iterator<2> {  // v[0]: List of iterators, None for exhausted ones; v[1]: fill value
    size_t active = 0;
};
Owned longest_new(Thread& t, Type* type, const CallArgs& args) {
    Value fill = Value::none();
    for (size_t i = 0; args.kwnames && i < args.kwnames->length; ++i) {
        if (!str_equals(args.kwnames->at(i), "fillvalue"))
            return raise_type_error(t, "zip_longest() got an unexpected keyword argument");
        fill = args.args[args.count + i];
    }
    Ref<List> iterators = TRY(new_list(t, args.count));
    for (size_t i = 0; i < args.count; ++i)
        TRY(list_push(t, iterators.get(), TRY(get_iter(t, args.args[i]))));
    ZipLongest* z = make_instance<ZipLongest>(t, type);
    if (!z) return raise_memory_error(t);
    z->set(0, iterators);
    z->set(1, fill);
    z->active = args.count;
    return Owned::adopt(z);
}
Owned longest_next(Thread& t, Value self) {
    ZipLongest* z = self.as<ZipLongest>();
    if (!z->active) return Owned::stop();
    List* iterators = z->v[0].as<List>();
    Ref<Tuple> row = TRY(new_tuple(t, iterators->length));
    for (size_t i = 0; i < iterators->length; ++i) {
        Owned item = Owned::share(z->v[1]);
        if (!iterators->items[i].is_none()) {
            Owned got = iter_next(t, Owned::share(iterators->items[i]));
            if (got.is_error()) {
                z->active = 0;
                return Raised{};
            }
            if (got.is_stop()) {
                if (--z->active == 0) return Owned::stop();
                Value done = iterators->items[i];
                iterators->items[i] = Value::none();
                release(done);
            } else {
                item = std::move(got);
            }
        }
        row->items()[i] = item.take();
    }
    return row;
}
Owned longest_reduce(Thread& t, const Value* args) {
    ZipLongest* z = args[0].as<ZipLongest>();
    Ref<List> iterators = TRY(to_list(t, z->v[0]));
    for (size_t i = 0; i < iterators->length; ++i) {
        if (!iterators->items[i].is_none()) continue;
        iterators->items[i] = TRY(make_tuple(t, {})).take();
    }
    Owned make_args = TRY(list_to_tuple(t, iterators.get()));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), z->v[1]});
}
Owned longest_setstate(Thread&, const Value* args) {
    args[0].as<ZipLongest>()->set(1, args[1]);
    return Owned::none();
}
const FunctionSpec longest_methods[] = {{"__reduce__(self, /)", longest_reduce},
                                        {"__setstate__(self, state, /)", longest_setstate}};

}  // namespace

Status add_grouping(Thread& t, Module* module) {
    TypeSpec group =
        iterator_spec<Group, 2>("itertools._grouper", group_new, group_next, group_methods, nullptr);
    group.flags = 0;
    group_types(t).group = define_type(t, group);
    TRY(module_add(t, module, "_grouper", Value(group_types(t).group)));
    TypeSpec groupby =
        iterator_spec<GroupBy, 5>("itertools.groupby", groupby_new, groupby_next, groupby_methods,
                                  "(key, group) for runs of items with the same key.");
    groupby.text_signature = "groupby(iterable, key=None)";
    group_types(t).groupby = define_type(t, groupby);
    TRY(module_add(t, module, "groupby", Value(group_types(t).groupby)));

    TypeSpec data{};
    data.name = "itertools._tee_dataobject";
    data.size = sizeof(TeeData);
    data.slots.new_ = tee_data_new;
    data.slots.init = no_init;
    data.methods = tee_data_methods;
    data.slots.dealloc = tee_data_dealloc;
    data.slots.traverse = tee_data_traverse;
    group_types(t).tee_data = define_type(t, data);
    TRY(module_add(t, module, "_tee_dataobject", Value(group_types(t).tee_data)));
    TypeSpec tee{};
    tee.name = "itertools._tee";
    tee.size = sizeof(Tee);
    tee.slots.new_ = tee_new;
    tee.slots.init = no_init;
    tee.slots.dealloc = tee_dealloc;
    tee.slots.traverse = tee_traverse;
    tee.slots.iter = self_iter;
    tee.slots.next = tee_next;
    tee.methods = tee_methods;
    group_types(t).tee = define_type(t, tee);
    TRY(module_add(t, module, "_tee", Value(group_types(t).tee)));

    TypeSpec longest = iterator_spec<ZipLongest, 2>(
        "itertools.zip_longest", longest_new, longest_next, longest_methods,
        "zip() that goes on until the longest is exhausted, with a fill value for the others.");
    return add_type(t, module, longest);
}

}  // namespace minipy::itertools
