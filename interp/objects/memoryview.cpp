// memoryview: a window on the memory of another object, with a shape. Slices and casts make new windows on the same
// memory; the owner is told (release_buffer) when the last of them is gone.
//
//     MemoryView -> Exported (the open buffer, counted) -> owner
#include <cmath>
#include <cstring>

#include "native/module.h"
#include "objects/memoryview.h"
#include "support/hash.h"

namespace minipy {

namespace {

MemoryView* view_of(Value v) { return v.as<MemoryView>(); }

Status check_open(Thread& t, MemoryView* m) {
    if (!m->released) return {};
    return raise_value_error(t, "operation forbidden on released memoryview object");
}

// ---- life ----

MemoryView* new_view(Thread& t, ExportedBuffer* exported) {
    MemoryView* m = make<MemoryView>(t, types(t).memoryview);
    if (!m) return nullptr;
    m->exported = exported;
    ++exported->views;
    m->info = exported->view;
    m->start = static_cast<char*>(exported->view.data);
    return m;
}

void drop_export(Thread& t, ExportedBuffer* exported) {
    if (--exported->views > 0) return;
    Value owner = exported->view.owner;
    exported->view.owner = Value::none();
    if (owner.is_object() && owner.object()->type->slots.release_buffer)
        owner.object()->type->slots.release_buffer(t, owner, exported->view);
    release(owner);
    delete exported;
}
void let_go(Thread& t, MemoryView* m) {
    if (m->released) return;
    m->released = true;
    ExportedBuffer* exported = m->exported;
    m->exported = nullptr;
    drop_export(t, exported);
}

void view_dealloc(Thread& t, Object* o) {
    MemoryView* m = static_cast<MemoryView*>(o);
    gc_untrack(t, m);
    let_go(t, m);
    m->format.~basic_string();
    free_object(t, o);
}
void view_traverse(Object* o, Visitor& visitor) {
    MemoryView* m = static_cast<MemoryView*>(o);
    if (m->exported && m->exported->views == 1) visitor.visit(m->exported->view.owner);
}

Owned view_new(Thread& t, Type*, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "memoryview(object)", args, v);
    TRY(bound.status());
    return make_memoryview(t, v[0]);
}

// ---- single items ----

char plain_format(const std::string& format) {
    if (format.size() == 1) return format[0];
    if (format.size() == 2 && format[0] == '@') return format[1];
    return 0;
}
template <class T>
T load(const char* p) {
    T v;
    memcpy(&v, p, sizeof v);
    return v;
}
Owned unpack(Thread& t, const std::string& format, const char* p) {
    switch (plain_format(format)) {
        case 'b':
            return make_int(t, int64_t{load<signed char>(p)});
        case 'B':
            return make_int(t, int64_t{load<unsigned char>(p)});
        case 'h':
            return make_int(t, int64_t{load<short>(p)});
        case 'H':
            return make_int(t, int64_t{load<unsigned short>(p)});
        case 'i':
            return make_int(t, int64_t{load<int>(p)});
        case 'I':
            return make_int(t, int64_t{load<unsigned>(p)});
        case 'l':
        case 'q':
        case 'n':
            return make_int(t, load<int64_t>(p));
        case 'L':
        case 'Q':
        case 'N':
        case 'P':
            return make_uint(t, load<uint64_t>(p));
        case 'f':
            return make_float(t, double{load<float>(p)});
        case 'd':
            return make_float(t, load<double>(p));
        case '?':
            return Owned::from_bool(*p != 0);
        case 'c':
            return make_bytes(t, {p, 1});
        default:
            return raise_error(t, exc(t).NotImplementedError, "memoryview: format %s not supported",
                               format.c_str());
    }
}
template <class T>
Status store_int(Thread& t, const std::string& format, char* p, Value v) {
    if (!is_int(v) && !type_of(t, v)->slots.index)
        return raise_type_error(t, "memoryview: invalid type for format '%s'", format.c_str());
    Owned index = TRY(to_index(t, v));
    IntView view(index);
    bool fits = std::is_signed_v<T> ? mpz_fits_slong_p(view)
                                    : mpz_sgn(static_cast<mpz_srcptr>(view)) >= 0 && mpz_fits_ulong_p(view);
    T value = fits ? static_cast<T>(std::is_signed_v<T> ? static_cast<uint64_t>(mpz_get_si(view))
                                                        : mpz_get_ui(view))
                   : T{};
    if (fits)
        fits = std::is_signed_v<T> ? static_cast<int64_t>(value) == mpz_get_si(view)
                                   : static_cast<uint64_t>(value) == mpz_get_ui(view);
    if (!fits) return raise_value_error(t, "memoryview: invalid value for format '%s'", format.c_str());
    memcpy(p, &value, sizeof value);
    return {};
}
Status pack(Thread& t, const std::string& format, char* p, Value v) {
    switch (plain_format(format)) {
        case 'b':
            return store_int<signed char>(t, format, p, v);
        case 'B':
            return store_int<unsigned char>(t, format, p, v);
        case 'h':
            return store_int<short>(t, format, p, v);
        case 'H':
            return store_int<unsigned short>(t, format, p, v);
        case 'i':
            return store_int<int>(t, format, p, v);
        case 'I':
            return store_int<unsigned>(t, format, p, v);
        case 'l':
        case 'q':
        case 'n':
            return store_int<int64_t>(t, format, p, v);
        case 'L':
        case 'Q':
        case 'N':
        case 'P':
            return store_int<uint64_t>(t, format, p, v);
        case 'f':
        case 'd': {
            if (!type_of(t, v)->slots.to_float && !type_of(t, v)->slots.index)
                return raise_type_error(t, "memoryview: invalid type for format '%s'", format.c_str());
            double d = TRY(to_double(t, v));
            float f = static_cast<float>(d);
            if (plain_format(format) == 'f')
                memcpy(p, &f, sizeof f);
            else
                memcpy(p, &d, sizeof d);
            return {};
        }
        case '?':
            *p = TRY(truth(t, v));
            return {};
        case 'c':
            if (!is_bytes(v)) return raise_type_error(t, "memoryview: invalid type for format 'c'");
            if (v.as<Bytes>()->length != 1)
                return raise_value_error(t, "memoryview: invalid value for format 'c'");
            *p = v.as<Bytes>()->data()[0];
            return {};
        default:
            return raise_error(t, exc(t).NotImplementedError, "memoryview: format %s not supported",
                               format.c_str());
    }
}

// ---- walking ----

int64_t item_count(const MemoryView* m) {
    int64_t n = 1;
    for (int i = 0; i < m->info.dimensions; ++i) n *= m->info.shape[i];
    return n;
}
// Calls f with the address of every item, in C order.
template <class F>
Status each_item(MemoryView* m, const char* at, int dimension, F&& f) {
    if (dimension == m->info.dimensions || dimension == 8) return f(at);
    for (int64_t i = 0; i < m->info.shape[dimension]; ++i)
        TRY(each_item(m, at + i * m->info.strides[dimension], dimension + 1, f));
    return {};
}
std::string bytes_of(MemoryView* m) {
    std::string out;
    size_t size = static_cast<size_t>(m->info.item_size);
    out.reserve(static_cast<size_t>(item_count(m)) * size);
    (void)each_item(m, m->start, 0, [&](const char* p) -> Status {
        out.append(p, size);
        return {};
    }).is_error();
    return out;
}
bool is_contiguous(MemoryView* m) {
    int64_t stride = m->info.item_size;
    for (int i = m->info.dimensions; i-- > 0;) {
        if (m->info.shape[i] != 1 && m->info.strides[i] != stride) return false;
        stride *= m->info.shape[i];
    }
    return true;
}
bool is_fortran(MemoryView* m) {
    int64_t stride = m->info.item_size;
    for (int i = 0; i < m->info.dimensions; ++i) {
        if (m->info.shape[i] != 1 && m->info.strides[i] != stride) return false;
        stride *= m->info.shape[i];
    }
    return true;
}

// ---- indexing ----

Result<char*> item_address(Thread& t, MemoryView* m, const Value* indices, size_t count) {
    char* p = m->start;
    for (size_t d = 0; d < count; ++d) {
        int64_t i = TRY(to_subscript(t, indices[d])), n = m->info.shape[d];
        TRY(check_open(t, m));  // __index__ may have released it
        if (i < 0) i += n;
        if (i < 0 || i >= n) return raise_index_error(t, "index out of bounds on dimension %zu", d + 1);
        p += i * m->info.strides[d];
    }
    return p;
}
Owned slice_view(Thread& t, MemoryView* m, Slice* slice) {
    MemoryView* part = new_view(t, m->exported);  // first: it keeps the memory while the bounds are asked for
    if (!part) return raise_memory_error(t);
    Owned result = Owned::adopt(part);
    SliceBounds b = TRY(slice_bounds(t, slice, m->info.shape[0]));
    part->info = m->info;
    part->format = m->format;
    part->start = m->start + b.start * m->info.strides[0];
    part->info.shape[0] = b.count;
    part->info.strides[0] = m->info.strides[0] * b.step;
    return result;
}
bool is_index(Thread& t, Value v) { return is_int(v) || type_of(t, v)->slots.index; }

// One index for each dimension; slices among them raise NotImplementedError with that text.
Status check_indices(Thread& t, MemoryView* m, Tuple* indices, const char* no_slices) {
    size_t numbers = 0, slices = 0;
    for (Value v : *indices) {
        numbers += is_index(t, v);
        slices += is_kind(v, Kind::Slice);
    }
    if (slices && slices == indices->length) return raise_error(t, exc(t).NotImplementedError, "%s", no_slices);
    if (numbers != indices->length) return raise_type_error(t, "memoryview: invalid slice key");
    if (static_cast<int>(indices->length) < m->info.dimensions)
        return raise_error(t, exc(t).NotImplementedError, "sub-views are not implemented");
    if (static_cast<int>(indices->length) > m->info.dimensions)
        return raise_type_error(t, "cannot index %d-dimension view with %zu-element tuple", m->info.dimensions,
                                indices->length);
    return {};
}

Owned view_get_item(Thread& t, Value self, Value key) {
    MemoryView* m = view_of(self);
    TRY(check_open(t, m));
    if (m->info.dimensions == 0) {
        if (key.is_ellipsis()) return Owned::share(self);
        if (is_tuple(key) && key.as<Tuple>()->length == 0) return unpack(t, m->format, m->start);
        return raise_type_error(t, "invalid indexing of 0-dim memory");
    }
    if (is_index(t, key)) {
        if (m->info.dimensions > 1)
            return raise_error(t, exc(t).NotImplementedError,
                               "multi-dimensional sub-views are not implemented");
        return unpack(t, m->format, TRY(item_address(t, m, &key, 1)));
    }
    if (is_kind(key, Kind::Slice)) return slice_view(t, m, key.as<Slice>());
    if (is_tuple(key)) {
        Tuple* indices = key.as<Tuple>();
        TRY(check_indices(t, m, indices, "multi-dimensional slicing is not implemented"));
        return unpack(t, m->format, TRY(item_address(t, m, indices->items(), indices->length)));
    }
    return raise_type_error(t, "memoryview: invalid slice key");
}

Status assign_slice(Thread& t, MemoryView* m, Slice* slice, Value value) {
    if (m->info.dimensions != 1)
        return raise_error(t, exc(t).NotImplementedError,
                           "memoryview slice assignments are currently restricted to ndim = 1");
    Owned target = TRY(slice_view(t, m, slice));
    TRY(check_open(t, m));
    Owned source = TRY(make_memoryview(t, value));
    MemoryView *to = view_of(target), *from = view_of(source);
    if (from->info.dimensions != 1 || from->info.shape[0] != to->info.shape[0] ||
        plain_format(from->format) != plain_format(to->format) || from->info.item_size != to->info.item_size)
        return raise_value_error(t, "memoryview assignment: lvalue and rvalue have different structures");
    std::string bytes = bytes_of(from);  // they may overlap
    size_t size = static_cast<size_t>(to->info.item_size);
    for (int64_t i = 0; i < to->info.shape[0]; ++i)
        memcpy(to->start + i * to->info.strides[0], bytes.data() + static_cast<size_t>(i) * size, size);
    return {};
}
// The value is converted aside: the program's code that this may run can release the view.
Status store_item(Thread& t, MemoryView* m, char* p, Value value) {
    char item[16];
    TRY(pack(t, m->format, item, value));
    TRY(check_open(t, m));
    memcpy(p, item, static_cast<size_t>(m->info.item_size));
    return {};
}
Status view_set_item(Thread& t, Value self, Value key, Value value) {
    MemoryView* m = view_of(self);
    TRY(check_open(t, m));
    if (m->info.readonly) return raise_type_error(t, "cannot modify read-only memory");
    if (value.is_unbound()) return raise_type_error(t, "cannot delete memory");
    if (m->info.dimensions == 0) {
        if (key.is_ellipsis() || (is_tuple(key) && key.as<Tuple>()->length == 0))
            return store_item(t, m, m->start, value);
        return raise_type_error(t, "invalid indexing of 0-dim memory");
    }
    if (is_index(t, key)) {
        if (m->info.dimensions > 1)
            return raise_error(t, exc(t).NotImplementedError, "sub-views are not implemented");
        return store_item(t, m, TRY(item_address(t, m, &key, 1)), value);
    }
    if (is_kind(key, Kind::Slice)) return assign_slice(t, m, key.as<Slice>(), value);
    if (is_tuple(key)) {
        Tuple* indices = key.as<Tuple>();
        TRY(check_indices(t, m, indices, "memoryview slice assignments are currently restricted to ndim = 1"));
        return store_item(t, m, TRY(item_address(t, m, indices->items(), indices->length)), value);
    }
    return raise_type_error(t, "memoryview: invalid slice key");
}
Result<int64_t> view_length(Thread& t, Value self) {
    TRY(check_open(t, view_of(self)));
    if (view_of(self)->info.dimensions == 0) return raise_type_error(t, "0-dim memory has no length");
    return view_of(self)->info.shape[0];
}

// ---- comparing, hashing, showing ----

Result<bool> same_items(Thread& t, MemoryView* a, MemoryView* b) {
    if (a->info.dimensions != b->info.dimensions) return false;
    for (int i = 0; i < a->info.dimensions; ++i) {
        if (a->info.shape[i] != b->info.shape[i]) return false;
    }
    char x = plain_format(a->format), y = plain_format(b->format);
    if (!x || !y) return false;
    if (x == y && x != 'f' && x != 'd') return bytes_of(a) == bytes_of(b);
    std::vector<const char*> left, right;
    TRY(each_item(a, a->start, 0, [&](const char* p) {
        left.push_back(p);
        return Status();
    }));
    TRY(each_item(b, b->start, 0, [&](const char* p) {
        right.push_back(p);
        return Status();
    }));
    for (size_t i = 0; i < left.size(); ++i) {
        Owned u = TRY(unpack(t, a->format, left[i])), v = TRY(unpack(t, b->format, right[i]));
        Owned equal = TRY(compare(t, CompareOp::Eq, u, v));
        if (!TRY(truth(t, equal))) return false;
    }
    return true;
}
Owned view_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (op != CompareOp::Eq && op != CompareOp::Ne) return Owned::not_implemented();
    bool equal = self == other;
    if (!equal && !view_of(self)->released) {
        Owned held = Owned::share(other);
        if (!is_kind(other, Kind::MemoryView)) {
            if (!type_of(t, other)->slots.get_buffer) return Owned::not_implemented();
            held = make_memoryview(t, other);
            if (held.is_error()) {
                (void)take_exception(t);
                return Owned::not_implemented();
            }
        }
        if (!view_of(held)->released) equal = TRY(same_items(t, view_of(self), view_of(held)));
    }
    return Owned::from_bool(equal == (op == CompareOp::Eq));
}
Result<int64_t> view_hash(Thread& t, Value self) {
    MemoryView* m = view_of(self);
    if (m->hash != -1) return m->hash;
    TRY(check_open(t, m));
    if (!m->info.readonly) return raise_value_error(t, "cannot hash writable memoryview object");
    char f = plain_format(m->format);
    if (f != 'B' && f != 'b' && f != 'c')
        return raise_value_error(t, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    if (m->exported->view.owner.is_object()) (void)TRY(hash(t, m->exported->view.owner));
    Owned bytes = TRY(make_bytes(t, bytes_of(m)));
    return m->hash = TRY(hash(t, bytes));
}
Owned view_repr(Thread& t, Value self) {
    char text[64];
    snprintf(text, sizeof text, view_of(self)->released ? "<released memory at %p>" : "<memory at %p>",
             static_cast<void*>(self.object()));
    return make_str(t, text);
}

// ---- methods ----

Owned nested_list(Thread& t, MemoryView* m, const char* at, int dimension) {
    if (dimension == m->info.dimensions) return unpack(t, m->format, at);
    Ref<List> list = TRY(new_list(t));
    for (int64_t i = 0; i < m->info.shape[dimension]; ++i)
        TRY(list_push(t, list.get(),
                      TRY(nested_list(t, m, at + i * m->info.strides[dimension], dimension + 1))));
    return list;
}
Owned view_tolist(Thread& t, const Value* args) {
    TRY(check_open(t, view_of(args[0])));
    return nested_list(t, view_of(args[0]), view_of(args[0])->start, 0);
}
Owned view_tobytes(Thread& t, const Value* args) {
    TRY(check_open(t, view_of(args[0])));
    if (!args[1].is_none()) {
        if (!is_str(args[1]) ||
            (!str_equals(args[1], "C") && !str_equals(args[1], "F") && !str_equals(args[1], "A")))
            return raise_value_error(t, "order must be 'C', 'F' or 'A'");
        MemoryView* m = view_of(args[0]);
        if (str_equals(args[1], "F") && m->info.dimensions > 1) {
            std::string out;
            std::vector<int64_t> index(static_cast<size_t>(m->info.dimensions), 0);
            for (int64_t left = item_count(m); left > 0; --left) {
                const char* p = m->start;
                for (size_t d = 0; d < index.size(); ++d) p += index[d] * m->info.strides[d];
                out.append(p, static_cast<size_t>(m->info.item_size));
                for (size_t d = 0; d < index.size() && ++index[d] == m->info.shape[d]; ++d) index[d] = 0;
            }
            return make_bytes(t, out);
        }
    }
    return make_bytes(t, bytes_of(view_of(args[0])));
}
Owned view_hex(Thread& t, const Value* args) {
    TRY(check_open(t, view_of(args[0])));
    Owned bytes = TRY(make_bytes(t, bytes_of(view_of(args[0]))));
    Value name = intern(t, "hex");
    if (args[1].is_unbound()) return call_method(t, bytes, name);
    return call_method(t, bytes, name, {args[1], args[2]});
}
Owned view_release(Thread& t, const Value* args) {
    MemoryView* m = view_of(args[0]);
    if (m->exports)
        return raise_error(t, exc(t).BufferError, "memoryview has %d exported buffer%s", m->exports,
                           m->exports == 1 ? "" : "s");
    let_go(t, m);
    return Owned::none();
}
Owned view_enter(Thread& t, const Value* args) {
    TRY(check_open(t, view_of(args[0])));
    return Owned::share(args[0]);
}
Owned view_toreadonly(Thread& t, const Value* args) {
    MemoryView* m = view_of(args[0]);
    TRY(check_open(t, m));
    MemoryView* copy = new_view(t, m->exported);
    if (!copy) return raise_memory_error(t);
    copy->info = m->info;
    copy->format = m->format;
    copy->start = m->start;
    copy->info.readonly = true;
    return Owned::adopt(copy);
}
int64_t size_of_format(char f) {
    switch (f) {
        case 'b':
        case 'B':
        case 'c':
        case '?':
            return 1;
        case 'h':
        case 'H':
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
Owned view_cast(Thread& t, const Value* args) {
    MemoryView* m = view_of(args[0]);
    TRY(check_open(t, m));
    if (!is_str(args[1]))
        return raise_type_error(t, "cast() argument 'format' must be str, not %.50s", type_name(t, args[1]));
    if (!is_contiguous(m))
        return raise_type_error(t, "memoryview: casts are restricted to C-contiguous views");
    std::string format = to_utf8(args[1]);
    char from = plain_format(m->format), to = plain_format(format);
    int64_t size = size_of_format(to);
    if (!size)
        return raise_value_error(t,
                                 "memoryview: destination format must be a native single character format "
                                 "prefixed with an optional '@'");
    auto is_byte = [](char f) { return f == 'b' || f == 'B' || f == 'c'; };
    if (!is_byte(from) && !is_byte(to))
        return raise_type_error(t, "memoryview: cannot cast between two non-byte formats");
    int64_t bytes = item_count(m) * m->info.item_size;
    if (bytes % size) return raise_type_error(t, "memoryview: length is not a multiple of itemsize");
    MemoryView* made = new_view(t, m->exported);
    if (!made) return raise_memory_error(t);
    Owned held = Owned::adopt(made);
    made->info = m->info;
    made->format = format;
    made->start = m->start;
    made->info.item_size = size;
    made->info.dimensions = 1;
    made->info.shape[0] = bytes / size;
    made->info.strides[0] = size;
    if (args[2].is_unbound()) return held;
    if (!is_list(args[2]) && !is_tuple(args[2]))
        return raise_type_error(t, "shape must be a list or a tuple");
    Ref<List> shape = TRY(to_list(t, args[2]));
    if (shape->length > 8) return raise_value_error(t, "memoryview: number of dimensions must not exceed 64");
    if (m->info.dimensions > 1 && shape->length > 1)
        return raise_type_error(t, "memoryview: cast must be 1D -> ND or ND -> 1D");
    int64_t product = 1;
    for (size_t i = 0; i < shape->length; ++i) {
        if (!is_int(shape->items[i]))
            return raise_type_error(t, "memoryview.cast(): elements of shape must be integers");
        made->info.shape[i] = TRY(to_ssize(t, shape->items[i]));
        if (made->info.shape[i] <= 0)
            return raise_value_error(t, "memoryview.cast(): elements of shape must be integers > 0");
        product *= made->info.shape[i];
    }
    if (product * size != bytes)
        return raise_type_error(t, "memoryview: product(shape) * itemsize != buffer size");
    made->info.dimensions = static_cast<int>(shape->length);
    int64_t stride = size;
    for (size_t i = shape->length; i-- > 0;) {
        made->info.strides[i] = stride;
        stride *= made->info.shape[i];
    }
    return held;
}

// ---- attributes ----

#define OPEN_GETTER(name, expression)         \
    Owned get_##name(Thread& t, Value self) { \
        MemoryView* m = view_of(self);        \
        TRY(check_open(t, m));                \
        return expression;                    \
    }
OPEN_GETTER(obj, Owned::share(m->exported->view.owner))
OPEN_GETTER(nbytes, make_int(t, item_count(m) * m->info.item_size))
OPEN_GETTER(readonly, Owned::from_bool(m->info.readonly))
OPEN_GETTER(itemsize, make_int(t, m->info.item_size))
OPEN_GETTER(format, make_str(t, m->format))
OPEN_GETTER(ndim, make_int(t, m->info.dimensions))
OPEN_GETTER(c_contiguous, Owned::from_bool(is_contiguous(m)))
OPEN_GETTER(f_contiguous, Owned::from_bool(is_fortran(m)))
OPEN_GETTER(contiguous, Owned::from_bool(is_contiguous(m) || is_fortran(m)))
OPEN_GETTER(suboffsets, make_tuple(t, {}))
#undef OPEN_GETTER
Owned numbers(Thread& t, const int64_t* from, int count) {
    Ref<Tuple> tuple = TRY(new_tuple(t, static_cast<size_t>(count)));
    for (int i = 0; i < count; ++i) tuple->items()[i] = Value::from_int(from[i]);
    return tuple;
}
Owned get_shape(Thread& t, Value self) {
    TRY(check_open(t, view_of(self)));
    return numbers(t, view_of(self)->info.shape, view_of(self)->info.dimensions);
}
Owned get_strides(Thread& t, Value self) {
    TRY(check_open(t, view_of(self)));
    return numbers(t, view_of(self)->info.strides, view_of(self)->info.dimensions);
}

// A view can be viewed itself.
Status view_get_buffer(Thread& t, Value self, BufferView& out, bool writable) {
    MemoryView* m = view_of(self);
    TRY(check_open(t, m));
    if (writable && m->info.readonly)
        return raise_error(t, exc(t).BufferError, "memoryview: underlying buffer is not writable");
    if (!is_contiguous(m))
        return raise_error(t, exc(t).BufferError, "memoryview: underlying buffer is not C-contiguous");
    out = m->info;
    out.data = m->start;
    out.length = static_cast<size_t>(item_count(m) * m->info.item_size);
    out.format = m->format.c_str();
    out.owner = Value::none();
    ++m->exports;
    return {};
}
void view_release_buffer(Thread&, Value self, BufferView&) { --view_of(self)->exports; }

struct ViewIterator : GcObject {
    Value view = Value::none();
    int64_t at = 0;
};
Owned view_iter(Thread& t, Value self) {
    MemoryView* m = view_of(self);
    TRY(check_open(t, m));
    if (m->info.dimensions == 0) return raise_type_error(t, "invalid indexing of 0-dim memory");
    if (m->info.dimensions != 1)
        return raise_error(t, exc(t).NotImplementedError, "multi-dimensional sub-views are not implemented");
    ViewIterator* it = make<ViewIterator>(t, types(t).memory_iterator);
    if (!it) return raise_memory_error(t);
    retain(self);
    it->view = self;
    return Owned::adopt(it);
}
Owned iterator_self(Thread&, Value self) { return Owned::share(self); }
Owned iterator_next(Thread& t, Value self) {
    ViewIterator* it = self.as<ViewIterator>();
    if (it->view.is_none()) return Owned::stop();
    MemoryView* m = view_of(it->view);
    TRY(check_open(t, m));
    if (it->at < m->info.shape[0]) return unpack(t, m->format, m->start + it->at++ * m->info.strides[0]);
    Value done = it->view;
    it->view = Value::none();
    release(done);
    return Owned::stop();
}
void iterator_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<ViewIterator*>(o)->view);
    free_object(t, o);
}
void iterator_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<ViewIterator*>(o)->view); }

const FunctionSpec methods[] = {
    {"tolist(self, /)", view_tolist, "Return the data in the buffer as a list of elements."},
    {"tobytes(self, /, order='C')", view_tobytes, "Return the data in the buffer as a byte string."},
    {"hex(self, /, sep=..., bytes_per_sep=1)", view_hex,
     "Return the data in the buffer as a str of hexadecimal numbers."},
    {"release(self, /)", view_release, "Release the underlying buffer exposed by the memoryview object."},
    {"cast(self, /, format, shape=...)", view_cast, "Cast a memoryview to a new format or shape."},
    {"toreadonly(self, /)", view_toreadonly, "Return a readonly version of the memoryview."},
    {"__enter__(self, /)", view_enter},
    {"__exit__(self, /, *args)", view_release},
};
const GetSetSpec getset[] = {{"obj", get_obj},
                             {"nbytes", get_nbytes},
                             {"readonly", get_readonly},
                             {"itemsize", get_itemsize},
                             {"format", get_format},
                             {"ndim", get_ndim},
                             {"shape", get_shape},
                             {"strides", get_strides},
                             {"suboffsets", get_suboffsets},
                             {"c_contiguous", get_c_contiguous},
                             {"f_contiguous", get_f_contiguous},
                             {"contiguous", get_contiguous}};

}  // namespace

Owned make_memoryview(Thread& t, Value object) {
    if (is_kind(object, Kind::MemoryView)) {
        MemoryView* m = view_of(object);
        TRY(check_open(t, m));
        MemoryView* copy = new_view(t, m->exported);
        if (!copy) return raise_memory_error(t);
        copy->info = m->info;
        copy->format = m->format;
        copy->start = m->start;
        return Owned::adopt(copy);
    }
    Type* type = type_of(t, object);
    if (!type->slots.get_buffer)
        return raise_type_error(t, "memoryview: a bytes-like object is required, not '%.200s'",
                                type_name(t, object));
    auto exported = std::make_unique<ExportedBuffer>();
    TRY(type->slots.get_buffer(t, object, exported->view, false));
    if (exported->view.owner.is_none()) {
        retain(object);
        exported->view.owner = object;
    }
    MemoryView* m = new_view(t, exported.get());
    if (!m) return raise_memory_error(t);
    m->format = exported->view.format;
    if (m->info.dimensions == 1 && m->info.shape[0] == 0 && m->info.length)
        m->info.shape[0] = static_cast<int64_t>(m->info.length) / m->info.item_size;
    if (m->info.dimensions == 1 && m->info.strides[0] == 0) m->info.strides[0] = m->info.item_size;
    (void)exported.release();
    return Owned::adopt(m);
}

Status init_memoryview_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "memoryview";
    spec.size = sizeof(MemoryView);
    spec.kind = Kind::MemoryView;
    spec.flags = kTypeSequence;
    spec.slots.new_ = view_new;
    spec.slots.dealloc = view_dealloc;
    spec.slots.traverse = view_traverse;
    spec.slots.repr = view_repr;
    spec.slots.hash = view_hash;
    spec.slots.compare = view_compare;
    spec.slots.length = view_length;
    spec.slots.get_item = view_get_item;
    spec.slots.set_item = view_set_item;
    spec.slots.iter = view_iter;
    spec.slots.get_buffer = view_get_buffer;
    spec.slots.release_buffer = view_release_buffer;
    spec.methods = methods;
    spec.getset = getset;
    spec.text_signature = "memoryview(object)";
    spec.doc = "Create a new memoryview object which references the given object.";
    types(t).memoryview = define_type(t, spec);
    TypeSpec iterator{};
    iterator.name = "memory_iterator";
    iterator.size = sizeof(ViewIterator);
    iterator.flags = kTypeNoInstantiate;
    iterator.slots.dealloc = iterator_dealloc;
    iterator.slots.traverse = iterator_traverse;
    iterator.slots.iter = iterator_self;
    iterator.slots.next = iterator_next;
    types(t).memory_iterator = define_type(t, iterator);
    return {};
}

}  // namespace minipy
