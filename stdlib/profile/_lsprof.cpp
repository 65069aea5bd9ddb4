// The module `_lsprof`: counts and times calls, for cProfile.
//
// A Profiler is the thread's profile function. Each call that is under way has a Context; when it returns, its time goes to
// the Entry of its code, to that of the pair (caller, callee), and is taken off the caller's own time.
#include <memory>
#include <unordered_map>

#include "native/module.h"

namespace minipy {

namespace {

struct ProfileTypes {
    Type *profiler = nullptr, *entry = nullptr, *subentry = nullptr;
};
ModuleRegistration& registration();
ProfileTypes& state(Thread& t) { return module_state<ProfileTypes>(t, registration()); }

struct Times {
    int64_t total = 0, inner = 0;  // with and without the calls made inside
    int64_t calls = 0, recursive_calls = 0;
    int depth = 0;
};
struct Entry : Times {
    Owned who;  // a code object, or the name of a native function
    std::unordered_map<Entry*, Times> callees;
};
struct Context {
    int64_t start = 0, inside = 0;
    Entry* entry = nullptr;
};

struct Profiler : GcObject {
    std::unordered_map<const void*, std::unique_ptr<Entry>> entries;  // by code object or native code
    std::vector<Context> running;
    Value timer = Value::none();
    double unit = 0;
    bool enabled = false, subcalls = true, builtins = true;
};
Profiler* profiler_of(Value v) { return v.as<Profiler>(); }

void profiler_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    Profiler* p = static_cast<Profiler*>(o);
    p->entries.~unordered_map();
    p->running.~vector();
    release(p->timer);
    free_object(t, o);
}
void profiler_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Profiler*>(o)->timer);
    traverse_instance_tail(o, visitor);
}

// The time now: nanoseconds, or what the timer gives in units of its own.
int64_t time_now(Thread& t, Profiler* p) {
    if (p->timer.is_none()) return t.interp->clock.monotonic_ns();
    Owned now = call(t, Owned::share(p->timer));
    if (!now.is_error()) {
        if (p->unit > 0) {
            Result<int64_t> n = to_int64(t, now);
            if (!n.is_error()) return n.value();
        } else {
            Result<double> seconds = to_double(t, now);
            if (!seconds.is_error()) return static_cast<int64_t>(seconds.value() * 1e9);
        }
    }
    write_unraisable(t, p->timer);
    return 0;
}

void begin_call(Thread& t, Profiler* p, Entry* entry) {
    ++entry->depth;
    if (p->subcalls && !p->running.empty()) ++p->running.back().entry->callees[entry].depth;
    p->running.push_back({0, 0, entry});
    p->running.back().start = time_now(t, p);
}
void add_call(Times& times, int64_t total, int64_t inner) {
    if (--times.depth == 0)
        times.total += total;
    else
        ++times.recursive_calls;
    times.inner += inner;
    ++times.calls;
}
void end_call(Thread& t, Profiler* p) {
    if (p->running.empty()) return;  // it began before the profiler did
    Context context = p->running.back();
    int64_t total = time_now(t, p) - context.start, inner = total - context.inside;
    p->running.pop_back();
    add_call(*context.entry, total, inner);
    if (p->running.empty()) return;
    p->running.back().inside += total;
    if (!p->subcalls) return;
    auto found = p->running.back().entry->callees.find(context.entry);
    if (found != p->running.back().entry->callees.end()) add_call(found->second, total, inner);
}

// "<built-in method builtins.len>", "<method 'append' of 'list' objects>"
Owned native_name(Thread& t, Value function) {
    Owned name = TRY(get_attr(t, function, "__name__"));
    Owned self = TRY(lookup_attr(t, function, intern(t, "__self__")));
    if (!self.is_unbound() && is_str(name)) {
        Value method = type_lookup(t, type_of(t, self), intern(t, name.get()));
        if (!method.is_unbound()) return repr(t, Owned::share(method));
    }
    Owned module = TRY(lookup_attr(t, function, intern(t, "__module__")));
    std::string text = TRY(str_utf8(t, name));
    if (is_str(module)) text = to_utf8(module) + "." + text;
    return make_str(t, "<built-in method " + text + ">");
}
Entry* entry_for(Thread& t, Profiler* p, const void* key, Value code, Value function) {
    std::unique_ptr<Entry>& entry = p->entries[key];
    if (entry) return entry.get();
    entry = std::make_unique<Entry>();
    if (!code.is_unbound()) {
        entry->who = Owned::share(code);
        return entry.get();
    }
    Owned name = native_name(t, function);
    if (name.is_error()) {
        (void)take_exception(t);
        name = make_str(t, "<built-in method>");
    }
    entry->who = std::move(name);
    return entry.get();
}

// The profile function itself: (frame, event, argument).
Owned profiler_call(Thread& t, Value self, const CallArgs& args) {
    if (args.count != 3 || !is_kind(args.args[0], Kind::Frame) || !is_str(args.args[1]))
        return raise_type_error(t, "'_lsprof.Profiler' object is not callable");
    Profiler* p = profiler_of(self);
    Owned held = Owned::share(self);
    Value event = args.args[1];
    if (str_equals(event, "call")) {
        FrameObject* frame = args.args[0].as<FrameObject>();
        if (!frame->frame) return Owned::none();
        Value code = Value(frame->frame->code);
        begin_call(t, p, entry_for(t, p, code.object(), code, Value::unbound()));
    } else if (str_equals(event, "return")) {
        end_call(t, p);
    } else if (p->builtins && is_kind(args.args[2], Kind::NativeFunction)) {
        const void* key = reinterpret_cast<const void*>(args.args[2].as<NativeFunction>()->code);
        if (str_equals(event, "c_call"))
            begin_call(t, p, entry_for(t, p, key, Value::unbound(), args.args[2]));
        else
            end_call(t, p);
    }
    return Owned::none();
}

Owned profiler_new(Thread& t, Type* type, const CallArgs&) {
    Profiler* p = make_instance<Profiler>(t, type);
    if (!p) return raise_memory_error(t);
    return Owned::adopt(p);
}
Status profiler_init(Thread& t, Value self, const CallArgs& args) {
    Value v[4];
    BoundArgs bound(t, "Profiler(timer=None, timeunit=0.0, subcalls=True, builtins=True)", args, v);
    TRY(bound.status());
    Profiler* p = profiler_of(self);
    double unit = TRY(to_double(t, v[1]));
    bool subcalls = TRY(truth(t, v[2])), builtins = TRY(truth(t, v[3]));
    Value old = p->timer;
    retain(v[0]);
    p->timer = v[0];
    release(old);
    p->unit = unit;
    p->subcalls = subcalls;
    p->builtins = builtins;
    return {};
}

Owned set_profile(Thread& t, Value function) {
    Owned setter = TRY(import_attr(t, "sys", "setprofile"));
    return call(t, setter, {function});
}
Owned profiler_enable(Thread& t, const Value* args) {
    Profiler* p = profiler_of(args[0]);
    int64_t subcalls = TRY(to_int64(t, args[1])), builtins = TRY(to_int64(t, args[2]));
    if (subcalls >= 0) p->subcalls = subcalls;
    if (builtins >= 0) p->builtins = builtins;
    p->enabled = true;
    return set_profile(t, args[0]);
}
Owned profiler_disable(Thread& t, const Value* args) {
    Profiler* p = profiler_of(args[0]);
    p->enabled = false;
    TRY(set_profile(t, Value::none()));
    while (!p->running.empty()) end_call(t, p);
    return Owned::none();
}
Owned profiler_clear(Thread&, const Value* args) {
    profiler_of(args[0])->running.clear();
    profiler_of(args[0])->entries.clear();
    return Owned::none();
}

Owned times_row(Thread& t, Type* type, double factor, Value who, const Times& times, Value calls) {
    Owned total = make_float(t, static_cast<double>(times.total) * factor);
    Owned inner = make_float(t, static_cast<double>(times.inner) * factor);
    Value values[] = {
        who, Value::from_int(times.calls), Value::from_int(times.recursive_calls), total, inner, calls};
    return make_struct_sequence(t, type, std::span<const Value>(values, calls.is_unbound() ? 5 : 6));
}
Owned profiler_getstats(Thread& t, const Value* args) {
    Profiler* p = profiler_of(args[0]);
    if (p->enabled) TRY(profiler_disable(t, args));
    double factor = p->timer.is_none() || p->unit <= 0 ? 1e-9 : p->unit;
    Ref<List> rows = TRY(new_list(t));
    for (auto& [key, entry] : p->entries) {
        if (!entry->calls) continue;
        Owned callees = Owned::none();
        if (!entry->callees.empty()) {
            Ref<List> list = TRY(new_list(t));
            for (auto& [callee, times] : entry->callees) {
                if (times.calls)
                    TRY(list_push(
                        t, list.get(),
                        TRY(times_row(t, state(t).subentry, factor, callee->who, times, Value::unbound()))));
            }
            if (list->length) callees = std::move(list);
        }
        TRY(list_push(t, rows.get(), TRY(times_row(t, state(t).entry, factor, entry->who, *entry, callees))));
    }
    return rows;
}

const FunctionSpec methods[] = {
    {"getstats(self, /)", profiler_getstats, "The entries gathered so far: a list of profiler_entry."},
    {"enable(self, subcalls=-1, builtins=-1)", profiler_enable, "Begins to gather."},
    {"disable(self, /)", profiler_disable, "Ends gathering."},
    {"clear(self, /)", profiler_clear, "Forgets what was gathered."}};

const FieldSpec entry_fields[] = {{"code", "code object or built-in function name"},
                                  {"callcount", "how many times this was called"},
                                  {"reccallcount", "how many times called recursively"},
                                  {"totaltime", "total time in this entry"},
                                  {"inlinetime", "inline time in this entry (not in subcalls)"},
                                  {"calls", "details of the calls"}};
const FieldSpec subentry_fields[] = {{"code", "called code object or built-in function name"},
                                     {"callcount", "how many times this is called"},
                                     {"reccallcount", "how many times this is called recursively"},
                                     {"totaltime", "total time spent in this call"},
                                     {"inlinetime", "inline time (not in further subcalls)"}};

Status fill(Thread& t, Module* module) {
    ProfileTypes& s = state(t);
    s.entry = define_struct_sequence(t, "_lsprof.profiler_entry", entry_fields, 6);
    s.subentry = define_struct_sequence(t, "_lsprof.profiler_subentry", subentry_fields, 5);
    TypeSpec spec{};
    spec.name = "_lsprof.Profiler";
    spec.size = sizeof(Profiler);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = profiler_new;
    spec.slots.init = profiler_init;
    spec.slots.dealloc = profiler_dealloc;
    spec.slots.traverse = profiler_traverse;
    spec.slots.call = profiler_call;
    spec.methods = methods;
    spec.doc =
        "Profiler(timer=None, timeunit=None, subcalls=True, builtins=True)\n\nGathers how often and how long "
        "functions run.";
    s.profiler = define_type(t, spec);
    TRY(module_add(t, module, "Profiler", Value(s.profiler)));
    TRY(module_add(t, module, "profiler_entry", Value(s.entry)));
    return module_add(t, module, "profiler_subentry", Value(s.subentry));
}
MINIPY_MODULE(_lsprof, {.doc = "Fast profiler", .exec = fill});
ModuleRegistration& registration() { return module_registration__lsprof; }

}  // namespace

}  // namespace minipy
