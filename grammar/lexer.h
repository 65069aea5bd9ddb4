// The lexer: text -> an array of tokens, all at once.
//
// Having every token in an array is what makes the rest simple: the parser reads it forwards, soft keywords are
// decided by looking along a finished logical line, and when a program is wrong errors.cpp can read the tokens
// again with a second, slower grammar that knows what people get wrong.
//
//     if x:        IF NAME COLON NEWLINE
//         f()      INDENT NAME LPAR RPAR NEWLINE
//                  DEDENT ENDMARKER
//
// A wrong character ends the array with one ERROR_TOKEN, and `error` says what is wrong. It is not reported at
// once: a syntax error before it comes first.
//
// An f-string is one STRING token, whatever stands in its braces; strings.cpp takes it apart and lexes and
// parses each expression as a text of its own (`base_line`, `base_col` say where that text stands).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "grammar/ast.h"
#include "grammar/parse.h"
#include "support/arena.h"
#include "support/diagnostics.h"

namespace minipy {

struct Token {
    uint16_t kind;
    uint32_t start, end;  // bytes of the text; for layout tokens (NEWLINE, INDENT, ...) start == end
    int32_t line, col;    // -1 columns: INDENT, DEDENT, ENDMARKER stand nowhere
    int32_t end_line, end_col;
};

struct OpenBracket {
    char bracket;
    int32_t line, col;
};

struct TokenStream {
    std::string_view text;  // a '\0' follows it
    std::vector<Token> tokens;
    int32_t base_line = 1, base_col = 0;  // where the text's first character stands
    bool is_fstring = false;              // the text is the expression of a replacement field
    bool byte_columns = false;            // errors count bytes, not characters: ParseOptions

    SyntaxErrorInfo error;  // when the last token is ERROR_TOKEN
    bool has_error = false;
    bool error_is_late = false;     // an error that must not displace a syntax error found before it
    bool ended_early = false;       // the text ended inside brackets or after a backslash
    std::vector<OpenBracket> open;  // brackets open at the end or at the error

    std::string_view spelling(const Token& token) const {
        return text.substr(token.start, token.end - token.start);
    }
    // A text position of this stream, in the coordinates of its tokens.
    int32_t column_of(int32_t line, int32_t local_col) const {
        return line == base_line ? local_col + base_col : local_col;
    }
};

// What all texts of one parse share: the arena, names, warnings, options.
struct ParseState {
    Arena& arena;
    const ParseOptions& options;
    std::vector<SyntaxWarningInfo>& warnings;
    std::vector<ast::Identifier*> names;  // open addressing, a power of two
    size_t name_count = 0;
    int fstring_depth = 0;

    ParseState(Arena& arena, const ParseOptions& options, std::vector<SyntaxWarningInfo>& warnings)
        : arena(arena), options(options), warnings(warnings) {}
    // The one Identifier for `text`; anything beyond ASCII is NFKC-normalised first.
    ast::identifier intern(std::string_view text);
};

// A byte that may stand inside a name.
inline bool is_word_character(unsigned char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c >= 0x80;
}

enum class LexMode : uint8_t { File, Eval, Single, FString };

class Lexer {
  public:
    Lexer(ParseState& state, TokenStream& out, LexMode mode);
    void run();

  private:
    using Cursor = const unsigned char*;
    static constexpr int kTabSize = 8;
    static constexpr int kMaxIndents = 100;
    static constexpr int kMaxBrackets = 200;

    // layout
    bool line_start(Cursor& cursor);
    bool continuation(Cursor& cursor);
    void new_line(Cursor after_newline);
    void finish_logical_line();
    void end_of_text(Cursor cursor);
    void emit(int kind, Cursor start, Cursor end);
    void emit_layout(int kind);
    void emit_multiline(int kind, Cursor start, Cursor end);
    // words, numbers, strings, brackets
    bool check_identifier(Cursor start, Cursor end);
    Cursor irregular_number(Cursor start);
    Cursor decimal_tail(Cursor cursor);
    bool number_ends(Cursor cursor, Cursor start, const char* kind);
    Cursor string(Cursor token_start, Cursor quote);
    bool open_bracket(Cursor cursor);
    bool close_bracket(Cursor cursor);
    bool unknown_character(Cursor start);
    // errors; all give false or null so that callers can return them
    bool fail(Cursor at, std::string message);
    bool fail_range(Cursor at, int32_t offset, int32_t end_offset, std::string message);
    bool fail_late(SyntaxErrorType type, std::string message, int32_t local_col, bool ended_early);
    int32_t characters(Cursor from, Cursor to) const;
    int32_t column(Cursor at) const { return out_.column_of(line_, static_cast<int32_t>(at - line_start_)); }

    ParseState& state_;
    TokenStream& out_;
    LexMode mode_;
    Cursor begin_, end_;
    Cursor line_start_;
    int32_t line_;
    int indent_ = 0;
    int32_t indents_[kMaxIndents] = {0};
    int32_t alternate_indents_[kMaxIndents] = {0};
    bool match_block_[kMaxIndents] = {false};
    bool match_line_ = false;  // the logical line just finished opens a match statement
    bool has_type_word_ = false, has_with_ = false;
    size_t line_first_token_ = 0;
};

}  // namespace minipy
