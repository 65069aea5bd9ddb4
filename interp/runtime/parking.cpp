#include "runtime/parking.h"

#include <sched.h>
#include <unistd.h>

#include "runtime/interpreter.h"

namespace minipy {

void ParkingLock::QueueMutex::lock() {
    const pid_t me = getpid();
    pid_t seen = 0;
    while (!process_.compare_exchange_weak(seen, me, std::memory_order_acquire)) {
        if (seen != me) continue;  // free, or held by a thread of the process that we were forked from
        seen = 0;
        sched_yield();
    }
}

// Under the mutex, before anything else.
void ParkingLock::forget_ghosts() {
    const pid_t me = getpid();
    if (process_ == me) return;
    process_ = me;
    first_ = last_ = nullptr;
    state_.fetch_and(static_cast<uint8_t>(~kWaiters), std::memory_order_relaxed);
}

// Either the lock is had, or whoever releases it will come to the queue.
bool ParkingLock::take_or_announce() {
    uint8_t state = state_.load(std::memory_order_relaxed);
    for (;;) {
        uint8_t wanted = static_cast<uint8_t>(state | (state & kHeld ? kWaiters : kHeld));
        if (state_.compare_exchange_weak(state, wanted, std::memory_order_acq_rel)) return !(state & kHeld);
    }
}

void ParkingLock::enqueue(Waiter& waiter, bool at_head) {
    waiter.chosen = false;
    waiter.previous = at_head ? nullptr : last_;
    waiter.next = at_head ? first_ : nullptr;
    (waiter.previous ? waiter.previous->next : first_) = &waiter;
    (waiter.next ? waiter.next->previous : last_) = &waiter;
}

void ParkingLock::dequeue(Waiter& waiter) {
    (waiter.previous ? waiter.previous->next : first_) = waiter.next;
    (waiter.next ? waiter.next->previous : last_) = waiter.previous;
    if (!first_) state_.fetch_and(static_cast<uint8_t>(~kWaiters), std::memory_order_relaxed);
}

Clock::Woken ParkingLock::acquire(Clock& clock, int64_t deadline_ns) {
    Waiter me;
    std::unique_lock guard(mutex_);
    forget_ghosts();
    bool outrun = false;
    for (;;) {
        if (take_or_announce()) return Clock::Woken::Unparked;
        enqueue(me, outrun);
        guard.unlock();
        Clock::Woken why = clock.park(me.parker, deadline_ns);
        guard.lock();
        if (me.chosen && why != Clock::Woken::Unparked) {
            // A release is about to unpark a thread that has woken by itself: its place must not go before that.
            guard.unlock();
            while (clock.park(me.parker, Clock::kForever) != Clock::Woken::Unparked) {
            }
            guard.lock();
        }
        outrun = me.chosen;
        if (!me.chosen) dequeue(me);
        if (why == Clock::Woken::Unparked) continue;
        return try_acquire() ? Clock::Woken::Unparked : why;
    }
}

// False when nobody holds the lock; `chosen` is to be unparked then, which is not done under the mutex: the thread would
// run into it. The place on its stack stays until it was unparked.
bool ParkingLock::release_to(Waiter*& chosen) {
    std::lock_guard guard(mutex_);
    forget_ghosts();
    if (!(state_.fetch_and(static_cast<uint8_t>(~kHeld), std::memory_order_acq_rel) & kHeld)) return false;
    chosen = first_;
    if (chosen) {
        dequeue(*chosen);
        chosen->chosen = true;
    }
    return true;
}

bool ParkingLock::release(Clock& clock) {
    Waiter* chosen = nullptr;
    if (!release_to(chosen)) return false;
    if (chosen) clock.unpark(chosen->parker);
    return true;
}

bool ParkingLock::release_to_waiter(Thread& t) {
    Waiter* chosen = nullptr;
    if (!release_to(chosen)) return false;
    if (chosen) t.interp->clock.unpark_soon(chosen->parker, t.interp->gil);
    return true;
}

}  // namespace minipy
