// Native functions: the call, and the three types they appear as.
//
//     len            builtin_function_or_method
//     list.append    method_descriptor             [].append   builtin_function_or_method with `self`
//     dict.fromkeys  classmethod_descriptor in the class's dictionary; asked for, a builtin with the class as `self`
//
// All are one struct. What a call costs is the binding (native/signature.h); a call with all parameters in place skips it.
#include "native/module.h"
#include "native/signature.h"
#include "objects/descriptors.h"
#include "objects/opcodes.h"
#include "objects/type.h"

namespace minipy {

namespace {

constexpr size_t kMaxParameters = 32;

NativeFunction* native_of(Value v) { return v.as<NativeFunction>(); }

void function_dealloc(Thread& t, Object* o) {
    auto* f = static_cast<NativeFunction*>(o);
    gc_untrack(t, f);
    release(f->self);
    release(f->module);
    free_object(t, o);
}
void function_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<NativeFunction*>(o)->self);
    visitor.visit(static_cast<NativeFunction*>(o)->module);
}

Owned bind_and_call(Thread& t, NativeFunction* f, const CallArgs& args, Value receiver) {
    const Signature& sig = *f->signature;
    size_t first = receiver.is_unbound() ? 0 : 1, count = args.count + first;
    union Places {  // not set to anything beforehand
        Places() {}
        Value values[kMaxParameters];
    } places;
    Value* out = places.values;
    if (first) out[0] = receiver;
    if (!args.kwnames && count >= sig.least_args && count <= sig.positional) [[likely]] {
        for (size_t i = first; i < count; ++i) out[i] = args.args[i - first];
        for (size_t i = count; i < sig.params.size(); ++i) out[i] = sig.params[i].fallback;
        return f->code(t, out);
    }
    Owned var_args, var_keywords;
    TRY(bind_signature(t, sig, f, args, first, out, var_args, var_keywords));
    return f->code(t, out);
}

Owned native_call(Thread& t, Value callee, const CallArgs& args) {
    NativeFunction* f = native_of(callee);
    if (f->code == new_function_code) return call_new_function(t, f->self.as<Type>(), args);
    return bind_and_call(t, f, args, f->self);
}

// `list.append(x, ...)`: the first argument is the receiver.
Owned method_descriptor_call(Thread& t, Value callee, const CallArgs& args) {
    NativeFunction* f = native_of(callee);
    const char* name = f->signature->name.c_str();
    if (!args.count) {
        return raise_type_error(t, "unbound method %s.%s() needs an argument",
                                type_utf8_name(f->owner).c_str(), name);
    }
    if (!native_accepts_self(t, f, args.args[0])) {
        return raise_type_error(t, "descriptor '%s' for '%.100s' objects doesn't apply to a '%.100s' object",
                                name, type_utf8_name(f->owner).c_str(), type_name(t, args.args[0]));
    }
    return bind_and_call(t, f, CallArgs{args.args + 1, args.count - 1, args.kwnames}, args.args[0]);
}

Owned classmethod_descriptor_call(Thread& t, Value callee, const CallArgs& args) {
    NativeFunction* f = native_of(callee);
    if (!args.count || !is_kind(args.args[0], Kind::Type)) {
        return raise_type_error(t, "descriptor '%s' requires a type", f->signature->name.c_str());
    }
    return bind_and_call(t, f, CallArgs{args.args + 1, args.count - 1, args.kwnames}, args.args[0]);
}

Owned bound_to(Thread& t, NativeFunction* f, Value self) {
    auto* bound = make<NativeFunction>(t, types(t).native_function);
    if (!bound) return raise_memory_error(t);
    bound->code = f->code;
    bound->signature = f->signature;
    bound->doc = f->doc;
    retain(self);
    bound->self = self;
    return Owned::adopt(Value(bound));
}

Owned method_descriptor_get(Thread& t, Value descriptor, Value instance, Value) {
    NativeFunction* f = native_of(descriptor);
    if (instance.is_unbound()) return Owned::share(descriptor);
    if (!native_accepts_self(t, f, instance)) {
        return raise_type_error(t, "descriptor '%s' for '%.100s' objects doesn't apply to a '%.100s' object",
                                f->signature->name.c_str(), type_utf8_name(f->owner).c_str(),
                                type_name(t, instance));
    }
    return bound_to(t, f, instance);
}

Owned classmethod_descriptor_get(Thread& t, Value descriptor, Value instance, Value owner) {
    Value cls = is_kind(owner, Kind::Type) ? owner : Value(type_of(t, instance));
    return bound_to(t, native_of(descriptor), cls);
}

bool has_receiver(NativeFunction* f) { return !f->self.is_unbound() && !is_kind(f->self, Kind::Module); }

Owned function_repr(Thread& t, Value self) {
    NativeFunction* f = native_of(self);
    std::string name = f->signature->name;
    if (!has_receiver(f) && !f->owner) return make_str(t, "<built-in function " + name + ">");
    Value of = f->owner ? Value(f->owner) : f->self;  // a static method's owner
    char buffer[40];
    snprintf(buffer, sizeof buffer, "%p", reinterpret_cast<void*>(of.bits()));
    return make_str(t, "<built-in method " + name + " of " + type_name(t, of) + " object at " + buffer + ">");
}
Owned method_repr(Thread& t, Value self) {
    NativeFunction* f = native_of(self);
    std::string owner =
        f->owner->native_name ? f->owner->native_name : type_utf8_name(f->owner);  // with its module
    return make_str(t, "<method '" + f->signature->name + "' of '" + owner + "' objects>");
}

Owned function_compare(Thread&, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_kind(a, Kind::NativeFunction) ||
        !is_kind(b, Kind::NativeFunction)) {
        return Owned::not_implemented();
    }
    NativeFunction *x = native_of(a), *y = native_of(b);
    bool same = x->self == y->self && x->code == y->code && x->owner == y->owner;
    return Owned::from_bool(same == (op == CompareOp::Eq));
}
Result<int64_t> function_hash(Thread&, Value v) {
    NativeFunction* f = native_of(v);
    uint64_t mixed = f->self.bits() * 31 ^ reinterpret_cast<uint64_t>(f->code) >> 4;
    return static_cast<int64_t>(mixed >> 1);
}

Owned get_name(Thread& t, Value self) { return Owned::share(intern(t, native_of(self)->signature->name)); }
Owned get_qualname(Thread& t, Value self) {
    NativeFunction* f = native_of(self);
    Type* owner = f->owner;
    if (!owner && has_receiver(f))
        owner = is_kind(f->self, Kind::Type) ? f->self.as<Type>() : type_of(t, f->self);
    if (!owner) return get_name(t, self);
    return make_str(t, to_utf8(owner->qualname) + "." + f->signature->name);
}
Owned get_self(Thread& t, Value self) {
    NativeFunction* f = native_of(self);
    if (!f->self.is_unbound()) return Owned::share(f->self);
    if (is_str(f->module) && t.interp->sys_modules.is_valid()) {
        Value module = dict_get_str(t, t.interp->sys_modules.as<Dict>(), f->module);
        if (!module.is_unbound()) return Owned::share(module);
    }
    return Owned::none();
}
Owned get_module(Thread&, Value self) { return Owned::share(native_of(self)->module); }
Owned get_doc(Thread& t, Value self) {
    const char* doc = native_of(self)->doc;
    return doc ? make_str(t, doc) : Owned::none();
}
Owned get_text_signature(Thread& t, Value self) { return make_str(t, whole_signature(t, native_of(self)->signature).text); }
Owned get_owner(Thread&, Value self) { return Owned::share(Value(native_of(self)->owner)); }

Owned method_reduce(Thread& t, const Value* args) {
    NativeFunction* f = native_of(args[0]);
    if (!has_receiver(f) && !f->owner) return get_name(t, args[0]);
    Owned getattr = TRY(import_attr(t, "builtins", "getattr"));
    Owned name = TRY(get_name(t, args[0]));
    Owned rest = TRY(make_tuple(t, {f->owner ? Value(f->owner) : f->self, name}));
    return make_tuple(t, {getattr, rest});
}

const FunctionSpec common_methods[] = {{"__reduce__(self, /)", method_reduce, nullptr}};
const GetSetSpec function_getset[] = {
    {"__name__", get_name},     {"__qualname__", get_qualname}, {"__self__", get_self},
    {"__module__", get_module}, {"__doc__", get_doc},           {"__text_signature__", get_text_signature},
};
const GetSetSpec method_getset[] = {
    {"__name__", get_name},
    {"__qualname__", get_qualname},
    {"__objclass__", get_owner},
    {"__doc__", get_doc},
    {"__text_signature__", get_text_signature},
};

}  // namespace

Owned make_native_function(Thread& t, const FunctionSpec& spec, Value module_name, Value self) {
    auto* f = make<NativeFunction>(t, types(t).native_function);
    if (!f) return raise_memory_error(t);
    f->code = spec.code;
    f->signature = signature_of(t, spec.signature);
    f->doc = spec.doc;
    retain(self);
    f->self = self;
    retain(module_name);
    f->module = module_name;
    if (self.is_unbound()) f->exact_args = f->signature->exact_args;
    return Owned::adopt(Value(f));
}

// A method as it stands in the dictionary of its type.
Owned make_native_method(Thread& t, Type* owner, const FunctionSpec& spec) {
    Owned made = TRY(make_native_function(t, spec, Value::none()));
    NativeFunction* f = made.as<NativeFunction>();
    if (f->signature->is_static) {
        f->owner = owner;
        return made;
    }
    f->owner = owner;
    if (f->signature->takes_class) {
        f->type = types(t).classmethod_descriptor;
        f->exact_args = 0xFFFF;
    } else {
        f->type = types(t).method_descriptor;
    }
    return made;
}

Status init_native_function_types(Thread& t) {
    TypeSpec spec{};
    spec.size = sizeof(NativeFunction);
    spec.kind = Kind::NativeFunction;
    spec.slots.dealloc = function_dealloc;
    spec.slots.traverse = function_traverse;
    spec.slots.hash = function_hash;
    spec.slots.compare = function_compare;
    spec.methods = common_methods;

    spec.name = "builtin_function_or_method";
    spec.slots.call = native_call;
    spec.slots.repr = function_repr;
    spec.getset = function_getset;
    types(t).native_function = define_type(t, spec);

    spec.name = "method_descriptor";
    spec.flags = kTypeMethodDescr;
    spec.slots.call = method_descriptor_call;
    spec.slots.descr_get = method_descriptor_get;
    spec.slots.repr = method_repr;
    spec.getset = method_getset;
    types(t).method_descriptor = define_type(t, spec);

    spec.name = "classmethod_descriptor";
    spec.flags = 0;
    spec.slots.call = classmethod_descriptor_call;
    spec.slots.descr_get = classmethod_descriptor_get;
    types(t).classmethod_descriptor = define_type(t, spec);
    return {};
}

// The callee of a call stays in its window until the call has ended.
std::string running_native_name(Thread& t) {
    Frame* frame = t.frame;
    if (!frame) return "";
    switch (static_cast<Op>(frame->pc->op)) {
        case Op::Call:
        case Op::CallKw:
        case Op::CallMethod:
        case Op::CallMethodKw:
        case Op::CallEx:
            break;
        default:
            return "";
    }
    Value callee = frame->registers()[frame->pc->b];
    if (!is_kind(callee, Kind::NativeFunction)) return "";
    NativeFunction* native = callee.as<NativeFunction>();
    std::string_view name = native->signature->name;
    if (native->owner && native->owner->native_name)
        return std::string(native->owner->native_name) + "." + std::string(name);
    if (is_str(native->module)) return to_utf8(native->module) + "." + std::string(name);
    return std::string(name);
}

}  // namespace minipy
