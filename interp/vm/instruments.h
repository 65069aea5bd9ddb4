// What happens before an instruction while something looks at each: the GIL's policy is asked, accesses are checked for
// races, lines are written down.
//
// It costs nothing when nothing looks. Then the loop jumps through its usual table; else through one in which every
// entry leads to `at_instruction` first (loop.cpp). A loop that is running when that changes takes the other table at
// its next poll of the eval breaker, where kInstruments stays set as long as there is an instrument.
#pragma once

#include "runtime/interpreter.h"

namespace minipy {

// frame->pc is the instruction that is about to run.
void at_instruction(Thread&, Frame*);

// Whether the code is the program's own, not the library's.
bool is_own_code(Thread&, Code*);

}  // namespace minipy
