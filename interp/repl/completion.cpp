#include "repl/completion.h"

#include <algorithm>
#include <cstring>

#include "grammar/lexer.h"
#include "grammar/python.tab.h"
#include "repl/console_text.h"

namespace minipy {

namespace {

struct Reading {
    Arena arena;
    ParseOptions options;
    std::vector<SyntaxWarningInfo> warnings;
    ParseState state{arena, options, warnings};
    TokenStream stream;
    std::string text;
    std::vector<Token> tokens;  // the visible ones, and NEWLINE where a line has ended

    explicit Reading(std::string_view source) : text(source) {
        stream.text = text;
        Lexer(state, stream, LexMode::File).run();
        for (const Token& token : stream.tokens) {
            if (token.kind == T_INDENT || token.kind == T_DEDENT || token.kind == T_ENDMARKER) continue;
            if (token.kind == T_NEWLINE && token.end >= text.size())
                continue;  // the end of the text is no end of a line
            tokens.push_back(token);
        }
    }
    std::string_view spelling(const Token& token) const {
        return std::string_view(text).substr(token.start, token.end - token.start);
    }
    bool unterminated_string() const {
        return stream.has_error && stream.error.message.find("unterminated") == 0;
    }
};

bool is_wordlike(int kind) {
    return kind == T_NAME || (kind >= T_FALSE && kind <= T_YIELD) || kind == T_MATCH || kind == T_CASE ||
           kind == T_TYPE;
}

// The first byte of the expression `a.b.c`, or of "text".b, whose last token is tokens[last]; the text's size: there is none.
size_t chain_begin(const Reading& reading, size_t last) {
    const auto& tokens = reading.tokens;
    for (size_t i = last;; i -= 2) {
        if (tokens[i].kind == T_STRING) return tokens[i].start;
        if (!is_wordlike(tokens[i].kind)) return reading.text.size();
        if (i < 2 || tokens[i - 1].kind != T_DOT)
            return i >= 1 && tokens[i - 1].kind == T_DOT ? reading.text.size() : tokens[i].start;
    }
}

// In a string that has not ended: from its first character on.
bool string_content(std::string_view text, std::string& content) {
    Reading reading(text);
    if (!reading.unterminated_string()) return false;
    size_t at = 0;
    for (const Token& token : reading.tokens) {
        if (token.kind != T_ERROR_TOKEN) at = token.end;
    }
    at = text.find_first_of("'\"", at);
    if (at == std::string_view::npos) return false;
    bool triple = text.substr(at, 3) == std::string(3, text[at]);
    content = text.substr(at + (triple ? 3 : 1));
    return content.find('\n') == std::string::npos;
}

// "import a.b.pre" and "from a.b import pre".
bool import_point(const Reading& reading, CompletionPoint& point) {
    const auto& tokens = reading.tokens;
    size_t first = tokens.size();
    while (first > 0 && tokens[first - 1].kind != T_NEWLINE && tokens[first - 1].kind != T_SEMI) --first;
    if (first >= tokens.size() || (tokens[first].kind != T_IMPORT && tokens[first].kind != T_FROM))
        return false;
    if (tokens[first].end == reading.text.size()) return false;  // the keyword itself is being typed
    bool from = tokens[first].kind == T_FROM;
    size_t import = first + 1;
    while (import < tokens.size() && tokens[import].kind != T_IMPORT) ++import;
    if (from && import < tokens.size() && tokens[import].end < reading.text.size()) {
        point.kind = CompletionPoint::ImportedName;
        size_t begin = tokens[first].end, end = tokens[import].start;
        for (char c : reading.text.substr(begin, end - begin)) {
            if (!strchr(" \t", c)) point.base += c;
        }
        return true;
    }
    point.kind = CompletionPoint::Module;
    size_t word = point.begin;
    while (word > 0 && (is_word_character(static_cast<unsigned char>(reading.text[word - 1])) ||
                        reading.text[word - 1] == '.'))
        --word;
    if (word < point.begin) point.base = reading.text.substr(word, point.begin - word - 1);
    // "import a as b" and "from a <here>" want no module.
    for (size_t i = first + 1; i + 1 < tokens.size(); ++i) {
        bool apart = is_wordlike(tokens[i].kind) && is_wordlike(tokens[i + 1].kind);
        if (apart && (i + 2 >= tokens.size() || tokens[i + 1].kind == T_AS))
            point.kind = CompletionPoint::Nothing;
    }
    return true;
}

}  // namespace

CompletionPoint completion_point(std::string_view text, size_t cursor) {
    CompletionPoint point;
    text = text.substr(0, cursor);
    std::string content;
    if (string_content(text, content)) {
        size_t slash = content.rfind('/');
        point.kind = CompletionPoint::File;
        if (slash != std::string::npos) point.base = content.substr(0, slash + 1);
        point.prefix = content.substr(slash == std::string::npos ? 0 : slash + 1);
        point.begin = cursor - point.prefix.size();
        return point;
    }
    point.begin = cursor;
    while (point.begin > 0 && is_word_character(static_cast<unsigned char>(text[point.begin - 1])))
        --point.begin;
    point.prefix = text.substr(point.begin);
    if (!point.prefix.empty() && point.prefix[0] >= '0' && point.prefix[0] <= '9') return point;

    Reading reading(text);
    const auto& tokens = reading.tokens;
    if (reading.stream.has_error && reading.stream.error.message.find("unterminated") == 0) return point;
    size_t line = text.rfind('\n') + 1;
    size_t comment = tokens.empty() ? line : std::max<size_t>(line, tokens.back().end);
    if (comment < point.begin && text.find('#', comment) < point.begin) return point;
    if (import_point(reading, point)) return point;

    size_t last = tokens.size();  // the token before the prefix
    while (last > 0 && (tokens[last - 1].end > point.begin || tokens[last - 1].kind == T_ERROR_TOKEN)) --last;
    if (last > 0 && tokens[last - 1].kind == T_DOT) {
        if (last < 2) return point;
        size_t begin = chain_begin(reading, last - 2);
        if (begin == reading.text.size()) return point;
        point.kind = CompletionPoint::Attribute;
        point.base = text.substr(begin, tokens[last - 2].end - begin);
        return point;
    }
    point.kind = CompletionPoint::Name;
    point.callee = call_point(text, cursor).callee;
    return point;
}

CallPoint call_point(std::string_view text, size_t cursor) {
    Reading reading(text.substr(0, cursor));
    const auto& tokens = reading.tokens;
    struct Open {
        size_t token;
        int commas = 0;
        std::string keyword;
    };
    std::vector<Open> open;
    for (size_t i = 0; i < tokens.size(); ++i) {
        switch (tokens[i].kind) {
            case T_LPAR:
            case T_WITH_LPAR:
            case T_LSQB:
            case T_LBRACE:
                open.push_back({i, 0, ""});
                break;
            case T_RPAR:
            case T_RSQB:
            case T_RBRACE:
                if (!open.empty()) open.pop_back();
                break;
            case T_COMMA:
                if (open.empty()) break;
                ++open.back().commas;
                open.back().keyword.clear();
                break;
            case T_EQUAL:
                if (!open.empty() && i > 0 && tokens[i - 1].kind == T_NAME)
                    open.back().keyword = reading.spelling(tokens[i - 1]);
                break;
            default:
                break;
        }
    }
    CallPoint point;
    while (!open.empty()) {
        const Open& innermost = open.back();
        size_t at = innermost.token;
        bool called = tokens[at].kind == T_LPAR && at > 0 && tokens[at - 1].kind == T_NAME;
        bool defined = at > 1 && (tokens[at - 2].kind == T_DEF || tokens[at - 2].kind == T_CLASS);
        size_t begin = called && !defined ? chain_begin(reading, at - 1) : reading.text.size();
        if (begin < reading.text.size()) {
            point.callee = text.substr(begin, tokens[at - 1].end - begin);
            point.argument = innermost.commas;
            point.keyword = innermost.keyword;
            return point;
        }
        if (tokens[at].kind == T_LPAR && called) return point;  // a call whose function cannot be known
        open.pop_back();
    }
    return point;
}

std::vector<std::string> names_in(std::string_view text, size_t cursor) {
    Reading reading(text);
    std::vector<std::string> names;
    for (size_t i = 0; i < reading.tokens.size(); ++i) {
        const Token& token = reading.tokens[i];
        bool is_attribute = i > 0 && reading.tokens[i - 1].kind == T_DOT;
        if (token.kind == T_NAME && token.end != cursor && !is_attribute)
            names.emplace_back(reading.spelling(token));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::string common_prefix(const std::vector<std::string>& words) {
    if (words.empty()) return "";
    std::string prefix = words[0];
    for (const std::string& word : words) {
        size_t same = 0;
        while (same < prefix.size() && same < word.size() && prefix[same] == word[same]) ++same;
        prefix.resize(same);
    }
    while (!prefix.empty() && prefix.size() < words[0].size() && (words[0][prefix.size()] & 0xc0) == 0x80)
        prefix.pop_back();
    return prefix;
}

MenuShape menu_shape(const std::vector<std::string>& words, int screen_columns) {
    MenuShape shape;
    for (const std::string& word : words) shape.width = std::max(shape.width, text_columns(word));
    shape.width = std::min(shape.width + 2, screen_columns);
    shape.columns = std::max(1, screen_columns / std::max(1, shape.width));
    int count = static_cast<int>(words.size());
    shape.columns = std::min(shape.columns, std::max(1, count));
    shape.rows = (count + shape.columns - 1) / shape.columns;
    return shape;
}

}  // namespace minipy
