// Where modules come from: the binary itself, or the folders of sys.path.
#pragma once

#include <string>

#include "native/module.h"

namespace minipy {

struct FoundModule {
    enum Kind : uint8_t { Nowhere, Native, Embedded, Source, Namespace, NeedsImportlib } kind = Nowhere;
    bool is_package = false;
    std::string native_name;  // Native: the registration's
    std::string file;         // Source: path of the file; Embedded: its name in tracebacks
    Owned search_path;        // packages: the List for __path__
};

// Looks for `name` along `path` (a package's __path__; Unbound: sys.path).
Status find_module(Thread&, const std::string& name, Value path, FoundModule& out);
// Whether a module of the carried library gives way to one of the program's.
bool stands_in_front(Thread&, const std::string& name);
// What ModuleNotFoundError says: with a hint for modules of CPython's library when that is not installed.
std::string not_found_text(Thread&, const std::string& name);

// An importlib ModuleSpec, or while importlib has not been imported an object with the same attributes.
Owned make_module_spec(Thread&, Value name, const FoundModule&);
Status fill_module_attributes(Thread&, Value module, Value spec, Value name, const FoundModule&);
Status execute_module(Thread&, Value module, Value name, const FoundModule&);

}  // namespace minipy
