// atexit: functions to be called when the program ends, the last registered first.
#include <algorithm>
#include <vector>

#include "native/module.h"

namespace minipy {
namespace {

struct Callback {
    Owned function, args, kwargs;
};
struct State {
    std::vector<Callback> callbacks;  // in the order of registration; the function is None once unregistered
};
State& state(Thread&);

Owned register_function(Thread& t, const Value* args) {
    Tuple* positional = args[0].as<Tuple>();
    if (positional->length == 0) return raise_type_error(t, "register() takes at least 1 argument (0 given)");
    Value function = positional->at(0);
    if (!is_callable(t, function)) return raise_type_error(t, "the first argument must be callable");
    Owned rest = TRY(make_tuple(t, positional->items() + 1, positional->length - 1));
    state(t).callbacks.push_back({Owned::share(function), std::move(rest), Owned::share(args[1])});
    return Owned::share(function);
}

Owned unregister_function(Thread& t, const Value* args) {
    // Comparing may run Python, which may register or unregister others: positions are looked at anew each time.
    for (size_t i = 0; i < state(t).callbacks.size(); ++i) {
        Owned candidate = state(t).callbacks[i].function.dup();
        if (candidate.is_none() || !TRY(compare_bool(t, CompareOp::Eq, candidate, args[0]))) continue;
        if (i < state(t).callbacks.size()) Callback removed = std::move(state(t).callbacks[i]);
    }
    return Owned::none();
}

// Once each; what the functions themselves register comes too late.
Owned run_functions(Thread& t, const Value*) {
    for (size_t i = state(t).callbacks.size(); i-- > 0;) {
        if (i >= state(t).callbacks.size()) continue;
        Callback& next = state(t).callbacks[i];
        if (next.function.is_none()) continue;
        Owned function = next.function.dup(), rest = next.args.dup(), keywords = next.kwargs.dup();
        if (!call_with(t, function, rest, keywords).is_error()) continue;
        write_unraisable(t, function, "Exception ignored in atexit callback");
    }
    std::vector<Callback> all = std::move(state(t).callbacks);
    state(t).callbacks.clear();
    return Owned::none();
}

Owned clear(Thread& t, const Value*) {
    std::vector<Callback> all = std::move(state(t).callbacks);
    state(t).callbacks.clear();
    return Owned::none();
}
Owned count(Thread& t, const Value*) { return make_uint(t, state(t).callbacks.size()); }

const FunctionSpec functions[] = {
    {"register(*args, **kwargs)", register_function,
     "register(func, *args, **kwargs) -> func\n\nHave func(*args, **kwargs) called when the program ends."},
    {"unregister(func, /)", unregister_function,
     "unregister(func) -> None\n\nForget all registrations of func."},
    {"_clear()", clear, "Forget all registrations."},
    {"_run_exitfuncs()", run_functions, "Call the registered functions, the last first."},
    {"_ncallbacks()", count, "Return the number of registrations."},
};

}  // namespace

MINIPY_MODULE(atexit, {.doc = "allow programmer to define multiple exit functions to be executed\n"
                              "upon normal program termination.\n\n"
                              "Two public functions, register and unregister, are defined.\n",
                       .functions = functions});

namespace {
State& state(Thread& t) { return module_state<State>(t, module_registration_atexit); }
}  // namespace

}  // namespace minipy
