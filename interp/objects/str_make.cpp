// Making strings: from UTF-8, from code points, piece by piece; and interning them.
#include <cstring>

#include "objects/str.h"
#include "objects/str_intern.h"
#include "objects/str_methods.h"
#include "objects/str_units.h"
#include "support/digits.h"
#include "support/hash.h"
#include "support/utf8.h"

namespace minipy {

namespace {

int width_for(uint32_t max_point) { return max_point < 0x100 ? 1 : max_point < 0x10000 ? 2 : 4; }

Owned memory_error(Thread& t) { return raise_memory_error(t); }

void set_header(Thread& t, Str* s) {
    static_cast<Object&>(*s) = Object{1, Kind::Str, 0, 0, 0, types(t).str};
}
void set_contents(Str* s, size_t length, uint32_t max_point) {
    s->hash = -1;
    s->length = length;
    s->width = static_cast<uint64_t>(width_for(max_point));
    s->ascii = max_point < 0x80;
}

}  // namespace

// Strings are made more often than anything else: the header and what describes the characters are a few stores.
Str* new_str(Thread& t, size_t length, uint32_t max_point) {
    auto* s = static_cast<Str*>(heap_alloc(sizeof(Str) + (length + 1) * static_cast<size_t>(width_for(max_point))));
    if (!s) [[unlikely]] {
        (void)raise_memory_error(t);
        return nullptr;
    }
    set_header(t, s);
    set_contents(s, length, max_point);
    return s;
}

Owned make_str_latin1(Thread& t, const uint8_t* bytes, size_t count) {
    Interpreter& in = *t.interp;
    if (count == 0 && in.empty_str.is_valid()) return Owned::share(in.empty_str);
    if (count == 1 && in.latin1_strs[bytes[0]].is_valid()) return Owned::share(in.latin1_strs[bytes[0]]);
    bool ascii = is_ascii({reinterpret_cast<const char*>(bytes), count});
    Str* s = new_str(t, count, ascii ? 0x7f : 0xff);
    if (!s) return Raised{};
    std::memcpy(s->data(), bytes, count);
    return Owned::adopt(s);
}

Owned make_ascii(Thread& t, const char* text, size_t count) {
    if (count <= 1) return make_str_latin1(t, reinterpret_cast<const uint8_t*>(text), count);
    Str* s = new_str(t, count, 0x7f);
    if (!s) return Raised{};
    std::memcpy(s->data(), text, count);
    return Owned::adopt(s);
}

Owned make_char(Thread& t, uint32_t point) {
    if (point < 256 && t.interp->latin1_strs[point].is_valid())
        return Owned::share(t.interp->latin1_strs[point]);
    Str* s = new_str(t, 1, point);
    if (!s) return Raised{};
    put_point(s, 0, point);
    return Owned::adopt(s);
}

Owned make_str_ucs4(Thread& t, const uint32_t* points, size_t count) {
    if (count == 0 && t.interp->empty_str.is_valid()) return Owned::share(t.interp->empty_str);
    uint32_t all = 0;
    for (size_t i = 0; i < count; ++i) all |= points[i];
    if (count == 1) return make_char(t, points[0]);
    Str* s = new_str(t, count, all);
    if (!s) return Raised{};
    with_units(s, [&](auto* out) {
        for (size_t i = 0; i < count; ++i) out[i] = static_cast<std::decay_t<decltype(*out)>>(points[i]);
    });
    return Owned::adopt(s);
}

Owned make_str(Thread& t, std::string_view utf8) {
    if (is_ascii(utf8)) return make_str_latin1(t, reinterpret_cast<const uint8_t*>(utf8.data()), utf8.size());
    Utf8Info info = utf8_scan(utf8, Surrogates::Allow);
    if (info.error != Utf8Error::None) {
        std::string repaired;
        const char *p = utf8.data(), *end = p + utf8.size();
        while (p < end) {
            Utf8Char c = utf8_next(p, end, Surrogates::Allow);
            utf8_append(repaired, c.error == Utf8Error::None ? c.point : 0xfffd);
            p += c.size;
        }
        return make_str(t, repaired);
    }
    return make_str_scanned(t, utf8, info);
}

Owned make_str_scanned(Thread& t, std::string_view utf8, const Utf8Info& info) {
    if (info.max_point < 0x80) return make_ascii(t, utf8.data(), utf8.size());
    if (info.points == 1) return make_char(t, info.max_point);
    Str* s = new_str(t, info.points, info.max_point);
    if (!s) return Raised{};
    with_units(s, [&](auto* out) { utf8_decode(utf8, out); });
    return Owned::adopt(s);
}

std::string to_utf8(Value str) {
    Str* s = as_str(str);
    if (s->ascii) return std::string(s->ascii_view());
    std::string out;
    out.reserve(s->length * 2);
    for (size_t i = 0; i < s->length; ++i) utf8_append(out, s->at(i));
    return out;
}

bool str_equals(Str* a, Str* b) {
    if (a == b) return true;
    if (a->length != b->length || a->width != b->width) return false;
    if (a->hash != -1 && b->hash != -1 && a->hash != b->hash) return false;
    return std::memcmp(a->data(), b->data(), a->length * a->width) == 0;
}
bool str_equals(Value str, std::string_view ascii) {
    Str* s = as_str(str);
    return s->ascii && s->ascii_view() == ascii;
}
int str_compare(Str* a, Str* b) {
    size_t n = a->length < b->length ? a->length : b->length;
    if (a->width == 1 && b->width == 1) {
        if (int order = std::memcmp(a->data(), b->data(), n)) return order;
    } else {
        for (size_t i = 0; i < n; ++i) {
            uint32_t x = a->at(i), y = b->at(i);
            if (x != y) return x < y ? -1 : 1;
        }
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

int64_t str_hash(Thread& t, Str* s) {
    if (s->hash == -1) s->hash = hash_bytes(t.interp->hash_key, s->data(), s->length * s->width);
    return s->hash;
}

Owned str_concat(Thread& t, Value left, Value right) {
    if (!is_str(right)) {
        return raise_type_error(t, "can only concatenate str (not \"%s\") to str", type_name(t, right));
    }
    Str *a = as_str(left), *b = as_str(right);
    if (!a->length && !b->subclass) return Owned::share(right);
    if (!b->length && !a->subclass) return Owned::share(left);
    uint32_t top = max_bound(a) > max_bound(b) ? max_bound(a) : max_bound(b);
    Str* s = new_str(t, a->length + b->length, top);
    if (!s) return Raised{};
    copy_units(s, 0, a, 0, a->length);
    copy_units(s, a->length, b, 0, b->length);
    return Owned::adopt(s);
}

Str* str_grow(Thread& t, Str* left, Str* right) {
    size_t length = left->length, more = right->length;
    if (!more) return left;
    if (left->width < right->width) {
        Str* wide = new_str(t, length + more, max_bound(right));
        if (!wide) return nullptr;
        copy_units(wide, 0, left, 0, length);
        copy_units(wide, length, right, 0, more);
        release(static_cast<Object*>(left));
        return wide;
    }
    size_t bytes = sizeof(Str) + (length + more + 1) * left->width;
    if (heap_room(left) < bytes) {
        auto* moved = static_cast<Str*>(heap_realloc(left, bytes + bytes / 8));  // the next ones find room: linear in all
        if (!moved) {
            (void)raise_memory_error(t);
            return nullptr;
        }
        left = moved;
    }
    left->length = length + more;
    left->hash = -1;
    left->ascii = left->ascii && right->ascii;
    copy_units(left, length, right, 0, more);
    return left;
}

Owned substring(Thread& t, Value str, size_t begin, size_t end) {
    Str* s = as_str(str);
    if (begin >= end) return Owned::share(t.interp->empty_str);
    if (begin == 0 && end == s->length && !s->subclass) return Owned::share(str);
    if (end - begin == 1) return make_char(t, s->at(begin));
    if (s->ascii) return make_ascii(t, s->data() + begin, end - begin);
    Str* part = new_str(t, end - begin, max_bound(s, begin, end));
    if (!part) return Raised{};
    copy_units(part, 0, s, begin, end);
    return Owned::adopt(part);
}

// ---- StrBuilder --------------------------------------------------------------

StrBuilder::~StrBuilder() { heap_free(block_); }

// Makes room for `more` characters up to max_point. False: there is none.
bool StrBuilder::make_room(size_t more, uint32_t max_point) {
    if (failed_) return false;
    int width = width_for(max_point);
    if (width < width_) width = width_;
    size_t needed = length_ + more;
    if (needed > (size_t{1} << 58)) return !(failed_ = true);
    size_t capacity = needed + needed / 2 + 24;
    size_t bytes = capacity * static_cast<size_t>(width);
    if (bytes <= sizeof small_ && !block_) {  // wider characters, and still few
        char narrow[sizeof small_];
        std::memcpy(narrow, small_, length_ * static_cast<size_t>(width_));
        for (size_t i = 0; i < length_; ++i) put_unit(small_, width, i, get_unit(narrow, width_, i));
        capacity_ = sizeof small_ / static_cast<size_t>(width);
        width_ = width;
        return true;
    }
    auto* block = static_cast<Str*>(block_ && width == width_ ? heap_realloc(block_, sizeof(Str) + bytes)
                                                              : heap_alloc(sizeof(Str) + bytes));
    if (!block) return !(failed_ = true);
    if (!block_ || width != width_) {
        if (width == width_) {
            std::memcpy(block->data(), data_, length_ * static_cast<size_t>(width));
        } else {
            for (size_t i = 0; i < length_; ++i) put_unit(block->data(), width, i, get_unit(data_, width_, i));
        }
        heap_free(block_);
    }
    block_ = block;
    data_ = block->data();
    width_ = width;
    capacity_ = capacity;
    return true;
}

void StrBuilder::append_int(int64_t i) {
    char text[kMostDigits];
    append_ascii(text + write_digits(i, text), text + sizeof text);
}

void StrBuilder::append_char(uint32_t point) {
    if (reserve(1, point)) put_unit(data_, width_, length_++, point);
}

void StrBuilder::append_fill(uint32_t point, int64_t count) {
    if (count <= 0) return;
    if (count >= int64_t{1} << 40) failed_ = true;  // so much that asking the system for it would do harm
    if (!reserve(static_cast<size_t>(count), point)) return;
    if (width_ == 1) {
        std::memset(data_ + length_, static_cast<int>(point), static_cast<size_t>(count));
    } else {
        for (int64_t i = 0; i < count; ++i) put_unit(data_, width_, length_ + static_cast<size_t>(i), point);
    }
    length_ += static_cast<size_t>(count);
}

void StrBuilder::append(Str* s, size_t begin, size_t end) {
    if (s->ascii && begin < end) return append_ascii(s->data() + begin, s->data() + end);
    if (begin >= end || !reserve(end - begin, max_bound(s, begin, end))) return;
    size_t count = end - begin;
    if (width_ == static_cast<int>(s->width)) {
        std::memcpy(data_ + length_ * static_cast<size_t>(width_), s->data() + begin * s->width, count * s->width);
    } else {
        for (size_t i = begin; i < end; ++i) put_unit(data_, width_, length_ + i - begin, s->at(i));
    }
    length_ += count;
}
void StrBuilder::append(Value str) { append(as_str(str), 0, as_str(str)->length); }

void StrBuilder::append_ascii(const char* begin, const char* end) {
    auto count = static_cast<size_t>(end - begin);
    if (!count || !reserve(count, 0)) return;
    if (width_ == 1) {
        std::memcpy(data_ + length_, begin, count);
    } else {
        for (size_t i = 0; i < count; ++i) put_unit(data_, width_, length_ + i, static_cast<uint8_t>(begin[i]));
    }
    length_ += count;
}

void StrBuilder::append(std::string_view utf8) {
    if (is_ascii(utf8)) return append_ascii(utf8.data(), utf8.data() + utf8.size());
    const char *p = utf8.data(), *end = p + utf8.size();
    while (p < end) {
        Utf8Char c = utf8_next(p, end, Surrogates::Allow);
        append_char(c.error == Utf8Error::None ? c.point : 0xfffd);
        p += c.size;
    }
}

Owned StrBuilder::finish() {
    if (failed_) return memory_error(t_);
    if (length_ == 0 && t_.interp->empty_str.is_valid()) return Owned::share(t_.interp->empty_str);
    if (length_ == 1) return make_char(t_, get_unit(data_, width_, 0));
    Str* s;
    if (block_ && length_ + 1 <= capacity_) {
        s = block_;
        if (capacity_ - length_ > length_ / 8 + 8) {
            void* fitting = heap_realloc(s, sizeof(Str) + (length_ + 1) * static_cast<size_t>(width_));
            if (fitting) s = static_cast<Str*>(fitting);
        }
        block_ = nullptr;
        set_header(t_, s);
        set_contents(s, length_, max_seen_);
        return Owned::adopt(s);
    }
    s = new_str(t_, length_, max_seen_);
    if (!s) return Raised{};
    std::memcpy(s->data(), data_, length_ * s->width);
    return Owned::adopt(s);
}

// ---- interning ---------------------------------------------------------------

Str** InternTable::place(Str* str, int64_t hash) {
    size_t mask = cells_.size() - 1;
    for (size_t i = static_cast<size_t>(hash) & mask;; i = (i + 1) & mask) {
        if (!cells_[i] || (cells_[i]->hash == hash && str_equals(cells_[i], str))) return &cells_[i];
    }
}
Str* InternTable::find(std::string_view ascii, int64_t hash) const {
    size_t mask = cells_.size() - 1;
    for (size_t i = static_cast<size_t>(hash) & mask; cells_[i]; i = (i + 1) & mask) {
        if (cells_[i]->hash == hash && cells_[i]->ascii && cells_[i]->ascii_view() == ascii) return cells_[i];
    }
    return nullptr;
}
void InternTable::added() {
    if (++used_ * 2 > cells_.size()) grow();
}
void InternTable::grow() {
    std::vector<Str*> old = std::move(cells_);
    cells_.assign(old.size() * 2, nullptr);
    for (Str* str : old) {
        if (str) *place(str, str->hash) = str;
    }
}

Value intern(Thread& t, Value str) {
    Str* s = as_str(str);
    if (s->flags & kInterned) return str;
    if (!t.interp->interned) t.interp->interned = new InternTable();
    Str** cell = t.interp->interned->place(s, str_hash(t, s));
    if (*cell) return Value(*cell);
    Owned own = Owned::share(str);
    if (s->subclass) {  // the table holds exact strings only
        Str* plain = new_str(t, s->length, max_bound(s));
        if (!plain) return Value::error();
        std::memcpy(plain->data(), s->data(), s->length * s->width);
        plain->hash = s->hash;
        own = Owned::adopt(plain);
    }
    Str* kept = as_str(own.get());
    kept->flags |= kInterned;
    make_immortal(own.get());
    *cell = kept;
    t.interp->interned->added();
    return own.get();
}
Value intern(Thread& t, std::string_view utf8) {
    if (t.interp->interned && is_ascii(utf8)) {  // mostly it is there: no Str is made to ask
        Str* known = t.interp->interned->find(utf8, hash_bytes(t.interp->hash_key, utf8.data(), utf8.size()));
        if (known) return Value(known);
    }
    Owned str = make_str(t, utf8);
    return str.is_error() ? Value::error() : intern(t, str.get());
}

Status init_names(Thread& t) {
    Interpreter& in = *t.interp;
    Str* empty = new_str(t, 0, 0);
    if (!empty) return Raised{};
    in.empty_str = intern(t, Value(empty));
    for (uint32_t point = 0; point < 256; ++point) {
        Str* s = new_str(t, 1, point);
        if (!s) return Raised{};
        put_point(s, 0, point);
        in.latin1_strs[point] = intern(t, Value(s));
    }
    Names& names = in.names;
#define NAME(text) names.text = intern(t, std::string_view(#text));
#define NAME_AS(field, text) names.field = intern(t, std::string_view(text));
#include "runtime/names.def"
#undef NAME
#undef NAME_AS
    return {};
}

}  // namespace minipy
