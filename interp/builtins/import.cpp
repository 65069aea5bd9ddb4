// Importing natively: from a name to a module. Where the module's code comes from is in import_find.cpp.
#include "builtins/import.h"

#include <map>

#include "builtins/builtins.h"
#include "builtins/import_find.h"
#include "objects/exception.h"
#include "runtime/clock.h"
#include "vm/call.h"

namespace minipy {

namespace {

// A module that a thread is importing right now. Others that want it wait, except in a circle of waiting threads:
// there the one that would close it goes on with the half-initialised module.
struct ImportLock {
    Thread* owner = nullptr;
    int depth = 0;
    std::vector<Parker*> waiters;
};
struct ImportState {
    std::map<std::string, ImportLock> locks;
    std::map<Thread*, std::string> waiting_for;
    int bringing_up_importlib = 0;  // importlib itself comes natively, whatever stands in sys.meta_path
};
ModuleSpec import_state_spec() { return {}; }
ModuleRegistration import_state_registration("state:import", import_state_spec);
ImportState& import_state(Thread& t) {
    if (t.interp->module_states.size() < native_module_count())
        t.interp->module_states.resize(native_module_count(), nullptr);
    return module_state<ImportState>(t, import_state_registration);
}

bool would_deadlock(ImportState& state, Thread* me, const std::string& name) {
    std::string at = name;
    for (size_t steps = 0; steps <= state.waiting_for.size(); ++steps) {
        auto lock = state.locks.find(at);
        if (lock == state.locks.end()) return false;
        if (lock->second.owner == me) return true;
        auto next = state.waiting_for.find(lock->second.owner);
        if (next == state.waiting_for.end()) return false;
        at = next->second;
    }
    return false;
}

// Holds the right to import `name` for a scope. `entered` is false when waiting would be for ever.
class ImportGuard {
  public:
    ImportGuard(Thread& t, std::string name) : t_(t), name_(std::move(name)) {}
    Status enter() {
        ImportState& state = import_state(t_);
        for (;;) {
            ImportLock& lock = state.locks[name_];
            if (!lock.owner || lock.owner == &t_) {
                lock.owner = &t_;
                ++lock.depth;
                entered_ = true;
                return {};
            }
            if (would_deadlock(state, &t_, name_)) return {};
            Parker parker;
            lock.waiters.push_back(&parker);
            state.waiting_for[&t_] = name_;
            Clock::Woken woken;
            {
                GilRelease nogil(t_);
                woken = t_.interp->clock.park(parker, Clock::kForever);
            }
            state.waiting_for.erase(&t_);
            std::erase(state.locks[name_].waiters, &parker);
            if (woken == Clock::Woken::Interrupted) TRY(serve_breaker(t_));
        }
    }
    ~ImportGuard() {
        if (!entered_) return;
        ImportState& state = import_state(t_);
        auto at = state.locks.find(name_);
        if (at == state.locks.end() || --at->second.depth > 0) return;
        for (Parker* parker : at->second.waiters) t_.interp->clock.unpark(*parker);
        at->second.owner = nullptr;
        if (at->second.waiters.empty()) state.locks.erase(at);
    }
    ImportGuard(const ImportGuard&) = delete;

  private:
    Thread& t_;
    std::string name_;
    bool entered_ = false;
};

Dict* modules_dict(Thread& t) { return t.interp->sys_modules.as<Dict>(); }

Raised raise_not_found(Thread& t, const std::string& name, const std::string& why) {
    Owned text = TRY(make_str(t, why));
    Owned args = TRY(make_tuple(t, {text.get()}));
    Ref<Dict> keywords = TRY(new_dict(t));
    TRY(dict_set_ascii(t, keywords.get(), "name", TRY(make_str(t, name))));
    Owned error = TRY(call_with(t, Value(exc(t).ModuleNotFoundError), args, keywords));
    return raise_instance(t, error);
}

// Whether the module's own import has not ended yet.
Result<bool> is_initializing(Thread& t, Value module) {
    if (!is_kind(module, Kind::Module)) return false;
    Value spec = dict_get_str(t, module_dict(module), names(t).__spec__);
    if (spec.is_unbound() || spec.is_none()) return false;
    Owned held = Owned::share(spec);
    Owned flag = TRY(lookup_attr(t, held, names(t)._initializing));
    return flag.is_unbound() ? false : TRY(truth(t, flag));
}

Owned through_importlib(Thread& t, Value name) {
    ImportState& state = import_state(t);
    ++state.bringing_up_importlib;
    Owned ready = import_module(t, "importlib");
    --state.bringing_up_importlib;
    TRY(std::move(ready));
    Owned find = TRY(import_attr(t, "importlib._bootstrap", "_find_and_load"));
    return call(t, find, {name});
}

// Runs the code of a module that was found, with sys.modules put right whatever happens.
Owned load_found(Thread& t, Value name, FoundModule& found) {
    Owned module = found.kind == FoundModule::Native ? TRY(make_native_module(t, found.native_name.c_str()))
                                                     : TRY(new_module(t, to_utf8(name)));
    Owned spec = TRY(make_module_spec(t, name, found));
    TRY(fill_module_attributes(t, module, spec, name, found));
    TRY(set_attr(t, spec, names(t)._initializing, Value::true_()));
    TRY(dict_set(t, modules_dict(t), name, module));
    Status done = execute_module(t, module, name, found);
    Owned error = Owned::none();
    if (done.is_error()) error = take_exception(t);
    TRY(set_attr(t, spec, names(t)._initializing, Value::false_()));
    if (!error.is_none()) {
        (void)TRY(dict_remove(t, modules_dict(t), name));
        return restore_exception(t, std::move(error));
    }
    Value replaced = dict_get(t, modules_dict(t), name);  // a module may put something else in its place
    if (replaced.is_error()) return Raised{};
    if (replaced.is_unbound()) return raise_key_error(t, name);
    return Owned::share(replaced);
}

Owned find_and_load(Thread& t, Value name) {
    std::string text = to_utf8(name);
    auto others_look = [&] { return !import_state(t).bringing_up_importlib && !only_native_finders(t); };
    if (others_look()) return through_importlib(t, name);
    size_t dot = text.rfind('.');
    Owned path = Owned::unbound(), parent;
    if (dot != std::string::npos) {
        std::string parent_name = text.substr(0, dot);
        TRY(import_module(t, intern(t, parent_name)));
        Value already = dict_get_str(t, modules_dict(t), name);
        if (!already.is_unbound()) return Owned::share(already);
        if (others_look()) return through_importlib(t, name);  // the parent has brought a finder of its own
        Value known = dict_get_str(t, modules_dict(t), intern(t, parent_name));
        if (known.is_unbound()) return raise_key_error(t, intern(t, parent_name));
        parent = Owned::share(known);
        path = TRY(lookup_attr(t, parent, names(t).__path__));
        if (path.is_unbound()) {
            return raise_not_found(t, text,
                                   "No module named '" + text + "'; '" + parent_name + "' is not a package");
        }
    }
    FoundModule found;
    TRY(find_module(t, text, path, found));
    if (found.kind == FoundModule::NeedsImportlib || found.kind == FoundModule::Namespace)
        return through_importlib(t, name);
    if (found.kind == FoundModule::Nowhere) return raise_not_found(t, text, not_found_text(t, text));
    Owned module = TRY(load_found(t, name, found));
    if (dot != std::string::npos && set_attr(t, parent, intern(t, text.substr(dot + 1)), module).is_error()) {
        if (!catch_exception(t, exc(t).AttributeError)) return Raised{};
        TRY(warn(t, exc(t).ImportWarning,
                 "Cannot set an attribute on '" + text.substr(0, dot) + "' for child module '" +
                     text.substr(dot + 1) + "'"));
    }
    return module;
}

}  // namespace

Owned import_module(Thread& t, const char* name) { return import_module(t, intern(t, name)); }

Owned import_module(Thread& t, Value name) {
    Value known = dict_get(t, modules_dict(t), name);
    if (known.is_error()) return Raised{};
    if (!known.is_unbound() && !known.is_none()) {
        Owned module = Owned::share(known);
        if (!TRY(is_initializing(t, module))) return module;
    }
    if (known.is_none()) {
        std::string text = to_utf8(name);
        return raise_not_found(t, text, "import of " + text + " halted; None in sys.modules");
    }
    name = intern(t, name);
    ImportGuard guard(t, to_utf8(name));
    TRY(guard.enter());
    known = dict_get_str(t, modules_dict(t), name);
    if (!known.is_unbound() && !known.is_none()) return Owned::share(known);
    return find_and_load(t, name);
}

namespace {

// ---- __import__ ----

// The package that relative names in a module with these globals refer to.
Owned package_of(Thread& t, Value globals) {
    if (!is_dict(globals)) return raise_type_error(t, "globals must be a dict");
    Dict* dict = globals.as<Dict>();
    Owned package = Owned::share(dict_get_str(t, dict, names(t).__package__));
    if (!package.is_unbound() && !package.is_none()) {
        if (!is_str(package)) return raise_type_error(t, "package must be a string");
        return package;
    }
    Owned spec = Owned::share(dict_get_str(t, dict, names(t).__spec__));
    if (!spec.is_unbound() && !spec.is_none()) {
        Owned parent = TRY(get_attr(t, spec, "parent"));
        if (!is_str(parent)) return raise_type_error(t, "__spec__.parent must be a string");
        return parent;
    }
    TRY(warn(t, exc(t).ImportWarning,
             "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__"));
    Value name = dict_get_str(t, dict, names(t).__name__);
    if (name.is_unbound()) return raise_key_error(t, names(t).__name__);
    if (!is_str(name)) return raise_type_error(t, "__name__ must be a string");
    if (!dict_get_str(t, dict, names(t).__path__).is_unbound()) return Owned::share(name);
    std::string text = to_utf8(name);
    size_t dot = text.rfind('.');
    return make_str(t, dot == std::string::npos ? "" : text.substr(0, dot));
}

Owned absolute_name(Thread& t, Value name, Value globals, int level) {
    Owned package = TRY(package_of(t, globals));
    std::string base = to_utf8(package), relative = to_utf8(name);
    if (base.empty())
        return raise_error(t, exc(t).ImportError, "attempted relative import with no known parent package");
    for (int up = 1; up < level; ++up) {
        size_t dot = base.rfind('.');
        if (dot == std::string::npos)
            return raise_error(t, exc(t).ImportError, "attempted relative import beyond top-level package");
        base.resize(dot);
    }
    if (!relative.empty()) base += "." + relative;
    return Owned::share(intern(t, base));
}

// `from package import a, b`: a and b may be submodules that are not imported yet.
Status import_fromlist(Thread& t, Value module, Value fromlist, bool from_all) {
    Owned name = TRY(get_attr(t, module, names(t).__name__));
    std::string package = TRY(str_utf8(t, name));
    return for_each(t, fromlist, [&](Value item) -> Status {
        if (!is_str(item)) {
            std::string where = from_all ? package + ".__all__" : "``from list''";
            return raise_type_error(t, "Item in %s must be str, not %.100s", where.c_str(),
                                    type_name(t, item));
        }
        if (str_equals(item, "*")) {
            if (from_all) return {};
            Owned all = TRY(lookup_attr(t, module, names(t).__all__));
            return all.is_unbound() ? Status() : import_fromlist(t, module, all, true);
        }
        Owned present = TRY(lookup_attr(t, module, intern(t, item)));
        if (!present.is_unbound()) return {};
        Value full = intern(t, package + "." + to_utf8(item));
        Owned imported = import_module(t, full);
        if (!imported.is_error()) return {};
        // No such submodule: the import statement will say so. But one that is there may miss others.
        if (!exception_matches(t, exc(t).ModuleNotFoundError)) return Raised{};
        Value missing = t.exception.as<ImportError>()->name;
        Value entry = dict_get_str(t, modules_dict(t), full);
        if (!is_str(missing) || !str_equals(as_str(missing), as_str(full)) || entry.is_none())
            return Raised{};
        (void)take_exception(t);
        return {};
    });
}

// The package that `import a.b.c` binds; for a relative name as much as the statement wrote of it.
Owned front_of(Thread& t, Value module, Value name, Value full, int level) {
    std::string text = to_utf8(name);
    if (text.empty()) return Owned::share(module);
    size_t dot = text.find('.');
    if (dot == std::string::npos) return Owned::share(module);
    if (level == 0) return import_module(t, intern(t, text.substr(0, dot)));
    std::string absolute = to_utf8(full);
    Value front = intern(t, absolute.substr(0, absolute.size() - (text.size() - dot)));
    Value known = dict_get_str(t, modules_dict(t), front);
    if (known.is_unbound()) return raise_key_error(t, front);
    return Owned::share(known);
}

Owned builtin_import(Thread& t, const Value* args) {
    Value name = args[0], globals = args[1], fromlist = args[3];
    if (!is_str(name)) return raise_type_error(t, "module name must be a string");
    int level = TRY(to_c_int(t, args[4]));
    if (level < 0) return raise_value_error(t, "level must be >= 0");
    if (level == 0 && as_str(name)->length == 0) return raise_value_error(t, "Empty module name");
    Owned full = level ? TRY(absolute_name(t, name, globals, level)) : Owned::share(intern(t, name));
    Owned module = TRY(import_module(t, full));
    bool wants_names = !fromlist.is_none() && TRY(truth(t, fromlist));
    if (!wants_names) return front_of(t, module, name, full, level);
    Owned path = TRY(lookup_attr(t, module, names(t).__path__));
    if (!path.is_unbound()) TRY(import_fromlist(t, module, fromlist, false));
    return module;
}

const FunctionSpec functions[] = {
    {"__import__(name, globals=None, locals=None, fromlist=None, level=0)", builtin_import,
     "What an import statement calls; importlib.import_module() is for programs."}};

}  // namespace

std::span<const FunctionSpec> import_functions() { return functions; }

}  // namespace minipy
