// The lock under _thread.lock: any thread may release it, a wait may end by a deadline or a signal, and virtual time
// knows of the waiting, because it happens at the clock.
//
// Releasing wakes the first waiter but promises it nothing: whoever comes first takes the lock, and that is often the
// releasing thread itself, which still runs while the other wakes up. CPython's locks are such too, and the order of
// output of many a program rests on it. A waiter that was outrun waits again, at the head of the queue.
//
// One word says whether the lock is held and whether somebody waits; while nobody does, taking and releasing it are one
// exchange of that word each. The queue is under a mutex:
//
//     state_  kHeld | kWaiters     mutex_ -> first_ <-> ... <-> last_     each a place on its thread's own stack
//
// In the child of a fork those in the queue are not there, and neither is who may have been at work on it: the mutex knows in
// which process it was taken, the queue in which it was filled. That the lock is held is still true: nobody knows by whom.
//
// `acquire` is called without the GIL (inside a GilRelease), after try_acquire has failed.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <mutex>

#include "runtime/clock.h"

namespace minipy {

class ParkingLock {
  public:
    bool try_acquire() {
        uint8_t state = state_.load(std::memory_order_relaxed);
        while (!(state & kHeld)) {
            if (state_.compare_exchange_weak(state, state | kHeld, std::memory_order_acquire)) return true;
        }
        return false;
    }
    // Unparked: the lock is taken. TimedOut or Interrupted: it is not.
    Clock::Woken acquire(Clock& clock, int64_t deadline_ns);
    // False when nobody holds it. For who has the GIL: the waiter is woken when that is given up (Clock::unpark_soon).
    bool release(Thread& t) {
        uint8_t state = kHeld;
        return state_.compare_exchange_strong(state, 0, std::memory_order_release) || release_to_waiter(t);
    }
    // The same without it: the waiter is woken at once.
    bool release(Clock& clock);
    bool is_locked() const { return state_.load(std::memory_order_acquire) & kHeld; }

  private:
    static constexpr uint8_t kHeld = 1, kWaiters = 2;

    struct Waiter {
        Parker parker;
        Waiter* next = nullptr;
        Waiter* previous = nullptr;
        bool chosen = false;  // taken out of the queue by a release
    };
    bool release_to_waiter(Thread& t);
    bool release_to(Waiter*& chosen);
    // Under the mutex.
    bool take_or_announce();
    void enqueue(Waiter& waiter, bool at_head);
    void dequeue(Waiter& waiter);

    // For a few instructions at a time.
    class QueueMutex {
      public:
        void lock();
        void unlock() { process_.store(0, std::memory_order_release); }

      private:
        std::atomic<pid_t> process_{0};  // of who has it; 0: nobody
    };
    void forget_ghosts();

    std::atomic<uint8_t> state_{0};
    QueueMutex mutex_;
    pid_t process_ = 0;  // in which the queue was filled
    Waiter* first_ = nullptr;
    Waiter* last_ = nullptr;
};

}  // namespace minipy
