// Weak references: they know an object and do not keep it alive.
//
//     r = weakref.ref(obj, callback)        r() is obj;  del obj  ->  r() is None, callback(r) has run
//
// Objects carry no list of their weak references. The interpreter's WeakrefTable has an entry for each object that has
// some, and the flag kHasWeakrefs in the object says so: an object without pays one bit test when it dies.
//
// The invariant: a WeakReference whose `referent` is set stands in the table under it, and the table's key is alive (or
// its turn to die has not come yet). The table counts neither side.
#pragma once

#include <unordered_map>
#include <vector>

#include "objects/protocol.h"

namespace minipy {

// The layout of weakref.ref and of both kinds of proxy.
struct WeakReference : GcObject {
    Object* referent = nullptr;      // borrowed; null once it is dead
    Value callback = Value::none();  // owned; None once it was called
    int64_t hash = -1;               // of the referent, kept from when it lived
};

class WeakrefTable {
  public:
    using References = std::vector<WeakReference*>;  // oldest first

    void add(Object* referent, WeakReference* reference);
    // The reference dies before its referent.
    void remove(WeakReference* reference);
    // The referent dies: gives its references, each cut off from it, and forgets the entry.
    References take(Object* referent);
    // Null when there are none.
    const References* find(Object* referent) const;

  private:
    std::unordered_map<Object*, References> entries_;
};

WeakrefTable& weakref_table(Thread&);

// weakref.ref(object, callback); TypeError when such objects cannot be referenced weakly.
Owned make_weakref(Thread&, Value object, Value callback = Value::none());
// weakref.proxy(object, callback).
Owned make_weak_proxy(Thread&, Value object, Value callback = Value::none());
// The object a weak reference or proxy stands for, or None.
Owned weakref_get(Value reference);
bool is_weakref(Thread&, Value);  // weakref.ref or a class over it
// How weak references name a type: "collections.deque", and a class of a program by its bare name.
std::string referent_type_name(Thread&, Value object);
// Whether instances of the type can be referenced weakly.
bool supports_weakrefs(Thread&, Type*);

// weakref.cpp and weakref_proxy.cpp; for a type's slots alone.
Ref<WeakReference> new_weak_reference(Thread&, Type*, Value object, Value callback);
void weakref_dealloc(Thread&, Object*);
void weakref_traverse(Object*, Visitor&);
void weakref_clear(Thread&, Object*);

Status init_weakref_types(Thread&);
Status init_weak_proxy_types(Thread&);  // called by init_weakref_types

}  // namespace minipy
