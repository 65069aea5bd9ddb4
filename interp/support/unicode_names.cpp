#include "support/unicode_names.h"

#include <dlfcn.h>
#include <unicode/uversion.h>
#include <utf8proc.h>

#include <cstdio>
#include <iterator>

namespace minipy::unicode {

namespace {

// The few functions that are used, under the names that this version of the library gives them.
struct Icu {
    int32_t (*char_from_name)(int choice, const char* name, int* error) = nullptr;
    int32_t (*char_name)(int32_t c, int choice, char* buffer, int32_t size, int* error) = nullptr;
    int32_t (*int_property)(int32_t c, int which) = nullptr;
    void (*char_age)(int32_t c, uint8_t version[4]) = nullptr;

    Icu() {
        void* library = dlopen("libicuuc.so." U_ICU_VERSION_SHORT, RTLD_NOW | RTLD_LOCAL);
        if (!library) return;
        find(library, "u_charFromName_" U_ICU_VERSION_SHORT, char_from_name);
        find(library, "u_charName_" U_ICU_VERSION_SHORT, char_name);
        find(library, "u_charAge_" U_ICU_VERSION_SHORT, char_age);
        find(library, "u_getIntPropertyValue_" U_ICU_VERSION_SHORT, int_property);
    }
    template <class F>
    static void find(void* library, const char* name, F& out) {
        out = reinterpret_cast<F>(dlsym(library, name));
    }
};
const Icu& icu() {
    static const Icu loaded;
    return loaded;
}
constexpr int kName = 0, kAlias = 3;      // UCharNameChoice
constexpr int kEastAsianWidth = 0x1004;   // UProperty
const utf8proc_property_t* property(uint32_t point) { return utf8proc_get_property(static_cast<int32_t>(point)); }

}  // namespace

bool character_of_name(std::string_view name, uint32_t& point) {
    if (!icu().char_from_name) return false;
    std::string text(name);
    for (int choice : {kName, kAlias}) {
        int error = 0;
        int32_t found = icu().char_from_name(choice, text.c_str(), &error);
        if (error <= 0) {
            point = static_cast<uint32_t>(found);
            return true;
        }
    }
    return false;
}

std::string name_of_character(uint32_t point) {
    if (!icu().char_name) return "";
    char buffer[256];
    int error = 0;
    int32_t size = icu().char_name(static_cast<int32_t>(point), kName, buffer, sizeof buffer, &error);
    return error <= 0 && size > 0 ? std::string(buffer, static_cast<size_t>(size)) : "";
}

int age(uint32_t point) {
    uint8_t version[4] = {};
    if (icu().char_age) icu().char_age(static_cast<int32_t>(point), version);
    return version[0] * 10 + version[1];
}

const char* bidirectional(uint32_t point) {
    static constexpr const char* kClasses[] = {"",   "L",   "LRE", "LRO", "R",  "AL", "RLE", "RLO", "PDF", "EN",  "ES", "ET",
                                               "AN", "CS",  "NSM", "BN",  "B",  "S",  "WS",  "ON",  "LRI", "RLI", "FSI", "PDI"};
    const utf8proc_property_t* p = property(point);
    if (p->category == UTF8PROC_CATEGORY_CN) return "";
    return static_cast<size_t>(p->bidi_class) < std::size(kClasses) ? kClasses[p->bidi_class] : "";
}

const char* east_asian_width(uint32_t point) {
    static constexpr const char* kWidths[] = {"N", "A", "H", "F", "Na", "W"};
    int32_t width = icu().int_property ? icu().int_property(static_cast<int32_t>(point), kEastAsianWidth) : 0;
    return width >= 0 && width < 6 ? kWidths[width] : "N";
}

bool is_mirrored(uint32_t point) { return property(point)->bidi_mirrored; }

std::string decomposition(uint32_t point) {
    static constexpr const char* kKinds[] = {"",         "<font> ",   "<noBreak> ",  "<initial> ", "<medial> ", "<final> ",
                                             "<isolated> ", "<circle> ", "<super> ",    "<sub> ",     "<vertical> ", "<wide> ",
                                             "<narrow> ", "<small> ",  "<square> ", "<fraction> ", "<compat> "};
    const utf8proc_property_t* p = property(point);
    if (p->decomp_seqindex == UINT16_MAX || (point >= 0xac00 && point < 0xd7a4)) return "";
    int32_t out[32];
    int last = 0;
    bool compatible = p->decomp_type != 0;
    int options = UTF8PROC_DECOMPOSE | (compatible ? UTF8PROC_COMPAT : 0);
    utf8proc_ssize_t n = utf8proc_decompose_char(static_cast<int32_t>(point), out, 32, static_cast<utf8proc_option_t>(options), &last);
    if (n <= 0) return "";
    std::string text = static_cast<size_t>(p->decomp_type) < std::size(kKinds) ? kKinds[p->decomp_type] : "";
    for (utf8proc_ssize_t i = 0; i < n; ++i) {
        char number[16];
        snprintf(number, sizeof number, i ? " %04X" : "%04X", static_cast<unsigned>(out[i]));
        text += number;
    }
    return text;
}

}  // namespace minipy::unicode
