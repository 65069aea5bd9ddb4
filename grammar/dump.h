// Trees and tokens as text, for `--dump=ast`, `--dump=tokens` and tests.
#pragma once

#include <string>
#include <string_view>

#include "grammar/ast.h"
#include "grammar/parse.h"

namespace minipy {

// What `ast.dump(tree, indent=indent, include_attributes=attributes)` prints; indent < 0: all on one line.
std::string dump_ast(const ast::Node* tree, int indent = 1, bool attributes = false);

// One token a line: its range, its kind, its text. Ends with the lexer's error, if there is one.
std::string dump_tokens(std::string_view source, ParseMode mode = ParseMode::File);

// Python's repr of a str in UTF-8 (surrogates as three bytes) or of bytes.
std::string literal_repr(std::string_view text, bool bytes);
// Python's repr of a float.
std::string float_repr(double value);

}  // namespace minipy
