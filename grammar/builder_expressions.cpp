// Expressions: from the pieces of a rule to a node.
#include "grammar/builder.h"

#include "grammar/python.tab.h"

namespace minipy {

using namespace ast;

// ---- tokens and places -------------------------------------------------------------------------------------

int Builder::next_token(Range& location) {
    if (!started_) {
        started_ = true;
        location = {0, 0};
        switch (mode_) {
            case LexMode::File:
                return T_START_FILE;
            case LexMode::Eval:
                return T_START_EVAL;
            case LexMode::Single:
                return T_START_SINGLE;
            case LexMode::FString:
                return T_START_FSTRING;
        }
    }
    size_t last = stream_.tokens.size() - 1;
    auto index = static_cast<uint32_t>(next_ < last ? next_ : last);
    next_ = index + 1;
    location = {index, index};
    return stream_.tokens[index].kind;
}

void Builder::top_level(Range statement) {
    if (stream_.tokens[statement.first].col == 0) statement_start_ = statement.last + 1;
}

void Builder::memory_exhausted() {
    has_error = true;
    error = {};
    error.type = SyntaxErrorType::MemoryError;
}

std::nullptr_t Builder::too_deep() {
    has_error = true;
    error = {};
    error.type = SyntaxErrorType::RecursionError;
    error.message = "maximum recursion depth exceeded during compilation";
    return nullptr;
}

// From the first token's start to the last visible token's end: a block's NEWLINE and DEDENT do not count.
Span Builder::span(Range range) const {
    const Token* tokens = stream_.tokens.data();
    const Token& first = tokens[range.first];
    uint32_t last = range.last;
    while (last > range.first && (tokens[last].end_col < 0 || tokens[last].kind == T_NEWLINE)) last--;
    return {first.line, first.col, tokens[last].end_line, tokens[last].end_col};
}

bool Builder::has_comma(Range comma) const { return stream_.tokens[comma.first].kind == T_COMMA; }

Pair* Builder::pair(expr* key, Node* value) {
    auto* made = state_.arena.make<Pair>();
    made->kind = NodeKind::keyword;
    made->key = key;
    made->value = value;
    return made;
}

// ---- targets -----------------------------------------------------------------------------------------------

// Turns a tree that was read as an expression into what is assigned to or deleted. False: it cannot be.
bool Builder::set_context(expr* target, expr_context context) {
    switch (target->kind) {
        case NodeKind::Name:
            as<Name>(target)->ctx = context;
            return true;
        case NodeKind::Attribute:
            as<Attribute>(target)->ctx = context;
            return true;
        case NodeKind::Subscript:
            as<Subscript>(target)->ctx = context;
            return true;
        case NodeKind::Starred:
            if (context == expr_context::Del) return false;
            if (as<Starred>(target)->value->kind == NodeKind::Starred) return false;
            as<Starred>(target)->ctx = context;
            return set_context(as<Starred>(target)->value, context);
        case NodeKind::Tuple:
            as<Tuple>(target)->ctx = context;
            for (expr* element : as<Tuple>(target)->elts) {
                if (!set_context(element, context)) return false;
            }
            return true;
        case NodeKind::List:
            as<List>(target)->ctx = context;
            for (expr* element : as<List>(target)->elts) {
                if (!set_context(element, context)) return false;
            }
            return true;
        default:
            return false;
    }
}

expr* Builder::for_target(Range range, Chain* elements, Range comma) {
    expr* target = tuple_or_single(range, elements, comma);
    // A lone `*x` is kept: the compiler says why it is wrong.
    return target && store(target) ? target : nullptr;
}

// ---- atoms -------------------------------------------------------------------------------------------------

expr* Builder::name(Range token) {
    Name* made = node<Name>(token);
    made->id = name_at(token);
    made->depth = 1;
    return made;
}

expr* Builder::singleton(Range token, ConstantValue::Kind kind) {
    Constant* made = node<Constant>(token);
    made->value.kind = kind;
    made->depth = 1;
    return made;
}

expr* Builder::tuple(Range range, Chain* elements) {
    Tuple* made = node<Tuple>(range);
    made->elts = seq<expr*>(elements);
    return deepen(made, made->elts);
}

expr* Builder::list(Range range, Chain* elements) {
    List* made = node<List>(range);
    made->elts = seq<expr*>(elements);
    return deepen(made, made->elts);
}

expr* Builder::set(Range range, Chain* elements) {
    Set* made = node<Set>(range);
    made->elts = seq<expr*>(elements);
    return deepen(made, made->elts);
}

expr* Builder::dict(Range range, Chain* items) {
    Dict* made = node<Dict>(range);
    uint32_t count = items ? items->count : 0;
    made->keys = {state_.arena.make_array<expr*>(count), count};
    made->values = {state_.arena.make_array<expr*>(count), count};
    uint32_t i = 0;
    for (Chain::Link* link = items ? items->first : nullptr; link; link = link->next, i++) {
        auto* item = static_cast<Pair*>(link->item);
        made->keys[i] = item->key;
        made->values[i] = static_cast<expr*>(item->value);
    }
    return deepen(made, made->keys, made->values);
}

expr* Builder::tuple_or_single(Range range, Chain* elements, Range comma) {
    if (elements->count == 1 && !has_comma(comma)) {
        return static_cast<expr*>(elements->first->item);
    }
    return tuple(range, elements);
}

// `(x)` is x itself; `(*x)` is wrong.
expr* Builder::group_or_tuple(Range range, Chain* elements, Range comma) {
    if (elements->count == 1 && !has_comma(comma)) {
        auto* element = static_cast<expr*>(elements->first->item);
        return element->kind == NodeKind::Starred ? nullptr : element;
    }
    return tuple(range, elements);
}

// ---- operators ---------------------------------------------------------------------------------------------

expr* Builder::starred(Range range, expr* value) {
    Starred* made = node<Starred>(range);
    made->value = value;
    return deepen(made, value);
}

expr* Builder::named_expr(Range range, Range name_token, expr* value) {
    NamedExpr* made = node<NamedExpr>(range);
    made->target = name(name_token);
    store(made->target);
    made->value = value;
    return deepen(made, value);
}

expr* Builder::yield_(Range range, expr* value) {
    Yield* made = node<Yield>(range);
    made->value = value;
    return deepen(made, value);
}

expr* Builder::yield_from(Range range, expr* value) {
    YieldFrom* made = node<YieldFrom>(range);
    made->value = value;
    return deepen(made, value);
}

expr* Builder::await(Range range, expr* value) {
    Await* made = node<Await>(range);
    made->value = value;
    return deepen(made, value);
}

expr* Builder::if_exp(Range range, expr* test, expr* body, expr* orelse) {
    IfExp* made = node<IfExp>(range);
    made->test = test;
    made->body = body;
    made->orelse = orelse;
    return deepen(made, test, body, orelse);
}

expr* Builder::lambda(Range range, Chain* params, Range, expr* body) {
    Lambda* made = node<Lambda>(range);
    bool ok = true;
    made->args = arguments(params, ok);
    if (!ok) return nullptr;
    made->body = body;
    return deepen(made, body, made->args->defaults, made->args->kw_defaults);
}

expr* Builder::bool_op(Range range, boolop op, Chain* values) {
    BoolOp* made = node<BoolOp>(range);
    made->op = op;
    made->values = seq<expr*>(values);
    return deepen(made, made->values);
}

expr* Builder::unary(Range range, unaryop op, expr* operand) {
    UnaryOp* made = node<UnaryOp>(range);
    made->op = op;
    made->operand = operand;
    return deepen(made, operand);
}

expr* Builder::binary(Range range, expr* left, operator_ op, expr* right) {
    BinOp* made = node<BinOp>(range);
    made->left = left;
    made->op = op;
    made->right = right;
    return deepen(made, left, right);
}

expr* Builder::compare(Range range, expr* left, Chain* operators_and_operands) {
    Compare* made = node<Compare>(range);
    uint32_t count = operators_and_operands->count / 2;
    made->left = left;
    made->ops = {state_.arena.make_array<cmpop>(count), count};
    made->comparators = {state_.arena.make_array<expr*>(count), count};
    Chain::Link* link = operators_and_operands->first;
    for (uint32_t i = 0; i < count; i++) {
        made->ops[i] = static_cast<cmpop>(reinterpret_cast<intptr_t>(link->item));
        link = link->next;
        made->comparators[i] = static_cast<expr*>(link->item);
        link = link->next;
    }
    return deepen(made, left, made->comparators);
}

// ---- primaries ---------------------------------------------------------------------------------------------

expr* Builder::attribute(Range range, expr* value, Range attr) {
    Attribute* made = node<Attribute>(range);
    made->value = value;
    made->attr = name_at(attr);
    return deepen(made, value);
}

expr* Builder::subscript(Range range, expr* value, expr* index) {
    Subscript* made = node<Subscript>(range);
    made->value = value;
    made->slice = index;
    return deepen(made, value, index);
}

expr* Builder::slices(Range range, Chain* items, Range comma) {
    if (items->count == 1 && !has_comma(comma)) {
        auto* item = static_cast<expr*>(items->first->item);
        if (item->kind != NodeKind::Starred) return item;
    }
    return tuple(range, items);
}

expr* Builder::slice(Range range, expr* lower, expr* upper, expr* step) {
    Slice* made = node<Slice>(range);
    made->lower = lower;
    made->upper = upper;
    made->step = step;
    return deepen(made, lower, upper, step);
}

// Arguments come in written order. Wrong: a positional one after `name=` or `**`, a `*` one after `**`.
bool Builder::sort_args(Chain* args, Seq<expr*>& positional, Seq<keyword*>& keywords) {
    if (!args) return true;
    Chain plain, named;
    bool seen_keyword = false, seen_double_star = false;
    for (Chain::Link* link = args->first; link; link = link->next) {
        auto* item = static_cast<Node*>(link->item);
        if (item->kind == NodeKind::keyword) {
            (as<keyword>(item)->arg ? seen_keyword : seen_double_star) = true;
            append(&named, item);
        } else {
            bool starred = item->kind == NodeKind::Starred;
            if (seen_double_star || (seen_keyword && !starred)) return false;
            append(&plain, item);
        }
    }
    positional = seq<expr*>(&plain);
    keywords = seq<keyword*>(&named);
    return true;
}

expr* Builder::call(Range range, expr* function, Chain* args) {
    Call* made = node<Call>(range);
    made->func = function;
    if (!sort_args(args, made->args, made->keywords)) return nullptr;
    return deepen(made, function, made->args, made->keywords);
}

keyword* Builder::keyword_(Range range, identifier name, expr* value) {
    keyword* made = node<keyword>(range);
    made->arg = name;
    made->value = value;
    made->depth = value->depth;
    return made;
}

// ---- comprehensions ----------------------------------------------------------------------------------------

expr* Builder::dict_comp(Range range, expr* key, expr* value, Chain* clauses) {
    DictComp* made = node<DictComp>(range);
    made->key = key;
    made->value = value;
    made->generators = seq<comprehension*>(clauses);
    return deepen(made, key, value, clause_depth(clauses));
}

comprehension* Builder::comp_clause(expr* target, expr* iter, Chain* conditions, int is_async) {
    auto* made = state_.arena.make<comprehension>();
    made->target = target;
    made->iter = iter;
    made->ifs = seq<expr*>(conditions);
    made->is_async = is_async;
    int deepest = depth_of(made->ifs);
    if (iter->depth > deepest) deepest = iter->depth;
    if (target->depth > deepest) deepest = target->depth;
    made->depth = static_cast<uint16_t>(deepest);
    return made;
}

int Builder::clause_depth(const Chain* clauses) {
    int deepest = 0;
    for (Chain::Link* link = clauses->first; link; link = link->next) {
        int depth = static_cast<Node*>(link->item)->depth;
        if (depth > deepest) deepest = depth;
    }
    return deepest;
}

}  // namespace minipy
