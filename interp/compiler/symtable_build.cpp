// The first half of scopes: a walk over the tree, in the order in which code will be made, that notes for
// each scope what it does to each name.
#include "compiler/symtable.h"
#include "compiler/tree.h"

namespace minipy {

namespace codegen {

// Registers and closure indices have 16 bits.
constexpr size_t kMaxSymbols = 60000;

class ScopeBuilder {
  public:
    ScopeBuilder(Symtable& table, CompileContext& c) : table_(table), c_(c) {}

    Status module(mod* m) {
        open(ScopeKind::Module, intern(c_.t, "top"), m, {});
        if (auto* file = try_as<Module>(m)) TRY(stmts(file->body));
        if (auto* single = try_as<Interactive>(m)) TRY(stmts(single->body));
        if (auto* eval = try_as<Expression>(m)) TRY(visit(eval->body));
        scope_ = nullptr;
        return {};
    }

  private:
    void open(ScopeKind kind, Value name, const void* key, const Span& span) {
        auto scope = std::make_unique<Scope>();
        scope->kind = kind;
        scope->name = name;
        scope->parent = scope_;
        scope->span = span;
        scope->class_name = scope_ ? scope_->class_name : Value::unbound();
        scope->comp_iter_depth = scope_ ? scope_->comp_iter_depth : 0;
        scope->nested = scope_ && (scope_->nested || scope_->is_function());
        if (scope_) scope_->children.push_back(scope.get());
        scope_ = scope.get();
        table_.by_node_[key] = scope_;
        table_.scopes_.push_back(std::move(scope));
    }
    void close() { scope_ = scope_->parent; }

    Value mangled(identifier id) { return mangle(c_.t, scope_->class_name, c_.name(id)); }

    Status add(Scope* scope, Value name, uint16_t flags, const Span& span) {
        Symbol& s = scope->get(name);
        if ((flags & kSymParam) && (s.flags & kSymParam))
            return c_.error(span, "duplicate argument '" + to_utf8(name) + "' in function definition");
        if (scope->in_iter_target && (flags & kSymLocal)) {
            if (s.flags & (kSymGlobal | kSymNonlocal))
                return c_.error(span,
                                "comprehension inner loop cannot rebind assignment expression target '" +
                                    to_utf8(name) + "'");
            flags |= kSymIterTarget;
        }
        s.flags |= flags;
        if (flags & kSymParam) scope->params.push_back(name);
        return {};
    }
    Status bind(identifier id, const Span& span, uint16_t extra = 0) {
        return add(scope_, mangled(id), kSymLocal | extra, span);
    }

    template <class T>
    Status visit_all(const Seq<T>& seq) {
        for (auto* e : seq)
            if (e) TRY(visit(e));
        return {};
    }
    Status optional(expr* e) { return e ? visit(e) : Status(); }
    Status stmts(const Seq<stmt*>& body) {
        for (stmt* s : body) TRY(statement(s));
        return {};
    }
    Status annotation(expr* e) {
        if (!e) return {};
        if (!(c_.future & kFutureAnnotations)) return visit(e);
        // An annotation that stays text opens a scope of its own, for what it may not hold.
        open(ScopeKind::Annotation, names(c_.t).__annotations__, e, e->span);
        Status status = visit(e);
        close();
        scope_->children.pop_back();
        return status;
    }
    Status not_in_annotation(expr* e, const char* what) {
        if (scope_->kind != ScopeKind::Annotation) return {};
        return c_.error(e->span, std::string("'") + what + "' can not be used within an annotation");
    }

    // ---- functions and classes
    Status type_params(const Seq<type_param*>& params, identifier owner, const Span& span, const void* key) {
        open(ScopeKind::TypeParams, c_.name(owner), key, span);
        for (type_param* p : params) {
            expr* bound = nullptr;
            identifier id = nullptr;
            if (auto* v = try_as<TypeVar>(p)) id = v->name, bound = v->bound;
            if (auto* v = try_as<ParamSpec>(p)) id = v->name;
            if (auto* v = try_as<TypeVarTuple>(p)) id = v->name;
            Value name = mangled(id);
            if (scope_->find(name) && (scope_->find(name)->flags & kSymLocal))
                return c_.error(p->span, "duplicate type parameter '" + std::string(id->text) + "'");
            TRY(add(scope_, name, kSymLocal, p->span));
            if (bound) {
                open(ScopeKind::LazyValue, name, p, p->span);
                TRY(visit(bound));
                close();
            }
        }
        return {};
    }

    Status parameters(arguments* a) {
        for (arg* p : a->posonlyargs) TRY(add(scope_, mangled(p->arg_name), kSymParam, p->span));
        for (arg* p : a->args) TRY(add(scope_, mangled(p->arg_name), kSymParam, p->span));
        for (arg* p : a->kwonlyargs) TRY(add(scope_, mangled(p->arg_name), kSymParam, p->span));
        if (a->vararg) TRY(add(scope_, mangled(a->vararg->arg_name), kSymParam, a->vararg->span));
        if (a->kwarg) TRY(add(scope_, mangled(a->kwarg->arg_name), kSymParam, a->kwarg->span));
        scope_->varargs = a->vararg;
        scope_->varkeywords = a->kwarg;
        return {};
    }
    Status annotations(arguments* a, expr* returns) {
        for (arg* p : a->posonlyargs) TRY(annotation(p->annotation));
        for (arg* p : a->args) TRY(annotation(p->annotation));
        if (a->vararg) TRY(annotation(a->vararg->annotation));
        for (arg* p : a->kwonlyargs) TRY(annotation(p->annotation));
        if (a->kwarg) TRY(annotation(a->kwarg->annotation));
        return annotation(returns);
    }

    template <class F>
    Status function(F* f, bool is_async) {
        TRY(visit_all(f->decorator_list));
        TRY(visit_all(f->args->defaults));
        TRY(visit_all(f->args->kw_defaults));
        bool generic = !f->type_params.empty();
        if (generic) {
            // `.defaults` and `.kwdefaults` are handed into the scope of the type parameters.
            TRY(type_params(f->type_params, f->name, f->span, &f->type_params));
            TRY(hidden_params(!f->args->defaults.empty(), has_kwdefaults(f->args)));
        }
        TRY(annotations(f->args, f->returns));
        open(ScopeKind::Function, c_.name(f->name), f, f->span);
        scope_->is_async = is_async;
        TRY(parameters(f->args));
        TRY(stmts(f->body));
        close();
        if (generic) close();
        return bind(f->name, f->span);
    }
    static bool has_kwdefaults(arguments* a) {
        for (expr* e : a->kw_defaults)
            if (e) return true;
        return false;
    }
    Status hidden_params(bool defaults, bool kwdefaults) {
        if (defaults) TRY(add(scope_, intern(c_.t, ".defaults"), kSymParam, scope_->span));
        if (kwdefaults) TRY(add(scope_, intern(c_.t, ".kwdefaults"), kSymParam, scope_->span));
        return {};
    }

    Status class_def(ClassDef* k) {
        TRY(visit_all(k->decorator_list));
        bool generic = !k->type_params.empty();
        if (generic) {
            TRY(type_params(k->type_params, k->name, k->span, &k->type_params));
            TRY(add(scope_, intern(c_.t, ".type_params"), kSymLocal | kSymUse, k->span));
            TRY(add(scope_, intern(c_.t, ".generic_base"), kSymLocal | kSymUse, k->span));
        }
        TRY(visit_all(k->bases));
        for (keyword* kw : k->keywords) TRY(visit(kw->value));
        open(ScopeKind::Class, c_.name(k->name), k, k->span);
        scope_->class_name = c_.name(k->name);
        if (generic) TRY(add(scope_, intern(c_.t, ".type_params"), kSymUse, k->span));
        TRY(stmts(k->body));
        close();
        if (generic) close();
        return bind(k->name, k->span);
    }

    Status lambda(Lambda* l) {
        TRY(visit_all(l->args->defaults));
        TRY(visit_all(l->args->kw_defaults));
        open(ScopeKind::Lambda, intern(c_.t, "<lambda>"), l, l->span);
        TRY(parameters(l->args));
        TRY(visit(l->body));
        close();
        return {};
    }

    // ---- comprehensions
    Status comprehension_(expr* e, ScopeKind kind, const char* name, const Seq<comprehension*>& gens,
                          expr* elt, expr* value) {
        comprehension* outer = gens[0];
        ++scope_->comp_iter_depth;
        TRY(visit(outer->iter));
        --scope_->comp_iter_depth;
        open(kind, intern(c_.t, name), e, e->span);
        TRY(add(scope_, intern(c_.t, ".0"), kSymParam, e->span));
        scope_->generator = kind == ScopeKind::GenExpr;
        if (outer->is_async) scope_->coroutine = true;
        TRY(iter_target(outer->target));
        TRY(visit_all(outer->ifs));
        for (size_t i = 1; i < gens.size(); ++i) {
            TRY(iter_target_after_iter(gens[i]));
            TRY(visit_all(gens[i]->ifs));
            if (gens[i]->is_async) scope_->coroutine = true;
        }
        TRY(visit(elt));
        if (value) TRY(visit(value));
        bool is_async = scope_->coroutine && kind != ScopeKind::GenExpr;
        close();
        if (is_async) scope_->coroutine = true;
        return {};
    }
    Status iter_target(expr* target) {
        scope_->in_iter_target = true;
        TRY(visit(target));
        scope_->in_iter_target = false;
        return {};
    }
    Status iter_target_after_iter(comprehension* g) {
        ++scope_->comp_iter_depth;
        TRY(visit(g->iter));
        --scope_->comp_iter_depth;
        return iter_target(g->target);
    }

    Status walrus(NamedExpr* e) {
        TRY(not_in_annotation(e, "named expression"));
        if (scope_->comp_iter_depth > 0)
            return c_.error(e->span,
                            "assignment expression cannot be used in a comprehension iterable expression");
        Name* target = as<Name>(e->target);
        if (!scope_->is_comprehension()) {
            TRY(visit(e->value));
            return add(scope_, mangled(target->id), kSymLocal | kSymWalrus, target->span);
        }
        Value name = mangled(target->id);
        for (Scope* p = scope_; p; p = p->parent) {
            Symbol* there = p->find(name);
            if (p->is_comprehension()) {
                if (there && (there->flags & kSymIterTarget))
                    return c_.error(target->span,
                                    "assignment expression cannot rebind comprehension iteration variable '" +
                                        to_utf8(name) + "'");
                continue;
            }
            if (p->kind == ScopeKind::Class)
                return c_.error(
                    target->span,
                    "assignment expression within a comprehension cannot be used in a class body");
            bool global = p->kind == ScopeKind::Module || (there && (there->flags & kSymGlobal));
            Symbol& here = scope_->get(name);
            here.flags |= global ? kSymGlobal : kSymNonlocal;
            here.directive = e->span;
            p->get(name).flags |= p->kind == ScopeKind::Module ? kSymGlobal : kSymLocal;
            break;
        }
        return visit(e->value);
    }

    // ---- declarations
    Status declare(const Seq<identifier>& ids, bool global, const Span& span) {
        const char* word = global ? "global" : "nonlocal";
        for (identifier id : ids) {
            Value name = mangled(id);
            std::string text = to_utf8(name);
            Symbol* s = scope_->find(name);
            uint16_t flags = s ? s->flags : 0;
            if (flags & (kSymParam | kSymLocal | kSymUse | kSymAnnot)) {
                if (flags & kSymParam) return c_.error(span, "name '" + text + "' is parameter and " + word);
                if (flags & kSymUse)
                    return c_.error(span, "name '" + text + "' is used prior to " + word + " declaration");
                if (flags & kSymAnnot)
                    return c_.error(span, "annotated name '" + text + "' can't be " + word);
                return c_.error(span, "name '" + text + "' is assigned to before " + word + " declaration");
            }
            Symbol& declared = scope_->get(name);
            if (!(declared.flags & (kSymGlobal | kSymNonlocal))) declared.directive = span;
            declared.flags |= global ? kSymGlobal : kSymNonlocal;
            // The module's own uses of the name go to the globals too, which exec() may have apart from its locals.
            if (global) table_.scopes_.front()->get(name).flags |= kSymGlobal;
        }
        return {};
    }

    Status ann_assign(AnnAssign* a, const Span& span) {
        if (Name* n = try_as<Name>(a->target)) {
            Value name = mangled(n->id);
            Symbol* s = scope_->find(name);
            if (s && (s->flags & (kSymGlobal | kSymNonlocal)) && scope_->kind != ScopeKind::Module &&
                a->simple)
                return c_.error(span, "annotated name '" + to_utf8(name) + "' can't be " +
                                          (s->flags & kSymGlobal ? "global" : "nonlocal"));
            if (a->value) TRY(visit(a->value));
            if (a->simple)
                TRY(add(scope_, name, kSymAnnot | kSymLocal, span));
            else if (a->value)
                TRY(add(scope_, name, kSymLocal, span));
            return annotation(a->annotation);
        }
        if (a->value) TRY(visit(a->value));
        TRY(visit(a->target));
        return annotation(a->annotation);
    }

    Status imports(const Seq<alias*>& names, bool from) {
        for (alias* a : names) {
            if (from && a->name->text == "*") {
                if (scope_->kind != ScopeKind::Module)
                    return c_.error(a->span, "import * only allowed at module level");
                continue;
            }
            std::string_view text = a->asname ? a->asname->text : a->name->text;
            if (!a->asname && !from) text = text.substr(0, text.find('.'));
            Value name = mangle(c_.t, scope_->class_name, intern(c_.t, text));
            TRY(add(scope_, name, kSymImport, a->span));
        }
        return {};
    }

    template <class T>
    Status try_(T* s) {
        TRY(stmts(s->body));
        TRY(stmts(s->orelse));
        for (excepthandler* h : s->handlers) {
            auto* eh = as<ExceptHandler>(h);
            TRY(optional(eh->type));
            if (eh->name) TRY(bind(eh->name, eh->span, kSymUnbinds));
            TRY(stmts(eh->body));
        }
        return stmts(s->finalbody);
    }
    template <class T>
    Status with(T* s) {
        for (withitem* i : s->items) {
            TRY(visit(i->context_expr));
            TRY(optional(i->optional_vars));
        }
        return stmts(s->body);
    }
    template <class T>
    Status for_(T* s) {
        TRY(visit(s->iter));
        TRY(visit(s->target));
        TRY(stmts(s->body));
        return stmts(s->orelse);
    }

    Status statement(stmt* s) {
        if (native_stack_low(c_.t, " during compilation")) return Raised{};
        switch (s->kind) {
            case NodeKind::FunctionDef:
                return function(as<FunctionDef>(s), false);
            case NodeKind::AsyncFunctionDef:
                return function(as<AsyncFunctionDef>(s), true);
            case NodeKind::ClassDef:
                return class_def(as<ClassDef>(s));
            case NodeKind::Return:
                if (auto* v = as<Return>(s)->value) {
                    TRY(visit(v));
                    scope_->returns_value = true;
                }
                return {};
            case NodeKind::Delete:
                return visit_all(as<Delete>(s)->targets);
            case NodeKind::Assign:
                TRY(visit(as<Assign>(s)->value));
                return visit_all(as<Assign>(s)->targets);
            case NodeKind::TypeAlias:
                return type_alias(as<TypeAlias>(s));
            case NodeKind::AugAssign:
                TRY(visit(as<AugAssign>(s)->target));
                return visit(as<AugAssign>(s)->value);
            case NodeKind::AnnAssign:
                return ann_assign(as<AnnAssign>(s), s->span);
            case NodeKind::For:
                return for_(as<For>(s));
            case NodeKind::AsyncFor:
                return for_(as<AsyncFor>(s));
            case NodeKind::While: {
                auto* w = as<While>(s);
                TRY(visit(w->test));
                TRY(stmts(w->body));
                return stmts(w->orelse);
            }
            case NodeKind::If: {
                auto* i = as<If>(s);
                TRY(visit(i->test));
                TRY(stmts(i->body));
                return stmts(i->orelse);
            }
            case NodeKind::With:
                return with(as<With>(s));
            case NodeKind::AsyncWith:
                return with(as<AsyncWith>(s));
            case NodeKind::Match: {
                auto* m = as<Match>(s);
                TRY(visit(m->subject));
                for (match_case* k : m->cases) {
                    TRY(pattern_(k->pattern_));
                    TRY(optional(k->guard));
                    TRY(stmts(k->body));
                }
                return {};
            }
            case NodeKind::Raise:
                TRY(optional(as<Raise>(s)->exc));
                return optional(as<Raise>(s)->cause);
            case NodeKind::Try:
                return try_(as<Try>(s));
            case NodeKind::TryStar:
                return try_(as<TryStar>(s));
            case NodeKind::Assert:
                TRY(visit(as<Assert>(s)->test));
                return optional(as<Assert>(s)->msg);
            case NodeKind::Import:
                return imports(as<Import>(s)->names, false);
            case NodeKind::ImportFrom:
                return imports(as<ImportFrom>(s)->names, true);
            case NodeKind::Global:
                return declare(as<Global>(s)->names, true, s->span);
            case NodeKind::Nonlocal:
                return declare(as<Nonlocal>(s)->names, false, s->span);
            case NodeKind::Expr:
                return visit(as<Expr>(s)->value);
            default:
                return {};
        }
    }

    Status type_alias(TypeAlias* a) {
        bool generic = !a->type_params.empty();
        Name* name = as<Name>(a->name);
        if (generic) TRY(type_params(a->type_params, name->id, a->span, &a->type_params));
        open(ScopeKind::LazyValue, c_.name(name->id), a, a->span);
        TRY(visit(a->value));
        close();
        if (generic) close();
        return visit(a->name);
    }

    Status pattern_(pattern* p) {
        if (native_stack_low(c_.t, " during compilation")) return Raised{};
        switch (p->kind) {
            case NodeKind::MatchValue:
                return visit(as<MatchValue>(p)->value);
            case NodeKind::MatchSequence:
                return patterns(as<MatchSequence>(p)->patterns);
            case NodeKind::MatchMapping: {
                auto* m = as<MatchMapping>(p);
                TRY(visit_all(m->keys));
                TRY(patterns(m->patterns));
                return m->rest ? bind(m->rest, p->span) : Status();
            }
            case NodeKind::MatchClass: {
                auto* m = as<MatchClass>(p);
                TRY(visit(m->cls));
                TRY(patterns(m->patterns));
                return patterns(m->kwd_patterns);
            }
            case NodeKind::MatchStar:
                return as<MatchStar>(p)->name ? bind(as<MatchStar>(p)->name, p->span) : Status();
            case NodeKind::MatchAs: {
                auto* m = as<MatchAs>(p);
                if (m->pattern_) TRY(pattern_(m->pattern_));
                return m->name ? bind(m->name, p->span) : Status();
            }
            case NodeKind::MatchOr:
                return patterns(as<MatchOr>(p)->patterns);
            default:
                return {};
        }
    }
    Status patterns(const Seq<pattern*>& seq) {
        for (pattern* p : seq) TRY(pattern_(p));
        return {};
    }

    Status name(Name* n) {
        if (n->ctx == expr_context::Load) {
            TRY(add(scope_, mangled(n->id), kSymUse, n->span));
            if (scope_->is_function() && n->id->text == "super")
                scope_->get(names(c_.t).__class__).flags |= kSymUse;
            return {};
        }
        return bind(n->id, n->span, n->ctx == expr_context::Del ? kSymUnbinds : 0);
    }

    Status yield(expr* e, expr* value) {
        TRY(not_in_annotation(e, "yield expression"));
        if (value) TRY(visit(value));
        scope_->generator = true;
        switch (scope_->kind) {
            case ScopeKind::ListComp:
                return c_.error(e->span, "'yield' inside list comprehension");
            case ScopeKind::SetComp:
                return c_.error(e->span, "'yield' inside set comprehension");
            case ScopeKind::DictComp:
                return c_.error(e->span, "'yield' inside dict comprehension");
            case ScopeKind::GenExpr:
                return c_.error(e->span, "'yield' inside generator expression");
            default:
                return {};
        }
    }

    Status visit(expr* e) {
        if (native_stack_low(c_.t, " during compilation")) return Raised{};
        switch (e->kind) {
            case NodeKind::BoolOp:
                return visit_all(as<BoolOp>(e)->values);
            case NodeKind::NamedExpr:
                return walrus(as<NamedExpr>(e));
            case NodeKind::BinOp:
                TRY(visit(as<BinOp>(e)->left));
                return visit(as<BinOp>(e)->right);
            case NodeKind::UnaryOp:
                return visit(as<UnaryOp>(e)->operand);
            case NodeKind::Lambda:
                return lambda(as<Lambda>(e));
            case NodeKind::IfExp:
                TRY(visit(as<IfExp>(e)->test));
                TRY(visit(as<IfExp>(e)->body));
                return visit(as<IfExp>(e)->orelse);
            case NodeKind::Dict: {
                auto* d = as<Dict>(e);
                for (size_t i = 0; i < d->values.size(); ++i) {
                    TRY(optional(d->keys[i]));
                    TRY(visit(d->values[i]));
                }
                return {};
            }
            case NodeKind::Set:
                return visit_all(as<Set>(e)->elts);
            case NodeKind::ListComp:
                return comprehension_(e, ScopeKind::ListComp, "<listcomp>", as<ListComp>(e)->generators,
                                      as<ListComp>(e)->elt, nullptr);
            case NodeKind::SetComp:
                return comprehension_(e, ScopeKind::SetComp, "<setcomp>", as<SetComp>(e)->generators,
                                      as<SetComp>(e)->elt, nullptr);
            case NodeKind::GeneratorExp:
                return comprehension_(e, ScopeKind::GenExpr, "<genexpr>", as<GeneratorExp>(e)->generators,
                                      as<GeneratorExp>(e)->elt, nullptr);
            case NodeKind::DictComp: {
                auto* d = as<DictComp>(e);
                return comprehension_(e, ScopeKind::DictComp, "<dictcomp>", d->generators, d->key, d->value);
            }
            case NodeKind::Await:
                TRY(not_in_annotation(e, "await expression"));
                scope_->coroutine = true;
                return visit(as<Await>(e)->value);
            case NodeKind::Yield:
                return yield(e, as<Yield>(e)->value);
            case NodeKind::YieldFrom:
                return yield(e, as<YieldFrom>(e)->value);
            case NodeKind::Compare:
                TRY(visit(as<Compare>(e)->left));
                return visit_all(as<Compare>(e)->comparators);
            case NodeKind::Call: {
                auto* call = as<Call>(e);
                TRY(visit(call->func));
                TRY(visit_all(call->args));
                for (keyword* k : call->keywords) TRY(visit(k->value));
                return {};
            }
            case NodeKind::FormattedValue:
                TRY(visit(as<FormattedValue>(e)->value));
                return optional(as<FormattedValue>(e)->format_spec);
            case NodeKind::JoinedStr:
                return visit_all(as<JoinedStr>(e)->values);
            case NodeKind::Attribute:
                return visit(as<Attribute>(e)->value);
            case NodeKind::Subscript:
                TRY(visit(as<Subscript>(e)->value));
                return visit(as<Subscript>(e)->slice);
            case NodeKind::Starred:
                return visit(as<Starred>(e)->value);
            case NodeKind::Name:
                return name(as<Name>(e));
            case NodeKind::List:
                return visit_all(as<List>(e)->elts);
            case NodeKind::Tuple:
                return visit_all(as<Tuple>(e)->elts);
            case NodeKind::Slice: {
                auto* s = as<Slice>(e);
                TRY(optional(s->lower));
                TRY(optional(s->upper));
                return optional(s->step);
            }
            default:
                return {};
        }
    }

    Symtable& table_;
    CompileContext& c_;
    Scope* scope_ = nullptr;
};

}  // namespace codegen

Status Symtable::build(ast::mod* module) {
    TRY(codegen::ScopeBuilder(*this, c_).module(module));
    TRY(analyze(top()));
    for (auto& scope : scopes_)
        if (scope->is_function() && scope->symbols.size() > codegen::kMaxSymbols)
            return c_.error(scope->span, "too many names in one scope");
    for (auto& scope : scopes_) lay_out(scope.get());
    return {};
}

}  // namespace minipy
