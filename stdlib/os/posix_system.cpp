// posix: users and groups of the process, scheduling, devices, advice and other rare calls.
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utmp.h>

#include <memory>

#include "posix.h"

namespace minipy::posix {

namespace {

Owned none_or_errno(Thread& t, int64_t result) {
    if (result < 0) return raise_errno(t);
    return Owned::none();
}
// An id: -1 means "leave it".
Result<unsigned> id_of(Thread& t, Value v, const char* what) {
    if (!is_int(v) && !type_of(t, v)->slots.index)
        return raise_type_error(t, "%s should be integer, not %s", what, type_name(t, v));
    Owned index = TRY(to_index(t, v));
    int64_t n = 0;
    if (!int_fits_int64(index, &n) || n > 0xffffffffLL)
        return raise_overflow_error(t, "%s is greater than maximum", what);
    if (n < -1) return raise_overflow_error(t, "%s is less than minimum", what);
    return static_cast<unsigned>(n);
}

// ---- users and groups ----

Owned getresuid(Thread& t, const Value*) {
    uid_t real, effective, saved;
    if (::getresuid(&real, &effective, &saved) < 0) return raise_errno(t);
    return make_tuple(t, {Value::from_int(real), Value::from_int(effective), Value::from_int(saved)});
}
Owned getresgid(Thread& t, const Value*) {
    gid_t real, effective, saved;
    if (::getresgid(&real, &effective, &saved) < 0) return raise_errno(t);
    return make_tuple(t, {Value::from_int(real), Value::from_int(effective), Value::from_int(saved)});
}
Owned setreuid(Thread& t, const Value* args) {
    unsigned real = TRY(id_of(t, args[0], "uid")), effective = TRY(id_of(t, args[1], "uid"));
    return none_or_errno(t, ::setreuid(real, effective));
}
Owned setregid(Thread& t, const Value* args) {
    unsigned real = TRY(id_of(t, args[0], "gid")), effective = TRY(id_of(t, args[1], "gid"));
    return none_or_errno(t, ::setregid(real, effective));
}
Owned setresuid(Thread& t, const Value* args) {
    unsigned real = TRY(id_of(t, args[0], "uid")), effective = TRY(id_of(t, args[1], "uid"));
    unsigned saved = TRY(id_of(t, args[2], "uid"));
    return none_or_errno(t, ::setresuid(real, effective, saved));
}
Owned setresgid(Thread& t, const Value* args) {
    unsigned real = TRY(id_of(t, args[0], "gid")), effective = TRY(id_of(t, args[1], "gid"));
    unsigned saved = TRY(id_of(t, args[2], "gid"));
    return none_or_errno(t, ::setresgid(real, effective, saved));
}
Owned setgroups(Thread& t, const Value* args) {
    Ref<List> items = TRY(to_list(t, args[0]));
    std::vector<gid_t> groups;
    for (size_t i = 0; i < items->length; ++i) {
        if (!is_int(items->items[i])) return raise_type_error(t, "groups must be integers");
        groups.push_back(TRY(id_of(t, items->items[i], "gid")));
    }
    return none_or_errno(t, ::setgroups(groups.size(), groups.data()));
}
Owned initgroups(Thread& t, const Value* args) {
    Path user;
    TRY(read_path(t, args[0], user, "initgroups", "username"));
    unsigned group = TRY(id_of(t, args[1], "gid"));
    return none_or_errno(t, ::initgroups(user.c_str(), group));
}
Owned getgrouplist(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "getgrouplist() argument 1 must be str, not %.50s", type_name(t, args[0]));
    std::string user = to_utf8(args[0]);
    unsigned group = TRY(id_of(t, args[1], "gid"));
    std::vector<gid_t> groups(64);
    int count = static_cast<int>(groups.size());
    while (::getgrouplist(user.c_str(), group, groups.data(), &count) < 0) {
        groups.resize(std::max(static_cast<size_t>(count), groups.size() * 2));
        count = static_cast<int>(groups.size());
    }
    Ref<List> list = TRY(new_list(t));
    for (int i = 0; i < count; ++i)
        TRY(list_push(t, list.get(), make_int(t, int64_t{groups[static_cast<size_t>(i)]})));
    return list;
}

// ---- scheduling ----

Result<int> priority_of(Thread& t, Value v) {
    if (!v.is_object() || v.object()->type != state(t).sched_param)
        return raise_type_error(t, "must have a sched_param object");
    return to_c_int(t, v.as<Tuple>()->at(0));
}
Owned sched_getparam(Thread& t, const Value* args) {
    ::sched_param param;
    if (::sched_getparam(TRY(to_c_int(t, args[0])), &param) < 0) return raise_errno(t);
    return make_struct_sequence(t, state(t).sched_param, {Value::from_int(param.sched_priority)});
}
Owned sched_setparam(Thread& t, const Value* args) {
    ::sched_param param{};
    int pid = TRY(to_c_int(t, args[0]));
    param.sched_priority = TRY(priority_of(t, args[1]));
    return none_or_errno(t, ::sched_setparam(pid, &param));
}
Owned sched_setscheduler(Thread& t, const Value* args) {
    ::sched_param param{};
    int pid = TRY(to_c_int(t, args[0])), policy = TRY(to_c_int(t, args[1]));
    param.sched_priority = TRY(priority_of(t, args[2]));
    return none_or_errno(t, ::sched_setscheduler(pid, policy, &param));
}
Owned sched_rr_get_interval(Thread& t, const Value* args) {
    timespec interval;
    if (::sched_rr_get_interval(TRY(to_c_int(t, args[0])), &interval) < 0) return raise_errno(t);
    return make_float(t, static_cast<double>(interval.tv_sec) + static_cast<double>(interval.tv_nsec) * 1e-9);
}

// ---- devices, terminals ----

Owned device_major(Thread& t, const Value* args) {
    return make_int(t, int64_t{major(static_cast<dev_t>(TRY(to_int64(t, args[0]))))});
}
Owned device_minor(Thread& t, const Value* args) {
    return make_int(t, int64_t{minor(static_cast<dev_t>(TRY(to_int64(t, args[0]))))});
}
Owned device_make(Thread& t, const Value* args) {
    unsigned high = static_cast<unsigned>(TRY(to_int64(t, args[0]))),
             low = static_cast<unsigned>(TRY(to_int64(t, args[1])));
    return make_uint(t, makedev(high, low));
}
Owned posix_login_tty(Thread& t, const Value* args) {
    return none_or_errno(t, ::login_tty(TRY(fd_argument(t, args[0]))));
}

// ---- files ----

Owned posix_fadvise_(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    int64_t offset = TRY(to_int64(t, args[1])), length = TRY(to_int64(t, args[2]));
    int advice = TRY(to_c_int(t, args[3]));
    int error = ::posix_fadvise(fd, offset, length, advice);
    if (error) return raise_os_error(t, error);
    return Owned::none();
}
// The buffers of preadv and pwritev, open while the object lives.
class Buffers {
  public:
    explicit Buffers(Thread& t) : t_(t) {}
    Status open(Value sequence, bool writable) {
        Ref<List> list = TRY(to_list(t_, sequence));
        for (size_t i = 0; i < list->length; ++i) {
            buffers_.push_back(std::make_unique<Buffer>(t_));
            TRY(buffers_.back()->open(list->items[i], writable));
            parts_.push_back({buffers_.back()->data(), buffers_.back()->length()});
        }
        return {};
    }
    const iovec* data() const { return parts_.data(); }
    int count() const { return static_cast<int>(parts_.size()); }

  private:
    Thread& t_;
    std::vector<std::unique_ptr<Buffer>> buffers_;
    std::vector<iovec> parts_;
};
Owned move_vectors(Thread& t, const Value* args, bool reads) {
    int fd = TRY(fd_argument(t, args[0]));
    Buffers buffers(t);
    TRY(buffers.open(args[1], reads));
    int64_t offset = TRY(to_int64(t, args[2]));
    int flags = TRY(to_c_int(t, args[3]));
    int64_t n = TRY(blocking(t, [&] {
        return int64_t{reads ? ::preadv2(fd, buffers.data(), buffers.count(), offset, flags)
                             : ::pwritev2(fd, buffers.data(), buffers.count(), offset, flags)};
    }));
    if (n < 0) return raise_errno(t);
    return make_int(t, n);
}
Owned posix_preadv(Thread& t, const Value* args) { return move_vectors(t, args, true); }
Owned posix_pwritev(Thread& t, const Value* args) { return move_vectors(t, args, false); }
Owned posix_splice(Thread& t, const Value* args) {
    int from = TRY(to_c_int(t, args[0])), to = TRY(to_c_int(t, args[1]));
    int64_t count = TRY(to_ssize(t, args[2]));
    if (count < 0) return raise_value_error(t, "count cannot be negative");
    off64_t from_place = 0, to_place = 0;
    if (!args[3].is_none()) from_place = TRY(to_int64(t, args[3]));
    if (!args[4].is_none()) to_place = TRY(to_int64(t, args[4]));
    unsigned flags = static_cast<unsigned>(TRY(to_int64(t, args[5])));
    int64_t n = TRY(blocking(t, [&] {
        return int64_t{::splice(from, args[3].is_none() ? nullptr : &from_place, to,
                                args[4].is_none() ? nullptr : &to_place, static_cast<size_t>(count), flags)};
    }));
    if (n < 0) return raise_errno(t);
    return make_int(t, n);
}
Owned posix_removexattr(Thread& t, const Value* args) {
    Path path, name;
    TRY(read_path(t, args[0], path, "removexattr", "path", true));
    TRY(read_path(t, args[1], name, "removexattr", "attribute"));
    bool follow = TRY(truth(t, args[2]));
    int n = path.fd >= 0 ? ::fremovexattr(path.fd, name.c_str())
            : follow     ? ::removexattr(path.c_str(), name.c_str())
                         : ::lremovexattr(path.c_str(), name.c_str());
    return none_or_error(t, n, path);
}

const FunctionSpec functions[] = {
    {"getresuid()", getresuid,
     "Return a tuple of the current process's real, effective, and saved user ids."},
    {"getresgid()", getresgid,
     "Return a tuple of the current process's real, effective, and saved group ids."},
    {"setreuid(ruid, euid, /)", setreuid, "Set the current process's real and effective user ids."},
    {"setregid(rgid, egid, /)", setregid, "Set the current process's real and effective group ids."},
    {"setresuid(ruid, euid, suid, /)", setresuid,
     "Set the current process's real, effective, and saved user ids."},
    {"setresgid(rgid, egid, sgid, /)", setresgid,
     "Set the current process's real, effective, and saved group ids."},
    {"setgroups(groups, /)", setgroups, "Set the groups of the current process to list."},
    {"initgroups(username, gid, /)", initgroups, "Initialize the group access list."},
    {"getgrouplist(user, group, /)", getgrouplist, "Returns a list of groups to which a user belongs."},
    {"sched_getparam(pid, /)", sched_getparam,
     "Returns scheduling parameters for the process identified by pid."},
    {"sched_setparam(pid, param, /)", sched_setparam,
     "Set scheduling parameters for the process identified by pid."},
    {"sched_setscheduler(pid, policy, param, /)", sched_setscheduler,
     "Set the scheduling policy for the process identified by pid."},
    {"sched_rr_get_interval(pid, /)", sched_rr_get_interval,
     "Return the round-robin quantum for the process identified by pid, in seconds."},
    {"major(device, /)", device_major, "Extracts a device major number from a raw device number."},
    {"minor(device, /)", device_minor, "Extracts a device minor number from a raw device number."},
    {"makedev(major, minor, /)", device_make,
     "Composes a raw device number from the major and minor device numbers."},
    {"login_tty(fd, /)", posix_login_tty,
     "Prepare the tty of which fd is a file descriptor for a new login session."},
    {"posix_fadvise(fd, offset, length, advice, /)", posix_fadvise_,
     "Announce an intention to access data in a specific pattern."},
    {"preadv(fd, buffers, offset, flags=0, /)", posix_preadv,
     "Reads from a file descriptor into a number of mutable buffers."},
    {"pwritev(fd, buffers, offset, flags=0, /)", posix_pwritev,
     "Writes the contents of buffers to a file descriptor at a given offset."},
    {"splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)", posix_splice,
     "Transfer count bytes from one pipe to a descriptor or vice versa."},
    {"removexattr(path, attribute, *, follow_symlinks=True)", posix_removexattr,
     "Remove extended attribute attribute on path."}};

}  // namespace

std::span<const FunctionSpec> system_functions() { return functions; }

}  // namespace minipy::posix
