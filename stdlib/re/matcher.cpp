#include "matcher.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "native/module.h"
#include "support/unicode.h"

namespace minipy::re {

// ---- characters ----

uint32_t lower_ascii(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
uint32_t lower_unicode(uint32_t c) {
    if (c < 128) return lower_ascii(c);
    uint32_t out[3];
    unicode::lower(c, out);
    return out[0];
}
uint32_t upper_unicode(uint32_t c) {
    if (c < 128) return c >= 'a' && c <= 'z' ? c - 32 : c;
    uint32_t out[3];
    return unicode::upper(c, out) == 1 ? out[0] : c;
}

namespace {

uint32_t lower_locale(uint32_t c) {
    return c < 256 ? static_cast<uint32_t>(tolower(static_cast<int>(c))) : c;
}
uint32_t upper_locale(uint32_t c) {
    return c < 256 ? static_cast<uint32_t>(toupper(static_cast<int>(c))) : c;
}

bool word_ascii(uint32_t c) { return c < 128 && (isalnum(static_cast<int>(c)) || c == '_'); }
bool word_locale(uint32_t c) { return c < 256 && (isalnum(static_cast<int>(c)) || c == '_'); }
bool word_unicode(uint32_t c) { return c < 128 ? word_ascii(c) : unicode::is_alnum(c); }
bool space_ascii(uint32_t c) { return c == ' ' || (c >= 9 && c <= 13); }
bool digit_ascii(uint32_t c) { return c >= '0' && c <= '9'; }

}  // namespace

bool in_category(uint32_t category, uint32_t c) {
    switch (category) {
        case 0:
            return digit_ascii(c);
        case 1:
            return !digit_ascii(c);
        case 2:
            return space_ascii(c);
        case 3:
            return !space_ascii(c);
        case 4:
            return word_ascii(c);
        case 5:
            return !word_ascii(c);
        case 6:
            return c == '\n';
        case 7:
            return c != '\n';
        case 8:
            return word_locale(c);
        case 9:
            return !word_locale(c);
        case 10:
            return c < 128 ? digit_ascii(c) : unicode::is_decimal(c);
        case 11:
            return !(c < 128 ? digit_ascii(c) : unicode::is_decimal(c));
        case 12:
            return unicode::is_space(c);
        case 13:
            return !unicode::is_space(c);
        case 14:
            return word_unicode(c);
        case 15:
            return !word_unicode(c);
        case 16:
            return unicode::is_line_break(c);
        case 17:
            return !unicode::is_line_break(c);
        default:
            return false;
    }
}

bool in_set(const uint32_t* set, uint32_t c) {
    bool yes = true;
    for (;;) {
        switch (*set++) {
            case kFailure:
                return !yes;
            case kLiteral:
                if (c == *set++) return yes;
                break;
            case kCategory:
                if (in_category(*set++, c)) return yes;
                break;
            case kCharset:
                if (c < 256 && set[c / 32] >> (c % 32) & 1) return yes;
                set += 8;
                break;
            case kRange:
                if (set[0] <= c && c <= set[1]) return yes;
                set += 2;
                break;
            case kRangeUniIgnore: {
                if (set[0] <= c && c <= set[1]) return yes;
                uint32_t upper = upper_unicode(c);
                if (set[0] <= upper && upper <= set[1]) return yes;
                set += 2;
                break;
            }
            case kNegate:
                yes = !yes;
                break;
            case kBigCharset: {
                uint32_t blocks = *set++;
                if (c < 65536) {
                    uint32_t block = reinterpret_cast<const uint8_t*>(set)[c >> 8];
                    uint32_t bit = block * 256 + (c & 255);
                    if (set[64 + bit / 32] >> (bit % 32) & 1) return yes;
                }
                set += 64 + blocks * 8;
                break;
            }
            default:
                return false;
        }
    }
}

// ---- the trail ----

template <class Char>
void Matcher<Char>::undo_to(size_t trail) {
    while (trail_.size() > trail) {
        const Change& change = trail_.back();
        switch (change.kind) {
            case Change::Mark:
                marks[change.index] = change.old;
                break;
            case Change::LastIndex:
                last_index = change.old;
                break;
            case Change::RepeatCount:
                repeats_[change.index].count = change.old;
                break;
            case Change::RepeatLast:
                repeats_[change.index].last = change.old;
                break;
        }
        trail_.pop_back();
    }
}
template <class Char>
void Matcher<Char>::set_mark(uint32_t index, int64_t at) {
    trail_.push_back({Change::Mark, index, marks[index]});
    marks[index] = at;
    if (index & 1) {
        trail_.push_back({Change::LastIndex, 0, last_index});
        last_index = index / 2 + 1;
    }
}
template <class Char>
void Matcher<Char>::set_count(int32_t repeat, int64_t count) {
    Repeat& r = repeats_[static_cast<size_t>(repeat)];
    trail_.push_back({Change::RepeatCount, static_cast<uint32_t>(repeat), r.count});
    r.count = count;
}
template <class Char>
void Matcher<Char>::set_last(int32_t repeat, int64_t at) {
    Repeat& r = repeats_[static_cast<size_t>(repeat)];
    trail_.push_back({Change::RepeatLast, static_cast<uint32_t>(repeat), r.last});
    r.last = at;
}
template <class Char>
void Matcher<Char>::push(typename Choice::Kind kind, uint32_t pc, int64_t at, int64_t count) {
    choices_.push_back({kind, pc, at, repeat_, static_cast<uint32_t>(repeats_.size()),
                        static_cast<uint32_t>(trail_.size()), count});
}

// ---- single characters ----

template <class Char>
bool Matcher<Char>::matches_single(uint32_t pc, uint32_t c) const {
    uint32_t argument = code_[pc + 1];
    switch (code_[pc]) {
        case kAny:
            return c != '\n';
        case kAnyAll:
            return true;
        case kLiteral:
            return c == argument;
        case kNotLiteral:
            return c != argument;
        case kIn:
            return in_set(code_ + pc + 2, c);
        case kCategory:
            return in_category(argument, c);
        case kLiteralIgnore:
            return lower_ascii(c) == argument;
        case kNotLiteralIgnore:
            return lower_ascii(c) != argument;
        case kInIgnore:
            return in_set(code_ + pc + 2, lower_ascii(c));
        case kLiteralUniIgnore:
            return lower_unicode(c) == argument;
        case kNotLiteralUniIgnore:
            return lower_unicode(c) != argument;
        case kInUniIgnore:
            return in_set(code_ + pc + 2, lower_unicode(c));
        case kLiteralLocIgnore:
            return c == argument || lower_locale(c) == argument || upper_locale(c) == argument;
        case kNotLiteralLocIgnore:
            return !(c == argument || lower_locale(c) == argument || upper_locale(c) == argument);
        case kInLocIgnore:
            return in_set(code_ + pc + 2, lower_locale(c)) || in_set(code_ + pc + 2, upper_locale(c));
        default:
            return false;
    }
}

template <class Char>
int64_t Matcher<Char>::count_single(uint32_t pc, int64_t at, int64_t most) const {
    int64_t limit = most < end_ - at ? at + most : end_, i = at;
    switch (code_[pc]) {
        case kAnyAll:
            return limit - at;
        case kAny:
            if constexpr (sizeof(Char) == 1) {
                const void* found = memchr(text_ + i, '\n', static_cast<size_t>(limit - i));
                return found ? static_cast<const Char*>(found) - text_ - at : limit - at;
            }
            while (i < limit && text_[i] != '\n') ++i;
            break;
        case kLiteral:
            while (i < limit && text_[i] == code_[pc + 1]) ++i;
            break;
        case kNotLiteral:
            while (i < limit && text_[i] != code_[pc + 1]) ++i;
            break;
        case kIn: {
            const uint32_t* set = code_ + pc + 2;
            while (i < limit && in_set(set, text_[i])) ++i;
            break;
        }
        default:
            while (i < limit && matches_single(pc, text_[i])) ++i;
            break;
    }
    return i - at;
}

template <class Char>
bool Matcher<Char>::at_place(uint32_t where, int64_t at) const {
    auto boundary = [&](bool (*is_word)(uint32_t)) {
        if (begin_ == end_) return false;
        bool before = at > begin_ && is_word(text_[at - 1]), here = at < end_ && is_word(text_[at]);
        return before != here;
    };
    switch (where) {
        case 0:
        case 2:
            return at == begin_;
        case 1:
            return at == begin_ || text_[at - 1] == '\n';
        case 3:
            return boundary(word_ascii);
        case 4:
            return begin_ != end_ && !boundary(word_ascii);
        case 5:
            return at == end_ || (at + 1 == end_ && text_[at] == '\n');
        case 6:
            return at == end_ || text_[at] == '\n';
        case 7:
            return at == end_;
        case 8:
            return boundary(word_locale);
        case 9:
            return begin_ != end_ && !boundary(word_locale);
        case 10:
            return boundary(word_unicode);
        case 11:
            return begin_ != end_ && !boundary(word_unicode);
        default:
            return false;
    }
}

template <class Char>
int64_t Matcher<Char>::back_reference(uint32_t op, uint32_t group, int64_t at) const {
    int64_t from = marks[group * 2], to = marks[group * 2 + 1];
    if (from < 0 || to < from || to - from > end_ - at) return -1;
    for (int64_t i = 0; i < to - from; ++i) {
        uint32_t a = text_[at + i], b = text_[from + i];
        bool same = op == kGroupRef            ? a == b
                    : op == kGroupRefIgnore    ? lower_ascii(a) == lower_ascii(b)
                    : op == kGroupRefUniIgnore ? lower_unicode(a) == lower_unicode(b)
                                               : lower_locale(a) == lower_locale(b);
        if (!same) return -1;
    }
    return to - from;
}

// False when no match of what begins there can begin at this place; true when that is not known.
template <class Char>
bool Matcher<Char>::can_begin(uint32_t pc, int64_t at) const {
    for (;;) {
        switch (code_[pc]) {
            case kMark:
                pc += 2;
                break;
            case kRepeatOne:
            case kMinRepeatOne:
                if (code_[pc + 2] == 0) return true;
                pc += 4;
                break;
            case kLiteral:
                return at < end_ && text_[at] == code_[pc + 1];
            case kIn:
                return at < end_ && in_set(code_ + pc + 2, text_[at]);
            default:
                return true;
        }
    }
}

// Whether that character must come first, there.
template <class Char>
bool Matcher<Char>::needs_literal(uint32_t pc, uint32_t& literal) const {
    while (code_[pc] == kMark) pc += 2;
    literal = code_[pc + 1];
    return code_[pc] == kLiteral;
}

// The largest number up to n of characters behind which that one stands; less than `least` when there is none.
template <class Char>
int64_t Matcher<Char>::last_before(int64_t at, int64_t least, int64_t n, uint32_t c) const {
    n = std::min(n, end_ - 1 - at);
    if constexpr (sizeof(Char) == 1) {
        if (n < least || c > 255) return least - 1;
        const void* found = memrchr(text_ + at + least, static_cast<int>(c), static_cast<size_t>(n - least + 1));
        return found ? static_cast<const Char*>(found) - text_ - at : least - 1;
    }
    while (n >= least && text_[at + n] != c) --n;
    return n;
}

// ---- the machine ----

// Takes the newest choice above `base`; false when there is none.
template <class Char>
bool Matcher<Char>::back_to_choice(size_t base, uint32_t& pc, int64_t& at) {
    while (choices_.size() > base) {
        Choice& choice = choices_.back();
        if (trail_.size() != choice.trail) undo_to(choice.trail);
        repeats_.shrink(choice.repeats);
        repeat_ = choice.repeat;
        switch (choice.kind) {
            case Choice::Plain:
                pc = choice.pc;
                at = choice.at;
                choices_.pop_back();
                return true;
            case Choice::Alternative: {
                uint32_t alternative = choice.pc, following = alternative + code_[alternative];
                pc = alternative + 1;
                at = choice.at;
                if (code_[following])
                    choice.pc = following;
                else
                    choices_.pop_back();
                return true;
            }
            case Choice::MinBody: {  // the tail failed: once more the body of a lazy repeat
                pc = choice.pc;
                at = choice.at;
                int64_t count = choice.count;
                choices_.pop_back();
                set_count(repeat_, count);
                set_last(repeat_, at);
                return true;
            }
            case Choice::RepeatOne: {  // one repetition less; a literal behind must be there
                uint32_t one = choice.pc, tail = one + 1 + code_[one + 1];
                int64_t least = code_[one + 2], n = choice.count;
                uint32_t next;
                if (needs_literal(tail, next)) n = last_before(choice.at, least, n, next);
                if (n < least) {
                    choices_.pop_back();
                    continue;
                }
                pc = tail;
                at = choice.at + n;
                if (n == least)
                    choices_.pop_back();
                else
                    choice.count = n - 1;
                return true;
            }
            case Choice::MinRepeatOne: {  // one repetition more
                uint32_t one = choice.pc;
                int64_t most = code_[one + 3] == kMaxRepeat ? INT64_MAX : code_[one + 3];
                uint32_t tail = one + 1 + code_[one + 1], next;
                bool literal = needs_literal(tail, next), more = true;
                do {
                    more = choice.count < most && choice.at + choice.count < end_ &&
                           matches_single(one + 4, text_[choice.at + choice.count]);
                    if (more) ++choice.count;
                } while (more && literal && (choice.at + choice.count >= end_ || text_[choice.at + choice.count] != next));
                if (!more) {
                    choices_.pop_back();
                    continue;
                }
                pc = tail;
                at = choice.at + choice.count;
                return true;
            }
        }
    }
    return false;
}

template <class Char>
bool Matcher<Char>::run(uint32_t pc, int64_t at, bool top) {
    const size_t base = choices_.size(), base_trail = trail_.size(), base_repeats = repeats_.size();
    const int32_t base_repeat = repeat_;
#define FAIL()                               \
    do {                                     \
        if (!back_to_choice(base, pc, at)) { \
            undo_to(base_trail);             \
            repeats_.shrink(base_repeats);   \
            repeat_ = base_repeat;           \
            return false;                    \
        }                                    \
        goto next;                           \
    } while (0)
    for (;;) {
    next:
        if (++steps_ == 1u << 20) {
            steps_ = 0;
            if ((interrupt_ && interrupt_(interrupt_context_)) || out_of_memory()) interrupted_ = true;
        }
        if (interrupted_) {
            choices_.shrink(base);
            return false;
        }
        const uint32_t* c = code_ + pc;
        switch (c[0]) {
            case kFailure:
                FAIL();
            case kSuccess:
                if (top && ((whole_ && at != end_) || at == must_pass_)) FAIL();
                match_end = at;
                choices_.shrink(base);  // what was chosen stays chosen; the trail stays for those outside
                if (!top) repeat_ = base_repeat;
                return true;
            case kLiteral:
                if (at >= end_ || text_[at] != c[1]) FAIL();
                ++at;
                pc += 2;
                break;
            case kAny:
            case kAnyAll:
            case kNotLiteral:
            case kCategory:
            case kLiteralIgnore:
            case kNotLiteralIgnore:
            case kLiteralUniIgnore:
            case kNotLiteralUniIgnore:
            case kLiteralLocIgnore:
            case kNotLiteralLocIgnore:
                if (at >= end_ || !matches_single(pc, text_[at])) FAIL();
                ++at;
                pc += c[0] == kAny || c[0] == kAnyAll ? 1 : 2;
                break;
            case kIn:
                if (at >= end_ || !in_set(c + 2, text_[at])) FAIL();
                ++at;
                pc += 1 + c[1];
                break;
            case kInIgnore:
            case kInUniIgnore:
            case kInLocIgnore:
                if (at >= end_ || !matches_single(pc, text_[at])) FAIL();
                ++at;
                pc += 1 + c[1];
                break;
            case kAt:
                if (!at_place(c[1], at)) FAIL();
                pc += 2;
                break;
            case kMark:
                set_mark(c[1], at);
                pc += 2;
                break;
            case kJump:
            case kInfo:
                pc += 1 + c[1];
                break;
            case kBranch: {
                uint32_t alternative = pc + 1;
                uint32_t following = alternative + code_[alternative];
                // Alternatives that cannot begin here are passed over.
                while (code_[following] && !can_begin(alternative + 1, at)) {
                    alternative = following;
                    following = alternative + code_[alternative];
                }
                if (code_[following]) push(Choice::Alternative, following, at);
                pc = alternative + 1;
                break;
            }
            case kRepeat: {
                repeats_.push_back({pc, repeat_, 0, -1});
                repeat_ = static_cast<int32_t>(repeats_.size()) - 1;
                pc += 1 + c[1];
                break;
            }
            case kMaxUntil: {
                int32_t me = repeat_;
                const Repeat r = repeats_[static_cast<size_t>(me)];
                int64_t least = code_[r.place + 2],
                        most = code_[r.place + 3] == kMaxRepeat ? INT64_MAX : code_[r.place + 3];
                if (r.count < least) {
                    set_count(me, r.count + 1);
                    pc = r.place + 4;
                    break;
                }
                if (r.count < most && at != r.last) {
                    repeat_ = r.outer;  // if the body fails: go on behind
                    push(Choice::Plain, pc + 1, at);
                    repeat_ = me;
                    set_count(me, r.count + 1);
                    set_last(me, at);
                    pc = r.place + 4;
                    break;
                }
                repeat_ = r.outer;
                ++pc;
                break;
            }
            case kMinUntil: {
                int32_t me = repeat_;
                const Repeat r = repeats_[static_cast<size_t>(me)];
                int64_t least = code_[r.place + 2],
                        most = code_[r.place + 3] == kMaxRepeat ? INT64_MAX : code_[r.place + 3];
                if (r.count < least) {
                    set_count(me, r.count + 1);
                    pc = r.place + 4;
                    break;
                }
                if (r.count < most && at != r.last) push(Choice::MinBody, r.place + 4, at, r.count + 1);
                repeat_ = r.outer;
                ++pc;
                break;
            }
            case kRepeatOne: {
                int64_t least = c[2], most = c[3] == kMaxRepeat ? INT64_MAX : c[3];
                if (end_ - at < least) FAIL();
                int64_t n = count_single(pc + 4, at, most);
                if (n < least) FAIL();
                push(Choice::RepeatOne, pc, at, n);
                FAIL();  // takes the choice just made
            }
            case kMinRepeatOne: {
                int64_t least = c[2];
                if (end_ - at < least || (least && count_single(pc + 4, at, least) < least)) FAIL();
                push(Choice::MinRepeatOne, pc, at, least);
                at += least;
                pc += 1 + c[1];
                break;
            }
            case kPossessiveRepeatOne: {
                int64_t least = c[2], most = c[3] == kMaxRepeat ? INT64_MAX : c[3];
                int64_t n = count_single(pc + 4, at, most);
                if (n < least) FAIL();
                at += n;
                pc += 1 + c[1];
                break;
            }
            case kPossessiveRepeat: {
                int64_t least = c[2], most = c[3] == kMaxRepeat ? INT64_MAX : c[3], n = 0;
                bool failed = false;
                while (n < most) {
                    int64_t before = at;
                    if (!run(pc + 4, at, false)) {
                        failed = n < least;
                        break;
                    }
                    at = match_end;
                    ++n;
                    if (at == before && n >= least) break;
                }
                if (failed) FAIL();
                pc += 1 + c[1];
                ++pc;  // past the SUCCESS that ends the body
                break;
            }
            case kAtomicGroup:
                if (!run(pc + 2, at, false)) FAIL();
                at = match_end;
                pc += 1 + c[1];
                break;
            case kAssert:
                if (at - begin_ < static_cast<int64_t>(c[2]) || !run(pc + 3, at - c[2], false)) FAIL();
                pc += 1 + c[1];
                break;
            case kAssertNot: {
                if (at - begin_ >= static_cast<int64_t>(c[2])) {
                    size_t before = trail_.size();
                    if (run(pc + 3, at - c[2], false)) {
                        undo_to(before);
                        FAIL();
                    }
                }
                pc += 1 + c[1];
                break;
            }
            case kGroupRef:
            case kGroupRefIgnore:
            case kGroupRefUniIgnore:
            case kGroupRefLocIgnore: {
                int64_t n = back_reference(c[0], c[1], at);
                if (n < 0) FAIL();
                at += n;
                pc += 2;
                break;
            }
            case kGroupRefExists: {
                int64_t from = marks[c[1] * 2], to = marks[c[1] * 2 + 1];
                pc += from >= 0 && to >= from ? 3 : 1 + c[2];
                break;
            }
            default:
                FAIL();
        }
    }
#undef FAIL
}

template <class Char>
bool Matcher<Char>::match(int64_t start, bool whole) {
    whole_ = whole;
    std::fill(marks.begin(), marks.end(), -1);
    last_index = -1;
    repeat_ = -1;
    return start_run(start);
}

// All is as at the beginning: a run that fails leaves nothing behind.
template <class Char>
bool Matcher<Char>::start_run(int64_t at) {
    must_pass_ = must_advance ? at : -1;
    match_start = at;
    choices_.shrink(0);
    trail_.shrink(0);
    repeats_.shrink(0);
    return run(0, at, true);
}

template <class Char>
bool Matcher<Char>::search(int64_t start) {
    whole_ = false;
    std::fill(marks.begin(), marks.end(), -1);
    last_index = -1;
    repeat_ = -1;
    uint32_t first = 0;
    bool has_first = false;
    const uint32_t* set = nullptr;
    int64_t least = 0;
    if (code_[0] == kInfo) {  // what every match begins with, and how long it is at least
        least = code_[3];
        if (code_[2] & 1) {
            has_first = true;
            first = code_[7];
        } else if (code_[2] & 4) {
            set = code_ + 5;
        }
    }
    // A long subject is worth a table of what the set holds.
    constexpr int64_t kLong = 1024;
    bool in_table[256];
    bool use_table = set && sizeof(Char) == 1 && end_ - start > kLong;
    for (uint32_t c = 0; use_table && c < 256; ++c) in_table[c] = in_set(set, c);
    for (int64_t at = start; at + least <= end_; ++at) {
        if (has_first) {
            if constexpr (sizeof(Char) == 1) {
                const void* hit =
                    first < 256 ? memchr(text_ + at, static_cast<int>(first), static_cast<size_t>(end_ - at))
                                : nullptr;
                if (!hit) return false;
                at = static_cast<const Char*>(hit) - text_;
            } else {
                while (at < end_ && text_[at] != first) ++at;
            }
        } else if (set) {
            if (use_table)
                while (at < end_ && !in_table[static_cast<uint8_t>(text_[at])]) ++at;
            else
                while (at < end_ && !in_set(set, text_[at])) ++at;
        }
        if (at + least > end_ || ((has_first || set) && at >= end_)) return false;
        bool found = start_run(at);
        must_advance = false;
        if (found) return true;
        if (interrupted_) return false;
    }
    return false;
}

template class Matcher<uint8_t>;
template class Matcher<uint16_t>;
template class Matcher<uint32_t>;

}  // namespace minipy::re
