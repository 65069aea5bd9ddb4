// The import system. Names are looked up in sys.modules, then asked of the finders of sys.meta_path in order. The three
// that are there at the start are native and stand for
//
//     builtin   modules written in C++ (native/module.h)
//     frozen    modules of stdlib/, embedded in this binary (runtime/embedded.h)
//     path      files and folders along sys.path
//
// While nothing else is in sys.meta_path, an import runs in C++ alone. As soon as a program puts finders or path hooks of
// its own there, names that are not in sys.modules go through importlib's Python (stdlib/importlib), which knows all
// of it; so the whole machinery is there for who needs it and costs nothing for who does not.
#pragma once

#include "native/module.h"

namespace minipy {

struct Code;

std::span<const FunctionSpec> import_functions();  // __import__

// sys.modules, sys.meta_path, sys.path_hooks, sys.path_importer_cache.
Status init_import(Thread&);

// What `import a.b.c` does for the name: gives the module a.b.c, imported if it was not. `name` is a Str.
Owned import_module(Thread&, Value name);
Owned import_module(Thread&, const char* name);

// The code of an embedded module, compiled once.
Owned embedded_code(Thread&, std::string_view name);

// Compiles a source file, or takes its compiled form from the cache of an earlier run.
Owned code_of_file(Thread&, const std::string& path);

// Says that the names in sys.meta_path or sys.path_hooks may have changed.
bool only_native_finders(Thread&);

}  // namespace minipy
