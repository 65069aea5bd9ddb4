// PickleBuffer: says that the memory of an object may travel beside the pickle instead of in it.
#include "state.h"

namespace minipy::pickle {

namespace {

struct PickleBufferObject : GcObject {
    BufferView view;  // open while view.owner is set; the owner is owned
};
PickleBufferObject* buffer_of(Value v) { return v.as<PickleBufferObject>(); }

// The same memory as plain bytes in a row: what raw() shows a memoryview of.
struct RawBuffer : GcObject {
    Value buffer = Value::none();
};

void close_view(Thread& t, BufferView& view) {
    Value owner = view.owner;
    view.owner = Value::none();
    if (owner.is_none()) return;
    if (auto slot = type_of(t, owner)->slots.release_buffer) slot(t, owner, view);
    release(owner);
}
Status open_view(Thread& t, Value object, BufferView& view, bool writable) {
    Type* type = type_of(t, object);
    if (!type->slots.get_buffer)
        return raise_type_error(t, "a bytes-like object is required, not '%.100s'", type_name(t, object));
    TRY(type->slots.get_buffer(t, object, view, writable));
    if (view.owner.is_none()) {
        retain(object);
        view.owner = object;
    }
    return {};
}
Raised raise_released(Thread& t) {
    return raise_value_error(t, "operation forbidden on released PickleBuffer object");
}

Owned buffer_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "PickleBuffer(object, /)", args, v);
    TRY(bound.status());
    PickleBufferObject* made = make_instance<PickleBufferObject>(t, type);
    if (!made) return raise_memory_error(t);
    Owned result = Owned::adopt(made);
    BufferView view;
    TRY(open_view(t, v[0], view, false));
    made->view = view;
    return result;
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }
void buffer_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    close_view(t, static_cast<PickleBufferObject*>(o)->view);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void buffer_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<PickleBufferObject*>(o)->view.owner);
    traverse_instance_tail(o, visitor);
}

Status get_buffer(Thread& t, Value self, BufferView& view, bool writable) {
    Value owner = buffer_of(self)->view.owner;
    if (owner.is_none()) return raise_released(t);
    return open_view(t, owner, view, writable);
}

Owned method_release(Thread& t, const Value* args) {
    close_view(t, buffer_of(args[0])->view);
    return Owned::none();
}
Owned method_raw(Thread& t, const Value* args) {
    BufferView& view = buffer_of(args[0])->view;
    if (view.owner.is_none()) return raise_released(t);
    if (!is_contiguous(view))
        return raise_error(t, exc(t).BufferError, "cannot extract raw buffer from non-contiguous buffer");
    RawBuffer* raw = make<RawBuffer>(t, state(t).raw_buffer);
    if (!raw) return raise_memory_error(t);
    Owned held = Owned::adopt(raw);
    raw->buffer = Value(Owned::share(view.owner).take());
    return minipy::call(t, Value(types(t).memoryview), {held});
}

Status raw_get_buffer(Thread& t, Value self, BufferView& view, bool writable) {
    TRY(open_view(t, self.as<RawBuffer>()->buffer, view, writable));
    view.item_size = 1;
    view.format = "B";
    view.dimensions = 1;
    view.shape[0] = static_cast<int64_t>(view.length);
    view.strides[0] = 1;
    return {};
}
void raw_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<RawBuffer*>(o)->buffer);
    free_object(t, o);
}
void raw_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<RawBuffer*>(o)->buffer); }

const FunctionSpec methods[] = {
    {"raw(self, /)", method_raw, "Return a memoryview of the raw memory underlying this buffer."},
    {"release(self, /)", method_release, "Release the underlying buffer held by this PickleBuffer."},
};

bool in_order(const BufferView& view, bool last_first) {
    int64_t stride = view.item_size;
    for (int i = 0; i < view.dimensions; ++i) {
        int d = last_first ? view.dimensions - 1 - i : i;
        if (view.shape[d] == 0) return true;
        if (view.shape[d] != 1 && view.strides[d] != stride) return false;
        stride *= view.shape[d];
    }
    return true;
}

}  // namespace

bool is_contiguous(const BufferView& view) { return in_order(view, true) || in_order(view, false); }

Status open_pickle_buffer(Thread& t, Value object, BufferView** view) {
    *view = &buffer_of(object)->view;
    if ((*view)->owner.is_none()) return raise_released(t);
    return {};
}

Status add_buffer_type(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "pickle.PickleBuffer";
    spec.size = sizeof(PickleBufferObject);
    spec.slots.new_ = buffer_new;
    spec.slots.init = no_init;
    spec.slots.dealloc = buffer_dealloc;
    spec.slots.traverse = buffer_traverse;
    spec.slots.get_buffer = get_buffer;
    spec.methods = methods;
    spec.doc = "Wrapper for potentially out-of-band buffers";
    state(t).buffer = define_type(t, spec);
    TypeSpec raw{};
    raw.name = "_pickle.RawBuffer";
    raw.size = sizeof(RawBuffer);
    raw.flags = kTypeNoInstantiate;
    raw.slots.dealloc = raw_dealloc;
    raw.slots.traverse = raw_traverse;
    raw.slots.get_buffer = raw_get_buffer;
    state(t).raw_buffer = define_type(t, raw);
    return module_add(t, module, "PickleBuffer", Value(state(t).buffer));
}

}  // namespace minipy::pickle
