// From the text of errors_grammar.cpp to rules, alternatives and items.
#include <cctype>

#include "grammar/errors_grammar.h"
#include "grammar/errors_recognizer.h"
#include "grammar/python.tab.h"

namespace minipy {

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
        if (c == '"')
            result = add({ItemKind::Word, 0, 0, spelling});
        else
            result = add({ItemKind::Token, token_kind(spelling), 0, {}});
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

}  // namespace minipy
