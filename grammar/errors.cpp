// From a failed parse to the error to report.
#include "grammar/errors.h"

#include "grammar/python.tab.h"

namespace minipy {

SyntaxErrorInfo error_at(const TokenStream& stream, const Span& place, std::string message, SyntaxErrorType type) {
    SyntaxErrorInfo info;
    info.type = type;
    info.message = std::move(message);
    info.line = place.line;
    info.end_line = place.end_line;
    // A replacement field's columns are counted within its text `(expression)`.
    int32_t first_col = place.col - (stream.is_fstring ? stream.base_col : 0);
    int32_t end_col = place.end_col - (stream.is_fstring ? stream.base_col : 0);
    int32_t local_line = place.line - stream.base_line + 1, local_end = place.end_line - stream.base_line + 1;
    info.offset = character_offset(stream.text, local_line, first_col);
    info.end_offset = place.end_col < 0 ? -1 : character_offset(stream.text, local_end, end_col);
    info.text = source_line(stream.text, local_line);
    info.has_text = true;
    if (stream.is_fstring) info.message = "f-string: " + info.message;
    return info;
}

SyntaxErrorInfo error_at_token(const TokenStream& stream, size_t index, std::string message, SyntaxErrorType type) {
    const Token& token = stream.tokens[index < stream.tokens.size() ? index : stream.tokens.size() - 1];
    Span place{token.line, token.col, token.end_line, token.end_col};
    if (token.col < 0) {  // it stands nowhere: say the end of the line that was read last
        std::string_view line = source_line(stream.text, token.line - stream.base_line + 1);
        place.col = static_cast<int32_t>(line.size()) - 1;
        if (place.col < 0) place.col = 0;
    }
    return error_at(stream, place, std::move(message), type);
}

Explanation explain(ParseState&, TokenStream& stream, LexMode, Builder& builder) {
    Explanation result;
    size_t stop = builder.tokens_read() - 1;
    if (builder.has_error) {
        result.error = builder.error;
    } else if (stream.has_error && stop >= stream.tokens.size() - 1) {
        result.error = stream.error;
        result.incomplete = stream.ended_early;
    } else {
        result.error = error_at_token(stream, stop, "invalid syntax");
    }
    return result;
}

}  // namespace minipy
