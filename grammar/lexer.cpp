// The lexer's ordinary functions: indentation, line joining, names, numbers that need a second look, brackets.
#include "grammar/lexer.h"

#include <utf8proc.h>

#include <cstdio>
#include <cstdlib>

#include "grammar/identifier.h"
#include "grammar/python.tab.h"
#include "support/utf8.h"

namespace minipy {

Lexer::Lexer(ParseState& state, TokenStream& out, LexMode mode)
    : state_(state),
      out_(out),
      mode_(mode),
      begin_(reinterpret_cast<Cursor>(out.text.data())),
      end_(begin_ + out.text.size()),
      line_start_(begin_),
      line_(out.text.empty() ? 0 : out.base_line) {
    out_.tokens.reserve(out.text.size() / 3 + 8);
}

// ---- emitting ----------------------------------------------------------------------------------------------

void Lexer::emit(int kind, Cursor start, Cursor end) {
    int32_t col = column(start);
    out_.tokens.push_back({static_cast<uint16_t>(kind), static_cast<uint32_t>(start - begin_),
                           static_cast<uint32_t>(end - begin_), line_, col, line_,
                           col + static_cast<int32_t>(end - start)});
}

// A token that stands nowhere in the text.
void Lexer::emit_layout(int kind) {
    auto at = static_cast<uint32_t>(line_start_ - begin_);
    out_.tokens.push_back({static_cast<uint16_t>(kind), at, at, line_, -1, line_, -1});
}

// A string, which may run over several lines.
void Lexer::emit_multiline(int kind, Cursor start, Cursor end) {
    emit(kind, start, end);
    for (Cursor p = start; p < end; p++) {
        if (*p == '\n') new_line(p + 1);
    }
    out_.tokens.back().end_line = line_;
    out_.tokens.back().end_col = column(end);
}

// ---- layout ------------------------------------------------------------------------------------------------

void Lexer::new_line(Cursor after_newline) {
    if (after_newline == end_) {  // the text's last newline begins no line
        return;
    }
    line_++;
    line_start_ = after_newline;
}

// Called at the first character of each line. Skips blank lines, compares the indentation with that of the
// lines before, and emits INDENT and DEDENT. Tabs count to the next multiple of 8, and once more as one
// column: if the two counts disagree about deeper or not, the text mixes tabs and spaces.
bool Lexer::line_start(Cursor& cursor) {
    for (;;) {
        int32_t col = 0, alternate = 0, continued_col = 0;
        for (;; cursor++) {
            if (*cursor == ' ') {
                col++, alternate++;
            } else if (*cursor == '\t') {
                col = (col / kTabSize + 1) * kTabSize;
                alternate++;
            } else if (*cursor == '\f') {
                col = alternate = 0;
            } else if (*cursor == '\\') {  // the first backslash fixes the indentation
                if (!continued_col) continued_col = col;
                cursor++;
                if (!continuation(cursor)) return false;
                cursor--;
            } else {
                break;
            }
        }
        if (*cursor == '#' || *cursor == '\n') {
            while (*cursor != '\n' && *cursor) cursor++;
            if (*cursor == '\n' && cursor < end_) {
                cursor++;
                new_line(cursor);
                continue;
            }
            return true;
        }
        if (!out_.open.empty()) return true;
        if (continued_col) col = alternate = continued_col;

        auto inconsistent = [&] {
            return fail_late(SyntaxErrorType::TabError, "inconsistent use of tabs and spaces in indentation",
                             0, false);
        };
        if (col == indents_[indent_]) {
            if (alternate != alternate_indents_[indent_]) return inconsistent();
        } else if (col > indents_[indent_]) {
            if (indent_ + 1 >= kMaxIndents) {
                return fail_late(SyntaxErrorType::IndentationError, "too many levels of indentation", 0,
                                 false);
            }
            if (alternate <= alternate_indents_[indent_]) return inconsistent();
            indent_++;
            indents_[indent_] = col;
            alternate_indents_[indent_] = alternate;
            match_block_[indent_] = match_line_;
            emit_layout(T_INDENT);
            out_.tokens.back().start = out_.tokens.back().end = static_cast<uint32_t>(cursor - begin_);
        } else {
            int outer = indent_;
            while (outer > 0 && col < indents_[outer]) outer--;
            if (col != indents_[outer]) {
                return fail_late(SyntaxErrorType::IndentationError,
                                 "unindent does not match any outer indentation level", -2, false);
            }
            if (alternate != alternate_indents_[outer]) return inconsistent();
            for (; indent_ > outer; indent_--) {
                emit_layout(T_DEDENT);
                out_.tokens.back().start = out_.tokens.back().end = static_cast<uint32_t>(cursor - begin_);
            }
        }
        match_line_ = false;
        line_first_token_ = out_.tokens.size();
        return true;
    }
}

// After a backslash: only a newline may follow.
bool Lexer::continuation(Cursor& cursor) {
    if (*cursor != '\n') {
        return fail_late(SyntaxErrorType::SyntaxError,
                         "unexpected character after line continuation character",
                         static_cast<int32_t>(cursor - line_start_) - (cursor == end_), false);
    }
    cursor++;
    if (cursor == end_) {
        return fail_late(SyntaxErrorType::SyntaxError, "unexpected EOF while parsing", -2, true);
    }
    new_line(cursor);
    return true;
}

// A logical line is complete: now its soft keywords can be told from names.
void Lexer::finish_logical_line() {
    auto& tokens = out_.tokens;
    size_t first = line_first_token_, newline = tokens.size() - 1;
    if (first >= newline) return;
    Token& head = tokens[first];
    if (head.kind == T_NAME) {
        std::string_view word = out_.spelling(head);
        // Only a match statement can begin with a name and end with a colon.
        if (word == "match" && tokens[newline - 1].kind == T_COLON && newline - first > 2) {
            head.kind = T_MATCH;
            match_line_ = true;
        } else if (word == "case" && match_block_[indent_]) {
            head.kind = T_CASE;
        }
    }
    if (has_type_word_) {  // `type X =` and `type X[` where a statement may begin
        has_type_word_ = false;
        for (size_t i = first; i + 2 < newline; i++) {
            bool begins = i == first || tokens[i - 1].kind == T_SEMI || tokens[i - 1].kind == T_COLON;
            if (begins && tokens[i].kind == T_NAME && tokens[i + 1].kind == T_NAME &&
                (tokens[i + 2].kind == T_EQUAL || tokens[i + 2].kind == T_LSQB) &&
                out_.spelling(tokens[i]) == "type") {
                tokens[i].kind = T_TYPE;
            }
        }
    }
    if (has_with_) {  // `with (a as b, c as d):`: an `as` directly inside the first parentheses
        has_with_ = false;
        for (size_t i = first; i + 1 < newline; i++) {
            if (tokens[i].kind != T_WITH || tokens[i + 1].kind != T_LPAR) continue;
            int depth = 0;
            for (size_t j = i + 1; j < newline; j++) {
                int kind = tokens[j].kind;
                if (kind == T_LPAR || kind == T_LSQB || kind == T_LBRACE) depth++;
                if (kind == T_RPAR || kind == T_RSQB || kind == T_RBRACE) depth--;
                if (depth == 0) break;
                if (depth == 1 && kind == T_AS) {
                    tokens[i + 1].kind = T_WITH_LPAR;
                    break;
                }
            }
        }
    }
}

void Lexer::end_of_text(Cursor cursor) {
    if (!out_.open.empty()) {
        const OpenBracket& bracket = out_.open.back();
        fail_late(SyntaxErrorType::SyntaxError, std::string("'") + bracket.bracket + "' was never closed", 0,
                  true);
        out_.error.line = out_.error.end_line = bracket.line;
        std::string_view text = source_line(out_.text, bracket.line - out_.base_line + 1);
        int32_t col = bracket.col;
        if (bracket.line == out_.base_line) col -= out_.base_col;
        out_.error.text = text;
        out_.error.offset = character_offset(out_.text, bracket.line - out_.base_line + 1, col);
        out_.error.end_offset = 0;
        return;
    }
    auto emit_end = [&](int kind) {
        emit_layout(kind);
        out_.tokens.back().start = out_.tokens.back().end = static_cast<uint32_t>(cursor - begin_);
    };
    if (mode_ == LexMode::Single && !out_.tokens.empty()) {
        // What is typed at a prompt may end without a newline; its end closes its blocks too, unless the caller
        // wants an empty line for that. The statement's own end is one NEWLINE more.
        emit_end(T_NEWLINE);
        finish_logical_line();
        if (indent_ > 0 && !state_.options.dont_imply_dedent) {
            for (; indent_ > 0; indent_--) emit_end(T_DEDENT);
            emit_end(T_NEWLINE);
        }
    }
    emit_end(T_ENDMARKER);
}

// ---- names -------------------------------------------------------------------------------------------------

bool Lexer::check_identifier(Cursor start, Cursor end) {
    for (Cursor p = start; p < end;) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t size = utf8proc_iterate(p, end - p, &c);
        if (size <= 0) {
            std::string_view word(reinterpret_cast<const char*>(start), static_cast<size_t>(end - start));
            fail_late(SyntaxErrorType::SyntaxError, "(unicode error) " + utf8_complaint(word), 0, false);
            out_.error.offset = static_cast<int32_t>(end - line_start_);
            out_.error.end_offset = -1;
            return false;
        }
        p += size;
        if (p - size == start ? is_identifier_start(c) : is_identifier_continue(c)) continue;
        char hex[16];
        std::snprintf(hex, sizeof hex, "%04X", static_cast<unsigned>(c));
        if (!is_printable(c)) return fail(p, std::string("invalid non-printable character U+") + hex);
        std::string character(reinterpret_cast<const char*>(p - size), size);
        return fail(p, "invalid character '" + character + "' (U+" + hex + ")");
    }
    return true;
}

bool Lexer::unknown_character(Cursor start) {
    char hex[16];
    std::snprintf(hex, sizeof hex, "%04X", *start);
    return fail(start + 1, std::string("invalid non-printable character U+") + hex);
}

// ---- numbers -----------------------------------------------------------------------------------------------

static bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
static bool is_hex(unsigned char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

// A number with something glued to it: either a keyword (`1if x`), which is allowed with a warning, or an error.
bool Lexer::number_ends(Cursor cursor, Cursor start, const char* kind) {
    auto follows = [&](const char* word, bool whole = true) {
        size_t size = std::strlen(word);
        return std::strncmp(reinterpret_cast<const char*>(cursor), word, size) == 0 &&
               !(whole && is_word_character(cursor[size]));
    };
    if (follows("and") || follows("else") || follows("for") || follows("if", false) || follows("in", false) ||
        follows("is", false) || follows("or") || follows("not")) {
        SyntaxWarningInfo warning;
        warning.category = SyntaxWarningInfo::Category::SyntaxWarning;
        warning.message = std::string("invalid ") + kind + " literal";
        warning.span = {line_, column(start), line_, column(cursor)};
        state_.warnings.push_back(warning);
        return true;
    }
    if (is_word_character(*cursor)) return fail(cursor, std::string("invalid ") + kind + " literal");
    return true;
}

Lexer::Cursor Lexer::decimal_tail(Cursor cursor) {
    for (;;) {
        while (is_digit(*cursor)) cursor++;
        if (*cursor != '_') return cursor;
        cursor++;
        if (!is_digit(*cursor)) {
            fail(cursor, "invalid decimal literal");
            return nullptr;
        }
    }
}

// Reads again, step by step, a number that the regular expressions did not match to its end.
Lexer::Cursor Lexer::irregular_number(Cursor start) {
    Cursor p = start;
    auto radix = [&](const char* kind, auto is_member, bool name_digit) -> Cursor {
        p += 2;
        do {
            if (*p == '_') p++;
            if (!is_member(*p)) {
                if (name_digit && is_digit(*p)) {
                    fail(p + 1, std::string("invalid digit '") + static_cast<char>(*p) + "' in " + kind +
                                    " literal");
                } else {
                    fail(p, std::string("invalid ") + kind + " literal");
                }
                return nullptr;
            }
            while (is_member(*p)) p++;
        } while (*p == '_');
        if (name_digit && is_digit(*p)) {
            fail(p + 1, std::string("invalid digit '") + static_cast<char>(*p) + "' in " + kind + " literal");
            return nullptr;
        }
        return number_ends(p, start, kind) ? p : nullptr;
    };
    bool old_octal = false;
    Cursor zeros_end = p;
    if (*p == '0') {
        unsigned char letter = p[1] | 0x20;
        if (letter == 'x') return radix("hexadecimal", is_hex, false);
        if (letter == 'o')
            return radix(
                "octal", [](unsigned char c) { return c >= '0' && c <= '7'; }, true);
        if (letter == 'b')
            return radix(
                "binary", [](unsigned char c) { return c == '0' || c == '1'; }, true);
        p++;
        for (;;) {
            if (*p == '_') {
                p++;
                if (!is_digit(*p)) {
                    fail(p, "invalid decimal literal");
                    return nullptr;
                }
            }
            if (*p != '0') break;
            p++;
        }
        zeros_end = p + 1;
        if (is_digit(*p)) {
            old_octal = true;
            p = decimal_tail(p);
            if (!p) return nullptr;
        }
    } else if (*p != '.') {
        p = decimal_tail(p);
        if (!p) return nullptr;
    }
    bool is_float = false;
    if (*p == '.') {
        is_float = true;
        p++;
        if (is_digit(*p)) p = decimal_tail(p);
        if (!p) return nullptr;
    }
    if ((*p | 0x20) == 'e') {
        Cursor e = p++;
        if (*p == '+' || *p == '-') {
            p++;
            if (!is_digit(*p)) {
                fail(p, "invalid decimal literal");
                return nullptr;
            }
        } else if (!is_digit(*p)) {
            return number_ends(e, start, "decimal") ? e : nullptr;
        }
        is_float = true;
        p = decimal_tail(p);
        if (!p) return nullptr;
    }
    if ((*p | 0x20) == 'j') {
        p++;
        return number_ends(p, start, "imaginary") ? p : nullptr;
    }
    if (old_octal && !is_float) {
        fail_range(p, characters(line_start_, start) + 1, characters(line_start_, zeros_end),
                   "leading zeros in decimal integer literals are not permitted; "
                   "use an 0o prefix for octal integers");
        return nullptr;
    }
    return number_ends(p, start, "decimal") ? p : nullptr;
}

// ---- brackets ----------------------------------------------------------------------------------------------

bool Lexer::open_bracket(Cursor cursor) {
    if (out_.open.size() >= kMaxBrackets) return fail(cursor + 1, "too many nested parentheses");
    out_.open.push_back({static_cast<char>(*cursor), line_, column(cursor)});
    return true;
}

bool Lexer::close_bracket(Cursor cursor) {
    char closing = static_cast<char>(*cursor);
    if (out_.open.empty()) return fail(cursor + 1, std::string("unmatched '") + closing + "'");
    OpenBracket opening = out_.open.back();
    out_.open.pop_back();
    char expected = opening.bracket == '(' ? ')' : opening.bracket == '[' ? ']' : '}';
    if (closing == expected) return true;
    std::string message = std::string("closing parenthesis '") + closing +
                          "' does not match opening parenthesis '" + opening.bracket + "'";
    if (opening.line != line_) message += " on line " + std::to_string(opening.line - out_.base_line + 1);
    return fail(cursor + 1, std::move(message));
}

// ---- errors ------------------------------------------------------------------------------------------------

int32_t Lexer::characters(Cursor from, Cursor to) const {
    int32_t count = 0;
    for (; from < to; from++) count += (*from & 0xC0) != 0x80;
    return count;
}

bool Lexer::fail(Cursor at, std::string message) {
    int32_t offset = characters(line_start_, at);
    return fail_range(at, offset, offset, std::move(message));
}

bool Lexer::fail_range(Cursor at, int32_t offset, int32_t end_offset, std::string message) {
    SyntaxErrorInfo& error = out_.error;
    error.message = std::move(message);
    int32_t local_line = line_ - (out_.is_fstring ? out_.base_line - 1 : 0);
    error.line = error.end_line = local_line;
    error.offset = offset;
    error.end_offset = end_offset;
    const auto* newline = static_cast<Cursor>(std::memchr(line_start_, '\n', end_ - line_start_));
    error.text.assign(reinterpret_cast<const char*>(line_start_), (newline ? newline : end_) - line_start_);
    error.has_text = true;
    out_.has_error = true;
    emit_layout(T_ERROR_TOKEN);
    out_.tokens.back().start = out_.tokens.back().end = static_cast<uint32_t>(at - begin_);
    return false;
}

// An error that the parser meets only when it reaches this token. local_col -1: the end of the line; -2: after
// its newline, without a range.
bool Lexer::fail_late(SyntaxErrorType type, std::string message, int32_t local_col, bool ended_early) {
    const auto* newline = static_cast<Cursor>(std::memchr(line_start_, '\n', end_ - line_start_));
    Cursor line_end = newline ? newline + 1 : end_;
    SyntaxErrorInfo& error = out_.error;
    error.type = type;
    error.message = std::move(message);
    error.line = error.end_line = line_;
    error.text.assign(reinterpret_cast<const char*>(line_start_), line_end - line_start_);
    error.has_text = true;
    Cursor at = local_col < 0 ? line_end : line_start_ + local_col;
    error.offset = characters(line_start_, at) + (local_col == -2 ? 0 : 1);
    error.end_offset = local_col == -2 ? -1 : 0;
    out_.has_error = true;
    out_.error_is_late = true;
    out_.ended_early = ended_early;
    emit_layout(T_ERROR_TOKEN);
    out_.tokens.back().start = out_.tokens.back().end =
        static_cast<uint32_t>((ended_early ? end_ : at) - begin_);
    return false;
}

// ---- names, once per parse ---------------------------------------------------------------------------------

static uint64_t hash_text(std::string_view text) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (unsigned char c : text) hash = (hash ^ c) * 0x100000001b3u;
    return hash ^ (hash >> 29);
}

ast::identifier ParseState::intern(std::string_view text) {
    for (unsigned char c : text) {
        if (c < 0x80) continue;
        std::string zero_terminated(text);
        utf8proc_uint8_t* normal =
            utf8proc_NFKC(reinterpret_cast<const utf8proc_uint8_t*>(zero_terminated.c_str()));
        if (normal) {
            text = arena.copy(reinterpret_cast<const char*>(normal));
            std::free(normal);
        }
        break;
    }
    if (name_count * 2 >= names.size()) {
        std::vector<ast::Identifier*> old(names.empty() ? 256 : names.size() * 2);
        old.swap(names);
        for (ast::Identifier* name : old) {
            if (!name) continue;
            size_t i = hash_text(name->text) & (names.size() - 1);
            while (names[i]) i = (i + 1) & (names.size() - 1);
            names[i] = name;
        }
    }
    size_t i = hash_text(text) & (names.size() - 1);
    for (; names[i]; i = (i + 1) & (names.size() - 1)) {
        if (names[i]->text == text) return names[i];
    }
    names[i] = arena.make<ast::Identifier>(ast::Identifier{arena.copy(text)});
    name_count++;
    return names[i];
}

}  // namespace minipy
