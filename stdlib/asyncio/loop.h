// The native core of the event loop: its callbacks, the queue of those that are ready, the heap of those that wait for a
// time, and one turn of it all.
//
//     call_soon ----> ready queue ----------------------------> run
//     call_later ---> heap of timers --when due--> ready queue
//     add_reader ---> selector -------when ready--> ready queue
//
// A turn (`run_once`, loop.cpp) waits for timers and descriptors unless something is ready, then runs what was ready when
// it began: what those callbacks add waits for the next turn.
//
// Most of what goes through the queue is a task's next step. Such an entry is the Task itself, with the Future that woke it:
// no Handle, no bound method. Handles are made of them when a program looks into the queue.
//
// A program may derive from the loop and override any of its methods, or set them on an instance: before the core goes its
// short way it makes sure that the method it leaves out is its own (`is_own`).
#pragma once

#include "stdlib/asyncio/asyncio.h"

namespace minipy::asyncio {

// ---- handle.cpp: a callback with its arguments and context ---------------------------------------------------
struct Handle : GcObject {
    Value callback = Value::none();
    Value args = Value::none();  // a Tuple; or the one argument, if has_one_arg
    Value loop = Value::none();
    Value context = Value::none();
    Value source_traceback = Value::none();
    Value shown = Value::none();  // its repr, made before cancel() drops the callback in debug mode
    bool cancelled = false;
    bool has_one_arg = false;
};
struct TimerHandle : Handle {
    Value when_value = Value::none();
    double when = 0;  // the same, if it is a number
    bool has_number = false;
    bool scheduled = false;
};
Status define_handles(Thread&, Module*);
bool is_handle(Thread&, Value);
bool is_timer(Thread&, Value);
// args is a Tuple, or one argument if `one`. context None: a copy of the current one.
Owned make_handle(Thread&, Value loop, Value callback, Value args, bool one, Value context);
Owned make_timer(Thread&, Value loop, Value when, Value callback, Value args, Value context);
// Runs the callback. What it raises goes to the loop's exception handler; SystemExit and KeyboardInterrupt come out.
Status run_handle(Thread&, Handle*);
bool runs_plainly(Thread&, Type*);  // whether it is Handle or TimerHandle, and nobody has given it another `_run`
Status report_callback_error(Thread&, Handle*, Value exception);
void set_when(Thread&, TimerHandle*, Value when);

// ---- ready.cpp: the queue ------------------------------------------------------------------------------------
struct ReadyEntry {
    Value what;      // a Handle (or what a program put there), or a Task
    Value argument;  // for a Task: the Future that woke it, Unbound if it only goes on
};
struct ReadyQueue : GcObject {
    ReadyEntry* ring = nullptr;
    uint32_t capacity = 0;  // a power of two
    uint32_t head = 0;
    uint32_t count = 0;

    ReadyEntry& at(uint32_t i) { return ring[(head + i) & (capacity - 1)]; }
    ReadyEntry pop() {
        ReadyEntry entry = ring[head];
        head = (head + 1) & (capacity - 1);
        --count;
        return entry;
    }
};
Status define_ready_queue(Thread&);
Owned make_ready_queue(Thread&);
void clear_ready(ReadyQueue*);
Status push_ready(Thread&, ReadyQueue*, Value what, Value argument);
Owned handle_of_entry(Thread&, ReadyEntry);

// ---- loop.cpp --------------------------------------------------------------------------------------------
struct Loop : GcObject {
    Value ready = Value::none();      // ReadyQueue
    Value scheduled = Value::none();  // List, a heap of timers
    Value selector = Value::none();
    Value select_method =
        Value::none();           // of the selector that is polled here, when it was given to `_watch`
    Value keys = Value::none();  // its Dict: descriptor -> key
    Value process_events = Value::none();  // the selector loop's own `_process_events`
    Value current_handle = Value::none();
    Value task_factory = Value::none();
    Value debug = Value::false_();
    double clock_resolution = 1e-9;
    int64_t cancelled_timers = 0;
    int epoll_fd = -1;
    bool in_debug = false;
    bool closed = false;
    bool stopping = false;
    bool asleep = false;  // in select(), or about to: who adds a callback from elsewhere must wake it
    bool signals_wake_it =
        false;  // the pipe that wakes it gets bytes from the system too: it is always looked at
    // What is_own() found out last, and for which class and layout.
    uint32_t own_version = 0;
    uint32_t own_methods = 0;
    Shape* own_shape = nullptr;
};
Status define_loop(Thread&, Module*);
bool is_loop(Thread&, Value);
inline Loop* as_loop(Value v) { return v.as<Loop>(); }
inline ReadyQueue* ready_of(Loop* loop) { return loop->ready.as<ReadyQueue>(); }

enum OwnMethod : uint32_t {
    kCallSoon = 1,
    kGetDebug = 2,
    kTime = 4,
    kCallAt = 8,
    kRunOnce = 16,
    kTimerCancelled = 32,
    kProcessEvents = 64,
    kCreateTask = 128,
};
// Whether `loop` is a Loop whose method of that name is the one written here.
bool is_own(Thread&, Value loop, OwnMethod);
// The loop as a Loop to whose queue anything may be appended at once: not closed, not in debug mode, its call_soon its own.
inline Loop* open_loop(Thread& t, Value loop) {
    if (!is_own(t, loop, kCallSoon)) return nullptr;
    Loop* core = as_loop(loop);
    return core->closed || core->in_debug ? nullptr : core;
}
Result<bool> loop_debug(Thread&, Value loop);
// loop.create_task(coro[, context=context]).
Owned create_task_in(Thread&, Value loop, Value coro, Value context);
void note_cancelled_timer(Loop*, TimerHandle*);

// ---- timers.cpp: the heap of timers, in the order of `heapq` ----------------------------------------------------
Status push_timer(Thread&, Loop*, Value timer);
// Timers that were cancelled go when they come to the top, all at once when they are too many.
Status sweep_timers(Thread&, Loop*);
// When the first one is due; there must be one.
Result<double> first_due(Thread&, Loop*);
// Those due before `end` go to the ready queue.
Status take_due_timers(Thread&, Loop*, double end);


// ---- notes.cpp, as far as the loop is concerned ------------------------------------------------------------------
void note_turn(Thread&, Loop*);
bool note_callback(Thread&, Value callback);  // false: it is a task's step
void note_callback_end(Thread&);

}  // namespace minipy::asyncio
