// f_locals of a function's frame, brought up to date and written back, as tracing needs it. Both do nothing for a frame
// whose f_locals nobody has asked for.
#pragma once

#include "objects/exception.h"

namespace minipy {

Status refresh_frame_locals(Thread&, FrameObject*);
Status store_frame_locals(Thread&, FrameObject*);

}  // namespace minipy
