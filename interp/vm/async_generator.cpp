// Asynchronous generators: the awaitables that drive them (PEP 525). See async_generator.h for the picture.
#include "vm/async_generator.h"

#include "native/module.h"
#include "vm/call.h"
#include "vm/generator_types.h"

namespace minipy {

namespace {

Generator* as_gen(Value v) { return v.as<Generator>(); }
AsyncStep* as_step(Value v) { return v.as<AsyncStep>(); }
Generator* generator_of(AsyncStep* step) { return step->generator.as<Generator>(); }

void replace(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

Owned self_iter(Thread&, Value self) { return Owned::share(self); }

// The program's hooks (sys.set_asyncgen_hooks), noted when the generator is first iterated: an event loop uses them to close
// generators that were left in the middle.
Status init_hooks(Thread& t, Generator* gen) {
    if (gen->hooks_inited) return {};
    gen->hooks_inited = true;
    replace(gen->finalizer, t.async_gen_finalizer);
    if (t.async_gen_firstiter.is_none()) return {};
    TRY(call(t, Owned::share(t.async_gen_firstiter), {Value(gen)}));
    return {};
}

bool is_wrapped(Thread& t, Value v) {
    return v.is_object() && v.object()->type == types(t).async_gen_wrapped_value;
}

Owned raise_stop_async(Thread& t) { return raise_with(t, exc(t).StopAsyncIteration, Value::unbound()); }

// The outcome of one resume as the awaitable shows it: a plain value goes on to the event loop (Yielded); a value for the
// consumer is the awaitable's result (Returned); the end is StopAsyncIteration.
ResumeResult unwrapped(Thread& t, Generator* gen, ResumeResult result) {
    if (result.how == Resumed::Yielded && !is_wrapped(t, result.value)) return result;
    gen->running_async = false;
    if (result.how == Resumed::Yielded)
        return {Resumed::Returned, Owned::share(result.value.as<WrappedValue>()->value)};
    if (result.how == Resumed::Returned) {
        gen->closed = true;
        (void)raise_stop_async(t);
    } else if (exception_matches(t, exc(t).StopAsyncIteration) || exception_matches(t, exc(t).GeneratorExit)) {
        gen->closed = true;
    }
    return {Resumed::Raised, Raised{}};
}

// The same for those who call send() or next() themselves: the result is a StopIteration.
Owned as_iterator(Thread& t, ResumeResult result) {
    if (result.how == Resumed::Returned) return raise_stop_iteration(t, result.value);
    return std::move(result.value);
}
Owned unwrap_step(Thread& t, Generator* gen, ResumeResult result) {
    return as_iterator(t, unwrapped(t, gen, std::move(result)));
}

// ---- __anext__(), asend() ----

Owned make_step(Thread& t, Type* type, Value generator, Value argument) {
    AsyncStep* step = make<AsyncStep>(t, type);
    if (!step) return raise_memory_error(t);
    replace(step->generator, generator);
    replace(step->argument, argument);
    return Owned::adopt(step);
}

void step_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<AsyncStep*>(o)->generator);
    release(static_cast<AsyncStep*>(o)->argument);
    free_object(t, o);
}
void step_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<AsyncStep*>(o)->generator);
    visitor.visit(static_cast<AsyncStep*>(o)->argument);
}

ResumeResult asend_resume(Thread& t, Value self, Value arg) {
    AsyncStep* step = as_step(self);
    Generator* gen = generator_of(step);
    if (step->state == AsyncStep::State::Closed)
        return {Resumed::Raised, raise_runtime_error(t, "cannot reuse already awaited __anext__()/asend()")};
    Owned sent = Owned::share(arg);
    if (step->state == AsyncStep::State::Init) {
        if (gen->running_async) {
            return {Resumed::Raised,
                    raise_runtime_error(t, "anext(): asynchronous generator is already running")};
        }
        if (arg.is_none()) sent = Owned::share(step->argument);
        step->state = AsyncStep::State::Iterating;
    }
    gen->running_async = true;
    ResumeResult out = unwrapped(t, gen, generator_resume(t, gen, sent));
    if (out.how != Resumed::Yielded) step->state = AsyncStep::State::Closed;
    return out;
}
Owned asend_send(Thread& t, Value self, Value arg) { return as_iterator(t, asend_resume(t, self, arg)); }
Owned asend_next(Thread& t, Value self) { return asend_send(t, self, Value::none()); }
Owned asend_method_send(Thread& t, const Value* args) { return asend_send(t, args[0], args[1]); }
Owned asend_method_throw(Thread& t, const Value* args) {
    AsyncStep* step = as_step(args[0]);
    if (step->state == AsyncStep::State::Closed)
        return raise_runtime_error(t, "cannot reuse already awaited __anext__()/asend()");
    Owned exception = TRY(thrown_instance(t, args[1], args[2], args[3]));
    Owned out = unwrap_step(t, generator_of(step), generator_throw(t, generator_of(step), exception));
    if (out.is_error()) step->state = AsyncStep::State::Closed;
    return out;
}
Owned step_close(Thread&, const Value* args) {
    as_step(args[0])->state = AsyncStep::State::Closed;
    return Owned::none();
}

// ---- athrow(), aclose(): `argument` is the tuple of athrow's arguments, Unbound for aclose ----

bool is_aclose(AsyncStep* step) { return step->argument.is_unbound(); }

Raised raise_ignored_exit(Thread& t, AsyncStep* step) {
    generator_of(step)->running_async = false;
    step->state = AsyncStep::State::Closed;
    return raise_runtime_error(t, "async generator ignored GeneratorExit");
}

// An exception came out: for aclose() the expected ones mean that all is well.
Raised finish_athrow(Thread& t, AsyncStep* step) {
    generator_of(step)->running_async = false;
    step->state = AsyncStep::State::Closed;
    if (is_aclose(step) &&
        (catch_exception(t, exc(t).StopAsyncIteration) || catch_exception(t, exc(t).GeneratorExit)))
        return raise_stop_iteration(t, Value::none());
    return Raised{};
}

Owned after_aclose(Thread& t, AsyncStep* step, ResumeResult result) {
    if (result.how == Resumed::Yielded) {
        if (is_wrapped(t, result.value)) return raise_ignored_exit(t, step);
        return std::move(result.value);
    }
    if (result.how == Resumed::Returned) (void)raise_stop_async(t);
    return finish_athrow(t, step);
}

Owned begin_athrow(Thread& t, AsyncStep* step, Value arg) {
    Generator* gen = generator_of(step);
    if (gen->running_async) {
        step->state = AsyncStep::State::Closed;
        return raise_runtime_error(t, "%s(): asynchronous generator is already running",
                                   is_aclose(step) ? "aclose" : "athrow");
    }
    if (gen->closed) {
        step->state = AsyncStep::State::Closed;
        return raise_stop_async(t);
    }
    if (!arg.is_none())
        return raise_runtime_error(t, "can't send non-None value to a just-started coroutine");
    step->state = AsyncStep::State::Iterating;
    gen->running_async = true;
    if (is_aclose(step)) {
        gen->closed = true;
        Owned exit = TRY(call(t, Value(exc(t).GeneratorExit)));
        return after_aclose(t, step, generator_throw(t, gen, exit));
    }
    Tuple* given = step->argument.as<Tuple>();
    Owned exception = thrown_instance(t, given->at(0), given->at(1), given->at(2));
    if (exception.is_error()) return finish_athrow(t, step);
    Owned out = unwrap_step(t, gen, generator_throw(t, gen, exception));
    if (out.is_error()) return finish_athrow(t, step);
    return out;
}

Owned athrow_send(Thread& t, Value self, Value arg) {
    AsyncStep* step = as_step(self);
    Generator* gen = generator_of(step);
    if (step->state == AsyncStep::State::Closed)
        return raise_runtime_error(t, "cannot reuse already awaited aclose()/athrow()");
    if (gen->state == GeneratorState::Done) {
        step->state = AsyncStep::State::Closed;
        return raise_stop_iteration(t, Value::none());
    }
    if (step->state == AsyncStep::State::Init) return begin_athrow(t, step, arg);
    ResumeResult result = generator_resume(t, gen, arg);
    if (is_aclose(step)) return after_aclose(t, step, std::move(result));
    return unwrap_step(t, gen, std::move(result));
}
Owned athrow_next(Thread& t, Value self) { return athrow_send(t, self, Value::none()); }
Owned athrow_method_send(Thread& t, const Value* args) { return athrow_send(t, args[0], args[1]); }
Owned athrow_method_throw(Thread& t, const Value* args) {
    AsyncStep* step = as_step(args[0]);
    if (step->state == AsyncStep::State::Closed)
        return raise_runtime_error(t, "cannot reuse already awaited aclose()/athrow()");
    Owned exception = TRY(thrown_instance(t, args[1], args[2], args[3]));
    ResumeResult result = generator_throw(t, generator_of(step), exception);
    if (is_aclose(step)) return after_aclose(t, step, std::move(result));
    return unwrap_step(t, generator_of(step), std::move(result));
}

// ---- the generator itself ----

Owned generator_asend(Thread& t, Value gen, Value sent) {
    TRY(init_hooks(t, as_gen(gen)));
    return make_step(t, types(t).async_gen_asend, gen, sent);
}
Owned method_asend(Thread& t, const Value* args) { return generator_asend(t, args[0], args[1]); }
Owned method_athrow(Thread& t, const Value* args) {
    TRY(init_hooks(t, as_gen(args[0])));
    Owned given = TRY(make_tuple(t, {args[1], args[2], args[3]}));
    return make_step(t, types(t).async_gen_athrow, args[0], given);
}
Owned method_aclose(Thread& t, const Value* args) {
    TRY(init_hooks(t, as_gen(args[0])));
    return make_step(t, types(t).async_gen_athrow, args[0], Value::unbound());
}

// Left in the middle: the loop's hook closes it later; without one it is closed here and now.
void async_generator_finalize(Thread& t, Object* o) {
    Generator* gen = static_cast<Generator*>(o);
    if (gen->state == GeneratorState::Done) return;
    if (gen->finalizer.is_none() || gen->closed) {
        generator_finalize(t, o);
        return;
    }
    Value pending = t.exception;
    t.exception = Value();
    Owned done = call(t, Owned::share(gen->finalizer), {Value(o)});
    if (done.is_error()) write_unraisable(t, Value(o));
    t.exception = pending;
}

Owned async_repr(Thread& t, Value self) {
    char address[32];
    snprintf(address, sizeof address, " at %p>", static_cast<void*>(self.object()));
    return make_str(t, "<async_generator object " + to_utf8(as_gen(self)->qualname) + address);
}

Owned get_name(Thread&, Value self) { return Owned::share(as_gen(self)->name); }
Owned get_qualname(Thread&, Value self) { return Owned::share(as_gen(self)->qualname); }
Status set_name(Thread& t, Value self, Value v) {
    if (!is_str(v)) return raise_type_error(t, "__name__ must be set to a string object");
    replace(as_gen(self)->name, v);
    return {};
}
Status set_qualname(Thread& t, Value self, Value v) {
    if (!is_str(v)) return raise_type_error(t, "__qualname__ must be set to a string object");
    replace(as_gen(self)->qualname, v);
    return {};
}
Owned get_running(Thread&, Value self) { return Owned::from_bool(as_gen(self)->running_async); }
Owned get_awaiting(Thread&, Value self) { return Owned::share(generator_awaiting(as_gen(self))); }
Owned get_code(Thread&, Value self) { return Owned::share(Value(as_gen(self)->frame.code)); }
Owned get_frame(Thread& t, Value self) {
    Generator* gen = as_gen(self);
    if (gen->state == GeneratorState::Done || !gen->frame.function) return Owned::none();
    return Owned::share(Value(frame_object(t, &gen->frame)));
}
Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}

const GetSetSpec generator_getset[] = {{"__name__", get_name, set_name},
                                       {"__qualname__", get_qualname, set_qualname},
                                       {"ag_running", get_running},
                                       {"ag_await", get_awaiting},
                                       {"ag_code", get_code},
                                       {"ag_frame", get_frame}};
const FunctionSpec generator_methods[] = {
    {"asend(self, value, /)", method_asend, "Return an awaitable that sends the value in."},
    {"athrow(self, type, value=..., traceback=..., /)", method_athrow,
     "Return an awaitable that raises the exception inside."},
    {"aclose(self, /)", method_aclose, "Return an awaitable that raises GeneratorExit inside."},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"},
};

// ---- anext(it, default) ----

struct AnextAwaitable : GcObject {
    Value awaitable = Value::none();
    Value fallback = Value::none();
};

void anext_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<AnextAwaitable*>(o)->awaitable);
    release(static_cast<AnextAwaitable*>(o)->fallback);
    free_object(t, o);
}
void anext_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<AnextAwaitable*>(o)->awaitable);
    visitor.visit(static_cast<AnextAwaitable*>(o)->fallback);
}
// Calls next(), send() or throw() of what the awaitable's __await__ gives.
Owned forward(Thread& t, Value self, Value method, std::initializer_list<Value> args) {
    AnextAwaitable* a = self.as<AnextAwaitable>();
    Owned iterator = TRY(get_awaitable(t, a->awaitable));
    if (is_kind(iterator, Kind::Coroutine)) {
        if (method.is_none()) {
            ResumeResult result = generator_resume(t, as_gen(iterator), Value::none());
            if (result.how == Resumed::Yielded) return std::move(result.value);
            if (result.how == Resumed::Returned) return raise_stop_iteration(t, result.value);
            if (catch_exception(t, exc(t).StopAsyncIteration)) return raise_stop_iteration(t, a->fallback);
            return Raised{};
        }
    }
    Owned out = method.is_none() ? iter_next_raw(t, iterator) : call_method(t, iterator, method, args);
    if (out.is_stop()) return raise_stop_iteration(t, Value::none());
    if (!out.is_error()) return out;
    if (catch_exception(t, exc(t).StopAsyncIteration)) return raise_stop_iteration(t, a->fallback);
    return Raised{};
}
Owned anext_next(Thread& t, Value self) { return forward(t, self, Value::none(), {}); }
Owned anext_send(Thread& t, const Value* args) { return forward(t, args[0], names(t).send, {args[1]}); }
Owned anext_throw(Thread& t, const Value* args) {
    if (args[2].is_unbound()) return forward(t, args[0], names(t).throw_, {args[1]});
    if (args[3].is_unbound()) return forward(t, args[0], names(t).throw_, {args[1], args[2]});
    return forward(t, args[0], names(t).throw_, {args[1], args[2], args[3]});
}
Owned anext_close(Thread& t, const Value* args) { return forward(t, args[0], names(t).close, {}); }
const FunctionSpec anext_methods[] = {{"send(self, arg, /)", anext_send},
                                      {"throw(self, type, value=..., traceback=..., /)", anext_throw},
                                      {"close(self, /)", anext_close}};

struct AwaitableTypes {
    Type* anext = nullptr;
};
ModuleSpec state_spec() { return {}; }
ModuleRegistration state_registration("state:async_generator", state_spec);
AwaitableTypes& awaitable_types(Thread& t) {
    if (t.interp->module_states.size() < native_module_count())
        t.interp->module_states.resize(native_module_count(), nullptr);
    return module_state<AwaitableTypes>(t, state_registration);
}

const FunctionSpec asend_methods[] = {{"send(self, arg, /)", asend_method_send},
                                      {"throw(self, type, value=..., traceback=..., /)", asend_method_throw},
                                      {"close(self, /)", step_close}};
const FunctionSpec athrow_methods[] = {
    {"send(self, arg, /)", athrow_method_send},
    {"throw(self, type, value=..., traceback=..., /)", athrow_method_throw},
    {"close(self, /)", step_close}};

// An awaitable that is its own iterator.
TypeSpec awaitable_spec(const char* name, uint32_t size, Owned (*next)(Thread&, Value),
                        std::span<const FunctionSpec> methods) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = size;
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = step_dealloc;
    spec.slots.traverse = step_traverse;
    spec.slots.iter = self_iter;
    spec.slots.next = next;
    spec.slots.await = self_iter;
    spec.methods = methods;
    return spec;
}

void wrapped_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<WrappedValue*>(o)->value);
    free_object(t, o);
}
void wrapped_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<WrappedValue*>(o)->value); }

}  // namespace

Owned async_generator_anext(Thread& t, Value gen) { return generator_asend(t, gen, Value::none()); }

Owned make_anext_awaitable(Thread& t, Value awaitable, Value fallback) {
    AnextAwaitable* a = make<AnextAwaitable>(t, awaitable_types(t).anext);
    if (!a) return raise_memory_error(t);
    replace(a->awaitable, awaitable);
    replace(a->fallback, fallback);
    return Owned::adopt(a);
}

Status init_async_generator_types(Thread& t) {
    TypeSpec generator{};
    generator.name = "async_generator";
    generator.size = sizeof(Generator);
    generator.kind = Kind::AsyncGenerator;
    generator.flags = kTypeNoInstantiate;
    generator.slots.dealloc = generator_dealloc;
    generator.slots.traverse = generator_traverse;
    generator.slots.finalize = async_generator_finalize;
    generator.slots.repr = async_repr;
    generator.slots.aiter = self_iter;
    generator.slots.anext = async_generator_anext;
    generator.methods = generator_methods;
    generator.getset = generator_getset;
    types(t).async_generator = define_type(t, generator);

    types(t).async_gen_asend =
        define_type(t, awaitable_spec("async_generator_asend", sizeof(AsyncStep), asend_next, asend_methods));
    types(t).async_gen_asend->native_data = reinterpret_cast<void*>(static_cast<FastSend>(asend_resume));
    types(t).async_gen_athrow = define_type(
        t, awaitable_spec("async_generator_athrow", sizeof(AsyncStep), athrow_next, athrow_methods));
    TypeSpec anext = awaitable_spec("anext_awaitable", sizeof(AnextAwaitable), anext_next, anext_methods);
    anext.slots.dealloc = anext_dealloc;
    anext.slots.traverse = anext_traverse;
    awaitable_types(t).anext = define_type(t, anext);

    TypeSpec wrapped{};
    wrapped.name = "async_generator_wrapped_value";
    wrapped.size = sizeof(WrappedValue);
    wrapped.flags = kTypeNoInstantiate;
    wrapped.slots.dealloc = wrapped_dealloc;
    wrapped.slots.traverse = wrapped_traverse;
    types(t).async_gen_wrapped_value = define_type(t, wrapped);
    return {};
}

}  // namespace minipy
