#pragma once

#include "objects/protocol.h"

namespace minipy {

// Iterator over a range whose ends and steps are small ints: all values are immediates.
struct RangeIterator : Object {
    int64_t next = 0;
    int64_t step = 0;
    int64_t left = 0;
    int64_t length = 0;  // what `left` began with
};

}  // namespace minipy
