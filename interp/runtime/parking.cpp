#include "runtime/parking.h"

#include <algorithm>

namespace minipy {

bool ParkingLock::try_acquire() {
    std::lock_guard guard(mutex_);
    if (locked_) return false;
    return locked_ = true;
}

bool ParkingLock::is_locked() {
    std::lock_guard guard(mutex_);
    return locked_;
}

Clock::Woken ParkingLock::acquire(Clock& clock, int64_t deadline_ns) {
    Waiter me;
    std::unique_lock guard(mutex_);
    bool outrun = false;
    for (;;) {
        if (!locked_) {
            locked_ = true;
            std::erase(waiters_, &me);
            return Clock::Woken::Unparked;
        }
        if (outrun) {
            waiters_.push_front(&me);
        } else {
            waiters_.push_back(&me);
        }
        me.chosen = false;
        guard.unlock();
        Clock::Woken why = clock.park(me.parker, deadline_ns);
        guard.lock();
        if (me.chosen && why != Clock::Woken::Unparked) {
            // `release` is about to unpark a thread that has woken by itself: its place must not go before that.
            guard.unlock();
            while (clock.park(me.parker, Clock::kForever) != Clock::Woken::Unparked) {
            }
            guard.lock();
        }
        outrun = me.chosen;
        if (!me.chosen) std::erase(waiters_, &me);
        if (why != Clock::Woken::Unparked && locked_) return why;
    }
}

bool ParkingLock::release(Clock& clock) {
    Waiter* first = nullptr;
    {
        std::lock_guard guard(mutex_);
        if (!locked_) return false;
        locked_ = false;
        if (!waiters_.empty()) {
            first = waiters_.front();
            waiters_.pop_front();
            first->chosen = true;
        }
    }
    // Not under the mutex, into which it would run. The place on the waiter's stack stays until it was unparked.
    if (first) clock.unpark(first->parker);
    return true;
}

}  // namespace minipy
