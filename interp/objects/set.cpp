// set and frozenset: the table, then the types.
#include "objects/set.h"

#include "native/module.h"
#include "objects/repr_guard.h"
#include "support/hash.h"

namespace minipy {

namespace {

constexpr size_t kSmallest = 8;

struct SetIterator : GcObject {
    Value set = Value::none();
    size_t at = 0;
    size_t used = 0;
};

Status resize(Thread& t, Set* s, size_t minimum);
// Where a key may stand: from the cell that its hash names a few neighbours on, while they do not run over the table's end,
// then the next cell of the sequence that the whole hash decides. This is the order in which CPython looks, and so what a
// set shows first is the same here. Cells of deleted keys are not used again before the table is made anew.
constexpr size_t kNeighbours = 9;

struct Probe {
    size_t mask, at, perturb, left;
    Probe(size_t table_mask, int64_t hash)
        : mask(table_mask), at(static_cast<size_t>(hash) & mask), perturb(static_cast<size_t>(hash)) {
        left = neighbours();
    }
    size_t neighbours() const { return at + kNeighbours <= mask ? kNeighbours : 0; }
    size_t cell() const { return at + (neighbours() - left); }
    void next() {
        if (left) {
            --left;
            return;
        }
        perturb >>= 5;
        at = (at * 5 + 1 + perturb) & mask;
        left = neighbours();
    }
};

// Index of the key's cell, or of the free one where it belongs; -1 when comparing raised.
int64_t locate(Thread& t, Set* s, Value key, int64_t hash) {
restart:
    if (!s->table && resize(t, s, kSmallest - 1).is_error()) return -1;  // cleared by a comparison
    SetEntry* table = s->table;
    for (Probe probe(s->mask, hash);; probe.next()) {
        size_t at = probe.cell();
        SetEntry& e = table[at];
        if (!e.key.is_valid() || e.key == key) return static_cast<int64_t>(at);
        if (e.hash == hash && !e.key.is_unbound() && !both_int(e.key, key)) {
            Value stored = e.key;
            Owned held = Owned::share(stored);
            Result<bool> equal = is_exact(stored, Kind::Str) && is_exact(key, Kind::Str)
                                     ? Result<bool>(str_equals(as_str(stored), as_str(key)))
                                     : compare_bool(t, CompareOp::Eq, stored, key);
            if (equal.is_error()) return -1;
            if (s->table != table || table[at].key != stored) goto restart;
            if (equal.value()) return static_cast<int64_t>(at);
        }
    }
}

bool is_live(const SetEntry& e) { return e.key.is_valid() && !e.key.is_unbound(); }

// Into a table that holds neither the key nor deleted ones.
void place(SetEntry* table, size_t mask, const SetEntry& entry) {
    Probe probe(mask, entry.hash);
    while (table[probe.cell()].key.is_valid()) probe.next();
    table[probe.cell()] = entry;
}

Status resize(Thread& t, Set* s, size_t minimum) {
    size_t cells = kSmallest;
    while (cells <= minimum) cells *= 2;
    SetEntry* table = static_cast<SetEntry*>(heap_alloc(cells * sizeof(SetEntry)));
    if (!table) return raise_memory_error(t);
    for (size_t i = 0; i < cells; ++i) table[i] = {0, Value()};
    SetEntry* old = s->table;
    size_t old_cells = old ? s->mask + 1 : 0;
    for (size_t i = 0; i < old_cells; ++i) {
        if (is_live(old[i])) place(table, cells - 1, old[i]);
    }
    s->table = table;
    s->mask = cells - 1;
    s->filled = s->used;
    heap_free(old);
    return {};
}

size_t grown(Set* s) { return s->used > 50000 ? s->used * 2 : s->used * 4; }

// Makes room for so many keys more, should they all be new.
Status reserve(Thread& t, Set* s, size_t more) {
    size_t mask = s->table ? s->mask : kSmallest - 1;
    if ((s->filled + more) * 5 < mask * 3) return {};
    return resize(t, s, (s->used + more) * 2);
}

Status add_hashed(Thread& t, Set* s, Value key, int64_t hash) {
    if (!s->table) TRY(resize(t, s, kSmallest - 1));
    int64_t at = locate(t, s, key, hash);
    if (at < 0) return Raised{};
    SetEntry& e = s->table[at];
    if (is_live(e)) return {};
    retain(key);
    e = {hash, key};
    ++s->filled;
    ++s->used;
    ++s->mutations;
    if (s->filled * 5 >= s->mask * 3) return resize(t, s, grown(s));
    return {};
}

Result<bool> discard_hashed(Thread& t, Set* s, Value key, int64_t hash) {
    if (!s->table) return false;
    int64_t at = locate(t, s, key, hash);
    if (at < 0) return Raised{};
    SetEntry& e = s->table[at];
    if (!is_live(e)) return false;
    Value old = e.key;
    e.key = Value::unbound();
    --s->used;
    ++s->mutations;
    release(old);
    return true;
}

Result<bool> contains_hashed(Thread& t, Set* s, Value key, int64_t hash) {
    if (!s->table) return false;
    int64_t at = locate(t, s, key, hash);
    if (at < 0) return Raised{};
    return is_live(s->table[at]);
}

// A set used as a key stands for its frozen copy.
Result<int64_t> hash_key(Thread& t, Value* key, Owned* frozen) {
    if (is_kind(*key, Kind::Set) && !type_of(t, *key)->slots.hash) {
        Ref<Set> copy = TRY(new_frozenset(t));
        TRY(set_update(t, copy.get(), *key));
        *frozen = std::move(copy);
        *key = *frozen;
    }
    return hash(t, *key);
}

void clear_table(Set* s) {
    SetEntry* table = s->table;
    size_t cells = table ? s->mask + 1 : 0;
    s->table = nullptr;
    s->mask = s->used = s->filled = s->finger = 0;
    ++s->mutations;
    for (size_t i = 0; i < cells; ++i) {
        if (is_live(table[i])) release(table[i].key);
    }
    heap_free(table);
}

Ref<Set> make_set(Thread& t, Type* type) {
    Set* s = make_instance<Set>(t, type);
    if (!s) return raise_memory_error(t);
    return Ref<Set>::adopt(s);
}

// ---- the types ----

Set* as_set(Value v) { return v.as<Set>(); }
bool frozen(Value v) { return is_kind(v, Kind::FrozenSet); }
Ref<Set> copy_of(Thread& t, Value v, Type* type) {
    Ref<Set> s = TRY(make_set(t, type));
    TRY(set_update(t, s.get(), v));
    return s;
}
Type* base_type_of(Thread& t, Value v) { return frozen(v) ? types(t).frozenset : types(t).set; }
// Sets as they are; other iterables collected.
Owned to_set(Thread& t, Value v) {
    if (is_set(v)) return Owned::share(v);
    return copy_of(t, v, types(t).set);
}

void set_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_table(static_cast<Set*>(o));
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}
void set_traverse(Object* o, Visitor& visitor) {
    size_t at = 0;
    while (SetEntry* e = set_next(static_cast<Set*>(o), &at)) visitor.visit(e->key);
    if (o->subclass) traverse_instance_tail(o, visitor);
}
void set_clear_slot(Thread& t, Object* o) {
    clear_table(static_cast<Set*>(o));
    if (o->subclass) clear_instance_tail(t, o);
}

Owned set_new(Thread& t, Type* type, const CallArgs&) { return TRY(make_set(t, type)); }
Status set_init(Thread& t, Value self, const CallArgs& args) {
    Value iterable;
    BoundArgs bound(t, "set(iterable=..., /)", args, &iterable);
    TRY(bound.status());
    clear_table(as_set(self));
    if (!iterable.is_unbound()) TRY(set_update(t, as_set(self), iterable));
    return {};
}
Owned frozenset_new(Thread& t, Type* type, const CallArgs& args) {
    Value iterable;
    bool init_overridden = type->slots.init != types(t).frozenset->slots.init;
    BoundArgs bound(t, "frozenset(iterable=..., /)", own_arguments(args, init_overridden), &iterable);
    TRY(bound.status());
    if (type == types(t).frozenset && is_exact(iterable, Kind::FrozenSet)) return Owned::share(iterable);
    Ref<Set> s = TRY(make_set(t, type));
    if (!iterable.is_unbound()) TRY(set_update(t, s.get(), iterable));
    return s;
}

Owned set_repr(Thread& t, Value self) {
    Type* type = type_of(t, self);
    std::string name = to_utf8(type->name);
    bool bare = type == types(t).set;
    if (!as_set(self)->used) return make_str(t, name + "()");
    ReprGuard guard(t, self);
    if (guard.recursive()) return make_str(t, name + "(...)");
    if (native_stack_low(t, " while getting the repr of an object")) return Raised{};
    Owned list = TRY(to_list(t, self));
    StrBuilder out(t);
    out.append(bare ? "{" : name + "({");
    List* items = list.as<List>();
    for (size_t i = 0; i < items->length; ++i) {
        if (i) out.append(", ");
        out.append(TRY(repr(t, items->items[i])));
    }
    out.append(bare ? "}" : "})");
    return out.finish();
}

Result<int64_t> frozenset_hash(Thread&, Value self) {
    Set* s = as_set(self);
    if (s->hash != -1) return s->hash;
    FrozenSetHasher hasher(s->used);
    size_t at = 0;
    while (SetEntry* e = set_next(s, &at)) hasher.add(e->hash);
    return s->hash = hasher.finish();
}

Result<bool> is_subset(Thread& t, Set* a, Set* b) {
    if (a->used > b->used) return false;
    size_t at = 0;
    while (SetEntry* e = set_next(a, &at)) {
        Owned key = Owned::share(e->key);
        if (!TRY(contains_hashed(t, b, key, e->hash))) return false;
    }
    return true;
}

Owned set_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (!is_set(self) || !is_set(other)) return Owned::not_implemented();
    Set *a = as_set(self), *b = as_set(other);
    bool r = false;
    switch (op) {
        case CompareOp::Eq:
            r = a->used == b->used && TRY(is_subset(t, a, b));
            break;
        case CompareOp::Ne:
            r = !(a->used == b->used && TRY(is_subset(t, a, b)));
            break;
        case CompareOp::Lt:
            r = a->used < b->used && TRY(is_subset(t, a, b));
            break;
        case CompareOp::Le:
            r = TRY(is_subset(t, a, b));
            break;
        case CompareOp::Gt:
            r = b->used < a->used && TRY(is_subset(t, b, a));
            break;
        case CompareOp::Ge:
            r = TRY(is_subset(t, b, a));
            break;
    }
    return Owned::from_bool(r);
}

Owned set_iter(Thread& t, Value self) {
    SetIterator* it = make<SetIterator>(t, types(t).set_iterator);
    retain(self);
    it->set = self;
    it->used = as_set(self)->used;
    return Owned::adopt(it);
}
Owned iterator_next(Thread& t, Value self) {
    SetIterator* it = self.as<SetIterator>();
    if (it->set.is_none()) return Owned::stop();
    Set* s = as_set(it->set);
    if (s->used != it->used) {
        it->used = ~size_t{0};
        return raise_runtime_error(t, "Set changed size during iteration");
    }
    if (SetEntry* e = set_next(s, &it->at)) return Owned::share(e->key);
    Value set = it->set;
    it->set = Value::none();
    release(set);
    return Owned::stop();
}
Owned iterator_self(Thread&, Value self) { return Owned::share(self); }
void iterator_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<SetIterator*>(o)->set);
    free_object(t, o);
}
void iterator_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<SetIterator*>(o)->set); }

Result<int64_t> set_length(Thread&, Value self) { return static_cast<int64_t>(as_set(self)->used); }
Result<bool> set_contains_slot(Thread& t, Value self, Value key) {
    return set_contains(t, as_set(self), key);
}

Status intersect_into(Thread& t, Set* out, Value self, Value other) {
    if (is_set(other) && as_set(other)->used > as_set(self)->used) std::swap(self, other);
    return for_each(t, other, [&](Value key) -> Status {
        Value k = key;
        Owned frozen_key;
        int64_t h = TRY(hash_key(t, &k, &frozen_key));
        if (TRY(contains_hashed(t, as_set(self), k, h))) TRY(add_hashed(t, out, k, h));
        return {};
    });
}
Status remove_each(Thread& t, Set* s, Value other) {
    if (is_exact(other, Kind::Dict)) {  // the keys bring their hashes
        size_t at = 0;
        while (DictEntry* e = dict_next(other.as<Dict>(), &at)) {
            Owned key = Owned::share(e->key);
            (void)TRY(discard_hashed(t, s, key, e->hash));
        }
        return {};
    }
    return for_each(t, other, [&](Value key) -> Status {
        TRY(set_discard(t, s, key));
        return {};
    });
}
Status remove_all(Thread& t, Set* s, Value other) {
    if (is_set(other) && as_set(other) == s) {
        clear_table(s);
        return {};
    }
    TRY(remove_each(t, s, other));
    // A table of which a quarter is deleted keys is made anew.
    if (s->table && s->filled - s->used > s->mask / 4) return resize(t, s, grown(s));
    return {};
}
// a - b: what stays is collected, or, when b is small, what goes is taken out of a copy.
Ref<Set> subtract(Thread& t, Value a, Value b) {
    if (!is_set(b) || as_set(a)->used / 4 > as_set(b)->used) {
        Ref<Set> copy = TRY(copy_of(t, a, base_type_of(t, a)));
        TRY(remove_all(t, copy.get(), b));
        return copy;
    }
    Ref<Set> made = TRY(make_set(t, base_type_of(t, a)));
    size_t at = 0;
    while (SetEntry* e = set_next(as_set(a), &at)) {
        Owned key = Owned::share(e->key);
        int64_t h = e->hash;
        if (!TRY(contains_hashed(t, as_set(b), key, h))) TRY(add_hashed(t, made.get(), key, h));
    }
    return made;
}
// s ^= other
Status toggle_all(Thread& t, Set* s, Value other) {
    Owned others = TRY(to_set(t, other));
    if (others.as<Set>() == s) {
        clear_table(s);
        return {};
    }
    size_t at = 0;
    while (SetEntry* e = set_next(others.as<Set>(), &at)) {
        Owned key = Owned::share(e->key);
        int64_t h = e->hash;
        if (!TRY(discard_hashed(t, s, key, h))) TRY(add_hashed(t, s, key, h));
    }
    return {};
}

Owned op_or(Thread& t, Value a, Value b) {
    if (!is_set(a) || !is_set(b)) return Owned::not_implemented();
    Ref<Set> s = TRY(copy_of(t, a, base_type_of(t, a)));
    TRY(set_update(t, s.get(), b));
    return s;
}
Owned op_and(Thread& t, Value a, Value b) {
    if (!is_set(a) || !is_set(b)) return Owned::not_implemented();
    Ref<Set> s = TRY(make_set(t, base_type_of(t, a)));
    TRY(intersect_into(t, s.get(), a, b));
    return s;
}
Owned op_sub(Thread& t, Value a, Value b) {
    if (!is_set(a) || !is_set(b)) return Owned::not_implemented();
    return TRY(subtract(t, a, b));
}
Owned op_xor(Thread& t, Value a, Value b) {
    if (!is_set(a) || !is_set(b)) return Owned::not_implemented();
    Ref<Set> s = TRY(copy_of(t, b, base_type_of(t, a)));
    TRY(toggle_all(t, s.get(), a));
    return s;
}
Owned op_ior(Thread& t, Value a, Value b) {
    if (!is_set(b)) return Owned::not_implemented();
    TRY(set_update(t, as_set(a), b));
    return Owned::share(a);
}
void swap_tables(Set* a, Set* b) {
    std::swap(a->table, b->table);
    std::swap(a->mask, b->mask);
    std::swap(a->used, b->used);
    std::swap(a->filled, b->filled);
    ++a->mutations;
}
Owned op_iand(Thread& t, Value a, Value b) {
    if (!is_set(b)) return Owned::not_implemented();
    Ref<Set> s = TRY(make_set(t, types(t).set));
    TRY(intersect_into(t, s.get(), a, b));
    swap_tables(as_set(a), s.get());
    return Owned::share(a);
}
Owned op_isub(Thread& t, Value a, Value b) {
    if (!is_set(b)) return Owned::not_implemented();
    TRY(remove_all(t, as_set(a), b));
    return Owned::share(a);
}
Owned op_ixor(Thread& t, Value a, Value b) {
    if (!is_set(b)) return Owned::not_implemented();
    TRY(toggle_all(t, as_set(a), b));
    return Owned::share(a);
}

Owned method_add(Thread& t, const Value* args) {
    TRY(set_add(t, as_set(args[0]), args[1]));
    return Owned::none();
}
Owned method_discard(Thread& t, const Value* args) {
    TRY(set_discard(t, as_set(args[0]), args[1]));
    return Owned::none();
}
Owned method_remove(Thread& t, const Value* args) {
    if (!TRY(set_discard(t, as_set(args[0]), args[1]))) return raise_key_error(t, args[1]);
    return Owned::none();
}
Owned method_pop(Thread& t, const Value* args) {
    Set* s = as_set(args[0]);
    if (!s->used) return raise_with(t, exc(t).KeyError, TRY(make_str(t, "pop from an empty set")));
    // Goes on where the last pop ended, so that emptying a set in this way is not quadratic.
    size_t at = s->finger & s->mask;
    SetEntry* e = set_next(s, &at);
    if (!e) {
        at = 0;
        e = set_next(s, &at);
    }
    s->finger = at;
    Value key = e->key;
    e->key = Value::unbound();
    --s->used;
    ++s->mutations;
    return Owned::adopt(key);
}
Owned method_clear(Thread&, const Value* args) {
    clear_table(as_set(args[0]));
    return Owned::none();
}
Owned method_copy(Thread& t, const Value* args) {
    if (is_exact(args[0], Kind::FrozenSet)) return Owned::share(args[0]);
    return TRY(copy_of(t, args[0], base_type_of(t, args[0])));
}
Owned method_union(Thread& t, const Value* args) {
    Ref<Set> s = TRY(copy_of(t, args[0], base_type_of(t, args[0])));
    for (Value other : *args[1].as<Tuple>()) TRY(set_update(t, s.get(), other));
    return s;
}
Owned method_update(Thread& t, const Value* args) {
    for (Value other : *args[1].as<Tuple>()) TRY(set_update(t, as_set(args[0]), other));
    return Owned::none();
}
Owned method_intersection(Thread& t, const Value* args) {
    Tuple* others = args[1].as<Tuple>();
    if (!others->length) return TRY(copy_of(t, args[0], base_type_of(t, args[0])));
    Owned result = Owned::share(args[0]);
    for (Value other : *others) {
        Ref<Set> next = TRY(make_set(t, base_type_of(t, args[0])));
        TRY(intersect_into(t, next.get(), result, other));
        result = std::move(next);
    }
    return result;
}
Owned method_intersection_update(Thread& t, const Value* args) {
    Owned result = TRY(method_intersection(t, args));
    swap_tables(as_set(args[0]), result.as<Set>());
    return Owned::none();
}
Owned method_difference(Thread& t, const Value* args) {
    Tuple* others = args[1].as<Tuple>();
    if (!others->length) return TRY(copy_of(t, args[0], base_type_of(t, args[0])));
    Ref<Set> s = TRY(subtract(t, args[0], others->at(0)));
    for (size_t i = 1; i < others->length; ++i) TRY(remove_all(t, s.get(), others->at(i)));
    return s;
}
Owned method_difference_update(Thread& t, const Value* args) {
    for (Value other : *args[1].as<Tuple>()) TRY(remove_all(t, as_set(args[0]), other));
    return Owned::none();
}
Owned method_symmetric_difference(Thread& t, const Value* args) {
    Ref<Set> s = TRY(copy_of(t, args[1], base_type_of(t, args[0])));
    TRY(toggle_all(t, s.get(), args[0]));
    return s;
}
Owned method_symmetric_difference_update(Thread& t, const Value* args) {
    TRY(toggle_all(t, as_set(args[0]), args[1]));
    return Owned::none();
}
Owned method_isdisjoint(Thread& t, const Value* args) {
    Owned it = TRY(get_iter(t, args[1]));
    for (;;) {
        Owned key = TRY(iter_next(t, it));
        if (key.is_stop()) return Owned::from_bool(true);
        if (TRY(set_contains(t, as_set(args[0]), key))) return Owned::from_bool(false);
    }
}
Owned method_issubset(Thread& t, const Value* args) {
    Owned other = TRY(to_set(t, args[1]));
    return Owned::from_bool(TRY(is_subset(t, as_set(args[0]), other.as<Set>())));
}
Owned method_issuperset(Thread& t, const Value* args) {
    Owned other = TRY(to_set(t, args[1]));
    return Owned::from_bool(TRY(is_subset(t, other.as<Set>(), as_set(args[0]))));
}
Owned method_contains(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(set_contains(t, as_set(args[0]), args[1])));
}
Owned method_reduce(Thread& t, const Value* args) {
    Owned list = TRY(to_list(t, args[0]));
    Owned arguments = TRY(make_tuple(t, {list.get()}));
    Owned state = TRY(call_method(t, args[0], names(t).__getstate__));
    return make_tuple(t, {Value(type_of(t, args[0])), arguments, state});
}
Owned method_class_getitem(Thread& t, const Value* args) {
    return call(t, types(t).generic_alias, {args[0], args[1]});
}
Owned iterator_length_hint(Thread& t, const Value* args) {
    SetIterator* it = args[0].as<SetIterator>();
    int64_t n = 0;
    if (!it->set.is_none() && as_set(it->set)->used == it->used) {
        size_t at = it->at;
        while (set_next(as_set(it->set), &at)) ++n;
    }
    return make_int(t, n);
}

#define COMMON_METHODS                                                                                      \
    {"copy(self, /)", method_copy, "Return a shallow copy of a set."},                                      \
        {"union(self, /, *others)", method_union, "Return the union of sets as a new set."},                \
        {"intersection(self, /, *others)", method_intersection,                                             \
         "Return the intersection of sets as a new set."},                                                  \
        {"difference(self, /, *others)", method_difference,                                                 \
         "Return the difference of two or more sets as a new set."},                                        \
        {"symmetric_difference(self, other, /)", method_symmetric_difference,                               \
         "Return the symmetric difference of two sets."},                                                   \
        {"isdisjoint(self, other, /)", method_isdisjoint,                                                   \
         "Return True if two sets have a null intersection."},                                              \
        {"issubset(self, other, /)", method_issubset, "Report whether another set contains this set."},     \
        {"issuperset(self, other, /)", method_issuperset, "Report whether this set contains another set."}, \
        {"__contains__(self, key, /)", method_contains, "x.__contains__(y) <==> y in x."},                  \
        {"__reduce__(self, /)", method_reduce, "Return state information for pickling."}, {                 \
        "__class_getitem__(cls, item, /)", method_class_getitem, "See PEP 585"                              \
    }

const FunctionSpec frozenset_methods[] = {COMMON_METHODS};
const FunctionSpec set_methods[] = {
    COMMON_METHODS,
    {"add(self, key, /)", method_add, "Add an element to a set."},
    {"discard(self, key, /)", method_discard, "Remove an element from a set if it is a member."},
    {"remove(self, key, /)", method_remove, "Remove an element from a set; it must be a member."},
    {"pop(self, /)", method_pop, "Remove and return an arbitrary set element."},
    {"clear(self, /)", method_clear, "Remove all elements from this set."},
    {"update(self, /, *others)", method_update, "Update a set with the union of itself and others."},
    {"intersection_update(self, /, *others)", method_intersection_update,
     "Update a set with the intersection of itself and another."},
    {"difference_update(self, /, *others)", method_difference_update,
     "Remove all elements of another set from this set."},
    {"symmetric_difference_update(self, other, /)", method_symmetric_difference_update,
     "Update a set with the symmetric difference of itself and another."},
};
// (iter, ([what is left],)): the iterator itself does not move.
Owned iterator_reduce(Thread& t, const Value* args) {
    SetIterator* it = args[0].as<SetIterator>();
    Ref<List> left = TRY(new_list(t));
    Owned held = Owned::share(it->set);
    size_t at = it->at;
    while (SetEntry* e = held.is_none() ? nullptr : set_next(as_set(held), &at)) TRY(list_append(t, left.get(), e->key));
    Owned function = TRY(import_attr(t, "builtins", "iter"));
    Owned arguments = TRY(make_tuple(t, {Value(left.get())}));
    return make_tuple(t, {function, arguments});
}
const FunctionSpec iterator_methods[] = {
    {"__reduce__(self, /)", iterator_reduce, "Return state information for pickling."},
    {"__length_hint__(self, /)", iterator_length_hint,
     "Private method returning an estimate of len(list(it))."},
};

TypeSpec common_spec(const char* name, Kind kind) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(Set);
    spec.kind = kind;
    spec.flags = kTypeBaseAllowed | kTypeMatchSelf;
    Slots& s = spec.slots;
    s.dealloc = set_dealloc;
    s.traverse = set_traverse;
    s.repr = set_repr;
    s.compare = set_compare;
    s.iter = set_iter;
    s.length = set_length;
    s.contains = set_contains_slot;
    s.binary[static_cast<int>(BinaryOp::Or)] = op_or;
    s.binary[static_cast<int>(BinaryOp::And)] = op_and;
    s.binary[static_cast<int>(BinaryOp::Sub)] = op_sub;
    s.binary[static_cast<int>(BinaryOp::Xor)] = op_xor;
    return spec;
}

}  // namespace

Ref<Set> new_set(Thread& t) { return make_set(t, types(t).set); }
Ref<Set> new_frozenset(Thread& t) { return make_set(t, types(t).frozenset); }

Status set_add(Thread& t, Set* s, Value key) {
    int64_t h = TRY(hash(t, key));
    return add_hashed(t, s, key, h);
}
Result<bool> set_contains(Thread& t, Set* s, Value key) {
    Owned frozen_key;
    int64_t h = TRY(hash_key(t, &key, &frozen_key));
    return contains_hashed(t, s, key, h);
}
Result<bool> set_discard(Thread& t, Set* s, Value key) {
    Owned frozen_key;
    int64_t h = TRY(hash_key(t, &key, &frozen_key));
    return discard_hashed(t, s, key, h);
}
Status set_update(Thread& t, Set* s, Value iterable) {
    if (!is_set(iterable)) {
        if (is_exact(iterable, Kind::Dict)) {  // the keys bring their hashes
            Owned held = Owned::share(iterable);
            Dict* from = held.as<Dict>();
            TRY(reserve(t, s, from->used));
            size_t at = 0;
            while (DictEntry* e = dict_next(from, &at)) {
                Owned key = Owned::share(e->key);
                TRY(add_hashed(t, s, key, e->hash));
            }
            return {};
        }
        return for_each(t, iterable, [&](Value key) -> Status { return set_add(t, s, key); });
    }
    Set* from = iterable.as<Set>();
    if (from == s || !from->used) return {};
    Owned held = Owned::share(iterable);
    TRY(reserve(t, s, from->used));
    if (!s->table) TRY(resize(t, s, kSmallest - 1));
    size_t at = 0;
    if (s->filled) {
        while (SetEntry* e = set_next(from, &at)) {
            Owned key = Owned::share(e->key);
            TRY(add_hashed(t, s, key, e->hash));
        }
        return {};
    }
    // Into an empty set: nothing has to be compared; a table of the same size is copied as it is.
    bool same = s->mask == from->mask && from->filled == from->used;
    while (SetEntry* e = set_next(from, &at)) {
        retain(e->key);
        if (same) {
            s->table[at - 1] = *e;
        } else {
            place(s->table, s->mask, *e);
        }
    }
    s->used = s->filled = from->used;
    ++s->mutations;
    return {};
}

Status init_set_type(Thread& t) {
    TypeSpec spec = common_spec("set", Kind::Set);
    spec.slots.clear = set_clear_slot;
    spec.slots.new_ = set_new;
    spec.slots.init = set_init;
    spec.slots.inplace[static_cast<int>(BinaryOp::Or)] = op_ior;
    spec.slots.inplace[static_cast<int>(BinaryOp::And)] = op_iand;
    spec.slots.inplace[static_cast<int>(BinaryOp::Sub)] = op_isub;
    spec.slots.inplace[static_cast<int>(BinaryOp::Xor)] = op_ixor;
    spec.methods = set_methods;
    spec.doc =
        "set() -> new empty set object\nset(iterable) -> new set object\n\nBuild an unordered collection of "
        "unique elements.";
    types(t).set = define_type(t, spec);

    TypeSpec frozen_spec = common_spec("frozenset", Kind::FrozenSet);
    frozen_spec.slots.new_ = frozenset_new;
    frozen_spec.slots.hash = frozenset_hash;
    frozen_spec.methods = frozenset_methods;
    frozen_spec.doc =
        "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object\n\n"
        "Build an immutable unordered collection of unique elements.";
    types(t).frozenset = define_type(t, frozen_spec);

    TypeSpec it{};
    it.name = "set_iterator";
    it.size = sizeof(SetIterator);
    it.flags = kTypeNoInstantiate;
    it.slots.dealloc = iterator_dealloc;
    it.slots.traverse = iterator_traverse;
    it.slots.iter = iterator_self;
    it.slots.next = iterator_next;
    it.methods = iterator_methods;
    types(t).set_iterator = define_type(t, it);
    return {};
}

}  // namespace minipy
