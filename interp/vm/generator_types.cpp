// The types generator and coroutine (and coroutine's __await__ iterator): what Python sees of objects/generator.h.
#include "vm/generator_types.h"
#include "native/module.h"
#include "objects/opcodes.h"
#include "vm/call.h"

namespace minipy {

namespace {

Generator* as_gen(Value v) { return v.as<Generator>(); }

void replace(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

}  // namespace

// Temporaries that are alive while it is suspended: those before the instruction, less what that consumed.
uint32_t generator_live_temporaries(Generator* gen) {
    if (gen->state == GeneratorState::Created || gen->state == GeneratorState::Done || !gen->frame.function)
        return 0;
    const Instr* pc = gen->frame.pc;
    uint32_t depth = gen->frame.code->depth_at(pc);
    bool yielded_temporary = pc->op == static_cast<uint8_t>(Op::Yield) && (pc->flags & kKillB);
    return depth - (yielded_temporary ? 1 : 0);
}

void generator_traverse(Object* o, Visitor& visitor) {
    Generator* gen = static_cast<Generator*>(o);
    for (Value v : {gen->name, gen->qualname, gen->origin, gen->finalizer, gen->handled.exception})
        visitor.visit(v);
    // A running frame's registers may hold stale bits; it is reachable anyway.
    if (!gen->frame.function || gen->state == GeneratorState::Running) return;
    visitor.visit(static_cast<Object*>(gen->frame.function));
    Value* registers = gen->frame.registers();
    uint32_t count = gen->frame.code->local_count + generator_live_temporaries(gen);
    for (uint32_t i = 0; i < count; ++i) visitor.visit(registers[i]);
}

namespace {

void warn_unawaited(Thread& t, Generator* gen) {
    Owned warn_function = import_attr(t, "warnings", "_warn_unawaited_coroutine");
    if (!warn_function.is_error()) {
        Owned done = call(t, warn_function, {Value(gen)});
        bool warned = !done.is_error() || exception_matches(t, exc(t).RuntimeWarning);
        if (has_exception(t)) write_unraisable(t, Value(gen));
        if (warned) return;
    } else {
        (void)take_exception(t);
    }
    std::string text = "coroutine '" + to_utf8(gen->qualname) + "' was never awaited";
    if (warn(t, exc(t).RuntimeWarning, text).is_error()) write_unraisable(t, Value(gen));
}

}  // namespace

// __del__: closes it, so that `finally` blocks run; a coroutine that never ran gets its warning.
void generator_finalize(Thread& t, Object* o) {
    Generator* gen = static_cast<Generator*>(o);
    if (gen->state == GeneratorState::Done) return;
    Value pending = t.exception;
    t.exception = Value();
    if (gen->kind == Kind::Coroutine && gen->state == GeneratorState::Created) {
        warn_unawaited(t, gen);
    }
    if (generator_close(t, gen).is_error()) write_unraisable(t, Value(o));
    t.exception = pending;
}

void generator_dealloc(Thread& t, Object* o) {
    Generator* gen = static_cast<Generator*>(o);
    gc_untrack(t, gen);
    drop_generator_frame(t, gen);
    for (Value v : {gen->name, gen->qualname, gen->origin, gen->finalizer, gen->handled.exception})
        release(v);
    free_object(t, o);
}

namespace {

Owned generator_repr(Thread& t, Value self) {
    char address[32];
    __builtin_snprintf(address, sizeof address, " at %p>", static_cast<void*>(self.object()));
    return make_str(
        t, std::string("<") + type_name(t, self) + " object " + to_utf8(as_gen(self)->qualname) + address);
}

Owned self_iter(Thread&, Value self) { return Owned::share(self); }

// What a resume gives to next(): a return becomes Stop, or StopIteration when it carries a value.
Owned finish(Thread& t, ResumeResult result) {
    if (result.how == Resumed::Yielded) return std::move(result.value);
    if (result.how == Resumed::Raised) return Raised{};
    if (result.value.is_none()) return Owned::stop();
    return raise_stop_iteration(t, result.value);
}
// The same for send() and throw(), which always raise.
Owned finish_method(Thread& t, ResumeResult result) {
    if (result.how == Resumed::Returned) return raise_stop_iteration(t, result.value);
    return finish(t, std::move(result));
}

Owned generator_next(Thread& t, Value self) {
    return finish(t, generator_resume(t, as_gen(self), Value::none()));
}

Owned method_send(Thread& t, const Value* args) {
    return finish_method(t, generator_resume(t, as_gen(args[0]), args[1]));
}

}  // namespace

namespace {

Owned instantiate(Thread& t, Value type, Value value) {
    Owned made = value.is_unbound() || value.is_none() ? call(t, type)
                 : is_tuple(value)                     ? call_with(t, type, value, Value::unbound())
                                                       : call(t, type, {value});
    if (made.is_error() || is_exception(made)) return made;
    return raise_type_error(t, "calling %s should have returned an instance of BaseException, not %s",
                            TRY(repr_utf8(t, type)).c_str(), type_name(t, made));
}

}  // namespace

// throw(type, value, traceback) or throw(instance): the instance. When the class gives none but raises, then what it
// raised is thrown in its place.
Owned thrown_instance(Thread& t, Value type, Value value, Value traceback) {
    bool has_traceback = !traceback.is_unbound() && !traceback.is_none();
    if (has_traceback && !is_kind(traceback, Kind::Traceback))
        return raise_type_error(t, "throw() third argument must be a traceback object");
    Owned exception;
    if (is_exception(type)) {
        if (!value.is_unbound() && !value.is_none())
            return raise_type_error(t, "instance exception may not have a separate value");
        exception = Owned::share(type);
    } else if (is_kind(type, Kind::Type) && is_subtype(type.as<Type>(), exc(t).BaseException)) {
        bool given = is_exception(value) && is_subtype(value.object()->type, type.as<Type>());
        exception = given ? Owned::share(value) : instantiate(t, type, value);
        if (exception.is_error()) exception = take_exception(t);
    } else {
        return raise_type_error(t,
                                "exceptions must be classes or instances deriving from BaseException, not %s",
                                type_name(t, type));
    }
    if (has_traceback) replace(exception.as<Exception>()->traceback, traceback);
    return exception;
}

namespace {

Owned method_throw(Thread& t, const Value* args) {
    Owned exception = TRY(thrown_instance(t, args[1], args[2], args[3]));
    return finish_method(t, generator_throw(t, as_gen(args[0]), exception));
}
Owned method_close(Thread& t, const Value* args) {
    TRY(generator_close(t, as_gen(args[0])));
    return Owned::none();
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
Owned get_running(Thread&, Value self) {
    return Owned::from_bool(as_gen(self)->state == GeneratorState::Running);
}
Owned get_suspended(Thread&, Value self) {
    return Owned::from_bool(as_gen(self)->state == GeneratorState::Suspended);
}
Owned get_awaiting(Thread&, Value self) { return Owned::share(generator_awaiting(as_gen(self))); }
Owned get_code(Thread&, Value self) { return Owned::share(Value(as_gen(self)->frame.code)); }
Owned get_frame(Thread& t, Value self) {
    Generator* gen = as_gen(self);
    if (gen->state == GeneratorState::Done || !gen->frame.function) return Owned::none();
    return Owned::share(Value(frame_object(t, &gen->frame)));
}
Owned get_origin(Thread&, Value self) { return Owned::share(as_gen(self)->origin); }

#define COMMON_GETSET(prefix)                                   \
    {"__name__", get_name, set_name, "name of the " prefix}, {    \
        "__qualname__", get_qualname, set_qualname,               \
            "qualified name of the " prefix                       \
    }

const GetSetSpec generator_getset[] = {
    COMMON_GETSET("generator"),
    {"gi_running", get_running},
    {"gi_suspended", get_suspended},
    {"gi_yieldfrom", get_awaiting, nullptr, "object being iterated by yield from, or None"},
    {"gi_code", get_code},
    {"gi_frame", get_frame},
};
const GetSetSpec coroutine_getset[] = {
    COMMON_GETSET("coroutine"),      {"cr_running", get_running},
    {"cr_suspended", get_suspended}, {"cr_await", get_awaiting, nullptr, "object being awaited on, or None"},
    {"cr_code", get_code},           {"cr_frame", get_frame},
    {"cr_origin", get_origin},
};
const FunctionSpec generator_methods[] = {
    {"send(self, arg, /)", method_send,
     "send(arg) -> send 'arg' into generator,\nreturn next yielded value or raise StopIteration."},
    {"throw(self, type, value=..., traceback=..., /)", method_throw,
     "Raise exception in generator, return next yielded value or raise StopIteration."},
    {"close(self, /)", method_close, "close() -> raise GeneratorExit inside generator."},
};

const FunctionSpec coroutine_methods[] = {
    {"send(self, arg, /)", method_send,
     "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."},
    {"throw(self, type, value=..., traceback=..., /)", method_throw,
     "Raise exception in coroutine, return next iterated value or raise StopIteration."},
    {"close(self, /)", method_close, "close() -> raise GeneratorExit inside coroutine."},
};

// ---- what coroutine.__await__() gives ----

struct CoroutineWrapper : GcObject {
    Value coroutine = Value::none();
};
Value wrapped(Value v) { return v.as<CoroutineWrapper>()->coroutine; }

Owned coroutine_await(Thread& t, Value self) {
    CoroutineWrapper* w = make<CoroutineWrapper>(t, types(t).coroutine_wrapper);
    retain(self);
    w->coroutine = self;
    return Owned::adopt(w);
}
void wrapper_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<CoroutineWrapper*>(o)->coroutine);
    free_object(t, o);
}
void wrapper_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<CoroutineWrapper*>(o)->coroutine);
}
Owned wrapper_next(Thread& t, Value self) { return generator_next(t, wrapped(self)); }
Owned wrapper_send(Thread& t, const Value* args) {
    return finish_method(t, generator_resume(t, as_gen(wrapped(args[0])), args[1]));
}
Owned wrapper_throw(Thread& t, const Value* args) {
    Owned exception = TRY(thrown_instance(t, args[1], args[2], args[3]));
    return finish_method(t, generator_throw(t, as_gen(wrapped(args[0])), exception));
}
Owned wrapper_close(Thread& t, const Value* args) {
    TRY(generator_close(t, as_gen(wrapped(args[0]))));
    return Owned::none();
}
const FunctionSpec wrapper_methods[] = {
    {"send(self, arg, /)", wrapper_send, nullptr},
    {"throw(self, type, value=..., traceback=..., /)", wrapper_throw, nullptr},
    {"close(self, /)", wrapper_close, nullptr},
};

TypeSpec common_spec(const char* name, Kind kind) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(Generator);
    spec.kind = kind;
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = generator_dealloc;
    spec.slots.traverse = generator_traverse;
    spec.slots.finalize = generator_finalize;
    spec.slots.repr = generator_repr;
    spec.methods = generator_methods;
    return spec;
}

}  // namespace

Status init_generator_types(Thread& t) {
    TypeSpec generator = common_spec("generator", Kind::Generator);
    generator.slots.iter = self_iter;
    generator.slots.next = generator_next;
    generator.getset = generator_getset;
    types(t).generator = define_type(t, generator);

    TypeSpec coroutine = common_spec("coroutine", Kind::Coroutine);
    coroutine.slots.await = coroutine_await;
    coroutine.methods = coroutine_methods;
    coroutine.getset = coroutine_getset;
    types(t).coroutine = define_type(t, coroutine);

    TypeSpec wrapper{};
    wrapper.name = "coroutine_wrapper";
    wrapper.size = sizeof(CoroutineWrapper);
    wrapper.flags = kTypeNoInstantiate;
    wrapper.slots.dealloc = wrapper_dealloc;
    wrapper.slots.traverse = wrapper_traverse;
    wrapper.slots.iter = self_iter;
    wrapper.slots.next = wrapper_next;
    wrapper.methods = wrapper_methods;
    types(t).coroutine_wrapper = define_type(t, wrapper);
    return {};
}

}  // namespace minipy
