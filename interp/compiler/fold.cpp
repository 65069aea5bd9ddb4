// Constants: literals as objects, one object for equal ones, and the arithmetic on them that is done ahead.
// What is folded, and up to which size, is what CPython 3.11 folds: `is` on the results shows it.
#include "compiler/codegen.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/set.h"
#include "objects/tuple.h"

namespace minipy {

Owned literal_object(Thread& t, const ast::ConstantValue& v) {
    using K = ast::ConstantValue::Kind;
    switch (v.kind) {
        case K::None:
            break;
        case K::True:
            return Owned::from_bool(true);
        case K::False:
            return Owned::from_bool(false);
        case K::Ellipsis:
            return Owned::adopt(Value::ellipsis());
        case K::Int: {
            int64_t small;
            return v.to_int64(small) ? make_int(t, small) : int_from_text(t, v.text, v.base);
        }
        case K::Float:
            return make_float(t, v.number);
        case K::Imaginary:
            return make_complex(t, 0, v.number);
        case K::Str:
            return make_str(t, v.text);
        case K::Bytes:
            return make_bytes(t, v.text);
    }
    return Owned::none();
}

}  // namespace minipy

namespace minipy::codegen {

namespace {
// A text that two constants share exactly when they may be one object: type and value, signs of zero told
// apart.
void constant_key(Thread& t, Value v, std::string& key) {
    char buffer[64];
    if (v.is_int()) {
        snprintf(buffer, sizeof buffer, "i%lld;", static_cast<long long>(v.as_int()));
        key += buffer;
    } else if (!v.is_object()) {
        snprintf(buffer, sizeof buffer, "s%llu;", static_cast<unsigned long long>(v.bits()));
        key += buffer;
    } else if (is_kind(v, Kind::Float)) {
        uint64_t bits;
        double d = float_value(v);
        std::memcpy(&bits, &d, 8);
        snprintf(buffer, sizeof buffer, "f%llx;", static_cast<unsigned long long>(bits));
        key += buffer;
    } else if (is_kind(v, Kind::Complex)) {
        uint64_t bits[2];
        double parts[2] = {v.as<Complex>()->real, v.as<Complex>()->imag};
        std::memcpy(bits, parts, 16);
        snprintf(buffer, sizeof buffer, "c%llx,%llx;", static_cast<unsigned long long>(bits[0]),
                 static_cast<unsigned long long>(bits[1]));
        key += buffer;
    } else if (is_kind(v, Kind::Str)) {
        std::string s = to_utf8(v);
        key += "u" + std::to_string(s.size()) + ":" + s;
    } else if (is_kind(v, Kind::Bytes)) {
        std::string_view s = v.as<Bytes>()->view();
        key += "b" + std::to_string(s.size()) + ":";
        key += s;
    } else if (is_kind(v, Kind::Int)) {
        IntView view(v);
        char* digits = mpz_get_str(nullptr, 16, view);
        key += std::string("I") + digits + ";";
        free(digits);
    } else if (is_kind(v, Kind::Tuple)) {
        key += "(";
        for (Value item : *v.as<minipy::Tuple>()) constant_key(t, item, key);
        key += ")";
    } else if (is_kind(v, Kind::FrozenSet)) {
        key += "{";
        size_t at = 0;
        while (SetEntry* e = set_next(v.as<minipy::Set>(), &at)) constant_key(t, e->key, key);
        key += "}";
    } else {
        snprintf(buffer, sizeof buffer, "p%llx;", static_cast<unsigned long long>(v.bits()));
        key += buffer;
    }
}

bool all_name_characters(std::string_view text) {
    for (char c : text)
        if (!isalnum(static_cast<unsigned char>(c)) && c != '_') return false;
    return true;
}

size_t bit_length(Value v) {
    IntView view(v);
    return mpz_sgn(static_cast<mpz_srcptr>(view)) == 0 ? 0 : mpz_sizeinbase(view, 2);
}
bool is_zero(Value v) { return v.is_int() && v.as_int() == 0; }
bool is_negative(Value v) {
    IntView view(v);
    return mpz_sgn(static_cast<mpz_srcptr>(view)) < 0;
}
bool plain_int(Value v) { return is_exact_int(v) || v.is_bool(); }

size_t sequence_length(Value v) {
    if (is_kind(v, Kind::Str)) return as_str(v)->length;
    if (is_kind(v, Kind::Bytes)) return v.as<Bytes>()->length;
    if (is_kind(v, Kind::Tuple)) return v.as<minipy::Tuple>()->length;
    return 0;
}
bool is_sequence(Value v) {
    return is_kind(v, Kind::Str) || is_kind(v, Kind::Bytes) || is_kind(v, Kind::Tuple);
}

// Whether folding keeps the result small (128 bits, 4096 characters, 256 items).
bool small_result(operator_ op, Value l, Value r) {
    bool ints = plain_int(l) && plain_int(r);
    switch (op) {
        case operator_::Mult: {
            if (ints) return is_zero(l) || is_zero(r) || bit_length(l) + bit_length(r) <= 128;
            Value seq = is_sequence(l) ? l : r, n = is_sequence(l) ? r : l;
            if (!is_sequence(seq) || !plain_int(n)) return true;
            size_t length = sequence_length(seq);
            if (!length) return true;
            if (!n.is_int()) return n.is_bool();
            int64_t limit = is_kind(seq, Kind::Tuple) ? 256 : 4096;
            return n.as_int() >= 0 && n.as_int() <= limit / static_cast<int64_t>(length);
        }
        case operator_::Pow:
            if (!ints || is_zero(r) || is_negative(r)) return true;
            return r.is_int() && r.as_int() <= 128 && static_cast<int64_t>(bit_length(l)) * r.as_int() <= 128;
        case operator_::LShift:
            if (!ints || is_zero(l) || is_zero(r)) return true;
            return r.is_int() && r.as_int() >= 0 && r.as_int() <= 128 &&
                   static_cast<int64_t>(bit_length(l)) + r.as_int() <= 128;
        case operator_::Mod:
            return !is_kind(l, Kind::Str) && !is_kind(l, Kind::Bytes);
        default:
            return true;
    }
}
}  // namespace

BinaryOp object_operator(operator_ op) {
    switch (op) {
        case operator_::Add:
            return BinaryOp::Add;
        case operator_::Sub:
            return BinaryOp::Sub;
        case operator_::Mult:
            return BinaryOp::Mul;
        case operator_::MatMult:
            return BinaryOp::MatMul;
        case operator_::Div:
            return BinaryOp::TrueDiv;
        case operator_::Mod:
            return BinaryOp::Mod;
        case operator_::Pow:
            return BinaryOp::Pow;
        case operator_::LShift:
            return BinaryOp::LShift;
        case operator_::RShift:
            return BinaryOp::RShift;
        case operator_::BitOr:
            return BinaryOp::Or;
        case operator_::BitXor:
            return BinaryOp::Xor;
        case operator_::BitAnd:
            return BinaryOp::And;
        case operator_::FloorDiv:
            return BinaryOp::FloorDiv;
    }
    return BinaryOp::Add;
}

Value Generator::pool(Owned v) {
    if (!v.get().is_object()) return v.get();
    std::string key;
    constant_key(c_.t, v, key);
    auto it = pool_.find(key);
    if (it != pool_.end()) return it->second;
    make_immortal(v);
    Value kept = v.take();
    pool_.emplace(std::move(key), kept);
    return kept;
}

Value Generator::literal(const ConstantValue& v) {
    if (v.kind == ConstantValue::Kind::Str && all_name_characters(v.text)) return text(v.text);
    Owned object = literal_object(c_.t, v);
    return object.is_error() ? Value() : pool(std::move(object));
}

Value Generator::tuple_constant(const std::vector<Value>& items) {
    return pool(make_tuple(c_.t, items.data(), items.size()));
}

Value Generator::fold_tuple(const Seq<expr*>& elts) {
    std::vector<Value> items;
    for (expr* e : elts) {
        Value v = constant(e);
        if (!v.is_valid()) return Value();
        items.push_back(v);
    }
    return tuple_constant(items);
}

Value Generator::fold_binary(const BinOp* e) {
    Value l = constant(e->left);
    if (!l.is_valid()) return l;
    Value r = constant(e->right);
    if (!r.is_valid() || !small_result(e->op, l, r)) return Value();
    Owned result = minipy::binary_op(c_.t, object_operator(e->op), l, r);
    if (!result.is_error()) return pool(std::move(result));
    (void)take_exception(c_.t);
    return Value();
}

Value Generator::fold_unary(const UnaryOp* e) {
    Value v = constant(e->operand);
    if (!v.is_valid()) return v;
    if (e->op == unaryop::Not) {
        Result<bool> truth_value = truth(c_.t, v);
        if (!truth_value.is_error()) return Value::from_bool(!truth_value.value());
        (void)take_exception(c_.t);
        return Value();
    }
    minipy::UnaryOp op = e->op == unaryop::USub   ? minipy::UnaryOp::Neg
                         : e->op == unaryop::UAdd ? minipy::UnaryOp::Pos
                                                  : minipy::UnaryOp::Invert;
    Owned result = unary_op(c_.t, op, v);
    if (!result.is_error()) return pool(std::move(result));
    (void)take_exception(c_.t);
    return Value();
}

Value Generator::fold_subscript(const Subscript* e) {
    if (e->ctx != expr_context::Load) return Value();
    Value object = constant(e->value);
    if (!object.is_valid()) return object;
    Value key = constant(e->slice);
    if (!key.is_valid()) return key;
    Owned result = get_item(c_.t, object, key);
    if (!result.is_error()) return pool(std::move(result));
    (void)take_exception(c_.t);
    return Value();
}

Value Generator::fold(const expr* e) {
    switch (e->kind) {
        case NodeKind::BinOp:
            return fold_binary(as<BinOp>(e));
        case NodeKind::UnaryOp:
            return fold_unary(as<UnaryOp>(e));
        case NodeKind::Subscript:
            return fold_subscript(as<Subscript>(e));
        case NodeKind::Tuple:
            return as<Tuple>(e)->ctx == expr_context::Load ? fold_tuple(as<Tuple>(e)->elts) : Value();
        default:
            return Value();
    }
}

Value Generator::constant(const expr* e) {
    switch (e->kind) {
        case NodeKind::Constant: {
            Value v = literal(as<Constant>(e)->value);
            return v;
        }
        case NodeKind::Name:
            if (as<Name>(e)->ctx == expr_context::Load && as<Name>(e)->id->text == "__debug__")
                return Value::from_bool(c_.options.optimize == 0);
            return Value();
        case NodeKind::BinOp:
        case NodeKind::UnaryOp:
        case NodeKind::Subscript:
        case NodeKind::Tuple:
            break;
        default:
            return Value();
    }
    auto it = folded_.find(e);
    if (it != folded_.end()) return it->second;
    if (native_stack_low(c_.t, " during compilation")) return Value();
    Value v = fold(e);
    folded_[e] = v;
    return v;
}

int Generator::truth_of_constant(const expr* e) {
    Value v = constant(e);
    if (!v.is_valid()) return -1;
    Result<bool> truth_value = truth(c_.t, v);
    if (truth_value.is_error()) {
        (void)take_exception(c_.t);
        return -1;
    }
    return truth_value.value();
}

}  // namespace minipy::codegen
