#include "objects/shadowing.h"

#include <unistd.h>

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/str.h"

namespace minipy {

bool is_frozen_in_cpython(std::string_view name) {
    for (const char* frozen : {"abc", "codecs", "io", "_collections_abc", "_sitebuiltins", "genericpath", "ntpath", "posixpath",
                               "os", "site", "stat", "importlib.util", "importlib.machinery", "importlib._bootstrap",
                               "importlib._bootstrap_external", "runpy", "zipimport"}) {
        if (name == frozen) return true;
    }
    return false;
}

namespace {

Owned hint(Thread& t, Value module) {
    Owned none = Owned::none();
    if (!is_kind(module, Kind::Module)) return none;
    // Not through its attributes: a module without one of them would ask for the hint again.
    Owned name = Owned::share(dict_get_str(t, module_dict(module), names(t).__name__)),
          spec = Owned::share(dict_get_str(t, module_dict(module), names(t).__spec__));
    Value sys = dict_get_ascii(t, t.interp->sys_modules.as<Dict>(), "sys");
    if (!is_str(name) || spec.is_unbound() || spec.is_none() || !is_kind(sys, Kind::Module)) return none;
    Owned origin = TRY(lookup_attr(t, spec, intern(t, "origin")));
    Value known = dict_get_ascii(t, module_dict(sys), "stdlib_module_names"),
          path = dict_get_ascii(t, module_dict(sys), "path");
    if (!is_str(origin) || known.is_unbound() || !is_list(path) || !path.as<List>()->length ||
        t.interp->config.safe_path || !TRY(contains(t, known, name)))
        return none;
    std::string file = to_utf8(origin), folder = file;
    bool package = folder.ends_with("/__init__.py");
    for (int up = 0; up < (package ? 2 : 1); ++up) folder.erase(std::min(folder.rfind('/'), folder.size()));
    Value first = path.as<List>()->items[0];
    std::string begin = is_str(first) ? to_utf8(first) : "";
    if (begin.empty()) {
        char here[4096];
        if (getcwd(here, sizeof here)) begin = here;
    }
    if (folder != begin) return none;
    return make_str(t, " (consider renaming " + TRY(repr_utf8(t, origin)) +
                           " since it has the same name as the standard library module named " +
                           TRY(repr_utf8(t, name)) + " and the import system gives it precedence)");
}

}  // namespace

std::string renaming_hint(Thread& t, Value module) {
    Owned text = hint(t, module);
    if (!text.is_error()) return is_str(text) ? to_utf8(text) : "";
    (void)take_exception(t);
    return "";
}

}  // namespace minipy
