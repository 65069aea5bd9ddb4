#include "builtins/import_find.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "builtins/builtins.h"
#include "builtins/code_cache.h"
#include "builtins/import.h"
#include "builtins/source_text.h"
#include "compiler/compile.h"
#include "objects/shadowing.h"
#include "runtime/embedded.h"
#include "vm/call.h"

namespace minipy {

namespace {

// How files of the embedded library are called in tracebacks: no such folder exists.
constexpr const char* kEmbeddedPrefix = "<stdlib>/";

bool is_registered(Thread& t, const std::string& name) {
    Value all = sys_value(t, "builtin_module_names");
    if (!is_tuple(all)) return false;
    Value wanted = intern(t, name);
    for (Value v : *all.as<Tuple>()) {
        if (v == wanted) return true;
    }
    return false;
}

bool is_folder(const std::string& path) {
    struct stat info;
    return ::stat(path.empty() ? "." : path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}
bool is_below_file(const std::string& path) {
    struct stat info;
    return ::stat(path.c_str(), &info) != 0 && errno == ENOTDIR;
}
bool is_file(const std::string& path) {
    struct stat info;
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

Owned one_path(Thread& t, const std::string& path) {
    Owned text = TRY(make_str(t, path));
    return make_list(t, {text.get()});
}

// Along the entries of a path. The folders that could be parts of a namespace package are gathered on the way.
Status find_along(Thread& t, Value path, const std::string& tail, FoundModule& out) {
    Ref<List> portions = TRY(new_list(t));
    Ref<List> entries = TRY(to_list(t, path));
    for (size_t i = 0; i < entries->length; ++i) {
        if (!is_str(entries->items[i])) continue;
        std::string folder = to_utf8(entries->items[i]);
        if (folder.empty()) {
            char here[4096];
            if (!getcwd(here, sizeof here)) continue;
            folder = here;
        }
        std::string base = (folder.back() == '/' ? folder : folder + "/") + tail;
        if (is_file(base + "/__init__.py")) {
            out.kind = FoundModule::Source;
            out.is_package = true;
            out.file = base + "/__init__.py";
            out.search_path = TRY(one_path(t, base));
            return {};
        }
        if (is_file(base + ".py")) {
            out.kind = FoundModule::Source;
            out.file = base + ".py";
            return {};
        }
        if (is_folder(base)) {
            TRY(list_append(t, portions.get(), TRY(make_str(t, base))));
        } else if (is_file(folder) || is_below_file(folder)) {  // a zip archive, or a folder in one
            out.kind = FoundModule::NeedsImportlib;
            return {};
        }
    }
    if (portions->length) {
        out.kind = FoundModule::Namespace;
        out.is_package = true;
        out.search_path = std::move(portions);
    }
    return {};
}

Value loaded_importlib(Thread& t) {
    Value module = dict_get_ascii(t, t.interp->sys_modules.as<Dict>(), "importlib");
    if (!is_kind(module, Kind::Module)) return Value::unbound();
    // Its own import sets this name at the end.
    return dict_get_ascii(t, module_dict(module), "reload").is_unbound() ? Value::unbound() : module;
}

const char* kind_name(const FoundModule& found) {
    switch (found.kind) {
        case FoundModule::Native:
            return "builtin";
        case FoundModule::Embedded:
            return "frozen";
        case FoundModule::Source:
            return "source";
        default:
            return "namespace";
    }
}

Value origin_text(Thread& t, const FoundModule& found) {
    switch (found.kind) {
        case FoundModule::Native:
            return intern(t, "built-in");
        case FoundModule::Embedded:
            return intern(t, "frozen");
        case FoundModule::Source:
            return intern(t, found.file);
        default:
            return Value::none();
    }
}

}  // namespace

// The carried library lies where CPython has its own, behind the program's folder and PYTHONPATH: a file or a package of theirs
// with the same name is found first.
bool stands_in_front(Thread& t, const std::string& name) {
    if (name.find('.') != std::string::npos || is_frozen_in_cpython(name)) return false;
    Value path = sys_value(t, "path");
    if (!is_list(path)) return false;
    for (size_t i = 0; i < path.as<List>()->length; ++i) {
        Value entry = path.as<List>()->items[i];
        if (!is_str(entry)) continue;
        std::string folder = to_utf8(entry);
        if (folder == kLibraryFolder || folder.ends_with("/lib-dynload") || folder.ends_with("-packages")) return false;
        std::string base = folder.empty() ? name : folder + "/" + name;
        if (is_file(base + ".py") || is_file(base + "/__init__.py")) return !is_file(folder + "/encodings/__init__.py");
    }
    return false;
}

Status find_module(Thread& t, const std::string& name, Value path, FoundModule& out) {
    if (is_registered(t, name)) {
        out.kind = FoundModule::Native;
        out.native_name = name;
        return {};
    }
    const EmbeddedModule* embedded = find_embedded_module(name);
    if (embedded && !stands_in_front(t, name)) {
        out.kind = FoundModule::Embedded;
        out.is_package = embedded->is_package;
        out.file = kEmbeddedPrefix + std::string(embedded->file);
        if (embedded->is_package) {
            out.search_path = TRY(one_path(t, out.file.substr(0, out.file.size() - strlen("/__init__.py"))));
        }
        return {};
    }
    std::string tail = name.substr(name.rfind('.') + 1);
    Owned along = Owned::share(path.is_unbound() ? sys_value(t, "path") : path);
    if (along.is_unbound() || along.is_none())
        return raise_runtime_error(t, "sys.path must be a list of directory names");
    return find_along(t, along, tail, out);
}

std::string not_found_text(Thread& t, const std::string& name) {
    std::string text = "No module named '" + name + "'";
    Value known = sys_value(t, "stdlib_module_names");
    if (!is_kind(known, Kind::FrozenSet) || is_folder(std::string(kLibraryFolder))) return text;
    Result<bool> inside = contains(t, known, intern(t, name));
    if (inside.is_error()) {
        (void)take_exception(t);
        return text;
    }
    if (inside.value()) text += "; it is part of CPython's library: install libpython3.11-stdlib";
    return text;
}

Owned make_module_spec(Thread& t, Value name, const FoundModule& found) {
    Value origin = origin_text(t, found);
    Value search = found.is_package ? found.search_path.get() : Value::none();
    if (!loaded_importlib(t).is_unbound()) {
        Owned make = TRY(import_attr(t, "importlib._bootstrap", "_spec_of_native"));
        return call(t, make, {name, intern(t, kind_name(found)), origin, search});
    }
    Owned spec = TRY(call(t, Value(types(t).simple_namespace)));
    std::string text = to_utf8(name);
    size_t dot = text.rfind('.');
    Value parent = found.is_package ? name : intern(t, dot == std::string::npos ? "" : text.substr(0, dot));
    Owned pending = TRY(make_list(t, {}));
    bool located = found.kind == FoundModule::Source;
    const std::pair<const char*, Value> fields[] = {
        {"name", name},
        {"loader", Value::none()},
        {"origin", origin},
        {"loader_state", Value::none()},
        {"submodule_search_locations", search},
        {"parent", parent},
        {"has_location", Value::from_bool(located)},
        {"cached", Value::none()},
        {"_set_fileattr", Value::from_bool(located)},
        {"_initializing", Value::false_()},
        {"_uninitialized_submodules", pending.get()},
        {"_kind", intern(t, kind_name(found))},
    };
    for (auto& [key, value] : fields) TRY(set_attr(t, spec, intern(t, key), value));
    return spec;
}

Status fill_module_attributes(Thread& t, Value module, Value spec, Value name, const FoundModule& found) {
    Dict* dict = module_dict(module);
    Names& n = names(t);
    Owned loader = TRY(get_attr(t, spec, "loader")), parent = TRY(get_attr(t, spec, "parent"));
    TRY(dict_set(t, dict, n.__spec__, spec));
    TRY(dict_set(t, dict, n.__loader__, loader));
    TRY(dict_set(t, dict, n.__package__, parent));
    if (found.is_package) TRY(dict_set(t, dict, n.__path__, found.search_path));
    if (!found.file.empty()) TRY(dict_set(t, dict, n.__file__, TRY(make_str(t, found.file))));
    return {};
}

Status execute_module(Thread& t, Value module, Value name, const FoundModule& found) {
    Owned code;
    if (found.kind == FoundModule::Embedded) {
        code = TRY(embedded_code(t, to_utf8(name)));
    } else if (found.kind == FoundModule::Source) {
        code = TRY(code_of_file(t, found.file));
    } else {
        return {};
    }
    Dict* dict = module_dict(module);
    Value builtins = dict_get_str(t, t.interp->sys_modules.as<Dict>(), names(t).builtins);
    if (is_kind(builtins, Kind::Module)) builtins = builtins.as<Module>()->dict;
    TRY(dict_set(t, dict, names(t).__builtins__, builtins.is_unbound() ? t.interp->builtins : builtins));
    TRY(run_code(t, code.as<Code>(), Value(dict), Value(dict)));
    return {};
}

Owned embedded_code(Thread& t, std::string_view name) {
    const EmbeddedModule* module = find_embedded_module(name);
    if (!module)
        return raise_error(t, exc(t).ImportError, "No such frozen object named %.*s",
                           static_cast<int>(name.size()), name.data());
    Owned filename = TRY(make_str(t, kEmbeddedPrefix + std::string(module->file)));
    return cached_code(t, std::string("embedded:") + std::string(name), module->source(), filename);
}

Owned code_of_file(Thread& t, const std::string& path) {
    Owned filename = TRY(make_str(t, path));
    return cached_file_code(t, path, filename);
}

namespace {

// What stands in sys.meta_path until importlib puts its finders there.
constexpr const char* kFinders[] = {"builtin", "frozen", "path"};
constexpr const char* kFinderClasses[] = {"BuiltinImporter", "FrozenImporter", "PathFinder"};

bool is_own_finder(Thread& t, Value finder, int which) {
    if (is_kind(finder, Kind::Type)) {
        Type* type = finder.as<Type>();
        if (type->native_name || !str_equals(type->name, kFinderClasses[which])) return false;
        Value module = dict_get_str(t, type->dict.as<Dict>(), names(t).__module__);
        return is_str(module) && to_utf8(module).find("importlib") != std::string::npos;
    }
    if (type_of(t, finder) != types(t).simple_namespace) return false;
    Owned kind = lookup_attr(t, finder, intern(t, "__minipy_finder__"));
    return is_str(kind) && str_equals(kind, kFinders[which]);
}

}  // namespace

bool only_native_finders(Thread& t) {
    Value meta = sys_value(t, "meta_path"), hooks = sys_value(t, "path_hooks");
    if (!is_list(meta) || meta.as<List>()->length != 3) return false;
    for (int i = 0; i < 3; ++i) {
        if (!is_own_finder(t, meta.as<List>()->items[i], i)) return false;
    }
    return is_list(hooks) && hooks.as<List>()->length <= 2;
}

Status init_import(Thread& t) {
    TRY(set_sys_value(t, "modules", t.interp->sys_modules));
    Ref<List> meta_path = TRY(new_list(t));
    for (const char* kind : kFinders) {
        Owned finder = TRY(call(t, Value(types(t).simple_namespace)));
        TRY(set_attr(t, finder, intern(t, "__minipy_finder__"), intern(t, kind)));
        TRY(list_append(t, meta_path.get(), finder));
    }
    TRY(set_sys_value(t, "meta_path", meta_path));
    TRY(set_sys_value(t, "path_hooks", TRY(new_list(t))));
    return set_sys_value(t, "path_importer_cache", TRY(new_dict(t)));
}

}  // namespace minipy
