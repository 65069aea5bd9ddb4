// Raising and catching from C++ (runtime/errors.h).
#include "runtime/errors.h"

#include <cstdarg>
#include <cstring>

#include "native/module.h"
#include "objects/exception.h"

namespace minipy {

namespace {

std::string format_text(const char* format, va_list args) {
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(nullptr, 0, format, args);
    std::string text(static_cast<size_t>(size), '\0');
    vsnprintf(text.data(), text.size() + 1, format, again);
    va_end(again);
    return text;
}

#define FORMATTED(text)                            \
    va_list args_;                                 \
    va_start(args_, format);                       \
    std::string text = format_text(format, args_); \
    va_end(args_)

Value handled_now(Thread& t) {
    for (HandledException* h = t.handled; h; h = h->previous) {
        if (!h->exception.is_none()) return h->exception;
    }
    return Value::none();
}

// The exception being handled becomes the context of a new one, unless that would close a circle.
void chain_context(Thread& t, Value raised) {
    Value handled = handled_now(t);
    if (handled.is_none() || handled == raised) return;
    Value slow = handled;  // Floyd's: a program may have closed a circle of its own
    bool advance = false;
    for (Value v = handled; is_exception(v);) {
        Exception* e = v.as<Exception>();
        if (e->context == raised) {
            Value old = e->context;
            e->context = Value::none();
            release(old);
            break;
        }
        v = e->context;
        if (v == slow) break;
        if (advance) slow = slow.as<Exception>()->context;
        advance = !advance;
    }
    Exception* e = raised.as<Exception>();
    Value old = e->context;
    retain(handled);
    e->context = handled;
    release(old);
}

void set_raised(Thread& t, Value exception) {
    Value old = t.exception;
    retain(exception);
    t.exception = exception;
    if (old.is_valid()) release(old);
}

void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

// type(text) raised; the instance to be dressed further, or null when making it raised something else.
template <class T>
T* raise_text(Thread& t, Type* type, const std::string& text) {
    Owned message = make_str(t, text);
    if (message.is_error()) return nullptr;
    Owned exception = call(t, Value(type), {message});
    if (exception.is_error()) return nullptr;
    (void)raise_instance(t, exception);
    return exception.as<T>();
}

}  // namespace

Raised raise_error(Thread& t, Type* type, const char* format, ...) {
    FORMATTED(text);
    raise_text<Exception>(t, type, text);
    return {};
}
Raised raise_type_error(Thread& t, const char* format, ...) {
    FORMATTED(text);
    raise_text<Exception>(t, exc(t).TypeError, text);
    return {};
}
Raised raise_value_error(Thread& t, const char* format, ...) {
    FORMATTED(text);
    raise_text<Exception>(t, exc(t).ValueError, text);
    return {};
}
Raised raise_index_error(Thread& t, const char* format, ...) {
    FORMATTED(text);
    raise_text<Exception>(t, exc(t).IndexError, text);
    return {};
}
Raised raise_runtime_error(Thread& t, const char* format, ...) {
    FORMATTED(text);
    raise_text<Exception>(t, exc(t).RuntimeError, text);
    return {};
}
Raised raise_overflow_error(Thread& t, const char* format, ...) {
    FORMATTED(text);
    raise_text<Exception>(t, exc(t).OverflowError, text);
    return {};
}

Raised raise_with(Thread& t, Type* type, Value arg) {
    Owned exception = arg.is_unbound() ? call(t, Value(type)) : call(t, Value(type), {arg});
    if (!exception.is_error()) return raise_instance(t, exception);
    return {};
}
Raised raise_key_error(Thread& t, Value key) { return raise_with(t, exc(t).KeyError, key); }
Raised raise_memory_error(Thread& t) { return raise_with(t, exc(t).MemoryError, Value::unbound()); }
Raised raise_stop_iteration(Thread& t, Value value) {
    return raise_with(t, exc(t).StopIteration, value.is_none() ? Value::unbound() : value);
}

Raised raise_attribute_error(Thread& t, Value object, Value name) {
    std::string text;
    if (is_kind(object, Kind::Type)) {
        text = "type object '" + to_utf8(object.as<Type>()->name) + "'";
    } else {
        text = std::string("'") + type_name(t, object) + "' object";
    }
    text += " has no attribute '" + to_utf8(name) + "'";
    if (is_kind(object, Kind::Coroutine)) text += ". Did you forget 'await'?";
    auto* e = raise_text<AttributeError>(t, exc(t).AttributeError, text);
    if (e) {
        set_field(e->name, name);
        set_field(e->obj, object);
    }
    return {};
}

Raised raise_name_error(Thread& t, Type* type, const char* format, Value name) {
    std::string text = format, shown = to_utf8(name);
    size_t at = text.find("%s");
    if (at != std::string::npos) text.replace(at, 2, shown);
    auto* e = raise_text<NameError>(t, type, text);
    if (e) set_field(e->name, name);
    return {};
}

Raised raise_os_error(Thread& t, int code, Value filename, Value filename2) {
    Owned text = TRY(make_str(t, strerror(code)));
    Owned number = make_int(t, code);
    Owned exception;
    if (filename.is_unbound()) {
        exception = TRY(call(t, Value(exc(t).OSError), {number, text}));
    } else if (filename2.is_unbound()) {
        exception = TRY(call(t, Value(exc(t).OSError), {number, text, filename}));
    } else {
        exception = TRY(call(t, Value(exc(t).OSError), {number, text, filename, Value::none(), filename2}));
    }
    return raise_instance(t, exception);
}

Raised raise_instance(Thread& t, Value exception) {
    Owned held = Owned::share(exception);
    chain_context(t, exception);
    set_raised(t, exception);
    return {};
}

Raised restore_exception(Thread& t, Owned exception) {
    set_raised(t, exception);
    return {};
}

Owned take_exception(Thread& t) {
    Value exception = t.exception;
    t.exception = Value();
    return Owned::adopt(exception);
}

bool exception_matches(Thread& t, Type* type) {
    return t.exception.is_valid() && is_subtype(t.exception.object()->type, type);
}

bool catch_exception(Thread& t, Type* type) {
    if (!exception_matches(t, type)) return false;
    Owned dropped = take_exception(t);
    return true;
}

void write_unraisable(Thread& t, Value where, const char* message) {
    // What C++ raised outside of any frame's code is shown to come from the frame that runs.
    if (t.frame && t.exception.as<Exception>()->traceback.is_none()) add_traceback(t, t.frame);
    Owned exception = take_exception(t);
    Value hook = dict_get_str(t, t.interp->sys_dict.as<Dict>(), names(t).unraisablehook);
    if (hook.is_unbound() || hook.is_none()) return;
    Owned held = Owned::share(hook);
    Owned text = message ? make_str(t, message) : Owned::none();
    Owned make_args = import_attr(t, "sys", "UnraisableHookArgs");
    Owned args;
    if (!make_args.is_error() && !text.is_error()) {
        Owned fields = make_tuple(
            t, {Value(type_of(t, exception)), exception.get(), exception.as<Exception>()->traceback,
                text.get(), where.is_unbound() ? Value::none() : where});
        args = call(t, make_args, {fields});
    }
    Owned done;
    if (!args.is_error() && !make_args.is_error()) done = call(t, held, {args});
    if (has_exception(t)) (void)take_exception(t);
}

Status warn(Thread& t, Type* category, std::string_view message, int stacklevel) {
    Owned warn_function = TRY(import_attr(t, "warnings", "warn"));
    Owned text = TRY(make_str(t, message));
    TRY(call(t, warn_function, {text, Value(category), Value::from_int(stacklevel)}));
    return {};
}

Status warn_at(Thread& t, Type* category, std::string_view message, std::string_view filename, int line) {
    Owned function = TRY(import_attr(t, "warnings", "warn_explicit"));
    Owned text = TRY(make_str(t, message)), file = TRY(make_str(t, filename));
    TRY(call(t, function, {text, Value(category), file, Value::from_int(line)}));
    return {};
}

}  // namespace minipy
