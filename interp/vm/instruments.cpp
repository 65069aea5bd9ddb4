#include "vm/instruments.h"

#include "objects/code.h"
#include "objects/str.h"
#include "runtime/watchers.h"

namespace minipy {

namespace {

CodeOrigin origin_of(Code* code) {
    std::string file = to_utf8(code->filename);
    for (const char* library : {"<stdlib>", "<frozen", "/usr/lib/python3"}) {
        if (file.starts_with(library)) return CodeOrigin::Library;
    }
    return CodeOrigin::Program;
}

}  // namespace

bool is_own_code(Thread&, Code* code) {
    if (code->origin == CodeOrigin::Unknown) code->origin = origin_of(code);
    return code->origin == CodeOrigin::Program;
}

void at_instruction(Thread& t, Frame* frame) {
    Interpreter& interp = *t.interp;
    bool own = is_own_code(t, frame->code);
    if (interp.instruments.load(std::memory_order_relaxed) & kInstrumentPolicy) {
        interp.gil.at_instruction(t.gil_thread, own);
    }
    if (!own) return;
    if (interp.lines) interp.lines->before(t, frame);
    if (interp.races) interp.races->before(t, frame);
}

}  // namespace minipy
