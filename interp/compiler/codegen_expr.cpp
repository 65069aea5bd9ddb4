// Expressions.
#include "compiler/codegen.h"
#include "objects/int.h"
#include "objects/tuple.h"
#include "objects/set.h"

namespace minipy::codegen {

namespace {
Op binary_opcode(operator_ op) {
    switch (op) {
        case operator_::Add: return Op::Add;
        case operator_::Sub: return Op::Sub;
        case operator_::Mult: return Op::Mul;
        case operator_::MatMult: return Op::MatMul;
        case operator_::Div: return Op::TrueDiv;
        case operator_::Mod: return Op::Mod;
        case operator_::Pow: return Op::Pow;
        case operator_::LShift: return Op::LShift;
        case operator_::RShift: return Op::RShift;
        case operator_::BitOr: return Op::Or;
        case operator_::BitXor: return Op::Xor;
        case operator_::BitAnd: return Op::And;
        case operator_::FloorDiv: return Op::FloorDiv;
    }
    return Op::Nop;
}
Op immediate_opcode(operator_ op) {
    switch (op) {
        case operator_::Add: return Op::AddImm;
        case operator_::Sub: return Op::SubImm;
        case operator_::Mult: return Op::MulImm;
        case operator_::MatMult: return Op::Nop;
        case operator_::Div: return Op::TrueDivImm;
        case operator_::Mod: return Op::ModImm;
        case operator_::Pow: return Op::PowImm;
        case operator_::LShift: return Op::LShiftImm;
        case operator_::RShift: return Op::RShiftImm;
        case operator_::BitOr: return Op::OrImm;
        case operator_::BitXor: return Op::XorImm;
        case operator_::BitAnd: return Op::AndImm;
        case operator_::FloorDiv: return Op::FloorDivImm;
    }
    return Op::Nop;
}
Op compare_opcode(cmpop op) {
    switch (op) {
        case cmpop::Eq: return Op::Eq;
        case cmpop::NotEq: return Op::Ne;
        case cmpop::Lt: return Op::Lt;
        case cmpop::LtE: return Op::Le;
        case cmpop::Gt: return Op::Gt;
        case cmpop::GtE: return Op::Ge;
        case cmpop::Is: return Op::Is;
        case cmpop::IsNot: return Op::IsNot;
        case cmpop::In: return Op::In;
        case cmpop::NotIn: return Op::NotIn;
    }
    return Op::Nop;
}
// Jump form of a comparison; `is not` and `not in` are the others negated.
Op jump_opcode(cmpop op, bool imm) {
    switch (op) {
        case cmpop::Eq: return imm ? Op::JumpIfEqImm : Op::JumpIfEq;
        case cmpop::NotEq: return imm ? Op::JumpIfNeImm : Op::JumpIfNe;
        case cmpop::Lt: return imm ? Op::JumpIfLtImm : Op::JumpIfLt;
        case cmpop::LtE: return imm ? Op::JumpIfLeImm : Op::JumpIfLe;
        case cmpop::Gt: return imm ? Op::JumpIfGtImm : Op::JumpIfGt;
        case cmpop::GtE: return imm ? Op::JumpIfGeImm : Op::JumpIfGe;
        case cmpop::Is:
        case cmpop::IsNot: return Op::JumpIfIs;
        case cmpop::In:
        case cmpop::NotIn: return Op::JumpIfIn;
    }
    return Op::Nop;
}
bool is_negated(cmpop op) { return op == cmpop::IsNot || op == cmpop::NotIn; }
bool is_ordering(cmpop op) { return op <= cmpop::GtE; }

bool fits_imm(Value v, int& imm) {
    if (!v.is_valid() || !v.is_int() || v.as_int() < INT16_MIN || v.as_int() > INT16_MAX) return false;
    imm = static_cast<int>(v.as_int());
    return true;
}
}  // namespace

Op aug_opcode(operator_ op, bool imm) { return imm ? immediate_opcode(op) : binary_opcode(op); }

Operand Generator::load_const(Value v, Dest dest) {
    int64_t bits = static_cast<int64_t>(v.bits());
    if (!v.is_object() && bits >= INT32_MIN && bits <= INT32_MAX) return a().load_wide(Op::LoadImm, dest, static_cast<int32_t>(bits));
    return a().load_wide(Op::LoadConst, dest, static_cast<int32_t>(a().constant(v)));
}

Result<Operand> Generator::value(expr* e, Dest dest) {
    if (native_stack_low(c_.t, " during compilation")) return Raised{};
    At at(*this, e->span);
    Value v = constant(e);
    if (v.is_valid()) {
        if (e->kind == NodeKind::Subscript) TRY(check_subscript(as<Subscript>(e)));
        return load_const(v, dest);
    }
    if (has_exception(c_.t)) {
        if (!exception_matches(c_.t, exc(c_.t).ValueError)) return Raised{};
        Owned error = take_exception(c_.t);
        std::string text = TRY(str_utf8(c_.t, error));
        return c_.error(e->span, text + " - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.");
    }
    return value_inner(e, dest);
}

Result<Operand> Generator::value_inner(expr* e, Dest dest) {
    Assembler& code = a();
    switch (e->kind) {
        case NodeKind::Name: return load_name(mangled(as<Name>(e)->id), dest);
        case NodeKind::BinOp: return binary(as<BinOp>(e), dest);
        case NodeKind::UnaryOp: {
            auto* u = as<UnaryOp>(e);
            Operand o = TRY(value(u->operand));
            Op op = u->op == unaryop::Not ? Op::Not : u->op == unaryop::USub ? Op::Neg : u->op == unaryop::UAdd ? Op::Pos : Op::Invert;
            return code.unary(op, dest, o);
        }
        case NodeKind::BoolOp: return bool_op(as<BoolOp>(e), dest);
        case NodeKind::IfExp: return if_exp(as<IfExp>(e), dest);
        case NodeKind::Compare: return compare(as<Compare>(e), dest);
        case NodeKind::NamedExpr: return named(as<NamedExpr>(e), dest);
        case NodeKind::Call: return call(as<Call>(e), dest);
        case NodeKind::Attribute: {
            auto* at = as<Attribute>(e);
            Operand o = TRY(value(at->value));
            Position saved = code.pos;
            if (code.pos.line != at->span.end_line) {  // the caret starts at the name when that stands on a later line
                code.pos.line = at->span.end_line;
                code.pos.column = at->span.end_col - static_cast<int32_t>(at->attr->text.size());
            }
            Operand r = code.unary(Op::LoadAttr, dest, o, code.attr(mangled(at->attr)));
            code.pos = saved;
            return r;
        }
        case NodeKind::Subscript: return subscript(as<Subscript>(e), dest);
        case NodeKind::Slice: return slice(as<Slice>(e), dest);
        case NodeKind::List: return sequence(e, as<List>(e)->elts, dest);
        case NodeKind::Tuple: return sequence(e, as<Tuple>(e)->elts, dest);
        case NodeKind::Set: return sequence(e, as<Set>(e)->elts, dest);
        case NodeKind::Dict: return dict(as<Dict>(e), dest);
        case NodeKind::JoinedStr: return joined(as<JoinedStr>(e), dest);
        case NodeKind::FormattedValue: return formatted(as<FormattedValue>(e), dest);
        case NodeKind::Lambda: return lambda(as<Lambda>(e), dest);
        case NodeKind::ListComp: return comprehension_(e, as<ListComp>(e)->generators, as<ListComp>(e)->elt, nullptr, dest);
        case NodeKind::SetComp: return comprehension_(e, as<SetComp>(e)->generators, as<SetComp>(e)->elt, nullptr, dest);
        case NodeKind::GeneratorExp: return comprehension_(e, as<GeneratorExp>(e)->generators, as<GeneratorExp>(e)->elt, nullptr, dest);
        case NodeKind::DictComp: return comprehension_(e, as<DictComp>(e)->generators, as<DictComp>(e)->key, as<DictComp>(e)->value, dest);
        case NodeKind::Await: return await(as<Await>(e), dest);
        case NodeKind::Yield: return yield(e, as<Yield>(e)->value, dest);
        case NodeKind::YieldFrom: return yield_from(as<YieldFrom>(e), dest);
        case NodeKind::Starred: return c_.error(e->span, "can't use starred expression here");
        default: return c_.error(e->span, "invalid expression");
    }
}

Result<Operand> Generator::binary(BinOp* e, Dest dest) {
    Operand l = hold(TRY(value(e->left)), e->right);
    int imm;
    Op op = immediate_opcode(e->op);
    if (op != Op::Nop && fits_imm(constant(e->right), imm)) return a().unary(op, dest, l, static_cast<uint16_t>(static_cast<int16_t>(imm)));
    Operand r = TRY(value(e->right));
    return a().binary(binary_opcode(e->op), dest, l, r);
}

Result<Operand> Generator::bool_op(BoolOp* e, Dest dest) {
    Assembler& code = a();
    Label end = code.label();
    bool is_or = e->op == boolop::Or;
    for (size_t i = 0; i < e->values.size(); ++i) {
        Operand o = TRY(value(e->values[i], Dest::temp()));
        if (i + 1 < e->values.size()) code.jump_keep(is_or ? Op::JumpIfTrueKeep : Op::JumpIfFalseKeep, o, end);
    }
    code.place(end);
    Operand result{code.top(), true};
    if (dest.kind != Dest::Local) return result;
    code.move_to(result, dest.reg);
    return Operand{dest.reg, false};
}

Result<Operand> Generator::if_exp(IfExp* e, Dest dest) {
    Assembler& code = a();
    if (dest.kind == Dest::Any) dest = Dest::temp();
    Label otherwise = code.label(), end = code.label();
    TRY(jump_if(e->test, otherwise, false));
    uint16_t depth = code.depth();
    (void)TRY(value(e->body, dest));
    code.jump(end);
    code.set_depth(depth);
    code.place(otherwise);
    Operand result = TRY(value(e->orelse, dest));
    code.place(end);
    return result;
}

// What the parser lets through but deserves a word.
Status Generator::check_compare(Compare* e) {
    auto literal_like = [](expr* x) {
        auto* k = try_as<Constant>(x);
        if (!k) return x->kind == NodeKind::Tuple;
        using K = ConstantValue::Kind;
        return k->value.kind == K::Int || k->value.kind == K::Float || k->value.kind == K::Imaginary || k->value.kind == K::Str || k->value.kind == K::Bytes;
    };
    bool left = literal_like(e->left);
    for (size_t i = 0; i < e->ops.size(); ++i) {
        bool right = literal_like(e->comparators[i]);
        if ((e->ops[i] == cmpop::Is || e->ops[i] == cmpop::IsNot) && (left || right)) {
            return c_.warn(e->span, e->ops[i] == cmpop::Is ? "\"is\" with a literal. Did you mean \"==\"?"
                                                            : "\"is not\" with a literal. Did you mean \"!=\"?");
        }
        left = right;
    }
    return {};
}

// `x in [1, 2]`, `x in {1, 2}`: the container as a constant tuple or frozenset; else the zero Value.
Result<Value> Generator::constant_container(cmpop op, expr* e) {
    if (op != cmpop::In && op != cmpop::NotIn) return Value();
    if (auto* list = try_as<List>(e)) return fold_tuple(list->elts);
    auto* set = try_as<Set>(e);
    Value items = set ? fold_tuple(set->elts) : Value();
    return items.is_valid() ? frozen_set(items) : items;
}

Result<Value> Generator::frozen_set(Value items) {
    Ref<minipy::Set> frozen = new_frozenset(c_.t);
    TRY(set_update(c_.t, frozen.get(), items));
    return pool(std::move(frozen));
}

Result<Operand> Generator::compare(Compare* e, Dest dest) {
    TRY(check_compare(e));
    Assembler& code = a();
    size_t n = e->ops.size();
    Operand l = hold(TRY(value(e->left)), e->comparators[0]);
    Label fail = code.label(), end = code.label();
    for (size_t i = 0; i < n; ++i) {
        Value container = TRY(constant_container(e->ops[i], e->comparators[i]));
        Operand r = container.is_valid() ? load_const(container, Dest::any()) : TRY(value(e->comparators[i]));
        if (i + 1 == n) {
            Operand result = code.binary(compare_opcode(e->ops[i]), n == 1 ? dest : Dest::temp(), l, r);
            if (n == 1) return result;
            break;
        }
        // Keep r for the next comparison: [l, r] -> [r, result].
        r = code.to_temp(r);
        if (l.temp) {
            code.swap();
            Operand left{code.top(), true}, right{code.top(1), false};
            code.binary(compare_opcode(e->ops[i]), Dest::temp(), left, right);
        } else {
            code.binary(compare_opcode(e->ops[i]), Dest::temp(), l, Operand{r.reg, false});
        }
        code.jump_keep(Op::JumpIfFalseKeep, Operand{code.top(), true}, fail);
        l = Operand{code.top(), true};
    }
    code.jump(end);
    uint16_t depth = code.depth();
    code.place(fail);  // [r, result]
    code.set_depth(static_cast<uint16_t>(depth + 1));
    code.swap();
    code.drop();
    code.place(end);
    Operand result{code.top(), true};
    if (dest.kind != Dest::Local) return result;
    code.move_to(result, dest.reg);
    return Operand{dest.reg, false};
}

// `a < b < c` as a condition: b is kept below for the second comparison, and dropped when the first one fails.
Status Generator::jump_if_chain(Compare* e, Label target, bool when) {
    Assembler& code = a();
    size_t n = e->ops.size();
    Label fail_keeping = code.label(), fail = code.label(), end = code.label();
    Operand l = hold(TRY(value(e->left)), e->comparators[0]);
    uint16_t kept_depth = 0;
    bool any_kept = false;
    for (size_t i = 0; i < n; ++i) {
        cmpop op = e->ops[i];
        bool last = i + 1 == n;
        Value container = TRY(constant_container(op, e->comparators[i]));
        Operand r = container.is_valid() ? load_const(container, Dest::any()) : TRY(value(e->comparators[i]));
        if (last) {
            code.jump_compare(jump_opcode(op, false), l, r, target, !when != is_negated(op));
            break;
        }
        r = hold(r, e->comparators[i + 1]);
        if (!r.temp) {  // a local: nothing to keep
            code.jump_compare(jump_opcode(op, false), l, r, when ? fail : target, !is_negated(op));
            l = r;
            continue;
        }
        if (l.temp) {
            code.swap();
            l = Operand{code.top(), true};
            r = Operand{code.top(1), true};
        }
        any_kept = true;
        code.jump_compare(jump_opcode(op, false), l, r, fail_keeping, !is_negated(op), true);
        kept_depth = code.depth();
        l = r;
    }
    if (any_kept) {
        uint16_t depth = code.depth();
        if (code.reachable()) code.jump(end);
        code.set_depth(kept_depth);
        code.place(fail_keeping);
        code.drop();
        if (!when) code.jump(target);
        code.set_depth(depth);
    }
    code.place(fail);
    code.place(end);
    return {};
}

Status Generator::jump_if_compare(Compare* e, Label target, bool when) {
    TRY(check_compare(e));
    Assembler& code = a();
    code.pos = position(e->span);  // and it stays there for what follows the jump
    size_t n = e->ops.size();
    if (n > 1) return jump_if_chain(e, target, when);
    cmpop op = e->ops[0];
    expr* right = e->comparators[0];
    bool negate = !when != is_negated(op);
    Operand l = hold(TRY(value(e->left)), right);
    Value v = constant(right);
    if ((op == cmpop::Is || op == cmpop::IsNot) && v.is_valid() && v.is_none()) {
        code.jump_if(negate ? Op::JumpIfNotNone : Op::JumpIfNone, l, target);
        return {};
    }
    int imm;
    if (is_ordering(op) && fits_imm(v, imm)) {
        code.jump_compare_imm(jump_opcode(op, true), l, imm, target, negate);
        return {};
    }
    Value container = TRY(constant_container(op, right));
    Operand r = container.is_valid() ? load_const(container, Dest::any()) : TRY(value(right));
    code.jump_compare(jump_opcode(op, false), l, r, target, negate);
    return {};
}

Status Generator::jump_if(expr* e, Label target, bool when) {
    if (native_stack_low(c_.t, " during compilation")) return Raised{};
    Assembler& code = a();
    int known = truth_of_constant(e);
    if (known >= 0) {
        if ((known == 1) == when) code.jump(target);
        return {};
    }
    if (auto* u = try_as<UnaryOp>(e)) {
        if (u->op == unaryop::Not) return jump_if(u->operand, target, !when);
    }
    if (auto* b = try_as<BoolOp>(e)) {
        // `a and b` jumps when false at once; when true only after the last.
        bool at_once = (b->op == boolop::Or) == when;
        Label skip = code.label();
        for (size_t i = 0; i + 1 < b->values.size(); ++i) TRY(jump_if(b->values[i], at_once ? target : skip, at_once ? when : !when));
        TRY(jump_if(b->values.back(), target, when));
        code.place(skip);
        return {};
    }
    if (auto* i = try_as<IfExp>(e)) {
        Label otherwise = code.label(), end = code.label();
        TRY(jump_if(i->test, otherwise, false));
        TRY(jump_if(i->body, target, when));
        code.jump(end);
        code.place(otherwise);
        TRY(jump_if(i->orelse, target, when));
        code.place(end);
        return {};
    }
    if (auto* k = try_as<Compare>(e)) return jump_if_compare(k, target, when);
    Operand o = TRY(value(e));
    At at(*this, e->span);
    code.jump_if(when ? Op::JumpIfTrue : Op::JumpIfFalse, o, target);
    return {};
}

Result<Operand> Generator::named(NamedExpr* e, Dest dest) {
    Assembler& code = a();
    Name* target = as<Name>(e->target);
    Value name = mangled(target->id);
    TRY(forbidden(name, target->span, "assign to"));
    int reg = local_register(name);
    if (reg >= 0) {
        (void)TRY(value(e->value, Dest::local(static_cast<uint16_t>(reg))));
        Operand o{static_cast<uint16_t>(reg), false};
        if (dest.kind == Dest::Any) return o;
        if (dest.kind == Dest::Temp) return code.to_temp(o);
        code.move_to(o, dest.reg);
        return Operand{dest.reg, false};
    }
    Operand o = TRY(value(e->value, Dest::temp()));
    TRY(store_name(name, Operand{o.reg, false}, target->span));
    if (dest.kind != Dest::Local) return o;
    code.move_to(o, dest.reg);
    return Operand{dest.reg, false};
}

// [list], element by element; starred ones extend it.
Status Generator::list_of(const Seq<expr*>& elts) {
    Assembler& code = a();
    code.window(Op::BuildList, Dest::temp(), 0, 0);
    uint16_t list = code.top();
    for (expr* e : elts) {
        bool star = e->kind == NodeKind::Starred;
        Operand o = TRY(value(star ? as<Starred>(e)->value : e));
        code.effect(star ? Op::ListExtend : Op::ListAppend, list, o);
    }
    return {};
}

Result<Operand> Generator::sequence(expr* e, const Seq<expr*>& elts, Dest dest) {
    constexpr size_t kWindowMax = 30;
    Assembler& code = a();
    bool starred = false;
    for (expr* x : elts) starred |= x->kind == NodeKind::Starred;
    bool is_set = e->kind == NodeKind::Set, is_tuple_ = e->kind == NodeKind::Tuple;
    if (!starred && elts.size() >= 3 && !is_tuple_) {  // all constant: copied from one object
        Value items = fold_tuple(elts);
        if (items.is_valid()) {
            code.window(is_set ? Op::BuildSet : Op::BuildList, Dest::temp(), 0, 0);
            uint16_t result = code.top();
            Operand o = load_const(is_set ? TRY(frozen_set(items)) : items, Dest::any());
            code.effect(is_set ? Op::SetUpdate : Op::ListExtend, result, o);
            if (dest.kind != Dest::Local) return Operand{result, true};
            code.move_to({result, true}, dest.reg);
            return Operand{dest.reg, false};
        }
    }
    if (!starred && elts.size() <= kWindowMax) {
        for (expr* x : elts) (void)TRY(value(x, Dest::temp()));
        unsigned n = static_cast<unsigned>(elts.size());
        return code.window(is_set ? Op::BuildSet : is_tuple_ ? Op::BuildTuple : Op::BuildList, dest, n, n);
    }
    if (is_set) {
        code.window(Op::BuildSet, Dest::temp(), 0, 0);
        uint16_t set = code.top();
        for (expr* x : elts) {
            bool star = x->kind == NodeKind::Starred;
            Operand o = TRY(value(star ? as<Starred>(x)->value : x));
            code.effect(star ? Op::SetUpdate : Op::SetAdd, set, o);
        }
    } else {
        TRY(list_of(elts));
        if (is_tuple_) return code.unary(Op::ListToTuple, dest, Operand{code.top(), true});
    }
    Operand result{code.top(), true};
    if (dest.kind != Dest::Local) return result;
    code.move_to(result, dest.reg);
    return Operand{dest.reg, false};
}

Result<Operand> Generator::dict(Dict* e, Dest dest) {
    constexpr size_t kPairsMax = 16;
    Assembler& code = a();
    bool simple = e->keys.size() <= kPairsMax;
    for (expr* k : e->keys) simple &= k != nullptr;
    unsigned n = static_cast<unsigned>(e->keys.size());
    if (simple) {
        for (size_t i = 0; i < n; ++i) {
            (void)TRY(value(e->keys[i], Dest::temp()));
            (void)TRY(value(e->values[i], Dest::temp()));
        }
        return code.window(Op::BuildMap, dest, n * 2, n);
    }
    code.window(Op::BuildMap, Dest::temp(), 0, 0);
    uint16_t map = code.top();
    for (size_t i = 0; i < n; ++i) {
        if (!e->keys[i]) {
            Operand o = TRY(value(e->values[i]));
            code.effect(Op::DictUpdate, map, o);
            continue;
        }
        Operand k = hold(TRY(value(e->keys[i])), e->values[i]);
        Operand v = TRY(value(e->values[i]));
        code.effect2(Op::MapAdd, map, k, v);
    }
    Operand result{map, true};
    if (dest.kind != Dest::Local) return result;
    code.move_to(result, dest.reg);
    return Operand{dest.reg, false};
}

Status Generator::check_subscript(Subscript* e) {
    using K = ConstantValue::Kind;
    const char* type = nullptr;
    switch (e->value->kind) {
        case NodeKind::Constant: {
            K k = as<Constant>(e->value)->value.kind;
            if (k == K::Str || k == K::Bytes) break;
            type = k == K::None ? "NoneType" : k == K::True || k == K::False ? "bool" : k == K::Ellipsis ? "ellipsis" : k == K::Int ? "int" : k == K::Float ? "float" : "complex";
            break;
        }
        case NodeKind::Set:
        case NodeKind::SetComp: type = "set"; break;
        case NodeKind::GeneratorExp: type = "generator"; break;
        case NodeKind::Lambda: type = "function"; break;
        default: break;
    }
    if (type) return c_.warn(e->span, std::string("'") + type + "' object is not subscriptable; perhaps you missed a comma?");
    const char* container = nullptr;
    switch (e->value->kind) {
        case NodeKind::JoinedStr:
        case NodeKind::FormattedValue: container = "str"; break;
        case NodeKind::List:
        case NodeKind::ListComp: container = "list"; break;
        case NodeKind::Tuple: container = "tuple"; break;
        case NodeKind::Constant: container = as<Constant>(e->value)->value.kind == K::Str ? "str" : "bytes"; break;
        default: return {};
    }
    const char* index = nullptr;
    switch (e->slice->kind) {
        case NodeKind::Constant: {
            K k = as<Constant>(e->slice)->value.kind;
            if (k == K::Int || k == K::True || k == K::False) return {};
            index = k == K::None ? "NoneType" : k == K::Ellipsis ? "ellipsis" : k == K::Float ? "float" : k == K::Imaginary ? "complex" : k == K::Str ? "str" : "bytes";
            break;
        }
        case NodeKind::Tuple: index = "tuple"; break;
        case NodeKind::List:
        case NodeKind::ListComp: index = "list"; break;
        case NodeKind::Dict:
        case NodeKind::DictComp: index = "dict"; break;
        case NodeKind::Set:
        case NodeKind::SetComp: index = "set"; break;
        case NodeKind::GeneratorExp: index = "generator"; break;
        case NodeKind::Lambda: index = "function"; break;
        case NodeKind::JoinedStr: index = "str"; break;
        default: return {};
    }
    return c_.warn(e->span, std::string(container) + " indices must be integers or slices, not " + index + "; perhaps you missed a comma?");
}

Result<Operand> Generator::subscript(Subscript* e, Dest dest) {
    TRY(check_subscript(e));
    Operand o = hold(TRY(value(e->value)), e->slice);
    int imm;
    if (fits_imm(constant(e->slice), imm)) return a().unary(Op::GetItemImm, dest, o, static_cast<uint16_t>(static_cast<int16_t>(imm)));
    Operand key = TRY(value(e->slice));
    return a().binary(Op::GetItem, dest, o, key);
}

Result<Operand> Generator::slice(Slice* e, Dest dest) {
    for (expr* part : {e->lower, e->upper}) {
        if (part) (void)TRY(value(part, Dest::temp()));
        else load_const(Value::none(), Dest::temp());
    }
    if (e->step) (void)TRY(value(e->step, Dest::temp()));
    unsigned n = e->step ? 3 : 2;
    return a().window(Op::BuildSlice, dest, n, n);
}

Result<Operand> Generator::formatted(FormattedValue* e, Dest dest) {
    Assembler& code = a();
    Operand o = hold(TRY(value(e->value)), e->format_spec);
    if (e->conversion > 0) {
        o = code.unary(Op::Convert, e->format_spec ? Dest::temp() : dest, o, static_cast<unsigned>(e->conversion));
        if (!e->format_spec) return o;
    }
    if (!e->format_spec) return code.unary(Op::FormatSimple, dest, o);
    Operand spec = TRY(value(e->format_spec));
    return code.binary(Op::FormatSpec, dest, o, spec);
}

Result<Operand> Generator::joined(JoinedStr* e, Dest dest) {
    unsigned n = static_cast<unsigned>(e->values.size());
    if (n == 0) return load_const(c_.t.interp->empty_str, dest);
    if (n == 1) return value(e->values[0], dest);
    for (expr* part : e->values) (void)TRY(value(part, Dest::temp()));
    return a().window(Op::BuildString, dest, n, n);
}

Result<Operand> Generator::yield(expr* e, expr* v, Dest dest) {
    Scope* s = unit_->scope;
    if (!s->is_function()) return c_.error(e->span, "'yield' outside function");
    Assembler& code = a();
    Operand o = v ? TRY(value(v)) : load_const(Value::none(), Dest::any());
    if (s->is_async || (s->is_comprehension() && s->coroutine)) o = code.unary(Op::WrapAsync, Dest::temp(), o);
    return code.unary(Op::Yield, dest, o);
}

Result<Operand> Generator::yield_from(YieldFrom* e, Dest dest) {
    Scope* s = unit_->scope;
    if (!s->is_function()) return c_.error(e->span, "'yield' outside function");
    if (s->is_async) return c_.error(e->span, "'yield from' inside async function");
    Assembler& code = a();
    Operand o = TRY(value(e->value));
    code.unary(Op::GetYieldFromIter, Dest::temp(), o);
    load_const(Value::none(), Dest::temp());
    return code.window(Op::YieldFrom, dest, 2, code.top());
}

// [awaitable] -> its result.
Operand Generator::await_top(Dest dest, int how) {
    Assembler& code = a();
    code.unary(Op::GetAwaitable, Dest::temp(), Operand{code.top(), true}, static_cast<unsigned>(how));
    load_const(Value::none(), Dest::temp());
    return code.window(Op::YieldFrom, dest, 2, code.top());
}

Result<Operand> Generator::await(Await* e, Dest dest) {
    Scope* s = unit_->scope;
    bool top_level = c_.options.allow_top_level_await && s->kind == ScopeKind::Module;
    if (!top_level) {
        if (!s->is_function()) return c_.error(e->span, "'await' outside function");
        if (!s->is_async && !s->is_comprehension()) return c_.error(e->span, "'await' outside async function");
    }
    Operand o = TRY(value(e->value));
    Assembler& code = a();
    code.unary(Op::GetAwaitable, Dest::temp(), o, 0);
    load_const(Value::none(), Dest::temp());
    return code.window(Op::YieldFrom, dest, 2, code.top());
}

}  // namespace minipy::codegen
