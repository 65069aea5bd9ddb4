// Notes for the event log (gil/event_log.h) by those who hold the GIL: what a lock, a task, a thread did.
//
//     if (recording(t)) note(t, GilEventKind::LockTaken, lock_number(t, lock));
//
// While nothing is recorded that costs one load and one branch. The tables that give the numbers in an event their
// meaning (stacks, texts) belong to the recorder, which the module _gil makes: it knows frames and code objects, this
// room does not.
#pragma once

#include <string>
#include <string_view>

#include "runtime/interpreter.h"

namespace minipy {

struct Generator;

class EventRecorder {
  public:
    virtual ~EventRecorder() = default;
    // The calling thread's stack, as a number.
    virtual uint32_t stack(Thread&) = 0;
    // The stack in which a suspended coroutine waits, the outermost await first.
    virtual uint32_t await_stack(Generator*) = 0;
    virtual uint32_t text(std::string_view) = 0;
    // The name of the native function that the calling thread is in; null when it is not known.
    virtual const char* call_name(Thread&) = 0;
    // Every few milliseconds, in the thread that runs.
    virtual void sample(Thread&) = 0;
    virtual void begin_child(Thread&) = 0;  // in a forked child
    virtual void flush(Thread&) = 0;        // in a child, when it may end soon

    uint32_t next_number() { return ++numbers_; }

  private:
    uint32_t numbers_ = 0;
};

inline bool recording(Thread& t) { return t.interp->gil.logging(); }

struct EventNote {
    uint32_t subject = 0, other = 0, text = 0;
    bool with_stack = false;
    uint32_t stack = 0;
};
void note(Thread&, GilEventKind, const EventNote&);
// The number that a thing goes by in the log: given when it is first asked for.
uint32_t event_number(Thread&, uint32_t& number);
// Before the GIL is released: what for.
void describe_release(Thread&, const char* call, uint32_t subject);

}  // namespace minipy
