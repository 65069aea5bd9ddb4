// sys.stdin, sys.stdout, sys.stderr.
#pragma once

#include "runtime/interpreter.h"
#include "value/result.h"

namespace minipy {

// Opens them over the descriptors 0, 1 and 2, with PYTHONIOENCODING and -u in mind; one that is closed becomes None.
Status open_standard_streams(Thread&);
// False when stdout could not be written; that has been reported then.
bool flush_standard_streams(Thread&);

}  // namespace minipy
