#include "grammar/errors_recognizer.h"

#include <algorithm>

#include "grammar/errors.h"
#include "grammar/errors_grammar.h"
#include "grammar/python.tab.h"

namespace minipy {

using namespace ast;

// ---- reading the grammar -----------------------------------------------------------------------------------

static std::string_view word_at(std::string_view text, size_t& at) {
    size_t start = at;
    while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '_')) at++;
    return text.substr(start, at - start);
}

static void skip_spaces(std::string_view text, size_t& at) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\n')) at++;
}

static int token_kind(std::string_view spelling) {
    if (spelling == "ENDMARKER") return T_ENDMARKER;
    if (spelling == "TYPE") return T_TYPE;
    for (int kind = T_ENDMARKER; kind <= T_ATEQUAL; kind++) {
        if (spelling == token_spelling(kind)) return kind;
    }
    return -1;
}

int ErrorGrammar::find_or_add(std::string_view name) {
    auto [place, added] = rule_numbers_.try_emplace(name, static_cast<int>(rules.size()));
    if (added) rules.push_back({name, name.starts_with("wrong_"), false, {}});
    return place->second;
}

int ErrorGrammar::rule(std::string_view name) const { return rule_numbers_.at(name); }

int ErrorGrammar::add(Item item) {
    items.push_back(item);
    return static_cast<int>(items.size()) - 1;
}

int ErrorGrammar::read_item(std::string_view text, size_t& at) {
    int result = 0;
    char c = text[at];
    if (text.substr(at, 2) == "&&") {
        at += 3;
        size_t end = text.find('\'', at);
        result = add({ItemKind::Forced, token_kind(text.substr(at, end - at)), 0, {}});
        at = end + 1;
    } else if (c == '&' || c == '!') {
        at++;
        int inner = read_item(text, at);
        return add({c == '&' ? ItemKind::And : ItemKind::Not, inner, 0, {}});
    } else if (c == '~') {
        at++;
        return add({ItemKind::Cut, 0, 0, {}});
    } else if (c == '%') {
        at++;
        result = add({ItemKind::Plain, find_or_add(word_at(text, at)), 0, {}});
    } else if (c == '\'' || c == '"') {
        size_t end = text.find(c, at + 1);
        std::string_view spelling = text.substr(at + 1, end - at - 1);
        at = end + 1;
        if (c == '"') result = add({ItemKind::Word, 0, 0, spelling});
        else result = add({ItemKind::Token, token_kind(spelling), 0, {}});
        if (text.substr(at, 1) == ".") {
            at++;
            int separator = items[result].value;
            int element = read_item(text, at);  // reads `element+`
            return add({ItemKind::List, items[element].value, separator, {}});
        }
    } else {
        std::string_view name = word_at(text, at);
        if (name == "STRINGS") {
            result = add({ItemKind::Strings, 0, 0, {}});
        } else if (name == "SOFT_WORD") {
            result = add({ItemKind::SoftWord, 0, 0, {}});
        } else if (std::isupper(static_cast<unsigned char>(name[0]))) {
            result = add({ItemKind::Token, token_kind(name), 0, {}});
        } else {
            result = add({ItemKind::Rule, find_or_add(name), 0, {}});
        }
    }
    char suffix = at < text.size() ? text[at] : '\0';
    if (suffix == '?' || suffix == '*' || suffix == '+') {
        at++;
        ItemKind kind = suffix == '?' ? ItemKind::Maybe : suffix == '*' ? ItemKind::Many : ItemKind::Some;
        result = add({kind, result, 0, {}});
    }
    return result;
}

ErrorGrammar::ErrorGrammar() {
    std::string_view text = kErrorGrammar;
    size_t at = 0;
    int current = -1;
    skip_spaces(text, at);
    while (at < text.size()) {
        bool shared = text[at] == '@';
        if (shared) at++;
        size_t start = at;
        std::string_view name = word_at(text, at);
        if (!name.empty() && at < text.size() && text[at] == ':') {
            at++;
            current = find_or_add(name);
            rules[current].shared = shared;
            rules[current].alternatives.emplace_back();
        } else if (text[start] == '|') {
            at = start + 1;
            rules[current].alternatives.emplace_back();
        } else if (text.substr(start, 2) == "=>") {
            at = start + 2;
            skip_spaces(text, at);
            Alternative alternative = std::move(rules[current].alternatives.back());
            std::string_view verb = word_at(text, at);
            alternative.say = verb == "AT"       ? Say::At
                              : verb == "RANGE"  ? Say::Range
                              : verb == "FROM"   ? Say::From
                              : verb == "LAST"   ? Say::Last
                              : verb == "BLOCK"  ? Say::Block
                              : verb == "TARGET" ? Say::Target
                                                 : Say::Check;
            skip_spaces(text, at);
            while (std::isdigit(static_cast<unsigned char>(text[at]))) {
                int number = text[at++] - '0';
                (alternative.first ? alternative.last : alternative.first) = number;
                skip_spaces(text, at);
            }
            if (!alternative.last) alternative.last = alternative.first;
            size_t end = text.find('\n', at);
            std::string_view message = text.substr(at, end - at);
            if (message[0] == '"') message = message.substr(1, message.rfind('"') - 1);
            alternative.message = message;
            at = end;
            rules[current].alternatives.back() = std::move(alternative);
        } else {
            at = start;
            int item = read_item(text, at);
            rules[current].alternatives.back().items.push_back(item);
        }
        skip_spaces(text, at);
    }
}

// ---- reading tokens ----------------------------------------------------------------------------------------

Recognizer::Recognizer(ParseState& state, TokenStream& stream, LexMode mode, size_t start)
    : state_(state), stream_(stream), mode_(mode), start_(static_cast<int>(start)) {
    int open = 0;
    brackets_.reserve(stream.tokens.size());
    for (const Token& token : stream.tokens) {
        switch (token.kind) {
            case T_LPAR: case T_LSQB: case T_LBRACE: case T_WITH_LPAR: open++; break;
            case T_RPAR: case T_RSQB: case T_RBRACE: open--; break;
            default: break;
        }
        brackets_.push_back(static_cast<uint16_t>(open));
    }
}

bool Recognizer::read(bool with_wrong_rules) {
    wrong_rules_ = with_wrong_rules;
    for (auto& memory : memory_) memory.assign(grammar_.rules.size(), {});
    fetched_ = static_cast<size_t>(start_);
    raised_ = accepted = false;
    level_ = 0;
    const char* name = mode_ == LexMode::File     ? "file"
                       : mode_ == LexMode::Eval   ? "eval"
                       : mode_ == LexMode::Single ? "single"
                                                  : "fstring";
    accepted = rule(grammar_.rule(name), start_) != kFail;
    return raised_;
}

// The kind of token `at`, soft keywords as the names they are. Meeting the lexer's error ends the reading.
int Recognizer::kind_at(int at) {
    if (static_cast<size_t>(at) >= stream_.tokens.size()) return -1;
    if (static_cast<size_t>(at) >= fetched_) fetched_ = static_cast<size_t>(at) + 1;
    int kind = stream_.tokens[at].kind;
    switch (kind) {
        case T_MATCH: case T_CASE: return T_NAME;
        case T_WITH_LPAR: return T_LPAR;
        case T_ERROR_TOKEN:
            error = stream_.error;
            from_lexer = raised_ = true;
            return -1;
        default: return kind;
    }
}

bool Recognizer::is_word(int at, std::string_view word) const {
    return stream_.spelling(stream_.tokens[at]) == word;
}

// CPython takes any beginning of a soft keyword for one when it looks for a forgotten comma: no hint for `(c d)`.
static bool begins_soft_word(std::string_view name) {
    using namespace std::string_view_literals;
    return "match"sv.starts_with(name) || "case"sv.starts_with(name) || name == "_";
}

int Recognizer::rule(int number, int at) {
    const ErrorGrammar::Rule& rule = grammar_.rules[number];
    if (raised_) return kFail;
    auto& memory = memory_[wrong_rules_ && !rule.shared][number];
    if (auto known = memory.find(at); known != memory.end()) return known->second;
    if (level_ >= kMaxLevel) {
        error = {};
        error.type = SyntaxErrorType::MemoryError;
        raised_ = true;
        return kFail;
    }
    level_++;
    int result = kFail;
    for (const Alternative& alternative : rule.alternatives) {
        // A mistake that is a whole alternative waits for the second reading.
        if (alternative.items.size() == 1 && !wrong_rules_) {
            const Item& only = grammar_.items[alternative.items[0]];
            if (only.kind == ErrorGrammar::ItemKind::Rule && grammar_.rules[only.value].wrong) continue;
        }
        bool cut = false;
        int here = at;
        std::vector<int> starts;
        if (alternative.say != ErrorGrammar::Say::Nothing) starts.push_back(at);
        for (int number_of_item : alternative.items) {
            if (grammar_.items[number_of_item].kind == ErrorGrammar::ItemKind::Cut) {
                cut = true;
                continue;
            }
            here = item(number_of_item, here);
            if (here == kFail) break;
            if (!starts.empty()) starts.push_back(here);
        }
        if (raised_) break;
        if (here != kFail) {
            result = alternative.say == ErrorGrammar::Say::Nothing ? here : say(alternative, starts);
            if (raised_ || result != kFail) break;
        }
        if (cut) break;
    }
    level_--;
    if (!raised_) memory[at] = result;
    return raised_ ? kFail : result;
}

// Adjacent strings. CPython reads their fields at once, so an error in one comes before errors further on.
int Recognizer::strings(int at) {
    if (kind_at(at) != T_STRING) return kFail;
    if (auto known = string_ends_.find(at); known != string_ends_.end()) return known->second;
    int end = at;
    while (kind_at(end) == T_STRING) end++;
    if (raised_) return kFail;
    std::vector<SyntaxWarningInfo> no_warnings;
    ParseState state(state_.arena, state_.options, no_warnings);
    state.fstring_depth = state_.fstring_depth;
    Builder builder(state, stream_, mode_);
    builder.start_reading_at(fetched_);
    if (!builder.strings({static_cast<uint32_t>(at), static_cast<uint32_t>(end - 1)})) {
        error = builder.error;
        raised_ = true;
        return kFail;
    }
    return string_ends_[at] = end;
}

int Recognizer::item(int number, int at) {
    using Kind = ErrorGrammar::ItemKind;
    const Item it = grammar_.items[number];
    if (raised_) return kFail;
    switch (it.kind) {
        case Kind::Token: return kind_at(at) == it.value ? at + 1 : kFail;
        case Kind::Word: return kind_at(at) == T_NAME && is_word(at, it.word) ? at + 1 : kFail;
        case Kind::SoftWord: return kind_at(at) == T_NAME && begins_soft_word(stream_.spelling(stream_.tokens[at])) ? at + 1 : kFail;
        case Kind::Strings: return strings(at);
        case Kind::Rule: return rule(it.value, at);
        case Kind::Plain: {
            bool before = wrong_rules_;
            wrong_rules_ = false;
            int result = rule(it.value, at);
            wrong_rules_ = before;
            return result;
        }
        case Kind::Maybe: {
            int end = item(it.value, at);
            return raised_ ? kFail : end == kFail ? at : end;
        }
        case Kind::Many:
        case Kind::Some: {
            int here = at;
            bool any = it.kind == Kind::Many;
            for (int end; (end = item(it.value, here)) != kFail && end > here; any = true) here = end;
            return any && !raised_ ? here : kFail;
        }
        case Kind::List: {
            int here = item(it.value, at);
            while (here != kFail && kind_at(here) == it.separator) {
                int end = item(it.value, here + 1);
                if (end == kFail) break;
                here = end;
            }
            return raised_ ? kFail : here;
        }
        case Kind::And: return item(it.value, at) != kFail ? at : kFail;
        case Kind::Not: {
            bool matches = item(it.value, at) != kFail;
            return raised_ || matches ? kFail : at;
        }
        case Kind::Cut: return at;
        case Kind::Forced: {
            if (kind_at(at) == it.value) return at + 1;
            if (raised_) return kFail;
            const Token& token = stream_.tokens[at];
            error = error_at_token(stream_, at, std::string("expected '") + token_spelling(it.value) + "'");
            (void)token;
            raised_ = true;
            return kFail;
        }
    }
    return kFail;
}

// ---- saying what is wrong ----------------------------------------------------------------------------------

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
        case NodeKind::Attribute: return "attribute";
        case NodeKind::Subscript: return "subscript";
        case NodeKind::Starred: return "starred";
        case NodeKind::Name: return "name";
        case NodeKind::List: return "list";
        case NodeKind::Tuple: return "tuple";
        case NodeKind::Lambda: return "lambda";
        case NodeKind::Call: return "function call";
        case NodeKind::BoolOp: case NodeKind::BinOp: case NodeKind::UnaryOp: return "expression";
        case NodeKind::GeneratorExp: return "generator expression";
        case NodeKind::Yield: case NodeKind::YieldFrom: return "yield expression";
        case NodeKind::Await: return "await expression";
        case NodeKind::ListComp: return "list comprehension";
        case NodeKind::SetComp: return "set comprehension";
        case NodeKind::DictComp: return "dict comprehension";
        case NodeKind::Dict: return "dict literal";
        case NodeKind::Set: return "set display";
        case NodeKind::JoinedStr: case NodeKind::FormattedValue: return "f-string expression";
        case NodeKind::Compare: return "comparison";
        case NodeKind::IfExp: return "conditional expression";
        case NodeKind::NamedExpr: return "named expression";
        case NodeKind::Constant:
            switch (as<Constant>(expression)->value.kind) {
                case ConstantValue::Kind::None: return "None";
                case ConstantValue::Kind::True: return "True";
                case ConstantValue::Kind::False: return "False";
                case ConstantValue::Kind::Ellipsis: return "ellipsis";
                default: return "literal";
            }
        default: return "expression";
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
        case Say::Nothing: return starts.back();
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
            return raise_last(expand(alternative.message, first, first_end), SyntaxErrorType::IndentationError);
        case Say::Target: return target(alternative.message, first, first_end);
        case Say::Check: return check(alternative.message, starts);
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
        case NodeKind::List: return first_invalid(as<List>(e)->elts);
        case NodeKind::Tuple: return first_invalid(as<Tuple>(e)->elts);
        case NodeKind::Starred: return kind == "del" ? e : invalid_target(as<Starred>(e)->value, kind);
        case NodeKind::Compare:  // `for f() in x` was read as a comparison
            if (kind != "for") return e;
            return as<Compare>(e)->ops[0] == cmpop::In ? invalid_target(as<Compare>(e)->left, kind) : nullptr;
        case NodeKind::Name: case NodeKind::Subscript: case NodeKind::Attribute: return nullptr;
        default: return e;
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
        return end == at + 1 && stream_.tokens[at].kind == T_NAME && (is_word(at, "print") || is_word(at, "exec"));
    };
    if (name == "comma") {  // two expressions side by side, inside brackets
        if (is_old_statement(starts[1], starts[2]) || brackets_[starts[3] - 1] == 0) return kFail;
        return range(starts[1], starts[2], starts[2], starts[3], "invalid syntax. Perhaps you forgot a comma?");
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
                case T_LPAR: case T_LSQB: case T_LBRACE: depth++; break;
                case T_RPAR: case T_RSQB: case T_RBRACE: depth--; break;
                case T_LAMBDA: break;
                case T_COMMA:
                    if (depth == 0 && i + 1 < end) begins.push_back(i + 1);
                    break;
                default: break;
            }
        }
        return begins;
    };
    if (name == "several_args") {
        std::vector<int> begins = arguments(starts[0], starts[1]);
        if (begins.size() <= 1) return kFail;
        return range(begins.back(), starts[1], starts[1], starts[2], "Generator expression must be parenthesized");
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
