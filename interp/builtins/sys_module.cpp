// The module `sys`: what a program may ask of and tell its interpreter. Constants about the build are in sys_info.cpp.
#include <dlfcn.h>
#include <unistd.h>

#include "builtins/builtins.h"
#include "builtins/lifecycle.h"
#include "builtins/sys_info.h"
#include "objects/exception.h"
#include "runtime/collector.h"
#include "vm/trace.h"

namespace minipy {

namespace {

// ---- frames and exceptions ----

Owned sys_getframe(Thread& t, const Value* args) {
    int depth = TRY(to_c_int(t, args[0]));
    Frame* frame = t.frame;
    for (; frame && depth > 0; --depth) frame = frame->back;
    if (!frame) return raise_value_error(t, "call stack is not deep enough");
    return Owned::share(Value(frame_object(t, frame)));
}

Owned sys_current_frames(Thread& t, const Value*) {
    Ref<Dict> frames = TRY(new_dict(t));
    for (Thread* other = t.interp->threads; other; other = other->next) {
        if (!other->frame) continue;
        Owned id = make_uint(t, other->ident);
        TRY(dict_set(t, frames.get(), id, Value(frame_object(t, other->frame))));
    }
    return frames;
}

Value handled_exception(Thread& t) {
    for (HandledException* h = t.handled; h; h = h->previous) {
        if (!h->exception.is_none()) return h->exception;
    }
    return Value::none();
}

Owned exc_info_of(Thread& t, Value exception) {
    if (exception.is_none()) return make_tuple(t, {Value::none(), Value::none(), Value::none()});
    return make_tuple(t, {Value(type_of(t, exception)), exception, exception.as<Exception>()->traceback});
}
Owned sys_exc_info(Thread& t, const Value*) { return exc_info_of(t, handled_exception(t)); }
Owned sys_exception(Thread& t, const Value*) { return Owned::share(handled_exception(t)); }

Owned sys_current_exceptions(Thread& t, const Value*) {
    Ref<Dict> all = TRY(new_dict(t));
    for (Thread* other = t.interp->threads; other; other = other->next) {
        Owned id = make_uint(t, other->ident);
        TRY(dict_set(t, all.get(), id, TRY(exc_info_of(t, handled_exception(*other)))));
    }
    return all;
}

Owned sys_excepthook(Thread& t, const Value* args) {
    Owned exception = Owned::share(args[1]);
    if (is_exception(exception) && !args[2].is_none() && exception.as<Exception>()->traceback.is_none())
        TRY(set_attr(t, exception, names(t).__traceback__, args[2]));
    if (is_exception(exception)) {
        print_exception(t, exception);
        return Owned::none();
    }
    Owned err = Owned::share(sys_value(t, "stderr"));
    if (err.is_unbound() || err.is_none()) return Owned::none();
    std::string text = "TypeError: print_exception(): Exception expected for value, " +
                       std::string(type_name(t, exception)) + " found\n";
    TRY(call_method(t, err, names(t).write, {TRY(make_str(t, text)).get()}));
    return Owned::none();
}

Owned sys_unraisablehook(Thread& t, const Value* args) {
    Owned show = TRY(printing_function(t, "_print_unraisable"));
    return call(t, show, {args[0]});
}

Owned sys_displayhook(Thread& t, const Value* args) {
    if (args[0].is_none()) return Owned::none();
    Value builtins = dict_get_str(t, t.interp->sys_modules.as<Dict>(), names(t).builtins);
    if (builtins.is_unbound()) return raise_runtime_error(t, "lost builtins module");
    Owned module = Owned::share(builtins);
    TRY(set_attr(t, module, intern(t, "_"), Value::none()));
    Owned out = Owned::share(sys_value(t, "stdout"));
    if (out.is_unbound() || out.is_none()) return raise_runtime_error(t, "lost sys.stdout");
    Owned text = TRY(repr(t, args[0]));
    Owned written = call_method(t, out, names(t).write, {text.get()});
    if (written.is_error()) {
        if (!exception_matches(t, exc(t).UnicodeEncodeError)) return Raised{};
        (void)take_exception(t);
        Owned encoding = TRY(get_attr(t, out, names(t).encoding));
        Value how = intern(t, "backslashreplace");
        Owned bytes = TRY(call_method(t, text, names(t).encode, {encoding.get(), how}));
        Owned plain = TRY(call_method(t, bytes, names(t).decode, {encoding.get(), names(t).strict}));
        TRY(call_method(t, out, names(t).write, {plain.get()}));
    }
    TRY(call_method(t, out, names(t).write, {t.interp->latin1_strs['\n']}));
    TRY(set_attr(t, module, intern(t, "_"), args[0]));
    return Owned::none();
}

Owned sys_breakpointhook(Thread& t, const Value* args) {
    const char* set = t.interp->config.ignore_environment ? nullptr : getenv("PYTHONBREAKPOINT");
    std::string name = set && *set ? set : "pdb.set_trace";
    if (name == "0") return Owned::none();
    size_t dot = name.rfind('.');
    std::string module = dot == std::string::npos ? "builtins" : name.substr(0, dot);
    Owned hook = import_attr(t, module.c_str(), name.c_str() + (dot == std::string::npos ? 0 : dot + 1));
    if (hook.is_error()) {
        (void)take_exception(t);
        TRY(warn(t, exc(t).RuntimeWarning, "Ignoring unimportable $PYTHONBREAKPOINT: \"" + name + "\""));
        return Owned::none();
    }
    return call_with(t, hook, args[0], args[1]);
}

Owned sys_exit(Thread& t, const Value* args) {
    return raise_with(t, exc(t).SystemExit, args[0].is_none() ? Value::unbound() : args[0]);
}

// ---- limits and switches ----

Owned sys_getrecursionlimit(Thread& t, const Value*) { return make_int(t, t.interp->recursion_limit); }
Owned sys_setrecursionlimit(Thread& t, const Value* args) {
    int limit = TRY(to_c_int(t, args[0]));
    if (limit < 1) return raise_value_error(t, "recursion limit must be greater or equal than 1");
    int depth = t.interp->recursion_limit - t.recursion_left;
    if (depth >= limit) {
        return raise_error(
            t, exc(t).RecursionError,
            "cannot set the recursion limit to %i at the recursion depth %i: the limit is too low", limit,
            depth);
    }
    int32_t change = limit - t.interp->recursion_limit;
    for (Thread* other = t.interp->threads; other; other = other->next) other->recursion_left += change;
    t.interp->recursion_limit = limit;
    return Owned::none();
}
Owned sys_getswitchinterval(Thread& t, const Value*) {
    return make_float(t, static_cast<double>(t.interp->gil.switch_interval_us()) * 1e-6);
}
Owned sys_setswitchinterval(Thread& t, const Value* args) {
    double seconds = TRY(to_double(t, args[0]));
    if (!(seconds > 0)) return raise_value_error(t, "switch interval must be strictly positive");
    double us = seconds * 1e6;
    t.interp->gil.set_switch_interval_us(us > 1e15 ? int64_t{1'000'000'000'000'000}
                                         : us < 1  ? 1
                                                   : static_cast<int64_t>(us));
    return Owned::none();
}
Owned sys_get_int_max_str_digits(Thread& t, const Value*) {
    return make_int(t, t.interp->config.int_max_str_digits);
}
Owned sys_set_int_max_str_digits(Thread& t, const Value* args) {
    int digits = TRY(to_c_int(t, args[0]));
    if (digits != 0 && digits < 640) return raise_value_error(t, "maxdigits must be 0 or larger than 640");
    t.interp->config.int_max_str_digits = digits;
    return Owned::none();
}
Owned sys_getdlopenflags(Thread& t, const Value*) { return make_int(t, RTLD_NOW); }
Owned sys_setdlopenflags(Thread&, const Value*) { return Owned::none(); }

// ---- objects ----

Owned sys_getrefcount(Thread& t, const Value* args) {
    if (!args[0].is_object()) return make_int(t, int64_t{1'000'000'000});
    Object* object = args[0].object();
    if (object->immortal()) return make_int(t, int64_t{1'000'000'000});
    // The caller's stack owns the argument: it counts, as in CPython.
    return make_int(t, static_cast<int64_t>(object->refcount));
}

Owned sys_intern(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "intern() argument must be str, not %.50s", type_name(t, args[0]));
    if (!is_exact(args[0], Kind::Str))
        return raise_type_error(t, "can't intern %.400s", type_name(t, args[0]));
    return Owned::share(intern(t, args[0]));
}

Owned sys_getsizeof(Thread& t, const Value* args) {
    Value method = type_lookup(t, type_of(t, args[0]), intern(t, "__sizeof__"));
    Owned size = method.is_unbound() ? Owned::unbound() : call_special(t, args[0], intern(t, "__sizeof__"));
    if (size.is_error() || size.is_unbound()) {
        if (args[1].is_unbound()) {
            if (size.is_error()) return Raised{};
            return raise_type_error(t, "Type %.100s doesn't define __sizeof__", type_name(t, args[0]));
        }
        if (size.is_error()) {
            if (!exception_matches(t, exc(t).TypeError)) return Raised{};
            (void)take_exception(t);
        }
        return Owned::share(args[1]);
    }
    int64_t bytes = TRY(to_ssize(t, size));
    if (bytes < 0) return raise_value_error(t, "__sizeof__() should return >= 0");
    bool in_collector = args[0].is_object() && args[0].object()->flags & kGcObject;
    return make_int(t, bytes + (in_collector ? 16 : 0));
}
Owned sys_getallocatedblocks(Thread& t, const Value*) {
    int64_t count = 0;
    for (int g = 0; g < Collector::kGenerations; ++g)
        count += Collector::length(t.interp->collector->generations[g]);
    return make_int(t, count);
}
Owned sys_clear_type_cache(Thread&, const Value*) { return Owned::none(); }

// ---- hooks of asynchronous generators, coroutines, tracing ----

void replace(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

Owned sys_get_asyncgen_hooks(Thread& t, const Value*) {
    return make_struct_sequence(t, sys_info_types(t).asyncgen_hooks,
                                {t.async_gen_firstiter, t.async_gen_finalizer});
}
Owned sys_set_asyncgen_hooks(Thread& t, const Value* args) {
    const char* const what[] = {"firstiter", "finalizer"};
    for (int i = 0; i < 2; ++i) {
        if (args[i].is_unbound() || args[i].is_none() || is_callable(t, args[i])) continue;
        return raise_type_error(t, "callable %s expected, got %.50s", what[i], type_name(t, args[i]));
    }
    if (!args[0].is_unbound()) replace(t.async_gen_firstiter, args[0]);
    if (!args[1].is_unbound()) replace(t.async_gen_finalizer, args[1]);
    return Owned::none();
}
Owned sys_get_origin_depth(Thread& t, const Value*) { return make_int(t, t.coroutine_origin_depth); }
Owned sys_set_origin_depth(Thread& t, const Value* args) {
    int depth = TRY(to_c_int(t, args[0]));
    if (depth < 0) return raise_value_error(t, "depth must be >= 0");
    t.coroutine_origin_depth = depth;
    return Owned::none();
}
Owned sys_gettrace(Thread& t, const Value*) { return Owned::share(t.trace_function); }
Owned sys_getprofile(Thread& t, const Value*) { return Owned::share(t.profile_function); }
Owned sys_settrace(Thread& t, const Value* args) {
    set_trace_function(t, args[0]);
    return Owned::none();
}
Owned sys_setprofile(Thread& t, const Value* args) {
    set_profile_function(t, args[0]);
    return Owned::none();
}
Owned sys_call_tracing(Thread& t, const Value* args) {
    if (!is_tuple(args[1]))
        return raise_type_error(t, "call_tracing() argument 2 must be tuple, not %.50s",
                                type_name(t, args[1]));
    bool before = t.tracing;
    t.tracing = false;
    Owned result = call_with(t, args[0], args[1], Value::unbound());
    t.tracing = before;
    return result;
}

// ---- audit (PEP 578) ----

struct SysState {
    Value audit_hooks = Value::none();  // List
};
ModuleSpec state_spec() { return {}; }
ModuleRegistration state_registration("state:sys", state_spec);
SysState& sys_state(Thread& t) { return module_state<SysState>(t, state_registration); }

Owned sys_audit(Thread& t, const Value* args) {
    Value hooks = sys_state(t).audit_hooks;
    if (!is_str(args[0]))
        return raise_type_error(t, "expected str for argument 'event', not %.200s", type_name(t, args[0]));
    if (hooks.is_none()) return Owned::none();
    Owned held = Owned::share(hooks);
    for (size_t i = 0; i < held.as<List>()->length; ++i)
        TRY(call(t, Owned::share(held.as<List>()->items[i]), {args[0], args[1]}));
    return Owned::none();
}
Owned sys_addaudithook(Thread& t, const Value* args) {
    SysState& state = sys_state(t);
    if (state.audit_hooks.is_none()) state.audit_hooks = Value(TRY(new_list(t)).take());
    TRY(list_append(t, state.audit_hooks.as<List>(), args[0]));
    return Owned::none();
}

Owned sys_getdefaultencoding(Thread& t, const Value*) { return Owned::share(intern(t, "utf-8")); }
Owned sys_getfilesystemencodeerrors(Thread& t, const Value*) {
    return Owned::share(intern(t, "surrogateescape"));
}
Owned sys_is_finalizing(Thread& t, const Value*) { return Owned::from_bool(t.interp->finalizing.load()); }

const FunctionSpec functions[] = {
    {"_clear_type_cache()", sys_clear_type_cache},
    {"_current_exceptions()", sys_current_exceptions, "Return each thread's exc_info() by its identifier."},
    {"_current_frames()", sys_current_frames, "Return each thread's innermost frame by its identifier."},
    {"_getframe(depth=0, /)", sys_getframe, "Return the frame that many calls up the stack."},
    {"addaudithook(hook)", sys_addaudithook, "Add a function to be told of audit events."},
    {"audit(event, /, *args)", sys_audit, "Tell the audit hooks of an event."},
    {"breakpointhook(*args, **kwargs)", sys_breakpointhook, "What breakpoint() calls."},
    {"call_tracing(func, args, /)", sys_call_tracing, "Call func(*args) while tracing is on."},
    {"displayhook(object, /)", sys_displayhook, "Print an object at the prompt and keep it in builtins._."},
    {"exc_info()", sys_exc_info, "Return (type, value, traceback) of the exception being handled."},
    {"excepthook(exctype, value, traceback, /)", sys_excepthook,
     "Print an exception with its traceback to sys.stderr."},
    {"exception()", sys_exception, "Return the exception being handled."},
    {"exit(status=None, /)", sys_exit, "Leave the interpreter by raising SystemExit(status)."},
    {"get_asyncgen_hooks()", sys_get_asyncgen_hooks, "Return the hooks of asynchronous generators."},
    {"get_coroutine_origin_tracking_depth()", sys_get_origin_depth,
     "Return how many frames of its origin a coroutine notes."},
    {"get_int_max_str_digits()", sys_get_int_max_str_digits,
     "Return the limit of digits between int and str."},
    {"getallocatedblocks()", sys_getallocatedblocks,
     "Return the number of objects that the collector knows."},
    {"getdefaultencoding()", sys_getdefaultencoding, "Return the default encoding of strings."},
    {"getdlopenflags()", sys_getdlopenflags},
    {"getfilesystemencodeerrors()", sys_getfilesystemencodeerrors,
     "Return how file names that are no text are encoded."},
    {"getfilesystemencoding()", sys_getdefaultencoding, "Return the encoding of file names."},
    {"getprofile()", sys_getprofile, "Return the profiling function."},
    {"getrecursionlimit()", sys_getrecursionlimit, "Return how deep calls may nest."},
    {"getrefcount(object, /)", sys_getrefcount, "Return the reference count of the object."},
    {"getsizeof(object, default=...)", sys_getsizeof, "Return the size of the object in bytes."},
    {"getswitchinterval()", sys_getswitchinterval,
     "Return how long a thread may wait for the GIL before it asks for it."},
    {"gettrace()", sys_gettrace, "Return the tracing function."},
    {"intern(string, /)", sys_intern, "Return the one interned string that equals the given one."},
    {"is_finalizing()", sys_is_finalizing, "Return whether the interpreter is shutting down."},
    {"set_asyncgen_hooks(firstiter=..., finalizer=...)", sys_set_asyncgen_hooks,
     "Set the hooks of asynchronous generators."},
    {"set_coroutine_origin_tracking_depth(depth)", sys_set_origin_depth,
     "Set how many frames of its origin a coroutine notes."},
    {"set_int_max_str_digits(maxdigits)", sys_set_int_max_str_digits,
     "Set the limit of digits between int and str."},
    {"setdlopenflags(flags, /)", sys_setdlopenflags},
    {"setprofile(function, /)", sys_setprofile, "Set the profiling function."},
    {"setrecursionlimit(limit, /)", sys_setrecursionlimit, "Set how deep calls may nest."},
    {"setswitchinterval(interval, /)", sys_setswitchinterval,
     "Set how long a thread may wait for the GIL before it asks for it, in seconds."},
    {"settrace(function, /)", sys_settrace, "Set the tracing function."},
    {"unraisablehook(unraisable, /)", sys_unraisablehook, "Print an exception that could not be raised."},
};

Status fill_sys(Thread& t, Module* module) {
    Dict* dict = module_dict(Value(module));
    t.interp->sys_dict = Value(dict);
    for (const char* hook : {"displayhook", "excepthook", "unraisablehook", "breakpointhook"}) {
        std::string original = std::string("__") + hook + "__";
        TRY(dict_set(t, dict, intern(t, original), dict_get_ascii(t, dict, hook)));
    }
    return add_sys_info(t, module);
}

MINIPY_MODULE(sys, {.doc = "What the interpreter tells of itself, and lets be set.",
                    .functions = functions,
                    .exec = fill_sys});

}  // namespace

}  // namespace minipy
