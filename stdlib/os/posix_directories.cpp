// posix: folders: listing, scandir, making, the current one.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstring>

#include "posix.h"

namespace minipy::posix {

namespace {

// ---- opening a folder to list it; None means the current one ----

class Folder {
  public:
    ~Folder() {
        if (dir_) ::closedir(dir_);
    }
    Status open(Thread& t, const Path& path) {
        int fd = path.fd;
        if (fd >= 0) {
            fd = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
            if (fd < 0) return raise_errno(t, path);
        }
        {
            GilRelease nogil(t);
            dir_ = fd >= 0 ? ::fdopendir(fd) : ::opendir(path.c_str());
        }
        if (!dir_) return raise_errno(t, path);
        if (fd >= 0) ::rewinddir(dir_);
        return {};
    }
    // The next entry but "." and ".."; null at the end.
    dirent* next(Thread& t) {
        for (;;) {
            dirent* entry;
            errno = 0;
            {
                GilRelease nogil(t);
                entry = ::readdir(dir_);
            }
            if (!entry || (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)) return entry;
        }
    }
    DIR* release() {
        DIR* dir = dir_;
        dir_ = nullptr;
        return dir;
    }

  private:
    DIR* dir_ = nullptr;
};

Owned posix_listdir(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "listdir", "path", true, true));
    Folder folder;
    TRY(folder.open(t, path));
    Ref<List> names = TRY(new_list(t));
    while (dirent* entry = folder.next(t))
        TRY(list_push(t, names.get(), TRY(path_text(t, entry->d_name, path.as_bytes))));
    if (errno) return raise_errno(t, path);
    return names;
}

// ---- scandir ----

struct DirEntry : GcObject {
    Value name = Value::none(), path = Value::none(), stat = Value::none(), lstat = Value::none();
    unsigned char type = DT_UNKNOWN;
    uint64_t inode = 0;
    int dir_fd = -1;
};
struct ScanIterator : GcObject {
    DIR* dir = nullptr;
    std::string prefix;
    Value shown = Value::none();
    bool as_bytes = false;
    int dir_fd = -1;
};
DirEntry* entry_of(Value v) { return v.as<DirEntry>(); }

void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

void entry_dealloc(Thread& t, Object* o) {
    DirEntry* e = static_cast<DirEntry*>(o);
    gc_untrack(t, e);
    for (Value v : {e->name, e->path, e->stat, e->lstat}) release(v);
    free_object(t, o);
}
void entry_traverse(Object* o, Visitor& visitor) {
    DirEntry* e = static_cast<DirEntry*>(o);
    for (Value v : {e->name, e->path, e->stat, e->lstat}) visitor.visit(v);
}

// The entry's stat, asked once; false when the file is gone.
Result<bool> fetch_stat(Thread& t, DirEntry* e, bool follow, struct ::stat& info) {
    Path path;
    TRY(read_path(t, e->dir_fd >= 0 ? e->name : e->path, path, "stat"));
    int at = e->dir_fd >= 0 ? e->dir_fd : AT_FDCWD;
    int64_t n = TRY(blocking(
        t, [&] { return int64_t{::fstatat(at, path.c_str(), &info, follow ? 0 : AT_SYMLINK_NOFOLLOW)}; }));
    if (n == 0) return true;
    if (errno == ENOENT) return false;
    return raise_errno(t, path);
}
Owned entry_stat_with(Thread& t, DirEntry* e, bool follow) {
    Value& kept = follow ? e->stat : e->lstat;
    if (!kept.is_none()) return Owned::share(kept);
    struct ::stat info;
    if (!TRY(fetch_stat(t, e, follow, info))) {
        Path path;
        TRY(read_path(t, e->path, path, "stat"));
        errno = ENOENT;
        return raise_errno(t, path);
    }
    Owned result = TRY(make_stat_result(t, info));
    set_field(kept, result);
    return result;
}
Owned entry_stat(Thread& t, const Value* args) {
    return entry_stat_with(t, entry_of(args[0]), TRY(truth(t, args[1])));
}

Result<bool> is_mode(Thread& t, DirEntry* e, bool follow, mode_t wanted, unsigned char wanted_type) {
    bool known = e->type != DT_UNKNOWN && !(follow && e->type == DT_LNK);
    if (known) return e->type == wanted_type;
    struct ::stat info;
    if (!TRY(fetch_stat(t, e, follow, info))) return false;
    return (info.st_mode & S_IFMT) == wanted;
}
Owned entry_is_dir(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(is_mode(t, entry_of(args[0]), TRY(truth(t, args[1])), S_IFDIR, DT_DIR)));
}
Owned entry_is_file(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(is_mode(t, entry_of(args[0]), TRY(truth(t, args[1])), S_IFREG, DT_REG)));
}
Owned entry_is_symlink(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(is_mode(t, entry_of(args[0]), false, S_IFLNK, DT_LNK)));
}
Owned entry_inode(Thread& t, const Value* args) { return make_uint(t, entry_of(args[0])->inode); }
Owned entry_fspath(Thread&, const Value* args) { return Owned::share(entry_of(args[0])->path); }
Owned entry_repr(Thread& t, Value self) {
    return make_str(t, "<DirEntry " + TRY(repr_utf8(t, entry_of(self)->name)) + ">");
}
Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}
const FunctionSpec entry_methods[] = {{"stat(self, *, follow_symlinks=True)", entry_stat,
                                       "Return stat_result object for the entry; cached per entry."},
                                      {"is_dir(self, *, follow_symlinks=True)", entry_is_dir},
                                      {"is_file(self, *, follow_symlinks=True)", entry_is_file},
                                      {"is_symlink(self, /)", entry_is_symlink},
                                      {"inode(self, /)", entry_inode},
                                      {"__fspath__(self, /)", entry_fspath},
                                      {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const MemberSpec entry_members[] = {
    {"name", offsetof(DirEntry, name), true,
     "the entry's base filename, relative to scandir() \"path\" argument"},
    {"path", offsetof(DirEntry, path), true,
     "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)"}};

ScanIterator* scan_of(Value v) { return v.as<ScanIterator>(); }
void close_scan(ScanIterator* s) {
    if (!s->dir) return;
    ::closedir(s->dir);
    s->dir = nullptr;
}
void scan_finalize(Thread& t, Object* o) {
    ScanIterator* s = static_cast<ScanIterator*>(o);
    if (!s->dir) return;
    Value pending = t.exception;
    t.exception = Value();
    std::string text = "unclosed scandir iterator ";
    Result<std::string> shown = repr_utf8(t, Value(o));
    if (!shown.is_error()) text += shown.value();
    if (has_exception(t)) (void)take_exception(t);
    if (warn(t, exc(t).ResourceWarning, text).is_error()) {
        if (exception_matches(t, exc(t).Warning))
            write_unraisable(t, Value(o));
        else
            (void)take_exception(t);
    }
    close_scan(s);
    t.exception = pending;
}
void scan_dealloc(Thread& t, Object* o) {
    ScanIterator* s = static_cast<ScanIterator*>(o);
    gc_untrack(t, s);
    close_scan(s);
    release(s->shown);
    s->prefix.~basic_string();
    free_object(t, o);
}
Owned scan_iter(Thread&, Value self) { return Owned::share(self); }
Owned scan_next(Thread& t, Value self) {
    ScanIterator* s = scan_of(self);
    while (s->dir) {
        dirent* entry;
        errno = 0;
        {
            GilRelease nogil(t);
            entry = ::readdir(s->dir);
        }
        if (!entry) {
            int failure = errno;
            close_scan(s);
            if (failure) return raise_os_error(t, failure, s->shown);
            return Owned::stop();
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        DirEntry* e = make<DirEntry>(t, state(t).dir_entry);
        if (!e) return raise_memory_error(t);
        Owned held = Owned::adopt(e);
        set_field(e->name, TRY(path_text(t, entry->d_name, s->as_bytes)));
        set_field(e->path, TRY(path_text(t, s->prefix + entry->d_name, s->as_bytes)));
        e->type = entry->d_type;
        e->inode = entry->d_ino;
        e->dir_fd = s->dir_fd;
        return held;
    }
    return Owned::stop();
}
Owned scan_close(Thread&, const Value* args) {
    close_scan(scan_of(args[0]));
    return Owned::none();
}
Owned scan_enter(Thread&, const Value* args) { return Owned::share(args[0]); }
const FunctionSpec scan_methods[] = {{"close(self, /)", scan_close},
                                     {"__enter__(self, /)", scan_enter},
                                     {"__exit__(self, /, *args)", scan_close}};

Owned posix_scandir(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "scandir", "path", true, true));
    Folder folder;
    TRY(folder.open(t, path));
    ScanIterator* s = make<ScanIterator>(t, state(t).scandir_iterator);
    if (!s) return raise_memory_error(t);
    s->dir = folder.release();
    s->as_bytes = path.as_bytes;
    s->dir_fd = path.fd;
    if (path.fd < 0)
        s->prefix = path.bytes.empty() || path.bytes.back() == '/' ? path.bytes : path.bytes + "/";
    set_field(s->shown, path.shown);
    return Owned::adopt(s);
}

// ---- making, removing, changing to ----

Owned posix_mkdir(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "mkdir"));
    int mode = TRY(to_c_int(t, args[1])), dir_fd = TRY(dir_fd_argument(t, args[2]));
    return none_or_error(
        t,
        TRY(blocking(t, [&] { return int64_t{::mkdirat(dir_fd, path.c_str(), static_cast<mode_t>(mode))}; })),
        path);
}
Owned posix_rmdir(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "rmdir"));
    int dir_fd = TRY(dir_fd_argument(t, args[1]));
    return none_or_error(
        t, TRY(blocking(t, [&] { return int64_t{::unlinkat(dir_fd, path.c_str(), AT_REMOVEDIR)}; })), path);
}
Owned posix_chdir(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "chdir", "path", true));
    return none_or_error(
        t,
        TRY(blocking(t, [&] { return int64_t{path.fd >= 0 ? ::fchdir(path.fd) : ::chdir(path.c_str())}; })),
        path);
}
Owned posix_fchdir(Thread& t, const Value* args) {
    int fd = TRY(any_fd(t, args[0]));
    if (TRY(blocking(t, [&] { return int64_t{::fchdir(fd)}; })) < 0) return raise_errno(t);
    return Owned::none();
}
Owned posix_chroot(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "chroot"));
    return none_or_error(t, TRY(blocking(t, [&] { return int64_t{::chroot(path.c_str())}; })), path);
}
Owned current(Thread& t, bool as_bytes) {
    char buffer[PATH_MAX];
    if (!::getcwd(buffer, sizeof buffer)) return raise_errno(t);
    return path_text(t, buffer, as_bytes);
}
Owned posix_getcwd(Thread& t, const Value*) { return current(t, false); }
Owned posix_getcwdb(Thread& t, const Value*) { return current(t, true); }

const FunctionSpec functions[] = {
    {"listdir(path=None)", posix_listdir,
     "Return a list containing the names of the files in the directory."},
    {"scandir(path=None)", posix_scandir, "Return an iterator of DirEntry objects for given path."},
    {"mkdir(path, mode=511, *, dir_fd=None)", posix_mkdir, "Create a directory."},
    {"rmdir(path, *, dir_fd=None)", posix_rmdir},
    {"chdir(path)", posix_chdir},
    {"fchdir(fd)", posix_fchdir},
    {"chroot(path)", posix_chroot},
    {"getcwd()", posix_getcwd},
    {"getcwdb()", posix_getcwdb},
};

}  // namespace

Status add_directory_types(Thread& t, Module* module) {
    TypeSpec entry{};
    entry.name = "posix.DirEntry";
    entry.size = sizeof(DirEntry);
    entry.flags = kTypeNoInstantiate;
    entry.slots.dealloc = entry_dealloc;
    entry.slots.traverse = entry_traverse;
    entry.slots.repr = entry_repr;
    entry.methods = entry_methods;
    entry.members = entry_members;
    state(t).dir_entry = define_type(t, entry);
    TRY(module_add(t, module, "DirEntry", Value(state(t).dir_entry)));
    TypeSpec scan{};
    scan.name = "posix.ScandirIterator";
    scan.size = sizeof(ScanIterator);
    scan.flags = kTypeNoInstantiate;
    scan.slots.dealloc = scan_dealloc;
    scan.slots.finalize = scan_finalize;
    scan.slots.iter = scan_iter;
    scan.slots.next = scan_next;
    scan.methods = scan_methods;
    state(t).scandir_iterator = define_type(t, scan);
    return {};
}

std::span<const FunctionSpec> directory_functions() { return functions; }

}  // namespace minipy::posix
