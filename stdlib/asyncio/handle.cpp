// Handle and TimerHandle: a callback that the loop will run, and that can be cancelled until then.
#include "stdlib/asyncio/loop.h"

namespace minipy::asyncio {

static Handle* as_handle(Value v) { return v.as<Handle>(); }
static TimerHandle* as_timer(Value v) { return v.as<TimerHandle>(); }

bool is_handle(Thread& t, Value v) {
    return v.is_object() &&
           (v.object()->type == state(t).handle_type || is_subtype(v.object()->type, state(t).handle_type));
}
bool is_timer(Thread& t, Value v) {
    return v.is_object() &&
           (v.object()->type == state(t).timer_type || is_subtype(v.object()->type, state(t).timer_type));
}

static Status fill(Thread& t, Handle* handle, Value loop, Value callback, Value args, bool one,
                   Value context) {
    put(handle->loop, loop);
    put(handle->callback, callback);
    put(handle->args, args);
    handle->has_one_arg = one;
    handle->cancelled = false;
    if (context.is_none()) {
        Owned copy = TRY(copy_current_context(t));
        put(handle->context, copy);
    } else {
        put(handle->context, context);
    }
    if (!TRY(loop_debug(t, loop))) return {};
    Owned traceback = TRY(debug_traceback(t, loop));
    put(handle->source_traceback, traceback);
    return {};
}

void set_when(Thread& t, TimerHandle* timer, Value when) {
    put(timer->when_value, when);
    timer->has_number = is_kind(when, Kind::Float) || when.is_int();
    if (!timer->has_number) return;
    Result<double> number = to_double(t, when);
    if (!number.is_error()) timer->when = number.value();
}

Owned make_handle(Thread& t, Value loop, Value callback, Value args, bool one, Value context) {
    Handle* handle = make<Handle>(t, state(t).handle_type);
    if (!handle) return raise_memory_error(t);
    Owned owner = Owned::adopt(handle);
    TRY(fill(t, handle, loop, callback, args, one, context));
    return owner;
}

Owned make_timer(Thread& t, Value loop, Value when, Value callback, Value args, Value context) {
    TimerHandle* timer = make<TimerHandle>(t, state(t).timer_type);
    if (!timer) return raise_memory_error(t);
    Owned owner = Owned::adopt(timer);
    set_when(t, timer, when);
    TRY(fill(t, timer, loop, callback, args, false, context));
    return owner;
}

// ---- running ---------------------------------------------------------------------------------------------

static Owned call_in_context(Thread& t, Value context, Value callback, Value args, bool one) {
    const Value* items = one ? &args : is_tuple(args) ? args.as<Tuple>()->items() : nullptr;
    uint32_t count = one ? 1 : is_tuple(args) ? static_cast<uint32_t>(args.as<Tuple>()->length) : 0;
    if (is_context(t, context)) {
        EnteredContext inside(t, context);
        TRY(inside.status());
        return call(t, callback, CallArgs{items, count});
    }
    // What stands for a context has a method run().
    Ref<Tuple> all = TRY(new_tuple(t, count + 1));
    all->items()[0] = Owned::share(callback).take();
    for (uint32_t i = 0; i < count; ++i) all->items()[i + 1] = Owned::share(items[i]).take();
    Owned run = TRY(get_attr(t, context, "run"));
    return call_with(t, run, all, Value::unbound());
}

static Owned args_tuple(Thread& t, Handle* handle) {
    if (handle->has_one_arg) {
        Owned tuple = TRY(make_tuple(t, {handle->args}));
        put(handle->args, tuple);
        handle->has_one_arg = false;
    }
    return Owned::share(handle->args);
}

static Owned method_run(Thread& t, const Value* args);

// While it lives, the exception counts as being handled, as in an `except` block: sys.exc_info() gives it, and what is raised
// meanwhile has it as its context.
class Handling {
  public:
    Handling(Thread& t, Value exception) : t_(t) {
        link_.exception = Owned::share(exception).take();
        link_.previous = t.handled;
        t.handled = &link_;
    }
    ~Handling() {
        t_.handled = link_.previous;
        release(link_.exception);
    }
    Handling(const Handling&) = delete;
    Handling& operator=(const Handling&) = delete;

  private:
    Thread& t_;
    HandledException link_;
};

Status report_callback_error(Thread& t, Handle* handle, Value exception) {
    Handling handling(t, exception);
    Owned show = TRY(import_attr(t, "asyncio.format_helpers", "_format_callback_source"));
    Owned args = TRY(args_tuple(t, handle));
    Owned shown = TRY(call(t, show, {handle->callback, args}));
    Owned message = TRY(make_str(t, "Exception in callback " + TRY(str_utf8(t, shown))));
    if (handle->source_traceback.is_none()) {
        return report(t, handle->loop, {{"message", message}, {"exception", exception}, {"handle", handle}});
    }
    return report(t, handle->loop,
                  {{"message", message},
                   {"exception", exception},
                   {"handle", handle},
                   {"source_traceback", handle->source_traceback}});
}

Status run_handle(Thread& t, Handle* handle) {
    Owned self = Owned::share(handle);
    Owned result;
    {
        Owned callback = Owned::share(handle->callback), args = Owned::share(handle->args);
        Owned context = Owned::share(handle->context);
        bool noted = recording(t) && note_callback(t, callback);
        result = call_in_context(t, context, callback, args, handle->has_one_arg);
        if (noted) note_callback_end(t);
    }
    if (!result.is_error()) [[likely]]
        return {};
    if (exception_matches(t, exc(t).SystemExit) || exception_matches(t, exc(t).KeyboardInterrupt))
        return Raised{};
    Owned exception = take_exception(t);
    return report_callback_error(t, handle, exception);
}

bool runs_plainly(Thread& t, Type* type) {
    State& s = state(t);
    if (type != s.handle_type && type != s.timer_type) return false;
    uint32_t& known = s.plain_versions[type == s.timer_type];
    if (known && type->version == known) [[likely]]
        return true;
    Value run = type_lookup(t, type, intern(t, "_run"));
    bool own = is_kind(run, Kind::NativeFunction) && run.as<NativeFunction>()->code == method_run;
    known = own ? type_version(t, type) : 0;
    return own;
}

static Owned method_run(Thread& t, const Value* args) {
    TRY(run_handle(t, as_handle(args[0])));
    return Owned::none();
}

// ---- cancelling ------------------------------------------------------------------------------------------

static Status cancel(Thread& t, Handle* handle) {
    if (handle->cancelled) return {};
    Owned self = Owned::share(handle);
    handle->cancelled = true;
    if (TRY(loop_debug(t, handle->loop))) {
        Owned shown = TRY(repr(t, self));  // while the callback is still known
        put(handle->shown, shown);
    }
    handle->has_one_arg = false;
    drop(handle->args);
    drop(handle->callback);
    return {};
}

static Owned method_cancel(Thread& t, const Value* args) {
    TRY(cancel(t, as_handle(args[0])));
    return Owned::none();
}

static Owned timer_cancel(Thread& t, const Value* args) {
    TimerHandle* timer = as_timer(args[0]);
    if (timer->cancelled) return Owned::none();
    if (is_own(t, timer->loop, kTimerCancelled)) {
        note_cancelled_timer(as_loop(timer->loop), timer);
    } else {
        TRY(call_method(t, timer->loop, intern(t, "_timer_handle_cancelled"), {timer}));
    }
    TRY(cancel(t, timer));
    return Owned::none();
}

static Owned method_cancelled(Thread&, const Value* args) {
    return Owned::from_bool(as_handle(args[0])->cancelled);
}
static Owned method_get_context(Thread&, const Value* args) {
    return Owned::share(as_handle(args[0])->context);
}
static Owned method_when(Thread&, const Value* args) { return Owned::share(as_timer(args[0])->when_value); }

// ---- what is seen of it ----------------------------------------------------------------------------------

static Owned repr_info(Thread& t, const Value* args) {
    Owned show = TRY(import_attr(t, "asyncio.format_helpers", "_handle_info"));
    return call(t, show, {args[0]});
}

static Owned handle_repr(Thread& t, Value self) {
    if (!as_handle(self)->shown.is_none()) return Owned::share(as_handle(self)->shown);
    Owned info = TRY(call_method(t, self, intern(t, "_repr_info")));
    std::string text = "<";
    TRY(for_each(t, info, [&](Value item) -> Status {
        text += (text.size() > 1 ? " " : "") + TRY(str_utf8(t, item));
        return {};
    }));
    return make_str(t, text + ">");
}

static Owned get_args(Thread& t, Value self) { return args_tuple(t, as_handle(self)); }
static Status set_args(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_error(t, exc(t).AttributeError, "_args");
    as_handle(self)->has_one_arg = false;
    put(as_handle(self)->args, value);
    return {};
}
static Owned get_cancelled(Thread&, Value self) { return Owned::from_bool(as_handle(self)->cancelled); }
static Status set_cancelled(Thread& t, Value self, Value value) {
    as_handle(self)->cancelled = !value.is_unbound() && TRY(truth(t, value));
    return {};
}
static Owned get_scheduled(Thread&, Value self) { return Owned::from_bool(as_timer(self)->scheduled); }
static Status set_scheduled(Thread& t, Value self, Value value) {
    as_timer(self)->scheduled = !value.is_unbound() && TRY(truth(t, value));
    return {};
}
static Owned get_when(Thread&, Value self) { return Owned::share(as_timer(self)->when_value); }
static Status set_when_attr(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_error(t, exc(t).AttributeError, "_when");
    set_when(t, as_timer(self), value);
    return {};
}

// ---- timers are ordered by their time --------------------------------------------------------------------

static Result<bool> same_timer(Thread& t, TimerHandle* a, TimerHandle* b) {
    if (a->cancelled != b->cancelled) return false;
    if (!TRY(compare_bool(t, CompareOp::Eq, a->when_value, b->when_value))) return false;
    if (!TRY(compare_bool(t, CompareOp::Eq, a->callback, b->callback))) return false;
    Owned mine = TRY(args_tuple(t, a)), theirs = TRY(args_tuple(t, b));
    return compare_bool(t, CompareOp::Eq, mine, theirs);
}

static Owned timer_compare(Thread& t, Value a, Value b, CompareOp op) {
    if (!is_timer(t, a) || !is_timer(t, b)) return Owned::not_implemented();
    TimerHandle *x = as_timer(a), *y = as_timer(b);
    if (op == CompareOp::Eq || op == CompareOp::Ne) {
        return Owned::from_bool(TRY(same_timer(t, x, y)) == (op == CompareOp::Eq));
    }
    CompareOp strict = op == CompareOp::Le ? CompareOp::Lt : op == CompareOp::Ge ? CompareOp::Gt : op;
    Owned before = TRY(compare(t, strict, x->when_value, y->when_value));
    if (op == strict || TRY(truth(t, before))) return before;
    return Owned::from_bool(TRY(same_timer(t, x, y)));
}

static Result<int64_t> timer_hash(Thread& t, Value self) { return hash(t, as_timer(self)->when_value); }

// ---- birth and death -------------------------------------------------------------------------------------

static Owned handle_new(Thread& t, Type* type, const CallArgs&) {
    Handle* handle = make_instance<Handle>(t, type);
    if (!handle) return raise_memory_error(t);
    return Owned::adopt(handle);
}
static Owned timer_new(Thread& t, Type* type, const CallArgs&) {
    TimerHandle* timer = make_instance<TimerHandle>(t, type);
    if (!timer) return raise_memory_error(t);
    return Owned::adopt(timer);
}
static Status handle_init(Thread& t, Value self, const CallArgs& call_args) {
    static const char* const signature = "Handle(callback, args, loop, context=None)";
    Value args[4];
    BoundArgs bound(t, signature, call_args, args);
    TRY(bound.status());
    return fill(t, as_handle(self), args[2], args[0], args[1], false, args[3]);
}
static Status timer_init(Thread& t, Value self, const CallArgs& call_args) {
    static const char* const signature = "TimerHandle(when, callback, args, loop, context=None)";
    Value args[5];
    BoundArgs bound(t, signature, call_args, args);
    TRY(bound.status());
    set_when(t, as_timer(self), args[0]);
    return fill(t, as_handle(self), args[3], args[1], args[2], false, args[4]);
}

static void handle_traverse(Object* object, Visitor& visitor) {
    Handle* h = static_cast<Handle*>(object);
    for (Value v : {h->callback, h->args, h->loop, h->context, h->source_traceback}) visitor.visit(v);
    traverse_instance_tail(object, visitor);
}
static void handle_clear(Thread& t, Object* object) {
    Handle* h = static_cast<Handle*>(object);
    h->has_one_arg = false;
    for (Value* v : {&h->callback, &h->args, &h->loop, &h->context, &h->source_traceback, &h->shown})
        drop(*v);
    clear_instance_tail(t, object);
}
static void handle_dealloc(Thread& t, Object* object) {
    gc_untrack(t, static_cast<GcObject*>(object));
    handle_clear(t, object);
    free_object(t, object);
}
static void timer_dealloc(Thread& t, Object* object) {
    gc_untrack(t, static_cast<GcObject*>(object));
    drop(static_cast<TimerHandle*>(object)->when_value);
    handle_clear(t, object);
    free_object(t, object);
}

static const FunctionSpec handle_methods[] = {
    {"cancel(self, /)", method_cancel, "The callback will not be run."},
    {"cancelled(self, /)", method_cancelled, "Return True if it was cancelled."},
    {"get_context(self, /)", method_get_context, "The context in which the callback runs."},
    {"_run(self, /)", method_run, "The only place that runs a callback."},
    {"_repr_info(self, /)", repr_info},
};
static const MemberSpec handle_members[] = {
    {"_callback", offsetof(Handle, callback), false},
    {"_loop", offsetof(Handle, loop), false},
    {"_context", offsetof(Handle, context), false},
    {"_source_traceback", offsetof(Handle, source_traceback), false},
    {"_repr", offsetof(Handle, shown), false},
};
static const GetSetSpec handle_getset[] = {
    {"_args", get_args, set_args},
    {"_cancelled", get_cancelled, set_cancelled},
};
static const FunctionSpec timer_methods[] = {
    {"cancel(self, /)", timer_cancel, "The callback will not be run."},
    {"when(self, /)", method_when, "The time of the loop's clock at which it is due."},
};
static const GetSetSpec timer_getset[] = {
    {"_when", get_when, set_when_attr},
    {"_scheduled", get_scheduled, set_scheduled},
};

Status define_handles(Thread& t, Module* module) {
    TypeSpec handle;
    handle.name = "Handle";
    handle.size = sizeof(Handle);
    handle.flags = kTypeBaseAllowed;
    handle.slots.new_ = handle_new;
    handle.slots.init = handle_init;
    handle.slots.dealloc = handle_dealloc;
    handle.slots.traverse = handle_traverse;
    handle.slots.clear = handle_clear;
    handle.slots.repr = handle_repr;
    handle.methods = handle_methods;
    handle.getset = handle_getset;
    handle.members = handle_members;
    handle.doc =
        "A callback that the loop will run, with its arguments and context; it can be cancelled until then.";
    handle.text_signature = "Handle(callback, args, loop, context=None)";
    state(t).handle_type = define_type(t, handle);

    TypeSpec timer;
    timer.name = "TimerHandle";
    timer.size = sizeof(TimerHandle);
    timer.flags = kTypeBaseAllowed;
    timer.slots.new_ = timer_new;
    timer.slots.init = timer_init;
    timer.slots.dealloc = timer_dealloc;
    timer.slots.traverse = handle_traverse;
    timer.slots.clear = handle_clear;
    timer.slots.compare = timer_compare;
    timer.slots.hash = timer_hash;
    timer.methods = timer_methods;
    timer.getset = timer_getset;
    timer.doc = "A callback that is due at a time of the loop's clock. Ordered by it.";
    timer.text_signature = "TimerHandle(when, callback, args, loop, context=None)";
    state(t).timer_type = define_type(t, timer, state(t).handle_type);
    // Other libraries put their own `_run` here, to watch what the loop runs.
    state(t).handle_type->type_flags &= ~static_cast<uint32_t>(kTypeImmutable);
    state(t).timer_type->type_flags &= ~static_cast<uint32_t>(kTypeImmutable);
    // In messages they go by their bare names, as the classes that they are in CPython.
    put(state(t).handle_type->module, intern(t, "asyncio.events"));
    put(state(t).timer_type->module, intern(t, "asyncio.events"));
    TRY(module_add(t, module, "Handle", state(t).handle_type));
    return module_add(t, module, "TimerHandle", state(t).timer_type);
}

}  // namespace minipy::asyncio
