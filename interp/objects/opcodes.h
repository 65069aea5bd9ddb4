// The instruction set as an enum; opcodes.def is the table.
#pragma once

#include <cstdint>

namespace minipy {

enum class Op : uint8_t {
#define OP(Name, A, B, C, text) Name,
#include "objects/opcodes.def"
#undef OP
};

}  // namespace minipy
