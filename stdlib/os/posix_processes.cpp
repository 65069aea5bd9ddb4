// posix: processes: fork, exec, wait, signals, identities, scheduling.
#include <grp.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include <memory>

#include "posix.h"

namespace minipy::posix {

namespace {

Owned number_or_error(Thread& t, int64_t n) {
    if (n < 0) return raise_errno(t);
    return make_int(t, n);
}
Owned none_or_errno(Thread& t, int64_t n) {
    if (n < 0) return raise_errno(t);
    return Owned::none();
}

// ---- fork ----

// The functions of os.register_at_fork; what they raise is printed.
void run_hooks(Thread& t, Value hooks, bool backwards) {
    if (hooks.is_none()) return;
    Owned held = Owned::share(hooks);
    size_t n = held.as<List>()->length;
    for (size_t i = 0; i < n && i < held.as<List>()->length; ++i) {
        Owned hook = Owned::share(held.as<List>()->items[backwards ? n - 1 - i : i]);
        Owned done = call(t, hook);
        if (done.is_error()) write_unraisable(t, hook);
    }
}
Status add_hook(Thread& t, Value& list, Value hook, const char* name) {
    if (hook.is_unbound()) return {};
    if (!is_callable(t, hook))
        return raise_type_error(t, "'%s' must be callable, not %.200s", name, type_name(t, hook));
    if (list.is_none()) list = Value(TRY(new_list(t)).take());
    return list_append(t, list.as<List>(), hook);
}
Owned posix_register_at_fork(Thread& t, const Value* args) {
    if (args[0].is_unbound() && args[1].is_unbound() && args[2].is_unbound())
        return raise_type_error(t, "At least one argument is required.");
    TRY(add_hook(t, state(t).before_fork, args[0], "before"));
    TRY(add_hook(t, state(t).after_in_child, args[1], "after_in_child"));
    TRY(add_hook(t, state(t).after_in_parent, args[2], "after_in_parent"));
    return Owned::none();
}
// A thread that holds the import lock makes a module that the child must not find half made.
class HeldImportLock {
  public:
    explicit HeldImportLock(Thread& t) : t_(t) {
        Value found = dict_get_str(t, t.interp->sys_modules.as<Dict>(), intern(t, "_imp"));
        if (found.is_unbound()) return;  // then nobody can hold it
        imp_ = Owned::share(found);
        use("acquire_lock");
    }
    void release() { use("release_lock"); }

  private:
    void use(const char* name) {
        if (imp_.is_none()) return;
        Owned done = call_method(t_, imp_, intern(t_, name));
        if (done.is_error()) write_unraisable(t_, imp_);
    }
    Thread& t_;
    Owned imp_;
};
Result<pid_t> fork_with_hooks(Thread& t) {
    run_hooks(t, state(t).before_fork, true);
    HeldImportLock import_lock(t);
    pid_t pid = ::fork();
    int failure = errno;
    if (pid == 0) reset_after_fork(t);
    import_lock.release();
    if (pid == 0) {
        run_hooks(t, state(t).after_in_child, false);
    } else {
        if (recording(t) && pid > 0) {
            note(t, GilEventKind::Fork, {.other = static_cast<uint32_t>(pid), .with_stack = true});
        }
        run_hooks(t, state(t).after_in_parent, false);
    }
    errno = failure;
    if (pid < 0) return raise_errno(t);
    return pid;
}
Owned posix_fork(Thread& t, const Value*) { return make_int(t, int64_t{TRY(fork_with_hooks(t))}); }
// fork() with the child's standard streams on a new terminal, whose other end the parent gets.
Owned posix_forkpty(Thread& t, const Value*) {
    int parent_end, child_end;
    if (openpty(&parent_end, &child_end, nullptr, nullptr, nullptr) < 0) return raise_errno(t);
    Result<pid_t> pid = fork_with_hooks(t);
    if (pid.is_error() || pid.value() != 0) {
        close(child_end);
        if (pid.is_error()) {
            close(parent_end);
            return Raised{};
        }
        return make_tuple(t, {Value::from_int(pid.value()), Value::from_int(parent_end)});
    }
    close(parent_end);
    login_tty(child_end);
    return make_tuple(t, {Value::from_int(0), Value::from_int(-1)});
}

// ---- exec ----

// Strings as the system wants them.
class StringArray {
  public:
    Status add(Thread& t, Value v, const char* function) {
        Path path;
        TRY(read_path(t, v, path, function, "argv"));
        texts_.push_back(std::make_unique<std::string>(path.bytes));
        return {};
    }
    void add(std::string text) { texts_.push_back(std::make_unique<std::string>(std::move(text))); }
    char** data() {
        pointers_.clear();
        for (auto& text : texts_) pointers_.push_back(text->data());
        pointers_.push_back(nullptr);
        return pointers_.data();
    }
    size_t size() const { return texts_.size(); }

  private:
    std::vector<std::unique_ptr<std::string>> texts_;
    std::vector<char*> pointers_;
};
Status read_arguments(Thread& t, Value argv, StringArray& out, const char* function) {
    if (!is_list(argv) && !is_tuple(argv))
        return raise_type_error(t, "%s() arg 2 must be a tuple or list", function);
    TRY(for_each(t, argv, [&](Value v) { return out.add(t, v, function); }));
    if (!out.size()) return raise_value_error(t, "%s() arg 2 must not be empty", function);
    return {};
}
Status read_environment(Thread& t, Value env, StringArray& out, const char* function) {
    Owned keys = TRY(call_method(t, env, names(t).keys));
    Ref<List> list = TRY(to_list(t, keys));
    for (size_t i = 0; i < list->length; ++i) {
        Owned value = TRY(get_item(t, env, list->items[i]));
        Path k, v;
        TRY(read_path(t, list->items[i], k, function, "env"));
        TRY(read_path(t, value, v, function, "env"));
        if (k.bytes.empty() || k.bytes.find('=') != std::string::npos)
            return raise_value_error(t, "illegal environment variable name");
        out.add(k.bytes + "=" + v.bytes);
    }
    return {};
}
Owned posix_execv(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "execv"));
    StringArray argv;
    TRY(read_arguments(t, args[1], argv, "execv"));
    ::execv(path.c_str(), argv.data());
    return raise_errno(t, path);
}
Owned posix_execve(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "execve", "path", true));
    StringArray argv, env;
    TRY(read_arguments(t, args[1], argv, "execve"));
    TRY(read_environment(t, args[2], env, "execve"));
    if (path.fd >= 0)
        ::fexecve(path.fd, argv.data(), env.data());
    else
        ::execve(path.c_str(), argv.data(), env.data());
    return raise_errno(t, path);
}

// ---- posix_spawn ----

Status add_file_actions(Thread& t, Value actions, posix_spawn_file_actions_t& out,
                        std::vector<std::string>& paths) {
    return for_each(t, actions, [&](Value v) -> Status {
        if (!is_tuple(v) || v.as<Tuple>()->length < 2)
            return raise_type_error(t, "Each file_actions element must be a non-empty tuple");
        Tuple* a = v.as<Tuple>();
        int64_t tag = TRY(to_int64(t, a->at(0)));
        int fd = TRY(to_c_int(t, a->at(1)));
        if (tag == 0 && a->length == 5) {
            Path path;
            TRY(read_path(t, a->at(2), path, "posix_spawn"));
            paths.push_back(path.bytes);
            posix_spawn_file_actions_addopen(&out, fd, paths.back().c_str(), TRY(to_c_int(t, a->at(3))),
                                             static_cast<mode_t>(TRY(to_c_int(t, a->at(4)))));
        } else if (tag == 1) {
            posix_spawn_file_actions_addclose(&out, fd);
        } else if (tag == 2 && a->length == 3) {
            posix_spawn_file_actions_adddup2(&out, fd, TRY(to_c_int(t, a->at(2))));
        } else {
            return raise_type_error(t, "Unknown file_actions identifier");
        }
        return {};
    });
}
Status read_signals(Thread& t, Value signals, sigset_t& out) {
    sigemptyset(&out);
    return for_each(t, signals, [&](Value v) -> Status {
        int n = TRY(to_c_int(t, v));
        if (n < 1 || n >= NSIG)
            return raise_value_error(t, "signal number %d out of range [1; %d]", n, NSIG - 1);
        sigaddset(&out, n);
        return {};
    });
}
Owned spawn(Thread& t, const Value* args, bool search) {
    const char* name = search ? "posix_spawnp" : "posix_spawn";
    Path path;
    TRY(read_path(t, args[0], path, name));
    StringArray argv, env;
    TRY(read_arguments(t, args[1], argv, name));
    if (!args[2].is_none()) TRY(read_environment(t, args[2], env, name));
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    std::vector<std::string> paths;
    paths.reserve(64);
    short flags = 0;
    Status ready = [&]() -> Status {
        if (!args[3].is_none()) TRY(add_file_actions(t, args[3], actions, paths));
        if (!args[4].is_unbound()) {
            posix_spawnattr_setpgroup(&attributes, TRY(to_c_int(t, args[4])));
            flags |= POSIX_SPAWN_SETPGROUP;
        }
        if (TRY(truth(t, args[5]))) flags |= POSIX_SPAWN_RESETIDS;
        if (TRY(truth(t, args[6]))) flags |= POSIX_SPAWN_SETSID;
        sigset_t set;
        TRY(read_signals(t, args[7], set));
        posix_spawnattr_setsigmask(&attributes, &set);
        if (TRY(length(t, args[7]))) flags |= POSIX_SPAWN_SETSIGMASK;
        TRY(read_signals(t, args[8], set));
        posix_spawnattr_setsigdefault(&attributes, &set);
        if (TRY(length(t, args[8]))) flags |= POSIX_SPAWN_SETSIGDEF;
        return {};
    }();
    int failure = 0;
    pid_t pid = 0;
    if (!ready.is_error()) {
        posix_spawnattr_setflags(&attributes, flags);
        char** environment = args[2].is_none() ? environ : env.data();
        failure = search ? ::posix_spawnp(&pid, path.c_str(), &actions, &attributes, argv.data(), environment)
                         : ::posix_spawn(&pid, path.c_str(), &actions, &attributes, argv.data(), environment);
    }
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (ready.is_error()) return Raised{};
    if (failure) return raise_os_error(t, failure, path.shown);
    return make_int(t, int64_t{pid});
}
Owned posix_spawn_(Thread& t, const Value* args) { return spawn(t, args, false); }
Owned posix_spawnp_(Thread& t, const Value* args) { return spawn(t, args, true); }

// ---- wait ----

Owned wait_result(Thread& t, pid_t pid, int status) {
    return make_tuple(t, {Value::from_int(pid), Value::from_int(status)});
}
Owned posix_waitpid(Thread& t, const Value* args) {
    int pid = TRY(to_c_int(t, args[0])), options = TRY(to_c_int(t, args[1])), status = 0;
    int64_t n = TRY(blocking(t, [&] { return int64_t{::waitpid(pid, &status, options)}; }));
    if (n < 0) return raise_errno(t);
    return wait_result(t, static_cast<pid_t>(n), n ? status : 0);
}
Owned posix_wait(Thread& t, const Value*) {
    int status = 0;
    int64_t n = TRY(blocking(t, [&] { return int64_t{::wait(&status)}; }));
    if (n < 0) return raise_errno(t);
    return wait_result(t, static_cast<pid_t>(n), status);
}
double seconds(const timeval& tv) {
    return static_cast<double>(tv.tv_sec) + static_cast<double>(tv.tv_usec) * 1e-6;
}
Owned wait4_with(Thread& t, int pid, int options) {
    int status = 0;
    rusage usage = {};
    int64_t n = TRY(blocking(t, [&] { return int64_t{::wait4(pid, &status, options, &usage)}; }));
    if (n < 0) return raise_errno(t);
    Owned type = TRY(import_attr(t, "resource", "struct_rusage"));
    Owned user = make_float(t, seconds(usage.ru_utime)), system = make_float(t, seconds(usage.ru_stime));
    Ref<List> fields = TRY(new_list(t));
    TRY(list_append(t, fields.get(), user));
    TRY(list_append(t, fields.get(), system));
    for (long v : {usage.ru_maxrss, usage.ru_ixrss, usage.ru_idrss, usage.ru_isrss, usage.ru_minflt,
                   usage.ru_majflt, usage.ru_nswap, usage.ru_inblock, usage.ru_oublock, usage.ru_msgsnd,
                   usage.ru_msgrcv, usage.ru_nsignals, usage.ru_nvcsw, usage.ru_nivcsw})
        TRY(list_append(t, fields.get(), make_int(t, int64_t{v})));
    Owned made = TRY(call(t, type, {Value(fields)}));
    return make_tuple(t, {Value::from_int(n), Value::from_int(n ? status : 0), made.get()});
}
Owned posix_wait3(Thread& t, const Value* args) { return wait4_with(t, -1, TRY(to_c_int(t, args[0]))); }
Owned posix_wait4(Thread& t, const Value* args) {
    return wait4_with(t, TRY(to_c_int(t, args[0])), TRY(to_c_int(t, args[1])));
}
Owned posix_waitid(Thread& t, const Value* args) {
    int kind = TRY(to_c_int(t, args[0])), options = TRY(to_c_int(t, args[2]));
    int64_t id = TRY(to_int64(t, args[1]));
    siginfo_t info = {};
    if (TRY(blocking(t, [&] {
            return int64_t{::waitid(static_cast<idtype_t>(kind), static_cast<id_t>(id), &info, options)};
        })) < 0)
        return raise_errno(t);
    if (info.si_pid == 0) return Owned::none();
    return make_struct_sequence(
        t, state(t).waitid_result,
        {Value::from_int(info.si_pid), Value::from_int(info.si_uid), Value::from_int(info.si_signo),
         Value::from_int(info.si_status), Value::from_int(info.si_code)});
}
Result<int> status_of(Thread& t, Value v) { return to_c_int(t, v); }
#define WAIT_FLAG(macro)                                            \
    Owned wait_##macro(Thread& t, const Value* args) {              \
        return Owned::from_bool(macro(TRY(status_of(t, args[0])))); \
    }
#define WAIT_NUMBER(macro)                                              \
    Owned wait_##macro(Thread& t, const Value* args) {                  \
        return make_int(t, int64_t{macro(TRY(status_of(t, args[0])))}); \
    }
WAIT_FLAG(WIFEXITED)
WAIT_FLAG(WIFSIGNALED)
WAIT_FLAG(WIFSTOPPED)
WAIT_FLAG(WIFCONTINUED)
WAIT_FLAG(WCOREDUMP)
WAIT_NUMBER(WEXITSTATUS)
WAIT_NUMBER(WTERMSIG)
WAIT_NUMBER(WSTOPSIG)
#undef WAIT_FLAG
#undef WAIT_NUMBER
Owned posix_waitstatus_to_exitcode(Thread& t, const Value* args) {
    if (is_kind(args[0], Kind::Float)) return raise_type_error(t, "integer argument expected, got float");
    int status = TRY(status_of(t, args[0]));
    if (WIFEXITED(status)) return make_int(t, int64_t{WEXITSTATUS(status)});
    if (WIFSIGNALED(status)) return make_int(t, -int64_t{WTERMSIG(status)});
    if (WIFSTOPPED(status))
        return raise_value_error(t, "process stopped by delivery of signal %i", WSTOPSIG(status));
    return raise_value_error(t, "invalid wait status: %i", status);
}

// ---- signals, ends ----

Owned posix_kill(Thread& t, const Value* args) {
    return none_or_errno(t, ::kill(TRY(to_c_int(t, args[0])), TRY(to_c_int(t, args[1]))));
}
Owned posix_killpg(Thread& t, const Value* args) {
    return none_or_errno(t, ::killpg(TRY(to_c_int(t, args[0])), TRY(to_c_int(t, args[1]))));
}
Owned posix__exit(Thread& t, const Value* args) {
    int status = TRY(to_c_int(t, args[0]));
    if (t.interp->recorder) t.interp->recorder->flush(t);
    ::_exit(status);
}
Owned posix_abort(Thread&, const Value*) { ::abort(); }
Owned posix_system(Thread& t, const Value* args) {
    Path command;
    TRY(read_path(t, args[0], command, "system", "command"));
    int status;
    {
        GilRelease nogil(t);
        status = ::system(command.c_str());
    }
    return make_int(t, int64_t{status});
}

// ---- identities ----

#define ID(name) \
    Owned posix_##name(Thread& t, const Value*) { return make_int(t, int64_t{::name()}); }
ID(getpid)
ID(getppid)
ID(getuid)
ID(geteuid)
ID(getgid)
ID(getegid)
ID(getpgrp)
#undef ID
Owned posix_getpgid(Thread& t, const Value* args) {
    return number_or_error(t, ::getpgid(TRY(to_c_int(t, args[0]))));
}
Owned posix_getsid(Thread& t, const Value* args) {
    return number_or_error(t, ::getsid(TRY(to_c_int(t, args[0]))));
}
Owned posix_setsid(Thread& t, const Value*) { return none_or_errno(t, ::setsid()); }
Owned posix_setpgrp(Thread& t, const Value*) { return none_or_errno(t, ::setpgid(0, 0)); }
Owned posix_setpgid(Thread& t, const Value* args) {
    return none_or_errno(t, ::setpgid(TRY(to_c_int(t, args[0])), TRY(to_c_int(t, args[1]))));
}
Owned posix_setuid(Thread& t, const Value* args) {
    return none_or_errno(t, ::setuid(static_cast<uid_t>(TRY(to_int64(t, args[0])))));
}
Owned posix_setgid(Thread& t, const Value* args) {
    return none_or_errno(t, ::setgid(static_cast<gid_t>(TRY(to_int64(t, args[0])))));
}
Owned posix_seteuid(Thread& t, const Value* args) {
    return none_or_errno(t, ::seteuid(static_cast<uid_t>(TRY(to_int64(t, args[0])))));
}
Owned posix_setegid(Thread& t, const Value* args) {
    return none_or_errno(t, ::setegid(static_cast<gid_t>(TRY(to_int64(t, args[0])))));
}
Owned posix_getgroups(Thread& t, const Value*) {
    gid_t groups[1024];
    int n = ::getgroups(1024, groups);
    if (n < 0) return raise_errno(t);
    Ref<List> list = TRY(new_list(t));
    for (int i = 0; i < n; ++i) TRY(list_append(t, list.get(), Value::from_int(groups[i])));
    return list;
}
Owned posix_getlogin(Thread& t, const Value*) {
    char name[256];
    int failure = ::getlogin_r(name, sizeof name);
    if (failure) return raise_os_error(t, failure);
    return make_str(t, name);
}

// ---- scheduling ----

Owned posix_nice(Thread& t, const Value* args) {
    errno = 0;
    int n = ::nice(TRY(to_c_int(t, args[0])));
    if (n == -1 && errno) return raise_errno(t);
    return make_int(t, int64_t{n});
}
Owned posix_getpriority(Thread& t, const Value* args) {
    errno = 0;
    int n = ::getpriority(static_cast<__priority_which_t>(TRY(to_c_int(t, args[0]))),
                          static_cast<id_t>(TRY(to_c_int(t, args[1]))));
    if (n == -1 && errno) return raise_errno(t);
    return make_int(t, int64_t{n});
}
Owned posix_setpriority(Thread& t, const Value* args) {
    return none_or_errno(
        t, ::setpriority(static_cast<__priority_which_t>(TRY(to_c_int(t, args[0]))),
                         static_cast<id_t>(TRY(to_c_int(t, args[1]))), TRY(to_c_int(t, args[2]))));
}
Owned posix_sched_yield(Thread& t, const Value*) {
    GilRelease nogil(t);
    ::sched_yield();
    return Owned::none();
}
Owned posix_sched_getaffinity(Thread& t, const Value* args) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(TRY(to_c_int(t, args[0])), sizeof set, &set) != 0) return raise_errno(t);
    Ref<Set> cpus = TRY(new_set(t));
    for (int i = 0; i < CPU_SETSIZE; ++i) {
        if (CPU_ISSET(i, &set)) TRY(set_add(t, cpus.get(), Value::from_int(i)));
    }
    return cpus;
}
Owned posix_sched_setaffinity(Thread& t, const Value* args) {
    cpu_set_t set;
    CPU_ZERO(&set);
    TRY(for_each(t, args[1], [&](Value v) -> Status {
        int cpu = TRY(to_c_int(t, v));
        if (cpu < 0) return raise_value_error(t, "negative CPU number");
        if (cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
        return {};
    }));
    return none_or_errno(t, ::sched_setaffinity(TRY(to_c_int(t, args[0])), sizeof set, &set));
}
Owned posix_sched_get_priority_max(Thread& t, const Value* args) {
    return number_or_error(t, ::sched_get_priority_max(TRY(to_c_int(t, args[0]))));
}
Owned posix_sched_get_priority_min(Thread& t, const Value* args) {
    return number_or_error(t, ::sched_get_priority_min(TRY(to_c_int(t, args[0]))));
}
Owned posix_sched_getscheduler(Thread& t, const Value* args) {
    return number_or_error(t, ::sched_getscheduler(TRY(to_c_int(t, args[0]))));
}
Owned posix_times(Thread& t, const Value*) {
    struct tms now;
    clock_t elapsed = ::times(&now);
    double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    Owned parts[5] = {make_float(t, static_cast<double>(now.tms_utime) / ticks),
                      make_float(t, static_cast<double>(now.tms_stime) / ticks),
                      make_float(t, static_cast<double>(now.tms_cutime) / ticks),
                      make_float(t, static_cast<double>(now.tms_cstime) / ticks),
                      make_float(t, static_cast<double>(elapsed) / ticks)};
    return make_struct_sequence(
        t, state(t).times_result,
        {parts[0].get(), parts[1].get(), parts[2].get(), parts[3].get(), parts[4].get()});
}
Owned posix_pidfd_open(Thread& t, const Value* args) {
    return number_or_error(t, ::syscall(434, TRY(to_c_int(t, args[0])), TRY(to_c_int(t, args[1]))));
}

const FunctionSpec functions[] = {
    {"fork()", posix_fork, "Fork a child process."},
    {"forkpty()", posix_forkpty, "Fork a new process with a new pseudo-terminal as controlling tty."},
    {"register_at_fork(*, before=..., after_in_child=..., after_in_parent=...)", posix_register_at_fork},
    {"execv(path, argv, /)", posix_execv},
    {"execve(path, argv, env)", posix_execve},
    {"posix_spawn(path, argv, env, /, *, file_actions=(), setpgroup=..., resetids=False, setsid=False, "
     "setsigmask=(), setsigdef=(), scheduler=...)",
     posix_spawn_},
    {"posix_spawnp(path, argv, env, /, *, file_actions=(), setpgroup=..., resetids=False, setsid=False, "
     "setsigmask=(), setsigdef=(), scheduler=...)",
     posix_spawnp_},
    {"waitpid(pid, options, /)", posix_waitpid},
    {"wait()", posix_wait},
    {"wait3(options)", posix_wait3},
    {"wait4(pid, options)", posix_wait4},
    {"waitid(idtype, id, options, /)", posix_waitid},
    {"WIFEXITED(status)", wait_WIFEXITED},
    {"WIFSIGNALED(status)", wait_WIFSIGNALED},
    {"WIFSTOPPED(status)", wait_WIFSTOPPED},
    {"WIFCONTINUED(status)", wait_WIFCONTINUED},
    {"WCOREDUMP(status, /)", wait_WCOREDUMP},
    {"WEXITSTATUS(status)", wait_WEXITSTATUS},
    {"WTERMSIG(status)", wait_WTERMSIG},
    {"WSTOPSIG(status)", wait_WSTOPSIG},
    {"waitstatus_to_exitcode(status)", posix_waitstatus_to_exitcode},
    {"kill(pid, signal, /)", posix_kill},
    {"killpg(pgid, signal, /)", posix_killpg},
    {"_exit(status)", posix__exit,
     "Exit to the system with specified status, without normal exit processing."},
    {"abort()", posix_abort},
    {"system(command)", posix_system},
    {"getpid()", posix_getpid},
    {"getppid()", posix_getppid},
    {"getuid()", posix_getuid},
    {"geteuid()", posix_geteuid},
    {"getgid()", posix_getgid},
    {"getegid()", posix_getegid},
    {"getpgrp()", posix_getpgrp},
    {"getpgid(pid)", posix_getpgid},
    {"getsid(pid, /)", posix_getsid},
    {"setsid()", posix_setsid},
    {"setpgrp()", posix_setpgrp},
    {"setpgid(pid, pgrp, /)", posix_setpgid},
    {"setuid(uid, /)", posix_setuid},
    {"setgid(gid, /)", posix_setgid},
    {"seteuid(euid, /)", posix_seteuid},
    {"setegid(egid, /)", posix_setegid},
    {"getgroups()", posix_getgroups},
    {"getlogin()", posix_getlogin},
    {"nice(increment, /)", posix_nice},
    {"getpriority(which, who)", posix_getpriority},
    {"setpriority(which, who, priority)", posix_setpriority},
    {"sched_yield()", posix_sched_yield},
    {"sched_getaffinity(pid, /)", posix_sched_getaffinity},
    {"sched_setaffinity(pid, mask, /)", posix_sched_setaffinity},
    {"sched_get_priority_max(policy)", posix_sched_get_priority_max},
    {"sched_get_priority_min(policy)", posix_sched_get_priority_min},
    {"sched_getscheduler(pid, /)", posix_sched_getscheduler},
    {"times()", posix_times},
    {"pidfd_open(pid, flags=0)", posix_pidfd_open},
};

const FieldSpec times_fields[] = {{"user"}, {"system"}, {"children_user"}, {"children_system"}, {"elapsed"}};
const FieldSpec waitid_fields[] = {{"si_pid"}, {"si_uid"}, {"si_signo"}, {"si_status"}, {"si_code"}};
const FieldSpec param_fields[] = {{"sched_priority"}};

}  // namespace

Status add_process_types(Thread& t, Module* module) {
    state(t).times_result = define_struct_sequence(t, "posix.times_result", times_fields, 5);
    TRY(module_add(t, module, "times_result", Value(state(t).times_result)));
    state(t).waitid_result = define_struct_sequence(t, "posix.waitid_result", waitid_fields, 5);
    TRY(module_add(t, module, "waitid_result", Value(state(t).waitid_result)));
    state(t).sched_param = define_struct_sequence(t, "posix.sched_param", param_fields, 1);
    return module_add(t, module, "sched_param", Value(state(t).sched_param));
}

std::span<const FunctionSpec> process_functions() { return functions; }

}  // namespace minipy::posix
