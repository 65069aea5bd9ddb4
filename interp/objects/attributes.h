// Attribute lookup and what the inline caches of the loop learn from it.
#pragma once

#include "objects/protocol.h"

namespace minipy {

// How a site may do the same access again while the type's version stays the same.
struct AttrLookup {
    enum Kind : uint8_t {
        Generic,  // nothing to learn
        Slot,     // attrs at `offset` with `shape`: slot `slot`
        AddSlot,  // store: the same, and the instance goes on to `next_shape`
        Member,   // __slots__ word at byte `offset`
        ClassValue,  // `value` of the type, not hidden while the instance has `shape` (null: it has no attributes)
        Method,    // the same, a function to be called with the object in front
        Property,  // `value` is the Python getter
    } kind = Generic;
    uint32_t version = 0;
    int32_t offset = 0;
    Shape* shape = nullptr;
    Shape* next_shape = nullptr;
    uint32_t slot = 0;
    Value value;
};
AttrLookup classify_load(Thread&, Value object, Value name);
AttrLookup classify_store(Thread&, Value object, Value name);

// The type's version, given one if it has none; 0 when versions ran out.
uint32_t type_version(Thread&, Type*);

// Instance attributes alone: no descriptors, no class. Borrowed; Unbound when absent.
Value attrs_get(Thread&, Object*, Value name);
Status attrs_set(Thread&, Object*, Value name, Value value);
// False when it was not there.
Result<bool> attrs_delete(Thread&, Object*, Value name);
// The instance's __dict__, made real.
Dict* attrs_dict(Thread&, Object*);
// Replaces __dict__.
void attrs_set_dict(Thread&, Object*, Dict*);

}  // namespace minipy
