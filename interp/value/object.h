// Object: what every heap value begins with.
//
//   +0   refcount  32 bits   number of Values that own this object; with the top bit set it is immortal
//   +4   kind       8 bits   the memory layout, one per built-in type (Kind)
//   +5   subclass   8 bits   1 when the type is not the built-in itself but made from it by `class`
//   +6   gc         8 bits   the cycle collector's marks
//   +7   flags      8 bits   ObjectFlag
//   +8   type               its Type
//
// Objects that can be part of a cycle derive from GcObject and stand in the collector's list.
//
// Counting is not atomic: only the thread that holds the GIL may touch a count. That is what the GIL protects.
// Immortal objects (interned names, constants of code, built-in types) are never counted, so that after a fork
// parent and child go on sharing their pages.
#pragma once

#include "value/value.h"

namespace minipy {

struct Type;
struct Thread;

// The layout of an object. A subclass made by `class` keeps its base's kind: `is_kind` is "isinstance of the built-in".
enum class Kind : uint8_t {
    Instance,  // made by a Python class over `object`, or a native type of its own layout
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    ByteArray,
    MemoryView,
    List,
    Tuple,
    Dict,
    Set,
    FrozenSet,
    Range,
    Slice,
    Type,
    Module,
    Function,
    NativeFunction,
    BoundMethod,
    Cell,
    Code,
    Frame,
    Traceback,
    Generator,
    Coroutine,
    AsyncGenerator,
    Exception,
    RangeIterator,
    ListIterator,
    TupleIterator,
    StrIterator,
    DictIterator,
    // the rest is told apart by type, not by kind
    Bool,
    None,
    Ellipsis,
    NotImplemented,  // kinds of immediates, for kind_of()
};

enum ObjectFlag : uint8_t {
    kHasWeakrefs = 1,  // the interpreter's weak reference table has an entry for it
    kFinalized = 2,    // __del__ has run: it runs once
    kGcObject = 4,     // derives from GcObject
    kWatched = 16,     // somebody keeps notes about it by its address (runtime/watchers.h)
    kInterned = 8,     // a Str in the intern table: equal interned names are the same object
};

struct Object {
    uint32_t refcount;
    Kind kind;
    uint8_t subclass;
    uint8_t gc;
    uint8_t flags;
    Type* type;

    static constexpr uint32_t kImmortal = 0x80000000u;
    bool immortal() const { return static_cast<int32_t>(refcount) < 0; }
    bool is(Kind k) const { return kind == k; }
    bool is_exact(Kind k) const { return kind == k && !subclass; }
};

static_assert(sizeof(Object) == 16);

struct GcObject : Object {
    GcObject* gc_next;
    GcObject* gc_prev;
};

inline bool is_kind(Value v, Kind kind) { return v.is_object() && v.object()->is(kind); }
inline bool is_exact(Value v, Kind kind) { return v.is_object() && v.object()->is_exact(kind); }

// The only place that frees an object: runs __del__, clears weak references, then the type's dealloc slot.
// Runs at the current thread; nested deaths are queued once they get deep, so it never recurses without bound.
void destroy(Object* object);

inline void retain(Object* object) {
    if (!object->immortal()) ++object->refcount;
}
inline void retain(Value v) {
    if (v.is_object()) retain(v.object());
}
inline void release(Object* object) {
    if (!object->immortal() && --object->refcount == 0) destroy(object);
}
inline void release(Value v) {
    if (v.is_object()) release(v.object());
}
inline void make_immortal(Value v) {
    if (v.is_object()) v.object()->refcount |= Object::kImmortal;
}

}  // namespace minipy
