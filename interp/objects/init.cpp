// The order in which the built-in types come to be. Types need strings, dictionaries and tuples for their own names and
// parts, and those need their types: so the structs of the first few are allocated empty (bootstrap_types), the interned
// names are made, and then one after the other is filled in. `object` and `type` first, for all others inherit from them;
// the descriptors next, for every type's dictionary is full of them.
#include "objects/init.h"

#include "objects/type.h"

namespace minipy {

// clang-format off
#define INIT_STEPS(STEP)                                                                                   \
    STEP(init_names) STEP(init_object_type) STEP(init_type_type) STEP(init_descriptor_types)               \
    STEP(init_str_type) STEP(init_bytes_type) STEP(init_bytearray_type) STEP(init_tuple_type)              \
    STEP(init_dict_type) STEP(init_list_type) STEP(init_sequence_iterators)                                \
    STEP(init_wrapping_iterators) STEP(init_int_type) STEP(init_bool_type) STEP(init_float_type)           \
    STEP(init_complex_type) STEP(init_none_types) STEP(init_set_type) STEP(init_slice_range_types)         \
    STEP(init_function_types) STEP(init_property_types) STEP(init_super_type) STEP(init_module_type)       \
    STEP(init_mapping_proxy_type) STEP(init_namespace_type) STEP(init_union_type)                          \
    STEP(init_exception_types) STEP(init_memoryview_type) STEP(init_code_type) STEP(init_frame_types)      \
    STEP(init_weakref_types) STEP(init_generic_alias_type) STEP(init_vm)
// clang-format on

#define DECLARE(step) Status step(Thread&);
INIT_STEPS(DECLARE)
#undef DECLARE

Status init_types(Thread& t) {
    TRY(bootstrap_types(t));
#define RUN(step) TRY(step(t));
    INIT_STEPS(RUN)
#undef RUN
    return {};
}

}  // namespace minipy
