// _thread: starting native threads, and what is known of them.
//
// A new thread is a native one with a Thread of its own, attached to the interpreter under the GIL for as long as its
// function runs (runtime/thread.h). When the interpreter has ended, a thread that asks for the GIL never gets it: daemon
// threads simply stop there.
#include <pthread.h>
#include <unistd.h>

#include "stdlib/threading/thread.h"

namespace minipy::threading {

// What a new thread needs to begin; it takes all of it over.
struct Start {
    Interpreter* interp;
    Value function, args, kwargs;
};

namespace {

Start* make_start(Thread& t, const Value* args) {
    for (int i = 0; i < 3; ++i) retain(args[i]);
    return new Start{t.interp, args[0], args[1], args[2]};
}
void drop_start(Start* start) {
    release(start->function);
    release(start->args);
    release(start->kwargs);
    delete start;
}

// The whole life of a thread.
void run_thread(Start* start) {
    Thread* thread = attach_thread(*start->interp);
    if (!thread) return;
    Thread& t = *thread;
    ++state(t).running;
    note_acquired(t, start);
    Owned result = call_with(t, start->function, start->args, start->kwargs);
    if (result.is_error() && !catch_exception(t, exc(t).SystemExit)) {
        write_unraisable(t, start->function, "Exception ignored in thread started by");
    }
    result = Owned::none();
    drop_start(start);
    --state(t).running;
    detach_thread(thread);
}

NativeThreads& native_threads(Thread& t) {
    NativeThreads*& threads = state(t).native_threads;
    if (!threads || threads->is_stale()) threads = new NativeThreads(run_thread);  // threads look at the old one to their end
    return *threads;
}

Owned start_new_thread(Thread& t, const Value* args) {
    if (!is_callable(t, args[0])) return raise_type_error(t, "first arg must be callable");
    if (!is_tuple(args[1])) return raise_type_error(t, "2nd arg must be a tuple");
    if (!args[2].is_unbound() && !is_dict(args[2]))
        return raise_type_error(t, "optional 3rd arg must be a dictionary");
    Start* start = make_start(t, args);
    // Below what was asked for lies a reserve, so that the smallest size that is allowed is enough for native code too.
    constexpr size_t kReserve = 1 << 20;
    size_t stack = state(t).stack_size ? state(t).stack_size + kReserve : 0;
    note_released(t, start);
    t.interp->clock.join();  // for the new one, which calls leave()
    t.interp->gil.expect_newcomer();
    pthread_t made;
    int error = native_threads(t).run(start, stack, &made);
    if (error) {
        t.interp->clock.leave();
        t.interp->gil.forget_newcomer();
        drop_start(start);
        return raise_runtime_error(t, "can't start new thread");
    }
    return make_uint(t, static_cast<uint64_t>(made));
}

Owned allocate_lock(Thread& t, const Value*) { return make_lock(t); }

Owned set_sentinel(Thread& t, const Value*) {
    Owned lock = TRY(make_lock(t));
    Owned old = Owned::adopt(t.sentinel);
    t.sentinel = lock.dup().take();
    t.at_end = release_sentinel;
    return lock;
}

Owned get_ident(Thread& t, const Value*) { return make_uint(t, t.ident); }
Owned get_native_id(Thread& t, const Value*) { return make_int(t, t.native_id); }
Owned exit_thread(Thread& t, const Value*) { return raise_with(t, exc(t).SystemExit, Value::unbound()); }
Owned count(Thread& t, const Value*) { return make_int(t, state(t).running); }

Owned interrupt_main(Thread& t, const Value* args) {
    int number = TRY(to_c_int(t, args[0]));
    if (number < 1 || number >= Signals::kCount) return raise_value_error(t, "signal number out of range");
    if (Signals* signals = t.interp->signals) signals->simulate(*t.interp, number);
    return Owned::none();
}

Owned stack_size(Thread& t, const Value* args) {
    constexpr int64_t kLeast = 32 << 10;
    int64_t size = TRY(to_ssize(t, args[0]));
    if (size < 0) return raise_value_error(t, "size must be 0 or a positive value");
    size_t old = state(t).stack_size;
    if (size != 0 && size < kLeast) {
        return raise_value_error(t, "size not valid: %lld bytes", static_cast<long long>(size));
    }
    state(t).stack_size = static_cast<size_t>(size);
    return make_uint(t, old);
}

// The name under which top and htop show the thread: 15 bytes of it.
Owned set_name(Thread& t, const Value* args) {
    if (!is_str(args[0])) {
        return raise_type_error(t, "set_name() argument 'name' must be str, not %s", type_name(t, args[0]));
    }
    std::string name = to_utf8(args[0]);
    t.name = name;
    if (name.size() > 15) {
        size_t end = 15;
        while (end && (name[end] & 0xC0) == 0x80) --end;
        name.resize(end);
    }
    if (recording(t)) note(t, GilEventKind::ThreadName, {.text = t.interp->recorder->text(to_utf8(args[0]))});
    pthread_setname_np(pthread_self(), name.c_str());
    return Owned::none();
}

// ---- what happens when Thread.run() raises ---------------------------------------------------------------

// Where to write: sys.stderr, else what the thread saw when it was made; None: nowhere.
Owned error_stream(Thread& t, Value thread) {
    Value found = dict_get_str(t, t.interp->sys_dict.as<Dict>(), names(t).stderr);
    if (!found.is_unbound() && !found.is_none()) return Owned::share(found);
    if (thread.is_none()) return Owned::none();
    Owned own = TRY(lookup_attr(t, thread, intern(t, "_stderr")));
    return own.is_unbound() ? Owned::none() : std::move(own);
}

Owned thread_title(Thread& t, Value thread) {
    if (!thread.is_none()) {
        Owned name = lookup_attr(t, thread, names(t).name);
        if (!name.is_error() && !name.is_unbound()) {
            Owned text = str(t, name);
            if (!text.is_error()) return text;
        }
        if (has_exception(t)) (void)take_exception(t);
    }
    return make_str(t, std::to_string(t.ident));
}

Owned excepthook(Thread& t, const Value* args) {
    if (type_of(t, args[0]) != state(t).hook_args_type) {
        return raise_type_error(t, "_thread.excepthook argument type must be ExceptHookArgs");
    }
    Tuple* fields = args[0].as<Tuple>();
    Value type = fields->at(0), exception = fields->at(1), traceback = fields->at(2), thread = fields->at(3);
    if (type == Value(exc(t).SystemExit)) return Owned::none();
    Owned file = TRY(error_stream(t, thread));
    if (file.is_none()) return Owned::none();
    Owned title = TRY(thread_title(t, thread));
    StrBuilder head(t);
    head.append("Exception in thread ");
    head.append(title);
    head.append(":\n");
    TRY(call_method(t, file, names(t).write, {TRY(head.finish()).get()}));
    Owned print = TRY(import_attr(t, "traceback", "print_exception"));
    Owned shown = TRY(exception.is_none() ? call(t, type) : Owned::share(exception));
    Owned positional = TRY(make_tuple(t, {type, shown.get(), traceback}));
    Ref<Dict> keywords = TRY(new_dict(t));
    TRY(dict_set_ascii(t, keywords.get(), "file", file));
    TRY(call_with(t, print, positional, keywords));
    return call_method(t, file, names(t).flush);
}

// ---- the module ------------------------------------------------------------------------------------------

constexpr const char* kStartDoc =
    "Start a new thread that calls function(*args, **kwargs), and return its identifier. The thread ends "
    "when the\n"
    "function returns or raises; an exception other than SystemExit goes to sys.unraisablehook.";
constexpr const char* kExitDoc =
    "The same as raising SystemExit: the thread ends, silently if nobody catches it.";

const FunctionSpec functions[] = {
    {"start_new_thread(function, args, kwargs=..., /)", start_new_thread, kStartDoc},
    {"start_new(function, args, kwargs=..., /)", start_new_thread, kStartDoc},
    {"allocate_lock()", allocate_lock, "Make a new lock."},
    {"allocate()", allocate_lock, "Make a new lock."},
    {"exit_thread()", exit_thread, kExitDoc},
    {"exit()", exit_thread, kExitDoc},
    {"interrupt_main(signum=2, /)", interrupt_main,
     "Act as if the signal had come: its handler runs in the main thread. Nothing happens when there is "
     "none."},
    {"get_ident()", get_ident, "Return an integer that no other running thread has."},
    {"get_native_id()", get_native_id, "Return the number under which the system knows this thread."},
    {"_count()", count, "Return how many threads run, without the main one."},
    {"stack_size(size=0, /)", stack_size,
     "Set the stack size of threads made from now on; returns the old one."},
    {"set_name(name)", set_name, "Set the name under which the system shows the calling thread."},
    {"_unordering(lock, /)", make_unordering, "Return the lock; what it orders does not count when races are looked for."},
    {"_waits()", list_waits, "A row for each thread that waits for a lock or a thread: see gil/_deadlock.py."},
    {"_set_sentinel()", set_sentinel, "Make a lock that is released when the calling thread has ended."},
    {"_excepthook(args, /)", excepthook, "Print what Thread.run() raised."},
};

const FieldSpec hook_args_fields[] = {
    {"exc_type", "Exception type"},
    {"exc_value", "Exception value"},
    {"exc_traceback", "Exception traceback"},
    {"thread", "Thread"},
};

Status init_module(Thread& t, Module* module) {
    TRY(define_locks(t, module));
    TRY(define_local(t, module));
    State& s = state(t);
    s.hook_args_type =
        define_struct_sequence(t, "_thread._ExceptHookArgs", hook_args_fields, 4,
                               "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.");
    if (!s.hook_args_type) return Raised{};
    TRY(module_add(t, module, "_ExceptHookArgs", Value(s.hook_args_type)));
    TRY(module_add(t, module, "error", Value(exc(t).RuntimeError)));
    Owned longest = TRY(make_float(t, 9223372036.0));  // what a lock's timeout may be, in seconds
    return module_add(t, module, "TIMEOUT_MAX", longest);
}

}  // namespace
}  // namespace minipy::threading

namespace minipy {

MINIPY_MODULE(_thread, {.doc = "This module provides primitive operations to write multi-threaded programs.\n"
                               "The 'threading' module provides a more convenient interface.",
                        .functions = threading::functions,
                        .exec = threading::init_module});

namespace threading {
State& state(Thread& t) { return module_state<State>(t, module_registration__thread); }
}  // namespace threading

}  // namespace minipy
