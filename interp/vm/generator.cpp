// Resuming, throwing into and closing generators and coroutines from C++; their types.
#include "objects/generator.h"
#include "native/module.h"
#include "objects/exception.h"
#include "objects/opcodes.h"
#include "vm/async_generator.h"
#include "vm/call.h"
#include "vm/ops.h"

namespace minipy {

namespace {

const char* kind_text(Generator* gen) {
    return gen->kind == Kind::Coroutine        ? "coroutine"
           : gen->kind == Kind::AsyncGenerator ? "async generator"
                                               : "generator";
}

bool at_yield_from(Generator* gen) {
    return gen->state == GeneratorState::Suspended &&
           gen->frame.pc->op == static_cast<uint8_t>(Op::YieldFrom);
}

// Links the frame as the entry of a new loop and runs it.
ResumeResult run(Thread& t, Generator* gen, bool raising) {
    Frame* frame = &gen->frame;
    if (t.recursion_left <= 0 || native_stack_low(t, "")) {
        if (!has_exception(t))
            (void)raise_error(t, exc(t).RecursionError, "maximum recursion depth exceeded");
        return {Resumed::Raised, Raised{}};
    }
    Owned keep = Owned::share(Value(gen));
    --t.recursion_left;
    frame->back = t.frame;
    frame->flags = kFrameGenerator | kFrameEntry;
    t.frame = frame;
    gen->handled.previous = t.handled;
    t.handled = &gen->handled;
    gen->state = GeneratorState::Running;
    Exit exit = run_loop(t, frame, raising);
    if (exit.how == Resumed::Raised) return {Resumed::Raised, Raised{}};
    return {exit.how, Owned::adopt(exit.value)};
}

void store_sent(Generator* gen, Value sent) {
    Frame* frame = &gen->frame;
    Instr* pc = frame->pc;
    Value* r = frame->registers();
    retain(sent);
    if (at_yield_from(gen)) {
        r[pc->c] = sent;
        return;
    }
    Value old = r[pc->a];
    r[pc->a] = sent;
    if (pc->flags & kDestLocal) release(old);
    ++frame->pc;
}

// The delegate of a suspended `yield from` finished with a value: the instruction is done.
void finish_yield_from(Generator* gen, Value result) {
    Frame* frame = &gen->frame;
    Instr* pc = frame->pc;
    Value* r = frame->registers();
    Value iterator = r[pc->b], pending = r[pc->c], old = r[pc->a];
    bool local = pc->flags & kDestLocal;
    retain(result);
    r[pc->a] = result;
    ++frame->pc;
    release(iterator);
    release(pending);
    if (local) release(old);
}

ResumeResult raise_running(Thread& t, Generator* gen) {
    (void)raise_value_error(t, "%s already executing", kind_text(gen));
    return {Resumed::Raised, Raised{}};
}

// Nothing of the body runs, not even its handlers: the exception appears at the line of the `def`, and that was all.
ResumeResult raise_at_start(Thread& t, Generator* gen) {
    Owned keep = Owned::share(Value(gen));
    Frame* frame = &gen->frame;
    frame->back = t.frame;
    frame->flags = kFrameGenerator;
    t.frame = frame;
    --t.recursion_left;
    add_traceback(t, frame);
    Value link = t.exception.as<Exception>()->traceback;
    if (is_kind(link, Kind::Traceback)) {
        link.as<Traceback>()->pc = nullptr;
        link.as<Traceback>()->line = frame->code->first_line;
    }
    gen->state = GeneratorState::Done;
    leave_frame(t, frame);
    convert_stop_iteration(t, gen);
    return {Resumed::Raised, Raised{}};
}

// The context of what is thrown is the exception that the generator itself was handling when it was suspended.
ResumeResult throw_here(Thread& t, Generator* gen, Value exception) {
    if (gen->handled.exception.is_none()) {
        (void)restore_exception(t, Owned::share(exception));
    } else {
        gen->handled.previous = t.handled;
        t.handled = &gen->handled;
        (void)raise_instance(t, exception);
        t.handled = gen->handled.previous;
    }
    if (gen->state == GeneratorState::Created) return raise_at_start(t, gen);
    return run(t, gen, true);
}

// Throws into what the generator delegates to; `how` tells what the generator must do then.
ResumeResult throw_into_delegate(Thread& t, Value delegate, Value exception, bool* not_supported) {
    if (is_kind(delegate, Kind::Generator) || is_kind(delegate, Kind::Coroutine)) {
        return generator_throw(t, delegate.as<Generator>(), exception);
    }
    Owned method = lookup_attr(t, delegate, names(t).throw_);
    if (method.is_error()) return {Resumed::Raised, Raised{}};
    if (method.is_unbound()) {
        *not_supported = true;
        return {Resumed::Raised, Raised{}};
    }
    Owned got = call(t, method, {exception});
    if (!got.is_error()) return {Resumed::Yielded, std::move(got)};
    if (!exception_matches(t, exc(t).StopIteration)) return {Resumed::Raised, Raised{}};
    Owned stop = take_exception(t);
    return {Resumed::Returned, Owned::share(stop.as<StopIteration>()->value)};
}

Status close_delegate(Thread& t, Value delegate) {
    if (is_kind(delegate, Kind::Generator) || is_kind(delegate, Kind::Coroutine))
        return generator_close(t, delegate.as<Generator>());
    Owned close = TRY(lookup_attr(t, delegate, names(t).close));
    if (!close.is_unbound()) TRY(call(t, close));
    return {};
}

}  // namespace

Value generator_awaiting(Generator* gen) {
    if (!at_yield_from(gen)) return Value::none();
    return gen->frame.registers()[gen->frame.pc->b];
}

ResumeResult generator_resume(Thread& t, Generator* gen, Value sent) {
    switch (gen->state) {
        case GeneratorState::Running:
            return raise_running(t, gen);
        case GeneratorState::Done:
            if (gen->kind == Kind::Coroutine) {
                (void)raise_runtime_error(t, "cannot reuse already awaited coroutine");
                return {Resumed::Raised, Raised{}};
            }
            return {Resumed::Returned, Owned::none()};
        case GeneratorState::Created:
            if (!sent.is_none()) {
                (void)raise_type_error(t, "can't send non-None value to a just-started %s", kind_text(gen));
                return {Resumed::Raised, Raised{}};
            }
            break;
        case GeneratorState::Suspended:
            store_sent(gen, sent);
            break;
    }
    return run(t, gen, false);
}

ResumeResult generator_throw(Thread& t, Generator* gen, Value exception) {
    if (gen->state == GeneratorState::Running) return raise_running(t, gen);
    if (gen->state == GeneratorState::Done) {
        if (gen->kind == Kind::Coroutine) {
            (void)raise_runtime_error(t, "cannot reuse already awaited coroutine");
        } else {
            (void)restore_exception(t, Owned::share(exception));
        }
        return {Resumed::Raised, Raised{}};
    }
    if (!at_yield_from(gen)) return throw_here(t, gen, exception);
    if (native_stack_low(t, "")) return {Resumed::Raised, Raised{}};
    Owned delegate = Owned::share(generator_awaiting(gen));
    Owned keep = Owned::share(Value(gen));
    if (is_subtype(exception.object()->type, exc(t).GeneratorExit)) {
        gen->state = GeneratorState::Running;
        Status closed = close_delegate(t, delegate);
        gen->state = GeneratorState::Suspended;
        if (closed.is_error()) {
            Owned raised = take_exception(t);
            return throw_here(t, gen, raised);
        }
        return throw_here(t, gen, exception);
    }
    bool not_supported = false;
    // The delegate's frames see this one below them, as when it is resumed.
    gen->state = GeneratorState::Running;
    gen->frame.back = t.frame;
    t.frame = &gen->frame;
    ResumeResult step = throw_into_delegate(t, delegate, exception, &not_supported);
    t.frame = gen->frame.back;
    gen->frame.back = nullptr;
    gen->state = GeneratorState::Suspended;
    if (not_supported) return throw_here(t, gen, exception);
    if (step.how == Resumed::Yielded) return step;
    if (step.how == Resumed::Raised) {
        Owned raised = take_exception(t);
        return throw_here(t, gen, raised);
    }
    finish_yield_from(gen, step.value);
    return run(t, gen, false);
}

Status generator_close(Thread& t, Generator* gen) {
    if (gen->state == GeneratorState::Done) return {};
    if (gen->state == GeneratorState::Created) {
        // Nothing of the body has run: drop the arguments.
        gen->state = GeneratorState::Done;
        drop_generator_frame(t, gen);
        return {};
    }
    Owned exit = TRY(call(t, Value(exc(t).GeneratorExit)));
    ResumeResult step = generator_throw(t, gen, exit);
    if (step.how == Resumed::Yielded)
        return raise_runtime_error(t, "%s ignored GeneratorExit", kind_text(gen));
    if (step.how == Resumed::Returned) return {};
    if (catch_exception(t, exc(t).GeneratorExit) || catch_exception(t, exc(t).StopIteration)) return {};
    return Raised{};
}

Owned get_awaitable(Thread& t, Value v) {
    if (is_kind(v, Kind::Coroutine)) return Owned::share(v);
    if (is_kind(v, Kind::Generator) && (v.as<Generator>()->frame.code->flags & kCodeIterableCoroutine))
        return Owned::share(v);
    Type* type = type_of(t, v);
    if (!type->slots.await)
        return raise_type_error(t, "object %.100s can't be used in 'await' expression", type_name(t, v));
    Owned iterator = TRY(type->slots.await(t, v));
    if (is_kind(iterator, Kind::Coroutine)) return raise_type_error(t, "__await__() returned a coroutine");
    if (!type_of(t, iterator)->slots.next) {
        return raise_type_error(t, "__await__() returned non-iterator of type '%.100s'",
                                type_name(t, iterator));
    }
    return iterator;
}

void drop_generator_frame(Thread& t, Generator* gen) {
    Frame* frame = &gen->frame;
    if (!frame->function) return;
    part_from_frame_object(t, frame);
    Value* registers = frame->registers();
    for (uint16_t i = 0; i < frame->code->local_count; ++i) {
        Value v = registers[i];
        registers[i] = Value::unbound();
        release(v);
    }
    Function* function = frame->function;
    frame->function = nullptr;
    release(static_cast<Object*>(function));
}

void note_coroutine_origin(Thread& t, Generator* gen) {
    if (gen->kind != Kind::Coroutine || t.coroutine_origin_depth <= 0) return;
    Ref<List> frames = new_list(t);
    int left = t.coroutine_origin_depth;
    for (Frame* f = t.frame; f && left > 0 && frames; f = f->back, --left) {
        Owned entry = make_tuple(
            t, {f->code->filename, Value::from_int(f->code->position_at(f->pc).line), f->code->name});
        if (entry.is_error() || list_append(t, frames.get(), entry).is_error()) return;
    }
    if (frames) gen->origin = list_to_tuple(t, frames.get()).take();
}

}  // namespace minipy
