// Functions, lambdas, comprehensions, type parameters. Classes are in codegen_class.cpp.
#include "compiler/codegen.h"

namespace minipy::codegen {

// ---- closures --------------------------------------------------------------------------------------------

// Pushes the cells that `inner` refers to, and makes a tuple of them.
void Generator::push_closure(Scope* inner) {
    Assembler& code = a();
    Scope* scope = unit_->scope;
    unsigned n = static_cast<unsigned>(inner->free_names.size());
    for (Value name : inner->free_names) {
        Symbol* s = scope->find(name);
        if (scope->kind == ScopeKind::Class && scope->needs_class_cell && name == names(c_.t).__class__) {
            code.unary(Op::Move, Dest::temp(), Operand{0, false});
        } else if (s->binding == Binding::Cell) {
            code.unary(Op::Move, Dest::temp(), Operand{static_cast<uint16_t>(s->reg), false});
        } else {
            code.load(Op::LoadFreeCell, Dest::temp(), static_cast<unsigned>(s->free_index), 0);
        }
    }
    code.window(Op::BuildTuple, Dest::temp(), n, n);
}

// Pushes a code object, which this generator keeps alive until its owner is finished.
void Generator::load_code(Owned code) {
    load_const(code, Dest::temp());
    codes_.push_back(std::move(code));
}

// The `pushed` newest temporaries are the code constant and what the bits name; adds the closure.
Operand Generator::make_function(unsigned bits, Scope* inner, Dest dest, unsigned pushed) {
    if (!inner->free_names.empty()) {
        push_closure(inner);
        bits |= 8;
        ++pushed;
    }
    return a().window(Op::MakeFunction, dest, pushed, bits);
}

Result<unsigned> Generator::function_defaults(arguments* args) {
    Assembler& code = a();
    unsigned bits = 0;
    if (!args->defaults.empty()) {
        Value items = fold_tuple(args->defaults);
        if (items.is_valid()) {
            load_const(items, Dest::temp());
        } else {
            for (expr* e : args->defaults) (void)TRY(value(e, Dest::temp()));
            unsigned n = static_cast<unsigned>(args->defaults.size());
            code.window(Op::BuildTuple, Dest::temp(), n, n);
        }
        bits |= 1;
    }
    unsigned pairs = 0;
    for (size_t i = 0; i < args->kw_defaults.size(); ++i) {
        if (!args->kw_defaults[i]) continue;
        load_const(mangled(args->kwonlyargs[i]->arg_name), Dest::temp());
        (void)TRY(value(args->kw_defaults[i], Dest::temp()));
        ++pairs;
    }
    if (pairs) {
        code.window(Op::BuildMap, Dest::temp(), pairs * 2, pairs);
        bits |= 2;
    }
    return bits;
}

Status Generator::annotation_value(expr* annotation) {
    if (c_.future & kFutureAnnotations) {
        At at(*this, annotation->span);
        load_const(pool(make_str(c_.t, unparse(c_.t, annotation))), Dest::temp());
        return {};
    }
    if (auto* star = try_as<Starred>(annotation)) {  // *args: *Ts
        At at(*this, annotation->span);
        Operand o = TRY(value(star->value));
        a().window_to_window(Op::Unpack, o, 1, 1);
        return {};
    }
    (void)TRY(value(annotation, Dest::temp()));
    return {};
}

Status Generator::annotation_pair(Value name, expr* annotation, unsigned& count) {
    if (!annotation) return {};
    load_const(name, Dest::temp());
    TRY(annotation_value(annotation));
    count += 2;
    return {};
}

Status Generator::annotations(arguments* args, expr* returns, unsigned& bits) {
    unsigned n = 0;
    auto one = [&](arg* p) { return annotation_pair(mangled(p->arg_name), p->annotation, n); };
    for (arg* p : args->posonlyargs) TRY(one(p));
    for (arg* p : args->args) TRY(one(p));
    if (args->vararg) TRY(one(args->vararg));
    for (arg* p : args->kwonlyargs) TRY(one(p));
    if (args->kwarg) TRY(one(args->kwarg));
    TRY(annotation_pair(intern(c_.t, "return"), returns, n));
    if (!n) return {};
    a().window(Op::BuildTuple, Dest::temp(), n, n);
    bits |= 4;
    return {};
}

// ---- functions -------------------------------------------------------------------------------------------

Owned Generator::function_code(Scope* scope, Value name, arguments* args, const Seq<stmt*>* stmts,
                               expr* result, int32_t line) {
    Unit& unit = enter(scope, name, line);
    Span function_span = scope->span;
    if (args) {
        unit.posonly_count = static_cast<uint16_t>(args->posonlyargs.size());
        unit.arg_count = static_cast<uint16_t>(args->posonlyargs.size() + args->args.size());
        unit.kwonly_count = static_cast<uint16_t>(args->kwonlyargs.size());
        for (auto* list : {&args->posonlyargs, &args->args, &args->kwonlyargs})
            for (arg* p : *list) TRY(forbidden(c_.name(p->arg_name), function_span, "assign to"));
        for (arg* p : {args->vararg, args->kwarg})
            if (p) TRY(forbidden(c_.name(p->arg_name), function_span, "assign to"));
    }
    if (stmts) {
        TRY(docstring_and_body(*stmts));
    } else {
        Operand o = TRY(value(result));
        At at(*this, result->span);
        a().consume(Op::Return, o);
        a().end_flow();
    }
    return leave();
}

Status Generator::decorators(const Seq<expr*>& list) {
    for (expr* e : list) (void)TRY(value(e, Dest::temp()));
    return {};
}

Status Generator::apply_decorators(const Seq<expr*>& list) {
    for (size_t i = list.size(); i-- > 0;) {
        At at(*this, list[i]->span);
        a().window(Op::Call, Dest::temp(), 2, 1);
    }
    return {};
}

template <class F>
Status Generator::function(F* f, bool is_async) {
    Assembler& code = a();
    int32_t line = f->decorator_list.empty() ? f->span.line : f->decorator_list[0]->span.line;
    TRY(decorators(f->decorator_list));
    Scope* scope = table_.find(f);
    bool generic = !f->type_params.empty();
    (void)is_async;
    if (!generic) {
        Value name = c_.name(f->name);
        Owned inner = TRY(function_code(scope, name, f->args, &f->body, nullptr, line));
        load_code(std::move(inner));
        unsigned bits = TRY(function_defaults(f->args));
        TRY(annotations(f->args, f->returns, bits));
        unsigned pushed = 1 + __builtin_popcount(bits);
        make_function(bits, scope, Dest::temp(), pushed);
    } else {
        // A hidden function makes the type parameters and then the function; it takes the defaults as
        // arguments.
        Scope* outer = table_.find(&f->type_params);
        Unit& unit =
            enter(outer, intern(c_.t, "<generic parameters of " + std::string(f->name->text) + ">"), line);
        a().pos = position(f->span);
        TRY(type_params(f->type_params));
        Owned inner = TRY(function_code(scope, c_.name(f->name), f->args, &f->body, nullptr, line));
        load_code(std::move(inner));
        unsigned bits = 0;
        unit.arg_count = static_cast<uint16_t>(outer->params.size());
        for (uint16_t i = 0; i < outer->params.size(); ++i) {
            a().to_temp(Operand{i, false});
            bits |= str_equals(outer->params[i], ".defaults") ? 1 : 2;
        }
        TRY(annotations(f->args, f->returns, bits));
        Operand made = make_function(bits, scope, Dest::temp(), 1 + __builtin_popcount(bits));
        a().swap();  // [params, function] -> [function, params]
        a().effect(Op::SetTypeParams, a().top(1), Operand{a().top(), true});
        a().consume(Op::Return, Operand{a().top(), true});
        a().end_flow();
        (void)made;
        Owned hidden = TRY(leave());
        load_code(std::move(hidden));
        make_function(0, outer, Dest::temp(), 1);
        unsigned given = TRY(function_defaults(f->args));
        unsigned n = static_cast<unsigned>(__builtin_popcount(given));
        code.window(Op::Call, Dest::temp(), 1 + n, n);
    }
    TRY(apply_decorators(f->decorator_list));
    return store_name(mangled(f->name), Operand{code.top(), true}, f->span);
}
template Status Generator::function<FunctionDef>(FunctionDef*, bool);
template Status Generator::function<AsyncFunctionDef>(AsyncFunctionDef*, bool);

Result<Operand> Generator::lambda(Lambda* e, Dest dest) {
    Scope* scope = table_.find(e);
    Owned inner =
        TRY(function_code(scope, intern(c_.t, "<lambda>"), e->args, nullptr, e->body, e->span.line));
    load_code(std::move(inner));
    unsigned bits = TRY(function_defaults(e->args));
    return make_function(bits, scope, dest, 1 + static_cast<unsigned>(__builtin_popcount(bits)));
}

// ---- comprehensions --------------------------------------------------------------------------------------

Result<Operand> Generator::comprehension_(expr* e, const Seq<comprehension*>& gens, expr* elt, expr* val,
                                          Dest dest) {
    Scope* scope = table_.find(e);
    bool is_generator = e->kind == NodeKind::GeneratorExp;
    bool is_async = scope->coroutine;
    Scope* outer = unit_->scope;
    bool outer_async = outer->is_async || (outer->is_comprehension() && outer->coroutine) ||
                       (c_.options.allow_top_level_await && outer->kind == ScopeKind::Module);
    if (is_async && !is_generator && !outer_async && !(outer->is_comprehension()))
        return c_.error(e->span, "asynchronous comprehension outside of an asynchronous function");
    Unit& unit = enter(scope, scope->name, e->span.line);
    unit.arg_count = 1;
    a().pos = position(e->span);
    uint16_t result = 0;
    if (!is_generator) {
        Op op = e->kind == NodeKind::ListComp  ? Op::BuildList
                : e->kind == NodeKind::SetComp ? Op::BuildSet
                                               : Op::BuildMap;
        a().window(op, Dest::temp(), 0, 0);
        result = a().top();
    }
    TRY(comprehension_loop(e, gens, 0, elt, val, result));
    if (!is_generator) {
        a().consume(Op::Return, Operand{result, true});
        a().end_flow();
    }
    Owned inner = TRY(leave());
    Assembler& code = a();
    load_code(std::move(inner));
    make_function(0, scope, Dest::temp(), 1);
    Operand iterable = TRY(value(gens[0]->iter));
    code.unary(gens[0]->is_async ? Op::GetAiter : Op::GetIter, Dest::temp(), iterable);
    bool awaited = is_async && !is_generator;
    Operand called = code.window(Op::Call, awaited ? Dest::temp() : dest, 2, 1);
    return awaited ? await_top(dest, 0) : called;
}

Status Generator::comprehension_loop(expr* e, const Seq<comprehension*>& gens, size_t at, expr* elt,
                                     expr* val, uint16_t result) {
    Assembler& code = a();
    comprehension* g = gens[at];
    if (at == 0) {
        code.to_temp(Operand{0, false});
    } else {
        // `for y in [f(x)]` is an assignment: no iterator is made
        Operand o = TRY(value(g->iter));
        code.unary(g->is_async ? Op::GetAiter : Op::GetIter, Dest::temp(), o);
    }
    Label loop = code.label(), end = code.label(), handler = code.label();
    code.place_loop(loop);
    uint16_t depth = code.depth();
    if (!g->is_async) {
        Name* name = try_as<Name>(g->target);
        int reg = name ? local_register(mangled(name->id)) : -1;
        if (name) TRY(forbidden(mangled(name->id), name->span, "assign to"));
        code.for_iter(reg >= 0 ? Dest::local(static_cast<uint16_t>(reg)) : Dest::temp(), end);
        if (reg < 0) TRY(store(g->target, Operand{code.top(), true}));
        TRY(comprehension_body(e, gens, at, elt, val, result, loop));
        code.set_depth(static_cast<uint16_t>(depth - 1));
        code.place(end);
        return {};
    }
    uint32_t begin = code.here();
    bool was_reachable = code.reachable();
    BoundSet entry = code.state_at_handler();
    code.load(Op::GetAnext, Dest::temp(), code.top(), 0);
    load_const(Value::none(), Dest::temp());
    code.window(Op::YieldFrom, Dest::temp(), 2, code.top());
    code.protect(begin, code.here(), handler, depth);
    TRY(store(g->target, Operand{code.top(), true}));
    TRY(comprehension_body(e, gens, at, elt, val, result, loop));
    code.place_handler(handler, depth, entry, was_reachable);
    code.end_async_for(end);
    code.set_depth(static_cast<uint16_t>(depth - 1));
    code.place(end);
    return {};
}

// The conditions and what they guard; goes back to `next`.
Status Generator::comprehension_body(expr* e, const Seq<comprehension*>& gens, size_t at, expr* elt,
                                     expr* val, uint16_t result, Label next) {
    Assembler& code = a();
    for (expr* test : gens[at]->ifs) TRY(jump_if(test, next, false));
    if (at + 1 < gens.size()) {
        TRY(comprehension_loop(e, gens, at + 1, elt, val, result));
    } else if (e->kind == NodeKind::GeneratorExp) {
        Operand o = TRY(value(elt));
        if (unit_->scope->coroutine) o = code.unary(Op::WrapAsync, Dest::temp(), o);
        code.unary(Op::Yield, Dest::temp(), o);
        code.drop();
    } else if (val) {
        Operand k = hold(TRY(value(elt)), val);
        Operand v = TRY(value(val));
        code.effect2(Op::MapAdd, result, k, v);
    } else {
        Operand o = TRY(value(elt));
        code.effect(e->kind == NodeKind::SetComp ? Op::SetAdd : Op::ListAppend, result, o);
    }
    code.jump(next);
    return {};
}

// ---- PEP 695 ---------------------------------------------------------------------------------------------

// A function that gives the value of an expression when asked: bounds of type variables, values of aliases.
Owned Generator::lazy_value(const void* key, expr* e, const Span& span) {
    Scope* scope = table_.find(key);
    Owned inner = TRY(function_code(scope, scope->name, nullptr, nullptr, e, span.line));
    load_code(std::move(inner));
    make_function(0, scope, Dest::temp(), 1);
    return {};
}

Status Generator::type_params(const Seq<type_param*>& params) {
    Assembler& code = a();
    for (type_param* p : params) {
        At at(*this, p->span);
        identifier id = nullptr;
        expr* bound = nullptr;
        unsigned kind = 0;
        if (auto* v = try_as<TypeVar>(p)) id = v->name, bound = v->bound;
        if (auto* v = try_as<ParamSpec>(p)) id = v->name, kind = 2;
        if (auto* v = try_as<TypeVarTuple>(p)) id = v->name, kind = 3;
        load_const(c_.name(id), Dest::temp());
        if (bound) {
            (void)TRY(lazy_value(p, bound, p->span));
            kind = 1;
        }
        Operand made = code.window(Op::MakeTypeParam, Dest::temp(), bound ? 2 : 1, kind);
        TRY(store_name(mangled(id), Operand{made.reg, false}, p->span));
    }
    unsigned n = static_cast<unsigned>(params.size());
    code.window(Op::BuildTuple, Dest::temp(), n, n);
    return {};
}

Status Generator::type_alias(TypeAlias* s) {
    Name* name = as<Name>(s->name);
    bool generic = !s->type_params.empty();
    if (generic) {
        Scope* outer = table_.find(&s->type_params);
        enter(outer, intern(c_.t, "<generic parameters of " + std::string(name->id->text) + ">"),
              s->span.line);
        a().pos = position(s->span);
    }
    load_const(c_.name(name->id), Dest::temp());
    if (generic)
        TRY(type_params(s->type_params));
    else
        load_const(Value::none(), Dest::temp());
    (void)TRY(lazy_value(s, s->value, s->span));
    a().window(Op::MakeTypeAlias, Dest::temp(), 3, 0);
    if (generic) {
        a().consume(Op::Return, Operand{a().top(), true});
        a().end_flow();
        Owned hidden = TRY(leave());
        load_code(std::move(hidden));
        make_function(0, table_.find(&s->type_params), Dest::temp(), 1);
        a().window(Op::Call, Dest::temp(), 1, 0);
    }
    return store_name(mangled(name->id), Operand{a().top(), true}, s->span);
}

}  // namespace minipy::codegen
