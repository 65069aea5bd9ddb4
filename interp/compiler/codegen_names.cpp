// Names: registers, cells, globals or the namespace of a class or module, as the scopes say.
#include "compiler/codegen.h"

namespace minipy::codegen {

int Generator::local_register(Value name) {
    if (!unit_->scope->is_function()) return -1;
    Symbol* s = unit_->scope->find(name);
    return s && s->binding == Binding::Local ? s->reg : -1;
}

Operand Generator::load_name(Value name, Dest dest) {
    Assembler& as = a();
    Scope* scope = unit_->scope;
    Symbol* s = scope->find(name);
    Binding binding = s ? s->binding : Binding::Unknown;
    unsigned n = 0;
    switch (binding) {
        case Binding::Cell:
            return as.load(Op::LoadCell, dest, static_cast<unsigned>(s->reg), 0);
        case Binding::Free:
            if (scope->kind == ScopeKind::Class)
                return as.load(Op::LoadClassFree, dest, static_cast<unsigned>(s->free_index), as.name(name));
            return as.load(Op::LoadFree, dest, static_cast<unsigned>(s->free_index), 0);
        case Binding::Local:
            if (!scope->is_function()) break;
            n = static_cast<unsigned>(s->reg);
            if (!as.known_bound(n)) {
                as.plain(Op::CheckBound, n);
                as.bound().add(n);
            }
            if (dest.kind == Dest::Any) return {static_cast<uint16_t>(n), false};
            if (dest.kind == Dest::Local) {
                as.move_to({static_cast<uint16_t>(n), false}, dest.reg);
                return {dest.reg, false};
            }
            return as.to_temp({static_cast<uint16_t>(n), false});
        case Binding::GlobalExplicit:
            return as.load(Op::LoadGlobal, dest, as.name(name), as.global(name));
        case Binding::GlobalImplicit:
            if (scope->is_function()) return as.load(Op::LoadGlobal, dest, as.name(name), as.global(name));
            break;
        case Binding::Unknown:
            break;
    }
    return as.load(scope->is_function() ? Op::LoadGlobal : Op::LoadName, dest, as.name(name),
                   as.global(name));
}

Status Generator::forbidden(Value name, const Span& span, const char* verb) {
    if (str_equals(name, "__debug__")) return c_.error(span, std::string("cannot ") + verb + " __debug__");
    return {};
}

Status Generator::store_name(Value name, Operand value, const Span& span) {
    TRY(forbidden(name, span, "assign to"));
    Assembler& as = a();
    Scope* scope = unit_->scope;
    Symbol* s = scope->find(name);
    Binding binding = s ? s->binding : Binding::Unknown;
    if (binding == Binding::Cell) {
        as.consume(Op::StoreCell, value, static_cast<unsigned>(s->reg));
    } else if (binding == Binding::Free) {
        as.consume(Op::StoreFree, value, static_cast<unsigned>(s->free_index));
    } else if (binding == Binding::Local && scope->is_function()) {
        as.move_to(value, static_cast<uint16_t>(s->reg));
    } else if (binding == Binding::GlobalExplicit || (scope->is_function() && binding != Binding::Local)) {
        as.consume(Op::StoreGlobal, value, as.name(name), as.global(name));
    } else {
        as.consume(Op::StoreName, value, as.name(name));
    }
    return {};
}

Status Generator::delete_name(Value name, const Span& span) {
    TRY(forbidden(name, span, "delete"));
    Assembler& as = a();
    Scope* scope = unit_->scope;
    Symbol* s = scope->find(name);
    Binding binding = s ? s->binding : Binding::Unknown;
    if (binding == Binding::Cell) {
        as.plain(Op::DeleteCell, 0, static_cast<unsigned>(s->reg));
    } else if (binding == Binding::Free) {
        as.plain(Op::DeleteFree, 0, static_cast<unsigned>(s->free_index));
    } else if (binding == Binding::Local && scope->is_function()) {
        as.plain(Op::DeleteLocal, static_cast<unsigned>(s->reg));
        as.bound().remove(static_cast<unsigned>(s->reg));
    } else if (binding == Binding::GlobalExplicit || (scope->is_function() && binding != Binding::Local)) {
        as.plain(Op::DeleteGlobal, 0, as.name(name));
    } else {
        as.plain(Op::DeleteName, 0, as.name(name));
    }
    return {};
}

// A local read by an instruction after `later` was evaluated must keep its value of now: only a walrus can
// change it.
Operand Generator::hold(Operand o, const expr* later) {
    if (o.temp || !later || later->kind == NodeKind::Constant || later->kind == NodeKind::Name) return o;
    if (o.reg >= unit_->scope->locals.size()) return o;
    Symbol* s = unit_->scope->find(unit_->scope->locals[o.reg]);
    return s && (s->flags & kSymWalrus) ? a().to_temp(o) : o;
}

}  // namespace minipy::codegen
