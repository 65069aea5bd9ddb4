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
#include <vector>

namespace minipy {

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
};

class Clock {
  public:
    static constexpr int64_t kForever = std::numeric_limits<int64_t>::max();
    static constexpr int64_t kSecond = 1'000'000'000;
    static constexpr int64_t kVirtualTick = 100;  // ns that the virtual clock moves when it is read

    Clock();
    Clock(const Clock&) = delete;

    // Before any thread waits. Virtual time begins at the real one.
    void use_virtual_time();
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

    // In a forked child: one thread, no waiters.
    void reset_after_fork();

  private:
    using PollFunction = int (*)(void* context, int ms);

    // What fork must make anew.
    struct Waiting {
        std::mutex mutex;
        std::vector<Parker*> parked;
        int pollers = 0;
        std::vector<int64_t> poll_deadlines;
    };

    void change_threads(int by);
    bool all_wait(const Waiting& w) const {
        return static_cast<int>(w.parked.size()) + w.pollers >= threads_;
    }
    void jump_if_all_wait(Waiting& w);
    void wake(Waiting& w, Parker& parker, Parker::State why);
    Woken wait_real(Parker& parker, int64_t deadline_ns);
    Woken finish(Parker& parker, bool interrupted);
    int poll(int64_t deadline_ns, bool outside, PollFunction wait, void* context);
    int poll_virtual(int64_t deadline_ns, bool outside, PollFunction wait, void* context);

    bool virtual_ = false;
    mutable std::atomic<int64_t> virtual_now_{0};  // monotonic
    int64_t realtime_offset_ = 0;                  // virtual realtime minus virtual monotonic
    int threads_ = 1;                              // under the mutex
    std::unique_ptr<Waiting> waiting_;
};

}  // namespace minipy
