// The parser's hands: one function for each thing a rule of python.y makes.
//
// A rule's location is a Range of tokens; `span` turns it into lines and columns. Lists grow as Chains (linked,
// in the arena) and become Seqs when their node is made. A function that finds the text wrong gives null and
// leaves it to errors.cpp to say why, unless it knows better than any grammar (a bad escape, nesting too deep).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "grammar/ast.h"
#include "grammar/lexer.h"

namespace minipy {

struct Range {
    uint32_t first = 0, last = 0;  // token indexes, both included

    Range() = default;
    Range(uint32_t first, uint32_t last) : first(first), last(last) {}
    Range(int, int, int, int) {}  // how Bison starts a location
};

struct Chain {
    struct Link {
        void* item;
        Link* next;
    };
    Link* first = nullptr;
    Link* last = nullptr;
    uint32_t count = 0;
};

enum class ParamKind : uint8_t { Plain, Slash, BareStar, Star, DoubleStar };

// One parameter as written; `b.function_def` sorts them into an `arguments`.
struct Param : ast::Node {
    ParamKind param_kind;
    ast::arg* arg;
    ast::expr* default_value;
};

// A pair waiting to be split into two sequences: `key: value`, `name=pattern`.
struct Pair : ast::Node {
    ast::expr* key;
    ast::Node* value;
};

class Builder {
  public:
    Builder(ParseState& state, TokenStream& stream, LexMode mode)
        : state_(state), stream_(stream), mode_(mode) {}

    // ---- the parser's view of the tokens
    int next_token(Range& location);
    void top_level(Range statement);
    void memory_exhausted();

    // ---- results
    ast::mod* module = nullptr;       // File and Single
    ast::expr* expression = nullptr;  // Eval and FString
    bool has_error = false;           // `error` holds the last word; otherwise a failure wants a diagnosis
    SyntaxErrorInfo error;
    size_t tokens_read() const { return next_; }
    void start_reading_at(size_t token) { next_ = token; }
    size_t statement_start() const { return statement_start_; }

    void finish_module(Chain* body, Range);
    void finish_expression(ast::expr* body) { expression = body; }
    void finish_interactive(Chain* body);

    // ---- lists
    Chain* chain(const void* item) { return append(state_.arena.make<Chain>(), item); }
    Chain* append(Chain* list, const void* item) {
        if (!list) list = state_.arena.make<Chain>();
        auto* link = state_.arena.make<Chain::Link>(Chain::Link{const_cast<void*>(item), nullptr});
        (list->last ? list->last->next : list->first) = link;
        list->last = link;
        list->count++;
        return list;
    }
    Chain* join(Chain* left, Chain* right) {
        left->last->next = right->first;
        left->last = right->last;
        left->count += right->count;
        return left;
    }
    template <class T>
    ast::Seq<T> seq(const Chain* list) const {
        ast::Seq<T> result;
        if (!list) return result;
        result.count = list->count;
        result.data = state_.arena.make_array<T>(list->count);
        T* out = result.data;
        for (Chain::Link* link = list->first; link; link = link->next) *out++ = static_cast<T>(link->item);
        return result;
    }

    // ---- places and names
    Span span(Range range) const;
    template <class T>
    T* node(Range range) {
        T* made = state_.arena.make<T>();
        made->span = span(range);
        return made;
    }
    template <class T>
    T* named_node(Range range, ast::identifier name) {
        T* made = node<T>(range);
        made->name = name;
        return made;
    }
    ast::identifier intern(std::string_view text) { return state_.intern(text); }
    ast::identifier name_at(Range token) { return intern(stream_.spelling(stream_.tokens[token.first])); }

    // ---- targets: from what is read to what is assigned
    bool store(ast::expr* target) { return set_context(target, ast::expr_context::Store); }

    // ---- simple statements
    ast::stmt* expr_stmt(Range, ast::expr* value);
    ast::stmt* assign(Range, Chain* targets, ast::expr* value);
    ast::stmt* aug_assign(Range, ast::expr* target, int op, ast::expr* value);
    ast::stmt* ann_assign(Range, ast::expr* target, ast::expr* annotation, ast::expr* value);
    ast::stmt* return_(Range, ast::expr* value);
    ast::stmt* raise(Range, ast::expr* exception, ast::expr* cause);
    ast::stmt* delete_(Range, Chain* targets);
    ast::stmt* assert_(Range, ast::expr* test, ast::expr* message);
    ast::stmt* type_alias(Range, Range name, Chain* params, ast::expr* value);
    ast::stmt* import_(Range, Chain* names);
    ast::stmt* import_from(Range, ast::identifier module, Chain* names, int level);
    ast::alias* alias_(Range, ast::identifier name, ast::identifier as_name, Range = {});
    ast::identifier dotted_name(Chain* parts);
    ast::stmt* empty_line(Range);
    template <class T>
    ast::stmt* names(Range range, Chain* list) {
        T* made = node<T>(range);
        made->names = seq<ast::identifier>(list);
        return made;
    }

    // ---- compound statements
    ast::stmt* if_(Range, ast::expr* test, Chain* body, Chain* orelse);
    ast::stmt* while_(Range, ast::expr* test, Chain* body, Chain* orelse);
    template <class T>
    ast::stmt* for_(Range range, ast::expr* target, ast::expr* iter, Chain* body, Chain* orelse) {
        T* made = node<T>(range);
        made->target = target;
        made->iter = iter;
        made->body = seq<ast::stmt*>(body);
        made->orelse = seq<ast::stmt*>(orelse);
        return nest(made, made->body, made->orelse);
    }
    template <class T>
    ast::stmt* with(Range range, Range items_range, Chain* items, Chain* body) {
        T* made = node<T>(range);
        made->items = seq<ast::withitem*>(split_tuple_item(items_range, items));
        made->body = seq<ast::stmt*>(body);
        return nest(made, made->body);
    }
    ast::withitem* with_item(ast::expr* context, ast::expr* target);
    template <class T>
    ast::stmt* try_(Range range, Chain* body, Chain* handlers, Chain* orelse, Chain* finally) {
        T* made = node<T>(range);
        made->body = seq<ast::stmt*>(body);
        made->handlers = seq<ast::excepthandler*>(handlers);
        made->orelse = seq<ast::stmt*>(orelse);
        made->finalbody = seq<ast::stmt*>(finally);
        return nest(made, made->body, made->handlers, made->orelse, made->finalbody);
    }
    ast::excepthandler* handler(Range, ast::expr* type, ast::identifier name, Chain* body);
    ast::stmt* function_def(Range, ast::identifier name, Chain* type_params, Chain* params,
                            Range params_range, ast::expr* returns, Chain* body);
    ast::stmt* class_def(Range, ast::identifier name, Chain* type_params, Chain* args, Chain* body);
    ast::stmt* make_async(Range, ast::stmt* function);
    ast::stmt* decorate(ast::stmt* definition, Chain* decorators);
    ast::type_param* type_var(Range, ast::identifier name, ast::expr* bound);
    Param* param(Range, ParamKind kind, Range name, ast::expr* annotation, ast::expr* default_value);
    ast::stmt* match(Range, ast::expr* subject, Chain* cases);
    ast::match_case* match_case_(ast::pattern* pattern, ast::expr* guard, Chain* body);

    // ---- patterns
    ast::pattern* pattern_sequence_or_single(Range, Chain* patterns, Range comma);
    ast::pattern* match_group(Range, Chain* patterns, Range comma);
    ast::pattern* match_sequence(Range, Chain* patterns);
    ast::pattern* match_star(Range, Range name);
    ast::pattern* match_as(Range, ast::pattern* pattern, Range name);
    ast::pattern* match_or(Range, Chain* patterns);
    ast::pattern* match_value(Range, ast::expr* value);
    ast::pattern* match_singleton(Range, ast::ConstantValue::Kind kind);
    ast::pattern* match_name(Range, ast::expr* name_or_attribute);
    ast::pattern* match_mapping(Range, Chain* items);
    ast::pattern* match_class(Range, ast::expr* type, Chain* args);
    ast::Node* map_item(ast::expr* key, ast::pattern* value);
    ast::Node* map_item_attr(ast::expr* key, ast::pattern* value);
    ast::Node* map_rest(Range name);
    ast::expr* complex_literal(Range, ast::expr* real, ast::operator_ op, Range imaginary);

    // ---- expressions
    ast::expr* name(Range);
    ast::expr* number(Range);
    ast::expr* strings(Range);
    ast::expr* singleton(Range, ast::ConstantValue::Kind kind);
    ast::expr* tuple(Range, Chain* elements);
    ast::expr* list(Range, Chain* elements);
    ast::expr* set(Range, Chain* elements);
    ast::expr* dict(Range, Chain* items);
    ast::Node* dict_item(ast::expr* key, ast::expr* value) { return pair(key, value); }
    ast::expr* tuple_or_single(Range, Chain* elements, Range comma);
    ast::expr* group_or_tuple(Range, Chain* elements, Range comma);
    ast::expr* for_target(Range, Chain* elements, Range comma);
    ast::expr* starred(Range, ast::expr* value);
    ast::expr* named_expr(Range, Range name, ast::expr* value);
    ast::expr* yield_(Range, ast::expr* value);
    ast::expr* yield_from(Range, ast::expr* value);
    ast::expr* await(Range, ast::expr* value);
    ast::expr* if_exp(Range, ast::expr* test, ast::expr* body, ast::expr* orelse);
    ast::expr* lambda(Range, Chain* params, Range params_range, ast::expr* body);
    ast::expr* bool_op(Range, ast::boolop op, Chain* values);
    ast::expr* unary(Range, ast::unaryop op, ast::expr* operand);
    ast::expr* binary(Range, ast::expr* left, ast::operator_ op, ast::expr* right);
    ast::expr* compare(Range, ast::expr* left, Chain* operators_and_operands);
    const void* op_item(int op) { return reinterpret_cast<const void*>(static_cast<intptr_t>(op)); }
    ast::expr* attribute(Range, ast::expr* value, Range name);
    ast::expr* subscript(Range, ast::expr* value, ast::expr* index);
    ast::expr* slices(Range, Chain* items, Range comma);
    ast::expr* slice(Range, ast::expr* lower, ast::expr* upper, ast::expr* step);
    ast::expr* call(Range, ast::expr* function, Chain* args);
    ast::keyword* keyword_(Range, ast::identifier name, ast::expr* value);
    ast::expr* generator(Range range, ast::expr* element, Chain* clauses) {
        return comprehension_<ast::GeneratorExp>(range, element, clauses);
    }
    template <class T>
    ast::expr* comprehension_(Range range, ast::expr* element, Chain* clauses) {
        if (element->kind == ast::NodeKind::Starred) return nullptr;
        T* made = node<T>(range);
        made->elt = element;
        made->generators = seq<ast::comprehension*>(clauses);
        return deepen(made, element, clause_depth(clauses));
    }
    ast::expr* dict_comp(Range, ast::expr* key, ast::expr* value, Chain* clauses);
    ast::comprehension* comp_clause(ast::expr* target, ast::expr* iter, Chain* conditions, int is_async);

  private:
    friend class StringReader;

    bool set_context(ast::expr* target, ast::expr_context context);
    bool has_comma(Range comma) const;
    Chain* split_tuple_item(Range items_range, Chain* items);
    ast::arguments* arguments(Chain* params, bool& ok);
    bool sort_args(Chain* args, ast::Seq<ast::expr*>& positional, ast::Seq<ast::keyword*>& keywords);
    Pair* pair(ast::expr* key, ast::Node* value);

    // Nesting: a node is one deeper than its deepest child; too deep ends the parse.
    static int depth_of(const ast::Node* child) { return child ? child->depth : 0; }
    static int depth_of(int depth) { return depth; }
    template <class T>
    static int depth_of(const ast::Seq<T*>& children) {
        int deepest = 0;
        for (T* child : children) deepest = child && child->depth > deepest ? child->depth : deepest;
        return deepest;
    }
    static int clause_depth(const Chain* clauses);
    template <class T, class... Children>
    T* deepen(T* made, const Children&... children) {
        int deepest = 0;
        ((deepest = depth_of(children) > deepest ? depth_of(children) : deepest), ...);
        made->depth = static_cast<uint16_t>(deepest + 1);
        return deepest + 1 < ast::kMaxDepth ? made : static_cast<T*>(too_deep());
    }
    template <class T, class... Children>
    T* nest(T* made, const Children&... children) {
        return deepen(made, children...);
    }
    std::nullptr_t too_deep();

    ParseState& state_;
    TokenStream& stream_;
    LexMode mode_;
    size_t next_ = 0;
    bool started_ = false;
    size_t statement_start_ = 0;
};

// The generated parser (python.y): zero when the text is right.
int parse_tokens(Builder& builder);
// A token kind as the grammar spells it: "NAME", "if", "->".
const char* token_spelling(int kind);

}  // namespace minipy
