// Instances of the built-in exception classes. Those with more to tell than BaseException have a layout of their own;
// all have Attrs behind (attrs_offset of the type).
#pragma once

#include "objects/protocol.h"

namespace minipy {

struct Exception : GcObject {
    Value args = Value::none();       // Tuple
    Value traceback = Value::none();  // Traceback or None
    Value context = Value::none();
    Value cause = Value::none();
    Value notes = Value::unbound();  // __notes__, a list once add_note is used: kept as an attribute of attrs
    bool suppress_context = false;
};
struct StopIteration : Exception {
    Value value = Value::none();
};
struct SystemExit : Exception {
    Value code = Value::none();
};
struct NameError : Exception {
    Value name = Value::none();
};
struct AttributeError : Exception {
    Value name = Value::none(), obj = Value::none();
};
struct ImportError : Exception {
    Value name = Value::none(), path = Value::none(), msg = Value::none();
};
struct OSError : Exception {
    Value errno_ = Value::none(), strerror = Value::none(), filename = Value::unbound(),
          filename2 = Value::unbound();
    int64_t characters_written = -1;
};
struct SyntaxError : Exception {
    Value msg = Value::none(), filename = Value::none(), lineno = Value::none(), offset = Value::none(),
          text = Value::none(), end_lineno = Value::none(), end_offset = Value::none(),
          print_file_and_line = Value::none();
};
struct UnicodeError : Exception {
    Value encoding = Value::none(), object = Value::none(), start = Value::none(), end = Value::none(),
          reason = Value::none();
};
struct ExceptionGroup : Exception {
    Value message = Value::none(), exceptions = Value::none();
};

inline bool is_exception(Value v) { return is_kind(v, Kind::Exception); }

// The part of a group that holds these exceptions, in the group's structure; None when it has none of them.
Owned subgroup_of_leaves(Thread&, Value group, const std::vector<Value>& leaves);

// A link of a traceback: a frame and where in it.
struct Traceback : GcObject {
    Value next = Value::none();
    Value frame = Value::none();  // FrameObject
    const Instr* pc = nullptr;
    int32_t line = 0;
};

// The Python-visible frame. While the frame runs it points to it; when the frame is left, it takes over its locals.
struct FrameObject : GcObject {
    Frame* frame = nullptr;        // null once the frame is gone
    Value back = Value::none();    // FrameObject or None, once the frame is gone
    Function* function = nullptr;  // owned, once the frame is gone
    const Instr* pc = nullptr;
    Value locals = Value::none();  // the f_locals dict, once made
    Value namespace_ = Value::unbound();
    Value trace = Value::none();  // f_trace
    Value* registers = nullptr;   // the locals taken over (code->local_count of them)
    bool trace_lines = true, trace_opcodes = false;
};

// The Python-visible frame of a running frame, made on demand (borrowed: the frame owns it).
FrameObject* frame_object(Thread&, Frame*);
// Adds (frame, pc) to the traceback of the exception being raised.
void add_traceback(Thread&, Frame*);

}  // namespace minipy
