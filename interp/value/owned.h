// Owned: a Value together with the duty to release it.
//
// A parameter of type Value borrows: the caller keeps it alive. A function that makes or finds a value returns
// Owned. Owned moves and is never copied by accident; `.dup()` is the visible copy.
//
//     Owned first(Thread& t, List* list) { return Owned::share(list->items[0]); }
//     Owned text = TRY(repr(t, value));          // released at the end of the scope
//     list_append(t, list, text);                // an Owned passes as a borrowed Value
//     return text;                               // moved out
//
// The rule for native code: hold an Owned across anything that can run Python.
#pragma once

#include "value/object.h"

namespace minipy {

// What a function returns when an exception is set; converts to Owned, Status and Result.
struct [[nodiscard]] Raised {};

class [[nodiscard]] Owned {
  public:
    Owned() : value_(Value::none()) {}
    Owned(Raised) : value_(Value::error()) {}
    Owned(Owned&& other) noexcept : value_(other.value_) { other.value_ = Value::none(); }
    Owned& operator=(Owned&& other) noexcept {
        Value old = value_;
        value_ = other.value_;
        other.value_ = Value::none();
        minipy::release(old);
        return *this;
    }
    ~Owned() { minipy::release(value_); }

    // Takes over a reference that the caller owns.
    static Owned adopt(Value v) { return Owned(v); }
    // Makes a reference of its own.
    static Owned share(Value v) {
        retain(v);
        return Owned(v);
    }
    static Owned none() { return Owned(); }
    static Owned stop() { return Owned(Value::stop()); }
    static Owned unbound() { return Owned(Value::unbound()); }
    static Owned not_implemented() { return Owned(Value::not_implemented()); }
    static Owned from_bool(bool b) { return Owned(Value::from_bool(b)); }

    Owned dup() const { return share(value_); }
    Value get() const { return value_; }
    operator Value() const { return value_; }
    // Gives the reference away.
    [[nodiscard]] Value take() {
        Value v = value_;
        value_ = Value::none();
        return v;
    }

    bool is_error() const { return value_.is_error(); }
    bool is_stop() const { return value_.is_stop(); }
    bool is_none() const { return value_.is_none(); }
    bool is_unbound() const { return value_.is_unbound(); }
    bool is_not_implemented() const { return value_.is_not_implemented(); }
    template <class T>
    T* as() const {
        return value_.as<T>();
    }

  private:
    explicit Owned(Value v) : value_(v) {}
    Value value_;
};

// A typed Owned: a new object that is still known by its C++ type.
template <class T>
class [[nodiscard]] Ref {
  public:
    Ref() : object_(nullptr) {}
    Ref(Raised) : object_(nullptr) {}
    Ref(Ref&& other) noexcept : object_(other.object_) { other.object_ = nullptr; }
    Ref& operator=(Ref&& other) noexcept {
        T* old = object_;
        object_ = other.object_;
        other.object_ = nullptr;
        if (old) minipy::release(static_cast<Object*>(old));
        return *this;
    }
    ~Ref() {
        if (object_) minipy::release(static_cast<Object*>(object_));
    }
    static Ref adopt(T* object) {
        Ref r;
        r.object_ = object;
        return r;
    }
    static Ref share(T* object) {
        if (object) retain(static_cast<Object*>(object));
        return adopt(object);
    }
    T* get() const { return object_; }
    T* operator->() const { return object_; }
    T& operator*() const { return *object_; }
    explicit operator bool() const { return object_; }
    operator Value() const { return Value(static_cast<Object*>(object_)); }
    // A null Ref is a raised exception, and stays one.
    operator Owned() && { return object_ ? Owned::adopt(static_cast<Object*>(take())) : Owned(Raised{}); }
    [[nodiscard]] T* take() {
        T* object = object_;
        object_ = nullptr;
        return object;
    }

  private:
    T* object_;
};

}  // namespace minipy
