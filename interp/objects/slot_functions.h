// Slots of classes written in Python: each calls the dunder it stands for, found along the MRO of the operand's type.
#pragma once

#include "objects/protocol.h"

namespace minipy {

using NameField = Value Names::*;

// type(self).name(self, ...); AttributeError when there is no such method.
Owned call_dunder(Thread&, Value self, Value name, std::initializer_list<Value> args);

struct SlotDef;
// "($self, value, /)": the arguments of a slot's dunder.
const char* slot_text_signature(const SlotDef*);

namespace python_slots {

template <NameField name>
Owned unary(Thread& t, Value self) {
    return call_dunder(t, self, t.interp->names.*name, {});
}
template <NameField name>
Owned binary_plain(Thread& t, Value self, Value other) {
    return call_dunder(t, self, t.interp->names.*name, {other});
}

using BinarySlot = Owned (*)(Thread&, Value, Value);
// `a op b` where this function is the slot of at least one of them: the reflected method of a subclass goes first when it
// is another one than the left operand's.
Owned reflected(Thread&, int op, BinarySlot self_slot, Value a, Value b, Value name, Value reflected_name);
template <BinaryOp op, NameField name, NameField reflected_name>
Owned binary(Thread& t, Value a, Value b) {
    return reflected(t, static_cast<int>(op), binary<op, name, reflected_name>, a, b, t.interp->names.*name,
                     t.interp->names.*reflected_name);
}

void finalize(Thread&, Object*);
Owned repr(Thread&, Value);
Owned str(Thread&, Value);
Result<int64_t> hash(Thread&, Value);
Owned compare(Thread&, Value, Value, CompareOp);
Owned call(Thread&, Value self, const CallArgs&);
Owned new_(Thread&, Type*, const CallArgs&);
Status init(Thread&, Value self, const CallArgs&);
Owned get_attr(Thread&, Value self, Value name);
Status set_attr(Thread&, Value self, Value name, Value value);
Owned descr_get(Thread&, Value descr, Value instance, Value owner);
Status descr_set(Thread&, Value descr, Value instance, Value value);
Owned iter(Thread&, Value);
Result<bool> truth(Thread&, Value);
Result<int64_t> length(Thread&, Value);
Status set_item(Thread&, Value, Value key, Value value);
Result<bool> contains(Thread&, Value, Value item);
Owned power_mod(Thread&, Value, Value, Value modulus);

}  // namespace python_slots
}  // namespace minipy
