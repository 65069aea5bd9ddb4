// _queue.SimpleQueue: a queue without bound whose put() never waits, so that it may be called anywhere, even by __del__
// in the middle of a get().
//
// Items stand in a deque under the GIL. Who finds it empty waits at a lock that is held while nothing is there; put()
// releases it once for whoever waits.
#include <deque>

#include "native/module.h"

namespace minipy {
namespace {

struct SimpleQueue : GcObject {
    std::deque<Value> items;
    ParkingLock waiting;  // taken by a getter before it sleeps, released by put()
    bool locked = false;
};
SimpleQueue* queue_of(Value v) { return v.as<SimpleQueue>(); }

struct State {
    Type* empty = nullptr;
};
State& state(Thread&);

Owned queue_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count) return raise_type_error(t, "SimpleQueue() takes no positional arguments");
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "SimpleQueue() takes no keyword arguments");
    SimpleQueue* self = make_instance<SimpleQueue>(t, type);
    if (!self) return raise_memory_error(t);
    return Owned::adopt(self);
}

Owned put_item(Thread& t, Value self, Value item) {
    SimpleQueue* queue = queue_of(self);
    retain(item);
    queue->items.push_back(item);
    note_released(t, queue);
    if (queue->locked) {
        queue->locked = false;
        queue->waiting.release(t);
    }
    return Owned::none();
}
Owned put(Thread& t, const Value* args) { return put_item(t, args[0], args[1]); }
Owned put_nowait(Thread& t, const Value* args) { return put_item(t, args[0], args[1]); }

Raised raise_empty(Thread& t) { return raise_with(t, state(t).empty, Value::unbound()); }

// Takes the waiting lock; false when the time is over.
Result<bool> take_waiting_lock(Thread& t, SimpleQueue* queue, int64_t deadline) {
    if (queue->waiting.try_acquire()) return true;
    t.waits_for = queue;
    t.waits_until = deadline;
    struct End {
        Thread& t;
        ~End() { t.waits_for = nullptr; }
    } end{t};
    for (;;) {
        Clock::Woken why;
        {
            GilRelease released(t);
            why = queue->waiting.acquire(t.interp->clock, deadline);
        }
        if (why != Clock::Woken::Interrupted) return why == Clock::Woken::Unparked;
        TRY(after_interrupt(t));
    }
}

Owned get_item_until(Thread& t, Value self, bool block, int64_t deadline) {
    Owned held = Owned::share(self);
    SimpleQueue* queue = queue_of(self);
    while (queue->items.empty()) {
        if (!block) return raise_empty(t);
        if (!TRY(take_waiting_lock(t, queue, deadline))) return raise_empty(t);
        queue->locked = true;
    }
    if (queue->locked) {  // the next one that finds it empty takes it again
        queue->locked = false;
        queue->waiting.release(t);
    }
    note_acquired(t, queue);
    Value item = queue->items.front();
    queue->items.pop_front();
    return Owned::adopt(item);
}

Owned get(Thread& t, const Value* args) {
    bool block = TRY(to_c_int(t, args[1])) != 0;
    int64_t deadline = Clock::kForever;
    if (block && !args[2].is_none()) {
        int64_t timeout = TRY(to_nanoseconds(t, args[2], true));
        if (timeout < 0) return raise_value_error(t, "'timeout' must be a non-negative number");
        int64_t now = t.interp->clock.monotonic_ns();
        deadline = timeout > Clock::kForever - 1 - now ? Clock::kForever - 1 : now + timeout;
    }
    return get_item_until(t, args[0], block, deadline);
}
Owned get_nowait(Thread& t, const Value* args) { return get_item_until(t, args[0], false, 0); }

Owned is_empty(Thread&, const Value* args) { return Owned::from_bool(queue_of(args[0])->items.empty()); }
Owned qsize(Thread& t, const Value* args) { return make_uint(t, queue_of(args[0])->items.size()); }
Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}

void queue_traverse(Object* object, Visitor& visitor) {
    for (Value v : static_cast<SimpleQueue*>(object)->items) visitor.visit(v);
    traverse_instance_tail(object, visitor);
}
void queue_clear(Thread& t, Object* object) {
    std::deque<Value> items;
    items.swap(static_cast<SimpleQueue*>(object)->items);
    for (Value v : items) release(v);
    clear_instance_tail(t, object);
}
void queue_dealloc(Thread& t, Object* object) {
    SimpleQueue* self = static_cast<SimpleQueue*>(object);
    gc_untrack(t, self);
    queue_clear(t, object);
    self->items.~deque();
    self->waiting.~ParkingLock();
    free_object(t, object);
}

const FunctionSpec methods[] = {
    {"put(self, /, item, block=True, timeout=None)", put, "Put the item on the queue. Never waits."},
    {"put_nowait(self, /, item)", put_nowait, "Put the item on the queue. Never waits."},
    {"get(self, /, block=True, timeout=None)", get,
     "Take the first item; when there is none wait (at most `timeout` seconds), or raise Empty."},
    {"get_nowait(self, /)", get_nowait, "Take the first item, or raise Empty."},
    {"empty(self, /)", is_empty, "Return whether the queue is empty, at this moment."},
    {"qsize(self, /)", qsize, "Return the number of items, at this moment."},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"},
};

Status init_module(Thread& t, Module* module) {
    TypeSpec empty;
    empty.name = "_queue.Empty";
    empty.flags = kTypeBaseAllowed;
    empty.doc = "Exception raised by Queue.get(block=0)/get_nowait().";
    state(t).empty = define_type(t, empty, exc(t).Exception);
    TRY(module_add(t, module, "Empty", Value(state(t).empty)));

    TypeSpec spec;
    spec.name = "_queue.SimpleQueue";
    spec.size = sizeof(SimpleQueue);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = queue_new;
    spec.slots.dealloc = queue_dealloc;
    spec.slots.traverse = queue_traverse;
    spec.slots.clear = queue_clear;
    spec.methods = methods;
    spec.doc = "Simple, unbounded, reentrant FIFO queue.";
    return module_add(t, module, "SimpleQueue", Value(define_type(t, spec)));
}

}  // namespace

MINIPY_MODULE(_queue, {.doc = "C implementation of the Python queue module.\n"
                              "This module is an implementation detail, please do not use it directly.",
                       .exec = init_module});

namespace {
State& state(Thread& t) { return module_state<State>(t, module_registration__queue); }
}  // namespace

}  // namespace minipy
