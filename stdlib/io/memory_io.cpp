// BytesIO and StringIO: files in memory.
#include <cstring>

#include "io_internal.h"

namespace minipy::io {

namespace {

// The attributes that pickling keeps: None when there are none.
Owned state_attributes(Thread& t, Value self) {
    Owned dict = TRY(instance_dict(t, self));
    return TRY(length(t, dict)) ? std::move(dict) : Owned::none();
}

// ---- BytesIO ----

struct BytesIO : IoBase {
    std::string data;
    size_t at = 0;
    int exports = 0;
};
BytesIO* bytes_io(Value v) { return v.as<BytesIO>(); }

Status check(Thread& t, IoBase* io) { return io->closed ? Status(raise_closed(t)) : Status(); }
Status check_resizable(Thread& t, BytesIO* io) {
    if (io->exports == 0) return {};
    return raise_error(t, exc(t).BufferError, "Existing exports of data: object cannot be re-sized");
}

Owned bytes_new(Thread& t, Type* type, const CallArgs&) {
    BytesIO* io = make_instance<BytesIO>(t, type);
    if (!io) return raise_memory_error(t);
    return Owned::adopt(io);
}
Status bytes_init(Thread& t, Value self, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "BytesIO(initial_bytes=b'')", args, v);
    TRY(bound.status());
    BytesIO* io = bytes_io(self);
    TRY(check_resizable(t, io));
    io->data.clear();
    io->at = 0;
    if (v[0].is_none() || v[0].is_unbound()) return {};
    Buffer buffer(t);
    TRY(buffer.open(v[0]));
    io->data = buffer.view();
    return {};
}
void bytes_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    static_cast<BytesIO*>(o)->data.~basic_string();
    free_object(t, o);
}

std::string_view next_bytes(BytesIO* io, int64_t size) {
    if (io->at >= io->data.size()) return {};
    std::string_view rest = std::string_view(io->data).substr(io->at);
    if (size >= 0) rest = rest.substr(0, static_cast<size_t>(size));
    io->at += rest.size();
    return rest;
}
Owned bytes_read(Thread& t, const Value* args) {
    int64_t size = TRY(size_argument(t, args[1]));
    TRY(check(t, bytes_io(args[0])));
    return make_bytes(t, next_bytes(bytes_io(args[0]), size));
}
std::string_view next_line(BytesIO* io, int64_t limit) {
    if (io->at >= io->data.size()) return {};
    size_t newline = io->data.find('\n', io->at);
    size_t end = newline == std::string::npos ? io->data.size() : newline + 1;
    int64_t size = static_cast<int64_t>(end - io->at);
    return next_bytes(io, limit >= 0 && limit < size ? limit : size);
}
Owned bytes_readline(Thread& t, const Value* args) {
    int64_t limit = TRY(size_argument(t, args[1]));
    TRY(check(t, bytes_io(args[0])));
    return make_bytes(t, next_line(bytes_io(args[0]), limit));
}
Owned bytes_next(Thread& t, Value self) {
    TRY(check(t, bytes_io(self)));
    std::string_view line = next_line(bytes_io(self), -1);
    return line.empty() ? Owned::stop() : make_bytes(t, line);
}
Owned bytes_readinto(Thread& t, const Value* args) {
    TRY(check(t, bytes_io(args[0])));
    Buffer buffer(t);
    TRY(open_target(t, buffer, args[1], "readinto"));
    std::string_view got = next_bytes(bytes_io(args[0]), static_cast<int64_t>(buffer.length()));
    if (!got.empty()) memcpy(buffer.data(), got.data(), got.size());
    return make_int(t, static_cast<int64_t>(got.size()));
}
Owned bytes_write(Thread& t, const Value* args) {
    BytesIO* io = bytes_io(args[0]);
    TRY(check(t, io));
    TRY(check_resizable(t, io));
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    if (!buffer.length()) return make_int(t, 0);
    if (io->at > io->data.size()) io->data.resize(io->at, '\0');
    size_t overlap = std::min(buffer.length(), io->data.size() - io->at);
    io->data.replace(io->at, overlap, buffer.view());
    io->at += buffer.length();
    return make_int(t, static_cast<int64_t>(buffer.length()));
}
Owned bytes_seek(Thread& t, const Value* args) {
    BytesIO* io = bytes_io(args[0]);
    TRY(check(t, io));
    int64_t offset = TRY(to_ssize(t, args[1]));
    int whence = TRY(to_c_int(t, args[2]));
    if (whence < 0 || whence > 2)
        return raise_value_error(t, "invalid whence (%i, should be 0, 1 or 2)", whence);
    if (offset < 0 && whence == 0)
        return raise_value_error(t, "negative seek value %lld", static_cast<long long>(offset));
    int64_t from = whence == 0 ? 0 : static_cast<int64_t>(whence == 1 ? io->at : io->data.size());
    io->at = static_cast<size_t>(std::max<int64_t>(0, from + offset));
    return make_int(t, static_cast<int64_t>(io->at));
}
Owned bytes_tell(Thread& t, const Value* args) {
    TRY(check(t, bytes_io(args[0])));
    return make_int(t, static_cast<int64_t>(bytes_io(args[0])->at));
}
Owned bytes_truncate(Thread& t, const Value* args) {
    BytesIO* io = bytes_io(args[0]);
    TRY(check(t, io));
    TRY(check_resizable(t, io));
    int64_t size = args[1].is_none() ? static_cast<int64_t>(io->at) : TRY(to_ssize(t, args[1]));
    if (size < 0) return raise_value_error(t, "negative size value %lld", static_cast<long long>(size));
    if (static_cast<size_t>(size) < io->data.size()) io->data.resize(static_cast<size_t>(size));
    return make_int(t, size);
}
Owned bytes_getvalue(Thread& t, const Value* args) {
    TRY(check(t, bytes_io(args[0])));
    return make_bytes(t, bytes_io(args[0])->data);
}
Owned memory_true(Thread& t, const Value* args) {
    TRY(check(t, args[0].as<IoBase>()));
    return Owned::from_bool(true);
}
Owned memory_false(Thread& t, const Value* args) {
    TRY(check(t, args[0].as<IoBase>()));
    return Owned::from_bool(false);
}
Owned memory_flush(Thread& t, const Value* args) {
    TRY(check(t, args[0].as<IoBase>()));
    return Owned::none();
}
Owned bytes_close(Thread& t, const Value* args) {
    TRY(check_resizable(t, bytes_io(args[0])));
    args[0].as<IoBase>()->closed = true;
    return Owned::none();
}
Owned bytes_getstate(Thread& t, const Value* args) {
    TRY(check(t, bytes_io(args[0])));
    Owned data = TRY(make_bytes(t, bytes_io(args[0])->data));
    Owned dict = TRY(state_attributes(t, args[0]));
    return make_tuple(t,
                      {data.get(), Value::from_int(static_cast<int64_t>(bytes_io(args[0])->at)), dict.get()});
}
Owned bytes_setstate(Thread& t, const Value* args) {
    if (!is_tuple(args[1]) || args[1].as<Tuple>()->length < 3) {
        return raise_type_error(t, "%.200s.__setstate__ argument should be 3-tuple, got %.200s",
                                type_name(t, args[0]), type_name(t, args[1]));
    }
    TRY(check(t, bytes_io(args[0])));
    TRY(check_resizable(t, bytes_io(args[0])));
    Tuple* state = args[1].as<Tuple>();
    Buffer buffer(t);
    TRY(buffer.open(state->at(0)));
    int64_t at = TRY(to_ssize(t, state->at(1)));
    if (at < 0) return raise_value_error(t, "position value cannot be negative");
    bytes_io(args[0])->data = buffer.view();
    bytes_io(args[0])->at = static_cast<size_t>(at);
    if (!state->at(2).is_none()) {
        Owned dict = TRY(instance_dict(t, args[0]));
        TRY(dict_update(t, dict.as<Dict>(), state->at(2)));
    }
    return Owned::none();
}

// What a memoryview of getbuffer() looks at: keeps the BytesIO from changing its size.
struct Window : GcObject {
    Value source = Value::none();
};
Owned bytes_getbuffer(Thread& t, const Value* args) {
    TRY(check(t, bytes_io(args[0])));
    Window* window = make<Window>(t, io_types(t).bytes_io_buffer);
    if (!window) return raise_memory_error(t);
    Owned held = Owned::adopt(window);
    set_field(window->source, args[0]);
    return call(t, Value(types(t).memoryview), {held});
}
Status window_get_buffer(Thread&, Value self, BufferView& view, bool) {
    BytesIO* io = bytes_io(self.as<Window>()->source);
    ++io->exports;
    view.data = io->data.data();
    view.length = io->data.size();
    view.readonly = false;
    view.shape[0] = static_cast<int64_t>(io->data.size());
    view.strides[0] = 1;
    return {};
}
void window_release(Thread&, Value self, BufferView&) { --bytes_io(self.as<Window>()->source)->exports; }
void window_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Window*>(o)->source);
    free_object(t, o);
}
void window_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<Window*>(o)->source); }

const FunctionSpec bytes_methods[] = {
    {"read(self, size=-1, /)", bytes_read},
    {"read1(self, size=-1, /)", bytes_read},
    {"readline(self, size=-1, /)", bytes_readline},
    {"readinto(self, buffer, /)", bytes_readinto},
    {"write(self, b, /)", bytes_write},
    {"seek(self, pos, whence=0, /)", bytes_seek},
    {"tell(self, /)", bytes_tell},
    {"truncate(self, size=None, /)", bytes_truncate},
    {"getvalue(self, /)", bytes_getvalue, "Return all bytes."},
    {"getbuffer(self, /)", bytes_getbuffer, "Return a writable view of the bytes."},
    {"readable(self, /)", memory_true},
    {"writable(self, /)", memory_true},
    {"seekable(self, /)", memory_true},
    {"isatty(self, /)", memory_false},
    {"flush(self, /)", memory_flush},
    {"close(self, /)", bytes_close},
    {"__getstate__(self, /)", bytes_getstate},
    {"__setstate__(self, state, /)", bytes_setstate}};

// ---- StringIO ----

struct StringIO : IoBase {
    std::u32string text;
    size_t at = 0;
    bool ready = false, universal = false, translate = false;
    std::string newline;  // as given; universal and translate for None
    bool newline_none = false;
    NewlineState state;
};
StringIO* string_io(Value v) { return v.as<StringIO>(); }

Status check_text(Thread& t, StringIO* io) {
    if (!io->ready) return raise_value_error(t, "I/O operation on uninitialized object");
    if (io->closed) return raise_value_error(t, "I/O operation on closed file");
    return {};
}

// What is stored for a text that is written: newlines translated as asked for.
Status store(Thread& t, StringIO* io, Value text) {
    Owned wanted = Owned::share(text);
    if (io->universal) wanted = TRY(decode_newlines(t, io->state, text, true));
    Str* s = as_str(wanted);
    std::u32string points;
    points.reserve(s->length);
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c == '\n' && !io->newline.empty() && io->newline != "\n") {
            for (char n : io->newline) points.push_back(static_cast<unsigned char>(n));
        } else {
            points.push_back(c);
        }
    }
    if (io->at > io->text.size()) io->text.resize(io->at, U'\0');
    size_t overlap = std::min(points.size(), io->text.size() - io->at);
    io->text.replace(io->at, overlap, points);
    io->at += points.size();
    return {};
}
Owned to_str(Thread& t, const char32_t* points, size_t count) {
    return make_str_ucs4(t, reinterpret_cast<const uint32_t*>(points), count);
}

Owned string_new(Thread& t, Type* type, const CallArgs&) {
    StringIO* io = make_instance<StringIO>(t, type);
    if (!io) return raise_memory_error(t);
    return Owned::adopt(io);
}
Status string_init(Thread& t, Value self, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "StringIO(initial_value='', newline='\\n')", args, v);
    TRY(bound.status());
    StringIO* io = string_io(self);
    io->ready = false;
    if (!v[1].is_none() && !is_str(v[1]))
        return raise_type_error(t, "newline must be str or None, not %.200s", type_name(t, v[1]));
    std::string newline = v[1].is_none() ? "" : to_utf8(v[1]);
    if (newline != "" && newline != "\n" && newline != "\r" && newline != "\r\n")
        return raise_value_error(t, "illegal newline value: %s", TRY(repr_utf8(t, v[1])).c_str());
    if (!v[0].is_none() && !is_str(v[0]))
        return raise_type_error(t, "initial_value must be str or None, not %.200s", type_name(t, v[0]));
    io->newline_none = v[1].is_none();
    io->universal = newline.empty();
    io->translate = v[1].is_none();
    io->state = {};
    io->state.translate = io->translate;
    io->newline = io->universal ? "" : newline;
    io->text.clear();
    io->at = 0;
    io->ready = true;
    io->closed = false;
    if (is_str(v[0]) && as_str(v[0])->length) {
        TRY(store(t, io, v[0]));
        io->at = 0;
    }
    return {};
}
void string_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    static_cast<StringIO*>(o)->text.~basic_string();
    static_cast<StringIO*>(o)->newline.~basic_string();
    free_object(t, o);
}
Owned string_read(Thread& t, const Value* args) {
    StringIO* io = string_io(args[0]);
    TRY(check_text(t, io));
    int64_t size = TRY(size_argument(t, args[1]));
    if (io->at >= io->text.size()) return make_str(t, "");
    size_t count = io->text.size() - io->at;
    if (size >= 0) count = std::min(count, static_cast<size_t>(size));
    Owned out = to_str(t, io->text.data() + io->at, count);
    io->at += count;
    return out;
}
// The end of the line that begins at the position.
size_t line_end(StringIO* io) {
    const std::u32string& s = io->text;
    for (size_t i = io->at; i < s.size(); ++i) {
        if (io->universal && !io->translate) {
            if (s[i] == '\r') return i + 1 < s.size() && s[i + 1] == '\n' ? i + 2 : i + 1;
            if (s[i] == '\n') return i + 1;
        } else if (io->newline.size() == 2) {
            if (s[i] == '\r' && i + 1 < s.size() && s[i + 1] == '\n') return i + 2;
        } else if (s[i] == static_cast<char32_t>(io->newline == "\r" ? '\r' : '\n')) {
            return i + 1;
        }
    }
    return s.size();
}
Owned string_line(Thread& t, StringIO* io, int64_t limit) {
    if (io->at >= io->text.size()) return make_str(t, "");
    size_t end = line_end(io);
    if (limit >= 0) end = std::min(end, io->at + static_cast<size_t>(limit));
    Owned line = to_str(t, io->text.data() + io->at, end - io->at);
    io->at = end;
    return line;
}
Owned string_readline(Thread& t, const Value* args) {
    TRY(check_text(t, string_io(args[0])));
    return string_line(t, string_io(args[0]), TRY(size_argument(t, args[1])));
}
Owned string_next(Thread& t, Value self) {
    TRY(check_text(t, string_io(self)));
    Owned line = TRY(string_line(t, string_io(self), -1));
    return as_str(line)->length ? std::move(line) : Owned::stop();
}
Owned string_write(Thread& t, const Value* args) {
    if (!is_str(args[1]))
        return raise_type_error(t, "string argument expected, got '%s'", type_name(t, args[1]));
    TRY(check_text(t, string_io(args[0])));
    if (as_str(args[1])->length) TRY(store(t, string_io(args[0]), args[1]));
    return make_int(t, static_cast<int64_t>(as_str(args[1])->length));
}
Owned string_getvalue(Thread& t, const Value* args) {
    StringIO* io = string_io(args[0]);
    TRY(check_text(t, io));
    return to_str(t, io->text.data(), io->text.size());
}
Owned string_tell(Thread& t, const Value* args) {
    TRY(check_text(t, string_io(args[0])));
    return make_int(t, static_cast<int64_t>(string_io(args[0])->at));
}
Owned string_seek(Thread& t, const Value* args) {
    StringIO* io = string_io(args[0]);
    TRY(check_text(t, io));
    int64_t offset = TRY(to_ssize(t, args[1]));
    int whence = TRY(to_c_int(t, args[2]));
    if (whence < 0 || whence > 2)
        return raise_value_error(t, "Invalid whence (%i, should be 0, 1 or 2)", whence);
    if (offset < 0 && whence == 0)
        return raise_value_error(t, "Negative seek position %lld", static_cast<long long>(offset));
    if (whence && offset) return raise_error(t, exc(t).OSError, "Can't do nonzero cur-relative seeks");
    if (whence == 0) io->at = static_cast<size_t>(offset);
    if (whence == 2) io->at = io->text.size();
    return make_int(t, static_cast<int64_t>(io->at));
}
Owned string_truncate(Thread& t, const Value* args) {
    StringIO* io = string_io(args[0]);
    TRY(check_text(t, io));
    int64_t size = args[1].is_none() ? static_cast<int64_t>(io->at) : TRY(to_ssize(t, args[1]));
    if (size < 0) return raise_value_error(t, "Negative size value %lld", static_cast<long long>(size));
    if (static_cast<size_t>(size) < io->text.size()) io->text.resize(static_cast<size_t>(size));
    return make_int(t, size);
}
Owned string_close(Thread&, const Value* args) {
    args[0].as<IoBase>()->closed = true;
    string_io(args[0])->text.clear();
    return Owned::none();
}
Owned string_getstate(Thread& t, const Value* args) {
    Owned text = TRY(string_getvalue(t, args));
    StringIO* io = string_io(args[0]);
    Owned newline = io->newline_none ? Owned::none() : make_str(t, io->newline);
    Owned dict = TRY(state_attributes(t, args[0]));
    return make_tuple(t,
                      {text.get(), newline.get(), Value::from_int(static_cast<int64_t>(io->at)), dict.get()});
}
Owned string_setstate(Thread& t, const Value* args) {
    if (string_io(args[0])->closed) return raise_value_error(t, "I/O operation on closed file");
    if (!is_tuple(args[1]) || args[1].as<Tuple>()->length < 4) {
        return raise_type_error(t, "%.200s.__setstate__ argument should be 4-tuple, got %.200s",
                                type_name(t, args[0]), type_name(t, args[1]));
    }
    Tuple* state = args[1].as<Tuple>();
    TRY(string_init(t, args[0], {state->items(), 2}));
    int64_t at = TRY(to_ssize(t, state->at(2)));
    if (at < 0) return raise_value_error(t, "position value cannot be negative");
    string_io(args[0])->at = static_cast<size_t>(at);
    if (!state->at(3).is_none()) {
        Owned dict = TRY(instance_dict(t, args[0]));
        TRY(dict_update(t, dict.as<Dict>(), state->at(3)));
    }
    return Owned::none();
}
Owned string_get_newlines(Thread& t, Value self) {
    TRY(check_text(t, string_io(self)));
    return string_io(self)->universal ? newlines_seen(t, string_io(self)->state.seen) : Owned::none();
}
Owned string_get_line_buffering(Thread& t, Value self) {
    TRY(check_text(t, string_io(self)));
    return Owned::from_bool(false);
}
Owned string_true(Thread& t, const Value* args) {
    TRY(check_text(t, string_io(args[0])));
    return Owned::from_bool(true);
}
Owned string_flush(Thread& t, const Value* args) {
    if (string_io(args[0])->closed) return raise_closed(t);
    return Owned::none();
}
const FunctionSpec string_methods[] = {{"read(self, size=-1, /)", string_read},
                                       {"readline(self, size=-1, /)", string_readline},
                                       {"write(self, s, /)", string_write},
                                       {"getvalue(self, /)", string_getvalue, "Return the whole text."},
                                       {"seek(self, pos, whence=0, /)", string_seek},
                                       {"tell(self, /)", string_tell},
                                       {"truncate(self, pos=None, /)", string_truncate},
                                       {"readable(self, /)", string_true},
                                       {"writable(self, /)", string_true},
                                       {"seekable(self, /)", string_true},
                                       {"close(self, /)", string_close},
                                       {"flush(self, /)", string_flush},
                                       {"__getstate__(self, /)", string_getstate},
                                       {"__setstate__(self, state, /)", string_setstate}};
Owned string_get_closed(Thread& t, Value self) {
    if (!string_io(self)->ready) return raise_value_error(t, "I/O operation on uninitialized object");
    return Owned::from_bool(string_io(self)->closed);
}
const GetSetSpec string_getset[] = {{"closed", string_get_closed},
                                    {"newlines", string_get_newlines},
                                    {"line_buffering", string_get_line_buffering}};

}  // namespace

Status add_memory_types(Thread& t, Module* module) {
    IoTypes& ty = io_types(t);
    TypeSpec bytes{};
    bytes.name = "_io.BytesIO";
    bytes.size = sizeof(BytesIO);
    bytes.slots.new_ = bytes_new;
    bytes.slots.init = bytes_init;
    bytes.slots.dealloc = bytes_dealloc;
    bytes.slots.next = bytes_next;
    bytes.methods = bytes_methods;
    bytes.text_signature = "BytesIO(initial_bytes=b'')";
    bytes.doc = "A file of bytes in memory.";
    ty.bytes_io = TRY(add_type(t, module, bytes, ty.buffered));

    TypeSpec window{};
    window.name = "_io._BytesIOBuffer";
    window.size = sizeof(Window);
    window.flags = kTypeNoInstantiate;
    window.slots.dealloc = window_dealloc;
    window.slots.traverse = window_traverse;
    window.slots.get_buffer = window_get_buffer;
    window.slots.release_buffer = window_release;
    ty.bytes_io_buffer = define_type(t, window);

    TypeSpec string{};
    string.name = "_io.StringIO";
    string.size = sizeof(StringIO);
    string.slots.new_ = string_new;
    string.slots.init = string_init;
    string.slots.dealloc = string_dealloc;
    string.slots.next = string_next;
    string.methods = string_methods;
    string.getset = string_getset;
    string.text_signature = "StringIO(initial_value='', newline='\\n')";
    string.doc = "A file of text in memory.";
    ty.string_io = TRY(add_type(t, module, string, ty.text));
    return {};
}

}  // namespace minipy::io
