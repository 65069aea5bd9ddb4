#include "repl/run.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "builtins/builtins.h"
#include "builtins/code_cache.h"
#include "builtins/import.h"
#include "builtins/lifecycle.h"
#include "builtins/source_text.h"
#include "builtins/streams.h"
#include "compiler/compile.h"
#include "grammar/dump.h"
#include "repl/prompt.h"
#include "vm/call.h"

namespace minipy {

static_assert(kEndByInterrupt == kKilledByInterrupt);

namespace {

// ---- sys.path ----

std::string x_option(const Config& config, const char* key) {
    for (const auto& [name, value] : config.x_options) {
        if (name == key) return value == "\x01" ? "" : value;
    }
    return "";
}

void add_environment_path(const Config& config, std::vector<std::string>& path) {
    const char* set = config.ignore_environment ? nullptr : getenv("PYTHONPATH");
    if (!set || !*set) return;
    std::string all = set;
    for (size_t at = 0; at <= all.size();) {
        size_t colon = std::min(all.find(':', at), all.size());
        std::string entry = all.substr(at, colon - at);
        char here[PATH_MAX];
        if (entry.empty() || entry[0] != '/') {
            if (getcwd(here, sizeof here)) entry = entry.empty() ? here : std::string(here) + "/" + entry;
        }
        path.push_back(entry);
        at = colon + 1;
    }
}

// The folder of the program, with links resolved.
std::string folder_of(const std::string& file) {
    char resolved[PATH_MAX];
    std::string path = realpath(file.c_str(), resolved) ? resolved : file;
    size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : slash == 0 ? "/" : path.substr(0, slash);
}

Status set_path(Thread& t, const CommandLine& line) {
    const Config& config = t.interp->config;
    std::vector<std::string> path;
    if (!config.safe_path) {
        char here[PATH_MAX];
        if (line.mode == CommandLine::File)
            path.push_back(folder_of(line.target));
        else if (line.mode == CommandLine::Module)
            path.push_back(getcwd(here, sizeof here) ? here : "");
        else
            path.push_back("");
    }
    add_environment_path(config, path);
    std::string library = x_option(config, "stdlib");
    const char* set = config.ignore_environment ? nullptr : getenv("MINIPYLIB");
    if (library.empty() && set && *set) library = set;
    if (library.empty()) library = std::string(kLibraryFolder);
    path.push_back(library);
    Ref<List> list = TRY(new_list(t));
    for (const std::string& entry : path) TRY(list_push(t, list.get(), TRY(make_str(t, entry))));
    return set_sys_value(t, "path", list);
}

// ---- __main__ ----

Owned make_main_module(Thread& t) {
    Owned module = TRY(new_module(t, "__main__"));
    Dict* dict = module_dict(module);
    Value builtins = dict_get_str(t, t.interp->sys_modules.as<Dict>(), names(t).builtins);
    TRY(dict_set(t, dict, names(t).__builtins__, builtins));
    TRY(dict_set(t, dict, names(t).__annotations__, TRY(new_dict(t))));
    TRY(dict_set(t, t.interp->sys_modules.as<Dict>(), names(t).__main__, module));
    return module;
}

Status run_text(Thread& t, Value main_module, const std::string& text, Value filename, bool byte_columns = false) {
    CompileOptions options;
    options.byte_columns = byte_columns;
    options.optimize = t.interp->config.optimize;
    Owned code = TRY(compile_source(t, text, filename, ParseMode::File, options));
    Value dict = Value(module_dict(main_module));
    TRY(run_code(t, code.as<Code>(), dict, dict));
    return {};
}

Status run_module(Thread& t, const std::string& name, bool set_argv0) {
    Owned run = TRY(import_attr(t, "runpy", "_run_module_as_main"));
    Owned text = TRY(make_str(t, name));
    TRY(call(t, run, {text, Value::from_bool(set_argv0)}));
    return {};
}

std::string read_stdin() {
    std::string text;
    char chunk[1 << 16];
    ssize_t n;
    while ((n = ::read(0, chunk, sizeof chunk)) > 0) text.append(chunk, static_cast<size_t>(n));
    return text;
}

// "can't open file": before any Python runs. False when that was said.
bool can_open(const CommandLine& line, bool& is_folder) {
    struct stat info;
    is_folder = false;
    int failure = 0;
    if (::stat(line.target.c_str(), &info) != 0)
        failure = errno;
    else if (S_ISDIR(info.st_mode))
        is_folder = true;
    else if (access(line.target.c_str(), R_OK) != 0)
        failure = errno;
    if (!failure) return true;
    char here[PATH_MAX];
    std::string shown = line.target;
    if (!shown.empty() && shown[0] != '/' && getcwd(here, sizeof here)) {
        std::string relative = shown;
        while (relative.rfind("./", 0) == 0) relative.erase(0, 2);
        shown = std::string(here) + "/" + relative;
    }
    fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n", line.program.c_str(), shown.c_str(), failure,
            strerror(failure));
    return false;
}

bool is_archive(const std::string& path) {
    FILE* file = fopen(path.c_str(), "rb");
    char start[4] = {};
    bool yes = file && fread(start, 1, 4, file) == 4 && memcmp(start, "PK\3\4", 4) == 0;
    if (file) fclose(file);
    return yes;
}

// As CPython names a script: absolute, and otherwise as it was written.
std::string absolute_path(const std::string& path) {
    char here[PATH_MAX];
    if (path.empty() || path[0] == '/' || !getcwd(here, sizeof here)) return path;
    return std::string(here) + "/" + path;
}

Status run_file(Thread& t, const CommandLine& line, Value main_module, bool is_folder) {
    if (is_folder || is_archive(line.target)) {  // with a __main__.py inside
        Owned entry = TRY(make_str(t, absolute_path(line.target)));
        Value path = sys_value(t, "path");
        List* list = path.as<List>();
        if (!t.interp->config.safe_path) (void)TRY(list_pop(t, list, 0));
        TRY(list_insert(t, list, 0, entry));
        return run_module(t, "__main__", false);
    }
    std::string bytes = TRY(read_file(t, line.target));
    Owned filename = TRY(make_str(t, absolute_path(line.target)));
    TRY(dict_set(t, module_dict(main_module), names(t).__file__, filename));
    TRY(dict_set(t, module_dict(main_module), names(t).__cached__, Value::none()));
    constexpr std::string_view kBytecode = "\xa7\r\r\n";  // as importlib's MAGIC_NUMBER
    if (bytes.starts_with(kBytecode) || line.target.ends_with(".pyc")) {
        TRY(call(t, TRY(import_attr(t, "runpy", "_run_bytecode_as_main")), {filename.get()}));
        return {};
    }
    if (line.skip_first_line) bytes.erase(0, bytes.find('\n'));  // its newline stays, for the numbers of the lines
    bool byte_columns;
    std::string text = TRY(decode_source(t, bytes, filename, &byte_columns, SourceKind::Program));
    return run_text(t, main_module, text, filename, byte_columns);
}

Result<std::string> dump_syntax(Thread& t, const CommandLine& line, const std::string& text, Value filename) {
    if (line.dump == "tokens") return dump_tokens(text);
    Arena arena;
    ParseResult parsed = parse(text, ParseMode::File, to_utf8(filename), {}, arena);
    if (!parsed.module) return raise_syntax_error(t, parsed.error, filename);
    return dump_ast(parsed.module) + "\n";
}

Status dump(Thread& t, const CommandLine& line, Value filename, const std::string& text) {
    std::string out;
    if (line.dump == "bytecode") {
        CompileOptions options;
        options.optimize = t.interp->config.optimize;
        Owned code = TRY(compile_source(t, text, filename, ParseMode::File, options));
        out = disassemble(t, code.as<Code>());
    } else if (line.dump == "scopes") {
        out = TRY(dump_scopes(t, text, filename, ParseMode::File));
    } else {
        out = TRY(dump_syntax(t, line, text, filename));
    }
    Owned stream = Owned::share(sys_value(t, "stdout"));
    Owned shown = TRY(make_str(t, out));
    TRY(call_method(t, stream, names(t).write, {shown}));
    return {};
}

Status dump_target(Thread& t, const CommandLine& line) {
    std::string bytes = line.mode == CommandLine::File      ? TRY(read_file(t, line.target))
                        : line.mode == CommandLine::Command ? line.target
                                                            : read_stdin();
    Owned filename = TRY(make_str(t, line.mode == CommandLine::File ? line.target : "<string>"));
    std::string text = TRY(decode_source(t, bytes, filename));
    return dump(t, line, filename, text);
}

// -X faulthandler, -X dev, PYTHONFAULTHANDLER.
bool wants_fault_handler(const Config& config) {
    for (const auto& [name, value] : config.x_options) {
        if (name == "faulthandler") return true;
    }
    const char* set = config.ignore_environment ? nullptr : getenv("PYTHONFAULTHANDLER");
    return config.dev_mode || (set && *set);
}

// -i, or PYTHONINSPECT, which a program may set while it runs; and somebody to talk to.
bool wants_prompt(const Config& config) {
    const char* set = config.ignore_environment ? nullptr : getenv("PYTHONINSPECT");
    return (config.inspect || (set && *set)) && (isatty(0) || config.interactive);
}

// -X gil-...: recording, pictures, schedules.
bool wants_laboratory(const Config& config) {
    for (const auto& [name, value] : config.x_options) {
        if (name.rfind("gil-", 0) == 0) return true;
    }
    return false;
}

// -X deadlock=report; -X inspect: SIGUSR1 prints what everybody does.
Status install_reports(Thread& t) {
    const Config& config = t.interp->config;
    if (x_option(config, "deadlock") == "report") TRY(call(t, TRY(import_attr(t, "_gil_tools", "watch_for_standstill"))));
    for (const auto& [name, value] : config.x_options) {
        if (name == "inspect") TRY(call(t, TRY(import_attr(t, "gil._inspect", "install"))));
    }
    return {};
}

Status run_line(Thread& t, const CommandLine& line, bool is_folder) {
    TRY(set_path(t, line));
    if (!t.interp->config.ignore_environment && getenv("PYTHONIOENCODING")) TRY(open_standard_streams(t, true));
    Owned main_module = TRY(make_main_module(t));
    TRY(import_module(t, "_signal"));
    if (!t.interp->config.no_site) TRY(call(t, TRY(import_attr(t, "_site", "main"))));
    if (wants_fault_handler(t.interp->config)) TRY(call(t, TRY(import_attr(t, "faulthandler", "enable"))));
    TRY(install_reports(t));
    if (!t.interp->config.warn_options.empty()) TRY(import_module(t, "warnings"));
    if (wants_laboratory(t.interp->config)) TRY(call(t, TRY(import_attr(t, "gil._start", "begin"))));
    if (!line.dump.empty()) return dump_target(t, line);
    forget_start_pages();
    switch (line.mode) {
        case CommandLine::Command:
            return run_text(t, main_module, line.target + "\n", intern(t, "<string>"));
        case CommandLine::Module:
            return run_module(t, line.target, true);
        case CommandLine::File:
            return run_file(t, line, main_module, is_folder);
        default:
            break;
    }
    if (line.prompt) {
        if (!t.interp->config.quiet) print_banner(t);
        return {};  // the prompt comes when this is done
    }
    Value filename = intern(t, "<stdin>");
    bool byte_columns;
    std::string text = TRY(decode_source(t, read_stdin(), filename, &byte_columns, SourceKind::Program));
    return run_text(t, main_module, text, filename, byte_columns);
}

}  // namespace

int run(Interpreter& interp, const CommandLine& line) {
    bool is_folder = false;
    if (line.mode == CommandLine::File && !can_open(line, is_folder)) return 2;
    if (line.virtual_clock) interp.clock.use_virtual_time(line.policy.starts_with("seeded:"));
    if (!line.policy.empty()) {
        auto policy = make_policy(line.policy);
        if (!policy) {
            fprintf(stderr, "%s: unknown GIL policy '%s'\n", line.program.c_str(), line.policy.c_str());
            return 2;
        }
        use_gil_policy(interp, std::move(policy));
    }
    auto* main = new Thread;
    if (!start_interpreter(interp, *main)) return 1;
    Thread& t = *main;
    bool prompt_only = line.mode == CommandLine::Stdin && line.prompt && line.dump.empty();
    Status done = run_line(t, line, is_folder);
    int status = 0;
    if (done.is_error()) status = report_exception(t, /*exits=*/!wants_prompt(interp.config));
    if (prompt_only || (wants_prompt(interp.config) && line.dump.empty())) {
        run_startup(t, prompt_only);
        status = run_prompt(t);
    }
    return finish_interpreter(t, status);
}

}  // namespace minipy
