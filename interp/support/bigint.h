// Integers of any size, as GMP's mpz, and what Python asks of them beyond arithmetic: text in any base, exact
// rounding to doubles, two's complement bytes. GMP's own functions are used directly where they already mean
// what Python means:
//
//     floor division and modulo   mpz_fdiv_q, mpz_fdiv_r        x >> n   mpz_fdiv_q_2exp
//     & | ^ ~                     mpz_and, mpz_ior, ... (two's complement, as in Python)
#pragma once

#include <gmp.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace minipy {

// An mpz that frees itself.
class BigInt {
  public:
    BigInt() { mpz_init(z_); }
    explicit BigInt(int64_t i) { mpz_init_set_si(z_, i); }
    explicit BigInt(mpz_srcptr z) { mpz_init_set(z_, z); }
    BigInt(const BigInt&) = delete;
    BigInt& operator=(const BigInt&) = delete;
    ~BigInt() { mpz_clear(z_); }
    operator mpz_ptr() { return z_; }
    operator mpz_srcptr() const { return z_; }

  private:
    mpz_t z_;
};

// Makes GMP take memory from heap_alloc(), and throw std::bad_alloc where it would end the process. Once, before any number.
void big_use_heap();

// ---- text -------------------------------------------------------------------

// Digits of base 2 to 36 in lower case, '-' in front of negative ones, no prefix.
std::string big_to_text(mpz_srcptr z, int base);
std::string int_to_text(int64_t i, int base);
// How many decimal digits there are at least: quick, for the limit on str(int).
size_t big_decimal_digits_at_least(mpz_srcptr z);

struct IntText {
    bool ok = false;
    bool negative = false;
    int base = 10;
    std::string digits;  // without sign, prefix, underscores, blanks
};
// Reads int()'s text: blanks around it, a sign, a prefix 0x 0o 0b where `base` is 0 or fits it, underscores
// between digits. With base 0 the rules of literals hold: "012" is wrong, "00" is not.
IntText scan_int_text(std::string_view text, int base);
// Its value. False when it does not fit; then it is big_from_text's.
bool int_text_to_int64(const IntText& text, int64_t* out);
void big_from_text(mpz_ptr out, const IntText& text);

// ---- doubles ----------------------------------------------------------------

bool big_to_double(mpz_srcptr z, double* out);  // ties to even; false: too large
void big_from_double(mpz_ptr out, double x);    // the whole part; x is finite
// a / b as if computed exactly and rounded once; b != 0. False: too large.
bool big_true_divide(mpz_srcptr a, mpz_srcptr b, double* out);
// The order of an integer and a double that is no nan: <0, 0, >0.
int big_compare_double(mpz_srcptr z, double x);

// ---- bits, bytes, the rest --------------------------------------------------

size_t big_bit_length(mpz_srcptr z);  // of the magnitude; 0 has none
size_t big_bit_count(mpz_srcptr z);   // ones in the magnitude
bool big_fits_int64(mpz_srcptr z, int64_t* out);
int64_t big_hash(mpz_srcptr z);

// Two's complement or unsigned bytes. False: it does not fit `size` bytes (or is negative and not
// `is_signed`).
bool big_to_bytes(mpz_srcptr z, uint8_t* out, size_t size, bool little_endian, bool is_signed);
void big_from_bytes(mpz_ptr out, const uint8_t* bytes, size_t size, bool little_endian, bool is_signed);

// pow(base, exponent, modulus): the result has the modulus' sign; modulus != 0. False: base has no inverse.
bool big_pow_mod(mpz_ptr out, mpz_srcptr base, mpz_srcptr exponent, mpz_srcptr modulus);

}  // namespace minipy
