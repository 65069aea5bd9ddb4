// Value: any Python value in 64 bits.
//
//   ...iiii iiii iiii iii1    int          63-bit signed, the value shifted left by one
//   ...pppp pppp pppp p000    object       pointer to an 8-byte aligned Object, never null
//   ...0000 0000 kkkk k010    singleton    None, True, False, Ellipsis, NotImplemented, and three that
//                                          no Python program ever holds: Unbound, Stop, Error
//
// Only the object form is counted. A small int is its own value: `a + b` on two of them touches no memory.
//
// Unbound   a local without a value, an argument not given, "delete" in a setter
// Stop      an iterator's `next` slot has no more items (no StopIteration object is made)
// Error     an exception is set in the Thread; see result.h
//
// The word 0 is no value at all: memory that was zeroed cannot pass for something.
#pragma once

#include <cstddef>
#include <cstdint>

namespace minipy {

struct Object;

class Value {
  public:
    constexpr Value() : bits_(0) {}
    Value(Object* object) : bits_(reinterpret_cast<uint64_t>(object)) {}

    static constexpr Value from_bits(uint64_t bits) { return Value(bits, 0); }
    static constexpr Value from_int(int64_t i) { return Value(static_cast<uint64_t>(i) << 1 | 1, 0); }
    static constexpr Value from_bool(bool b) { return b ? true_() : false_(); }

    static constexpr Value none() { return singleton(0); }
    static constexpr Value false_() { return singleton(1); }
    static constexpr Value true_() { return singleton(2); }
    static constexpr Value ellipsis() { return singleton(3); }
    static constexpr Value not_implemented() { return singleton(4); }
    static constexpr Value unbound() { return singleton(5); }
    static constexpr Value stop() { return singleton(6); }
    static constexpr Value error() { return singleton(7); }

    constexpr uint64_t bits() const { return bits_; }
    constexpr bool is_int() const { return bits_ & 1; }
    constexpr bool is_object() const { return (bits_ & 7) == 0; }
    constexpr bool is_valid() const { return bits_ != 0; }
    constexpr bool is_none() const { return bits_ == none().bits_; }
    constexpr bool is_true() const { return bits_ == true_().bits_; }
    constexpr bool is_false() const { return bits_ == false_().bits_; }
    constexpr bool is_bool() const { return is_true() || is_false(); }
    constexpr bool is_ellipsis() const { return bits_ == ellipsis().bits_; }
    constexpr bool is_not_implemented() const { return bits_ == not_implemented().bits_; }
    constexpr bool is_unbound() const { return bits_ == unbound().bits_; }
    constexpr bool is_stop() const { return bits_ == stop().bits_; }
    constexpr bool is_error() const { return bits_ == error().bits_; }

    // Only after is_int().
    constexpr int64_t as_int() const { return static_cast<int64_t>(bits_) >> 1; }
    // Only after is_object().
    Object* object() const { return reinterpret_cast<Object*>(bits_); }
    template <class T>
    T* as() const {
        return static_cast<T*>(object());
    }

    // Identity: `is`.
    friend constexpr bool operator==(Value a, Value b) { return a.bits_ == b.bits_; }
    friend constexpr bool operator!=(Value a, Value b) { return a.bits_ != b.bits_; }

    static constexpr int64_t kMaxInt = (int64_t{1} << 62) - 1;
    static constexpr int64_t kMinInt = -(int64_t{1} << 62);
    static constexpr bool fits_int(int64_t i) { return i >= kMinInt && i <= kMaxInt; }

  private:
    constexpr Value(uint64_t bits, int) : bits_(bits) {}
    static constexpr Value singleton(uint64_t index) { return Value(index << 3 | 2, 0); }

    uint64_t bits_;
};

static_assert(sizeof(Value) == 8);

constexpr bool both_int(Value a, Value b) { return a.bits() & b.bits() & 1; }

}  // namespace minipy
