// Opening and closing windows on memory.
#include "objects/buffer.h"

namespace minipy {

bool has_buffer(Thread& t, Value v) { return type_of(t, v)->slots.get_buffer; }

Status Buffer::open(Value object, bool writable) {
    Type* type = type_of(t_, object);
    if (!type->slots.get_buffer) {
        return raise_type_error(t_,
                                writable ? "a read-write bytes-like object is required, not '%.100s'"
                                         : "a bytes-like object is required, not '%.100s'",
                                type_name(t_, object));
    }
    release();
    view_ = BufferView{};
    TRY(type->slots.get_buffer(t_, object, view_, writable));
    if (view_.owner.is_none()) {
        retain(object);
        view_.owner = object;
    }
    open_ = true;
    return {};
}

void Buffer::release() {
    if (!open_) return;
    open_ = false;
    Value owner = view_.owner;
    if (auto slot = type_of(t_, owner)->slots.release_buffer) slot(t_, owner, view_);
    view_.owner = Value::none();
    minipy::release(owner);
}

}  // namespace minipy
