// _gil_tools: what looks into a running program, for the Python half of the laboratory: races, lines, stops, the states of
// the threads, instructions.
#include "native/module.h"

namespace minipy::lab {
namespace {

// ---- races -----------------------------------------------------------------------------------------------

Owned races_start(Thread& t, const Value*) {
    if (!t.interp->races) t.interp->races = new RaceDetector;
    set_instrument(*t.interp, kInstrumentRaces, true);
    return Owned::none();
}

// (file, function, line) of a place in code.
Owned make_place(Thread& t, Code* code, const Instr* pc) {
    Owned line = Owned::adopt(Value::from_int(code->position_at(pc).line));
    return make_tuple(t, {code->filename, code->qualname, line.get()});
}

Owned make_access(Thread& t, RaceDetector& detector, const RaceDetector::Access& access) {
    Ref<List> stack = TRY(new_list(t));
    for (const auto& site : access.stack) TRY(list_push(t, stack.get(), TRY(make_place(t, site.code, site.pc))));
    Owned name = TRY(make_str(t, detector.name_of(access.thread)));
    Owned did = TRY(make_str(t, describe_instruction(access.stack[0].code, access.stack[0].pc)));
    return make_tuple(t, {Value::from_int(access.thread), name.get(), Value::from_bool(access.write), did.get(), Value(stack.get())});
}

Owned races_take(Thread& t, const Value*) {
    Ref<List> list = TRY(new_list(t));
    auto* detector = static_cast<RaceDetector*>(t.interp->races);
    if (!detector) return list;
    t.interp->races = nullptr;
    set_instrument(*t.interp, kInstrumentRaces, false);
    std::unique_ptr<RaceDetector> owner(detector);
    for (const RaceDetector::Race& race : detector->races()) {
        Owned what = TRY(make_str(t, race.what)), first = TRY(make_access(t, *detector, race.first));
        Owned second = TRY(make_access(t, *detector, race.second));
        TRY(list_push(t, list.get(), TRY(make_tuple(t, {what.get(), first.get(), second.get()}))));
    }
    return list;
}

// ---- lines -----------------------------------------------------------------------------------------------

void watch_lines(Thread& t, LineWatcher* watcher) {
    LineWatcher* old = t.interp->lines;
    t.interp->lines = watcher;
    set_instrument(*t.interp, kInstrumentLines, watcher != nullptr);
    delete old;
}

Owned lines_start(Thread& t, const Value* args) {
    int64_t limit = TRY(to_int64(t, args[0]));
    watch_lines(t, new LineRecorder(static_cast<size_t>(limit)));
    return Owned::none();
}

// Rows (thread's number, file, function, line, whether it goes on in the middle of the line, with what).
Owned lines_take(Thread& t, const Value*) {
    Ref<List> list = TRY(new_list(t));
    auto* recorder = dynamic_cast<LineRecorder*>(t.interp->lines);
    if (!recorder) return list;
    t.interp->lines = nullptr;
    set_instrument(*t.interp, kInstrumentLines, false);
    std::unique_ptr<LineRecorder> owner(recorder);
    for (const LineRecorder::Row& row : recorder->rows()) {
        const Position& here = row.code->position_at(row.begin);
        bool goes_on = row.begin > row.code->instrs && row.code->position_at(row.begin - 1).line == here.line;
        Owned did = TRY(make_str(t, describe_instruction(row.code, row.begin)));
        Owned item = TRY(make_tuple(t, {Value::from_int(row.thread), row.code->filename, row.code->qualname,
                                        Value::from_int(here.line), Value::from_bool(goes_on), did.get()}));
        TRY(list_push(t, list.get(), std::move(item)));
    }
    return list;
}

Owned step(Thread& t, const Value* args) {
    bool every = TRY(truth(t, args[1]));
    watch_lines(t, args[0].is_none() ? nullptr : new Stepper(Owned::share(args[0]), every));
    return Owned::none();
}

// ---- threads ---------------------------------------------------------------------------------------------

// (ident, number, name, state) of each thread, the oldest first.
Owned thread_states(Thread& t, const Value*) {
    Ref<List> list = TRY(new_list(t));
    for (Thread* other = t.interp->threads; other; other = other->next) {
        Owned ident = TRY(make_uint(t, other->ident)), number = TRY(make_uint(t, other->gil_thread.number));
        Owned name = TRY(make_str(t, other->is_main ? "MainThread" : other->name));
        Owned state = TRY(make_str(t, gil_state(*other)));
        TRY(list_insert(t, list.get(), 0, TRY(make_tuple(t, {ident.get(), number.get(), name.get(), state.get()}))));
    }
    return list;
}

Owned count_row(Thread& t, uint64_t number, const GilCounts& counts, bool ended) {
    const uint64_t columns[] = {number,          counts.acquired, counts.failed,   counts.vain,
                                counts.requests, counts.forced,   counts.voluntary};
    Ref<List> row = TRY(new_list(t));
    for (uint64_t n : columns) TRY(list_push(t, row.get(), TRY(make_uint(t, n))));
    TRY(list_push(t, row.get(), Owned::from_bool(ended)));
    return row;
}

Owned counts(Thread& t, const Value*) {
    Ref<List> list = TRY(new_list(t));
    for (const auto& [number, counts] : t.interp->gil.ended_counts())
        TRY(list_push(t, list.get(), TRY(count_row(t, number, counts, true))));
    for (Thread* other = t.interp->threads; other; other = other->next) {
        GilCounts counts = t.interp->gil.counts(other->gil_thread);
        TRY(list_push(t, list.get(), TRY(count_row(t, other->gil_thread.number, counts, false))));
    }
    return list;
}

Owned went_away(Thread& t, const Value*) { return make_uint(t, t.interp->gil.went_away()); }

// ---- the clock -------------------------------------------------------------------------------------------

Owned use_virtual_time(Thread& t, const Value*) {
    t.interp->clock.use_virtual_time(/*fixed_start=*/true);
    return Owned::none();
}

Status call_reporter(Thread& t) {
    Owned report = TRY(import_attr(t, "gil._deadlock", "at_standstill"));
    TRY(call(t, report));
    return {};
}

Owned watch_for_standstill(Thread& t, const Value*) {
    t.interp->report_standstill = call_reporter;
    t.interp->clock.watch_for_standstill();
    return Owned::none();
}

// ---- instructions ----------------------------------------------------------------------------------------

// (number, text, position or None, looks at the breaker, what it does) of each instruction.
Owned instructions(Thread& t, const Value* args) {
    if (!is_kind(args[0], Kind::Code)) return raise_type_error(t, "code expected, not %s", type_name(t, args[0]));
    Code* code = args[0].as<Code>();
    Ref<List> list = TRY(new_list(t));
    for (uint32_t i = 0; i < code->instr_count; ++i) {
        const Instr* pc = code->instrs + i;
        const Position& at = code->positions[i];
        Owned text = TRY(make_str(t, instruction_text(t, code, i))), did = TRY(make_str(t, describe_instruction(code, pc)));
        Owned position = TRY(make_tuple(t, {Value::from_int(at.line), Value::from_int(at.end_line),
                                            Value::from_int(at.column), Value::from_int(at.end_column)}));
        Owned row = TRY(make_tuple(t, {Value::from_int(i), text.get(), position.get(),
                                       Value::from_bool(looks_at_breaker(code, pc)), did.get()}));
        TRY(list_push(t, list.get(), std::move(row)));
    }
    return list;
}

Owned opcode_names(Thread& t, const Value*) {
    Ref<List> list = TRY(new_list(t));
    for (const char* name : instruction_names()) TRY(list_push(t, list.get(), TRY(make_str(t, name))));
    return list;
}

const FunctionSpec functions[] = {
    {"races_start()", races_start, "From now on look for races."},
    {"races_take()", races_take, "Those that were found: (what, first access, second access)."},
    {"lines_start(limit, /)", lines_start, "From now on write down which thread runs which line."},
    {"lines_take()", lines_take},
    {"step(callback, every_instruction=False, /)", step,
     "Call callback(number of the thread) before each line; it returns the number of the thread to run instead, or 0."},
    {"thread_states()", thread_states, "(ident, number, name, GIL state) of each thread."},
    {"counts()", counts,
     "For each thread [number, acquired, failed, vain wake-ups, requests, forced switches, voluntary releases, ended]."},
    {"went_away()", went_away, "How often a seeded schedule had to go on without a thread that was in a call outside."},
    {"use_virtual_time()", use_virtual_time, "From now on time is virtual; it begins with 2026."},
    {"watch_for_standstill()", watch_for_standstill},
    {"instructions(code, /)", instructions},
    {"opcode_names()", opcode_names},
};

}  // namespace
}  // namespace minipy::lab

namespace minipy {
MINIPY_MODULE(_gil_tools, {.doc = "Looks into a running program, for the module gil.", .functions = lab::functions});
}
