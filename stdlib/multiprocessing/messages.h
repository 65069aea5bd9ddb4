// Whole messages through a descriptor, for connection.py.
#pragma once

#include "native/module.h"

namespace minipy::processes {

// _send_message(fd, data): the length and the data, all of it.
Owned send_message(Thread&, const Value* args);
// _receive_message(fd, most): one message as bytes; None when it is longer than `most` (negative: no limit).
Owned receive_message(Thread&, const Value* args);

}  // namespace minipy::processes
