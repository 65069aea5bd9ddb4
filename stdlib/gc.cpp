// The module `gc`: the cycle collector (runtime/collector.h) as programs see it.
#include "native/module.h"

namespace minipy {

namespace {

Collector& collector(Thread& t) { return *t.interp->collector; }

Owned gc_enable(Thread& t, const Value*) {
    collector(t).enabled = true;
    return Owned::none();
}
Owned gc_disable(Thread& t, const Value*) {
    collector(t).enabled = false;
    return Owned::none();
}
Owned gc_isenabled(Thread& t, const Value*) { return Owned::from_bool(collector(t).enabled); }
Owned gc_collect(Thread& t, const Value* args) {
    int generation = TRY(to_c_int(t, args[0]));
    if (generation < 0 || generation >= Collector::kGenerations)
        return raise_value_error(t, "invalid generation");
    if (collector(t).running) return make_int(t, 0);
    return make_int(t, collector(t).collect(t, generation));
}
Owned gc_get_threshold(Thread& t, const Value*) {
    int* n = collector(t).threshold;
    return make_tuple(t, {Value::from_int(n[0]), Value::from_int(n[1]), Value::from_int(n[2])});
}
Owned gc_set_threshold(Thread& t, const Value* args) {
    Tuple* given = args[0].as<Tuple>();
    if (given->length < 1 || given->length > 3)
        return raise_type_error(t, "gc.set_threshold requires 1 to 3 arguments");
    for (size_t i = 0; i < given->length; ++i) collector(t).threshold[i] = TRY(to_c_int(t, given->at(i)));
    collector(t).patience = 1;
    return Owned::none();
}
Owned gc_get_count(Thread& t, const Value*) {
    int* n = collector(t).count;
    return make_tuple(t, {Value::from_int(n[0]), Value::from_int(n[1]), Value::from_int(n[2])});
}
Owned gc_get_debug(Thread& t, const Value*) { return make_int(t, collector(t).debug); }
Owned gc_set_debug(Thread& t, const Value* args) {
    collector(t).debug = TRY(to_c_int(t, args[0]));
    return Owned::none();
}
Owned gc_get_stats(Thread& t, const Value*) {
    Ref<List> all = TRY(new_list(t));
    for (const Collector::Stats& s : collector(t).stats) {
        Ref<Dict> one = TRY(new_dict(t));
        TRY(dict_set_ascii(t, one.get(), "collections", make_int(t, s.collections)));
        TRY(dict_set_ascii(t, one.get(), "collected", make_int(t, s.collected)));
        TRY(dict_set_ascii(t, one.get(), "uncollectable", make_int(t, s.uncollectable)));
        TRY(list_append(t, all.get(), one));
    }
    return all;
}

// What programs never hold: the insides of the interpreter.
bool is_shown(Thread& t, Object* o) { return o->refcount != 0 && o->type; }

std::vector<Object*> objects_of(Thread& t, int first, int last) {
    std::vector<Object*> found;
    for (int g = first; g <= last; ++g)
        collector(t).for_each(g, [&](GcObject* o) {
            if (is_shown(t, o)) found.push_back(o);
        });
    return found;
}
Owned gc_get_objects(Thread& t, const Value* args) {
    int first = 0, last = Collector::kGenerations - 1;
    if (!args[0].is_none()) {
        int64_t generation = TRY(to_ssize(t, args[0]));
        if (generation < 0) return raise_value_error(t, "generation parameter cannot be negative");
        if (generation >= Collector::kGenerations)
            return raise_value_error(
                t, "generation parameter must be less than the number of available generations (%i)",
                Collector::kGenerations);
        first = last = static_cast<int>(generation);
    }
    std::vector<Object*> found = objects_of(t, first, last);
    Ref<List> list = TRY(new_list(t, found.size()));
    for (Object* o : found) {
        if (o != list.get()) TRY(list_append(t, list.get(), Value(o)));
    }
    return list;
}

class Gatherer : public Visitor {
  public:
    explicit Gatherer(std::vector<Value>& out) : out_(out) { wants_immediates = true; }
    using Visitor::visit;
    void visit(Object* object) override { out_.push_back(object); }
    void visit_immediate(Value v) override {
        if (!v.is_unbound()) out_.push_back(v);
    }

  private:
    std::vector<Value>& out_;
};
std::vector<Value> owned_by(Object* o) {
    std::vector<Value> out;
    Gatherer gatherer(out);
    if (o->type->slots.traverse) o->type->slots.traverse(o, gatherer);
    return out;
}
Owned gc_get_referents(Thread& t, const Value* args) {
    Ref<List> list = TRY(new_list(t));
    for (Value v : *args[0].as<Tuple>()) {
        if (!v.is_object() || !(v.object()->flags & kGcObject)) continue;
        for (Value owned : owned_by(v.object())) TRY(list_append(t, list.get(), owned));
    }
    return list;
}
Owned gc_get_referrers(Thread& t, const Value* args) {
    Tuple* wanted = args[0].as<Tuple>();
    std::vector<Object*> all = objects_of(t, 0, Collector::kGenerations - 1);
    Ref<List> list = TRY(new_list(t));
    for (Object* o : all) {
        if (o == wanted || o == list.get()) continue;
        bool refers = false;
        for (Value target : owned_by(o)) {
            for (Value v : *wanted) refers |= v == target;
        }
        if (refers) TRY(list_append(t, list.get(), Value(o)));
    }
    return list;
}
// Built-in types and plain `object()`s own nothing that could lead back to them.
Owned gc_is_tracked(Thread& t, const Value* args) {
    if (args[0].is_object() && args[0].object()->subclass) return Owned::from_bool(true);
    if (!args[0].is_object() || !(args[0].object()->flags & kGcObject)) return Owned::from_bool(false);
    if (is_kind(args[0], Kind::Type)) return Owned::from_bool(args[0].as<Type>()->has(kTypeHeap));
    return Owned::from_bool(args[0].object()->type != types(t).object);
}
Owned gc_is_finalized(Thread& t, const Value* args) {
    return Owned::from_bool(args[0].is_object() && args[0].object()->flags & kFinalized);
}
Owned gc_freeze(Thread& t, const Value*) {
    collector(t).freeze();
    return Owned::none();
}
Owned gc_unfreeze(Thread& t, const Value*) {
    collector(t).unfreeze();
    return Owned::none();
}
Owned gc_get_freeze_count(Thread& t, const Value*) {
    return make_int(t, Collector::length(collector(t).permanent));
}

const FunctionSpec functions[] = {
    {"enable()", gc_enable, "Enable automatic garbage collection."},
    {"disable()", gc_disable, "Disable automatic garbage collection."},
    {"isenabled()", gc_isenabled, "Returns true if automatic garbage collection is enabled."},
    {"collect(generation=2)", gc_collect,
     "Run the garbage collector; returns the number of unreachable objects."},
    {"get_count()", gc_get_count, "Return a three-tuple of the current collection counts."},
    {"get_threshold()", gc_get_threshold, "Return the current collection thresholds."},
    {"set_threshold(*thresholds)", gc_set_threshold, "Sets the collection thresholds."},
    {"get_debug()", gc_get_debug, "Get the garbage collection debugging flags."},
    {"set_debug(flags, /)", gc_set_debug, "Set the garbage collection debugging flags."},
    {"get_stats()", gc_get_stats, "Return a list of dictionaries containing per-generation statistics."},
    {"get_objects(generation=None)", gc_get_objects, "Return a list of objects tracked by the collector."},
    {"get_referrers(*objs)", gc_get_referrers,
     "Return the list of objects that directly refer to any of objs."},
    {"get_referents(*objs)", gc_get_referents,
     "Return the list of objects that are directly referred to by objs."},
    {"is_tracked(obj, /)", gc_is_tracked, "Returns true if the object is tracked by the garbage collector."},
    {"is_finalized(obj, /)", gc_is_finalized,
     "Returns true if the object has been already finalized by the GC."},
    {"freeze()", gc_freeze, "Move all objects out of the collector's sight."},
    {"unfreeze()", gc_unfreeze, "Bring the objects of freeze() back."},
    {"get_freeze_count()", gc_get_freeze_count, "Return the number of objects in the permanent generation."},
};

Status call_callbacks(Thread& t, Value callbacks, const char* phase, int generation, int64_t found) {
    Ref<Dict> info = TRY(new_dict(t));
    TRY(dict_set_ascii(t, info.get(), "generation", make_int(t, generation)));
    TRY(dict_set_ascii(t, info.get(), "collected", make_int(t, found)));
    TRY(dict_set_ascii(t, info.get(), "uncollectable", make_int(t, 0)));
    Owned name = TRY(make_str(t, phase));
    for (size_t i = 0; i < callbacks.as<List>()->length; ++i) {
        Owned callback = Owned::share(callbacks.as<List>()->items[i]);
        if (call(t, callback, {name.get(), Value(info.get())}).is_error()) write_unraisable(t, callback);
    }
    return {};
}
// The flags of gc.set_debug.
constexpr int kDebugStats = 1, kDebugCollectable = 2, kDebugUncollectable = 4, kDebugSaveAll = 32;

void tell(Thread& t, const std::string& line) {
    Owned standard_error = import_attr(t, "sys", "stderr");
    Owned text = make_str(t, line);
    Owned name = make_str(t, "write");
    if (standard_error.is_error() || text.is_error() || call_method(t, standard_error, name, {text}).is_error())
        static_cast<void>(take_exception(t));
}
void tell_start(Thread& t, int generation) {
    Collector& c = collector(t);
    std::string lines = "gc: collecting generation " + std::to_string(generation) + "...\ngc: objects in each generation:";
    for (GcObject& head : c.generations) lines += " " + std::to_string(Collector::length(head));
    tell(t, lines + "\ngc: objects in permanent generation: " + std::to_string(Collector::length(c.permanent)) + "\n");
}
bool keep(Thread& t, Object* o) {
    Collector& c = collector(t);
    if (c.debug & kDebugCollectable) {
        char text[32];
        snprintf(text, sizeof text, " %p>\n", static_cast<void*>(o));
        tell(t, std::string("gc: collectable <") + type_name(t, o) + text);
    }
    if (!(c.debug & kDebugSaveAll) || !is_list(c.garbage)) return false;
    if (list_append(t, c.garbage.as<List>(), Value(o)).is_error()) static_cast<void>(take_exception(t));
    return true;
}
// What a callback raises is reported and changes nothing; an exception already under way stays.
void report(Thread& t, const char* phase, int generation, int64_t found) {
    if (collector(t).debug & kDebugStats) {
        if (phase[2] == 'a') {  // "start"
            tell_start(t, generation);
        } else {
            tell(t, "gc: done, " + std::to_string(found) + " unreachable, 0 uncollectable\n");
        }
    }
    Value callbacks = collector(t).callbacks;
    if (!is_list(callbacks) || !callbacks.as<List>()->length) return;
    Owned held = Owned::share(callbacks);
    Owned pending = has_exception(t) ? take_exception(t) : Owned::unbound();
    if (call_callbacks(t, held, phase, generation, found).is_error()) write_unraisable(t, held);
    if (!pending.is_unbound()) static_cast<void>(restore_exception(t, std::move(pending)));
}

Status fill(Thread& t, Module* module) {
    Collector& c = collector(t);
    c.report = report;
    c.keep = keep;
    if (c.garbage.is_none()) c.garbage = Value(TRY(new_list(t)).take());
    if (c.callbacks.is_none()) c.callbacks = Value(TRY(new_list(t)).take());
    TRY(module_add(t, module, "garbage", c.garbage));
    TRY(module_add(t, module, "callbacks", c.callbacks));
    TRY(module_add_int(t, module, "DEBUG_STATS", kDebugStats));
    TRY(module_add_int(t, module, "DEBUG_COLLECTABLE", kDebugCollectable));
    TRY(module_add_int(t, module, "DEBUG_UNCOLLECTABLE", kDebugUncollectable));
    TRY(module_add_int(t, module, "DEBUG_SAVEALL", kDebugSaveAll));
    return module_add_int(t, module, "DEBUG_LEAK", 38);
}
MINIPY_MODULE(gc,
              {.doc = "Access to the collector of reference cycles.", .functions = functions, .exec = fill});

}  // namespace

}  // namespace minipy
