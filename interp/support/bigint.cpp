#include "support/bigint.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <new>

#include "support/float_text.h"
#include "support/hash.h"
#include "support/memory.h"

namespace minipy {

namespace {

void* big_alloc(size_t size) {
    void* memory = heap_alloc(size);
    if (!memory) throw std::bad_alloc();
    return memory;
}
void* big_realloc(void* memory, size_t, size_t size) {
    void* moved = heap_realloc(memory, size);
    if (!moved) throw std::bad_alloc();
    return moved;
}
void big_free(void* memory, size_t) { heap_free(memory); }

}  // namespace

void big_use_heap() { mp_set_memory_functions(big_alloc, big_realloc, big_free); }

std::string big_to_text(mpz_srcptr z, int base) {
    std::string out(mpz_sizeinbase(z, base) + 2, '\0');
    mpz_get_str(out.data(), base, z);
    out.resize(out.find('\0'));
    return out;
}

std::string int_to_text(int64_t i, int base) {
    char buffer[66];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, i, base).ptr;
    return {buffer, static_cast<size_t>(end - buffer)};
}

size_t big_decimal_digits_at_least(mpz_srcptr z) {
    size_t bits = big_bit_length(z);
    return bits == 0 ? 1 : static_cast<size_t>(static_cast<double>(bits - 1) * 0.30102999566398119) + 1;
}

namespace {

// GMP's macros do not take a BigInt.
bool is_zero(mpz_srcptr z) { return mpz_sgn(z) == 0; }
bool is_one(mpz_srcptr z) { return mpz_cmp_ui(z, 1) == 0; }

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

int prefix_base(std::string_view text) {
    if (text.size() < 2 || text[0] != '0') return 0;
    switch (text[1] | 0x20) {
        case 'x':
            return 16;
        case 'o':
            return 8;
        case 'b':
            return 2;
    }
    return 0;
}

}  // namespace

IntText scan_int_text(std::string_view text, int base) {
    IntText result;
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        result.negative = text[0] == '-';
        text.remove_prefix(1);
    }
    int prefix = prefix_base(text);
    bool like_literal = base == 0 && !prefix;
    if (prefix && (base == 0 || base == prefix)) {
        base = prefix;
        text.remove_prefix(2);
        if (!text.empty() && text[0] == '_') text.remove_prefix(1);
    }
    if (base == 0) base = 10;
    result.base = base;

    if (text.empty()) return result;
    result.digits.reserve(text.size());
    bool after_digit = false;
    for (char c : text) {
        if (c == '_') {
            if (!after_digit) return result;
            after_digit = false;
            continue;
        }
        if (digit_value(c) >= base) return result;
        result.digits.push_back(c);
        after_digit = true;
    }
    bool leading_zero =
        like_literal && result.digits[0] == '0' && result.digits.find_first_not_of('0') != std::string::npos;
    result.ok = after_digit && !leading_zero;
    return result;
}

bool int_text_to_int64(const IntText& text, int64_t* out) {
    const char* end = text.digits.data() + text.digits.size();
    auto result = std::from_chars(text.digits.data(), end, *out, text.base);
    if (result.ec != std::errc{} || result.ptr != end) return false;
    if (text.negative) *out = -*out;
    return true;
}

void big_from_text(mpz_ptr out, const IntText& text) {
    mpz_set_str(out, text.digits.c_str(), text.base);
    if (text.negative) mpz_neg(out, out);
}

// ---- doubles ----------------------------------------------------------------

namespace {

// The leading 64 bits of a magnitude, what is behind them, and their place.
uint64_t leading_bits(mpz_srcptr z, bool* sticky, int64_t* exponent) {
    size_t bits = big_bit_length(z);
    if (bits <= 64) {
        *exponent = 0;
        return bits == 0 ? 0 : mpz_getlimbn(z, 0);
    }
    size_t shift = bits - 64;
    *exponent = static_cast<int64_t>(shift);
    if (mpz_scan1(z, 0) < shift) *sticky = true;
    size_t limb = shift / 64, offset = shift % 64;
    uint64_t low = mpz_getlimbn(z, static_cast<mp_size_t>(limb)) >> offset;
    if (offset == 0) return low;
    return low | mpz_getlimbn(z, static_cast<mp_size_t>(limb + 1)) << (64 - offset);
}

bool compose(mpz_srcptr magnitude, bool sticky, int64_t shift, bool negative, double* out) {
    int64_t exponent = 0;
    uint64_t mantissa = leading_bits(magnitude, &sticky, &exponent);
    if (!compose_double(mantissa, sticky, exponent + shift, out)) return false;
    if (negative) *out = -*out;
    return true;
}

}  // namespace

bool big_to_double(mpz_srcptr z, double* out) { return compose(z, false, 0, mpz_sgn(z) < 0, out); }

void big_from_double(mpz_ptr out, double x) { mpz_set_d(out, x); }

bool big_true_divide(mpz_srcptr a, mpz_srcptr b, double* out) {
    if (mpz_sgn(a) == 0) {
        *out = mpz_sgn(b) < 0 ? -0.0 : 0.0;
        return true;
    }
    // Scaled so that the quotient has at least 64 bits: more than a double keeps, and one to round by.
    int64_t shift = static_cast<int64_t>(big_bit_length(b)) - static_cast<int64_t>(big_bit_length(a)) + 65;
    BigInt numerator, denominator, quotient, rest;
    mpz_abs(numerator, a);
    mpz_abs(denominator, b);
    if (shift > 0) {
        mpz_mul_2exp(numerator, numerator, static_cast<mp_bitcnt_t>(shift));
    } else {
        mpz_mul_2exp(denominator, denominator, static_cast<mp_bitcnt_t>(-shift));
    }
    mpz_tdiv_qr(quotient, rest, numerator, denominator);
    return compose(quotient, !is_zero(rest), -shift, mpz_sgn(a) * mpz_sgn(b) < 0, out);
}

int big_compare_double(mpz_srcptr z, double x) {
    if (std::isinf(x)) return x > 0 ? -1 : 1;
    return mpz_cmp_d(z, x);
}

// ---- bits, bytes, the rest --------------------------------------------------

size_t big_bit_length(mpz_srcptr z) { return mpz_sgn(z) == 0 ? 0 : mpz_sizeinbase(z, 2); }

size_t big_bit_count(mpz_srcptr z) {
    return mpz_size(z) == 0 ? 0 : mpn_popcount(mpz_limbs_read(z), static_cast<mp_size_t>(mpz_size(z)));
}

bool big_fits_int64(mpz_srcptr z, int64_t* out) {
    static_assert(sizeof(long) == sizeof(int64_t));
    if (!mpz_fits_slong_p(z)) return false;
    *out = mpz_get_si(z);
    return true;
}

int64_t big_hash(mpz_srcptr z) {
    int64_t h = static_cast<int64_t>(mpz_tdiv_ui(z, kHashModulus));
    if (mpz_sgn(z) < 0) h = -h;
    return h == -1 ? -2 : h;
}

bool big_to_bytes(mpz_srcptr z, uint8_t* out, size_t size, bool little_endian, bool is_signed) {
    bool negative = mpz_sgn(z) < 0;
    if (negative && !is_signed) return false;
    // A negative number is written as the complement of -z - 1, which has as many bits as there must be room
    // for.
    BigInt magnitude;
    if (negative) {
        mpz_com(magnitude, z);
    } else {
        mpz_set(magnitude, z);
    }
    size_t bits = big_bit_length(magnitude);
    if (bits + (is_signed && mpz_sgn(z) != 0 ? 1 : 0) > size * 8) return false;
    [[maybe_unused]] size_t used = (bits + 7) / 8;
    std::fill(out, out + size, 0);
    mpz_export(out, nullptr, -1, 1, -1, 0, magnitude);
    assert(used <= size);
    if (negative) {
        for (size_t i = 0; i < size; ++i) out[i] = static_cast<uint8_t>(~out[i]);
    }
    if (!little_endian) std::reverse(out, out + size);
    return true;
}

void big_from_bytes(mpz_ptr out, const uint8_t* bytes, size_t size, bool little_endian, bool is_signed) {
    mpz_import(out, size, little_endian ? -1 : 1, 1, 0, 0, bytes);
    if (!is_signed || size == 0) return;
    uint8_t top = little_endian ? bytes[size - 1] : bytes[0];
    if (top & 0x80) {
        BigInt range;
        mpz_setbit(range, size * 8);
        mpz_sub(out, out, range);
    }
}

bool big_pow_mod(mpz_ptr out, mpz_srcptr base, mpz_srcptr exponent, mpz_srcptr modulus) {
    BigInt size, inverse;
    mpz_abs(size, modulus);
    if (is_one(size)) {
        mpz_set_ui(out, 0);
        return true;
    }
    if (mpz_sgn(exponent) < 0) {
        if (!mpz_invert(inverse, base, size)) return false;
        BigInt positive;
        mpz_neg(positive, exponent);
        mpz_powm(out, inverse, positive, size);
    } else {
        mpz_powm(out, base, exponent, size);
    }
    if (mpz_sgn(modulus) < 0 && mpz_sgn(out) != 0) mpz_add(out, out, modulus);
    return true;
}

}  // namespace minipy
