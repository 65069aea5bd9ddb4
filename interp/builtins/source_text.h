// Python source as bytes -> UTF-8 text, by its byte order mark or PEP 263 cookie.
#pragma once

#include <string>
#include <string_view>

#include "objects/protocol.h"

namespace minipy {

// SyntaxError for an unknown encoding, for bytes that do not fit it, and for null bytes. `filename` is a Str. A program that is
// run is read otherwise than bytes that are compiled: errors of its encoding have no place, and all of it has to be UTF-8 when
// it declares nothing. `byte_columns` becomes what ParseOptions wants to know.
enum class SourceKind { Bytes, Program };
Result<std::string> decode_source(Thread&, std::string_view bytes, Value filename, bool* byte_columns = nullptr,
                                  SourceKind = SourceKind::Bytes);

// The bytes of a file; OSError with its name.
Result<std::string> read_file(Thread&, const std::string& path);

// Line number `line` of a file's text, without its newline; false when it cannot be had. Raises nothing.
bool source_line(Thread&, const std::string& path, int line, std::string& out);

}  // namespace minipy
