// Who has the terminal: while a prompt edits a line there, what a program writes to it goes through the prompt, which
// makes room for it and draws the line again. Interpreter::console is null when there is no such prompt.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace minipy {

class ConsoleOutput {
  public:
    virtual ~ConsoleOutput() = default;
    // As write(2), for a descriptor that is the terminal's or another. Called without the GIL, by any thread.
    virtual ssize_t write(int fd, const char* bytes, size_t count) = 0;
    // Something was read from the descriptor: the terminal itself showed it, up to the end of its line.
    virtual void note_input(int fd) = 0;
};

}  // namespace minipy
