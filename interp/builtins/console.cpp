// print, input, open and breakpoint: the built-in functions that talk to the world.
#include <unistd.h>

#include "builtins/builtins.h"
#include "runtime/console.h"

namespace minipy {

namespace {

Status check_separator(Thread& t, Value v, const char* name) {
    if (v.is_none() || is_str(v)) return {};
    return raise_type_error(t, "%s must be None or a string, not %.200s", name, type_name(t, v));
}

Status write_to(Thread& t, Value file, Value text) {
    TRY(call_method(t, file, names(t).write, {text}));
    return {};
}

Owned builtin_print(Thread& t, const Value* args) {
    Tuple* items = args[0].as<Tuple>();
    Value separator = args[1], end = args[2];
    Owned file = Owned::share(args[3]);
    if (file.is_none()) {
        file = Owned::share(sys_value(t, "stdout"));
        if (file.is_unbound()) return raise_runtime_error(t, "lost sys.stdout");
        if (file.is_none()) return Owned::none();  // a process without a console
    }
    TRY(check_separator(t, separator, "sep"));
    TRY(check_separator(t, end, "end"));
    for (size_t i = 0; i < items->length; ++i) {
        if (i) TRY(write_to(t, file, separator.is_none() ? t.interp->latin1_strs[' '] : separator));
        Value item = items->at(i);
        if (is_exact(item, Kind::Str)) {
            TRY(write_to(t, file, item));
        } else {
            TRY(write_to(t, file, TRY(str(t, item))));
        }
    }
    TRY(write_to(t, file, end.is_none() ? t.interp->latin1_strs['\n'] : end));
    if (TRY(truth(t, args[4]))) TRY(call_method(t, file, names(t).flush));
    return Owned::none();
}

// A stream of sys that input() cannot do without.
Owned needed_stream(Thread& t, const char* name) {
    Value stream = sys_value(t, name);
    if (stream.is_unbound() || stream.is_none()) return raise_runtime_error(t, "input(): lost sys.%s", name);
    return Owned::share(stream);
}

Status flush_quietly(Thread& t, Value stream) {
    Owned done = call_method(t, stream, names(t).flush);
    if (done.is_error()) (void)take_exception(t);
    return {};
}

Owned builtin_input(Thread& t, const Value* args) {
    Owned in = TRY(needed_stream(t, "stdin")), out = TRY(needed_stream(t, "stdout")),
          err = TRY(needed_stream(t, "stderr"));
    TRY(flush_quietly(t, err));
    Console* console = t.interp->console;
    if (console && in.get() == sys_value(t, "__stdin__") && out.get() == sys_value(t, "__stdout__")) {
        TRY(flush_quietly(t, out));
        std::string prompt = args[0].is_unbound() ? std::string() : TRY(str_utf8(t, args[0]));
        Owned line = TRY(console->read_line(t, prompt));
        if (line.is_none()) return raise_instance(t, TRY(call(t, Value(exc(t).EOFError))));
        if (!line.is_unbound()) return line;
    }
    if (!args[0].is_unbound()) TRY(write_to(t, out, TRY(str(t, args[0]))));
    TRY(flush_quietly(t, out));
    Owned line = TRY(call_method(t, in, names(t).readline));
    if (!is_str(line)) return raise_type_error(t, "object.readline() returned non-string");
    Str* text = as_str(line);
    if (text->length == 0) return raise_with(t, exc(t).EOFError, TRY(make_str(t, "EOF when reading a line")));
    if (text->at(text->length - 1) == '\n') return substring(t, line, 0, text->length - 1);
    return line;
}

// sys.breakpointhook(*args, **kwds).
Owned builtin_breakpoint(Thread& t, const Value* args) {
    Owned hook = Owned::share(sys_value(t, "breakpointhook"));
    if (hook.is_unbound()) return raise_runtime_error(t, "lost sys.breakpointhook");
    return call_with(t, hook, args[0], args[1]);
}

const FunctionSpec functions[] = {
    {"breakpoint(*args, **kws)", builtin_breakpoint,
     "Call sys.breakpointhook(*args, **kws): enter the debugger."},
    {"input(prompt=..., /)", builtin_input, "Read a line from standard input, without its newline."},
    {"print(*args, sep=' ', end='\\n', file=None, flush=False)", builtin_print,
     "Print the values to a stream, or to sys.stdout."},
};

}  // namespace

std::span<const FunctionSpec> console_functions() { return functions; }

}  // namespace minipy
