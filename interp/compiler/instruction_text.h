// Single instructions as text, for those above the compiler who show bytecode or a schedule.
#pragma once

#include <span>
#include <string>

#include "objects/code.h"

namespace minipy {

// "LoadGlobal t0 3 0  # 'counter'": the name, the operands, and what they stand for.
std::string instruction_text(Thread&, Code*, uint32_t index);
// What an instruction does, in the words of the program: "store counter". Empty: nothing that one would see.
std::string describe_instruction(const Code* code, const Instr* pc);
// Whether the loop looks at the eval breaker there: the GIL may change hands.
bool looks_at_breaker(const Code* code, const Instr* pc);
// The names of all instructions, by number.
std::span<const char* const> instruction_names();

}  // namespace minipy
