// Statements: from the pieces of a rule to a node.
#include "grammar/builder.h"
#include "grammar/python.tab.h"

namespace minipy {

using namespace ast;

void Builder::finish_module(Chain* body, Range) {
    auto* made = state_.arena.make<Module>();
    made->body = seq<stmt*>(body);
    module = made;
}

void Builder::finish_interactive(Chain* body) {
    auto* made = state_.arena.make<Interactive>();
    made->body = seq<stmt*>(body);
    module = made;
}

// ---- simple statements -------------------------------------------------------------------------------------

stmt* Builder::expr_stmt(Range range, expr* value) {
    Expr* made = node<Expr>(range);
    made->value = value;
    return made;
}

stmt* Builder::assign(Range range, Chain* targets, expr* value) {
    Assign* made = node<Assign>(range);
    made->targets = seq<expr*>(targets);
    made->value = value;
    return made;
}

stmt* Builder::aug_assign(Range range, expr* target, int op, expr* value) {
    bool single = target->kind == NodeKind::Name || target->kind == NodeKind::Attribute ||
                  target->kind == NodeKind::Subscript;
    if (!single || !store(target)) return nullptr;
    AugAssign* made = node<AugAssign>(range);
    made->target = target;
    made->op = static_cast<operator_>(op);
    made->value = value;
    return made;
}

stmt* Builder::ann_assign(Range range, expr* target, expr* annotation, expr* value) {
    bool single = target->kind == NodeKind::Name || target->kind == NodeKind::Attribute ||
                  target->kind == NodeKind::Subscript;
    if (!single || !store(target)) return nullptr;
    AnnAssign* made = node<AnnAssign>(range);
    made->target = target;
    made->annotation = annotation;
    made->value = value;
    // `(x): int` annotates nothing that has a scope of its own.
    made->simple = target->kind == NodeKind::Name && stream_.tokens[range.first].kind == T_NAME;
    return made;
}

stmt* Builder::return_(Range range, expr* value) {
    Return* made = node<Return>(range);
    made->value = value;
    return made;
}

stmt* Builder::raise(Range range, expr* exception, expr* cause) {
    Raise* made = node<Raise>(range);
    made->exc = exception;
    made->cause = cause;
    return made;
}

stmt* Builder::delete_(Range range, Chain* targets) {
    Delete* made = node<Delete>(range);
    made->targets = seq<expr*>(targets);
    for (expr* target : made->targets) {
        if (!set_context(target, expr_context::Del)) return nullptr;
    }
    return made;
}

stmt* Builder::assert_(Range range, expr* test, expr* message) {
    Assert* made = node<Assert>(range);
    made->test = test;
    made->msg = message;
    return made;
}

stmt* Builder::type_alias(Range range, Range name_token, Chain* params, expr* value) {
    TypeAlias* made = node<TypeAlias>(range);
    made->name = name(name_token);
    store(made->name);
    made->type_params = seq<type_param*>(params);
    made->value = value;
    return made;
}

stmt* Builder::import_(Range range, Chain* names) {
    Import* made = node<Import>(range);
    made->names = seq<alias*>(names);
    return made;
}

stmt* Builder::import_from(Range range, identifier module_name, Chain* names, int level) {
    ImportFrom* made = node<ImportFrom>(range);
    made->module = module_name;
    made->names = seq<alias*>(names);
    made->level = level;
    return made;
}

alias* Builder::alias_(Range range, identifier name, identifier as_name, Range name_range) {
    alias* made = node<alias>(as_name || !name_range.last ? range : name_range);
    made->name = name;
    made->asname = as_name;
    return made;
}

identifier Builder::dotted_name(Chain* parts) {
    auto* first = static_cast<identifier>(parts->first->item);
    if (parts->count == 1) return first;
    std::string joined;
    for (Chain::Link* link = parts->first; link; link = link->next) {
        if (!joined.empty()) joined += '.';
        joined += static_cast<identifier>(link->item)->text;
    }
    return intern(joined);
}

// At a prompt an empty line is a statement that does nothing.
stmt* Builder::empty_line(Range range) { return node<Pass>(range); }

// ---- compound statements -----------------------------------------------------------------------------------

stmt* Builder::if_(Range range, expr* test, Chain* body, Chain* orelse) {
    If* made = node<If>(range);
    made->test = test;
    made->body = seq<stmt*>(body);
    made->orelse = seq<stmt*>(orelse);
    return nest(made, made->body, made->orelse);
}

stmt* Builder::while_(Range range, expr* test, Chain* body, Chain* orelse) {
    While* made = node<While>(range);
    made->test = test;
    made->body = seq<stmt*>(body);
    made->orelse = seq<stmt*>(orelse);
    return nest(made, made->body, made->orelse);
}

withitem* Builder::with_item(expr* context, expr* target) {
    auto* made = state_.arena.make<withitem>();
    made->context_expr = context;
    made->optional_vars = target;
    return made;
}

// `with (a, b):` was read as one tuple; it means two items, unless it holds what an item cannot be.
Chain* Builder::split_tuple_item(Range items_range, Chain* items) {
    if (items_range.first == 0 || items->count != 1) return items;
    auto* item = static_cast<withitem*>(items->first->item);
    auto* whole = try_as<Tuple>(item->context_expr);
    if (!whole || item->optional_vars || whole->elts.empty()) return items;
    const Token& first = stream_.tokens[items_range.first];
    if (whole->span.line != first.line || whole->span.col != first.col) return items;
    for (expr* element : whole->elts) {
        if (element->kind == NodeKind::Starred) return items;
        // `(a, b := c)`: a walrus needs parentheses of its own to be an item; its span begins at its name.
        if (element->kind == NodeKind::NamedExpr) {
            bool parenthesised = false;
            for (uint32_t i = items_range.first; i <= items_range.last; i++) {
                const Token& token = stream_.tokens[i];
                if (token.line == element->span.line && token.col == element->span.col) {
                    parenthesised = stream_.tokens[i - 1].kind == T_LPAR && i - 1 > items_range.first;
                    break;
                }
            }
            if (!parenthesised) return items;
        }
    }
    Chain* split = nullptr;
    for (expr* element : whole->elts) split = append(split, with_item(element, nullptr));
    return split;
}

excepthandler* Builder::handler(Range range, expr* type, identifier name, Chain* body) {
    ExceptHandler* made = node<ExceptHandler>(range);
    made->type = type;
    made->name = name;
    made->body = seq<stmt*>(body);
    return nest(made, made->body);
}

// ---- definitions -------------------------------------------------------------------------------------------

Param* Builder::param(Range range, ParamKind kind, Range name, expr* annotation, expr* default_value) {
    auto* made = state_.arena.make<Param>();
    made->param_kind = kind;
    made->arg = nullptr;
    made->default_value = default_value;
    if (kind != ParamKind::Slash && kind != ParamKind::BareStar) {
        made->arg = node<arg>(range);
        made->arg->arg_name = name_at(name);
        made->arg->annotation = annotation;
    }
    return made;
}

// Sorts parameters as written into the five groups, and refuses what their order forbids.
arguments* Builder::arguments(Chain* params, bool& ok) {
    auto* made = state_.arena.make<ast::arguments>();
    Chain before_slash, plain, keyword_only, keyword_defaults, defaults;
    bool seen_slash = false, seen_star = false, bare_star_waits = false;
    ok = false;
    for (Chain::Link* link = params ? params->first : nullptr; link; link = link->next) {
        auto* item = static_cast<Param*>(link->item);
        if (made->kwarg) return made;  // nothing follows **kwargs
        switch (item->param_kind) {
            case ParamKind::Slash:
                if (seen_slash || seen_star || plain.count == 0) return made;
                seen_slash = true;
                before_slash = plain;
                plain = {};
                break;
            case ParamKind::BareStar:
            case ParamKind::Star:
                if (seen_star) return made;
                seen_star = true;
                made->vararg = item->arg;
                bare_star_waits = item->param_kind == ParamKind::BareStar;
                break;
            case ParamKind::DoubleStar:
                if (bare_star_waits) return made;
                made->kwarg = item->arg;
                break;
            case ParamKind::Plain:
                if (seen_star) {
                    bare_star_waits = false;
                    append(&keyword_only, item->arg);
                    append(&keyword_defaults, item->default_value);
                } else {
                    if (item->default_value)
                        append(&defaults, item->default_value);
                    else if (defaults.count)
                        return made;
                    append(&plain, item->arg);
                }
                break;
        }
    }
    if (bare_star_waits) return made;
    made->posonlyargs = seq<arg*>(&before_slash);
    made->args = seq<arg*>(&plain);
    made->kwonlyargs = seq<arg*>(&keyword_only);
    made->kw_defaults = seq<expr*>(&keyword_defaults);
    made->defaults = seq<expr*>(&defaults);
    ok = true;
    return made;
}

stmt* Builder::function_def(Range range, identifier name, Chain* type_params, Chain* params, Range,
                            expr* returns, Chain* body) {
    FunctionDef* made = node<FunctionDef>(range);
    bool ok = true;
    made->name = name;
    made->type_params = seq<type_param*>(type_params);
    made->args = arguments(params, ok);
    if (!ok) return nullptr;
    made->returns = returns;
    made->body = seq<stmt*>(body);
    return nest(made, made->body);
}

stmt* Builder::class_def(Range range, identifier name, Chain* type_params, Chain* args, Chain* body) {
    ClassDef* made = node<ClassDef>(range);
    made->name = name;
    made->type_params = seq<type_param*>(type_params);
    if (!sort_args(args, made->bases, made->keywords)) return nullptr;
    made->body = seq<stmt*>(body);
    return nest(made, made->body);
}

stmt* Builder::make_async(Range range, stmt* function) {
    auto* plain = as<FunctionDef>(function);
    auto* made = node<AsyncFunctionDef>(range);
    made->depth = plain->depth;
    made->name = plain->name;
    made->args = plain->args;
    made->body = plain->body;
    made->returns = plain->returns;
    made->type_params = plain->type_params;
    return made;
}

stmt* Builder::decorate(stmt* definition, Chain* decorators) {
    Seq<expr*> list = seq<expr*>(decorators);
    switch (definition->kind) {
        case NodeKind::FunctionDef:
            as<FunctionDef>(definition)->decorator_list = list;
            break;
        case NodeKind::AsyncFunctionDef:
            as<AsyncFunctionDef>(definition)->decorator_list = list;
            break;
        default:
            as<ClassDef>(definition)->decorator_list = list;
            break;
    }
    return definition;
}

type_param* Builder::type_var(Range range, identifier name, expr* bound) {
    TypeVar* made = node<TypeVar>(range);
    made->name = name;
    made->bound = bound;
    return made;
}

stmt* Builder::match(Range range, expr* subject, Chain* cases) {
    Match* made = node<Match>(range);
    made->subject = subject;
    made->cases = seq<match_case*>(cases);
    return nest(made, made->cases);
}

match_case* Builder::match_case_(ast::pattern* pattern, expr* guard, Chain* body) {
    auto* made = state_.arena.make<match_case>();
    made->pattern_ = pattern;
    made->guard = guard;
    made->body = seq<stmt*>(body);
    return nest(made, made->body);
}

}  // namespace minipy
