// The module `_locale`: the C library's locales. The process stands in the C locale, with the user's characters, until the
// program asks for another one.
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>

#include <climits>
#include <cstring>
#include <cwchar>

#include "native/module.h"

namespace minipy {

namespace {

struct LocaleState {
    Value error = Value::none();
};
LocaleState& state(Thread&);

Raised raise_locale(Thread& t, const char* text) {
    return raise_error(t, state(t).error.as<Type>(), "%s", text);
}
Raised raise_no_text(Thread& t, Value v, const char* function, int place) {
    std::string which = place ? " " + std::to_string(place) : "";
    return raise_type_error(t, "%s() argument%s must be str, not %.50s", function, which.c_str(),
                            type_name(t, v));
}
// A name for the C library.
Result<std::string> c_text(Thread& t, Value v, const char* function, int place = 0) {
    if (!is_str(v)) return raise_no_text(t, v, function, place);
    std::string text = to_utf8(v);
    if (text.find('\0') != std::string::npos) return raise_value_error(t, "embedded null character");
    return text;
}
Owned from_c(Thread& t, const char* text) { return text ? make_str(t, text) : Owned::none(); }

Owned set_locale(Thread& t, const Value* args) {
    int category = TRY(to_c_int(t, args[0]));
    if (args[1].is_none()) {
        const char* now = setlocale(category, nullptr);
        return now ? make_str(t, now) : Owned(raise_locale(t, "locale query failed"));
    }
    std::string wanted = TRY(c_text(t, args[1], "setlocale", 2));
    const char* set = setlocale(category, wanted.c_str());
    return set ? make_str(t, set) : Owned(raise_locale(t, "unsupported locale setting"));
}

// The sizes of groups of digits, as numbers.
Owned grouping(Thread& t, const char* sizes) {
    Ref<List> list = TRY(new_list(t));
    for (; *sizes; ++sizes) {
        TRY(list_append(t, list.get(), Value::from_int(*sizes)));
        if (*sizes == CHAR_MAX) return list;
    }
    if (list->length) TRY(list_append(t, list.get(), Value::from_int(0)));
    return list;
}
Owned locale_conventions(Thread& t, const Value*) {
    Ref<Dict> dict = TRY(new_dict(t));
    const struct lconv* c = localeconv();
    const std::pair<const char*, const char*> texts[] = {
        {"int_curr_symbol", c->int_curr_symbol},     {"currency_symbol", c->currency_symbol},
        {"mon_decimal_point", c->mon_decimal_point}, {"mon_thousands_sep", c->mon_thousands_sep},
        {"positive_sign", c->positive_sign},         {"negative_sign", c->negative_sign},
        {"decimal_point", c->decimal_point},         {"thousands_sep", c->thousands_sep}};
    const std::pair<const char*, char> numbers[] = {
        {"int_frac_digits", c->int_frac_digits}, {"frac_digits", c->frac_digits},
        {"p_cs_precedes", c->p_cs_precedes},     {"p_sep_by_space", c->p_sep_by_space},
        {"n_cs_precedes", c->n_cs_precedes},     {"n_sep_by_space", c->n_sep_by_space},
        {"p_sign_posn", c->p_sign_posn},         {"n_sign_posn", c->n_sign_posn}};
    auto add_text = [&](size_t i) -> Status {
        return dict_set_ascii(t, dict.get(), texts[i].first, TRY(make_str(t, texts[i].second)));
    };
    for (size_t i = 0; i < 4; ++i) TRY(add_text(i));
    TRY(dict_set_ascii(t, dict.get(), "mon_grouping", TRY(grouping(t, c->mon_grouping))));
    for (size_t i = 4; i < 6; ++i) TRY(add_text(i));
    for (auto& [name, number] : numbers) TRY(dict_set_ascii(t, dict.get(), name, Value::from_int(number)));
    for (size_t i = 6; i < 8; ++i) TRY(add_text(i));
    TRY(dict_set_ascii(t, dict.get(), "grouping", TRY(grouping(t, c->grouping))));
    return dict;
}

Result<std::wstring> wide(Thread& t, Value v, const char* function, int place = 0) {
    if (!is_str(v)) return raise_no_text(t, v, function, place);
    std::wstring out;
    for (size_t i = 0; i < as_str(v)->length; ++i) {
        if (!as_str(v)->at(i)) return raise_value_error(t, "embedded null character");
        out += static_cast<wchar_t>(as_str(v)->at(i));
    }
    return out;
}
Owned collate(Thread& t, const Value* args) {
    std::wstring a = TRY(wide(t, args[0], "strcoll", 1)), b = TRY(wide(t, args[1], "strcoll", 2));
    return make_int(t, wcscoll(a.c_str(), b.c_str()));
}
Owned transform(Thread& t, const Value* args) {
    std::wstring text = TRY(wide(t, args[0], "strxfrm"));
    size_t size = wcsxfrm(nullptr, text.c_str(), 0);
    std::wstring out(size + 1, L'\0');
    out.resize(wcsxfrm(out.data(), text.c_str(), out.size()));
    std::vector<uint32_t> points(out.begin(), out.end());
    return make_str_ucs4(t, points.data(), points.size());
}

constexpr nl_item kItems[] = {
    DAY_1,     DAY_2,       DAY_3,     DAY_4,      DAY_5,   DAY_6,    DAY_7,    ABDAY_1,  ABDAY_2,    ABDAY_3,
    ABDAY_4,   ABDAY_5,     ABDAY_6,   ABDAY_7,    MON_1,   MON_2,    MON_3,    MON_4,    MON_5,      MON_6,
    MON_7,     MON_8,       MON_9,     MON_10,     MON_11,  MON_12,   ABMON_1,  ABMON_2,  ABMON_3,    ABMON_4,
    ABMON_5,   ABMON_6,     ABMON_7,   ABMON_8,    ABMON_9, ABMON_10, ABMON_11, ABMON_12, RADIXCHAR,  THOUSEP,
    YESEXPR,   NOEXPR,      CRNCYSTR,  D_FMT,      D_T_FMT, T_FMT,    AM_STR,   PM_STR,   T_FMT_AMPM, ERA,
    ERA_D_FMT, ERA_D_T_FMT, ERA_T_FMT, ALT_DIGITS, CODESET, _DATE_FMT};
constexpr const char* kItemNames[] = {
    "DAY_1",      "DAY_2",   "DAY_3",     "DAY_4",       "DAY_5",     "DAY_6",      "DAY_7",     "ABDAY_1",
    "ABDAY_2",    "ABDAY_3", "ABDAY_4",   "ABDAY_5",     "ABDAY_6",   "ABDAY_7",    "MON_1",     "MON_2",
    "MON_3",      "MON_4",   "MON_5",     "MON_6",       "MON_7",     "MON_8",      "MON_9",     "MON_10",
    "MON_11",     "MON_12",  "ABMON_1",   "ABMON_2",     "ABMON_3",   "ABMON_4",    "ABMON_5",   "ABMON_6",
    "ABMON_7",    "ABMON_8", "ABMON_9",   "ABMON_10",    "ABMON_11",  "ABMON_12",   "RADIXCHAR", "THOUSEP",
    "YESEXPR",    "NOEXPR",  "CRNCYSTR",  "D_FMT",       "D_T_FMT",   "T_FMT",      "AM_STR",    "PM_STR",
    "T_FMT_AMPM", "ERA",     "ERA_D_FMT", "ERA_D_T_FMT", "ERA_T_FMT", "ALT_DIGITS", "CODESET",   "_DATE_FMT"};
static_assert(std::size(kItems) == std::size(kItemNames));

Owned language_info(Thread& t, const Value* args) {
    int wanted = TRY(to_c_int(t, args[0]));
    for (nl_item item : kItems) {
        if (item == wanted) return make_str(t, nl_langinfo(item));
    }
    return raise_value_error(t, "unsupported langinfo constant");
}
Owned encoding_name(Thread& t, const Value*) {
    return make_str(t, t.interp->config.utf8_mode ? "utf-8" : nl_langinfo(CODESET));
}

// ---- the catalogues of messages ----

Owned get_text(Thread& t, const Value* args) {
    return make_str(t, gettext(TRY(c_text(t, args[0], "gettext")).c_str()));
}
Owned get_text_of(Thread& t, const Value* args) {
    std::string domain = args[0].is_none() ? "" : TRY(c_text(t, args[0], "dgettext", 1));
    std::string message = TRY(c_text(t, args[1], "dgettext", 2));
    return make_str(t, dgettext(args[0].is_none() ? nullptr : domain.c_str(), message.c_str()));
}
Owned get_text_in(Thread& t, const Value* args) {
    std::string domain = args[0].is_none() ? "" : TRY(c_text(t, args[0], "dcgettext", 1));
    std::string message = TRY(c_text(t, args[1], "dcgettext", 2));
    int category = TRY(to_c_int(t, args[2]));
    return make_str(t, dcgettext(args[0].is_none() ? nullptr : domain.c_str(), message.c_str(), category));
}
Owned text_domain(Thread& t, const Value* args) {
    std::string domain = args[0].is_none() ? "" : TRY(c_text(t, args[0], "textdomain"));
    const char* now = textdomain(args[0].is_none() ? nullptr : domain.c_str());
    return now ? make_str(t, now) : Owned(raise_os_error(t, errno));
}
Owned bind_domain(Thread& t, const Value* args) {
    std::string domain = TRY(c_text(t, args[0], "bindtextdomain", 1));
    if (domain.empty()) return raise_locale(t, "domain must be a non-empty string");
    std::string folder = args[1].is_none() ? "" : TRY(c_text(t, args[1], "bindtextdomain", 2));
    const char* now = bindtextdomain(domain.c_str(), args[1].is_none() ? nullptr : folder.c_str());
    return now ? make_str(t, now) : Owned(raise_os_error(t, errno));
}
Owned bind_codeset(Thread& t, const Value* args) {
    std::string domain = TRY(c_text(t, args[0], "bind_textdomain_codeset", 1));
    std::string codeset = args[1].is_none() ? "" : TRY(c_text(t, args[1], "bind_textdomain_codeset", 2));
    return from_c(t, bind_textdomain_codeset(domain.c_str(), args[1].is_none() ? nullptr : codeset.c_str()));
}

const FunctionSpec functions[] = {
    {"setlocale(category, locale=None, /)", set_locale, "Activates/queries locale processing."},
    {"localeconv()", locale_conventions, "Returns numeric and monetary locale-specific parameters."},
    {"strcoll(os1, os2, /)", collate, "Compares two strings according to the locale."},
    {"strxfrm(string, /)", transform,
     "Return a string that can be used as a key for locale-aware comparisons."},
    {"nl_langinfo(key, /)", language_info,
     "Return the value for the locale information associated with key."},
    {"getencoding()", encoding_name, "Get the current locale encoding."},
    {"gettext(msg, /)", get_text, "gettext(msg) -> string"},
    {"dgettext(domain, msg, /)", get_text_of, "dgettext(domain, msg) -> string"},
    {"dcgettext(domain, msg, category, /)", get_text_in, "Return translation of msg in domain and category."},
    {"textdomain(domain, /)", text_domain, "Set the C library's text domain, returning the new domain."},
    {"bindtextdomain(domain, dir, /)", bind_domain, "Bind the C library's domain to dir."},
    {"bind_textdomain_codeset(domain, codeset, /)", bind_codeset, "Bind the C library's domain to codeset."},
};

constexpr std::pair<const char*, int> kCategories[] = {
    {"LC_CTYPE", LC_CTYPE},       {"LC_TIME", LC_TIME},         {"LC_COLLATE", LC_COLLATE},
    {"LC_MONETARY", LC_MONETARY}, {"LC_MESSAGES", LC_MESSAGES}, {"LC_NUMERIC", LC_NUMERIC},
    {"LC_ALL", LC_ALL},           {"CHAR_MAX", CHAR_MAX}};

Status fill(Thread& t, Module* module) {
    for (auto& [name, value] : kCategories) TRY(module_add_int(t, module, name, value));
    for (size_t i = 0; i < std::size(kItems); ++i) TRY(module_add_int(t, module, kItemNames[i], kItems[i]));
    Owned error = TRY(make_exception_class(t, "locale.Error", Value(exc(t).Exception)));
    state(t).error = error.dup().take();
    // The user's characters; plain C is taken for UTF-8, which this program reads and writes anyway.
    const char* characters = setlocale(LC_CTYPE, "");
    if (!characters || strcmp(characters, "C") == 0 || strcmp(characters, "POSIX") == 0)
        setlocale(LC_CTYPE, "C.UTF-8");
    return module_add(t, module, "Error", error);
}

MINIPY_MODULE(_locale, {.doc = "Support for POSIX locales.", .functions = functions, .exec = fill});

LocaleState& state(Thread& t) { return module_state<LocaleState>(t, module_registration__locale); }

}  // namespace

}  // namespace minipy
