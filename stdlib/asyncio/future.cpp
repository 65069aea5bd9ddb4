// Future: a result that is not there yet, and those to be told when it is.
#include "stdlib/asyncio/loop.h"

#include <cstring>

namespace minipy::asyncio {

void drop(Value& field) {
    Value old = field;
    field = Value::none();
    release(old);
}

void put(Value& field, Value value) {
    retain(value);
    Value old = field;
    field = value;
    release(old);
}

bool is_future(Thread& t, Value v) { return v.is_object() && is_subtype(v.object()->type, state(t).future_type); }

Status init_future(Thread& t, Future* future, Value loop) {
    Owned owner = loop.is_none() ? TRY(current_event_loop(t)) : Owned::share(loop);
    if (TRY(loop_debug(t, owner))) {
        Owned traceback = TRY(debug_traceback(t, owner));
        put(future->source_traceback, traceback);
    } else {
        drop(future->source_traceback);
    }
    put(future->loop, owner);
    drop(future->callback);
    future->callback = Value::unbound();
    drop(future->callback_context);
    drop(future->more_callbacks);
    drop(future->result);
    drop(future->exception);
    future->state = FutureState::Pending;
    future->log_traceback = future->blocking = false;
    return {};
}

static Status check_initialized(Thread& t, Future* future) {
    if (!future->loop.is_none()) return {};
    return raise_runtime_error(t, "Future object is not initialized.");
}

// ---- callbacks -------------------------------------------------------------------------------------------

static Status schedule(Thread& t, Future* future, Value callback, Value context) {
    if (!is_task(t, callback)) return call_soon(t, future->loop, callback, future, context);
    if (recording(t)) note_task_ready(t, callback.as<Task>());
    if (Loop* loop = open_loop(t, future->loop)) return push_ready(t, ready_of(loop), callback, future);
    Owned wakeup = TRY(make_wakeup(t, callback));
    return call_soon(t, future->loop, wakeup, future, context);
}

// The future is done: its callbacks go to the loop, in the order in which they came.
static Status schedule_callbacks(Thread& t, Future* future) {
    Owned self = Owned::share(future);
    if (!future->callback.is_unbound()) {
        Owned callback = Owned::adopt(future->callback);
        Owned context = Owned::adopt(future->callback_context);
        future->callback = Value::unbound();
        future->callback_context = Value::none();
        TRY(schedule(t, future, callback, context));
    }
    if (future->more_callbacks.is_none()) return {};
    Owned callbacks = Owned::adopt(future->more_callbacks);
    future->more_callbacks = Value::none();
    for (size_t i = 0; i < callbacks.as<List>()->length; ++i) {
        Owned pair = Owned::share(callbacks.as<List>()->items[i]);
        TRY(schedule(t, future, pair.as<Tuple>()->at(0), pair.as<Tuple>()->at(1)));
    }
    return {};
}

Status add_callback(Thread& t, Future* future, Value callback, Value context) {
    Owned own_context = context.is_none() ? TRY(copy_current_context(t)) : Owned::share(context);
    if (future->state != FutureState::Pending) return schedule(t, future, callback, own_context);
    if (future->callback.is_unbound() && future->more_callbacks.is_none()) {
        put(future->callback, callback);
        put(future->callback_context, own_context);
        return {};
    }
    if (future->more_callbacks.is_none()) future->more_callbacks = TRY(make_list(t, {})).take();
    return list_push(t, future->more_callbacks.as<List>(), TRY(make_tuple(t, {callback, own_context})));
}

static Owned add_done_callback(Thread& t, const Value* args) {
    Future* future = as_future(args[0]);
    TRY(check_initialized(t, future));
    TRY(add_callback(t, future, args[1], args[2]));
    return Owned::none();
}

// A waiting task is seen from outside as the callable that wakes it.
static Owned shown_callback(Thread& t, Value callback) {
    return is_task(t, callback) ? make_wakeup(t, callback) : Owned::share(callback);
}

static Owned remove_done_callback(Thread& t, const Value* args) {
    Future* future = as_future(args[0]);
    TRY(check_initialized(t, future));
    Value wanted = args[1];
    int64_t removed = 0;
    if (!future->callback.is_unbound()) {
        Owned shown = TRY(shown_callback(t, future->callback));
        if (TRY(compare_bool(t, CompareOp::Eq, shown, wanted)) && !future->callback.is_unbound()) {
            Owned callback = Owned::adopt(future->callback);
            Owned context = Owned::adopt(future->callback_context);
            future->callback = Value::unbound();
            future->callback_context = Value::none();
            ++removed;
        }
    }
    if (future->more_callbacks.is_none()) return Owned::adopt(Value::from_int(removed));
    Owned old = Owned::share(future->more_callbacks);
    Owned kept = TRY(make_list(t, {}));
    for (size_t i = 0; i < old.as<List>()->length; ++i) {
        Owned pair = Owned::share(old.as<List>()->items[i]);
        Owned shown = TRY(shown_callback(t, pair.as<Tuple>()->at(0)));
        if (TRY(compare_bool(t, CompareOp::Eq, shown, wanted))) {
            ++removed;
        } else {
            TRY(list_append(t, kept.as<List>(), pair));
        }
    }
    put(future->more_callbacks, kept.as<List>()->length ? kept.get() : Value::none());
    return Owned::adopt(Value::from_int(removed));
}

static Owned get_callbacks(Thread& t, Value self) {
    Future* future = as_future(self);
    Owned list = TRY(make_list(t, {}));
    if (!future->callback.is_unbound()) {
        Owned shown = TRY(shown_callback(t, future->callback));
        TRY(list_push(t, list.as<List>(), TRY(make_tuple(t, {shown, future->callback_context}))));
    }
    if (!future->more_callbacks.is_none()) {
        Owned more = Owned::share(future->more_callbacks);
        for (size_t i = 0; i < more.as<List>()->length; ++i) {
            Owned pair = Owned::share(more.as<List>()->items[i]);
            Owned shown = TRY(shown_callback(t, pair.as<Tuple>()->at(0)));
            TRY(list_push(t, list.as<List>(), TRY(make_tuple(t, {shown, pair.as<Tuple>()->at(1)}))));
        }
    }
    return list.as<List>()->length ? std::move(list) : Owned::none();
}

// ---- the outcome -----------------------------------------------------------------------------------------

Status set_result(Thread& t, Future* future, Value result) {
    TRY(check_initialized(t, future));
    if (future->state != FutureState::Pending) return raise_invalid_state(t, "invalid state");
    put(future->result, result);
    future->state = FutureState::Finished;
    return schedule_callbacks(t, future);
}

Status set_exception(Thread& t, Future* future, Value exception) {
    TRY(check_initialized(t, future));
    if (future->state != FutureState::Pending) return raise_invalid_state(t, "invalid state");
    Owned instance = Owned::share(exception);
    if (is_kind(exception, Kind::Type) && is_subtype(exception.as<Type>(), exc(t).BaseException)) {
        instance = TRY(call(t, exception));
    }
    if (!is_exception(instance)) return raise_type_error(t, "invalid exception object");
    if (is_subtype(instance.as<Object>()->type, exc(t).StopIteration)) {
        return raise_type_error(t, "StopIteration interacts badly with generators and cannot be raised into a Future");
    }
    put(future->exception, instance);
    put(future->exception_traceback, instance.as<Exception>()->traceback);
    future->state = FutureState::Finished;
    future->log_traceback = true;
    return schedule_callbacks(t, future);
}

Result<bool> cancel_future(Thread& t, Future* future, Value message) {
    future->log_traceback = false;
    if (future->state != FutureState::Pending) return false;
    future->state = FutureState::Cancelled;
    put(future->cancel_message, message);
    TRY(schedule_callbacks(t, future));
    return true;
}

Owned make_cancelled_error(Thread& t, Future* future) {
    if (!future->cancelled_error.is_none()) {
        Owned error = Owned::adopt(future->cancelled_error);
        future->cancelled_error = Value::none();
        return error;
    }
    Type* type = TRY(cancelled_error_type(t));
    if (future->cancel_message.is_none()) return call(t, type);
    return call(t, type, {future->cancel_message});
}

static Raised raise_cancelled(Thread& t, Future* future) {
    Owned error = make_cancelled_error(t, future);
    if (error.is_error()) return {};
    return raise_instance(t, error);
}

Owned future_result(Thread& t, Future* future) {
    if (future->state == FutureState::Cancelled) return raise_cancelled(t, future);
    if (future->state == FutureState::Pending) return raise_invalid_state(t, "Result is not set.");
    future->log_traceback = false;
    if (future->exception.is_none()) return Owned::share(future->result);
    Owned exception = Owned::share(future->exception);
    // Each reader sees the traceback of the failure, not of the readers before it.
    put(exception.as<Exception>()->traceback, future->exception_traceback);
    return raise_instance(t, exception);
}

static Owned method_result(Thread& t, const Value* args) { return future_result(t, as_future(args[0])); }

static Owned method_exception(Thread& t, const Value* args) {
    Future* future = as_future(args[0]);
    if (future->state == FutureState::Cancelled) return raise_cancelled(t, future);
    if (future->state == FutureState::Pending) return raise_invalid_state(t, "Exception is not set.");
    future->log_traceback = false;
    return Owned::share(future->exception);
}

static Owned method_set_result(Thread& t, const Value* args) {
    TRY(set_result(t, as_future(args[0]), args[1]));
    return Owned::none();
}

static Owned method_set_exception(Thread& t, const Value* args) {
    TRY(set_exception(t, as_future(args[0]), args[1]));
    return Owned::none();
}

static Owned method_cancel(Thread& t, const Value* args) {
    Future* future = as_future(args[0]);
    TRY(check_initialized(t, future));
    return Owned::from_bool(TRY(cancel_future(t, future, args[1])));
}

static Owned method_cancelled(Thread&, const Value* args) {
    return Owned::from_bool(as_future(args[0])->state == FutureState::Cancelled);
}

static Owned method_done(Thread&, const Value* args) {
    return Owned::from_bool(as_future(args[0])->state != FutureState::Pending);
}

static Owned method_get_loop(Thread& t, const Value* args) {
    TRY(check_initialized(t, as_future(args[0])));
    return Owned::share(as_future(args[0])->loop);
}

static Owned method_make_cancelled_error(Thread& t, const Value* args) {
    return make_cancelled_error(t, as_future(args[0]));
}

// ---- await -----------------------------------------------------------------------------------------------

struct FutureIter : GcObject {
    Value future = Value::none();  // None once it has given its result
};

static Owned make_iter(Thread& t, Value self) {
    TRY(check_initialized(t, as_future(self)));
    FutureIter* iter = make<FutureIter>(t, state(t).future_iter_type);
    if (!iter) return raise_memory_error(t);
    put(iter->future, self);
    return Owned::adopt(iter);
}

// The first time it yields the pending future to the task; the second time the future must be done.
static Owned iter_step(Thread& t, Value self) {
    FutureIter* iter = self.as<FutureIter>();
    if (iter->future.is_none()) return Owned::stop();
    Future* future = as_future(iter->future);
    if (future->state == FutureState::Pending) {
        if (future->blocking) return raise_runtime_error(t, "await wasn't used with future");
        future->blocking = true;
        return Owned::share(future);
    }
    Owned keep = Owned::adopt(iter->future);
    iter->future = Value::none();
    Owned result = TRY(future_result(t, future));
    if (result.is_none()) return Owned::stop();
    return raise_stop_iteration(t, result);
}

static ResumeResult iter_fast_send(Thread& t, Value self, Value) {
    FutureIter* iter = self.as<FutureIter>();
    if (iter->future.is_none()) return {Resumed::Returned, Owned::none()};
    Future* future = as_future(iter->future);
    if (future->state == FutureState::Pending) {
        Owned yielded = iter_step(t, self);
        Resumed how = yielded.is_error() ? Resumed::Raised : Resumed::Yielded;
        return {how, std::move(yielded)};
    }
    Owned keep = Owned::adopt(iter->future);
    iter->future = Value::none();
    Owned result = future_result(t, future);
    Resumed how = result.is_error() ? Resumed::Raised : Resumed::Returned;
    return {how, std::move(result)};
}

static Owned iter_send(Thread& t, const Value* args) {
    Owned next = TRY(iter_step(t, args[0]));
    if (next.is_stop()) return raise_stop_iteration(t, Value::none());
    return next;
}

static Owned iter_throw(Thread& t, const Value* args) {
    put(args[0].as<FutureIter>()->future, Value::none());
    Value type = args[1], value = args[2], traceback = args[3];
    if (!traceback.is_none() && !is_kind(traceback, Kind::Traceback)) {
        return raise_type_error(t, "throw() third argument must be a traceback");
    }
    Owned instance = Owned::share(type);
    if (is_kind(type, Kind::Type)) {
        bool given = !value.is_none();
        instance = given && is_exception(value) ? Owned::share(value)
                   : given                      ? TRY(call(t, type, {value}))
                                                : TRY(call(t, type));
    } else if (!value.is_none()) {
        return raise_type_error(t, "instance exception may not have a separate value");
    }
    if (!is_exception(instance)) {
        return raise_type_error(t, "exceptions must be classes or instances deriving from BaseException, not %s",
                                type_name(t, type));
    }
    if (!traceback.is_none()) put(instance.as<Exception>()->traceback, traceback);
    return raise_instance(t, instance);
}

static Owned iter_close(Thread&, const Value* args) {
    put(args[0].as<FutureIter>()->future, Value::none());
    return Owned::none();
}

static void iter_traverse(Object* object, Visitor& visitor) {
    visitor.visit(static_cast<FutureIter*>(object)->future);
}
static void iter_clear(Thread&, Object* object) { drop(static_cast<FutureIter*>(object)->future); }
static void iter_dealloc(Thread& t, Object* object) {
    iter_clear(t, object);
    free_object(t, object);
}
static Owned iter_self(Thread&, Value self) { return Owned::share(self); }

// ---- what is seen of it ----------------------------------------------------------------------------------

static Owned get_state(Thread& t, Value self) {
    static const char* const names[] = {"PENDING", "CANCELLED", "FINISHED"};
    return Owned::share(intern(t, names[static_cast<int>(as_future(self)->state)]));
}
static Owned get_blocking(Thread&, Value self) { return Owned::from_bool(as_future(self)->blocking); }
static Status set_blocking(Thread& t, Value self, Value value) {
    if (value.is_unbound()) {
        return raise_error(t, exc(t).AttributeError, "cannot delete attribute");
    }
    as_future(self)->blocking = TRY(truth(t, value));
    return {};
}
static Owned get_log_traceback(Thread&, Value self) { return Owned::from_bool(as_future(self)->log_traceback); }
static Status set_log_traceback(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_error(t, exc(t).AttributeError, "cannot delete attribute");
    if (TRY(truth(t, value))) return raise_value_error(t, "_log_traceback can only be set to False");
    as_future(self)->log_traceback = false;
    return {};
}
static Owned get_cancel_message(Thread&, Value self) { return Owned::share(as_future(self)->cancel_message); }
static Status set_cancel_message(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_error(t, exc(t).AttributeError, "cannot delete attribute");
    put(as_future(self)->cancel_message, value);
    return {};
}

static Owned future_repr(Thread& t, Value self) {
    bool task = is_task(t, self);
    Owned show = TRY(import_attr(t, task ? "asyncio.base_tasks" : "asyncio.base_futures",
                                 task ? "_task_repr" : "_future_repr"));
    return call(t, show, {self});
}

static Owned class_getitem(Thread& t, const Value* args) {
    Owned alias = TRY(import_attr(t, "types", "GenericAlias"));
    return call(t, alias, {args[0], args[1]});
}

// ---- birth and death -------------------------------------------------------------------------------------

static Owned future_new(Thread& t, Type* type, const CallArgs&) {
    Future* future = make_instance<Future>(t, type);
    if (!future) return raise_memory_error(t);
    return Owned::adopt(future);
}

Owned make_future(Thread& t, Value loop) {
    Future* future = make_instance<Future>(t, state(t).future_type);
    if (!future) return raise_memory_error(t);
    Owned owner = Owned::adopt(future);
    TRY(init_future(t, future, loop));
    return owner;
}

static Status future_init(Thread& t, Value self, const CallArgs& call_args) {
    static const char* const signature = "Future(*, loop=None)";
    if (call_args.count) return raise_type_error(t, "Future() takes no positional arguments");
    Value args[1];
    BoundArgs bound(t, signature, call_args, args);
    TRY(bound.status());
    return init_future(t, as_future(self), args[0]);
}

void traverse_future(Object* object, Visitor& visitor) {
    Future* f = static_cast<Future*>(object);
    for (Value v : {f->loop, f->callback, f->callback_context, f->more_callbacks, f->result, f->exception,
                    f->exception_traceback, f->source_traceback, f->cancel_message, f->cancelled_error}) {
        visitor.visit(v);
    }
    traverse_instance_tail(object, visitor);
}

void clear_future(Thread& t, Object* object) {
    Future* f = static_cast<Future*>(object);
    drop(f->callback);
    f->callback = Value::unbound();
    for (Value* v : {&f->loop, &f->callback_context, &f->more_callbacks, &f->result, &f->exception,
                     &f->exception_traceback, &f->source_traceback, &f->cancel_message, &f->cancelled_error}) {
        drop(*v);
    }
    clear_instance_tail(t, object);
}

static void future_dealloc(Thread& t, Object* object) {
    clear_future(t, object);
    free_object(t, object);
}

// Nobody asked for its exception, and nobody can any more.
void finalize_future(Thread& t, Object* object) {
    Future* future = static_cast<Future*>(object);
    if (!future->log_traceback || future->exception.is_none()) return;
    future->log_traceback = false;
    std::string text = to_utf8(type_of(t, future)->name) + " exception was never retrieved";
    Owned message = make_str(t, text);
    Status told = future->source_traceback.is_none()
                      ? report(t, future->loop, {{"message", message}, {"exception", future->exception},
                                                 {"future", future}})
                      : report(t, future->loop, {{"message", message}, {"exception", future->exception},
                                                 {"future", future}, {"source_traceback", future->source_traceback}});
    if (told.is_error()) write_unraisable(t, future);
}

// What Task inherits it finds on Future by name.
static const FunctionSpec future_methods[] = {
    {"result(self, /)", method_result, "Return the result this future represents, or raise its exception."},
    {"exception(self, /)", method_exception, "Return the exception that was set on this future."},
    {"set_result(self, result, /)", method_set_result, "Mark the future done and set its result."},
    {"set_exception(self, exception, /)", method_set_exception, "Mark the future done and set an exception."},
    {"add_done_callback(self, fn, /, *, context=None)", add_done_callback,
     "Add a callback to be run when the future becomes done."},
    {"remove_done_callback(self, fn, /)", remove_done_callback,
     "Remove all instances of a callback; return how many."},
    {"cancel(self, /, msg=None)", method_cancel, "Cancel the future and schedule callbacks."},
    {"cancelled(self, /)", method_cancelled, "Return True if the future was cancelled."},
    {"done(self, /)", method_done, "Return True if the future is done."},
    {"get_loop(self, /)", method_get_loop, "Return the event loop the Future is bound to."},
    {"_make_cancelled_error(self, /)", method_make_cancelled_error, "The CancelledError to raise for this future."},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"},
};
static const GetSetSpec future_getset[] = {
    {"_state", get_state},
    {"_asyncio_future_blocking", get_blocking, set_blocking},
    {"_log_traceback", get_log_traceback, set_log_traceback},
    {"_cancel_message", get_cancel_message, set_cancel_message},
    {"_callbacks", get_callbacks},
};
static const MemberSpec future_members[] = {
    {"_loop", offsetof(Future, loop)},
    {"_result", offsetof(Future, result)},
    {"_exception", offsetof(Future, exception)},
    {"_source_traceback", offsetof(Future, source_traceback)},
};
static const FunctionSpec iter_methods[] = {
    {"send(self, value, /)", iter_send},
    {"throw(self, typ, val=None, tb=None, /)", iter_throw},
    {"close(self, /)", iter_close},
};

Status define_future(Thread& t, Module* module) {
    TypeSpec future;
    future.name = "_asyncio.Future";
    future.size = sizeof(Future);
    future.attrs_offset = sizeof(Future);
    future.flags = kTypeBaseAllowed;
    future.slots.new_ = future_new;
    future.slots.init = future_init;
    future.slots.dealloc = future_dealloc;
    future.slots.traverse = traverse_future;
    future.slots.clear = clear_future;
    future.slots.finalize = finalize_future;
    future.slots.repr = future_repr;
    future.slots.iter = make_iter;
    future.slots.await = make_iter;
    future.methods = future_methods;
    future.getset = future_getset;
    future.members = future_members;
    future.doc = "A result that is not there yet: done when set_result(), set_exception() or cancel() is called.";
    future.text_signature = "Future(*, loop=None)";
    state(t).future_type = define_type(t, future);

    TypeSpec iter;
    iter.name = "_asyncio.FutureIter";
    iter.size = sizeof(FutureIter);
    iter.flags = kTypeNoInstantiate;
    iter.slots.dealloc = iter_dealloc;
    iter.slots.traverse = iter_traverse;
    iter.slots.clear = iter_clear;
    iter.slots.iter = iter_self;
    iter.slots.next = iter_step;
    iter.methods = iter_methods;
    state(t).future_iter_type = define_type(t, iter);
    state(t).future_iter_type->native_data = reinterpret_cast<void*>(static_cast<FastSend>(iter_fast_send));
    return module_add(t, module, "Future", state(t).future_type);
}

}  // namespace minipy::asyncio
