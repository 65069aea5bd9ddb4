// The core of BaseEventLoop: call_soon, call_later, and the loop's turn (see loop.h).
#include "stdlib/asyncio/loop.h"

#include <sys/epoll.h>

#include <cerrno>
#include <cmath>

namespace minipy::asyncio {

static constexpr double kLongestSelect = 24 * 3600;
static constexpr int kMostEvents = 1024;  // taken from the system in one turn

bool is_loop(Thread& t, Value v) { return v.is_object() && is_subtype(v.object()->type, state(t).loop_type); }

// ---- whose method is it? ---------------------------------------------------------------------------------

static const struct {
    const char* name;
    OwnMethod bit;
} kOwnMethods[] = {
    {"call_soon", kCallSoon},     {"get_debug", kGetDebug}, {"time", kTime},
    {"call_at", kCallAt},         {"_run_once", kRunOnce},  {"_timer_handle_cancelled", kTimerCancelled},
    {"create_task", kCreateTask},
};

static uint32_t find_own_methods(Thread& t, Value loop) {
    State& s = state(t);
    uint32_t found = 0;
    auto callee_is = [&](const char* name, Value wanted) {
        Result<Method> method = get_method(t, loop, intern(t, name));
        if (!method.is_error()) return method.value().callee.get() == wanted;
        (void)take_exception(t);
        return false;
    };
    for (auto& own : kOwnMethods) {
        if (callee_is(own.name, type_lookup(t, s.loop_type, intern(t, own.name)))) found |= own.bit;
    }
    Value process_events = as_loop(loop)->process_events;
    if (!process_events.is_none() && callee_is("_process_events", process_events)) found |= kProcessEvents;
    return found;
}

bool is_own(Thread& t, Value loop, OwnMethod method) {
    if (!is_loop(t, loop)) return false;
    Loop* self = as_loop(loop);
    Attrs* attrs = attrs_of(self);
    if (attrs->shape && attrs->shape == self->own_shape && self->type->version == self->own_version &&
        self->own_version) [[likely]]
        return self->own_methods & method;
    self->own_methods = find_own_methods(t, loop);
    self->own_version = type_version(t, self->type);
    self->own_shape = attrs_of(self)->shape;
    return self->own_methods & method;
}

Result<bool> loop_debug(Thread& t, Value loop) {
    if (is_own(t, loop, kGetDebug)) return as_loop(loop)->in_debug;
    Owned debug = TRY(call_method(t, loop, intern(t, "get_debug")));
    return truth(t, debug);
}

// ---- callbacks -------------------------------------------------------------------------------------------

static Status check_closed(Thread& t, Loop* loop) {
    if (!loop->closed) return {};
    return raise_runtime_error(t, "Event loop is closed");
}

// Debug mode looks twice at what it is given.
static Status check_in_debug(Thread& t, Value loop, Value callback, const char* method, bool thread) {
    if (thread) TRY(call_method(t, loop, intern(t, "_check_thread")));
    Owned name = TRY(make_str(t, method));
    TRY(call_method(t, loop, intern(t, "_check_callback"), {callback, name}));
    return {};
}

// The args that arrive as a Tuple, as a Handle keeps them.
static Owned handle_for(Thread& t, Value loop, Value callback, Value args, Value context) {
    Tuple* tuple = args.as<Tuple>();
    if (tuple->length == 1) return make_handle(t, loop, callback, tuple->at(0), true, context);
    return make_handle(t, loop, callback, args, false, context);
}

static Owned append_callback(Thread& t, Value loop, Value callback, Value args, Value context) {
    Owned handle = TRY(handle_for(t, loop, callback, args, context));
    TRY(push_ready(t, ready_of(as_loop(loop)), handle, Value::unbound()));
    return handle;
}

static Owned method_call_soon(Thread& t, const Value* args) {
    TRY(check_closed(t, as_loop(args[0])));
    if (as_loop(args[0])->in_debug) TRY(check_in_debug(t, args[0], args[1], "call_soon", true));
    return append_callback(t, args[0], args[1], args[2], args[3]);
}

static Owned method_call_soon_threadsafe(Thread& t, const Value* args) {
    TRY(check_closed(t, as_loop(args[0])));
    if (as_loop(args[0])->in_debug) TRY(check_in_debug(t, args[0], args[1], "call_soon_threadsafe", false));
    Owned handle = TRY(append_callback(t, args[0], args[1], args[2], args[3]));
    TRY(call_method(t, args[0], intern(t, "_write_to_self")));
    return handle;
}

static Owned inner_call_soon(Thread& t, const Value* args) {
    Owned tuple = TRY(to_tuple(t, args[2]));
    return append_callback(t, args[0], args[1], tuple, args[3]);
}

static Owned schedule_at(Thread& t, Value loop, Value when, Value callback, Value args, Value context) {
    TRY(check_closed(t, as_loop(loop)));
    if (as_loop(loop)->in_debug) TRY(check_in_debug(t, loop, callback, "call_at", true));
    Owned timer = TRY(make_timer(t, loop, when, callback, args, context));
    TRY(push_timer(t, as_loop(loop), timer));
    return timer;
}

static Owned method_call_at(Thread& t, const Value* args) {
    if (args[1].is_none()) return raise_type_error(t, "when cannot be None");
    return schedule_at(t, args[0], args[1], args[2], args[3], args[4]);
}

static double now(Thread& t) { return static_cast<double>(t.interp->clock.monotonic_ns()) * 1e-9; }

static Owned loop_time(Thread& t, Value loop) {
    if (is_own(t, loop, kTime)) return make_float(t, now(t));
    return call_method(t, loop, intern(t, "time"));
}

static Owned method_time(Thread& t, const Value*) { return make_float(t, now(t)); }

static Owned method_call_later(Thread& t, const Value* args) {
    Value loop = args[0];
    if (args[1].is_none()) return raise_type_error(t, "delay must not be None");
    Owned start = TRY(loop_time(t, loop));
    Owned when = TRY(binary_op(t, BinaryOp::Add, start, args[1]));
    if (is_own(t, loop, kCallAt)) return schedule_at(t, loop, when, args[2], args[3], args[4]);
    Owned call_at = TRY(get_attr(t, loop, "call_at"));
    Ref<Dict> keywords = TRY(new_dict(t));
    TRY(dict_set_ascii(t, keywords.get(), "context", args[4]));
    Tuple* rest = args[3].as<Tuple>();
    Ref<Tuple> all = TRY(new_tuple(t, rest->length + 2));
    all->items()[0] = when.take();
    all->items()[1] = Owned::share(args[2]).take();
    for (size_t i = 0; i < rest->length; ++i) all->items()[i + 2] = Owned::share(rest->at(i)).take();
    return call_with(t, call_at, all, keywords);
}

void note_cancelled_timer(Loop* loop, TimerHandle* timer) {
    if (timer->scheduled) ++loop->cancelled_timers;
}

static Owned method_timer_cancelled(Thread& t, const Value* args) {
    if (is_timer(t, args[1])) {
        note_cancelled_timer(as_loop(args[0]), args[1].as<TimerHandle>());
        return Owned::none();
    }
    Owned scheduled = TRY(get_attr(t, args[1], "_scheduled"));
    if (TRY(truth(t, scheduled))) ++as_loop(args[0])->cancelled_timers;
    return Owned::none();
}

// A callback of the selector's, into the ready queue.
static Status add_callback_handle(Thread& t, Loop* loop, Value handle) {
    if (!is_handle(t, handle)) {
        Owned cancelled = TRY(get_attr(t, handle, "_cancelled"));
        if (TRY(truth(t, cancelled))) return {};
    } else if (handle.as<Handle>()->cancelled) {
        return {};
    }
    return push_ready(t, ready_of(loop), handle, Value::unbound());
}

static Owned method_add_callback(Thread& t, const Value* args) {
    TRY(add_callback_handle(t, as_loop(args[0]), args[1]));
    return Owned::none();
}

static Owned method_sweep(Thread& t, const Value* args) {
    TRY(sweep_timers(t, as_loop(args[0])));
    return Owned::none();
}

// ---- futures and tasks -----------------------------------------------------------------------------------

static Owned method_create_future(Thread& t, const Value* args) { return make_future(t, args[0]); }

static Status name_task(Thread& t, Value task, Value name) {
    if (name.is_none()) return {};
    Owned set_name = TRY(import_attr(t, "asyncio.tasks", "_set_task_name"));
    TRY(call(t, set_name, {task, name}));
    return {};
}

// Calls factory_or_method(first, [second,] context=context), without the context if there is none.
static Owned call_with_context(Thread& t, Value callee, Value first, Value second, Value context) {
    Value args[3];
    uint32_t count = 0;
    args[count++] = first;
    if (!second.is_unbound()) args[count++] = second;
    args[count] = context;
    Tuple* names = context.is_none() ? nullptr : state(t).context_kwnames.as<Tuple>();
    return call(t, callee, CallArgs{args, count, names});
}

static Owned create_task_here(Thread& t, Value loop, Value coro, Value name, Value context) {
    TRY(check_closed(t, as_loop(loop)));
    Owned factory = Owned::share(as_loop(loop)->task_factory);
    if (factory.is_none()) return make_task(t, coro, loop, name, context);
    Owned task = TRY(call_with_context(t, factory, loop, coro, context));
    TRY(name_task(t, task, name));
    return task;
}

Owned create_task_in(Thread& t, Value loop, Value coro, Value context) {
    if (is_own(t, loop, kCreateTask)) return create_task_here(t, loop, coro, Value::none(), context);
    Owned method = TRY(get_attr(t, loop, "create_task"));
    return call_with_context(t, method, coro, Value::unbound(), context);
}

static Owned method_create_task(Thread& t, const Value* args) {
    return create_task_here(t, args[0], args[1], args[2], args[3]);
}

static Owned function_create_task(Thread& t, const Value* args) {
    if (t.running_loop.is_none()) return raise_runtime_error(t, "no running event loop");
    Owned loop = Owned::share(t.running_loop);
    // Loops written before 3.11 do not know the names: it comes after, and the number that it had before stays used.
    Owned task = TRY(create_task_in(t, loop, args[0], args[2]));
    TRY(name_task(t, task, args[1]));
    return task;
}

// ---- waiting ---------------------------------------------------------------------------------------------

// An epoll selector of the standard kind, whose select() nobody has replaced, is asked without going through Python.
static bool polls_itself(Thread& t, Value loop) {
    Loop* self = as_loop(loop);
    if (self->epoll_fd < 0 || !is_own(t, loop, kProcessEvents)) return false;
    Result<Method> method = get_method(t, self->selector, state(t).name_select);
    if (!method.is_error()) return method.value().callee.get() == self->select_method;
    (void)take_exception(t);
    return false;
}

// A descriptor is ready: its handles go to the queue.
static Status process_event(Thread& t, Value loop, int fd, uint32_t mask) {
    Loop* self = as_loop(loop);
    Value found = dict_get(t, self->keys.as<Dict>(), Value::from_int(fd));
    if (!found.is_object() || !is_tuple(found)) return {};
    Owned key = Owned::share(found);
    Tuple* fields = key.as<Tuple>();  // fileobj, fd, events, data
    if (fields->length != 4 || !is_tuple(fields->at(3)) || !fields->at(2).is_int()) return {};
    auto wanted = static_cast<uint32_t>(fields->at(2).as_int());
    static const struct {
        uint32_t event, other;
        const char* remove;
    } kSides[] = {{EPOLLIN, EPOLLOUT, "_remove_reader"}, {EPOLLOUT, EPOLLIN, "_remove_writer"}};
    for (uint32_t side = 0; side < 2; ++side) {
        // Whatever is not the one event (an error, a hang-up) shows as both others.
        if (!(mask & ~kSides[side].other) || !(wanted & (1u << side))) continue;
        Value handle = fields->at(3).as<Tuple>()->at(side);
        if (handle.is_none()) continue;
        if (is_handle(t, handle) && handle.as<Handle>()->cancelled) {
            TRY(call_method(t, loop, intern(t, kSides[side].remove), {fields->at(0)}));
        } else {
            TRY(add_callback_handle(t, self, handle));
        }
    }
    return {};
}

static int epoll_once(int fd, epoll_event* events, int ms) { return epoll_wait(fd, events, kMostEvents, ms); }

// Seconds below zero: for ever.
static Status poll_descriptors(Thread& t, Value loop, double seconds) {
    Loop* self = as_loop(loop);
    size_t watched = self->keys.as<Dict>()->used;
    // While callbacks are ready, only what comes from outside this thread is worth a look: not the pipe that wakes us.
    if (seconds == 0 && watched <= 1 && !self->signals_wake_it) return {};
    epoll_event events[kMostEvents];
    int fd = self->epoll_fd, count = 0, error = 0;
    if (seconds == 0) {
        count = epoll_once(fd, events, 0);
        error = errno;
    } else {
        int64_t deadline = Clock::kForever;
        // Whole milliseconds, as the system waits: a timer is never early.
        if (seconds > 0)
            deadline = t.interp->clock.monotonic_ns() + static_cast<int64_t>(std::ceil(seconds * 1e3) * 1e6);
        bool outside = watched > 1;
        GilRelease released(t);
        count =
            t.interp->clock.poll_until(deadline, outside, [&](int ms) { return epoll_once(fd, events, ms); });
        error = errno;
    }
    self->asleep = false;
    if (count < 0) {
        if (error == EINTR) return after_interrupt(t);
        return raise_os_error(t, error);
    }
    for (int i = 0; i < count; ++i) TRY(process_event(t, loop, events[i].data.fd, events[i].events));
    return {};
}

static Status select_by_method(Thread& t, Value loop, double seconds) {
    Loop* self = as_loop(loop);
    Owned timeout = seconds < 0    ? Owned::none()
                    : seconds == 0 ? Owned::adopt(Value::from_int(0))
                                   : TRY(make_float(t, seconds));
    Owned selector = Owned::share(self->selector);
    Owned events = TRY(call_method(t, selector, intern(t, "select"), {timeout}));
    self->asleep = false;
    TRY(call_method(t, loop, intern(t, "_process_events"), {events}));
    return {};
}

static Result<double> time_now(Thread& t, Value loop) {
    if (is_own(t, loop, kTime)) return now(t);
    Owned time = TRY(call_method(t, loop, intern(t, "time")));
    return to_double(t, time);
}

static Status wait_for_events(Thread& t, Value loop) {
    Loop* self = as_loop(loop);
    double seconds = -1;
    if (ready_of(self)->count || self->stopping) {
        seconds = 0;
    } else {
        self->asleep = true;
        if (self->scheduled.as<List>()->length) {
            double when = TRY(first_due(t, self));
            seconds = std::min(std::max(0.0, when - TRY(time_now(t, loop))), kLongestSelect);
        } else if (self->in_debug || t.interp->clock.is_virtual()) {
            TRY(call_method(t, loop, intern(t, "_tell_of_standstill")));
        }
    }
    Status waited =
        polls_itself(t, loop) ? poll_descriptors(t, loop, seconds) : select_by_method(t, loop, seconds);
    self->asleep = false;
    note_acquired(t, ready_of(self));  // what other threads put into it
    return waited;
}

// ---- running ---------------------------------------------------------------------------------------------

// What a program's own kind of handle does.
static Status run_foreign(Thread& t, Value handle) {
    Owned cancelled = TRY(get_attr(t, handle, "_cancelled"));
    if (TRY(truth(t, cancelled))) return {};
    TRY(call_method(t, handle, intern(t, "_run")));
    return {};
}

static Status run_watched(Thread& t, Value loop, Value handle) {
    Owned cancelled = TRY(get_attr(t, handle, "_cancelled"));
    if (TRY(truth(t, cancelled))) return {};
    TRY(call_method(t, loop, intern(t, "_run_watched"), {handle}));
    return {};
}

static Status run_entry(Thread& t, Value loop, Value what, Value argument) {
    if (as_loop(loop)->in_debug) [[unlikely]] {
        Owned handle = TRY(handle_of_entry(t, {what, argument}));
        return run_watched(t, loop, handle);
    }
    if (is_task(t, what)) {
        Task* task = what.as<Task>();
        if (is_context(t, task->context) && runs_plainly(t, state(t).handle_type)) [[likely]] {
            Status stepped = step_in_context(t, task, argument);
            if (!stepped.is_error() || exception_matches(t, exc(t).SystemExit) ||
                exception_matches(t, exc(t).KeyboardInterrupt)) [[likely]]
                return stepped;
            Owned error = TRY(take_exception(t));
            Owned handle = TRY(handle_of_entry(t, {what, argument}));
            return report_callback_error(t, handle.as<Handle>(), error);
        }
        Owned handle = TRY(handle_of_entry(t, {what, argument}));
        return run_foreign(t, handle);
    }
    if (!runs_plainly(t, type_of(t, what))) return run_foreign(t, what);
    if (what.as<Handle>()->cancelled) return {};
    return run_handle(t, what.as<Handle>());
}

static Status run_ready(Thread& t, Value loop) {
    ReadyQueue* queue = ready_of(as_loop(loop));
    for (uint32_t left = queue->count; left && queue->count; --left) {
        ReadyEntry entry = queue->pop();
        Owned what = Owned::adopt(entry.what), argument = Owned::adopt(entry.argument);
        TRY(run_entry(t, loop, what, argument));
        TRY(poll_breaker(t));
    }
    return {};
}

// Other threads that want the GIL get their turn once in each turn of the loop, as they do while it looks at descriptors.
static void let_others_run(Thread& t) {
    if (t.interp->threads->next && t.interp->gil.waiters()) t.interp->gil.yield(t.gil_thread);
}

static Status run_once(Thread& t, Value loop) {
    Loop* self = as_loop(loop);
    if (recording(t)) note_turn(t, self);
    TRY(sweep_timers(t, self));
    let_others_run(t);
    TRY(wait_for_events(t, loop));
    if (self->scheduled.as<List>()->length) {
        double end = TRY(time_now(t, loop)) + self->clock_resolution;
        TRY(take_due_timers(t, self, end));
    }
    return run_ready(t, loop);
}

static Owned method_run_once(Thread& t, const Value* args) {
    TRY(run_once(t, args[0]));
    return Owned::none();
}

static Owned method_run_turns(Thread& t, const Value* args) {
    Owned loop = Owned::share(args[0]);
    do {
        if (is_own(t, loop, kRunOnce)) {
            TRY(run_once(t, loop));
        } else {
            TRY(call_method(t, loop, intern(t, "_run_once")));
        }
        TRY(poll_breaker(t));
    } while (!as_loop(loop)->stopping);
    return Owned::none();
}

static Owned method_watch(Thread& t, const Value* args) {
    Loop* self = as_loop(args[0]);
    self->epoll_fd = -1;
    self->own_version = 0;
    put(self->process_events, args[2]);
    Owned keys = TRY(get_attr(t, self->selector, "_fd_to_key"));
    if (!is_exact(keys, Kind::Dict)) return Owned::none();
    Method select = TRY(get_method(t, self->selector, intern(t, "select")));
    put(self->keys, keys);
    put(self->select_method, select.callee);
    self->epoll_fd = TRY(to_c_int(t, args[1]));
    return Owned::none();
}

// ---- what is seen of it ----------------------------------------------------------------------------------

static Owned method_stop(Thread&, const Value* args) {
    as_loop(args[0])->stopping = true;
    return Owned::none();
}
static Owned method_get_debug(Thread&, const Value* args) { return Owned::share(as_loop(args[0])->debug); }
static Owned method_is_closed(Thread&, const Value* args) {
    return Owned::from_bool(as_loop(args[0])->closed);
}
static Owned method_check_closed(Thread& t, const Value* args) {
    TRY(check_closed(t, as_loop(args[0])));
    return Owned::none();
}

static Owned get_debug_attr(Thread&, Value self) { return Owned::share(as_loop(self)->debug); }
static Status set_debug_attr(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_error(t, exc(t).AttributeError, "_debug");
    as_loop(self)->in_debug = TRY(truth(t, value));
    put(as_loop(self)->debug, value);
    return {};
}
template <bool Loop::*field>
static Owned get_flag(Thread&, Value self) {
    return Owned::from_bool(as_loop(self)->*field);
}
template <bool Loop::*field>
static Status set_flag(Thread& t, Value self, Value value) {
    as_loop(self)->*field = !value.is_unbound() && TRY(truth(t, value));
    return {};
}
static Owned get_selector(Thread&, Value self) { return Owned::share(as_loop(self)->selector); }
static Status set_selector(Thread&, Value self, Value value) {
    as_loop(self)->epoll_fd = -1;  // until `_watch` says otherwise
    put(as_loop(self)->selector, value.is_unbound() ? Value::none() : value);
    return {};
}
static Owned get_scheduled(Thread&, Value self) { return Owned::share(as_loop(self)->scheduled); }
static Status set_scheduled(Thread& t, Value self, Value value) {
    if (!is_list(value)) return raise_type_error(t, "_scheduled must be a list, not %s", type_name(t, value));
    put(as_loop(self)->scheduled, value);
    return {};
}
static Owned get_resolution(Thread& t, Value self) { return make_float(t, as_loop(self)->clock_resolution); }
static Status set_resolution(Thread& t, Value self, Value value) {
    as_loop(self)->clock_resolution = TRY(to_double(t, value));
    return {};
}
static Owned get_cancelled_count(Thread&, Value self) {
    return Owned::adopt(Value::from_int(as_loop(self)->cancelled_timers));
}
static Status set_cancelled_count(Thread& t, Value self, Value value) {
    as_loop(self)->cancelled_timers = TRY(to_int64(t, value));
    return {};
}

// ---- birth and death -------------------------------------------------------------------------------------

static Owned loop_new(Thread& t, Type* type, const CallArgs&) {
    Loop* loop = make_instance<Loop>(t, type);
    if (!loop) return raise_memory_error(t);
    Owned owner = Owned::adopt(loop);
    loop->ready = TRY(make_ready_queue(t)).take();
    loop->scheduled = TRY(make_list(t, {})).take();
    return owner;
}

static void loop_traverse(Object* object, Visitor& visitor) {
    Loop* loop = static_cast<Loop*>(object);
    for (Value v : {loop->ready, loop->scheduled, loop->selector, loop->select_method, loop->keys,
                    loop->process_events, loop->current_handle, loop->task_factory, loop->debug}) {
        visitor.visit(v);
    }
    traverse_instance_tail(object, visitor);
}
static void loop_clear(Thread& t, Object* object) {
    Loop* loop = static_cast<Loop*>(object);
    loop->epoll_fd = -1;
    if (loop->ready.is_object()) clear_ready(ready_of(loop));
    if (is_list(loop->scheduled)) {
        List* list = loop->scheduled.as<List>();
        while (list->length) release(list->items[--list->length]);
    }
    for (Value* v : {&loop->selector, &loop->select_method, &loop->keys, &loop->process_events,
                     &loop->current_handle, &loop->task_factory, &loop->debug}) {
        drop(*v);
    }
    clear_instance_tail(t, object);
}
static void loop_dealloc(Thread& t, Object* object) {
    Loop* loop = static_cast<Loop*>(object);
    gc_untrack(t, loop);
    loop_clear(t, object);
    drop(loop->ready);
    drop(loop->scheduled);
    free_object(t, object);
}

static const FunctionSpec loop_methods[] = {
    {"call_soon(self, callback, *args, context=None)", method_call_soon,
     "Arrange for a callback to be called in the loop's next turn.\n\n"
     "Callbacks are called in the order in which they are registered, each exactly once."},
    {"call_soon_threadsafe(self, callback, *args, context=None)", method_call_soon_threadsafe,
     "Like call_soon(), but thread-safe: the one way in from another thread."},
    {"call_later(self, delay, callback, *args, context=None)", method_call_later,
     "Arrange for a callback to be called `delay` seconds from now.\n\n"
     "Return a Handle: an opaque object with a cancel() method."},
    {"call_at(self, when, callback, *args, context=None)", method_call_at,
     "Like call_later(), but at a time of the loop's clock."},
    {"create_future(self, /)", method_create_future, "Create a Future object attached to the loop."},
    {"create_task(self, coro, *, name=None, context=None)", method_create_task,
     "Schedule a coroutine object.\n\nReturn a task object."},
    {"time(self, /)", method_time,
     "Return the time according to the event loop's clock: seconds, as a float."},
    {"stop(self, /)", method_stop, "Stop running the event loop, after this turn's callbacks."},
    {"is_closed(self, /)", method_is_closed, "Returns True if the event loop was closed."},
    {"get_debug(self, /)", method_get_debug},
    {"_call_soon(self, callback, args, context)", inner_call_soon},
    {"_check_closed(self, /)", method_check_closed},
    {"_timer_handle_cancelled(self, handle)", method_timer_cancelled},
    {"_add_callback(self, handle)", method_add_callback,
     "A callback of the selector's, into the ready queue."},
    {"_sweep_cancelled_timers(self, /)", method_sweep},
    {"_run_once(self, /)", method_run_once, "One turn of the loop."},
    {"_run_turns(self, /)", method_run_turns, "Turn after turn, until stop() was called in one."},
    {"_watch(self, epoll_fd, process_events, /)", method_watch,
     "The selector is an EpollSelector, and its events are for this process_events: they may be taken "
     "without asking it."},
};
static const GetSetSpec loop_getset[] = {
    {"_debug", get_debug_attr, set_debug_attr},
    {"_closed", get_flag<&Loop::closed>, set_flag<&Loop::closed>},
    {"_stopping", get_flag<&Loop::stopping>, set_flag<&Loop::stopping>},
    {"_asleep", get_flag<&Loop::asleep>, set_flag<&Loop::asleep>},
    {"_signals_wake_it", get_flag<&Loop::signals_wake_it>, set_flag<&Loop::signals_wake_it>},
    {"_selector", get_selector, set_selector},
    {"_scheduled", get_scheduled, set_scheduled},
    {"_clock_resolution", get_resolution, set_resolution},
    {"_timer_cancelled_count", get_cancelled_count, set_cancelled_count},
};
static const MemberSpec loop_members[] = {
    {"_ready", offsetof(Loop, ready)},
    {"_current_handle", offsetof(Loop, current_handle), false},
    {"_task_factory", offsetof(Loop, task_factory), false},
};

Status define_loop(Thread& t, Module* module) {
    TypeSpec spec;
    spec.name = "_asyncio.LoopCore";
    spec.size = sizeof(Loop);
    spec.attrs_offset = sizeof(Loop);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = loop_new;
    spec.slots.dealloc = loop_dealloc;
    spec.slots.traverse = loop_traverse;
    spec.slots.clear = loop_clear;
    spec.methods = loop_methods;
    spec.getset = loop_getset;
    spec.members = loop_members;
    spec.doc = "The native part of BaseEventLoop: its queue, its timers, its turn.";
    state(t).loop_type = define_type(t, spec);
    static const FunctionSpec create_task_spec = {
        "create_task(coro, *, name=None, context=None)", function_create_task,
        "Schedule the execution of a coroutine object in a spawn task.\n\n"
        "Return a Task object."};
    Owned module_name = TRY(make_str(t, "asyncio.tasks"));
    Owned function = TRY(make_native_function(t, create_task_spec, module_name));
    TRY(module_add(t, module, "create_task", function));
    return module_add(t, module, "LoopCore", state(t).loop_type);
}

}  // namespace minipy::asyncio
