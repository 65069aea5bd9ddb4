// gather(): several awaitables as one future. The future itself, which passes a cancellation on to its children, is
// `_GatheringFuture` in tasks.py; here is how the children are made, and the callback that each of them calls when it is done.
#include "stdlib/asyncio/loop.h"

namespace minipy::asyncio {

// The children's callback. All of them share it, and one context.
struct Gathering : GcObject {
    Value outer = Value::none();     // None until the last child is there
    Value children = Value::none();  // List, in the order of the arguments
    int64_t distinct = 0;            // the same one may be given twice
    int64_t finished = 0;
    bool return_exceptions = false;
};

static Gathering* as_gathering(Value v) { return v.as<Gathering>(); }

// ---- futures of ours and of others -----------------------------------------------------------------------

static Result<bool> was_cancelled(Thread& t, Value child) {
    if (is_future(t, child)) return as_future(child)->state == FutureState::Cancelled;
    Owned answer = TRY(call_method(t, child, intern(t, "cancelled")));
    return truth(t, answer);
}

// None if it ended well. It counts as retrieved.
static Owned exception_of(Thread& t, Value child) {
    if (!is_future(t, child)) return call_method(t, child, intern(t, "exception"));
    as_future(child)->log_traceback = false;
    return Owned::share(as_future(child)->exception);
}

static Owned cancelled_error_of(Thread& t, Value child) {
    if (is_future(t, child)) return make_cancelled_error(t, as_future(child));
    return call_method(t, child, intern(t, "_make_cancelled_error"));
}

static Owned result_of(Thread& t, Value child) {
    if (TRY(was_cancelled(t, child))) {
        Type* type = TRY(cancelled_error_type(t));
        Owned message = TRY(get_attr(t, child, "_cancel_message"));
        Owned empty = TRY(make_str(t, ""));
        return call(t, type, {message.is_none() ? empty.get() : message.get()});
    }
    Owned exception = TRY(exception_of(t, child));
    if (!exception.is_none()) return exception;
    if (is_future(t, child)) return Owned::share(as_future(child)->result);
    return call_method(t, child, intern(t, "result"));
}

// ---- a child is done -------------------------------------------------------------------------------------

static Status finish(Thread& t, Gathering* self, Value last) {
    List* children = self->children.as<List>();
    Ref<List> results = TRY(new_list(t, children->length));
    for (size_t i = 0; i < children->length; ++i) {
        Owned child = Owned::share(children->items[i]);
        TRY(list_push(t, results.get(), TRY(result_of(t, child))));
    }
    Owned cancelled = TRY(get_attr(t, self->outer, "_cancel_requested"));
    if (!TRY(truth(t, cancelled))) return set_result(t, as_future(self->outer), results);
    Owned error = TRY(cancelled_error_of(t, last));
    return set_exception(t, as_future(self->outer), error);
}

static Status child_done(Thread& t, Gathering* self, Value child) {
    Owned keep = Owned::share(self);
    ++self->finished;
    bool cancelled = TRY(was_cancelled(t, child));
    if (self->outer.is_none() || as_future(self->outer)->state != FutureState::Pending) {
        if (!cancelled) TRY(exception_of(t, child));
        return {};
    }
    if (!self->return_exceptions) {
        Owned error = cancelled ? TRY(cancelled_error_of(t, child)) : TRY(exception_of(t, child));
        if (!error.is_none()) return set_exception(t, as_future(self->outer), error);
    }
    if (self->finished < self->distinct) return {};
    return finish(t, self, child);
}

static Owned call_gathering(Thread& t, Value self, const CallArgs& args) {
    if (args.count != 1 || args.kwnames)
        return raise_type_error(t, "a gathering is told of one future at a time");
    TRY(child_done(t, as_gathering(self), args.args[0]));
    return Owned::none();
}

// ---- gather ----------------------------------------------------------------------------------------------

static Owned child_for(Thread& t, Value argument, Owned& loop) {
    if (is_exact(argument, Kind::Coroutine)) {
        Owned home = loop.is_none() ? TRY(current_event_loop(t)) : loop.dup();
        return create_task_in(t, home, argument, Value::none());
    }
    if (is_future(t, argument) && (loop.is_none() || as_future(argument)->loop == loop.get()))
        return Owned::share(argument);
    Owned ensure = TRY(import_attr(t, "asyncio.tasks", "_ensure_future"));
    Owned names = TRY(make_tuple(t, {intern(t, "loop")}));
    Value args[] = {argument, loop};
    return call(t, ensure, CallArgs{args, 1, names.as<Tuple>()});
}

static Owned loop_of(Thread& t, Value child) {
    if (is_future(t, child)) return Owned::share(as_future(child)->loop);
    Owned get_loop = TRY(import_attr(t, "asyncio.futures", "_get_loop"));
    return call(t, get_loop, {child});
}

static Status adopt_child(Thread& t, Gathering* self, Value child, bool made_here, Value context) {
    ++self->distinct;
    if (made_here) {  // nobody else can know of it
        if (is_task(t, child)) {
            child.as<Task>()->log_destroy_pending = false;
        } else {
            TRY(set_attr(t, child, intern(t, "_log_destroy_pending"), Value::false_()));
        }
    }
    if (is_future(t, child)) return add_callback(t, as_future(child), self, context);
    TRY(call_method(t, child, intern(t, "add_done_callback"), {self}));
    return {};
}

static Owned gather_nothing(Thread& t) {
    Owned get_loop = TRY(import_attr(t, "asyncio.events", "_get_event_loop"));
    Owned loop = TRY(call(t, get_loop));
    Owned outer = TRY(call_method(t, loop, intern(t, "create_future")));
    Owned results = TRY(make_list(t, {}));
    TRY(call_method(t, outer, intern(t, "set_result"), {results}));
    return outer;
}

static Owned gather(Thread& t, const Value* args) {
    Tuple* arguments = args[0].as<Tuple>();
    if (!arguments->length) return gather_nothing(t);
    Gathering* self = make<Gathering>(t, state(t).gathering_type);
    if (!self) return raise_memory_error(t);
    Owned owner = Owned::adopt(self);
    self->return_exceptions = TRY(truth(t, args[1]));
    Ref<List> children = TRY(new_list(t, arguments->length));
    put(self->children, children);
    Ref<Dict> child_of = TRY(new_dict(t, arguments->length));
    Owned context = TRY(copy_current_context(t)), loop = Owned::none();
    for (Value argument : *arguments) {
        Value known = dict_get(t, child_of.get(), argument);
        if (known.is_error()) return Raised{};
        if (!known.is_unbound()) {
            TRY(list_append(t, children.get(), known));
            continue;
        }
        Owned child = TRY(child_for(t, argument, loop));
        if (loop.is_none()) loop = TRY(loop_of(t, child));
        TRY(dict_set(t, child_of.get(), argument, child));
        TRY(adopt_child(t, self, child, child.get() != argument, context));
        TRY(list_push(t, children.get(), std::move(child)));
    }
    Owned type = TRY(import_attr(t, "asyncio.tasks", "_GatheringFuture"));
    Owned names = TRY(make_tuple(t, {intern(t, "loop")}));
    Value outer_args[] = {children, loop};
    Owned outer = TRY(call(t, type, CallArgs{outer_args, 1, names.as<Tuple>()}));
    put(self->outer, outer);
    return outer;
}

static void gathering_traverse(Object* object, Visitor& visitor) {
    visitor.visit(static_cast<Gathering*>(object)->outer);
    visitor.visit(static_cast<Gathering*>(object)->children);
}
static void gathering_clear(Thread&, Object* object) {
    drop(static_cast<Gathering*>(object)->outer);
    // The children's list stays one.
}
static void gathering_dealloc(Thread& t, Object* object) {
    gc_untrack(t, static_cast<GcObject*>(object));
    drop(static_cast<Gathering*>(object)->outer);
    drop(static_cast<Gathering*>(object)->children);
    free_object(t, object);
}

Status define_gather(Thread& t, Module* module) {
    TypeSpec spec;
    spec.name = "_asyncio.Gathering";
    spec.size = sizeof(Gathering);
    spec.flags = kTypeNoInstantiate;
    spec.slots.call = call_gathering;
    spec.slots.dealloc = gathering_dealloc;
    spec.slots.traverse = gathering_traverse;
    spec.slots.clear = gathering_clear;
    state(t).gathering_type = define_type(t, spec);
    static const FunctionSpec function_spec = {
        "gather(*coros_or_futures, return_exceptions=False)", gather,
        "Return a future aggregating results from the given coroutines/futures.\n\n"
        "The results come in the order of the arguments. With return_exceptions, exceptions count as "
        "results; without,\n"
        "the first one is passed on at once, and the others go on running."};
    Owned module_name = TRY(make_str(t, "asyncio.tasks"));
    Owned function = TRY(make_native_function(t, function_spec, module_name));
    return module_add(t, module, "gather", function);
}

}  // namespace minipy::asyncio
