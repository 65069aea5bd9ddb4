// The native half of asyncio: Future, Task, and which task and loop run now.
//
//     coroutine --await--> FutureIter --yields the Future--> Task's step: "wake me when it is done", returns to the loop
//     future.set_result() --> its callbacks go to loop.call_soon --> Task's wakeup --> step --> the coroutine goes on
//
// The only place that continues a coroutine is `step_coroutine` (task.cpp). The only place where a coroutine that awaits
// a Future hands control back is FutureIter's `next` (future.cpp): what it returns travels through all awaiting frames
// to the step.
//
// A task that waits stands in the future's callbacks as itself: the callable that wakes it is made only when it is
// needed, so a waiting task costs no memory beyond the two objects.
#pragma once

#include <utility>
#include <vector>

#include "native/module.h"

namespace minipy::asyncio {

enum class FutureState : uint8_t { Pending, Cancelled, Finished };

// Attrs lie behind the struct: `future.note = ...` works, as on any object.
struct Future : GcObject {
    Value loop = Value::none();
    Value callback = Value::unbound();      // the first one, most often the only one; a Task: wake it
    Value callback_context = Value::none();
    Value more_callbacks = Value::none();   // List of (callback, context), or None
    Value result = Value::none();
    Value exception = Value::none();
    Value exception_traceback = Value::none();
    Value source_traceback = Value::none();
    Value cancel_message = Value::none();
    Value cancelled_error = Value::none();  // the CancelledError that ended the coroutine, to be raised again once
    FutureState state = FutureState::Pending;
    bool log_traceback = false;             // its exception was not looked at yet
    bool blocking = false;                  // yielded by `await`, not by a bare `yield`
};

struct Task : Future {
    Value coro = Value::none();
    Value context = Value::none();
    Value name = Value::none();             // Str, or an int while nobody has asked: "Task-<int>"
    Value waiting_for = Value::none();      // the Future it awaits
    Task* previous = nullptr;               // in the list of all tasks that are not done
    Task* next = nullptr;
    int32_t cancel_requests = 0;
    uint32_t number = 0;                    // in the event log
    bool listed = false;
    bool must_cancel = false;               // at the next step
    bool log_destroy_pending = true;
};

// Per interpreter.
struct State {
    Type* future_type = nullptr;
    Type* future_iter_type = nullptr;
    Type* task_type = nullptr;
    Type* step_type = nullptr;
    Type* wakeup_type = nullptr;
    Type* yield_type = nullptr;
    Type* handle_type = nullptr;
    Type* timer_type = nullptr;
    Type* ready_type = nullptr;
    Type* loop_type = nullptr;
    Type* gathering_type = nullptr;
    uint32_t plain_versions[2] = {};                           // of Handle and TimerHandle while their _run is our own
    Value cancelled_error, invalid_state_error;                // looked up at first use; owned
    std::vector<std::pair<Value, Value>> current;              // (loop, the task that it runs now); owned
    Value foreign_tasks;                                       // WeakSet of the tasks of other libraries
    Value name_select;                                         // interned
    Value context_kwnames;                                     // ("context",)
    Task* all_tasks = nullptr;
    int64_t next_task_number = 1;
};
State& state(Thread&);

// ---- module.cpp ------------------------------------------------------------------------------------------
Result<Type*> cancelled_error_type(Thread&);
Raised raise_invalid_state(Thread&, const char* message);
// loop.call_soon(callback, [argument,] context=context); argument may be Unbound.
Status call_soon(Thread&, Value loop, Value callback, Value argument, Value context);
// The running loop, else the policy's.
Owned current_event_loop(Thread&);
// The current call's stack as debug mode keeps it, or None when the loop is not in debug mode.
Owned debug_traceback(Thread&, Value loop);
Status report(Thread&, Value loop, std::initializer_list<std::pair<const char*, Value>> context);

// ---- future.cpp ------------------------------------------------------------------------------------------
Status define_future(Thread&, Module*);
bool is_future(Thread&, Value);
// A Future or Task whose methods are all our own: no subclass that may override them.
inline bool is_plain_future(Thread& t, Value v) {
    return v.is_object() && (v.object()->type == state(t).future_type || v.object()->type == state(t).task_type);
}
Status init_future(Thread&, Future*, Value loop);
Owned make_future(Thread&, Value loop);
Status add_callback(Thread&, Future*, Value callback, Value context);
Status set_result(Thread&, Future*, Value result);
Status set_exception(Thread&, Future*, Value exception);
Result<bool> cancel_future(Thread&, Future*, Value message);
Owned future_result(Thread&, Future*);       // or raises what it ended with
Owned make_cancelled_error(Thread&, Future*);
void traverse_future(Object*, Visitor&);
void clear_future(Thread&, Object*);
void finalize_future(Thread&, Object*);
inline Future* as_future(Value v) { return v.as<Future>(); }
void drop(Value& field);                     // releases it and makes it None
void put(Value& field, Value value);         // releases the old one, shares the new one

// ---- task.cpp --------------------------------------------------------------------------------------------
Status define_task(Thread&, Module*);
bool is_task(Thread&, Value);
bool is_task_method(Thread&, Value);  // a step or a wakeup
Owned make_task(Thread&, Value coro, Value loop, Value name, Value context);
// Whether it is a coroutine, native or of another making.
Result<bool> is_coroutine_object(Thread&, Value);
Owned make_wakeup(Thread&, Value task);      // the callable that stands for a waiting task
void list_task(Thread&, Task*);
void unlist_task(Thread&, Task*);
Owned task_name(Thread&, Task*);

// ---- notes.cpp: what the event log is told of a task; called while events are recorded -------------------
void note_task(Thread&, GilEventKind, Task*);
void note_task_new(Thread&, Task*);
void note_task_ready(Thread&, Task*);
void note_task_step_end(Thread&, Task*);  // it waits, or is done
Owned make_step(Thread&, Value task, Value exception = Value::unbound());
// What the loop does with a task whose turn it is: goes on, with what the future ended with that woke it (or Unbound).
Status step_in_context(Thread&, Task*, Value woken_by);

// ---- current.cpp: which task runs in which loop --------------------------------------------------------------
Status define_current_tasks(Thread&, Module*);
Value current_task(Thread&, Value loop);  // borrowed; Unbound when none runs
Status enter_task(Thread&, Value loop, Value task);
Status leave_task(Thread&, Value loop, Value task);
// For a task that begins inside another's step: makes it the current one, and gives the one that was (or Unbound).
Owned swap_current_task(Thread&, Value loop, Value task);


// ---- gather.cpp ------------------------------------------------------------------------------------------
Status define_gather(Thread&, Module*);

}  // namespace minipy::asyncio
