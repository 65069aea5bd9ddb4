// Units: a code object is begun, and becomes a Code.
#include "compiler/codegen.h"

namespace minipy::codegen {

Unit& Generator::enter(Scope* scope, Value name, int32_t first_line) {
    units_.push_back(std::make_unique<Unit>(c_, scope, unit_));
    Unit& unit = *units_.back();
    unit.name = name;
    unit.first_line = first_line;
    for (Symbol& s : scope->symbols) {
        if (s.reg < 0) continue;
        if (s.flags & kSymParam) unit.code.bound().add(static_cast<unsigned>(s.reg));
        if (s.flags & kSymUnbinds) unit.code.unstable().add(static_cast<unsigned>(s.reg));
    }
    unit.qualname = to_utf8(name);
    Unit* parent = unit_;
    while (parent && parent->scope->kind == ScopeKind::TypeParams) parent = parent->parent;
    bool named = scope->kind == ScopeKind::Function || scope->kind == ScopeKind::Class;
    if (parent && parent->scope->kind != ScopeKind::Module) {
        Symbol* s = named ? parent->scope->find(mangle(c_.t, parent->scope->class_name, name)) : nullptr;
        bool has_locals =
            parent->scope->kind == ScopeKind::Function || parent->scope->kind == ScopeKind::Lambda;
        bool global = s && s->binding == Binding::GlobalExplicit;
        if (!global) unit.qualname = parent->qualname + (has_locals ? ".<locals>." : ".") + unit.qualname;
    }
    unit_ = &unit;
    return unit;
}

uint32_t Generator::code_flags(const Unit& unit) const {
    const Scope& s = *unit.scope;
    uint32_t flags = c_.future & kFutureMask;
    bool async_comprehension = s.is_comprehension() && s.coroutine;
    if (s.is_function()) {
        flags |= kCodeOptimized | kCodeNewLocals;
        if (s.varargs) flags |= kCodeVarargs;
        if (s.varkeywords) flags |= kCodeVarkeywords;
        if (s.nested) flags |= kCodeNested;
        bool is_async = s.is_async || async_comprehension;
        if (s.generator)
            flags |= is_async ? kCodeAsyncGenerator : kCodeGenerator;
        else if (is_async)
            flags |= kCodeCoroutine;
    } else if (s.kind == ScopeKind::Module && s.coroutine && c_.options.allow_top_level_await) {
        flags |= kCodeCoroutine;
    }
    return flags;
}

Owned Generator::leave() {
    Unit& unit = *unit_;
    Assembler& code = unit.code;
    if (code.reachable()) {
        code.pos = {0, 0, -1, -1};  // it stands on no line
        Operand none = load_const(Value::none(), Dest::any());
        code.consume(Op::Return, none);
        code.end_flow();
    }
    Owned made = TRY(code.finish());
    Code* c = made.as<Code>();
    Scope* s = unit.scope;
    c->arg_count = unit.arg_count;
    c->posonly_count = unit.posonly_count;
    c->kwonly_count = unit.kwonly_count;
    c->flags = code_flags(unit);
    constexpr uint32_t kNeedsWork =
        kCodeVarargs | kCodeVarkeywords | kCodeGenerator | kCodeCoroutine | kCodeAsyncGenerator;
    if (!(c->flags & kNeedsWork) && !c->kwonly_count) c->simple_args = c->arg_count;
    c->local_names = s->locals;
    c->cell_registers = s->cell_registers;
    c->cell_count = static_cast<uint16_t>(s->cell_registers.size());
    c->free_names = s->free_names;
    c->free_count = static_cast<uint16_t>(s->free_names.size());
    c->name = unit.name;
    c->qualname = text(unit.qualname);
    c->first_line = unit.first_line;
    c->doc = unit.doc;
#ifndef NDEBUG
    std::string wrong = validate(c);
    if (!wrong.empty()) {
        fprintf(stderr, "invalid code: %s\n%s", wrong.c_str(), disassemble(c_.t, c).c_str());
        abort();
    }
#endif
    unit_ = unit.parent;
    units_.pop_back();
    return made;
}

Owned Generator::module(mod* m) {
    Unit& unit = enter(table_.top(), intern(c_.t, "<module>"), 1);
    unit.interactive = m->kind == NodeKind::Interactive;
    a().pos = {0, 1, 0, 0};
    if (auto* eval = try_as<Expression>(m)) {
        Operand o = TRY(value(eval->body));
        a().pos = position(eval->body->span);
        a().consume(Op::Return, o);
        a().end_flow();
        return leave();
    }
    const Seq<stmt*>& stmts = m->kind == NodeKind::Module ? as<Module>(m)->body : as<Interactive>(m)->body;
    TRY(docstring_and_body(stmts));
    return leave();
}

}  // namespace minipy::codegen
