// What the files of the `builtins` module share: each gives a table of functions, module.cpp puts them together.
#pragma once

#include "native/module.h"

namespace minipy {

std::span<const FunctionSpec> value_functions();      // len, repr, sorted, ...: what one asks of a value
std::span<const FunctionSpec> attribute_functions();  // getattr, dir, isinstance, ...: attributes and scopes
std::span<const FunctionSpec> code_functions();       // compile, eval, exec, __build_class__
std::span<const FunctionSpec> console_functions();    // print, input, open, breakpoint

// sys.NAME: borrowed, Unbound when a program removed it.
Value sys_value(Thread&, const char* name);
Status set_sys_value(Thread&, const char* name, Value);

}  // namespace minipy
