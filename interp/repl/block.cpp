#include "repl/block.h"

#include "grammar/lexer.h"
#include "grammar/parse.h"
#include "grammar/python.tab.h"

namespace minipy {

namespace {

// The tokens of a text that need not be right.
struct Tokens {
    Arena arena;
    ParseOptions options;
    std::vector<SyntaxWarningInfo> warnings;
    ParseState state{arena, options, warnings};
    TokenStream stream;
    std::string text;

    explicit Tokens(std::string_view source) : text(source) {
        stream.text = text;
        Lexer(state, stream, LexMode::File).run();
    }
};

bool is_compound(const ast::stmt* statement) {
    switch (statement->kind) {
        case ast::NodeKind::FunctionDef:
        case ast::NodeKind::AsyncFunctionDef:
        case ast::NodeKind::ClassDef:
        case ast::NodeKind::For:
        case ast::NodeKind::AsyncFor:
        case ast::NodeKind::While:
        case ast::NodeKind::If:
        case ast::NodeKind::With:
        case ast::NodeKind::AsyncWith:
        case ast::NodeKind::Match:
        case ast::NodeKind::Try:
        case ast::NodeKind::TryStar:
            return true;
        default:
            return false;
    }
}

std::string_view last_line(std::string_view text) {
    size_t newline = text.rfind('\n');
    return newline == std::string_view::npos ? text : text.substr(newline + 1);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\f\n") == std::string_view::npos; }

std::string_view leading_blanks(std::string_view line) {
    size_t end = line.find_first_not_of(" \t");
    return line.substr(0, end == std::string_view::npos ? line.size() : end);
}

std::string_view line_of(std::string_view text, size_t at) {
    size_t begin = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    size_t end = text.find('\n', at);
    return text.substr(begin, end == std::string_view::npos ? std::string_view::npos : end - begin);
}

}  // namespace

bool ends_inside_token(std::string_view text) {
    Tokens tokens(text);
    return !tokens.stream.open.empty() || tokens.stream.ended_early;
}

bool ends_inside_string(std::string_view text) {
    Tokens tokens(text);
    const TokenStream& stream = tokens.stream;
    if (!stream.has_error || stream.tokens.empty()) return false;
    return stream.error.message.rfind("unterminated triple-quoted", 0) == 0;
}

Completeness check_lines(std::string_view text) {
    bool only_comments = true;
    for (std::string_view rest = text; only_comments && !rest.empty();) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        size_t first = line.find_first_not_of(" \t\f");
        only_comments = first == std::string_view::npos || line[first] == '#';
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
    if (only_comments) return Completeness::Complete;
    Arena arena;
    ParseOptions options;
    options.dont_imply_dedent = options.allow_incomplete_input = true;
    std::string_view typed = text.substr(0, text.size() - 1);
    if (parse(typed, ParseMode::Single, "<stdin>", options, arena).module) return Completeness::Complete;
    // With one more newline it is right: a compound statement that may go on.
    ParseResult parsed = parse(text, ParseMode::Single, "<stdin>", options, arena);
    if (!parsed.module && !parsed.incomplete) return Completeness::Wrong;
    // An empty line where a block should begin is an error at once, unless it stands in a bracket or a string.
    if (is_blank(last_line(typed)) && !ends_inside_token(text)) return Completeness::Wrong;
    return Completeness::Incomplete;
}

Completeness check_block(std::string_view text) {
    if (is_blank(text)) return Completeness::Complete;
    std::string whole(text);
    whole += '\n';
    Arena arena;
    ParseResult parsed = parse(whole, ParseMode::File, "<stdin>", {}, arena);
    if (!parsed.module) return parsed.incomplete ? Completeness::Incomplete : Completeness::Wrong;
    const auto& body = static_cast<ast::Module*>(parsed.module)->body;
    bool closed = last_line(text).size() < text.size() && is_blank(last_line(text));
    if (body.count && is_compound(body[body.count - 1]) && !closed) return Completeness::Incomplete;
    return Completeness::Complete;
}

std::string next_indentation(std::string_view text) {
    Tokens tokens(text);
    const TokenStream& stream = tokens.stream;
    if (ends_inside_string(text)) return std::string(leading_blanks(last_line(text)));
    if (!stream.open
             .empty()) {  // one step deeper than the line of the bracket; under the last line if that is deeper
        size_t line_begin = 0;
        for (int32_t line = 1; line < stream.open.back().line; ++line)
            line_begin = text.find('\n', line_begin) + 1;
        std::string outer(leading_blanks(line_of(text, line_begin)));
        std::string_view last = last_line(text);
        if (static_cast<int32_t>(line_begin) != last.data() - text.data() && !is_blank(last)) {
            return std::string(leading_blanks(last));
        }
        return outer + std::string(kIndentUnit, ' ');
    }
    if (is_blank(last_line(text))) return std::string(last_line(text));
    // The logical line that ends here: its first token's line gives the indentation.
    const Token *first = nullptr, *last = nullptr;
    bool ended = true;
    for (const Token& token : stream.tokens) {
        if (token.kind == T_NEWLINE) ended = true;
        if (token.kind == T_NEWLINE || token.kind == T_INDENT || token.kind == T_DEDENT) continue;
        if (token.kind == T_ENDMARKER || token.kind == T_ERROR_TOKEN) break;
        if (ended) first = &token;
        ended = false;
        last = &token;
    }
    if (!first) return std::string(leading_blanks(last_line(text)));
    std::string indentation(leading_blanks(line_of(text, first->start)));
    if (last->kind == T_COLON) return indentation + std::string(kIndentUnit, ' ');
    bool leaves = first->kind == T_RETURN || first->kind == T_RAISE || first->kind == T_PASS ||
                  first->kind == T_BREAK || first->kind == T_CONTINUE;
    if (leaves && indentation.size() >= kIndentUnit) indentation.resize(indentation.size() - kIndentUnit);
    return indentation;
}

}  // namespace minipy
