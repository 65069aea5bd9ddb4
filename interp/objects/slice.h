#pragma once

#include "objects/protocol.h"

namespace minipy {

struct Slice : GcObject {
    Value start = Value::none(), stop = Value::none(), step = Value::none();
};

struct Range : Object {
    // Exact ints of any size.
    Value start, stop, step, length;
};

Owned make_slice(Thread&, Value start, Value stop, Value step);
struct SliceBounds {
    int64_t start, stop, step, count;
};
// The bounds for a sequence of that length, clamped as slicing does. ValueError for step 0.
Result<SliceBounds> slice_bounds(Thread&, Slice*, int64_t length);

}  // namespace minipy
