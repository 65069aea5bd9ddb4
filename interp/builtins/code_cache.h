// Compiled code, kept between runs: a module's source is compiled once and then read back.
//
// A cache file begins with what it was made from; one that does not fit is made anew:
//
//     "minipy" | op table hash | marshal version | optimize | source mtime, size (files) or hash (embedded) | code
//
// Files beside a source go to its __pycache__, under a name of minipy's own (NAME.minipy-311.pyc); where that folder cannot be
// written, and for the embedded library, to $XDG_CACHE_HOME/minipy (else ~/.cache/minipy). -B and
// PYTHONDONTWRITEBYTECODE keep it from being written.
#pragma once

#include <string>
#include <string_view>

#include "objects/code.h"

namespace minipy {

// Where CPython's own library lies (libpython3.11-stdlib).
constexpr std::string_view kLibraryFolder = "/usr/lib/python3.11";

// The code of an embedded text. `key` names the cache file.
Owned cached_code(Thread&, const std::string& key, std::string_view source, Value filename);
// The code of a source file on disk.
Owned cached_file_code(Thread&, const std::string& path, Value filename);

}  // namespace minipy
