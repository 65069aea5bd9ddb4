// The instructions of protocols 0 and 1 that nothing writes any more, and the rare ones: numbers and strings as lines of
// text, Python 2's strings, persistent ids, extension codes, out-of-band buffers.
#include <cerrno>
#include <cstdlib>

#include "reader.h"
#include "support/float_text.h"

namespace minipy::pickle {

Status Reader::load_int_text(Thread& t) {
    std::string line(TRY(take_line(t)));
    if (line.empty()) return truncated(t);
    char* end = nullptr;
    errno = 0;
    long value = strtol(line.c_str(), &end, 0);
    if (errno || *end || end == line.c_str()) {
        Owned big = int_from_text(t, line, 0);
        if (big.is_error()) {
            if (!catch_exception(t, exc(t).ValueError)) return Raised{};
            return raise_value_error(t, "could not convert string to int");
        }
        push(std::move(big));
        return {};
    }
    if (line.size() == 2 && (value == 0 || value == 1)) {  // 00 and 01
        push(Owned::from_bool(value));
        return {};
    }
    push(make_int(t, int64_t{value}));
    return {};
}

Status Reader::load_long_text(Thread& t) {
    std::string line(TRY(take_line(t)));
    if (line.empty()) return truncated(t);
    if (line.back() == 'L')
        line.pop_back();
    else
        line += '\n';
    push(TRY(int_from_text(t, line, 10)));
    return {};
}

Status Reader::load_float_text(Thread& t) {
    std::string_view line = TRY(take_line(t));
    if (line.empty()) return truncated(t);
    double value;
    if (!parse_double(line, &value)) return raise_value_error(t, "could not convert string to float");
    push(make_float(t, value));
    return {};
}

// A Python 2 str: text in the encoding asked for, or the bytes themselves.
Owned Reader::decode_string(Thread& t, std::string_view data) {
    Owned bytes = TRY(make_bytes(t, data));
    if (encoding_ == "bytes") return bytes;
    Owned encoding = TRY(make_str(t, encoding_)), errors = TRY(make_str(t, errors_));
    return call_method(t, bytes, names(t).decode, {encoding, errors});
}

Status Reader::load_string_text(Thread& t) {
    std::string_view line = TRY(take_line(t));
    if (line.size() < 2 || line.front() != line.back() || (line.front() != '\'' && line.front() != '"'))
        return raise_error(t, state(t).unpickling_error, "the STRING opcode argument must be quoted");
    Owned escaped = TRY(make_bytes(t, line.substr(1, line.size() - 2)));
    Owned function = TRY(import_attr(t, "_codecs", "escape_decode"));
    Owned pair = TRY(minipy::call(t, function, {escaped}));
    push(TRY(decode_string(t, std::string(pair.as<Tuple>()->at(0).as<Bytes>()->view()))));
    return {};
}

Status Reader::load_unicode_text(Thread& t) {
    std::string_view line = TRY(take_line(t));
    if (line.find('\\') == std::string_view::npos) {
        push(TRY(make_str_latin1(t, reinterpret_cast<const uint8_t*>(line.data()), line.size())));
        return {};
    }
    Owned escaped = TRY(make_bytes(t, line));
    Owned function = TRY(import_attr(t, "_codecs", "raw_unicode_escape_decode"));
    Owned pair = TRY(minipy::call(t, function, {escaped}));
    push(Owned::share(pair.as<Tuple>()->at(0)));
    return {};
}

Status Reader::load_binstring(Thread& t, int length_bytes) {
    uint64_t size = TRY(take_number(t, length_bytes));
    if (length_bytes == 4 && size > INT32_MAX) {
        return raise_error(t, state(t).unpickling_error, "BINSTRING pickle has negative byte count");
    }
    const char* p = take(t, size);
    if (!p) return Raised{};
    push(TRY(decode_string(t, {p, size})));
    return {};
}

Status Reader::load_extension(Thread& t, int bytes) {
    State& s = state(t);
    auto code = static_cast<int64_t>(TRY(take_number(t, bytes)));
    if (bytes == 4) code = static_cast<int32_t>(code);
    if (code <= 0) return raise_error(t, s.unpickling_error, "EXT specifies code <= 0");
    Owned key = make_int(t, code);
    Value cached = dict_get(t, s.extension_cache, key);
    if (cached.is_error()) return Raised{};
    if (!cached.is_unbound()) {
        push(Owned::share(cached));
        return {};
    }
    Value pair = dict_get(t, s.inverted_registry, key);
    if (pair.is_error()) return Raised{};
    if (pair.is_unbound())
        return raise_value_error(t, "unregistered extension code %ld", static_cast<long>(code));
    if (!is_tuple(pair) || pair.as<Tuple>()->length != 2 || !is_str(pair.as<Tuple>()->at(0)) ||
        !is_str(pair.as<Tuple>()->at(1))) {
        return raise_value_error(t, "_inverted_registry[%ld] isn't a 2-tuple of strings",
                                 static_cast<long>(code));
    }
    Owned held = Owned::share(pair);
    Owned found = TRY(find_class(t, held.as<Tuple>()->at(0), held.as<Tuple>()->at(1)));
    TRY(dict_set(t, s.extension_cache, key, found));
    push(std::move(found));
    return {};
}

Status Reader::load_next_buffer(Thread& t) {
    Type* error = state(t).unpickling_error;
    if (buffers_.is_unbound()) {
        return raise_error(t, error,
                           "pickle stream refers to out-of-band data but no *buffers* argument was given");
    }
    Owned iterator = buffers_.dup(), next = TRY(iter_next(t, iterator));
    if (next.is_stop()) return raise_error(t, error, "not enough out-of-band buffers");
    push(std::move(next));
    return {};
}

Status Reader::load_readonly_buffer(Thread& t) {
    TRY(need(t, 1));
    Owned object = pop();
    Owned view = TRY(minipy::call(t, Value(types(t).memoryview), {object}));
    Owned readonly = TRY(get_attr(t, view, "readonly"));
    if (readonly.get().is_true()) {
        push(std::move(object));
        return {};
    }
    push(TRY(call_method(t, view, intern(t, "toreadonly"))));
    return {};
}

Status Reader::load_persistent(Thread& t, Owned id) {
    if (!persistent_load.is_set()) {
        return raise_error(t, state(t).unpickling_error,
                           "A load persistent id instruction was encountered,\nbut no persistent_load "
                           "function was specified.");
    }
    push(TRY(persistent_load.call(t, self, id)));
    return {};
}

Status Reader::run_rare(Thread& t, char code) {
    switch (code) {
        case op::Int:
            return load_int_text(t);
        case op::Long:
            return load_long_text(t);
        case op::Float:
            return load_float_text(t);
        case op::String:
            return load_string_text(t);
        case op::Unicode:
            return load_unicode_text(t);
        case op::BinString:
            return load_binstring(t, 4);
        case op::ShortBinString:
            return load_binstring(t, 1);
        case op::List:
            return load_list(t);
        case op::Dict:
            return load_dict(t);
        case op::Inst:
            return load_inst(t);
        case op::Obj:
            return load_obj(t);
        case op::Ext1:
            return load_extension(t, 1);
        case op::Ext2:
            return load_extension(t, 2);
        case op::Ext4:
            return load_extension(t, 4);
        case op::NextBuffer:
            return load_next_buffer(t);
        case op::ReadonlyBuffer:
            return load_readonly_buffer(t);
        case op::Pop:
            // A mark on top of the stack is what is popped.
            if (!marks_.empty() && marks_.back() == stack_.size()) {
                size_t height;
                return pop_mark(t, &height);
            }
            TRY(need(t, 1));
            (void)pop();
            return {};
        case op::PopMark: {
            size_t height;
            TRY(pop_mark(t, &height));
            drop_stack(height);
            return {};
        }
        case op::Dup:
            TRY(need(t, 1));
            push(Owned::share(stack_.back()));
            return {};
        case op::Get:
        case op::Put: {
            std::string line(TRY(take_line(t)));
            if (line.empty()) return truncated(t);
            if (code == op::Put) TRY(need(t, 1));
            Owned number = TRY(int_from_text(t, line, 10));
            int64_t index;
            if (!int_fits_int64(number, &index)) {
                if (code == op::Put)
                    return raise_overflow_error(t, "Python int too large to convert to C ssize_t");
                index = -1;
            }
            if (code == op::Get) return load_get(t, static_cast<uint64_t>(index));
            if (index < 0) return raise_value_error(t, "negative PUT argument");
            return load_put(t, static_cast<uint64_t>(index));
        }
        case op::PersId: {
            std::string_view line = TRY(take_line(t));
            for (char c : line) {
                if (c & 0x80) {
                    return raise_error(t, state(t).unpickling_error,
                                       "persistent IDs in protocol 0 must be ASCII strings");
                }
            }
            return load_persistent(t, TRY(make_str(t, line)));
        }
        case op::BinPersId: {
            TRY(need(t, 1));
            return load_persistent(t, pop());
        }
        default:
            break;
    }
    auto byte = static_cast<unsigned char>(code);
    if (byte >= 0x20 && byte <= 0x7e && byte != '\'' && byte != '\\')
        return raise_error(t, state(t).unpickling_error, "invalid load key, '%c'.", byte);
    return raise_error(t, state(t).unpickling_error, "invalid load key, '\\x%02x'.", byte);
}

}  // namespace minipy::pickle
