// Reads tokens by the grammar of errors_grammar.cpp, to find out what is wrong with them.
//
// An ordered-choice (PEG) recogniser with memory: each rule is tried at each token at most once, so reading takes
// time in proportion to the text. It makes no tree. It reads twice: first without the `wrong_` rules, to learn how
// far the text makes sense; then with them, until one matches. The token that was looked at last matters: that is
// where a plain "invalid syntax" points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "grammar/builder.h"

namespace minipy {

// The compiled form of the grammar text.
struct ErrorGrammar {
    enum class ItemKind : uint8_t {
        Token,
        Word,
        SoftWord,
        Strings,
        Rule,
        Plain,
        Maybe,
        Many,
        Some,
        List,
        And,
        Not,
        Cut,
        Forced
    };
    enum class Say : uint8_t { Nothing, At, Range, From, Last, Block, Target, Check };

    struct Item {
        ItemKind kind;
        int value = 0;  // Token, Forced: its kind; Rule, Plain: the rule; else the item it repeats or tries
        int separator = 0;      // List: a token kind
        std::string_view word;  // Word: its text
    };
    struct Alternative {
        std::vector<int> items;
        Say say = Say::Nothing;
        int first = 0, last = 0;   // items, from 1
        std::string_view message;  // Target and Check: the name of the case
    };
    struct Rule {
        std::string_view name;
        bool wrong = false;
        bool shared = false;  // one memory, whether `wrong_` rules are on or off
        std::vector<Alternative> alternatives;
    };

    ErrorGrammar();
    int rule(std::string_view name) const;

    std::vector<Rule> rules;
    std::vector<Item> items;

  private:
    int find_or_add(std::string_view name);
    int read_item(std::string_view text, size_t& at);
    int add(Item item);

    std::unordered_map<std::string_view, int> rule_numbers_;
};

class Recognizer {
  public:
    // Reading starts at token `start`, a statement's first.
    Recognizer(ParseState& state, TokenStream& stream, LexMode mode, size_t start);

    // True when `error` is the last word; false when the text fits the grammar, or no rule knows the mistake.
    bool read(bool with_wrong_rules);

    bool accepted = false;
    bool from_lexer = false;  // the error is the lexer's own
    SyntaxErrorInfo error;
    size_t tokens_fetched() const { return fetched_; }

  private:
    using Item = ErrorGrammar::Item;
    using Alternative = ErrorGrammar::Alternative;
    static constexpr int kFail = -1;
    static constexpr int kMaxLevel = 6000;

    int rule(int number, int at);
    int item(int number, int at);
    int strings(int at);
    int kind_at(int at);
    bool is_word(int at, std::string_view word) const;
    int say(const Alternative& alternative, const std::vector<int>& starts);
    int check(std::string_view name, const std::vector<int>& starts);
    int target(std::string_view kind, int first, int end);
    int raise(const Span& place, std::string message, SyntaxErrorType type = SyntaxErrorType::SyntaxError);
    int raise_last(std::string message, SyntaxErrorType type);
    std::string expand(std::string_view message, int first, int end);
    // The tree of tokens [first, end), an expression; null when they are not one.
    ast::expr* expression(int first, int end);
    Span span_of(int first, int end);

    ParseState& state_;
    TokenStream& stream_;
    LexMode mode_;
    int start_;
    ErrorGrammar grammar_;
    std::vector<uint16_t> brackets_;  // open after each token
    std::vector<std::unordered_map<int, int>> memory_[2];
    std::unordered_map<int, int> string_ends_;
    size_t fetched_ = 0;
    bool wrong_rules_ = false;
    bool raised_ = false;
    int level_ = 0;
};

// What Python's messages call an expression: "function call", "literal", ...
std::string_view expression_name(const ast::expr* expression);

}  // namespace minipy
