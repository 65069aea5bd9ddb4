// Why a text is not Python, in CPython's words.
//
// The parser only says that it stopped. `explain` reads the tokens again with a second grammar, one that also has
// rules for what people get wrong (errors_grammar.cpp), run by a small recogniser (errors_recognizer.cpp) that
// tries alternatives in order, as CPython's parser does. It runs once, and only for a program that is wrong.
#pragma once

#include <string>

#include "grammar/builder.h"

namespace minipy {

struct Explanation {
    SyntaxErrorInfo error;
    bool incomplete = false;
};

// After parse_tokens(builder) failed on `stream`.
Explanation explain(ParseState& state, TokenStream& stream, LexMode mode, Builder& builder);

// The error `message` over `place`, which is in the coordinates of the stream's tokens.
SyntaxErrorInfo error_at(const TokenStream& stream, const Span& place, std::string message,
                         SyntaxErrorType type = SyntaxErrorType::SyntaxError);
// The same, over one token; over the token that was read last.
SyntaxErrorInfo error_at_token(const TokenStream& stream, size_t token, std::string message,
                               SyntaxErrorType type = SyntaxErrorType::SyntaxError);
SyntaxErrorInfo error_at_newest(const TokenStream& stream, size_t token, std::string message,
                                SyntaxErrorType type = SyntaxErrorType::SyntaxError);

}  // namespace minipy
