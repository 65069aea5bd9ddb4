// Operators, comparison, truth, hash.
#include "objects/protocol.h"
#include "objects/str.h"
#include "support/hash.h"

namespace minipy {

namespace {

constexpr const char* kSymbols[kBinaryOps] = {"+",           "-",  "*",  "@", "/", "//", "%",
                                              "** or pow()", "<<", ">>", "&", "|", "^",  "divmod()"};
constexpr const char* kInplaceSymbols[kBinaryOps] = {
    "+=", "-=", "*=", "@=", "/=", "//=", "%=", "**=", "<<=", ">>=", "&=", "|=", "^=", ""};

using BinarySlot = Owned (*)(Thread&, Value, Value);

// The number slots of both operands: the right one first when its type is a subclass of the left's with a slot of its own.
Owned try_number_slots(Thread& t, int op, Value a, Value b) {
    Type *ta = type_of(t, a), *tb = type_of(t, b);
    BinarySlot left = ta->slots.binary[op];
    BinarySlot right = ta == tb ? nullptr : tb->slots.binary[op];
    if (right == left) right = nullptr;
    if (left) {
        if (right && is_subtype(tb, ta)) {
            Owned result = right(t, a, b);
            if (!result.is_not_implemented()) return result;
            right = nullptr;
        }
        Owned result = left(t, a, b);
        if (!result.is_not_implemented()) return result;
    }
    if (right) return right(t, a, b);
    return Owned::not_implemented();
}

Raised raise_unsupported(Thread& t, const char* symbol, Value a, Value b) {
    return raise_type_error(t, "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'", symbol,
                            type_name(t, a), type_name(t, b));
}

Owned repeat_sequence(Thread& t, Owned (*repeat)(Thread&, Value, Value), Value sequence, Value count) {
    Owned result = TRY(repeat(t, sequence, count));
    if (result.is_not_implemented()) {
        return raise_type_error(t, "can't multiply sequence by non-int of type '%.200s'",
                                type_name(t, count));
    }
    return result;
}

// + and * of sequences, which come after the number slots.
Owned try_sequence_slots(Thread& t, BinaryOp op, Value a, Value b) {
    if (op == BinaryOp::Add) {
        if (auto concat = type_of(t, a)->slots.concat) return concat(t, a, b);
    } else if (op == BinaryOp::Mul) {
        if (auto repeat = type_of(t, a)->slots.repeat) return repeat_sequence(t, repeat, a, b);
        if (auto repeat = type_of(t, b)->slots.repeat) return repeat_sequence(t, repeat, b, a);
    }
    return Owned::not_implemented();
}

}  // namespace

const char* binary_op_text(BinaryOp op) {
    return op == BinaryOp::Pow ? "**" : kSymbols[static_cast<int>(op)];
}

Owned binary_op(Thread& t, BinaryOp op, Value a, Value b) {
    Owned result = TRY(try_number_slots(t, static_cast<int>(op), a, b));
    if (!result.is_not_implemented()) return result;
    result = TRY(try_sequence_slots(t, op, a, b));
    if (!result.is_not_implemented()) return result;
    if (op == BinaryOp::RShift && is_kind(a, Kind::NativeFunction)) {
        Owned name = TRY(lookup_attr(t, a, names(t).__name__));
        if (is_str(name) && str_equals(name.get(), "print")) {
            return raise_type_error(
                t,
                "unsupported operand type(s) for >>: '%.100s' and '%.100s'. Did you mean \"print(<message>, "
                "file=<output_stream>)\"?",
                type_name(t, a), type_name(t, b));
        }
    }
    return raise_unsupported(t, kSymbols[static_cast<int>(op)], a, b);
}

Owned inplace_op(Thread& t, BinaryOp op, Value a, Value b) {
    int i = static_cast<int>(op);
    Type* type = type_of(t, a);
    if (auto slot = type->slots.inplace[i]) {
        Owned result = TRY(slot(t, a, b));
        if (!result.is_not_implemented()) return result;
    }
    Owned result = TRY(try_number_slots(t, i, a, b));
    if (!result.is_not_implemented()) return result;
    if (op == BinaryOp::Add && type->slots.inplace_concat) return type->slots.inplace_concat(t, a, b);
    if (op == BinaryOp::Mul && type->slots.inplace_repeat)
        return repeat_sequence(t, type->slots.inplace_repeat, a, b);
    result = TRY(try_sequence_slots(t, op, a, b));
    if (!result.is_not_implemented()) return result;
    return raise_unsupported(t, kInplaceSymbols[i], a, b);
}

Owned power(Thread& t, Value base, Value exponent, Value modulus) {
    if (modulus.is_none()) return binary_op(t, BinaryOp::Pow, base, exponent);
    for (Value v : {base, exponent, modulus}) {
        auto slot = type_of(t, v)->slots.power_mod;
        if (!slot) continue;
        Owned result = TRY(slot(t, base, exponent, modulus));
        if (!result.is_not_implemented()) return result;
    }
    return raise_type_error(t, "unsupported operand type(s) for ** or pow(): '%.100s', '%.100s', '%.100s'",
                            type_name(t, base), type_name(t, exponent), type_name(t, modulus));
}

Owned unary_op(Thread& t, UnaryOp op, Value v) {
    if (auto slot = type_of(t, v)->slots.unary[static_cast<int>(op)]) return slot(t, v);
    static constexpr const char* texts[] = {"unary -", "unary +", "unary ~", "abs()"};
    return raise_type_error(t, "bad operand type for %s: '%.200s'", texts[static_cast<int>(op)],
                            type_name(t, v));
}

Owned compare(Thread& t, CompareOp op, Value a, Value b) {
    static constexpr CompareOp reflected[] = {CompareOp::Gt, CompareOp::Ge, CompareOp::Eq,
                                              CompareOp::Ne, CompareOp::Lt, CompareOp::Le};
    Type *ta = type_of(t, a), *tb = type_of(t, b);
    CompareOp swapped = reflected[static_cast<int>(op)];
    RecursionScope scope(t, " in comparison");
    if (scope.failed()) return Raised{};
    bool tried_right = false;
    if (ta != tb && tb->slots.compare && is_subtype(tb, ta)) {
        tried_right = true;
        Owned result = TRY(tb->slots.compare(t, b, a, swapped));
        if (!result.is_not_implemented()) return result;
    }
    if (ta->slots.compare) {
        Owned result = TRY(ta->slots.compare(t, a, b, op));
        if (!result.is_not_implemented()) return result;
    }
    if (!tried_right && tb->slots.compare) {
        Owned result = TRY(tb->slots.compare(t, b, a, swapped));
        if (!result.is_not_implemented()) return result;
    }
    if (op == CompareOp::Eq) return Owned::from_bool(a == b);
    if (op == CompareOp::Ne) return Owned::from_bool(a != b);
    static constexpr const char* symbols[] = {"<", "<=", "==", "!=", ">", ">="};
    return raise_type_error(t, "'%s' not supported between instances of '%.100s' and '%.100s'",
                            symbols[static_cast<int>(op)], type_name(t, a), type_name(t, b));
}

Result<bool> compare_bool(Thread& t, CompareOp op, Value a, Value b) {
    if (a == b) {
        if (op == CompareOp::Eq) return true;
        if (op == CompareOp::Ne) return false;
    }
    Owned result = TRY(compare(t, op, a, b));
    if (result.get().is_bool()) return result.get().is_true();
    return truth(t, result);
}

Result<bool> truth(Thread& t, Value v) {
    if (v.is_true()) return true;
    if (v.is_false() || v.is_none()) return false;
    if (v.is_int()) return v.as_int() != 0;
    Type* type = type_of(t, v);
    if (type->slots.truth) return type->slots.truth(t, v);
    if (type->slots.length) return TRY(type->slots.length(t, v)) != 0;
    return true;
}

Result<int64_t> hash(Thread& t, Value v) {
    if (v.is_int()) return hash_int64(v.as_int());
    if (is_exact(v, Kind::Str)) return str_hash(t, as_str(v));
    Type* type = type_of(t, v);
    if (type->slots.hash) return type->slots.hash(t, v);
    return raise_type_error(t, "unhashable type: '%.200s'", type_name(t, v));
}

}  // namespace minipy
