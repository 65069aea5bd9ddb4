// OSError: the class is chosen by errno, and its text names the files.
#include <cerrno>

#include "objects/exceptions.h"

namespace minipy {

namespace {

OSError* as_os_error(Value v) { return v.as<OSError>(); }

// BlockingIOError for EAGAIN and so on; null when OSError itself is right.
Type* class_for(Thread& t, int code) {
    ExceptionTypes& e = exc(t);
    switch (code) {
        case EAGAIN:
        case EALREADY:
        case EINPROGRESS:
            return e.BlockingIOError;
        case EPIPE:
        case ESHUTDOWN:
            return e.BrokenPipeError;
        case ECHILD:
            return e.ChildProcessError;
        case ECONNABORTED:
            return e.ConnectionAbortedError;
        case ECONNREFUSED:
            return e.ConnectionRefusedError;
        case ECONNRESET:
            return e.ConnectionResetError;
        case EEXIST:
            return e.FileExistsError;
        case ENOENT:
            return e.FileNotFoundError;
        case EINTR:
            return e.InterruptedError;
        case EISDIR:
            return e.IsADirectoryError;
        case ENOTDIR:
            return e.NotADirectoryError;
        case EACCES:
        case EPERM:
            return e.PermissionError;
        case ESRCH:
            return e.ProcessLookupError;
        case ETIMEDOUT:
            return e.TimeoutError;
        default:
            return nullptr;
    }
}

// (errno, strerror[, filename[, winerror[, filename2]]]) into the fields; args keeps the first two.
Status fill(Thread& t, Value self, const CallArgs& args) {
    OSError* e = as_os_error(self);
    Owned tuple = TRY(make_tuple(t, args.args, args.count));
    if (args.count >= 2 && args.count <= 5) {
        set_exception_field(e->errno_, args.args[0]);
        set_exception_field(e->strerror, args.args[1]);
        if (args.count >= 3 && !args.args[2].is_none()) {
            bool written = e->type == exc(t).BlockingIOError && args.args[2].is_int();
            if (written) {
                e->characters_written = args.args[2].as_int();
            } else {
                set_exception_field(e->filename, args.args[2]);
            }
            if (args.count == 5 && !args.args[4].is_none()) set_exception_field(e->filename2, args.args[4]);
            if (!written) tuple = TRY(make_tuple(t, args.args, 2));
        }
    }
    set_exception_field(e->args, tuple);
    return {};
}

Owned os_error_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length && type->slots.init == exc(t).OSError->slots.init) {
        return raise_type_error(t, "%s() takes no keyword arguments", to_utf8(type->name).c_str());
    }
    if (type == exc(t).OSError && args.count >= 2 && args.args[0].is_int()) {
        int64_t code = args.args[0].as_int();
        if (Type* derived = code >= 0 && code < 4096 ? class_for(t, static_cast<int>(code)) : nullptr)
            type = derived;
    }
    Object* o = make_exception(t, type);
    if (!o) return raise_memory_error(t);
    Owned self = Owned::adopt(o);
    as_os_error(self)->args = Owned::share(t.interp->empty_tuple).take();
    TRY(fill(t, self, CallArgs{args.args, args.count, nullptr}));
    return self;
}

// The fields are set by `new`; a Python subclass with an __init__ of its own may pass other arguments up.
Status os_error_init(Thread&, Value, const CallArgs&) { return {}; }

Owned os_error_str(Thread& t, Value self) {
    OSError* e = as_os_error(self);
    if (!e->filename.is_unbound() && !e->filename.is_none()) {
        std::string text = "[Errno " + TRY(str_utf8(t, e->errno_)) + "] " + TRY(str_utf8(t, e->strerror)) +
                           ": " + TRY(repr_utf8(t, e->filename));
        if (!e->filename2.is_unbound() && !e->filename2.is_none())
            text += " -> " + TRY(repr_utf8(t, e->filename2));
        return make_str(t, text);
    }
    if (!e->errno_.is_none() && !e->strerror.is_none()) {
        return make_str(t, "[Errno " + TRY(str_utf8(t, e->errno_)) + "] " + TRY(str_utf8(t, e->strerror)));
    }
    Tuple* args = e->args.as<Tuple>();
    if (args->length == 0) return Owned::share(t.interp->empty_str);
    return str(t, args->length == 1 ? args->at(0) : e->args);
}

template <Value OSError::*field>
Owned get_file(Thread&, Value self) {
    Value v = as_os_error(self)->*field;
    return v.is_unbound() ? Owned::none() : Owned::share(v);
}
template <Value OSError::*field>
Status set_file(Thread&, Value self, Value v) {
    set_exception_field(as_os_error(self)->*field, v);
    return {};
}
Owned get_written(Thread& t, Value self) {
    if (as_os_error(self)->characters_written < 0) {
        return raise_error(t, exc(t).AttributeError, "characters_written");
    }
    return make_int(t, as_os_error(self)->characters_written);
}
Status set_written(Thread& t, Value self, Value v) {
    as_os_error(self)->characters_written = v.is_unbound() ? -1 : TRY(to_ssize(t, v));
    return {};
}

Owned os_error_reduce(Thread& t, const Value* args) {
    OSError* e = as_os_error(args[0]);
    Owned fields = Owned::share(e->args);
    if (e->args.as<Tuple>()->length == 2 && !e->filename.is_unbound()) {
        Value number = e->args.as<Tuple>()->at(0), text = e->args.as<Tuple>()->at(1);
        fields = e->filename2.is_unbound()
                     ? TRY(make_tuple(t, {number, text, e->filename}))
                     : TRY(make_tuple(t, {number, text, e->filename, Value::none(), e->filename2}));
    }
    return make_tuple(t, {Value(type_of(t, args[0])), fields.get()});
}

const MemberSpec os_error_members[] = {
    {"errno", offsetof(OSError, errno_), false, "POSIX exception code"},
    {"strerror", offsetof(OSError, strerror), false, "exception strerror"},
};
const GetSetSpec os_error_getset[] = {
    {"filename", get_file<&OSError::filename>, set_file<&OSError::filename>, "exception filename"},
    {"filename2", get_file<&OSError::filename2>, set_file<&OSError::filename2>, "second exception filename"},
    {"characters_written", get_written, set_written},
};
const FunctionSpec os_error_methods[] = {{"__reduce__(self, /)", os_error_reduce, nullptr}};

}  // namespace

void specialize_os_error(TypeSpec& spec, std::string_view name) {
    if (name != "OSError") return;
    spec.slots.new_ = os_error_new;
    spec.slots.init = os_error_init;
    spec.slots.str = os_error_str;
    spec.members = os_error_members;
    spec.getset = os_error_getset;
    spec.methods = os_error_methods;
}

}  // namespace minipy
