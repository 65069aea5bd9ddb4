// Statements, but for assignments (codegen_assign.cpp), those that have to be left properly (codegen_try.cpp)
// and match (codegen_match.cpp).
#include "compiler/codegen.h"

namespace minipy::codegen {

Status Generator::body(const Seq<stmt*>& stmts) {
    for (stmt* s : stmts) TRY(statement(s));
    return {};
}

// Finds an annotated name that belongs to this scope.
static bool has_annotation(const Seq<stmt*>& stmts) {
    for (stmt* s : stmts) {
        switch (s->kind) {
            case NodeKind::AnnAssign:
                return true;
            case NodeKind::For:
                if (has_annotation(as<For>(s)->body) || has_annotation(as<For>(s)->orelse)) return true;
                break;
            case NodeKind::AsyncFor:
                if (has_annotation(as<AsyncFor>(s)->body) || has_annotation(as<AsyncFor>(s)->orelse))
                    return true;
                break;
            case NodeKind::While:
                if (has_annotation(as<While>(s)->body) || has_annotation(as<While>(s)->orelse)) return true;
                break;
            case NodeKind::If:
                if (has_annotation(as<If>(s)->body) || has_annotation(as<If>(s)->orelse)) return true;
                break;
            case NodeKind::With:
                if (has_annotation(as<With>(s)->body)) return true;
                break;
            case NodeKind::AsyncWith:
                if (has_annotation(as<AsyncWith>(s)->body)) return true;
                break;
            case NodeKind::Match:
                for (match_case* k : as<Match>(s)->cases)
                    if (has_annotation(k->body)) return true;
                break;
            case NodeKind::Try: {
                auto* t = as<Try>(s);
                if (has_annotation(t->body) || has_annotation(t->orelse) || has_annotation(t->finalbody))
                    return true;
                for (excepthandler* h : t->handlers)
                    if (has_annotation(as<ExceptHandler>(h)->body)) return true;
                break;
            }
            case NodeKind::TryStar: {
                auto* t = as<TryStar>(s);
                if (has_annotation(t->body) || has_annotation(t->orelse) || has_annotation(t->finalbody))
                    return true;
                for (excepthandler* h : t->handlers)
                    if (has_annotation(as<ExceptHandler>(h)->body)) return true;
                break;
            }
            default:
                break;
        }
    }
    return false;
}

Status Generator::docstring_and_body(const Seq<stmt*>& stmts) {
    Assembler& code = a();
    Scope* scope = unit_->scope;
    size_t first = 0;
    if (!scope->is_function() && has_annotation(stmts)) {
        Position saved = code.pos;
        if (scope->kind == ScopeKind::Module) code.pos = {stmts.empty() ? 1 : stmts[0]->span.line, 1, 0, 0};
        code.plain(Op::SetupAnnotations);
        code.pos = saved;
    }
    if (!stmts.empty() && !unit_->interactive) {
        auto* e = try_as<Expr>(stmts[0]);
        auto* k = e ? try_as<Constant>(e->value) : nullptr;
        if (k && k->value.kind == ConstantValue::Kind::Str) {
            first = 1;
            if (c_.options.optimize < 2) {
                Value doc = literal(k->value);
                unit_->doc = doc;
                if (!scope->is_function()) {
                    At at(*this, stmts[0]->span);
                    load_const(doc, Dest::temp());
                    TRY(store_name(names(c_.t).__doc__, Operand{code.top(), true}, stmts[0]->span));
                }
            }
        }
    }
    for (size_t i = first; i < stmts.size(); ++i) TRY(statement(stmts[i]));
    return {};
}

// CPython's limit on blocks within blocks, which programs can see.
Status Generator::check_nesting(stmt* s) {
    constexpr size_t kMaxBlocks = 20;
    if (unit_->blocks.size() < kMaxBlocks) return {};
    switch (s->kind) {
        case NodeKind::For:
        case NodeKind::AsyncFor:
        case NodeKind::While:
        case NodeKind::With:
        case NodeKind::AsyncWith:
        case NodeKind::Try:
        case NodeKind::TryStar: return c_.error(s->span, "too many statically nested blocks");
        default: return {};
    }
}

Status Generator::statement(stmt* s) {
    if (native_stack_low(c_.t, " during compilation")) return Raised{};
    a().pos = position(s->span);
    TRY(check_nesting(s));
    switch (s->kind) {
        case NodeKind::FunctionDef:
            return function(as<FunctionDef>(s), false);
        case NodeKind::AsyncFunctionDef:
            return function(as<AsyncFunctionDef>(s), true);
        case NodeKind::ClassDef:
            return class_def(as<ClassDef>(s));
        case NodeKind::Return:
            return return_(as<Return>(s));
        case NodeKind::Delete:
            for (expr* e : as<Delete>(s)->targets) TRY(delete_target(e));
            return {};
        case NodeKind::Assign:
            return assign(as<Assign>(s));
        case NodeKind::TypeAlias:
            return type_alias(as<TypeAlias>(s));
        case NodeKind::AugAssign:
            return aug_assign(as<AugAssign>(s));
        case NodeKind::AnnAssign:
            return ann_assign(as<AnnAssign>(s));
        case NodeKind::For:
            return for_plain(as<For>(s));
        case NodeKind::AsyncFor:
            return for_async(as<AsyncFor>(s));
        case NodeKind::While:
            return while_(as<While>(s));
        case NodeKind::If:
            return if_(as<If>(s));
        case NodeKind::With:
            return with_(as<With>(s)->items, 0, as<With>(s)->body, false, s->span);
        case NodeKind::AsyncWith: {
            Scope* scope = unit_->scope;
            bool top_level = c_.options.allow_top_level_await && scope->kind == ScopeKind::Module;
            if (!scope->is_async && !top_level)
                return c_.error(s->span, "'async with' outside async function");
            return with_(as<AsyncWith>(s)->items, 0, as<AsyncWith>(s)->body, true, s->span);
        }
        case NodeKind::Match:
            return match(as<Match>(s));
        case NodeKind::Raise:
            return raise_(as<Raise>(s));
        case NodeKind::Try:
            a().plain(Op::Nop);
            return try_(as<Try>(s));
        case NodeKind::TryStar:
            a().plain(Op::Nop);
            return try_star(as<TryStar>(s));
        case NodeKind::Assert:
            return assert_(as<Assert>(s));
        case NodeKind::Import:
            return import_(as<Import>(s));
        case NodeKind::ImportFrom:
            return import_from(as<ImportFrom>(s));
        case NodeKind::Expr:
            return expression_statement(as<Expr>(s));
        case NodeKind::Break:
            return break_or_continue(s, true);
        case NodeKind::Continue:
            return break_or_continue(s, false);
        case NodeKind::Pass:
            a().plain(Op::Nop);  // its line can be traced
            return {};
        default:
            return {};
    }
}

Status Generator::expression_statement(Expr* s) {
    Assembler& code = a();
    if (unit_->interactive && unit_->scope->kind == ScopeKind::Module) {
        Operand o = TRY(value(s->value));
        code.consume(Op::PrintExpr, o);
        return {};
    }
    if (s->value->kind == NodeKind::Constant) {
        code.plain(Op::Nop);
        return {};
    }
    Operand o = TRY(value(s->value));
    if (o.temp) code.drop();
    return {};
}

// ---- simple statements -----------------------------------------------------------------------------------

Status Generator::assert_(Assert* s) {
    Assembler& code = a();
    if (auto* tuple = try_as<Tuple>(s->test); tuple && !tuple->elts.empty())
        TRY(c_.warn(s->span, "assertion is always true, perhaps remove parentheses?"));
    if (c_.options.optimize) return {};
    Label end = code.label();
    TRY(jump_if(s->test, end, true));
    code.load(Op::LoadAssertionError, Dest::temp(), 0, 0);
    if (s->msg) {
        (void)TRY(value(s->msg, Dest::temp()));
        code.window(Op::Call, Dest::temp(), 2, 1);
    }
    code.plain(Op::Raise, code.top(), 1);
    code.pop();
    code.end_flow();
    code.place(end);
    return {};
}

Status Generator::raise_(Raise* s) {
    Assembler& code = a();
    unsigned n = 0;
    if (s->exc) (void)TRY(value(s->exc, Dest::temp())), ++n;
    if (s->cause) (void)TRY(value(s->cause, Dest::temp())), ++n;
    code.plain(Op::Raise, n ? code.top(n - 1) : 0, n);
    code.pop(n);
    code.end_flow();
    return {};
}

Status Generator::import_(Import* s) {
    Assembler& code = a();
    for (alias* al : s->names) {
        load_const(Value::from_int(0), Dest::temp());
        load_const(Value::none(), Dest::temp());
        std::string_view dotted = al->name->text;
        code.window(Op::ImportName, Dest::temp(), 2, code.name(c_.name(al->name)));
        size_t dot = dotted.find('.');
        if (!al->asname) {
            TRY(store_name(mangle(c_.t, unit_->scope->class_name, intern(c_.t, dotted.substr(0, dot))),
                           Operand{code.top(), true}, s->span));
            continue;
        }
        while (dot != std::string_view::npos) {  // import a.b.c as m: down the attributes
            dotted = dotted.substr(dot + 1);
            dot = dotted.find('.');
            Operand module{code.top(), true};
            code.load(Op::ImportFrom, Dest::temp(), module.reg,
                      code.name(intern(c_.t, dotted.substr(0, dot))));
            code.swap();
            code.drop();
        }
        TRY(store_name(mangled(al->asname), Operand{code.top(), true}, s->span));
    }
    return {};
}

Status Generator::import_from(ImportFrom* s) {
    if (s->module && s->module->text == "__future__" && s->level == 0 && s->span.line > c_.future_line)
        return c_.error(s->span, "from __future__ imports must occur at the beginning of the file");
    Assembler& code = a();
    load_const(Value::from_int(s->level), Dest::temp());
    std::vector<Value> list;
    for (alias* al : s->names) list.push_back(c_.name(al->name));
    load_const(tuple_constant(list), Dest::temp());
    Value module = s->module ? c_.name(s->module) : c_.t.interp->empty_str;
    code.window(Op::ImportName, Dest::temp(), 2, code.name(module));
    if (s->names[0]->name->text == "*") {
        code.consume(Op::ImportStar, Operand{code.top(), true});
        return {};
    }
    for (alias* al : s->names) {
        code.load(Op::ImportFrom, Dest::temp(), code.top(), code.name(c_.name(al->name)));
        TRY(store_name(mangled(al->asname ? al->asname : al->name), Operand{code.top(), true}, s->span));
    }
    code.drop();
    return {};
}

// ---- control flow ----------------------------------------------------------------------------------------

Status Generator::if_(If* s) {
    Assembler& code = a();
    Label otherwise = code.label(), end = code.label();
    TRY(jump_if(s->test, otherwise, false));
    TRY(body(s->body));
    if (!s->orelse.empty()) {
        code.pos = {0, 0, -1, -1};
        code.jump(end);
    }
    code.place(otherwise);
    TRY(body(s->orelse));
    code.place(end);
    return {};
}

// while: the test stands twice, before the loop and at its end, so that each round has one jump.
Status Generator::while_(While* s) {
    Assembler& code = a();
    Label loop = code.label(), next = code.label(), otherwise = code.label(), end = code.label();
    TRY(jump_if(s->test, otherwise, false));
    code.place_loop(loop);
    Block block{};
    block.kind = BlockKind::Loop;
    block.exit = end;
    block.next = next;
    unit_->blocks.push_back(block);
    TRY(body(s->body));
    unit_->blocks.pop_back();
    code.place(next);
    code.pos = position(s->span);
    TRY(jump_if(s->test, loop, true));
    code.place(otherwise);
    TRY(body(s->orelse));
    code.place(end);
    return {};
}

Status Generator::for_plain(For* s) {
    Assembler& code = a();
    Label loop = code.label(), otherwise = code.label(), end = code.label();
    Value items;
    if (auto* list = try_as<List>(s->iter)) items = fold_tuple(list->elts);
    Operand iterable = items.is_valid() ? load_const(items, Dest::any()) : TRY(value(s->iter));
    code.unary(Op::GetIter, Dest::temp(), iterable);
    code.place_loop(loop);
    uint16_t depth = code.depth();
    auto* name = try_as<Name>(s->target);
    int reg = name ? local_register(mangled(name->id)) : -1;
    if (name) TRY(forbidden(mangled(name->id), name->span, "assign to"));
    code.for_iter(reg >= 0 ? Dest::local(static_cast<uint16_t>(reg)) : Dest::temp(), otherwise);
    Block block{};
    block.kind = BlockKind::ForLoop;
    block.exit = end;
    block.next = loop;
    if (reg < 0)
        TRY(store(s->target, Operand{code.top(), true}));
    else
        TRY(forbidden(mangled(name->id), name->span, "assign to"));
    unit_->blocks.push_back(block);
    TRY(body(s->body));
    unit_->blocks.pop_back();
    code.pos = {0, 0, -1, -1};
    code.jump(loop);
    code.set_depth(static_cast<uint16_t>(depth - 1));
    code.place(otherwise);
    TRY(body(s->orelse));
    code.place(end);
    return {};
}

Status Generator::for_async(AsyncFor* s) {
    Assembler& code = a();
    Scope* scope = unit_->scope;
    bool top_level = c_.options.allow_top_level_await && scope->kind == ScopeKind::Module;
    if (!scope->is_async && !top_level) return c_.error(s->span, "'async for' outside async function");
    Label loop = code.label(), otherwise = code.label(), end = code.label(), handler = code.label();
    Operand o = TRY(value(s->iter));
    code.unary(Op::GetAiter, Dest::temp(), o);
    code.place_loop(loop);
    uint16_t depth = code.depth();
    bool was_reachable = code.reachable();
    BoundSet entry = code.state_at_handler();
    uint32_t begin = code.here();
    code.load(Op::GetAnext, Dest::temp(), code.top(), 0);
    load_const(Value::none(), Dest::temp());
    code.window(Op::YieldFrom, Dest::temp(), 2, code.top());
    code.protect(begin, code.here(), handler, depth);
    Position place = code.pos;
    TRY(store(s->target, Operand{code.top(), true}));
    Block block{};
    block.kind = BlockKind::ForLoop;
    block.exit = end;
    block.next = loop;
    unit_->blocks.push_back(block);
    TRY(body(s->body));
    unit_->blocks.pop_back();
    code.pos = {0, 0, -1, -1};
    code.jump(loop);
    code.pos = place;
    code.place_handler(handler, depth, entry, was_reachable);
    code.end_async_for(otherwise);
    code.set_depth(static_cast<uint16_t>(depth - 1));
    code.place(otherwise);
    TRY(body(s->orelse));
    code.place(end);
    return {};
}

Status Generator::break_or_continue(stmt* s, bool is_break) {
    Assembler& code = a();
    size_t at = unit_->blocks.size();
    while (at > 0) {
        const Block& b = unit_->blocks[at - 1];
        if (b.star)
            return c_.error(s->span, "'break', 'continue' and 'return' cannot appear in an except* block");
        if (b.kind == BlockKind::Loop || b.kind == BlockKind::ForLoop) break;
        --at;
    }
    if (at == 0)
        return c_.error(s->span, is_break ? "'break' outside loop" : "'continue' not properly in loop");
    Block loop = unit_->blocks[at - 1];
    uint16_t depth = code.depth();
    std::vector<Block> saved = unit_->blocks;
    if (leaves_something()) code.plain(Op::Nop);  // its own line comes before those of what it leaves
    // break leaves the loop's own block too; continue stays in it
    TRY(unwind(is_break ? at - 1 : at, false));
    code.jump(is_break ? loop.exit : loop.next);
    restore_blocks(std::move(saved), depth);
    return {};
}

Status Generator::return_(Return* s) {
    Assembler& code = a();
    Scope* scope = unit_->scope;
    if (!scope->is_function()) return c_.error(s->span, "'return' outside function");
    if (s->value && scope->is_async && scope->generator)
        return c_.error(s->span, "'return' with value in async generator");
    for (const Block& b : unit_->blocks)
        if (b.star)
            return c_.error(s->value ? s->value->span : s->span,
                            "'break', 'continue' and 'return' cannot appear in an except* block");
    uint16_t depth = code.depth();
    bool is_constant = !s->value || constant(s->value).is_valid();
    Operand o;
    if (s->value && !is_constant) {
        o = TRY(value(s->value));
        if (leaves_something()) o = code.to_temp(o);
    }
    code.pos = position(s->span);
    bool leaves = leaves_something();
    if (leaves) code.plain(Op::Nop);
    std::vector<Block> saved = unit_->blocks;
    TRY(unwind(0, o.temp));
    if (o.temp) o.reg = code.top();
    code.pos = leaves ? Position{0, 0, -1, -1} : position(s->span);
    if (is_constant) o = s->value ? TRY(value(s->value)) : load_const(Value::none(), Dest::any());
    code.consume(Op::Return, o);
    code.end_flow();
    restore_blocks(std::move(saved), depth);
    return {};
}

}  // namespace minipy::codegen
