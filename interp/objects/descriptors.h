// The descriptors through which types written in C++ show their parts.
#pragma once

#include "native/module.h"

namespace minipy {

// `int.bit_length`, a NativeFunction stored in a type: method_descriptor, or builtin_function_or_method for class and static methods.

struct GetSetDescriptor : GcObject {
    const GetSetSpec* spec = nullptr;
    Type* owner = nullptr;
    Value name = Value::none();
};

// A Value at a fixed place in the instance: MemberSpec of native types, and the words of __slots__.
struct MemberDescriptor : GcObject {
    Type* owner = nullptr;
    Value name = Value::none();
    Value doc = Value::none();
    int32_t offset = 0;
    bool readonly = false;
    bool slot = false;  // of __slots__: Unbound means AttributeError
    bool is_double = false;
};

// `int.__add__`: a type slot as a method.
struct SlotDef;
struct WrapperDescriptor : GcObject {
    Type* owner = nullptr;
    const SlotDef* def = nullptr;
    Value name = Value::none();
};
// `(1).__add__`.
struct MethodWrapper : GcObject {
    Value descriptor = Value::none();
    Value self = Value::none();
};

Owned make_getset_descriptor(Thread&, Type* owner, const GetSetSpec*);
Owned make_member_descriptor(Thread&, Type* owner, Value name, int32_t offset, bool readonly, bool slot,
                             const char* doc);
Owned make_wrapper_descriptor(Thread&, Type* owner, const SlotDef*);
// Byte offset of the word behind a __slots__ descriptor that is not Unbound-checked by anyone else; 0 for anything else.
int32_t slot_member_offset(Thread&, Value descriptor);

Status init_descriptor_types(Thread&);

}  // namespace minipy
