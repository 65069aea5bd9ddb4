// The clock: all of the interpreter's time, and the one place where its threads wait for time or for each other.
//
// The real clock is the system's. The virtual clock moves only by a tenth of a microsecond each time it is read, so that
// what began earlier ends earlier; when every thread only waits, it jumps to the earliest deadline. A program that sleeps
// five seconds ends at once and prints the same intervals, because time.time(), time.monotonic(), sleeps, timeouts and the
// event loop all ask here.
//
//     thread A  sleep until 10.0 s ------------------------------.           the clock says 0.0 s
//     thread B  computes ...  sleep until 3.0 s -.               |
//                                                 `- now both only wait: the clock jumps to 3.0 s, B runs on
//
// To know that every thread only waits, the clock must see all waiting: threads that take part say so (`join`,
// `leave`), and wait by `park` (until somebody calls `unpark`, or a deadline) or by `poll_until` (for file
// descriptors). A thread in any other blocking call, such as read() on a pipe, counts as computing: the clock does
// not jump while it may still be answered. The one who wakes a thread counts it as running at once (in `unpark`), not
// when it gets the processor; so between waking another and going to sleep there is no moment in which all seem idle.
//
// All functions are called without the GIL held by the waiting thread (inside a GilRelease).
#pragma once

#include <semaphore.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

namespace minipy {

struct Thread;
class Gil;
class EvalBreaker;

// A thread's place to wait at. One thread parks at it at a time; anyone may unpark it.
class Parker {
  public:
    Parker() { sem_init(&semaphore_, 0, 0); }
    ~Parker() { sem_destroy(&semaphore_); }
    Parker(const Parker&) = delete;
    Parker& operator=(const Parker&) = delete;

  private:
    friend class Clock;
    enum class State : uint8_t { Running, Waiting, Unparked, TimedOut, Interrupted };

    sem_t semaphore_;
    State state_ = State::Running;  // under the clock's mutex
    bool permit_ = false;           // unparked before it parked
    int64_t deadline_ = 0;
    Thread* thread_ = nullptr;  // who waits here; null: no thread of an interpreter
    Parker* next_soon_ = nullptr;
    int ready_ = 0;             // of a poller: what a look at its descriptors gave
    int (*look_)(void* context, int ms) = nullptr;
    void* look_context_ = nullptr;
};

class Clock {
  public:
    static constexpr int64_t kForever = std::numeric_limits<int64_t>::max();
    static constexpr int64_t kSecond = 1'000'000'000;
    static constexpr int64_t kVirtualTick = 100;  // ns that the virtual clock moves when it is read

    Clock();
    Clock(const Clock&) = delete;

    // Before any thread waits. Virtual time begins at the real one, or (for runs that are to be the same each time) at the
    // beginning of 2026.
    void use_virtual_time(bool fixed_start = false);
    bool is_virtual() const { return virtual_; }

    int64_t monotonic_ns() const;
    int64_t peek_ns() const;  // the same for an onlooker: does not move virtual time
    int64_t realtime_ns() const;  // since 1970

    // A thread takes part, or no longer does. The thread that makes another calls `join` for it, so that the clock
    // cannot jump before the new one runs; the new thread calls `leave` at its end.
    void join() { change_threads(+1); }
    void leave() { change_threads(-1); }

    enum class Woken : uint8_t { Unparked, TimedOut, Interrupted };
    // Waits until `unpark`, the deadline (monotonic), or a signal that this thread handles.
    Woken park(Parker& parker, int64_t deadline_ns);
    // Wakes the thread that parks there, or lets the next `park` return at once.
    void unpark(Parker& parker);
    // The same by the holder of the GIL, for a thread that can do nothing without it: woken at once, it would run into the
    // GIL and sleep there. So it is woken when the GIL is next given up (give_up_gil), or when the holder has polled its
    // breaker for a while. At once where somebody looks on: in virtual time, under other policies, while events are logged.
    void unpark_soon(Parker& parker, Gil& gil);
    // Those who are to be woken so: whoever gives the GIL up takes them before and wakes them after that.
    Parker* take_soon() { return std::exchange(soon_, nullptr); }
    void unpark_all(Parker* first);
    // The holder polls.
    void poll_soon(EvalBreaker& breaker);

    Woken sleep_until(int64_t deadline_ns);

    // Ends the waiting of all who park, as a signal would: one of them may have got a signal the moment before it slept.
    void interrupt_all();

    // Waits for file descriptors. `wait(ms)` is poll or epoll_wait with a timeout: positive when something is ready,
    // 0 when not, negative with errno. Gives its last answer. `outside`: something other than this process could make
    // a descriptor ready, so that virtual time waits a moment for it before it jumps.
    template <class Wait>
    int poll_until(int64_t deadline_ns, bool outside, Wait&& wait) {
        using Plain = std::remove_reference_t<Wait>;
        PollFunction function = [](void* context, int ms) { return (*static_cast<Plain*>(context))(ms); };
        return poll(deadline_ns, outside, function, const_cast<std::remove_const_t<Plain>*>(&wait));
    }

    // From now on: when all threads wait and none of them for a time, one of them is woken (Interrupted), and
    // take_standstill says true once.
    void watch_for_standstill() { watches_standstill_ = true; }
    bool take_standstill() { return standstill_.load(std::memory_order_relaxed) && standstill_.exchange(false); }

    // In a forked child: one thread, no waiters.
    void reset_after_fork();

    // Wakes those who poll for descriptors of which one is ready. For a GIL policy that waits for stillness: there a
    // poller is not woken by the kernel at some moment, but when the others are about to choose who runs.
    void wake_ready_pollers();

  private:
    using PollFunction = int (*)(void* context, int ms);

    // What fork must make anew.
    struct Waiting {
        std::mutex mutex;
        std::vector<Parker*> parked;
        int pollers = 0;
        std::vector<int64_t> poll_deadlines;
        std::vector<Parker*> still_pollers;  // of those, who may be woken by wake_ready_pollers
    };

    void change_threads(int by);
    bool all_wait(const Waiting& w) const {
        return static_cast<int>(w.parked.size()) + w.pollers >= threads_;
    }
    void look_whether_all_wait(Waiting& w);
    void wake(Waiting& w, Parker& parker, Parker::State why);
    Woken wait_real(Parker& parker, int64_t deadline_ns);
    Woken finish(Parker& parker, bool interrupted);
    int poll(int64_t deadline_ns, bool outside, PollFunction wait, void* context);
    int poll_virtual(int64_t deadline_ns, bool outside, PollFunction wait, void* context);
    void pause_still(std::unique_lock<std::mutex>& guard, Parker& poller);
    static void note_waiting(Parker& parker, bool polling);
    static void note_awake(Parker& parker);

    bool virtual_ = false;
    bool watches_standstill_ = false;
    std::atomic<bool> standstill_{false};
    mutable std::atomic<int64_t> virtual_now_{0};  // monotonic
    int64_t realtime_offset_ = 0;                  // virtual realtime minus virtual monotonic
    int threads_ = 1;                              // under the mutex
    std::unique_ptr<Waiting> waiting_;
    Parker* soon_ = nullptr;  // under the GIL, as are the next two
    Parker* last_soon_ = nullptr;
    int soon_polls_ = 0;
};

}  // namespace minipy
