// Assignment in all its forms, and del.
#include "compiler/codegen.h"

namespace minipy::codegen {

Status Generator::assign(Assign* s) {
    Assembler& code = a();
    size_t n = s->targets.size();
    if (n == 1) {
        if (auto* name = try_as<Name>(s->targets[0])) {
            Value id = mangled(name->id);
            int reg = local_register(id);
            if (reg >= 0) {
                TRY(forbidden(id, name->span, "assign to"));
                (void)TRY(value(s->value, Dest::local(static_cast<uint16_t>(reg))));
                return {};
            }
        }
        // a, b = x, y: no tuple is made
        auto* left = try_as<Tuple>(s->targets[0]);
        auto* right = try_as<Tuple>(s->value);
        if (left && right && left->elts.size() == right->elts.size() && left->elts.size() <= 16 &&
            !left->elts.empty() && !constant(right).is_valid()) {
            bool starred = false;
            for (expr* e : left->elts) starred |= e->kind == NodeKind::Starred;
            for (expr* e : right->elts) starred |= e->kind == NodeKind::Starred;
            if (!starred) {
                unsigned k = left->elts.size();
                for (expr* e : right->elts) (void)TRY(value(e, Dest::temp()));
                for (unsigned i = 0; i < k / 2; ++i) code.plain(Op::Swap, code.top(k - 1 - i), code.top(i));
                for (expr* e : left->elts) TRY(store(e, Operand{code.top(), true}));
                return {};
            }
        }
    }
    expr* held_against = s->targets[0]->kind == NodeKind::Name && n == 1 ? nullptr : s->targets[0];
    Operand v = hold(TRY(value(s->value)), held_against);
    if (!v.temp && n > 1) v = code.to_temp(v);  // the first targets may rebind the local
    for (size_t i = 0; i < n; ++i) {
        bool last = i + 1 == n;
        TRY(store(s->targets[i], last ? v : Operand{v.reg, false}));
    }
    return {};
}

// target = value. A temporary must be on top, and is consumed; given as no temporary it is copied.
Status Generator::store(expr* target, Operand v) {
    Assembler& code = a();
    At at(*this, target->span);
    switch (target->kind) {
        case NodeKind::Name:
            return store_name(mangled(as<Name>(target)->id), v, target->span);
        case NodeKind::Attribute: {
            auto* t = as<Attribute>(target);
            Value name = mangled(t->attr);
            TRY(forbidden(name, target->span, "assign to"));
            Operand o = TRY(value(t->value));
            code.consume2(Op::StoreAttr, v, o, code.attr(name));
            return {};
        }
        case NodeKind::Subscript: {
            auto* t = as<Subscript>(target);
            Operand o = hold(TRY(value(t->value)), t->slice);
            Operand key = TRY(value(t->slice));
            code.consume3(Op::SetItem, v, o, key);
            return {};
        }
        case NodeKind::Tuple:
            return unpack(target, as<Tuple>(target)->elts, v);
        case NodeKind::List:
            return unpack(target, as<List>(target)->elts, v);
        case NodeKind::Starred:
            return c_.error(target->span, "starred assignment target must be in a list or tuple");
        default:
            return c_.error(target->span, "cannot assign to expression");
    }
}

Status Generator::unpack(expr* target, const Seq<expr*>& elts, Operand v) {
    Assembler& code = a();
    unsigned n = static_cast<unsigned>(elts.size());
    int star = -1;
    for (unsigned i = 0; i < n; ++i) {
        if (elts[i]->kind != NodeKind::Starred) continue;
        if (star >= 0) return c_.error(target->span, "multiple starred expressions in assignment");
        star = static_cast<int>(i);
        if (i > 255 || n - i - 1 > 255)
            return c_.error(target->span, "too many expressions in star-unpacking assignment");
    }
    if (star < 0) {
        code.window_to_window(Op::Unpack, v, n, n);
    } else {
        unsigned before = static_cast<unsigned>(star), after = n - before - 1;
        code.window_to_window(Op::UnpackEx, v, n, before | after << 8);
    }
    for (expr* e : elts) {
        if (auto* s = try_as<Starred>(e)) e = s->value;
        TRY(store(e, Operand{code.top(), true}));
    }
    return {};
}

Status Generator::aug_assign(AugAssign* s) {
    Assembler& code = a();
    // The right operand and the operator, on `left`.
    auto operate = [&](Operand left, Dest dest) -> Result<Operand> {
        return this->operate(s->op, hold(left, s->value), s->value, dest, kInplace);
    };
    switch (s->target->kind) {
        case NodeKind::Name: {
            Value name = mangled(as<Name>(s->target)->id);
            TRY(forbidden(name, s->target->span, "assign to"));
            Operand left;
            {
                At at(*this, s->target->span);
                left = load_name(name, Dest::any());
            }
            int reg = local_register(name);
            if (reg >= 0) {
                (void)TRY(operate(left, Dest::local(static_cast<uint16_t>(reg))));
                return {};
            }
            Operand result = TRY(operate(left, Dest::temp()));
            At at(*this, s->target->span);
            return store_name(name, result, s->target->span);
        }
        case NodeKind::Attribute: {
            auto* t = as<Attribute>(s->target);
            Operand o = hold(TRY(value(t->value)), s->value);
            Value name = mangled(t->attr);
            Operand left;
            {
                At at(*this, t->span);
                left = code.unary(Op::LoadAttr, Dest::temp(), Operand{o.reg, false}, code.attr(name));
            }
            Operand result = TRY(operate(left, Dest::temp()));
            At at(*this, t->span);
            code.consume2(Op::StoreAttr, result, o, code.attr(name));
            return {};
        }
        case NodeKind::Subscript: {
            auto* t = as<Subscript>(s->target);
            Operand o = hold(hold(TRY(value(t->value)), t->slice), s->value);
            Operand key = hold(TRY(value(t->slice)), s->value);
            Operand left;
            {
                At at(*this, t->span);
                left = code.binary(Op::GetItem, Dest::temp(), Operand{o.reg, false}, Operand{key.reg, false});
            }
            Operand result = TRY(operate(left, Dest::temp()));
            At at(*this, t->span);
            code.consume3(Op::SetItem, result, o, key);
            return {};
        }
        default:
            return c_.error(s->target->span, "illegal expression for augmented assignment");
    }
}

Status Generator::ann_assign(AnnAssign* s) {
    Assembler& code = a();
    Scope* scope = unit_->scope;
    if (s->value) {
        auto* name = try_as<Name>(s->target);
        int reg = name ? local_register(mangled(name->id)) : -1;
        if (reg >= 0) {
            TRY(forbidden(mangled(name->id), name->span, "assign to"));
            (void)TRY(value(s->value, Dest::local(static_cast<uint16_t>(reg))));
        } else {
            Operand v = hold(TRY(value(s->value)), s->target);
            TRY(store(s->target, v));
        }
    }
    auto evaluate = [&](expr* e) -> Status {  // for its effect
        Operand o = TRY(value(e));
        if (o.temp) code.drop();
        return {};
    };
    switch (s->target->kind) {
        case NodeKind::Name: {
            Value name = mangled(as<Name>(s->target)->id);
            TRY(forbidden(name, s->target->span, "assign to"));
            if (!s->simple || scope->is_function()) break;
            TRY(annotation_value(s->annotation));
            Operand v{code.top(), true};
            Operand map = load_name(names(c_.t).__annotations__, Dest::temp());
            Operand key = load_const(name, Dest::temp());
            code.consume3(Op::SetItem, v, map, key);
            return {};
        }
        case NodeKind::Attribute:
            TRY(forbidden(mangled(as<Attribute>(s->target)->attr), s->target->span, "assign to"));
            if (!s->value) TRY(evaluate(as<Attribute>(s->target)->value));
            break;
        case NodeKind::Subscript:
            if (!s->value) {
                TRY(evaluate(as<Subscript>(s->target)->value));
                TRY(evaluate(as<Subscript>(s->target)->slice));
            }
            break;
        default:
            break;
    }
    if (!s->simple && !scope->is_function() && !(c_.future & kFutureAnnotations))
        TRY(evaluate(s->annotation));
    return {};
}

Status Generator::delete_target(expr* target) {
    Assembler& code = a();
    At at(*this, target->span);
    switch (target->kind) {
        case NodeKind::Name:
            return delete_name(mangled(as<Name>(target)->id), target->span);
        case NodeKind::Attribute: {
            auto* t = as<Attribute>(target);
            TRY(forbidden(mangled(t->attr), target->span, "delete"));
            Operand o = TRY(value(t->value));
            code.effect(Op::DeleteAttr, 0, o, code.attr(mangled(t->attr)));
            return {};
        }
        case NodeKind::Subscript: {
            auto* t = as<Subscript>(target);
            Operand o = hold(TRY(value(t->value)), t->slice);
            Operand key = TRY(value(t->slice));
            code.effect2(Op::DeleteItem, 0, o, key);
            return {};
        }
        case NodeKind::Tuple:
            for (expr* e : as<Tuple>(target)->elts) TRY(delete_target(e));
            return {};
        case NodeKind::List:
            for (expr* e : as<List>(target)->elts) TRY(delete_target(e));
            return {};
        default:
            return c_.error(target->span, "cannot delete expression");
    }
}

}  // namespace minipy::codegen
