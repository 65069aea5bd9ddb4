// The module `_heapq`: a list as a heap, the smallest item first. The `_max` functions keep the largest first.
#include "native/module.h"

namespace minipy {

namespace {

Result<List*> heap_of(Thread& t, Value v, const char* what) {
    if (!is_list(v)) return raise_type_error(t, "%s must be list, not %.100s", what, type_name(t, v));
    return v.as<List>();
}
Result<bool> before(Thread& t, Value a, Value b, bool max) {
    Value x = max ? b : a, y = max ? a : b;
    if (both_int(x, y)) return x.as_int() < y.as_int();
    Owned keep_x = Owned::share(x), keep_y = Owned::share(y);
    Owned answer = TRY(compare(t, CompareOp::Lt, x, y));
    return truth(t, answer);
}
Status check_size(Thread& t, List* heap, size_t size) {
    if (heap->length == size) return {};
    return raise_runtime_error(t, "list changed size during iteration");
}

// Moves the item at `at` towards the root until its parent is before it.
Status sift_down(Thread& t, List* heap, size_t start, size_t at, bool max) {
    size_t size = heap->length;
    while (at > start) {
        size_t parent = (at - 1) >> 1;
        bool less = TRY(before(t, heap->items[at], heap->items[parent], max));
        TRY(check_size(t, heap, size));
        if (!less) break;
        std::swap(heap->items[at], heap->items[parent]);
        at = parent;
    }
    return {};
}
// Moves the item at `at` to a leaf along the smaller children, then up to where it belongs: fewer comparisons than stopping
// on the way down, for it nearly always belongs near the leaves.
Status sift_up(Thread& t, List* heap, size_t at, bool max) {
    size_t size = heap->length, start = at;
    while (at < size / 2) {
        size_t child = 2 * at + 1;
        if (child + 1 < size) {
            bool left = TRY(before(t, heap->items[child], heap->items[child + 1], max));
            TRY(check_size(t, heap, size));
            if (!left) ++child;
        }
        std::swap(heap->items[at], heap->items[child]);
        at = child;
    }
    return sift_down(t, heap, start, at, max);
}

Owned heap_push(Thread& t, const Value* args) {
    List* heap = TRY(heap_of(t, args[0], "heappush() argument 1"));
    TRY(list_append(t, heap, args[1]));
    TRY(sift_down(t, heap, 0, heap->length - 1, false));
    return Owned::none();
}
Owned pop(Thread& t, Value v, bool max) {
    List* heap = TRY(heap_of(t, v, max ? "_heappop_max() argument" : "heappop() argument"));
    if (!heap->length) return raise_index_error(t, "index out of range");
    Owned last = TRY(list_pop(t, heap, -1));
    if (!heap->length) return last;
    Owned first = Owned::adopt(heap->items[0]);
    heap->items[0] = last.take();
    TRY(sift_up(t, heap, 0, max));
    return first;
}
Owned heap_pop(Thread& t, const Value* args) { return pop(t, args[0], false); }
Owned heap_pop_max(Thread& t, const Value* args) { return pop(t, args[0], true); }
Owned replace(Thread& t, const Value* args, bool max) {
    List* heap = TRY(heap_of(t, args[0], max ? "_heapreplace_max() argument 1" : "heapreplace() argument 1"));
    if (!heap->length) return raise_index_error(t, "index out of range");
    Owned first = Owned::adopt(heap->items[0]);
    heap->items[0] = Owned::share(args[1]).take();
    TRY(sift_up(t, heap, 0, max));
    return first;
}
Owned heap_replace(Thread& t, const Value* args) { return replace(t, args, false); }
Owned heap_replace_max(Thread& t, const Value* args) { return replace(t, args, true); }
Owned heap_pushpop(Thread& t, const Value* args) {
    List* heap = TRY(heap_of(t, args[0], "heappushpop() argument 1"));
    if (!heap->length || !TRY(before(t, heap->items[0], args[1], false))) return Owned::share(args[1]);
    if (!heap->length) return raise_index_error(t, "index out of range");
    return replace(t, args, false);
}
Owned heapify(Thread& t, Value v, bool max) {
    List* heap = TRY(heap_of(t, v, max ? "_heapify_max() argument" : "heapify() argument"));
    for (size_t i = heap->length / 2; i-- > 0;) TRY(sift_up(t, heap, i, max));
    return Owned::none();
}
Owned heap_heapify(Thread& t, const Value* args) { return heapify(t, args[0], false); }
Owned heap_heapify_max(Thread& t, const Value* args) { return heapify(t, args[0], true); }

const FunctionSpec functions[] = {
    {"heappush(heap, item, /)", heap_push, "Push item onto heap, maintaining the heap invariant."},
    {"heappop(heap, /)", heap_pop, "Pop the smallest item off the heap, maintaining the heap invariant."},
    {"heapreplace(heap, item, /)", heap_replace,
     "Pop and return the current smallest value, and add the new item."},
    {"heappushpop(heap, item, /)", heap_pushpop,
     "Push item on the heap, then pop and return the smallest item from the heap."},
    {"heapify(heap, /)", heap_heapify, "Transform list into a heap, in-place, in O(len(heap)) time."},
    {"_heappop_max(heap, /)", heap_pop_max, "Maxheap variant of heappop."},
    {"_heapreplace_max(heap, item, /)", heap_replace_max, "Maxheap variant of heapreplace."},
    {"_heapify_max(heap, /)", heap_heapify_max, "Maxheap variant of heapify."},
};
MINIPY_MODULE(_heapq, {.doc = "Heap queue algorithm (a.k.a. priority queue).", .functions = functions});

}  // namespace

}  // namespace minipy
