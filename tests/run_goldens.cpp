// The golden runner: runs Python programs and compares what they print with what CPython printed.
//
// A test is a file NAME.py (or a shell script NAME.sh, which finds the interpreter in $PYTHON). Beside it stand
//     NAME.out   the expected standard output; a last line "[exit status 3]" or "[killed by signal 2]"
//                is added when the program did not end with status 0
//     NAME.err   the expected standard error; absent when nothing is printed there
// Both are recorded by `dev golden --update`, which runs the same file under CPython. Helpers (modules to
// import, files to read) live in folders named "data", which are not searched for tests.
//
// The first comment lines of a test may configure the run, one setting a line; a file NAME.run beside it may
// do the same for programs that must stay as they are:
//     # args: a b            arguments for the program          # options: -O    options for the interpreter
//     # env: A=1 B=2         variables to set                   # stdin: one\ntwo\n
//     # clock: real          not on the virtual clock           # timeout: 40    seconds
//     # mask: REGEX => TEXT  replaced in both outputs before they are compared (ECMAScript, TEXT may use $1)
//
// Every run has an environment without PYTHON* variables, TZ=UTC, LC_ALL=C.UTF-8, the test's folder as its
// current directory, and a process group of its own that is killed at the end, so that no child outlives it.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

struct Options {
    std::string interpreter;
    bool update = false;
    int jobs = 2;
    double timeout = 20;
    double budget = 0;  // seconds for the whole run; 0: no limit
    std::string known;  // a file of tests that are known to fail, each with its reason
    std::vector<fs::path> paths;
};

struct Mask {
    std::regex pattern;
    std::string replacement;
};

// What the comment lines of one test say.
struct Settings {
    std::vector<std::string> args, options, env;
    std::string input;
    bool virtual_clock = true;
    double timeout = 0;
    std::vector<Mask> masks;
};

struct Result {
    std::string out, err;
    bool timed_out = false;
};

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> result;
    for (std::string word; in >> word;) result.push_back(word);
    return result;
}

std::string unescape(const std::string& text) {
    std::string result;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            char c = text[++i];
            result += c == 'n' ? '\n' : c == 't' ? '\t' : c;
        } else {
            result += text[i];
        }
    }
    return result;
}

void apply_setting(Settings& settings, const std::string& key, const std::string& value) {
    if (key == "args") settings.args = words(value);
    if (key == "options") settings.options = words(value);
    if (key == "env") settings.env = words(value);
    if (key == "stdin") settings.input = unescape(value);
    if (key == "clock") settings.virtual_clock = value != "real";
    if (key == "timeout") settings.timeout = std::stod(value);
    if (key == "mask") {
        size_t arrow = value.find(" => ");
        std::string replacement = arrow == std::string::npos ? "..." : value.substr(arrow + 4);
        settings.masks.push_back({std::regex(value.substr(0, arrow)), replacement});
    }
}

// Reads "# key: value" lines until the first line that is no comment.
void read_settings(Settings& settings, const std::string& text, bool comments) {
    static const std::regex line_form("^#? ?([a-z]+): ?(.*)$");
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (comments && (line.empty() || line[0] != '#')) break;
        std::smatch match;
        if (std::regex_match(line, match, line_form)) apply_setting(settings, match[1], match[2]);
    }
}

Settings settings_of(const fs::path& test) {
    Settings settings;
    read_settings(settings, read_file(test), true);
    fs::path beside = fs::path(test).replace_extension(".run");
    if (fs::exists(beside)) read_settings(settings, read_file(beside), false);
    return settings;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
}

// A traceback's line about a frame of the library, such as   File "/usr/lib/python3.11/asyncio/runners.py", line 5, in run
bool names_library_frame(const std::string& line) {
    static const std::regex form("[ |]*File \"(/usr/lib/python3|<stdlib|<frozen|<minipy|stdlib/).*");
    return line.find("File \"") != std::string::npos && std::regex_match(line, form);
}

// Leaves out the library's frames, with their source lines: what happens inside is each interpreter's own affair.
std::string without_library_frames(const std::string& text) {
    std::istringstream in(text);
    std::string result, line;
    size_t margin = std::string::npos;  // column of "File" while a frame is being left out
    while (std::getline(in, line)) {
        size_t start = line.find_first_not_of(" |");
        if (names_library_frame(line)) {
            margin = start;
        } else if (margin == std::string::npos || start == std::string::npos || start <= margin) {
            margin = std::string::npos;
            result += line + "\n";
        }
    }
    return result;
}

// Hides what may differ from run to run: addresses, where the tree lies, where the interpreter lies.
std::string masked(std::string text, const fs::path& folder, const std::string& interpreter,
                   const Settings& settings) {
    static const std::regex address("at 0x[0-9a-f]+");
    replace_all(text, folder.string() + "/", "");
    replace_all(text, folder.string(), "HERE");
    replace_all(text, interpreter, "PYTHON");
    if (text.find("at 0x") != std::string::npos) text = std::regex_replace(text, address, "at 0x...");
    for (const Mask& mask : settings.masks) text = std::regex_replace(text, mask.pattern, mask.replacement);
    return text;
}

// A file without a name, to take what a program writes or to hold what it reads.
int anonymous_file(const std::string& content = "") {
    char name[] = "/tmp/golden-XXXXXX";
    int fd = mkostemp(name, O_CLOEXEC);
    unlink(name);
    if (write(fd, content.data(), content.size()) < 0) perror("write");
    lseek(fd, 0, SEEK_SET);
    return fd;
}

std::string content_of(int fd) {
    std::string text;
    char buffer[65536];
    lseek(fd, 0, SEEK_SET);
    for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;) text.append(buffer, n);
    close(fd);
    return text;
}

std::vector<std::string> environment_for(const Options& options, const Settings& settings) {
    std::vector<std::string> env;
    for (char** entry = environ; *entry; ++entry) {
        std::string text = *entry;
        bool dropped = text.starts_with("PYTHON") || text.starts_with("TZ=") || text.starts_with("LC_") ||
                       text.starts_with("LANG");
        if (!dropped) env.push_back(text);
    }
    env.insert(env.end(), {"TZ=UTC", "LC_ALL=C.UTF-8", "PYTHON=" + options.interpreter});
    env.insert(env.end(), settings.env.begin(), settings.env.end());
    return env;
}

std::vector<std::string> command_for(const Options& options, const Settings& settings, const fs::path& test) {
    if (test.extension() == ".sh") return {"/bin/sh", test.filename()};
    std::vector<std::string> command = {options.interpreter};
    if (!options.update && settings.virtual_clock) command.insert(command.end(), {"-X", "clock=virtual"});
    command.insert(command.end(), settings.options.begin(), settings.options.end());
    command.push_back(test.filename());
    command.insert(command.end(), settings.args.begin(), settings.args.end());
    return command;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    for (std::string& text : strings) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

// Waits for the process group `pid` until the deadline; true when the leader ended by itself.
bool wait_until(pid_t pid, Clock::time_point deadline, int& status) {
    auto pause = std::chrono::microseconds(500);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (Clock::now() > deadline) {
            kill(-pid, SIGKILL);
            waitpid(pid, &status, 0);
            return false;
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds(10000));
    }
    kill(-pid, SIGKILL);  // children it left behind
    return true;
}

Result run(const Options& options, const Settings& settings, const fs::path& test) {
    std::vector<std::string> command = command_for(options, settings, test);
    std::vector<std::string> env = environment_for(options, settings);
    // $PYTHON is for shell tests and for programs that start children; nothing else begins with PYTHON.
    int in = anonymous_file(settings.input), out = anonymous_file(), err = anonymous_file();

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);
    posix_spawn_file_actions_addchdir_np(&actions, test.parent_path().c_str());
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t all;  // as in a terminal, whoever started this runner
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);

    pid_t pid = 0;
    std::vector<char*> argv = pointers(command), envp = pointers(env);
    int error = posix_spawn(&pid, argv[0], &actions, &attributes, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(in);

    Result result;
    int status = 0;
    if (error) {
        result.out = "[cannot start " + command[0] + ": " + strerror(error) + "]\n";
    } else {
        double seconds = std::max(options.timeout, settings.timeout);
        auto deadline = Clock::now() + std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
        result.timed_out = !wait_until(pid, deadline, status);
    }
    result.out = masked(content_of(out) + result.out, test.parent_path(), options.interpreter, settings);
    result.err = without_library_frames(masked(content_of(err), test.parent_path(), options.interpreter, settings));
    if (result.timed_out) {
        result.out += "[timed out]\n";
    } else if (WIFSIGNALED(status)) {
        result.out += "[killed by signal " + std::to_string(WTERMSIG(status)) + "]\n";
    } else if (WEXITSTATUS(status)) {
        result.out += "[exit status " + std::to_string(WEXITSTATUS(status)) + "]\n";
    }
    return result;
}

// `diff -u` of what was expected and what came, at most eighty lines.
void print_diff(const std::string& name, const std::string& expected, const std::string& actual) {
    if (expected == actual) return;
    int left = anonymous_file(expected), right = anonymous_file(actual);
    std::string self = "/proc/" + std::to_string(getpid()) + "/fd/";
    std::string command = "diff -u --label expected/" + name + " --label actual/" + name + " " + self +
                          std::to_string(left) + " " + self + std::to_string(right) + " | head -n 80";
    fflush(stdout);
    if (system(command.c_str()) < 0) perror("diff");
    close(left);
    close(right);
}

bool is_test(const fs::path& path) {
    return path.extension() == ".py" || path.extension() == ".sh";
}

// All tests under the given paths, sorted; when checking, only those with a recorded output.
std::vector<fs::path> find_tests(const Options& options) {
    std::vector<fs::path> tests;
    for (const fs::path& given : options.paths) {
        fs::path path = fs::canonical(given);
        if (fs::is_regular_file(path)) {
            tests.push_back(path);
            continue;
        }
        for (auto it = fs::recursive_directory_iterator(path); it != fs::recursive_directory_iterator(); ++it) {
            bool helper = it->path().filename() == "data" || it->path().filename() == "__pycache__";
            if (it->is_directory() && helper) it.disable_recursion_pending();
            if (it->is_regular_file() && is_test(it->path())) tests.push_back(it->path());
        }
    }
    std::sort(tests.begin(), tests.end());
    if (!options.update) {
        std::erase_if(tests, [](const fs::path& t) { return !fs::exists(fs::path(t).replace_extension(".out")); });
    }
    return tests;
}

// Under a time budget the tests are taken in strides, so that every folder gets its share of it.
std::vector<fs::path> spread(const std::vector<fs::path>& tests) {
    const size_t stride = 7;
    std::vector<fs::path> result;
    for (size_t start = 0; start < stride; ++start) {
        for (size_t i = start; i < tests.size(); i += stride) result.push_back(tests[i]);
    }
    return result;
}

void record(const fs::path& test, const Result& result) {
    fs::path out = fs::path(test).replace_extension(".out"), err = fs::path(test).replace_extension(".err");
    write_file(out, result.out);
    if (result.err.empty()) {
        fs::remove(err);
    } else {
        write_file(err, result.err);
    }
    if (result.timed_out) printf("TIMED OUT while recording %s\n", test.c_str());
}

// Compares with the recorded outputs and, unless it is known to fail, tells what differs; true when nothing does.
bool check(const fs::path& test, const Result& result, bool known) {
    std::string out = read_file(fs::path(test).replace_extension(".out"));
    std::string err = read_file(fs::path(test).replace_extension(".err"));
    if (out == result.out && err == result.err) return true;
    if (known) return false;
    printf("FAIL %s\n", test.c_str());
    std::string name = test.stem();
    print_diff(name + ".out", out, result.out);
    print_diff(name + ".err", err, result.err);
    fflush(stdout);
    return false;
}

// A row of the file of known failures: the end of a test's path, then the reason after a dash.
std::vector<std::string> read_known(const std::string& path) {
    std::vector<std::string> tests;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line[0] != '#') tests.push_back("/" + line.substr(0, line.find(' ')));
    }
    return tests;
}

bool is_known(const std::vector<std::string>& known, const std::string& test) {
    return std::any_of(known.begin(), known.end(), [&](const std::string& end) { return test.ends_with(end); });
}

int usage() {
    fprintf(stderr, "usage: run_goldens --interpreter PATH [--update] [--jobs N] [--timeout S] [--budget S] [--known FILE] PATH...\n");
    return 2;
}

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        std::string arg = argv[i];
        bool takes_value = arg == "--interpreter" || arg == "--jobs" || arg == "--timeout" || arg == "--budget" ||
                           arg == "--known";
        if (takes_value && i + 1 == argc) return false;
        if (arg == "--interpreter") options.interpreter = fs::absolute(argv[++i]);
        else if (arg == "--known") options.known = argv[++i];
        else if (arg == "--jobs") options.jobs = std::atoi(argv[++i]);
        else if (arg == "--timeout") options.timeout = std::atof(argv[++i]);
        else if (arg == "--budget") options.budget = std::atof(argv[++i]);
        else if (arg == "--update") options.update = true;
        else if (arg.starts_with("--")) return false;
        else options.paths.push_back(arg);
    }
    return !options.interpreter.empty() && !options.paths.empty() && options.jobs > 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!parse(argc, argv, options)) return usage();
    std::vector<fs::path> tests = find_tests(options);
    if (options.budget > 0) tests = spread(tests);
    const std::vector<std::string> known = read_known(options.known);

    std::atomic<size_t> next = 0;
    std::atomic<int> passed = 0, failed = 0, skipped = 0, known_failed = 0;
    std::mutex printing;
    auto start = Clock::now();
    auto work = [&] {
        for (size_t i; (i = next++) < tests.size();) {
            std::chrono::duration<double> elapsed = Clock::now() - start;
            if (options.budget > 0 && elapsed.count() > options.budget) {
                ++skipped;
                continue;
            }
            Result result = run(options, settings_of(tests[i]), tests[i]);
            std::lock_guard lock(printing);
            if (options.update) record(tests[i], result);
            bool expected_to_fail = is_known(known, tests[i]);
            bool good = options.update ? !result.timed_out : check(tests[i], result, expected_to_fail);
            if (good && expected_to_fail) printf("passes, though listed as known to fail: %s\n", tests[i].c_str());
            ++(good ? passed : expected_to_fail ? known_failed : failed);
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < options.jobs; ++i) workers.emplace_back(work);
    for (std::thread& worker : workers) worker.join();

    if (skipped) printf("%d not reached in %g s\n", skipped.load(), options.budget);
    if (known_failed) printf("%d known to fail, see %s\n", known_failed.load(), options.known.c_str());
    printf("total: %d passed, %d failed\n", passed.load(), failed.load());
    return failed ? 1 : 0;
}
