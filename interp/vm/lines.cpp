// The record of lines, and the stops.
#include "vm/lines.h"

#include "objects/int.h"
#include "objects/protocol.h"
#include "runtime/errors.h"

namespace minipy {

LineRecorder::~LineRecorder() {
    for (const Row& row : rows_) release(Value(row.code));
}

void LineRecorder::before(Thread& t, Frame* frame) {
    uint32_t me = static_cast<uint32_t>(t.gil_thread.number);
    Code* code = frame->code;
    int32_t line = code->position_at(frame->pc).line;
    if (line <= 0) return;
    if (!rows_.empty()) {
        Row& back = rows_.back();
        if (back.thread == me && back.code == code && code->position_at(back.last).line == line) {
            back.last = frame->pc;
            return;
        }
    }
    if (rows_.size() >= limit_) return;
    retain(Value(code));
    rows_.push_back({me, code, frame->pc, frame->pc});
}

bool Stepper::is_new(Thread& t, Frame* frame) {
    int32_t line = frame->code->position_at(frame->pc).line;
    if (line <= 0) return false;
    Last& last = last_[t.gil_thread.number];
    // A backward jump within the line is another turn of a loop.
    bool same = last.frame == frame && last.line == line && frame->pc > last.pc;
    last = {frame, line, frame->pc};
    return every_instruction_ || !same;
}

void Stepper::before(Thread& t, Frame* frame) {
    if (t.gil_thread.keeps || !is_new(t, frame)) return;
    Gil& gil = t.interp->gil;
    int64_t next = 0;
    gil.keep(t.gil_thread, true);
    {
        Owned callback = callback_.dup(), number = make_uint(t, t.gil_thread.number);
        Owned answer = number.is_error() ? Owned::adopt(Value::error()) : call(t, callback, {number.get()});
        if (answer.is_error()) {
            write_unraisable(t, callback);
        } else if (answer.get().is_int()) {
            next = answer.get().as_int();
        }
    }
    gil.keep(t.gil_thread, false);
    if (next == 0 || next == static_cast<int64_t>(t.gil_thread.number)) return;
    gil.want_next(static_cast<uint64_t>(next));
    gil.yield(t.gil_thread);
}

}  // namespace minipy
