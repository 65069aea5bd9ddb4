#include "support/diagnostics.h"

namespace minipy {

std::string_view source_line(std::string_view source, int32_t line) {
    size_t start = 0;
    for (int32_t current = 1; current < line; current++) {
        size_t newline = source.find('\n', start);
        if (newline == std::string_view::npos) return {};
        start = newline + 1;
    }
    size_t newline = source.find('\n', start);
    size_t end = newline == std::string_view::npos ? source.size() : newline + 1;
    return source.substr(start, end - start);
}

int32_t character_offset(std::string_view source, int32_t line, int32_t byte_col) {
    std::string_view text = source_line(source, line);
    int32_t characters = 0;
    for (int32_t i = 0; i < byte_col; i++) {
        bool continuation = static_cast<size_t>(i) < text.size() && (text[i] & 0xC0) == 0x80;
        if (!continuation) characters++;
    }
    return characters + 1;
}

SyntaxErrorInfo locate(std::string_view source, const Span& span, std::string message, SyntaxErrorType type) {
    SyntaxErrorInfo info;
    info.type = type;
    info.message = std::move(message);
    info.line = span.line;
    info.end_line = span.end_line;
    info.offset = character_offset(source, span.line, span.col);
    info.end_offset = character_offset(source, span.end_line, span.end_col);
    info.text = source_line(source, span.line);
    info.has_text = true;
    return info;
}

}  // namespace minipy
