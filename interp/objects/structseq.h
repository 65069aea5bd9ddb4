// Struct sequences: tuples whose items have names, such as sys.version_info, time.struct_time or os.stat_result.
//
//     os.stat_result    (st_mode, st_ino, ...)     10 items; more fields (st_mtime_ns) have only a name
//
// Made once per interpreter; instances are made from the fields' values.
#pragma once

#include <initializer_list>
#include <span>

#include "objects/tuple.h"

namespace minipy {

struct FieldSpec {
    const char* name;  // null: an item without a name
    const char* doc = nullptr;
};

// `name` is "module.type"; the first `visible` fields are items of the tuple, the others attributes alone.
Type* define_struct_sequence(Thread&, const char* name, std::span<const FieldSpec> fields, size_t visible,
                             const char* doc = nullptr);

// An instance with these values (borrowed), one per field; missing ones are None.
Owned make_struct_sequence(Thread&, Type*, std::span<const Value> values);
inline Owned make_struct_sequence(Thread& t, Type* type, std::initializer_list<Value> values) {
    return make_struct_sequence(t, type, std::span<const Value>(values.begin(), values.size()));
}

}  // namespace minipy
