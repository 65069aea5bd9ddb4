#include "grammar/parse.h"

#include "grammar/builder.h"
#include "grammar/errors.h"
#include "grammar/lexer.h"
#include "grammar/python.tab.h"

namespace minipy {

// The parser's own copy of the text: '\n' for every newline, a newline at the end of a file, '\0' behind it.
static std::string_view prepare(std::string_view source, ParseMode mode, Arena& arena) {
    auto* text = static_cast<char*>(arena.allocate(source.size() + 2));
    size_t size = 0;
    if (source.find('\r') == std::string_view::npos) {
        std::memcpy(text, source.data(), source.size());
        size = source.size();
    } else {
        for (size_t i = 0; i < source.size(); i++) {
            char c = source[i];
            if (c == '\r') {
                c = '\n';
                if (i + 1 < source.size() && source[i + 1] == '\n') i++;
            }
            text[size++] = c;
        }
    }
    if (mode == ParseMode::File && size && text[size - 1] != '\n') text[size++] = '\n';
    text[size] = '\0';
    return {text, size};
}

static LexMode lex_mode(ParseMode mode) {
    switch (mode) {
        case ParseMode::File:
            return LexMode::File;
        case ParseMode::Eval:
            return LexMode::Eval;
        case ParseMode::Single:
            return LexMode::Single;
    }
    return LexMode::File;
}

// True when something visible follows token `read`.
static bool has_more(const TokenStream& stream, size_t read) {
    for (; read < stream.tokens.size(); read++) {
        int kind = stream.tokens[read].kind;
        if (kind != T_NEWLINE && kind != T_DEDENT && kind != T_ENDMARKER) return true;
    }
    return false;
}

static SyntaxErrorInfo null_byte_error(std::string_view source, size_t at) {
    SyntaxErrorInfo error;
    error.message = "source code cannot contain null bytes";
    size_t line_start = 0;
    error.line = 1;
    for (size_t i = 0; i < at; i++) {
        if (source[i] != '\n') continue;
        error.line++;
        line_start = i + 1;
    }
    error.end_line = error.line;
    error.text = source.substr(line_start, at - line_start);
    error.has_text = true;
    return error;
}

ParseResult parse(std::string_view source, ParseMode mode, std::string_view, const ParseOptions& options,
                  Arena& arena) {
    ParseResult result;
    if (size_t null = source.find('\0'); null != std::string_view::npos) {
        result.error = null_byte_error(source, null);
        return result;
    }
    ParseState state(arena, options, result.warnings);
    TokenStream stream;
    stream.text = prepare(source, mode, arena);
    stream.byte_columns = options.byte_columns;
    Lexer(state, stream, lex_mode(mode)).run();

    Builder builder(state, stream, lex_mode(mode));
    if (parse_tokens(builder) == 0) {
        if (mode == ParseMode::Single && has_more(stream, builder.tokens_read())) {
            result.error = error_at_newest(stream, builder.tokens_read() - 1,
                                           "multiple statements found while compiling a single statement");
            return result;
        }
        if (mode == ParseMode::Eval) {
            auto* whole = arena.make<ast::Expression>();
            whole->body = builder.expression;
            result.module = whole;
        } else {
            result.module = builder.module;
        }
        return result;
    }
    Explanation explanation = explain(state, stream, lex_mode(mode), builder);
    result.error = std::move(explanation.error);
    result.incomplete = explanation.incomplete;
    return result;
}

}  // namespace minipy
