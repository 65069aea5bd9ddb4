// The module `_imp`: what importlib's Python half asks of the native import system.
#include <unistd.h>

#include <new>

#include "builtins/builtins.h"
#include "builtins/import.h"
#include "builtins/import_find.h"
#include "runtime/embedded.h"
#include "support/hash.h"

namespace minipy {

namespace {

std::string name_of(Value v) { return is_str(v) ? to_utf8(v) : std::string(); }

bool is_native(Thread& t, const std::string& name) {
    Value all = sys_value(t, "builtin_module_names");
    Value wanted = intern(t, name);
    if (is_tuple(all)) {
        for (Value v : *all.as<Tuple>()) {
            if (v == wanted) return true;
        }
    }
    return false;
}

Owned imp_is_builtin(Thread& t, const Value* args) {
    return make_int(t, is_native(t, name_of(args[0])) ? 1 : 0);
}
Owned imp_create_builtin(Thread& t, const Value* args) {
    Owned name = TRY(get_attr(t, args[0], names(t).name));
    std::string text = name_of(name);
    Value known = dict_get_str(t, t.interp->sys_modules.as<Dict>(), intern(t, text));
    if (is_kind(known, Kind::Module)) return Owned::share(known);
    if (!is_native(t, text)) return Owned::none();
    return make_native_module(t, text.c_str());
}
Owned imp_nothing(Thread&, const Value*) { return Owned::none(); }

Owned imp_is_frozen(Thread& t, const Value* args) {
    return Owned::from_bool(find_embedded_module(name_of(args[0])));
}
Owned imp_is_frozen_package(Thread& t, const Value* args) {
    const EmbeddedModule* module = find_embedded_module(name_of(args[0]));
    if (!module)
        return raise_error(t, exc(t).ImportError, "No such frozen object named %s", name_of(args[0]).c_str());
    return Owned::from_bool(module->is_package);
}
Owned imp_find_frozen(Thread& t, const Value* args) {
    const EmbeddedModule* module = find_embedded_module(name_of(args[0]));
    if (!module || stands_in_front(t, name_of(args[0]))) return Owned::none();
    return make_tuple(t, {Value::none(), Value::from_bool(module->is_package), args[0]});
}
Owned imp_get_frozen_object(Thread& t, const Value* args) { return embedded_code(t, name_of(args[0])); }
Owned imp_get_frozen_source(Thread& t, const Value* args) {
    const EmbeddedModule* module = find_embedded_module(name_of(args[0]));
    return module ? make_str(t, module->source()) : Owned::none();
}
Owned imp_get_frozen_file(Thread& t, const Value* args) {
    std::string wanted = name_of(args[0]);
    constexpr std::string_view prefix = "<stdlib>/";
    if (wanted.compare(0, prefix.size(), prefix) != 0) return Owned::none();
    wanted.erase(0, prefix.size());
    for (const EmbeddedModule& module : embedded_modules()) {
        if (module.file == wanted) return make_str(t, module.source());
    }
    return Owned::none();
}
Owned imp_frozen_names(Thread& t, const Value*) {
    Ref<List> all = TRY(new_list(t));
    for (const EmbeddedModule& module : embedded_modules())
        TRY(list_append(t, all.get(), intern(t, module.name)));
    return all;
}

Owned imp_extension_suffixes(Thread& t, const Value*) { return make_list(t, {}); }
Owned imp_dynamic(Thread& t, const Value*) {
    return raise_error(t, exc(t).ImportError, "extension modules of CPython cannot be loaded");
}
Owned imp_source_hash(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    const uint64_t key[2] = {static_cast<uint64_t>(TRY(to_int64(t, args[0]))), 0};
    uint64_t h = siphash13(key, buffer.data(), buffer.length());
    return make_bytes(t, std::string_view(reinterpret_cast<const char*>(&h), sizeof h));
}

// ---- the import lock ----
//
// What importlib does needs no lock but the GIL, so it does not take this one. Programs may, to keep others from seeing
// modules half made; and fork does, so that the child, which has none of the other threads, finds it free.

struct ImportLock {
    ParkingLock lock;
    Thread* owner = nullptr;
    int depth = 0;
    pid_t process = 0;  // in which it was taken
};
ImportLock& import_lock(Thread&);

Owned imp_acquire_lock(Thread& t, const Value*) {
    ImportLock& import = import_lock(t);
    if (import.owner != &t) {
        while (!import.lock.try_acquire()) {
            GilRelease released(t, "import lock");
            if (import.lock.acquire(t.interp->clock, Clock::kForever) == Clock::Woken::Unparked) break;
        }
        import.owner = &t;
        import.process = getpid();
    }
    ++import.depth;
    return Owned::none();
}
Owned imp_release_lock(Thread& t, const Value*) {
    ImportLock& import = import_lock(t);
    if (import.owner != &t) return raise_error(t, exc(t).RuntimeError, "not holding the import lock");
    if (--import.depth > 0) return Owned::none();
    import.owner = nullptr;
    if (import.process == getpid())
        import.lock.release(t);
    else
        new (&import.lock) ParkingLock();  // we are a fork; those who waited are not here
    return Owned::none();
}
Owned imp_lock_held(Thread& t, const Value*) { return Owned::from_bool(import_lock(t).depth > 0); }

const FunctionSpec functions[] = {
    {"acquire_lock()", imp_acquire_lock, "Take the import lock; its owner may do so again."},
    {"release_lock()", imp_release_lock, "Release the import lock."},
    {"lock_held()", imp_lock_held},
    {"is_builtin(name, /)", imp_is_builtin, "Return whether a module is written in C++."},
    {"create_builtin(spec, /)", imp_create_builtin, "Make a module written in C++."},
    {"exec_builtin(mod, /)", imp_nothing},
    {"create_dynamic(spec, file=None, /)", imp_dynamic},
    {"exec_dynamic(mod, /)", imp_dynamic},
    {"extension_suffixes()", imp_extension_suffixes, "Return the suffixes of extension modules: none."},
    {"find_frozen(name, /, *, withdata=False)", imp_find_frozen,
     "Return (None, is package, name) of an embedded module."},
    {"get_frozen_object(name, data=None, /)", imp_get_frozen_object,
     "Return the code of an embedded module."},
    {"get_frozen_source(name, /)", imp_get_frozen_source, "Return the text of an embedded module."},
    {"get_frozen_file(filename, /)", imp_get_frozen_file,
     "Return the text that a co_filename of the embedded library means."},
    {"_frozen_module_names()", imp_frozen_names, "Return the names of the embedded modules."},
    {"is_frozen(name, /)", imp_is_frozen, "Return whether a module is embedded."},
    {"is_frozen_package(name, /)", imp_is_frozen_package},
    {"source_hash(key, source)", imp_source_hash},
    {"_override_frozen_modules_for_tests(override, /)", imp_nothing,
     "Embedded modules have no files to be found instead: they stay."},
};

MINIPY_MODULE(_imp, {.doc = "What importlib asks of the interpreter.", .functions = functions});

ImportLock& import_lock(Thread& t) { return module_state<ImportLock>(t, module_registration__imp); }

}  // namespace

}  // namespace minipy
