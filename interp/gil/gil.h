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
//
// Standing still. A thread without the lock is either at the lock, or waits at the clock, or crosses from one to the
// other: it has given the lock up and not yet gone to sleep, or has been woken and not yet come here. How long a crossing
// takes is the processor's whim, so a policy that is to decide the same each time chooses only when nobody crosses:
//
//        at the lock  <----- woken, crossing -----  waits at the clock (a sleep, another lock, descriptors)
//                     ----- released, crossing -->
//                     ----- released, in a call outside: read(), getaddrinfo() ... -->
//
// A call outside looks like a crossing that does not end. After kPatienceOutside the thread counts as away and the others
// go on without it; from then on the run depends on when that call ends (`went_away` counts such cases).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gil/eval_breaker.h"
#include "gil/event_log.h"
#include "gil/policy.h"

namespace minipy {

// What a thread went through at the lock, counted always.
struct GilCounts {
    uint64_t acquired = 0;   // had the lock
    uint64_t failed = 0;     // asked for it and found it held
    uint64_t vain = 0;       // was woken for it and found that another had taken it
    uint64_t requests = 0;   // set the drop request
    uint64_t forced = 0;     // gave it up because it had to
    uint64_t voluntary = 0;  // gave it up for a blocking call
};

// A thread's seat at the lock. It must not move while the thread takes part.
struct GilThread {
    enum class Place : uint8_t { Away, AtLock, Crossing, Waiting, Polling };

    uint64_t number = 0;                    // in the order of arrival, from 1
    GilLog* log = nullptr;                  // the Gil's; null until something is noted
    GilEvent next = {};                     // what is known of the next release (runtime/event_notes.h)
    GilCounts counts;                       // under the mutex
    std::atomic<Place> place{Place::Away};  // see "standing still"
    std::condition_variable turn;           // it was named as the next
    bool back_from_call = false;            // came from a blocking call, and was not asked for the lock since
    uint64_t arrival = 0;                   // its turn in the order of coming to wait
    bool keeps = false;                     // see Gil::keep
};

class Gil {
  public:
    static constexpr std::chrono::milliseconds kPatienceOutside{20};

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
    void at_instruction(GilThread& me, bool own_code = true) {
        if (crossing_ > 0 && waits_for_stillness()) stand_still();
        if (others_ > 0 && policy_->hand_over_now(own_code)) yield(me);
    }
    // While it is set the holder keeps the lock whatever it does: `release`, `acquire` and `yield` do nothing.
    void keep(GilThread& me, bool on) { me.keeps = on; }
    // For a policy that is told whom to choose: the number of the thread.
    void want_next(uint64_t number);
    // Whether it is no matter at which moment before the lock is given up a thread is woken that will come here. For the holder.
    bool delays_wakes() const { return delays_wakes_ && !logging(); }

    // ---- standing still: who is where ----
    // A native thread was made that will come to the lock (or was not, after all).
    void expect_newcomer() { ++crossing_, ++others_; }
    void forget_newcomer() { --crossing_, --others_; }
    // The expected one is there; before its first `acquire`.
    void newcomer(GilThread& me) { me.place = GilThread::Place::Crossing; }
    // This thread is about to sleep at the clock, without the lock; then, outside of the clock's mutex, somebody_waits().
    void begins_to_wait(GilThread& me, bool polling) {
        move(me, polling ? GilThread::Place::Polling : GilThread::Place::Waiting);
    }
    void somebody_waits();
    // It will go on: said by whoever wakes it, before it wakes.
    void ends_waiting(GilThread& thread) { move(thread, GilThread::Place::Crossing); }
    // The thread ends; it has released the lock.
    void leave(GilThread& me);
    bool waits_for_stillness() const { return still_.load(std::memory_order_relaxed); }
    // Called (under the mutex) before a choice among threads that stand still: whether a descriptor that somebody
    // polls has become ready meanwhile.
    void set_look_around(void (*function)(void*), void* context) {
        look_around_ = function;
        look_around_context_ = context;
    }
    uint64_t went_away();
    // The holder waits until those it woke have come to the lock or to sleep.
    void stand_still();

    bool held_by(const GilThread& thread);
    // The same without the mutex, for a signal handler: right unless it changes at that moment.
    bool seems_held_by(const GilThread& thread) const { return locked_ && holder_ == &thread; }
    bool is_held();
    uint64_t switches();  // how often the lock has changed hands
    size_t waiters();     // how many threads want it now
    GilCounts counts(const GilThread& thread);
    // Those of the threads that have ended: (number, counts), the last 1,000 of them.
    std::vector<std::pair<uint64_t, GilCounts>> ended_counts();

    // In a forked child: only `survivor` lives, and it holds the lock. Waiters, their mutex and requests are forgotten.
    void reset_after_fork(GilThread& survivor);
    // The interpreter ends: from now on only `last` may take the lock; other threads that ask sleep for ever.
    void close(GilThread& last);

    int64_t switch_interval_us();
    void set_switch_interval_us(int64_t microseconds);
    void set_policy(std::unique_ptr<GilPolicy> policy);
    std::string policy_name();

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
    bool sleep_at(std::unique_lock<std::mutex>& guard, GilThread& me);
    void ask_holder(GilThread& me);
    void take(GilThread& me);
    void repeat_requests(GilThread& holder);
    void hand_over(GilThread& me);
    void fight(std::unique_lock<std::mutex>& guard, GilThread& me);
    void note(GilThread& me, GilEventKind what);

    // Where a thread is changes only here.
    void move(GilThread& thread, GilThread::Place to);
    void choose_when_still();
    void wait_until_still(std::unique_lock<std::mutex>& guard);
    void give_up_on_crossing();

    // What fork must make anew lies together.
    struct Sleepers {
        std::mutex mutex;
        std::condition_variable released;   // the lock is free
        std::condition_variable switched;   // the lock has a new holder
        std::condition_variable stillness;  // nobody crosses any more
    };
    std::unique_ptr<Sleepers> sleepers_;

    // Under the mutex.
    bool locked_ = false;
    GilThread* holder_ = nullptr;     // who holds the lock, or held it last
    GilThread* successor_ = nullptr;  // when the policy has named one: nobody else may take the lock
    GilThread* closer_ = nullptr;
    std::vector<GilThread*> waiting_;  // by seat
    std::vector<GilThread*> seats_;    // all that take part
    std::vector<std::pair<uint64_t, GilCounts>> ended_;
    uint64_t switches_ = 0;
    uint64_t last_number_ = 0;
    uint64_t arrivals_ = 0;
    uint64_t went_away_ = 0;
    int64_t interval_us_ = 5000;
    std::chrono::steady_clock::time_point free_since_;
    std::unique_ptr<GilPolicy> policy_;
    void (*look_around_)(void*) = nullptr;
    void* look_around_context_ = nullptr;

    std::atomic<int> crossing_{0};  // seats that are Crossing, and newcomers
    std::atomic<int> others_{
        0};  // those, and who waits for the lock or polls: with them the holder might have to share
    std::atomic<bool> still_{false};
    bool asks_everywhere_ = false;
    bool delays_wakes_ = true;  // as the interval policy

    std::atomic<bool> logging_{false};
    size_t log_limit_ = 0;
    int64_t (*clock_)(const void*) = nullptr;
    const void* clock_context_ = nullptr;
    std::unique_ptr<std::mutex> logs_mutex_;
    std::vector<std::unique_ptr<GilLog>> logs_;
};

}  // namespace minipy
