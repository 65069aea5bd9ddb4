// Expressions.
#include "compiler/codegen.h"

namespace minipy::codegen {

namespace {
Op binary_opcode(operator_ op) {
    switch (op) {
        case operator_::Add:
            return Op::Add;
        case operator_::Sub:
            return Op::Sub;
        case operator_::Mult:
            return Op::Mul;
        case operator_::MatMult:
            return Op::MatMul;
        case operator_::Div:
            return Op::TrueDiv;
        case operator_::Mod:
            return Op::Mod;
        case operator_::Pow:
            return Op::Pow;
        case operator_::LShift:
            return Op::LShift;
        case operator_::RShift:
            return Op::RShift;
        case operator_::BitOr:
            return Op::Or;
        case operator_::BitXor:
            return Op::Xor;
        case operator_::BitAnd:
            return Op::And;
        case operator_::FloorDiv:
            return Op::FloorDiv;
    }
    return Op::Nop;
}
Op immediate_opcode(operator_ op) {
    switch (op) {
        case operator_::Add:
            return Op::AddImm;
        case operator_::Sub:
            return Op::SubImm;
        case operator_::Mult:
            return Op::MulImm;
        case operator_::MatMult:
            return Op::Nop;
        case operator_::Div:
            return Op::TrueDivImm;
        case operator_::Mod:
            return Op::ModImm;
        case operator_::Pow:
            return Op::PowImm;
        case operator_::LShift:
            return Op::LShiftImm;
        case operator_::RShift:
            return Op::RShiftImm;
        case operator_::BitOr:
            return Op::OrImm;
        case operator_::BitXor:
            return Op::XorImm;
        case operator_::BitAnd:
            return Op::AndImm;
        case operator_::FloorDiv:
            return Op::FloorDivImm;
    }
    return Op::Nop;
}
// The form with a float constant as one operand, or Nop.
Op float_opcode(operator_ op) {
    switch (op) {
        case operator_::Add:
            return Op::AddFloat;
        case operator_::Sub:
            return Op::SubFloat;
        case operator_::Mult:
            return Op::MulFloat;
        case operator_::Div:
            return Op::TrueDivFloat;
        default:
            return Op::Nop;
    }
}

}  // namespace

bool fits_imm(Value v, int& imm) {
    if (!v.is_valid() || !v.is_int() || v.as_int() < INT16_MIN || v.as_int() > INT16_MAX) return false;
    imm = static_cast<int>(v.as_int());
    return true;
}

Operand Generator::load_const(Value v, Dest dest) {
    int64_t bits = static_cast<int64_t>(v.bits());
    if (!v.is_object() && bits >= INT32_MIN && bits <= INT32_MAX)
        return a().load_wide(Op::LoadImm, dest, static_cast<int32_t>(bits));
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
        return c_.error(
            e->span,
            text + " - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.");
    }
    return value_inner(e, dest);
}

Result<Operand> Generator::value_inner(expr* e, Dest dest) {
    Assembler& code = a();
    switch (e->kind) {
        case NodeKind::Name:
            return load_name(mangled(as<Name>(e)->id), dest);
        case NodeKind::BinOp:
            return binary(as<BinOp>(e), dest);
        case NodeKind::UnaryOp: {
            auto* u = as<UnaryOp>(e);
            Operand o = TRY(value(u->operand));
            Op op = u->op == unaryop::Not    ? Op::Not
                    : u->op == unaryop::USub ? Op::Neg
                    : u->op == unaryop::UAdd ? Op::Pos
                                             : Op::Invert;
            return code.unary(op, dest, o);
        }
        case NodeKind::BoolOp:
            return bool_op(as<BoolOp>(e), dest);
        case NodeKind::IfExp:
            return if_exp(as<IfExp>(e), dest);
        case NodeKind::Compare:
            return compare(as<Compare>(e), dest);
        case NodeKind::NamedExpr:
            return named(as<NamedExpr>(e), dest);
        case NodeKind::Call:
            return call(as<Call>(e), dest);
        case NodeKind::Attribute: {
            auto* at = as<Attribute>(e);
            Operand o = TRY(value(at->value));
            Position saved = code.pos;
            if (code.pos.line !=
                at->span.end_line) {  // the caret starts at the name when that stands on a later line
                code.pos.line = at->span.end_line;
                code.pos.column = at->span.end_col - static_cast<int32_t>(at->attr->text.size());
            }
            Operand r = code.unary(Op::LoadAttr, dest, o, code.attr(mangled(at->attr)));
            code.pos = saved;
            return r;
        }
        case NodeKind::Subscript:
            return subscript(as<Subscript>(e), dest);
        case NodeKind::Slice:
            return slice(as<Slice>(e), dest);
        case NodeKind::List:
            return sequence(e, as<List>(e)->elts, dest);
        case NodeKind::Tuple:
            return sequence(e, as<Tuple>(e)->elts, dest);
        case NodeKind::Set:
            return sequence(e, as<Set>(e)->elts, dest);
        case NodeKind::Dict:
            return dict(as<Dict>(e), dest);
        case NodeKind::JoinedStr:
            return joined(as<JoinedStr>(e), dest);
        case NodeKind::FormattedValue:
            return formatted(as<FormattedValue>(e), dest);
        case NodeKind::Lambda:
            return lambda(as<Lambda>(e), dest);
        case NodeKind::ListComp:
            return comprehension_(e, as<ListComp>(e)->generators, as<ListComp>(e)->elt, nullptr, dest);
        case NodeKind::SetComp:
            return comprehension_(e, as<SetComp>(e)->generators, as<SetComp>(e)->elt, nullptr, dest);
        case NodeKind::GeneratorExp:
            return comprehension_(e, as<GeneratorExp>(e)->generators, as<GeneratorExp>(e)->elt, nullptr,
                                  dest);
        case NodeKind::DictComp:
            return comprehension_(e, as<DictComp>(e)->generators, as<DictComp>(e)->key,
                                  as<DictComp>(e)->value, dest);
        case NodeKind::Await:
            return await(as<Await>(e), dest);
        case NodeKind::Yield:
            return yield(e, as<Yield>(e)->value, dest);
        case NodeKind::YieldFrom:
            return yield_from(as<YieldFrom>(e), dest);
        case NodeKind::Starred:
            return c_.error(e->span, "can't use starred expression here");
        default:
            return c_.error(e->span, "invalid expression");
    }
}

// The index of a float constant that an instruction can have as an operand, or -1.
int Generator::float_operand(Value v) {
    if (!v.is_valid() || !is_exact(v, Kind::Float)) return -1;
    unsigned index = a().constant(v);
    return index <= 0xFFFF ? static_cast<int>(index) : -1;
}

Result<Operand> Generator::binary(BinOp* e, Dest dest) {
    Op with_float = float_opcode(e->op);
    if (with_float != Op::Nop) {
        int left = float_operand(constant(e->left));
        if (left >= 0) {
            Operand r = TRY(value(e->right));
            return a().unary(with_float, dest, r, static_cast<unsigned>(left), kSwapped);
        }
    }
    Operand l = hold(TRY(value(e->left)), e->right);
    return operate(e->op, l, e->right, dest, 0);
}

Result<Operand> Generator::operate(operator_ op, Operand left, expr* right, Dest dest, uint8_t flags) {
    Value known = constant(right);
    int imm;
    if (immediate_opcode(op) != Op::Nop && fits_imm(known, imm))
        return a().unary(immediate_opcode(op), dest, left, static_cast<uint16_t>(static_cast<int16_t>(imm)), flags);
    if (float_opcode(op) != Op::Nop) {
        int index = float_operand(known);
        if (index >= 0) return a().unary(float_opcode(op), dest, left, static_cast<unsigned>(index), flags);
    }
    Operand r = TRY(value(right));
    return a().binary(binary_opcode(op), dest, left, r, flags);
}

// An operand of `or` (of `and`): true (false) it is the result, and jumps; else it is gone. One that is itself an `and` (an `or`)
// asks each of its parts once: when the first decides, the next operand's turn has come.
Status Generator::jump_keeping(expr* e, bool when, Label end) {
    if (native_stack_low(c_.t, " during compilation")) return Raised{};
    Assembler& code = a();
    auto* b = try_as<BoolOp>(e);
    bool plain = !b;
    // A constant that decides leaves code behind it that is never reached.
    for (size_t i = 0; b && i + 1 < b->values.size(); ++i)
        plain = plain || truth_of_constant(b->values[i]) == (b->op == boolop::Or);
    if (plain) {
        Operand o = TRY(value(e, Dest::temp()));
        code.jump_keep(when ? Op::JumpIfTrueKeep : Op::JumpIfFalseKeep, o, end);
        return {};
    }
    bool same = (b->op == boolop::Or) == when;
    Label next = code.label();
    for (size_t i = 0; i + 1 < b->values.size(); ++i)
        TRY(same ? jump_keeping(b->values[i], when, end) : jump_if(b->values[i], next, !when));
    TRY(jump_keeping(b->values.back(), when, end));
    code.place(next);
    return {};
}

Result<Operand> Generator::bool_op(BoolOp* e, Dest dest) {
    Assembler& code = a();
    Label end = code.label();
    bool is_or = e->op == boolop::Or;
    for (size_t i = 0; i + 1 < e->values.size(); ++i) TRY(jump_keeping(e->values[i], is_or, end));
    (void)TRY(value(e->values.back(), Dest::temp()));
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
            type = k == K::None                    ? "NoneType"
                   : k == K::True || k == K::False ? "bool"
                   : k == K::Ellipsis              ? "ellipsis"
                   : k == K::Int                   ? "int"
                   : k == K::Float                 ? "float"
                                                   : "complex";
            break;
        }
        case NodeKind::Set:
        case NodeKind::SetComp:
            type = "set";
            break;
        case NodeKind::GeneratorExp:
            type = "generator";
            break;
        case NodeKind::Lambda:
            type = "function";
            break;
        default:
            break;
    }
    if (type)
        return c_.warn(
            e->span, std::string("'") + type + "' object is not subscriptable; perhaps you missed a comma?");
    const char* container = nullptr;
    switch (e->value->kind) {
        case NodeKind::JoinedStr:
        case NodeKind::FormattedValue:
            container = "str";
            break;
        case NodeKind::List:
        case NodeKind::ListComp:
            container = "list";
            break;
        case NodeKind::Tuple:
            container = "tuple";
            break;
        case NodeKind::Constant:
            container = as<Constant>(e->value)->value.kind == K::Str ? "str" : "bytes";
            break;
        default:
            return {};
    }
    const char* index = nullptr;
    switch (e->slice->kind) {
        case NodeKind::Constant: {
            K k = as<Constant>(e->slice)->value.kind;
            if (k == K::Int || k == K::True || k == K::False) return {};
            index = k == K::None        ? "NoneType"
                    : k == K::Ellipsis  ? "ellipsis"
                    : k == K::Float     ? "float"
                    : k == K::Imaginary ? "complex"
                    : k == K::Str       ? "str"
                                        : "bytes";
            break;
        }
        case NodeKind::Tuple:
            index = "tuple";
            break;
        case NodeKind::List:
        case NodeKind::ListComp:
            index = "list";
            break;
        case NodeKind::Dict:
        case NodeKind::DictComp:
            index = "dict";
            break;
        case NodeKind::Set:
        case NodeKind::SetComp:
            index = "set";
            break;
        case NodeKind::GeneratorExp:
            index = "generator";
            break;
        case NodeKind::Lambda:
            index = "function";
            break;
        case NodeKind::JoinedStr:
            index = "str";
            break;
        default:
            return {};
    }
    return c_.warn(e->span, std::string(container) + " indices must be integers or slices, not " + index +
                                "; perhaps you missed a comma?");
}

Result<Operand> Generator::subscript(Subscript* e, Dest dest) {
    TRY(check_subscript(e));
    Operand o = hold(TRY(value(e->value)), e->slice);
    int imm;
    if (fits_imm(constant(e->slice), imm))
        return a().unary(Op::GetItemImm, dest, o, static_cast<uint16_t>(static_cast<int16_t>(imm)));
    Operand key = TRY(value(e->slice));
    return a().binary(Op::GetItem, dest, o, key);
}

Result<Operand> Generator::slice(Slice* e, Dest dest) {
    for (expr* part : {e->lower, e->upper}) {
        if (part)
            (void)TRY(value(part, Dest::temp()));
        else
            load_const(Value::none(), Dest::temp());
    }
    if (e->step) (void)TRY(value(e->step, Dest::temp()));
    unsigned n = e->step ? 3 : 2;
    return a().window(Op::BuildSlice, dest, n, n);
}

Result<Operand> Generator::formatted(FormattedValue* e, Dest dest) {
    Assembler& code = a();
    bool in_string = e == part_of_string_;
    Operand o = hold(TRY(value(e->value)), e->format_spec);
    if (e->conversion > 0) {
        o = code.unary(Op::Convert, e->format_spec ? Dest::temp() : dest, o,
                       static_cast<unsigned>(e->conversion));
        if (!e->format_spec) return o;
    }
    if (!e->format_spec) return code.unary(Op::FormatSimple, dest, o, in_string);
    Operand spec = TRY(value(e->format_spec));
    return code.binary(Op::FormatSpec, dest, o, spec);
}

Result<Operand> Generator::joined(JoinedStr* e, Dest dest) {
    unsigned n = static_cast<unsigned>(e->values.size());
    if (n == 0) return load_const(c_.t.interp->empty_str, dest);
    if (n == 1) return value(e->values[0], dest);
    // A long one is put together from runs, so that registers do not run out.
    constexpr unsigned kRun = 256;
    unsigned runs = 0;
    for (unsigned at = 0; at < n; at += kRun, ++runs) {
        unsigned end = std::min(at + kRun, n);
        for (unsigned i = at; i < end; ++i) {
            part_of_string_ = e->values[i];
            (void)TRY(value(e->values[i], Dest::temp()));
        }
        if (n <= kRun) return a().window(Op::BuildString, dest, n, n);
        a().window(Op::BuildString, Dest::temp(), end - at, end - at);
    }
    return a().window(Op::BuildString, dest, runs, runs);
}

Result<Operand> Generator::yield(expr* e, expr* v, Dest dest) {
    Scope* s = unit_->scope;
    if (!s->is_function()) return c_.error(e->span, "'yield' outside function");
    Assembler& code = a();
    Operand o = v ? TRY(value(v)) : load_const(Value::none(), Dest::any());
    if (s->is_async || (s->is_comprehension() && s->coroutine))
        o = code.unary(Op::WrapAsync, Dest::temp(), o);
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
        if (!s->is_async && !s->is_comprehension())
            return c_.error(e->span, "'await' outside async function");
    }
    Operand o = TRY(value(e->value));
    Assembler& code = a();
    code.unary(Op::GetAwaitable, Dest::temp(), o, 0);
    load_const(Value::none(), Dest::temp());
    return code.window(Op::YieldFrom, dest, 2, code.top());
}

}  // namespace minipy::codegen
