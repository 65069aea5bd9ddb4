// The one header that stdlib's C++ includes: how a native module, its functions and its types are declared.
//
//     Owned heappush(Thread& t, const Value* args) {        // args[0] = heap, args[1] = item: borrowed
//         ...
//         return Owned::none();
//     }
//     const FunctionSpec functions[] = {
//         {"heappush(heap, item, /)", heappush, "Push item onto heap."},
//     };
//     MINIPY_MODULE(_heapq, {.doc = "...", .functions = functions});
//
// A signature string is the Python signature. The binder behind it gives CPython's messages for wrong calls, fills in
// defaults that are literals (None, ints, floats, strings, True/False; `...`: optional without a value, arrives Unbound),
// packs *args (Tuple) and **kw (Dict). A method's first parameter is `self` (checked to be an instance of the type) or `cls`
// (a class method); a leading "static " makes a static method. `$module` is not passed.
#pragma once

#include <span>

#include "compiler/instruction_text.h"
#include "objects/attributes.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/context.h"
#include "objects/dict.h"
#include "objects/dict_views.h"
#include "objects/exception.h"
#include "objects/fast_send.h"
#include "objects/float.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/protocol.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/structseq.h"
#include "objects/tuple.h"
#include "objects/type.h"
#include "objects/weakref.h"
#include "runtime/collector.h"
#include "runtime/console.h"
#include "runtime/event_notes.h"
#include "runtime/fork.h"
#include "runtime/gil_release.h"
#include "runtime/parking.h"
#include "runtime/signals.h"
#include "runtime/virtual_timer.h"
#include "runtime/watchers.h"
#include "vm/call.h"
#include "vm/lines.h"
#include "vm/races.h"

namespace minipy {

struct FunctionSpec {
    const char* signature;
    NativeCode code;
    const char* doc = nullptr;
};

struct GetSetSpec {
    const char* name;
    Owned (*get)(Thread&, Value self);
    Status (*set)(Thread&, Value self, Value value) = nullptr;  // value Unbound: delete; null: read-only
    const char* doc = nullptr;
};

struct MemberSpec {  // a field exposed as attribute: a Value, or a double that can only be read
    const char* name;
    size_t offset;
    bool readonly = true;
    const char* doc = nullptr;
    bool is_double = false;
};

struct TypeSpec {
    const char* name = nullptr;  // "collections.deque": module and name
    uint32_t size = 0;           // sizeof the struct; 0: the base's
    Kind kind = Kind::Instance;
    uint32_t flags = 0;  // TypeFlag
    Slots slots = {};
    std::span<const FunctionSpec> methods = {};
    std::span<const GetSetSpec> getset = {};
    std::span<const MemberSpec> members = {};
    const char* doc = nullptr;
    const char* text_signature = nullptr;  // of the constructor: "deque([iterable[, maxlen]])"
    int32_t attrs_offset = 0;              // where its instances keep Attrs; 0: none
};

// Makes a type ready for use (immortal, owned by the interpreter). base null: object.
Type* define_type(Thread&, const TypeSpec&, Type* base = nullptr);
// A new exception class for a module: "zlib.error", over `base` (a class or a Tuple of them).
Owned make_exception_class(Thread&, const char* dotted_name, Value base, const char* doc = nullptr);
// A native function object, e.g. for a type's `new`: rarely needed outside of specs.
Owned make_native_function(Thread&, const FunctionSpec&, Value module_name, Value self = Value::unbound());

// Binds a call's arguments to a signature without a function object: for `new` and `init` slots.
//     static const char* const kSig = "deque(iterable=(), maxlen=None)";
//     Value v[2]; BoundArgs bound(t, kSig, args, v); TRY(bound.status());
// The signature is parsed once per call site (its address is the key).
class BoundArgs {
  public:
    BoundArgs(Thread&, const char* signature, const CallArgs&, Value* out);
    ~BoundArgs();
    Status status() { return status_; }

  private:
    Status status_;
    Owned var_args_, var_kwargs_;
};

// The arguments of a call of a type's own `new` or `init`, without the keywords when a subclass has overridden the other one of
// the two: they are its business.
inline CallArgs own_arguments(const CallArgs& args, bool other_overridden) {
    return {args.args, args.count, other_overridden ? nullptr : args.kwnames};
}

struct ModuleSpec {
    const char* name = nullptr;
    const char* doc = nullptr;
    std::span<const FunctionSpec> functions = {};
    Status (*exec)(Thread&, Module*) = nullptr;  // adds types and constants
    size_t state_size = 0;                       // zeroed memory per interpreter: module_state<T>(t, spec)
};

struct ModuleRegistration {
    ModuleRegistration(const char* name, ModuleSpec (*get)());
    const char* name;
    ModuleSpec (*get)();
    ModuleRegistration* next;
    int index;
};
#define MINIPY_MODULE(module_name, ...)                       \
    static ::minipy::ModuleSpec module_spec_##module_name() { \
        ::minipy::ModuleSpec spec = __VA_ARGS__;              \
        spec.name = #module_name;                             \
        return spec;                                          \
    }                                                         \
    ::minipy::ModuleRegistration module_registration_##module_name(#module_name, module_spec_##module_name)

Status module_add(Thread&, Module*, const char* name, Value value);
Status module_add_int(Thread&, Module*, const char* name, int64_t value);
Status module_add_str(Thread&, Module*, const char* name, std::string_view utf8);
// Per-interpreter state of the native module with that registration: a T default-constructed on first use.
template <class T>
T& module_state(Thread& t, const ModuleRegistration& registration) {
    void*& slot = t.interp->module_states[registration.index];
    if (!slot) slot = new T();
    return *static_cast<T*>(slot);
}

// A new module object for the native module of that name; Unbound when there is none.
Owned make_native_module(Thread&, const char* name);
Owned native_module_names(Thread&);  // sorted Tuple of Str
size_t native_module_count();

// What Python code does at a backward jump (the GIL to whoever wants it, signals, a collection that is due): for native
// loops that go on for long.
inline Status poll_breaker(Thread& t) {
    if (t.breaker->any()) [[unlikely]]
        return serve_breaker(t);
    return {};
}

// Seconds from a program (a float, or an int) as nanoseconds; what lies between two of them is rounded away from zero
// when `up`, as timeouts are, else down. ValueError for NaN, OverflowError "timestamp too large to convert to C _PyTime_t".
Result<int64_t> to_nanoseconds(Thread&, Value seconds, bool up);

// The native function that the running Python frame is calling, "time.sleep"; empty when it calls none, or not by a call.
std::string running_native_name(Thread& t);

// Imports a module and gives an attribute of it.
Owned import_attr(Thread&, const char* module, const char* name);

}  // namespace minipy
