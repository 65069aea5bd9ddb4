// What a rule for a mistake says when it matches: the message and the place.
#include "grammar/errors.h"
#include "grammar/errors_recognizer.h"
#include "grammar/python.tab.h"

namespace minipy {

using namespace ast;

int Recognizer::raise(const Span& place, std::string message, SyntaxErrorType type) {
    error = error_at(stream_, place, std::move(message), type);
    raised_ = true;
    return kFail;
}

int Recognizer::raise_last(std::string message, SyntaxErrorType type) {
    error = error_at_newest(stream_, fetched_ - 1, std::move(message), type);
    raised_ = true;
    return kFail;
}

expr* Recognizer::expression(int first, int end) {
    TokenStream part;
    part.text = stream_.text;
    part.base_line = stream_.base_line;
    part.base_col = stream_.base_col;
    part.is_fstring = stream_.is_fstring;
    if (first >= end) return nullptr;
    part.tokens.assign(stream_.tokens.begin() + first, stream_.tokens.begin() + end);
    part.tokens.push_back(stream_.tokens[end - 1]);
    part.tokens.back().kind = T_ENDMARKER;
    std::vector<SyntaxWarningInfo> no_warnings;
    ParseState state(state_.arena, state_.options, no_warnings);
    state.fstring_depth = state_.fstring_depth;
    // A yield is an expression only in parentheses.
    if (part.tokens[0].kind == T_YIELD) {
        Builder builder(state, part, LexMode::FString);
        auto last = static_cast<uint32_t>(end - first - 1);
        return builder.yield_({0, last}, nullptr);
    }
    Builder builder(state, part, LexMode::FString);
    return parse_tokens(builder) == 0 ? builder.expression : nullptr;
}

Span Recognizer::span_of(int first, int end) {
    const Token& from = stream_.tokens[first];
    const Token& to = stream_.tokens[end > first ? end - 1 : first];
    if (end > first + 1) {  // parentheses around an expression are not part of it
        if (expr* tree = expression(first, end)) return tree->span;
    }
    return {from.line, from.col, to.end_line, to.end_col};
}

std::string_view expression_name(const expr* expression) {
    switch (expression->kind) {
        case NodeKind::Attribute:
            return "attribute";
        case NodeKind::Subscript:
            return "subscript";
        case NodeKind::Starred:
            return "starred";
        case NodeKind::Name:
            return "name";
        case NodeKind::List:
            return "list";
        case NodeKind::Tuple:
            return "tuple";
        case NodeKind::Lambda:
            return "lambda";
        case NodeKind::Call:
            return "function call";
        case NodeKind::BoolOp:
        case NodeKind::BinOp:
        case NodeKind::UnaryOp:
            return "expression";
        case NodeKind::GeneratorExp:
            return "generator expression";
        case NodeKind::Yield:
        case NodeKind::YieldFrom:
            return "yield expression";
        case NodeKind::Await:
            return "await expression";
        case NodeKind::ListComp:
            return "list comprehension";
        case NodeKind::SetComp:
            return "set comprehension";
        case NodeKind::DictComp:
            return "dict comprehension";
        case NodeKind::Dict:
            return "dict literal";
        case NodeKind::Set:
            return "set display";
        case NodeKind::JoinedStr:
        case NodeKind::FormattedValue:
            return "f-string expression";
        case NodeKind::Compare:
            return "comparison";
        case NodeKind::IfExp:
            return "conditional expression";
        case NodeKind::NamedExpr:
            return "named expression";
        case NodeKind::Constant:
            switch (as<Constant>(expression)->value.kind) {
                case ConstantValue::Kind::None:
                    return "None";
                case ConstantValue::Kind::True:
                    return "True";
                case ConstantValue::Kind::False:
                    return "False";
                case ConstantValue::Kind::Ellipsis:
                    return "ellipsis";
                default:
                    return "literal";
            }
        default:
            return "expression";
    }
}

std::string Recognizer::expand(std::string_view message, int first, int end) {
    std::string out;
    for (size_t i = 0; i < message.size(); i++) {
        if (message[i] == '\\') continue;
        if (message[i] != '%') {
            out += message[i];
            continue;
        }
        char what = message[++i];
        const Token& token = stream_.tokens[first];
        if (what == 'e') {
            expr* tree = expression(first, end);
            out += tree ? expression_name(tree) : "expression";
        } else if (what == 's') {
            out += stream_.spelling(token);
        } else {
            out += std::to_string(token.line);
        }
    }
    return out;
}

int Recognizer::say(const Alternative& alternative, const std::vector<int>& starts) {
    using Say = ErrorGrammar::Say;
    int first = alternative.first ? starts[alternative.first - 1] : 0;
    int first_end = alternative.first ? starts[alternative.first] : 0;
    // An item that matched nothing (a lookahead, an absent list) stands where the next one begins.
    int last = alternative.last ? starts[alternative.last - 1] : 0;
    int last_end = alternative.last ? starts[alternative.last] : 0;
    switch (alternative.say) {
        case Say::Nothing:
            return starts.back();
        case Say::At:
            return raise(span_of(first, first_end), expand(alternative.message, first, first_end));
        case Say::Range: {
            Span from = span_of(first, first_end);
            Span to = span_of(last, last_end);
            return raise({from.line, from.col, to.end_line, to.end_col},
                         expand(alternative.message, first, first_end));
        }
        case Say::From: {
            Span from = span_of(first, first_end);
            const Token& newest = stream_.tokens[fetched_ - 1];
            raise({from.line, from.col, newest.end_line, newest.end_col},
                  expand(alternative.message, first, first_end));
            error.end_offset--;  // CPython's end here counts from 0
            return kFail;
        }
        case Say::Last:
            return raise_last(expand(alternative.message, first, first_end), SyntaxErrorType::SyntaxError);
        case Say::Block:
            return raise_last(expand(alternative.message, first, first_end),
                              SyntaxErrorType::IndentationError);
        case Say::Target:
            return target(alternative.message, first, first_end);
        case Say::Check:
            return check(alternative.message, starts);
    }
    return kFail;
}

// The innermost part of what is assigned to (or deleted) that cannot be; null when all of it can.
static const expr* invalid_target(const expr* e, std::string_view kind) {
    auto first_invalid = [&](const Seq<expr*>& elements) -> const expr* {
        for (const expr* element : elements) {
            if (const expr* found = invalid_target(element, kind)) return found;
        }
        return nullptr;
    };
    switch (e->kind) {
        case NodeKind::List:
            return first_invalid(as<List>(e)->elts);
        case NodeKind::Tuple:
            return first_invalid(as<Tuple>(e)->elts);
        case NodeKind::Starred:
            return kind == "del" ? e : invalid_target(as<Starred>(e)->value, kind);
        case NodeKind::Compare:  // `for f() in x` was read as a comparison
            if (kind != "for") return e;
            return as<Compare>(e)->ops[0] == cmpop::In ? invalid_target(as<Compare>(e)->left, kind) : nullptr;
        case NodeKind::Name:
        case NodeKind::Subscript:
        case NodeKind::Attribute:
            return nullptr;
        default:
            return e;
    }
}

int Recognizer::target(std::string_view kind, int first, int end) {
    const expr* tree = expression(first, end);
    const expr* wrong = tree ? invalid_target(tree, kind) : nullptr;
    if (!wrong) return kFail;
    std::string verb = kind == "del" ? "cannot delete " : "cannot assign to ";
    return raise(wrong->span, verb + std::string(expression_name(wrong)));
}

int Recognizer::check(std::string_view name, const std::vector<int>& starts) {
    auto range = [&](int a, int a_end, int b, int b_end, std::string message) {
        Span from = span_of(a, a_end), to = span_of(b, b_end);
        return raise({from.line, from.col, to.end_line, to.end_col}, std::move(message));
    };
    auto is_old_statement = [&](int at, int end) {
        return end == at + 1 && stream_.tokens[at].kind == T_NAME &&
               (is_word(at, "print") || is_word(at, "exec"));
    };
    if (name == "comma") {  // two expressions side by side, inside brackets
        if (is_old_statement(starts[1], starts[2]) || brackets_[starts[3] - 1] == 0) return kFail;
        return range(starts[1], starts[2], starts[2], starts[3],
                     "invalid syntax. Perhaps you forgot a comma?");
    }
    if (name == "legacy") {
        if (!is_old_statement(starts[0], starts[1])) return kFail;
        std::string word(stream_.spelling(stream_.tokens[starts[0]]));
        return range(starts[0], starts[1], starts[2], starts[3],
                     "Missing parentheses in call to '" + word + "'. Did you mean " + word + "(...)?");
    }
    if (name == "missing_colon") {
        Span place = span_of(starts[0], starts[1]);
        place.col = place.end_col - 1;
        place.end_line = place.line;
        place.end_col = -1;
        int result = raise(place, "':' expected after dictionary key");
        error.end_offset = 0;
        return result;
    }
    if (name == "param_after_default") {
        int first = starts[2];
        const Token& token = stream_.tokens[first];
        // A parameter is its name and annotation, without the comma.
        int end = starts[3];
        while (end > first + 1 && (stream_.tokens[end - 1].kind == T_COMMA)) end--;
        const Token& last = stream_.tokens[end - 1];
        return raise({token.line, token.col, last.end_line, last.end_col},
                     "non-default argument follows default argument");
    }
    // The rest read a list of arguments as a call: `f` and the parentheses around it are in the tokens.
    auto arguments = [&](int first, int end) -> std::vector<int> {  // where each argument begins
        std::vector<int> begins{first};
        int depth = 0;
        for (int i = first; i < end; i++) {
            switch (stream_.tokens[i].kind) {
                case T_LPAR:
                case T_LSQB:
                case T_LBRACE:
                    depth++;
                    break;
                case T_RPAR:
                case T_RSQB:
                case T_RBRACE:
                    depth--;
                    break;
                case T_LAMBDA:
                    break;
                case T_COMMA:
                    if (depth == 0 && i + 1 < end) begins.push_back(i + 1);
                    break;
                default:
                    break;
            }
        }
        return begins;
    };
    if (name == "several_args") {
        std::vector<int> begins = arguments(starts[0], starts[1]);
        if (begins.size() <= 1) return kFail;
        return range(begins.back(), starts[1], starts[1], starts[2],
                     "Generator expression must be parenthesized");
    }
    if (name == "generator_argument") {
        // Up to the target of the last clause.
        int last_for = starts[3];
        int depth = 0;
        for (int i = starts[3]; i < starts[4]; i++) {
            int kind = stream_.tokens[i].kind;
            if (kind == T_LPAR || kind == T_LSQB || kind == T_LBRACE) depth++;
            if (kind == T_RPAR || kind == T_RSQB || kind == T_RBRACE) depth--;
            if (kind == T_FOR && depth == 0) last_for = i;
        }
        int in = last_for;
        while (in < starts[4] && stream_.tokens[in].kind != T_IN) in++;
        return range(starts[2], starts[3], last_for + 1, in, "Generator expression must be parenthesized");
    }
    // positional_follows
    bool unpacking = false;
    for (int begin : arguments(starts[0], starts[1])) unpacking |= stream_.tokens[begin].kind == T_DOUBLESTAR;
    return raise_last(unpacking ? "positional argument follows keyword argument unpacking"
                                : "positional argument follows keyword argument",
                      SyntaxErrorType::SyntaxError);
}

}  // namespace minipy
