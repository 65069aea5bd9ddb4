// Raising and catching from C++. The exception being raised lies in Thread::exception (always an instance);
// a function that raised says so by its return value (value/result.h).
#pragma once

#include <string>
#include <string_view>

#include "runtime/thread.h"
#include "value/result.h"

namespace minipy {

// Raises type(message); the message is printf-formatted UTF-8 (surrogates as WTF-8).
Raised raise_error(Thread&, Type*, const char* format, ...) __attribute__((format(printf, 3, 4)));
Raised raise_type_error(Thread&, const char* format, ...) __attribute__((format(printf, 2, 3)));
Raised raise_value_error(Thread&, const char* format, ...) __attribute__((format(printf, 2, 3)));
Raised raise_index_error(Thread&, const char* format, ...) __attribute__((format(printf, 2, 3)));
Raised raise_runtime_error(Thread&, const char* format, ...) __attribute__((format(printf, 2, 3)));
Raised raise_overflow_error(Thread&, const char* format, ...) __attribute__((format(printf, 2, 3)));

Raised raise_key_error(Thread&, Value key);
// "'T' object has no attribute 'name'", with obj and name set for "Did you mean".
Raised raise_attribute_error(Thread&, Value object, Value name);
Raised raise_name_error(Thread&, Type* type, const char* format, Value name);  // format has one %s for the name
// OSError's subclass for an errno value, its strerror text, and up to two file names (Unbound: none).
Raised raise_os_error(Thread&, int errno_value, Value filename = Value::unbound(), Value filename2 = Value::unbound());
Raised raise_memory_error(Thread&);
// StopIteration(value): what a generator's return becomes when Python code calls next() or send().
Raised raise_stop_iteration(Thread&, Value value);

// Raises an instance that exists (borrowed). Sets its __context__ from the exception being handled.
Raised raise_instance(Thread&, Value exception);
// Raises type(arg) or type() for Unbound; type(*args) if arg is a Tuple is NOT spread.
Raised raise_with(Thread&, Type*, Value arg);

// Puts an exception back that take_exception() gave, without touching its context.
Raised restore_exception(Thread&, Owned exception);
// Takes the exception being raised out of the thread; there must be one.
Owned take_exception(Thread&);
// Whether the exception being raised is an instance of the type.
bool exception_matches(Thread&, Type* type);
// If the raised exception matches, drops it and says true.
bool catch_exception(Thread&, Type* type);
inline bool has_exception(Thread& t) { return t.exception.is_valid(); }

// Prints "Exception ignored in: ..." through sys.unraisablehook for the exception being raised, and clears it.
// where: the object, or Unbound; message: replaces "Exception ignored in" when not null.
void write_unraisable(Thread&, Value where, const char* message = nullptr);

// warnings.warn(message, category, stacklevel); raises when a filter turns it into an error.
Status warn(Thread&, Type* category, std::string_view message, int stacklevel = 1);
// warn_explicit for compiler warnings that carry their own place.
Status warn_at(Thread&, Type* category, std::string_view message, std::string_view filename, int line);

}  // namespace minipy
