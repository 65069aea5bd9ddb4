// What the files of `zlib` share: its error, and calls of the library without the GIL.
#pragma once

#include <zlib.h>

#include <climits>
#include <string>

#include "native/module.h"

namespace minipy::compression {

// "Error -3 while decompressing data: invalid block type"
Raised raise_zlib(Thread&, const z_stream&, int code, const char* doing);

// Gives a stream the next part of its input: zlib counts in 32 bits.
inline void next_input(z_stream& z, const char* data, size_t left) {
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data));
    z.avail_in = left > UINT_MAX ? UINT_MAX : static_cast<uInt>(left);
}

Status define_streams(Thread&, Module*);
std::span<const FunctionSpec> stream_functions();

}  // namespace minipy::compression
