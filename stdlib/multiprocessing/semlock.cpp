// _multiprocessing.SemLock: a semaphore that processes share.
//
// One that only forked children will use (`unlink` is true: its name is to be forgotten at once) lies in an anonymous
// shared map: it has no name in the system, and nothing is left behind when all its processes are gone. Any other one is a
// named semaphore that a process started anew opens by its name (_rebuild); the resource tracker removes the name if
// nobody else does. What is known of the holder (thread, depth) is each process's own.
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cmath>

#include "stdlib/multiprocessing/messages.h"

namespace minipy {
namespace {

enum SemKind { kRecursiveMutex = 0, kSemaphore = 1 };

struct SemLock : GcObject {
    sem_t* semaphore = nullptr;
    bool anonymous = false;
    Value name = Value::none();
    int sem_kind = 0;
    int max_value = 0;
    int count = 0;        // times that this process has acquired it and not released
    pthread_t owner = 0;  // the thread that did so last

    bool mine() const { return count > 0 && pthread_equal(owner, pthread_self()); }
};

SemLock* semlock(Value v) { return v.as<SemLock>(); }

// An anonymous semaphore, or null with errno.
sem_t* make_anonymous(unsigned value) {
    void* memory = mmap(nullptr, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    sem_t* semaphore = static_cast<sem_t*>(memory);
    if (sem_init(semaphore, 1, value) == 0) return semaphore;
    int error = errno;
    munmap(memory, sizeof(sem_t));
    errno = error;
    return nullptr;
}

void close_semaphore(sem_t* semaphore, bool anonymous) {
    if (anonymous)
        munmap(semaphore, sizeof(sem_t));  // the last process's unmap frees it
    else
        sem_close(semaphore);
}

Owned wrap(Thread& t, Type* type, sem_t* semaphore, bool anonymous, int kind, int max_value, Value name) {
    SemLock* self = make_instance<SemLock>(t, type);
    if (!self) {
        close_semaphore(semaphore, anonymous);
        return raise_memory_error(t);
    }
    self->semaphore = semaphore;
    self->anonymous = anonymous;
    retain(name);
    self->name = name;
    self->sem_kind = kind;
    self->max_value = max_value;
    return Owned::adopt(self);
}

Owned new_semlock(Thread& t, Type* type, const CallArgs& call_args) {
    static const char* const signature = "SemLock(kind, value, maxvalue, name, unlink)";
    Value args[5];
    BoundArgs bound(t, signature, call_args, args);
    TRY(bound.status());
    int kind = TRY(to_c_int(t, args[0])), value = TRY(to_c_int(t, args[1])),
        max_value = TRY(to_c_int(t, args[2]));
    if (!is_str(args[3]))
        return raise_type_error(t, "SemLock() argument 'name' must be str, not %.50s", type_name(t, args[3]));
    bool anonymous = TRY(truth(t, args[4]));
    if (kind != kRecursiveMutex && kind != kSemaphore) return raise_value_error(t, "unrecognized kind");
    sem_t* semaphore;
    if (anonymous) {
        semaphore = make_anonymous(static_cast<unsigned>(value));
    } else {
        semaphore = sem_open(to_utf8(args[3]).c_str(), O_CREAT | O_EXCL, 0600, static_cast<unsigned>(value));
        if (semaphore == SEM_FAILED) semaphore = nullptr;
    }
    if (!semaphore) return raise_os_error(t, errno);
    return wrap(t, type, semaphore, anonymous, kind, max_value, args[3]);
}

// The semaphore that another process has made, by its name.
Owned rebuild(Thread& t, const Value* args) {
    int kind = TRY(to_c_int(t, args[2])), max_value = TRY(to_c_int(t, args[3]));
    if (!is_str(args[4])) {
        return raise_type_error(t, "_rebuild() argument 4 must be str or None, not %.50s",
                                type_name(t, args[4]));
    }
    sem_t* semaphore = sem_open(to_utf8(args[4]).c_str(), 0);
    if (semaphore == SEM_FAILED) return raise_os_error(t, errno);
    return wrap(t, args[0].as<Type>(), semaphore, false, kind, max_value, args[4]);
}

Owned unlink_semaphore(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "sem_unlink() argument must be str, not %.50s", type_name(t, args[0]));
    if (sem_unlink(to_utf8(args[0]).c_str()) < 0) return raise_os_error(t, errno);
    return Owned::none();
}

void dealloc_semlock(Thread& t, Object* object) {
    SemLock* self = static_cast<SemLock*>(object);
    gc_untrack(t, self);
    clear_instance_tail(t, object);
    if (self->semaphore) close_semaphore(self->semaphore, self->anonymous);
    release(self->name);
    free_object(t, object);
}

// Waits until the deadline of the realtime clock (null: for ever): 0, or an errno value.
int wait_for(Thread& t, SemLock* self, const timespec* deadline) {
    GilRelease released(t);
    int result = deadline ? sem_timedwait(self->semaphore, deadline) : sem_wait(self->semaphore);
    return result == 0 ? 0 : errno;
}

Owned acquire(Thread& t, const Value* args) {
    SemLock* self = semlock(args[0]);
    bool blocking = TRY(truth(t, args[1]));
    if (self->sem_kind == kRecursiveMutex && self->mine()) {
        ++self->count;
        return Owned::from_bool(true);
    }
    timespec deadline;
    bool limited = !args[2].is_none();
    if (limited) {
        double seconds = std::fmax(0.0, TRY(to_double(t, args[2])));
        clock_gettime(CLOCK_REALTIME, &deadline);
        double whole = std::floor(std::fmin(seconds, 1e9));
        deadline.tv_sec += static_cast<time_t>(whole);
        deadline.tv_nsec += static_cast<long>((std::fmin(seconds, 1e9) - whole) * 1e9);
        if (deadline.tv_nsec >= 1'000'000'000) {
            deadline.tv_nsec -= 1'000'000'000;
            ++deadline.tv_sec;
        }
    }
    int error = sem_trywait(self->semaphore) == 0 ? 0 : errno;
    while (error == EINTR || (error == EAGAIN && blocking)) {
        error = wait_for(t, self, limited ? &deadline : nullptr);
        if (error == EINTR && t.is_main && t.interp->run_signal_handlers)
            TRY(t.interp->run_signal_handlers(t));
    }
    if (error == EAGAIN || error == ETIMEDOUT) return Owned::from_bool(false);
    if (error) return raise_os_error(t, error);
    ++self->count;
    self->owner = pthread_self();
    return Owned::from_bool(true);
}

Owned release_semlock(Thread& t, const Value* args) {
    SemLock* self = semlock(args[0]);
    if (self->sem_kind == kRecursiveMutex) {
        if (!self->mine()) {
            return raise_error(t, exc(t).AssertionError,
                               "attempt to release recursive lock not owned by thread");
        }
        if (self->count > 1) {
            --self->count;
            return Owned::none();
        }
    } else {
        int value = 0;
        sem_getvalue(self->semaphore, &value);
        if (value >= self->max_value)
            return raise_value_error(t, "semaphore or lock released too many times");
    }
    if (sem_post(self->semaphore) < 0) return raise_os_error(t, errno);
    --self->count;
    return Owned::none();
}

Owned enter(Thread& t, const Value* args) {
    const Value with[] = {args[0], Value::true_(), Value::none()};
    return acquire(t, with);
}
Owned count(Thread&, const Value* args) { return Owned::adopt(Value::from_int(semlock(args[0])->count)); }
Owned is_mine(Thread&, const Value* args) { return Owned::from_bool(semlock(args[0])->mine()); }
Owned get_value(Thread& t, const Value* args) {
    int value = 0;
    if (sem_getvalue(semlock(args[0])->semaphore, &value) < 0) return raise_os_error(t, errno);
    return Owned::adopt(Value::from_int(value < 0 ? 0 : value));
}
Owned is_zero(Thread& t, const Value* args) {
    Owned value = TRY(get_value(t, args));
    return Owned::from_bool(value.get() == Value::from_int(0));
}
Owned after_fork(Thread&, const Value* args) {
    semlock(args[0])->count = 0;
    return Owned::none();
}

Owned get_kind(Thread&, Value self) { return Owned::adopt(Value::from_int(semlock(self)->sem_kind)); }
Owned get_max(Thread&, Value self) { return Owned::adopt(Value::from_int(semlock(self)->max_value)); }
Owned get_name(Thread&, Value self) { return Owned::share(semlock(self)->name); }
Owned get_handle(Thread&, Value self) {
    return Owned::adopt(Value::from_int(reinterpret_cast<intptr_t>(semlock(self)->semaphore) >> 1));
}

const FunctionSpec methods[] = {
    {"acquire(self, /, block=True, timeout=None)", acquire, "Acquire the semaphore/lock."},
    {"release(self, /)", release_semlock, "Release the semaphore/lock."},
    {"__enter__(self, /)", enter, "Enter the semaphore/lock."},
    {"__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)", release_semlock,
     "Exit the semaphore/lock."},
    {"_count(self, /)", count, "Num of `acquire()`s minus num of `release()`s for this process."},
    {"_is_mine(self, /)", is_mine, "Whether the lock is owned by this thread."},
    {"_get_value(self, /)", get_value, "Get the value of the semaphore."},
    {"_is_zero(self, /)", is_zero, "Return whether semaphore has value zero."},
    {"_rebuild(cls, handle, kind, maxvalue, name, /)", rebuild},
    {"_after_fork(self, /)", after_fork, "Rezero the net acquisition count after fork()."},
};
const GetSetSpec getset[] = {
    {"kind", get_kind},
    {"maxvalue", get_max},
    {"name", get_name},
    {"handle", get_handle},
};

Status init_module(Thread& t, Module* module) {
    TypeSpec spec;
    spec.name = "_multiprocessing.SemLock";
    spec.size = sizeof(SemLock);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = new_semlock;
    spec.slots.dealloc = dealloc_semlock;
    spec.slots.traverse = traverse_instance_tail;
    spec.methods = methods;
    spec.getset = getset;
    spec.doc = "Semaphore/Mutex type";
    Type* type = define_type(t, spec);
    TRY(dict_set_ascii(t, type->dict.as<Dict>(), "SEM_VALUE_MAX", Value::from_int(INT_MAX)));
    Ref<Dict> flags = TRY(new_dict(t));
    TRY(dict_set_ascii(t, flags.get(), "HAVE_SEM_OPEN", Value::from_int(1)));
    TRY(dict_set_ascii(t, flags.get(), "HAVE_SEM_TIMEDWAIT", Value::from_int(1)));
    TRY(module_add(t, module, "flags", flags));
    return module_add(t, module, "SemLock", type);
}

}  // namespace

const FunctionSpec functions[] = {
    {"sem_unlink(name, /)", unlink_semaphore},
    {"_send_message(fd, data, /)", processes::send_message, "Send the bytes, their length before them."},
    {"_receive_message(fd, most, /)", processes::receive_message,
     "Receive one message; None when it is longer than `most`, if that is not negative."},
};
MINIPY_MODULE(_multiprocessing,
              {.doc = "The semaphores of multiprocessing, and its messages.", .functions = functions, .exec = init_module});

}  // namespace minipy
