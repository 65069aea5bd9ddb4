// Running what the command line asks for, from the start of an interpreter to its end.
#pragma once

#include "repl/command_line.h"

namespace minipy {

constexpr int kEndByInterrupt = -2;

// Gives the process's exit status, or kEndByInterrupt when KeyboardInterrupt ended the program.
int run(Interpreter&, const CommandLine&);

}  // namespace minipy
