// Parsing in tests: the tree on one line, or the error as "Type line:offset message".
#pragma once

#include <string>
#include <string_view>

#include "grammar/dump.h"
#include "grammar/parse.h"

namespace minipy::test {

inline std::string_view type_name(SyntaxErrorType type) {
    switch (type) {
        case SyntaxErrorType::SyntaxError:
            return "SyntaxError";
        case SyntaxErrorType::IndentationError:
            return "IndentationError";
        case SyntaxErrorType::TabError:
            return "TabError";
        case SyntaxErrorType::MemoryError:
            return "MemoryError";
        case SyntaxErrorType::RecursionError:
            return "RecursionError";
    }
    return "";
}

inline std::string describe(const ParseResult& result) {
    if (result.module) return dump_ast(result.module, -1);
    return std::string(type_name(result.error.type)) + " " + std::to_string(result.error.line) + ":" +
           std::to_string(result.error.offset) + " " + result.error.message;
}

inline std::string tree(std::string_view source, ParseMode mode = ParseMode::File) {
    Arena arena;
    return describe(parse(source, mode, "<test>", {}, arena));
}

// The tree of one expression, without its wrapping.
inline std::string expression(std::string_view source) {
    std::string text = tree(source, ParseMode::Eval);
    constexpr std::string_view wrapping = "Expression(body=";
    if (!text.starts_with(wrapping)) return text;
    return text.substr(wrapping.size(), text.size() - wrapping.size() - 1);
}

}  // namespace minipy::test
