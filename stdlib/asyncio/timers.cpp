// The timers that are not due yet: a binary heap in the list `loop._scheduled`, laid out exactly as `heapq` lays it out, so
// that timers due at the same moment run in CPython's order and a program may use heapq on the list itself.
#include "stdlib/asyncio/loop.h"

namespace minipy::asyncio {

static constexpr size_t kFewTimers = 100;         // not worth sweeping
static constexpr double kTooManyCancelled = 0.5;  // of them

static TimerHandle* timer_or_null(Thread& t, Value v) {
    return is_timer(t, v) ? v.as<TimerHandle>() : nullptr;
}

static Result<bool> before(Thread& t, Type* timer, Value a, Value b) {
    if (a.is_object() && b.is_object() && a.object()->type == timer && b.object()->type == timer) [[likely]] {
        TimerHandle *x = a.as<TimerHandle>(), *y = b.as<TimerHandle>();
        if (x->has_number && y->has_number) [[likely]]
            return x->when < y->when;
    }
    Owned first = Owned::share(a), second = Owned::share(b);
    return compare_bool(t, CompareOp::Lt, first, second);
}

static Status check_unchanged(Thread& t, List* list, size_t length) {
    if (list->length == length) return {};
    return raise_runtime_error(t, "list changed size during iteration");
}

// Moves the item at `at` towards the top, no further than `top`.
static Status rise(Thread& t, List* list, size_t top, size_t at) {
    Type* timer = state(t).timer_type;
    size_t length = list->length;
    while (at > top) {
        size_t parent = (at - 1) / 2;
        bool smaller = TRY(before(t, timer, list->items[at], list->items[parent]));
        TRY(check_unchanged(t, list, length));
        if (!smaller) break;
        std::swap(list->items[at], list->items[parent]);
        at = parent;
    }
    return {};
}

// The item at `at` goes down to a leaf past the smaller children, then up to its place.
static Status sink(Thread& t, List* list, size_t at) {
    Type* timer = state(t).timer_type;
    size_t top = at, length = list->length;
    while (2 * at + 1 < length) {
        size_t child = 2 * at + 1;
        if (child + 1 < length) {
            bool left = TRY(before(t, timer, list->items[child], list->items[child + 1]));
            TRY(check_unchanged(t, list, length));
            if (!left) ++child;
        }
        std::swap(list->items[at], list->items[child]);
        at = child;
    }
    return rise(t, list, top, at);
}

static Owned pop_first(Thread& t, List* list) {
    Owned first = Owned::adopt(list->items[0]);
    list->items[0] = list->items[--list->length];
    if (list->length) TRY(sink(t, list, 0));
    return first;
}

static Result<bool> is_cancelled(Thread& t, Value timer) {
    if (TimerHandle* own = timer_or_null(t, timer)) return own->cancelled;
    Owned cancelled = TRY(get_attr(t, timer, "_cancelled"));
    return truth(t, cancelled);
}

static Status unschedule(Thread& t, Value timer) {
    if (TimerHandle* own = timer_or_null(t, timer)) {
        own->scheduled = false;
        return {};
    }
    return set_attr(t, timer, intern(t, "_scheduled"), Value::false_());
}

static Result<double> due_time(Thread& t, Value timer) {
    TimerHandle* own = timer_or_null(t, timer);
    if (own && own->has_number) return own->when;
    Owned when = TRY(get_attr(t, timer, "_when"));
    return to_double(t, when);
}

Status push_timer(Thread& t, Loop* loop, Value timer) {
    List* list = loop->scheduled.as<List>();
    TRY(list_append(t, list, timer));
    TRY(rise(t, list, 0, list->length - 1));
    if (TimerHandle* own = timer_or_null(t, timer)) own->scheduled = true;
    return {};
}

static Status drop_all_cancelled(Thread& t, Loop* loop) {
    Owned old = Owned::share(loop->scheduled);
    Ref<List> kept = TRY(new_list(t, old.as<List>()->length));
    for (size_t i = 0; i < old.as<List>()->length; ++i) {
        Owned timer = Owned::share(old.as<List>()->items[i]);
        if (TRY(is_cancelled(t, timer))) {
            TRY(unschedule(t, timer));
        } else {
            TRY(list_append(t, kept.get(), timer));
        }
    }
    for (size_t i = kept->length / 2; i-- > 0;) TRY(sink(t, kept.get(), i));
    put(loop->scheduled, kept);
    loop->cancelled_timers = 0;
    return {};
}

Status sweep_timers(Thread& t, Loop* loop) {
    List* list = loop->scheduled.as<List>();
    if (!list->length) return {};
    if (list->length > kFewTimers &&
        static_cast<double>(loop->cancelled_timers) / static_cast<double>(list->length) > kTooManyCancelled) {
        return drop_all_cancelled(t, loop);
    }
    while (list->length && TRY(is_cancelled(t, list->items[0]))) {
        --loop->cancelled_timers;
        Owned timer = TRY(pop_first(t, list));
        TRY(unschedule(t, timer));
    }
    return {};
}

Result<double> first_due(Thread& t, Loop* loop) { return due_time(t, loop->scheduled.as<List>()->items[0]); }

Status take_due_timers(Thread& t, Loop* loop, double end) {
    List* list = loop->scheduled.as<List>();
    while (list->length && TRY(due_time(t, list->items[0])) < end) {
        Owned timer = TRY(pop_first(t, list));
        TRY(unschedule(t, timer));
        TRY(push_ready(t, ready_of(loop), timer, Value::unbound()));
    }
    return {};
}

}  // namespace minipy::asyncio
