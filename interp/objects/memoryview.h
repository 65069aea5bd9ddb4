// memoryview: windows on the memory of objects that have the buffer protocol (objects/buffer.h).
#pragma once

#include <memory>
#include <string>

#include "objects/buffer.h"

namespace minipy {

// One opening of an owner's buffer, shared by the views made from each other.
struct ExportedBuffer {
    BufferView view;  // with its owner, owned
    int views = 0;
};

struct MemoryView : GcObject {
    ExportedBuffer* exported = nullptr;
    BufferView info;  // this view's own shape; its data and owner are not used
    char* start = nullptr;
    std::string format;
    int exports = 0;  // views that others hold on this one by the buffer protocol
    bool released = false;
    int64_t hash = -1;  // once asked for it stays, as that of a weak reference does
};

// TypeError when the object has no buffer.
Owned make_memoryview(Thread&, Value object);

}  // namespace minipy
