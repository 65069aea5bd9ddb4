// The syntax tree: structs generated from the table in ast.def.
//
// One line of Python, `x = f(1)`, is
//
//     Assign {targets: [Name {id: x, ctx: Store}], value: Call {func: Name, args: [Constant]}}
//
// Every node starts with its kind and its Span. Nodes live in an Arena, hold plain pointers and are never
// freed alone. A category (`expr`, `stmt`, `pattern`, ...) is the base of its nodes; switch on `node->kind`
// and `as<Call>(node)` to go down. Names and field order are those of Python's ast module with three
// exceptions, all because C++ has the name already: `operator_`, `arg::arg_name` (Python: arg),
// `pattern_` (Python: pattern), and `Constant::u_prefix` (Python: kind).
//
// No Python object appears here. A constant is a ConstantValue: its text and its kind. Identifiers are
// NFKC-normalised and unique within one parse: two are equal when their pointers are.
//
// The parser bounds `depth` (see kMaxDepth), so a recursive walk over a tree it made cannot run away.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "support/arena.h"
#include "support/span.h"

namespace minipy::ast {

enum class NodeKind : uint16_t {
#define AST_NODE(Name, category, ...) Name,
#include "grammar/ast.def"
};

#define X(member) member,
#define AST_ENUM(Name, members) enum class Name : uint8_t { members };
#include "grammar/ast.def"
#undef X

// No tree is deeper than this: CPython refuses the same programs, with RecursionError.
constexpr int kMaxDepth = 2990;

struct Node {
    NodeKind kind;
    uint16_t depth = 0;  // expressions: length of the longest path down, kept by the parser
    Span span;
};

struct mod : Node {};
struct stmt : Node {};
struct expr : Node {};
struct pattern : Node {};
struct excepthandler : Node {};
struct type_param : Node {};

// A name, made once per parse. `user` is free for whoever reads the tree: the compiler keeps the interned
// string (or a symbol number) there, so that each name is looked up once.
struct Identifier {
    std::string_view text;  // UTF-8, NFKC
    mutable uint64_t user = 0;
};
using identifier = const Identifier*;

// A literal's value, before there are objects. Numbers keep their digits (underscores and prefix removed).
struct ConstantValue {
    enum class Kind : uint8_t { None, True, False, Ellipsis, Int, Float, Imaginary, Str, Bytes };
    Kind kind = Kind::None;
    uint8_t base = 10;      // Int: 2, 8, 10 or 16
    double number = 0;      // Float, Imaginary
    std::string_view text;  // Int: digits; Str: UTF-8, surrogates as three bytes (WTF-8); Bytes: as they are

    // The Int as a machine integer; false when it does not fit.
    bool to_int64(int64_t& result) const;
};

// A sequence in the arena. Elements may be null only where ast.def says so.
template <class T>
struct Seq {
    T* data = nullptr;
    uint32_t count = 0;

    T* begin() const { return data; }
    T* end() const { return data + count; }
    size_t size() const { return count; }
    bool empty() const { return count == 0; }
    T& operator[](size_t i) const { return data[i]; }
    T& back() const { return data[count - 1]; }
};

#define AST_NODE(Name, category, ...) struct Name;
#include "grammar/ast.def"

#define ONE(type, name) type name{};
#define OPTIONAL(type, name) type name{};
#define SEQ(type, name) Seq<type> name{};
#define RENAMED(type, name, python_name) type name{};
#define AST_NODE(Name, category, ...)                     \
    struct Name : category {                              \
        static constexpr NodeKind kKind = NodeKind::Name; \
        Name() { kind = kKind; }                          \
        __VA_ARGS__                                       \
    };
#include "grammar/ast.def"
#undef ONE
#undef OPTIONAL
#undef SEQ
#undef RENAMED

// Checked and unchecked ways down from a category.
template <class T>
T* as(Node* node) {
    return static_cast<T*>(node);
}
template <class T>
const T* as(const Node* node) {
    return static_cast<const T*>(node);
}
template <class T, class N>
T* try_as(N* node) {
    return node && node->kind == T::kKind ? static_cast<T*>(node) : nullptr;
}
template <class T, class N>
const T* try_as(const N* node) {
    return node && node->kind == T::kKind ? static_cast<const T*>(node) : nullptr;
}

// "FunctionDef", "arg", ...: the name Python's ast module uses.
std::string_view node_name(NodeKind kind);
std::string_view enum_name(expr_context value);
std::string_view enum_name(boolop value);
std::string_view enum_name(operator_ value);
std::string_view enum_name(unaryop value);
std::string_view enum_name(cmpop value);

}  // namespace minipy::ast
