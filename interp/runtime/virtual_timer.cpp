#include "runtime/virtual_timer.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "runtime/interpreter.h"
#include "runtime/signals.h"

namespace minipy {

struct VirtualTimer::Run {
    Parker parker;
    std::atomic<bool> cancelled{false};
    std::atomic<int64_t> deadline{0};  // 0: over
    int64_t interval = 0;
};

namespace {

constexpr int kMostMilliseconds = 2000;

// Sends the signal and waits until the main thread is awake and has called the handler, or is about to.
void send_alarm(Interpreter& interp) {
    Signals& signals = *interp.signals;
    if (!signals.handlers[SIGALRM].is_object()) {  // ignored, or the end of the process
        pthread_kill(static_cast<pthread_t>(interp.main_thread->ident), SIGALRM);
        return;
    }
    uint64_t before = signals.delivered();
    pthread_kill(static_cast<pthread_t>(interp.main_thread->ident), SIGALRM);
    for (int ms = 0; ms < kMostMilliseconds && signals.delivered() == before; ++ms) usleep(1000);
    for (int ms = 0; ms < kMostMilliseconds && signals.is_pending(SIGALRM); ++ms) {
        usleep(1000);
        if (ms && signals.is_pending(SIGALRM)) interp.clock.interrupt_all();
    }
}

}  // namespace

VirtualTimer::VirtualTimer() = default;
VirtualTimer::~VirtualTimer() = default;

VirtualTimer::Setting VirtualTimer::get(Interpreter& interp) {
    int64_t deadline = run_ ? run_->deadline.load() : 0;
    if (!deadline) return {};
    int64_t left = deadline - interp.clock.monotonic_ns();
    return {left > 0 ? left : 1, run_->interval};
}

VirtualTimer::Setting VirtualTimer::set(Interpreter& interp, Setting setting) {
    Setting old = get(interp);
    if (run_) {
        run_->cancelled = true;
        interp.clock.unpark(run_->parker);
        run_.reset();
    }
    if (setting.left_ns <= 0) return old;
    run_ = std::make_shared<Run>();
    run_->deadline = interp.clock.monotonic_ns() + setting.left_ns;
    run_->interval = setting.interval_ns;
    interp.clock.join();  // for the thread
    sigset_t all, mask;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask);  // it takes no signals itself
    std::thread([&interp, run = run_] {
        while (!run->cancelled) {
            int64_t deadline = run->deadline;
            if (interp.clock.park(run->parker, deadline) != Clock::Woken::TimedOut || run->cancelled) break;
            send_alarm(interp);
            if (!run->interval) break;
            run->deadline = deadline + run->interval;
        }
        run->deadline = 0;
        interp.clock.leave();
    }).detach();
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    return old;
}

}  // namespace minipy
