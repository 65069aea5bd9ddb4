// What the files of `_pickle` share: the types, the registries of copyreg, names, and the compatibility tables.
#pragma once

#include <string>

#include "native/module.h"
#include "opcodes.h"

namespace minipy::pickle {

struct State {
    Type *pickler = nullptr, *unpickler = nullptr, *pickler_memo = nullptr, *unpickler_memo = nullptr,
         *buffer = nullptr, *raw_buffer = nullptr;
    Type *pickle_error = nullptr, *pickling_error = nullptr, *unpickling_error = nullptr;
    Dict *dispatch_table = nullptr, *extension_registry = nullptr, *inverted_registry = nullptr,
         *extension_cache = nullptr;
    Value persistent_id, persistent_load, reducer_override, dispatch_table_name, find_class, peek, newobj,
        newobj_ex, getinitargs, extend, append, add, newobj_function;
    Owned builtins_of_functions;
    // _compat_pickle's dictionaries, fetched when a pickle of protocol 2 or earlier names a global.
    Dict *names_to_2 = nullptr, *modules_to_2 = nullptr, *names_to_3 = nullptr, *modules_to_3 = nullptr;
};
State& state(Thread&);
Status load_compat_tables(Thread&);

// The message with the repr of an object in it.
template <class... Args>
Raised raise_about(Thread& t, Type* type, const char* format, Value object, Args... args) {
    std::string text = TRY(repr_utf8(t, object));
    return raise_error(t, type, format, text.c_str(), args...);
}

// A method of `self` that a class or the object itself may supply: kept without its `self`, so that no cycle arises.
struct Hook {
    Owned function = Owned::unbound();
    bool wants_self = false;

    bool is_set() const { return !function.is_unbound(); }
    Status find(Thread&, Value self, Value name);
    Owned call(Thread&, Value self, Value argument) const;
};

// "a.b.c" taken apart; AttributeError when one part is "<locals>". object Unbound: none is known.
Result<std::vector<Owned>> dotted_path(Thread&, Value object, Value name);
// Follows a path of attributes; `parent` becomes the last owner. Error with AttributeError.
Owned deep_attribute(Thread&, Value object, const std::vector<Owned>& path, Owned* parent = nullptr);
// The module of that name, imported if need be.
Owned import_named(Thread&, Value name);

Status add_buffer_type(Thread&, Module*);
Status add_pickler_types(Thread&, Module*);
Status add_unpickler_types(Thread&, Module*);

// The bytes behind a PickleBuffer; fails when it was released.
Status open_pickle_buffer(Thread&, Value pickle_buffer, BufferView** view);
bool is_contiguous(const BufferView&);

}  // namespace minipy::pickle
