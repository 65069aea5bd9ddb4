// The loop: executes the instructions of one frame after the other.
//
// A Python function that calls another does not recurse in C++: Call pushes the callee's frame and goes on with its first
// instruction, Return pops it and goes on behind the Call. The same holds for generators and coroutines: `await` links the
// awaited frame on top, a yield unlinks it. Only C++ that calls Python (a __eq__ from inside list.index) starts a loop of its own.
//
// Conventions inside run_loop():
//   pc     the instruction being executed; `frame->pc = pc` (SAVE) before anything that can raise, call or free
//   r      registers of the frame: r[pc->a] and so on
//   NEXT   goes to the following instruction
//   ERROR  the instruction failed with an exception set, its sources still alive
//   No C++ object with a destructor lives in this function: a computed goto would leak it. The slow halves (ops_*.cpp) hold
//   those; they give plain Values.
#include <new>
#include <stdexcept>

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/list.h"
#include "objects/opcodes.h"
#include "objects/range_iterator.h"
#include "objects/sequence.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/fast_paths.h"
#include "vm/generator_types.h"
#include "vm/instruments.h"
#include "vm/loop_macros.h"
#include "vm/ops.h"
#include "vm/trace.h"

namespace minipy {

namespace {

// Where a loop begins: at frame->pc, with an exception thrown into a generator, or with one raised by the instruction at frame->pc.
enum class Entry { Continue, Throw, Failed };

// Whether something wants to look at each instruction: tracing, or a policy of the GIL.
bool looks_at_each(Thread& t) { return t.interp->instruments.load(std::memory_order_relaxed) || is_traced(t); }

Exit run_instructions(Thread& t, Frame* frame, Entry entry) {
#ifndef MINIPY_SWITCH_DISPATCH
    static const void* const labels[] = {
#define OP(Name, A, B, C, text) &&L_##Name,
#include "objects/opcodes.def"
#undef OP
    };
    static const void* const everywhere[] = {
#define OP(Name, A, B, C, text) &&stop_before,
#include "objects/opcodes.def"
#undef OP
    };
    static const void* const float_labels[] = {
#define OP(Name, A, B, C, text) FLOAT_LABEL(Name),
#include "objects/opcodes.def"
#undef OP
    };
    const void* const* table = looks_at_each(t) ? everywhere : labels;
#endif
    EvalBreaker* const breaker = t.breaker;
    Value* r = frame->registers();
    Instr* pc = frame->pc;
    uint32_t live = 0;
    int yes = 0;
    double number = 0;
    Value carried;  // what a return or yield hands over
    Value* window;  // a call's
    unsigned count;
    Tuple* kwnames;
    Frame* callee;

    if (entry != Entry::Continue) {
        live = entry == Entry::Throw ? generator_live_temporaries(frame->generator) : frame->code->depth_at(pc);
        goto raise;
    }
    if (breaker->any()) [[unlikely]]
        goto serve;
    DISPATCH();

#ifdef MINIPY_SWITCH_DISPATCH
dispatch:
    if (t.interp->instruments.load(std::memory_order_relaxed)) {
        SAVE();
        at_instruction(t, frame);
    }
    if (is_traced(t)) [[unlikely]] {
        SAVE();
        if (trace_instruction(t, frame).is_error()) ERROR();
        pc = frame->pc;
    }
rewritten:
    switch (static_cast<Op>(pc->op)) {
#else
stop_before:
    SAVE();
    if (t.interp->instruments.load(std::memory_order_relaxed)) at_instruction(t, frame);
    if (is_traced(t)) {
        if (trace_instruction(t, frame).is_error()) ERROR();
        pc = frame->pc;
    }
    table = looks_at_each(t) ? everywhere : labels;
    goto* labels[pc->op];
#endif

#include "vm/loop_attributes.inc"
#include "vm/loop_calls.inc"
#include "vm/loop_data.inc"
#include "vm/loop_exceptions.inc"
#include "vm/loop_floats.inc"
#include "vm/loop_generators.inc"
#include "vm/loop_names.inc"
#include "vm/loop_operators.inc"

#ifdef MINIPY_SWITCH_DISPATCH
    }
#endif

    // The eval breaker is set: pc is the next instruction to execute.
serve:
    SAVE();
    if (serve_breaker(t).is_error()) {
        live = frame->code->depth_at(pc);
        goto raise;
    }
#ifndef MINIPY_SWITCH_DISPATCH
    table = looks_at_each(t) ? everywhere : labels;
#endif
    DISPATCH();

    // An exception is set at pc; `live` temporaries hold values.
raise:
    frame->pc = pc;
    add_traceback(t, frame);
    if (is_traced(t)) [[unlikely]]
        trace_exception(t, frame);
unwind:
    for (;;) {
        Instr* handler = find_handler(t, frame, live);
        if (handler) {
            pc = handler;
            r = frame->registers();
            DISPATCH();
        }
        // Nobody here handles it: leave the frame.
        if (is_traced(t)) [[unlikely]]
            trace_unwind(t, frame);
        uint16_t flags = frame->flags;
        Frame* back = frame->back;
        if (flags & kFrameGenerator) {
            Generator* gen = frame->generator;
            gen->state = GeneratorState::Done;
            t.handled = gen->handled.previous;
            leave_frame(t, frame);
            gen->frame.flags = kFrameGenerator;
            convert_stop_iteration(t, gen);
        } else {
            leave_frame(t, frame);
        }
        if (flags & kFrameEntry) return {Resumed::Raised, Value::error()};
        frame = back;
        pc = frame->pc;
        r = frame->registers();
        if (flags & kFrameConstructor) release(r[pc->b]);
        live = live_after_callee(frame);
        add_traceback(t, frame);
        if (is_traced(t)) [[unlikely]]
            trace_exception(t, frame);
    }
}

}  // namespace

// The one place where C++'s exception for memory that is not to be had becomes Python's: the instruction that asked for it failed.
Exit run_loop(Thread& t, Frame* frame, bool raising) {
    Entry entry = raising ? Entry::Throw : Entry::Continue;
    bool traced = is_traced(t);
    for (;;) {
        try {
            Exit exit = run_instructions(t, frame, entry);
            if (is_traced(t) != traced) [[unlikely]]
                t.breaker->set(EvalBreaker::kTrace);  // for the loops further out
            return exit;
        } catch (const std::bad_alloc&) {
        } catch (const std::length_error&) {
        }
        (void)raise_memory_error(t);
        frame = t.frame;
        entry = Entry::Failed;
    }
}

}  // namespace minipy
