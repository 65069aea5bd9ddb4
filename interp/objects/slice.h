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
// The numbers of a slice, INT64_MIN or INT64_MAX where it has none. Asking runs __index__, after which what is sliced may
// have another length: for mutable sequences ask first, then clamp to the length of that moment. ValueError for step 0.
struct SliceNumbers {
    int64_t start, stop, step;
};
Result<SliceNumbers> slice_numbers(Thread&, Slice*);
SliceBounds clamp_slice(const SliceNumbers&, size_t length);
// Both at once, for a sequence whose length does not change, clamped as slicing does. ValueError for step 0.
Result<SliceBounds> slice_bounds(Thread&, Slice*, int64_t length);

}  // namespace minipy
