// faulthandler: when the stacks of the threads are written.
//
// A signal handler finds what to do through the thread it interrupts: everything hangs off its interpreter.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "stdlib/faulthandler/dump.h"

namespace minipy::faulthandler {
namespace {

struct Fault {
    int number;
    const char* name;
    struct sigaction previous {};
    bool installed = false;
};

struct UserSignal {
    bool enabled = false, all_threads = true, chain = false;
    int fd = -1;
    Owned file;
    struct sigaction previous {};
};

// A native thread that waits for the end of a time, or to be cancelled.
struct Watchdog {
    std::thread thread;
    std::mutex mutex;
    std::condition_variable changed;
    bool cancelled = false;
    Owned file;
};

struct State {
    bool enabled = false, all_threads = true;
    int fd = -1;
    Owned file;
    Fault faults[5] = {{SIGBUS, "Bus error"},
                       {SIGILL, "Illegal instruction"},
                       {SIGFPE, "Floating point exception"},
                       {SIGABRT, "Aborted"},
                       {SIGSEGV, "Segmentation fault"}};
    UserSignal users[Signals::kCount];
    Watchdog* watchdog = nullptr;
    char* signal_stack = nullptr;
};
State* state_of(Interpreter& interp);
State& state(Thread&);

// ---- where to write --------------------------------------------------------------------------------------

struct Target {
    int fd = -1;
    Owned file;  // kept open while it may be needed
};

Result<Target> target_of(Thread& t, Value file) {
    Target target;
    target.file = Owned::share(file);
    if (file.is_none() || file.is_unbound()) {
        Value err = dict_get_str(t, t.interp->sys_dict.as<Dict>(), names(t).stderr);
        if (err.is_unbound()) return raise_runtime_error(t, "unable to get sys.stderr");
        if (err.is_none()) return raise_runtime_error(t, "sys.stderr is None");
        target.file = Owned::share(err);
    } else if (is_int(file)) {
        target.fd = TRY(to_c_int(t, file));
        if (target.fd < 0) return raise_value_error(t, "file is not a valid file descripter");
        target.file = Owned::none();
        return target;
    }
    Owned number = TRY(call_method(t, target.file, names(t).fileno));
    if (!number.get().is_int() || number.get().as_int() < 0 || number.get().as_int() > INT32_MAX) {
        return raise_runtime_error(t, "file.fileno() is not a valid file descriptor");
    }
    target.fd = static_cast<int>(number.get().as_int());
    if (call_method(t, target.file, names(t).flush).is_error()) (void)take_exception(t);
    return target;
}

void dump(int fd, Interpreter& interp, const Thread* current, bool all_threads) {
    if (all_threads) {
        dump_threads(fd, interp, current);
    } else if (current) {
        dump_thread(fd, *current, Title::Stack);
    }
}

Owned dump_now(Thread& t, const Value* args) {
    bool all_threads = TRY(to_c_int(t, args[1])) != 0;
    Target target = TRY(target_of(t, args[0]));
    dump(target.fd, *t.interp, &t, all_threads);
    return Owned::none();
}

// ---- crashes ---------------------------------------------------------------------------------------------

void uninstall(Fault& fault) {
    if (fault.installed) sigaction(fault.number, &fault.previous, nullptr);
    fault.installed = false;
}

void on_fault(int number) {
    int saved = errno;
    Thread* thread = current_thread;
    State* s = thread ? state_of(*thread->interp) : nullptr;
    if (!s || !s->enabled) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    for (Fault& fault : s->faults) {
        if (fault.number != number) continue;
        uninstall(fault);  // a second fault ends the process
        write_text(s->fd, "Fatal Python error: ");
        write_text(s->fd, fault.name);
        write_text(s->fd, "\n\n");
    }
    dump(s->fd, *thread->interp, thread, s->all_threads);
    errno = saved;
    raise(number);
}

// The handler needs a stack of its own: what it reports may be that the other one is full.
void give_signal_stack(State& s) {
    if (s.signal_stack) return;
    size_t size = static_cast<size_t>(SIGSTKSZ) * 4;
    s.signal_stack = static_cast<char*>(malloc(size));
    stack_t stack{};
    stack.ss_sp = s.signal_stack;
    stack.ss_size = size;
    if (s.signal_stack) sigaltstack(&stack, nullptr);
}

Owned enable(Thread& t, const Value* args) {
    bool all_threads = TRY(to_c_int(t, args[1])) != 0;
    Target target = TRY(target_of(t, args[0]));
    State& s = state(t);
    s.file = std::move(target.file);
    s.fd = target.fd;
    s.all_threads = all_threads;
    if (s.enabled) return Owned::none();
    give_signal_stack(s);
    s.enabled = true;
    for (Fault& fault : s.faults) {
        struct sigaction action {};
        action.sa_handler = on_fault;
        action.sa_flags = SA_NODEFER | SA_ONSTACK;
        if (sigaction(fault.number, &action, &fault.previous) < 0) return raise_os_error(t, errno);
        fault.installed = true;
    }
    return Owned::none();
}

Owned disable(Thread& t, const Value*) {
    State& s = state(t);
    if (!s.enabled) return Owned::from_bool(false);
    s.enabled = false;
    for (Fault& fault : s.faults) uninstall(fault);
    s.file = Owned::none();
    return Owned::from_bool(true);
}

Owned is_enabled(Thread& t, const Value*) { return Owned::from_bool(state(t).enabled); }

// ---- when time is over -----------------------------------------------------------------------------------

std::string timeout_text(int64_t us) {
    int64_t seconds = us / 1'000'000, fraction = us % 1'000'000;
    char text[80];
    int n = snprintf(text, sizeof text, "Timeout (%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                     static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
    if (fraction) {
        snprintf(text + n, sizeof text - static_cast<size_t>(n), ".%06lld", static_cast<long long>(fraction));
    }
    return text + std::string(")!\n");
}

void stop_watchdog(Thread& t) {
    Watchdog* dog = state(t).watchdog;
    if (!dog) return;
    state(t).watchdog = nullptr;
    {
        GilRelease released(t);
        {
            std::lock_guard guard(dog->mutex);
            dog->cancelled = true;
        }
        dog->changed.notify_all();
        dog->thread.join();
    }
    delete dog;
}

void watch(Watchdog* dog, Interpreter* interp, int fd, int64_t us, bool repeat, bool exit_after) {
    std::string header = timeout_text(us);
    std::unique_lock guard(dog->mutex);
    do {
        if (dog->changed.wait_for(guard, std::chrono::microseconds(us), [&] { return dog->cancelled; }))
            return;
        write_text(fd, header.c_str());
        dump_threads(fd, *interp, nullptr);
        if (exit_after) _exit(1);
    } while (repeat);
}

Owned dump_later(Thread& t, const Value* args) {
    int64_t ns = TRY(to_nanoseconds(t, args[0], true));
    int64_t us = ns / 1000 + (ns % 1000 > 0);
    if (us <= 0) return raise_value_error(t, "timeout must be greater than 0");
    bool repeat = TRY(to_c_int(t, args[1])) != 0, exit_after = TRY(to_c_int(t, args[3])) != 0;
    Target target = TRY(target_of(t, args[2]));
    stop_watchdog(t);
    auto* dog = new Watchdog;
    dog->file = std::move(target.file);
    // Signals are for the threads that know what to do with them.
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    dog->thread = std::thread(watch, dog, t.interp, target.fd, us, repeat, exit_after);
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
    state(t).watchdog = dog;
    return Owned::none();
}

Owned cancel_later(Thread& t, const Value*) {
    stop_watchdog(t);
    return Owned::none();
}

// ---- at a signal -----------------------------------------------------------------------------------------

void on_user_signal(int number) {
    int saved = errno;
    Thread* thread = current_thread;
    State* s = thread ? state_of(*thread->interp) : nullptr;
    if (!s || !s->users[number].enabled) return;
    UserSignal& user = s->users[number];
    dump(user.fd, *thread->interp, thread, user.all_threads);
    if (user.chain) {
        struct sigaction mine;
        sigaction(number, &user.previous, &mine);
        errno = saved;
        raise(number);
        saved = errno;
        sigaction(number, &mine, nullptr);
    }
    errno = saved;
}

Result<int> user_signal_number(Thread& t, Value v) {
    int number = TRY(to_c_int(t, v));
    for (const Fault& fault : state(t).faults) {
        if (fault.number == number) {
            return raise_runtime_error(t, "signal %i cannot be registered, use enable() instead", number);
        }
    }
    if (number < 1 || number >= Signals::kCount) return raise_value_error(t, "signal number out of range");
    return number;
}

Owned register_signal(Thread& t, const Value* args) {
    int number = TRY(user_signal_number(t, args[0]));
    bool all_threads = TRY(to_c_int(t, args[2])) != 0, chain = TRY(to_c_int(t, args[3])) != 0;
    Target target = TRY(target_of(t, args[1]));
    UserSignal& user = state(t).users[number];
    if (!user.enabled) {
        struct sigaction action {};
        action.sa_handler = on_user_signal;
        // With a chain the next handler interrupts this one; without, interrupted calls go on.
        action.sa_flags = SA_ONSTACK | (chain ? SA_NODEFER : SA_RESTART);
        if (sigaction(number, &action, &user.previous) < 0) return raise_os_error(t, errno);
    }
    user.file = std::move(target.file);
    user.fd = target.fd;
    user.all_threads = all_threads;
    user.chain = chain;
    user.enabled = true;
    return Owned::none();
}

Owned unregister_signal(Thread& t, const Value* args) {
    int number = TRY(user_signal_number(t, args[0]));
    UserSignal& user = state(t).users[number];
    if (!user.enabled) return Owned::from_bool(false);
    user.enabled = false;
    sigaction(number, &user.previous, nullptr);
    user.file = Owned::none();
    user.fd = -1;
    return Owned::from_bool(true);
}

// ---- crashing on purpose, for tests ----------------------------------------------------------------------

template <int number>
Owned crash(Thread&, const Value*) {
    raise(number);
    return Owned::none();
}

const FunctionSpec functions[] = {
    {"enable(file=None, all_threads=True)", enable,
     "enable(file=sys.stderr, all_threads=True): enable the fault handler"},
    {"disable()", disable, "disable(): disable the fault handler"},
    {"is_enabled()", is_enabled, "is_enabled()->bool: check if the handler is enabled"},
    {"dump_traceback(file=None, all_threads=True)", dump_now,
     "dump_traceback(file=sys.stderr, all_threads=True): write the stacks of all threads, or of this one, "
     "into file"},
    {"dump_traceback_later(timeout, repeat=False, file=None, exit=False)", dump_later,
     "dump_traceback_later(timeout, repeat=False, file=sys.stderr, exit=False):\n"
     "write the stacks of all threads in so many seconds, or every so many; with exit end the process then."},
    {"cancel_dump_traceback_later()", cancel_later,
     "cancel_dump_traceback_later():\ncancel the last call of dump_traceback_later()."},
    {"register(signum, file=None, all_threads=True, chain=False)", register_signal,
     "register(signum, file=sys.stderr, all_threads=True, chain=False): write the stacks when the signal "
     "comes"},
    {"unregister(signum, /)", unregister_signal, "unregister(signum): undo register()"},
    {"_sigsegv(release_gil=False, /)", crash<SIGSEGV>, "_sigsegv(release_gil=False): raise a SIGSEGV signal"},
    {"_sigabrt()", crash<SIGABRT>, "_sigabrt(): raise a SIGABRT signal"},
    {"_sigfpe()", crash<SIGFPE>, "_sigfpe(): raise a SIGFPE signal"},
    {"_read_null()", crash<SIGSEGV>, "_read_null(): raise a SIGSEGV signal"},
};

}  // namespace
}  // namespace minipy::faulthandler

namespace minipy {

MINIPY_MODULE(faulthandler, {.doc = "faulthandler module.", .functions = faulthandler::functions});

namespace faulthandler {
namespace {
State& state(Thread& t) { return module_state<State>(t, module_registration_faulthandler); }
// Null when the interpreter has not used the module.
State* state_of(Interpreter& interp) {
    size_t index = static_cast<size_t>(module_registration_faulthandler.index);
    return index < interp.module_states.size() ? static_cast<State*>(interp.module_states[index]) : nullptr;
}
}  // namespace
}  // namespace faulthandler

}  // namespace minipy
