// A short way for native iterators that stand behind `await`: one call that sends a value in and tells whether what came
// out was yielded or is the result. Without it a result travels as a StopIteration, made only to be taken apart.
//
//     type->native_data = reinterpret_cast<void*>(static_cast<FastSend>(send));    // a native type with a `next` slot
#pragma once

#include "objects/generator.h"

namespace minipy {

using FastSend = ResumeResult (*)(Thread&, Value self, Value sent);

// Of an iterator's type; null when it has none.
inline FastSend fast_send_of(Type* type) {
    return type->slots.next ? reinterpret_cast<FastSend>(type->native_data) : nullptr;
}

}  // namespace minipy
