// Who has the terminal. While a prompt edits a line there, what a program writes to it goes through the prompt, which
// makes room for it and draws the line again. Interpreter::console is null when there is no such prompt.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>

#include "value/owned.h"

namespace minipy {

class Console {
  public:
    virtual ~Console() = default;
    // As write(2), for a descriptor that is the terminal's or another. Called without the GIL, by any thread.
    virtual ssize_t write(int fd, const char* bytes, size_t count) = 0;
    // Something was read from the descriptor: the terminal itself showed it, up to the end of its line.
    virtual void note_input(int fd) = 0;
    // A line for input(), edited; without its newline. None: the end of the input; unbound: read it plainly.
    virtual Owned read_line(Thread&, const std::string& prompt) = 0;
};

}  // namespace minipy
