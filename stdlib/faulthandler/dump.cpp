#include "stdlib/faulthandler/dump.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace minipy::faulthandler {
namespace {

constexpr int kMostFrames = 100, kMostThreads = 100;
constexpr size_t kMostCharacters = 500;

void write_bytes(int fd, const char* bytes, size_t count) {
    while (count > 0) {
        ssize_t n = ::write(fd, bytes, count);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        bytes += n;
        count -= static_cast<size_t>(n);
    }
}

void write_decimal(int fd, int64_t number) {
    char digits[24];
    char* end = digits + sizeof digits;
    char* at = end;
    uint64_t left = number < 0 ? -static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
    do {
        *--at = static_cast<char>('0' + left % 10);
        left /= 10;
    } while (left);
    if (number < 0) *--at = '-';
    write_bytes(fd, at, static_cast<size_t>(end - at));
}

void write_hex(int fd, uint64_t number, int width) {
    char digits[16];
    for (int i = width; i-- > 0; number >>= 4) digits[i] = "0123456789abcdef"[number & 15];
    write_bytes(fd, digits, static_cast<size_t>(width));
}

// A Str in ASCII, anything else as an escape.
void write_str(int fd, Value v) {
    if (!is_str(v)) return write_text(fd, "???");
    Str* s = as_str(v);
    size_t length = s->length < kMostCharacters ? static_cast<size_t>(s->length) : kMostCharacters;
    for (size_t i = 0; i < length; ++i) {
        uint32_t c = s->at(i);
        char plain = static_cast<char>(c);
        if (c >= ' ' && c < 127) {
            write_bytes(fd, &plain, 1);
        } else {
            write_text(fd, c < 0x100 ? "\\x" : c < 0x10000 ? "\\u" : "\\U");
            write_hex(fd, c, c < 0x100 ? 2 : c < 0x10000 ? 4 : 8);
        }
    }
    if (length < s->length) write_text(fd, "...");
}

void write_frame(int fd, const Frame* frame) {
    const Code* code = frame->code;
    write_text(fd, "  File ");
    write_text(fd, "\"");
    write_str(fd, code->filename);
    write_text(fd, "\", line ");
    if (frame->pc >= code->instrs && frame->pc < code->instrs + code->instr_count) {
        write_decimal(fd, code->position_at(frame->pc).line);
    } else {
        write_text(fd, "???");
    }
    write_text(fd, " in ");
    write_str(fd, code->name);
    write_text(fd, "\n");
}

// -X inspect
bool wants_state(const Interpreter& interp) {
    for (const auto& [name, value] : interp.config.x_options) {
        if (name == "inspect") return true;
    }
    return false;
}

}  // namespace

void write_text(int fd, const char* text) { write_bytes(fd, text, strlen(text)); }

void dump_thread(int fd, const Thread& thread, Title title) {
    if (title == Title::Stack) {
        write_text(fd, "Stack");
    } else {
        write_text(fd, title == Title::CurrentThread ? "Current thread 0x" : "Thread 0x");
        write_hex(fd, thread.ident, 16);
    }
    write_text(fd, " (most recent call first):\n");
    if (wants_state(*thread.interp)) {
        write_text(fd, "  ");
        write_text(fd, gil_state(thread));
        write_text(fd, "\n");
    }
    const Frame* frame = thread.frame;
    if (!frame) write_text(fd, "  <no Python frame>\n");
    for (int depth = 0; frame; frame = frame->back, ++depth) {
        if (depth == kMostFrames) return write_text(fd, "  ...\n");
        write_frame(fd, frame);
    }
}

void dump_threads(int fd, const Interpreter& interp, const Thread* current) {
    int count = 0;
    for (const Thread* thread = interp.threads; thread; thread = thread->next, ++count) {
        if (count) write_text(fd, "\n");
        if (count == kMostThreads) return write_text(fd, "...\n");
        dump_thread(fd, *thread, thread == current ? Title::CurrentThread : Title::Thread);
    }
}

}  // namespace minipy::faulthandler
