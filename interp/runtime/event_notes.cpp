// Notes for the event log: the part that is taken only while something is recorded.
#include "runtime/event_notes.h"

#include "runtime/interpreter.h"

namespace minipy {

void note(Thread& t, GilEventKind kind, const EventNote& what) {
    EventRecorder* recorder = t.interp->recorder;
    if (!recorder) return;
    GilEvent event = {};
    event.ns = t.interp->gil.now();
    event.kind = kind;
    event.subject = what.subject;
    event.other = what.other;
    event.text = what.text;
    event.stack = what.with_stack ? recorder->stack(t) : what.stack;
    t.interp->gil.log_of(t.gil_thread).add(event);
}

uint32_t event_number(Thread& t, uint32_t& number) {
    if (!number && t.interp->recorder) number = t.interp->recorder->next_number();
    return number;
}

void describe_release(Thread& t, const char* call, uint32_t subject) {
    EventRecorder* recorder = t.interp->recorder;
    if (!recorder) return;
    GilEvent& next = t.gil_thread.next;
    next = {};
    next.call = call ? call : recorder->call_name(t);
    next.subject = subject;
    next.stack = recorder->stack(t);
}

}  // namespace minipy
