#include "text_io.h"

#include <cstring>

namespace minipy::io {

namespace {

// ---- life ----

Owned text_new(Thread& t, Type* type, const CallArgs&) {
    TextIO* f = make_instance<TextIO>(t, type);
    if (!f) return raise_memory_error(t);
    return Owned::adopt(f);
}

Status set_newline(Thread& t, TextIO* f, Value newline) {
    if (!newline.is_none() && !is_str(newline))
        return raise_type_error(t, "TextIOWrapper() argument 'newline' must be str or None, not %.50s",
                                type_name(t, newline));
    std::string text = newline.is_none() ? "" : to_utf8(newline);
    if (text != "" && text != "\n" && text != "\r" && text != "\r\n")
        return raise_value_error(t, "illegal newline value: %s", text.c_str());
    f->read_translate = newline.is_none();
    f->read_universal = text.empty();
    f->read_newline = text;
    f->write_newline = text == "\r" || text == "\r\n" ? text : "";
    return {};
}

bool is_native_buffer(Thread& t, Value v) {
    if (!v.is_object()) return false;
    IoTypes& ty = io_types(t);
    Type* type = v.object()->type;
    return type == ty.reader || type == ty.writer || type == ty.random;
}

// Where there is text already, an encoding that begins with a byte order mark does not write one.
Status no_mark_in_the_middle(Thread& t, TextIO* f) {
    if (!f->seekable || f->coding != Coding::Other || !f->can_write) return {};
    Owned at = TRY(call_named(t, f->buffer, "tell"));
    if (!TRY(compare_bool(t, CompareOp::Eq, at, Value::from_int(0))))
        TRY(call_named(t, f->encoder, "setstate", {Value::from_int(0)}));
    return {};
}

Status text_init(Thread& t, Value self, const CallArgs& args) {
    Value v[6];
    BoundArgs bound(t,
                    "TextIOWrapper(buffer, encoding=None, errors=None, newline=None, line_buffering=False, "
                    "write_through=False)",
                    args, v);
    TRY(bound.status());
    TextIO* f = text_of(self);
    f->ready = f->detached = false;
    if (v[1].is_none() && TRY(wants_encoding(t)))
        TRY(warn(t, exc(t).EncodingWarning, "'encoding' argument not specified"));
    Owned encoding = Owned::share(v[1]);
    if (encoding.is_none() || (is_str(encoding) && str_equals(encoding, "locale")))
        encoding = Owned::share(intern(t, "UTF-8"));
    if (!is_str(encoding))
        return raise_type_error(t, "TextIOWrapper() argument 'encoding' must be str or None, not %.50s",
                                type_name(t, v[1]));
    if (to_utf8(encoding).find('\0') != std::string::npos)
        return raise_value_error(t, "embedded null character");
    Value errors = v[2].is_none() ? names(t).strict : v[2];
    if (!is_str(errors))
        return raise_type_error(t, "TextIOWrapper() argument 'errors' must be str or None, not %.50s",
                                type_name(t, v[2]));
    TRY(set_newline(t, f, v[3]));
    bool line_buffering = TRY(truth(t, v[4])), write_through = TRY(truth(t, v[5]));
    TRY(choose_codecs(t, f, encoding, errors));
    if (t.interp->config.dev_mode) {
        Owned find = TRY(import_attr(t, "_codecs", "lookup_error"));
        TRY(call(t, find, {errors}));
    }
    if (!is_native_buffer(t, v[0])) {
        TRY(call_named(t, v[0], "readable"));
        TRY(call_named(t, v[0], "writable"));
    }
    set_field(f->buffer, v[0]);
    f->line_buffering = line_buffering;
    f->write_through = write_through;
    f->can_read = TRY(truth(t, TRY(call_named(t, f->buffer, "readable"))));
    f->can_write = TRY(truth(t, TRY(call_named(t, f->buffer, "writable"))));
    Owned seekable = TRY(call_named(t, f->buffer, "seekable"));
    f->seekable = f->telling = TRY(truth(t, seekable));
    f->has_read1 = !TRY(lookup_attr(t, f->buffer, intern(t, "read1"))).is_unbound();
    f->ready = true;
    return no_mark_in_the_middle(t, f);
}

void text_dealloc(Thread& t, Object* o) {
    TextIO* f = static_cast<TextIO*>(o);
    gc_untrack(t, f);
    for (Value v : {f->buffer, f->encoding, f->errors, f->encoder, f->decoder, f->decoded}) release(v);
    clear_instance_tail(t, o);
    f->~TextIO();
    free_object(t, o);
}
void text_traverse(Object* o, Visitor& visitor) {
    TextIO* f = static_cast<TextIO*>(o);
    for (Value v : {f->buffer, f->encoder, f->decoder}) visitor.visit(v);
    traverse_instance_tail(o, visitor);
}

Result<bool> text_closed(Thread& t, TextIO* f) {
    if (is_native_buffer(t, f->buffer)) {
        Buffered* b = f->buffer.as<Buffered>();
        if (b->ready && b->raw.object()->type == io_types(t).file) return b->raw.as<FileIO>()->fd < 0;
    }
    return is_closed(t, f->buffer);
}

}  // namespace

Status check_text_ready(Thread& t, TextIO* f) {
    if (f->ready) return {};
    if (f->detached) return raise_value_error(t, "underlying buffer has been detached");
    return raise_value_error(t, "I/O operation on uninitialized object");
}
Status check_text_open(Thread& t, TextIO* f) {
    TRY(check_text_ready(t, f));
    if (TRY(text_closed(t, f))) return raise_closed(t);
    return {};
}

// ---- writing ----

Status write_pending(Thread& t, TextIO* f) {
    if (f->pending.empty()) return {};
    std::string bytes = std::move(f->pending);
    f->pending.clear();
    if (is_native_buffer(t, f->buffer)) {
        (void)TRY(buffered_write(t, f->buffer.as<Buffered>(), bytes));
        return {};
    }
    Owned data = TRY(make_bytes(t, bytes));
    for (;;) {
        Owned done = call_method(t, f->buffer, names(t).write, {data});
        if (!done.is_error()) return {};
        return Raised{};
    }
}

void forget_decoded(TextIO* f) {
    set_field(f->decoded, Value::none());
    f->decoded_at = 0;
    f->tail.clear();
    f->newlines.pending_cr = false;
    f->chunk_bytes.clear();
    f->has_chunk = false;
}

namespace {

struct LineEnds {
    bool lf = false, cr = false;
};
LineEnds line_ends(Str* s) {
    LineEnds ends;
    if (s->width == 1) {
        ends.lf = memchr(s->u8(), '\n', s->length);
        ends.cr = memchr(s->u8(), '\r', s->length);
        return ends;
    }
    for (size_t i = 0; i < s->length; ++i) {
        ends.lf |= s->at(i) == '\n';
        ends.cr |= s->at(i) == '\r';
    }
    return ends;
}

Owned text_write(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    if (!is_str(args[1]))
        return raise_type_error(t, "write() argument must be str, not %.50s", type_name(t, args[1]));
    TRY(check_text_open(t, f));
    Owned text = Owned::share(args[1]);
    LineEnds ends;
    if (!f->write_newline.empty() || f->line_buffering) ends = line_ends(as_str(text));
    if (ends.lf && !f->write_newline.empty()) {
        Owned newline = TRY(make_str(t, f->write_newline));
        text = TRY(call_method(t, text, names(t).replace, {t.interp->latin1_strs['\n'], newline}));
    }
    bool flush = f->line_buffering && (ends.lf || ends.cr);
    if (!f->can_write) return raise_unsupported(t, "not writable");
    if (!f->pending.empty() && f->pending.size() + as_str(text)->length > static_cast<size_t>(f->chunk_size))
        TRY(write_pending(t, f));
    TRY(encode_text(t, f, text, f->pending));
    if (f->pending.size() >= static_cast<size_t>(f->chunk_size) || flush || f->write_through)
        TRY(write_pending(t, f));
    if (flush) TRY(call_method(t, f->buffer, names(t).flush));
    if (!f->decoded.is_none() || f->has_chunk) forget_decoded(f);
    return make_int(t, static_cast<int64_t>(as_str(args[1])->length));
}

Owned text_flush(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    TRY(check_text_open(t, f));
    f->telling = f->seekable;
    TRY(write_pending(t, f));
    return call_method(t, f->buffer, names(t).flush);
}

// ---- reading ----

bool has_decoded(TextIO* f) { return !f->decoded.is_none() && f->decoded_at < as_str(f->decoded)->length; }

Owned take_decoded(Thread& t, TextIO* f, int64_t count) {
    if (!has_decoded(f)) return make_str(t, "");
    size_t length = as_str(f->decoded)->length, left = length - f->decoded_at;
    size_t n = count < 0 ? left : std::min(left, static_cast<size_t>(count));
    Owned out = f->decoded_at == 0 && n == length
                    ? Owned::share(f->decoded)
                    : TRY(substring(t, f->decoded, f->decoded_at, f->decoded_at + n));
    f->decoded_at += n;
    return out;
}

Status check_can_read(Thread& t, TextIO* f) {
    if (!f->can_read) return raise_unsupported(t, "not readable");
    return {};
}

}  // namespace

// Reads and decodes one chunk, which replaces what was decoded before.
Result<bool> read_chunk(Thread& t, TextIO* f, int64_t size_hint) {
    TRY(check_can_read(t, f));
    std::string held;
    if (f->telling) f->chunk_start = TRY(decoder_state(t, f, held));
    std::string bytes;
    int64_t size = std::max(f->chunk_size, static_cast<int64_t>(static_cast<double>(size_hint) *
                                                                std::max(f->bytes_per_char, 1.0)));
    if (is_native_buffer(t, f->buffer)) {
        const Value args[] = {f->buffer, Value::from_int(size)};
        Owned got = TRY(call_named(t, f->buffer, "read1", {args[1]}));
        bytes = got.as<Bytes>()->view();
    } else {
        Owned got = TRY(call_named(t, f->buffer, f->has_read1 ? "read1" : "read", {Value::from_int(size)}));
        Buffer view(t);
        if (view.open(got).is_error()) {
            (void)take_exception(t);
            return raise_type_error(t,
                                    "underlying %s() should have returned a bytes-like object, not '%.200s'",
                                    f->has_read1 ? "read1" : "read", type_name(t, got));
        }
        bytes = view.view();
    }
    bool end = bytes.empty();
    Owned text = TRY(decode_bytes(t, f, bytes, end));
    set_field(f->decoded, text);
    f->decoded_at = 0;
    size_t made = as_str(text)->length;
    f->bytes_per_char = made ? static_cast<double>(bytes.size()) / static_cast<double>(made) : 0;
    if (f->telling) {
        f->chunk_bytes = held + bytes;
        f->has_chunk = true;
    }
    return !end || as_str(text)->length > 0;
}

namespace {

Owned text_read(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    int64_t size = TRY(size_argument(t, args[1]));
    TRY(check_text_open(t, f));
    TRY(check_can_read(t, f));
    TRY(write_pending(t, f));
    if (size < 0) {
        Owned rest = TRY(call_method(t, f->buffer, names(t).read));
        if (rest.is_none())
            return raise_type_error(t, "read() should have returned a bytes object, not 'NoneType'");
        Buffer view(t);
        TRY(view.open(rest));
        Owned before = TRY(take_decoded(t, f, -1));
        Owned text = TRY(decode_bytes(t, f, view.view(), true));
        if (f->has_chunk || !f->decoded.is_none()) forget_decoded(f);
        return as_str(before)->length ? str_concat(t, before, text) : std::move(text);
    }
    StrBuilder out(t);
    size_t wanted = static_cast<size_t>(size);
    for (;;) {
        Owned piece = TRY(take_decoded(t, f, static_cast<int64_t>(wanted - out.length())));
        out.append(piece.get());
        if (out.length() >= wanted) break;
        if (!TRY(read_chunk(t, f, static_cast<int64_t>(wanted - out.length())))) break;
    }
    return out.finish();
}

// Where the line that begins at `from` ends; npos when it goes on.
size_t find_line_end(TextIO* f, Str* s, size_t from) {
    if (f->read_translate || f->read_newline == "\n") {
        if (s->width == 1) {
            const void* hit = memchr(s->u8() + from, '\n', s->length - from);
            return hit ? static_cast<size_t>(static_cast<const uint8_t*>(hit) - s->u8()) + 1
                       : std::string::npos;
        }
        for (size_t i = from; i < s->length; ++i) {
            if (s->at(i) == '\n') return i + 1;
        }
        return std::string::npos;
    }
    for (size_t i = from; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (f->read_universal) {
            if (c == '\n') return i + 1;
            if (c == '\r') {
                if (i + 1 < s->length) return s->at(i + 1) == '\n' ? i + 2 : i + 1;
                return i + 1;
            }
        } else if (f->read_newline.size() == 2) {
            if (c == '\r' && i + 1 < s->length && s->at(i + 1) == '\n') return i + 2;
        } else if (c == '\r') {
            return i + 1;
        }
    }
    return std::string::npos;
}

Owned read_line(Thread& t, TextIO* f, int64_t limit) {
    TRY(check_text_open(t, f));
    TRY(write_pending(t, f));
    Owned begun = Owned::none();  // the part of the line that earlier chunks held
    for (;;) {
        if (!has_decoded(f)) {
            if (!TRY(read_chunk(t, f, 0)) && !has_decoded(f)) {
                forget_decoded(f);
                return begun.is_none() ? make_str(t, "") : std::move(begun);
            }
            if (!has_decoded(f)) continue;
        }
        // A "\r\n" that two chunks share: look at both.
        if (!begun.is_none()) {
            Owned joined = TRY(str_concat(t, begun, TRY(take_decoded(t, f, -1))));
            size_t end = find_line_end(f, as_str(joined), 0);
            if (limit >= 0) end = std::min(end, static_cast<size_t>(limit));
            if (end > as_str(joined)->length) {
                begun = std::move(joined);
                continue;
            }
            if (end == as_str(joined)->length) return joined;
            // Give back what lies behind the end.
            f->decoded_at -= as_str(joined)->length - end;
            return substring(t, joined, 0, end);
        }
        Str* s = as_str(f->decoded);
        size_t end = find_line_end(f, s, f->decoded_at);
        if (limit >= 0) end = std::min(end, f->decoded_at + static_cast<size_t>(limit));
        if (end != std::string::npos && end <= s->length)
            return take_decoded(t, f, static_cast<int64_t>(end - f->decoded_at));
        begun = TRY(take_decoded(t, f, -1));
    }
}
Owned text_readline(Thread& t, const Value* args) {
    return read_line(t, text_of(args[0]), TRY(size_argument(t, args[1])));
}
Owned text_next(Thread& t, Value self) {
    TextIO* f = text_of(self);
    f->telling = false;
    Owned line =
        self.object()->subclass ? TRY(call_method(t, self, names(t).readline)) : TRY(read_line(t, f, -1));
    if (!is_str(line))
        return raise_error(t, exc(t).OSError, "readline() should have returned a str object, not '%.200s'",
                           type_name(t, line));
    if (as_str(line)->length) return line;
    forget_decoded(f);
    f->telling = f->seekable;
    return Owned::stop();
}

// ---- the rest ----

Owned text_close(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    TRY(check_text_ready(t, f));
    if (TRY(text_closed(t, f))) return Owned::none();
    if (f->finalizing) {
        Owned warned = TRY(lookup_attr(t, f->buffer, intern(t, "_dealloc_warn")));
        if (!warned.is_unbound() && call(t, warned, {args[0]}).is_error()) (void)take_exception(t);
    }
    Owned flushed = call_method(t, args[0], names(t).flush);
    Owned error = Owned::none();
    if (flushed.is_error()) error = take_exception(t);
    Owned closed = call_method(t, f->buffer, names(t).close);
    if (error.is_none()) return closed;
    if (closed.is_error()) {
        set_field(t.exception.as<Exception>()->context, error);
        return Raised{};
    }
    return restore_exception(t, std::move(error));
}
Owned text_detach(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    TRY(check_text_ready(t, f));
    TRY(call_method(t, args[0], names(t).flush));
    Owned buffer = Owned::share(f->buffer);
    set_field(f->buffer, Value::none());
    f->detached = true;
    f->ready = false;
    return buffer;
}
Owned ask_buffer(Thread& t, const Value* args, const char* method) {
    TRY(check_text_ready(t, text_of(args[0])));
    return call_named(t, text_of(args[0])->buffer, method);
}
Owned text_fileno(Thread& t, const Value* args) { return ask_buffer(t, args, "fileno"); }
Owned text_isatty(Thread& t, const Value* args) { return ask_buffer(t, args, "isatty"); }
Owned text_seekable(Thread& t, const Value* args) { return ask_buffer(t, args, "seekable"); }
Owned text_readable(Thread& t, const Value* args) { return ask_buffer(t, args, "readable"); }
Owned text_writable(Thread& t, const Value* args) { return ask_buffer(t, args, "writable"); }
Owned text_truncate(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    TRY(check_text_ready(t, f));
    TRY(call_method(t, args[0], names(t).flush));
    return call_named(t, f->buffer, "truncate", {args[1]});
}

Owned text_reconfigure(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    TRY(check_text_open(t, f));
    bool codec_changes = !args[1].is_none() || !args[2].is_none();
    for (int i : {1, 2, 3}) {
        if (!args[i].is_unbound() && !args[i].is_none() && !is_str(args[i]))
            return raise_type_error(t, "bad argument type for built-in operation");
    }
    if (!f->decoded.is_none() && (codec_changes || !args[3].is_unbound()))
        return raise_unsupported(
            t, "It is not possible to set the encoding or newline of stream after the first read");
    TRY(call_method(t, args[0], names(t).flush));
    if (codec_changes) {
        Value encoding = args[1].is_none()               ? f->encoding
                         : str_equals(args[1], "locale") ? intern(t, "UTF-8")
                                                         : args[1];
        Value errors = !args[2].is_none() ? args[2] : args[1].is_none() ? f->errors : names(t).strict;
        TRY(choose_codecs(t, f, encoding, errors));
        TRY(no_mark_in_the_middle(t, f));
    }
    if (!args[3].is_unbound()) TRY(set_newline(t, f, args[3]));
    if (!args[4].is_none()) f->line_buffering = TRY(truth(t, args[4]));
    if (!args[5].is_none()) f->write_through = TRY(truth(t, args[5]));
    return Owned::none();
}

Owned get_encoding(Thread&, Value self) { return Owned::share(text_of(self)->encoding); }
Owned get_errors(Thread& t, Value self) {
    if (!text_of(self)->detached) TRY(check_text_ready(t, text_of(self)));
    return Owned::share(text_of(self)->errors);
}
Owned get_buffer(Thread&, Value self) { return Owned::share(text_of(self)->buffer); }
Owned get_line_buffering(Thread&, Value self) { return Owned::from_bool(text_of(self)->line_buffering); }
Owned get_write_through(Thread&, Value self) { return Owned::from_bool(text_of(self)->write_through); }
Owned get_closed(Thread& t, Value self) {
    TRY(check_text_ready(t, text_of(self)));
    return Owned::from_bool(TRY(text_closed(t, text_of(self))));
}
Owned get_name(Thread& t, Value self) {
    TRY(check_text_ready(t, text_of(self)));
    return get_attr(t, text_of(self)->buffer, names(t).name);
}
Owned get_newlines(Thread& t, Value self) {
    TRY(check_text_ready(t, text_of(self)));
    return text_of(self)->read_universal ? newlines_seen(t, text_of(self)->newlines.seen) : Owned::none();
}
Owned get_chunk_size(Thread& t, Value self) { return make_int(t, text_of(self)->chunk_size); }
Status set_chunk_size(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_error(t, exc(t).AttributeError, "cannot delete attribute");
    int64_t n = TRY(to_ssize(t, v));
    if (n <= 0) return raise_value_error(t, "a strictly positive integer is required");
    text_of(self)->chunk_size = n;
    return {};
}
Owned get_finalizing(Thread&, Value self) { return Owned::from_bool(text_of(self)->finalizing); }
Status set_finalizing(Thread& t, Value self, Value v) {
    text_of(self)->finalizing = TRY(truth(t, v));
    return {};
}

Owned text_repr(Thread& t, Value self) {
    if (!text_of(self)->detached) TRY(check_text_ready(t, text_of(self)));
    std::string text = "<" + type_full_name(t, type_of(t, self));
    for (const char* key : {"name", "mode"}) {
        Owned v = lookup_attr(t, self, intern(t, key));
        if (v.is_error()) {
            if (!catch_exception(t, exc(t).ValueError)) return Raised{};
            continue;
        }
        if (!v.is_unbound()) text += std::string(" ") + key + "=" + TRY(repr_utf8(t, v));
    }
    return make_str(t, text + " encoding=" + TRY(repr_utf8(t, text_of(self)->encoding)) + ">");
}

const FunctionSpec methods[] = {
    {"write(self, text, /)", text_write, "Write the string; return how many characters."},
    {"read(self, size=-1, /)", text_read, "Read that many characters, or all."},
    {"readline(self, size=-1, /)", text_readline, "Read until the end of the line."},
    {"flush(self, /)", text_flush},
    {"close(self, /)", text_close},
    {"detach(self, /)", text_detach},
    {"fileno(self, /)", text_fileno},
    {"isatty(self, /)", text_isatty},
    {"seekable(self, /)", text_seekable},
    {"readable(self, /)", text_readable},
    {"writable(self, /)", text_writable},
    {"tell(self, /)", text_tell},
    {"seek(self, cookie, whence=0, /)", text_seek},
    {"truncate(self, pos=None, /)", text_truncate},
    {"reconfigure(self, *, encoding=None, errors=None, newline=..., line_buffering=None, write_through=None)",
     text_reconfigure, "Change what the stream was opened with."},
};
const GetSetSpec getset[] = {{"encoding", get_encoding},
                             {"errors", get_errors},
                             {"buffer", get_buffer},
                             {"line_buffering", get_line_buffering},
                             {"write_through", get_write_through},
                             {"closed", get_closed},
                             {"name", get_name},
                             {"newlines", get_newlines},
                             {"_CHUNK_SIZE", get_chunk_size, set_chunk_size},
                             {"_finalizing", get_finalizing, set_finalizing}};

}  // namespace

Status add_text_types(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_io.TextIOWrapper";
    spec.size = sizeof(TextIO);
    spec.slots.new_ = text_new;
    spec.slots.init = text_init;
    spec.slots.dealloc = text_dealloc;
    spec.slots.traverse = text_traverse;
    spec.slots.repr = text_repr;
    spec.slots.next = text_next;
    spec.methods = methods;
    spec.getset = getset;
    spec.text_signature =
        "TextIOWrapper(buffer, encoding=None, errors=None, newline=None, line_buffering=False, "
        "write_through=False)";
    spec.doc = "Text over a buffered file.";
    io_types(t).text_wrapper = TRY(add_type(t, module, spec, io_types(t).text));
    return {};
}

}  // namespace minipy::io
