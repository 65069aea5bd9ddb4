// Which thread waits for which.
#include "stdlib/threading/thread.h"

namespace minipy::threading {
namespace {

struct Owner {
    uint64_t ident = 0;  // 0: none that is known
    const char* kind = "lock";
    LockPlace place;
};

Owner owner_of(Thread& t, Object* waited) {
    for (Thread* other = t.interp->threads; other; other = other->next) {
        if (other->sentinel == Value(waited)) return {other->ident, "thread", {}};
    }
    if (waited->type == state(t).lock_type) {
        Lock* lock = static_cast<Lock*>(waited);
        return {lock->lock.is_locked() ? lock->place.ident : 0, "lock", lock->place};
    }
    if (is_subtype(waited->type, state(t).rlock_type)) {
        RLock* lock = static_cast<RLock*>(waited);
        return {lock->owner, "lock", lock->place};
    }
    return {0, "queue", {}};
}

Thread* thread_of(Thread& t, uint64_t ident) {
    for (Thread* other = t.interp->threads; other; other = other->next) {
        if (other->ident == ident) return other;
    }
    return nullptr;
}

// (file, line, function) of where the owner took it, if that call still runs; else None.
Owned place_taken(Thread& t, const Owner& owner) {
    Thread* thread = thread_of(t, owner.ident);
    if (!thread || !owner.place.code) return Owned::none();
    for (Frame* frame = thread->frame; frame; frame = frame->back) {
        if (frame->code != owner.place.code) continue;
        Owned line = TRY(make_int(t, frame->code->position_at(owner.place.pc).line));
        return make_tuple(t, {frame->code->filename, line.get(), frame->code->name});
    }
    return Owned::none();
}

}  // namespace

// A row for each thread that waits: (ident, object, for ever, kind, owner's ident, where it was taken).
Owned list_waits(Thread& t, const Value*) {
    Ref<List> rows = TRY(new_list(t));
    for (Thread* thread = t.interp->threads; thread; thread = thread->next) {
        Object* waited = thread->waits_for;
        if (!waited) continue;
        Owner owner = owner_of(t, waited);
        Owned ident = TRY(make_uint(t, thread->ident)), owner_ident = TRY(make_uint(t, owner.ident));
        Owned kind = TRY(make_str(t, owner.kind)), place = TRY(place_taken(t, owner));
        Owned row = TRY(make_tuple(t, {ident.get(), Value(waited), Value::from_bool(thread->waits_until == Clock::kForever),
                                       kind.get(), owner_ident.get(), place.get()}));
        TRY(list_insert(t, rows.get(), 0, row));
    }
    return rows;
}

}  // namespace minipy::threading
