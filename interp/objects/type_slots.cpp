// The one table of dunder name <-> slot, and what follows from it.
//
//     built-in type      slot filled in C++  -->  wrapper descriptor `int.__add__` in its dictionary
//     class statement    `def __add__`       -->  slot that calls it (slot_functions.h)
//
// Some dunders share a slot (`__add__` and `__radd__`: binary[Add]; the six comparisons: compare), and `__add__`,
// `__mul__` stand for two (numbers, sequences). For each slot of a new class all its dunders are looked up: none found:
// the slot stays empty; all found are wrappers of one native function: that function is the slot, as quick as the
// built-in's; else the slot calls by name.
#include <cstring>

#include "native/signature.h"
#include "objects/descriptors.h"
#include "objects/slot_functions.h"
#include "objects/type.h"

namespace minipy {

enum class SlotShape : uint8_t {
    Unary,
    BinaryLeft,
    BinaryRight,
    Binary,
    Repeat,
    Power,
    PowerRight,
    Compare,
    Hash,
    Length,
    Truth,
    Contains,
    GetItem,
    SetItem,
    DelItem,
    GetAttr,
    GetAttrHook,
    SetAttr,
    DelAttr,
    DescrGet,
    DescrSet,
    DescrDelete,
    Call,
    Init,
    Next,
    Finalize,
    None,
};

struct SlotDef {
    const char* name;
    NameField field;
    uint16_t offset;
    SlotShape shape;
    void*
        python;  // the slot function that calls the dunder; null: sequence slots, which give way to the number slots
    const char* doc;
    CompareOp op = CompareOp::Eq;
};

namespace {

namespace ps = python_slots;
using S = SlotShape;

#define OFF(field) static_cast<uint16_t>(offsetof(Slots, field))
#define OFF_AT(field, Op, op) \
    static_cast<uint16_t>(offsetof(Slots, field) + sizeof(void*) * static_cast<int>(Op::op))
#define P(function) ((void*)(function))  // also of null
#define BINARY(op, name, rname, text)                                                                 \
    {#name,                                                                                           \
     &Names::name,                                                                                    \
     OFF_AT(binary, BinaryOp, op),                                                                    \
     S::BinaryLeft,                                                                                   \
     P((&ps::binary<BinaryOp::op, &Names::name, &Names::rname>)),                                     \
     "Return self" text "value."},                                                                    \
    {                                                                                                 \
#rname, &Names::rname, OFF_AT(binary, BinaryOp, op), S::BinaryRight,                          \
            P((&ps::binary <BinaryOp::op, &Names::name, &Names::rname>)), "Return value" text "self." \
    }
#define INPLACE(op, name, text)                                                \
    {                                                                          \
#name, &Names::name, OFF_AT(inplace, BinaryOp, op), S::Binary,         \
            P((&ps::binary_plain <&Names::name>)), "Implement self" text "value." \
    }
#define UNARY(slot, name, text) \
    { #name, &Names::name, slot, S::Unary, P((&ps::unary <&Names::name>)), text }
#define COMPARE(name, op, text)                                                                      \
    {                                                                                                \
#name, &Names::name, OFF(compare), S::Compare, P(&ps::compare), "Return self" text "value.", \
            CompareOp::op                                                                            \
    }
#define SLOT(name, slot, shape, function, text) \
    { #name, &Names::name, OFF(slot), S::shape, P(function), text }

const SlotDef kTable[] = {
    SLOT(__repr__, repr, Unary, &ps::repr, "Return repr(self)."),
    SLOT(__str__, str, Unary, &ps::str, "Return str(self)."),
    SLOT(__hash__, hash, Hash, &ps::hash, "Return hash(self)."),
    SLOT(__call__, call, Call, &ps::call, "Call self as a function."),
    SLOT(__getattribute__, get_attr, GetAttr, &ps::get_attr, "Return getattr(self, name)."),
    SLOT(__getattr__, get_attr, GetAttrHook, &ps::get_attr, ""),
    SLOT(__setattr__, set_attr, SetAttr, &ps::set_attr, "Implement setattr(self, name, value)."),
    SLOT(__delattr__, set_attr, DelAttr, &ps::set_attr, "Implement delattr(self, name)."),
    COMPARE(__lt__, Lt, "<"),
    COMPARE(__le__, Le, "<="),
    COMPARE(__eq__, Eq, "=="),
    COMPARE(__ne__, Ne, "!="),
    COMPARE(__gt__, Gt, ">"),
    COMPARE(__ge__, Ge, ">="),
    SLOT(__iter__, iter, Unary, &ps::iter, "Implement iter(self)."),
    SLOT(__next__, next, Next, (&ps::unary<&Names::__next__>), "Implement next(self)."),
    SLOT(__get__, descr_get, DescrGet, &ps::descr_get,
         "Return an attribute of instance, which is of type owner."),
    SLOT(__set__, descr_set, DescrSet, &ps::descr_set, "Set an attribute of instance to value."),
    SLOT(__delete__, descr_set, DescrDelete, &ps::descr_set, "Delete an attribute of instance."),
    SLOT(__init__, init, Init, &ps::init, "Initialize self.  See help(type(self)) for accurate signature."),
    SLOT(__del__, finalize, Finalize, &ps::finalize, "Called when the instance is about to be destroyed."),
    UNARY(OFF(await), __await__, "Return an iterator to be used in await expression."),
    UNARY(OFF(aiter), __aiter__, "Return an awaitable, that resolves in asynchronous iterator."),
    UNARY(OFF(anext), __anext__, "Return a value or raise StopAsyncIteration."),
    BINARY(Add, __add__, __radd__, "+"),
    BINARY(Sub, __sub__, __rsub__, "-"),
    BINARY(Mul, __mul__, __rmul__, "*"),
    BINARY(Mod, __mod__, __rmod__, "%"),
    {"__divmod__", &Names::__divmod__, OFF_AT(binary, BinaryOp, DivMod), S::BinaryLeft,
     P((&ps::binary<BinaryOp::DivMod, &Names::__divmod__, &Names::__rdivmod__>)), "Return divmod(self, value)."},
    {"__rdivmod__", &Names::__rdivmod__, OFF_AT(binary, BinaryOp, DivMod), S::BinaryRight,
     P((&ps::binary<BinaryOp::DivMod, &Names::__divmod__, &Names::__rdivmod__>)), "Return divmod(value, self)."},
    {"__pow__", &Names::__pow__, OFF_AT(binary, BinaryOp, Pow), S::Power,
     P((&ps::binary<BinaryOp::Pow, &Names::__pow__, &Names::__rpow__>)), "Return pow(self, value, mod)."},
    {"__rpow__", &Names::__rpow__, OFF_AT(binary, BinaryOp, Pow), S::PowerRight,
     P((&ps::binary<BinaryOp::Pow, &Names::__pow__, &Names::__rpow__>)), "Return pow(value, self, mod)."},
    SLOT(__pow__, power_mod, None, &ps::power_mod, ""),
    UNARY(OFF_AT(unary, UnaryOp, Neg), __neg__, "-self"),
    UNARY(OFF_AT(unary, UnaryOp, Pos), __pos__, "+self"),
    UNARY(OFF_AT(unary, UnaryOp, Abs), __abs__, "abs(self)"),
    UNARY(OFF_AT(unary, UnaryOp, Invert), __invert__, "~self"),
    SLOT(__bool__, truth, Truth, &ps::truth, "True if self else False"),
    BINARY(LShift, __lshift__, __rlshift__, "<<"),
    BINARY(RShift, __rshift__, __rrshift__, ">>"),
    BINARY(And, __and__, __rand__, "&"),
    BINARY(Xor, __xor__, __rxor__, "^"),
    BINARY(Or, __or__, __ror__, "|"),
    UNARY(OFF(to_int), __int__, "int(self)"),
    UNARY(OFF(to_float), __float__, "float(self)"),
    INPLACE(Add, __iadd__, "+="),
    INPLACE(Sub, __isub__, "-="),
    INPLACE(Mul, __imul__, "*="),
    INPLACE(Mod, __imod__, "%="),
    INPLACE(Pow, __ipow__, "**="),
    INPLACE(LShift, __ilshift__, "<<="),
    INPLACE(RShift, __irshift__, ">>="),
    INPLACE(And, __iand__, "&="),
    INPLACE(Xor, __ixor__, "^="),
    INPLACE(Or, __ior__, "|="),
    BINARY(FloorDiv, __floordiv__, __rfloordiv__, "//"),
    BINARY(TrueDiv, __truediv__, __rtruediv__, "/"),
    INPLACE(FloorDiv, __ifloordiv__, "//="),
    INPLACE(TrueDiv, __itruediv__, "/="),
    UNARY(OFF(index), __index__,
          "Return self converted to an integer, if self is suitable for use as an index into a list."),
    BINARY(MatMul, __matmul__, __rmatmul__, "@"),
    INPLACE(MatMul, __imatmul__, "@="),
    SLOT(__len__, length, Length, &ps::length, "Return len(self)."),
    SLOT(__getitem__, get_item, GetItem, (&ps::binary_plain<&Names::__getitem__>), "Return self[key]."),
    SLOT(__setitem__, set_item, SetItem, &ps::set_item, "Set self[key] to value."),
    SLOT(__delitem__, set_item, DelItem, &ps::set_item, "Delete self[key]."),
    SLOT(__contains__, contains, Contains, &ps::contains, "Return key in self."),
    SLOT(__add__, concat, Binary, nullptr, "Return self+value."),
    SLOT(__mul__, repeat, Repeat, nullptr, "Return self*value."),
    SLOT(__rmul__, repeat, Repeat, nullptr, "Return value*self."),
    SLOT(__iadd__, inplace_concat, Binary, nullptr, "Implement self+=value."),
    SLOT(__imul__, inplace_repeat, Repeat, nullptr, "Implement self*=value."),
};

#undef SLOT
#undef COMPARE
#undef UNARY
#undef INPLACE
#undef BINARY
#undef P

constexpr uint16_t kNewOffset = OFF(new_);
constexpr size_t kSlotWords = sizeof(Slots) / sizeof(void*);

void*& slot_at(Slots& slots, uint16_t offset) {
    return *reinterpret_cast<void**>(reinterpret_cast<char*>(&slots) + offset);
}
template <class F>
F slot_as(Type* owner, const SlotDef* def) {
    return reinterpret_cast<F>(slot_at(owner->slots, def->offset));
}

Value interned_name(Thread& t, const SlotDef& def) { return t.interp->names.*def.field; }

// ---- calling a slot by the name of its dunder ----

Status expect(Thread& t, const CallArgs& args, uint32_t least, uint32_t most) {
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "wrapper takes no keyword arguments");
    if (args.count >= least && args.count <= most) return {};
    if (least == most)
        return raise_type_error(t, "expected %u argument%s, got %u", least, least == 1 ? "" : "s",
                                args.count);
    return raise_type_error(t, "expected at %s %u argument%s, got %u", args.count < least ? "least" : "most",
                            args.count < least ? least : most,
                            (args.count < least ? least : most) == 1 ? "" : "s", args.count);
}

Owned none_or_raised(Status status) { return status.is_error() ? Owned(Raised{}) : Owned::none(); }

using Unary = Owned (*)(Thread&, Value);
using Binary = Owned (*)(Thread&, Value, Value);
using Ternary = Owned (*)(Thread&, Value, Value, Value);
using Set3 = Status (*)(Thread&, Value, Value, Value);

Owned call_power(Thread& t, const SlotDef* def, Type* owner, Value a, Value b, const CallArgs& args) {
    if (args.count > 1 && !args.args[1].is_none()) {
        if (!owner->slots.power_mod) return Owned::not_implemented();
        return owner->slots.power_mod(t, a, b, args.args[1]);
    }
    return slot_as<Binary>(owner, def)(t, a, b);
}

// object.__setattr__(some_class, ...) would go around the class's own rules.
Status check_setattr(Thread& t, const SlotDef* def, Type* owner, Value self) {
    if (!is_kind(self, Kind::Type) || owner->slots.set_attr == types(t).type->slots.set_attr) return {};
    return raise_type_error(t, "can't apply this %s to %s object", def->name, type_name(t, self));
}

Owned call_attribute_slot(Thread& t, const SlotDef* def, Type* owner, Value self, const CallArgs& args) {
    bool sets = def->shape == S::SetAttr;
    uint32_t n = sets ? 2 : 1;
    TRY(expect(t, args, n, n));
    if (!is_str(args.args[0]))
        return raise_type_error(t, "attribute name must be string, not '%.200s'", type_name(t, args.args[0]));
    Value name = intern(t, args.args[0]);
    if (def->shape == S::GetAttr) return slot_as<Binary>(owner, def)(t, self, name);
    TRY(check_setattr(t, def, owner, self));
    return none_or_raised(slot_as<Set3>(owner, def)(t, self, name, sets ? args.args[1] : Value::unbound()));
}

Owned call_descriptor_slot(Thread& t, const SlotDef* def, Type* owner, Value self, const CallArgs& args) {
    const Value* a = args.args;
    if (def->shape == S::DescrGet) {
        TRY(expect(t, args, 1, 2));
        Value instance = a[0].is_none() ? Value::unbound() : a[0];
        Value of = args.count > 1 ? a[1] : Value::none();
        if (instance.is_unbound() && of.is_none())
            return raise_type_error(t, "__get__(None, None) is invalid");
        return slot_as<Ternary>(owner, def)(t, self, instance, of);
    }
    bool sets = def->shape == S::DescrSet;
    TRY(expect(t, args, sets ? 2 : 1, sets ? 2 : 1));
    return none_or_raised(slot_as<Set3>(owner, def)(t, self, a[0], sets ? a[1] : Value::unbound()));
}

}  // namespace

Owned call_slot(Thread& t, const SlotDef* def, Type* owner, Value self, const CallArgs& args) {
    const Value* a = args.args;
    switch (def->shape) {
        case S::Unary:
            TRY(expect(t, args, 0, 0));
            return slot_as<Unary>(owner, def)(t, self);
        case S::Next: {
            TRY(expect(t, args, 0, 0));
            Owned item = TRY(slot_as<Unary>(owner, def)(t, self));
            if (item.is_stop()) return raise_with(t, exc(t).StopIteration, Value::unbound());
            return item;
        }
        case S::Repeat: {
            TRY(expect(t, args, 1, 1));
            Owned result = TRY(slot_as<Binary>(owner, def)(t, self, a[0]));
            if (result.is_not_implemented())
                return raise_type_error(t, "'%.200s' object cannot be interpreted as an integer",
                                        type_name(t, a[0]));
            return result;
        }
        case S::BinaryLeft:
        case S::Binary:
        case S::GetItem:
            TRY(expect(t, args, 1, 1));
            return slot_as<Binary>(owner, def)(t, self, a[0]);
        case S::BinaryRight:
            TRY(expect(t, args, 1, 1));
            return slot_as<Binary>(owner, def)(t, a[0], self);
        case S::Power:
            TRY(expect(t, args, 1, 2));
            return call_power(t, def, owner, self, a[0], args);
        case S::PowerRight:
            TRY(expect(t, args, 1, 2));
            return call_power(t, def, owner, a[0], self, args);
        case S::Compare:
            TRY(expect(t, args, 1, 1));
            return slot_as<Owned (*)(Thread&, Value, Value, CompareOp)>(owner, def)(t, self, a[0], def->op);
        case S::Hash:
        case S::Length: {
            TRY(expect(t, args, 0, 0));
            int64_t n = TRY(slot_as<Result<int64_t> (*)(Thread&, Value)>(owner, def)(t, self));
            return make_int(t, n);
        }
        case S::Truth:
            TRY(expect(t, args, 0, 0));
            return Owned::from_bool(TRY(slot_as<Result<bool> (*)(Thread&, Value)>(owner, def)(t, self)));
        case S::Contains:
            TRY(expect(t, args, 1, 1));
            return Owned::from_bool(
                TRY(slot_as<Result<bool> (*)(Thread&, Value, Value)>(owner, def)(t, self, a[0])));
        case S::SetItem:
            TRY(expect(t, args, 2, 2));
            return none_or_raised(slot_as<Set3>(owner, def)(t, self, a[0], a[1]));
        case S::DelItem:
            TRY(expect(t, args, 1, 1));
            return none_or_raised(slot_as<Set3>(owner, def)(t, self, a[0], Value::unbound()));
        case S::GetAttr:
        case S::SetAttr:
        case S::DelAttr:
            return call_attribute_slot(t, def, owner, self, args);
        case S::DescrGet:
        case S::DescrSet:
        case S::DescrDelete:
            return call_descriptor_slot(t, def, owner, self, args);
        case S::Call:
            return slot_as<Owned (*)(Thread&, Value, const CallArgs&)>(owner, def)(t, self, args);
        case S::Init:
            return none_or_raised(
                slot_as<Status (*)(Thread&, Value, const CallArgs&)>(owner, def)(t, self, args));
        case S::Finalize:
            TRY(expect(t, args, 0, 0));
            slot_as<void (*)(Thread&, Object*)>(owner, def)(t, self.object());
            return Owned::none();
        case S::GetAttrHook:
        case S::None:
            break;
    }
    return Owned::not_implemented();
}

Owned wrapper_call(Thread& t, Value descriptor, const CallArgs& args) {
    auto* d = descriptor.as<WrapperDescriptor>();
    if (!args.count) {
        return raise_type_error(t, "descriptor '%s' of '%.100s' object needs an argument", d->def->name,
                                type_utf8_name(d->owner).c_str());
    }
    Value self = args.args[0];
    if (!is_subtype(type_of(t, self), d->owner)) {
        return raise_type_error(t, "descriptor '%s' requires a '%.100s' object but received a '%.100s'",
                                d->def->name, type_utf8_name(d->owner).c_str(), type_name(t, self));
    }
    RecursionScope scope(t, " while calling a Python object");
    if (scope.failed()) return Raised{};
    return call_slot(t, d->def, d->owner, self, CallArgs{args.args + 1, args.count - 1, args.kwnames});
}

const char* slot_name(const SlotDef* def) { return def->name; }
const char* slot_doc(const SlotDef* def) { return def->doc; }
const char* slot_text_signature(const SlotDef* def) {
    switch (def->shape) {
        case S::BinaryLeft:
        case S::BinaryRight:
        case S::Repeat:
        case S::Binary:
        case S::Compare:
            return "($self, value, /)";
        case S::GetItem:
        case S::Contains:
        case S::DelItem:
            return "($self, key, /)";
        case S::SetItem:
            return "($self, key, value, /)";
        case S::GetAttr:
        case S::DelAttr:
            return "($self, name, /)";
        case S::SetAttr:
            return "($self, name, value, /)";
        case S::Power:
        case S::PowerRight:
            return "($self, value, mod=None, /)";
        case S::DescrGet:
            return "($self, instance, owner=None, /)";
        case S::DescrSet:
            return "($self, instance, value, /)";
        case S::DescrDelete:
            return "($self, instance, /)";
        case S::Call:
        case S::Init:
            return "($self, /, *args, **kwargs)";
        default:
            return "($self, /)";
    }
}

// ---- built-in types ----

Status add_slot_wrappers(Thread& t, Type* type) {
    Dict* dict = type->dict.as<Dict>();
    for (const SlotDef& def : kTable) {
        if (def.shape == S::None || def.shape == S::GetAttrHook || !slot_at(type->slots, def.offset))
            continue;
        Value name = intern(t, def.name);
        if (!dict_get_str(t, dict, name).is_unbound()) continue;
        TRY(dict_set(t, dict, name, TRY(make_wrapper_descriptor(t, type, &def))));
    }
    if (type->slots.compare && !type->slots.hash) {
        Value name = intern(t, "__hash__");
        if (dict_get_str(t, dict, name).is_unbound()) TRY(dict_set(t, dict, name, Value::none()));
    }
    return {};
}

void inherit_slots(Type* type, Type* base, bool native) {
    bool own_compare = type->slots.compare, own_new = type->slots.new_;
    auto own_hash = type->slots.hash;
    for (size_t i = 0; i < kSlotWords; ++i) {
        uint16_t offset = static_cast<uint16_t>(i * sizeof(void*));
        void*& slot = slot_at(type->slots, offset);
        if (!slot) slot = slot_at(base->slots, offset);
    }
    if (!native) return;
    if (own_compare && !own_hash) type->slots.hash = nullptr;
    // A built-in struct of its own is not made by object.__new__, which would leave it uninitialised.
    if (!own_new && base->base.is_none()) type->slots.new_ = nullptr;
}

// ---- classes ----

namespace {

struct Choice {
    void* native = nullptr;
    bool by_name = false, found = false, unhashable = false;
};

void consider(Thread& t, Type* type, const SlotDef& def, Choice& choice) {
    Value found = find_in_mro(t, type, interned_name(t, def));
    if (found.is_unbound()) return;
    if (found.is_none() && def.shape == S::Hash) {
        choice.unhashable = true;
        return;
    }
    if (found.is_object() && found.object()->type == types(t).wrapper_descriptor) {
        auto* wrapper = found.as<WrapperDescriptor>();
        bool same_name = wrapper->def->field == def.field;
        if (def.shape == S::None && same_name &&
            is_subtype(type, wrapper->owner)) {  // pow(a, b, c) beside a ** b
            choice.native = slot_at(wrapper->owner->slots, def.offset);
            choice.found = true;
            return;
        }
        if (same_name && wrapper->def->offset != def.offset && is_subtype(type, wrapper->owner))
            return;  // its twin among the number or sequence slots
        if (same_name && is_subtype(type, wrapper->owner)) {
            void* native = slot_at(wrapper->owner->slots, def.offset);
            if (choice.native && choice.native != native) choice.by_name = true;
            choice.native = native;
            choice.found = true;
            return;
        }
    }
    // A built-in's method that spells out its slot (dict.__getitem__) is the slot.
    if (found.is_object() && found.object()->type == types(t).method_descriptor) {
        auto* method = found.as<NativeFunction>();
        Value method_name = intern(t, method->signature->name);
        void* native = method->owner && is_subtype(type, method->owner) ? slot_at(method->owner->slots, def.offset) : nullptr;
        if (native && method_name == interned_name(t, def) && (!choice.native || choice.native == native)) {
            choice.native = native;
            choice.found = true;
            return;
        }
    }
    choice.found = choice.by_name = true;
}

void choose_slot(Thread& t, Type* type, uint16_t offset) {
    Choice choice;
    void* python = nullptr;
    for (const SlotDef& def : kTable) {
        if (def.offset != offset) continue;
        python = def.python;
        consider(t, type, def, choice);
    }
    void* chosen = !choice.found ? nullptr : choice.by_name ? python : choice.native;
    if (offset == OFF(hash) && choice.unhashable) chosen = nullptr;
    slot_at(type->slots, offset) = chosen;
    if (offset == OFF(get_attr)) {
        bool python_getattr = chosen == reinterpret_cast<void*>(&ps::get_attr);
        type->type_flags = python_getattr ? type->type_flags | kTypePySlotGetattr
                                          : type->type_flags & ~uint32_t{kTypePySlotGetattr};
    }
}

void choose_new(Thread& t, Type* type) {
    Value found = find_in_mro(t, type, names(t).__new__);
    if (is_kind(found, Kind::NativeFunction) && found.as<NativeFunction>()->code == new_function_code) {
        Type* owner = found.as<NativeFunction>()->self.as<Type>();
        // object.__new__ found first in an MRO whose layout is a built-in's: the built-in makes the instance.
        Type* base = type->base_type();
        type->slots.new_ =
            owner->base.is_none() && base && base->slots.new_ ? base->slots.new_ : owner->slots.new_;
        return;
    }
    type->slots.new_ = found.is_unbound() ? nullptr : ps::new_;
}

bool is_choosable(uint16_t offset) {
    for (const SlotDef& def : kTable) {
        if (def.offset == offset) return true;
    }
    return false;
}

}  // namespace

Status fill_slots(Thread& t, Type* type) {
    Type* base = type->base_type();
    for (size_t i = 0; i < kSlotWords; ++i) {
        uint16_t offset = static_cast<uint16_t>(i * sizeof(void*));
        if (offset == kNewOffset)
            choose_new(t, type);
        else if (is_choosable(offset))
            choose_slot(t, type, offset);
        else
            slot_at(type->slots, offset) = slot_at(base->slots, offset);
    }
    return {};
}

Status update_slots(Thread& t, Type* type, Value name) {
    if (name == names(t).__new__) choose_new(t, type);
    for (const SlotDef& def : kTable) {
        if (interned_name(t, def) == name) choose_slot(t, type, def.offset);
    }
    Ref<List> derived = TRY(subclasses_of(t, type));
    for (size_t i = 0; i < derived->length; ++i) {
        Type* sub = derived->items[i].as<Type>();
        if (!dict_get_str(t, sub->dict.as<Dict>(), name).is_unbound()) continue;  // it has its own
        TRY(update_slots(t, sub, name));
    }
    return {};
}

// ---- __new__ ----

// Only its address matters: it marks the function objects that the call slot hands to call_new_function().
Owned new_function_code(Thread& t, const Value*) {
    return raise_runtime_error(t, "__new__ called without its arguments");
}

Owned call_new_function(Thread& t, Type* owner, const CallArgs& args) {
    std::string name = type_utf8_name(owner);
    if (!args.count) return raise_type_error(t, "%s.__new__(): not enough arguments", name.c_str());
    if (!is_kind(args.args[0], Kind::Type)) {
        return raise_type_error(t, "%s.__new__(X): X is not a type object (%s)", name.c_str(),
                                type_name(t, args.args[0]));
    }
    Type* wanted = args.args[0].as<Type>();
    if (!is_subtype(wanted, owner)) {
        std::string other = type_utf8_name(wanted);
        return raise_type_error(t, "%s.__new__(%s): %s is not a subtype of %s", name.c_str(), other.c_str(),
                                other.c_str(), name.c_str());
    }
    // The native base that made the layout must be the one to make the instance.
    Type* layout = wanted;
    while (layout->has(kTypeHeap) && layout->base_type()) layout = layout->base_type();
    if (layout->slots.new_ != owner->slots.new_) {
        std::string safe = type_utf8_name(layout);
        return raise_type_error(t, "%s.__new__(%s) is not safe, use %s.__new__()", name.c_str(),
                                type_utf8_name(wanted).c_str(), safe.c_str());
    }
    if (!owner->slots.new_ || layout->has(kTypeNoInstantiate))
        return raise_type_error(t, "cannot create '%.100s' instances", type_full_name(t, layout).c_str());
    return owner->slots.new_(t, wanted, CallArgs{args.args + 1, args.count - 1, args.kwnames});
}

Owned make_new_function(Thread& t, Type* type) {
    static const FunctionSpec spec = {
        "static __new__(*args, **kwargs)", new_function_code,
        "Create and return a new object.  See help(type) for accurate signature."};
    return make_native_function(t, spec, Value::none(), Value(type));
}

}  // namespace minipy
