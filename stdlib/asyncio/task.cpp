// Task: continues a coroutine, each time as far as it goes, until it ends.
#include "stdlib/asyncio/loop.h"

namespace minipy::asyncio {

static Task* as_task(Value v) { return v.as<Task>(); }
bool is_task(Thread& t, Value v) { return v.is_object() && is_subtype(v.object()->type, state(t).task_type); }

bool is_task_method(Thread& t, Value v) {
    Type* type = type_of(t, v);
    return type == state(t).step_type || type == state(t).wakeup_type;
}

// ---- the callables that the loop gets --------------------------------------------------------------------

struct TaskStep : GcObject {   // step(): go on; with an exception: raise it where the coroutine waits
    Value task = Value::none();
    Value exception = Value::unbound();
};
struct TaskWakeup : GcObject {  // wakeup(future): go on with what it ended with
    Value task = Value::none();
};

Owned make_step(Thread& t, Value task, Value exception) {
    TaskStep* step = make<TaskStep>(t, state(t).step_type);
    if (!step) return raise_memory_error(t);
    put(step->task, task);
    if (!exception.is_unbound()) put(step->exception, exception);
    return Owned::adopt(step);
}

Owned make_wakeup(Thread& t, Value task) {
    TaskWakeup* wakeup = make<TaskWakeup>(t, state(t).wakeup_type);
    if (!wakeup) return raise_memory_error(t);
    put(wakeup->task, task);
    return Owned::adopt(wakeup);
}

static Status schedule_step(Thread& t, Task* task, Value exception = Value::unbound()) {
    if (recording(t)) note_task_ready(t, task);
    if (exception.is_unbound()) {
        if (Loop* loop = open_loop(t, task->loop)) return push_ready(t, ready_of(loop), task, Value::unbound());
    }
    Owned step = TRY(make_step(t, task, exception));
    return call_soon(t, task->loop, step, Value::unbound(), task->context);
}

// ---- one step --------------------------------------------------------------------------------------------

// The only place that continues a coroutine. What it awaits comes up to here, through all the frames between.
static ResumeResult step_coroutine(Thread& t, Value coro, Value exception) {
    if (is_exact(coro, Kind::Coroutine) || is_exact(coro, Kind::Generator)) {
        Generator* generator = coro.as<Generator>();
        return exception.is_unbound() ? generator_resume(t, generator, Value::none())
                                      : generator_throw(t, generator, exception);
    }
    // A coroutine of another making.
    Owned got = exception.is_unbound() ? call_method(t, coro, names(t).send, {Value::none()})
                                       : call_method(t, coro, names(t).throw_, {exception});
    if (!got.is_error()) return {Resumed::Yielded, std::move(got)};
    if (!exception_matches(t, exc(t).StopIteration)) return {Resumed::Raised, Raised{}};
    Owned stop = take_exception(t);
    return {Resumed::Returned, Owned::share(stop.as<StopIteration>()->value)};
}

static Status finish(Thread& t, Task* task, Value result) {
    if (task->must_cancel) {
        // cancel() came during the last step: the coroutine can no longer be told, the waiters are.
        task->must_cancel = false;
        Owned message = Owned::share(task->cancel_message);
        TRY(cancel_future(t, task, message));
        return {};
    }
    return set_result(t, task, result);
}

static Status fail(Thread& t, Task* task) {
    Owned error = take_exception(t);
    Type* cancelled = TRY(cancelled_error_type(t));
    Type* type = error.as<Object>()->type;
    if (is_subtype(type, cancelled)) {
        put(task->cancelled_error, error);
        TRY(cancel_future(t, task, Value::none()));
        return {};
    }
    TRY(set_exception(t, task, error));
    if (is_subtype(type, exc(t).KeyboardInterrupt) || is_subtype(type, exc(t).SystemExit)) {
        return restore_exception(t, std::move(error));  // these end the loop too
    }
    return {};
}

// The coroutine gets a RuntimeError at the place where it yielded what it should not.
static Status complain(Thread& t, Task* task, const std::string& message) {
    Owned text = TRY(make_str(t, message));
    Owned error = TRY(call(t, exc(t).RuntimeError, {text}));
    return schedule_step(t, task, error);
}

static Status complain_about(Thread& t, Task* task, const char* before, const char* between, Value what) {
    std::string message = before + TRY(repr_utf8(t, task)) + between + TRY(repr_utf8(t, what));
    return complain(t, task, message);
}

// From now on the task waits for this future.
static Status wait_for(Thread& t, Task* task, Value future) {
    put(task->waiting_for, future);
    if (!task->must_cancel) return {};
    static const char* const kMsg = "msg";
    Owned names_tuple = TRY(make_tuple(t, {intern(t, kMsg)}));
    Owned cancel = TRY(get_attr(t, future, "cancel"));
    Value args[] = {task->cancel_message};
    Owned done = TRY(call(t, cancel, CallArgs{args, 0, names_tuple.as<Tuple>()}));
    if (TRY(truth(t, done))) task->must_cancel = false;
    return {};
}

static Status handle_foreign(Thread& t, Task* task, Value yielded, bool* was_future) {
    Value name = intern(t, "_asyncio_future_blocking");
    Owned blocking = TRY(lookup_attr(t, yielded, name));
    *was_future = !blocking.is_unbound() && !blocking.is_none();
    if (!*was_future) return {};
    Owned get_loop = TRY(import_attr(t, "asyncio.futures", "_get_loop"));
    Owned loop = TRY(call(t, get_loop, {yielded}));
    if (loop.get() != task->loop) {
        std::string message = "Task " + TRY(repr_utf8(t, task)) + " got Future " + TRY(repr_utf8(t, yielded)) +
                              " attached to a different loop";
        return complain(t, task, message);
    }
    if (!TRY(truth(t, blocking))) {
        return complain_about(t, task, "yield was used instead of yield from in task ", " with ", yielded);
    }
    TRY(set_attr(t, yielded, name, Value::false_()));
    Owned wakeup = TRY(make_wakeup(t, task));
    Owned add = TRY(get_attr(t, yielded, "add_done_callback"));
    Value args[] = {wakeup, task->context};
    Owned added = TRY(call(t, add, CallArgs{args, 1, state(t).context_kwnames.as<Tuple>()}));
    return wait_for(t, task, yielded);
}

static Status handle_yield(Thread& t, Task* task, Value yielded) {
    if (yielded == Value(task)) {
        return complain(t, task, "Task cannot await on itself: " + TRY(repr_utf8(t, task)));
    }
    if (is_plain_future(t, yielded)) {
        Future* future = as_future(yielded);
        if (future->loop != task->loop) {
            std::string message = "Task " + TRY(repr_utf8(t, task)) + " got Future " + TRY(repr_utf8(t, yielded)) +
                                  " attached to a different loop";
            return complain(t, task, message);
        }
        if (!future->blocking) {
            return complain_about(t, task, "yield was used instead of yield from in task ", " with ", yielded);
        }
        future->blocking = false;
        TRY(add_callback(t, future, task, task->context));
        return wait_for(t, task, yielded);
    }
    if (yielded.is_none()) return schedule_step(t, task);  // sleep(0): back in the queue
    bool was_future = false;
    TRY(handle_foreign(t, task, yielded, &was_future));
    if (was_future) return {};
    if (is_kind(yielded, Kind::Generator)) {
        return complain_about(t, task, "yield was used instead of yield from for generator in task ", " with ", yielded);
    }
    return complain(t, task, "Task got bad yield: " + TRY(repr_utf8(t, yielded)));
}

static Status step_as_current(Thread& t, Task* task, Value exception) {
    ResumeResult outcome = step_coroutine(t, task->coro, exception);
    switch (outcome.how) {
        case Resumed::Returned: return finish(t, task, outcome.value);
        case Resumed::Raised: return fail(t, task);
        case Resumed::Yielded: return handle_yield(t, task, outcome.value);
    }
    return {};
}

static Status step(Thread& t, Task* task, Value exception) {
    Owned keep = Owned::share(task);
    if (task->state != FutureState::Pending) {
        std::string mine = TRY(repr_utf8(t, task));
        std::string with = exception.is_unbound() ? "None" : TRY(repr_utf8(t, exception));
        return raise_invalid_state(t, ("__step(): already done: " + mine + " " + with).c_str());
    }
    Owned raise = Owned::share(exception);
    if (task->must_cancel) {
        Type* cancelled = TRY(cancelled_error_type(t));
        if (raise.is_unbound() || !is_subtype(raise.as<Object>()->type, cancelled)) {
            raise = TRY(make_cancelled_error(t, task));
        }
        task->must_cancel = false;
    }
    drop(task->waiting_for);
    TRY(enter_task(t, task->loop, task));
    if (recording(t)) note_task(t, GilEventKind::TaskStep, task);
    Status stepped = step_as_current(t, task, raise);
    if (recording(t)) note_task_step_end(t, task);
    if (task->state != FutureState::Pending) unlist_task(t, task);
    if (!stepped.is_error()) return leave_task(t, task->loop, task);
    Owned error = take_exception(t);
    TRY(leave_task(t, task->loop, task));
    return restore_exception(t, std::move(error));
}

static Status wake_up(Thread& t, Task* task, Value future) {
    Owned result = is_plain_future(t, future) ? future_result(t, as_future(future))
                                        : call_method(t, future, intern(t, "result"));
    if (!result.is_error()) return step(t, task, Value::unbound());
    Owned error = take_exception(t);
    return step(t, task, error);
}

Status step_in_context(Thread& t, Task* task, Value woken_by) {
    EnteredContext inside(t, task->context);
    TRY(inside.status());
    return woken_by.is_unbound() ? step(t, task, Value::unbound()) : wake_up(t, task, woken_by);
}

static Owned call_step(Thread& t, Value self, const CallArgs& args) {
    if (args.count || args.kwnames) return raise_type_error(t, "function takes no arguments");
    Owned keep = Owned::share(self);
    TRY(step(t, as_task(self.as<TaskStep>()->task), self.as<TaskStep>()->exception));
    return Owned::none();
}

static Owned call_wakeup(Thread& t, Value self, const CallArgs& args) {
    if (args.count != 1 || args.kwnames) {
        return raise_type_error(t, "_asyncio.Task.task_wakeup() takes exactly one argument (%u given)", args.count);
    }
    Owned keep = Owned::share(self);
    TRY(wake_up(t, as_task(self.as<TaskWakeup>()->task), args.args[0]));
    return Owned::none();
}

static Owned wakeup_compare(Thread& t, Value a, Value b, CompareOp op) {
    Type* type = state(t).wakeup_type;
    if (type_of(t, a) != type || type_of(t, b) != type || (op != CompareOp::Eq && op != CompareOp::Ne)) {
        return Owned::not_implemented();
    }
    bool same = a.as<TaskWakeup>()->task == b.as<TaskWakeup>()->task;
    return Owned::from_bool(same == (op == CompareOp::Eq));
}

static Result<int64_t> wakeup_hash(Thread&, Value self) {
    return static_cast<int64_t>(self.as<TaskWakeup>()->task.bits() >> 4);
}

static Owned wakeup_repr(Thread& t, Value self) {
    char text[96];
    snprintf(text, sizeof text, "<built-in method task_wakeup of _asyncio.Task object at %p>",
             static_cast<void*>(self.as<TaskWakeup>()->task.object()));
    return make_str(t, text);
}

static Owned wakeup_qualname(Thread& t, Value) { return make_str(t, "Task.task_wakeup"); }
static Owned wakeup_name(Thread& t, Value) { return make_str(t, "task_wakeup"); }

// ---- sleep(0) --------------------------------------------------------------------------------------------

// Awaited, it lets the loop run every callback that is ready now, then the task goes on.
struct YieldOnce : Object {
    bool yielded = false;
};

static Owned make_yield_once(Thread& t, const Value*) {
    YieldOnce* once = make<YieldOnce>(t, state(t).yield_type);
    if (!once) return raise_memory_error(t);
    return Owned::adopt(once);
}

static ResumeResult yield_once(Thread&, Value self, Value) {
    bool first = !self.as<YieldOnce>()->yielded;
    self.as<YieldOnce>()->yielded = true;
    return {first ? Resumed::Yielded : Resumed::Returned, Owned::none()};
}

static Owned yield_once_next(Thread& t, Value self) {
    return yield_once(t, self, Value::none()).how == Resumed::Yielded ? Owned::none() : Owned::stop();
}

static Owned yield_once_self(Thread&, Value self) { return Owned::share(self); }

// Awaited, it is None at once: what a method gives that has nothing to wait for.
struct Nothing : Object {};

static ResumeResult nothing_send(Thread&, Value, Value) { return {Resumed::Returned, Owned::none()}; }
static Owned nothing_next(Thread&, Value) { return Owned::stop(); }

static Status define_nothing(Thread& t, Module* module) {
    TypeSpec spec;
    spec.name = "_asyncio.Nothing";
    spec.size = sizeof(Nothing);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = dealloc_struct<Nothing>;
    spec.slots.iter = yield_once_self;
    spec.slots.await = yield_once_self;
    spec.slots.next = nothing_next;
    Type* type = define_type(t, spec);
    type->native_data = reinterpret_cast<void*>(static_cast<FastSend>(nothing_send));
    Owned nothing = Owned::adopt(make<Nothing>(t, type));
    return module_add(t, module, "_nothing", nothing);
}

static Status define_yield_once(Thread& t, Module* module) {
    TypeSpec spec;
    spec.name = "_asyncio.YieldOnce";
    spec.size = sizeof(YieldOnce);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = dealloc_struct<YieldOnce>;
    spec.slots.iter = yield_once_self;
    spec.slots.await = yield_once_self;
    spec.slots.next = yield_once_next;
    state(t).yield_type = define_type(t, spec);
    state(t).yield_type->native_data = reinterpret_cast<void*>(static_cast<FastSend>(yield_once));
    static const FunctionSpec function_spec = {"_yield_once()", make_yield_once,
                                               "The whole of sleep(0): awaited, lets all others run once."};
    Owned module_name = TRY(make_str(t, "_asyncio"));
    Owned function = TRY(make_native_function(t, function_spec, module_name));
    return module_add(t, module, "_yield_once", function);
}

// ---- methods ---------------------------------------------------------------------------------------------

static Owned task_new(Thread& t, Type* type, const CallArgs&) {
    Task* task = make_instance<Task>(t, type);
    if (!task) return raise_memory_error(t);
    return Owned::adopt(task);
}

Result<bool> is_coroutine_object(Thread& t, Value v) {
    if (is_kind(v, Kind::Coroutine)) return true;
    Owned ask = TRY(import_attr(t, "asyncio.coroutines", "iscoroutine"));
    Owned answer = TRY(call(t, ask, {v}));
    return TRY(truth(t, answer));
}

// Begins to run inside the constructor: what ends at once never meets the loop.
static Status start_eagerly(Thread& t, Task* task) {
    Owned outer = swap_current_task(t, task->loop, Value::unbound());
    Owned first = TRY(make_step(t, task));
    Owned done = call_method(t, task->context, intern(t, "run"), {first});
    (void)swap_current_task(t, task->loop, outer);
    if (done.is_error()) return Raised{};
    return {};
}

static Status begin_task(Thread& t, Task* task, Value coro, Value loop, Value name, Value given_context, bool eager) {
    TRY(init_future(t, task, loop));
    if (!TRY(is_coroutine_object(t, coro))) {
        task->log_destroy_pending = false;
        std::string shown = TRY(repr_utf8(t, coro));
        return raise_type_error(t, "a coroutine was expected, got %s", shown.c_str());
    }
    Owned context = given_context.is_none() ? TRY(copy_current_context(t)) : Owned::share(given_context);
    put(task->context, context);
    put(task->coro, coro);
    drop(task->waiting_for);
    task->must_cancel = false;
    task->log_destroy_pending = true;
    task->cancel_requests = 0;
    if (name.is_none()) {
        put(task->name, Value::from_int(state(t).next_task_number++));
    } else {
        Owned text = is_exact(name, Kind::Str) ? Owned::share(name) : TRY(str(t, name));
        put(task->name, text);
    }
    list_task(t, task);
    if (recording(t)) note_task_new(t, task);
    if (eager && t.running_loop == task->loop) return start_eagerly(t, task);
    return schedule_step(t, task);
}

static Status task_init(Thread& t, Value self, const CallArgs& call_args) {
    static const char* const signature = "Task(coro, *, loop=None, name=None, context=None, eager_start=False)";
    Value args[5];
    BoundArgs bound(t, signature, call_args, args);
    TRY(bound.status());
    bool eager = TRY(truth(t, args[4]));
    return begin_task(t, as_task(self), args[0], args[1], args[2], args[3], eager);
}

Owned make_task(Thread& t, Value coro, Value loop, Value name, Value context) {
    Task* task = make_instance<Task>(t, state(t).task_type);
    if (!task) return raise_memory_error(t);
    Owned owner = Owned::adopt(task);
    TRY(begin_task(t, task, coro, loop, name, context, false));
    return owner;
}

Owned task_name(Thread& t, Task* task) {
    if (task->name.is_int()) {
        Owned name = TRY(make_str(t, "Task-" + std::to_string(task->name.as_int())));
        put(task->name, name);
    }
    return Owned::share(task->name);
}

static Owned get_name(Thread& t, const Value* args) { return task_name(t, as_task(args[0])); }

static Owned set_name(Thread& t, const Value* args) {
    Owned name = is_exact(args[1], Kind::Str) ? Owned::share(args[1]) : TRY(str(t, args[1]));
    put(as_task(args[0])->name, name);
    if (recording(t)) note_task(t, GilEventKind::TaskName, as_task(args[0]));
    return Owned::none();
}

static Owned method_cancel(Thread& t, const Value* args) {
    Task* task = as_task(args[0]);
    task->log_traceback = false;
    if (task->state != FutureState::Pending) return Owned::from_bool(false);
    ++task->cancel_requests;
    if (!task->waiting_for.is_none()) {
        // What it waits for is cancelled first; that wakes the task with CancelledError.
        Owned waited = Owned::share(task->waiting_for);
        Owned cancel = TRY(get_attr(t, waited, "cancel"));
        Owned names_tuple = TRY(make_tuple(t, {intern(t, "msg")}));
        Value message[] = {args[1]};
        Owned done = TRY(call(t, cancel, CallArgs{message, 0, names_tuple.as<Tuple>()}));
        if (TRY(truth(t, done))) return Owned::from_bool(true);
    }
    task->must_cancel = true;
    put(task->cancel_message, args[1]);
    return Owned::from_bool(true);
}

static Owned cancelling(Thread&, const Value* args) {
    return Owned::adopt(Value::from_int(as_task(args[0])->cancel_requests));
}

static Owned uncancel(Thread&, const Value* args) {
    Task* task = as_task(args[0]);
    if (task->cancel_requests > 0) --task->cancel_requests;
    return Owned::adopt(Value::from_int(task->cancel_requests));
}

static Owned get_coro(Thread&, const Value* args) { return Owned::share(as_task(args[0])->coro); }
static Owned get_context(Thread&, const Value* args) { return Owned::share(as_task(args[0])->context); }

static Owned get_stack(Thread& t, const Value* args) {
    Owned function = TRY(import_attr(t, "asyncio.base_tasks", "_task_get_stack"));
    return call(t, function, {args[0], args[1]});
}

static Owned print_stack(Thread& t, const Value* args) {
    Owned function = TRY(import_attr(t, "asyncio.base_tasks", "_task_print_stack"));
    return call(t, function, {args[0], args[1], args[2]});
}

static Owned refuse_result(Thread& t, const Value*) {
    return raise_runtime_error(t, "Task does not support set_result operation");
}
static Owned refuse_exception(Thread& t, const Value*) {
    return raise_runtime_error(t, "Task does not support set_exception operation");
}

static Owned get_must_cancel(Thread&, Value self) { return Owned::from_bool(as_task(self)->must_cancel); }
static Owned get_log_destroy(Thread&, Value self) { return Owned::from_bool(as_task(self)->log_destroy_pending); }
static Status set_log_destroy(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_error(t, exc(t).AttributeError, "cannot delete attribute");
    as_task(self)->log_destroy_pending = TRY(truth(t, value));
    return {};
}

// ---- memory ----------------------------------------------------------------------------------------------

void list_task(Thread& t, Task* task) {
    if (task->listed) return;
    State& s = state(t);
    task->listed = true;
    task->previous = nullptr;
    task->next = s.all_tasks;
    if (task->next) task->next->previous = task;
    s.all_tasks = task;
}

void unlist_task(Thread& t, Task* task) {
    if (!task->listed) return;
    task->listed = false;
    if (task->previous) {
        task->previous->next = task->next;
    } else {
        state(t).all_tasks = task->next;
    }
    if (task->next) task->next->previous = task->previous;
}

static void task_finalize(Thread& t, Object* object) {
    Task* task = static_cast<Task*>(object);
    unlist_task(t, task);
    if (task->state == FutureState::Pending && task->log_destroy_pending && !task->loop.is_none()) {
        Owned message = make_str(t, "Task was destroyed but it is pending!");
        Status told = task->source_traceback.is_none()
                          ? report(t, task->loop, {{"task", task}, {"message", message}})
                          : report(t, task->loop, {{"task", task}, {"message", message},
                                                   {"source_traceback", task->source_traceback}});
        if (told.is_error()) write_unraisable(t, task);
    }
    finalize_future(t, object);
}

static void task_traverse(Object* object, Visitor& visitor) {
    Task* task = static_cast<Task*>(object);
    for (Value v : {task->coro, task->context, task->name, task->waiting_for}) visitor.visit(v);
    traverse_future(object, visitor);
}

static void task_clear(Thread& t, Object* object) {
    Task* task = static_cast<Task*>(object);
    for (Value* v : {&task->coro, &task->context, &task->name, &task->waiting_for}) drop(*v);
    clear_future(t, object);
}

static void task_dealloc(Thread& t, Object* object) {
    unlist_task(t, static_cast<Task*>(object));
    task_clear(t, object);
    free_object(t, object);
}

static void step_traverse(Object* object, Visitor& visitor) {
    visitor.visit(static_cast<TaskStep*>(object)->task);
    visitor.visit(static_cast<TaskStep*>(object)->exception);
}
static void step_clear(Thread&, Object* object) {
    drop(static_cast<TaskStep*>(object)->task);
    drop(static_cast<TaskStep*>(object)->exception);
}
static void step_dealloc(Thread& t, Object* object) {
    step_clear(t, object);
    free_object(t, object);
}
static void wakeup_traverse(Object* object, Visitor& visitor) { visitor.visit(static_cast<TaskWakeup*>(object)->task); }
static void wakeup_clear(Thread&, Object* object) { drop(static_cast<TaskWakeup*>(object)->task); }
static void wakeup_dealloc(Thread& t, Object* object) {
    wakeup_clear(t, object);
    free_object(t, object);
}

static const FunctionSpec task_methods[] = {
    {"cancel(self, /, msg=None)", method_cancel, "Request that this task cancel itself."},
    {"cancelling(self, /)", cancelling, "Return the count of the task's cancellation requests."},
    {"uncancel(self, /)", uncancel, "Decrement the task's count of cancellation requests."},
    {"get_name(self, /)", get_name},
    {"set_name(self, value, /)", set_name},
    {"get_coro(self, /)", get_coro},
    {"get_context(self, /)", get_context},
    {"get_stack(self, /, *, limit=None)", get_stack, "Return the list of stack frames for this task's coroutine."},
    {"print_stack(self, /, *, limit=None, file=None)", print_stack,
     "Print the stack or traceback for this task's coroutine."},
    {"set_result(self, result, /)", refuse_result},
    {"set_exception(self, exception, /)", refuse_exception},
};
static const GetSetSpec task_getset[] = {
    {"_must_cancel", get_must_cancel},
    {"_log_destroy_pending", get_log_destroy, set_log_destroy},
};
static const MemberSpec task_members[] = {
    {"_coro", offsetof(Task, coro)},
    {"_fut_waiter", offsetof(Task, waiting_for)},
};
static const MemberSpec step_members[] = {{"__self__", offsetof(TaskStep, task)}};
static const MemberSpec wakeup_members[] = {{"__self__", offsetof(TaskWakeup, task)}};
static const GetSetSpec wakeup_getset[] = {{"__qualname__", wakeup_qualname}, {"__name__", wakeup_name}};

Status define_task(Thread& t, Module* module) {
    State& s = state(t);
    TypeSpec task;
    task.name = "_asyncio.Task";
    task.size = sizeof(Task);
    task.attrs_offset = sizeof(Task);
    task.flags = kTypeBaseAllowed;
    task.slots.new_ = task_new;
    task.slots.init = task_init;
    task.slots.dealloc = task_dealloc;
    task.slots.traverse = task_traverse;
    task.slots.clear = task_clear;
    task.slots.finalize = task_finalize;
    task.methods = task_methods;
    task.getset = task_getset;
    task.members = task_members;
    task.doc = "A coroutine wrapped in a Future.";
    task.text_signature = "Task(coro, *, loop=None, name=None, context=None)";
    s.task_type = define_type(t, task, s.future_type);

    TypeSpec step;
    step.name = "TaskStepMethWrapper";
    step.size = sizeof(TaskStep);
    step.flags = kTypeNoInstantiate;
    step.slots.call = call_step;
    step.slots.dealloc = step_dealloc;
    step.slots.traverse = step_traverse;
    step.slots.clear = step_clear;
    step.members = step_members;
    s.step_type = define_type(t, step);

    TypeSpec wakeup;
    wakeup.name = "TaskWakeupMethWrapper";
    wakeup.size = sizeof(TaskWakeup);
    wakeup.flags = kTypeNoInstantiate;
    wakeup.slots.call = call_wakeup;
    wakeup.slots.repr = wakeup_repr;
    wakeup.slots.compare = wakeup_compare;
    wakeup.slots.hash = wakeup_hash;
    wakeup.slots.dealloc = wakeup_dealloc;
    wakeup.slots.traverse = wakeup_traverse;
    wakeup.slots.clear = wakeup_clear;
    wakeup.members = wakeup_members;
    wakeup.getset = wakeup_getset;
    s.wakeup_type = define_type(t, wakeup);

    TRY(define_yield_once(t, module));
    TRY(define_nothing(t, module));
    return module_add(t, module, "Task", s.task_type);
}

}  // namespace minipy::asyncio
