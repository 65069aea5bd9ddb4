// XID_Start and XID_Continue, from the general categories that utf8proc knows plus the handful of characters that
// the standard lists one by one: Other_ID_Start, Other_ID_Continue, and those whose NFKC form is no name.
#include "grammar/identifier.h"

#include <utf8proc.h>

namespace minipy {

static bool is_other_start(int32_t c) {
    return c == 0x1885 || c == 0x1886 || c == 0x2118 || c == 0x212E || c == '_';
}

static bool is_other_continue(int32_t c) {
    return c == 0xB7 || c == 0x387 || (c >= 0x1369 && c <= 0x1371) || c == 0x19DA;
}

// Letters that NFKC turns into something with a space or a mark in front.
static bool normalises_badly(int32_t c) {
    return c == 0x37A || (c >= 0xFC5E && c <= 0xFC63) || c == 0xFDFA || c == 0xFDFB ||
           (c >= 0xFE70 && c <= 0xFE7E && c % 2 == 0 && c != 0xFE7C + 4);
}

bool is_identifier_start(int32_t c) {
    switch (utf8proc_category(c)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_NL:
            // Vowel signs that continue a name but cannot begin one.
            if (c == 0xE33 || c == 0xEB3 || c == 0xFF9E || c == 0xFF9F || c == 0x2E2F) return false;
            return !normalises_badly(c);
        default:
            return is_other_start(c);
    }
}

bool is_identifier_continue(int32_t c) {
    if (is_identifier_start(c)) return true;
    switch (utf8proc_category(c)) {
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_PC:
            return true;
        default:
            return is_other_continue(c) || c == 0xE33 || c == 0xEB3 || c == 0xFF9E || c == 0xFF9F;
    }
}

bool is_printable(int32_t c) {
    switch (utf8proc_category(c)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return false;
        case UTF8PROC_CATEGORY_ZS:
            return c == ' ';
        default:
            return true;
    }
}

}  // namespace minipy
