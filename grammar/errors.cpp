// From a failed parse to the error to report.
#include "grammar/errors.h"

#include <algorithm>

#include "grammar/errors_recognizer.h"
#include "grammar/python.tab.h"

namespace minipy {

SyntaxErrorInfo error_at(const TokenStream& stream, const Span& place, std::string message,
                         SyntaxErrorType type) {
    SyntaxErrorInfo info;
    info.type = type;
    info.message = std::move(message);
    info.line = place.line;
    info.end_line = place.end_line;
    // A replacement field's columns are counted within its text `(expression)`.
    int32_t first_col = place.col - (stream.is_fstring ? stream.base_col : 0);
    int32_t end_col = place.end_col - (stream.is_fstring ? stream.base_col : 0);
    int32_t local_line = place.line - stream.base_line + 1;
    info.text = source_line(stream.text, local_line);
    // CPython counts both columns in the first line, even when the range ends in another.
    auto length = static_cast<int32_t>(info.text.size() - info.text.ends_with('\n'));
    auto offset = [&](int32_t col) {
        return stream.byte_columns ? col + 1 : character_offset(stream.text, local_line, std::min(col, length));
    };
    info.offset = offset(first_col);
    info.end_offset = place.end_col < 0 ? -1 : offset(end_col);
    info.has_text = true;
    if (stream.is_fstring) info.message = "f-string: " + info.message;
    return info;
}

SyntaxErrorInfo error_at_token(const TokenStream& stream, size_t index, std::string message,
                               SyntaxErrorType type) {
    const Token& token = stream.tokens[index < stream.tokens.size() ? index : stream.tokens.size() - 1];
    Span place{token.line, token.col, token.end_line, token.end_col};
    SyntaxErrorInfo info = error_at(stream, place, std::move(message), type);
    if (token.col < 0) info.offset = info.end_offset = 0;  // it stands nowhere
    return info;
}

// Over the token read last. If it stands nowhere, what counts is how far its line was read.
SyntaxErrorInfo error_at_newest(const TokenStream& stream, size_t index, std::string message,
                                SyntaxErrorType type) {
    SyntaxErrorInfo info = error_at_token(stream, index, std::move(message), type);
    const Token& token = stream.tokens[index];
    if (token.col < 0) {
        int32_t local_line = token.line - stream.base_line + 1;
        std::string_view line = source_line(stream.text, local_line);
        auto read = stream.text.data() + token.start - line.data();
        auto col = static_cast<int32_t>(read);
        info.offset = stream.byte_columns ? col : character_offset(stream.text, local_line, col) - 1;
        info.end_offset = -1;
    }
    return info;
}

// Brackets still open, or a character that is no Python, further on in the text may be the real cause: then the
// lexer's error is the one to tell.
static bool prefer_lexer_error(const TokenStream& stream, size_t last_token, SyntaxErrorInfo& error) {
    if (!stream.has_error) return false;
    if (!stream.error_is_late) {
        error = stream.error;
        return true;
    }
    if (stream.open.empty()) return false;
    const Token& token = stream.tokens[last_token];
    const OpenBracket& bracket = stream.open.back();
    if (token.line <= bracket.line) return false;
    Span place{bracket.line, bracket.col, bracket.line, -1};
    error = error_at(stream, place, std::string("'") + bracket.bracket + "' was never closed");
    error.end_offset = 0;
    return true;
}

// The line an error shows is what CPython's tokenizer then holds of the text: of a line behind which it has read on, the line
// without its newline; else all up to the end of the line read last, and from where that one began, when a string or a
// backslash joins it to lines before.
static void cut_text(const TokenStream& stream, size_t newest, SyntaxErrorInfo& error) {
    if (!error.has_text || stream.is_fstring) return;
    int32_t last = stream.tokens[std::min(newest, stream.tokens.size() - 1)].end_line;
    if (error.line < last) {
        if (error.text.ends_with('\n')) error.text.pop_back();
        return;
    }
    auto joined_to_previous = [&](int32_t line) {
        uint32_t start = static_cast<uint32_t>(source_line(stream.text, line).data() - stream.text.data());
        bool blank = true;  // between the last token of the line before and its end
        for (const Token& token : stream.tokens) {
            if (token.start < start && token.end > start) return true;
            if (token.end <= start && token.end_line == line - 1 && token.start != token.end) {
                std::string_view rest = stream.text.substr(token.end, start - token.end);
                blank = rest.find('#') == std::string_view::npos;
            }
        }
        return blank && start >= 2 && stream.text[start - 2] == '\\';
    };
    int32_t first = last;
    while (first > 1 && joined_to_previous(first)) first--;
    if (first == error.line && first == last) return;
    std::string_view from = source_line(stream.text, first), to = source_line(stream.text, last);
    error.text.assign(from.data(), static_cast<size_t>(to.data() + to.size() - from.data()));
}

Explanation explain(ParseState& state, TokenStream& stream, LexMode mode, Builder& builder) {
    Explanation result;
    size_t stop = std::min(builder.tokens_read() - 1, stream.tokens.size() - 1);
    size_t fetched = stop + 1;  // tokens looked at on the first reading
    size_t newest = fetched;    // on either
    bool final = true, lexer_error = false, layout = false;
    if (builder.has_error) {
        result.error = builder.error;
        if (result.error.type == SyntaxErrorType::MemoryError ||
            result.error.type == SyntaxErrorType::RecursionError) {
            return result;
        }
    } else if (stream.has_error && stop == stream.tokens.size() - 1) {
        result.error = stream.error;
        lexer_error = true;
    } else {
        Recognizer recognizer(state, stream, mode, builder.statement_start());
        final = recognizer.read(false);
        fetched = std::max(recognizer.tokens_fetched(), size_t{1});
        if (!final) final = recognizer.read(true);
        newest = std::max(fetched, recognizer.tokens_fetched());
        result.error = recognizer.error;
        lexer_error = recognizer.from_lexer;
        if (!final && recognizer.accepted) fetched = stop + 1;
    }
    newest = std::max(newest, fetched);
    bool cut = !lexer_error || stream.error_is_late;
    // More text could mend it when the lexer has seen the end of this one; a string's end shows without that.
    const Token& last_read = stream.tokens[fetched - 1];
    if (last_read.kind == T_ERROR_TOKEN)
        result.incomplete = stream.ended_early;
    else
        result.incomplete = last_read.end >= stream.text.size() && last_read.kind != T_STRING;

    if (!final) {
        const Token& last = stream.tokens[fetched - 1];
        if (last.kind == T_INDENT || last.kind == T_DEDENT) {
            layout = true;
            result.error = error_at_newest(
                stream, fetched - 1, last.kind == T_INDENT ? "unexpected indent" : "unexpected unindent",
                SyntaxErrorType::IndentationError);
        } else {
            result.error = error_at_token(stream, fetched - 1, "invalid syntax");
        }
    }
    if (cut) cut_text(stream, newest - 1, result.error);
    if (!lexer_error && !layout && result.error.type != SyntaxErrorType::MemoryError) {
        SyntaxErrorInfo preferred;
        if (prefer_lexer_error(stream, newest - 1, preferred)) {
            result.error = preferred;
            if (stream.error_is_late) cut_text(stream, stream.tokens.size() - 1, result.error);
        }
    }
    if (result.incomplete && state.options.allow_incomplete_input) {
        result.error = error_at_newest(stream, fetched - 1, "incomplete input");
    }
    return result;
}

}  // namespace minipy
