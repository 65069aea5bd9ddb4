// The lock under _thread.lock: any thread may release it, a wait may end by a deadline or a signal, and virtual time
// knows of the waiting, because it happens at the clock.
//
// Releasing wakes the first waiter but promises it nothing: whoever comes first takes the lock, and that is often the
// releasing thread itself, which still runs while the other wakes up. CPython's locks are such too, and the order of
// output of many a program rests on it. A waiter that was outrun waits again, at the head of the queue.
//
// `acquire` is called without the GIL (inside a GilRelease), after try_acquire has failed.
#pragma once

#include <deque>
#include <mutex>

#include "runtime/clock.h"

namespace minipy {

class ParkingLock {
  public:
    bool try_acquire();
    // Unparked: the lock is taken. TimedOut or Interrupted: it is not.
    Clock::Woken acquire(Clock& clock, int64_t deadline_ns);
    // False when nobody holds it.
    bool release(Clock& clock);
    bool is_locked();

  private:
    struct Waiter {
        Parker parker;
        bool chosen = false;  // taken out of the queue by `release`
    };
    std::mutex mutex_;
    bool locked_ = false;
    std::deque<Waiter*> waiters_;
};

}  // namespace minipy
