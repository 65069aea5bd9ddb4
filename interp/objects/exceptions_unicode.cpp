// UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError.
#include "objects/bytes.h"
#include "objects/exceptions.h"

namespace minipy {

namespace {

UnicodeError* as_unicode_error(Value v) { return v.as<UnicodeError>(); }

Status set_args(Thread& t, Value self, const CallArgs& args) {
    Owned tuple = TRY(make_tuple(t, args.args, args.count));
    set_exception_field(self.as<Exception>()->args, tuple);
    return {};
}

// encoding, object, start, end, reason; a translation error has no encoding.
Status fill(Thread& t, Value self, const CallArgs& args, bool encoding, bool from_bytes) {
    TRY(set_args(t, self, args));
    uint32_t wanted = encoding ? 5 : 4;
    if (args.count != wanted) {
        return raise_type_error(t, "function takes exactly %u arguments (%u given)", wanted, args.count);
    }
    UnicodeError* e = as_unicode_error(self);
    const Value* v = args.args;
    if (encoding) {
        if (!is_str(v[0])) return raise_type_error(t, "argument 1 must be str, not %s", type_name(t, v[0]));
        set_exception_field(e->encoding, *v++);
    }
    int at = encoding ? 2 : 1;
    if (from_bytes) {
        if (is_bytes(v[0])) {
            set_exception_field(e->object, v[0]);
        } else {
            Owned copy = TRY(call(t, Value(types(t).bytes), {v[0]}));
            set_exception_field(e->object, copy);
        }
    } else {
        if (!is_str(v[0]))
            return raise_type_error(t, "argument %d must be str, not %s", at, type_name(t, v[0]));
        set_exception_field(e->object, v[0]);
    }
    Owned start = TRY(to_index(t, v[1])), end = TRY(to_index(t, v[2]));
    set_exception_field(e->start, start);
    set_exception_field(e->end, end);
    if (!is_str(v[3]))
        return raise_type_error(t, "argument %d must be str, not %s", at + 3, type_name(t, v[3]));
    set_exception_field(e->reason, v[3]);
    return {};
}
Status encode_init(Thread& t, Value self, const CallArgs& args) { return fill(t, self, args, true, false); }
Status decode_init(Thread& t, Value self, const CallArgs& args) { return fill(t, self, args, true, true); }
Status translate_init(Thread& t, Value self, const CallArgs& args) {
    return fill(t, self, args, false, false);
}

struct Range {
    int64_t start, end;
};
// The two as they stand, which the text shows; whether they name one item of the object.
Result<Range> written_range(Thread& t, UnicodeError* e) {
    return Range{TRY(to_ssize(t, e->start)), TRY(to_ssize(t, e->end))};
}
bool names_one(Range r, UnicodeError* e) {
    size_t length = is_str(e->object) ? as_str(e->object)->length : e->object.as<Bytes>()->length;
    return r.end == r.start + 1 && r.start >= 0 && static_cast<size_t>(r.start) < length;
}

std::string positions(Range r) { return std::to_string(r.start) + "-" + std::to_string(r.end - 1); }

std::string escaped(uint32_t c) {
    char text[16];
    __builtin_snprintf(text, sizeof text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    return text;
}

Owned encode_str(Thread& t, Value self) {
    UnicodeError* e = as_unicode_error(self);
    if (e->object.is_none()) return Owned::share(t.interp->empty_str);
    Range r = TRY(written_range(t, e));
    std::string codec = "'" + TRY(str_utf8(t, e->encoding)) + "' codec can't encode character",
                reason = TRY(str_utf8(t, e->reason));
    if (names_one(r, e)) {
        uint32_t c = as_str(e->object)->at(static_cast<size_t>(r.start));
        return make_str(
            t, codec + " '" + escaped(c) + "' in position " + std::to_string(r.start) + ": " + reason);
    }
    return make_str(t, codec + "s in position " + positions(r) + ": " + reason);
}
Owned decode_str(Thread& t, Value self) {
    UnicodeError* e = as_unicode_error(self);
    if (e->object.is_none()) return Owned::share(t.interp->empty_str);
    Range r = TRY(written_range(t, e));
    std::string codec = "'" + TRY(str_utf8(t, e->encoding)) + "' codec can't decode byte",
                reason = TRY(str_utf8(t, e->reason));
    if (names_one(r, e)) {
        char byte[8];
        __builtin_snprintf(byte, sizeof byte, "0x%02x",
                           static_cast<unsigned char>(e->object.as<Bytes>()->data()[r.start]));
        return make_str(t, codec + " " + byte + " in position " + std::to_string(r.start) + ": " + reason);
    }
    return make_str(t, codec + "s in position " + positions(r) + ": " + reason);
}
Owned translate_str(Thread& t, Value self) {
    UnicodeError* e = as_unicode_error(self);
    if (e->object.is_none()) return Owned::share(t.interp->empty_str);
    Range r = TRY(written_range(t, e));
    std::string reason = TRY(str_utf8(t, e->reason));
    if (names_one(r, e)) {
        uint32_t c = as_str(e->object)->at(static_cast<size_t>(r.start));
        return make_str(t, "can't translate character '" + escaped(c) + "' in position " +
                               std::to_string(r.start) + ": " + reason);
    }
    return make_str(t, "can't translate characters in position " + positions(r) + ": " + reason);
}

const MemberSpec unicode_members[] = {
    {"encoding", offsetof(UnicodeError, encoding), false, "exception encoding"},
    {"object", offsetof(UnicodeError, object), false, "exception object"},
    {"start", offsetof(UnicodeError, start), false, "exception start"},
    {"end", offsetof(UnicodeError, end), false, "exception end"},
    {"reason", offsetof(UnicodeError, reason), false, "exception reason"},
};

}  // namespace

void specialize_unicode_error(TypeSpec& spec, std::string_view name) {
    if (name == "UnicodeEncodeError") {
        spec.slots.init = encode_init;
        spec.slots.str = encode_str;
    } else if (name == "UnicodeDecodeError") {
        spec.slots.init = decode_init;
        spec.slots.str = decode_str;
    } else if (name == "UnicodeTranslateError") {
        spec.slots.init = translate_init;
        spec.slots.str = translate_str;
    } else {
        return;
    }
    spec.members = unicode_members;
}

}  // namespace minipy
