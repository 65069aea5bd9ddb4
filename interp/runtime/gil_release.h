// The one way to wait without holding the others up: everything that may block stands inside the life of a GilRelease.
//
//     ssize_t n;
//     {
//         GilRelease nogil(t);
//         n = ::read(fd, buffer, size);   // other threads run Python meanwhile; touch no Value here
//     }
//
// errno of the last call inside survives taking the lock back. For the event log, `call` says what is waited for when
// that is not the native function that Python called, and `subject` which lock.
#pragma once

#include <cerrno>

#include "runtime/event_notes.h"
#include "runtime/interpreter.h"
#include "value/result.h"

namespace minipy {

// Gives the lock up, then wakes those whom its holder has let go on meanwhile.
inline void give_up_gil(Thread& t) {
    Interpreter& interp = *t.interp;
    Parker* waiting = interp.clock.take_soon();
    interp.gil.release(t.gil_thread);
    if (waiting) interp.clock.unpark_all(waiting);
}

class GilRelease {
  public:
    explicit GilRelease(Thread& t, const char* call = nullptr, uint32_t subject = 0) : t_(t) {
        if (recording(t)) [[unlikely]]
            describe_release(t, call, subject);
        give_up_gil(t_);
    }
    ~GilRelease() {
        int saved = errno;
        t_.interp->gil.acquire(t_.gil_thread);
        errno = saved;
    }
    GilRelease(const GilRelease&) = delete;
    GilRelease& operator=(const GilRelease&) = delete;

  private:
    Thread& t_;
};

// After a wait that a signal cut short: runs the handlers, if this is the thread that does so. When none raised, the
// caller goes on waiting for the rest of the time. The clock too ends a wait so, when it finds that all wait for ever.
inline Status after_interrupt(Thread& t) {
    if (t.interp->clock.take_standstill() && t.interp->report_standstill) TRY(t.interp->report_standstill(t));
    if (t.is_main && t.interp->run_signal_handlers) return t.interp->run_signal_handlers(t);
    return {};
}

}  // namespace minipy
