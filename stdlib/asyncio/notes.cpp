// What the event log is told of tasks: made, ready, stepping, waiting for what, done.
#include "stdlib/asyncio/loop.h"

namespace minipy::asyncio {
namespace {

uint32_t text_of(Thread& t, Value str) { return is_str(str) ? t.interp->recorder->text(to_utf8(str)) : 0; }

uint32_t name_of(Thread& t, Task* task) {
    Owned name = task_name(t, task);
    if (!name.is_error()) return text_of(t, name);
    (void)take_exception(t);
    return 0;
}

// The number of the task that runs in this thread now; 0: none.
uint32_t current_number(Thread& t) {
    if (t.running_loop.is_none()) return 0;
    Value current = current_task(t, t.running_loop);
    if (!current.is_object() || !is_task(t, current)) return 0;
    return event_number(t, current.as<Task>()->number);
}

}  // namespace

void note_task(Thread& t, GilEventKind kind, Task* task) {
    uint32_t text = kind == GilEventKind::TaskName ? name_of(t, task) : 0;
    note(t, kind, {.subject = event_number(t, task->number), .text = text});
}

void note_task_new(Thread& t, Task* task) {
    uint32_t coroutine = 0;
    if (is_kind(task->coro, Kind::Coroutine)) coroutine = text_of(t, task->coro.as<Generator>()->qualname);
    note(t, GilEventKind::TaskNew,
         {.subject = event_number(t, task->number),
          .other = coroutine,
          .text = name_of(t, task),
          .with_stack = true});
}

void note_task_ready(Thread& t, Task* task) {
    note(t, GilEventKind::TaskReady, {.subject = event_number(t, task->number), .other = current_number(t)});
}

void note_task_step_end(Thread& t, Task* task) {
    uint32_t number = event_number(t, task->number);
    if (task->state != FutureState::Pending) {
        uint32_t how = task->state == FutureState::Cancelled ? 2 : task->exception.is_none() ? 0 : 1;
        return note(t, GilEventKind::TaskDone, {.subject = number, .other = how});
    }
    uint32_t stack = 0, waited = 0, kind = 0;
    if (is_kind(task->coro, Kind::Coroutine))
        stack = t.interp->recorder->await_stack(task->coro.as<Generator>());
    Value future = task->waiting_for;
    if (future.is_object() && is_task(t, future))
        waited = event_number(t, future.as<Task>()->number);
    else if (future.is_object())
        kind = t.interp->recorder->text(type_name(t, future));
    note(t, GilEventKind::TaskSuspend, {.subject = number, .other = waited, .text = kind, .stack = stack});
}

void note_turn(Thread& t, Loop* loop) { note(t, GilEventKind::LoopTurn, {.other = ready_of(loop)->count}); }

bool note_callback(Thread& t, Value callback) {
    if (is_task_method(t, callback)) return false;  // the task tells of itself
    Owned name = lookup_attr(t, callback, intern(t, "__qualname__"));
    if (name.is_error()) (void)take_exception(t);
    uint32_t text = is_str(name) ? text_of(t, name) : t.interp->recorder->text(type_name(t, callback));
    note(t, GilEventKind::CallbackBegin, {.text = text});
    return true;
}

void note_callback_end(Thread& t) { note(t, GilEventKind::CallbackEnd, {}); }

}  // namespace minipy::asyncio
