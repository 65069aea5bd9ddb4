// The module `unicodedata`: what Unicode says of characters.
#include "native/module.h"
#include "support/unicode.h"
#include "support/unicode_names.h"

namespace minipy {

namespace {

// Our libraries know a later version of Unicode than Python 3.11 does (14.0), and some programs ask for what was known in
// 3.2 (the names of internet hosts are prepared by that). A character is left out when it is younger than the version.
constexpr int kCurrent = 140, kOld = 32;
const char* const kVersionTexts[] = {"14.0.0", "3.2.0"};

bool is_assigned(uint32_t point, int version) {
    if (point < 0x80) return true;
    int age = unicode::age(point);
    return age > 0 && age <= version;
}

struct Character {
    uint32_t point;
    bool assigned;
};

// The functions of the module, and the methods of `ucd_3_2_0`: what they are asked stands behind self.
template <int version>
struct Database {
    static constexpr size_t kFirst = version == kCurrent ? 0 : 1;

    static Result<Character> character(Thread& t, const char* function, Value v) {
        if (!is_str(v))
            return raise_type_error(t, "%s() argument must be a unicode character, not %.50s", function,
                                    v.is_none() ? "None" : type_name(t, v));
        if (as_str(v)->length != 1)
            return raise_type_error(t, "%s() argument must be a unicode character, not str", function);
        uint32_t point = as_str(v)->at(0);
        return Character{point, is_assigned(point, version)};
    }
    static Owned fallback_or(Thread& t, Value fallback, const char* message) {
        if (!fallback.is_unbound()) return Owned::share(fallback);
        return raise_value_error(t, "%s", message);
    }

    static Owned name(Thread& t, const Value* args) {
        Character c = TRY(character(t, "name", args[kFirst]));
        std::string name = c.assigned ? unicode::name_of_character(c.point) : "";
        return name.empty() ? fallback_or(t, args[kFirst + 1], "no such name") : make_str(t, name);
    }
    static Owned lookup(Thread& t, const Value* args) {
        std::string name = TRY(str_utf8(t, args[kFirst]));
        uint32_t point;
        if (unicode::character_of_name(name, point) && is_assigned(point, version))
            return make_char(t, point);
        return raise_with(t, exc(t).KeyError, TRY(make_str(t, "undefined character name '" + name + "'")));
    }
    static Owned category(Thread& t, const Value* args) {
        Character c = TRY(character(t, "category", args[kFirst]));
        const char* found = unicode::category(c.point);
        // Surrogates and places for private use have no age.
        return make_str(t, c.assigned || found[1] == 's' || found[1] == 'o' ? found : "Cn");
    }
    static Owned bidirectional(Thread& t, const Value* args) {
        Character c = TRY(character(t, "bidirectional", args[kFirst]));
        return make_str(t, c.assigned ? unicode::bidirectional(c.point) : "");
    }
    static Owned combining(Thread& t, const Value* args) {
        Character c = TRY(character(t, "combining", args[kFirst]));
        return make_int(t, c.assigned ? unicode::combining_class(c.point) : 0);
    }
    static Owned mirrored(Thread& t, const Value* args) {
        Character c = TRY(character(t, "mirrored", args[kFirst]));
        return make_int(t, c.assigned && unicode::is_mirrored(c.point) ? 1 : 0);
    }
    static Owned east_asian_width(Thread& t, const Value* args) {
        Character c = TRY(character(t, "east_asian_width", args[kFirst]));
        return make_str(t, version == kCurrent || c.assigned ? unicode::east_asian_width(c.point) : "N");
    }
    static Owned decomposition(Thread& t, const Value* args) {
        Character c = TRY(character(t, "decomposition", args[kFirst]));
        return make_str(t, c.assigned ? unicode::decomposition(c.point) : "");
    }
    static Owned decimal(Thread& t, const Value* args) {
        Character c = TRY(character(t, "decimal", args[kFirst]));
        int n = c.assigned ? unicode::decimal_value(c.point) : -1;
        return n < 0 ? fallback_or(t, args[kFirst + 1], "not a decimal") : make_int(t, n);
    }
    static Owned digit(Thread& t, const Value* args) {
        Character c = TRY(character(t, "digit", args[kFirst]));
        int n = c.assigned ? unicode::digit_value(c.point) : -1;
        return n < 0 ? fallback_or(t, args[kFirst + 1], "not a digit") : make_int(t, n);
    }
    static Owned numeric(Thread& t, const Value* args) {
        Character c = TRY(character(t, "numeric", args[kFirst]));
        double value;
        if (c.assigned && unicode::numeric_value(c.point, &value)) return make_float(t, value);
        return fallback_or(t, args[kFirst + 1], "not a numeric character");
    }

    // The text in the normal form of that name. What is not assigned stays as it is and holds its neighbours apart.
    static std::u32string normal_points(Str* text, unicode::Form form) {
        std::u32string result, run;
        for (size_t i = 0; i < text->length; ++i) {
            uint32_t point = text->at(i);
            if (is_assigned(point, version)) {
                run.push_back(point);
                continue;
            }
            result += unicode::normalize(run, form);
            result.push_back(point);
            run.clear();
        }
        return result + unicode::normalize(run, form);
    }
    static Owned normal_form(Thread& t, const char* function, Value name, Value text) {
        static constexpr std::pair<const char*, unicode::Form> kForms[] = {{"NFC", unicode::Form::NFC},
                                                                           {"NFD", unicode::Form::NFD},
                                                                           {"NFKC", unicode::Form::NFKC},
                                                                           {"NFKD", unicode::Form::NFKD}};
        for (int i = 0; i < 2; ++i) {
            Value v = i ? text : name;
            if (!is_str(v))
                return raise_type_error(t, "%s() argument %d must be str, not %s", function, i + 1,
                                        v.is_none() ? "None" : type_name(t, v));
        }
        if (as_str(text)->length == 0) return Owned::share(text);
        for (const auto& [known, form] : kForms) {
            if (!str_equals(name, known)) continue;
            if (as_str(text)->ascii) return Owned::share(text);
            std::u32string made = normal_points(as_str(text), form);
            return make_str_ucs4(t, reinterpret_cast<const uint32_t*>(made.data()), made.size());
        }
        return raise_value_error(t, "invalid normalization form");
    }
    static Owned normalize(Thread& t, const Value* args) {
        Owned normal = TRY(normal_form(t, "normalize", args[kFirst], args[kFirst + 1]));
        return str_equals(as_str(normal), as_str(args[kFirst + 1])) ? Owned::share(args[kFirst + 1])
                                                                    : std::move(normal);
    }
    static Owned is_normalized(Thread& t, const Value* args) {
        Owned normal = TRY(normal_form(t, "is_normalized", args[kFirst], args[kFirst + 1]));
        return Owned::from_bool(str_equals(as_str(normal), as_str(args[kFirst + 1])));
    }
};

#define DATABASE_FUNCTIONS(self, version)                                                     \
    {"name(" self "chr, default=..., /)", Database<version>::name,                            \
     "The name of the character, else the default."},                                         \
        {"lookup(" self "name, /)", Database<version>::lookup, "Look up character by name."}, \
        {"category(" self "chr, /)", Database<version>::category},                            \
        {"bidirectional(" self "chr, /)", Database<version>::bidirectional},                  \
        {"combining(" self "chr, /)", Database<version>::combining},                          \
        {"mirrored(" self "chr, /)", Database<version>::mirrored},                            \
        {"east_asian_width(" self "chr, /)", Database<version>::east_asian_width},            \
        {"decomposition(" self "chr, /)", Database<version>::decomposition},                  \
        {"decimal(" self "chr, default=..., /)", Database<version>::decimal},                 \
        {"digit(" self "chr, default=..., /)", Database<version>::digit},                     \
        {"numeric(" self "chr, default=..., /)", Database<version>::numeric},                 \
        {"normalize(" self "form, unistr, /)", Database<version>::normalize,                  \
         "The text in the normal form 'form'."},                                              \
        {"is_normalized(" self "form, unistr, /)", Database<version>::is_normalized},

const FunctionSpec functions[] = {DATABASE_FUNCTIONS("", kCurrent)};
const FunctionSpec old_methods[] = {DATABASE_FUNCTIONS("self, ", kOld)};

Owned get_old_version(Thread& t, Value) { return make_str(t, kVersionTexts[1]); }
const GetSetSpec old_attributes[] = {{"unidata_version", get_old_version}};

Status fill(Thread& t, Module* module) {
    TRY(module_add_str(t, module, "unidata_version", kVersionTexts[0]));
    TypeSpec spec{};
    spec.name = "unicodedata.UCD";
    spec.flags = kTypeNoInstantiate;
    spec.methods = old_methods;
    spec.getset = old_attributes;
    Type* type = define_type(t, spec);
    TRY(module_add(t, module, "UCD", Value(type)));
    auto* old = make<GcObject>(t, type);
    if (!old) return raise_memory_error(t);
    return module_add(t, module, "ucd_3_2_0", Owned::adopt(old));
}
MINIPY_MODULE(unicodedata, {.doc = "This module provides access to the Unicode Character Database.",
                            .functions = functions,
                            .exec = fill});

}  // namespace

}  // namespace minipy
