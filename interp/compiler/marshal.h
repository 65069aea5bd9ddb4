// Code as bytes and back: the embedded library is compiled when minipy is built, and modules are kept
// compiled in caches like CPython's .pyc files.
//
// The bytes are for one build only: kMarshalVersion names the layout, and op_table_hash() the instruction
// set, and a reader that finds others must compile the source again. What the loop has learned in a code
// object (quickened instructions, inline caches) is not written.
#pragma once

#include <string>
#include <string_view>

#include "objects/code.h"

namespace minipy {

constexpr uint32_t kMarshalVersion = 2;
uint32_t op_table_hash();

std::string marshal_code(Code*);
// A Code, or ValueError "bad marshal data" for bytes that are not what marshal_code() of this build wrote.
// `filename` (a Str) replaces the one that was noted; Unbound keeps it.
Owned unmarshal_code(Thread&, std::string_view bytes, Value filename);

}  // namespace minipy
