// CallWindow: arguments laid out one behind the other for a call. A few lie on the C++ stack, and are set to nothing first: zeroing
// them would cost as much as the call. The values are borrowed.
#pragma once

#include <new>

#include "support/memory.h"
#include "value/value.h"

namespace minipy {

class CallWindow {
  public:
    // std::bad_alloc when there is no memory for many.
    explicit CallWindow(size_t count) {
        if (count <= kFew) return;
        values_ = static_cast<Value*>(heap_alloc(count * sizeof(Value)));
        if (!values_) throw std::bad_alloc();
    }
    CallWindow(const CallWindow&) = delete;
    ~CallWindow() {
        if (values_ != few()) heap_free(values_);
    }
    Value* values() { return values_; }
    Value& operator[](size_t i) { return values_[i]; }

  private:
    static constexpr size_t kFew = 16;
    Value* few() { return reinterpret_cast<Value*>(room_); }

    alignas(Value) unsigned char room_[kFew * sizeof(Value)];
    Value* values_ = few();
};

}  // namespace minipy
