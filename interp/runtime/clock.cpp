#include "runtime/clock.h"

#include <time.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "runtime/interpreter.h"

namespace minipy {
namespace {

int64_t read_clock(clockid_t id) {
    timespec now;
    clock_gettime(id, &now);
    return now.tv_sec * Clock::kSecond + now.tv_nsec;
}

timespec to_timespec(int64_t ns) {
    return {static_cast<time_t>(ns / Clock::kSecond), static_cast<long>(ns % Clock::kSecond)};
}

// Milliseconds until the deadline, rounded up, as poll wants them; -1 for ever.
int ms_until(int64_t deadline_ns, int64_t now_ns) {
    if (deadline_ns == Clock::kForever) return -1;
    int64_t left = std::max<int64_t>(deadline_ns - now_ns, 0);
    return static_cast<int>(std::min<int64_t>((left + 999'999) / 1'000'000, std::numeric_limits<int>::max()));
}

template <class State>
Clock::Woken why_woken(State state) {
    return state == State::Unparked   ? Clock::Woken::Unparked
           : state == State::TimedOut ? Clock::Woken::TimedOut
                                      : Clock::Woken::Interrupted;
}

}  // namespace

Clock::Clock() : waiting_(std::make_unique<Waiting>()) {}

void Clock::use_virtual_time(bool fixed_start) {
    constexpr int64_t kStart = 1000 * kSecond, kStartOf2026 = 1'767'225'600 * kSecond;
    virtual_ = true;
    virtual_now_ = fixed_start ? kStart : read_clock(CLOCK_MONOTONIC);
    realtime_offset_ = (fixed_start ? kStartOf2026 : read_clock(CLOCK_REALTIME)) - virtual_now_;
}

int64_t Clock::monotonic_ns() const {
    return virtual_ ? virtual_now_.fetch_add(kVirtualTick) : read_clock(CLOCK_MONOTONIC);
}

int64_t Clock::peek_ns() const {
    return virtual_ ? virtual_now_.load(std::memory_order_relaxed) : read_clock(CLOCK_MONOTONIC);
}

int64_t Clock::realtime_ns() const {
    return virtual_ ? monotonic_ns() + realtime_offset_ : read_clock(CLOCK_REALTIME);
}

void Clock::change_threads(int by) {
    std::lock_guard guard(waiting_->mutex);
    threads_ += by;
    look_whether_all_wait(*waiting_);  // the one that left may have been the last that ran
}

// The GIL knows who sleeps here: a policy may wait until nobody is on the way (gil/gil.h).
void Clock::note_waiting(Parker& parker, bool polling) {
    parker.thread_ = current_thread;
    if (parker.thread_) parker.thread_->interp->gil.begins_to_wait(parker.thread_->gil_thread, polling);
}
void Clock::note_awake(Parker& parker) {
    if (parker.thread_) parker.thread_->interp->gil.ends_waiting(parker.thread_->gil_thread);
}

// Under the mutex. The only place that takes a thread out of the parked ones.
void Clock::wake(Waiting& w, Parker& parker, Parker::State why) {
    std::erase(w.parked, &parker);
    parker.state_ = why;
    note_awake(parker);
    sem_post(&parker.semaphore_);
}

// Under the mutex. The only place where virtual time moves for threads that park. While somebody polls, the poller
// moves it (poll_virtual): only it can see whether a descriptor has become ready meanwhile.
void Clock::look_whether_all_wait(Waiting& w) {
    if (!virtual_ && !watches_standstill_) return;
    if (w.pollers || w.parked.empty() || !all_wait(w)) return;
    auto earliest = std::ranges::min_element(w.parked, {}, [](Parker* p) { return p->deadline_; });
    if ((*earliest)->deadline_ == kForever) {  // a deadlock, or a signal will come
        if (!watches_standstill_) return;
        standstill_ = true;
        return wake(w, *w.parked.front(), Parker::State::Interrupted);
    }
    if (!virtual_) return;
    virtual_now_ = std::max(virtual_now_.load(), (*earliest)->deadline_);
    wake(w, **earliest, Parker::State::TimedOut);
}

Clock::Woken Clock::park(Parker& parker, int64_t deadline_ns) {
    {
        std::lock_guard guard(waiting_->mutex);
        if (parker.permit_) {
            parker.permit_ = false;
            return Woken::Unparked;
        }
        if (deadline_ns <= monotonic_ns()) return Woken::TimedOut;
        parker.state_ = Parker::State::Waiting;
        parker.deadline_ = deadline_ns;
        note_waiting(parker, false);
        waiting_->parked.push_back(&parker);
        look_whether_all_wait(*waiting_);
    }
    if (current_thread) current_thread->interp->gil.somebody_waits();
    return wait_real(parker, virtual_ ? kForever : deadline_ns);
}

// Sleeps on the semaphore, which alone of all waiting calls both times out by the monotonic clock and ends early when a
// signal comes.
Clock::Woken Clock::wait_real(Parker& parker, int64_t deadline_ns) {
    int failed;
    if (deadline_ns == kForever) {
        failed = sem_wait(&parker.semaphore_);
    } else {
        timespec when = to_timespec(deadline_ns);
        failed = sem_clockwait(&parker.semaphore_, CLOCK_MONOTONIC, &when);
    }
    if (failed) return finish(parker, errno == EINTR);
    // Whoever posted has said why, and is done with this place but for unlocking the mutex: to wait for that would put
    // the thread to sleep again. Nobody cares that the state stays what it is until the next `park`.
    return why_woken(parker.state_);
}

Clock::Woken Clock::finish(Parker& parker, bool interrupted) {
    std::lock_guard guard(waiting_->mutex);
    Parker::State state = parker.state_;
    parker.state_ = Parker::State::Running;
    if (state == Parker::State::Waiting) {  // nobody woke it
        std::erase(waiting_->parked, &parker);
        note_awake(parker);
        return interrupted ? Woken::Interrupted : Woken::TimedOut;
    }
    while (sem_trywait(&parker.semaphore_) == 0) {
    }  // woken at the very moment of a timeout or a signal
    return why_woken(state);
}

void Clock::unpark(Parker& parker) {
    std::lock_guard guard(waiting_->mutex);
    if (parker.state_ == Parker::State::Waiting) {
        wake(*waiting_, parker, Parker::State::Unparked);
    } else {
        parker.permit_ = true;
    }
}

void Clock::unpark_soon(Parker& parker, Gil& gil) {
    if (virtual_ || watches_standstill_ || !gil.delays_wakes()) return unpark(parker);
    parker.next_soon_ = nullptr;
    (soon_ ? last_soon_->next_soon_ : soon_) = &parker;
    last_soon_ = &parker;
    soon_polls_ = 0;
    gil.breaker.set(EvalBreaker::kWakeSoon);
}

// A place is gone when its thread wakes.
void Clock::unpark_all(Parker* first) {
    while (first) unpark(*std::exchange(first, first->next_soon_));
}

void Clock::poll_soon(EvalBreaker& breaker) {
    constexpr int kMostPolls = 100;  // some microseconds
    if (soon_ && ++soon_polls_ < kMostPolls && !breaker.has(EvalBreaker::kDropRequest)) return;
    breaker.clear(EvalBreaker::kWakeSoon);
    unpark_all(take_soon());
}

void Clock::interrupt_all() {
    std::lock_guard guard(waiting_->mutex);
    while (!waiting_->parked.empty()) wake(*waiting_, *waiting_->parked.front(), Parker::State::Interrupted);
}

Clock::Woken Clock::sleep_until(int64_t deadline_ns) {
    Parker parker;
    return park(parker, deadline_ns);
}

int Clock::poll(int64_t deadline_ns, bool outside, PollFunction wait, void* context) {
    if (virtual_) return poll_virtual(deadline_ns, outside, wait, context);
    return wait(context, ms_until(deadline_ns, monotonic_ns()));
}

int Clock::poll_virtual(int64_t deadline_ns, bool outside, PollFunction wait, void* context) {
    constexpr int kSliceMs = 1, kGraceMs = 20;
    int ready = wait(context, 0);
    if (ready != 0 || deadline_ns <= monotonic_ns()) return ready;

    Waiting& w = *waiting_;
    std::unique_lock guard(w.mutex);
    ++w.pollers;
    w.poll_deadlines.push_back(deadline_ns);
    int grace = outside ? kGraceMs : 0;
    Parker poller;
    poller.look_ = wait;
    poller.look_context_ = context;
    note_waiting(poller, true);
    bool still = poller.thread_ && poller.thread_->interp->gil.waits_for_stillness();
    if (still) {
        w.still_pollers.push_back(&poller);
        guard.unlock();
        poller.thread_->interp->gil.somebody_waits();
        guard.lock();
    }
    while (virtual_now_ < deadline_ns) {
        if (poller.state_ == Parker::State::Unparked) {  // by wake_ready_pollers
            ready = poller.ready_;
            break;
        }
        bool idle = all_wait(w);
        if (still && !idle) {
            pause_still(guard, poller);
            continue;
        }
        int64_t earliest = *std::ranges::min_element(w.poll_deadlines);
        for (Parker* parker : w.parked) earliest = std::min(earliest, parker->deadline_);
        guard.unlock();
        // Everybody waits, so nothing in this process can make a descriptor ready any more: one look is enough.
        ready = wait(context, idle && grace == 0 && earliest != kForever ? 0 : kSliceMs);
        guard.lock();
        if (ready != 0) break;
        if (!idle || !all_wait(w)) continue;
        if (grace > 0) {
            --grace;
        } else if (earliest == kForever) {
            if (!watches_standstill_ || outside) continue;
            standstill_ = true;
            ready = -1;
            errno = EINTR;
            break;
        } else {
            virtual_now_ = std::max(virtual_now_.load(), earliest);
            std::vector<Parker*> due;
            std::ranges::copy_if(w.parked, std::back_inserter(due),
                                 [&](Parker* p) { return p->deadline_ <= earliest; });
            for (Parker* parker : due) wake(w, *parker, Parker::State::TimedOut);
        }
    }
    if (poller.state_ != Parker::State::Unparked) {
        note_awake(poller);
        --w.pollers;
    }
    if (still) std::erase(w.still_pollers, &poller);
    w.poll_deadlines.erase(std::ranges::find(w.poll_deadlines, deadline_ns));
    return ready;
}

// Others run: one of them may wake this poller. Looks again after a moment, for all may wait by then.
void Clock::pause_still(std::unique_lock<std::mutex>& guard, Parker& poller) {
    guard.unlock();
    timespec when = to_timespec(read_clock(CLOCK_MONOTONIC) + 1'000'000);
    sem_clockwait(&poller.semaphore_, CLOCK_MONOTONIC, &when);
    guard.lock();
}

void Clock::wake_ready_pollers() {
    std::lock_guard guard(waiting_->mutex);
    for (Parker* poller : waiting_->still_pollers) {
        if (poller->state_ == Parker::State::Unparked) continue;
        poller->ready_ = poller->look_(poller->look_context_, 0);
        if (poller->ready_ == 0) continue;
        poller->state_ = Parker::State::Unparked;
        --waiting_->pollers;
        note_awake(*poller);
        sem_post(&poller->semaphore_);
    }
}

void Clock::reset_after_fork() {
    [[maybe_unused]] Waiting* abandoned =
        waiting_.release();  // its mutex may be held by a thread that is not here
    waiting_ = std::make_unique<Waiting>();
    soon_ = nullptr;
    threads_ = 1;
}

}  // namespace minipy
