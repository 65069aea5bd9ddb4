// Which task runs now in which loop: one pair in most programs, so a short row of pairs. `_current_tasks` shows it as the
// mapping from loop to task that other libraries know.
#include "stdlib/asyncio/asyncio.h"

namespace minipy::asyncio {

using Pairs = std::vector<std::pair<Value, Value>>;

static size_t find_loop(const Pairs& pairs, Value loop) {
    size_t i = 0;
    while (i < pairs.size() && pairs[i].first != loop) ++i;
    return i;
}

Value current_task(Thread& t, Value loop) {
    const Pairs& pairs = state(t).current;
    size_t i = find_loop(pairs, loop);
    return i < pairs.size() ? pairs[i].second : Value::unbound();
}

Owned swap_current_task(Thread& t, Value loop, Value task) {
    Pairs& pairs = state(t).current;
    size_t i = find_loop(pairs, loop);
    if (i == pairs.size()) {
        if (!task.is_unbound()) pairs.emplace_back(Owned::share(loop).take(), Owned::share(task).take());
        return Owned::unbound();
    }
    Owned old = Owned::adopt(pairs[i].second);
    if (!task.is_unbound()) {
        pairs[i].second = Owned::share(task).take();
        return old;
    }
    Owned old_loop = Owned::adopt(pairs[i].first);
    pairs.erase(pairs.begin() + static_cast<ptrdiff_t>(i));
    return old;
}

Status enter_task(Thread& t, Value loop, Value task) {
    Pairs& pairs = state(t).current;
    size_t i = find_loop(pairs, loop);
    if (i == pairs.size()) [[likely]] {
        retain(loop);
        retain(task);
        pairs.emplace_back(loop, task);
        return {};
    }
    Owned other = Owned::share(pairs[i].second);
    std::string mine = TRY(repr_utf8(t, task)), theirs = TRY(repr_utf8(t, other));
    return raise_runtime_error(t, "Cannot enter into task %s while another task %s is being executed.",
                               mine.c_str(), theirs.c_str());
}

Status leave_task(Thread& t, Value loop, Value task) {
    Pairs& pairs = state(t).current;
    size_t i = find_loop(pairs, loop);
    if (i < pairs.size() && pairs[i].second == task) [[likely]] {
        auto [old_loop, old_task] = pairs[i];
        pairs.erase(pairs.begin() + static_cast<ptrdiff_t>(i));
        release(old_task);
        release(old_loop);
        return {};
    }
    Owned shown = i < pairs.size() ? Owned::share(pairs[i].second) : Owned::none();
    std::string mine = TRY(repr_utf8(t, task)), theirs = TRY(repr_utf8(t, shown));
    return raise_runtime_error(t, "Leaving task %s does not match the current task %s.", mine.c_str(),
                               theirs.c_str());
}

// ---- the mapping -----------------------------------------------------------------------------------------

struct CurrentTasks : Object {};

static Owned get_method_or(Thread& t, const Value* args) {
    Value task = current_task(t, args[1]);
    return Owned::share(task.is_unbound() ? args[2] : task);
}

static Owned pop_method(Thread& t, const Value* args) {
    Owned old = swap_current_task(t, args[1], Value::unbound());
    if (!old.is_unbound()) return old;
    if (args[2].is_unbound()) return raise_key_error(t, args[1]);
    return Owned::share(args[2]);
}

static Owned set_default_method(Thread& t, const Value* args) {
    Value task = current_task(t, args[1]);
    if (!task.is_unbound()) return Owned::share(task);
    (void)swap_current_task(t, args[1], args[2]);
    return Owned::share(args[2]);
}

static Owned items_method(Thread& t, const Value*) {
    Owned list = TRY(make_list(t, {}));
    Pairs pairs = state(t).current;
    for (auto [loop, task] : pairs) TRY(list_push(t, list.as<List>(), TRY(make_tuple(t, {loop, task}))));
    return list;
}

static Owned current_item(Thread& t, Value, Value loop) {
    Value task = current_task(t, loop);
    if (task.is_unbound()) return raise_key_error(t, loop);
    return Owned::share(task);
}
static Status set_current_item(Thread& t, Value, Value loop, Value task) {
    if (task.is_unbound() && current_task(t, loop).is_unbound()) return raise_key_error(t, loop);
    (void)swap_current_task(t, loop, task);
    return {};
}
static Result<bool> has_current(Thread& t, Value, Value loop) { return !current_task(t, loop).is_unbound(); }
static Result<int64_t> count_current(Thread& t, Value) {
    return static_cast<int64_t>(state(t).current.size());
}
static Owned current_iter(Thread& t, Value) {
    Owned list = TRY(make_list(t, {}));
    for (auto& pair : state(t).current) TRY(list_append(t, list.as<List>(), pair.first));
    return get_iter(t, list);
}
static Owned current_repr(Thread& t, Value) {
    std::string text = "{";
    Pairs pairs = state(t).current;
    for (auto [loop, task] : pairs) {
        text += (text.size() > 1 ? ", " : "") + TRY(repr_utf8(t, loop)) + ": " + TRY(repr_utf8(t, task));
    }
    return make_str(t, text + "}");
}

static const FunctionSpec mapping_methods[] = {
    {"get(self, loop, default=None, /)", get_method_or},
    {"pop(self, loop, default=..., /)", pop_method},
    {"setdefault(self, loop, task=None, /)", set_default_method},
    {"items(self, /)", items_method},
};

// ---- functions -------------------------------------------------------------------------------------------

static Owned function_enter(Thread& t, const Value* args) {
    TRY(enter_task(t, args[0], args[1]));
    return Owned::none();
}
static Owned function_leave(Thread& t, const Value* args) {
    TRY(leave_task(t, args[0], args[1]));
    return Owned::none();
}
static Owned function_swap(Thread& t, const Value* args) {
    Owned old = swap_current_task(t, args[0], args[1].is_none() ? Value::unbound() : args[1]);
    return old.is_unbound() ? Owned::none() : std::move(old);
}
static Owned function_current(Thread& t, const Value* args) {
    Value loop = args[0];
    if (loop.is_none()) {
        loop = t.running_loop;
        if (loop.is_none()) return raise_runtime_error(t, "no running event loop");
    }
    Value task = current_task(t, loop);
    return task.is_unbound() ? Owned::none() : Owned::share(task);
}

static const FunctionSpec functions[] = {
    {"_enter_task(loop, task)", function_enter, "Task is being run by the loop from now on."},
    {"_leave_task(loop, task)", function_leave, "Task is no longer being run by the loop."},
    {"_swap_current_task(loop, task)", function_swap,
     "Task is run by the loop from now on; gives the one that was."},
    {"current_task(loop=None)", function_current, "Return a currently executed task."},
};

Status define_current_tasks(Thread& t, Module* module) {
    TypeSpec spec;
    spec.name = "_asyncio.CurrentTasks";
    spec.size = sizeof(CurrentTasks);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = dealloc_struct<CurrentTasks>;
    spec.slots.get_item = current_item;
    spec.slots.set_item = set_current_item;
    spec.slots.contains = has_current;
    spec.slots.length = count_current;
    spec.slots.iter = current_iter;
    spec.slots.repr = current_repr;
    spec.methods = mapping_methods;
    Owned mapping = Owned::adopt(make<CurrentTasks>(t, define_type(t, spec)));
    TRY(module_add(t, module, "_current_tasks", mapping));
    Owned module_name = TRY(make_str(t, "_asyncio"));
    for (const FunctionSpec& function_spec : functions) {
        Owned function = TRY(make_native_function(t, function_spec, module_name));
        std::string name(function_spec.signature, std::string_view(function_spec.signature).find('('));
        TRY(module_add(t, module, name.c_str(), function));
    }
    return {};
}

}  // namespace minipy::asyncio
