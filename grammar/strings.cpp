// Adjacent strings, f-strings and their fields. Escapes are decoded in escapes.cpp.
#include "grammar/strings.h"

#include <algorithm>

#include "grammar/errors.h"
#include "grammar/fstring_scan.h"
#include "grammar/python.tab.h"
#include "support/utf8.h"

namespace minipy {

using namespace ast;

static constexpr int kMaxFStringDepth = 60;

expr* Builder::strings(Range range) { return StringReader(*this, range).read(); }

expr* StringReader::read() {
    Parts parts;
    for (uint32_t i = range_.first; i <= range_.last; i++) {
        const Token& token = stream_.tokens[i];
        std::string_view text = stream_.spelling(token);
        bool is_bytes = (text[0] | 0x20) == 'b' || ((text[0] | 0x20) == 'r' && (text[1] | 0x20) == 'b');
        if (i > range_.first && is_bytes != bytes_) {
            fail("cannot mix bytes and nonbytes literals");
            return nullptr;
        }
        bytes_ = is_bytes;
        // Evaluating a field may make other streams but never changes this one: the token stays put.
        token_ = &token;
        warned_ = false;
        if (!read_token(token, parts)) return nullptr;
    }
    if (!formatted_) {
        return constant(state_.arena.copy(parts.literal),
                        bytes_ ? ConstantValue::Kind::Bytes : ConstantValue::Kind::Str);
    }
    flush(parts);
    JoinedStr* made = builder_.node<JoinedStr>(range_);
    made->values = builder_.seq<expr*>(parts.values);
    return builder_.deepen(made, made->values);
}

bool StringReader::read_token(const Token& token, Parts& parts) {
    std::string_view text = stream_.spelling(token);
    bool raw = false, is_formatted = false;
    size_t start = 0;
    for (; text[start] != '\'' && text[start] != '"'; start++) {
        raw |= (text[start] | 0x20) == 'r';
        is_formatted |= (text[start] | 0x20) == 'f';
    }
    size_t size =
        text.size() - start >= 6 && text[start + 1] == text[start] && text[start + 2] == text[start] ? 3 : 1;
    text = text.substr(start + size, text.size() - start - 2 * size);
    if (bytes_) {
        for (unsigned char c : text) {
            if (c >= 0x80) return fail("bytes can only contain ASCII literal characters");
        }
    }
    if (std::string complaint = utf8_complaint(text); !complaint.empty()) return fail("(unicode error) " + complaint);
    if (is_formatted) {
        formatted_ = true;
        size_t at = 0;
        return read_formatted(text, at, raw, 0, parts);
    }
    if (raw || text.find('\\') == std::string_view::npos) {
        parts.literal += text;
        return true;
    }
    return bytes_ ? decode_bytes(text, parts.literal) : decode(text, parts.literal);
}

void StringReader::flush(Parts& parts) {
    if (parts.literal.empty()) return;
    parts.values =
        builder_.append(parts.values, constant(state_.arena.copy(parts.literal), ConstantValue::Kind::Str));
    parts.literal.clear();
}

expr* StringReader::constant(std::string_view text, ConstantValue::Kind kind) {
    Constant* made = builder_.node<Constant>(range_);
    made->value.kind = kind;
    made->value.text = text;
    made->depth = 1;
    if (stream_.text[stream_.tokens[first_].start] == 'u') made->u_prefix = state_.intern("u");
    return made;
}

// Literal text and fields, up to the end or, inside a format spec (level > 0), to its closing brace.
bool StringReader::read_formatted(std::string_view text, size_t& at, bool raw, int level, Parts& parts) {
    for (;;) {
        size_t start = at;
        bool doubled = false;
        while (at < text.size()) {
            char c = text[at++];
            if (!raw && c == '\\' && at < text.size()) {
                c = text[at++];
                if (c == 'N') {
                    if (at < text.size() && text[at] == '{') {
                        while (at < text.size() && text[at] != '}') at++;
                        if (at < text.size()) at++;
                    }
                    continue;
                }
                if (c == '{') {
                    warned_ = false;
                    warn_escape("escape", "{");
                }
            }
            if (c != '{' && c != '}') continue;
            if (level == 0) {
                if (at < text.size() && text[at] == c) {
                    doubled = true;
                    break;
                }
                if (c == '}') return fail("f-string: single '}' is not allowed");
            }
            at--;
            break;
        }
        std::string_view literal = text.substr(start, at - start);
        if (raw || literal.find('\\') == std::string_view::npos) {
            parts.literal += literal;
        } else if (!decode(literal, parts.literal)) {
            return false;
        }
        if (doubled) {
            at++;
            continue;
        }
        if (at >= text.size() || text[at] == '}') return true;
        if (!read_field(text, at, raw, level, parts)) return false;
    }
}

// One field; `at` stands on its opening brace.
bool StringReader::read_field(std::string_view text, size_t& at, bool raw, int level, Parts& parts) {
    if (level >= 2) return fail("f-string: expressions nested too deeply");
    at++;
    auto* base = reinterpret_cast<const unsigned char*>(text.data());
    StringScanner scanner{base + text.size()};
    const unsigned char* stop = scanner.expression(base + at, 0);
    if (!stop) return wrong_expression(text, at);
    std::string_view expression = text.substr(at, stop - base - at);
    size_t expression_start = at;
    at = stop - base;
    expr* value = read_expression(expression);
    if (!value) return false;

    auto expecting_brace = [&] { return fail("f-string: expecting '}'"); };
    bool self_documenting = text[at] == '=';
    if (self_documenting) {
        at++;
        parts.literal += text.substr(expression_start, at - expression_start);
        // Blanks belong to the text shown, comments do not.
        while (at < text.size() &&
               std::string_view(" \t\n\r\f\v#").find(text[at]) != std::string_view::npos) {
            if (text[at] == '#')
                at = std::min(text.find('\n', at), text.size());
            else
                parts.literal += text[at++];
        }
        if (at >= text.size()) return expecting_brace();
    }
    int conversion = -1;
    if (text[at] == '!') {
        if (++at >= text.size()) return expecting_brace();
        conversion = text[at++];
        if (at >= text.size() && conversion != '}') return expecting_brace();
        if (conversion != 's' && conversion != 'r' && conversion != 'a') {
            return fail("f-string: invalid conversion character: expected 's', 'r', or 'a'");
        }
    }
    flush(parts);
    FormattedValue* made = builder_.node<FormattedValue>(range_);
    expr* spec = nullptr;
    if (text[at] == ':') {
        at++;
        if (at >= text.size()) return expecting_brace();
        Parts spec_parts;
        if (!read_formatted(text, at, raw, level + 1, spec_parts)) return false;
        // A format spec and its last literal bear the span of their own token.
        Range whole = range_;
        auto own = static_cast<uint32_t>(token_ - stream_.tokens.data());
        range_ = {own, own};
        flush(spec_parts);
        JoinedStr* joined = builder_.node<JoinedStr>(range_);
        joined->values = builder_.seq<expr*>(spec_parts.values);
        spec = builder_.deepen(joined, joined->values);
        range_ = whole;
        if (!spec) return false;
    }
    if (at >= text.size() || text[at] != '}') return expecting_brace();
    at++;
    if (self_documenting && !spec && conversion < 0) conversion = 'r';

    made->value = value;
    made->conversion = conversion;
    made->format_spec = spec;
    if (!builder_.deepen(made, value, spec)) return false;
    parts.values = builder_.append(parts.values, made);
    return true;
}

// A field whose end cannot be found: says why, reading it the strict way (no quote of the string inside it).
bool StringReader::wrong_expression(std::string_view text, size_t at) {
    std::string brackets;
    char quote = 0;
    size_t quotes = 0;
    for (; at < text.size(); at++) {
        char c = text[at];
        if (c == '\\') return fail("f-string expression part cannot include a backslash");
        if (quote) {
            if (c == quote && (quotes == 1 || text.substr(at, 3) == std::string(3, quote))) {
                at += quotes - 1;
                quote = 0;
            }
            continue;
        }
        if (c == '\'' || c == '"') {
            quote = c;
            quotes = text.substr(at, 3) == std::string(3, c) ? 3 : 1;
            at += quotes - 1;
            continue;
        }
        if (c == '(' || c == '[' || c == '{') {
            if (brackets.size() >= 200) return fail("f-string: too many nested parenthesis");
            brackets += c;
            continue;
        }
        if (c == '#') return fail("f-string expression part cannot include '#'");
        if (brackets.empty() && (c == '!' || c == ':' || c == '}' || c == '=' || c == '<' || c == '>')) {
            if (c != ':' && c != '}' && at + 1 < text.size() && text[at + 1] == '=') {
                at++;
                continue;
            }
            if (c == '<' || c == '>') continue;
            break;
        }
        if (c == ')' || c == ']' || c == '}') {
            if (brackets.empty()) return fail(std::string("f-string: unmatched '") + c + "'");
            char opening = brackets.back();
            brackets.pop_back();
            char expected = opening == '(' ? ')' : opening == '[' ? ']' : '}';
            if (c != expected) {
                return fail(std::string("f-string: closing parenthesis '") + c +
                            "' does not match opening parenthesis '" + opening + "'");
            }
        }
    }
    if (quote) return fail("f-string: unterminated string");
    if (!brackets.empty()) return fail(std::string("f-string: unmatched '") + brackets.back() + "'");
    return fail("f-string: expecting '}'");
}

// Lexes and parses one expression as the text `(expression)`.
expr* StringReader::read_expression(std::string_view expression) {
    size_t code = 0;  // where something that is neither blank nor comment begins
    while ((code = expression.find_first_not_of(" \t\n\f\r", code)) < expression.size() &&
           expression[code] == '#') {
        code = expression.find('\n', code);
    }
    if (code >= expression.size()) {
        char next = expression.data()[expression.size()];
        fail(next == '}' ? "f-string: empty expression not allowed"
                         : std::string("f-string: expression required before '") + next + "'");
        return nullptr;
    }
    if (state_.fstring_depth >= kMaxFStringDepth) {
        fail("f-string: expressions nested too deeply");
        return nullptr;
    }
    // Where the opening brace stands: lines passed inside this token, and columns from the last line's start.
    const char* token_start = stream_.text.data() + token_->start;
    const char* brace = expression.data() - 1;
    int32_t lines = 0, columns = 0;
    for (const char* p = token_start; p < brace; p++) lines += *p == '\n';
    const char* line = brace;
    while (line > token_start && line[-1] != '\n') line--;
    // A newline right after the brace: nothing of the first line matters but where errors count from.
    size_t first = expression.find_first_not_of(" \t\f");
    if (expression[first] != '\n') columns = static_cast<int32_t>(brace - line);
    TokenStream inner;
    auto* room = static_cast<char*>(state_.arena.allocate(expression.size() + 3));
    room[0] = '(';
    std::memcpy(room + 1, expression.data(), expression.size());
    room[expression.size() + 1] = ')';
    room[expression.size() + 2] = '\0';
    inner.text = {room, expression.size() + 2};
    inner.is_fstring = true;
    inner.base_line = token_->line + lines;
    inner.base_col = lines ? columns : token_->col + columns;

    state_.fstring_depth++;
    expr* result = nullptr;
    Lexer(state_, inner, LexMode::FString).run();
    Builder builder(state_, inner, LexMode::FString);
    if (parse_tokens(builder) == 0) {
        result = builder.expression;
    } else {
        builder_.has_error = true;
        builder_.error = explain(state_, inner, LexMode::FString, builder).error;
    }
    state_.fstring_depth--;
    return result;
}

bool StringReader::fail(std::string message) {
    builder_.has_error = true;
    builder_.error = error_at_newest(stream_, builder_.tokens_read() - 1, std::move(message));
    return false;
}

}  // namespace minipy
