// The queue of callbacks that are ready. A program sees it as a loop's `_ready`, and may use it as a deque of Handles.
#include "stdlib/asyncio/loop.h"

namespace minipy::asyncio {

static ReadyQueue* as_queue(Value v) { return v.as<ReadyQueue>(); }

Owned make_ready_queue(Thread& t) {
    ReadyQueue* queue = make<ReadyQueue>(t, state(t).ready_type);
    if (!queue) return raise_memory_error(t);
    return Owned::adopt(queue);
}

static Status grow(Thread& t, ReadyQueue* queue) {
    uint32_t capacity = queue->capacity ? queue->capacity * 2 : 64;
    auto* ring = static_cast<ReadyEntry*>(heap_alloc(capacity * sizeof(ReadyEntry)));
    if (!ring) return raise_memory_error(t);
    for (uint32_t i = 0; i < queue->count; ++i) ring[i] = queue->at(i);
    if (queue->ring) heap_free(queue->ring);
    queue->ring = ring;
    queue->capacity = capacity;
    queue->head = 0;
    return {};
}

Status push_ready(Thread& t, ReadyQueue* queue, Value what, Value argument) {
    note_released(t, queue);
    if (queue->count == queue->capacity) [[unlikely]]
        TRY(grow(t, queue));
    retain(what);
    retain(argument);
    queue->at(queue->count) = {what, argument};
    ++queue->count;
    return {};
}

// A task's step as the Handle that other loops would have.
Owned handle_of_entry(Thread& t, ReadyEntry entry) {
    if (!is_task(t, entry.what)) return Owned::share(entry.what);
    Task* task = entry.what.as<Task>();
    if (entry.argument.is_unbound()) {
        Owned step = TRY(make_step(t, task));
        Owned none = TRY(make_tuple(t, {}));
        return make_handle(t, task->loop, step, none, false, task->context);
    }
    Owned wakeup = TRY(make_wakeup(t, task));
    return make_handle(t, task->loop, wakeup, entry.argument, true, task->context);
}

// The entry becomes a Handle for good: what a program does to it has its effect.
static Owned shown_at(Thread& t, ReadyQueue* queue, uint32_t i) {
    ReadyEntry entry = queue->at(i);
    if (!is_task(t, entry.what)) return Owned::share(entry.what);
    Owned handle = TRY(handle_of_entry(t, entry));
    queue->at(i) = {handle.dup().take(), Value::unbound()};
    release(entry.what);
    release(entry.argument);
    return handle;
}

static Owned to_list_of_handles(Thread& t, ReadyQueue* queue) {
    Owned list = TRY(make_list(t, {}));
    for (uint32_t i = 0; i < queue->count; ++i)
        TRY(list_push(t, list.as<List>(), TRY(shown_at(t, queue, i))));
    return list;
}

void clear_ready(ReadyQueue* queue) {
    while (queue->count) {
        ReadyEntry entry = queue->pop();
        release(entry.what);
        release(entry.argument);
    }
}

static Owned append(Thread& t, const Value* args) {
    TRY(push_ready(t, as_queue(args[0]), args[1], Value::unbound()));
    return Owned::none();
}

static Owned extend(Thread& t, const Value* args) {
    TRY(for_each(t, args[1],
                 [&](Value item) { return push_ready(t, as_queue(args[0]), item, Value::unbound()); }));
    return Owned::none();
}

static Owned append_left(Thread& t, const Value* args) {
    ReadyQueue* queue = as_queue(args[0]);
    if (queue->count == queue->capacity) TRY(grow(t, queue));
    queue->head = (queue->head - 1) & (queue->capacity - 1);
    ++queue->count;
    queue->at(0) = {Owned::share(args[1]).take(), Value::unbound()};
    return Owned::none();
}

static Owned take_at(Thread& t, ReadyQueue* queue, bool last) {
    if (!queue->count) return raise_index_error(t, "pop from an empty deque");
    Owned shown = TRY(shown_at(t, queue, last ? queue->count - 1 : 0));
    ReadyEntry entry = last ? queue->at(--queue->count) : queue->pop();
    release(entry.what);
    return shown;
}
static Owned pop_left(Thread& t, const Value* args) { return take_at(t, as_queue(args[0]), false); }
static Owned pop_right(Thread& t, const Value* args) { return take_at(t, as_queue(args[0]), true); }

static Owned clear_method(Thread&, const Value* args) {
    clear_ready(as_queue(args[0]));
    return Owned::none();
}

static Owned remove_method(Thread& t, const Value* args) {
    Owned list = TRY(to_list_of_handles(t, as_queue(args[0])));
    TRY(call_method(t, list, intern(t, "remove"), {args[1]}));
    clear_ready(as_queue(args[0]));
    const Value rest[] = {args[0], list};
    return extend(t, rest);
}

static Owned queue_iter(Thread& t, Value self) {
    Owned list = TRY(to_list_of_handles(t, as_queue(self)));
    return get_iter(t, list);
}
static Result<int64_t> queue_length(Thread&, Value self) {
    return static_cast<int64_t>(as_queue(self)->count);
}
static Owned queue_item(Thread& t, Value self, Value key) {
    Owned list = TRY(to_list_of_handles(t, as_queue(self)));
    return get_item(t, list, key);
}
static Result<bool> queue_contains(Thread& t, Value self, Value item) {
    Owned list = TRY(to_list_of_handles(t, as_queue(self)));
    return contains(t, list, item);
}
static Owned queue_repr(Thread& t, Value self) {
    Owned list = TRY(to_list_of_handles(t, as_queue(self)));
    return make_str(t, "deque(" + TRY(repr_utf8(t, list)) + ")");
}

static void queue_traverse(Object* object, Visitor& visitor) {
    ReadyQueue* queue = static_cast<ReadyQueue*>(object);
    for (uint32_t i = 0; i < queue->count; ++i) {
        visitor.visit(queue->at(i).what);
        visitor.visit(queue->at(i).argument);
    }
}
static void queue_clear(Thread&, Object* object) { clear_ready(static_cast<ReadyQueue*>(object)); }
static void queue_dealloc(Thread& t, Object* object) {
    ReadyQueue* queue = static_cast<ReadyQueue*>(object);
    gc_untrack(t, queue);
    clear_ready(queue);
    if (queue->ring) heap_free(queue->ring);
    free_object(t, object);
}

static const FunctionSpec queue_methods[] = {
    {"append(self, item, /)", append},
    {"appendleft(self, item, /)", append_left},
    {"extend(self, items, /)", extend},
    {"popleft(self, /)", pop_left},
    {"pop(self, /)", pop_right},
    {"clear(self, /)", clear_method},
    {"remove(self, item, /)", remove_method},
};

Status define_ready_queue(Thread& t) {
    TypeSpec spec;
    spec.name = "_asyncio.ReadyQueue";
    spec.size = sizeof(ReadyQueue);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = queue_dealloc;
    spec.slots.traverse = queue_traverse;
    spec.slots.clear = queue_clear;
    spec.slots.iter = queue_iter;
    spec.slots.length = queue_length;
    spec.slots.get_item = queue_item;
    spec.slots.contains = queue_contains;
    spec.slots.repr = queue_repr;
    spec.methods = queue_methods;
    state(t).ready_type = define_type(t, spec);
    return {};
}

}  // namespace minipy::asyncio
