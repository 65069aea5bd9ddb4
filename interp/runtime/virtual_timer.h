// ITIMER_REAL on the virtual clock: a program that sets an alarm and sleeps is woken by it, in no time at all.
//
// The kernel's timer knows nothing of virtual time. So a native thread waits at the clock in its stead and sends SIGALRM
// when the deadline comes. Sent is not yet received: until the main thread has seen the signal the clock must stand still,
// or it would jump to the end of the very sleep that the signal is to cut short. Therefore the thread counts as running
// until the handler was called (or, when the signal is ignored or held back, for a short while).
#pragma once

#include <cstdint>
#include <memory>

namespace minipy {

struct Interpreter;

class VirtualTimer {
  public:
    struct Setting {
        int64_t left_ns = 0,
                interval_ns = 0;  // until the next signal, 0: none; between later ones, 0: only one
    };
    VirtualTimer();
    ~VirtualTimer();
    Setting get(Interpreter&);
    Setting set(Interpreter&, Setting);  // gives what was set before

  private:
    struct Run;
    std::shared_ptr<Run> run_;  // shared with its thread; a new one for each setting
};

}  // namespace minipy
