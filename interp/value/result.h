// Errors without C++ exceptions: a function that can raise returns Owned, Status or Result<T>. On failure the
// exception is in the Thread and the return value says only that. TRY passes a failure on:
//
//     Owned it = TRY(get_iter(t, iterable));
//     TRY(list_append(t, list, item));
//     int64_t n = TRY(length(t, v));
#pragma once

#include <utility>

#include "value/owned.h"

namespace minipy {

// Success or a raised exception.
class [[nodiscard]] Status {
  public:
    Status() : raised_(false) {}
    Status(Raised) : raised_(true) {}
    static Status ok() { return Status(); }
    bool is_error() const { return raised_; }

  private:
    bool raised_;
};

// A plain C++ value or a raised exception.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : value_(std::move(value)), raised_(false) {}
    Result(Raised) : value_(), raised_(true) {}
    bool is_error() const { return raised_; }
    T& value() { return value_; }

  private:
    T value_;
    bool raised_;
};

// What TRY(expr) evaluates to.
inline Owned unwrap(Owned&& o) { return std::move(o); }
template <class T>
T unwrap(Result<T>&& r) {
    return std::move(r.value());
}
inline void unwrap(Status&&) {}
// A null Ref is a raised exception.
template <class T>
Ref<T> unwrap(Ref<T>&& r) {
    return std::move(r);
}
inline bool has_raised(const Owned& o) { return o.is_error(); }
inline bool has_raised(const Status& s) { return s.is_error(); }
template <class T>
bool has_raised(const Result<T>& r) {
    return r.is_error();
}
template <class T>
bool has_raised(const Ref<T>& r) {
    return !r;
}

#define TRY(expr)                                           \
    ({                                                      \
        auto try_result_ = (expr);                          \
        if (::minipy::has_raised(try_result_)) [[unlikely]] \
            return ::minipy::Raised{};                      \
        ::minipy::unwrap(std::move(try_result_));           \
    })

}  // namespace minipy
