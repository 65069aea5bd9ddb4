// str.format and str.format_map: the fields in braces.
//
//     "{}, {0.name!r:>{width}}"      field name: argument, then .attribute and [index]; conversion; spec, itself a format
//
// A string numbers all its fields or none.
#include "native/module.h"
#include "objects/format.h"
#include "support/unicode.h"

namespace minipy {

namespace {

class Formatter {
  public:
    Formatter(Thread& t, Value args, Value kwargs) : t_(t), args_(args), kwargs_(kwargs) {}

    // Formats s[begin, end) into out.
    Status run(Str* s, size_t begin, size_t end, int depth, StrBuilder& out) {
        if (depth < 0) return raise_value_error(t_, "Max string recursion exceeded");
        for (size_t i = begin; i < end;) {
            uint32_t c = s->at(i);
            if (c != '{' && c != '}') {
                size_t from = i;
                while (i < end && s->at(i) != '{' && s->at(i) != '}') ++i;
                out.append(s, from, i);
                continue;
            }
            if (i + 1 < end && s->at(i + 1) == c) {
                out.append_char(c);
                i += 2;
                continue;
            }
            if (c == '}') return raise_value_error(t_, "Single '}' encountered in format string");
            if (i + 1 == end) return raise_value_error(t_, "Single '{' encountered in format string");
            TRY(field(s, &++i, end, depth, out));
        }
        return {};
    }

  private:
    // i is behind the opening brace; afterwards behind the closing one.
    Status field(Str* s, size_t* i, size_t end, int depth, StrBuilder& out) {
        size_t begin = *i, at = begin;
        bool bracket = false;
        for (; at < end; ++at) {
            uint32_t c = s->at(at);
            if (c == '[') bracket = true;
            if (c == ']') bracket = false;
            if (bracket) continue;
            if (c == '{') return raise_value_error(t_, "unexpected '{' in field name");
            if (c == '}' || c == ':' || c == '!') break;
        }
        if (at == end) return raise_value_error(t_, "expected '}' before end of string");
        size_t name_end = at;
        uint32_t conversion = 0;
        if (s->at(at) == '!') {
            if (at + 1 >= end)
                return raise_value_error(t_, "end of string while looking for conversion specifier");
            conversion = s->at(at + 1);
            at += 2;
            if (at >= end) return raise_value_error(t_, "unmatched '{' in format spec");
            if (s->at(at) != ':' && s->at(at) != '}') {
                return raise_value_error(t_, "expected ':' after conversion specifier");
            }
        }
        Owned spec = Owned::share(t_.interp->empty_str);
        size_t spec_begin = at, spec_end = at;
        if (s->at(at) == ':') {
            spec_begin = ++at;
            for (int nested = 0; at < end; ++at) {
                if (s->at(at) == '{') ++nested;
                if (s->at(at) == '}' && nested-- == 0) break;
            }
            if (at == end) return raise_value_error(t_, "unmatched '{' in format spec");
            spec_end = at;
        }
        *i = at + 1;
        Owned value = TRY(lookup(s, begin, name_end));
        if (conversion == 'r')
            value = TRY(repr(t_, value));
        else if (conversion == 's')
            value = TRY(str(t_, value));
        else if (conversion == 'a')
            value = TRY(ascii(t_, value));
        else if (conversion)
            return raise_value_error(t_, "Unknown conversion specifier %c", static_cast<int>(conversion));
        if (spec_begin < spec_end) {
            bool plain = true;
            for (size_t k = spec_begin; k < spec_end; ++k) plain = plain && s->at(k) != '{' && s->at(k) != '}';
            if (plain) {
                spec = TRY(substring(t_, Value(s), spec_begin, spec_end));
            } else {
                StrBuilder inner(t_);
                TRY(run(s, spec_begin, spec_end, depth - 1, inner));
                spec = TRY(inner.finish());
            }
        }
        if (spec_begin == spec_end && value.get().is_int()) {
            out.append_int(value.get().as_int());
            return {};
        }
        Owned text = TRY(format(t_, value, spec));
        out.append(text.get());
        return {};
    }

    // A decimal number that the whole of s[begin, end) is; -1: it is none.
    Result<int64_t> index_text(Str* s, size_t begin, size_t end) {
        if (begin == end) return int64_t{-1};
        int64_t n = 0;
        for (size_t i = begin; i < end; ++i) {
            int digit = unicode::decimal_value(s->at(i));
            if (digit < 0) return int64_t{-1};
            if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, digit, &n))
                return raise_value_error(t_, "Too many decimal digits in format string");
        }
        return n;
    }

    Result<int64_t> number(int64_t given) {
        bool automatic = given < 0;
        if (numbering_ != 0 && (numbering_ == 1) != automatic) {
            return raise_value_error(
                t_, automatic ? "cannot switch from manual field specification to automatic field numbering"
                              : "cannot switch from automatic field numbering to manual field specification");
        }
        numbering_ = automatic ? 1 : 2;
        return automatic ? next_++ : given;
    }

    Owned lookup(Str* s, size_t begin, size_t end) {
        size_t at = begin;
        while (at < end && s->at(at) != '.' && s->at(at) != '[') ++at;
        int64_t index = TRY(index_text(s, begin, at));
        Owned value;
        if (at == begin || index >= 0) {
            index = TRY(number(at == begin ? -1 : index));
            if (args_.is_unbound()) return raise_value_error(t_, "Format string contains positional fields");
            auto* args = args_.as<Tuple>();
            if (index >= static_cast<int64_t>(args->length)) {
                return raise_index_error(t_, "Replacement index %lld out of range for positional args tuple",
                                         static_cast<long long>(index));
            }
            value = Owned::share(args->at(static_cast<size_t>(index)));
        } else {
            Owned key = TRY(substring(t_, Value(s), begin, at));
            if (is_exact(kwargs_, Kind::Dict)) {
                Value found = dict_get(t_, kwargs_.as<Dict>(), key);
                if (found.is_error()) return Raised{};
                if (found.is_unbound()) return raise_key_error(t_, key);
                value = Owned::share(found);
            } else {
                value = TRY(get_item(t_, kwargs_, key));
            }
        }
        while (at < end) {
            bool attribute = s->at(at) == '.';
            if (!attribute && s->at(at) != '[') {
                return raise_value_error(t_, "Only '.' or '[' may follow ']' in format field specifier");
            }
            size_t from = ++at;
            while (at < end && (attribute ? s->at(at) != '.' && s->at(at) != '[' : s->at(at) != ']')) ++at;
            if (!attribute && at == end) return raise_value_error(t_, "Missing ']' in format string");
            if (at == from) return raise_value_error(t_, "Empty attribute in format string");
            Owned part = TRY(substring(t_, Value(s), from, at));
            if (attribute) {
                value = TRY(get_attr(t_, value, intern(t_, part.get())));
                continue;
            }
            int64_t position = TRY(index_text(s, from, at++));
            value = TRY(get_item(t_, value, position >= 0 ? Value::from_int(position) : part.get()));
        }
        return value;
    }

    Thread& t_;
    Value args_, kwargs_;
    int numbering_ = 0;  // 1: automatic, 2: by hand
    int64_t next_ = 0;
};

}  // namespace

Owned str_format(Thread& t, Value format, Value args, Value kwargs) {
    StrBuilder out(t);
    TRY(Formatter(t, args, kwargs).run(as_str(format), 0, as_str(format)->length, 2 - 1, out));
    return out.finish();
}

}  // namespace minipy
