// Entering and leaving frames, and the calls from C++ into Python.
#include "objects/dict.h"
#include "objects/exception.h"
#include "vm/call.h"
#include "vm/ops.h"

namespace minipy {

namespace {

bool check_recursion(Thread& t) {
    if (--t.recursion_left >= 0) [[likely]]
        return true;
    // A handler of a RecursionError gets some frames to work with.
    if (t.recursion_headroom && t.recursion_left >= -50) return true;
    ++t.recursion_left;
    ++t.recursion_headroom;
    (void)raise_error(t, exc(t).RecursionError, "maximum recursion depth exceeded");
    --t.recursion_headroom;
    return false;
}

void set_unbound(Value* from, Value* to) {
    while (from != to) *from++ = Value::unbound();
}

// Sets up everything of a frame but its registers and its place.
void init_frame(Frame* frame, Function* function, Value name_space) {
    frame->function = function;
    frame->code = function->code;
    frame->pc = function->code->instrs;
    frame->locals = name_space;
    frame->object = nullptr;
    frame->generator = nullptr;
    frame->flags = 0;
    frame->line = 0;
}

// Hands the locals of a dying frame over to its Python-visible object, if someone else holds that too.
void detach_frame_object(Thread& t, Frame* frame) {
    FrameObject* object = frame->object;
    frame->object = nullptr;
    if (object->refcount > 1) {
        Value* registers = frame->registers();
        uint16_t count = frame->code->local_count;
        object->registers = static_cast<Value*>(heap_alloc(sizeof(Value) * (count ? count : 1)));
        for (uint16_t i = 0; i < count; ++i) {
            object->registers[i] = registers[i];
            registers[i] = Value::unbound();
        }
        object->function = frame->function;
        retain(static_cast<Object*>(object->function));
        object->pc = frame->pc;
        if (t.exception.is_valid() && frame->code->position_at(frame->pc).line <= 0) {
            // Most handlers that raised it again stand on no line: it left where it was raised.
            Value link = t.exception.as<Exception>()->traceback;
            if (!link.is_none() && link.as<Traceback>()->frame == Value(object)) object->pc = link.as<Traceback>()->pc;
        }
        object->namespace_ = frame->locals;
        retain(frame->locals);
        // A generator's caller is not kept: with it a task's exception would own the frames of the whole event loop.
        if (frame->back && !(frame->flags & kFrameGenerator)) {
            FrameObject* back = frame_object(t, frame->back);
            retain(static_cast<Object*>(back));
            object->back = Value(back);
        }
    }
    object->frame = nullptr;
    release(static_cast<Object*>(object));
}

}  // namespace

Frame* enter_frame(Thread& t, Function* function, Value name_space) {
    Code* code = function->code;
    if (!check_recursion(t)) {
        release(static_cast<Object*>(function));
        return nullptr;
    }
    Frame* frame = t.frames.push(code->register_count);
    if (!frame) {
        ++t.recursion_left;
        release(static_cast<Object*>(function));
        (void)raise_memory_error(t);
        return nullptr;
    }
    init_frame(frame, function, name_space);
    retain(name_space);
    set_unbound(frame->registers(), frame->registers() + code->local_count);
    frame->back = t.frame;
    t.frame = frame;
    return frame;
}

void make_cells(Thread& t, Code* code, Value* registers) {
    for (uint16_t reg : code->cell_registers) {
        Cell* cell = make<Cell>(t, types(t).cell);
        cell->content = registers[reg];
        registers[reg] = Value(cell);
    }
}

void part_from_frame_object(Thread& t, Frame* frame) {
    if (frame->object) detach_frame_object(t, frame);
}

void leave_frame(Thread& t, Frame* frame) {
    if (frame->object) [[unlikely]]
        detach_frame_object(t, frame);
    t.frame = frame->back;  // what dies now dies in the caller's name
    Value* registers = frame->registers();
    for (uint16_t i = 0, n = frame->code->local_count; i < n; ++i) {
        Value v = registers[i];
        if (!v.is_object()) continue;
        registers[i] = Value::unbound();
        release(v);
    }
    release(frame->locals);
    Function* function = frame->function;
    ++t.recursion_left;
    if (frame->flags & kFrameGenerator) {
        frame->back = nullptr;
        frame->function = nullptr;
    } else {
        t.frames.pop(frame);
    }
    release(static_cast<Object*>(function));
}

Ref<Generator> make_generator(Thread& t, Function* function) {
    Code* code = function->code;
    Types& ty = types(t);
    Type* type = code->flags & kCodeCoroutine        ? ty.coroutine
                 : code->flags & kCodeAsyncGenerator ? ty.async_generator
                                                     : ty.generator;
    Generator* gen = make_sized<Generator>(t, type, code->register_count * sizeof(Value));
    if (!gen) return raise_memory_error(t);
    retain(static_cast<Object*>(function));
    init_frame(&gen->frame, function, Value::unbound());
    gen->frame.back = nullptr;
    gen->frame.generator = gen;
    gen->frame.flags = kFrameGenerator;
    gen->name = function->name;
    gen->qualname = function->qualname;
    retain(gen->name);
    retain(gen->qualname);
    set_unbound(gen->frame.registers(), gen->frame.registers() + code->local_count);
    return Ref<Generator>::adopt(gen);
}

Owned call_function(Thread& t, Value callee, const CallArgs& args) {
    Function* function = callee.as<Function>();
    Code* code = function->code;
    if (code->is_generator_like()) {
        Ref<Generator> gen = TRY(make_generator(t, function));
        if (bind_arguments(t, function, args, gen->frame.registers()).is_error()) {
            gen->flags |= kFinalized;  // nobody has seen it: nothing is said of its end
            gen->state = GeneratorState::Done;
            return Raised{};
        }
        make_cells(t, code, gen->frame.registers());
        note_coroutine_origin(t, gen.get());
        return gen;
    }
    if (native_stack_low(t, "")) return Raised{};
    retain(callee);
    Frame* frame = enter_frame(t, function, Value::unbound());
    if (!frame) return Raised{};
    frame->flags = kFrameEntry;
    if (bind_arguments(t, function, args, frame->registers()).is_error()) {
        leave_frame(t, frame);
        return Raised{};
    }
    make_cells(t, code, frame->registers());
    Exit exit = run_loop(t, frame, false);
    return Owned::adopt(exit.how == Resumed::Raised ? Value::error() : exit.value);
}

Owned run_code(Thread& t, Code* code, Value globals, Value name_space, Value closure) {
    if (native_stack_low(t, "")) return Raised{};
    Owned function = TRY(make_function(t, code, globals, closure));
    if (code->is_generator_like())
        return call_function(t, function, {nullptr, 0, nullptr});  // top-level await
    Frame* frame = enter_frame(t, static_cast<Function*>(function.take().object()), name_space);
    if (!frame) return Raised{};
    frame->flags = kFrameEntry;
    make_cells(t, code, frame->registers());
    Exit exit = run_loop(t, frame, false);
    return Owned::adopt(exit.how == Resumed::Raised ? Value::error() : exit.value);
}

Owned run_class_body(Thread& t, Value function, Value name_space) {
    if (native_stack_low(t, "")) return Raised{};
    retain(function);
    Frame* frame = enter_frame(t, function.as<Function>(), name_space);
    if (!frame) return Raised{};
    frame->flags = kFrameEntry;
    make_cells(t, frame->code, frame->registers());
    Exit exit = run_loop(t, frame, false);
    return Owned::adopt(exit.how == Resumed::Raised ? Value::error() : exit.value);
}

}  // namespace minipy
