#include "repl/prompt.h"

#include <unistd.h>

#include <cstring>

#include "builtins/builtins.h"
#include "builtins/lifecycle.h"
#include "builtins/source_text.h"
#include "builtins/streams.h"
#include "compiler/compile.h"
#include "repl/block.h"
#include "repl/block_runner.h"
#include "repl/editor_prompt.h"
#include "repl/prompt_text.h"
#include "vm/call.h"

namespace minipy {

namespace {

// ---- plain lines ----

enum class Read : uint8_t { Line, LastLine, End, Interrupted };

// One byte after the other: what the statement then reads from sys.stdin must still be there.
Read read_line(Thread& t, std::string& line) {
    for (;;) {
        char c;
        ssize_t n;
        {
            GilRelease nogil(t);
            n = ::read(0, &c, 1);
        }
        if (n < 0 && errno == EINTR) {
            if (after_interrupt(t).is_error()) return Read::Interrupted;
            continue;
        }
        if (n <= 0) {
            if (line.empty()) return Read::End;
            line += '\n';
            return Read::LastLine;
        }
        line += c;
        if (c == '\n') return Read::Line;
    }
}

class PlainPrompt {
  public:
    explicit PlainPrompt(Thread& t) : t_(t), runner_(t) {}

    // True when there is a status to leave with.
    bool step(int* status) {
        std::string text;
        bool ended = false;
        for (;;) {
            write_prompt(text.empty() ? "ps1" : "ps2");
            std::string line;
            Read read = read_line(t_, line);
            if (read == Read::Interrupted) return interrupted(status);
            if (read == Read::End) {
                write_raw("\n");
                if (text.empty()) {
                    *status = 0;
                    return true;
                }
                ended = true;
                break;
            }
            text += line;
            if (read == Read::LastLine) continue;  // the end comes when more is asked for
            if (check_lines(text) != Completeness::Incomplete) break;
        }
        bool leave = runner_.run(text, "<stdin>", ended ? BlockRunner::Last : BlockRunner::Lines, status);
        (void)flush_standard_streams(t_, false);
        ignore_error(t_);
        return leave;
    }

  private:
    void write_raw(std::string_view text) {
        (void)flush_standard_streams(t_, false);
        ignore_error(t_);
        GilRelease nogil(t_);
        ssize_t n = ::write(2, text.data(), text.size());
        (void)n;
    }
    void write_prompt(const char* name) { write_raw(prompt_text(t_, name)); }
    bool interrupted(int* status) {
        if (exception_matches(t_, exc(t_).KeyboardInterrupt)) {
            ignore_error(t_);
            write_stderr(t_, "\nKeyboardInterrupt\n");
            return false;
        }
        bool leave = exception_matches(t_, exc(t_).SystemExit);
        *status = report_exception(t_);
        return leave;
    }

    Thread& t_;
    BlockRunner runner_;
};

Status set_default_prompts(Thread& t) {
    if (sys_value(t, "ps1").is_unbound()) TRY(set_sys_value(t, "ps1", TRY(make_str(t, ">>> "))));
    if (sys_value(t, "ps2").is_unbound()) TRY(set_sys_value(t, "ps2", TRY(make_str(t, "... "))));
    return {};
}

Status run_startup_file(Thread& t, const char* path) {
    std::string bytes = TRY(read_file(t, path));
    Owned filename = TRY(make_str(t, path));
    std::string text = TRY(decode_source(t, bytes, filename));
    CompileOptions options;
    options.optimize = t.interp->config.optimize;
    Owned code = TRY(compile_source(t, text, filename, ParseMode::File, options));
    Value module = dict_get_str(t, t.interp->sys_modules.as<Dict>(), names(t).__main__);
    if (!is_kind(module, Kind::Module)) return {};
    Owned held = Owned::share(module);
    Value dict = Value(module_dict(held));
    TRY(run_code(t, code.as<Code>(), dict, dict));
    return {};
}

// Cancels what still runs behind the prompt.
void close_loop(Thread& t) {
    if (dict_get_ascii(t, t.interp->sys_modules.as<Dict>(), "_prompt").is_unbound()) return;
    Owned close = import_attr(t, "_prompt", "close");
    if (!close.is_error()) close = call(t, close);
    if (close.is_error()) (void)report_exception(t);
}

}  // namespace

void run_startup(Thread& t, bool startup_file) {
    const char* path = startup_file ? environment(t, "PYTHONSTARTUP") : nullptr;
    if (path && run_startup_file(t, path).is_error()) {
        if (exception_matches(t, exc(t).OSError)) {
            Owned error = take_exception(t);
            Result<std::string> reason = str_utf8(t, error);
            write_stderr(t, "Could not open PYTHONSTARTUP\n");
            if (!reason.is_error())
                write_stderr(t, std::string(type_name(t, error)) + ": " + reason.value() + "\n");
            ignore_error(t);
        } else {
            (void)report_exception(t);
        }
    }
    Owned hook = Owned::share(sys_value(t, "__interactivehook__"));
    if (hook.is_unbound()) return;
    Owned done = call(t, hook);
    if (!done.is_error()) return;
    write_stderr(t, "Failed calling sys.__interactivehook__\n");
    (void)report_exception(t);
}

void print_banner(Thread& t) {
    Result<std::string> version = str_utf8(t, sys_value(t, "version"));
    Result<std::string> platform = str_utf8(t, sys_value(t, "platform"));
    if (version.is_error() || platform.is_error()) return ignore_error(t);
    std::string text = "Python " + version.value() + " on " + platform.value() + "\n";
    if (!t.interp->config.no_site) {
        text += "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n";
    }
    write_stderr(t, text);
}

int run_prompt(Thread& t) {
    if (set_default_prompts(t).is_error()) ignore_error(t);
    int status = 0;
    if (Terminal::can_edit(0, 1)) {
        EditorPrompt& prompt = editor_prompt(t);
        prompt.begin_prompt();
        while (!prompt.step(&status)) {
        }
    } else {
        PlainPrompt prompt(t);
        while (!prompt.step(&status)) {
        }
    }
    close_loop(t);
    return status;
}

}  // namespace minipy
