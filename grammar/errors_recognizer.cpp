// The recognizer itself: rules, items, memory.
#include "grammar/errors_recognizer.h"

#include "grammar/errors.h"
#include "grammar/python.tab.h"

namespace minipy {

Recognizer::Recognizer(ParseState& state, TokenStream& stream, LexMode mode, size_t start)
    : state_(state), stream_(stream), mode_(mode), start_(static_cast<int>(start)) {
    int open = 0;
    brackets_.reserve(stream.tokens.size());
    for (const Token& token : stream.tokens) {
        switch (token.kind) {
            case T_LPAR:
            case T_LSQB:
            case T_LBRACE:
            case T_WITH_LPAR:
                open++;
                break;
            case T_RPAR:
            case T_RSQB:
            case T_RBRACE:
                open--;
                break;
            default:
                break;
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
        case T_MATCH:
        case T_CASE:
            return T_NAME;
        case T_WITH_LPAR:
            return T_LPAR;
        case T_ERROR_TOKEN:
            error = stream_.error;
            from_lexer = raised_ = true;
            return -1;
        default:
            return kind;
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
        case Kind::Token:
            return kind_at(at) == it.value ? at + 1 : kFail;
        case Kind::Word:
            return kind_at(at) == T_NAME && is_word(at, it.word) ? at + 1 : kFail;
        case Kind::SoftWord:
            return kind_at(at) == T_NAME && begins_soft_word(stream_.spelling(stream_.tokens[at])) ? at + 1
                                                                                                   : kFail;
        case Kind::Strings:
            return strings(at);
        case Kind::Rule:
            return rule(it.value, at);
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
        case Kind::And:
            return item(it.value, at) != kFail ? at : kFail;
        case Kind::Not: {
            bool matches = item(it.value, at) != kFail;
            return raised_ || matches ? kFail : at;
        }
        case Kind::Cut:
            return at;
        case Kind::Forced: {
            if (kind_at(at) == it.value) return at + 1;
            if (raised_) return kFail;
            error = error_at_token(stream_, at, std::string("expected '") + token_spelling(it.value) + "'");
            raised_ = true;
            return kFail;
        }
    }
    return kFail;
}

}  // namespace minipy
