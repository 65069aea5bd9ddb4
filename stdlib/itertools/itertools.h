// What the files of itertools share. Every iterator here is a struct with a few Values and numbers; one description (Fields)
// serves dealloc, traverse and clear of them all.
#pragma once

#include "native/module.h"

namespace minipy::itertools {

// The head of each iterator: its Values lie in one array, so that one function can free and traverse them.
template <size_t N>
struct Iterator : GcObject {
    Value v[N];
    Iterator() {
        for (Value& x : v) x = Value::none();
    }
    void set(size_t i, Value value) {
        Value old = v[i];
        retain(value);
        v[i] = value;
        release(old);
    }
};

template <size_t N>
void iterator_dealloc(Thread& t, Object* o) {
    auto* it = static_cast<Iterator<N>*>(o);
    gc_untrack(t, it);
    for (Value x : it->v) release(x);
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}
template <size_t N>
void iterator_traverse(Object* o, Visitor& visitor) {
    for (Value x : static_cast<Iterator<N>*>(o)->v) visitor.visit(x);
    if (o->subclass) traverse_instance_tail(o, visitor);
}

inline Owned self_iter(Thread&, Value self) { return Owned::share(self); }
inline Status no_init(Thread&, Value, const CallArgs&) { return {}; }

// Describes an iterator type whose struct derives from Iterator<N>.
template <class T, size_t N>
TypeSpec iterator_spec(const char* name, Owned (*make)(Thread&, Type*, const CallArgs&),
                       Owned (*next)(Thread&, Value), std::span<const FunctionSpec> methods,
                       const char* doc) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(T);
    spec.flags = kTypeBaseAllowed;
    spec.slots.dealloc = iterator_dealloc<N>;
    spec.slots.traverse = iterator_traverse<N>;
    spec.slots.new_ = make;
    spec.slots.init = no_init;
    spec.slots.iter = self_iter;
    spec.slots.next = next;
    spec.methods = methods;
    spec.doc = doc;
    return spec;
}

// Keyword arguments are refused by name; a subclass with an __init__ of its own takes what it likes.
Status refuse_keywords(Thread&, Type*, const char* name, const CallArgs&);

Status add_type(Thread&, Module*, TypeSpec&);
Status add_basic(Thread&, Module*);  // count, cycle, repeat, chain, accumulate, ...
Status add_filters(Thread&,
                   Module*);  // takewhile, dropwhile, filterfalse, compress, islice, starmap, pairwise
Status add_combinatoric(Thread&, Module*);  // product, permutations, combinations
Status add_grouping(Thread&, Module*);      // groupby, tee, zip_longest

}  // namespace minipy::itertools
