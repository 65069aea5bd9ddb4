// sys.settrace and sys.setprofile: what the loop tells them.
//
// While a function traces, the loop jumps through the table in which every entry leads to trace_instruction first; while
// none does, it never looks. Frame::line remembers, of a frame that is traced, the instruction seen before: its index
// and one; 0 when there was none.
#pragma once

#include "objects/frame_locals.h"
#include "runtime/thread.h"
#include "value/result.h"

namespace minipy {

inline bool is_traced(const Thread& t) {
    return !t.tracing && (!t.trace_function.is_none() || !t.profile_function.is_none());
}

// Before the instruction at frame->pc: "call" for a frame that begins or goes on, "line", "opcode", "return" for one that
// is about to return or yield. It may move frame->pc.
Status trace_instruction(Thread&, Frame*);
// A frame suspends since what it awaits did, with that value.
Status trace_suspend(Thread&, Frame*, Value yielded);
// A generator that the frame iterates over, or delegates to, returned a value.
Status trace_stop(Thread&, Frame*, Value value);
// The exception that is set reached the frame; another may be set when this returns.
void trace_exception(Thread&, Frame*);
// The exception that is set leaves the frame.
void trace_unwind(Thread&, Frame*);

// Sets the functions of the calling thread.
void set_trace_function(Thread&, Value);
void set_profile_function(Thread&, Value);

}  // namespace minipy
