#include "repl/command_line.h"

#include <limits.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace minipy {

namespace {

// Walks over argv as getopt does: clustered letters, arguments glued on or in the next word.
class OptionReader {
  public:
    OptionReader(int argc, char** argv) : argc_(argc), argv_(argv) {}

    // The next option letter; 0 at the first word that is none; '?' for "--long" (its text in `word`).
    char next(std::string& word) {
        if (!*letters_) {
            if (at_ >= argc_ || argv_[at_][0] != '-' || !argv_[at_][1]) return 0;
            if (strcmp(argv_[at_], "--") == 0) {
                ++at_;
                return 0;
            }
            if (argv_[at_][1] == '-') {
                word = argv_[at_++];
                return '?';
            }
            letters_ = argv_[at_++] + 1;
        }
        return *letters_++;
    }
    bool argument(std::string& out) {
        if (*letters_) {
            out = letters_;
            letters_ = "";
            return true;
        }
        if (at_ >= argc_) return false;
        out = argv_[at_++];
        return true;
    }
    int position() const { return at_; }

  private:
    int argc_;
    char** argv_;
    int at_ = 1;
    const char* letters_ = "";
};

const char* environment(const Config& config, const char* name) {
    if (config.ignore_environment) return nullptr;
    const char* value = getenv(name);
    return value && *value ? value : nullptr;
}

int level_of(const char* text) {
    char* end;
    long n = strtol(text, &end, 10);
    return *end || n < 1 ? 1 : n > INT_MAX ? INT_MAX : static_cast<int>(n);
}

bool read_hash_seed(Config& config, std::string& complaint) {
    const char* set = environment(config, "PYTHONHASHSEED");
    if (!set || strcmp(set, "random") == 0) return true;
    char* end;
    errno = 0;
    unsigned long seed = strtoul(set, &end, 10);
    if (*end || errno || seed > 4294967295UL) {
        complaint =
            "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in "
            "range "
            "[0; 4294967295]\nPython runtime state: preinitialized\n\n";
        return false;
    }
    config.hash_seed_set = true;
    config.hash_seed = seed;
    config.hash_randomization = seed != 0;
    return true;
}

// The limit of digits, from the variable or else from -X, is none or at least 640.
bool read_int_max_str_digits(Config& config, std::string& complaint) {
    const char* name = "PYTHONINTMAXSTRDIGITS";
    const char* set = environment(config, name);
    bool given = set;
    std::string text = set ? set : "";
    for (const auto& [key, value] : config.x_options) {
        if (key != "int_max_str_digits") continue;
        name = "-X int_max_str_digits";
        given = true;
        text = value;
    }
    if (!given) return true;
    char* end;
    errno = 0;
    long limit = strtol(text.c_str(), &end, 10);
    if (text.empty() || *end || errno || limit > INT_MAX || (limit != 0 && limit < 640)) {
        complaint = std::string("Fatal Python error: config_init_int_max_str_digits: ") + name +
                    ": invalid limit; must be >= 640 or 0 for unlimited.\nPython runtime state: preinitialized\n\n";
        return false;
    }
    config.int_max_str_digits = static_cast<int>(limit);
    return true;
}

void read_environment(Config& c, CommandLine& line) {
    if (const char* v = environment(c, "PYTHONOPTIMIZE")) c.optimize = std::max(c.optimize, level_of(v));
    if (const char* v = environment(c, "PYTHONVERBOSE")) c.verbose = std::max(c.verbose, level_of(v));
    if (const char* v = environment(c, "PYTHONDEBUG")) c.debug = std::max(c.debug, level_of(v));
    if (environment(c, "PYTHONDONTWRITEBYTECODE")) c.dont_write_bytecode = true;
    if (environment(c, "PYTHONUNBUFFERED")) c.unbuffered = true;
    if (environment(c, "PYTHONINSPECT")) c.inspect = true;
    if (environment(c, "PYTHONNOUSERSITE")) c.no_user_site = true;
    if (environment(c, "PYTHONSAFEPATH")) c.safe_path = true;
    if (environment(c, "PYTHONDEVMODE")) c.dev_mode = true;
    if (const char* v = environment(c, "PYTHONUTF8")) c.utf8_mode = strcmp(v, "1") == 0;
    if (const char* v = environment(c, "MINIPY_CLOCK")) line.virtual_clock |= strcmp(v, "virtual") == 0;
    if (const char* v = environment(c, "PYTHONWARNINGS")) {
        std::string all = v;
        std::vector<std::string> filters;
        for (size_t at = 0; at <= all.size();) {
            size_t comma = std::min(all.find(',', at), all.size());
            filters.push_back(all.substr(at, comma - at));
            at = comma + 1;
        }
        c.warn_options.insert(c.warn_options.begin(), filters.begin(), filters.end());
    }
    if (c.dev_mode) c.warn_options.insert(c.warn_options.begin(), "default");
}

void read_x_option(const std::string& text, Config& c, CommandLine& line) {
    size_t equals = text.find('=');
    std::string key = text.substr(0, equals),
                value = equals == std::string::npos ? "\x01" : text.substr(equals + 1);
    c.x_options.emplace_back(key, value);
    if (key == "dev") c.dev_mode = true;
    if (key == "utf8") c.utf8_mode = value != "0";
    if (key == "clock") line.virtual_clock = value == "virtual";
    if (key == "gil-virtual") line.virtual_clock = true;
    if (key == "gil-policy") line.policy = value;
    if (key == "gil-seed") {
        line.policy = "seeded:" + value;
        line.virtual_clock = true;
    }
    // The order of a set is part of what a seed decides; PYTHONHASHSEED has the last word.
    if (key == "gil-seed" || key == "gil-explore") {
        c.hash_seed_set = true;
        c.hash_randomization = false;
    }
}

// Letters that only set a flag; false for others.
bool read_flag(char letter, Config& c, CommandLine& line) {
    switch (letter) {
        case 'b':
            ++c.bytes_warning;
            return true;
        case 'B':
            c.dont_write_bytecode = true;
            return true;
        case 'd':
            ++c.debug;
            return true;
        case 'E':
            c.ignore_environment = true;
            return true;
        case 'i':
            c.inspect = true;
            c.interactive = true;
            return true;
        case 'I':
            c.isolated = c.ignore_environment = c.no_user_site = c.safe_path = true;
            return true;
        case 'O':
            ++c.optimize;
            return true;
        case 'P':
            c.safe_path = true;
            return true;
        case 'q':
            c.quiet = true;
            return true;
        case 's':
            c.no_user_site = true;
            return true;
        case 'S':
            c.no_site = true;
            return true;
        case 'u':
            c.unbuffered = true;
            return true;
        case 'v':
            ++c.verbose;
            return true;
        case 'x':
            line.skip_first_line = true;
            return true;
        case 'R':
        case 't':
            return true;
        case 'h':
        case '?':
            line.mode = CommandLine::Help;
            return true;
        case 'V':
            line.mode = line.mode == CommandLine::Version ? CommandLine::LongVersion : CommandLine::Version;
            return true;
        default:
            return false;
    }
}

bool read_long(const std::string& word, CommandLine& line) {
    if (word.rfind("--dump=", 0) == 0) {
        line.dump = word.substr(7);
        for (const char* known : {"tokens", "ast", "scopes", "bytecode"}) {
            if (line.dump == known) return true;
        }
        line.complaint = "--dump= takes tokens, ast, scopes or bytecode\n";
        return false;
    }
    if (word == "--help")
        line.mode = CommandLine::Help;
    else if (word == "--version")
        line.mode = CommandLine::Version;
    else if (word == "--help-env")
        line.mode = CommandLine::HelpEnv;
    else if (word == "--help-xoptions")
        line.mode = CommandLine::HelpX;
    else if (word.rfind("--check-hash-based-pycs", 0) == 0)
        return true;
    else {
        line.complaint = "unknown option " + word + "\n";
        return false;
    }
    return true;
}

std::string find_executable(const std::string& program) {
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0) return program;
    return std::string(path, static_cast<size_t>(n));
}

void finish_arguments(int argc, char** argv, int at, Config& c, CommandLine& line) {
    if (line.mode == CommandLine::Command)
        c.argv = {"-c"};
    else if (line.mode == CommandLine::Module)
        c.argv = {"-m"};
    else if (at < argc && strcmp(argv[at], "-") != 0) {
        line.mode = CommandLine::File;
        line.target = argv[at];
        c.argv = {argv[at++]};
    } else {
        line.mode = CommandLine::Stdin;
        c.argv = {at < argc ? "-" : ""};
        if (at < argc) ++at;
        line.prompt = isatty(0) || c.interactive;
    }
    for (; at < argc; ++at) c.argv.push_back(argv[at]);
    if (!line.dump.empty()) line.prompt = false;
}

}  // namespace

CommandLine read_command_line(int argc, char** argv, Config& c) {
    CommandLine line;
    line.program = argc > 0 ? argv[0] : "minipy";
    c.orig_argv.assign(argv, argv + argc);
    c.executable = find_executable(line.program);
    OptionReader reader(argc, argv);
    std::string word, argument;
    while (char letter = reader.next(word)) {
        if (letter == '?' && !word.empty()) {
            if (!read_long(word, line)) {
                line.mode = CommandLine::Bad;
                return line;
            }
            word.clear();
            continue;
        }
        bool takes_argument = letter == 'c' || letter == 'm' || letter == 'W' || letter == 'X';
        if (takes_argument && !reader.argument(argument)) {
            line.complaint = std::string("Argument expected for the -") + letter + " option\n";
            line.mode = CommandLine::Bad;
            return line;
        }
        if (letter == 'W')
            c.warn_options.push_back(argument);
        else if (letter == 'X')
            read_x_option(argument, c, line);
        else if (letter == 'c' || letter == 'm') {
            line.mode = letter == 'c' ? CommandLine::Command : CommandLine::Module;
            line.target = argument;
            break;  // the rest are arguments of the program
        } else if (!read_flag(letter, c, line)) {
            line.complaint = std::string("Unknown option: -") + letter + "\n";
            line.mode = CommandLine::Bad;
            return line;
        }
    }
    if (line.mode >= CommandLine::Version && line.mode != CommandLine::Bad) return line;
    read_environment(c, line);
    if (!read_hash_seed(c, line.complaint) || !read_int_max_str_digits(c, line.complaint)) {
        line.mode = CommandLine::Bad;
        return line;
    }
    finish_arguments(argc, argv, reader.position(), c, line);
    return line;
}

std::string usage_text(const std::string& program) {
    return "usage: " + program + " [option] ... [-c cmd | -m mod | file | -] [arg] ...\n";
}

std::string help_text(const std::string& program) {
    return usage_text(program) + R"(Options (those of python3.11, and minipy's own at the end):
-b     : warn about str(bytes) and comparing bytes with str (-bb: raise errors)
-B     : do not write compiled modules to __pycache__
-c cmd : run the program given as text; the options end here
-d     : debugging output of the parser
-E     : ignore PYTHON* variables
-h     : this text (also -? and --help)
-i     : go to the prompt after the program
-I     : isolated: implies -E, -P and -s
-m mod : run a module of the library as a program; the options end here
-O     : leave assert statements out; -OO: docstrings as well
-P     : do not put the program's folder on sys.path
-q     : no banner at the prompt
-s     : no packages of the user's own on sys.path
-S     : do not look for installed packages at the start
-u     : unbuffered stdout and stderr
-v     : tell of each module that is imported
-V     : the version (also --version)
-W arg : control of warnings: action:message:category:module:lineno
-x     : skip the first line of the source
-X opt : options of the implementation; --help-xoptions lists them
--help-env      : the variables that minipy looks at
--help-xoptions : the -X options
--dump=WHAT     : show what becomes of the program instead of running it: tokens, ast, scopes or bytecode
file   : the program, read from a file; -: from standard input (the default; a prompt when that is a terminal)
arg ...: arguments of the program, in sys.argv[1:]
)";
}

std::string help_env_text() {
    return R"(Variables that change how minipy runs:
PYTHONPATH         folders put in front of sys.path, separated by ':'
PYTHONSAFEPATH     as -P                      PYTHONDONTWRITEBYTECODE  as -B
PYTHONOPTIMIZE     as -O                      PYTHONVERBOSE            as -v
PYTHONINSPECT      as -i                      PYTHONUNBUFFERED         as -u
PYTHONWARNINGS     as -W, separated by ','    PYTHONNOUSERSITE         as -s
PYTHONDEVMODE      as -X dev                  PYTHONUTF8               as -X utf8
PYTHONHASHSEED     seed of str hashes: a number, or 'random'
PYTHONIOENCODING   encoding[:errors] of stdin, stdout and stderr
PYTHONASYNCIODEBUG asyncio's debug mode       PYTHONBREAKPOINT         what breakpoint() calls; 0: nothing
PYTHONSTARTUP      a file that the prompt runs first
PYTHONINTMAXSTRDIGITS  as -X int_max_str_digits
MINIPYLIB          where CPython's library lies, as -X stdlib=
)";
}

std::string help_x_text() {
    return R"(Options of the implementation:
-X clock=virtual   sleeps take no time; clocks tell as if they had
-X dev             development mode: more warnings and checks
-X faulthandler    print the Python stacks when the process crashes
-X gil-...         those of the laboratory: `minipy -m gil --help` lists them
-X gil-policy=P    how the GIL behaves: interval, ticks, ticks:N, fair, seeded:N
-X gil-seed=N      gil-policy=seeded:N and the virtual clock: the same run each time
-X deadlock=report when all threads wait for each other, say how and end
-X inspect         SIGUSR1 prints what every thread and task is doing
-X int_max_str_digits=N  limit of digits between int and str
-X stdlib=DIR      where CPython's library lies
-X utf8            UTF-8 for the standard streams
)";
}

}  // namespace minipy
