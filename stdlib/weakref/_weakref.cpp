// _weakref: the native half of weakref. The types themselves are in interp/objects/weakref.cpp.
#include "native/module.h"

namespace minipy {

namespace {

// The living references to an object; null when there are none.
const WeakrefTable::References* references_to(Thread& t, Value object) {
    if (!object.is_object() || !(object.object()->flags & kHasWeakrefs)) return nullptr;
    return weakref_table(t).find(object.object());
}

Owned getweakrefcount(Thread& t, const Value* args) {
    const WeakrefTable::References* all = references_to(t, args[0]);
    return make_int(t, all ? static_cast<int64_t>(all->size()) : 0);
}

// First those that all users share, then the newest ones.
Owned getweakrefs(Thread& t, const Value* args) {
    std::vector<Owned> shared, own;
    if (const WeakrefTable::References* all = references_to(t, args[0])) {
        for (WeakReference* reference : *all) {
            if (reference->refcount == 0) continue;
            bool plain = reference->callback.is_none() && !reference->subclass;
            (plain ? shared : own).push_back(Owned::share(Value(reference)));
        }
    }
    Ref<List> found = TRY(new_list(t, shared.size() + own.size()));
    for (Owned& reference : shared) TRY(list_append(t, found.get(), reference));
    for (size_t i = own.size(); i-- > 0;) TRY(list_append(t, found.get(), own[i]));
    return found;
}

Owned proxy(Thread& t, const Value* args) { return make_weak_proxy(t, args[0], args[1]); }

// In one step for other threads: the entry may have got a new, living reference since this one died.
Owned remove_dead(Thread& t, const Value* args) {
    if (!is_dict(args[0])) {
        return raise_type_error(t, "_remove_dead_weakref() argument 1 must be dict, not %.50s",
                                type_name(t, args[0]));
    }
    Dict* dict = args[0].as<Dict>();
    Value found = dict_get(t, dict, args[1]);
    if (found.is_error()) return Raised{};
    if (found.is_unbound()) return Owned::none();
    if (!is_weakref(t, found)) return raise_type_error(t, "not a weakref");
    if (weakref_get(found).is_none()) TRY(dict_remove(t, dict, args[1]));
    return Owned::none();
}

const FunctionSpec functions[] = {
    {"getweakrefcount(object, /)", getweakrefcount, "Return the number of weak references to 'object'."},
    {"getweakrefs(object, /)", getweakrefs,
     "Return a list of all weak reference objects pointing to 'object'."},
    {"proxy(object, callback=None, /)", proxy,
     "Create a proxy object that weakly references 'object'.\n\n'callback', if given, is called with a "
     "reference to the\nproxy when 'object' is about to be finalized."},
    {"_remove_dead_weakref(dct, key, /)", remove_dead,
     "Atomically remove key from dict if it points to a dead weakref."},
};

Status add_types(Thread& t, Module* module) {
    TRY(module_add(t, module, "ref", Value(types(t).weakref)));
    TRY(module_add(t, module, "ReferenceType", Value(types(t).weakref)));
    TRY(module_add(t, module, "ProxyType", Value(types(t).weak_proxy)));
    TRY(module_add(t, module, "CallableProxyType", Value(types(t).weak_callable_proxy)));
    return {};
}

}  // namespace

MINIPY_MODULE(_weakref, {.doc = "Weak-reference support module.", .functions = functions, .exec = add_types});

}  // namespace minipy
