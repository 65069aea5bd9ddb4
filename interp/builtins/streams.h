// sys.stdin, sys.stdout, sys.stderr.
#pragma once

#include "runtime/interpreter.h"
#include "value/result.h"

namespace minipy {

// Opens them over the descriptors 0, 1 and 2, with -u in mind; one that is closed becomes None. PYTHONIOENCODING may name a
// codec that is found along sys.path: it counts when that is set, so they are then opened once more.
Status open_standard_streams(Thread&, bool codecs_ready = false);
// False when stdout could not be written; that has been reported then.
bool flush_standard_streams(Thread&, bool tell = true);

}  // namespace minipy
