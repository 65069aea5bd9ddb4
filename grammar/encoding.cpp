// PEP 263: which encoding the first lines of a file declare.
//
//     #!/usr/bin/python
//     # -*- coding: latin-1 -*-          -> "iso-8859-1"
//
// The second line counts only when the first is blank or a comment.
#include <cctype>

#include "grammar/parse.h"

namespace minipy {

// Gives utf-8 and latin-1 one name each, whatever their spelling.
static std::string normal_name(std::string_view name) {
    std::string lower;
    for (char c : name.substr(0, 12)) lower += c == '_' ? '-' : static_cast<char>(std::tolower(c));
    auto is = [&](std::string_view base) {
        return lower == base || lower.starts_with(std::string(base) + "-");
    };
    if (is("utf-8")) return "utf-8";
    if (is("latin-1") || is("iso-8859-1") || is("iso-latin-1")) return "iso-8859-1";
    return std::string(name);
}

// The name after `coding:` or `coding=` in a comment line.
static std::string_view cookie(std::string_view line) {
    size_t start = line.find_first_not_of(" \t\f");
    if (start == std::string_view::npos || line[start] != '#') return {};
    for (size_t at = line.find("coding", start); at != std::string_view::npos;
         at = line.find("coding", at + 1)) {
        size_t p = at + 6;
        if (p >= line.size() || (line[p] != ':' && line[p] != '=')) continue;
        p++;
        while (p < line.size() && (line[p] == ' ' || line[p] == '\t')) p++;
        size_t end = p;
        while (end < line.size() && (std::isalnum(static_cast<unsigned char>(line[end])) ||
                                     line[end] == '-' || line[end] == '_' || line[end] == '.')) {
            end++;
        }
        if (end > p) return line.substr(p, end - p);
    }
    return {};
}

EncodingInfo detect_encoding(std::string_view bytes) {
    EncodingInfo info;
    info.name = "utf-8";
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        info.bom_size = 3;
        bytes.remove_prefix(3);
    }
    for (int line_number = 0; line_number < 2; line_number++) {
        size_t end = bytes.find_first_of("\r\n");
        std::string_view line = bytes.substr(0, end);
        std::string_view name = cookie(line);
        if (!name.empty()) {
            info.has_cookie = true;
            info.name = normal_name(name);
            if (info.bom_size && info.name != "utf-8") {
                info.error = "encoding problem: " + info.name + " with BOM";
            }
            return info;
        }
        size_t first = line.find_first_not_of(" \t\f");
        if (first != std::string_view::npos && line[first] != '#') return info;
        if (end == std::string_view::npos) return info;
        bool crlf = bytes[end] == '\r' && end + 1 < bytes.size() && bytes[end + 1] == '\n';
        bytes.remove_prefix(end + (crlf ? 2 : 1));
    }
    return info;
}

}  // namespace minipy
