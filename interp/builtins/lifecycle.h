// The life of an interpreter: from an empty struct to one that can run programs, and its orderly end.
//
//     Interpreter interp;  interp.config = ...;
//     Thread main;
//     if (!start_interpreter(interp, main)) return 1;
//     Owned result = run_code(...);
//     int status = result.is_error() ? report_exception(main) : 0;
//     return finish_interpreter(main, status);
//
// Several interpreters may live in one process, each on threads of its own.
#pragma once

#include "runtime/interpreter.h"
#include "value/owned.h"

namespace minipy {

// Makes the built-in types, builtins, sys, the import system and the standard streams; the calling native thread becomes
// the interpreter's main thread and holds its GIL. False when that failed; the reason is on stderr.
bool start_interpreter(Interpreter&, Thread& main);
// Setting up hundreds of types touches most pages of the program once. Gives them back to the system: those that are used again
// come back at the first touch, from its cache.
void forget_start_pages();

// Waits for non-daemon threads, runs atexit's functions, flushes the streams, takes the modules apart. Gives the exit
// status: `status`, or 120 when standard output could not be written.
int finish_interpreter(Thread& main, int status);

// Prints an exception that nothing caught through sys.excepthook, as the end of a program does; SystemExit gives its
// status without a word, unless it shall not end the program (`exits` false): then it is printed, too. Clears it. The exit
// status, or kKilledByInterrupt for KeyboardInterrupt.
int report_exception(Thread&, bool exits = true);
constexpr int kKilledByInterrupt = -2;

// Prints the exception with its traceback to sys.stderr, whatever happens on the way.
void print_exception(Thread&, Value exception);
// A function of the carried traceback module, whatever module of that name the program has.
Owned printing_function(Thread&, const char* name);

}  // namespace minipy
