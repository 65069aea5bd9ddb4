// The buffer protocol: a window on the memory of bytes, bytearray, memoryview, array, mmap.
#pragma once

#include <string_view>

#include "objects/protocol.h"

namespace minipy {

struct BufferView {
    void* data = nullptr;
    size_t length = 0;  // in bytes
    bool readonly = true;
    int64_t item_size = 1;
    const char* format = "B";
    int dimensions = 1;
    int64_t shape[8] = {0};
    int64_t strides[8] = {0};
    // Owned while the view is open. get_buffer may set it, owned, when the memory is another object's, which then is the
    // one that is told of the end.
    Value owner = Value::none();
    void* internal = nullptr;
};

// An open view, released at the end of the scope.
class Buffer {
  public:
    explicit Buffer(Thread& t) : t_(t) {}
    ~Buffer() { release(); }
    Buffer(const Buffer&) = delete;
    // TypeError "a bytes-like object is required, not 'X'" / BufferError for a read-only one.
    Status open(Value object, bool writable = false);
    void release();
    char* data() const { return static_cast<char*>(view_.data); }
    size_t length() const { return view_.length; }
    std::string_view view() const { return {data(), view_.length}; }
    BufferView& raw() { return view_; }

  private:
    Thread& t_;
    BufferView view_;
    bool open_ = false;
};

bool has_buffer(Thread&, Value);

}  // namespace minipy
