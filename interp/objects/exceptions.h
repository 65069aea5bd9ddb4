// The exception classes' shared parts; the layouts are in exception.h.
#pragma once

#include "native/module.h"
#include "objects/exception.h"

namespace minipy {

// A bare instance of a built-in exception class or a Python class derived from one; null when memory is out.
Object* make_exception(Thread&, Type*);
// Number of Value fields that the layout has behind Exception's own.
uint32_t exception_layout_fields(Type*);
void set_exception_field(Value& field, Value v);

// Fill in what these classes add when `name` is one of them.
void specialize_os_error(TypeSpec&, std::string_view name);
void specialize_unicode_error(TypeSpec&, std::string_view name);
void specialize_exception_group(TypeSpec&, std::string_view name);
// Makes ExceptionGroup, the one built-in class with two bases.
Status init_exception_group(Thread&);

}  // namespace minipy
