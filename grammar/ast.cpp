#include "grammar/ast.h"

namespace minipy::ast {

std::string_view node_name(NodeKind kind) {
    switch (kind) {
#define AST_NODE(Name, category, ...) \
    case NodeKind::Name:              \
        return #Name;
#include "grammar/ast.def"
    }
    return {};
}

#define X(member)      \
    case Self::member: \
        return #member;
#define AST_ENUM(Name, members)              \
    std::string_view enum_name(Name value) { \
        using Self = Name;                   \
        switch (value) { members }           \
        return {};                           \
    }
#include "grammar/ast.def"
#undef X

bool ConstantValue::to_int64(int64_t& result) const {
    uint64_t total = 0;
    for (char c : text) {
        unsigned digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        if (__builtin_mul_overflow(total, uint64_t{base}, &total)) return false;
        if (__builtin_add_overflow(total, uint64_t{digit}, &total)) return false;
    }
    if (total > static_cast<uint64_t>(INT64_MAX)) return false;
    result = static_cast<int64_t>(total);
    return true;
}

}  // namespace minipy::ast
