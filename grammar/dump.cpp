// The dumpers. dump_ast walks any node through the table in ast.def: one overload of `value` for each field type.
#include "grammar/dump.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

#include "grammar/builder.h"
#include "grammar/identifier.h"
#include "grammar/lexer.h"
#include "grammar/python.tab.h"

namespace minipy {

using namespace ast;

// ---- literals ----------------------------------------------------------------------------------------------

static uint32_t next_code_point(std::string_view text, size_t& at) {
    auto byte = [&](size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    unsigned char c = byte(at);
    int extra = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    uint32_t value = extra == 0 ? c : c & (0x3F >> extra);
    for (int i = 1; i <= extra; i++) value = value << 6 | (byte(at + i) & 0x3F);
    at += extra + 1;
    return value;
}

std::string literal_repr(std::string_view text, bool bytes) {
    char quote =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string out = bytes ? "b" : "";
    out += quote;
    char buffer[16];
    for (size_t at = 0; at < text.size();) {
        size_t start = at;
        uint32_t c = bytes ? static_cast<unsigned char>(text[at++]) : next_code_point(text, at);
        if (c == static_cast<unsigned char>(quote) || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c >= 0x20 && c < 0x7F) {
            out += static_cast<char>(c);
        } else if (!bytes && c >= 0x80 && is_printable(static_cast<int32_t>(c))) {
            out += text.substr(start, at - start);
        } else {
            std::snprintf(buffer, sizeof buffer,
                          c < 0x100     ? "\\x%02x"
                          : c < 0x10000 ? "\\u%04x"
                                        : "\\U%08x",
                          c);
            out += buffer;
        }
    }
    return out + quote;
}

std::string float_repr(double value) {
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    if (std::isnan(value)) return "nan";
    char buffer[64];
    auto scientific = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    std::string text(buffer, scientific.ptr);
    int exponent = std::atoi(text.c_str() + text.find('e') + 1);
    if (exponent < -4 || exponent >= 16) return text;
    auto fixed = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    text.assign(buffer, fixed.ptr);
    return text.find('.') == std::string::npos ? text + ".0" : text;
}

// Digits in any base as decimal digits.
static std::string decimal(std::string_view digits, unsigned base) {
    std::string result = "0";  // least significant first
    for (char c : digits) {
        unsigned carry = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        for (char& d : result) {
            carry += (d - '0') * base;
            d = static_cast<char>('0' + carry % 10);
            carry /= 10;
        }
        for (; carry; carry /= 10) result += static_cast<char>('0' + carry % 10);
    }
    while (result.size() > 1 && result.back() == '0') result.pop_back();
    return {result.rbegin(), result.rend()};
}

static std::string constant_repr(const ConstantValue& value) {
    switch (value.kind) {
        case ConstantValue::Kind::None:
            return "None";
        case ConstantValue::Kind::True:
            return "True";
        case ConstantValue::Kind::False:
            return "False";
        case ConstantValue::Kind::Ellipsis:
            return "Ellipsis";
        case ConstantValue::Kind::Int:
            return decimal(value.text, value.base);
        case ConstantValue::Kind::Float:
            return float_repr(value.number);
        case ConstantValue::Kind::Imaginary: {
            std::string text = float_repr(value.number);
            if (text.ends_with(".0")) text.resize(text.size() - 2);
            return text + "j";
        }
        case ConstantValue::Kind::Str:
            return literal_repr(value.text, false);
        case ConstantValue::Kind::Bytes:
            return literal_repr(value.text, true);
    }
    return {};
}

// ---- trees -------------------------------------------------------------------------------------------------

namespace {

// A piece of the dump, and whether it is simple: up to three simple fields share a line.
struct Piece {
    std::string text;
    bool simple = true;
};

class AstDumper {
  public:
    AstDumper(int indent, bool attributes) : indent_(indent), attributes_(attributes) {}

    Piece value(const Node* node);

  private:
    using Fields = std::vector<Piece>;

    Piece value(identifier name) { return {literal_repr(name->text, false)}; }
    Piece value(int number) { return {std::to_string(number)}; }
    Piece value(const ConstantValue& constant) { return {constant_repr(constant)}; }
    template <class T>
    requires std::is_enum_v<T> Piece value(T member) { return {std::string(enum_name(member)) + "()"}; }
    template <class T>
    Piece value(const Seq<T>& items) {
        if (items.empty()) return {"[]"};
        level_++;
        std::string text = "[";
        for (const T& item : items) {
            if (text.size() > 1) text += indent_ < 0 ? ", " : ",";
            new_line(text);
            if constexpr (std::is_convertible_v<T, const Node*>) {
                text += item ? value(static_cast<const Node*>(item)).text : "None";
            } else {
                text += value(item).text;
            }
        }
        level_--;
        return {text + "]", false};
    }
    void new_line(std::string& text) {
        if (indent_ >= 0) text.append("\n").append(static_cast<size_t>(level_ * indent_), ' ');
    }
    template <class T>
    void field(const char* name, Fields& fields, const T& item) {
        Piece piece;
        if constexpr (std::is_convertible_v<T, const Node*>) {
            piece = value(static_cast<const Node*>(item));
        } else {
            piece = value(item);
        }
        piece.text = std::string(name) + "=" + piece.text;
        fields.push_back(std::move(piece));
    }
    void span(const Node* node, Fields& fields) {
        if (!attributes_ || !has_span(node->kind)) return;
        field("lineno", fields, int{node->span.line});
        field("col_offset", fields, int{node->span.col});
        field("end_lineno", fields, int{node->span.end_line});
        field("end_col_offset", fields, int{node->span.end_col});
    }
    static bool has_span(NodeKind kind) {
        return kind > NodeKind::Expression && kind != NodeKind::comprehension &&
               kind != NodeKind::arguments && kind != NodeKind::withitem && kind != NodeKind::match_case &&
               kind != NodeKind::type_ignore;
    }

    int indent_;
    bool attributes_;
    int level_ = 0;
};

Piece AstDumper::value(const Node* node) {
    Fields fields;
    level_++;
    switch (node->kind) {
// Python 3.11 has no type parameters: an empty list of them is not shown.
#define ONE(type, name) field(#name, fields, n->name);
#define OPTIONAL(type, name) \
    if (n->name) field(#name, fields, n->name);
#define SEQ(type, name) \
    if (!n->name.empty() || std::string_view(#name) != "type_params") field(#name, fields, n->name);
#define RENAMED(type, name, python_name) \
    if (n->name) field(#python_name, fields, n->name);
#define AST_NODE(Name, category, ...)              \
    case NodeKind::Name: {                         \
        [[maybe_unused]] auto* n = as<Name>(node); \
        __VA_ARGS__                                \
        break;                                     \
    }
#include "grammar/ast.def"
#undef ONE
#undef OPTIONAL
#undef SEQ
#undef RENAMED
    }
    span(node, fields);
    bool one_line = indent_ < 0 || fields.size() <= 3;
    for (const Piece& piece : fields) one_line &= indent_ < 0 || piece.simple;
    std::string text(node_name(node->kind));
    text += '(';
    bool first = true;
    for (const Piece& piece : fields) {
        if (!first) text += one_line ? ", " : ",";
        if (!one_line) new_line(text);
        text += piece.text;
        first = false;
    }
    level_--;
    return {text + ")", fields.empty()};
}

}  // namespace

std::string dump_ast(const Node* tree, int indent, bool attributes) {
    return AstDumper(indent, attributes).value(tree).text;
}

// ---- tokens ------------------------------------------------------------------------------------------------

std::string dump_tokens(std::string_view source, ParseMode mode) {
    Arena arena;
    ParseOptions options;
    std::vector<SyntaxWarningInfo> warnings;
    ParseState state(arena, options, warnings);
    TokenStream stream;
    std::string text(source);
    if (mode == ParseMode::File && !text.empty() && text.back() != '\n') text += '\n';
    stream.text = text;
    LexMode lex_mode = mode == ParseMode::File   ? LexMode::File
                       : mode == ParseMode::Eval ? LexMode::Eval
                                                 : LexMode::Single;
    Lexer(state, stream, lex_mode).run();
    std::string out;
    for (const Token& token : stream.tokens) {
        if (token.kind == T_ERROR_TOKEN) break;
        char place[80];
        if (token.col < 0)
            std::snprintf(place, sizeof place, "%d", token.line);
        else
            std::snprintf(place, sizeof place, "%d,%d-%d,%d", token.line, token.col, token.end_line,
                          token.end_col);
        std::string kind = token_spelling(token.kind);
        std::string line = place;
        line.resize(line.size() < 16 ? 16 : line.size() + 1, ' ');
        line += kind;
        std::string_view spelling = stream.spelling(token);
        if (!spelling.empty() && spelling != kind) {
            line.resize(line.size() < 28 ? 28 : line.size() + 1, ' ');
            line += literal_repr(spelling, false);
        }
        out += line + "\n";
    }
    if (stream.has_error) {
        out += "error at " + std::to_string(stream.error.line) + "," + std::to_string(stream.error.offset) +
               ": " + stream.error.message + "\n";
    }
    return out;
}

}  // namespace minipy
