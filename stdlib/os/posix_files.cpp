// posix: files by name: stat, rename, links, permissions.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

#include <climits>
#include <cmath>

#include "posix.h"

namespace minipy::posix {

namespace {

// ---- stat ----

const FieldSpec stat_fields[] = {{"st_mode"},    {"st_ino"},      {"st_dev"},      {"st_nlink"},
                                 {"st_uid"},     {"st_gid"},      {"st_size"},     {nullptr},
                                 {nullptr},      {nullptr},       {"st_atime"},    {"st_mtime"},
                                 {"st_ctime"},   {"st_atime_ns"}, {"st_mtime_ns"}, {"st_ctime_ns"},
                                 {"st_blksize"}, {"st_blocks"},   {"st_rdev"}};
const FieldSpec statvfs_fields[] = {{"f_bsize"},  {"f_frsize"},  {"f_blocks"}, {"f_bfree"},
                                    {"f_bavail"}, {"f_files"},   {"f_ffree"},  {"f_favail"},
                                    {"f_flag"},   {"f_namemax"}, {"f_fsid"}};

Owned stat_at(Thread& t, const Path& path, int dir_fd, bool follow) {
    struct ::stat info;
    int64_t result = TRY(blocking(t, [&] {
        if (path.fd >= 0) return int64_t{::fstat(path.fd, &info)};
        return int64_t{::fstatat(dir_fd, path.c_str(), &info, follow ? 0 : AT_SYMLINK_NOFOLLOW)};
    }));
    if (result < 0) return raise_errno(t, path);
    return make_stat_result(t, info);
}
Owned posix_stat(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "stat", "path", true));
    int dir_fd = TRY(dir_fd_argument(t, args[1]));
    bool follow = TRY(truth(t, args[2]));
    if (path.fd >= 0 && !args[1].is_none())
        return raise_value_error(t, "stat: can't specify dir_fd without matching path");
    if (path.fd >= 0 && !follow)
        return raise_value_error(t, "stat: cannot use fd and follow_symlinks together");
    return stat_at(t, path, dir_fd, follow);
}
Owned posix_lstat(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "lstat"));
    return stat_at(t, path, TRY(dir_fd_argument(t, args[1])), false);
}
Owned posix_fstat(Thread& t, const Value* args) {
    struct ::stat info;
    int fd = TRY(fd_argument(t, args[0]));
    if (TRY(blocking(t, [&] { return int64_t{::fstat(fd, &info)}; })) < 0) return raise_errno(t);
    return make_stat_result(t, info);
}
Owned posix_statvfs(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "statvfs", "path", true));
    struct ::statvfs s;
    int64_t done = TRY(blocking(
        t, [&] { return int64_t{path.fd >= 0 ? ::fstatvfs(path.fd, &s) : ::statvfs(path.c_str(), &s)}; }));
    if (done < 0) return raise_errno(t, path);
    uint64_t numbers[] = {s.f_bsize, s.f_frsize, s.f_blocks, s.f_bfree,   s.f_bavail, s.f_files,
                          s.f_ffree, s.f_favail, s.f_flag,   s.f_namemax, s.f_fsid};
    std::vector<Owned> held;
    std::vector<Value> values;
    for (uint64_t n : numbers) {
        held.push_back(make_uint(t, n));
        values.push_back(held.back());
    }
    return make_struct_sequence(t, state(t).statvfs_result, values);
}
Owned posix_access(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "access"));
    int mode = TRY(to_c_int(t, args[1])), dir_fd = TRY(dir_fd_argument(t, args[2]));
    bool effective = TRY(truth(t, args[3])), follow = TRY(truth(t, args[4]));
    int flags = (effective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
    int64_t done = TRY(blocking(t, [&] { return int64_t{::faccessat(dir_fd, path.c_str(), mode, flags)}; }));
    return Owned::from_bool(done == 0);
}

// ---- names ----

Owned posix_unlink(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "unlink"));
    int dir_fd = TRY(dir_fd_argument(t, args[1]));
    return none_or_error(t, TRY(blocking(t, [&] { return int64_t{::unlinkat(dir_fd, path.c_str(), 0)}; })),
                         path);
}
Owned rename_with(Thread& t, const Value* args, const char* function) {
    Path from, to;
    TRY(read_path(t, args[0], from, function, "src"));
    TRY(read_path(t, args[1], to, function, "dst"));
    int from_fd = TRY(dir_fd_argument(t, args[2])), to_fd = TRY(dir_fd_argument(t, args[3]));
    if (TRY(blocking(t, [&] { return int64_t{::renameat(from_fd, from.c_str(), to_fd, to.c_str())}; })) < 0)
        return raise_errno(t, from, to);
    return Owned::none();
}
Owned posix_rename(Thread& t, const Value* args) { return rename_with(t, args, "rename"); }
Owned posix_replace(Thread& t, const Value* args) { return rename_with(t, args, "replace"); }
Owned posix_link(Thread& t, const Value* args) {
    Path from, to;
    TRY(read_path(t, args[0], from, "link", "src"));
    TRY(read_path(t, args[1], to, "link", "dst"));
    int from_fd = TRY(dir_fd_argument(t, args[2])), to_fd = TRY(dir_fd_argument(t, args[3]));
    bool follow = TRY(truth(t, args[4]));
    if (TRY(blocking(t, [&] {
            return int64_t{
                ::linkat(from_fd, from.c_str(), to_fd, to.c_str(), follow ? AT_SYMLINK_FOLLOW : 0)};
        })) < 0)
        return raise_errno(t, from, to);
    return Owned::none();
}
Owned posix_symlink(Thread& t, const Value* args) {
    Path from, to;
    TRY(read_path(t, args[0], from, "symlink", "src"));
    TRY(read_path(t, args[1], to, "symlink", "dst"));
    int dir_fd = TRY(dir_fd_argument(t, args[3]));
    if (TRY(blocking(t, [&] { return int64_t{::symlinkat(from.c_str(), dir_fd, to.c_str())}; })) < 0)
        return raise_errno(t, from, to);
    return Owned::none();
}
Owned posix_readlink(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "readlink"));
    int dir_fd = TRY(dir_fd_argument(t, args[1]));
    char buffer[PATH_MAX + 1];
    int64_t n =
        TRY(blocking(t, [&] { return int64_t{::readlinkat(dir_fd, path.c_str(), buffer, PATH_MAX)}; }));
    if (n < 0) return raise_errno(t, path);
    return path_text(t, {buffer, static_cast<size_t>(n)}, path.as_bytes);
}
Owned posix_mkfifo(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "mkfifo"));
    int mode = TRY(to_c_int(t, args[1])), dir_fd = TRY(dir_fd_argument(t, args[2]));
    return none_or_error(
        t,
        TRY(blocking(t,
                     [&] { return int64_t{::mkfifoat(dir_fd, path.c_str(), static_cast<mode_t>(mode))}; })),
        path);
}
Owned posix_mknod(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "mknod"));
    int mode = TRY(to_c_int(t, args[1]));
    int64_t device = TRY(to_int64(t, args[2]));
    int dir_fd = TRY(dir_fd_argument(t, args[3]));
    return none_or_error(
        t,
        TRY(blocking(t,
                     [&] {
                         return int64_t{::mknodat(dir_fd, path.c_str(), static_cast<mode_t>(mode),
                                                  static_cast<dev_t>(device))};
                     })),
        path);
}

// ---- permissions, owners, times, sizes ----

Owned posix_chmod(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "chmod", "path", true));
    int mode = TRY(to_c_int(t, args[1])), dir_fd = TRY(dir_fd_argument(t, args[2]));
    bool follow = TRY(truth(t, args[3]));
    return none_or_error(
        t,
        TRY(blocking(t,
                     [&] {
                         if (path.fd >= 0) return int64_t{::fchmod(path.fd, static_cast<mode_t>(mode))};
                         return int64_t{::fchmodat(dir_fd, path.c_str(), static_cast<mode_t>(mode),
                                                   follow ? 0 : AT_SYMLINK_NOFOLLOW)};
                     })),
        path);
}
Owned posix_fchmod(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0])), mode = TRY(to_c_int(t, args[1]));
    if (TRY(blocking(t, [&] { return int64_t{::fchmod(fd, static_cast<mode_t>(mode))}; })) < 0)
        return raise_errno(t);
    return Owned::none();
}
Result<uid_t> id_argument(Thread& t, Value v) { return static_cast<uid_t>(TRY(to_int64(t, v))); }
Owned posix_chown(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "chown", "path", true));
    uid_t uid = TRY(id_argument(t, args[1])), gid = TRY(id_argument(t, args[2]));
    int dir_fd = TRY(dir_fd_argument(t, args[3]));
    bool follow = TRY(truth(t, args[4]));
    return none_or_error(t,
                         TRY(blocking(t,
                                      [&] {
                                          if (path.fd >= 0) return int64_t{::fchown(path.fd, uid, gid)};
                                          return int64_t{::fchownat(dir_fd, path.c_str(), uid, gid,
                                                                    follow ? 0 : AT_SYMLINK_NOFOLLOW)};
                                      })),
                         path);
}
Owned posix_lchown(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "lchown"));
    uid_t uid = TRY(id_argument(t, args[1])), gid = TRY(id_argument(t, args[2]));
    return none_or_error(t, TRY(blocking(t, [&] { return int64_t{::lchown(path.c_str(), uid, gid)}; })),
                         path);
}
Owned posix_fchown(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    uid_t uid = TRY(id_argument(t, args[1])), gid = TRY(id_argument(t, args[2]));
    if (TRY(blocking(t, [&] { return int64_t{::fchown(fd, uid, gid)}; })) < 0) return raise_errno(t);
    return Owned::none();
}

Result<timespec> time_argument(Thread& t, Value v, bool nanoseconds) {
    timespec ts;
    if (nanoseconds) {
        int64_t ns = TRY(to_int64(t, v));
        ts.tv_sec = ns / 1'000'000'000;
        ts.tv_nsec = ns % 1'000'000'000;
        if (ts.tv_nsec < 0) {
            ts.tv_nsec += 1'000'000'000;
            --ts.tv_sec;
        }
        return ts;
    }
    if (v.is_int()) return timespec{v.as_int(), 0};
    double seconds = TRY(to_double(t, v)), whole = std::floor(seconds);
    ts.tv_sec = static_cast<time_t>(whole);
    ts.tv_nsec = static_cast<long>((seconds - whole) * 1e9);
    return ts;
}
Owned posix_utime(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "utime", "path", true));
    bool has_times = !args[1].is_none(), has_ns = !args[2].is_unbound();
    if (has_times && has_ns)
        return raise_value_error(t, "utime: you may specify either 'times' or 'ns' but not both");
    timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    if (has_times || has_ns) {
        Value pair = has_ns ? args[2] : args[1];
        if (!is_tuple(pair) || pair.as<Tuple>()->length != 2)
            return raise_type_error(t, "utime: '%s' must be %s", has_ns ? "ns" : "times",
                                    has_ns ? "a tuple of two ints" : "either a tuple of two ints or None");
        for (size_t i = 0; i < 2; ++i) times[i] = TRY(time_argument(t, pair.as<Tuple>()->at(i), has_ns));
    }
    int dir_fd = TRY(dir_fd_argument(t, args[3]));
    bool follow = TRY(truth(t, args[4]));
    return none_or_error(t,
                         TRY(blocking(t,
                                      [&] {
                                          if (path.fd >= 0) return int64_t{::futimens(path.fd, times)};
                                          return int64_t{::utimensat(dir_fd, path.c_str(), times,
                                                                     follow ? 0 : AT_SYMLINK_NOFOLLOW)};
                                      })),
                         path);
}
Owned posix_truncate(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "truncate", "path", true));
    int64_t size = TRY(to_int64(t, args[1]));
    return none_or_error(t,
                         TRY(blocking(t,
                                      [&] {
                                          return int64_t{path.fd >= 0 ? ::ftruncate(path.fd, size)
                                                                      : ::truncate(path.c_str(), size)};
                                      })),
                         path);
}
Owned posix_pathconf(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "pathconf", "path", true));
    int name = TRY(to_c_int(t, args[1]));
    errno = 0;
    long n = path.fd >= 0 ? ::fpathconf(path.fd, name) : ::pathconf(path.c_str(), name);
    if (n < 0 && errno) return raise_errno(t, path);
    return make_int(t, int64_t{n});
}

const FunctionSpec functions[] = {
    {"stat(path, *, dir_fd=None, follow_symlinks=True)", posix_stat,
     "Perform a stat system call on the given path."},
    {"lstat(path, *, dir_fd=None)", posix_lstat},
    {"fstat(fd)", posix_fstat},
    {"statvfs(path)", posix_statvfs},
    {"fstatvfs(fd, /)", posix_statvfs},
    {"access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)", posix_access},
    {"unlink(path, *, dir_fd=None)", posix_unlink},
    {"remove(path, *, dir_fd=None)", posix_unlink},
    {"rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", posix_rename},
    {"replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", posix_replace},
    {"link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", posix_link},
    {"symlink(src, dst, target_is_directory=False, *, dir_fd=None)", posix_symlink},
    {"readlink(path, *, dir_fd=None)", posix_readlink},
    {"mkfifo(path, mode=438, *, dir_fd=None)", posix_mkfifo},
    {"mknod(path, mode=384, device=0, *, dir_fd=None)", posix_mknod},
    {"chmod(path, mode, *, dir_fd=None, follow_symlinks=True)", posix_chmod},
    {"fchmod(fd, mode)", posix_fchmod},
    {"chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)", posix_chown},
    {"lchown(path, uid, gid)", posix_lchown},
    {"fchown(fd, uid, gid)", posix_fchown},
    {"utime(path, times=None, *, ns=..., dir_fd=None, follow_symlinks=True)", posix_utime},
    {"truncate(path, length)", posix_truncate},
    {"pathconf(path, name)", posix_pathconf},
    {"fpathconf(fd, name, /)", posix_pathconf},
};

}  // namespace

Owned make_stat_result(Thread& t, const struct ::stat& s) {
    std::vector<Owned> held;
    auto add = [&](Owned v) { held.push_back(std::move(v)); };
    for (uint64_t n : {uint64_t{s.st_mode}, uint64_t{s.st_ino}, uint64_t{s.st_dev}, uint64_t{s.st_nlink},
                       uint64_t{s.st_uid}, uint64_t{s.st_gid}})
        add(make_uint(t, n));
    add(make_int(t, int64_t{s.st_size}));
    const timespec times[] = {s.st_atim, s.st_mtim, s.st_ctim};
    for (const timespec& ts : times) add(make_int(t, int64_t{ts.tv_sec}));
    for (const timespec& ts : times)
        add(make_float(t, static_cast<double>(ts.tv_sec) + 1e-9 * static_cast<double>(ts.tv_nsec)));
    for (const timespec& ts : times) add(make_int(t, int64_t{ts.tv_sec} * 1'000'000'000 + ts.tv_nsec));
    add(make_int(t, int64_t{s.st_blksize}));
    add(make_int(t, int64_t{s.st_blocks}));
    add(make_uint(t, uint64_t{s.st_rdev}));
    std::vector<Value> values(held.begin(), held.end());
    return make_struct_sequence(t, state(t).stat_result, values);
}

Status add_stat_types(Thread& t, Module* module) {
    state(t).stat_result = define_struct_sequence(t, "os.stat_result", stat_fields, 10,
                                                  "stat_result: Result from stat, fstat, or lstat.");
    TRY(module_add(t, module, "stat_result", Value(state(t).stat_result)));
    state(t).statvfs_result = define_struct_sequence(t, "os.statvfs_result", statvfs_fields, 10);
    return module_add(t, module, "statvfs_result", Value(state(t).statvfs_result));
}

std::span<const FunctionSpec> file_functions() { return functions; }

}  // namespace minipy::posix
