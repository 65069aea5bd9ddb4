// What the text-reading rooms say about a wrong program, in the terms of Python's SyntaxError object.
//
// A column in a tree is a byte offset; a column in a SyntaxError counts characters from 1. `locate` is the one
// place that turns the first into the second and cuts the source line out of the text. Nothing here knows an
// object: the interpreter makes the exception from a SyntaxErrorInfo.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/span.h"

namespace minipy {

enum class SyntaxErrorType : uint8_t { SyntaxError, IndentationError, TabError, MemoryError, RecursionError };

// The attributes of a SyntaxError: lineno, offset, end_lineno, end_offset, text. MemoryError and
// RecursionError use `message` alone. `offset` and `end_offset` count characters from 1.
struct SyntaxErrorInfo {
    SyntaxErrorType type = SyntaxErrorType::SyntaxError;
    std::string message;
    int32_t line = 0;
    int32_t offset = 0;
    int32_t end_line = 0;
    int32_t end_offset = 0;
    std::string text;       // the source line, with its newline
    bool has_text = false;  // false: the attribute is None
    bool message_alone = false;  // `args` holds the message, and nothing of the place
};

// A warning met while reading source; `offset` counts characters from 1.
struct SyntaxWarningInfo {
    enum class Category : uint8_t { SyntaxWarning, DeprecationWarning };
    Category category = Category::SyntaxWarning;
    std::string message;
    Span span;
};

// The text of line `line` (from 1) of `source`, its newline included; empty when there is no such line.
std::string_view source_line(std::string_view source, int32_t line);

// Characters in the first `byte_col` bytes of line `line`, plus one: a SyntaxError's offset.
int32_t character_offset(std::string_view source, int32_t line, int32_t byte_col);

// The error `message` at `span` of `source`. Any room that walks a tree may use it.
SyntaxErrorInfo locate(std::string_view source, const Span& span, std::string message,
                       SyntaxErrorType type = SyntaxErrorType::SyntaxError);

}  // namespace minipy
