// float and complex. Floats are boxed; dead boxes go to the interpreter's free list.
#pragma once

#include "objects/protocol.h"

namespace minipy {

struct Float : Object {
    double value;
};
struct Complex : Object {
    double real, imag;
};

inline bool is_float(Value v) { return is_kind(v, Kind::Float); }
inline double float_value(Value v) { return v.as<Float>()->value; }

constexpr int kFloatFreeListMax = 256;
// Free boxes are chained through their `type` field.
inline Owned make_float(Thread& t, double d) {
    Interpreter& in = *t.interp;
    Float* box;
    if (in.float_free_list) [[likely]] {
        box = static_cast<Float*>(in.float_free_list);
        in.float_free_list = box->type;
        --in.float_free_count;
    } else {
        box = static_cast<Float*>(heap_alloc(sizeof(Float)));
    }
    box->refcount = 1;
    box->kind = Kind::Float;
    box->subclass = box->gc = box->flags = 0;
    box->type = in.types.float_;
    box->value = d;
    return Owned::adopt(box);
}
// Only for an exact float whose count has reached 0 and that has no weak references.
inline void free_float(Thread& t, Float* box) {
    Interpreter& in = *t.interp;
    if (in.float_free_count < kFloatFreeListMax) {
        box->type = static_cast<Type*>(in.float_free_list);
        in.float_free_list = box;
        ++in.float_free_count;
    } else {
        heap_free(box);
    }
}
Owned make_complex(Thread&, double real, double imag);
Owned float_from_text(
    Thread&, std::string_view text);  // float("..."): ValueError "could not convert string to float: ..."

}  // namespace minipy
