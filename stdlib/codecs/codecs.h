// What the files of `_codecs` share: what to do with what an encoding cannot say.
#pragma once

#include <string>

#include "native/module.h"

namespace minipy::codecs {

// The handler registered under that name, the built-in ones among them; LookupError.
Owned find_handler(Thread&, const std::string& name);

// What stands for the part of the input that was in error, and where to go on.
struct Replacement {
    Owned value;  // Str; for encoding also Bytes
    size_t resume = 0;
};
Result<Replacement> handle_encode_error(Thread&, const char* encoding, Value text, size_t start, size_t end,
                                        const char* reason, const std::string& errors);
Result<Replacement> handle_decode_error(Thread&, const char* encoding, std::string_view bytes, size_t start,
                                        size_t end, const char* reason, const std::string& errors);

Result<std::string> errors_argument(Thread&, Value);
// (result, consumed)
Owned pair(Thread&, Value result, size_t consumed);

std::span<const FunctionSpec> unicode_functions();  // utf_*, ascii, latin_1
std::span<const FunctionSpec> utf7_functions();
std::span<const FunctionSpec> escape_functions();   // unicode_escape, raw_unicode_escape, escape, charmap

}  // namespace minipy::codecs
