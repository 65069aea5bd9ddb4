#include "repl/prompt_text.h"

#include <cstdlib>

#include "builtins/builtins.h"

namespace minipy {

const char* environment(Thread& t, const char* name) {
    const char* set = t.interp->config.ignore_environment ? nullptr : getenv(name);
    return set && *set ? set : nullptr;
}

void write_stderr(Thread& t, std::string_view text) {
    Owned err = Owned::share(sys_value(t, "stderr"));
    if (err.is_unbound() || err.is_none()) return;
    Owned shown = make_str(t, text);
    Owned done = shown.is_error() ? Owned(Raised{}) : call_method(t, err, names(t).write, {shown.get()});
    if (!done.is_error()) done = call_method(t, err, names(t).flush);
    ignore_error(t);
}

std::string prompt_text(Thread& t, const char* name) {
    Owned prompt = Owned::share(sys_value(t, name));
    if (prompt.is_unbound()) return "";
    Result<std::string> text = str_utf8(t, prompt);
    if (!text.is_error()) return text.value();
    ignore_error(t);
    return "";
}

}  // namespace minipy
