// The native half of functools: partial, reduce, cmp_to_key, and the cache behind lru_cache.
#include "native/module.h"

namespace minipy {

namespace {

struct FunctoolsTypes {
    Type *partial = nullptr, *key = nullptr, *key_maker = nullptr, *cache = nullptr, *link = nullptr;
    Value kwd_mark = Value::none();
};
ModuleRegistration& registration();
FunctoolsTypes& state(Thread& t) { return module_state<FunctoolsTypes>(t, registration()); }

void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

// ---- reduce ----

Owned functools_reduce(Thread& t, const Value* args) {
    Owned iterator = get_iter(t, args[1]);
    if (iterator.is_error()) {
        if (!catch_exception(t, exc(t).TypeError)) return Raised{};
        return raise_type_error(t, "reduce() arg 2 must support iteration");
    }
    Owned result = args[2].is_unbound() ? TRY(iter_next(t, iterator)) : Owned::share(args[2]);
    if (result.is_stop()) return raise_type_error(t, "reduce() of empty iterable with no initial value");
    for (;;) {
        Owned item = TRY(iter_next(t, iterator));
        if (item.is_stop()) return result;
        result = TRY(call(t, args[0], {result, item}));
    }
}

// ---- partial ----

struct Partial : GcObject {
    Value function = Value::none(), args = Value::none(), keywords = Value::none();  // Tuple, Dict
    Attrs attrs = {};
};
Partial* partial_of(Value v) { return v.as<Partial>(); }

void partial_dealloc(Thread& t, Object* o) {
    Partial* p = static_cast<Partial*>(o);
    gc_untrack(t, p);
    for (Value v : {p->function, p->args, p->keywords}) release(v);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void partial_traverse(Object* o, Visitor& visitor) {
    Partial* p = static_cast<Partial*>(o);
    for (Value v : {p->function, p->args, p->keywords}) visitor.visit(v);
    traverse_instance_tail(o, visitor);
}
void partial_clear(Thread& t, Object* o) {
    set_field(static_cast<Partial*>(o)->function, Value::none());
    clear_instance_tail(t, o);
}

Status add_keywords(Thread& t, Dict* to, const CallArgs& args) {
    size_t named = args.kwnames ? args.kwnames->length : 0;
    for (size_t i = 0; i < named; ++i) TRY(dict_set(t, to, args.kwnames->at(i), args.args[args.count + i]));
    return {};
}

Owned partial_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count < 1) return raise_type_error(t, "type 'partial' takes at least one argument");
    Value function = args.args[0];
    if (!is_callable(t, function)) return raise_type_error(t, "the first argument must be callable");
    Ref<Dict> keywords = TRY(new_dict(t));
    Owned front;
    // A partial of a partial is one partial; but not when someone gave it attributes.
    bool flat =
        function.is_object() && function.object()->type == state(t).partial && type == state(t).partial;
    Owned held = Owned::share(function);
    if (flat) {
        Owned dict = TRY(instance_dict(t, function));
        flat = !is_dict(dict) || dict.as<Dict>()->used == 0;
    }
    if (flat) {
        Partial* inner = partial_of(function);
        held = Owned::share(inner->function);
        front = Owned::share(inner->args);
        TRY(dict_update(t, keywords.get(), inner->keywords));
    }
    Owned rest = TRY(make_tuple(t, args.args + 1, args.count - 1));
    Owned all = flat ? TRY(binary_op(t, BinaryOp::Add, front, rest)) : std::move(rest);
    TRY(add_keywords(t, keywords.get(), args));
    Partial* p = make_instance<Partial>(t, type);
    if (!p) return raise_memory_error(t);
    set_field(p->function, held);
    set_field(p->args, all);
    set_field(p->keywords, keywords);
    return Owned::adopt(p);
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }

// Without keywords on either side the arguments lie in one array; else through a dictionary.
Owned partial_call(Thread& t, Value self, const CallArgs& args) {
    Partial* p = partial_of(self);
    Owned function = Owned::share(p->function), front_held = Owned::share(p->args),
          keywords_held = Owned::share(p->keywords);
    Tuple* front = front_held.as<Tuple>();
    size_t named = args.kwnames ? args.kwnames->length : 0;
    size_t total = front->length + args.count;
    if (keywords_held.as<Dict>()->used == 0) {
        Value small[12];
        std::vector<Value> large;
        Value* all = small;
        if (total + named > 12) {
            large.resize(total + named);
            all = large.data();
        }
        for (size_t i = 0; i < front->length; ++i) all[i] = front->at(i);
        for (size_t i = 0; i < args.count + named; ++i) all[front->length + i] = args.args[i];
        return call(t, function, {all, static_cast<uint32_t>(total), args.kwnames});
    }
    Ref<Tuple> positional = TRY(new_tuple(t, total));
    for (size_t i = 0; i < total; ++i) {
        Value v = i < front->length ? front->at(i) : args.args[i - front->length];
        retain(v);
        if (total) positional->items()[i] = v;
    }
    Ref<Dict> keywords = TRY(dict_copy(t, keywords_held.as<Dict>()));
    TRY(add_keywords(t, keywords.get(), args));
    return call_with(t, function, positional, keywords);
}

Owned partial_repr(Thread& t, Value self) {
    Partial* p = partial_of(self);
    // A subclass shows its bare name.
    Type* cls = type_of(t, self);
    std::string type = self.object()->subclass ? to_utf8(cls->name) : type_full_name(t, cls);
    auto& busy = t.in_repr;
    for (Object* o : busy) {
        if (o == self.object()) return make_str(t, "...");
    }
    busy.push_back(self.object());
    std::string text = type + "(";
    Status done = [&]() -> Status {
        text += TRY(repr_utf8(t, p->function));
        Owned args = Owned::share(p->args), keywords = Owned::share(p->keywords);
        for (Value v : *args.as<Tuple>()) text += ", " + TRY(repr_utf8(t, v));
        size_t at = 0;
        while (DictEntry* entry = dict_next(keywords.as<Dict>(), &at)) {
            Owned key = Owned::share(entry->key), value = Owned::share(entry->value);
            text += ", " + TRY(str_utf8(t, key)) + "=" + TRY(repr_utf8(t, value));
        }
        return {};
    }();
    busy.pop_back();
    if (done.is_error()) return Raised{};
    return make_str(t, text + ")");
}

Owned partial_reduce(Thread& t, const Value* args) {
    Partial* p = partial_of(args[0]);
    Owned dict = TRY(instance_dict(t, args[0]));
    Value attributes = is_dict(dict) && dict.as<Dict>()->used ? dict.get() : Value::none();
    Owned state_tuple = TRY(make_tuple(t, {p->function, p->args, p->keywords, attributes}));
    Owned make_args = TRY(make_tuple(t, {p->function}));
    return make_tuple(t, {Value(type_of(t, args[0])), make_args.get(), state_tuple.get()});
}
Owned partial_setstate(Thread& t, const Value* args) {
    Tuple* s = is_tuple(args[1]) ? args[1].as<Tuple>() : nullptr;
    if (!s || s->length != 4 || !is_callable(t, s->at(0)) || !is_tuple(s->at(1)) ||
        (!s->at(2).is_none() && !is_dict(s->at(2))))
        return raise_type_error(t, "invalid partial state");
    Partial* p = partial_of(args[0]);
    set_field(p->function, s->at(0));
    Owned plain =
        is_exact(s->at(1), Kind::Tuple) ? Owned::share(s->at(1)) : Owned(TRY(to_tuple(t, s->at(1))));
    set_field(p->args, plain);
    Owned keywords = Owned::share(s->at(2));
    if (!is_exact(keywords, Kind::Dict))
        keywords = keywords.is_none() ? Owned(TRY(new_dict(t))) : Owned(TRY(dict_copy(t, keywords.as<Dict>())));
    set_field(p->keywords, keywords);
    Owned attributes = s->at(3).is_none() ? Owned(TRY(new_dict(t))) : Owned::share(s->at(3));
    TRY(set_attr(t, args[0], names(t).__dict__, attributes));
    return Owned::none();
}
Owned get_function(Thread&, Value self) { return Owned::share(partial_of(self)->function); }
Owned get_args(Thread&, Value self) { return Owned::share(partial_of(self)->args); }
Owned get_keywords(Thread&, Value self) { return Owned::share(partial_of(self)->keywords); }
Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}
Owned get_instance_dict(Thread& t, Value self) { return instance_dict(t, self); }
Status set_instance_dict(Thread& t, Value self, Value v) {
    if (!is_dict(v))
        return raise_type_error(t, "__dict__ must be set to a dictionary, not a '%.200s'", type_name(t, v));
    attrs_set_dict(t, self.object(), v.as<Dict>());
    return {};
}

const FunctionSpec partial_methods[] = {{"__reduce__(self, /)", partial_reduce},
                                        {"__setstate__(self, state, /)", partial_setstate},
                                        {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const GetSetSpec partial_getset[] = {
    {"func", get_function, nullptr, "function object to use in future partial calls"},
    {"args", get_args, nullptr, "tuple of arguments to future partial calls"},
    {"keywords", get_keywords, nullptr, "dictionary of keyword arguments to future partial calls"},
    {"__dict__", get_instance_dict, set_instance_dict}};

// ---- cmp_to_key ----

struct Key : GcObject {
    Value compare = Value::none(), object = Value::none();
};
Key* key_of(Value v) { return v.as<Key>(); }
void key_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Key*>(o)->compare);
    release(static_cast<Key*>(o)->object);
    free_object(t, o);
}
void key_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Key*>(o)->compare);
    visitor.visit(static_cast<Key*>(o)->object);
}
Owned key_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (!other.is_object() || other.object()->type != self.object()->type)
        return raise_type_error(t, "other argument must be K instance");
    Owned answer =
        TRY(call(t, Owned::share(key_of(self)->compare), {key_of(self)->object, key_of(other)->object}));
    return compare(t, op, answer, Value::from_int(0));
}
// K(obj): a key maker is a Key without an object.
Owned key_call(Thread& t, Value self, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "K(obj)", args, v);
    TRY(bound.status());
    Key* k = make<Key>(t, state(t).key);
    if (!k) return raise_memory_error(t);
    set_field(k->compare, key_of(self)->compare);
    set_field(k->object, v[0]);
    return Owned::adopt(k);
}
Owned functools_cmp_to_key(Thread& t, const Value* args) {
    Key* k = make<Key>(t, state(t).key);
    if (!k) return raise_memory_error(t);
    set_field(k->compare, args[0]);
    return Owned::adopt(k);
}
Owned key_get_object(Thread&, Value self) { return Owned::share(key_of(self)->object); }
const GetSetSpec key_getset[] = {{"obj", key_get_object, nullptr, "Value wrapped by a key function."}};

// ---- lru_cache ----

// The entries of a bounded cache form a ring, the least recently used behind `root`.
struct Link : GcObject {
    Link *previous = nullptr, *next = nullptr;  // borrowed
    Value key = Value::none(), result = Value::none();
    int64_t hash = 0;
};
struct Cache : GcObject {
    Value function = Value::none(), entries = Value::none(), info_type = Value::none();
    Link* root = nullptr;                         // owned
    int64_t max_size = -1, hits = 0, misses = 0;  // -1: without limit
    bool typed = false;
    Attrs attrs = {};
};
Cache* cache_of(Value v) { return v.as<Cache>(); }

void link_dealloc(Thread& t, Object* o) {
    Link* link = static_cast<Link*>(o);
    gc_untrack(t, link);
    release(link->key);
    release(link->result);
    free_object(t, o);
}
void link_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Link*>(o)->key);
    visitor.visit(static_cast<Link*>(o)->result);
}
void take_out(Link* link) {
    link->previous->next = link->next;
    link->next->previous = link->previous;
}
void append(Cache* c, Link* link) {
    link->previous = c->root->previous;
    link->next = c->root;
    link->previous->next = link;
    c->root->previous = link;
}

void cache_dealloc(Thread& t, Object* o) {
    Cache* c = static_cast<Cache*>(o);
    gc_untrack(t, c);
    for (Value v : {c->function, c->entries, c->info_type}) release(v);
    if (c->root) release(static_cast<Object*>(c->root));
    clear_instance_tail(t, o);
    free_object(t, o);
}
void cache_traverse(Object* o, Visitor& visitor) {
    Cache* c = static_cast<Cache*>(o);
    for (Value v : {c->function, c->entries, c->info_type}) visitor.visit(v);
    if (c->root) visitor.visit(static_cast<Object*>(c->root));
    traverse_instance_tail(o, visitor);
}
void cache_clear_slot(Thread& t, Object* o) {
    set_field(static_cast<Cache*>(o)->function, Value::none());
    clear_instance_tail(t, o);
}

Owned cache_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[4];
    BoundArgs bound(t, "lru_cache(user_function, maxsize, typed, cache_info_type)", args, v);
    TRY(bound.status());
    if (!is_callable(t, v[0])) return raise_type_error(t, "the first argument must be callable");
    int64_t size = -1;
    if (!v[1].is_none()) {
        if (!is_int(v[1])) return raise_type_error(t, "maxsize should be integer or None");
        size = std::max<int64_t>(0, TRY(to_ssize(t, v[1])));
    }
    bool typed = TRY(truth(t, v[2]));
    Cache* c = make_instance<Cache>(t, type);
    if (!c) return raise_memory_error(t);
    Owned held = Owned::adopt(c);
    set_field(c->function, v[0]);
    set_field(c->info_type, v[3]);
    c->entries = Value(TRY(new_dict(t)).take());
    c->max_size = size;
    c->typed = typed;
    c->root = make<Link>(t, state(t).link);
    if (!c->root) return raise_memory_error(t);
    c->root->previous = c->root->next = c->root;
    return held;
}

// What identifies a call: the one argument itself when it is an int or str, else a tuple with a mark before the keywords.
Owned cache_key(Thread& t, Cache* c, const CallArgs& args) {
    size_t named = args.kwnames ? args.kwnames->length : 0;
    if (!c->typed && named == 0 && args.count == 1 &&
        (args.args[0].is_int() || is_exact(args.args[0], Kind::Str)))
        return Owned::share(args.args[0]);
    std::vector<Value> parts(args.args, args.args + args.count);
    if (named) {
        parts.push_back(state(t).kwd_mark);
        for (size_t i = 0; i < named; ++i) {
            parts.push_back(args.kwnames->at(i));
            parts.push_back(args.args[args.count + i]);
        }
    }
    if (c->typed) {
        for (size_t i = 0; i < args.count + named; ++i) parts.push_back(Value(type_of(t, args.args[i])));
    }
    return make_tuple(t, parts.data(), parts.size());
}

Owned call_unbounded(Thread& t, Cache* c, Value key, int64_t h, const CallArgs& args) {
    Owned entries = Owned::share(c->entries);
    Value known = dict_get_hashed(t, entries.as<Dict>(), key, h);
    if (known.is_error()) return Raised{};
    if (!known.is_unbound()) {
        ++c->hits;
        return Owned::share(known);
    }
    ++c->misses;
    Owned result = TRY(call(t, c->function, args));
    TRY(dict_set_hashed(t, entries.as<Dict>(), key, h, result));
    return result;
}

Owned call_bounded(Thread& t, Cache* c, Value key, int64_t h, const CallArgs& args) {
    Owned entries = Owned::share(c->entries);
    Value known = dict_get_hashed(t, entries.as<Dict>(), key, h);
    if (known.is_error()) return Raised{};
    if (!known.is_unbound()) {
        Link* link = known.as<Link>();
        take_out(link);
        append(c, link);
        ++c->hits;
        return Owned::share(link->result);
    }
    ++c->misses;
    Owned result = TRY(call(t, c->function, args));
    // The function may have put the same key there in the meantime, or cleared the cache.
    known = dict_get_hashed(t, c->entries.as<Dict>(), key, h);
    if (known.is_error()) return Raised{};
    if (!known.is_unbound()) return result;
    Dict* dict = c->entries.as<Dict>();
    if (static_cast<int64_t>(dict->used) >= c->max_size && c->root->next != c->root) {
        Link* oldest = c->root->next;
        take_out(oldest);
        Owned oldest_key = Owned::share(oldest->key);
        Owned dropped = TRY(dict_pop(t, dict, oldest_key));
    }
    Link* link = make<Link>(t, state(t).link);
    if (!link) return raise_memory_error(t);
    Owned held = Owned::adopt(link);
    set_field(link->key, key);
    set_field(link->result, result);
    link->hash = h;
    TRY(dict_set_hashed(t, c->entries.as<Dict>(), key, h, held));
    append(c, link);
    return result;
}

Owned cache_call(Thread& t, Value self, const CallArgs& args) {
    Cache* c = cache_of(self);
    if (c->max_size == 0) {
        ++c->misses;
        return call(t, c->function, args);
    }
    Owned key = TRY(cache_key(t, c, args));
    int64_t h = TRY(hash(t, key));
    return c->max_size < 0 ? call_unbounded(t, c, key, h, args) : call_bounded(t, c, key, h, args);
}
Owned cache_descr_get(Thread& t, Value self, Value instance, Value) {
    if (instance.is_unbound() || instance.is_none()) return Owned::share(self);
    return make_bound_method(t, self, instance);
}
Owned cache_info(Thread& t, const Value* args) {
    Cache* c = cache_of(args[0]);
    Owned hits = make_int(t, c->hits), misses = make_int(t, c->misses),
          size = make_int(t, static_cast<int64_t>(c->entries.as<Dict>()->used));
    Value most = c->max_size < 0 ? Value::none() : Value::from_int(c->max_size);
    return call(t, c->info_type, {hits.get(), misses.get(), most, size.get()});
}
Owned cache_clear(Thread& t, const Value* args) {
    Cache* c = cache_of(args[0]);
    c->hits = c->misses = 0;
    c->root->previous = c->root->next = c->root;
    Ref<Dict> empty = TRY(new_dict(t));
    set_field(c->entries, empty);
    return Owned::none();
}
Owned cache_reduce(Thread& t, const Value* args) { return get_attr(t, args[0], names(t).__qualname__); }
Owned cache_copy(Thread&, const Value* args) { return Owned::share(args[0]); }

const FunctionSpec cache_methods[] = {
    {"cache_info(self, /)", cache_info, "Report cache statistics"},
    {"cache_clear(self, /)", cache_clear, "Clear the cache and cache statistics"},
    {"__reduce__(self, /)", cache_reduce},
    {"__copy__(self, /)", cache_copy},
    {"__deepcopy__(self, memo, /)", cache_copy}};
const GetSetSpec cache_getset[] = {{"__dict__", get_instance_dict, set_instance_dict}};

const FunctionSpec functions[] = {
    {"reduce(function, iterable, initial=..., /)", functools_reduce,
     "Apply a function of two arguments to the items, from left to right, to get one value."},
    {"cmp_to_key(mycmp)", functools_cmp_to_key, "Make a key function of a comparison function."},
};

Status fill(Thread& t, Module* module) {
    FunctoolsTypes& ty = state(t);
    TypeSpec partial{};
    partial.name = "functools.partial";
    partial.size = sizeof(Partial);
    partial.attrs_offset = offsetof(Partial, attrs);
    partial.flags = kTypeBaseAllowed;
    partial.slots.new_ = partial_new;
    partial.slots.init = no_init;
    partial.slots.dealloc = partial_dealloc;
    partial.slots.traverse = partial_traverse;
    partial.slots.clear = partial_clear;
    partial.slots.call = partial_call;
    partial.slots.repr = partial_repr;
    partial.methods = partial_methods;
    partial.getset = partial_getset;
    partial.doc =
        "partial(func, *args, **keywords) - new function with partial application\n    of the given "
        "arguments and keywords.\n";
    ty.partial = define_type(t, partial);
    TRY(module_add(t, module, "partial", Value(ty.partial)));

    TypeSpec key{};
    key.name = "functools.KeyWrapper";
    key.size = sizeof(Key);
    key.flags = kTypeNoInstantiate;
    key.slots.dealloc = key_dealloc;
    key.slots.traverse = key_traverse;
    key.slots.compare = key_compare;
    key.slots.call = key_call;
    key.getset = key_getset;
    ty.key = define_type(t, key);

    TypeSpec link{};
    link.name = "functools._lru_list_elem";
    link.size = sizeof(Link);
    link.flags = kTypeNoInstantiate;
    link.slots.dealloc = link_dealloc;
    link.slots.traverse = link_traverse;
    ty.link = define_type(t, link);

    TypeSpec cache{};
    cache.name = "functools._lru_cache_wrapper";
    cache.size = sizeof(Cache);
    cache.attrs_offset = offsetof(Cache, attrs);
    cache.flags = kTypeBaseAllowed | kTypeMethodDescr;
    cache.slots.new_ = cache_new;
    cache.slots.init = no_init;
    cache.slots.dealloc = cache_dealloc;
    cache.slots.traverse = cache_traverse;
    cache.slots.clear = cache_clear_slot;
    cache.slots.call = cache_call;
    cache.slots.descr_get = cache_descr_get;
    cache.methods = cache_methods;
    cache.getset = cache_getset;
    ty.cache = define_type(t, cache);
    ty.kwd_mark = TRY(call(t, Value(types(t).object))).take();
    return module_add(t, module, "_lru_cache_wrapper", Value(ty.cache));
}

MINIPY_MODULE(_functools, {.doc = "Tools that operate on functions.", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration__functools; }

}  // namespace

}  // namespace minipy
