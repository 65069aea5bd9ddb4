// _signal: what a program does with the signals of the system, and how it sends and awaits them.
//
// A signal's Python handler does not run when the signal comes, but in the main thread at the next moment between two
// instructions, or when a wait ends early because of it (runtime/signals.h). `run_handlers` is the only place that calls
// one.
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "native/module.h"

namespace minipy {
namespace {

const Value kDefault = Value::from_int(0), kIgnore = Value::from_int(1);

struct State {
    Type* itimer_error = nullptr;
    Type* info_type = nullptr;
    VirtualTimer virtual_timer;  // ITIMER_REAL while the clock is a virtual one
};
State& state(Thread&);
Signals& signals(Thread& t) { return *t.interp->signals; }

Owned integer(int64_t i) { return Owned::adopt(Value::from_int(i)); }

Result<int> signal_number(Thread& t, Value v) {
    int number = TRY(to_c_int(t, v));
    if (number < 1 || number >= Signals::kCount) return raise_value_error(t, "signal number out of range");
    return number;
}

// ---- running handlers ------------------------------------------------------------------------------------

void report_wakeup_error(Thread& t) {
    int error = signals(t).wakeup_error.exchange(0);
    if (!error) return;
    (void)raise_os_error(t, error);
    write_unraisable(t, Value::unbound(), "Exception ignored when trying to write to the signal wakeup fd");
}

Status run_handlers(Thread& t) {
    Signals& s = signals(t);
    if (!s.any()) return {};
    report_wakeup_error(t);
    for (int number = 1; number < Signals::kCount; ++number) {
        if (!s.take(number)) continue;
        Owned handler = Owned::share(s.handlers[number]);
        if (!handler.get().is_object()) {  // set to something else in between
            (void)raise_error(t, exc(t).OSError, "Signal %i ignored due to race condition", number);
            write_unraisable(t, Value::unbound());
            continue;
        }
        Owned frame = t.frame ? Owned::share(Value(frame_object(t, t.frame))) : Owned::none();
        if (call(t, handler, {Value::from_int(number), frame.get()}).is_error()) {
            s.come_again(*t.interp);  // for those that were not looked at yet
            return Raised{};
        }
    }
    return {};
}

Status check_signals(Thread& t) { return t.is_main ? run_handlers(t) : Status(); }

// ---- what happens at a signal ----------------------------------------------------------------------------

bool set_native_handler(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_ONSTACK;
    return sigaction(number, &action, nullptr) == 0;
}

Owned set_handler(Thread& t, const Value* args) {
    if (!t.is_main || t.interp->run_signal_handlers != run_handlers) {
        return raise_value_error(t, "signal only works in main thread of the main interpreter");
    }
    int number = TRY(signal_number(t, args[0]));
    void (*native)(int) = Signals::on_signal;
    if (args[1] == kIgnore) {
        native = SIG_IGN;
    } else if (args[1] == kDefault) {
        native = SIG_DFL;
    } else if (!is_callable(t, args[1])) {
        return raise_type_error(
            t, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    }
    TRY(check_signals(t));
    if (!set_native_handler(number, native)) return raise_os_error(t, errno);
    Owned old = Owned::adopt(signals(t).handlers[number]);
    signals(t).handlers[number] = Owned::share(args[1]).take();
    return old;
}

Owned get_handler(Thread& t, const Value* args) {
    int number = TRY(signal_number(t, args[0]));
    return Owned::share(signals(t).handlers[number]);
}

// Whoever interrupts a program in which all threads wait for each other wants to know why nothing happens.
void explain_standstill(Thread& t) {
    for (Thread* thread = t.interp->threads; thread; thread = thread->next) {
        if (!thread->waits_for || thread->waits_until != Clock::kForever) return;
    }
    Owned report = import_attr(t, "gil._deadlock", "on_interrupt");
    Owned result = report.is_error() ? std::move(report) : call(t, report);
    if (result.is_error()) (void)take_exception(t);
}

Owned default_int_handler(Thread& t, const Value* args) {
    TRY(to_c_int(t, args[0]));
    explain_standstill(t);
    return raise_with(t, exc(t).KeyboardInterrupt, Value::unbound());
}

Owned interrupt_calls(Thread& t, const Value* args) {
    int number = TRY(signal_number(t, args[0]));
    int flag = TRY(to_c_int(t, args[1]));
    struct sigaction action;
    if (sigaction(number, nullptr, &action) < 0) return raise_os_error(t, errno);
    action.sa_flags = flag ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
    if (sigaction(number, &action, nullptr) < 0) return raise_os_error(t, errno);
    return Owned::none();
}

Owned set_wakeup_fd(Thread& t, const Value* args) {
    int fd = TRY(to_c_int(t, args[0]));
    bool warn_on_full = TRY(truth(t, args[1]));
    if (!t.is_main || t.interp->run_signal_handlers != run_handlers) {
        return raise_value_error(t, "set_wakeup_fd only works in main thread of the main interpreter");
    }
    if (fd != -1) {
        struct stat status;
        if (fstat(fd, &status) < 0) return raise_os_error(t, errno);
        int flags = fcntl(fd, F_GETFL);
        if (flags < 0) return raise_os_error(t, errno);
        if (!(flags & O_NONBLOCK)) return raise_value_error(t, "the fd %i must be in non-blocking mode", fd);
    }
    signals(t).warn_on_full = warn_on_full;
    return integer(signals(t).wakeup_fd.exchange(fd));
}

// ---- sending ---------------------------------------------------------------------------------------------

Owned raise_signal(Thread& t, const Value* args) {
    int number = TRY(to_c_int(t, args[0]));
    if (raise(number) != 0) return raise_os_error(t, errno);
    TRY(check_signals(t));
    return Owned::none();
}

Owned thread_kill(Thread& t, const Value* args) {
    int64_t thread = TRY(to_int64(t, args[0]));
    int error = pthread_kill(static_cast<pthread_t>(thread), TRY(to_c_int(t, args[1])));
    if (error) return raise_os_error(t, error);
    TRY(check_signals(t));  // it may have been this thread
    return Owned::none();
}

Owned send_by_pidfd(Thread& t, const Value* args) {
    int fd = TRY(to_c_int(t, args[0])), number = TRY(to_c_int(t, args[1])), flags = TRY(to_c_int(t, args[3]));
    if (!args[2].is_none()) return raise_type_error(t, "siginfo must be None");
    if (syscall(SYS_pidfd_send_signal, fd, number, nullptr, flags) < 0) return raise_os_error(t, errno);
    return Owned::none();
}

// ---- timers ----------------------------------------------------------------------------------------------

Owned set_alarm(Thread& t, const Value* args) {
    int seconds = TRY(to_c_int(t, args[0]));
    if (t.interp->clock.is_virtual()) {
        VirtualTimer::Setting old = state(t).virtual_timer.set(*t.interp, {seconds * Clock::kSecond, 0});
        return integer((old.left_ns + Clock::kSecond - 1) / Clock::kSecond);
    }
    return integer(alarm(static_cast<unsigned>(seconds)));
}

Result<timeval> to_timeval(Thread& t, Value v) {
    int64_t ns = TRY(to_nanoseconds(t, v, true));
    int64_t us = ns / 1000 + (ns % 1000 > 0);
    timeval result;
    result.tv_sec = us / 1'000'000;
    result.tv_usec = us % 1'000'000;
    if (result.tv_usec < 0) {
        result.tv_usec += 1'000'000;
        --result.tv_sec;
    }
    return result;
}

int64_t to_ns(const timeval& v) { return v.tv_sec * Clock::kSecond + v.tv_usec * 1000; }
itimerval to_itimerval(const VirtualTimer::Setting& setting) {
    auto part = [](int64_t ns) {
        timeval v;
        v.tv_sec = ns / Clock::kSecond;
        v.tv_usec = ns % Clock::kSecond / 1000;
        return v;
    };
    return {part(setting.interval_ns), part(setting.left_ns)};
}

double from_timeval(const timeval& v) {
    return static_cast<double>(v.tv_sec) + static_cast<double>(v.tv_usec) / 1e6;
}

Owned timer_pair(Thread& t, const itimerval& timer) {
    Owned value = TRY(make_float(t, from_timeval(timer.it_value)));
    Owned interval = TRY(make_float(t, from_timeval(timer.it_interval)));
    return make_tuple(t, {value.get(), interval.get()});
}

Raised raise_timer_error(Thread& t) {
    int error = errno;
    Owned text = TRY(make_str(t, strerror(error)));
    Owned exception = TRY(call(t, Value(state(t).itimer_error), {Value::from_int(error), text.get()}));
    return raise_instance(t, exception);
}

Owned set_timer(Thread& t, const Value* args) {
    int which = TRY(to_c_int(t, args[0]));
    itimerval timer, old;
    timer.it_value = TRY(to_timeval(t, args[1]));
    timer.it_interval = TRY(to_timeval(t, args[2]));
    if (which == ITIMER_REAL && t.interp->clock.is_virtual()) {
        VirtualTimer::Setting setting{to_ns(timer.it_value), to_ns(timer.it_interval)};
        if (setting.left_ns < 0 || setting.interval_ns < 0) {
            errno = EINVAL;
            return raise_timer_error(t);
        }
        return timer_pair(t, to_itimerval(state(t).virtual_timer.set(*t.interp, setting)));
    }
    if (setitimer(static_cast<__itimer_which>(which), &timer, &old) < 0) return raise_timer_error(t);
    return timer_pair(t, old);
}

Owned get_timer(Thread& t, const Value* args) {
    itimerval timer;
    int which = TRY(to_c_int(t, args[0]));
    if (which == ITIMER_REAL && t.interp->clock.is_virtual()) {
        return timer_pair(t, to_itimerval(state(t).virtual_timer.get(*t.interp)));
    }
    if (getitimer(static_cast<__itimer_which>(which), &timer) < 0) return raise_timer_error(t);
    return timer_pair(t, timer);
}

// ---- sets of signals, and waiting ------------------------------------------------------------------------

Status to_sigset(Thread& t, Value iterable, sigset_t* out) {
    sigemptyset(out);
    return for_each(t, iterable, [&](Value item) -> Status {
        Owned index = TRY(to_index(t, item));
        int64_t number;
        if (!int_fits_int64(index, &number)) number = -1;
        if (number < 1 || number >= Signals::kCount) {
            return raise_value_error(t, "signal number %lld out of range [1; %d]",
                                     static_cast<long long>(number), Signals::kCount - 1);
        }
        if (sigaddset(out, static_cast<int>(number)) < 0) {
            return warn(t, exc(t).RuntimeWarning,
                        "invalid signal number " + std::to_string(number) + ", please use valid_signals()");
        }
        return {};
    });
}

Owned from_sigset(Thread& t, const sigset_t& set) {
    Ref<List> list = TRY(new_list(t));
    for (int number = 1; number < Signals::kCount; ++number) {
        if (sigismember(&set, number) == 1) TRY(list_append(t, list.get(), Value::from_int(number)));
    }
    return call(t, Value(types(t).set), {Value(list)});
}

Owned change_mask(Thread& t, const Value* args) {
    int how = TRY(to_c_int(t, args[0]));
    sigset_t set, old;
    TRY(to_sigset(t, args[1], &set));
    int error = pthread_sigmask(how, &set, &old);
    if (error) return raise_os_error(t, error);
    TRY(check_signals(t));  // some may have waited for this
    return from_sigset(t, old);
}

Owned pending(Thread& t, const Value*) {
    sigset_t set;
    if (sigpending(&set) < 0) return raise_os_error(t, errno);
    return from_sigset(t, set);
}

Owned valid_signals(Thread& t, const Value*) {
    sigset_t set;
    sigfillset(&set);
    return from_sigset(t, set);
}

Owned wait_for_any(Thread& t, const Value*) {
    {
        GilRelease released(t);
        if (t.interp->clock.is_virtual()) {
            t.interp->clock.sleep_until(Clock::kForever);
        } else {
            pause();
        }
    }
    TRY(check_signals(t));
    return Owned::none();
}

Owned wait_for(Thread& t, const Value* args) {
    sigset_t set;
    TRY(to_sigset(t, args[0], &set));
    int number = 0, error;
    {
        GilRelease released(t);
        error = sigwait(&set, &number);
    }
    if (error) return raise_os_error(t, error);
    return integer(number);
}

Owned make_info(Thread& t, const siginfo_t& info) {
    Owned band = TRY(make_int(t, static_cast<int64_t>(info.si_band)));
    auto number = [](int64_t n) { return Value::from_int(n); };
    return make_struct_sequence(
        t, state(t).info_type,
        {number(info.si_signo), number(info.si_code), number(info.si_errno), number(info.si_pid),
         number(info.si_uid), number(info.si_status), band.get()});
}

// Waits for one of the set until the deadline; None when the time is over.
Owned wait_until(Thread& t, const sigset_t& set, int64_t deadline) {
    for (;;) {
        siginfo_t info;
        int result;
        {
            GilRelease released(t);
            if (deadline == Clock::kForever) {
                result = sigwaitinfo(&set, &info);
            } else {
                int64_t left = deadline - t.interp->clock.monotonic_ns();
                if (left < 0) left = 0;
                timespec timeout = {static_cast<time_t>(left / Clock::kSecond),
                                    static_cast<long>(left % Clock::kSecond)};
                result = sigtimedwait(&set, &info, &timeout);
            }
        }
        if (result >= 0) return make_info(t, info);
        if (errno == EAGAIN) return Owned::none();
        if (errno != EINTR) return raise_os_error(t, errno);
        TRY(check_signals(t));
    }
}

Owned wait_info(Thread& t, const Value* args) {
    sigset_t set;
    TRY(to_sigset(t, args[0], &set));
    return wait_until(t, set, Clock::kForever);
}

Owned wait_timed(Thread& t, const Value* args) {
    sigset_t set;
    TRY(to_sigset(t, args[0], &set));
    int64_t timeout = TRY(to_nanoseconds(t, args[1], true));
    if (timeout < 0) return raise_value_error(t, "timeout must be non-negative");
    int64_t now = t.interp->clock.monotonic_ns();
    return wait_until(t, set, timeout > Clock::kForever - 1 - now ? Clock::kForever - 1 : now + timeout);
}

Owned describe(Thread& t, const Value* args) {
    int number = TRY(signal_number(t, args[0]));
    const char* text = strsignal(number);
    if (!text || strncmp(text, "Unknown signal", 14) == 0) return Owned::none();
    return make_str(t, text);
}

// ---- the module ------------------------------------------------------------------------------------------

const FunctionSpec functions[] = {
    {"signal(signalnum, handler, /)", set_handler,
     "Set what happens at the signal: SIG_DFL, SIG_IGN, or handler(signalnum, frame). Returns what was set "
     "before."},
    {"getsignal(signalnum, /)", get_handler,
     "Return what happens at the signal; None when it was not set from Python."},
    {"default_int_handler(signalnum, frame, /)", default_int_handler,
     "The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt."},
    {"siginterrupt(signalnum, flag, /)", interrupt_calls,
     "Set whether system calls end early at the signal (flag true) or are restarted."},
    {"set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)", set_wakeup_fd,
     "Set the descriptor that gets a byte for each signal; returns the old one or -1."},
    {"raise_signal(signalnum, /)", raise_signal, "Send a signal to this process."},
    {"pthread_kill(thread_id, signalnum, /)", thread_kill, "Send a signal to a thread of this process."},
    {"pidfd_send_signal(pidfd, signalnum, siginfo=None, flags=0, /)", send_by_pidfd,
     "Send a signal to a process referred to by a pid file descriptor."},
    {"alarm(seconds, /)", set_alarm, "Have SIGALRM come after that many seconds; 0: not at all."},
    {"setitimer(which, seconds, interval=0.0, /)", set_timer,
     "Set one of the interval timers; returns what it was: (seconds, interval)."},
    {"getitimer(which, /)", get_timer, "Return the state of an interval timer: (seconds, interval)."},
    {"pthread_sigmask(how, mask, /)", change_mask,
     "Change which signals the calling thread holds back; returns the old set."},
    {"sigpending()", pending, "Return the signals that have come and are held back."},
    {"valid_signals()", valid_signals, "Return all signal numbers that there are."},
    {"pause()", wait_for_any, "Wait until a signal comes."},
    {"sigwait(sigset, /)", wait_for, "Wait until one of these signals comes; returns its number."},
    {"sigwaitinfo(sigset, /)", wait_info, "Wait until one of these signals comes; returns a struct_siginfo."},
    {"sigtimedwait(sigset, timeout, /)", wait_timed, "The same, at most for so many seconds; then None."},
    {"strsignal(signalnum, /)", describe, "Return the system's words for the signal."},
};

const struct {
    const char* name;
    int value;
} constants[] = {
    {"SIGHUP", SIGHUP},
    {"SIGINT", SIGINT},
    {"SIGQUIT", SIGQUIT},
    {"SIGILL", SIGILL},
    {"SIGTRAP", SIGTRAP},
    {"SIGABRT", SIGABRT},
    {"SIGIOT", SIGIOT},
    {"SIGBUS", SIGBUS},
    {"SIGFPE", SIGFPE},
    {"SIGKILL", SIGKILL},
    {"SIGUSR1", SIGUSR1},
    {"SIGSEGV", SIGSEGV},
    {"SIGUSR2", SIGUSR2},
    {"SIGPIPE", SIGPIPE},
    {"SIGALRM", SIGALRM},
    {"SIGTERM", SIGTERM},
    {"SIGSTKFLT", SIGSTKFLT},
    {"SIGCHLD", SIGCHLD},
    {"SIGCLD", SIGCHLD},
    {"SIGCONT", SIGCONT},
    {"SIGSTOP", SIGSTOP},
    {"SIGTSTP", SIGTSTP},
    {"SIGTTIN", SIGTTIN},
    {"SIGTTOU", SIGTTOU},
    {"SIGURG", SIGURG},
    {"SIGXCPU", SIGXCPU},
    {"SIGXFSZ", SIGXFSZ},
    {"SIGVTALRM", SIGVTALRM},
    {"SIGPROF", SIGPROF},
    {"SIGWINCH", SIGWINCH},
    {"SIGIO", SIGIO},
    {"SIGPOLL", SIGIO},
    {"SIGPWR", SIGPWR},
    {"SIGSYS", SIGSYS},
    {"SIG_DFL", 0},
    {"SIG_IGN", 1},
    {"SIG_BLOCK", SIG_BLOCK},
    {"SIG_UNBLOCK", SIG_UNBLOCK},
    {"SIG_SETMASK", SIG_SETMASK},
    {"ITIMER_REAL", ITIMER_REAL},
    {"ITIMER_VIRTUAL", ITIMER_VIRTUAL},
    {"ITIMER_PROF", ITIMER_PROF},
    {"NSIG", Signals::kCount},
};

const FieldSpec info_fields[] = {
    {"si_signo", "signal number"},
    {"si_code", "signal code"},
    {"si_errno", "errno associated with this signal"},
    {"si_pid", "sending process ID"},
    {"si_uid", "real user ID of sending process"},
    {"si_status", "exit value or signal"},
    {"si_band", "band event for SIGPOLL"},
};

// Takes over what the process began with: SIGINT raises KeyboardInterrupt, a broken pipe is an OSError and not the end.
void take_over(Thread& t, Value int_handler) {
    bool mine = t.is_main && signals(t).receive(*t.interp);
    if (mine) {
        t.interp->run_signal_handlers = run_handlers;
        signal(SIGPIPE, SIG_IGN);
        signal(SIGXFSZ, SIG_IGN);
    }
    for (int number = 1; number < Signals::kCount; ++number) {
        struct sigaction action;
        Value& handler = signals(t).handlers[number];
        handler = Value::none();
        if (sigaction(number, nullptr, &action) < 0) continue;
        if (action.sa_handler == SIG_DFL) handler = kDefault;
        if (action.sa_handler == SIG_IGN) handler = kIgnore;
    }
    if (!mine || signals(t).handlers[SIGINT] != kDefault) return;
    if (set_native_handler(SIGINT, Signals::on_signal))
        signals(t).handlers[SIGINT] = Owned::share(int_handler).take();
}

Status init_module(Thread& t, Module* module) {
    for (const auto& constant : constants) TRY(module_add_int(t, module, constant.name, constant.value));
    TRY(module_add_int(t, module, "SIGRTMIN", SIGRTMIN));
    TRY(module_add_int(t, module, "SIGRTMAX", SIGRTMAX));

    State& s = state(t);
    s.info_type =
        define_struct_sequence(t, "signal.struct_siginfo", info_fields, 7,
                               "struct_siginfo: Result from sigwaitinfo or sigtimedwait.\n\n"
                               "This object may be accessed either as a tuple of\n"
                               "(si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band),\n"
                               "or via the attributes si_signo, si_code, and so on.");
    if (!s.info_type) return Raised{};
    TRY(module_add(t, module, "struct_siginfo", Value(s.info_type)));

    TypeSpec error;
    error.name = "signal.itimer_error";
    error.flags = kTypeBaseAllowed;
    s.itimer_error = define_type(t, error, exc(t).OSError);
    TRY(module_add(t, module, "ItimerError", Value(s.itimer_error)));

    if (t.interp->signals) return {};
    t.interp->signals = new Signals;
    Value int_handler = dict_get_ascii(t, module_dict(Value(module)), "default_int_handler");
    take_over(t, int_handler);
    return {};
}

}  // namespace

MINIPY_MODULE(_signal, {.doc = "This module provides mechanisms to use signal handlers in Python.",
                        .functions = functions,
                        .exec = init_module});

namespace {
State& state(Thread& t) { return module_state<State>(t, module_registration__signal); }
}  // namespace

}  // namespace minipy
