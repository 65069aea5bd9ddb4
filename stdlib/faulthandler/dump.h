// Writing tracebacks where nothing may be trusted: no allocation, no locks, no Python.
#pragma once

#include "native/module.h"

namespace minipy::faulthandler {

// The stack of one thread, newest call first, under "Stack", "Thread 0x..." or "Current thread 0x...".
enum class Title { Stack, Thread, CurrentThread };
void dump_thread(int fd, const Thread& thread, Title title);
// Those of all threads of an interpreter, the newest thread first; `current` (may be null) is called so.
void dump_threads(int fd, const Interpreter& interp, const Thread* current);

void write_text(int fd, const char* text);

}  // namespace minipy::faulthandler
