// The global interpreter lock: of all threads of an interpreter, one at a time runs Python.
//
// What it is for. Reference counts are plain additions, dicts and lists are changed without any lock of their own,
// a type's caches are rewritten in place: all of that is right because whoever does it holds this lock. What it costs
// is that two threads that only compute take as long as one after the other. What it does not cost is waiting: a
// thread that sleeps, reads, or waits for another lock gives this one up first (GilRelease in runtime/gil_release.h)
// and takes nothing from the others.
//
// The picture. A mutex guards a few words: is the lock held, by whom (`holder_`), how often has it changed hands
// (`switches_`). Around it stand the threads that want it, asleep on one condition variable.
//
//        holder --- runs bytecode; looks at the eval breaker at backward jumps and on function entry
//          ^
//          |  (1) a waiter has slept for the switch interval (5 ms) and nobody has switched meanwhile:
//          |      it sets the drop request, one bit of the eval breaker
//          |  (2) the holder sees the bit, calls `yield`: gives the lock up, wakes a waiter ...
//          |  (3) ... and sleeps until the lock has really changed hands: the forced switch
//        waiters
//
// Without (3) the holder, still on the processor, would nearly always take the lock back before the woken thread
// has got anywhere; that was the complaint about Python 2, which had neither (1) nor (3) but a count of bytecodes.
// Why a lost update needs a call or a loop between reading and writing follows from the first line of the picture:
// `c += 1` holds no backward jump and enters no function, so nobody looks at the breaker inside it.
//
// Which thread asks when, and who is next, is a policy (policy.h). The invariant that everything rests on: the
// thread in `holder_` while `locked_` is true is the only one that touches a Python object.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "gil/eval_breaker.h"
#include "gil/event_log.h"
#include "gil/policy.h"

namespace minipy {

// A thread's seat at the lock. It must not move while the thread takes part.
struct GilThread {
    uint64_t number = 0;    // in the order of arrival, from 1
    GilLog* log = nullptr;  // the Gil's; null until something is noted
    GilEvent next = {};     // what is known of the next release: the call, the stack (runtime/event_notes.h)
};

class Gil {
  public:
    EvalBreaker breaker;

    Gil();
    Gil(const Gil&) = delete;

    // Takes the lock; returns when this thread holds it. After `close` it never returns for any thread but the closer.
    void acquire(GilThread& me);
    // Gives the lock up. Only the holder may.
    void release(GilThread& me);
    // For the holder, when the breaker says kDropRequest or the policy says so: gives another thread its turn, then
    // takes the lock again. The only place where a running thread loses the lock against its will.
    void yield(GilThread& me);
    // True when the policy wants to be asked before every instruction; then the loop calls `at_instruction` there.
    bool asks_everywhere() const { return asks_everywhere_; }
    void at_instruction(GilThread& me) {
        if (policy_->hand_over_now()) yield(me);
    }

    bool held_by(const GilThread& thread);
    bool is_held();
    uint64_t switches();  // how often the lock has changed hands
    size_t waiters();     // how many threads want it now

    // In a forked child: only `survivor` lives, and it holds the lock. Waiters, their mutex and requests are forgotten.
    void reset_after_fork(GilThread& survivor);
    // The interpreter ends: from now on only `last` may take the lock; other threads that ask sleep for ever.
    void close(GilThread& last);

    int64_t switch_interval_us();
    void set_switch_interval_us(int64_t microseconds);
    void set_policy(std::unique_ptr<GilPolicy> policy);
    const GilPolicy& policy() const { return *policy_; }

    // Every event of every thread from now on goes to the logs (event_log.h), of each thread the last `limit` at least.
    void start_logging(size_t limit = 4096);
    void stop_logging() { logging_ = false; }
    bool logging() const { return logging_.load(std::memory_order_relaxed); }
    // Where the times in the logs come from; null: the system's monotonic clock.
    void set_time_source(int64_t (*now)(const void*), const void* context);
    int64_t now() const;
    // The calling thread's log; made by its first event.
    GilLog& log_of(GilThread& me);
    // A log that belongs to no seat.
    GilLog& make_log(uint64_t number);
    // All logs, those of threads that have ended included.
    std::vector<GilLog*> logs();
    // The number of the thread that holds the lock or held it last.
    uint64_t last_holder();

  private:
    // The steps, under the mutex.
    bool is_my_turn(GilThread& me) const;
    void begin_waiting(GilThread& me);
    void wait_for_turn(std::unique_lock<std::mutex>& guard, GilThread& me);
    void take(GilThread& me);
    void hand_over(GilThread& me);
    void note(GilThread& me, GilEventKind what);

    // What fork must make anew lies together.
    struct Sleepers {
        std::mutex mutex;
        std::condition_variable released;  // the lock is free
        std::condition_variable switched;  // the lock has a new holder
    };
    std::unique_ptr<Sleepers> sleepers_;

    // Under the mutex.
    bool locked_ = false;
    GilThread* holder_ = nullptr;     // who holds the lock, or held it last
    GilThread* successor_ = nullptr;  // when the policy has named one: nobody else may take the lock
    GilThread* closer_ = nullptr;
    std::vector<GilThread*> waiting_;  // by seat
    uint64_t switches_ = 0;
    uint64_t seats_ = 0;
    std::unique_ptr<GilPolicy> policy_;

    bool asks_everywhere_ = false;

    std::atomic<bool> logging_{false};
    size_t log_limit_ = 0;
    int64_t (*clock_)(const void*) = nullptr;
    const void* clock_context_ = nullptr;
    std::unique_ptr<std::mutex> logs_mutex_;
    std::vector<std::unique_ptr<GilLog>> logs_;
};

}  // namespace minipy
