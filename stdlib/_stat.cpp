// The module `_stat`: what the bits of st_mode mean.
#include <sys/stat.h>

#include "native/module.h"

namespace minipy {

namespace {

Result<int64_t> mode_of(Thread& t, Value v) {
    int64_t mode = TRY(to_int64(t, v));
    if (mode < 0 || mode > UINT32_MAX) return raise_overflow_error(t, "mode out of range");
    return mode;
}
template <mode_t Type>
Owned is_type(Thread& t, const Value* args) {
    return Owned::from_bool((static_cast<mode_t>(TRY(mode_of(t, args[0]))) & S_IFMT) == Type);
}
Owned never(Thread& t, const Value* args) {
    (void)TRY(mode_of(t, args[0]));
    return Owned::from_bool(false);
}
Owned stat_imode(Thread& t, const Value* args) { return make_int(t, TRY(mode_of(t, args[0])) & 07777); }
Owned stat_ifmt(Thread& t, const Value* args) { return make_int(t, TRY(mode_of(t, args[0])) & S_IFMT); }

Owned stat_filemode(Thread& t, const Value* args) {
    mode_t mode = static_cast<mode_t>(TRY(mode_of(t, args[0])));
    char text[] = "?---------";
    switch (mode & S_IFMT) {
        case S_IFREG:
            text[0] = '-';
            break;
        case S_IFDIR:
            text[0] = 'd';
            break;
        case S_IFLNK:
            text[0] = 'l';
            break;
        case S_IFBLK:
            text[0] = 'b';
            break;
        case S_IFCHR:
            text[0] = 'c';
            break;
        case S_IFIFO:
            text[0] = 'p';
            break;
        case S_IFSOCK:
            text[0] = 's';
            break;
        default:
            break;
    }
    for (int i = 0; i < 9; ++i) {
        if (mode & (0400 >> i)) text[i + 1] = "rwx"[i % 3];
    }
    if (mode & S_ISUID) text[3] = mode & S_IXUSR ? 's' : 'S';
    if (mode & S_ISGID) text[6] = mode & S_IXGRP ? 's' : 'S';
    if (mode & S_ISVTX) text[9] = mode & S_IXOTH ? 't' : 'T';
    return make_str(t, text);
}

const FunctionSpec functions[] = {
    {"S_ISDIR(mode, /)", is_type<S_IFDIR>},
    {"S_ISCHR(mode, /)", is_type<S_IFCHR>},
    {"S_ISBLK(mode, /)", is_type<S_IFBLK>},
    {"S_ISREG(mode, /)", is_type<S_IFREG>},
    {"S_ISFIFO(mode, /)", is_type<S_IFIFO>},
    {"S_ISLNK(mode, /)", is_type<S_IFLNK>},
    {"S_ISSOCK(mode, /)", is_type<S_IFSOCK>},
    {"S_ISDOOR(mode, /)", never},
    {"S_ISPORT(mode, /)", never},
    {"S_ISWHT(mode, /)", never},
    {"S_IMODE(mode, /)", stat_imode},
    {"S_IFMT(mode, /)", stat_ifmt},
    {"filemode(mode, /)", stat_filemode, "Convert a file's mode to a string of the form '-rwxrwxrwx'"},
};

struct Constant {
    const char* name;
    int64_t value;
};
const Constant constants[] = {
    {"S_IFDIR", S_IFDIR},
    {"S_IFCHR", S_IFCHR},
    {"S_IFBLK", S_IFBLK},
    {"S_IFREG", S_IFREG},
    {"S_IFIFO", S_IFIFO},
    {"S_IFLNK", S_IFLNK},
    {"S_IFSOCK", S_IFSOCK},
    {"S_IFDOOR", 0},
    {"S_IFPORT", 0},
    {"S_IFWHT", 0},
    {"S_ISUID", 04000},
    {"S_ISGID", 02000},
    {"S_ISVTX", 01000},
    {"S_ENFMT", 02000},
    {"S_IREAD", 0400},
    {"S_IWRITE", 0200},
    {"S_IEXEC", 0100},
    {"S_IRWXU", 0700},
    {"S_IRUSR", 0400},
    {"S_IWUSR", 0200},
    {"S_IXUSR", 0100},
    {"S_IRWXG", 070},
    {"S_IRGRP", 040},
    {"S_IWGRP", 020},
    {"S_IXGRP", 010},
    {"S_IRWXO", 07},
    {"S_IROTH", 04},
    {"S_IWOTH", 02},
    {"S_IXOTH", 01},
    {"UF_NODUMP", 1},
    {"UF_IMMUTABLE", 2},
    {"UF_APPEND", 4},
    {"UF_OPAQUE", 8},
    {"UF_NOUNLINK", 16},
    {"UF_COMPRESSED", 32},
    {"UF_HIDDEN", 32768},
    {"SF_ARCHIVED", 65536},
    {"SF_IMMUTABLE", 131072},
    {"SF_APPEND", 262144},
    {"SF_NOUNLINK", 1048576},
    {"SF_SNAPSHOT", 2097152},
    {"ST_MODE", 0},
    {"ST_INO", 1},
    {"ST_DEV", 2},
    {"ST_NLINK", 3},
    {"ST_UID", 4},
    {"ST_GID", 5},
    {"ST_SIZE", 6},
    {"ST_ATIME", 7},
    {"ST_MTIME", 8},
    {"ST_CTIME", 9},
    {"FILE_ATTRIBUTE_ARCHIVE", 32},
    {"FILE_ATTRIBUTE_COMPRESSED", 2048},
    {"FILE_ATTRIBUTE_DEVICE", 64},
    {"FILE_ATTRIBUTE_DIRECTORY", 16},
    {"FILE_ATTRIBUTE_ENCRYPTED", 16384},
    {"FILE_ATTRIBUTE_HIDDEN", 2},
    {"FILE_ATTRIBUTE_INTEGRITY_STREAM", 32768},
    {"FILE_ATTRIBUTE_NORMAL", 128},
    {"FILE_ATTRIBUTE_NOT_CONTENT_INDEXED", 8192},
    {"FILE_ATTRIBUTE_NO_SCRUB_DATA", 131072},
    {"FILE_ATTRIBUTE_OFFLINE", 4096},
    {"FILE_ATTRIBUTE_READONLY", 1},
    {"FILE_ATTRIBUTE_REPARSE_POINT", 1024},
    {"FILE_ATTRIBUTE_SPARSE_FILE", 512},
    {"FILE_ATTRIBUTE_SYSTEM", 4},
    {"FILE_ATTRIBUTE_TEMPORARY", 256},
    {"FILE_ATTRIBUTE_VIRTUAL", 65536},
};

Status fill(Thread& t, Module* module) {
    for (const Constant& c : constants) TRY(module_add_int(t, module, c.name, c.value));
    return {};
}
MINIPY_MODULE(_stat,
              {.doc = "S_IFMT_: what the bits of st_mode mean.", .functions = functions, .exec = fill});

}  // namespace

}  // namespace minipy
