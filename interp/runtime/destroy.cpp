// The end of an object.
#include "runtime/heap.h"
#include "runtime/interpreter.h"
#include "runtime/watchers.h"

namespace minipy {

thread_local Thread* current_thread = nullptr;

namespace {

// Nested deaths deeper than this wait in the thread's queue: a list of a million links must not use a million C++ frames.
constexpr int kMaxDepth = 50;

// Runs __del__; true when it brought the object back.
bool finalized_back_to_life(Thread& t, Object* o) {
    if (!o->type->slots.finalize || (o->flags & kFinalized)) return false;
    o->refcount = 1;
    o->flags |= kFinalized;
    o->type->slots.finalize(t, o);
    return --o->refcount != 0;
}

void die(Thread& t, Object* o) {
    if (finalized_back_to_life(t, o)) return;
    if (o->flags & (kHasWeakrefs | kWatched)) {
        if ((o->flags & kWatched) && t.interp->races) t.interp->races->died(o);
    }
    if (o->flags & kHasWeakrefs) {
        o->refcount = 1;  // callbacks may not find it dead already
        clear_weakrefs_to(t, &o, 1);
        if (--o->refcount != 0) return;
    }
    // What dealloc releases may run Python, and that the collector: it must not come across an object half taken apart.
    if (o->flags & kGcObject) gc_untrack(t, static_cast<GcObject*>(o));
    o->type->slots.dealloc(t, o);
}

}  // namespace

void destroy(Object* o) {
    if (o->is_exact(Kind::Str) && !(o->flags & kWatched)) return heap_free(o);  // it owns nothing, and nobody asks for its end
    Thread& t = *current_thread;
    if (t.dealloc_depth >= kMaxDepth) [[unlikely]] {
        o->refcount = 1;  // the queue's: the collector and weak references may come across it while it waits
        t.dying.push_back(o);
        return;
    }
    ++t.dealloc_depth;
    die(t, o);
    if (--t.dealloc_depth == 0) {
        while (!t.dying.empty()) {
            Object* next = t.dying.back();
            t.dying.pop_back();
            if (--next->refcount != 0) continue;  // somebody found it meanwhile
            ++t.dealloc_depth;
            die(t, next);
            --t.dealloc_depth;
        }
    }
}

}  // namespace minipy
