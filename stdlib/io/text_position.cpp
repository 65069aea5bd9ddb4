// TextIOWrapper.tell() and seek().
//
// A text position is a number that names a byte of the file where decoding can begin, and, when no such byte
// lies right in front of the character in question, what to do from there. From the low end: the byte (64
// bits), the decoder's flags, how many bytes to feed it, how many of the characters that come out to skip (32
// bits each), and whether it must be told that the input ends. With a decoder that has no state all but the
// byte is zero, and the number is the byte.
#include "text_io.h"

namespace minipy::io {

namespace {

struct Cookie {
    int64_t start = 0;
    DecoderState state;
    int64_t feed = 0, skip = 0;
    bool need_eof = false;
};

// The flags as IncrementalNewlineDecoder.getstate() gives them: the lowest bit is the "\r" when newlines are
// looked at.
int64_t packed_flags(TextIO* f, DecoderState s) {
    return f->read_universal ? s.flags << 1 | s.pending_cr : s.flags;
}
DecoderState unpacked_flags(TextIO* f, int64_t flags) {
    return f->read_universal ? DecoderState{flags >> 1, (flags & 1) != 0} : DecoderState{flags, false};
}

Owned pack(Thread& t, TextIO* f, const Cookie& c) {
    const int64_t fields[] = {packed_flags(f, c.state), c.feed, c.skip, c.need_eof};
    Owned all = make_int(t, c.start);
    int64_t shift = 64;
    for (int64_t field : fields) {
        if (field) {
            Owned part = TRY(make_int(t, field & 0xffffffff));
            part = TRY(binary_op(t, BinaryOp::LShift, part, Value::from_int(shift)));
            all = TRY(binary_op(t, BinaryOp::Or, all, part));
        }
        shift += 32;
    }
    return all;
}
Result<Cookie> unpack(Thread& t, TextIO* f, Value number) {
    int64_t small;
    Cookie c;
    if (int_fits_int64(number, &small)) {
        c.start = small;
        return c;
    }
    auto field = [&](int64_t shift, int64_t bits) -> Result<int64_t> {
        Owned part = TRY(binary_op(t, BinaryOp::RShift, number, Value::from_int(shift)));
        Owned mask = TRY(make_int(t, (int64_t{1} << bits) - 1));
        part = TRY(binary_op(t, BinaryOp::And, part, mask));
        return to_int64(t, part);
    };
    Owned rest = TRY(binary_op(t, BinaryOp::RShift, number, Value::from_int(168)));
    if (!TRY(compare_bool(t, CompareOp::Eq, rest, Value::from_int(0))))
        return raise_error(t, exc(t).OverflowError, "int too big to convert");
    c.start = TRY(field(0, 62)) | TRY(field(62, 1)) << 62;
    c.state = unpacked_flags(f, TRY(field(64, 32)));
    c.feed = TRY(field(96, 32));
    c.skip = TRY(field(128, 32));
    c.need_eof = TRY(field(160, 8)) != 0;
    return c;
}

Result<int64_t> decode_count(Thread& t, TextIO* f, std::string_view bytes, bool final) {
    Owned text = TRY(decode_bytes(t, f, bytes, final));
    return static_cast<int64_t>(as_str(text)->length);
}

// Finds the last place in the chunk where decoding can begin and that does not lie behind its first `c.skip`
// characters, and what is to be fed and skipped from there. A guess by the chunk's bytes per character goes
// most of the way.
Status find_start(Thread& t, TextIO* f, Cookie& c) {
    std::string_view bytes = f->chunk_bytes;
    std::string held;
    int64_t at = std::min(static_cast<int64_t>(f->bytes_per_char * static_cast<double>(c.skip)),
                          static_cast<int64_t>(bytes.size()));
    int64_t back = 1;
    const DecoderState begin = c.state;
    while (at > 0) {
        TRY(set_decoder_state(t, f, begin, c.start == 0));
        int64_t made = TRY(decode_count(t, f, bytes.substr(0, static_cast<size_t>(at)), false));
        if (made > c.skip) {
            at -= back;
            back *= 2;
            continue;
        }
        DecoderState state = TRY(decoder_state(t, f, held));
        if (held.empty()) {
            c.state = state;
            c.skip -= made;
            break;
        }
        at -= static_cast<int64_t>(held.size());
        back = 1;
    }
    if (at <= 0) {
        at = 0;
        TRY(set_decoder_state(t, f, begin, c.start == 0));
    }
    c.start += at;
    if (c.skip == 0) return {};
    int64_t made = 0;
    for (size_t i = static_cast<size_t>(at); i < bytes.size(); ++i) {
        made += TRY(decode_count(t, f, bytes.substr(i, 1), false));
        ++c.feed;
        DecoderState state = TRY(decoder_state(t, f, held));
        if (held.empty() && made <= c.skip) {
            c.start += c.feed;
            c.skip -= made;
            c.state = state;
            c.feed = made = 0;
        }
        if (made >= c.skip) return {};
    }
    made += TRY(decode_count(t, f, {}, true));
    c.need_eof = true;
    if (made < c.skip) return raise_error(t, exc(t).OSError, "can't reconstruct logical file position");
    return {};
}

Status reset_encoder(Thread& t, TextIO* f, bool at_start) {
    if (f->encoder.is_none()) return {};
    if (at_start)
        TRY(call_named(t, f->encoder, "reset"));
    else
        TRY(call_named(t, f->encoder, "setstate", {Value::from_int(0)}));
    return {};
}

}  // namespace

Result<DecoderState> decoder_state(Thread& t, TextIO* f, std::string& held) {
    DecoderState state{0, f->newlines.pending_cr};
    held = f->tail;
    if (f->coding != Coding::Other) return state;
    Owned pair = TRY(call_named(t, f->decoder, "getstate"));
    if (!is_tuple(pair) || pair.as<Tuple>()->length != 2) return raise_type_error(t, "illegal decoder state");
    Value bytes = pair.as<Tuple>()->at(0);
    if (!is_bytes(bytes)) {
        return raise_type_error(
            t, "illegal decoder state: the first item should be a bytes object, not '%.200s'",
            type_name(t, bytes));
    }
    held = bytes.as<Bytes>()->view();
    state.flags = TRY(to_int64(t, pair.as<Tuple>()->at(1)));
    return state;
}
Status set_decoder_state(Thread& t, TextIO* f, DecoderState state, bool at_start) {
    f->tail.clear();
    f->newlines.pending_cr = state.pending_cr;
    if (f->coding != Coding::Other) return {};
    if (at_start && state.initial()) {  // elsewhere flags of zero mean something, as UTF-16's order of bytes
        TRY(call_named(t, f->decoder, "reset"));
        return {};
    }
    Owned nothing = TRY(make_bytes(t, "")), flags = TRY(make_int(t, state.flags));
    Owned pair = TRY(make_tuple(t, {nothing.get(), flags.get()}));
    TRY(call_named(t, f->decoder, "setstate", {pair}));
    return {};
}

Owned text_tell(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    TRY(check_text_open(t, f));
    if (!f->seekable) return raise_unsupported(t, "underlying stream is not seekable");
    if (!f->telling) return raise_error(t, exc(t).OSError, "telling position disabled by next() call");
    TRY(write_pending(t, f));
    TRY(call_method(t, args[0], names(t).flush));
    Owned at = TRY(call_named(t, f->buffer, "tell"));
    if (!f->has_chunk) return at;
    Cookie c;
    c.start = TRY(to_int64(t, at)) - static_cast<int64_t>(f->chunk_bytes.size());
    c.state = f->chunk_start;
    c.skip = f->decoded.is_none() ? 0 : static_cast<int64_t>(f->decoded_at);
    if (c.skip == 0) return pack(t, f, c);
    // The decoder goes over the chunk again, and afterwards to where it was.
    std::string tail = f->tail;
    const bool pending_cr = f->newlines.pending_cr;
    Owned saved = Owned::none();
    if (f->coding == Coding::Other) saved = TRY(call_named(t, f->decoder, "getstate"));
    bool failed = find_start(t, f, c).is_error();
    f->tail = tail;
    f->newlines.pending_cr = pending_cr;
    if (!saved.is_none()) {
        Owned error = failed ? take_exception(t) : Owned::none();
        Owned restored = call_named(t, f->decoder, "setstate", {saved});
        if (failed) return restore_exception(t, std::move(error));
        if (restored.is_error()) return Raised{};
    }
    if (failed) return Raised{};
    return pack(t, f, c);
}

Owned text_seek(Thread& t, const Value* args) {
    TextIO* f = text_of(args[0]);
    TRY(check_text_open(t, f));
    int whence = TRY(to_c_int(t, args[2]));
    if (!f->seekable) return raise_unsupported(t, "underlying stream is not seekable");
    Owned cookie = Owned::share(args[1]);
    const Value zero = Value::from_int(0);
    if (whence == 1) {
        if (!TRY(compare_bool(t, CompareOp::Eq, cookie, zero)))
            return raise_unsupported(t, "can't do nonzero cur-relative seeks");
        cookie = TRY(call_named(t, args[0], "tell"));
    } else if (whence == 2) {
        if (!TRY(compare_bool(t, CompareOp::Eq, cookie, zero)))
            return raise_unsupported(t, "can't do nonzero end-relative seeks");
        TRY(call_method(t, args[0], names(t).flush));
        forget_decoded(f);
        TRY(set_decoder_state(t, f, {}, true));
        Owned end = TRY(call_named(t, f->buffer, "seek", {zero, Value::from_int(2)}));
        TRY(reset_encoder(t, f, TRY(compare_bool(t, CompareOp::Eq, end, zero))));
        return end;
    } else if (whence != 0) {
        return raise_value_error(t, "invalid whence (%d, should be 0, 1 or 2)", whence);
    }
    if (TRY(compare_bool(t, CompareOp::Lt, cookie, zero)))
        return raise_value_error(t, "negative seek position %s", TRY(repr_utf8(t, cookie)).c_str());
    TRY(call_method(t, args[0], names(t).flush));
    Owned number = TRY(to_int(t, cookie));
    Cookie c = TRY(unpack(t, f, number));
    Owned start = TRY(make_int(t, c.start));
    TRY(call_named(t, f->buffer, "seek", {start}));
    forget_decoded(f);
    TRY(set_decoder_state(t, f, c.state, c.start == 0));
    if (c.skip) {
        Owned input = TRY(call_method(t, f->buffer, names(t).read, {Value::from_int(c.feed)}));
        if (!is_bytes(input)) {
            return raise_type_error(t, "underlying read() should have returned a bytes object, not '%.200s'",
                                    type_name(t, input));
        }
        f->chunk_start = c.state;
        f->chunk_bytes = input.as<Bytes>()->view();
        f->has_chunk = true;
        Owned text = TRY(decode_bytes(t, f, f->chunk_bytes, c.need_eof));
        if (static_cast<int64_t>(as_str(text)->length) < c.skip) {
            return raise_error(t, exc(t).OSError, "can't restore logical file position");
        }
        set_field(f->decoded, text);
        f->decoded_at = static_cast<size_t>(c.skip);
    } else {
        f->chunk_start = c.state;
        f->has_chunk = true;
    }
    TRY(reset_encoder(t, f, c.start == 0 && c.state.initial()));
    f->telling = f->seekable;
    return cookie;
}

}  // namespace minipy::io
