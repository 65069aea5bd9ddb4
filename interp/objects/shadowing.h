// Modules of a program that have the name of one of the library's.
#pragma once

#include <string>
#include <string_view>

#include "objects/protocol.h"

namespace minipy {

// Whether CPython carries the module in its binary: no file beside the program can stand in its place.
bool is_frozen_in_cpython(std::string_view name);
// Why a module may lack a name: " (consider renaming 'random.py' ...)" when it lies beside the program and has the name of a
// module of the library; else empty.
std::string renaming_hint(Thread&, Value module);

}  // namespace minipy
