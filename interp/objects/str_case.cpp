// Upper and lower case, and what a string consists of.
#include "objects/str_methods.h"
#include "support/unicode.h"

namespace minipy {

namespace {

template <std::u32string (*kMap)(std::u32string_view)>
Owned map_method(Thread& t, const Value* args) {
    return str_from_points(t, kMap(str_points(as_str(args[0]))));
}

// upper() and lower() of ASCII, a byte at a time.
template <bool kUpper>
Owned change_case(Thread& t, const Value* args) {
    Str* s = as_str(args[0]);
    if (!s->ascii) return map_method<(kUpper ? unicode::to_upper : unicode::to_lower)>(t, args);
    if (!s->length) return Owned::share(t.interp->empty_str);
    Str* out = new_str(t, s->length, 0x7f);
    if (!out) return Raised{};
    const uint8_t* from = s->u8();
    auto* to = reinterpret_cast<uint8_t*>(out->data());
    for (size_t i = 0, n = s->length; i < n; ++i) {
        uint8_t c = from[i];
        bool flips = static_cast<uint8_t>(c - (kUpper ? 'a' : 'A')) < 26;
        to[i] = static_cast<uint8_t>(c ^ (flips ? 0x20 : 0));
    }
    return Owned::adopt(out);
}
Owned fold_method(Thread& t, const Value* args) {
    return as_str(args[0])->ascii ? change_case<false>(t, args) : map_method<unicode::fold_case>(t, args);
}

// Capitals at the beginning of each word (kWords) or of the whole, ASCII.
template <bool kWords, std::u32string (*kMap)(std::u32string_view)>
Owned title_method(Thread& t, const Value* args) {
    Str* s = as_str(args[0]);
    if (!s->ascii || !s->length) return map_method<kMap>(t, args);
    Str* out = new_str(t, s->length, 0x7f);
    if (!out) return Raised{};
    bool inside = false;
    for (size_t i = 0; i < s->length; ++i) {
        uint8_t c = s->u8()[i];
        bool letter = static_cast<uint8_t>((c | 0x20) - 'a') < 26;
        out->data()[i] = static_cast<char>(!letter ? c : inside ? c | 0x20 : c & ~0x20);
        inside = !kWords || letter;
    }
    return Owned::adopt(out);
}

// What the test says of ASCII, where that is simple.
enum class Ascii { Letters, Alphanumeric, Digits, AsTested };

template <bool (*kTest)(uint32_t), bool kEmpty, Ascii kAscii = Ascii::AsTested>
Owned all_method(Thread&, const Value* args) {
    Str* s = as_str(args[0]);
    if (s->ascii) {
        bool all = true;
        for (size_t i = 0, n = s->length; all && i < n; ++i) {
            uint8_t c = s->u8()[i];
            bool digit = static_cast<uint8_t>(c - '0') < 10,
                 letter = static_cast<uint8_t>((c | 0x20) - 'a') < 26;
            if constexpr (kAscii == Ascii::Letters)
                all = letter;
            else if constexpr (kAscii == Ascii::Alphanumeric)
                all = letter || digit;
            else if constexpr (kAscii == Ascii::Digits)
                all = digit;
            else
                all = kTest(c);
        }
        return Owned::from_bool(all && (kEmpty || s->length));
    }
    for (size_t i = 0; i < s->length; ++i) {
        if (!kTest(s->at(i))) return Owned::from_bool(false);
    }
    return Owned::from_bool(kEmpty || s->length);
}
bool is_ascii_point(uint32_t c) { return c < 128; }

// Some cased character, and none of the other case.
template <bool kUpper>
Owned is_case_method(Thread&, const Value* args) {
    Str* s = as_str(args[0]);
    bool cased = false;
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (unicode::is_title(c) || (kUpper ? unicode::is_lower(c) : unicode::is_upper(c)))
            return Owned::from_bool(false);
        cased |= kUpper ? unicode::is_upper(c) : unicode::is_lower(c);
    }
    return Owned::from_bool(cased);
}
Owned is_title_method(Thread&, const Value* args) {
    Str* s = as_str(args[0]);
    bool cased = false, inside = false;
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (unicode::is_upper(c) || unicode::is_title(c)) {
            if (inside) return Owned::from_bool(false);
            inside = cased = true;
        } else if (unicode::is_lower(c)) {
            if (!inside) return Owned::from_bool(false);
            cased = true;
        } else {
            inside = false;
        }
    }
    return Owned::from_bool(cased);
}
Owned is_identifier_method(Thread&, const Value* args) {
    Str* s = as_str(args[0]);
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (i ? !unicode::is_identifier_part(c) : !unicode::is_identifier_start(c))
            return Owned::from_bool(false);
    }
    return Owned::from_bool(s->length != 0);
}

}  // namespace

const FunctionSpec str_case_methods[] = {
    {"upper(self, /)", change_case<true>, "A copy in upper case."},
    {"lower(self, /)", change_case<false>, "A copy in lower case."},
    {"casefold(self, /)", fold_method, "A copy for comparing without regard to case."},
    {"capitalize(self, /)", title_method<false, unicode::capitalize>,
     "The first character in upper case, the others in lower."},
    {"title(self, /)", title_method<true, unicode::to_title>, "Every word capitalized."},
    {"swapcase(self, /)", map_method<unicode::swap_case>, "Upper case to lower case and back."},
    {"isascii(self, /)", all_method<is_ascii_point, true>, "Whether all characters are ASCII."},
    {"isalpha(self, /)", all_method<unicode::is_alpha, false, Ascii::Letters>,
     "Whether it consists of letters."},
    {"isalnum(self, /)", all_method<unicode::is_alnum, false, Ascii::Alphanumeric>,
     "Whether it consists of letters and digits."},
    {"isdecimal(self, /)", all_method<unicode::is_decimal, false, Ascii::Digits>,
     "Whether it consists of decimal digits."},
    {"isdigit(self, /)", all_method<unicode::is_digit, false, Ascii::Digits>,
     "Whether it consists of digits."},
    {"isnumeric(self, /)", all_method<unicode::is_numeric, false, Ascii::Digits>,
     "Whether it consists of numeric characters."},
    {"isspace(self, /)", all_method<unicode::is_space, false>, "Whether it consists of blanks."},
    {"isprintable(self, /)", all_method<unicode::is_printable, true>,
     "Whether repr() would show it as it is."},
    {"islower(self, /)", is_case_method<false>, "Whether its cased characters are lower case."},
    {"isupper(self, /)", is_case_method<true>, "Whether its cased characters are upper case."},
    {"istitle(self, /)", is_title_method, "Whether every word is capitalized."},
    {"isidentifier(self, /)", is_identifier_method, "Whether it could be a name."},
};
const size_t str_case_method_count = std::size(str_case_methods);

}  // namespace minipy
