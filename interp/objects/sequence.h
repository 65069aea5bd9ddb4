// What list and tuple have in common: both are an array of Values.
#pragma once

#include "objects/list.h"
#include "objects/slice.h"
#include "objects/tuple.h"

namespace minipy {

struct Items {
    Value* data;
    size_t length;
};
inline Items items_of(Value v) {
    if (is_list(v)) return {v.as<List>()->items, v.as<List>()->length};
    return {v.as<Tuple>()->items(), v.as<Tuple>()->length};
}

// Lexicographic comparison. Rereads lengths at each step: __eq__ may change a list.
Owned compare_items(Thread&, Value a, Value b, CompareOp op);
// "[a, b]"; a tuple of one gets its comma.
Owned repr_items(Thread&, Value v, const char* open, const char* close);
Result<bool> items_contain(Thread&, Value sequence, Value item);
Owned items_index(Thread&, Value sequence, Value item, Value start, Value stop, const char* not_found);
Owned items_count(Thread&, Value sequence, Value item);
// Adds the sequence's length to a negative index.
inline int64_t from_end(int64_t i, size_t length) { return i < 0 ? i + static_cast<int64_t>(length) : i; }

// Iterators by index over list, tuple, str, bytes and bytearray: `sequence` becomes None when exhausted.
struct ItemsIterator : GcObject {
    Value sequence = Value::none();
    int64_t at = 0;
};

// The type of such an iterator: `next` gives the items, the rest (length hint, pickling) is shared.
Type* define_items_iterator(Thread&, const char* name, Kind, Owned (*next)(Thread&, Value), bool reverse = false);

Status init_sequence_iterators(Thread&);

}  // namespace minipy
