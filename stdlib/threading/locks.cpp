// _thread.lock and _thread.RLock.
//
// Both first try without giving the GIL up: a free lock costs one mutex operation. Only who must wait releases the GIL,
// and waits at the clock, so that timeouts pass in virtual time too. A signal cuts the wait of the main thread short:
// its handler runs, and if that did not raise, the wait goes on until the same deadline.
#include <new>

#include "stdlib/threading/thread.h"

namespace minipy::threading {
namespace {

constexpr int64_t kNow = -1;

// What the event log is told of a lock; nothing while there is none.
template <class L>
void note_taken(Thread& t, L* lock) {
    lock->place = {t.ident, t.frame ? t.frame->code : nullptr, t.frame ? t.frame->pc : nullptr};
    if (lock->orders) note_acquired(t, lock);
    if (!recording(t)) return;
    lock->taker = static_cast<uint32_t>(t.gil_thread.number);
    note(t, GilEventKind::LockTaken, {.subject = event_number(t, lock->number)});
}
template <class L>
void note_lock(Thread& t, GilEventKind kind, L* lock, bool with_stack = false) {
    if (!recording(t)) return;
    note(t, kind, {.subject = event_number(t, lock->number), .other = lock->taker, .with_stack = with_stack});
}

// For as long as it lives, others may see what this thread waits for.
class Waits {
  public:
    Waits(Thread& t, Object* what, int64_t until) : t_(t) {
        t.waits_for = what;
        t.waits_until = until;
    }
    ~Waits() { t_.waits_for = nullptr; }
    Waits(const Waits&) = delete;
    Waits& operator=(const Waits&) = delete;

  private:
    Thread& t_;
};

template <class L>
Result<bool> wait_until(Thread& t, L* self, int64_t deadline) {
    ParkingLock& lock = self->lock;
    if (lock.try_acquire()) return true;
    if (deadline == kNow) return false;
    note_lock(t, GilEventKind::LockWait, self, true);
    Waits waits(t, self, deadline);
    for (;;) {
        Clock::Woken why;
        {
            GilRelease released(t, "lock.acquire", self->number);
            why = lock.acquire(t.interp->clock, deadline);
        }
        if (why == Clock::Woken::TimedOut) note_lock(t, GilEventKind::LockGaveUp, self);
        if (why != Clock::Woken::Interrupted) return why == Clock::Woken::Unparked;
        TRY(after_interrupt(t));
    }
}

template <class L>
Result<bool> acquire_until(Thread& t, L* self, int64_t deadline) {
    bool taken = TRY(wait_until(t, self, deadline));
    if (taken) note_taken(t, self);
    return taken;
}

// From acquire's arguments to a deadline: kNow, kForever, or a time.
Result<int64_t> deadline_of(Thread& t, Value blocking_value, Value timeout) {
    if (blocking_value.is_true() && timeout == Value::from_int(-1)) return Clock::kForever;
    constexpr int64_t kUnset = -Clock::kSecond;
    bool blocking = TRY(to_c_int(t, blocking_value)) != 0;
    int64_t ns = timeout == Value::from_int(-1) ? kUnset : TRY(to_nanoseconds(t, timeout, true));
    if (!blocking && ns != kUnset)
        return raise_value_error(t, "can't specify a timeout for a non-blocking call");
    if (ns < 0 && ns != kUnset) return raise_value_error(t, "timeout value must be positive");
    if (!blocking) return kNow;
    if (ns == kUnset) return Clock::kForever;
    int64_t now = t.interp->clock.monotonic_ns();
    return ns > Clock::kForever - 1 - now ? Clock::kForever - 1 : now + ns;
}

// In the child of a fork the old lock may have waiters that do not exist any more: its parts are not touched.
void renew(ParkingLock& lock) { new (&lock) ParkingLock; }

// ---- lock ------------------------------------------------------------------------------------------------

ParkingLock& lock_of(Value v) { return v.as<Lock>()->lock; }
Lock* lock_in(Value v) { return v.as<Lock>(); }

Owned lock_acquire(Thread& t, const Value* args) {
    int64_t deadline = TRY(deadline_of(t, args[1], args[2]));
    Owned self = Owned::share(args[0]);
    return Owned::from_bool(TRY(acquire_until(t, lock_in(self), deadline)));
}
Owned lock_enter(Thread& t, const Value* args) {
    Owned self = Owned::share(args[0]);
    return Owned::from_bool(TRY(acquire_until(t, lock_in(self), Clock::kForever)));
}
Owned lock_release(Thread& t, const Value* args) {
    if (lock_in(args[0])->orders) note_released(t, lock_in(args[0]));
    if (!lock_of(args[0]).release(t)) return raise_runtime_error(t, "release unlocked lock");
    note_lock(t, GilEventKind::LockFree, lock_in(args[0]));
    return Owned::none();
}
Owned lock_locked(Thread&, const Value* args) { return Owned::from_bool(lock_of(args[0]).is_locked()); }
Owned lock_at_fork(Thread&, const Value* args) {
    renew(lock_of(args[0]));
    return Owned::none();
}

Owned lock_repr(Thread& t, Value self) {
    char text[100];
    snprintf(text, sizeof text, "<%s %s object at %p>", lock_of(self).is_locked() ? "locked" : "unlocked",
             type_of(t, self)->native_name, static_cast<void*>(self.object()));
    return make_str(t, text);
}

// ---- RLock -----------------------------------------------------------------------------------------------

RLock* rlock_of(Value v) { return v.as<RLock>(); }
bool is_mine(Thread& t, RLock* self) { return self->count > 0 && self->owner == t.ident; }

Owned acquire_again(Thread& t, Value object, int64_t deadline) {
    RLock* self = rlock_of(object);
    if (is_mine(t, self)) {
        ++self->count;
        return Owned::from_bool(true);
    }
    Owned held = Owned::share(object);
    if (!TRY(acquire_until(t, self, deadline))) return Owned::from_bool(false);
    self->owner = t.ident;
    self->count = 1;
    return Owned::from_bool(true);
}

Owned rlock_acquire(Thread& t, const Value* args) {
    return acquire_again(t, args[0], TRY(deadline_of(t, args[1], args[2])));
}
Owned rlock_enter(Thread& t, const Value* args) { return acquire_again(t, args[0], Clock::kForever); }

Raised raise_not_owned(Thread& t) { return raise_runtime_error(t, "cannot release un-acquired lock"); }

Owned rlock_release(Thread& t, const Value* args) {
    RLock* self = rlock_of(args[0]);
    if (!is_mine(t, self)) return raise_not_owned(t);
    if (--self->count == 0) {
        if (self->orders) note_released(t, self);
        self->owner = 0;
        self->lock.release(t);
        note_lock(t, GilEventKind::LockFree, self);
    }
    return Owned::none();
}
Owned rlock_is_owned(Thread& t, const Value* args) { return Owned::from_bool(is_mine(t, rlock_of(args[0]))); }

Owned rlock_release_save(Thread& t, const Value* args) {
    RLock* self = rlock_of(args[0]);
    if (self->count == 0) return raise_not_owned(t);
    Owned count = TRY(make_uint(t, self->count)), owner = TRY(make_uint(t, self->owner));
    self->count = self->owner = 0;
    if (self->orders) note_released(t, self);
    self->lock.release(t);
    note_lock(t, GilEventKind::LockFree, self);
    return make_tuple(t, {count.get(), owner.get()});
}
Owned rlock_acquire_restore(Thread& t, const Value* args) {
    if (!is_tuple(args[1]) || args[1].as<Tuple>()->length != 2) {
        return raise_type_error(t, "_acquire_restore() argument 1 must be 2-item tuple, not %s",
                                type_name(t, args[1]));
    }
    int64_t count = TRY(to_int64(t, args[1].as<Tuple>()->at(0)));
    int64_t owner = TRY(to_int64(t, args[1].as<Tuple>()->at(1)));
    Owned held = Owned::share(args[0]);
    RLock* self = rlock_of(args[0]);
    TRY(acquire_until(t, self, Clock::kForever));
    self->owner = static_cast<uint64_t>(owner);
    self->count = static_cast<uint64_t>(count);
    return Owned::none();
}
Owned rlock_at_fork(Thread&, const Value* args) {
    RLock* self = rlock_of(args[0]);
    renew(self->lock);
    self->count = self->owner = 0;
    return Owned::none();
}

Owned rlock_new(Thread& t, Type* type, const CallArgs&) {
    RLock* self = make_instance<RLock>(t, type);
    if (!self) return raise_memory_error(t);
    note_lock(t, GilEventKind::LockNew, self, true);
    return Owned::adopt(self);
}

Owned rlock_repr(Thread& t, Value self) {
    RLock* lock = rlock_of(self);
    char text[160];
    snprintf(text, sizeof text, "<%s %s object owner=%lu count=%lu at %p>",
             lock->count ? "locked" : "unlocked", type_full_name(t, type_of(t, self)).c_str(), lock->owner,
             lock->count, static_cast<void*>(self.object()));
    return make_str(t, text);
}

void rlock_dealloc(Thread& t, Object* object) {
    clear_instance_tail(t, object);
    static_cast<RLock*>(object)->lock.~ParkingLock();
    free_object(t, object);
}

// ---- the types -------------------------------------------------------------------------------------------

constexpr const char* kAcquireDoc =
    "Lock the lock. Waits until it is free, or until the timeout; not at all when blocking is false.\n"
    "Returns whether the lock was acquired. A signal's handler may end the wait by an exception.";

const FunctionSpec lock_methods[] = {
    {"acquire_lock(self, /, blocking=True, timeout=-1)", lock_acquire, kAcquireDoc},
    {"acquire(self, /, blocking=True, timeout=-1)", lock_acquire, kAcquireDoc},
    {"release_lock(self, /)", lock_release, "Release the lock; any thread may."},
    {"release(self, /)", lock_release, "Release the lock; any thread may."},
    {"locked_lock(self, /)", lock_locked, "Return whether the lock is locked."},
    {"locked(self, /)", lock_locked, "Return whether the lock is locked."},
    {"__enter__(self, /)", lock_enter, "Lock the lock."},
    {"__exit__(self, exc_type=..., exc_value=..., exc_tb=..., /)", lock_release, "Release the lock."},
    {"_at_fork_reinit(self, /)", lock_at_fork},
};
const FunctionSpec rlock_methods[] = {
    {"acquire(self, /, blocking=True, timeout=-1)", rlock_acquire,
     "Lock the lock. Its owner may do so again; any other thread waits until it was released as often."},
    {"release(self, /)", rlock_release, "Undo one acquire(). Only the owner may."},
    {"__enter__(self, /)", rlock_enter, "Lock the lock."},
    {"__exit__(self, exc_type=..., exc_value=..., exc_tb=..., /)", rlock_release, "Release the lock."},
    {"_is_owned(self, /)", rlock_is_owned,
     "Return whether the calling thread owns the lock. For internal use."},
    {"_acquire_restore(self, state, /)", rlock_acquire_restore, "For internal use by threading.Condition."},
    {"_release_save(self, /)", rlock_release_save, "For internal use by threading.Condition."},
    {"_at_fork_reinit(self, /)", rlock_at_fork},
};

}  // namespace

Owned make_lock(Thread& t) {
    Lock* lock = make<Lock>(t, state(t).lock_type);
    if (!lock) return raise_memory_error(t);
    note_lock(t, GilEventKind::LockNew, lock, true);
    return Owned::adopt(lock);
}

// For the lists of threads in the library: that two threads look into them orders nothing of the program's.
Owned make_unordering(Thread& t, const Value* args) {
    if (type_of(t, args[0]) == state(t).lock_type) {
        lock_in(args[0])->orders = false;
    } else if (is_subtype(type_of(t, args[0]), state(t).rlock_type)) {
        rlock_of(args[0])->orders = false;
    }
    return Owned::share(args[0]);
}

void release_sentinel(Thread& t) {
    if (!t.sentinel.is_object()) return;
    note_released(t, t.sentinel.object());
    lock_of(t.sentinel).release(t);
}

Status define_locks(Thread& t, Module* module) {
    TypeSpec lock;
    lock.name = "_thread.lock";
    lock.size = sizeof(Lock);
    lock.flags = kTypeNoInstantiate;
    lock.slots.dealloc = dealloc_struct<Lock>;
    lock.slots.repr = lock_repr;
    lock.methods = lock_methods;
    lock.doc = "A lock: acquired by one thread, released by any. Make one with threading.Lock().";
    state(t).lock_type = define_type(t, lock);

    TypeSpec rlock;
    rlock.name = "_thread.RLock";
    rlock.size = sizeof(RLock);
    rlock.flags = kTypeBaseAllowed;
    rlock.slots.dealloc = rlock_dealloc;
    rlock.slots.new_ = rlock_new;
    rlock.slots.repr = rlock_repr;
    rlock.methods = rlock_methods;
    state(t).rlock_type = define_type(t, rlock);

    TRY(module_add(t, module, "LockType", Value(state(t).lock_type)));
    return module_add(t, module, "RLock", Value(state(t).rlock_type));
}

}  // namespace minipy::threading
