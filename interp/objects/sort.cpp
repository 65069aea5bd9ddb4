// list.sort: a natural merge sort with galloping, after Tim Peters' description of timsort.
//
// The list is cut into runs that are already in order (a descending one is turned round; a short one is lengthened by binary
// insertion). Runs wait on a stack; when two neighbours are merged follows from their place in the list (powersort): the border
// between them has a power, the first binary digit in which the middles of the two runs differ as parts of the whole, and a border
// of higher power is merged away before one of lower power is added. Merges keep equal items in their order: the sort is stable.
// In a merge, once one side has won several times in a row, the place where the other's next item goes is found by doubling steps
// (galloping), so that nearly sorted data costs few comparisons. Which items are compared, and in which order, is what CPython
// does: a program can watch it.
//
// With `key`, keys are computed once and sorted with their items moving along. Before sorting it is checked whether all keys are
// small ints, floats or strs: those are compared without going through the protocol.
#include <algorithm>
#include <cstring>
#include <vector>

#include "objects/float.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

namespace minipy {

namespace {

struct Item {
    Value key;
    Value value;
};

enum class Compare { Ints, Floats, Strs, Any };

class Sorter {
  public:
    Sorter(Thread& t, std::vector<Item>& items) : t_(t), a_(items.data()), n_(items.size()) {
        how_ = classify();
    }

    // False when a comparison raised; the items are then in some order, none lost.
    bool sort() {
        size_t low = 0, left = n_;
        size_t min_run = minimal_run(n_);
        while (left && !failed_) {
            size_t run = count_run(low);
            if (failed_) return false;
            if (run < min_run) {
                size_t forced = left < min_run ? left : min_run;
                insertion(low, low + forced, low + run);
                if (failed_) return false;
                run = forced;
            }
            push_run(low, run);
            low += run;
            left -= run;
        }
        collapse();
        return !failed_;
    }

  private:
    struct Run {
        size_t start, length;
        int power = 0;  // of the border to the next run
    };
    static constexpr size_t kGallop = 7;  // wins in a row that make galloping worth while

    Compare classify() const {
        bool ints = true, floats = true, strs = true;
        for (size_t i = 0; i < n_; ++i) {
            ints &= a_[i].key.is_int();
            floats &= is_exact(a_[i].key, Kind::Float);
            strs &= is_exact(a_[i].key, Kind::Str);
        }
        return ints ? Compare::Ints : floats ? Compare::Floats : strs ? Compare::Strs : Compare::Any;
    }

    bool less(Value a, Value b) {
        switch (how_) {
            case Compare::Ints:
                return static_cast<int64_t>(a.bits()) < static_cast<int64_t>(b.bits());
            case Compare::Floats:
                return float_value(a) < float_value(b);
            case Compare::Strs:
                return str_compare(as_str(a), as_str(b)) < 0;
            case Compare::Any:
                break;
        }
        if (failed_) return false;
        Owned result = compare(t_, CompareOp::Lt, a, b);
        if (result.get().is_true()) return true;
        if (result.get().is_false()) return false;
        if (!result.is_error()) {
            Result<bool> yes = truth(t_, result);
            if (!yes.is_error()) return yes.value();
        }
        failed_ = true;
        return false;
    }

    static size_t minimal_run(size_t n) {
        size_t rest = 0;
        while (n >= 64) {
            rest |= n & 1;
            n >>= 1;
        }
        return n + rest;
    }

    size_t count_run(size_t low) {
        size_t end = low + 1;
        if (end == n_) return 1;
        if (less(a_[end].key, a_[low].key)) {
            for (++end; end < n_ && less(a_[end].key, a_[end - 1].key);) ++end;
            for (size_t i = low, j = end; i + 1 < j; ++i) std::swap(a_[i], a_[--j]);
        } else {
            for (++end; end < n_ && !less(a_[end].key, a_[end - 1].key) && !failed_;) ++end;
        }
        return end - low;
    }

    // [low, start) is sorted; takes in the items up to high.
    void insertion(size_t low, size_t high, size_t start) {
        for (; start < high && !failed_; ++start) {
            size_t left = low, right = start;
            Item pivot = a_[start];
            while (left < right) {
                size_t middle = left + (right - left) / 2;
                if (less(pivot.key, a_[middle].key)) {
                    right = middle;
                } else {
                    left = middle + 1;
                }
            }
            if (failed_) return;
            std::memmove(static_cast<void*>(a_ + left + 1), a_ + left, (start - left) * sizeof(Item));
            a_[left] = pivot;
        }
    }

    // The power of the border between the run [start, start + left) and the one behind it, in a list of n_ items.
    int border_power(size_t start, size_t left, size_t right) const {
        size_t a = 2 * start + left, b = a + left + right;  // twice the middles
        for (int power = 1;; ++power) {
            if (a >= n_) {
                a -= n_;
                b -= n_;
            } else if (b >= n_) {
                return power;
            }
            a <<= 1;
            b <<= 1;
        }
    }

    void push_run(size_t start, size_t length) {
        if (!runs_.empty()) {
            int power = border_power(runs_.back().start, runs_.back().length, length);
            while (runs_.size() > 1 && runs_[runs_.size() - 2].power > power && !failed_)
                merge_at(runs_.size() - 2);
            runs_.back().power = power;
        }
        runs_.push_back({start, length});
    }

    void collapse() {
        while (runs_.size() > 1 && !failed_) {
            size_t n = runs_.size() - 2;
            if (n > 0 && runs_[n - 1].length < runs_[n + 1].length) --n;
            merge_at(n);
        }
    }

    // How many items of the sorted base[0, n) go before the key: all that are less (kLeft), or also those that are equal.
    // The search begins at `hint` and doubles its steps to either side.
    template <bool kLeft>
    size_t gallop(Value key, const Item* base, size_t n, size_t hint) {
        auto before = [&](size_t i) { return kLeft ? less(base[i].key, key) : !less(key, base[i].key); };
        size_t low, high, last = 0, step = 1;  // the place is in (low, high]; low may be one before the first
        if (before(hint)) {
            size_t most = n - hint;
            while (step < most && before(hint + step) && !failed_) {
                last = step;
                step = step * 2 + 1;
            }
            low = hint + last + 1;
            high = hint + std::min(step, most);
        } else {
            size_t most = hint + 1;
            while (step < most && !before(hint - step) && !failed_) {
                last = step;
                step = step * 2 + 1;
            }
            low = hint + 1 - std::min(step, most);
            high = hint - last;
        }
        while (low < high && !failed_) {
            size_t middle = low + (high - low) / 2;
            if (before(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return high;
    }

    void merge_at(size_t i) {
        Item *a = a_ + runs_[i].start, *b = a_ + runs_[i + 1].start;
        size_t na = runs_[i].length, nb = runs_[i + 1].length;
        runs_[i].length = na + nb;
        runs_[i].power = runs_[i + 1].power;
        runs_.erase(runs_.begin() + static_cast<long>(i) + 1);
        // What is in place already at either end takes no part.
        size_t skip = gallop<false>(b->key, a, na, 0);
        if (failed_ || skip == na) return;
        a += skip;
        na -= skip;
        nb = gallop<true>(a[na - 1].key, b, nb, nb - 1);
        if (failed_ || nb == 0) return;
        na <= nb ? merge<true>(a, na, b, nb) : merge<false>(a, na, b, nb);
    }

    // Merges neighbouring runs upwards through a copy of the left one, or downwards through a copy of the right one. `near` is
    // the copied run, `far` the one in place. The first item of far is known to go first, and the last of near last.
    template <bool kUp>
    void merge(Item* a, size_t na, Item* b, size_t nb) {
        copy_.assign(kUp ? a : b, kUp ? a + na : b + nb);
        size_t near_left = copy_.size(), far_left = kUp ? nb : na;
        Item* near = kUp ? copy_.data() : copy_.data() + nb - 1;
        Item* far = kUp ? b : a + na - 1;
        Item* to = kUp ? a : b + nb - 1;
        auto take = [&](Item*& from, size_t& left, size_t n) {
            if (kUp) {
                std::memmove(static_cast<void*>(to), from, n * sizeof(Item));
                to += n;
                from += n;
            } else {
                to -= n;
                from -= n;
                std::memmove(static_cast<void*>(to + 1), from + 1, n * sizeof(Item));
            }
            left -= n;
        };
        auto take_near = [&](size_t n) { take(near, near_left, n); };
        auto take_far = [&](size_t n) { take(far, far_left, n); };
        auto take_a = [&](size_t n) { kUp ? take_near(n) : take_far(n); };
        auto take_b = [&](size_t n) { kUp ? take_far(n) : take_near(n); };
        // How many of a go before b's next item upwards, or behind it downwards; and the other way round.
        auto run_of_a = [&] {
            return kUp ? gallop<false>(far->key, near, near_left, 0)
                       : far_left - gallop<false>(near->key, far - far_left + 1, far_left, far_left - 1);
        };
        auto run_of_b = [&] {
            return kUp ? gallop<true>(near->key, far, far_left, 0)
                       : near_left - gallop<true>(far->key, near - near_left + 1, near_left, near_left - 1);
        };
        auto over = [&] { return failed_ || far_left == 0 || near_left <= 1; };
        take_far(1);
        while (!over()) {
            size_t near_wins = 0, far_wins = 0;
            while (!over() && near_wins < min_gallop_ && far_wins < min_gallop_) {
                bool far_next = kUp ? less(far->key, near->key) : less(near->key, far->key);
                if (failed_) break;
                far_next ? take_far(1) : take_near(1);
                far_wins = far_next ? far_wins + 1 : 0;
                near_wins = far_next ? 0 : near_wins + 1;
            }
            for (bool first = true, worth = true; worth && !over(); first = false) {
                if (!first && min_gallop_ > 1) --min_gallop_;
                size_t of_a = run_of_a(), of_b = 0;
                if (failed_) break;
                take_a(of_a);
                if (!over()) take_b(1);
                if (!over()) {
                    of_b = run_of_b();
                    if (failed_) break;
                    take_b(of_b);
                    if (!over()) take_a(1);
                }
                worth = of_a >= kGallop || of_b >= kGallop;
                if (!worth && !over()) ++min_gallop_;
            }
        }
        if (!failed_ && near_left == 1) take_far(far_left);
        take_near(near_left);
    }

    Thread& t_;
    Item* a_;
    size_t n_;
    Compare how_;
    bool failed_ = false;
    size_t min_gallop_ = kGallop;
    std::vector<Run> runs_;
    std::vector<Item> copy_;
};

}  // namespace

Status list_sort(Thread& t, List* list, Value key, bool reverse) {
    // The list looks empty while it is sorted, so that a key function that changes it is noticed.
    Value* items = list->items;
    size_t count = list->length, capacity = list->capacity;
    list->items = nullptr;
    list->length = list->capacity = 0;

    std::vector<Item> work(count);
    bool failed = false;
    size_t keyed = 0;
    for (; keyed < count && !failed; ++keyed) {
        work[keyed].value = work[keyed].key = items[keyed];
        if (key.is_none()) continue;
        Owned k = call(t, key, {items[keyed]});
        failed = k.is_error();
        if (!failed) {
            work[keyed].key = k.take();
        } else {
            break;
        }
    }
    if (!failed && count > 1) {
        // Reversing before and after keeps equal items in their order.
        if (reverse) std::reverse(work.begin(), work.end());
        failed = !Sorter(t, work).sort();
        if (reverse) std::reverse(work.begin(), work.end());
    }
    if (keyed == count) {
        for (size_t i = 0; i < count; ++i) items[i] = work[i].value;
    }
    if (!key.is_none()) {
        for (size_t i = 0; i < keyed; ++i) release(work[i].key);
    }
    bool modified = list->items != nullptr;
    Value* strangers = list->items;
    size_t stranger_count = list->length;
    list->items = items;
    list->length = count;
    list->capacity = capacity;
    for (size_t i = 0; i < stranger_count; ++i) release(strangers[i]);
    heap_free(strangers);
    if (failed) return Raised{};
    if (modified) return raise_value_error(t, "list modified during sort");
    return {};
}

}  // namespace minipy
