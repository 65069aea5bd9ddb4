// _thread._local: an object whose attributes are another set in every thread.
//
//     local {thread 1: {"x": 1}, thread 2: {"x": 2}}
//
// A thread's dict is made when the thread first touches the object; a subclass's __init__ runs then again, with the
// arguments of the first time. The object owns the dicts. Each thread knows which objects have one for it, so that the
// dict goes when the thread ends.
#include <algorithm>
#include <unordered_map>
#include <vector>

#include "stdlib/threading/thread.h"

namespace minipy::threading {
namespace {

struct Local : GcObject {
    Value args = Value::none();     // Tuple: what the constructor was called with, names' values last
    Value kwnames = Value::none();  // Tuple of the names, or None
    std::unordered_map<uint64_t, Value>
        dicts;                 // by the number of the thread's seat at the GIL, which is never used again
    uint64_t last_thread = 0;  // who asked last, and its dict
    Dict* last_dict = nullptr;
};

// Takes the thread's dict out of the object.
Owned take_dict(Local* self, Thread& thread) {
    auto found = self->dicts.find(thread.gil_thread.number);
    if (found == self->dicts.end()) return Owned::unbound();
    Owned dict = Owned::adopt(found->second);
    self->dicts.erase(found);
    if (self->last_thread == thread.gil_thread.number) self->last_thread = 0;
    return dict;
}

// Thread::drop_locals.
void drop_locals(Thread& t) {
    while (!t.locals.empty()) {
        Local* self = static_cast<Local*>(t.locals.back());
        t.locals.pop_back();
        Owned dict = take_dict(self, t);  // what dies may touch others, or die itself
    }
}

Result<Dict*> new_thread_dict(Thread& t, Local* self) {
    Ref<Dict> made = TRY(new_dict(t));
    Dict* dict = made.get();
    self->dicts[t.gil_thread.number] = Value(made.take());
    t.locals.push_back(self);
    t.drop_locals = drop_locals;
    return dict;
}

// This thread's dict of the object (borrowed).
Result<Dict*> thread_dict(Thread& t, Value object) {
    Local* self = object.as<Local>();
    uint64_t thread = t.gil_thread.number;
    if (self->last_thread == thread) return self->last_dict;
    auto found = self->dicts.find(thread);
    if (found != self->dicts.end()) {
        self->last_thread = thread;
        return self->last_dict = found->second.as<Dict>();
    }
    Dict* dict = TRY(new_thread_dict(t, self));
    Type* type = type_of(t, object);
    if (type->slots.init == types(t).object->slots.init) return dict;
    Owned args = Owned::share(self->args), kwnames = Owned::share(self->kwnames);
    Tuple* names = kwnames.is_none() ? nullptr : kwnames.as<Tuple>();
    size_t named = names ? names->length : 0;
    CallArgs call_args{args.as<Tuple>()->items(), static_cast<uint32_t>(args.as<Tuple>()->length - named),
                       names};
    if (type->slots.init(t, object, call_args).is_error()) {
        Owned exception = take_exception(t);
        std::erase(t.locals, self);
        Owned dropped = take_dict(self, t);
        return restore_exception(t, std::move(exception));
    }
    return dict;
}

Owned local_new(Thread& t, Type* type, const CallArgs& call_args) {
    size_t named = call_args.kwnames ? call_args.kwnames->length : 0;
    if ((call_args.count || named) && type->slots.init == types(t).object->slots.init) {
        return raise_type_error(t, "Initialization arguments are not supported");
    }
    Local* self = make_instance<Local>(t, type);
    if (!self) return raise_memory_error(t);
    Owned made = Owned::adopt(self);
    self->args = TRY(make_tuple(t, call_args.args, call_args.count + named)).take();
    if (named) {
        retain(static_cast<Object*>(call_args.kwnames));
        self->kwnames = Value(call_args.kwnames);
    }
    // The constructor goes on to call __init__ in this thread.
    TRY(new_thread_dict(t, self));
    return made;
}

// ---- attributes: as those of a plain object, but in the thread's dict ------------------------------------

Owned local_get_attr(Thread& t, Value self, Value name) {
    Owned dict = Owned::share(Value(TRY(thread_dict(t, self))));
    if (str_equals(name, "__dict__")) return dict;
    Type* type = type_of(t, self);
    Owned found = Owned::share(type_lookup(t, type, name));
    const Slots* slots = found.get().is_object() ? &found.get().object()->type->slots : nullptr;
    if (slots && slots->descr_get && slots->descr_set) return slots->descr_get(t, found, self, Value(type));
    Value own = dict_get_str(t, dict.as<Dict>(), name);
    if (!own.is_unbound()) return Owned::share(own);
    if (slots && slots->descr_get) return slots->descr_get(t, found, self, Value(type));
    if (!found.is_unbound()) return found;
    return raise_attribute_error(t, self, name);
}

Status local_set_attr(Thread& t, Value self, Value name, Value value) {
    Owned dict = Owned::share(Value(TRY(thread_dict(t, self))));
    if (str_equals(name, "__dict__")) {
        return raise_error(t, exc(t).AttributeError, "'%.50s' object attribute '__dict__' is read-only",
                           type_name(t, self));
    }
    Owned found = Owned::share(type_lookup(t, type_of(t, self), name));
    if (found.get().is_object()) {
        auto set = found.get().object()->type->slots.descr_set;
        if (set) return set(t, found, self, value);
    }
    if (!value.is_unbound()) return dict_set(t, dict.as<Dict>(), name, value);
    if (!TRY(dict_remove(t, dict.as<Dict>(), name))) return raise_attribute_error(t, self, name);
    return {};
}

// ---- memory ----------------------------------------------------------------------------------------------

void local_traverse(Object* object, Visitor& visitor) {
    Local* self = static_cast<Local*>(object);
    visitor.visit(self->args);
    visitor.visit(self->kwnames);
    for (const auto& [thread, dict] : self->dicts) visitor.visit(dict);
    traverse_instance_tail(object, visitor);
}

void local_clear(Thread& t, Object* object) {
    Local* self = static_cast<Local*>(object);
    // First no thread knows of it any more, then its dicts die: that may run Python, and threads may come and go.
    for (Thread* thread = t.interp->threads; thread; thread = thread->next) std::erase(thread->locals, self);
    std::unordered_map<uint64_t, Value> dicts;
    dicts.swap(self->dicts);
    self->last_thread = 0;
    for (const auto& [thread, dict] : dicts) release(dict);
    Owned args = Owned::adopt(self->args), kwnames = Owned::adopt(self->kwnames);
    self->args = Value(t.interp->empty_tuple);
    retain(self->args);
    self->kwnames = Value::none();
}

void local_dealloc(Thread& t, Object* object) {
    gc_untrack(t, static_cast<GcObject*>(object));
    local_clear(t, object);
    release(static_cast<Local*>(object)->args);
    using Dicts = std::unordered_map<uint64_t, Value>;
    static_cast<Local*>(object)->dicts.~Dicts();
    clear_instance_tail(t, object);
    free_object(t, object);
}

}  // namespace

Status define_local(Thread& t, Module* module) {
    TypeSpec spec;
    spec.name = "_thread._local";
    spec.size = sizeof(Local);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = local_new;
    spec.slots.dealloc = local_dealloc;
    spec.slots.traverse = local_traverse;
    spec.slots.clear = local_clear;
    spec.slots.get_attr = local_get_attr;
    spec.slots.set_attr = local_set_attr;
    spec.doc = "Thread-local data";
    state(t).local_type = define_type(t, spec);
    return module_add(t, module, "_local", Value(state(t).local_type));
}

}  // namespace minipy::threading
