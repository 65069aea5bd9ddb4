// The callables: Python functions, native functions, bound methods; and the cells of closures.
#pragma once

#include "objects/code.h"
#include "objects/protocol.h"

namespace minipy {

struct Function : GcObject {
    Code* code = nullptr;              // owned
    Value globals = Value::none();     // Dict
    Value builtins = Value::none();    // Dict
    Value closure = Value::none();     // Tuple of Cell, or None
    Value defaults = Value::none();    // Tuple or None
    Value kwdefaults = Value::none();  // Dict or None
    Value name = Value::none(), qualname = Value::none(), module = Value::none(), doc = Value::none();
    Value annotations = Value::none();  // Dict, or None until asked for
    Value type_params = Value::none();
    Attrs attrs = {};  // f.x = 1
};

Owned make_function(Thread&, Code*, Value globals, Value closure);

struct Cell : GcObject {
    Value content = Value::unbound();
};
Owned make_cell(Thread&, Value content);

// A C++ function. Its arguments arrive bound to the parameters of its signature, in order, all borrowed:
// args[i] is the i-th parameter, *args a Tuple, **kw a Dict; Unbound for an optional one that was not given and whose
// default the signature does not spell.
using NativeCode = Owned (*)(Thread&, const Value* args);

struct Signature;  // native/signature.h: parsed from "sort(self, /, *, key=None, reverse=False)"

struct NativeFunction : GcObject {
    NativeCode code = nullptr;
    const Signature* signature = nullptr;  // lives as long as the interpreter
    Value self = Value::unbound();         // bound first argument, or Unbound
    Value module = Value::none();          // Str or None
    Type* owner = nullptr;                 // the type whose method it is (borrowed), or null
    // Calls with exactly this many positional arguments (self included) go straight to `code`; 0xFFFF: never.
    uint16_t exact_args = 0xFFFF;
    const char* doc = nullptr;
};
// Whether `self` may be the first argument of the method: a native method trusts its layout.
inline bool native_accepts_self(Thread& t, const NativeFunction* method, Value self) {
    if (!method->owner) return true;
    Type* type = type_of(t, self);
    return type == method->owner || is_subtype(type, method->owner);
}

struct BoundMethod : GcObject {
    Value function = Value::none();
    Value self = Value::none();
};
Owned make_bound_method(Thread&, Value function, Value self);

struct StaticMethod : GcObject {  // also classmethod
    Value callable = Value::none();
    Attrs attrs = {};
};
struct Property : GcObject {
    Value getter = Value::none(), setter = Value::none(), deleter = Value::none(), doc = Value::none(),
          name = Value::none();  // as __set_name__ told it
    bool getter_doc = false;
};

}  // namespace minipy
