// Where a string ends.
//
// A plain string ends at its quote. An f-string may hold expressions, and they may hold strings with the same
// quotes (PEP 701): `f"{d["key"]}"` is one token. So its braces are followed, strings within them too. When that
// leads nowhere (a brace that never closes) the string is taken to end at the first quote, and strings.cpp says
// what is wrong with it.
#include "grammar/fstring_scan.h"
#include "grammar/lexer.h"
#include "grammar/python.tab.h"

namespace minipy {

static constexpr int kMaxFStringNesting = 100;
static constexpr int kMaxBrackets = 200;

static bool closes(const unsigned char* p, unsigned char quote, int size) {
    return p[0] == quote && (size == 1 || (p[1] == quote && p[2] == quote));
}

// Reads the string whose prefix begins at `token_start` and whose first quote is at `quote`; emits it and gives
// the position after it.
Lexer::Cursor Lexer::string(Cursor token_start, Cursor quote) {
    bool raw = false, formatted = false;
    for (Cursor p = token_start; p < quote; p++) {
        raw |= (*p | 0x20) == 'r';
        formatted |= (*p | 0x20) == 'f';
    }
    int size = quote_size(quote);
    Cursor body = quote + size;
    Cursor after = nullptr;
    StringScanner scanner{end_};
    if (formatted) after = scanner.formatted(body, *quote, size, raw, 0);
    if (!after) after = scanner.plain(body, *quote, size);
    if (after) {
        emit_multiline(T_STRING, token_start, after);
        return after;
    }
    int32_t detected = line_;
    Cursor p = body;
    for (; p < end_; p++) {
        if (*p == '\\' && p + 1 < end_ && size == 1) {
            p++;
        } else if (*p == '\n' && size == 1) {
            break;
        }
        if (*p == '\n' && p + 1 < end_) detected++;
    }
    if (out_.is_fstring) detected -= out_.base_line - 1;
    std::string kind =
        size == 3 ? "unterminated triple-quoted string literal" : "unterminated string literal";
    fail(token_start + 1, kind + " (detected at line " + std::to_string(detected) + ")");
    out_.ended_early = p >= end_;
    return nullptr;
}

StringScanner::Cursor StringScanner::plain(Cursor p, unsigned char quote, int size) const {
    for (; p < end; p++) {
        if (closes(p, quote, size)) return p + size;
        if (*p == '\\')
            p++;
        else if (*p == '\n' && size == 1)
            return nullptr;
    }
    return nullptr;
}

StringScanner::Cursor StringScanner::formatted(Cursor p, unsigned char quote, int size, bool raw,
                                               int depth) const {
    if (depth > kMaxFStringNesting) return nullptr;
    while (p < end) {
        if (closes(p, quote, size)) return p + size;
        if (*p == '\n' && size == 1) return nullptr;
        if (*p == '\\') {
            if (!raw && p[1] == 'N' && p[2] == '{') {
                Cursor name = p + 3;
                while (*name != '}' && *name != '\n' && *name != quote && name < end) name++;
                p = *name == '}' ? name + 1 : p + 2;
            } else {
                p += p[1] == '{' ? 1 : 2;  // the brace still opens a field
            }
        } else if (*p == '{' && p[1] != '{') {
            p = field(p + 1, quote, size, raw, depth);
            if (!p) return nullptr;
        } else {
            p += *p == '{' ? 2 : 1;
        }
    }
    return nullptr;
}

StringScanner::Cursor StringScanner::expression(Cursor p, int depth) const {
    unsigned char open[kMaxBrackets];
    int brackets = 0;
    if (depth > kMaxFStringNesting) return nullptr;
    while (p < end) {
        unsigned char c = *p;
        if (c == '\'' || c == '"') {
            bool nested_raw = false, nested_formatted = false;
            for (Cursor q = p - 1; (*q | 0x20) >= 'a' && (*q | 0x20) <= 'z'; q--) {
                nested_raw |= (*q | 0x20) == 'r';
                nested_formatted |= (*q | 0x20) == 'f';
            }
            int size = quote_size(p);
            p = nested_formatted ? formatted(p + size, c, size, nested_raw, depth + 1)
                                 : plain(p + size, c, size);
            if (!p) return nullptr;
            continue;
        }
        if (c == '(' || c == '[' || c == '{') {
            if (brackets == kMaxBrackets) return nullptr;
            open[brackets++] = c == '(' ? ')' : c == '[' ? ']' : '}';
        } else if (c == ')' || c == ']' || c == '}') {
            if (brackets == 0) return c == '}' ? p : nullptr;
            if (open[--brackets] != c) return nullptr;
        } else if (c == '#') {
            while (*p != '\n' && p < end) p++;
            continue;
        } else if (c == '\\') {
            p++;
            if (*p != '\n') return nullptr;
        } else if (brackets == 0 && (c == '!' || c == '=' || c == '<' || c == '>') && p[1] == '=') {
            p++;
        } else if (brackets == 0 && (c == ':' || c == '!' || c == '=')) {
            return p;
        }
        p++;
    }
    return nullptr;
}

// After the opening brace of a field: the position after its closing brace.
StringScanner::Cursor StringScanner::field(Cursor p, unsigned char quote, int size, bool raw,
                                           int depth) const {
    p = expression(p, depth);
    if (!p) return nullptr;
    while (p < end && *p != '}' && *p != ':') {
        if (closes(p, quote, size)) return nullptr;
        if (*p == '#') {
            while (p < end && *p != '\n') p++;
        }
        p++;
    }
    if (*p == ':') return format_spec(p + 1, quote, size, raw, depth);
    return p < end ? p + 1 : nullptr;
}

StringScanner::Cursor StringScanner::format_spec(Cursor p, unsigned char quote, int size, bool raw,
                                                 int depth) const {
    while (p < end) {
        if (*p == '}') return p + 1;
        if (closes(p, quote, size) || (*p == '\n' && size == 1)) return nullptr;
        if (*p == '{') {
            p = field(p + 1, quote, size, raw, depth + 1);
            if (!p) return nullptr;
        } else {
            p++;
        }
    }
    return nullptr;
}

}  // namespace minipy
