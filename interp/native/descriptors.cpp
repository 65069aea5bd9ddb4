#include "objects/descriptors.h"
#include "objects/slot_functions.h"

#include "native/signature.h"
#include "objects/type.h"

namespace minipy {

namespace {

// As CPython's tp_name: a built-in type has its module in front.
std::string native_type_name(Type* type) {
    return type->native_name ? type->native_name : type_utf8_name(type);
}

// ---- getset_descriptor ----

GetSetDescriptor* getset_of(Value v) { return v.as<GetSetDescriptor>(); }
MemberDescriptor* member_of(Value v) { return v.as<MemberDescriptor>(); }

Raised raise_not_applicable(Thread& t, Value name, Type* owner, Value instance) {
    return raise_type_error(t, "descriptor '%s' for '%.100s' objects doesn't apply to a '%.100s' object",
                            to_utf8(name).c_str(), type_utf8_name(owner).c_str(), type_name(t, instance));
}

void descriptor_dealloc(Thread& t, Object* o) { free_object(t, o); }
void getset_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    auto* d = static_cast<GetSetDescriptor*>(o);
    release(d->name);
    if (d->owner) release(static_cast<Object*>(d->owner));
    free_object(t, o);
}
void getset_traverse(Object* o, Visitor& visitor) {
    if (Type* owner = static_cast<GetSetDescriptor*>(o)->owner) visitor.visit(static_cast<Object*>(owner));
}

Owned getset_get(Thread& t, Value descriptor, Value instance, Value) {
    GetSetDescriptor* d = getset_of(descriptor);
    if (instance.is_unbound()) return Owned::share(descriptor);
    if (!is_subtype(type_of(t, instance), d->owner))
        return raise_not_applicable(t, d->name, d->owner, instance);
    if (!d->spec->get) {
        return raise_error(t, exc(t).AttributeError, "attribute '%s' of '%.100s' objects is not readable",
                           d->spec->name, type_utf8_name(d->owner).c_str());
    }
    return d->spec->get(t, instance);
}

Status getset_set(Thread& t, Value descriptor, Value instance, Value value) {
    GetSetDescriptor* d = getset_of(descriptor);
    if (!is_subtype(type_of(t, instance), d->owner))
        return raise_not_applicable(t, d->name, d->owner, instance);
    if (!d->spec->set) {
        return raise_error(t, exc(t).AttributeError, "attribute '%s' of '%.100s' objects is not writable",
                           d->spec->name, type_utf8_name(d->owner).c_str());
    }
    return d->spec->set(t, instance, value);
}

Owned getset_repr(Thread& t, Value self) {
    GetSetDescriptor* d = getset_of(self);
    return make_str(t,
                    "<attribute '" + to_utf8(d->name) + "' of '" + native_type_name(d->owner) + "' objects>");
}
Owned getset_name(Thread&, Value self) { return Owned::share(getset_of(self)->name); }
Owned getset_owner(Thread&, Value self) { return Owned::share(Value(getset_of(self)->owner)); }
Owned getset_qualname(Thread& t, Value self) {
    return make_str(t, to_utf8(getset_of(self)->owner->qualname) + "." + to_utf8(getset_of(self)->name));
}
Owned getset_doc(Thread& t, Value self) {
    const char* doc = getset_of(self)->spec->doc;
    return doc ? make_str(t, doc) : Owned::none();
}
const GetSetSpec getset_getset[] = {{"__name__", getset_name},
                                    {"__objclass__", getset_owner},
                                    {"__qualname__", getset_qualname},
                                    {"__doc__", getset_doc}};

// ---- member_descriptor ----

void member_dealloc(Thread& t, Object* o) {
    auto* d = static_cast<MemberDescriptor*>(o);
    gc_untrack(t, d);
    release(d->name);
    release(d->doc);
    release(static_cast<Object*>(d->owner));
    free_object(t, o);
}
void member_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Object*>(static_cast<MemberDescriptor*>(o)->owner));
}

Value* member_word(MemberDescriptor* d, Value instance) {
    return reinterpret_cast<Value*>(reinterpret_cast<char*>(instance.object()) + d->offset);
}

Owned member_get(Thread& t, Value descriptor, Value instance, Value) {
    MemberDescriptor* d = member_of(descriptor);
    if (instance.is_unbound()) return Owned::share(descriptor);
    if (!is_subtype(type_of(t, instance), d->owner))
        return raise_not_applicable(t, d->name, d->owner, instance);
    if (d->is_double) return make_float(t, *reinterpret_cast<double*>(member_word(d, instance)));
    Value value = *member_word(d, instance);
    if (value.is_unbound()) {
        if (d->slot) return raise_attribute_error(t, instance, d->name);
        return Owned::none();
    }
    return Owned::share(value);
}

Status member_set(Thread& t, Value descriptor, Value instance, Value value) {
    MemberDescriptor* d = member_of(descriptor);
    if (!is_subtype(type_of(t, instance), d->owner))
        return raise_not_applicable(t, d->name, d->owner, instance);
    if (d->readonly) return raise_error(t, exc(t).AttributeError, "readonly attribute");
    Value* word = member_word(d, instance);
    if (value.is_unbound() && d->slot && word->is_unbound()) {
        return raise_error(t, exc(t).AttributeError, "%s", to_utf8(d->name).c_str());
    }
    if (value.is_unbound() && !d->slot) value = Value::none();
    Value old = *word;
    retain(value);
    *word = value;
    release(old);
    return {};
}

Owned member_repr(Thread& t, Value self) {
    MemberDescriptor* d = member_of(self);
    return make_str(t, "<member '" + to_utf8(d->name) + "' of '" + native_type_name(d->owner) + "' objects>");
}
Owned member_name(Thread&, Value self) { return Owned::share(member_of(self)->name); }
Owned member_owner(Thread&, Value self) { return Owned::share(Value(member_of(self)->owner)); }
Owned member_doc(Thread&, Value self) { return Owned::share(member_of(self)->doc); }
Owned member_qualname(Thread& t, Value self) {
    return make_str(t, to_utf8(member_of(self)->owner->qualname) + "." + to_utf8(member_of(self)->name));
}
Owned member_reduce(Thread& t, const Value* args) {
    Owned getattr = TRY(import_attr(t, "builtins", "getattr"));
    Owned rest = TRY(make_tuple(t, {Value(member_of(args[0])->owner), member_of(args[0])->name}));
    return make_tuple(t, {getattr, rest});
}
const FunctionSpec member_methods[] = {{"__reduce__(self, /)", member_reduce, nullptr}};
const GetSetSpec member_getset[] = {{"__name__", member_name},
                                    {"__objclass__", member_owner},
                                    {"__qualname__", member_qualname},
                                    {"__doc__", member_doc}};

// ---- wrapper_descriptor, method-wrapper ----

WrapperDescriptor* wrapper_of(Value v) { return v.as<WrapperDescriptor>(); }
WrapperDescriptor* wrapped_by(Value v) { return wrapper_of(v.as<MethodWrapper>()->descriptor); }

Owned wrapper_get(Thread& t, Value descriptor, Value instance, Value) {
    if (instance.is_unbound()) return Owned::share(descriptor);
    WrapperDescriptor* d = wrapper_of(descriptor);
    if (!is_subtype(type_of(t, instance), d->owner))
        return raise_not_applicable(t, d->name, d->owner, instance);
    auto* bound = make<MethodWrapper>(t, types(t).method_wrapper);
    if (!bound) return raise_memory_error(t);
    bound->descriptor = Owned::share(descriptor).take();
    bound->self = Owned::share(instance).take();
    return Owned::adopt(Value(bound));
}
Owned wrapper_repr(Thread& t, Value self) {
    return make_str(t, "<slot wrapper '" + to_utf8(wrapper_of(self)->name) + "' of '" +
                           native_type_name(wrapper_of(self)->owner) + "' objects>");
}
Owned wrapper_name(Thread&, Value self) { return Owned::share(wrapper_of(self)->name); }
Owned wrapper_owner(Thread&, Value self) { return Owned::share(Value(wrapper_of(self)->owner)); }
Owned wrapper_doc(Thread& t, Value self) { return make_str(t, slot_doc(wrapper_of(self)->def)); }
Owned wrapper_text_signature(Thread& t, Value self) {
    return make_str(t, slot_text_signature(wrapper_of(self)->def));
}
Owned wrapper_qualname(Thread& t, Value self) {
    return make_str(t, to_utf8(wrapper_of(self)->owner->qualname) + "." + to_utf8(wrapper_of(self)->name));
}
const GetSetSpec wrapper_getset[] = {{"__name__", wrapper_name},
                                     {"__objclass__", wrapper_owner},
                                     {"__qualname__", wrapper_qualname},
                                     {"__doc__", wrapper_doc},
                                     {"__text_signature__", wrapper_text_signature}};

Owned reduce_to_getattr(Thread& t, Value owner, Value name) {
    Owned getattr = TRY(import_attr(t, "builtins", "getattr"));
    Owned arguments = TRY(make_tuple(t, {owner, name}));
    return make_tuple(t, {getattr, arguments});
}
Owned wrapper_reduce(Thread& t, const Value* args) {
    return reduce_to_getattr(t, Value(wrapper_of(args[0])->owner), wrapper_of(args[0])->name);
}
Owned method_wrapper_reduce(Thread& t, const Value* args) {
    return reduce_to_getattr(t, args[0].as<MethodWrapper>()->self, wrapped_by(args[0])->name);
}
const FunctionSpec wrapper_methods[] = {{"__reduce__(self, /)", wrapper_reduce}};
const FunctionSpec method_wrapper_methods[] = {{"__reduce__(self, /)", method_wrapper_reduce}};

void method_wrapper_dealloc(Thread& t, Object* o) {
    auto* w = static_cast<MethodWrapper*>(o);
    gc_untrack(t, w);
    release(w->descriptor);
    release(w->self);
    free_object(t, o);
}
void method_wrapper_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<MethodWrapper*>(o)->self);
}
Owned method_wrapper_call(Thread& t, Value self, const CallArgs& args) {
    WrapperDescriptor* d = wrapped_by(self);
    return call_slot(t, d->def, d->owner, self.as<MethodWrapper>()->self, args);
}
Owned method_wrapper_repr(Thread& t, Value self) {
    Value target = self.as<MethodWrapper>()->self;
    char buffer[40];
    snprintf(buffer, sizeof buffer, "%p", reinterpret_cast<void*>(target.bits()));
    return make_str(t, "<method-wrapper '" + to_utf8(wrapped_by(self)->name) + "' of " +
                           type_name(t, target) + " object at " + buffer + ">");
}
Owned method_wrapper_compare(Thread&, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !b.is_object() ||
        a.object()->type != b.object()->type)
        return Owned::not_implemented();
    auto *x = a.as<MethodWrapper>(), *y = b.as<MethodWrapper>();
    return Owned::from_bool((x->descriptor == y->descriptor && x->self == y->self) == (op == CompareOp::Eq));
}
Result<int64_t> method_wrapper_hash(Thread&, Value v) {
    auto* w = v.as<MethodWrapper>();
    return static_cast<int64_t>((w->self.bits() * 31 ^ w->descriptor.bits()) >> 4);
}
Owned method_wrapper_name(Thread&, Value self) { return Owned::share(wrapped_by(self)->name); }
Owned method_wrapper_self(Thread&, Value self) { return Owned::share(self.as<MethodWrapper>()->self); }
Owned method_wrapper_owner(Thread&, Value self) { return Owned::share(Value(wrapped_by(self)->owner)); }
Owned method_wrapper_doc(Thread& t, Value self) { return make_str(t, slot_doc(wrapped_by(self)->def)); }
Owned method_wrapper_qualname(Thread& t, Value self) {
    return wrapper_qualname(t, self.as<MethodWrapper>()->descriptor);
}
Owned method_wrapper_text_signature(Thread& t, Value self) {
    return wrapper_text_signature(t, self.as<MethodWrapper>()->descriptor);
}
const GetSetSpec method_wrapper_getset[] = {{"__name__", method_wrapper_name},
                                            {"__self__", method_wrapper_self},
                                            {"__objclass__", method_wrapper_owner},
                                            {"__qualname__", method_wrapper_qualname},
                                            {"__doc__", method_wrapper_doc},
                                            {"__text_signature__", method_wrapper_text_signature}};

}  // namespace

Owned make_getset_descriptor(Thread& t, Type* owner, const GetSetSpec* spec) {
    auto* d = make<GetSetDescriptor>(t, types(t).getset_descriptor);
    if (!d) return raise_memory_error(t);
    d->spec = spec;
    d->owner = owner;
    retain(static_cast<Object*>(owner));
    d->name = intern(t, spec->name);
    return Owned::adopt(Value(d));
}

Owned make_member_descriptor(Thread& t, Type* owner, Value name, int32_t offset, bool readonly, bool slot,
                             const char* doc) {
    auto* d = make<MemberDescriptor>(t, types(t).member_descriptor);
    if (!d) return raise_memory_error(t);
    d->owner = owner;
    retain(static_cast<Object*>(owner));
    d->name = intern(t, name);
    d->offset = offset;
    d->readonly = readonly;
    d->slot = slot;
    if (doc) d->doc = TRY(make_str(t, doc)).take();
    return Owned::adopt(Value(d));
}

Owned make_wrapper_descriptor(Thread& t, Type* owner, const SlotDef* def) {
    auto* d = make<WrapperDescriptor>(t, types(t).wrapper_descriptor);
    if (!d) return raise_memory_error(t);
    d->owner = owner;
    d->def = def;
    d->name = intern(t, slot_name(def));
    return Owned::adopt(Value(d));
}

int32_t slot_member_offset(Thread& t, Value descriptor) {
    if (!descriptor.is_object() || descriptor.object()->type != types(t).member_descriptor) return 0;
    MemberDescriptor* d = member_of(descriptor);
    return d->slot && !d->readonly ? d->offset : 0;
}

Status init_native_function_types(Thread&);

Status init_descriptor_types(Thread& t) {
    TypeSpec getset{};
    getset.name = "getset_descriptor";
    getset.size = sizeof(GetSetDescriptor);
    getset.slots.dealloc = getset_dealloc;
    getset.slots.traverse = getset_traverse;
    getset.slots.descr_get = getset_get;
    getset.slots.descr_set = getset_set;
    getset.slots.repr = getset_repr;
    getset.getset = getset_getset;
    types(t).getset_descriptor = define_type(t, getset);

    TypeSpec member{};
    member.name = "member_descriptor";
    member.size = sizeof(MemberDescriptor);
    member.slots.dealloc = member_dealloc;
    member.slots.traverse = member_traverse;
    member.slots.descr_get = member_get;
    member.slots.descr_set = member_set;
    member.slots.repr = member_repr;
    member.methods = member_methods;
    member.getset = member_getset;
    types(t).member_descriptor = define_type(t, member);

    TypeSpec wrapper{};
    wrapper.name = "wrapper_descriptor";
    wrapper.size = sizeof(WrapperDescriptor);
    wrapper.flags = kTypeMethodDescr;
    wrapper.slots.dealloc = descriptor_dealloc;
    wrapper.slots.call = wrapper_call;
    wrapper.slots.descr_get = wrapper_get;
    wrapper.slots.repr = wrapper_repr;
    wrapper.methods = wrapper_methods;
    wrapper.getset = wrapper_getset;
    types(t).wrapper_descriptor = define_type(t, wrapper);

    TypeSpec bound{};
    bound.name = "method-wrapper";
    bound.size = sizeof(MethodWrapper);
    bound.slots.dealloc = method_wrapper_dealloc;
    bound.slots.traverse = method_wrapper_traverse;
    bound.slots.call = method_wrapper_call;
    bound.slots.repr = method_wrapper_repr;
    bound.slots.compare = method_wrapper_compare;
    bound.slots.hash = method_wrapper_hash;
    bound.methods = method_wrapper_methods;
    bound.getset = method_wrapper_getset;
    types(t).method_wrapper = define_type(t, bound);
    return init_native_function_types(t);
}

}  // namespace minipy
