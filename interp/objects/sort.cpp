// list.sort: a natural merge sort with galloping, after Tim Peters' description of timsort.
//
// The list is cut into runs that are already in order (a descending one is turned round; a short one is lengthened by binary
// insertion). Runs wait on a stack whose lengths shrink fast enough that merging neighbours keeps the work at n log n, and
// merges keep equal items in their order: the sort is stable. In a merge, once one side has won several times in a row, the place
// where the other's next item goes is found by doubling steps (galloping), so that nearly sorted data costs few comparisons.
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
            runs_.push_back({low, run});
            collapse(false);
            low += run;
            left -= run;
        }
        if (!failed_) collapse(true);
        return !failed_;
    }

  private:
    struct Run {
        size_t start, length;
    };

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

    void collapse(bool all) {
        while (runs_.size() > 1 && !failed_) {
            size_t n = runs_.size() - 2;
            auto length = [&](size_t i) { return runs_[i].length; };
            if ((n > 0 && length(n - 1) <= length(n) + length(n + 1)) ||
                (n > 1 && length(n - 2) <= length(n) + length(n - 1))) {
                if (length(n - 1) < length(n + 1)) --n;
            } else if (!all && length(n) > length(n + 1)) {
                return;
            } else if (all && n > 0 && length(n - 1) < length(n + 1)) {
                --n;
            }
            merge_at(n);
        }
    }

    // First position in base[0, n) whose item is > key, searching outwards from the front.
    size_t gallop_right(Value key, const Item* base, size_t n) {
        size_t low = 0, step = 1;
        while (step <= n && !less(key, base[step - 1].key)) {
            if (failed_) return 0;
            low = step;
            step = step * 2 + 1;
        }
        size_t high = step <= n ? step - 1 : n;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (less(key, base[middle].key)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
    // First position whose item is >= key.
    size_t gallop_left(Value key, const Item* base, size_t n) {
        size_t low = 0, step = 1;
        while (step <= n && less(base[step - 1].key, key)) {
            low = step;
            step = step * 2 + 1;
        }
        size_t high = step <= n ? step - 1 : n;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (less(base[middle].key, key)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
    // The same from the back: how many of base[0, n) are < key.
    size_t gallop_left_back(Value key, const Item* base, size_t n) {
        size_t step = 1, high = n;
        while (step <= n && !less(base[n - step].key, key)) {
            if (failed_) return 0;
            high = n - step;
            step = step * 2 + 1;
        }
        size_t low = step <= n ? n - step + 1 : 0;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (less(base[middle].key, key)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void merge_at(size_t i) {
        Run left = runs_[i], right = runs_[i + 1];
        runs_[i].length = left.length + right.length;
        runs_.erase(runs_.begin() + static_cast<long>(i) + 1);
        // What is in place already at either end takes no part.
        size_t skip = gallop_right(a_[right.start].key, a_ + left.start, left.length);
        left.start += skip;
        left.length -= skip;
        if (!left.length || failed_) return;
        right.length = gallop_left_back(a_[left.start + left.length - 1].key, a_ + right.start, right.length);
        if (!right.length || failed_) return;
        merge(left, right);
    }

    // Merges two neighbouring runs through a copy of the left one.
    void merge(Run left, Run right) {
        copy_.assign(a_ + left.start, a_ + left.start + left.length);
        const Item* l = copy_.data();
        const Item* l_end = l + copy_.size();
        Item* r = a_ + right.start;
        Item* r_end = r + right.length;
        Item* to = a_ + left.start;
        int left_wins = 0, right_wins = 0;
        while (l < l_end && r < r_end && !failed_) {
            if (left_wins >= 7 || right_wins >= 7) {
                size_t n = gallop_right(r->key, l, static_cast<size_t>(l_end - l));
                if (failed_) break;
                for (size_t k = 0; k < n; ++k) *to++ = *l++;
                if (l == l_end) break;
                size_t m = gallop_left(l->key, r, static_cast<size_t>(r_end - r));
                if (failed_) break;
                std::memmove(static_cast<void*>(to), r, m * sizeof(Item));
                to += m;
                r += m;
                if (n < 7 && m < 7) left_wins = right_wins = 0;
                continue;
            }
            if (less(r->key, l->key)) {
                if (failed_) break;
                *to++ = *r++;
                ++right_wins;
                left_wins = 0;
            } else {
                *to++ = *l++;
                ++left_wins;
                right_wins = 0;
            }
        }
        // The rest of the left run; what remains of the right one is in place.
        std::memmove(static_cast<void*>(to + (l_end - l)), r, static_cast<size_t>(r_end - r) * sizeof(Item));
        while (l < l_end) *to++ = *l++;
    }

    Thread& t_;
    Item* a_;
    size_t n_;
    Compare how_;
    bool failed_ = false;
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
