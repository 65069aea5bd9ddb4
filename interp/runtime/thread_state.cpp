// The beginning and the end of a thread of Python execution.
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <unistd.h>

#include <new>

#include "runtime/event_notes.h"
#include "runtime/gil_release.h"
#include "runtime/interpreter.h"
#include "runtime/watchers.h"

namespace minipy {

namespace {

// How much of the native stack is left for what runs after a check of its depth.
constexpr size_t kStackReserve = 256 << 10;

void note_stack(Thread& t) {
    pthread_attr_t attributes;
    void* low = nullptr;
    size_t size = 0;
    rlimit limit;
    if (gettid() == getpid() && getrlimit(RLIMIT_STACK, &limit) == 0) {
        // The name of the program lies at the very top of the first thread's stack. (pthread_getattr_np reads all of
        // /proc/self/maps to find that out.)
        size = limit.rlim_cur;
        low = reinterpret_cast<char*>(getauxval(AT_EXECFN)) - size;
    } else if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &low, &size);
        pthread_attr_destroy(&attributes);
    }
    // The main thread's stack may be said to be without end: use 8 MB of it at most, as is usual.
    constexpr size_t kUsual = 8 << 20;
    char* here = static_cast<char*>(__builtin_frame_address(0));
    if (!low || size > 64 * kUsual) {
        t.c_stack_limit = here - kUsual + 2 * kStackReserve;
    } else {
        t.c_stack_limit = static_cast<char*>(low) + (size > 4 * kStackReserve ? kStackReserve : size / 4);
    }
}

// A thread's own references, in the order in which CPython drops them.
void drop(Value& field) {
    Value old = field;
    field = Value::none();
    if (old.is_valid()) release(old);
}

void drop_all(Thread& t) {
    if (t.drop_locals) t.drop_locals(t);
    if (Object* pending = t.async_exception.exchange(nullptr)) release(pending);
    Value exception = t.exception;
    t.exception = Value();
    if (exception.is_valid()) release(exception);
    drop(t.bottom_handled.exception);
    drop(t.trace_function);
    drop(t.profile_function);
    drop(t.async_gen_firstiter);
    drop(t.async_gen_finalizer);
    drop(t.running_loop);
    Value context = t.context;
    t.context = Value();
    if (context.is_valid()) release(context);
}

void link(Interpreter& interp, Thread* t) {
    t->previous = nullptr;
    t->next = interp.threads;
    if (t->next) t->next->previous = t;
    interp.threads = t;
}

void unlink(Interpreter& interp, Thread* t) {
    (t->previous ? t->previous->next : interp.threads) = t->next;
    if (t->next) t->next->previous = t->previous;
}

}  // namespace

void bind_native_thread(Interpreter& interp, Thread& t) {
    t.interp = &interp;
    t.breaker = &interp.gil.breaker;
    t.handled = &t.bottom_handled;
    t.recursion_left = interp.recursion_limit;
    t.ident = static_cast<uint64_t>(pthread_self());
    t.native_id = gettid();
    note_stack(t);
    current_thread = &t;
}

Thread* attach_thread(Interpreter& interp) {
    Thread* t = new (std::nothrow) Thread;
    if (!t) return nullptr;
    bind_native_thread(interp, *t);
    interp.gil.newcomer(t->gil_thread);
    interp.gil.acquire(t->gil_thread);
    link(interp, t);
    if (recording(*t)) note(*t, GilEventKind::ThreadNew, {.other = static_cast<uint32_t>(t->native_id)});
    return t;
}

void detach_thread(Thread* t) {
    Interpreter& interp = *t->interp;
    drop_all(*t);
    if (recording(*t)) note(*t, GilEventKind::ThreadEnd, {});
    if (t->at_end) t->at_end(*t);
    drop(t->sentinel);
    unlink(interp, t);
    give_up_gil(*t);
    interp.gil.leave(t->gil_thread);
    current_thread = nullptr;
    delete t;
    interp.clock.leave();
}

Interpreter::Interpreter() {
    gil.set_look_around([](void* context) { static_cast<Clock*>(context)->wake_ready_pollers(); }, &clock);
}

void set_instrument(Interpreter& interp, Instrument instrument, bool on) {
    uint32_t now = on ? interp.instruments | instrument : interp.instruments & ~static_cast<uint32_t>(instrument);
    interp.instruments = now;
    if (now) {
        interp.gil.breaker.set(EvalBreaker::kInstruments);
    } else {
        interp.gil.breaker.clear(EvalBreaker::kInstruments);
    }
}

void use_gil_policy(Interpreter& interp, std::unique_ptr<GilPolicy> policy) {
    interp.gil.set_policy(std::move(policy));
    set_instrument(interp, kInstrumentPolicy, interp.gil.asks_everywhere());
}

const char* gil_state(const Thread& thread) {
    if (thread.interp->gil.seems_held_by(thread.gil_thread)) return "holds the GIL";
    switch (thread.gil_thread.place.load()) {
        case GilThread::Place::AtLock:
            return "waits for the GIL";
        case GilThread::Place::Waiting:
            return thread.waits_for ? "waits for a lock, without the GIL" : "sleeps, without the GIL";
        case GilThread::Place::Polling:
            return "waits for descriptors, without the GIL";
        default:
            return "in a call outside, without the GIL";
    }
}

int count_threads(Interpreter& interp) {
    int n = 0;
    for (Thread* t = interp.threads; t; t = t->next) ++n;
    return n;
}

}  // namespace minipy
