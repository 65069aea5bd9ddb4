// Those who look at a program while it runs. None is there unless somebody asked for it; then each asks for an
// instrument too (set_instrument), so that the loop stops before every instruction (vm/instruments.h).
//
// The watcher for races wants to know more than instructions: what makes one thread's work come before another's. Whoever
// lets others go on (releases a lock, puts into a queue, starts a thread) says note_released(t, what); whoever went on
// because of that says note_acquired(t, what). `what` is only an address that both know.
#pragma once

#include "runtime/interpreter.h"

namespace minipy {

struct Frame;

class RaceWatcher {
  public:
    virtual ~RaceWatcher() = default;
    virtual void before(Thread&, Frame*) = 0;  // frame->pc, of the program's own code, is about to run
    virtual void released(Thread&, const void* what) = 0;
    virtual void acquired(Thread&, const void* what) = 0;
    virtual void died(Object*) = 0;  // an object with kWatched
};

class LineWatcher {
  public:
    virtual ~LineWatcher() = default;
    virtual void before(Thread&, Frame*) = 0;
};

// "holds the GIL", "waits for the GIL", ...: right unless it changes at that moment; may be called by a signal handler.
const char* gil_state(const Thread&);

inline void note_released(Thread& t, const void* what) {
    if (t.interp->races) [[unlikely]]
        t.interp->races->released(t, what);
}
inline void note_acquired(Thread& t, const void* what) {
    if (t.interp->races) [[unlikely]]
        t.interp->races->acquired(t, what);
}

}  // namespace minipy
