// _posixshmem: memory that processes find by name, as files in /dev/shm.
#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>

#include "native/module.h"

namespace minipy {
namespace {

// The name for the system; ValueError and TypeError as for any path.
Result<std::string> name_of(Thread& t, Value path, const char* function) {
    if (!is_str(path)) {
        return raise_type_error(t, "%s() argument 'path' must be str, not %.50s", function,
                                type_name(t, path));
    }
    std::string name = to_utf8(path);
    if (name.find('\0') != std::string::npos) return raise_value_error(t, "embedded null character");
    return name;
}

Owned open_memory(Thread& t, const Value* args) {
    std::string name = TRY(name_of(t, args[0], "shm_open"));
    int flags = TRY(to_c_int(t, args[1])), mode = TRY(to_c_int(t, args[2]));
    for (;;) {
        int fd, error;
        {
            GilRelease released(t);
            fd = shm_open(name.c_str(), flags, static_cast<mode_t>(mode));
            error = errno;
        }
        if (fd >= 0) return make_int(t, int64_t{fd});
        if (error != EINTR) return raise_os_error(t, error, args[0]);
        if (t.is_main && t.interp->run_signal_handlers) TRY(t.interp->run_signal_handlers(t));
    }
}

Owned unlink_memory(Thread& t, const Value* args) {
    std::string name = TRY(name_of(t, args[0], "shm_unlink"));
    if (shm_unlink(name.c_str()) < 0) return raise_os_error(t, errno, args[0]);
    return Owned::none();
}

const FunctionSpec functions[] = {
    {"shm_open(path, flags, mode=511)", open_memory,
     "Open a shared memory object.  Returns a file descriptor (integer)."},
    {"shm_unlink(path)", unlink_memory,
     "Remove a shared memory object (similar to unlink()).\n\nRemove a shared memory object name, and, once "
     "all "
     "processes have  unmapped\nthe object, de-allocates and destroys the contents of the associated memory "
     "region."},
};

MINIPY_MODULE(_posixshmem, {.doc = "POSIX shared memory module", .functions = functions});

}  // namespace
}  // namespace minipy
