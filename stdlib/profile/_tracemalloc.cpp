// The module `_tracemalloc`: how much memory the process took while it was on. Single blocks are not followed, so that no
// allocation pays for it; the list of traces is always empty.
#include <mimalloc.h>

#include <algorithm>

#include "native/module.h"

namespace minipy {

namespace {

struct TraceState {
    bool on = false;
    int64_t frames = 1, at_start = 0, peak = 0;
};
ModuleRegistration& registration();
TraceState& state(Thread& t) { return module_state<TraceState>(t, registration()); }

int64_t memory_now() {
    size_t elapsed, user, system, rss, peak_rss, commit, peak_commit, faults;
    mi_process_info(&elapsed, &user, &system, &rss, &peak_rss, &commit, &peak_commit, &faults);
    return static_cast<int64_t>(commit);
}
int64_t memory_taken(TraceState& s) {
    int64_t taken = s.on ? std::max<int64_t>(0, memory_now() - s.at_start) : 0;
    s.peak = std::max(s.peak, taken);
    return taken;
}

Owned trace_start(Thread& t, const Value* args) {
    int frames = TRY(to_c_int(t, args[0]));
    if (frames < 1 || frames > 0xffff)
        return raise_value_error(t, "the number of frames must be in range [1; %d]", 0xffff);
    TraceState& s = state(t);
    if (!s.on) s = {true, frames, memory_now(), 0};
    return Owned::none();
}
Owned trace_stop(Thread& t, const Value*) {
    state(t).on = false;
    return Owned::none();
}
Owned trace_clear(Thread& t, const Value*) {
    if (state(t).on) state(t).at_start = memory_now();
    state(t).peak = 0;
    return Owned::none();
}
Owned is_tracing(Thread& t, const Value*) { return Owned::from_bool(state(t).on); }
Owned traceback_limit(Thread& t, const Value*) { return make_int(t, state(t).frames); }
Owned traced_memory(Thread& t, const Value*) {
    int64_t now = memory_taken(state(t));
    return make_tuple(t, {Value::from_int(now), Value::from_int(state(t).on ? state(t).peak : 0)});
}
Owned own_memory(Thread& t, const Value*) { return make_int(t, int64_t{sizeof(TraceState)}); }
Owned reset_peak(Thread& t, const Value*) {
    state(t).peak = memory_taken(state(t));
    return Owned::none();
}
Owned traces(Thread& t, const Value*) { return new_list(t); }
Owned object_traceback(Thread&, const Value*) { return Owned::none(); }

const FunctionSpec functions[] = {
    {"is_tracing()", is_tracing,
     "Return True if the tracemalloc module is tracing Python memory allocations."},
    {"clear_traces()", trace_clear, "Clear traces of memory blocks allocated by Python."},
    {"_get_traces()", traces, "Get traces of all memory blocks allocated by Python."},
    {"_get_object_traceback(obj, /)", object_traceback,
     "Get the traceback where the Python object obj was allocated."},
    {"start(nframe=1, /)", trace_start, "Start tracing Python memory allocations."},
    {"stop()", trace_stop, "Stop tracing Python memory allocations."},
    {"get_traceback_limit()", traceback_limit,
     "Get the maximum number of frames stored in the traceback of a trace."},
    {"get_tracemalloc_memory()", own_memory, "Get the memory usage in bytes of the tracemalloc module."},
    {"get_traced_memory()", traced_memory,
     "Get the current size and peak size of memory blocks traced by tracemalloc."},
    {"reset_peak()", reset_peak,
     "Set the peak size of memory blocks traced by tracemalloc to the current size."}};
MINIPY_MODULE(_tracemalloc,
              {.doc = "Debug module to trace memory blocks allocated by Python.", .functions = functions});
ModuleRegistration& registration() { return module_registration__tracemalloc; }

}  // namespace

}  // namespace minipy
