#pragma once

#include <initializer_list>

#include "objects/protocol.h"

namespace minipy {

struct Tuple : GcObject {
    size_t length;
    Value* items() { return reinterpret_cast<Value*>(this + 1); }
    Value at(size_t i) { return items()[i]; }
    const Value* begin() { return items(); }
    const Value* end() { return items() + length; }
};

inline bool is_tuple(Value v) { return is_kind(v, Kind::Tuple); }

// Items set to None; the caller fills them (owned) at once. Length 0 gives the one empty tuple.
Ref<Tuple> new_tuple(Thread&, size_t length);
Owned make_tuple(Thread&, std::initializer_list<Value> borrowed);
Owned make_tuple(Thread&, const Value* borrowed, size_t count);

}  // namespace minipy
