// Reads literals: adjacent string tokens become one Constant or one JoinedStr.
//
// An f-string is read as CPython 3.11 reads it. Its text alternates between literal parts, which are decoded, and
// fields `{expression!conversion:spec}`. The expression is put in parentheses and becomes a text of its own, with
// its own lexer and parser, which know where it stands. All parts of a JoinedStr bear the span of the whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "grammar/builder.h"

namespace minipy {

class StringReader {
  public:
    StringReader(Builder& builder, Range tokens)
        : builder_(builder),
          state_(builder.state_),
          stream_(builder.stream_),
          range_(tokens),
          first_(tokens.first) {}
    // Null on error; the builder has it.
    ast::expr* read();

  private:
    // The parts of one (possibly joined) f-string or format spec.
    struct Parts {
        std::string literal;
        Chain* values = nullptr;
    };

    bool read_token(const Token& token, Parts& parts);
    bool read_formatted(std::string_view text, size_t& at, bool raw, int level, Parts& parts);
    bool read_field(std::string_view text, size_t& at, bool raw, int level, Parts& parts);
    ast::expr* read_expression(std::string_view expression);
    bool wrong_expression(std::string_view text, size_t at);
    bool decode(std::string_view text, std::string& out);
    bool decode_bytes(std::string_view text, std::string& out);
    bool escape_error(size_t start, size_t end, const char* reason);
    void warn_escape(const char* what, std::string_view escape);
    void flush(Parts& parts);
    ast::expr* constant(std::string_view text, ast::ConstantValue::Kind kind);
    bool fail(std::string message);

    Builder& builder_;
    ParseState& state_;
    TokenStream& stream_;
    Range range_;                   // whose span the nodes being made bear
    uint32_t first_;                // the first token: `u` on it marks every part
    const Token* token_ = nullptr;  // the one being read
    bool formatted_ = false, bytes_ = false;
    bool warned_ = false;
};

// Appends one code point as UTF-8; surrogates as three bytes.
void append_utf8(std::string& out, uint32_t code_point);

}  // namespace minipy
