// Built-in types: from a TypeSpec to a Type that is ready for use.
#include <cstring>
#include <unordered_map>

#include "native/module.h"
#include "native/signature.h"
#include "objects/descriptors.h"
#include "objects/type.h"

namespace minipy {

Owned make_native_method(Thread&, Type* owner, const FunctionSpec&);

namespace {

// What a derived built-in type takes from its base when its spec is silent.
constexpr uint32_t kInheritedFlags =
    kTypeSequence | kTypeMapping | kTypeMatchSelf | kTypeExceptionSubclass | kTypeHasDict;

void name_type(Thread& t, Type* type, const char* full_name) {
    const char* dot = strrchr(full_name, '.');
    type->native_name = full_name;
    type->name = type->qualname = intern(t, dot ? dot + 1 : full_name);
    type->module =
        intern(t, dot ? std::string_view(full_name, static_cast<size_t>(dot - full_name)) : "builtins");
}

void lay_out(Type* type, const TypeSpec& spec, Type* base) {
    type->instance_kind = spec.kind != Kind::Instance || !base ? spec.kind : base->instance_kind;
    type->basic_size = spec.size ? spec.size : base ? base->basic_size : sizeof(GcObject);
    type->attrs_offset = spec.attrs_offset;
    if (!type->attrs_offset && base && base->attrs_offset) {
        bool at_end = base->attrs_offset > 0 && static_cast<uint32_t>(base->attrs_offset) >= base->basic_size;
        type->attrs_offset = at_end ? static_cast<int32_t>(type->basic_size) : base->attrs_offset;
    }
    type->type_flags = spec.flags | kTypeImmutable | (base ? base->type_flags & kInheritedFlags : 0);
    if (type->attrs_offset) type->type_flags |= kTypeHasDict;
    type->root_shape = type->attrs_offset ? Shape::make_root() : nullptr;
}

Status fill_dict(Thread& t, Type* type, const TypeSpec& spec) {
    Dict* dict = type->dict.as<Dict>();
    if (type->slots.new_) TRY(dict_set(t, dict, intern(t, "__new__"), TRY(make_new_function(t, type))));
    for (const FunctionSpec& method : spec.methods) {
        Owned made = TRY(make_native_method(t, type, method));
        TRY(dict_set(t, dict, intern(t, made.as<NativeFunction>()->signature->name), made));
    }
    TRY(add_slot_wrappers(t, type));
    for (const GetSetSpec& getset : spec.getset) {
        TRY(dict_set(t, dict, intern(t, getset.name), TRY(make_getset_descriptor(t, type, &getset))));
    }
    for (const MemberSpec& member : spec.members) {
        Value name = intern(t, member.name);
        Owned made = TRY(make_member_descriptor(t, type, name, static_cast<int32_t>(member.offset),
                                                member.readonly, false, member.doc));
        made.as<MemberDescriptor>()->is_double = member.is_double;
        TRY(dict_set(t, dict, name, made));
    }
    Value doc_name = intern(t, "__doc__");
    if (dict_get_str(t, dict, doc_name).is_unbound()) TRY(dict_set(t, dict, doc_name, type->doc));
    return {};
}

Status fill_type(Thread& t, Type* type, const TypeSpec& spec, Type* base) {
    name_type(t, type, spec.name);
    type->slots = spec.slots;
    type->doc = spec.doc ? TRY(make_str(t, spec.doc)).take() : Value::none();
    type->base = base ? Value(base) : Value::none();
    type->bases = (base ? TRY(make_tuple(t, {Value(base)})) : TRY(make_tuple(t, {}))).take();
    lay_out(type, spec, base);
    Ref<Dict> dict = TRY(new_dict(t, spec.methods.size() + spec.getset.size() + spec.members.size() + 8));
    type->dict = Value(dict.take());
    type->mro = Value(TRY(compute_mro(t, type)).take());
    if (spec.flags & kTypeNoInstantiate) type->slots.new_ = nullptr;
    TRY(fill_dict(t, type, spec));
    if (base) {
        inherit_slots(type, base, true);
        TRY(add_to_subclasses(t, base, type));
    }
    if (spec.flags & kTypeNoInstantiate) type->slots.new_ = nullptr;
    return {};
}

}  // namespace

namespace {
struct ConstructorTexts {
    std::unordered_map<Type*, const char*> by_type;
};
ModuleSpec constructor_texts_spec() { return {}; }
ModuleRegistration constructor_texts_registration("state:constructor_texts", constructor_texts_spec);
ConstructorTexts& constructor_texts(Thread& t) {  // the first types are made before any module
    if (t.interp->module_states.size() < native_module_count())
        t.interp->module_states.resize(native_module_count(), nullptr);
    return module_state<ConstructorTexts>(t, constructor_texts_registration);
}
}  // namespace

const char* type_text_signature(Thread& t, Type* type) {
    auto& texts = constructor_texts(t).by_type;
    auto found = texts.find(type);
    return found == texts.end() ? nullptr : strchr(found->second, '(');
}

Type* define_type(Thread& t, const TypeSpec& spec, Type* base) {
    Type* type = claim_native_type(t, spec.name);
    if (!base && strcmp(spec.name, "object") != 0) base = types(t).object;
    if (fill_type(t, type, spec, base).is_error()) {
        fprintf(stderr, "minipy: cannot set up the type %s\n", spec.name);
        abort();
    }
    if (spec.text_signature) constructor_texts(t).by_type[type] = spec.text_signature;
    return type;
}

Owned make_exception_class(Thread& t, const char* dotted_name, Value base, const char* doc) {
    const char* dot = strrchr(dotted_name, '.');
    Owned name = TRY(make_str(t, dot ? dot + 1 : dotted_name));
    Owned bases = is_tuple(base) ? Owned::share(base) : make_tuple(t, {base});
    Ref<Dict> space = TRY(new_dict(t));
    if (dot) {
        Owned module = TRY(make_str(t, std::string(dotted_name, dot)));
        TRY(dict_set_ascii(t, space.get(), "__module__", module));
    }
    if (doc) TRY(dict_set_ascii(t, space.get(), "__doc__", TRY(make_str(t, doc))));
    return call(t, Value(types(t).type), {name, bases, Value(space)});
}

}  // namespace minipy
