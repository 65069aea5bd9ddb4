#include "runtime/heap.h"

namespace minipy {

void free_object(Thread& t, Object* object) {
    if (object->flags & kGcObject) gc_untrack(t, static_cast<GcObject*>(object));
    Type* type = object->type;
    bool heap_type = object->subclass;
    heap_free(reinterpret_cast<char*>(object) - instance_prefix(type));
    if (heap_type) release(type);
}

namespace {

// Inline slots for a class whose instances were never seen to hold more.
constexpr uint16_t kFirstInlineSlots = 3;

bool attrs_at_tail(Type* type) {
    return type->attrs_offset > 0 && static_cast<uint32_t>(type->attrs_offset) >= type->basic_size;
}

uint16_t inline_slots_of(Type* type) {
    return type->weight_hint > kFirstInlineSlots ? type->weight_hint : kFirstInlineSlots;
}

Value* slot_words(Object* object) {
    char* end = reinterpret_cast<char*>(object) + object->type->basic_size;
    return reinterpret_cast<Value*>(end) - object->type->slot_count;
}

}  // namespace

void place_attrs(Type* type) {
    bool items_end_it = type->instance_kind == Kind::Str || type->instance_kind == Kind::Bytes ||
                        type->instance_kind == Kind::Tuple;
    type->attrs_offset =
        items_end_it ? -static_cast<int32_t>(sizeof(Attrs)) : static_cast<int32_t>(type->basic_size);
}

size_t instance_size(Type* type) {
    size_t size = type->basic_size;
    if (attrs_at_tail(type))
        size = type->attrs_offset + sizeof(Attrs) + inline_slots_of(type) * sizeof(Value);
    return size;
}

void init_instance_tail(Object* object) {
    Type* type = object->type;
    if (type->slot_count) {
        Value* words = slot_words(object);
        for (uint32_t i = 0; i < type->slot_count; ++i) words[i] = Value::unbound();
    }
    if (!type->attrs_offset) return;
    Attrs* attrs = attrs_of(object);
    attrs->shape = type->root_shape;
    attrs->capacity = attrs->inline_capacity = attrs_at_tail(type) ? inline_slots_of(type) : 0;
    attrs->slots = attrs->inline_capacity ? attrs->inline_slots() : nullptr;
    attrs->unused = 0;
}

void clear_instance_tail(Thread& t, Object* object) {
    Type* type = object->type;
    if (type->slot_count) {
        Value* words = slot_words(object);
        for (uint32_t i = 0; i < type->slot_count; ++i) {
            Value old = words[i];
            words[i] = Value::unbound();
            release(old);
        }
    }
    if (!type->attrs_offset) return;
    Attrs* attrs = attrs_of(object);
    if (attrs->has_dict()) {
        Object* dict = attrs->dict;
        attrs->shape = type->root_shape;
        attrs->slots = nullptr;
        attrs->capacity = attrs->inline_capacity = 0;
        if (dict) release(dict);
        return;
    }
    uint32_t count = attrs->shape->count;
    if (!count) return;
    attrs->shape = type->root_shape;  // first: what dies below may look at the object
    Value* slots = attrs->slots;
    bool inline_storage = slots == attrs->inline_slots();
    for (uint32_t i = 0; i < count; ++i) {
        Value old = slots[i];
        slots[i] = Value::unbound();
        release(old);
    }
    // A finalizer may have set attributes meanwhile; they stay in place.
    if (!inline_storage && attrs->slots == slots && attrs->shape->count == 0) {
        heap_free(slots);
        attrs->slots = attrs->inline_capacity ? attrs->inline_slots() : nullptr;
        attrs->capacity = attrs->inline_capacity;
    }
}

void traverse_instance_tail(Object* object, Visitor& visitor) {
    Type* type = object->type;
    if (type->has(kTypeHeap)) visitor.visit(static_cast<Object*>(type));
    if (type->slot_count) {
        Value* words = slot_words(object);
        for (uint32_t i = 0; i < type->slot_count; ++i) visitor.visit(words[i]);
    }
    if (!type->attrs_offset) return;
    Attrs* attrs = attrs_of(object);
    if (attrs->has_dict()) {
        if (attrs->dict) visitor.visit(attrs->dict);
        return;
    }
    for (uint32_t i = 0; i < attrs->shape->count; ++i) visitor.visit(attrs->slots[i]);
}

}  // namespace minipy
