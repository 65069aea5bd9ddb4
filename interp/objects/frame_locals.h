// What tracing needs of a frame: its f_locals, and what Frame::line says.
#pragma once

#include "objects/exception.h"

namespace minipy {

// Frame::line of a frame that is traced: the index and one of the instruction seen last, 0 for none, or one of these.
constexpr uint32_t kLineResumed = 0xffffffff;    // a generator suspended there and has not gone on
constexpr uint32_t kLineCalling = 0xfffffffe;    // its "call" event is being told
constexpr uint32_t kLineReturning = 0xfffffffd;  // its "return" event
constexpr uint32_t kLineRaising = 0xfffffffc;    // its "exception" event

// f_locals of a function's frame, brought up to date and written back. Both do nothing for a frame whose f_locals nobody
// has asked for.
Status refresh_frame_locals(Thread&, FrameObject*);
Status store_frame_locals(Thread&, FrameObject*);

}  // namespace minipy
