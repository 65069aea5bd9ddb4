// Making objects. All object memory comes from mimalloc through here.
//
//     auto* cell = make<Cell>(t, types(t).cell);                   // refcount 1, in the collector's list
//     auto* tuple = make_sized<Tuple>(t, type, n * sizeof(Value)); // with room behind the struct
//     auto* exc = make_instance<Exception>(t, type);               // type may be a Python subclass: with its __slots__, attrs
//
// T's constructor initialises the fields behind the header. A dealloc slot ends with free_object().
#pragma once

#include <new>
#include <type_traits>

#include "runtime/collector.h"
#include "runtime/interpreter.h"
#include "support/memory.h"
#include "value/type.h"

namespace minipy {

// Links a new object into the youngest generation; may make a collection due (it runs at the next poll of the breaker).
inline void gc_track(Thread& t, GcObject* object) {
    Collector* collector = t.interp->collector;
    collector->track(object);
    if (collector->due()) [[unlikely]]
        t.breaker->set(EvalBreaker::kCollect);
}
inline void gc_untrack(Thread& t, GcObject* object) {
    if (!object->gc_next) return;
    object->gc_prev->gc_next = object->gc_next;
    object->gc_next->gc_prev = object->gc_prev;
    object->gc_next = object->gc_prev = nullptr;
    Collector* collector = t.interp->collector;
    if (collector->count[0] > 0) --collector->count[0];
}

// Bytes in front of the object; see instances below.
inline size_t instance_prefix(Type* type) {
    return type->attrs_offset < 0 ? static_cast<size_t>(-type->attrs_offset) : 0;
}

template <class T, class... Args>
T* make_sized(Thread& t, Type* type, size_t extra, Args&&... args) {
    size_t prefix = instance_prefix(type);
    char* memory = static_cast<char*>(heap_alloc(prefix + sizeof(T) + extra));
    if (!memory) [[unlikely]]
        return nullptr;
    T* object = ::new (memory + prefix) T(static_cast<Args&&>(args)...);
    Object* header = object;  // T may have fields named like the header's
    header->refcount = 1;
    header->kind = type->instance_kind;
    header->subclass = type->has(kTypeHeap);
    header->gc = 0;
    header->flags = 0;
    header->type = type;
    if (header->subclass) retain(type);
    if constexpr (std::is_base_of_v<GcObject, T>) {
        header->flags = kGcObject;
        gc_track(t, object);
    }
    return object;
}
template <class T, class... Args>
T* make(Thread& t, Type* type, Args&&... args) {
    return make_sized<T>(t, type, 0, static_cast<Args&&>(args)...);
}

// ---- instances of types that Python classes may derive from ----
//
//     | struct of the native base | __slots__ words | Attrs | inline slots |
//     0                           basic_size - 8 * slot_count
//                                                   basic_size == attrs_offset, unless the struct itself holds the Attrs
//
// The items of a str, bytes or tuple end the object, so a subclass of those has its Attrs in front of it:
//
//     | Attrs | struct | items ... |
//             ^ Object*             attrs_offset == -sizeof(Attrs)
//
// Bytes to allocate for an instance, the part in front left out.
size_t instance_size(Type* type);
// Decides where instances of a new class keep their Attrs: sets type->attrs_offset from basic_size and instance_kind.
void place_attrs(Type* type);
// Sets __slots__ words to Unbound and Attrs to the type's root shape.
void init_instance_tail(Object*);
template <class T>
T* make_instance(Thread& t, Type* type) {
    T* object = make_sized<T>(t, type, instance_size(type) - sizeof(T));
    if (object) init_instance_tail(object);
    return object;
}
// The same for str, bytes and tuple, with `extra` bytes for the items.
template <class T>
T* make_instance_sized(Thread& t, Type* type, size_t extra) {
    T* object = make_sized<T>(t, type, extra);
    if (object && type->has(kTypeHeap)) init_instance_tail(object);
    return object;
}
// object.__new__: an instance of a class over plain `object`.
inline Object* allocate_instance(Thread& t, Type* type) { return make_instance<GcObject>(t, type); }
// What dealloc, traverse and clear slots of such types call for the tail.
void clear_instance_tail(Thread&, Object*);
void traverse_instance_tail(Object*, Visitor&);

// The end of a dealloc slot: leaves the collector's list, releases a heap type, frees the memory.
void free_object(Thread&, Object*);

// dealloc slot for a struct whose C++ destructor (or nothing) does all the work.
template <class T>
void dealloc_struct(Thread& t, Object* object) {
    static_cast<T*>(object)->~T();
    free_object(t, object);
}

// Clears the weak references to objects about to be collected, then runs the callbacks of those weak references
// that are not themselves among them (objects/weakref.cpp).
void clear_weakrefs_to(Thread&, Object** objects, size_t count);

}  // namespace minipy
