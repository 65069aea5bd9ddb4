#include "vm/trace.h"

#include "native/module.h"
#include "objects/exception.h"
#include "objects/opcodes.h"

namespace minipy {

namespace {

// Keeps events from being reported while one is.
class Quiet {
  public:
    explicit Quiet(Thread& t) : t_(t) { t.tracing = true; }
    ~Quiet() { t_.tracing = false; }
    Quiet(const Quiet&) = delete;

  private:
    Thread& t_;
};

void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

// Calls function(frame, event, argument); what it changes in f_locals becomes the frame's.
Owned call_hook(Thread& t, Value function, Frame* frame, const char* event, Value argument) {
    Owned object = Owned::share(Value(frame_object(t, frame)));
    Owned held = Owned::share(function);
    TRY(refresh_frame_locals(t, object.as<FrameObject>()));
    Owned result = call(t, held, {object, intern(t, event), argument});
    if (result.is_error()) {
        add_traceback(t, frame);
        return Raised{};
    }
    TRY(store_frame_locals(t, object.as<FrameObject>()));
    return result;
}

// One event for the trace function: the thread's for "call", else the frame's own.
Status tell_tracer(Thread& t, Frame* frame, const char* event, Value argument, bool is_call) {
    if (t.trace_function.is_none() || t.tracing) return {};
    Value function = is_call ? t.trace_function : frame->object ? frame->object->trace : Value::none();
    if (function.is_none()) return {};
    Quiet quiet(t);
    Owned result = call_hook(t, function, frame, event, argument);
    if (result.is_error()) {
        set_field(t.trace_function, Value::none());
        if (frame->object) set_field(frame->object->trace, Value::none());
        return Raised{};
    }
    if (!result.is_none()) set_field(frame_object(t, frame)->trace, result);
    return {};
}
Status tell_profiler(Thread& t, Frame* frame, const char* event, Value argument) {
    if (t.profile_function.is_none() || t.tracing) return {};
    Quiet quiet(t);
    if (!call_hook(t, t.profile_function, frame, event, argument).is_error()) return {};
    set_field(t.profile_function, Value::none());
    return Raised{};
}
// Sets Frame::line for the time of an event.
class DuringEvent {
  public:
    DuringEvent(Frame* frame, uint32_t what) : frame_(frame), before_(frame->line) { frame->line = what; }
    ~DuringEvent() { frame_->line = before_; }
    DuringEvent(const DuringEvent&) = delete;

  private:
    Frame* frame_;
    uint32_t before_;
};

Status tell_return(Thread& t, Frame* frame, Value value) {
    DuringEvent during(frame, kLineReturning);
    TRY(tell_tracer(t, frame, "return", value, false));
    return tell_profiler(t, frame, "return", value);
}

// ---- native functions, for the profiler ----

// Stands in for a native function in the call that comes next, and reports it.
struct ProfiledCall : GcObject {
    Value function = Value::none();
};
void profiled_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<ProfiledCall*>(o)->function);
    free_object(t, o);
}
void profiled_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<ProfiledCall*>(o)->function);
}

Owned profiled_call(Thread& t, Value self, const CallArgs& args) {
    Owned function = Owned::share(self.as<ProfiledCall>()->function);
    Frame* frame = t.frame;
    Owned reported = function.dup();
    if (type_of(t, function) == types(t).method_descriptor && args.count)  // as its bound method
        reported =
            TRY(call_special(t, function, names(t).__get__, {args.args[0], Value(type_of(t, args.args[0]))}));
    TRY(tell_profiler(t, frame, "c_call", reported));
    Owned result = call(t, function, args);
    if (!result.is_error()) {
        TRY(tell_profiler(t, frame, "c_return", reported));
        return result;
    }
    Owned exception = take_exception(t);
    TRY(tell_profiler(t, frame, "c_exception", reported));
    return restore_exception(t, std::move(exception));
}

struct TraceState {
    Type* profiled_call = nullptr;
};
ModuleSpec state_spec() { return {}; }
ModuleRegistration state_registration("state:trace", state_spec);

Status wrap_native_callee(Thread& t, Value& callee) {
    Type* type = type_of(t, callee);
    if (type != types(t).native_function && type != types(t).method_descriptor) return {};
    TraceState& state = module_state<TraceState>(t, state_registration);
    if (!state.profiled_call) {
        TypeSpec spec{};
        spec.name = "builtin_function_or_method";
        spec.size = sizeof(ProfiledCall);
        spec.flags = kTypeNoInstantiate;
        spec.slots.dealloc = profiled_dealloc;
        spec.slots.traverse = profiled_traverse;
        spec.slots.call = profiled_call;
        state.profiled_call = define_type(t, spec);
    }
    ProfiledCall* proxy = make<ProfiledCall>(t, state.profiled_call);
    if (!proxy) return raise_memory_error(t);
    proxy->function = callee;  // moved
    callee = Value(proxy);
    return {};
}

bool is_call(Op op) {
    return op == Op::Call || op == Op::CallKw || op == Op::CallMethod || op == Op::CallMethodKw ||
           op == Op::CallEx;
}

}  // namespace

Status trace_instruction(Thread& t, Frame* frame) {
    Instr* pc = frame->pc;
    Code* code = frame->code;
    uint32_t index = static_cast<uint32_t>(pc - code->instrs);
    int64_t before = static_cast<int64_t>(frame->line) - 1;  // the instruction seen last
    bool begins = frame->line == 0 && index == 0, resumes = frame->line == kLineResumed;
    if (begins || resumes) {
        frame->line = kLineCalling;
        Status told = tell_tracer(t, frame, "call", Value::none(), true);
        if (!told.is_error()) told = tell_profiler(t, frame, "call", Value::none());
        before = begins ? -1 : static_cast<Op>(pc->op) == Op::YieldFrom ? int64_t{index} : int64_t{index} - 1;
        frame->line = static_cast<uint32_t>(before + 1);
        if (told.is_error()) return told;
    } else if (frame->line == 0) {
        before = int64_t{index} - 1;  // tracing began in the middle of it
    }
    if (!t.trace_function.is_none() && frame->object && !frame->object->trace.is_none()) {
        int32_t line = code->positions[index].line;
        int32_t last_line = before < 0 ? -1 : code->positions[before].line;
        bool backwards = int64_t{index} < before && static_cast<Op>(pc->op) != Op::YieldFrom;
        frame->line = index + 1;
        if (line > 0 && frame->object->trace_lines && (line != last_line || backwards))
            TRY(tell_tracer(t, frame, "line", Value::none(), false));
        pc = frame->pc;  // the tracer may have moved it: the line it chose begins without an event
        index = static_cast<uint32_t>(pc - code->instrs);
        if (frame->object && frame->object->trace_opcodes)
            TRY(tell_tracer(t, frame, "opcode", Value::none(), false));
    }
    frame->line = index + 1;
    Op op = static_cast<Op>(pc->op);
    if (op == Op::Return) {
        // One that was not written stands on the line that led there.
        if (code->positions[index].line <= 0 && before >= 0 && before < int64_t{code->instr_count})
            frame->pc = code->instrs + before;
        Status told = tell_return(t, frame, frame->registers()[pc->a]);
        frame->pc = pc;
        return told;
    }
    if (op == Op::Yield) return tell_return(t, frame, frame->registers()[pc->b]);
    if (!t.profile_function.is_none() && is_call(op)) return wrap_native_callee(t, frame->registers()[pc->b]);
    return {};
}

Status trace_suspend(Thread& t, Frame* frame, Value yielded) { return tell_return(t, frame, yielded); }

Status trace_stop(Thread& t, Frame* frame, Value value) {
    if (t.trace_function.is_none() || !frame->object || frame->object->trace.is_none()) return {};
    Owned exception = TRY(call(t, Value(exc(t).StopIteration), {value}));
    Owned argument = TRY(make_tuple(t, {Value(exc(t).StopIteration), exception, Value::none()}));
    DuringEvent during(frame, kLineRaising);
    return tell_tracer(t, frame, "exception", argument, false);
}

void trace_exception(Thread& t, Frame* frame) {
    if (frame->line == kLineResumed) {  // thrown into a generator
        frame->line = kLineCalling;
        Owned thrown = take_exception(t);
        Status told = tell_tracer(t, frame, "call", Value::none(), true);
        if (!told.is_error()) told = tell_profiler(t, frame, "call", Value::none());
        frame->line = static_cast<uint32_t>(frame->pc - frame->code->instrs) + 1;
        if (told.is_error()) return;
        (void)restore_exception(t, std::move(thrown));
    }
    if (t.trace_function.is_none() || !frame->object || frame->object->trace.is_none()) return;
    Owned exception = take_exception(t);
    Owned traceback = Owned::share(exception.as<Exception>()->traceback);
    Owned argument = make_tuple(t, {Value(type_of(t, exception)), exception, traceback});
    if (argument.is_error()) return;
    DuringEvent during(frame, kLineRaising);
    if (!tell_tracer(t, frame, "exception", argument, false).is_error())
        (void)restore_exception(t, std::move(exception));
}

void trace_unwind(Thread& t, Frame* frame) {
    Owned exception = take_exception(t);
    if (!tell_return(t, frame, Value::none()).is_error()) (void)restore_exception(t, std::move(exception));
}

void set_trace_function(Thread& t, Value function) {
    set_field(t.trace_function, function);
    t.breaker->set(EvalBreaker::kTrace);
}
void set_profile_function(Thread& t, Value function) {
    set_field(t.profile_function, function);
    t.breaker->set(EvalBreaker::kTrace);
}

}  // namespace minipy
