// The prompt: reads a block, runs it, shows what came of it, until the input ends.
//
//     plain    standard input or output is no terminal, TERM=dumb, or PYTHON_BASIC_REPL is set: lines, as python3.11
//     editor   a terminal: blocks, by the editor of this room (editor.h)
//
// Both run a block in the same way: each statement by itself in the namespace of __main__, with sys.displayhook for the
// values of expressions; one that awaits runs in the prompt's event loop (stdlib/_prompt.py).
#pragma once

#include "native/module.h"

namespace minipy {

// Runs the prompt to its end; gives the exit status.
int run_prompt(Thread&);

// PYTHONSTARTUP, when the program was started with nothing but the prompt; sys.__interactivehook__.
void run_startup(Thread&, bool startup_file);

// "Python 3.11.2 (...) on linux" and what to type, to stderr.
void print_banner(Thread&);

}  // namespace minipy
