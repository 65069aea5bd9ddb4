// Type objects: how they are made and what the rest of their room needs of each other.
//
//     type.cpp        lookup along the MRO with its cache, versions, C3, the memory of a type
//     type_new.cpp    type(name, bases, dict, **kw): what a `class` statement ends in
//     type_slots.cpp  the table dunder <-> slot; slots that call dunders; dunders that show slots
//     type_attributes.cpp  type.__name__, type.__call__ and the rest of what can be asked of a class
//     object_type.cpp `object`
//
// The method cache: (version of the type, interned name) -> what the walk along the MRO found. A class whose
// dictionary changes loses its version, and so do its subclasses: entries made before never match again, and no list
// of dependents is kept.
#pragma once

#include <unordered_map>

#include "objects/attributes.h"
#include "objects/protocol.h"

namespace minipy {

struct Signature;
struct SlotDef;

struct TypeState {
    static constexpr size_t kCacheSize = 4096;
    struct CacheEntry {
        uint32_t version = 0;
        Value name;
        Value value;
    };
    CacheEntry cache[kCacheSize];
    std::unordered_map<const char*, const Signature*> signatures;  // by the address of their text
};
TypeState& type_state(Thread&);

// Allocates the structs of the types that everything else needs before any of them is filled in.
Status bootstrap_types(Thread&);
// The struct allocated for a built-in type of that name that is not filled in yet; a new one otherwise.
Type* claim_native_type(Thread&, const char* name);

// The dictionary or bases changed: forgets the versions of the type and all its subclasses.
void type_modified(Type*);
// Walks the MRO without the cache; for types under construction.
Value find_in_mro(Thread&, Type*, Value name);
Ref<Tuple> compute_mro(Thread&, Type*);
// UnicodeEncodeError or ValueError for what cannot be __name__.
Status check_type_name(Thread&, Value name);
// The MRO by the metaclass's mro() where it has one of its own, checked; C3 otherwise.
Ref<Tuple> ask_mro(Thread&, Type*);
Status add_to_subclasses(Thread&, Type* base, Type* derived);
void remove_from_subclasses(Thread&, Type* base, Type* derived);
Ref<List> subclasses_of(Thread&, Type*);
std::string type_utf8_name(Type*);

// The most derived metaclass of `metatype` and the bases' types; null with TypeError raised.
Type* calculate_metaclass(Thread&, Type* metatype, Tuple* bases);
// type.__new__ and type.__call__ as slots.
Owned type_new(Thread&, Type* metatype, const CallArgs&);
Owned type_call(Thread&, Value type, const CallArgs&);
// Gives the base that decides the layout of a class with these bases; null with TypeError raised.
Type* best_base(Thread&, Tuple* bases);

// ---- type_slots.cpp ----
// Adds a wrapper descriptor for every slot that the native type fills itself.
Status add_slot_wrappers(Thread&, Type*);
// Takes over from `base` the slots that have no dunder or were not filled.
void inherit_slots(Type*, Type* base, bool native);
// Fills the slots of a heap type from the dunders that it and its bases define.
Status fill_slots(Thread&, Type*);
// After `name` was assigned to or deleted from the class: the slots of the class and its subclasses follow.
Status update_slots(Thread&, Type*, Value name);
Owned make_new_function(Thread&, Type*);
// The native code behind `int.__new__`; the call slot of native functions treats it apart, arguments unpacked.
Owned new_function_code(Thread&, const Value*);
Owned call_new_function(Thread&, Type* owner, const CallArgs&);
Owned wrapper_call(Thread&, Value descriptor, const CallArgs&);
Owned call_slot(Thread&, const SlotDef*, Type* owner, Value self, const CallArgs&);
const char* slot_name(const SlotDef*);
const char* slot_doc(const SlotDef*);

// `object`'s own.
Owned object_new(Thread&, Type*, const CallArgs&);
Status object_init(Thread&, Value, const CallArgs&);
void instance_dealloc(Thread&, Object*);

}  // namespace minipy
