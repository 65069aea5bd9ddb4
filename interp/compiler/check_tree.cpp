#include "compiler/check_tree.h"

namespace minipy::codegen {

namespace {

const char* context_name(expr_context c) {
    return c == expr_context::Load ? "Load" : c == expr_context::Store ? "Store" : "Del";
}

class Checker {
  public:
    explicit Checker(Thread& t) : t_(t) {}

    Status module(const mod* m) {
        switch (m->kind) {
            case NodeKind::Module:
                return statements(as<Module>(m)->body);
            case NodeKind::Interactive:
                return statements(as<Interactive>(m)->body);
            default:
                return expression(as<Expression>(m)->body);
        }
    }

  private:
    template <class T>
    Status not_empty(const Seq<T>& items, const char* what, const char* owner) {
        if (!items.empty()) return {};
        return raise_value_error(t_, "empty %s on %s", what, owner);
    }
    Status body(const Seq<stmt*>& s, const char* owner) {
        TRY(not_empty(s, "body", owner));
        return statements(s);
    }
    Status statements(const Seq<stmt*>& list) {
        for (stmt* s : list) {
            if (!s) return raise_value_error(t_, "None disallowed in statement list");
            TRY(statement(s));
        }
        return {};
    }
    Status expressions(const Seq<expr*>& list, expr_context context = expr_context::Load,
                       bool null_allowed = false) {
        for (expr* e : list) {
            if (e) {
                TRY(expression(e, context));
            } else if (!null_allowed) {
                return raise_value_error(t_, "None disallowed in expression list");
            }
        }
        return {};
    }
    Status maybe(const expr* e) { return e ? expression(e) : Status{}; }
    Status name(identifier id) {
        for (const char* constant : {"None", "True", "False"})
            if (id && id->text == constant)
                return raise_value_error(t_, "identifier field can't represent '%s' constant", constant);
        return {};
    }

    // ---- parts ----

    Status annotations(const Seq<arg*>& list) {
        for (arg* a : list) TRY(maybe(a->annotation));
        return {};
    }
    Status parameters(const arguments* a) {
        TRY(annotations(a->posonlyargs));
        TRY(annotations(a->args));
        if (a->vararg) TRY(maybe(a->vararg->annotation));
        TRY(annotations(a->kwonlyargs));
        if (a->kwarg) TRY(maybe(a->kwarg->annotation));
        if (a->defaults.size() > a->posonlyargs.size() + a->args.size())
            return raise_value_error(t_, "more positional defaults than args on arguments");
        if (a->kw_defaults.size() != a->kwonlyargs.size())
            return raise_value_error(t_, "length of kwonlyargs is not the same as kw_defaults on arguments");
        TRY(expressions(a->defaults));
        return expressions(a->kw_defaults, expr_context::Load, true);
    }
    Status keywords(const Seq<keyword*>& list) {
        for (keyword* k : list) TRY(expression(k->value));
        return {};
    }
    Status generators(const Seq<comprehension*>& list) {
        if (list.empty()) return raise_value_error(t_, "comprehension with no generators");
        for (comprehension* c : list) {
            TRY(expression(c->target, expr_context::Store));
            TRY(expression(c->iter));
            TRY(expressions(c->ifs));
        }
        return {};
    }
    Status with_items(const Seq<withitem*>& list, const char* owner) {
        TRY(not_empty(list, "items", owner));
        for (withitem* item : list) {
            TRY(expression(item->context_expr));
            if (item->optional_vars) TRY(expression(item->optional_vars, expr_context::Store));
        }
        return {};
    }

    // ---- expressions ----

    Status expression(const expr* e, expr_context context = expr_context::Load) {
        bool has_context = true;
        expr_context actual = expr_context::Load;
        switch (e->kind) {
            case NodeKind::Attribute:
                actual = as<Attribute>(e)->ctx;
                break;
            case NodeKind::Subscript:
                actual = as<Subscript>(e)->ctx;
                break;
            case NodeKind::Starred:
                actual = as<Starred>(e)->ctx;
                break;
            case NodeKind::Name:
                TRY(name(as<Name>(e)->id));
                actual = as<Name>(e)->ctx;
                break;
            case NodeKind::List:
                actual = as<List>(e)->ctx;
                break;
            case NodeKind::Tuple:
                actual = as<Tuple>(e)->ctx;
                break;
            default:
                has_context = false;
        }
        if (!has_context && context != expr_context::Load)
            return raise_value_error(t_, "expression which can't be assigned to in %s context",
                                     context_name(context));
        if (has_context && actual != context)
            return raise_value_error(t_, "expression must have %s context but has %s instead",
                                     context_name(context), context_name(actual));
        return inside(e, context);
    }

    Status inside(const expr* e, expr_context context) {
        switch (e->kind) {
            case NodeKind::BoolOp:
                if (as<BoolOp>(e)->values.size() < 2)
                    return raise_value_error(t_, "BoolOp with less than 2 values");
                return expressions(as<BoolOp>(e)->values);
            case NodeKind::NamedExpr:
                if (as<NamedExpr>(e)->target->kind != NodeKind::Name)  // of a name the context is not asked
                    TRY(expression(as<NamedExpr>(e)->target, expr_context::Store));
                return expression(as<NamedExpr>(e)->value);
            case NodeKind::BinOp:
                TRY(expression(as<BinOp>(e)->left));
                return expression(as<BinOp>(e)->right);
            case NodeKind::UnaryOp:
                return expression(as<UnaryOp>(e)->operand);
            case NodeKind::Lambda:
                TRY(parameters(as<Lambda>(e)->args));
                return expression(as<Lambda>(e)->body);
            case NodeKind::IfExp:
                TRY(expression(as<IfExp>(e)->test));
                TRY(expression(as<IfExp>(e)->body));
                return expression(as<IfExp>(e)->orelse);
            case NodeKind::Dict:
                if (as<Dict>(e)->keys.size() != as<Dict>(e)->values.size())
                    return raise_value_error(t_, "Dict doesn't have the same number of keys as values");
                TRY(expressions(as<Dict>(e)->keys, expr_context::Load, true));
                return expressions(as<Dict>(e)->values);
            case NodeKind::Set:
                return expressions(as<Set>(e)->elts);
            case NodeKind::ListComp:
                TRY(generators(as<ListComp>(e)->generators));
                return expression(as<ListComp>(e)->elt);
            case NodeKind::SetComp:
                TRY(generators(as<SetComp>(e)->generators));
                return expression(as<SetComp>(e)->elt);
            case NodeKind::GeneratorExp:
                TRY(generators(as<GeneratorExp>(e)->generators));
                return expression(as<GeneratorExp>(e)->elt);
            case NodeKind::DictComp:
                TRY(generators(as<DictComp>(e)->generators));
                TRY(expression(as<DictComp>(e)->key));
                return expression(as<DictComp>(e)->value);
            case NodeKind::Await:
                return expression(as<Await>(e)->value);
            case NodeKind::Yield:
                return maybe(as<Yield>(e)->value);
            case NodeKind::YieldFrom:
                return expression(as<YieldFrom>(e)->value);
            case NodeKind::Compare:
                if (as<Compare>(e)->comparators.empty())
                    return raise_value_error(t_, "Compare with no comparators");
                if (as<Compare>(e)->comparators.size() != as<Compare>(e)->ops.size())
                    return raise_value_error(t_,
                                             "Compare has a different number of comparators and operands");
                TRY(expressions(as<Compare>(e)->comparators));
                return expression(as<Compare>(e)->left);
            case NodeKind::Call:
                TRY(expression(as<Call>(e)->func));
                TRY(expressions(as<Call>(e)->args));
                return keywords(as<Call>(e)->keywords);
            case NodeKind::FormattedValue:
                TRY(expression(as<FormattedValue>(e)->value));
                return maybe(as<FormattedValue>(e)->format_spec);
            case NodeKind::JoinedStr:
                return expressions(as<JoinedStr>(e)->values);
            case NodeKind::Attribute:
                return expression(as<Attribute>(e)->value);
            case NodeKind::Subscript:
                TRY(expression(as<Subscript>(e)->slice));
                return expression(as<Subscript>(e)->value);
            case NodeKind::Starred:
                return expression(as<Starred>(e)->value, context);
            case NodeKind::List:
                return expressions(as<List>(e)->elts, context);
            case NodeKind::Tuple:
                return expressions(as<Tuple>(e)->elts, context);
            case NodeKind::Slice:
                TRY(maybe(as<Slice>(e)->lower));
                TRY(maybe(as<Slice>(e)->upper));
                return maybe(as<Slice>(e)->step);
            default:
                return {};
        }
    }

    // ---- patterns ----

    Status patterns(const Seq<pattern*>& list, bool star_allowed) {
        for (pattern* p : list) {
            if (!p) return raise_value_error(t_, "None disallowed in pattern list");
            TRY(one_pattern(p, star_allowed));
        }
        return {};
    }
    Status capture(identifier id) {
        if (id->text == "_") return raise_value_error(t_, "can't capture name '_' in patterns");
        return name(id);
    }
    // A literal, a number with a sign or an imaginary part, or a dotted name.
    Status matched_value(const expr* e) {
        TRY(expression(e));
        switch (e->kind) {
            case NodeKind::Constant: {
                using Literal = ConstantValue::Kind;
                Literal kind = as<Constant>(e)->value.kind;
                if (kind != Literal::None && kind != Literal::True && kind != Literal::False &&
                    kind != Literal::Ellipsis)
                    return {};
                return raise_value_error(t_, "unexpected constant inside of a literal pattern");
            }
            case NodeKind::Attribute:
            case NodeKind::UnaryOp:
            case NodeKind::BinOp:
            case NodeKind::JoinedStr:
                return {};
            default:
                return raise_value_error(t_, "patterns may only match literals and attribute lookups");
        }
    }
    Status one_pattern(const pattern* p, bool star_allowed) {
        switch (p->kind) {
            case NodeKind::MatchValue:
                return matched_value(as<MatchValue>(p)->value);
            case NodeKind::MatchSingleton: {
                using Literal = ConstantValue::Kind;
                Literal kind = as<MatchSingleton>(p)->value.kind;
                if (kind == Literal::None || kind == Literal::True || kind == Literal::False) return {};
                return raise_value_error(t_, "MatchSingleton can only contain True, False and None");
            }
            case NodeKind::MatchSequence:
                return patterns(as<MatchSequence>(p)->patterns, true);
            case NodeKind::MatchMapping: {
                auto* m = as<MatchMapping>(p);
                if (m->keys.size() != m->patterns.size())
                    return raise_value_error(t_,
                                             "MatchMapping doesn't have the same number of keys as patterns");
                if (m->rest) TRY(capture(m->rest));
                for (expr* key : m->keys) {
                    if (!key) return raise_value_error(t_, "None disallowed in expression list");
                    if (auto* c = try_as<Constant>(key); c && c->value.kind <= ConstantValue::Kind::False)
                        continue;
                    TRY(matched_value(key));
                }
                return patterns(m->patterns, false);
            }
            case NodeKind::MatchClass: {
                auto* m = as<MatchClass>(p);
                if (m->kwd_attrs.size() != m->kwd_patterns.size())
                    return raise_value_error(
                        t_, "MatchClass doesn't have the same number of keyword attributes as patterns");
                TRY(expression(m->cls));
                const expr* cls = m->cls;
                while (cls->kind == NodeKind::Attribute) cls = as<Attribute>(cls)->value;
                if (cls->kind != NodeKind::Name)
                    return raise_value_error(
                        t_, "MatchClass cls field can only contain Name or Attribute nodes.");
                for (identifier attribute : m->kwd_attrs) TRY(name(attribute));
                TRY(patterns(m->patterns, false));
                return patterns(m->kwd_patterns, false);
            }
            case NodeKind::MatchStar:
                if (!star_allowed) return raise_value_error(t_, "can't use MatchStar here");
                return as<MatchStar>(p)->name ? capture(as<MatchStar>(p)->name) : Status{};
            case NodeKind::MatchAs: {
                auto* m = as<MatchAs>(p);
                if (m->name) TRY(capture(m->name));
                if (!m->pattern_) return {};
                if (!m->name)
                    return raise_value_error(t_, "MatchAs must specify a target name if a pattern is given");
                return one_pattern(m->pattern_, false);
            }
            default:
                if (as<MatchOr>(p)->patterns.size() < 2)
                    return raise_value_error(t_, "MatchOr requires at least 2 patterns");
                return patterns(as<MatchOr>(p)->patterns, false);
        }
    }

    // ---- statements ----

    template <class F>
    Status function(const F* f, const char* owner) {
        TRY(body(f->body, owner));
        TRY(parameters(f->args));
        TRY(expressions(f->decorator_list));
        return maybe(f->returns);
    }
    template <class L>
    Status loop(const L* l, const char* owner) {
        TRY(expression(l->target, expr_context::Store));
        TRY(expression(l->iter));
        TRY(body(l->body, owner));
        return statements(l->orelse);
    }
    template <class T>
    Status attempt(const T* s, const char* owner) {
        TRY(body(s->body, owner));
        if (s->handlers.empty() && s->finalbody.empty())
            return raise_value_error(t_, "%s has neither except handlers nor finalbody", owner);
        if (s->handlers.empty() && !s->orelse.empty())
            return raise_value_error(t_, "%s has orelse but no except handlers", owner);
        for (excepthandler* handler : s->handlers) {
            auto* h = as<ExceptHandler>(handler);
            TRY(maybe(h->type));
            TRY(body(h->body, "ExceptHandler"));
        }
        TRY(statements(s->finalbody));
        return statements(s->orelse);
    }

    Status statement(const stmt* s) {
        switch (s->kind) {
            case NodeKind::FunctionDef:
                return function(as<FunctionDef>(s), "FunctionDef");
            case NodeKind::AsyncFunctionDef:
                return function(as<AsyncFunctionDef>(s), "AsyncFunctionDef");
            case NodeKind::ClassDef:
                TRY(body(as<ClassDef>(s)->body, "ClassDef"));
                TRY(expressions(as<ClassDef>(s)->bases));
                TRY(keywords(as<ClassDef>(s)->keywords));
                return expressions(as<ClassDef>(s)->decorator_list);
            case NodeKind::Return:
                return maybe(as<Return>(s)->value);
            case NodeKind::Delete:
                TRY(not_empty(as<Delete>(s)->targets, "targets", "Delete"));
                return expressions(as<Delete>(s)->targets, expr_context::Del);
            case NodeKind::Assign:
                TRY(not_empty(as<Assign>(s)->targets, "targets", "Assign"));
                TRY(expressions(as<Assign>(s)->targets, expr_context::Store));
                return expression(as<Assign>(s)->value);
            case NodeKind::TypeAlias:
                TRY(expression(as<TypeAlias>(s)->name, expr_context::Store));
                return expression(as<TypeAlias>(s)->value);
            case NodeKind::AugAssign:
                TRY(expression(as<AugAssign>(s)->target, expr_context::Store));
                return expression(as<AugAssign>(s)->value);
            case NodeKind::AnnAssign:
                if (as<AnnAssign>(s)->target->kind != NodeKind::Name && as<AnnAssign>(s)->simple)
                    return raise_type_error(t_, "AnnAssign with simple non-Name target");
                TRY(expression(as<AnnAssign>(s)->target, expr_context::Store));
                TRY(maybe(as<AnnAssign>(s)->value));
                return expression(as<AnnAssign>(s)->annotation);
            case NodeKind::For:
                return loop(as<For>(s), "For");
            case NodeKind::AsyncFor:
                return loop(as<AsyncFor>(s), "AsyncFor");
            case NodeKind::While:
                TRY(expression(as<While>(s)->test));
                TRY(body(as<While>(s)->body, "While"));
                return statements(as<While>(s)->orelse);
            case NodeKind::If:
                TRY(expression(as<If>(s)->test));
                TRY(body(as<If>(s)->body, "If"));
                return statements(as<If>(s)->orelse);
            case NodeKind::With:
                TRY(with_items(as<With>(s)->items, "With"));
                return body(as<With>(s)->body, "With");
            case NodeKind::AsyncWith:
                TRY(with_items(as<AsyncWith>(s)->items, "AsyncWith"));
                return body(as<AsyncWith>(s)->body, "AsyncWith");
            case NodeKind::Match:
                TRY(expression(as<Match>(s)->subject));
                TRY(not_empty(as<Match>(s)->cases, "cases", "Match"));
                for (match_case* c : as<Match>(s)->cases) {
                    TRY(one_pattern(c->pattern_, false));
                    TRY(maybe(c->guard));
                    TRY(body(c->body, "match_case"));
                }
                return {};
            case NodeKind::Raise:
                if (as<Raise>(s)->cause && !as<Raise>(s)->exc)
                    return raise_value_error(t_, "Raise with cause but no exception");
                TRY(maybe(as<Raise>(s)->exc));
                return maybe(as<Raise>(s)->cause);
            case NodeKind::Try:
                return attempt(as<Try>(s), "Try");
            case NodeKind::TryStar:
                return attempt(as<TryStar>(s), "TryStar");
            case NodeKind::Assert:
                TRY(expression(as<Assert>(s)->test));
                return maybe(as<Assert>(s)->msg);
            case NodeKind::Import:
                return not_empty(as<Import>(s)->names, "names", "Import");
            case NodeKind::ImportFrom:
                if (as<ImportFrom>(s)->level < 0) return raise_value_error(t_, "Negative ImportFrom level");
                return not_empty(as<ImportFrom>(s)->names, "names", "ImportFrom");
            case NodeKind::Global:
                return not_empty(as<Global>(s)->names, "names", "Global");
            case NodeKind::Nonlocal:
                return not_empty(as<Nonlocal>(s)->names, "names", "Nonlocal");
            case NodeKind::Expr:
                return expression(as<Expr>(s)->value);
            default:
                return {};
        }
    }

    Thread& t_;
};

}  // namespace

Status check_tree(Thread& t, const mod* m) { return Checker(t).module(m); }

}  // namespace minipy::codegen
