// The types `frame` and `traceback`: a running or finished activation as programs see it, and the chain of those that an
// exception passed through.
//
// A frame object looks at the live frame while there is one (FrameObject::frame); when the frame is left, it has taken the
// locals over. Nothing is copied for frames that nobody asks for.
#include "native/module.h"
#include "objects/exception.h"
#include "objects/frame_locals.h"
#include "objects/opcodes.h"
#include "runtime/frame.h"

namespace minipy {

namespace {

FrameObject* frame_of(Value v) { return v.as<FrameObject>(); }
Function* function_of(FrameObject* f) { return f->frame ? f->frame->function : f->function; }
// Null when even the function is gone: after clear() of a finished frame.
Code* code_of(FrameObject* f) {
    return f->frame ? f->frame->code : f->function ? f->function->code : nullptr;
}
Value* registers_of(FrameObject* f) { return f->frame ? f->frame->registers() : f->registers; }
Value name_space_of(FrameObject* f) { return f->frame ? f->frame->locals : f->namespace_; }
const Instr* pc_of(FrameObject* f) { return f->frame ? f->frame->pc : f->pc; }

void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

void drop_registers(FrameObject* f) {
    if (!f->registers) return;
    Value* registers = f->registers;
    f->registers = nullptr;
    for (uint16_t i = 0, n = f->function->code->local_count; i < n; ++i) release(registers[i]);
    heap_free(registers);
}

void frame_dealloc(Thread& t, Object* o) {
    FrameObject* f = static_cast<FrameObject*>(o);
    gc_untrack(t, f);
    drop_registers(f);
    for (Value v : {f->back, f->locals, f->namespace_, f->trace}) release(v);
    if (f->function) release(static_cast<Object*>(f->function));
    free_object(t, o);
}
void frame_traverse(Object* o, Visitor& visitor) {
    FrameObject* f = static_cast<FrameObject*>(o);
    for (Value v : {f->back, f->locals, f->namespace_, f->trace}) visitor.visit(v);
    if (f->function) visitor.visit(static_cast<Object*>(f->function));
    if (!f->registers) return;
    for (uint16_t i = 0, n = f->function->code->local_count; i < n; ++i) visitor.visit(f->registers[i]);
}
void frame_clear(Thread&, Object* o) {
    FrameObject* f = static_cast<FrameObject*>(o);
    drop_registers(f);
    for (Value* v : {&f->back, &f->locals, &f->trace}) set_field(*v, Value::none());
}

// ---- f_locals ----

Value content_of(Value v) { return is_kind(v, Kind::Cell) ? v.as<Cell>()->content : v; }

Status put_local(Thread& t, Dict* dict, Value name, Value value) {
    if (!value.is_unbound()) return dict_set(t, dict, name, value);
    (void)TRY(dict_remove(t, dict, name));
    return {};
}

bool is_cell_register(Code* code, uint16_t reg) {
    for (uint16_t cell : code->cell_registers) {
        if (cell == reg) return true;
    }
    return false;
}

// A function's variables as a dictionary: the same one each time, brought up to date.
Owned function_locals(Thread& t, FrameObject* f) {
    if (f->locals.is_none()) f->locals = Value(TRY(new_dict(t)).take());
    Dict* dict = f->locals.as<Dict>();
    Code* code = code_of(f);
    Value* registers = registers_of(f);
    if (!code || !registers) return Owned::share(f->locals);
    for (bool cells : {false, true}) {  // CPython lists plain variables before cells
        for (uint16_t i = 0; i < code->local_names.size(); ++i) {
            bool is_cell = is_cell_register(code, i);
            if (is_cell != cells) continue;
            Owned value = Owned::share(is_cell ? content_of(registers[i]) : registers[i]);
            TRY(put_local(t, dict, code->local_names[i], value));
        }
    }
    Function* function = function_of(f);
    for (size_t i = 0; i < code->free_names.size() && is_tuple(function->closure); ++i) {
        Owned value = Owned::share(content_of(function->closure.as<Tuple>()->at(i)));
        TRY(put_local(t, dict, code->free_names[i], value));
    }
    return Owned::share(f->locals);
}

Owned get_locals(Thread& t, Value self) {
    FrameObject* f = frame_of(self);
    Value space = name_space_of(f);
    if (!space.is_unbound() && !space.is_none()) return Owned::share(space);
    return function_locals(t, f);
}

// ---- other attributes ----

Owned get_back(Thread& t, Value self) {
    FrameObject* f = frame_of(self);
    if (!f->frame) return Owned::share(f->back);
    return f->frame->back ? Owned::share(Value(frame_object(t, f->frame->back))) : Owned::none();
}
Owned get_code(Thread&, Value self) {
    Code* code = code_of(frame_of(self));
    return code ? Owned::share(Value(code)) : Owned::none();
}
Owned get_globals(Thread&, Value self) {
    Function* f = function_of(frame_of(self));
    return f ? Owned::share(f->globals) : Owned::none();
}
Owned get_builtins(Thread&, Value self) {
    Function* f = function_of(frame_of(self));
    return f ? Owned::share(f->builtins) : Owned::none();
}
int32_t line_of(FrameObject* f) {
    Code* code = code_of(f);
    const Instr* pc = pc_of(f);
    if (!code || !pc) return 0;
    Generator* generator = f->frame ? f->frame->generator : nullptr;
    if (generator && generator->state == GeneratorState::Created) return code->first_line;
    if (f->frame && f->frame->line == kLineCalling) {  // the line of the `def`, or of the yield behind which it goes on
        if (pc == code->instrs) return code->first_line;
        if (static_cast<Op>(pc->op) != Op::YieldFrom) --pc;
    }
    // Made up code, such as the `return None` at the end, counts to what stands before it. An exception that goes on (Swap,
    // PopExc, Reraise) stands between: nothing comes from there.
    while (pc > code->instrs && code->position_at(pc).line <= 0) {
        --pc;
        while (static_cast<Op>(pc->op) == Op::Reraise && pc - code->instrs >= 3) pc -= 3;
    }
    return code->position_at(pc).line;
}
Owned get_line(Thread& t, Value self) {
    int32_t line = line_of(frame_of(self));
    return line > 0 ? make_int(t, line) : Owned::none();
}
// The try ranges that both instructions are in, or whether `inner` lies in one that `outer` does not.
bool enters_range(Code* code, uint32_t outer, uint32_t inner) {
    for (const ExceptionRange& range : code->ranges) {
        bool has_inner = inner >= range.begin && inner < range.end, has_outer = outer >= range.begin && outer < range.end;
        if (has_inner && !has_outer) return true;
    }
    return false;
}
// Why a frame cannot be moved now; null when it can.
const char* cannot_jump(Thread& t, FrameObject* f) {
    if (!f->frame || f->trace.is_none() || !t.tracing) return "f_lineno can only be set by a trace function";
    switch (f->frame->line) {
        case kLineCalling:
            return "can't jump from the 'call' trace event of a new frame";
        case kLineReturning:
        case kLineRaising:
            return "can only jump from a 'line' trace event";
        default:
            return nullptr;
    }
}
// Moves the frame to another line of the same block: what lies in its temporaries must be right there too.
Status set_line(Thread& t, Value self, Value v) {
    FrameObject* f = frame_of(self);
    if (v.is_unbound()) return raise_error(t, exc(t).AttributeError, "cannot delete attribute");
    if (!is_exact_int(v)) return raise_value_error(t, "lineno must be an integer");
    if (const char* why = cannot_jump(t, f)) return raise_value_error(t, "%s", why);
    Code* code = code_of(f);
    int64_t wanted = TRY(to_int64(t, v));
    int32_t last_line = code->first_line;
    for (uint32_t i = 0; i < code->instr_count; ++i) last_line = std::max(last_line, code->positions[i].line);
    if (wanted < code->first_line)
        return raise_value_error(t, "line %lld comes before the current code block", static_cast<long long>(wanted));
    while (wanted <= last_line) {  // the next line that has code
        bool found = false;
        for (uint32_t i = 0; i < code->instr_count && !found; ++i) found = code->positions[i].line == wanted;
        if (found) break;
        ++wanted;
    }
    if (wanted > last_line)
        return raise_value_error(t, "line %lld comes after the current code block", static_cast<long long>(TRY(to_int64(t, v))));
    uint32_t from = static_cast<uint32_t>(f->frame->pc - code->instrs);
    for (uint32_t i = 0; i < code->instr_count; ++i) {
        if (code->positions[i].line != wanted || (i && code->positions[i - 1].line == wanted)) continue;
        if (code->depths[i] != code->depths[from] || enters_range(code, from, i)) continue;
        f->frame->pc = code->instrs + i;
        // Instructions do not look whether a local that was assigned above them has a value.
        Value* registers = f->frame->registers();
        for (uint16_t k = 0; k < code->local_count; ++k) {
            if (registers[k].is_unbound()) registers[k] = Value::none();
        }
        return {};
    }
    return raise_value_error(t, "can't jump into or out of a block");
}
// f_lasti and tb_lasti count two for each instruction, as in CPython: programs halve them to index co_positions().
constexpr int64_t kLastiUnit = 2;

Owned get_lasti(Thread& t, Value self) {
    FrameObject* f = frame_of(self);
    Code* code = code_of(f);
    return make_int(t, code && pc_of(f) ? (pc_of(f) - code->instrs) * kLastiUnit : int64_t{-1});
}
Owned get_trace(Thread&, Value self) { return Owned::share(frame_of(self)->trace); }
Status set_trace(Thread&, Value self, Value v) {
    set_field(frame_of(self)->trace, v.is_unbound() ? Value::none() : v);
    return {};
}
Owned get_trace_lines(Thread&, Value self) { return Owned::from_bool(frame_of(self)->trace_lines); }
Status set_trace_lines(Thread& t, Value self, Value v) {
    frame_of(self)->trace_lines = TRY(truth(t, v));
    return {};
}
Owned get_trace_opcodes(Thread&, Value self) { return Owned::from_bool(frame_of(self)->trace_opcodes); }
Status set_trace_opcodes(Thread& t, Value self, Value v) {
    frame_of(self)->trace_opcodes = TRY(truth(t, v));
    return {};
}

Owned frame_clear_method(Thread& t, const Value* args) {
    FrameObject* f = frame_of(args[0]);
    if (f->frame) {
        Generator* generator = f->frame->generator;
        if (!generator || generator->state == GeneratorState::Running)
            return raise_runtime_error(t, "cannot clear an executing frame");
        Owned held = Owned::share(Value(generator));
        generator_finalize(t, generator);
        return Owned::none();
    }
    drop_registers(f);
    set_field(f->locals, Value::none());
    return Owned::none();
}

Owned frame_repr(Thread& t, Value self) {
    FrameObject* f = frame_of(self);
    Code* code = code_of(f);
    char place[40];
    snprintf(place, sizeof place, "<frame at %p, file ", static_cast<void*>(self.object()));
    if (!code) return make_str(t, std::string(place) + "?>");
    return make_str(t, place + TRY(repr_utf8(t, code->filename)) + ", line " + std::to_string(line_of(f)) +
                           ", code " + to_utf8(code->name) + ">");
}

const FunctionSpec frame_methods[] = {
    {"clear(self, /)", frame_clear_method, "Drop the references that the frame holds."}};
const GetSetSpec frame_getset[] = {{"f_back", get_back},
                                   {"f_builtins", get_builtins},
                                   {"f_code", get_code},
                                   {"f_globals", get_globals},
                                   {"f_lasti", get_lasti},
                                   {"f_lineno", get_line, set_line},
                                   {"f_locals", get_locals},
                                   {"f_trace", get_trace, set_trace},
                                   {"f_trace_lines", get_trace_lines, set_trace_lines},
                                   {"f_trace_opcodes", get_trace_opcodes, set_trace_opcodes}};

// ---- traceback ----

Traceback* link_of(Value v) { return v.as<Traceback>(); }

void traceback_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Traceback*>(o)->next);
    release(static_cast<Traceback*>(o)->frame);
    free_object(t, o);
}
void traceback_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Traceback*>(o)->next);
    visitor.visit(static_cast<Traceback*>(o)->frame);
}
void traceback_clear(Thread&, Object* o) { set_field(static_cast<Traceback*>(o)->next, Value::none()); }

Owned get_next(Thread&, Value self) { return Owned::share(link_of(self)->next); }
Status set_next(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_type_error(t, "can't delete tb_next attribute");
    if (!v.is_none() && !is_kind(v, Kind::Traceback))
        return raise_type_error(t, "expected traceback object or None, got '%s'", type_name(t, v));
    for (Value at = v; is_kind(at, Kind::Traceback); at = link_of(at)->next) {
        if (at == self) return raise_value_error(t, "traceback loop detected");
    }
    set_field(link_of(self)->next, v);
    return {};
}
Owned get_frame(Thread&, Value self) { return Owned::share(link_of(self)->frame); }
Owned get_tb_line(Thread& t, Value self) {
    int32_t line = link_of(self)->line;
    return line > 0 ? make_int(t, line) : Owned::none();
}
Owned get_tb_lasti(Thread& t, Value self) {
    Traceback* tb = link_of(self);
    Code* code = code_of(frame_of(tb->frame));
    return make_int(t, code && tb->pc ? (tb->pc - code->instrs) * kLastiUnit : int64_t{-1});
}

Owned traceback_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[4];
    BoundArgs bound(t, "TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)", args, v);
    TRY(bound.status());
    if (!v[0].is_none() && !is_kind(v[0], Kind::Traceback))
        return raise_type_error(t, "expected traceback object or None, got '%s'", type_name(t, v[0]));
    if (!is_kind(v[1], Kind::Frame))
        return raise_type_error(t, "TracebackType() argument 'tb_frame' must be frame, not %s",
                                type_name(t, v[1]));
    int lasti = TRY(to_c_int(t, v[2])), line = TRY(to_c_int(t, v[3]));
    Traceback* tb = make<Traceback>(t, type);
    if (!tb) return raise_memory_error(t);
    set_field(tb->next, v[0]);
    set_field(tb->frame, v[1]);
    Code* code = code_of(frame_of(v[1]));
    uint32_t index = static_cast<uint32_t>(lasti / kLastiUnit);
    tb->pc = code && lasti >= 0 && index < code->instr_count ? code->instrs + index : nullptr;
    tb->line = line;
    return Owned::adopt(tb);
}

Owned traceback_dir(Thread& t, const Value*) {
    return make_list(
        t, {intern(t, "tb_frame"), intern(t, "tb_next"), intern(t, "tb_lasti"), intern(t, "tb_lineno")});
}

const FunctionSpec traceback_methods[] = {{"__dir__(self, /)", traceback_dir}};
const GetSetSpec traceback_getset[] = {{"tb_next", get_next, set_next},
                                       {"tb_frame", get_frame},
                                       {"tb_lasti", get_tb_lasti},
                                       {"tb_lineno", get_tb_line}};

}  // namespace

Status init_frame_types(Thread& t) {
    TypeSpec frame{};
    frame.name = "frame";
    frame.size = sizeof(FrameObject);
    frame.kind = Kind::Frame;
    frame.flags = kTypeNoInstantiate;
    frame.slots.dealloc = frame_dealloc;
    frame.slots.traverse = frame_traverse;
    frame.slots.clear = frame_clear;
    frame.slots.repr = frame_repr;
    frame.methods = frame_methods;
    frame.getset = frame_getset;
    types(t).frame = define_type(t, frame);

    TypeSpec traceback{};
    traceback.name = "traceback";
    traceback.size = sizeof(Traceback);
    traceback.kind = Kind::Traceback;
    traceback.slots.dealloc = traceback_dealloc;
    traceback.slots.traverse = traceback_traverse;
    traceback.slots.clear = traceback_clear;
    traceback.slots.new_ = traceback_new;
    traceback.methods = traceback_methods;
    traceback.getset = traceback_getset;
    traceback.text_signature = "TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)";
    types(t).traceback = define_type(t, traceback);
    return {};
}

Status refresh_frame_locals(Thread& t, FrameObject* f) {
    if (!f->locals.is_none()) TRY(function_locals(t, f));
    return {};
}

Status store_frame_locals(Thread& t, FrameObject* f) {
    Code* code = code_of(f);
    Value* registers = registers_of(f);
    if (f->locals.is_none() || !code || !registers) return {};
    Owned held = Owned::share(f->locals);
    auto put = [&](Value& place, Value name) {
        Value fresh = dict_get_str(t, held.as<Dict>(), name);
        if (place == fresh) return;
        set_field(place, fresh);
    };
    for (uint16_t i = 0; i < code->local_names.size(); ++i) {
        if (is_cell_register(code, i) && is_kind(registers[i], Kind::Cell))
            put(registers[i].as<Cell>()->content, code->local_names[i]);
        else
            put(registers[i], code->local_names[i]);
    }
    Function* function = function_of(f);
    for (size_t i = 0; i < code->free_names.size() && is_tuple(function->closure); ++i) {
        Value cell = function->closure.as<Tuple>()->at(i);
        if (is_kind(cell, Kind::Cell)) put(cell.as<Cell>()->content, code->free_names[i]);
    }
    return {};
}

}  // namespace minipy
