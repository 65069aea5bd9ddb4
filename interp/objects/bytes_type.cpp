// The types bytes and bytearray: construction, slots, iteration.
#include <algorithm>
#include <cstring>
#include <vector>

#include "objects/bytes_methods.h"
#include "objects/sequence.h"
#include "objects/slice.h"
#include "objects/str_methods.h"
#include "support/hash.h"

namespace minipy {

Result<uint8_t> to_byte(Thread& t, Value v, const char* message) {
    Owned index = TRY(to_index(t, v));
    int64_t i;
    if (!int_fits_int64(index, &i) || i < 0 || i > 255) return raise_value_error(t, "%s", message);
    return static_cast<uint8_t>(i);
}

Result<std::string> bytes_from_arguments(Thread& t, Value x, Value encoding, Value errors, const char* name) {
    if (x.is_unbound()) {
        if (!encoding.is_unbound()) return raise_type_error(t, "encoding without a string argument");
        if (!errors.is_unbound()) return raise_type_error(t, "errors without a string argument");
        return std::string();
    }
    if (is_str(x)) {
        if (encoding.is_unbound()) {
            return raise_type_error(t, "string argument without an encoding");
        }
        Owned encoded = TRY(encode_text(t, x, encoding, errors));
        return std::string(encoded.as<Bytes>()->view());
    }
    if (!encoding.is_unbound()) return raise_type_error(t, "encoding without a string argument");
    if (!errors.is_unbound()) return raise_type_error(t, "errors without a string argument");
    if (is_int(x) || (type_of(t, x)->slots.index && !has_buffer(t, x))) {
        int64_t n = TRY(to_size(t, x));
        if (n < 0) return raise_value_error(t, "negative count");
        return std::string(static_cast<size_t>(n), '\0');
    }
    if (is_kind(x, Kind::MemoryView)) {  // whose bytes may lie apart
        Owned copy = TRY(call_method(t, x, intern(t, "tobytes")));
        return std::string(copy.as<Bytes>()->view());
    }
    if (has_buffer(t, x)) {
        Buffer buffer(t);
        TRY(buffer.open(x));
        return std::string(buffer.view());
    }
    if (!type_of(t, x)->slots.iter && !type_of(t, x)->slots.get_item) {
        return raise_type_error(t, "cannot convert '%.200s' object to %s", type_name(t, x), name);
    }
    std::string out;
    std::string message =
        std::string(name) == "bytes" ? "bytes must be in range(0, 256)" : "byte must be in range(0, 256)";
    TRY(for_each(t, x, [&](Value item) -> Status {
        out += static_cast<char>(TRY(to_byte(t, item, message.c_str())));
        return {};
    }));
    return out;
}

namespace {

// ---- slots of both ----

Result<int64_t> length_slot(Thread&, Value v) { return static_cast<int64_t>(bytes_view(v).size()); }

Owned compare_slot(Thread& t, Value a, Value b, CompareOp op) {
    // Between bytes and another buffer it is the other's comparison that counts: bytearray's, memoryview's.
    if (is_bytes(a) && !is_bytes(b)) return Owned::not_implemented();
    if (!has_buffer(t, b)) return Owned::not_implemented();
    Buffer other(t);
    TRY(other.open(b));
    int order = bytes_view(a).compare(other.view());
    switch (op) {
        case CompareOp::Lt:
            return Owned::from_bool(order < 0);
        case CompareOp::Le:
            return Owned::from_bool(order <= 0);
        case CompareOp::Eq:
            return Owned::from_bool(order == 0);
        case CompareOp::Ne:
            return Owned::from_bool(order != 0);
        case CompareOp::Gt:
            return Owned::from_bool(order > 0);
        case CompareOp::Ge:
            return Owned::from_bool(order >= 0);
    }
    return Owned::not_implemented();
}

Owned get_item_slot(Thread& t, Value self, Value key) {
    if (is_kind(key, Kind::Slice)) {
        SliceNumbers numbers = TRY(slice_numbers(t, key.as<Slice>()));
        std::string_view view = bytes_view(self);
        SliceBounds b = clamp_slice(numbers, view.size());
        if (b.count == static_cast<int64_t>(view.size()) && b.step == 1 && is_exact(self, Kind::Bytes))
            return Owned::share(self);
        if (b.step == 1)
            return make_like(t, self,
                             view.substr(static_cast<size_t>(b.start), static_cast<size_t>(b.count)));
        std::string out;
        for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step)
            out += view[static_cast<size_t>(at)];
        return make_like(t, self, out);
    }
    const char* name = is_bytes(self) ? "byte" : "bytearray";
    if (!is_int(key) && !type_of(t, key)->slots.index) {
        return raise_type_error(t, "%s indices must be integers or slices, not %.200s", name,
                                type_name(t, key));
    }
    int64_t i = TRY(to_subscript(t, key));
    std::string_view view = bytes_view(self);
    auto length = static_cast<int64_t>(view.size());
    if (i < 0) i += length;
    if (i < 0 || i >= length) {
        return raise_index_error(t, is_bytes(self) ? "index out of range" : "bytearray index out of range");
    }
    return make_int(t, static_cast<int>(static_cast<uint8_t>(view[static_cast<size_t>(i)])));
}

Owned concat_slot(Thread& t, Value a, Value b) {
    if (!has_buffer(t, b))
        return raise_type_error(t, "can't concat %.100s to %.100s", type_name(t, b), type_name(t, a));
    Buffer other(t);
    TRY(other.open(b));
    std::string joined(bytes_view(a));
    joined += other.view();
    return make_like(t, a, joined);
}
Owned repeat_slot(Thread& t, Value self, Value count) {
    if (!is_int(count) && !type_of(t, count)->slots.index) return Owned::not_implemented();
    int64_t n = TRY(to_size(t, count));
    std::string_view view = bytes_view(self);
    if (n <= 0 || view.empty()) return make_like(t, self, {});
    if (n == 1 && is_exact(self, Kind::Bytes)) return Owned::share(self);
    if (static_cast<uint64_t>(n) > (uint64_t{1} << 40) / view.size()) return raise_memory_error(t);
    std::string out;
    out.reserve(view.size() * static_cast<size_t>(n));
    for (int64_t i = 0; i < n; ++i) out += view;
    return make_like(t, self, out);
}
Result<bool> contains_slot(Thread& t, Value self, Value item) {
    if (is_int(item) || (type_of(t, item)->slots.index && !has_buffer(t, item))) {
        uint8_t byte = TRY(to_byte(t, item, "byte must be in range(0, 256)"));
        return bytes_view(self).find(static_cast<char>(byte)) != std::string_view::npos;
    }
    Buffer part(t);
    TRY(part.open(item));
    return bytes_view(self).find(part.view()) != std::string_view::npos;
}

Owned bytes_repr(Thread& t, Value v) { return make_str(t, bytes_repr_text(bytes_view(v))); }
Owned bytearray_repr(Thread& t, Value v) {
    std::string text = bytes_repr_text(bytes_view(v));
    if (text[1] == '"') {  // unlike that of bytes, this repr marks every apostrophe
        for (size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2)
            text.insert(at, 1, '\\');
    }
    return make_str(t, std::string(type_name(t, v)) + "(" + text + ")");
}
Result<int64_t> bytes_hash(Thread& t, Value v) {
    Bytes* b = v.as<Bytes>();
    if (b->hash == -1) b->hash = hash_bytes(t.interp->hash_key, b->data(), b->length);
    return b->hash;
}

// ---- iteration: ItemsIterator over the object ----

Owned iter_slot(Thread& t, Value self) {
    auto* it = make<ItemsIterator>(t, is_bytes(self) ? types(t).bytes_iterator : types(t).bytearray_iterator);
    if (!it) return raise_memory_error(t);
    retain(self);
    it->sequence = self;
    return Owned::adopt(it);
}
Owned iterator_next(Thread& t, Value self) {
    auto* it = self.as<ItemsIterator>();
    if (it->sequence.is_none()) return Owned::stop();
    std::string_view view = bytes_view(it->sequence);
    if (it->at < static_cast<int64_t>(view.size())) {
        return make_int(t, static_cast<int>(static_cast<uint8_t>(view[static_cast<size_t>(it->at++)])));
    }
    Owned done = Owned::adopt(it->sequence);  // its death may come back here
    it->sequence = Value::none();
    return Owned::stop();
}
// ---- bytes ----

void bytes_dealloc(Thread& t, Object* o) {
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}
Status bytes_get_buffer(Thread& t, Value v, BufferView& view, bool writable) {
    if (writable) return raise_error(t, exc(t).BufferError, "Object is not writable.");
    view.data = v.as<Bytes>()->data();
    view.length = v.as<Bytes>()->length;
    view.shape[0] = static_cast<int64_t>(view.length);
    view.strides[0] = 1;
    return {};
}
// The same bytes as an instance of that type.
Owned make_as(Thread& t, Type* type, Owned bytes) {
    if (type == types(t).bytes) return bytes;
    std::string_view view = bytes_view(bytes);
    Bytes* b = make_instance_sized<Bytes>(t, type, view.size() + 1);
    if (!b) return raise_memory_error(t);
    b->hash = -1;
    b->length = view.size();
    std::memcpy(b->data(), view.data(), view.size() + 1);
    return Owned::adopt(b);
}
Owned bytes_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[3];
    BoundArgs bound(t, "bytes(source=..., encoding=..., errors=...)", args, v);
    TRY(bound.status());
    if (type == types(t).bytes && is_exact(v[0], Kind::Bytes) && args.count == 1 && !args.kwnames)
        return Owned::share(v[0]);
    if (!v[0].is_unbound() && v[1].is_unbound() && v[2].is_unbound() && !is_exact(v[0], Kind::Str)) {
        Owned special = TRY(call_special(t, v[0], names(t).__bytes__));
        if (!special.is_unbound()) {
            if (!is_bytes(special))
                return raise_type_error(t, "__bytes__ returned non-bytes (type %.200s)",
                                        type_name(t, special));
            return make_as(t, type, std::move(special));
        }
    }
    std::string text = TRY(bytes_from_arguments(t, v[0], v[1], v[2], "bytes"));
    return make_as(t, type, TRY(make_bytes(t, text)));
}

Owned getnewargs(Thread& t, const Value* args) {
    Owned copy = TRY(make_bytes(t, bytes_view(args[0])));
    return make_tuple(t, {copy.get()});
}
Owned dunder_bytes(Thread& t, const Value* args) {
    return is_exact(args[0], Kind::Bytes) ? Owned::share(args[0]) : make_bytes(t, bytes_view(args[0]));
}
const FunctionSpec bytes_methods[] = {
    {"__getnewargs__(self, /)", getnewargs, nullptr},
    {"__bytes__(self, /)", dunder_bytes, "Convert this value to exact type bytes."},
};

// ---- bytearray ----

void bytearray_dealloc(Thread& t, Object* o) {
    heap_free(static_cast<ByteArray*>(o)->data);
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}
Status bytearray_get_buffer(Thread&, Value v, BufferView& view, bool) {
    auto* a = v.as<ByteArray>();
    view.data = a->data;
    view.length = a->length;
    view.readonly = false;
    view.shape[0] = static_cast<int64_t>(view.length);
    view.strides[0] = 1;
    ++a->exports;
    return {};
}
void bytearray_release_buffer(Thread&, Value v, BufferView&) { --v.as<ByteArray>()->exports; }
Owned bytearray_new(Thread& t, Type* type, const CallArgs&) {
    ByteArray* a = make_instance<ByteArray>(t, type);
    return a ? Owned::adopt(a) : Owned(raise_memory_error(t));
}
Status assign(Thread& t, ByteArray* a, std::string_view text) {
    TRY(bytearray_resize(t, a, text.size()));
    if (!text.empty()) std::memcpy(a->data, text.data(), text.size());
    return {};
}
Status bytearray_init(Thread& t, Value self, const CallArgs& args) {
    Value v[3];
    BoundArgs bound(t, "bytearray(source=..., encoding=..., errors=...)", args, v);
    TRY(bound.status());
    std::string text = TRY(bytes_from_arguments(t, v[0], v[1], v[2], "bytearray"));
    return assign(t, self.as<ByteArray>(), text);
}

Status set_slice(Thread& t, ByteArray* a, Slice* slice, Value value) {
    SliceNumbers numbers = TRY(slice_numbers(t, slice));
    std::string fresh;
    const Slots* number = value.is_unbound() ? nullptr : &type_of(t, value)->slots;
    if (number && (is_str(value) || number->index || number->to_int || number->to_float ||
                   is_kind(value, Kind::Complex)))
        return raise_type_error(t, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    if (!value.is_unbound())
        fresh = TRY(bytes_from_arguments(t, value, Value::unbound(), Value::unbound(), "bytearray"));
    SliceBounds b = clamp_slice(numbers, a->length);
    if (b.step != 1 && fresh.empty()) value = Value::unbound();  // removes them as well
    std::string text(a->view());
    if (b.step == 1) {
        text.replace(static_cast<size_t>(b.start), static_cast<size_t>(b.count), fresh);
        return assign(t, a, text);
    }
    if (value.is_unbound()) {
        std::string gone(text.size(), '\0'), kept;
        for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step) gone[static_cast<size_t>(at)] = 1;
        for (size_t i = 0; i < text.size(); ++i) {
            if (!gone[i]) kept += text[i];
        }
        return assign(t, a, kept);
    }
    if (static_cast<int64_t>(fresh.size()) != b.count) {
        return raise_value_error(t, "attempt to assign bytes of size %zu to extended slice of size %lld",
                                 fresh.size(), static_cast<long long>(b.count));
    }
    for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step)
        a->data[at] = fresh[static_cast<size_t>(i)];
    return {};
}
Status bytearray_set_item(Thread& t, Value self, Value key, Value value) {
    auto* a = self.as<ByteArray>();
    if (is_kind(key, Kind::Slice)) return set_slice(t, a, key.as<Slice>(), value);
    if (!is_int(key) && !type_of(t, key)->slots.index) {
        return raise_type_error(t, "bytearray indices must be integers or slices, not %.200s",
                                type_name(t, key));
    }
    int64_t i = TRY(to_subscript(t, key));
    uint8_t byte = value.is_unbound() ? 0 : TRY(to_byte(t, value, "byte must be in range(0, 256)"));
    if (i < 0) i += static_cast<int64_t>(a->length);
    if (i < 0 || i >= static_cast<int64_t>(a->length))
        return raise_index_error(t, "bytearray index out of range");
    if (!value.is_unbound()) {
        a->data[i] = static_cast<char>(byte);
        return {};
    }
    std::string text(a->view());
    text.erase(static_cast<size_t>(i), 1);
    return assign(t, a, text);
}
Owned bytearray_add_in_place(Thread& t, Value self, Value other) {
    auto* a = self.as<ByteArray>();
    if (!has_buffer(t, other)) {
        return raise_type_error(t, "can't concat %.100s to %.100s", type_name(t, other), type_name(t, self));
    }
    std::string more;
    {
        Buffer buffer(t);
        TRY(buffer.open(other));
        more = std::string(buffer.view());
    }
    size_t length = a->length;
    TRY(bytearray_resize(t, a, length + more.size()));
    if (!more.empty()) std::memcpy(a->data + length, more.data(), more.size());
    return Owned::share(self);
}

Owned bytearray_repeat_in_place(Thread& t, Value self, Value count) {
    Owned repeated = TRY(repeat_slot(t, self, count));
    if (repeated.is_not_implemented()) return repeated;
    TRY(assign(t, self.as<ByteArray>(), std::string(bytes_view(repeated))));
    return Owned::share(self);
}

Owned append_method(Thread& t, const Value* args) {
    auto* a = args[0].as<ByteArray>();
    uint8_t byte = TRY(to_byte(t, args[1], "byte must be in range(0, 256)"));
    TRY(bytearray_resize(t, a, a->length + 1));
    a->data[a->length - 1] = static_cast<char>(byte);
    return Owned::none();
}
Owned extend_method(Thread& t, const Value* args) {
    if (is_str(args[1])) {
        if (as_str(args[1])->length == 0) return Owned::none();
        return raise_type_error(t, "'str' object cannot be interpreted as an integer");
    }
    if (!has_buffer(t, args[1]) && !type_of(t, args[1])->slots.iter && !type_of(t, args[1])->slots.get_item)
        return raise_type_error(t, "can't extend %.100s with %.100s", type_name(t, args[0]),
                                type_name(t, args[1]));
    std::string more = TRY(bytes_from_arguments(t, args[1], Value::unbound(), Value::unbound(), "bytearray"));
    auto* a = args[0].as<ByteArray>();
    return assign(t, a, std::string(a->view()) + more).is_error() ? Owned(Raised{}) : Owned::none();
}
Owned clear_method(Thread& t, const Value* args) {
    TRY(bytearray_resize(t, args[0].as<ByteArray>(), 0));
    return Owned::none();
}
Owned copy_method(Thread& t, const Value* args) { return make_bytearray(t, bytes_view(args[0])); }
Owned reverse_method(Thread&, const Value* args) {
    auto* a = args[0].as<ByteArray>();
    for (size_t i = 0, j = a->length; i + 1 < j; ++i) std::swap(a->data[i], a->data[--j]);
    return Owned::none();
}
Owned pop_method(Thread& t, const Value* args) {
    auto* a = args[0].as<ByteArray>();
    int64_t i = TRY(to_ssize(t, args[1]));
    if (!a->length) return raise_index_error(t, "pop from empty bytearray");
    if (i < 0) i += static_cast<int64_t>(a->length);
    if (i < 0 || i >= static_cast<int64_t>(a->length)) return raise_index_error(t, "pop index out of range");
    std::string text(a->view());
    auto byte = static_cast<uint8_t>(text[static_cast<size_t>(i)]);
    text.erase(static_cast<size_t>(i), 1);
    TRY(assign(t, a, text));
    return make_int(t, static_cast<int>(byte));
}
Owned insert_method(Thread& t, const Value* args) {
    auto* a = args[0].as<ByteArray>();
    int64_t i = TRY(to_ssize(t, args[1])), n = static_cast<int64_t>(a->length);
    uint8_t byte = TRY(to_byte(t, args[2], "byte must be in range(0, 256)"));
    if (i < 0) i = i + n < 0 ? 0 : i + n;
    if (i > n) i = n;
    std::string text(a->view());
    text.insert(static_cast<size_t>(i), 1, static_cast<char>(byte));
    TRY(assign(t, a, text));
    return Owned::none();
}
Owned remove_method(Thread& t, const Value* args) {
    auto* a = args[0].as<ByteArray>();
    uint8_t byte = TRY(to_byte(t, args[1], "byte must be in range(0, 256)"));
    size_t at = a->view().find(static_cast<char>(byte));
    if (at == std::string_view::npos) return raise_value_error(t, "value not found in bytearray");
    std::string text(a->view());
    text.erase(at, 1);
    TRY(assign(t, a, text));
    return Owned::none();
}
// Before protocol 3 there were no bytes in pickles: text stands for them.
Owned reduced(Thread& t, Value self, int64_t protocol) {
    std::string_view view = bytes_view(self);
    Owned make_args;
    if (protocol < 3) {
        Owned text = TRY(make_str_latin1(t, reinterpret_cast<const uint8_t*>(view.data()), view.size()));
        make_args = TRY(view.empty() ? make_tuple(t, {}) : make_tuple(t, {text.get(), intern(t, "latin-1")}));
    } else {
        make_args = TRY(view.empty() ? make_tuple(t, {}) : make_tuple(t, {TRY(make_bytes(t, view)).get()}));
    }
    Owned state = TRY(call_method(t, self, names(t).__getstate__));
    return make_tuple(t, {Value(type_of(t, self)), make_args.get(), state.get()});
}
Owned reduce_method(Thread& t, const Value* args) { return reduced(t, args[0], 2); }
Owned reduce_ex_method(Thread& t, const Value* args) {
    return reduced(t, args[0], TRY(to_c_int(t, args[1])));
}
Owned alloc_method(Thread& t, const Value* args) {
    return make_int(t, static_cast<int64_t>(args[0].as<ByteArray>()->capacity));
}
const FunctionSpec bytearray_methods[] = {
    {"__reduce__(self, /)", reduce_method, "Return state information for pickling."},
    {"__reduce_ex__(self, proto=0, /)", reduce_ex_method, "Return state information for pickling."},
    {"__alloc__(self, /)", alloc_method,
     "B.__alloc__() -> int\n\nReturn the number of bytes actually allocated."},
    {"append(self, item, /)", append_method, "Adds one byte at the end."},
    {"extend(self, iterable_of_ints, /)", extend_method, "Adds all bytes of the iterable."},
    {"clear(self, /)", clear_method, "Removes all bytes."},
    {"copy(self, /)", copy_method, "A copy."},
    {"reverse(self, /)", reverse_method, "Reverses the bytes in place."},
    {"pop(self, index=-1, /)", pop_method, "Removes a byte and gives it."},
    {"insert(self, index, item, /)", insert_method, "Inserts a byte in front of the index."},
    {"remove(self, value, /)", remove_method, "Removes the first byte of that value."},
};

}  // namespace

static Owned mod_slot(Thread& t, Value a, Value b) {
    return is_bytes(a) || is_kind(a, Kind::ByteArray) ? bytes_percent(t, a, b) : Owned::not_implemented();
}

void fill_bytes_slots(Slots& s) {
    s.binary[static_cast<int>(BinaryOp::Mod)] = mod_slot;
    s.length = length_slot;
    s.compare = compare_slot;
    s.get_item = get_item_slot;
    s.concat = concat_slot;
    s.repeat = repeat_slot;
    s.contains = contains_slot;
    s.iter = iter_slot;
}

Status init_bytes_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "bytes";
    spec.size = sizeof(Bytes);
    spec.kind = Kind::Bytes;
    spec.flags = kTypeBaseAllowed | kTypeMatchSelf;
    fill_bytes_slots(spec.slots);
    spec.slots.dealloc = bytes_dealloc;
    spec.slots.new_ = bytes_new;
    spec.slots.repr = bytes_repr;
    spec.slots.hash = bytes_hash;
    spec.slots.get_buffer = bytes_get_buffer;
    std::vector<FunctionSpec> all(bytes_common_methods, bytes_common_methods + bytes_common_method_count);
    all.insert(all.end(), std::begin(bytes_methods), std::end(bytes_methods));
    spec.methods = all;
    spec.doc =
        "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n"
        "bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n"
        "bytes(int) -> bytes object of that size, all of them zero\nbytes() -> empty bytes object\n\n"
        "An immutable sequence of bytes: from ints, text and its encoding, a buffer, or a size.";
    types(t).bytes = define_type(t, spec);
    types(t).bytes_iterator = define_items_iterator(t, "bytes_iterator", Kind::Instance, iterator_next);
    Bytes* empty = new_bytes(t, 0);
    if (!empty) return Raised{};
    make_immortal(Value(empty));
    t.interp->empty_bytes = Value(empty);
    return {};
}

Status init_bytearray_type(Thread& t) {
    std::vector<FunctionSpec> all(bytes_common_methods, bytes_common_methods + bytes_common_method_count);
    all.insert(all.end(), std::begin(bytearray_methods), std::end(bytearray_methods));
    TypeSpec spec{};
    spec.name = "bytearray";
    spec.size = sizeof(ByteArray);
    spec.kind = Kind::ByteArray;
    spec.flags = kTypeBaseAllowed | kTypeMatchSelf;
    fill_bytes_slots(spec.slots);
    spec.slots.dealloc = bytearray_dealloc;
    spec.slots.new_ = bytearray_new;
    spec.slots.init = bytearray_init;
    spec.slots.repr = bytearray_repr;
    spec.slots.set_item = bytearray_set_item;
    spec.slots.inplace_concat = bytearray_add_in_place;
    spec.slots.inplace_repeat = bytearray_repeat_in_place;
    spec.slots.get_buffer = bytearray_get_buffer;
    spec.slots.release_buffer = bytearray_release_buffer;
    spec.methods = all;
    spec.doc =
        "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\n"
        "bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\n"
        "bytearray(int) -> bytes array of that size, all of them zero\nbytearray() -> empty bytes array\n\n"
        "A mutable sequence of bytes: from ints, text and its encoding, a buffer, or a size.";
    types(t).bytearray = define_type(t, spec);
    types(t).bytearray_iterator =
        define_items_iterator(t, "bytearray_iterator", Kind::Instance, iterator_next);
    return {};
}

}  // namespace minipy
