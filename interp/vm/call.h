// Running Python code from C++.
#pragma once

#include "objects/function.h"
#include "objects/generator.h"

namespace minipy {

// The call slot of Python functions.
Owned call_function(Thread&, Value function, const CallArgs&);
// Runs module-level code: exec(code, globals, namespace). namespace may be the globals.
Owned run_code(Thread&, Code*, Value globals, Value name_space, Value closure = Value::none());
// Calls a class body (a function without parameters) in `name_space`; gives what it returns (the __class__ cell or None).
Owned run_class_body(Thread&, Value function, Value name_space);

// Fills the parameters of a Python function from a call, each with a reference of its own; the locals behind them are Unbound
// already. TypeError with CPython's text when they do not fit.
Status bind_arguments(Thread&, Function*, const CallArgs&, Value* registers);
// The same for a call with keywords that does not need *args or **kwargs, moving the arguments out of the window; false when it is
// another kind of call, and nothing was done. A TypeError (something is missing) comes after the move.
Result<bool> bind_moved(Thread&, Function*, Value* window, unsigned positional, Tuple* kwnames, Value* registers);
// bind_arguments() for f(*args, **keywords); `keywords` has only strs for keys, or is null.
Status bind_unpacked(Thread&, Function*, const Value* args, size_t count, Dict* keywords, Value* registers);

// ---- inside the vm room ----

// Why the loop came back.
struct Exit {
    Resumed how;
    Value value;  // owned
};
// The loop: runs `frame` (flag kFrameEntry) and everything it calls, until it is left or suspended. With `raising`, begins by
// raising the exception that is set, at frame->pc.
Exit run_loop(Thread&, Frame* frame, bool raising);

// A new frame on the thread's stack with the function (reference taken over); locals Unbound, cells not yet made.
// Null with RecursionError or MemoryError raised; then `function` was released.
Frame* enter_frame(Thread&, Function* function, Value name_space);
// Wraps the locals that are cell variables into Cells.
void make_cells(Thread&, Code*, Value* registers);
// Releases what a frame holds (temporaries are already gone) and takes it off the stack. A generator's frame stays where it is.
void leave_frame(Thread&, Frame*);
// A generator, coroutine or async generator for a call of such a function; its frame's parameters are still to be bound.
Ref<Generator> make_generator(Thread&, Function* function);
// sys.set_coroutine_origin_tracking_depth: notes where a coroutine was made, if asked to.
void note_coroutine_origin(Thread&, Generator*);
// What a poll of the eval breaker does: hands the GIL over, runs signal handlers, collects, raises asynchronous exceptions.
Status serve_breaker(Thread&);
// Finds the handler for the exception set, at frame->pc, with `live` temporaries: drops those above the handler's depth, stores the
// exception there and gives its address; null when there is none (all temporaries dropped).
Instr* find_handler(Thread&, Frame*, uint32_t live);
// Turns StopIteration leaving a generator into RuntimeError (PEP 479).
void convert_stop_iteration(Thread&, Generator*);

// Drops the locals of a generator that will not run (again).
void drop_generator_frame(Thread&, Generator*);

Status init_vm(Thread&);

}  // namespace minipy
