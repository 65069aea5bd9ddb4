// select: waiting until a file descriptor is ready, by select(), poll objects and epoll objects.
//
// All three wait in one place, `wait_ready`: without the GIL, at the interpreter's clock (so that virtual time can
// jump), again after a signal whose handler did not raise.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cmath>
#include <memory>
#include <vector>

#include "native/module.h"

namespace minipy {
namespace {

// An int, or an object with fileno().
Result<int> descriptor(Thread& t, Value v) {
    Owned number = Owned::share(v);
    if (!is_kind(v, Kind::Int) && !v.is_int() && !v.is_bool()) {
        Owned fileno = TRY(lookup_attr(t, v, names(t).fileno));
        if (fileno.is_unbound())
            return raise_type_error(t, "argument must be an int, or have a fileno() method.");
        number = TRY(call(t, fileno));
        if (!number.get().is_int()) return raise_type_error(t, "fileno() returned a non-integer");
    }
    int fd = TRY(to_c_int(t, number));
    if (fd < 0) return raise_value_error(t, "file descriptor cannot be a negative integer (%i)", fd);
    return fd;
}

// When to stop waiting; None: never.
Result<int64_t> deadline_in(Thread& t, Value seconds, const char* wanted, bool negative_is_forever) {
    if (seconds.is_none()) return Clock::kForever;
    Result<int64_t> ns = to_nanoseconds(t, seconds, true);
    if (ns.is_error()) {
        if (!catch_exception(t, exc(t).TypeError)) return Raised{};
        return raise_type_error(t, "timeout must be %s or None", wanted);
    }
    if (ns.value() < 0) {
        if (negative_is_forever) return Clock::kForever;
        return raise_value_error(t, "timeout must be non-negative");
    }
    int64_t now = t.interp->clock.monotonic_ns(), deadline;
    return __builtin_add_overflow(now, ns.value(), &deadline) ? Clock::kForever : deadline;
}
// poll() counts in milliseconds, as the system's call does.
Result<int64_t> deadline_in_milliseconds(Thread& t, Value timeout) {
    if (timeout.is_none()) return Clock::kForever;
    double ms;
    if (is_kind(timeout, Kind::Float)) {
        ms = TRY(to_double(t, timeout));
        ms = ms < 0 ? std::floor(ms) : std::ceil(ms);
        if (std::isnan(ms)) return raise_value_error(t, "Invalid value NaN (not a number)");
    } else {
        Result<int64_t> whole = to_int64(t, timeout);
        if (whole.is_error()) {
            if (catch_exception(t, exc(t).OverflowError))
                return raise_overflow_error(t, "timestamp too large to convert to C _PyTime_t");
            if (!catch_exception(t, exc(t).TypeError)) return Raised{};
            return raise_type_error(t, "timeout must be an integer or None");
        }
        ms = static_cast<double>(whole.value());
    }
    if (std::abs(ms) > 9.2e12)
        return raise_overflow_error(t, "timestamp too large to convert to C _PyTime_t");
    if (ms > INT_MAX || ms < INT_MIN) return raise_overflow_error(t, "timeout is too large");
    if (ms < 0) return Clock::kForever;
    return t.interp->clock.monotonic_ns() + static_cast<int64_t>(ms) * 1'000'000;
}

// The only place that waits for descriptors. `wait(ms)` is poll() or epoll_wait().
template <class Wait>
Result<int> wait_ready(Thread& t, int64_t deadline, bool outside, Wait&& wait) {
    for (;;) {
        int ready, error;
        {
            GilRelease released(t);
            ready = t.interp->clock.poll_until(deadline, outside, wait);
            error = errno;
        }
        note_acquired(t, &t.interp->clock);  // what came may be another thread's doing
        if (ready >= 0) return ready;
        if (error != EINTR) return raise_os_error(t, error);
        TRY(after_interrupt(t));
    }
}

// Events of epoll: any int, of which the low 32 bits count.
Result<uint32_t> event_mask(Thread& t, Value v) {
    Owned number = TRY(to_index(t, v)),
          low = TRY(binary_op(t, BinaryOp::And, number, Value::from_int(UINT32_MAX)));
    return static_cast<uint32_t>(low.get().as_int());
}
// Events of poll.
Result<short> short_mask(Thread& t, Value v) {
    if (!is_int(v) && !type_of(t, v)->slots.index) return raise_type_error(t, "an integer is required");
    Owned number = TRY(to_index(t, v));
    if (TRY(compare_bool(t, CompareOp::Lt, number, Value::from_int(0))))
        return raise_value_error(t, "value must be positive");
    int64_t mask;
    if (!int_fits_int64(number, &mask))
        return raise_overflow_error(t, "Python int too large to convert to C unsigned long");
    if (mask > USHRT_MAX) return raise_overflow_error(t, "Python int too large for C unsigned short");
    return static_cast<short>(mask);
}

Owned integer(int64_t i) { return Owned::adopt(Value::from_int(i)); }

// ---- select() --------------------------------------------------------------------------------------------

struct Wanted {
    Ref<List> objects;
    size_t first;  // of its entries among the pollfds
};

// The sequence may change while fileno() of its items runs: each is taken when its turn comes.
Status collect(Thread& t, Value sequence, short events, std::vector<pollfd>& all, Wanted& wanted) {
    Owned items = Owned::share(sequence);
    if (!is_kind(sequence, Kind::List) && !is_tuple(sequence)) {
        items = to_list(t, sequence);
        if (items.is_error()) {
            if (!catch_exception(t, exc(t).TypeError)) return Raised{};
            return raise_type_error(t, "arguments 1-3 must be sequences");
        }
    }
    wanted.objects = TRY(new_list(t));
    wanted.first = all.size();
    auto item = [&](size_t i) {
        if (is_tuple(items))
            return i < items.as<Tuple>()->length ? items.as<Tuple>()->at(i) : Value::unbound();
        return i < items.as<List>()->length ? items.as<List>()->items[i] : Value::unbound();
    };
    for (size_t i = 0; !item(i).is_unbound(); ++i) {
        Owned object = Owned::share(item(i));
        int fd = TRY(descriptor(t, object));
        if (fd >= FD_SETSIZE) return raise_value_error(t, "filedescriptor out of range in select()");
        if (i >= FD_SETSIZE) return raise_value_error(t, "too many file descriptors in select()");
        all.push_back({fd, events, 0});
        TRY(list_append(t, wanted.objects.get(), object));
    }
    return {};
}

Owned ready_ones(Thread& t, const std::vector<pollfd>& all, const Wanted& wanted, short events) {
    Owned list = TRY(make_list(t, {}));
    for (size_t i = 0; i < wanted.objects->length; ++i) {
        if (all[wanted.first + i].revents & events)
            TRY(list_append(t, list.as<List>(), wanted.objects->items[i]));
    }
    return list;
}

Owned select_function(Thread& t, const Value* args) {
    int64_t deadline = TRY(deadline_in(t, args[3], "a float", false));
    std::vector<pollfd> all;
    Wanted reading, writing, exceptional;
    TRY(collect(t, args[0], POLLIN, all, reading));
    TRY(collect(t, args[1], POLLOUT, all, writing));
    TRY(collect(t, args[2], POLLPRI, all, exceptional));
    TRY(wait_ready(t, deadline, !all.empty(), [&](int ms) { return ::poll(all.data(), all.size(), ms); }));
    for (const pollfd& entry : all) {
        if (entry.revents & POLLNVAL) return raise_os_error(t, EBADF);
    }
    Owned r = TRY(ready_ones(t, all, reading, POLLIN | POLLHUP | POLLERR));
    Owned w = TRY(ready_ones(t, all, writing, POLLOUT | POLLERR));
    Owned x = TRY(ready_ones(t, all, exceptional, POLLPRI));
    return make_tuple(t, {r, w, x});
}

// ---- poll objects ----------------------------------------------------------------------------------------

struct Poll : Object {
    std::vector<pollfd> entries;  // in the order of registration
    bool polling = false;

    pollfd* find(int fd) {
        for (pollfd& entry : entries) {
            if (entry.fd == fd) return &entry;
        }
        return nullptr;
    }
};

Poll* poll_of(Value v) { return v.as<Poll>(); }

Owned poll_register(Thread& t, const Value* args) {
    int fd = TRY(descriptor(t, args[1]));
    short events = TRY(short_mask(t, args[2]));
    if (pollfd* entry = poll_of(args[0])->find(fd)) {
        entry->events = events;
    } else {
        poll_of(args[0])->entries.push_back({fd, events, 0});
    }
    return Owned::none();
}

Owned poll_modify(Thread& t, const Value* args) {
    int fd = TRY(descriptor(t, args[1]));
    short events = TRY(short_mask(t, args[2]));
    pollfd* entry = poll_of(args[0])->find(fd);
    if (!entry) return raise_os_error(t, ENOENT);
    entry->events = events;
    return Owned::none();
}

Owned poll_unregister(Thread& t, const Value* args) {
    int fd = TRY(descriptor(t, args[1]));
    std::vector<pollfd>& entries = poll_of(args[0])->entries;
    pollfd* entry = poll_of(args[0])->find(fd);
    if (!entry) return raise_key_error(t, Value::from_int(fd));
    entries.erase(entries.begin() + (entry - entries.data()));
    return Owned::none();
}

Owned poll_poll(Thread& t, const Value* args) {
    int64_t deadline = TRY(deadline_in_milliseconds(t, args[1]));
    Owned held = Owned::share(args[0]);
    if (poll_of(held)->polling) return raise_runtime_error(t, "concurrent poll() invocation");
    std::vector<pollfd> all = poll_of(held)->entries;  // another thread may change them meanwhile
    poll_of(held)->polling = true;
    Result<int> ready =
        wait_ready(t, deadline, !all.empty(), [&](int ms) { return ::poll(all.data(), all.size(), ms); });
    poll_of(held)->polling = false;
    TRY(std::move(ready));
    Owned list = TRY(make_list(t, {}));
    for (const pollfd& entry : all) {
        if (!entry.revents) continue;
        Owned fd = integer(entry.fd), events = integer(static_cast<unsigned short>(entry.revents));
        TRY(list_push(t, list.as<List>(), TRY(make_tuple(t, {fd, events}))));
    }
    return list;
}

struct SelectState {
    Type* poll_type = nullptr;
    Type* epoll_type = nullptr;
};
SelectState& state(Thread&);

Owned poll_function(Thread& t, const Value*) {
    Poll* poll = make<Poll>(t, state(t).poll_type);
    if (!poll) return raise_memory_error(t);
    return Owned::adopt(poll);
}

// ---- epoll objects ---------------------------------------------------------------------------------------

struct Epoll : Object {
    int fd = -1;
    int registered = 0;
};

Result<Epoll*> open_epoll(Thread& t, Value v) {
    if (v.as<Epoll>()->fd < 0) return raise_value_error(t, "I/O operation on closed epoll object");
    return v.as<Epoll>();
}

Owned make_epoll(Thread& t, Type* type, int fd) {
    Epoll* epoll = make<Epoll>(t, type);
    if (!epoll) return raise_memory_error(t);
    epoll->fd = fd;
    return Owned::adopt(epoll);
}

Owned epoll_new(Thread& t, Type* type, const CallArgs& call_args) {
    static const char* const signature = "epoll(sizehint=-1, flags=0)";
    Value args[2];
    BoundArgs bound(t, signature, call_args, args);
    TRY(bound.status());
    int size = TRY(to_c_int(t, args[0]));
    if (size != -1 && size <= 0) return raise_value_error(t, "negative sizehint");
    int flags = TRY(to_c_int(t, args[1]));
    if (flags && flags != EPOLL_CLOEXEC) return raise_error(t, exc(t).OSError, "invalid flags");
    int fd = epoll_create1(EPOLL_CLOEXEC);
    if (fd < 0) return raise_os_error(t, errno);
    return make_epoll(t, type, fd);
}

Owned epoll_fromfd(Thread& t, const Value* args) {
    Owned made = TRY(make_epoll(t, args[0].as<Type>(), TRY(to_c_int(t, args[1]))));
    made.as<Epoll>()->registered = 2;  // unknown: what others registered counts too
    return made;
}

Owned epoll_close(Thread&, const Value* args) {
    Epoll* epoll = args[0].as<Epoll>();
    if (epoll->fd >= 0) ::close(epoll->fd);
    epoll->fd = -1;
    return Owned::none();
}

Owned epoll_fileno(Thread& t, const Value* args) { return integer(TRY(open_epoll(t, args[0]))->fd); }
Owned epoll_enter(Thread& t, const Value* args) {
    TRY(open_epoll(t, args[0]));
    return Owned::share(args[0]);
}
Owned epoll_closed(Thread&, Value self) { return Owned::from_bool(self.as<Epoll>()->fd < 0); }

Status control(Thread& t, Value self, int operation, Value file, uint32_t events) {
    Epoll* epoll = TRY(open_epoll(t, self));
    int fd = TRY(descriptor(t, file));
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    if (epoll_ctl(epoll->fd, operation, fd, &event) < 0) return raise_os_error(t, errno);
    epoll->registered += operation == EPOLL_CTL_ADD ? 1 : operation == EPOLL_CTL_DEL ? -1 : 0;
    return {};
}

Owned epoll_register(Thread& t, const Value* args) {
    TRY(control(t, args[0], EPOLL_CTL_ADD, args[1], TRY(event_mask(t, args[2]))));
    return Owned::none();
}
Owned epoll_modify(Thread& t, const Value* args) {
    TRY(control(t, args[0], EPOLL_CTL_MOD, args[1], TRY(event_mask(t, args[2]))));
    return Owned::none();
}
Owned epoll_unregister(Thread& t, const Value* args) {
    TRY(control(t, args[0], EPOLL_CTL_DEL, args[1], 0));
    return Owned::none();
}

Owned epoll_poll(Thread& t, const Value* args) {
    Epoll* epoll = TRY(open_epoll(t, args[0]));
    int64_t deadline = TRY(deadline_in(t, args[1], "an integer", true));
    int most = TRY(to_c_int(t, args[2]));
    if (most == -1) most = FD_SETSIZE - 1;
    if (most < 1) return raise_value_error(t, "maxevents must be greater than 0, got %d", most);
    std::unique_ptr<epoll_event[]> events(new (std::nothrow) epoll_event[static_cast<size_t>(most)]);
    if (!events) return raise_memory_error(t);
    int fd = epoll->fd;
    // An event loop watches its own pipe always: nothing from outside comes through that.
    bool outside = epoll->registered > 1;
    int count =
        TRY(wait_ready(t, deadline, outside, [&](int ms) { return epoll_wait(fd, events.get(), most, ms); }));
    Owned list = TRY(make_list(t, {}));
    for (int i = 0; i < count; ++i) {
        Owned ready = integer(events[i].data.fd), mask = integer(events[i].events);
        TRY(list_push(t, list.as<List>(), TRY(make_tuple(t, {ready, mask}))));
    }
    return list;
}

void epoll_dealloc(Thread& t, Object* object) {
    if (static_cast<Epoll*>(object)->fd >= 0) ::close(static_cast<Epoll*>(object)->fd);
    free_object(t, object);
}

// ---- the module ------------------------------------------------------------------------------------------

const FunctionSpec poll_methods[] = {
    {"register(self, fd, eventmask=7, /)", poll_register,
     "Register a file descriptor with the polling object."},
    {"modify(self, fd, eventmask, /)", poll_modify, "Modify an already registered file descriptor."},
    {"unregister(self, fd, /)", poll_unregister,
     "Remove a file descriptor being tracked by the polling object."},
    {"poll(self, timeout=None, /)", poll_poll,
     "Polls the set of registered file descriptors; timeout in milliseconds."},
};
const FunctionSpec epoll_methods[] = {
    {"fromfd(cls, fd, /)", epoll_fromfd, "Create an epoll object from a given control fd."},
    {"close(self, /)", epoll_close, "Close the epoll control file descriptor."},
    {"fileno(self, /)", epoll_fileno, "Return the epoll control file descriptor."},
    {"register(self, /, fd, eventmask=7)", epoll_register,
     "Registers a new fd or raises an OSError if it is known."},
    {"modify(self, /, fd, eventmask)", epoll_modify, "Modify event mask for a registered file descriptor."},
    {"unregister(self, /, fd)", epoll_unregister,
     "Remove a registered file descriptor from the epoll object."},
    {"poll(self, /, timeout=None, maxevents=-1)", epoll_poll, "Wait for events; timeout in seconds."},
    {"__enter__(self, /)", epoll_enter},
    {"__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)", epoll_close},
};
const GetSetSpec epoll_getset[] = {{"closed", epoll_closed, nullptr, "True if the epoll handler is closed"}};
const FunctionSpec functions[] = {
    {"select(rlist, wlist, xlist, timeout=None, /)", select_function,
     "Wait until one or more file descriptors are ready for some kind of I/O."},
    {"poll()", poll_function, "Returns a polling object."},
};

const struct {
    const char* name;
    int64_t value;
} constants[] = {
    {"POLLIN", POLLIN},           {"POLLPRI", POLLPRI},         {"POLLOUT", POLLOUT},
    {"POLLERR", POLLERR},         {"POLLHUP", POLLHUP},         {"POLLNVAL", POLLNVAL},
    {"POLLRDNORM", 0x40},         {"POLLRDBAND", 0x80},         {"POLLWRNORM", 0x100},
    {"POLLWRBAND", 0x200},        {"POLLMSG", 0x400},           {"POLLRDHUP", 0x2000},
    {"EPOLLIN", EPOLLIN},         {"EPOLLOUT", EPOLLOUT},       {"EPOLLPRI", EPOLLPRI},
    {"EPOLLERR", EPOLLERR},       {"EPOLLHUP", EPOLLHUP},       {"EPOLLRDHUP", EPOLLRDHUP},
    {"EPOLLET", 1ll << 31},       {"EPOLLONESHOT", 1ll << 30},  {"EPOLLEXCLUSIVE", 1ll << 28},
    {"EPOLLRDNORM", EPOLLRDNORM}, {"EPOLLRDBAND", EPOLLRDBAND}, {"EPOLLWRNORM", EPOLLWRNORM},
    {"EPOLLWRBAND", EPOLLWRBAND}, {"EPOLLMSG", EPOLLMSG},       {"EPOLL_CLOEXEC", EPOLL_CLOEXEC},
    {"PIPE_BUF", PIPE_BUF},
};

Status init_module(Thread& t, Module* module) {
    TypeSpec poll;
    poll.name = "select.poll";
    poll.size = sizeof(Poll);
    poll.flags = kTypeNoInstantiate;
    poll.slots.dealloc = dealloc_struct<Poll>;
    poll.methods = poll_methods;
    state(t).poll_type = define_type(t, poll);

    TypeSpec epoll;
    epoll.name = "select.epoll";
    epoll.size = sizeof(Epoll);
    epoll.slots.new_ = epoll_new;
    epoll.slots.dealloc = epoll_dealloc;
    epoll.methods = epoll_methods;
    epoll.getset = epoll_getset;
    epoll.doc = "Returns an epolling object.";
    state(t).epoll_type = define_type(t, epoll);

    for (const auto& constant : constants) TRY(module_add_int(t, module, constant.name, constant.value));
    TRY(module_add(t, module, "error", exc(t).OSError));
    return module_add(t, module, "epoll", state(t).epoll_type);
}

}  // namespace

MINIPY_MODULE(select, {.doc = "This module supports asynchronous I/O on multiple file descriptors.",
                       .functions = functions,
                       .exec = init_module});

namespace {
SelectState& state(Thread& t) { return module_state<SelectState>(t, module_registration_select); }
}  // namespace

}  // namespace minipy
