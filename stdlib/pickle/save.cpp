// Saving: which way an object goes, and the things without parts: numbers, text, bytes, buffers.
#include <cstring>

#include "support/float_text.h"
#include "support/utf8.h"
#include "writer.h"

namespace minipy::pickle {

Status Writer::save(Thread& t, Value object, bool persistent) {
    TRY(end_of_opcode(t));
    if (persistent && persistent_id.is_set() && TRY(save_persistent(t, object))) return {};
    if (object.is_int()) {
        save_int(object.as_int());
        return {};
    }
    if (object.is_none()) {
        put(op::None);
        return {};
    }
    if (object.is_bool()) {
        bool value = object.is_true();
        if (protocol >= 2)
            put(value ? op::NewTrue : op::NewFalse);
        else
            put(value ? "I01\n" : "I00\n");
        return {};
    }
    Type* type = type_of(t, object);
    if (type == types(t).float_) {
        save_float(float_value(object));
        return {};
    }
    if (type == types(t).int_) return save_big_int(t, object);
    size_t known = memo.find(object);
    if (known != WriterMemo::kAbsent) {
        put_get(known);
        return {};
    }
    if (type == types(t).str) return save_str(t, object);
    if (type == types(t).bytes) return save_bytes(t, object);
    // One level of nesting counts as one call of Python's.
    if (t.recursion_left <= 0)
        return raise_error(t, exc(t).RecursionError,
                           "maximum recursion depth exceeded while pickling an object");
    if (native_stack_low(t, " while pickling an object")) return Raised{};
    --t.recursion_left;
    Status done = save_object(t, object);
    ++t.recursion_left;
    return done;
}

Status Writer::save_object(Thread& t, Value object) {
    Types& ty = types(t);
    Type* type = type_of(t, object);
    if (type == ty.dict) return save_dict(t, object);
    if (type == ty.list) return save_list(t, object);
    if (type == ty.tuple) return save_tuple(t, object);
    if (type == ty.set) return save_set(t, object);
    if (type == ty.frozenset) return save_frozenset(t, object);
    if (type == ty.bytearray) return save_bytearray(t, object);
    if (type == state(t).buffer) return save_buffer(t, object);
    return save_by_reduce(t, object);
}

Result<bool> Writer::save_persistent(Thread& t, Value object) {
    Owned id = TRY(persistent_id.call(t, self, object));
    if (id.is_none()) return false;
    if (binary) {
        TRY(save(t, id, false));
        put(op::BinPersId);
        return true;
    }
    Owned text = TRY(str(t, id));
    if (!as_str(text)->ascii)
        return raise_error(t, state(t).pickling_error, "persistent IDs in protocol 0 must be ASCII strings");
    put(op::PersId);
    put(as_str(text)->ascii_view());
    put('\n');
    return true;
}

// ---- numbers ----

void Writer::save_int(int64_t value) {
    if (value >= INT32_MIN && value <= INT32_MAX) {
        if (!binary)
            put(op::Int + std::to_string(value) + '\n');
        else if (value >= 0 && value <= 0xff)
            put_number(op::BinInt1, static_cast<uint64_t>(value), 1);
        else if (value >= 0 && value <= 0xffff)
            put_number(op::BinInt2, static_cast<uint64_t>(value), 2);
        else
            put_number(op::BinInt, static_cast<uint64_t>(value), 4);
        return;
    }
    if (protocol < 2) {
        put(op::Long + std::to_string(value) + "L\n");
        return;
    }
    // Two's complement in as few bytes as keep the sign.
    int size = 5;
    while (size < 8 && value >> (size * 8 - 1) != 0 && value >> (size * 8 - 1) != -1) ++size;
    char data[10] = {op::Long1, static_cast<char>(size)};
    memcpy(data + 2, &value, 8);
    put(data, static_cast<size_t>(size) + 2);
}

Status Writer::save_big_int(Thread& t, Value value) {
    IntView view(value);
    if (protocol < 2) {
        std::string text = TRY(repr_utf8(t, value));
        put(op::Long + text + "L\n");
        return {};
    }
    // A negative number is the complement of what is one less in size.
    mpz_t magnitude;
    bool negative = mpz_sgn(static_cast<mpz_srcptr>(view)) < 0;
    if (negative) {
        mpz_init(magnitude);
        mpz_com(magnitude, view);
    } else {
        mpz_init_set(magnitude, view);
    }
    size_t size = mpz_sizeinbase(magnitude, 2) / 8 + 1;  // one bit more, for the sign
    std::string bytes(size, '\0');
    mpz_export(bytes.data(), nullptr, -1, 1, 0, 0, magnitude);
    mpz_clear(magnitude);
    if (negative) {
        for (char& c : bytes) c = static_cast<char>(~c);
    }
    if (size > INT32_MAX) return raise_overflow_error(t, "int too large to pickle");
    if (size < 256)
        put_number(op::Long1, size, 1);
    else
        put_number(op::Long4, size, 4);
    put(bytes);
    return {};
}

void Writer::save_float(double value) {
    if (!binary) {
        put(op::Float + repr_double(value) + '\n');
        return;
    }
    uint64_t bits;
    memcpy(&bits, &value, 8);
    put_number(op::BinFloat, __builtin_bswap64(bits), 8);
}

// ---- text ----

namespace {

// As the raw-unicode-escape codec writes it, and what would end the line or the file escaped as well.
std::string escaped(Str* s) {
    std::string out;
    char text[16];
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c >= 0x10000) {
            snprintf(text, sizeof text, "\\U%08x", c);
            out += text;
        } else if (c >= 256 || c == '\\' || c == 0 || c == '\n' || c == '\r' || c == 0x1a) {
            snprintf(text, sizeof text, "\\u%04x", c);
            out += text;
        } else {
            out += static_cast<char>(c);
        }
    }
    return out;
}

// Writes code, length and nothing else; the shortest form the protocol has.
std::string text_header(uint64_t size, int protocol, char short_code, char code, char long_code) {
    char data[9];
    memcpy(data + 1, &size, 8);
    size_t length = 5;
    if (size <= 0xff && protocol >= 4) {
        data[0] = short_code;
        length = 2;
    } else if (size <= 0xffffffffu) {
        data[0] = code;
    } else {
        data[0] = long_code;
        length = 9;
    }
    return {data, length};
}

}  // namespace

Status Writer::save_str(Thread& t, Value text) {
    Str* s = as_str(text);
    if (!binary) {
        put(op::Unicode + escaped(s) + '\n');
        memoize(text);
        return {};
    }
    std::string encoded;
    std::string_view data;
    if (s->ascii) {
        data = s->ascii_view();
    } else {
        encoded = to_utf8(text);
        data = encoded;
    }
    if (data.size() <= 0xff && protocol >= 4) [[likely]] {
        put_number(op::ShortBinUnicode, data.size(), 1);
        put(data);
    } else {
        if (data.size() > 0xffffffffu && protocol < 4) {
            return raise_overflow_error(
                t, "serializing a string larger than 4 GiB requires pickle protocol 4 or higher");
        }
        TRY(put_payload(
            t, text_header(data.size(), protocol, op::ShortBinUnicode, op::BinUnicode, op::BinUnicode8),
            data));
    }
    memoize(text);
    return {};
}

// ---- bytes ----

Status Writer::save_bytes(Thread& t, Value object) {
    Bytes* bytes = object.as<Bytes>();
    if (protocol >= 3) return save_bytes_data(t, object, bytes->view());
    // Python 2 has no bytes: they are the Latin-1 encoding of a text.
    Owned function, arguments;
    if (!bytes->length) {
        function = Owned::share(Value(types(t).bytes));
        arguments = TRY(make_tuple(t, {}));
    } else {
        Owned text = TRY(make_str_latin1(t, reinterpret_cast<const uint8_t*>(bytes->data()), bytes->length));
        Value encoding = intern(t, "latin1");  // one and the same, so that it is written once
        function = TRY(import_attr(t, "_codecs", "encode"));
        arguments = TRY(make_tuple(t, {text, encoding}));
    }
    return save_reduced_parts(t, {function, arguments}, object);
}

Status Writer::save_bytes_data(Thread& t, Value object, std::string_view data) {
    if (data.size() > 0xffffffffu && protocol < 4) {
        return raise_overflow_error(
            t, "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher");
    }
    std::string header = text_header(data.size(), 4, op::ShortBinBytes, op::BinBytes, op::BinBytes8);
    TRY(put_payload(t, header, data, is_bytes(object) ? object : Value::unbound()));
    memoize(object);
    return {};
}

Status Writer::save_bytearray(Thread& t, Value object) {
    ByteArray* array = object.as<ByteArray>();
    if (protocol >= 5) return save_bytearray_data(t, object, array->view());
    Owned arguments;
    if (!array->length) {
        arguments = TRY(make_tuple(t, {}));
    } else {
        Owned bytes = TRY(make_bytes(t, array->view()));
        arguments = TRY(make_tuple(t, {bytes}));
    }
    return save_reduced_parts(t, {Value(types(t).bytearray), arguments}, object);
}

Status Writer::save_bytearray_data(Thread& t, Value object, std::string_view data) {
    char header[9] = {op::ByteArray8};
    uint64_t size = data.size();
    memcpy(header + 1, &size, 8);
    TRY(put_payload(t, {header, 9}, data, is_kind(object, Kind::ByteArray) ? object : Value::unbound()));
    memoize(object);
    return {};
}

Status Writer::save_buffer(Thread& t, Value object) {
    if (protocol < 5)
        return raise_error(t, state(t).pickling_error, "PickleBuffer can only pickled with protocol >= 5");
    BufferView* view;
    TRY(open_pickle_buffer(t, object, &view));
    if (!is_contiguous(*view)) {
        return raise_error(t, state(t).pickling_error,
                           "PickleBuffer can not be pickled when pointing to a non-contiguous buffer");
    }
    bool in_band = true;
    if (!buffer_callback.is_unbound()) {
        Owned callback = buffer_callback.dup();
        in_band = TRY(truth(t, TRY(minipy::call(t, callback, {object}))));
        TRY(open_pickle_buffer(t, object, &view));  // the callback may have released it
    }
    std::string_view data(static_cast<char*>(view->data), view->length);
    if (in_band)
        return view->readonly ? save_bytes_data(t, object, data) : save_bytearray_data(t, object, data);
    put(op::NextBuffer);
    if (view->readonly) put(op::ReadonlyBuffer);
    return {};
}

}  // namespace minipy::pickle
