#include "repl/highlighter.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "grammar/lexer.h"
#include "grammar/python.tab.h"

namespace minipy {

namespace {

bool is_layout(int kind) {
    return kind == T_NEWLINE || kind == T_INDENT || kind == T_DEDENT || kind == T_ENDMARKER ||
           kind == T_ERROR_TOKEN;
}

bool is_keyword(int kind) {
    return (kind >= T_FALSE && kind <= T_YIELD) || kind == T_MATCH || kind == T_CASE || kind == T_TYPE;
}

// The text may be unfinished or wrong. The lexer stops at what it cannot read; that is stepped over, and the lexer starts
// again behind it.
class Painter {
  public:
    Painter(std::string_view text, const std::function<bool(std::string_view)>& is_builtin)
        : text_(text), is_builtin_(is_builtin) {}

    Highlight paint() {
        constexpr int kMostStarts = 100;  // a text that is no Python at all shall not cost quadratic time
        size_t at = 0;
        for (int starts = 0; at < text_.size() && starts < kMostStarts; ++starts)
            at = skip_unreadable(read_from(at));
        return std::move(result_);
    }

  private:
    void add(size_t begin, size_t end, Style style) {
        if (begin < end && style != Style::Plain) result_.spans.push_back({begin, end, style});
    }

    // Gives where reading ended.
    size_t read_from(size_t start) {
        Arena arena;
        ParseOptions options;
        std::vector<SyntaxWarningInfo> warnings;
        ParseState state(arena, options, warnings);
        TokenStream stream;
        std::string rest(text_.substr(start));
        stream.text = rest;
        Lexer(state, stream, LexMode::File).run();
        size_t done = start;
        int before = T_NEWLINE;
        for (const Token& token : stream.tokens) {
            if (is_layout(token.kind)) {
                if (token.kind == T_NEWLINE) before = T_NEWLINE;
                continue;
            }
            size_t begin = start + token.start, end = start + token.end;
            paint_comments(done, begin);
            paint_token(token.kind, before, begin, end);
            before = token.kind;
            done = end;
        }
        size_t end = text_.size();
        if (stream.has_error) {  // comments up to the next thing that is none
            end = done;
            while (end < text_.size()) {
                if (text_[end] == '#')
                    end = std::min(text_.find('\n', end), text_.size());
                else if (strchr(" \t\f\n\\", text_[end]))
                    ++end;
                else
                    break;
            }
        }
        paint_comments(done, end);
        return end;
    }

    void paint_comments(size_t begin, size_t end) {
        while (begin < end) {
            size_t hash = text_.substr(0, end).find('#', begin);
            if (hash == std::string_view::npos) return;
            size_t line = std::min(text_.find('\n', hash), end);
            add(hash, line, Style::Comment);
            begin = line;
        }
    }

    void paint_token(int kind, int before, size_t begin, size_t end) {
        std::string_view spelling = text_.substr(begin, end - begin);
        if (kind == T_STRING)
            add(begin, end, Style::String);
        else if (kind == T_NUMBER)
            add(begin, end, Style::Number);
        else if (is_keyword(kind))
            add(begin, end, Style::Keyword);
        else if (kind == T_NAME && (before == T_DEF || before == T_CLASS))
            add(begin, end, Style::Definition);
        else if (kind == T_NAME && before != T_DOT && is_builtin_ && is_builtin_(spelling))
            add(begin, end, Style::Builtin);
        else if (spelling.size() == 1 && strchr("()[]{}", spelling[0]))
            result_.brackets.push_back({begin, spelling[0]});
    }

    // A string without its end, a bracket without its partner, a character that is none of Python's.
    size_t skip_unreadable(size_t at) {
        if (at >= text_.size()) return at;
        size_t quote = at;
        while (quote < text_.size() && quote < at + 2 && strchr("rRbBuUfF", text_[quote])) ++quote;
        if (quote < text_.size() && (text_[quote] == '"' || text_[quote] == '\'')) {
            bool triple = text_.substr(quote, 3) == std::string(3, text_[quote]);
            size_t end = triple ? text_.size() : std::min(text_.find('\n', quote), text_.size());
            add(at, end, Style::String);
            return end;
        }
        if (strchr(")]}", text_[at])) {
            add(at, at + 1, Style::Wrong);
            result_.brackets.push_back({at, text_[at]});
        }
        size_t end = at + 1;
        while (end < text_.size() && is_word_character(static_cast<unsigned char>(text_[end]))) ++end;
        return end;
    }

    std::string_view text_;
    const std::function<bool(std::string_view)>& is_builtin_;
    Highlight result_;
};

char closing_of(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

}  // namespace

Highlight highlight(std::string_view text, const std::function<bool(std::string_view)>& is_builtin) {
    return Painter(text, is_builtin).paint();
}

void mark_brackets(Highlight& h, size_t cursor) {
    const auto& all = h.brackets;
    size_t chosen = all.size();
    for (size_t i = 0; i < all.size(); ++i) {
        if (all[i].at == cursor || (all[i].at + 1 == cursor && chosen == all.size())) chosen = i;
    }
    if (chosen == all.size()) return;
    bool opens = strchr("([{", all[chosen].kind);
    int depth = 0;
    for (size_t i = chosen; i < all.size(); i += opens ? 1 : static_cast<size_t>(-1)) {
        depth += strchr("([{", all[i].kind) ? 1 : -1;
        if (depth != 0) continue;
        char open = opens ? all[chosen].kind : all[i].kind, close = opens ? all[i].kind : all[chosen].kind;
        Style style = closing_of(open) == close ? Style::Match : Style::Wrong;
        for (size_t place : {all[chosen].at, all[i].at}) h.spans.push_back({place, place + 1, style});
        std::stable_sort(h.spans.begin(), h.spans.end(),
                         [](const StyledSpan& a, const StyledSpan& b) { return a.begin < b.begin; });
        return;
    }
}

const char* style_escape(Style style) {
    switch (style) {
        case Style::Plain:
            return "";
        case Style::Keyword:
            return "\x1b[1;34m";
        case Style::Builtin:
            return "\x1b[36m";
        case Style::Definition:
            return "\x1b[1m";
        case Style::Number:
            return "\x1b[33m";
        case Style::String:
            return "\x1b[32m";
        case Style::Comment:
            return "\x1b[31m";
        case Style::Match:
            return "\x1b[1;7m";
        case Style::Wrong:
            return "\x1b[1;31m";
        case Style::Prompt:
            return "\x1b[1;35m";
        case Style::Hint:
            return "\x1b[2m";
        case Style::Menu:
            return "\x1b[36m";
        case Style::Selected:
            return "\x1b[7m";
    }
    return "";
}

}  // namespace minipy
