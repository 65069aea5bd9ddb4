// The colours of a text that is being typed: what minipy's own lexer says of it, and what it cannot read yet.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace minipy {

enum class Style : uint8_t {
    Plain,
    Keyword,
    Builtin,
    Definition,  // the name behind def and class
    Number,
    String,
    Comment,
    Match,  // the bracket at the cursor and its partner
    Wrong,  // a bracket without a partner
    Prompt,
    Hint,
    Menu,
    Selected,
};

struct StyledSpan {
    size_t begin, end;
    Style style;
};

struct Highlight {
    std::vector<StyledSpan> spans;  // in order, without overlap; what lies between is plain

    // Where the brackets stand, those in strings and comments left out.
    struct Bracket {
        size_t at;
        char kind;
    };
    std::vector<Bracket> brackets;
};

// `is_builtin` tells whether a name is one of builtins'.
Highlight highlight(std::string_view text, const std::function<bool(std::string_view)>& is_builtin);

// Marks the bracket at the cursor, or else before it, and the one that belongs to it.
void mark_brackets(Highlight&, size_t cursor);

// The SGR sequence of a style; "" for plain.
const char* style_escape(Style);

}  // namespace minipy
