// The module _asyncio: the running loop's slot, the registers of tasks, and what Future and Task share.
#include "stdlib/asyncio/loop.h"

namespace minipy::asyncio {

static Status init_module(Thread&, Module*);

// ---- the running loop: one slot per thread ---------------------------------------------------------------

static Owned running_loop(Thread& t, const Value*) { return Owned::share(t.running_loop); }

static Owned set_running_loop(Thread& t, const Value* args) {
    put(t.running_loop, args[0]);
    return Owned::none();
}

static Owned get_running_loop(Thread& t, const Value*) {
    if (t.running_loop.is_none()) return raise_runtime_error(t, "no running event loop");
    return Owned::share(t.running_loop);
}

Owned current_event_loop(Thread& t) {
    if (!t.running_loop.is_none()) return Owned::share(t.running_loop);
    Owned get_policy = TRY(import_attr(t, "asyncio.events", "get_event_loop_policy"));
    Owned policy = TRY(call(t, get_policy));
    return call_method(t, policy, intern(t, "get_event_loop"));
}

static Owned get_event_loop(Thread& t, const Value*) { return current_event_loop(t); }

// ---- the register of tasks -------------------------------------------------------------------------------

// `_all_tasks` looks like a set: our own tasks stand in a list that they leave when they end, other libraries' in a
// WeakSet, made when the first one comes.
static Owned all_tasks_iter(Thread& t, Value) {
    Owned list = TRY(make_list(t, {}));
    for (Task* task = state(t).all_tasks; task; task = task->next) {
        if (task->refcount) TRY(list_append(t, list.as<List>(), task));  // 0: it is dying
    }
    if (state(t).foreign_tasks.is_valid()) TRY(list_extend(t, list.as<List>(), state(t).foreign_tasks));
    return get_iter(t, list);
}

static Owned register_task(Thread& t, const Value* args) {
    if (is_task(t, args[0])) {
        if (args[0].as<Task>()->state == FutureState::Pending) list_task(t, args[0].as<Task>());
        return Owned::none();
    }
    State& s = state(t);
    if (!s.foreign_tasks.is_valid()) {
        Owned weak_set = TRY(import_attr(t, "weakref", "WeakSet"));
        s.foreign_tasks = TRY(call(t, weak_set)).take();
    }
    return call_method(t, s.foreign_tasks, intern(t, "add"), {args[0]});
}

static Owned unregister_task(Thread& t, const Value* args) {
    if (is_task(t, args[0])) {
        unlist_task(t, args[0].as<Task>());
        return Owned::none();
    }
    if (!state(t).foreign_tasks.is_valid()) return Owned::none();
    return call_method(t, state(t).foreign_tasks, intern(t, "discard"), {args[0]});
}

// ---- shared helpers --------------------------------------------------------------------------------------

static Result<Type*> exception_type(Thread& t, Value& cache, const char* name) {
    if (!cache.is_valid()) cache = TRY(import_attr(t, "asyncio.exceptions", name)).take();
    return cache.as<Type>();
}

Result<Type*> cancelled_error_type(Thread& t) { return exception_type(t, state(t).cancelled_error, "CancelledError"); }

Raised raise_invalid_state(Thread& t, const char* message) {
    Result<Type*> type = exception_type(t, state(t).invalid_state_error, "InvalidStateError");
    if (type.is_error()) return {};
    return raise_error(t, type.value(), "%s", message);
}

Status call_soon(Thread& t, Value loop, Value callback, Value argument, Value context) {
    if (Loop* open = open_loop(t, loop)) {
        Owned none = argument.is_unbound() ? TRY(make_tuple(t, {})) : Owned::none();
        Owned handle = TRY(make_handle(t, loop, callback, argument.is_unbound() ? none : argument,
                                       !argument.is_unbound(), context));
        return push_ready(t, ready_of(open), handle, Value::unbound());
    }
    static const char* const kName = "call_soon";
    Method method = TRY(get_method(t, loop, intern(t, kName)));
    Value args[4];
    uint32_t count = 0;
    if (method.wants_self) args[count++] = loop;
    args[count++] = callback;
    if (!argument.is_unbound()) args[count++] = argument;
    args[count] = context;
    TRY(call(t, method.callee, CallArgs{args, count, state(t).context_kwnames.as<Tuple>()}));
    return {};
}

Owned debug_traceback(Thread& t, Value loop) {
    if (!TRY(loop_debug(t, loop))) return Owned::none();
    Owned extract = TRY(import_attr(t, "asyncio.format_helpers", "extract_stack"));
    return call(t, extract);
}

Status report(Thread& t, Value loop, std::initializer_list<std::pair<const char*, Value>> context) {
    Ref<Dict> dict = TRY(new_dict(t));
    for (auto& [name, value] : context) TRY(dict_set_ascii(t, dict.get(), name, value));
    Owned done = TRY(call_method(t, loop, intern(t, "call_exception_handler"), {dict}));
    return {};
}

static const FunctionSpec functions[] = {
    {"_get_running_loop()", running_loop, "Return the running event loop or None."},
    {"_set_running_loop(loop, /)", set_running_loop, "Set the running event loop."},
    {"get_running_loop()", get_running_loop, "Return the running event loop.  Raise a RuntimeError if there is none."},
    {"get_event_loop()", get_event_loop, "Return an asyncio event loop: the running one, else the policy's."},
    {"_get_event_loop(stacklevel=3)", get_event_loop},
    {"_register_task(task)", register_task, "Register a new task in asyncio as executed by loop."},
    {"_unregister_task(task)", unregister_task, "Unregister a task."},
};

MINIPY_MODULE(_asyncio, {.doc = "Accelerator module for asyncio", .functions = functions, .exec = init_module});

State& state(Thread& t) { return module_state<State>(t, module_registration__asyncio); }

static void dealloc_all_tasks(Thread& t, Object* object) { free_object(t, object); }

static Status init_module(Thread& t, Module* module) {
    State& s = state(t);
    TRY(import_attr(t, "contextvars", "Context"));
    s.name_select = intern(t, "select");
    s.context_kwnames = TRY(make_tuple(t, {intern(t, "context")})).take();
    TRY(define_future(t, module));
    TRY(define_task(t, module));
    TRY(define_current_tasks(t, module));
    TRY(define_handles(t, module));
    TRY(define_ready_queue(t));
    TRY(define_loop(t, module));
    TRY(define_gather(t, module));

    TypeSpec register_type;
    register_type.name = "_asyncio.TaskRegister";
    register_type.size = sizeof(Object);
    register_type.flags = kTypeNoInstantiate;
    register_type.slots.dealloc = dealloc_all_tasks;
    register_type.slots.iter = all_tasks_iter;
    Owned all_tasks = Owned::adopt(make<Object>(t, define_type(t, register_type)));
    return module_add(t, module, "_all_tasks", all_tasks);
}

}  // namespace minipy::asyncio
