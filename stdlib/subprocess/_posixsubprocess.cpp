// The module `_posixsubprocess`: fork_exec, the one step of subprocess that must be native. Between fork and exec only what is
// safe in a copy of one thread of a process may be done: no allocation, no lock, no Python (unless preexec_fn asks for it).
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <memory>

#include "native/module.h"

namespace minipy {

namespace {

Result<std::string> to_bytes(Thread& t, Value v) {
    Owned fsencode = TRY(import_attr(t, "os", "fsencode"));
    Owned bytes = TRY(call(t, fsencode, {v}));
    std::string text(bytes.as<Bytes>()->view());
    if (text.find('\0') != std::string::npos) return raise_value_error(t, "embedded null byte");
    return text;
}
// Strings and pointers to them, as exec wants.
struct StringArray {
    std::vector<std::unique_ptr<std::string>> texts;
    std::vector<char*> pointers;
    Status fill(Thread& t, Value sequence) {
        return for_each(t, sequence, [&](Value v) -> Status {
            texts.push_back(std::make_unique<std::string>(TRY(to_bytes(t, v))));
            return {};
        });
    }
    char** finish() {
        pointers.clear();
        for (auto& text : texts) pointers.push_back(text->data());
        pointers.push_back(nullptr);
        return pointers.data();
    }
};

// All that the child needs, ready before the fork.
struct Child {
    StringArray arguments, environment, executables;
    bool has_environment = false, has_cwd = false, close_fds = false, restore_signals = false,
         new_session = false, has_preexec = false;
    std::string cwd;
    std::vector<int> keep;  // sorted
    int p2cread = -1, p2cwrite = -1, c2pread = -1, c2pwrite = -1, errread = -1, errwrite = -1,
        errpipe_read = -1, errpipe_write = -1;
    int group = -1, umask = -1;
    bool set_gid = false, set_uid = false, set_groups = false;
    gid_t gid = 0;
    uid_t uid = 0;
    std::vector<gid_t> groups;
    Value preexec = Value::none();
};

// Reports through the pipe: "OSError:errno in hex:where".
[[noreturn]] void fail(const Child& c, const char* where, int failure) {
    char text[64];
    const char* digits = "0123456789ABCDEF";
    size_t n = 0;
    for (const char* p = "OSError:"; *p; ++p) text[n++] = *p;
    char hex[12];
    int count = 0;
    unsigned value = static_cast<unsigned>(failure);
    do hex[count++] = digits[value % 16];
    while ((value /= 16) != 0);
    while (count > 0) text[n++] = hex[--count];
    text[n++] = ':';
    for (const char* p = where; *p && n < sizeof text; ++p) text[n++] = *p;
    (void)!::write(c.errpipe_write, text, n);
    ::_exit(255);
}
void make_inheritable(int fd) {
    int flags = ::fcntl(fd, F_GETFD);
    if (flags >= 0) ::fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}
void close_others(const Child& c) {
    int low = 3;
    for (int k : c.keep) {
        if (k < low) continue;
        if (k > low) ::close_range(static_cast<unsigned>(low), static_cast<unsigned>(k - 1), 0);
        low = k + 1;
    }
    ::close_range(static_cast<unsigned>(low), ~0u, 0);
}

[[noreturn]] void run_child(Thread& t, Child& c, char** arguments, char** environment) {
    for (int fd : c.keep) {
        if (fd != c.errpipe_write) make_inheritable(fd);
    }
    if (c.p2cwrite >= 0) ::close(c.p2cwrite);
    if (c.c2pread >= 0) ::close(c.c2pread);
    if (c.errread >= 0) ::close(c.errread);
    ::close(c.errpipe_read);
    // Descriptors 0 to 2 must not be overwritten before they were copied.
    if (c.c2pwrite == 0 && (c.c2pwrite = ::dup(c.c2pwrite)) < 0) fail(c, "noexec", errno);
    while (c.errwrite == 0 || c.errwrite == 1) {
        if ((c.errwrite = ::dup(c.errwrite)) < 0) fail(c, "noexec", errno);
    }
    const int from[] = {c.p2cread, c.c2pwrite, c.errwrite};
    for (int fd = 0; fd < 3; ++fd) {
        if (from[fd] == fd)
            make_inheritable(fd);
        else if (from[fd] >= 0 && ::dup2(from[fd], fd) < 0)
            fail(c, "noexec", errno);
    }
    if (c.has_cwd && ::chdir(c.cwd.c_str()) < 0) fail(c, "noexec", errno);
    if (c.umask >= 0) ::umask(static_cast<mode_t>(c.umask));
    if (c.restore_signals) {
        for (int n : {SIGPIPE, SIGXFSZ}) ::signal(n, SIG_DFL);
    }
    if (c.new_session) ::setsid();
    if (c.group >= 0 && ::setpgid(0, c.group) < 0) fail(c, "noexec", errno);
    if (c.set_groups && ::setgroups(c.groups.size(), c.groups.data()) < 0) fail(c, "noexec", errno);
    if (c.set_gid && ::setregid(c.gid, c.gid) < 0) fail(c, "noexec", errno);
    if (c.set_uid && ::setreuid(c.uid, c.uid) < 0) fail(c, "noexec", errno);
    if (c.has_preexec) {
        reset_after_fork(t);
        Owned done = call(t, c.preexec);
        if (done.is_error()) {
            const char* text = "SubprocessError:0:Exception occurred in preexec_fn.";
            (void)!::write(c.errpipe_write, text, strlen(text));
            ::_exit(255);
        }
    }
    if (c.close_fds) close_others(c);
    int failure = ENOENT;
    for (auto& executable : c.executables.texts) {
        if (environment)
            ::execve(executable->c_str(), arguments, environment);
        else
            ::execv(executable->c_str(), arguments);
        if (errno != ENOENT && errno != ENOTDIR) failure = errno;
    }
    fail(c, "", failure);
}

Status read_child(Thread& t, const Value* a, Child& c) {
    if (!is_tuple(a[0]) && !is_list(a[0])) return raise_type_error(t, "sequence of arguments expected");
    TRY(c.arguments.fill(t, a[0]));
    TRY(c.executables.fill(t, a[1]));
    c.close_fds = TRY(truth(t, a[2]));
    if (!is_tuple(a[3]))
        return raise_type_error(t, "fork_exec() argument 4 must be tuple, not %.50s", type_name(t, a[3]));
    for (Value v : *a[3].as<Tuple>()) {
        int fd = is_int(v) ? TRY(to_c_int(t, v)) : -1;
        if (fd < 0 || (!c.keep.empty() && fd <= c.keep.back()))
            return raise_value_error(t, "bad value(s) in fds_to_keep");
        c.keep.push_back(fd);
    }
    if (!a[4].is_none()) {
        c.has_cwd = true;
        c.cwd = TRY(to_bytes(t, a[4]));
    }
    if (!a[5].is_none()) {
        c.has_environment = true;
        TRY(c.environment.fill(t, a[5]));
    }
    int* const fds[] = {&c.p2cread, &c.p2cwrite, &c.c2pread,      &c.c2pwrite,
                        &c.errread, &c.errwrite, &c.errpipe_read, &c.errpipe_write};
    for (size_t i = 0; i < 8; ++i) *fds[i] = TRY(to_c_int(t, a[6 + i]));
    c.restore_signals = TRY(truth(t, a[14]));
    c.new_session = TRY(truth(t, a[15]));
    c.group = TRY(to_c_int(t, a[16]));
    if (!a[17].is_none()) {
        c.set_gid = true;
        c.gid = static_cast<gid_t>(TRY(to_int64(t, a[17])));
    }
    if (!a[18].is_none()) {
        c.set_groups = true;
        TRY(for_each(t, a[18], [&](Value v) -> Status {
            c.groups.push_back(static_cast<gid_t>(TRY(to_int64(t, v))));
            return {};
        }));
    }
    if (!a[19].is_none()) {
        c.set_uid = true;
        c.uid = static_cast<uid_t>(TRY(to_int64(t, a[19])));
    }
    c.umask = TRY(to_c_int(t, a[20]));
    c.has_preexec = !a[21].is_none();
    c.preexec = a[21];
    return {};
}

Owned fork_exec(Thread& t, const Value* args) {
    Child c;
    TRY(read_child(t, args, c));
    char** arguments = c.arguments.finish();
    char** environment = c.has_environment ? c.environment.finish() : nullptr;
    pid_t pid = ::fork();
    if (pid == 0) run_child(t, c, arguments, environment);
    if (pid < 0) return raise_os_error(t, errno);
    return make_int(t, int64_t{pid});
}

const FunctionSpec functions[] = {
    {"fork_exec(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, "
     "errread, errwrite, errpipe_read, "
     "errpipe_write, restore_signals, start_new_session, process_group, gid, groups, uid, umask, preexec_fn, "
     "allow_vfork, /)",
     fork_exec, "Spawn a fresh new child process."}};
MINIPY_MODULE(_posixsubprocess, {.doc = "A POSIX helper for the subprocess module.", .functions = functions});

}  // namespace

}  // namespace minipy
