// Setting up the built-in types of an interpreter, once, before any Python code.
#pragma once

#include "objects/protocol.h"

namespace minipy {

// Fills Interpreter::types, exc and names. The collector must be there.
Status init_types(Thread&);

}  // namespace minipy
