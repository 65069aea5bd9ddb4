// The methods that bytes and bytearray share. Results are of the kind of self.
#include "objects/bytes_methods.h"

#include "objects/str_methods.h"

namespace minipy {

namespace {

constexpr size_t kNone = std::string_view::npos;
bool is_blank(char c) { return c == ' ' || (c >= 9 && c <= 13); }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
bool is_plain(char c) { return static_cast<uint8_t>(c) < 128; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c | 0x20) : c; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c & ~0x20) : c; }

// A copy of what a bytes-like argument holds.
Result<std::string> copy_of(Thread& t, Value v) {
    Buffer buffer(t);
    TRY(buffer.open(v));
    return std::string(buffer.view());
}

// What start and end (args[2], args[3]) choose; their __index__ may change a bytearray, so it is looked at after that.
struct SearchedPart {
    std::string_view view;
    int64_t begin, end;
};
Result<SearchedPart> searched_part(Thread& t, const Value* args) {
    int64_t begin = args[2].is_none() ? 0 : TRY(to_ssize(t, args[2], true));
    int64_t end = args[3].is_none() ? INT64_MAX : TRY(to_ssize(t, args[3], true));
    std::string_view view = bytes_view(args[0]);
    auto length = static_cast<int64_t>(view.size());
    auto from_left = [&](int64_t i) { return i < -length ? int64_t{0} : i < 0 ? i + length : i; };
    return SearchedPart{view, from_left(begin), std::min(from_left(end), length)};
}

enum class Search { Find, RFind, Index, RIndex, Count };
template <Search kWhat>
Owned search_method(Thread& t, const Value* args) {
    std::string part;
    if (is_int(args[1])) {
        part = static_cast<char>(TRY(to_byte(t, args[1], "byte must be in range(0, 256)")));
    } else if (!has_buffer(t, args[1])) {
        return raise_type_error(t, "argument should be integer or bytes-like object, not '%.200s'",
                                type_name(t, args[1]));
    } else {
        part = TRY(copy_of(t, args[1]));
    }
    auto [view, begin, end] = TRY(searched_part(t, args));
    size_t at = kNone;
    if (begin <= end) {
        std::string_view inside = view.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
        if (kWhat == Search::Count) {
            if (part.empty()) return make_int(t, end - begin + 1);
            int64_t count = 0;
            for (size_t from = 0; (from = inside.find(part, from)) != kNone; from += part.size()) ++count;
            return make_int(t, count);
        }
        at = kWhat == Search::Find || kWhat == Search::Index ? inside.find(part) : inside.rfind(part);
    }
    if (kWhat == Search::Count) return make_int(t, 0);
    if (at != kNone) return make_int(t, begin + static_cast<int64_t>(at));
    if (kWhat == Search::Find || kWhat == Search::RFind) return make_int(t, -1);
    return raise_value_error(t, "subsection not found");
}

template <bool kEnd>
Owned affix_method(Thread& t, const Value* args) {
    const char* name = kEnd ? "endswith" : "startswith";
    auto [view, begin, end] = TRY(searched_part(t, args));
    auto test = [&](const std::string& part) {
        if (begin > end) return false;
        std::string_view inside = view.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
        return kEnd ? inside.ends_with(part) : inside.starts_with(part);
    };
    if (is_tuple(args[1])) {
        for (Value item : *args[1].as<Tuple>()) {
            if (test(TRY(copy_of(t, item)))) return Owned::from_bool(true);
        }
        return Owned::from_bool(false);
    }
    if (!has_buffer(t, args[1])) {
        return raise_type_error(t, "%s first arg must be bytes or a tuple of bytes, not %.100s", name,
                                type_name(t, args[1]));
    }
    return Owned::from_bool(test(TRY(copy_of(t, args[1]))));
}
template <bool kEnd>
Owned remove_affix(Thread& t, const Value* args) {
    std::string part = TRY(copy_of(t, args[1]));
    std::string_view view = bytes_view(args[0]);
    if (!part.empty() && (kEnd ? view.ends_with(part) : view.starts_with(part))) {
        kEnd ? view.remove_suffix(part.size()) : view.remove_prefix(part.size());
    }
    return make_like(t, args[0], view);
}

template <bool kLeft, bool kRight>
Owned strip_method(Thread& t, const Value* args) {
    std::string chars;
    if (!args[1].is_none()) chars = TRY(copy_of(t, args[1]));
    std::string_view view = bytes_view(args[0]);
    auto drops = [&](char c) { return args[1].is_none() ? is_blank(c) : chars.find(c) != kNone; };
    while (kLeft && !view.empty() && drops(view.front())) view.remove_prefix(1);
    while (kRight && !view.empty() && drops(view.back())) view.remove_suffix(1);
    return make_like(t, args[0], view);
}

// Splits from the left, or from the right into reverse order.
template <bool kRight>
Owned split_method(Thread& t, const Value* args) {
    int64_t limit = TRY(to_ssize(t, args[2]));
    if (limit < 0) limit = INT64_MAX;
    std::string sep;
    bool blanks = args[1].is_none();
    if (!blanks) {
        sep = TRY(copy_of(t, args[1]));
        if (sep.empty()) return raise_value_error(t, "empty separator");
    }
    std::string_view view = bytes_view(args[0]);
    Ref<List> parts = TRY(new_list(t));
    auto push = [&](std::string_view part) -> Status {
        return list_push(t, parts.get(), TRY(make_like(t, args[0], part)));
    };
    auto trim = [&] {
        while (blanks && !view.empty() && is_blank(kRight ? view.back() : view.front()))
            kRight ? view.remove_suffix(1) : view.remove_prefix(1);
    };
    for (trim(); limit-- > 0; trim()) {
        size_t at = kNone;
        if (!blanks) {
            at = kRight ? view.rfind(sep) : view.find(sep);
        } else if (kRight) {
            for (size_t i = view.size(); i-- > 0 && at == kNone;) at = is_blank(view[i]) ? i : kNone;
        } else {
            for (size_t i = 0; i < view.size() && at == kNone; ++i) at = is_blank(view[i]) ? i : kNone;
        }
        if (at == kNone) break;
        size_t size = blanks ? 1 : sep.size();
        TRY(push(kRight ? view.substr(at + size) : view.substr(0, at)));
        view = kRight ? view.substr(0, at) : view.substr(at + size);
    }
    if (!blanks || !view.empty()) TRY(push(view));
    if (kRight) {
        for (size_t i = 0, j = parts->length; i + 1 < j; ++i) std::swap(parts->items[i], parts->items[--j]);
    }
    return parts;
}
Owned splitlines_method(Thread& t, const Value* args) {
    bool keep = TRY(truth(t, args[1]));
    std::string_view view = bytes_view(args[0]);
    Ref<List> lines = TRY(new_list(t));
    for (size_t i = 0; i < view.size();) {
        size_t from = i;
        while (i < view.size() && view[i] != '\n' && view[i] != '\r') ++i;
        size_t end = i;
        if (i < view.size()) {
            i += view[i] == '\r' && i + 1 < view.size() && view[i + 1] == '\n' ? 2 : 1;
            if (keep) end = i;
        }
        TRY(list_push(t, lines.get(), TRY(make_like(t, args[0], view.substr(from, end - from)))));
    }
    return lines;
}
template <bool kLast>
Owned partition_method(Thread& t, const Value* args) {
    std::string sep = TRY(copy_of(t, args[1]));
    if (sep.empty()) return raise_value_error(t, "empty separator");
    std::string_view view = bytes_view(args[0]);
    size_t at = kLast ? view.rfind(sep) : view.find(sep);
    std::string_view pieces[3];
    if (at == kNone)
        pieces[kLast ? 2 : 0] = view;
    else
        pieces[0] = view.substr(0, at), pieces[1] = sep, pieces[2] = view.substr(at + sep.size());
    Owned a = TRY(make_like(t, args[0], pieces[0])), b = TRY(make_like(t, args[0], pieces[1]));
    Owned c = TRY(make_like(t, args[0], pieces[2]));
    return make_tuple(t, {a.get(), b.get(), c.get()});
}

Owned replace_method(Thread& t, const Value* args) {
    std::string old = TRY(copy_of(t, args[1])), fresh = TRY(copy_of(t, args[2])), out;
    int64_t limit = TRY(to_ssize(t, args[3]));
    if (limit < 0) limit = INT64_MAX;
    std::string_view view = bytes_view(args[0]);
    if (old.empty()) {
        for (size_t i = 0; i <= view.size(); ++i) {
            if (limit-- > 0) out += fresh;
            if (i < view.size()) out += view[i];
        }
        return make_like(t, args[0], out);
    }
    size_t from = 0;
    for (size_t at; limit-- > 0 && (at = view.find(old, from)) != kNone; from = at + old.size()) {
        out += view.substr(from, at - from);
        out += fresh;
    }
    out += view.substr(from);
    return make_like(t, args[0], out);
}
Owned join_method(Thread& t, const Value* args) {
    Ref<List> items = TRY(to_list(t, args[1], "can only join an iterable"));
    std::string out;
    size_t size = items->length ? bytes_view(args[0]).size() * (items->length - 1) : 0;
    bool all_bytes = is_bytes(args[0]);
    for (size_t i = 0; i < items->length && all_bytes; ++i) {
        all_bytes = is_exact(items->items[i], Kind::Bytes);
        if (all_bytes) size += items->items[i].as<Bytes>()->length;
    }
    if (all_bytes && size) {
        if (items->length == 1) return Owned::share(items->items[0]);
        Bytes* joined = new_bytes(t, size);
        if (!joined) return Raised{};
        char* to = joined->data();
        for (size_t i = 0; i < items->length; ++i) {
            for (std::string_view part : {i ? bytes_view(args[0]) : std::string_view(), items->items[i].as<Bytes>()->view()}) {
                if (!part.empty()) std::memcpy(to, part.data(), part.size());
                to += part.size();
            }
        }
        return Owned::adopt(joined);
    }
    for (size_t i = 0; i < items->length; ++i) {
        if (i) out += bytes_view(args[0]);
        if (!has_buffer(t, items->items[i])) {
            return raise_type_error(t, "sequence item %zu: expected a bytes-like object, %.80s found", i,
                                    type_name(t, items->items[i]));
        }
        out += TRY(copy_of(t, items->items[i]));
    }
    return make_like(t, args[0], out);
}

template <char (*kMap)(char)>
Owned map_method(Thread& t, const Value* args) {
    std::string out(bytes_view(args[0]));
    for (char& c : out) c = kMap(c);
    return make_like(t, args[0], out);
}
char swap_case(char c) { return is_alpha(c) ? static_cast<char>(c ^ 0x20) : c; }
template <bool kWords>
Owned title_method(Thread& t, const Value* args) {
    std::string out(bytes_view(args[0]));
    bool inside = false;
    for (char& c : out) {
        c = inside ? to_lower(c) : to_upper(c);
        inside = !kWords || is_alpha(c);
    }
    return make_like(t, args[0], out);
}
Owned istitle_method(Thread&, const Value* args) {
    bool inside = false, found = false;
    for (char c : bytes_view(args[0])) {
        if (inside ? is_upper(c) : is_lower(c)) return Owned::from_bool(false);
        inside = is_alpha(c);
        found |= inside;
    }
    return Owned::from_bool(found);
}
template <bool (*kTest)(char), bool kEmpty>
Owned all_method(Thread&, const Value* args) {
    std::string_view view = bytes_view(args[0]);
    for (char c : view) {
        if (!kTest(c)) return Owned::from_bool(false);
    }
    return Owned::from_bool(kEmpty || !view.empty());
}
template <bool (*kYes)(char), bool (*kNo)(char)>
Owned case_method(Thread&, const Value* args) {
    bool found = false;
    for (char c : bytes_view(args[0])) {
        if (kNo(c)) return Owned::from_bool(false);
        found |= kYes(c);
    }
    return Owned::from_bool(found);
}

// align: '<', '>', '^'
template <char kAlign>
Owned pad_method(Thread& t, const Value* args) {
    int64_t width = TRY(to_ssize(t, args[1]));
    std::string_view view = bytes_view(args[0]);
    int64_t extra = width - static_cast<int64_t>(view.size());
    bool bytes = args[2].is_unbound() || is_bytes(args[2]) || is_kind(args[2], Kind::ByteArray);
    std::string fill = args[2].is_unbound() ? " " : bytes ? TRY(copy_of(t, args[2])) : "";
    if (fill.size() != 1) {
        return raise_type_error(t, "%s() argument 2 must be a byte string of length 1, not %.50s",
                                kAlign == '<' ? "ljust" : kAlign == '>' ? "rjust" : "center", type_name(t, args[2]));
    }
    if (extra <= 0) return make_like(t, args[0], view);
    int64_t left = kAlign == '<' ? 0 : kAlign == '>' ? extra : extra / 2 + (extra & width & 1);
    std::string out(static_cast<size_t>(left), fill[0]);
    out += view;
    out.append(static_cast<size_t>(extra - left), fill[0]);
    return make_like(t, args[0], out);
}
Owned zfill_method(Thread& t, const Value* args) {
    int64_t width = TRY(to_ssize(t, args[1]));
    std::string out(bytes_view(args[0]));
    int64_t zeros = width - static_cast<int64_t>(out.size());
    if (zeros > 0)
        out.insert(!out.empty() && (out[0] == '+' || out[0] == '-'), static_cast<size_t>(zeros), '0');
    return make_like(t, args[0], out);
}

Owned expandtabs_method(Thread& t, const Value* args) {
    int64_t size = TRY(to_c_int(t, args[1])), column = 0;
    std::string out;
    for (char c : bytes_view(args[0])) {
        if (c == '\t') {
            if (size <= 0) continue;
            int64_t blanks = size - column % size;
            if (blanks > int64_t{1} << 40) return raise_memory_error(t);
            out.append(static_cast<size_t>(blanks), ' ');
            column += blanks;
            continue;
        }
        out += c;
        column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
    return make_like(t, args[0], out);
}

Owned hex_method(Thread& t, const Value* args) {
    std::string sep = "";
    if (is_str(args[1])) {
        if (as_str(args[1])->length != 1) return raise_value_error(t, "sep must be length 1.");
        if (as_str(args[1])->at(0) >= 128) return raise_value_error(t, "sep must be ASCII.");
        sep = to_utf8(args[1]);
    } else if (!args[1].is_unbound()) {
        if (!has_buffer(t, args[1])) return raise_type_error(t, "sep must be str or bytes.");
        sep = TRY(copy_of(t, args[1]));
        if (sep.size() != 1) return raise_value_error(t, "sep must be length 1.");
        if (static_cast<uint8_t>(sep[0]) >= 128) return raise_value_error(t, "sep must be ASCII.");
    }
    int64_t group = TRY(to_ssize(t, args[2]));
    std::string_view view = bytes_view(args[0]);
    std::string out;
    int64_t size = group < 0 ? -group : group, n = static_cast<int64_t>(view.size());
    for (int64_t i = 0; i < n; ++i) {
        if (i && size && !sep.empty() && (group > 0 ? n - i : i) % size == 0) out += sep;
        auto byte = static_cast<uint8_t>(view[static_cast<size_t>(i)]);
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return make_str(t, out);
}
Owned fromhex_method(Thread& t, const Value* args) {
    if (!is_str(args[1]))
        return raise_type_error(t, "fromhex() argument must be str, not %.50s", type_name(t, args[1]));
    Str* s = as_str(args[1]);
    std::string out;
    auto digit = [&](size_t i) {
        uint32_t c = i < s->length ? s->at(i) : 0;
        return c >= '0' && c <= '9'                 ? static_cast<int>(c - '0')
               : (c | 32) >= 'a' && (c | 32) <= 'f' ? static_cast<int>((c | 32) - 'a' + 10)
                                                    : -1;
    };
    for (size_t i = 0; i < s->length;) {
        if (s->at(i) < 128 && is_blank(static_cast<char>(s->at(i)))) {
            ++i;
            continue;
        }
        for (size_t k = i; k < i + 2; ++k) {
            if (digit(k) < 0) {
                return raise_value_error(t, "non-hexadecimal number found in fromhex() arg at position %zu",
                                         k);
            }
        }
        out += static_cast<char>(digit(i) << 4 | digit(i + 1));
        i += 2;
    }
    Owned bytes = TRY(make_bytes(t, out));
    if (args[0] == Value(types(t).bytes)) return bytes;
    return call(t, args[0], {bytes});
}
Owned translate_method(Thread& t, const Value* args) {
    std::string table, gone, out;
    if (!args[1].is_none()) {
        table = TRY(copy_of(t, args[1]));
        if (table.size() != 256) return raise_value_error(t, "translation table must be 256 characters long");
    }
    if (!args[2].is_unbound()) gone = TRY(copy_of(t, args[2]));
    for (char c : bytes_view(args[0])) {
        if (gone.find(c) == kNone) out += table.empty() ? c : table[static_cast<uint8_t>(c)];
    }
    return make_like(t, args[0], out);
}
Owned maketrans_method(Thread& t, const Value* args) {
    std::string from = TRY(copy_of(t, args[0])), to = TRY(copy_of(t, args[1])), table;
    if (from.size() != to.size()) return raise_value_error(t, "maketrans arguments must have same length");
    for (int i = 0; i < 256; ++i) table += static_cast<char>(i);
    for (size_t i = 0; i < from.size(); ++i) table[static_cast<uint8_t>(from[i])] = to[i];
    return make_bytes(t, table);
}
Owned decode_method(Thread& t, const Value* args) { return decode_bytes(t, args[0], args[1], args[2]); }
}  // namespace

const FunctionSpec bytes_common_methods[] = {
    {"decode(self, /, encoding=..., errors=...)", decode_method, "The bytes as text."},
    {"counted find(self, sub, start=None, end=None, /)", search_method<Search::Find>, "Lowest index of sub, or -1."},
    {"counted rfind(self, sub, start=None, end=None, /)", search_method<Search::RFind>,
     "Highest index of sub, or -1."},
    {"counted index(self, sub, start=None, end=None, /)", search_method<Search::Index>, "As find, or ValueError."},
    {"counted rindex(self, sub, start=None, end=None, /)", search_method<Search::RIndex>, "As rfind, or ValueError."},
    {"counted count(self, sub, start=None, end=None, /)", search_method<Search::Count>,
     "Occurrences that do not overlap."},
    {"counted startswith(self, prefix, start=None, end=None, /)", affix_method<false>,
     "Whether it begins with the prefix."},
    {"counted endswith(self, suffix, start=None, end=None, /)", affix_method<true>,
     "Whether it ends with the suffix."},
    {"removeprefix(self, prefix, /)", remove_affix<false>, "Without the prefix, if it is there."},
    {"removesuffix(self, suffix, /)", remove_affix<true>, "Without the suffix, if it is there."},
    {"strip(self, bytes=None, /)", strip_method<true, true>, "Without leading and trailing bytes."},
    {"lstrip(self, bytes=None, /)", strip_method<true, false>, "Without leading bytes."},
    {"rstrip(self, bytes=None, /)", strip_method<false, true>, "Without trailing bytes."},
    {"split(self, /, sep=None, maxsplit=-1)", split_method<false>,
     "The parts between separators, as a list."},
    {"rsplit(self, /, sep=None, maxsplit=-1)", split_method<true>, "As split, from the end."},
    {"splitlines(self, /, keepends=False)", splitlines_method, "The lines, as a list."},
    {"partition(self, sep, /)", partition_method<false>, "What is before, the separator, what is behind."},
    {"rpartition(self, sep, /)", partition_method<true>, "As partition, at the last separator."},
    {"replace(self, old, new, count=-1, /)", replace_method,
     "A copy with occurrences of old replaced by new."},
    {"join(self, iterable_of_bytes, /)", join_method,
     "The items of the iterable with this one between them."},
    {"lower(self, /)", map_method<to_lower>, "ASCII letters in lower case."},
    {"upper(self, /)", map_method<to_upper>, "ASCII letters in upper case."},
    {"swapcase(self, /)", map_method<swap_case>, "Upper case to lower case and back."},
    {"title(self, /)", title_method<true>, "Every word capitalized."},
    {"capitalize(self, /)", title_method<false>, "The first byte in upper case, the others in lower."},
    {"istitle(self, /)", istitle_method, "Whether every word begins with an upper case letter, the only one in it."},
    {"isalnum(self, /)", all_method<is_alnum, false>, "Whether all are ASCII letters and digits."},
    {"isalpha(self, /)", all_method<is_alpha, false>, "Whether all are ASCII letters."},
    {"isascii(self, /)", all_method<is_plain, true>, "Whether all are ASCII."},
    {"isdigit(self, /)", all_method<is_digit, false>, "Whether all are ASCII digits."},
    {"isspace(self, /)", all_method<is_blank, false>, "Whether all are ASCII blanks."},
    {"islower(self, /)", case_method<is_lower, is_upper>, "Whether its letters are lower case."},
    {"isupper(self, /)", case_method<is_upper, is_lower>, "Whether its letters are upper case."},
    {"center(self, width, fillchar=..., /)", pad_method<'^'>, "Centered in that width."},
    {"ljust(self, width, fillchar=..., /)", pad_method<'<'>, "Left-justified in that width."},
    {"rjust(self, width, fillchar=..., /)", pad_method<'>'>, "Right-justified in that width."},
    {"zfill(self, width, /)", zfill_method, "Padded with zeros on the left."},
    {"expandtabs(self, /, tabsize=8)", expandtabs_method, "Tabs expanded to blanks."},
    {"hex(self, sep=..., bytes_per_sep=1)", hex_method, "The bytes as hexadecimal digits."},
    {"fromhex(cls, string, /)", fromhex_method, "The bytes that hexadecimal digits say."},
    {"translate(self, table, /, delete=...)", translate_method, "Each byte replaced by what the table says."},
    {"static maketrans(frm, to, /)", maketrans_method, "A table for translate()."},
};
const size_t bytes_common_method_count = std::size(bytes_common_methods);

}  // namespace minipy
