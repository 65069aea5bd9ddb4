// Text -> tree: the one door into this room.
//
//     Arena arena;
//     ParseResult result = parse("x = 1\n", ParseMode::File, "sample.py", {}, arena);
//     if (result.module) ...  else report(result.error);
//
// `source` is UTF-8. Bytes of a file first go through `detect_encoding`, which reads the byte order mark and
// the PEP 263 cookie and names the encoding; the caller decodes with it and calls `parse` with UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "grammar/ast.h"
#include "support/arena.h"
#include "support/diagnostics.h"
#include "support/unicode_names.h"

namespace minipy {

enum class ParseMode : uint8_t { File, Eval, Single };

// Finds a character by its Unicode name, for "\N{...}". Gives false when there is no such name.
using UnicodeNameLookup = bool (*)(void* context, std::string_view name, uint32_t& code_point);

struct ParseOptions {
    bool dont_imply_dedent = false;       // PyCF_DONT_IMPLY_DEDENT: a block is closed by an empty line only
    bool allow_incomplete_input = false;  // say "incomplete input" where more text could mend the error
    // The text came as bytes that declare no encoding: CPython then counts the columns of errors in bytes.
    bool byte_columns = false;
    bool barry_as_bdfl = false;           // `from __future__ import barry_as_FLUFL`
    UnicodeNameLookup name_lookup = [](void*, std::string_view name, uint32_t& point) {
        return unicode::character_of_name(name, point);
    };
    void* name_lookup_context = nullptr;
};

struct ParseResult {
    ast::mod* module = nullptr;  // Module, Expression or Interactive by mode; null on error
    SyntaxErrorInfo error;       // when module is null
    // The error was met at the end of the text: more of it could mend it. A prompt asks with a text that ends in
    // a newline, else `a b` and `x = "abc` count too.
    bool incomplete = false;
    std::vector<SyntaxWarningInfo> warnings;  // invalid escape sequences and the like, in source order
};

ParseResult parse(std::string_view source, ParseMode mode, std::string_view filename,
                  const ParseOptions& options, Arena& arena);

struct EncodingInfo {
    std::string name;     // "utf-8" when nothing says otherwise; normalised as Python's tokenizer does
    size_t bom_size = 0;  // bytes to skip
    bool has_cookie = false;
    std::string error;  // not empty: a byte order mark and a cookie that contradict each other
};

// The encoding that the first two lines of a source file declare (PEP 263).
EncodingInfo detect_encoding(std::string_view bytes);

}  // namespace minipy
