// What a tree that a program has built must satisfy before it is compiled. The parser's own trees do; nothing below asks again.
#pragma once

#include "compiler/tree.h"
#include "runtime/errors.h"

namespace minipy::codegen {

// ValueError with CPython's words for the first part that cannot be: an empty body, two lists of different lengths, a target that is
// not stored to, a null where a node must be.
Status check_tree(Thread&, const mod*);

}  // namespace minipy::codegen
