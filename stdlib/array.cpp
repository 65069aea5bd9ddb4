// The module `array`: sequences of numbers of one kind, packed.
#include <cstring>

#include "native/module.h"

namespace minipy {

namespace {

struct ArrayTypes {
    Type *type = nullptr, *iterator = nullptr;
};
ModuleRegistration& registration();
ArrayTypes& state(Thread& t) { return module_state<ArrayTypes>(t, registration()); }

struct Array : GcObject {
    Attrs attrs = {};
    std::string bytes;
    char code = 'b';
    size_t size = 1;
    int exports = 0;
    char format[2] = {'b', 0};
    size_t length() const { return bytes.size() / size; }
};
Array* array_of(Value v) { return v.as<Array>(); }
bool is_array(Thread& t, Value v) { return v.is_object() && is_subtype(v.object()->type, state(t).type); }

size_t size_of_code(char c) {
    switch (c) {
        case 'b':
        case 'B':
            return 1;
        case 'h':
        case 'H':
            return 2;
        case 'i':
        case 'I':
        case 'f':
        case 'u':
            return 4;
        case 'l':
        case 'L':
        case 'q':
        case 'Q':
        case 'd':
            return 8;
        default:
            return 0;
    }
}
Status check_resizable(Thread& t, Array* a) {
    if (!a->exports) return {};
    return raise_error(t, exc(t).BufferError, "cannot resize an array that is exporting buffers");
}

template <class T>
T load(const char* p) {
    T v;
    memcpy(&v, p, sizeof v);
    return v;
}
Owned item_at(Thread& t, Array* a, size_t i) {
    const char* p = a->bytes.data() + i * a->size;
    switch (a->code) {
        case 'b':
            return make_int(t, int64_t{load<int8_t>(p)});
        case 'B':
            return make_int(t, int64_t{load<uint8_t>(p)});
        case 'h':
            return make_int(t, int64_t{load<int16_t>(p)});
        case 'H':
            return make_int(t, int64_t{load<uint16_t>(p)});
        case 'i':
            return make_int(t, int64_t{load<int32_t>(p)});
        case 'I':
            return make_int(t, int64_t{load<uint32_t>(p)});
        case 'l':
        case 'q':
            return make_int(t, load<int64_t>(p));
        case 'L':
        case 'Q':
            return make_uint(t, load<uint64_t>(p));
        case 'f':
            return make_float(t, double{load<float>(p)});
        case 'd':
            return make_float(t, load<double>(p));
        default:
            return make_char(t, load<uint32_t>(p));
    }
}

// An integer item, within its limits.
template <class T>
Status put_int(Thread& t, char* p, Value v, const char* what) {
    if (!is_int(v) && !type_of(t, v)->slots.index)
        return raise_type_error(t, "'%.200s' object cannot be interpreted as an integer", type_name(t, v));
    Owned number = TRY(to_index(t, v));
    int64_t n = 0;
    uint64_t bits = 0;
    bool fits = int_fits_int64(number, &n);
    if (fits) {
        bits = static_cast<uint64_t>(n);
        if constexpr (std::is_unsigned_v<T>) {
            if (n < 0 || (sizeof(T) < 8 && n > static_cast<int64_t>(static_cast<T>(-1)))) {
                if (n < 0 && sizeof(T) >= 4)
                    return raise_overflow_error(t, "can't convert negative value to unsigned int");
                return raise_overflow_error(t, "%s is %s than %s", what, n < 0 ? "less" : "greater",
                                            n < 0 ? "minimum" : "maximum");
            }
        } else if (static_cast<int64_t>(static_cast<T>(n)) != n) {
            return raise_overflow_error(t, "%s is %s than %s", what, n < 0 ? "less" : "greater",
                                        n < 0 ? "minimum" : "maximum");
        }
    } else {
        IntView view(number);
        bool negative = mpz_sgn(static_cast<mpz_srcptr>(view)) < 0;
        if (std::is_unsigned_v<T> && sizeof(T) == 8 && !negative && mpz_sizeinbase(view, 2) <= 64)
            bits = mpz_get_ui(view);
        else if (std::is_unsigned_v<T> && negative)
            return raise_overflow_error(t, "can't convert negative value to unsigned int");
        else
            return raise_overflow_error(t, sizeof(T) == 8 && !std::is_unsigned_v<T>
                                               ? "Python int too large to convert to C long"
                                               : "Python int too large to convert to C unsigned long");
    }
    T value = static_cast<T>(bits);
    memcpy(p, &value, sizeof value);
    return {};
}
Status put_item(Thread& t, char code, char* p, Value v) {
    switch (code) {
        case 'b':
            return put_int<int8_t>(t, p, v, "signed char");
        case 'B':
            return put_int<uint8_t>(t, p, v, "unsigned byte integer");
        case 'h':
            return put_int<int16_t>(t, p, v, "signed short integer");
        case 'H':
            return put_int<uint16_t>(t, p, v, "unsigned short");
        case 'i':
            return put_int<int32_t>(t, p, v, "signed integer");
        case 'I':
            return put_int<uint32_t>(t, p, v, "unsigned int");
        case 'l':
        case 'q':
            return put_int<int64_t>(t, p, v, "signed long");
        case 'L':
        case 'Q':
            return put_int<uint64_t>(t, p, v, "unsigned long");
        case 'u': {
            if (!is_str(v) || as_str(v)->length != 1)
                return raise_type_error(t, "array item must be unicode character");
            uint32_t c = as_str(v)->at(0);
            memcpy(p, &c, sizeof c);
            return {};
        }
        default:
            break;
    }
    double d = TRY(to_double(t, v));
    float f = static_cast<float>(d);
    if (code == 'f')
        memcpy(p, &f, sizeof f);
    else
        memcpy(p, &d, sizeof d);
    return {};
}
Status append(Thread& t, Array* a, Value v) {
    TRY(check_resizable(t, a));
    char item[8];
    TRY(put_item(t, a->code, item, v));
    a->bytes.append(item, a->size);
    return {};
}

Owned new_array(Thread& t, Type* type, char code) {
    Array* a = make_instance<Array>(t, type);
    if (!a) return raise_memory_error(t);
    a->code = a->format[0] = code;
    if (code == 'u') a->format[0] = 'w';
    a->size = size_of_code(code);
    return Owned::adopt(a);
}
Status extend(Thread& t, Array* a, Value from) {
    if (is_array(t, from)) {
        if (array_of(from)->code != a->code)
            return raise_type_error(t, "can only extend with array of same kind");
        TRY(check_resizable(t, a));
        a->bytes += std::string(array_of(from)->bytes);
        return {};
    }
    return for_each(t, from, [&](Value v) { return append(t, a, v); });
}
Status append_bytes(Thread& t, Array* a, std::string_view bytes) {
    if (bytes.size() % a->size) return raise_value_error(t, "bytes length not a multiple of item size");
    TRY(check_resizable(t, a));
    a->bytes += bytes;
    return {};
}

Owned array_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "array(typecode, initializer=..., /)", args, v);
    TRY(bound.status());
    if (!is_str(v[0]) || as_str(v[0])->length != 1) {
        return raise_type_error(t, "array() argument 1 must be a unicode character, not %.50s",
                                type_name(t, v[0]));
    }
    uint32_t code = as_str(v[0])->at(0);
    if (code > 127 || !size_of_code(static_cast<char>(code)))
        return raise_value_error(t, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
    Owned made = TRY(new_array(t, type, static_cast<char>(code)));
    Array* a = array_of(made);
    if (v[1].is_unbound()) return made;
    if (is_str(v[1]) && code != 'u')
        return raise_type_error(t, "cannot use a str to initialize an array with typecode '%c'",
                                static_cast<char>(code));
    if (is_bytes(v[1]) || is_kind(v[1], Kind::ByteArray)) {
        Buffer buffer(t);
        TRY(buffer.open(v[1]));
        TRY(append_bytes(t, a, buffer.view()));
    } else if (is_array(t, v[1])) {
        for (size_t i = 0; i < array_of(v[1])->length(); ++i)
            TRY(append(t, a, TRY(item_at(t, array_of(v[1]), i))));
    } else {
        TRY(extend(t, a, v[1]));
    }
    return made;
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }
void array_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    static_cast<Array*>(o)->bytes.~basic_string();
    free_object(t, o);
}

// ---- as a sequence ----

Result<int64_t> array_length(Thread&, Value self) { return static_cast<int64_t>(array_of(self)->length()); }
Result<size_t> index_of(Thread& t, Array* a, Value key, const char* message) {
    int64_t i = TRY(to_subscript(t, key)), n = static_cast<int64_t>(a->length());
    if (i < 0) i += n;
    if (i < 0 || i >= n) return raise_index_error(t, "%s", message);
    return static_cast<size_t>(i);
}
bool is_index(Thread& t, Value v) { return is_int(v) || type_of(t, v)->slots.index; }
Owned array_get_item(Thread& t, Value self, Value key) {
    Array* a = array_of(self);
    if (is_index(t, key)) return item_at(t, a, TRY(index_of(t, a, key, "array index out of range")));
    if (!is_kind(key, Kind::Slice)) return raise_type_error(t, "array indices must be integers");
    SliceNumbers numbers = TRY(slice_numbers(t, key.as<Slice>()));
    SliceBounds b = clamp_slice(numbers, a->length());
    Owned part = TRY(new_array(t, state(t).type, a->code));
    for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step)
        array_of(part)->bytes.append(a->bytes, static_cast<size_t>(at) * a->size, a->size);
    return part;
}
Status set_slice(Thread& t, Array* a, const SliceBounds& b, Value value) {
    std::string items;
    if (!value.is_unbound()) {
        if (!is_array(t, value))
            return raise_type_error(t, "can only assign array (not \"%.200s\") to array slice",
                                    type_name(t, value));
        if (array_of(value)->code != a->code)
            return raise_type_error(t, "bad argument type for built-in operation");
        items = array_of(value)->bytes;
    }
    size_t count = static_cast<size_t>(b.count);
    if (b.step == 1) {
        if (items.size() != count * a->size) TRY(check_resizable(t, a));
        a->bytes.replace(static_cast<size_t>(b.start) * a->size, count * a->size, items);
        return {};
    }
    if (value.is_unbound()) {
        TRY(check_resizable(t, a));
        std::string kept;
        for (size_t i = 0; i < a->length(); ++i) {
            int64_t distance = static_cast<int64_t>(i) - b.start;
            bool hit =
                b.count && distance % b.step == 0 && distance / b.step >= 0 && distance / b.step < b.count;
            if (!hit) kept.append(a->bytes, i * a->size, a->size);
        }
        a->bytes = kept;
        return {};
    }
    if (items.size() != count * a->size) {
        return raise_value_error(t, "attempt to assign array of size %zu to extended slice of size %zu",
                                 items.size() / a->size, count);
    }
    for (size_t i = 0; i < count; ++i)
        a->bytes.replace(static_cast<size_t>(b.start + static_cast<int64_t>(i) * b.step) * a->size, a->size,
                         items, i * a->size, a->size);
    return {};
}
Status array_set_item(Thread& t, Value self, Value key, Value value) {
    Array* a = array_of(self);
    if (is_kind(key, Kind::Slice)) {
        SliceNumbers numbers = TRY(slice_numbers(t, key.as<Slice>()));
        return set_slice(t, a, clamp_slice(numbers, a->length()), value);
    }
    if (!is_index(t, key)) return raise_type_error(t, "array indices must be integer");
    size_t i = TRY(index_of(t, a, key, "array assignment index out of range"));
    if (!value.is_unbound()) {
        char item[8];  // aside: the value's __index__ may change the array
        TRY(put_item(t, a->code, item, value));
        if (i >= a->length()) return raise_index_error(t, "array assignment index out of range");
        memcpy(a->bytes.data() + i * a->size, item, a->size);
        return {};
    }
    TRY(check_resizable(t, a));
    a->bytes.erase(i * a->size, a->size);
    return {};
}
Result<int64_t> find(Thread& t, Array* a, Value v, int64_t from, int64_t to) {
    for (int64_t i = from; i < to && i < static_cast<int64_t>(a->length()); ++i) {
        if (TRY(compare_bool(t, CompareOp::Eq, TRY(item_at(t, a, static_cast<size_t>(i))), v))) return i;
    }
    return int64_t{-1};
}
Result<bool> array_contains(Thread& t, Value self, Value v) {
    return TRY(find(t, array_of(self), v, 0, INT64_MAX)) >= 0;
}
Owned array_concat(Thread& t, Value self, Value other) {
    if (!is_array(t, other))
        return raise_type_error(t, "can only append array (not \"%.200s\") to array", type_name(t, other));
    if (array_of(other)->code != array_of(self)->code)
        return raise_type_error(t, "bad argument type for built-in operation");
    Owned sum = TRY(new_array(t, state(t).type, array_of(self)->code));
    array_of(sum)->bytes = array_of(self)->bytes + array_of(other)->bytes;
    return sum;
}
Owned array_inplace_concat(Thread& t, Value self, Value other) {
    if (!is_array(t, other))
        return raise_type_error(t, "can only extend with array (not \"%.200s\")", type_name(t, other));
    TRY(extend(t, array_of(self), other));
    return Owned::share(self);
}
Result<std::string> repeated(Thread& t, Array* a, Value count) {
    int64_t n = TRY(to_ssize(t, count));
    if (n <= 0) return std::string();
    if (a->bytes.size() && static_cast<size_t>(n) > (size_t{1} << 46) / a->bytes.size())
        return raise_memory_error(t);
    std::string out;
    for (; n > 0; --n) out += a->bytes;
    return out;
}
Owned array_repeat(Thread& t, Value self, Value count) {
    if (!is_index(t, count)) return Owned::not_implemented();
    Owned made = TRY(new_array(t, state(t).type, array_of(self)->code));
    array_of(made)->bytes = TRY(repeated(t, array_of(self), count));
    return made;
}
Owned array_inplace_repeat(Thread& t, Value self, Value count) {
    if (!is_index(t, count)) return Owned::not_implemented();
    TRY(check_resizable(t, array_of(self)));
    array_of(self)->bytes = TRY(repeated(t, array_of(self), count));
    return Owned::share(self);
}
Owned tolist(Thread& t, Array* a) {
    Ref<List> list = TRY(new_list(t, a->length()));
    for (size_t i = 0; i < a->length(); ++i) TRY(list_push(t, list.get(), TRY(item_at(t, a, i))));
    return list;
}
Owned array_compare(Thread& t, Value x, Value y, CompareOp op) {
    if (!is_array(t, x) || !is_array(t, y)) return Owned::not_implemented();
    Owned a = TRY(tolist(t, array_of(x))), b = TRY(tolist(t, array_of(y)));
    return compare(t, op, a, b);
}
Owned tounicode(Thread& t, Array* a) {
    return make_str_ucs4(t, reinterpret_cast<const uint32_t*>(a->bytes.data()), a->length());
}
Owned array_repr(Thread& t, Value self) {
    Array* a = array_of(self);
    std::string text = to_utf8(type_of(t, self)->name) + "('" + a->code + "'";
    if (a->length())
        text += ", " + TRY(repr_utf8(t, a->code == 'u' ? TRY(tounicode(t, a)) : TRY(tolist(t, a))));
    return make_str(t, text + ")");
}

struct ArrayIterator : GcObject {
    Value array = Value::none();
    size_t at = 0;
};
Owned array_iter(Thread& t, Value self) {
    ArrayIterator* it = make<ArrayIterator>(t, state(t).iterator);
    if (!it) return raise_memory_error(t);
    retain(self);
    it->array = self;
    return Owned::adopt(it);
}
Owned iterator_self(Thread&, Value self) { return Owned::share(self); }
Owned iterator_next(Thread& t, Value self) {
    ArrayIterator* it = self.as<ArrayIterator>();
    if (it->array.is_none()) return Owned::stop();
    Array* a = array_of(it->array);
    if (it->at < a->length()) return item_at(t, a, it->at++);
    Value done = it->array;
    it->array = Value::none();
    release(done);
    return Owned::stop();
}
void iterator_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<ArrayIterator*>(o)->array);
    free_object(t, o);
}
void iterator_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<ArrayIterator*>(o)->array); }

// ---- methods ----

Owned method_append(Thread& t, const Value* args) {
    TRY(append(t, array_of(args[0]), args[1]));
    return Owned::none();
}
Owned method_extend(Thread& t, const Value* args) {
    TRY(extend(t, array_of(args[0]), args[1]));
    return Owned::none();
}
Owned method_insert(Thread& t, const Value* args) {
    Array* a = array_of(args[0]);
    int64_t i = TRY(to_ssize(t, args[1], true)), n = static_cast<int64_t>(a->length());
    if (i < 0) i = std::max<int64_t>(0, i + n);
    i = std::min(i, n);
    char item[8];
    TRY(put_item(t, a->code, item, args[2]));
    TRY(check_resizable(t, a));
    a->bytes.insert(static_cast<size_t>(i) * a->size, item, a->size);
    return Owned::none();
}
Owned method_pop(Thread& t, const Value* args) {
    Array* a = array_of(args[0]);
    if (!a->length()) return raise_index_error(t, "pop from empty array");
    size_t i = TRY(index_of(t, a, args[1], "pop index out of range"));
    Owned item = TRY(item_at(t, a, i));
    TRY(check_resizable(t, a));
    a->bytes.erase(i * a->size, a->size);
    return item;
}
Owned method_remove(Thread& t, const Value* args) {
    Array* a = array_of(args[0]);
    int64_t i = TRY(find(t, a, args[1], 0, INT64_MAX));
    if (i < 0) return raise_value_error(t, "array.remove(x): x not in array");
    TRY(check_resizable(t, a));
    a->bytes.erase(static_cast<size_t>(i) * a->size, a->size);
    return Owned::none();
}
Owned method_index(Thread& t, const Value* args) {
    Array* a = array_of(args[0]);
    int64_t n = static_cast<int64_t>(a->length()), start = TRY(to_ssize(t, args[2], true)),
            stop = TRY(to_ssize(t, args[3], true));
    if (start < 0) start = std::max<int64_t>(0, start + n);
    if (stop < 0) stop += n;
    int64_t i = TRY(find(t, a, args[1], start, stop));
    if (i < 0) return raise_value_error(t, "array.index(x): x not in array");
    return make_int(t, i);
}
Owned method_count(Thread& t, const Value* args) {
    int64_t count = 0;
    for (size_t i = 0; i < array_of(args[0])->length(); ++i)
        count += TRY(compare_bool(t, CompareOp::Eq, TRY(item_at(t, array_of(args[0]), i)), args[1]));
    return make_int(t, count);
}
Owned method_reverse(Thread&, const Value* args) {
    Array* a = array_of(args[0]);
    std::string out;
    for (size_t i = a->length(); i-- > 0;) out.append(a->bytes, i * a->size, a->size);
    memcpy(a->bytes.data(), out.data(), out.size());
    return Owned::none();
}
Owned method_byteswap(Thread& t, const Value* args) {
    Array* a = array_of(args[0]);
    for (size_t i = 0; i < a->length(); ++i) {
        for (size_t k = 0; k < a->size / 2; ++k)
            std::swap(a->bytes[i * a->size + k], a->bytes[(i + 1) * a->size - 1 - k]);
    }
    return Owned::none();
}
Owned method_tolist(Thread& t, const Value* args) { return tolist(t, array_of(args[0])); }
Owned method_fromlist(Thread& t, const Value* args) {
    if (!is_list(args[1])) return raise_type_error(t, "arg must be list");
    size_t before = array_of(args[0])->bytes.size();
    if (extend(t, array_of(args[0]), args[1]).is_error()) {
        array_of(args[0])->bytes.resize(before);
        return Raised{};
    }
    return Owned::none();
}
Owned method_tobytes(Thread& t, const Value* args) { return make_bytes(t, array_of(args[0])->bytes); }
Owned method_frombytes(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    TRY(append_bytes(t, array_of(args[0]), std::string(buffer.view())));
    return Owned::none();
}
Owned method_tofile(Thread& t, const Value* args) {
    Owned data = TRY(make_bytes(t, array_of(args[0])->bytes));
    TRY(call_method(t, args[1], names(t).write, {data}));
    return Owned::none();
}
Owned method_fromfile(Thread& t, const Value* args) {
    Array* a = array_of(args[0]);
    int64_t n = TRY(to_ssize(t, args[2]));
    if (n < 0) return raise_value_error(t, "negative count");
    Owned data =
        TRY(call_method(t, args[1], names(t).read, {Value::from_int(n * static_cast<int64_t>(a->size))}));
    if (!is_bytes(data)) return raise_type_error(t, "read() didn't return bytes");
    TRY(append_bytes(t, a, data.as<Bytes>()->view()));
    if (data.as<Bytes>()->length < static_cast<size_t>(n) * a->size)
        return raise_error(t, exc(t).EOFError, "read() didn't return enough bytes");
    return Owned::none();
}
Owned method_tounicode(Thread& t, const Value* args) {
    if (array_of(args[0])->code != 'u')
        return raise_value_error(t, "tounicode() may only be called on unicode type arrays");
    return tounicode(t, array_of(args[0]));
}
Owned method_fromunicode(Thread& t, const Value* args) {
    if (array_of(args[0])->code != 'u')
        return raise_value_error(t, "fromunicode() may only be called on unicode type arrays");
    TRY(extend(t, array_of(args[0]), args[1]));
    return Owned::none();
}
Owned method_buffer_info(Thread& t, const Value* args) {
    Owned address = make_uint(t, reinterpret_cast<uint64_t>(array_of(args[0])->bytes.data()));
    return make_tuple(t, {address.get(), Value::from_int(static_cast<int64_t>(array_of(args[0])->length()))});
}
Owned method_copy(Thread& t, const Value* args) {
    Owned copy = TRY(new_array(t, state(t).type, array_of(args[0])->code));
    array_of(copy)->bytes = array_of(args[0])->bytes;
    return copy;
}
Owned code_text(Thread& t, Array* a) { return make_str(t, std::string(1, a->code)); }

// ---- pickling ----

// The formats of items in a pickle, by number; the last four are text.
constexpr const char* kMachineFormats[] = {
    "B",  "b",  "<H", ">H", "<h", ">h", "<I", ">I",        "<i",        ">i",        "<Q",
    ">Q", "<q", ">q", "<f", ">f", "<d", ">d", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"};
constexpr int kFirstTextFormat = 18, kUtf32LittleEndian = 20;

int machine_format(char code) {
    if (code == 'u') return kUtf32LittleEndian;
    if (code == 'l' || code == 'L') code = code == 'l' ? 'q' : 'Q';
    for (int i = 0; i < kFirstTextFormat; ++i) {
        const char* format = kMachineFormats[i];
        if (format[0] != '>' && format[strlen(format) - 1] == code) return i;
    }
    return 0;
}

Owned method_reduce_ex(Thread& t, const Value* args) {
    Array* a = array_of(args[0]);
    int64_t protocol = TRY(to_int64(t, args[1]));
    Owned code = TRY(code_text(t, a)), state = TRY(instance_dict(t, args[0]));
    if (!is_dict(state) || !state.as<Dict>()->used) state = Owned::none();
    Value type = Value(type_of(t, args[0]));
    if (protocol < 3) {
        Owned items = TRY(tolist(t, a)), arguments = TRY(make_tuple(t, {code, items}));
        return make_tuple(t, {type, arguments, state});
    }
    Owned make = TRY(import_attr(t, "array", "_array_reconstructor"));
    Owned bytes = TRY(make_bytes(t, a->bytes));
    Owned arguments = TRY(make_tuple(t, {type, code, Value::from_int(machine_format(a->code)), bytes}));
    return make_tuple(t, {make, arguments, state});
}

Owned array_reconstructor(Thread& t, const Value* args) {
    Value type = args[0], bytes = args[3];
    if (!is_kind(type, Kind::Type))
        return raise_type_error(t, "first argument must be a type object, not %.200s", type_name(t, type));
    if (!is_subtype(type.as<Type>(), state(t).type)) {
        return raise_type_error(t, "%.200s is not a subtype of %.200s",
                                type_utf8_name(type.as<Type>()).c_str(), "array.array");
    }
    if (!is_str(args[1]) || as_str(args[1])->length != 1) {
        return raise_type_error(t, "_array_reconstructor() argument 2 must be a unicode character, not %.50s",
                                type_name(t, args[1]));
    }
    uint32_t code = as_str(args[1])->at(0);
    if (code > 127 || !size_of_code(static_cast<char>(code)))
        return raise_value_error(t, "second argument must be a valid type code");
    int number = TRY(to_c_int(t, args[2]));
    if (number < 0 || number >= static_cast<int>(std::size(kMachineFormats)))
        return raise_value_error(t, "third argument must be a valid machine format code.");
    if (!is_bytes(bytes))
        return raise_type_error(t, "fourth argument should be bytes, not %.200s", type_name(t, bytes));
    Owned format = TRY(make_str(t, kMachineFormats[number])), items;
    if (number == machine_format(static_cast<char>(code))) {
        items = Owned::share(bytes);
    } else if (number >= kFirstTextFormat) {
        items = TRY(call(t, Value(types(t).str), {bytes, format}));
    } else {
        size_t item = size_of_code(kMachineFormats[number][strlen(kMachineFormats[number]) - 1]);
        if (bytes.as<Bytes>()->length % item)
            return raise_value_error(t, "string length not a multiple of item size");
        Owned iter = TRY(import_attr(t, "_struct", "iter_unpack"));
        items = TRY(new_list(t));
        TRY(for_each(t, TRY(call(t, iter, {format, bytes})), [&](Value single) -> Status {
            return list_append(t, items.as<List>(), single.as<Tuple>()->at(0));
        }));
    }
    return call(t, type, {args[1], items});
}

Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}
Owned get_typecode(Thread& t, Value self) { return code_text(t, array_of(self)); }
Owned get_itemsize(Thread& t, Value self) { return make_int(t, static_cast<int64_t>(array_of(self)->size)); }

Status array_get_buffer(Thread&, Value self, BufferView& view, bool) {
    Array* a = array_of(self);
    ++a->exports;
    view.data = a->bytes.data();
    view.length = a->bytes.size();
    view.readonly = false;
    view.item_size = static_cast<int64_t>(a->size);
    view.format = a->format;
    view.shape[0] = static_cast<int64_t>(a->length());
    view.strides[0] = static_cast<int64_t>(a->size);
    return {};
}
void array_release_buffer(Thread&, Value self, BufferView&) { --array_of(self)->exports; }

const FunctionSpec methods[] = {
    {"append(self, v, /)", method_append, "Append new value v to the end of the array."},
    {"extend(self, bb, /)", method_extend},
    {"insert(self, i, v, /)", method_insert},
    {"pop(self, i=-1, /)", method_pop},
    {"remove(self, v, /)", method_remove},
    {"index(self, v, start=0, stop=9223372036854775807, /)", method_index},
    {"count(self, v, /)", method_count},
    {"reverse(self, /)", method_reverse},
    {"byteswap(self, /)", method_byteswap},
    {"tolist(self, /)", method_tolist},
    {"fromlist(self, list, /)", method_fromlist},
    {"tobytes(self, /)", method_tobytes},
    {"frombytes(self, buffer, /)", method_frombytes},
    {"tofile(self, f, /)", method_tofile},
    {"fromfile(self, f, n, /)", method_fromfile},
    {"tounicode(self, /)", method_tounicode},
    {"fromunicode(self, ustr, /)", method_fromunicode},
    {"buffer_info(self, /)", method_buffer_info},
    {"__copy__(self, /)", method_copy},
    {"__deepcopy__(self, unused, /)", method_copy},
    {"__reduce_ex__(self, value, /)", method_reduce_ex, "Return state information for pickling."},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const GetSetSpec getset[] = {
    {"typecode", get_typecode, nullptr, "the typecode character used to create the array"},
    {"itemsize", get_itemsize, nullptr, "the size, in bytes, of one array item"}};

Status fill(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "array.array";
    spec.size = sizeof(Array);
    spec.flags = kTypeBaseAllowed | kTypeSequence;
    spec.attrs_offset = offsetof(Array, attrs);
    spec.slots.new_ = array_new;
    spec.slots.init = no_init;
    spec.slots.dealloc = array_dealloc;
    spec.slots.traverse = traverse_instance_tail;
    spec.slots.repr = array_repr;
    spec.slots.compare = array_compare;
    spec.slots.iter = array_iter;
    spec.slots.length = array_length;
    spec.slots.get_item = array_get_item;
    spec.slots.set_item = array_set_item;
    spec.slots.contains = array_contains;
    spec.slots.concat = array_concat;
    spec.slots.inplace_concat = array_inplace_concat;
    spec.slots.repeat = array_repeat;
    spec.slots.inplace_repeat = array_inplace_repeat;
    spec.slots.get_buffer = array_get_buffer;
    spec.slots.release_buffer = array_release_buffer;
    spec.methods = methods;
    spec.getset = getset;
    spec.text_signature = "array(typecode [, initializer]) -> array";
    state(t).type = define_type(t, spec);
    TypeSpec iterator{};
    iterator.name = "array.arrayiterator";
    iterator.size = sizeof(ArrayIterator);
    iterator.flags = kTypeNoInstantiate;
    iterator.slots.dealloc = iterator_dealloc;
    iterator.slots.traverse = iterator_traverse;
    iterator.slots.iter = iterator_self;
    iterator.slots.next = iterator_next;
    state(t).iterator = define_type(t, iterator);
    TRY(module_add(t, module, "array", Value(state(t).type)));
    TRY(module_add(t, module, "ArrayType", Value(state(t).type)));
    return module_add_str(t, module, "typecodes", "bBuhHiIlLqQfd");
}
const FunctionSpec functions[] = {{"_array_reconstructor(arraytype, typecode, mformat_code, items, /)",
                                   array_reconstructor, "Internal. Used for pickling support."}};
MINIPY_MODULE(
    array,
    {.doc = "This module defines an object type which can efficiently represent an array of basic values.",
     .functions = functions,
     .exec = fill});
ModuleRegistration& registration() { return module_registration_array; }

}  // namespace

}  // namespace minipy
