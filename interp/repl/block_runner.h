// Runs what was typed: compiles a block, executes its statements one by one in __main__, shows exceptions.
#pragma once

#include <string>

#include "native/module.h"

namespace minipy {

class BlockRunner {
  public:
    explicit BlockRunner(Thread& t) : t_(t) {}

    enum How : uint8_t {
        Lines,  // one statement, as far as it was typed
        Last,   // the same at the end of the input: nothing more will come
        Block,  // any number of statements
    };
    // True when the program wants to end: `status` is set then. Exceptions are printed.
    bool run(const std::string& text, const std::string& filename, How how, int* status);

  private:
    Status compile_and_run(const std::string& text, Value filename, How how);
    Status execute(Value code, std::string_view source);
    Owned compile_block(const std::string& text, Value filename, How how, std::vector<Owned>& codes);

    Thread& t_;
    uint32_t future_ = 0;  // `from __future__` holds for what is typed later, too
};

}  // namespace minipy
