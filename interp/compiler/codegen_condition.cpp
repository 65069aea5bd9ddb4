// Comparisons, and expressions as conditions: `if`, `while`, `and`, `not` become jumps and no value is made.
#include "compiler/codegen.h"
#include "objects/set.h"

namespace minipy::codegen {

namespace {
Op compare_opcode(cmpop op) {
    switch (op) {
        case cmpop::Eq:
            return Op::Eq;
        case cmpop::NotEq:
            return Op::Ne;
        case cmpop::Lt:
            return Op::Lt;
        case cmpop::LtE:
            return Op::Le;
        case cmpop::Gt:
            return Op::Gt;
        case cmpop::GtE:
            return Op::Ge;
        case cmpop::Is:
            return Op::Is;
        case cmpop::IsNot:
            return Op::IsNot;
        case cmpop::In:
            return Op::In;
        case cmpop::NotIn:
            return Op::NotIn;
    }
    return Op::Nop;
}
// Jump form of a comparison; `is not` and `not in` are the others negated.
Op jump_opcode(cmpop op, bool imm) {
    switch (op) {
        case cmpop::Eq:
            return imm ? Op::JumpIfEqImm : Op::JumpIfEq;
        case cmpop::NotEq:
            return imm ? Op::JumpIfNeImm : Op::JumpIfNe;
        case cmpop::Lt:
            return imm ? Op::JumpIfLtImm : Op::JumpIfLt;
        case cmpop::LtE:
            return imm ? Op::JumpIfLeImm : Op::JumpIfLe;
        case cmpop::Gt:
            return imm ? Op::JumpIfGtImm : Op::JumpIfGt;
        case cmpop::GtE:
            return imm ? Op::JumpIfGeImm : Op::JumpIfGe;
        case cmpop::Is:
        case cmpop::IsNot:
            return Op::JumpIfIs;
        case cmpop::In:
        case cmpop::NotIn:
            return Op::JumpIfIn;
    }
    return Op::Nop;
}
bool is_negated(cmpop op) { return op == cmpop::IsNot || op == cmpop::NotIn; }
bool is_ordering(cmpop op) { return op <= cmpop::GtE; }
}  // namespace

// What the parser lets through but deserves a word.
Status Generator::check_compare(Compare* e) {
    auto literal_like = [&](expr* x) {
        Value v = constant(x);
        return v.is_valid() && !v.is_none() && !v.is_bool() && !v.is_ellipsis();
    };
    bool left = literal_like(e->left);
    for (size_t i = 0; i < e->ops.size(); ++i) {
        bool right = literal_like(e->comparators[i]);
        if ((e->ops[i] == cmpop::Is || e->ops[i] == cmpop::IsNot) && (left || right)) {
            return c_.warn(e->span, e->ops[i] == cmpop::Is
                                        ? "\"is\" with a literal. Did you mean \"==\"?"
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

// `a < b < c` as a condition: b is kept below for the second comparison, and dropped when the first one
// fails.
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
        for (size_t i = 0; i + 1 < b->values.size(); ++i)
            TRY(jump_if(b->values[i], at_once ? target : skip, at_once ? when : !when));
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

}  // namespace minipy::codegen
