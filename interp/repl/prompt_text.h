// Small things that both kinds of prompt need.
#pragma once

#include <string>
#include <string_view>

#include "native/module.h"

namespace minipy {

inline void ignore_error(Thread& t) {
    if (has_exception(t)) (void)take_exception(t);
}

// A variable of the environment, unless it is unset, empty, or to be ignored (-E).
const char* environment(Thread&, const char* name);
// str(sys.ps1), made at each prompt: it may be an object that tells the time.
std::string prompt_text(Thread&, const char* name);
// To sys.stderr, whatever that is.
void write_stderr(Thread&, std::string_view text);

}  // namespace minipy
