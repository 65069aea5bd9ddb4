// The module `resource`: limits of a process and what it has used.
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "native/module.h"

namespace minipy {

namespace {

struct ResourceState {
    Type* usage = nullptr;
};
ModuleRegistration& registration();
ResourceState& state(Thread& t) { return module_state<ResourceState>(t, registration()); }

const FieldSpec usage_fields[] = {{"ru_utime", "user time used"},
                                  {"ru_stime", "system time used"},
                                  {"ru_maxrss", "max. resident set size"},
                                  {"ru_ixrss", "shared memory size"},
                                  {"ru_idrss", "unshared data size"},
                                  {"ru_isrss", "unshared stack size"},
                                  {"ru_minflt", "page faults not requiring I/O"},
                                  {"ru_majflt", "page faults requiring I/O"},
                                  {"ru_nswap", "number of swap outs"},
                                  {"ru_inblock", "block input operations"},
                                  {"ru_oublock", "block output operations"},
                                  {"ru_msgsnd", "IPC messages sent"},
                                  {"ru_msgrcv", "IPC messages received"},
                                  {"ru_nsignals", "signals received"},
                                  {"ru_nvcsw", "voluntary context switches"},
                                  {"ru_nivcsw", "involuntary context switches"}};

Owned getrusage(Thread& t, const Value* args) {
    int who = TRY(to_c_int(t, args[0]));
    struct rusage usage;
    if (::getrusage(who, &usage) < 0) {
        if (errno == EINVAL) return raise_value_error(t, "invalid who parameter");
        return raise_os_error(t, errno);
    }
    auto seconds = [](const timeval& v) {
        return static_cast<double>(v.tv_sec) + static_cast<double>(v.tv_usec) * 1e-6;
    };
    Owned user = make_float(t, seconds(usage.ru_utime)), system = make_float(t, seconds(usage.ru_stime));
    const long counts[] = {usage.ru_maxrss,  usage.ru_ixrss,  usage.ru_idrss,  usage.ru_isrss,
                           usage.ru_minflt,  usage.ru_majflt, usage.ru_nswap,  usage.ru_inblock,
                           usage.ru_oublock, usage.ru_msgsnd, usage.ru_msgrcv, usage.ru_nsignals,
                           usage.ru_nvcsw,   usage.ru_nivcsw};
    Value values[16] = {user, system};
    for (size_t i = 0; i < 14; ++i) values[i + 2] = Value::from_int(counts[i]);
    return make_struct_sequence(t, state(t).usage, std::span<const Value>(values, 16));
}

Result<int> resource_of(Thread& t, Value v) {
    int resource = TRY(to_c_int(t, v));
    if (resource < 0 || resource >= static_cast<int>(RLIM_NLIMITS))
        return raise_value_error(t, "invalid resource specified");
    return resource;
}
// A limit as Python shows it: RLIM_INFINITY is -1.
Owned limits_pair(Thread& t, const rlimit& limits) {
    Owned soft = make_int(t, static_cast<int64_t>(limits.rlim_cur)),
          hard = make_int(t, static_cast<int64_t>(limits.rlim_max));
    return make_tuple(t, {soft, hard});
}
Status limits_from(Thread& t, Value v, rlimit& out) {
    Ref<Tuple> pair = TRY(to_tuple(t, v));
    if (pair->length != 2) return raise_value_error(t, "expected a tuple of 2 integers");
    out.rlim_cur = static_cast<rlim_t>(TRY(to_int64(t, pair->at(0))));
    out.rlim_max = static_cast<rlim_t>(TRY(to_int64(t, pair->at(1))));
    return {};
}
Raised raise_limit_error(Thread& t) {
    if (errno == EINVAL) return raise_value_error(t, "current limit exceeds maximum limit");
    if (errno == EPERM) return raise_value_error(t, "not allowed to raise maximum limit");
    return raise_os_error(t, errno);
}

Owned getrlimit(Thread& t, const Value* args) {
    int resource = TRY(resource_of(t, args[0]));
    rlimit limits;
    if (::getrlimit(static_cast<__rlimit_resource>(resource), &limits) < 0) return raise_os_error(t, errno);
    return limits_pair(t, limits);
}
Owned setrlimit(Thread& t, const Value* args) {
    int resource = TRY(resource_of(t, args[0]));
    rlimit limits;
    TRY(limits_from(t, args[1], limits));
    if (::setrlimit(static_cast<__rlimit_resource>(resource), &limits) < 0) return raise_limit_error(t);
    return Owned::none();
}
Owned prlimit(Thread& t, const Value* args) {
    int pid = TRY(to_c_int(t, args[0])), resource = TRY(resource_of(t, args[1]));
    rlimit fresh, old;
    bool change = !args[2].is_unbound() && !args[2].is_none();
    if (change) TRY(limits_from(t, args[2], fresh));
    if (::prlimit(pid, static_cast<__rlimit_resource>(resource), change ? &fresh : nullptr, &old) < 0) {
        if (errno == EINVAL) return raise_value_error(t, "current limit exceeds maximum limit");
        return raise_os_error(t, errno);
    }
    return limits_pair(t, old);
}
Owned getpagesize(Thread& t, const Value*) { return make_int(t, int64_t{sysconf(_SC_PAGESIZE)}); }

const FunctionSpec functions[] = {
    {"getrusage(who, /)", getrusage},
    {"getrlimit(resource, /)", getrlimit},
    {"prlimit(pid, resource, limits=..., /)", prlimit, "prlimit(pid, resource, [limits])"},
    {"setrlimit(resource, limits, /)", setrlimit},
    {"getpagesize()", getpagesize}};

Status fill(Thread& t, Module* module) {
    state(t).usage = define_struct_sequence(
        t, "resource.struct_rusage", usage_fields, 16,
        "struct_rusage: Result from getrusage.\n\n"
        "What a process has used: a tuple (utime, stime, maxrss, ...) whose items have names.");
    TRY(module_add(t, module, "struct_rusage", Value(state(t).usage)));
    TRY(module_add(t, module, "error", Value(exc(t).OSError)));
#define X(name) TRY(module_add_int(t, module, #name, name));
    X(RLIMIT_AS)
    X(RLIMIT_CORE) X(RLIMIT_CPU) X(RLIMIT_DATA) X(RLIMIT_FSIZE) X(RLIMIT_MEMLOCK) X(RLIMIT_MSGQUEUE)
        X(RLIMIT_NICE) X(RLIMIT_NOFILE) X(RLIMIT_NPROC) X(RLIMIT_OFILE) X(RLIMIT_RSS) X(RLIMIT_RTPRIO)
            X(RLIMIT_RTTIME) X(RLIMIT_SIGPENDING) X(RLIMIT_STACK) X(RUSAGE_CHILDREN) X(RUSAGE_SELF)
                X(RUSAGE_THREAD)
#undef X
                    return module_add_int(t, module, "RLIM_INFINITY", static_cast<int64_t>(RLIM_INFINITY));
}
MINIPY_MODULE(resource, {.functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration_resource; }

}  // namespace

}  // namespace minipy
