// The module `_struct`: values packed into bytes by a format.
//
//     "<IH4s"   little endian: unsigned int, unsigned short, 4 bytes
//
// The first character chooses byte order, sizes and alignment: '@' the machine's (the default), '=' its order with standard
// sizes, '<' and '>' and '!' (network) a fixed order.
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "native/module.h"

namespace minipy {

namespace {

struct StructTypes {
    Type *type = nullptr, *iterator = nullptr;
    Value error = Value::none(), cache = Value::none();
};
ModuleRegistration& registration();
StructTypes& state(Thread& t) { return module_state<StructTypes>(t, registration()); }

Raised raise_struct(Thread& t, const std::string& text) {
    return raise_with(t, state(t).error.as<Type>(), TRY(make_str(t, text)));
}

struct Item {
    char code;
    size_t size, offset, count;  // count: repetitions; of 's' and 'p' the length
};
struct Layout {
    std::string format;
    std::vector<Item> items;
    size_t size = 0, values = 0;
    bool big = false, native = true;
};

size_t native_size(char c) {
    switch (c) {
        case 'x':
        case 'c':
        case 'b':
        case 'B':
        case '?':
        case 's':
        case 'p':
            return 1;
        case 'h':
        case 'H':
        case 'e':
            return 2;
        case 'i':
        case 'I':
        case 'f':
            return 4;
        case 'l':
        case 'L':
        case 'q':
        case 'Q':
        case 'n':
        case 'N':
        case 'P':
        case 'd':
            return 8;
        default:
            return 0;
    }
}
size_t standard_size(char c) {
    if (c == 'n' || c == 'N' || c == 'P') return 0;
    if (c == 'l' || c == 'L') return 4;
    return native_size(c);
}

Status parse(Thread& t, std::string_view format, Layout& out) {
    if (format.find('\0') != std::string_view::npos) return raise_struct(t, "embedded null character");
    out.format = format;
    size_t i = 0;
    if (!format.empty()) {
        char c = format[0];
        if (c == '@' || c == '=' || c == '<' || c == '>' || c == '!') {
            ++i;
            out.native = c == '@';
            out.big = c == '>' || c == '!';
        }
    }
    for (; i < format.size(); ++i) {
        if (isspace(static_cast<unsigned char>(format[i]))) continue;
        size_t count = 1;
        if (isdigit(static_cast<unsigned char>(format[i]))) {
            count = 0;
            while (i < format.size() && isdigit(static_cast<unsigned char>(format[i]))) {
                count = count * 10 + static_cast<size_t>(format[i++] - '0');
                if (count > (size_t{1} << 48)) return raise_struct(t, "overflow in item count");
            }
            if (i == format.size()) return raise_struct(t, "repeat count given without format specifier");
        }
        char code = format[i];
        size_t size = out.native ? native_size(code) : standard_size(code);
        if (!size) return raise_struct(t, "bad char in struct format");
        if (out.native && code != 's' && code != 'p' && code != 'x')
            out.size = (out.size + size - 1) / size * size;
        out.items.push_back({code, size, out.size, count});
        out.size += size * count;
        if (out.size > (size_t{1} << 50)) return raise_struct(t, "total struct size too long");
        if (code == 's' || code == 'p')
            ++out.values;
        else if (code != 'x')
            out.values += count;
    }
    return {};
}

// ---- numbers in bytes ----

void put(char* p, uint64_t bits, size_t size, bool big) {
    for (size_t k = 0; k < size; ++k) p[k] = static_cast<char>(bits >> 8 * (big ? size - 1 - k : k));
}
uint64_t get(const char* p, size_t size, bool big) {
    uint64_t bits = 0;
    for (size_t k = 0; k < size; ++k)
        bits |= static_cast<uint64_t>(static_cast<uint8_t>(p[k])) << 8 * (big ? size - 1 - k : k);
    return bits;
}
bool is_signed(char c) { return c == 'b' || c == 'h' || c == 'i' || c == 'l' || c == 'q' || c == 'n'; }

// Half precision, rounded to even.
Result<uint64_t> half_bits(Thread& t, double x) {
    uint64_t sign = std::signbit(x) ? 0x8000 : 0;
    if (std::isnan(x)) return sign | 0x7e00;
    if (std::isinf(x)) return sign | 0x7c00;
    x = std::fabs(x);
    if (x == 0) return sign;
    int exponent;
    double mantissa = std::frexp(x, &exponent) * 2;
    --exponent;
    if (exponent >= 16) return raise_overflow_error(t, "float too large to pack with e format");
    uint64_t bits;
    if (exponent < -14) {
        bits = static_cast<uint64_t>(std::nearbyint(std::ldexp(x, 24)));
    } else {
        double fraction = std::nearbyint((mantissa - 1.0) * 1024.0);
        bits = (static_cast<uint64_t>(exponent + 15) << 10) + static_cast<uint64_t>(fraction);
    }
    if (bits >= 0x7c00) return raise_overflow_error(t, "float too large to pack with e format");
    return sign | bits;
}
double half_value(uint64_t bits) {
    double sign = bits & 0x8000 ? -1.0 : 1.0;
    int exponent = bits >> 10 & 0x1f;
    double fraction = static_cast<double>(bits & 0x3ff);
    if (exponent == 31)
        return fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                             : sign * std::numeric_limits<double>::infinity();
    return sign * (exponent ? std::ldexp(1 + fraction / 1024, exponent - 15) : std::ldexp(fraction, -24));
}

Status pack_int(Thread& t, const Layout& layout, const Item& item, char* p, Value v) {
    if (!is_int(v) && !type_of(t, v)->slots.index)
        return raise_struct(t, "required argument is not an integer");
    Owned number = TRY(to_index(t, v));
    IntView view(number);
    size_t bits = item.size * 8;
    bool negative = mpz_sgn(static_cast<mpz_srcptr>(view)) < 0;
    bool fits = is_signed(item.code)
                    ? (mpz_sizeinbase(view, 2) < bits ||
                       (negative && mpz_sizeinbase(view, 2) == bits && mpz_scan1(view, 0) == bits - 1))
                    : !negative && mpz_sizeinbase(view, 2) <= bits;
    if (!fits) {
        if (item.code == 'b') return raise_struct(t, "byte format requires -128 <= number <= 127");
        if (item.code == 'B') return raise_struct(t, "ubyte format requires 0 <= number <= 255");
        if (layout.native && item.code == 'h')
            return raise_struct(t, "short format requires (-32767 -1) <= number <= 32767");
        if (layout.native && item.code == 'H')
            return raise_struct(t, "ushort format requires 0 <= number <= (32767 *2 +1)");
        if (item.size == 8 && layout.native) {
            if (item.code == 'P') return raise_struct(t, "int too large to convert");
            if (!is_signed(item.code) && negative) return raise_struct(t, "argument out of range");
            return raise_struct(t, "argument out of range");
        }
        if (item.size == 8) return raise_struct(t, "int too large to convert");
        std::string low = "0", high;
        if (is_signed(item.code)) {
            low = std::to_string(-(int64_t{1} << (bits - 1)));
            high = std::to_string((int64_t{1} << (bits - 1)) - 1);
        } else {
            high = std::to_string((uint64_t{1} << bits) - 1);
        }
        if (layout.native) return raise_struct(t, "argument out of range");
        return raise_struct(
            t, std::string("'") + item.code + "' format requires " + low + " <= number <= " + high);
    }
    uint64_t value = 0;
    int64_t small;
    if (int_fits_int64(number, &small))
        value = static_cast<uint64_t>(small);
    else
        value = mpz_get_ui(view);
    put(p, value, item.size, layout.big);
    return {};
}

Status pack_value(Thread& t, const Layout& layout, const Item& item, char* p, Value v) {
    switch (item.code) {
        case 'c':
            if (!is_bytes(v) || v.as<Bytes>()->length != 1)
                return raise_struct(t, "char format requires a bytes object of length 1");
            *p = v.as<Bytes>()->data()[0];
            return {};
        case '?':
            *p = TRY(truth(t, v));
            return {};
        case 'e':
        case 'f':
        case 'd': {
            Result<double> number = to_double(t, v);
            if (number.is_error()) {
                if (!catch_exception(t, exc(t).TypeError)) return Raised{};
                return raise_struct(t, "required argument is not a float");
            }
            double x = number.value();
            uint64_t bits;
            if (item.code == 'e') {
                bits = TRY(half_bits(t, x));
            } else if (item.code == 'f') {
                float f = static_cast<float>(x);
                if (std::isinf(f) && std::isfinite(x))
                    return raise_overflow_error(t, "float too large to pack with f format");
                bits = std::bit_cast<uint32_t>(f);
            } else {
                bits = std::bit_cast<uint64_t>(x);
            }
            put(p, bits, item.size, layout.big);
            return {};
        }
        default:
            return pack_int(t, layout, item, p, v);
    }
}
Status pack_text(Thread& t, const Item& item, char* p, Value v) {
    if (!is_bytes(v) && !is_kind(v, Kind::ByteArray))
        return raise_struct(t, std::string("argument for '") + item.code + "' must be a bytes object");
    Buffer buffer(t);
    TRY(buffer.open(v));
    std::string_view bytes = buffer.view();
    if (item.code == 's') {
        memcpy(p, bytes.data(), std::min(bytes.size(), item.count));
        return {};
    }
    if (item.count == 0) return {};
    size_t n = std::min(bytes.size(), item.count - 1);
    memcpy(p + 1, bytes.data(), n);
    p[0] = static_cast<char>(std::min<size_t>(n, 255));
    return {};
}
Status pack_all(Thread& t, const Layout& layout, char* to, const Value* values) {
    memset(to, 0, layout.size);
    for (const Item& item : layout.items) {
        char* p = to + item.offset;
        if (item.code == 'x') continue;
        if (item.code == 's' || item.code == 'p') {
            TRY(pack_text(t, item, p, *values++));
            continue;
        }
        for (size_t k = 0; k < item.count; ++k)
            TRY(pack_value(t, layout, item, p + k * item.size, *values++));
    }
    return {};
}

Owned unpack_value(Thread& t, const Layout& layout, const Item& item, const char* p) {
    uint64_t bits = get(p, item.size, layout.big);
    switch (item.code) {
        case 'c':
            return make_bytes(t, {p, 1});
        case '?':
            return Owned::from_bool(*p != 0);
        case 'e':
            return make_float(t, half_value(bits));
        case 'f':
            return make_float(t, double{std::bit_cast<float>(static_cast<uint32_t>(bits))});
        case 'd':
            return make_float(t, std::bit_cast<double>(bits));
        default:
            break;
    }
    if (!is_signed(item.code)) return make_uint(t, bits);
    size_t shift = 64 - item.size * 8;
    return make_int(t, static_cast<int64_t>(bits << shift) >> shift);
}
Owned unpack_all(Thread& t, const Layout& layout, const char* from) {
    Ref<Tuple> result = TRY(new_tuple(t, layout.values));
    size_t at = 0;
    for (const Item& item : layout.items) {
        const char* p = from + item.offset;
        if (item.code == 'x') continue;
        if (item.code == 's') {
            result->items()[at++] = TRY(make_bytes(t, {p, item.count})).take();
            continue;
        }
        if (item.code == 'p') {
            size_t n = item.count ? std::min<size_t>(static_cast<uint8_t>(*p), item.count - 1) : 0;
            result->items()[at++] = TRY(make_bytes(t, {p + 1, n})).take();
            continue;
        }
        for (size_t k = 0; k < item.count; ++k)
            result->items()[at++] = TRY(unpack_value(t, layout, item, p + k * item.size)).take();
    }
    return result;
}

// ---- Struct ----

struct Struct : GcObject {
    Layout layout;
    Attrs attrs = {};
};
Layout& layout_of(Value v) { return v.as<Struct>()->layout; }

Owned struct_new(Thread& t, Type* type, const CallArgs&) {
    Struct* s = make_instance<Struct>(t, type);
    if (!s) return raise_memory_error(t);
    return Owned::adopt(s);
}
Status struct_init(Thread& t, Value self, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "Struct(format)", args, v);
    TRY(bound.status());
    std::string format;
    if (is_str(v[0])) {
        if (!as_str(v[0])->ascii) {
            Value ascii = intern(t, "ascii");
            TRY(call_method(t, v[0], names(t).encode, {ascii}));
        }
        format = to_utf8(v[0]);
    } else if (is_bytes(v[0])) {
        format = v[0].as<Bytes>()->view();
    } else {
        return raise_type_error(t, "Struct() argument 1 must be a str or bytes object, not %.200s",
                                type_name(t, v[0]));
    }
    Layout layout;
    TRY(parse(t, format, layout));
    layout_of(self) = std::move(layout);
    return {};
}
void struct_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    static_cast<Struct*>(o)->layout.~Layout();
    free_object(t, o);
}

Owned pack_into_bytes(Thread& t, const Layout& layout, const Value* values, size_t count) {
    if (count != layout.values) {
        return raise_struct(t, "pack expected " + std::to_string(layout.values) + " items for packing (got " +
                                   std::to_string(count) + ")");
    }
    Bytes* bytes = new_bytes(t, layout.size);
    if (!bytes) return raise_memory_error(t);
    Owned held = Owned::adopt(bytes);
    TRY(pack_all(t, layout, bytes->data(), values));
    return held;
}
Owned unpack_exactly(Thread& t, const Layout& layout, Value data) {
    Buffer buffer(t);
    TRY(buffer.open(data));
    if (buffer.length() != layout.size)
        return raise_struct(t, "unpack requires a buffer of " + std::to_string(layout.size) + " bytes");
    return unpack_all(t, layout, buffer.data());
}
// The place in a buffer for pack_into and unpack_from.
Result<size_t> checked_offset(Thread& t, const Layout& layout, size_t length, Value v, const char* what) {
    int64_t offset = TRY(to_ssize(t, v)), size = static_cast<int64_t>(layout.size),
            have = static_cast<int64_t>(length);
    std::string needed = std::string(what) + " requires a buffer of at least ";
    if (offset < 0) {
        if (offset + size > 0) {
            bool packing = strcmp(what, "pack_into") == 0;
            return raise_struct(t, packing ? "no space to pack " + std::to_string(size) +
                                                 " bytes at offset " + std::to_string(offset)
                                           : "not enough data to unpack " + std::to_string(size) +
                                                 " bytes at offset " + std::to_string(offset));
        }
        if (offset + have < 0)
            return raise_struct(t, "offset " + std::to_string(offset) + " out of range for " +
                                       std::to_string(have) + "-byte buffer");
        offset += have;
    }
    if (have - offset < size) {
        return raise_struct(t, needed + std::to_string(static_cast<uint64_t>(size) + static_cast<uint64_t>(offset)) + " bytes for " +
                                   (strcmp(what, "pack_into") == 0 ? "packing " : "unpacking ") +
                                   std::to_string(size) + " bytes at offset " + std::to_string(offset) +
                                   " (actual buffer size is " + std::to_string(have) + ")");
    }
    return static_cast<size_t>(offset);
}
Owned pack_into(Thread& t, const Layout& layout, Value target, Value offset, const Value* values,
                size_t count) {
    if (count != layout.values) {
        return raise_struct(t, "pack_into expected " + std::to_string(layout.values) +
                                   " items for packing (got " + std::to_string(count) + ")");
    }
    Buffer buffer(t);
    TRY(buffer.open(target, true));
    size_t at = TRY(checked_offset(t, layout, buffer.length(), offset, "pack_into"));
    TRY(pack_all(t, layout, buffer.data() + at, values));
    return Owned::none();
}
Owned unpack_from(Thread& t, const Layout& layout, Value source, Value offset) {
    Buffer buffer(t);
    TRY(buffer.open(source));
    size_t at = TRY(checked_offset(t, layout, buffer.length(), offset, "unpack_from"));
    return unpack_all(t, layout, buffer.data() + at);
}

struct UnpackIterator : GcObject {
    Value owner = Value::none(), buffer = Value::none();
    size_t at = 0;
};
Owned iter_unpack(Thread& t, Value owner, Value data) {
    const Layout& layout = layout_of(owner);
    if (layout.size == 0) return raise_struct(t, "cannot iteratively unpack with a struct of length 0");
    Buffer buffer(t);
    TRY(buffer.open(data));
    if (buffer.length() % layout.size)
        return raise_struct(t, "iterative unpacking requires a buffer of a multiple of " +
                                   std::to_string(layout.size) + " bytes");
    UnpackIterator* it = make<UnpackIterator>(t, state(t).iterator);
    if (!it) return raise_memory_error(t);
    retain(owner);
    retain(data);
    it->owner = owner;
    it->buffer = data;
    return Owned::adopt(it);
}
Owned iterator_self(Thread&, Value self) { return Owned::share(self); }
Owned iterator_next(Thread& t, Value self) {
    UnpackIterator* it = self.as<UnpackIterator>();
    Buffer buffer(t);
    TRY(buffer.open(it->buffer));
    const Layout& layout = layout_of(it->owner);
    if (it->at + layout.size > buffer.length()) return Owned::stop();
    Owned row = TRY(unpack_all(t, layout, buffer.data() + it->at));
    it->at += layout.size;
    return row;
}
Owned iterator_length_hint(Thread& t, const Value* args) {
    UnpackIterator* it = args[0].as<UnpackIterator>();
    Buffer buffer(t);
    TRY(buffer.open(it->buffer));
    return make_int(t, static_cast<int64_t>((buffer.length() - it->at) / layout_of(it->owner).size));
}
void iterator_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<UnpackIterator*>(o)->owner);
    release(static_cast<UnpackIterator*>(o)->buffer);
    free_object(t, o);
}
void iterator_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<UnpackIterator*>(o)->owner);
    visitor.visit(static_cast<UnpackIterator*>(o)->buffer);
}

Owned struct_pack(Thread& t, const Value* args) {
    return pack_into_bytes(t, layout_of(args[0]), args[1].as<Tuple>()->items(), args[1].as<Tuple>()->length);
}
Owned struct_pack_into(Thread& t, const Value* args) {
    return pack_into(t, layout_of(args[0]), args[1], args[2], args[3].as<Tuple>()->items(),
                     args[3].as<Tuple>()->length);
}
Owned struct_unpack(Thread& t, const Value* args) { return unpack_exactly(t, layout_of(args[0]), args[1]); }
Owned struct_unpack_from(Thread& t, const Value* args) {
    return unpack_from(t, layout_of(args[0]), args[1], args[2]);
}
Owned struct_iter_unpack(Thread& t, const Value* args) { return iter_unpack(t, args[0], args[1]); }
Owned get_format(Thread& t, Value self) { return make_str(t, layout_of(self).format); }
Owned get_size(Thread& t, Value self) { return make_int(t, static_cast<int64_t>(layout_of(self).size)); }

const FunctionSpec struct_methods[] = {{"pack(self, /, *values)", struct_pack,
                                        "Return a bytes object containing the values packed by the format."},
                                       {"pack_into(self, buffer, offset, /, *values)", struct_pack_into},
                                       {"unpack(self, buffer, /)", struct_unpack},
                                       {"unpack_from(self, /, buffer, offset=0)", struct_unpack_from},
                                       {"iter_unpack(self, buffer, /)", struct_iter_unpack}};
const GetSetSpec struct_getset[] = {{"format", get_format}, {"size", get_size}};
const FunctionSpec iterator_methods[] = {{"__length_hint__(self, /)", iterator_length_hint}};

// ---- functions: Structs are kept by their format ----

Owned struct_for(Thread& t, Value format) {
    Dict* cache = state(t).cache.as<Dict>();
    if (is_str(format) || is_bytes(format)) {
        Value known = dict_get(t, cache, format);
        if (known.is_error()) return Raised{};
        if (!known.is_unbound()) return Owned::share(known);
    }
    Owned made = TRY(call(t, Value(state(t).type), {format}));
    if (cache->used >= 100) dict_clear(t, cache);
    TRY(dict_set(t, cache, format, made));
    return made;
}
Owned function_pack(Thread& t, const Value* args) {
    Owned s = TRY(struct_for(t, args[0]));
    return pack_into_bytes(t, layout_of(s), args[1].as<Tuple>()->items(), args[1].as<Tuple>()->length);
}
Owned function_pack_into(Thread& t, const Value* args) {
    Owned s = TRY(struct_for(t, args[0]));
    return pack_into(t, layout_of(s), args[1], args[2], args[3].as<Tuple>()->items(),
                     args[3].as<Tuple>()->length);
}
Owned function_unpack(Thread& t, const Value* args) {
    return unpack_exactly(t, layout_of(TRY(struct_for(t, args[0]))), args[1]);
}
Owned function_unpack_from(Thread& t, const Value* args) {
    Owned s = TRY(struct_for(t, args[0]));
    return unpack_from(t, layout_of(s), args[1], args[2]);
}
Owned function_iter_unpack(Thread& t, const Value* args) {
    return iter_unpack(t, TRY(struct_for(t, args[0])), args[1]);
}
Owned function_calcsize(Thread& t, const Value* args) {
    Owned s = TRY(struct_for(t, args[0]));
    return make_int(t, static_cast<int64_t>(layout_of(s).size));
}
Owned function_clearcache(Thread& t, const Value*) {
    dict_clear(t, state(t).cache.as<Dict>());
    return Owned::none();
}
const FunctionSpec functions[] = {
    {"pack(format, /, *values)", function_pack,
     "Return a bytes object containing the values packed according to the format string."},
    {"pack_into(format, buffer, offset, /, *values)", function_pack_into},
    {"unpack(format, buffer, /)", function_unpack},
    {"unpack_from(format, /, buffer, offset=0)", function_unpack_from},
    {"iter_unpack(format, buffer, /)", function_iter_unpack},
    {"calcsize(format, /)", function_calcsize,
     "Return size in bytes of the struct described by the format string."},
    {"_clearcache()", function_clearcache},
};

Status fill(Thread& t, Module* module) {
    if (state(t).type) {  // imported afresh: the classes stay, struct.error must go on catching what is raised
        TRY(module_add(t, module, "error", state(t).error));
        return module_add(t, module, "Struct", Value(state(t).type));
    }
    TypeSpec spec{};
    spec.name = "_struct.Struct";
    spec.size = sizeof(Struct);
    spec.attrs_offset = offsetof(Struct, attrs);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = struct_new;
    spec.slots.init = struct_init;
    spec.slots.dealloc = struct_dealloc;
    spec.slots.traverse = traverse_instance_tail;
    spec.methods = struct_methods;
    spec.getset = struct_getset;
    spec.text_signature = "Struct(fmt) --> compiled struct object";
    state(t).type = define_type(t, spec);
    TypeSpec iterator{};
    iterator.name = "_struct.unpack_iterator";
    iterator.size = sizeof(UnpackIterator);
    iterator.flags = kTypeNoInstantiate;
    iterator.slots.dealloc = iterator_dealloc;
    iterator.slots.traverse = iterator_traverse;
    iterator.slots.iter = iterator_self;
    iterator.slots.next = iterator_next;
    iterator.methods = iterator_methods;
    state(t).iterator = define_type(t, iterator);
    state(t).cache = Value(TRY(new_dict(t)).take());
    Owned bases = TRY(make_tuple(t, {Value(exc(t).Exception)}));
    Ref<Dict> space = TRY(new_dict(t));
    TRY(dict_set(t, space.get(), names(t).__module__, intern(t, "struct")));
    state(t).error =
        TRY(call(t, Value(types(t).type), {intern(t, "error"), bases.get(), Value(space)})).take();
    TRY(module_add(t, module, "error", state(t).error));
    return module_add(t, module, "Struct", Value(state(t).type));
}
MINIPY_MODULE(_struct, {.doc = "Functions to convert between Python values and C structs.",
                        .functions = functions,
                        .exec = fill});
ModuleRegistration& registration() { return module_registration__struct; }

}  // namespace

}  // namespace minipy
