// The matcher of regular expressions: runs the code that re's compiler (CPython's re._compiler) makes.
//
// A backtracking machine without recursion on the subject's length. It goes on until something fails; then it takes the newest
// choice point and tries that one's other way:
//
//     choices   where another way was possible: program place, subject place, repeat, and how long the trail was
//     trail     what was changed since: marks and repeat counters with their old values, undone on the way back
//
// Groups that may not be entered again once left (lookaround, atomic groups, possessive repeats) run in a machine of their own,
// so nesting is as deep as the pattern is nested, not as the subject is long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "support/memory.h"

namespace minipy::re {

enum Op : uint32_t {
    kFailure,
    kSuccess,
    kAny,
    kAnyAll,
    kAssert,
    kAssertNot,
    kAt,
    kBranch,
    kCategory,
    kCharset,
    kBigCharset,
    kGroupRef,
    kGroupRefExists,
    kIn,
    kInfo,
    kJump,
    kLiteral,
    kMark,
    kMaxUntil,
    kMinUntil,
    kNotLiteral,
    kNegate,
    kRange,
    kRepeat,
    kRepeatOne,
    kSubpattern,
    kMinRepeatOne,
    kAtomicGroup,
    kPossessiveRepeat,
    kPossessiveRepeatOne,
    kGroupRefIgnore,
    kInIgnore,
    kLiteralIgnore,
    kNotLiteralIgnore,
    kGroupRefLocIgnore,
    kInLocIgnore,
    kLiteralLocIgnore,
    kNotLiteralLocIgnore,
    kGroupRefUniIgnore,
    kInUniIgnore,
    kLiteralUniIgnore,
    kNotLiteralUniIgnore,
    kRangeUniIgnore,
    kOpCount
};
constexpr uint32_t kMaxRepeat = UINT32_MAX;

uint32_t lower_ascii(uint32_t c);
uint32_t lower_unicode(uint32_t c);
uint32_t upper_unicode(uint32_t c);
bool in_category(uint32_t category, uint32_t c);
// A set, from its first instruction; ends with kFailure.
bool in_set(const uint32_t* set, uint32_t c);

// Called now and then during a long match; true: stop.
using Interrupt = bool (*)(void* context);

// A stack of plain structs whose first ones lie in the matcher itself: most matches need no memory.
template <class T, size_t kInline>
class Stack {
  public:
    Stack() = default;
    Stack(const Stack&) = delete;
    ~Stack() {
        if (items_ != inline_) heap_free(items_);
    }
    void push_back(const T& item) {
        if (size_ == capacity_) [[unlikely]]
            grow();
        items_[size_++] = item;
    }
    void pop_back() { --size_; }
    T& back() { return items_[size_ - 1]; }
    T& operator[](size_t i) { return items_[i]; }
    size_t size() const { return size_; }
    void shrink(size_t size) { size_ = size; }
    // No memory: the match is given up (Matcher::interrupted), what was pushed last is lost.
    bool failed() const { return failed_; }

  private:
    void grow() {
        T* larger = static_cast<T*>(heap_alloc(2 * capacity_ * sizeof(T)));
        if (!larger) {
            failed_ = true;
            --size_;
            return;
        }
        memcpy(static_cast<void*>(larger), items_, size_ * sizeof(T));
        if (items_ != inline_) heap_free(items_);
        items_ = larger;
        capacity_ *= 2;
    }

    T inline_[kInline];
    T* items_ = inline_;
    size_t size_ = 0, capacity_ = kInline;
    bool failed_ = false;
};

// One subject. Char is the width of its characters.
template <class Char>
class Matcher {
  public:
    Matcher(const uint32_t* code, const Char* text, int64_t begin, int64_t end, size_t groups)
        : marks(groups * 2 + 2, -1), code_(code), text_(text), begin_(begin), end_(end) {}

    // At `start` alone, or (search) at the first place from there where it matches. `whole`: to the end of the subject.
    bool match(int64_t start, bool whole);
    bool search(int64_t start);

    bool out_of_memory() const { return repeats_.failed() || choices_.failed() || trail_.failed(); }
    void set_interrupt(Interrupt interrupt, void* context) {
        interrupt_ = interrupt;
        interrupt_context_ = context;
    }
    bool interrupted() const { return interrupted_; }

    int64_t match_start = 0, match_end = 0;
    bool must_advance = false;  // an empty match at the first place does not count
    int64_t last_index = -1;
    std::vector<int64_t> marks;  // start and end of each group; -1: none

  private:
    struct Repeat {
        uint32_t place;  // of the REPEAT instruction
        int32_t outer;
        int64_t count, last;
    };
    struct Choice {
        enum Kind : uint8_t { Plain, Alternative, MinBody, RepeatOne, MinRepeatOne } kind;
        uint32_t pc;
        int64_t at;
        int32_t repeat;
        uint32_t repeats, trail;
        int64_t count;  // RepeatOne: repetitions still possible; MinRepeatOne: made so far
    };
    struct Change {
        enum Kind : uint8_t { Mark, LastIndex, RepeatCount, RepeatLast } kind;
        uint32_t index;
        int64_t old;
    };

    bool run(uint32_t pc, int64_t at, bool top);
    bool back_to_choice(size_t base, uint32_t& pc, int64_t& at);
    void undo_to(size_t trail);
    void set_mark(uint32_t index, int64_t at);
    void set_count(int32_t repeat, int64_t count);
    void set_last(int32_t repeat, int64_t at);
    void push(typename Choice::Kind kind, uint32_t pc, int64_t at, int64_t count = 0);
    int64_t count_single(uint32_t pc, int64_t at, int64_t most) const;
    bool matches_single(uint32_t pc, uint32_t c) const;
    bool can_begin(uint32_t pc, int64_t at) const;
    bool needs_literal(uint32_t pc, uint32_t& literal) const;
    int64_t last_before(int64_t at, int64_t least, int64_t n, uint32_t c) const;
    bool start_run(int64_t at);
    bool at_place(uint32_t where, int64_t at) const;
    int64_t back_reference(uint32_t op, uint32_t group, int64_t at) const;  // length, -1: no match

    const uint32_t* code_;
    const Char* text_;
    int64_t begin_, end_;
    bool whole_ = false;
    int64_t must_pass_ = -1;
    int32_t repeat_ = -1;
    Stack<Repeat, 8> repeats_;
    Stack<Choice, 16> choices_;
    Stack<Change, 16> trail_;
    Interrupt interrupt_ = nullptr;
    void* interrupt_context_ = nullptr;
    uint32_t steps_ = 0;
    bool interrupted_ = false;
};

extern template class Matcher<uint8_t>;
extern template class Matcher<uint16_t>;
extern template class Matcher<uint32_t>;

}  // namespace minipy::re
