// What the files of bytes and bytearray share. Most methods serve both types.
#pragma once

#include <string>
#include <string_view>

#include "native/module.h"
#include "objects/buffer.h"
#include "objects/bytes.h"

namespace minipy {

Status bytearray_resize(Thread&, ByteArray*, size_t length);
// A new object of model's kind.
Owned make_like(Thread&, Value model, std::string_view);
std::string_view bytes_view(Value);  // of a bytes or bytearray
std::string bytes_repr_text(std::string_view);

extern const FunctionSpec bytes_common_methods[];
extern const size_t bytes_common_method_count;

// bytes(x) and bytearray(x): the bytes that the constructor's arguments mean.
Result<std::string> bytes_from_arguments(Thread&, Value source, Value encoding, Value errors,
                                         const char* type_name);
// The slots that both types have.
void fill_bytes_slots(Slots&);
Result<uint8_t> to_byte(Thread&, Value, const char* message);

}  // namespace minipy
