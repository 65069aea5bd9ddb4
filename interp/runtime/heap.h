// Making objects. All object memory comes from mimalloc through here.
//
//     auto* cell = make<Cell>(t, t.interp->types.cell);          // refcount 1, in the collector's list
//     auto* tuple = make_sized<Tuple>(t, type, n * sizeof(Value));  // with room behind the struct
//
// The fields beyond the header are value-initialised by T's constructor. A dealloc slot ends with free_object().
#pragma once

#include <new>

#include "runtime/interpreter.h"
#include "value/type.h"

namespace minipy {

// Uncounted raw memory of the interpreter; sizes are in bytes. alloc never returns null: out of memory aborts only
// below 1 MiB; larger requests return null and the caller raises MemoryError.
void* heap_alloc(size_t size);
void heap_free(void* memory);
void* heap_realloc(void* memory, size_t size);

// Links a new object into the youngest generation; may make a collection due (it runs at the next poll of the breaker).
void gc_track(Thread&, GcObject*);
void gc_untrack(GcObject*);

template <class T, class... Args>
T* make_sized(Thread& t, Type* type, size_t extra, Args&&... args) {
    void* memory = heap_alloc(sizeof(T) + extra);
    if (!memory) [[unlikely]] return nullptr;
    T* object = ::new (memory) T(static_cast<Args&&>(args)...);
    object->refcount = 1;
    object->kind = type->instance_kind;
    object->subclass = type->has(kTypeHeap);
    object->gc = 0;
    object->flags = 0;
    object->type = type;
    if (object->subclass) retain(type);
    if constexpr (std::is_base_of_v<GcObject, T>) {
        object->flags = kGcObject;
        gc_track(t, object);
    }
    return object;
}
template <class T, class... Args>
T* make(Thread& t, Type* type, Args&&... args) {
    return make_sized<T>(t, type, 0, static_cast<Args&&>(args)...);
}

// The end of a dealloc slot: leaves the collector's list, releases a heap type, frees the memory.
void free_object(Thread&, Object*);

// dealloc slot for a struct whose C++ destructor (or nothing) does all the work.
template <class T>
void dealloc_struct(Thread& t, Object* object) {
    static_cast<T*>(object)->~T();
    free_object(t, object);
}

// An instance of `type` (any layout with attrs or slots) allocated to type->basic_size, attrs empty, slots Unbound,
// bytes between the header and them zero. What object.__new__ and the `new` slots of subclassable natives use.
Object* allocate_instance(Thread&, Type* type);
// Releases attrs and __slots__ of an instance: called by dealloc slots of layouts that can be subclassed.
void clear_instance_attrs(Thread&, Object*);
void traverse_instance_attrs(Object*, Visitor&);

}  // namespace minipy
