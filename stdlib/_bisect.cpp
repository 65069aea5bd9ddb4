// The module `_bisect`: finding and inserting in sorted sequences.
#include "native/module.h"

namespace minipy {

namespace {

Result<int64_t> search(Thread& t, const Value* args, bool right) {
    Value sequence = args[0], x = args[1], key = args[4];
    int64_t low = TRY(to_ssize(t, args[2]));
    if (low < 0) return raise_value_error(t, "lo must be non-negative");
    int64_t high = args[3].is_none() ? TRY(length(t, sequence)) : TRY(to_ssize(t, args[3]));
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        Owned item = TRY(get_item(t, sequence, make_int(t, middle)));
        if (!key.is_none()) item = TRY(call(t, key, {item}));
        Owned less = TRY(right ? compare(t, CompareOp::Lt, x, item) : compare(t, CompareOp::Lt, item, x));
        bool yes = TRY(truth(t, less));
        if (right ? yes : !yes)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
Owned insort(Thread& t, const Value* args, bool right) {
    Value probe[5] = {args[0], args[1], args[2], args[3], args[4]};
    Owned keyed = Owned::share(args[1]);
    if (!args[4].is_none()) {
        keyed = TRY(call(t, args[4], {args[1]}));
        probe[1] = keyed;
    }
    int64_t at = TRY(search(t, probe, right));
    if (is_exact(args[0], Kind::List)) {
        TRY(list_insert(t, args[0].as<List>(), at, args[1]));
        return Owned::none();
    }
    TRY(call_method(t, args[0], intern(t, "insert"), {make_int(t, at), args[1]}));
    return Owned::none();
}
Owned bisect_right(Thread& t, const Value* args) { return make_int(t, TRY(search(t, args, true))); }
Owned bisect_left(Thread& t, const Value* args) { return make_int(t, TRY(search(t, args, false))); }
Owned insort_right(Thread& t, const Value* args) { return insort(t, args, true); }
Owned insort_left(Thread& t, const Value* args) { return insort(t, args, false); }

const FunctionSpec functions[] = {
    {"bisect_right(a, x, lo=0, hi=None, *, key=None)", bisect_right,
     "Return the index where to insert item x in list a, assuming a is sorted."},
    {"bisect_left(a, x, lo=0, hi=None, *, key=None)", bisect_left,
     "Return the index where to insert item x in list a, assuming a is sorted."},
    {"insort_right(a, x, lo=0, hi=None, *, key=None)", insort_right,
     "Insert item x in list a, and keep it sorted assuming a is sorted."},
    {"insort_left(a, x, lo=0, hi=None, *, key=None)", insort_left,
     "Insert item x in list a, and keep it sorted assuming a is sorted."},
};
MINIPY_MODULE(_bisect, {.doc = "Bisection algorithms.", .functions = functions});

}  // namespace

}  // namespace minipy
