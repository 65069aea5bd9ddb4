// The Python files of stdlib/, inside the binary: found by module name, without touching a disk.
//
//     const EmbeddedModule* module = find_embedded_module("asyncio.runners");
//     // {name "asyncio.runners", file "asyncio/runners.py", is_package false, source "..."}
//
// The table is made by the build (embed_stdlib in CMakeLists.txt) from the files that it finds: X/X.py and X.py
// are module X, X/__init__.py is package X and the files beside it are its parts.
#pragma once

#include <span>
#include <string_view>

namespace minipy {

struct EmbeddedModule {
    std::string_view name;
    std::string_view file;  // below stdlib/
    bool is_package;
    const char* begin;
    const char* end;  // here stands a zero byte

    std::string_view source() const { return {begin, end}; }
};

// All of them, sorted by name.
std::span<const EmbeddedModule> embedded_modules();

// The module called `name`, or null.
const EmbeddedModule* find_embedded_module(std::string_view name);

}  // namespace minipy
