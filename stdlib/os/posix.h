// What the files of the module `posix` share: arguments that name files, and system calls without the GIL.
#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "native/module.h"

namespace minipy::posix {

// A path argument: str (in the file system's encoding: UTF-8, other bytes as surrogates), bytes, PathLike, and where allowed an
// open descriptor. `shown` is what errors name.
struct Path {
    std::string bytes;
    Owned shown;
    int fd = -1;
    bool as_bytes = false;  // given as bytes: results are bytes too
    const char* c_str() const { return bytes.c_str(); }
};
Status read_path(Thread&, Value argument, Path& out, const char* function, const char* name = "path",
                 bool allow_fd = false, bool allow_none = false);
// A name from the system, as str or bytes.
Owned path_text(Thread&, std::string_view bytes, bool as_bytes);
// dir_fd=None.
Result<int> dir_fd_argument(Thread&, Value);
Result<int> fd_argument(Thread&, Value);
// Whatever has fileno() too.
Result<int> any_fd(Thread&, Value);

// Makes a call without the GIL; again when a signal interrupted it, after the handlers have run.
template <class Call>
Result<int64_t> blocking(Thread& t, Call&& make_call) {
    for (;;) {
        int64_t n;
        {
            GilRelease nogil(t);
            n = make_call();
        }
        if (n >= 0 || errno != EINTR) return n;
        if (t.is_main && t.interp->run_signal_handlers) {
            TRY(t.interp->run_signal_handlers(t));
            errno = EINTR;
        }
    }
}
Raised raise_errno(Thread&);
Raised raise_errno(Thread&, const Path&);
Raised raise_errno(Thread&, const Path&, const Path&);
// None, or the error with the path.
inline Owned none_or_error(Thread& t, int64_t result, const Path& path) {
    if (result < 0) return raise_errno(t, path);
    return Owned::none();
}

struct PosixTypes {
    Type *stat_result = nullptr, *statvfs_result = nullptr, *terminal_size = nullptr, *times_result = nullptr,
         *uname_result = nullptr, *waitid_result = nullptr, *sched_param = nullptr, *dir_entry = nullptr,
         *scandir_iterator = nullptr;
    Value before_fork = Value::none(), after_in_parent = Value::none(),
          after_in_child = Value::none();  // Lists
};
PosixTypes& state(Thread&);

std::span<const FunctionSpec> file_functions();
std::span<const FunctionSpec> directory_functions();
std::span<const FunctionSpec> descriptor_functions();
std::span<const FunctionSpec> process_functions();
std::span<const FunctionSpec> system_functions();
Status add_constants(Thread&, Module*);
Status add_stat_types(Thread&, Module*);
Status add_directory_types(Thread&, Module*);
Status add_process_types(Thread&, Module*);

Owned make_stat_result(Thread&, const struct ::stat&);

}  // namespace minipy::posix
