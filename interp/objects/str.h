// str: code points in the narrowest of 1, 2 or 4 bytes each, the width of its largest one, so that s[i] is one load.
//
// A Str never changes once it is seen by anyone else. Equal strings of the same length have the same width, so that
// comparison is memcmp. Lone surrogates are ordinary code points (in UTF-8 they are written as WTF-8).
#pragma once

#include <string>
#include <string_view>

#include "objects/protocol.h"

namespace minipy {

struct Str : Object {
    int64_t hash;          // -1: not computed yet
    uint64_t length : 56;  // in code points
    uint64_t width : 4;    // 1, 2 or 4
    uint64_t ascii : 1;    // all code points < 128 (then width is 1 and the bytes are UTF-8)

    char* data() { return reinterpret_cast<char*>(this + 1); }
    const uint8_t* u8() const { return reinterpret_cast<const uint8_t*>(this + 1); }
    const uint16_t* u16() const { return reinterpret_cast<const uint16_t*>(this + 1); }
    const uint32_t* u32() const { return reinterpret_cast<const uint32_t*>(this + 1); }
    uint32_t at(size_t i) const { return width == 1 ? u8()[i] : width == 2 ? u16()[i] : u32()[i]; }
    // Only when ascii.
    std::string_view ascii_view() const { return {reinterpret_cast<const char*>(this + 1), length}; }
};

inline bool is_str(Value v) { return is_kind(v, Kind::Str); }
inline Str* as_str(Value v) { return v.as<Str>(); }

// New strings. UTF-8 input may hold WTF-8 surrogates; it must be valid otherwise (invalid bytes become U+FFFD).
Owned make_str(Thread&, std::string_view utf8);
Owned make_str_ucs4(Thread&, const uint32_t* points, size_t count);
Owned make_str_latin1(Thread&, const uint8_t* bytes, size_t count);
Owned make_ascii(Thread&, const char* text, size_t count);  // known to be ASCII
Owned make_char(Thread&, uint32_t point);
// Uninitialised characters to be filled at once by the caller; max_point decides width and ascii.
Str* new_str(Thread&, size_t length, uint32_t max_point);
// Equal strings give the one interned, immortal Str.
Value intern(Thread&, std::string_view utf8);
Value intern(Thread&, Value str);  // borrowed in, borrowed out (immortal)

std::string to_utf8(Value str);  // surrogates as WTF-8
bool str_equals(Str*, Str*);
bool str_equals(Value str, std::string_view ascii);
int str_compare(Str*, Str*);  // by code point: <0, 0, >0
int64_t str_hash(Thread&, Str*);
Owned str_concat(Thread&, Value, Value);
// `s += x` without a copy of s. A Str that one holder alone can see may become a longer one where it lies, since
// no one is there to notice; it may also move, and is gone then. Null: an exception is set and left is as it was.
inline bool str_may_grow(const Str* s) { return s->refcount == 1 && !s->flags && !s->subclass; }
Str* str_grow(Thread&, Str* left, Str* right);  // only after str_may_grow(left); right is another Str
Owned substring(Thread&, Value str, size_t begin, size_t end);
Owned str_join(Thread&, Value separator, Value iterable);
// str % args.
Owned str_percent(Thread&, Value format, Value args);
// Formats a Str by a format spec ('>10s').
Owned str_format_spec(Thread&, Value str, Value spec);

// Builds a Str piece by piece; widens as needed. Short ones are made in the builder itself, long ones in the memory
// that the finished Str goes on using.
class StrBuilder {
  public:
    explicit StrBuilder(Thread& t) : t_(t) {}
    ~StrBuilder();
    StrBuilder(const StrBuilder&) = delete;
    void append(Value str);
    void append(std::string_view utf8);
    void append_ascii(const char* begin, const char* end);
    void append_char(uint32_t point);
    void append_int(int64_t);
    void append_fill(uint32_t point, int64_t count);  // nothing when count is negative
    void append(Str*, size_t begin, size_t end);
    void expect(size_t length) {  // room for so many at once; that they come is not certain
        if (length > capacity_ && length < (size_t{1} << 40)) (void)make_room(length - length_, 0);
    }
    size_t length() const { return length_; }
    Owned finish();  // MemoryError possible

  private:
    bool reserve(size_t more, uint32_t max_point) {
        max_seen_ |= max_point;
        if (length_ + more <= capacity_ && max_point <= top_of_width()) [[likely]]
            return true;
        return make_room(more, max_point);
    }
    uint32_t top_of_width() const { return width_ == 1 ? 0xff : width_ == 2 ? 0xffff : 0x10ffff; }
    bool make_room(size_t more, uint32_t max_point);

    Thread& t_;
    char* data_ = small_;
    Str* block_ = nullptr;  // data_ lies in it, unless in small_
    size_t length_ = 0, capacity_ = sizeof small_;  // in code points
    int width_ = 1;
    uint32_t max_seen_ = 0;
    bool failed_ = false;
    alignas(8) char small_[256];
};

}  // namespace minipy
