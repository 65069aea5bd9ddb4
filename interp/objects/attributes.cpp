#include "objects/attributes.h"

#include "objects/descriptors.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/str.h"

namespace minipy {

namespace {

// How many inline slots new instances of the type should get: what this one has come to need.
void note_size(Type* type, uint32_t count) {
    if (count > type->weight_hint && count <= 16) type->weight_hint = static_cast<uint16_t>(count);
}

Status grow_slots(Thread& t, Attrs* attrs, uint32_t needed) {
    if (needed <= attrs->capacity) return {};
    uint32_t capacity = attrs->capacity ? attrs->capacity * 2u : 4;
    if (capacity < needed) capacity = needed;
    bool inline_storage = attrs->inline_capacity && attrs->slots == attrs->inline_slots();
    Value* slots =
        static_cast<Value*>(heap_realloc(inline_storage ? nullptr : attrs->slots, capacity * sizeof(Value)));
    if (!slots) return raise_memory_error(t);
    if (inline_storage) {
        for (uint32_t i = 0; i < attrs->shape->count; ++i) slots[i] = attrs->slots[i];
    }
    attrs->slots = slots;
    attrs->capacity = static_cast<uint16_t>(capacity);
    return {};
}

bool has_attrs(Value v) { return v.is_object() && v.object()->type->attrs_offset; }

bool is_data_descriptor(Value v) { return v.is_object() && v.object()->type->slots.descr_set; }
bool is_descriptor(Value v) { return v.is_object() && v.object()->type->slots.descr_get; }

Owned bind_descriptor(Thread& t, Value descriptor, Value object, Type* type) {
    return descriptor.object()->type->slots.descr_get(t, descriptor, object, Value(type));
}

}  // namespace

Value attrs_get(Thread& t, Object* object, Value name) {
    Attrs* attrs = attrs_of(object);
    if (attrs->has_dict())
        return attrs->dict ? dict_get_str(t, static_cast<Dict*>(attrs->dict), name) : Value::unbound();
    uint32_t slot = attrs->shape->find(name);
    return slot == Shape::kNotFound ? Value::unbound() : attrs->slots[slot];
}

Dict* attrs_dict(Thread& t, Object* object) {
    Attrs* attrs = attrs_of(object);
    if (attrs->has_dict() && attrs->dict) return static_cast<Dict*>(attrs->dict);
    Ref<Dict> dict = new_dict(t, attrs->has_dict() ? 0 : attrs->shape->count);
    if (!dict) return nullptr;
    if (!attrs->has_dict()) {
        Shape* shape = attrs->shape;
        for (uint32_t i = 0; i < shape->count; ++i) {
            if (dict_set(t, dict.get(), shape->name_at(i), attrs->slots[i]).is_error()) return nullptr;
        }
        Value* slots = attrs->slots;
        bool inline_storage = attrs->inline_capacity && slots == attrs->inline_slots();
        attrs->shape = nullptr;
        attrs->dict = nullptr;
        for (uint32_t i = 0; i < shape->count; ++i) release(slots[i]);
        if (!inline_storage) heap_free(slots);
    }
    attrs->dict = dict.take();
    return static_cast<Dict*>(attrs->dict);
}

void attrs_set_dict(Thread& t, Object* object, Dict* dict) {
    attrs_dict(t, object);
    Attrs* attrs = attrs_of(object);
    Object* old = attrs->dict;
    retain(static_cast<Object*>(dict));
    attrs->dict = dict;
    if (old) release(old);
}

Status attrs_set(Thread& t, Object* object, Value name, Value value) {
    Attrs* attrs = attrs_of(object);
    if (!attrs->has_dict()) {
        uint32_t slot = attrs->shape->find(name);
        if (slot != Shape::kNotFound) {
            Value old = attrs->slots[slot];
            retain(value);
            attrs->slots[slot] = value;
            release(old);
            return {};
        }
        if (Shape* next = attrs->shape->extend(name)) {
            TRY(grow_slots(t, attrs, next->count));
            note_size(object->type, next->count);
            retain(value);
            attrs->slots[next->count - 1] = value;
            attrs->shape = next;
            return {};
        }
    }
    Dict* dict = attrs_dict(t, object);
    if (!dict) return Raised{};
    return dict_set(t, dict, name, value);
}

Result<bool> attrs_delete(Thread& t, Object* object, Value name) {
    Attrs* attrs = attrs_of(object);
    if (!attrs->has_dict() && attrs->shape->find(name) == Shape::kNotFound) return false;
    Dict* dict = attrs_dict(t, object);
    if (!dict) return Raised{};
    return dict_remove(t, dict, name);
}

Owned generic_lookup_attr(Thread& t, Value object, Value name) {
    Type* type = type_of(t, object);
    Value found = type_lookup(t, type, name);
    Owned held = Owned::share(found);
    if (is_data_descriptor(found) && is_descriptor(found)) {
        Owned result = bind_descriptor(t, found, object, type);
        if (result.is_error() && catch_exception(t, exc(t).AttributeError)) return Owned::unbound();
        return result;
    }
    if (has_attrs(object)) {
        Value own = attrs_get(t, object.object(), name);
        if (!own.is_unbound()) return Owned::share(own);
    }
    if (is_descriptor(found)) {
        Owned result = bind_descriptor(t, found, object, type);
        if (result.is_error() && catch_exception(t, exc(t).AttributeError)) return Owned::unbound();
        return result;
    }
    return held;
}

Owned generic_get_attr(Thread& t, Value object, Value name) {
    Type* type = type_of(t, object);
    Value found = type_lookup(t, type, name);
    Owned held = Owned::share(found);
    if (is_data_descriptor(found) && is_descriptor(found)) return bind_descriptor(t, found, object, type);
    if (has_attrs(object)) {
        Value own = attrs_get(t, object.object(), name);
        if (!own.is_unbound()) return Owned::share(own);
    }
    if (is_descriptor(found)) return bind_descriptor(t, found, object, type);
    if (!found.is_unbound()) return held;
    return raise_attribute_error(t, object, name);
}

Status generic_set_attr(Thread& t, Value object, Value name, Value value) {
    Type* type = type_of(t, object);
    Value found = type_lookup(t, type, name);
    if (is_data_descriptor(found)) {
        Owned held = Owned::share(found);
        return found.object()->type->slots.descr_set(t, found, object, value);
    }
    if (has_attrs(object)) {
        if (!value.is_unbound()) return attrs_set(t, object.object(), name, value);
        if (TRY(attrs_delete(t, object.object(), name))) return {};
        return raise_attribute_error(t, object, name);
    }
    if (found.is_unbound()) return raise_attribute_error(t, object, name);
    return raise_error(t, exc(t).AttributeError, "'%.100s' object attribute '%s' is read-only",
                       type_name(t, object), to_utf8(name).c_str());
}

Owned instance_dict(Thread& t, Value object) {
    if (is_kind(object, Kind::Module)) return Owned::share(object.as<Module>()->dict);
    if (!has_attrs(object)) return Owned::unbound();
    Dict* dict = attrs_dict(t, object.object());
    if (!dict) return Raised{};
    return Owned::share(Value(dict));
}

// ---- what the inline caches learn ----

AttrLookup classify_load(Thread& t, Value object, Value name) {
    AttrLookup learned;
    if (!object.is_object()) return learned;
    Type* type = object.object()->type;
    if (type->slots.get_attr != generic_get_attr) return learned;
    learned.version = type_version(t, type);
    if (!learned.version) return learned;
    learned.offset = type->attrs_offset;
    Value found = type_lookup(t, type, name);
    Attrs* attrs = type->attrs_offset ? attrs_of(object.object()) : nullptr;
    if (is_data_descriptor(found) && is_descriptor(found)) {
        if (int32_t offset = slot_member_offset(t, found)) {
            learned.kind = AttrLookup::Member;
            learned.offset = offset;
        } else if (found.object()->type == types(t).property) {
            Value getter = found.as<Property>()->getter;
            if (is_kind(getter, Kind::Function) && getter.as<Function>()->code->simple_args == 1) {
                learned.kind = AttrLookup::Property;
                learned.value = getter;
            }
        }
        return learned;
    }
    if (attrs) {
        if (attrs->has_dict()) return learned;
        learned.shape = attrs->shape;
        learned.slot = attrs->shape->find(name);
        if (learned.slot != Shape::kNotFound) {
            learned.kind = AttrLookup::Slot;
            return learned;
        }
    }
    if (!found.is_object() || found.is_unbound()) {
        if (!found.is_unbound()) {
            learned.kind = AttrLookup::ClassValue;
            learned.value = found;
        }
        return learned;
    }
    if (found.object()->type->has(kTypeMethodDescr)) {
        learned.kind = AttrLookup::Method;
        learned.value = found;
    } else if (!is_descriptor(found)) {
        learned.kind = AttrLookup::ClassValue;
        learned.value = found;
    }
    return learned;
}

AttrLookup classify_store(Thread& t, Value object, Value name) {
    AttrLookup learned;
    if (!object.is_object()) return learned;
    Type* type = object.object()->type;
    if (type->slots.set_attr != generic_set_attr) return learned;
    learned.version = type_version(t, type);
    if (!learned.version) return learned;
    learned.offset = type->attrs_offset;
    Value found = type_lookup(t, type, name);
    if (is_data_descriptor(found)) {
        if (int32_t offset = slot_member_offset(t, found)) {
            learned.kind = AttrLookup::Member;
            learned.offset = offset;
        }
        return learned;
    }
    if (!type->attrs_offset || attrs_of(object.object())->has_dict()) return learned;
    learned.shape = attrs_of(object.object())->shape;
    learned.slot = learned.shape->find(name);
    if (learned.slot != Shape::kNotFound) {
        learned.kind = AttrLookup::Slot;
    } else if ((learned.next_shape = learned.shape->extend(name))) {
        learned.kind = AttrLookup::AddSlot;
        learned.slot = learned.next_shape->count - 1;
        note_size(type, learned.next_shape->count);
    }
    return learned;
}

}  // namespace minipy
