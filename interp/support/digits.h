// Decimal digits of machine integers, two at a time, without a string in between.
#pragma once

#include <cstdint>
#include <cstring>

namespace minipy {

constexpr int kMostDigits = 20;  // a 64-bit int with its sign

// Characters that write_digits() needs.
inline unsigned count_digits(int64_t i) {
    uint64_t n = i < 0 ? 0 - static_cast<uint64_t>(i) : static_cast<uint64_t>(i);
    unsigned count = 1 + (i < 0);
    for (; n >= 10000; n /= 10000) count += 4;
    return count + (n >= 10) + (n >= 100) + (n >= 1000);
}

// The digits of i, with their sign, at the end of text; gives where they begin.
inline int write_digits(int64_t i, char (&text)[kMostDigits]) {
    static constexpr struct Pairs {
        char of[200];
        constexpr Pairs() : of() {
            for (int k = 0; k < 100; ++k) {
                of[2 * k] = static_cast<char>('0' + k / 10);
                of[2 * k + 1] = static_cast<char>('0' + k % 10);
            }
        }
    } pairs;
    uint64_t n = i < 0 ? 0 - static_cast<uint64_t>(i) : static_cast<uint64_t>(i);
    int at = kMostDigits;
    for (; n >= 100; n /= 100) std::memcpy(text + (at -= 2), pairs.of + n % 100 * 2, 2);
    if (n >= 10)
        std::memcpy(text + (at -= 2), pairs.of + n * 2, 2);
    else
        text[--at] = static_cast<char>('0' + n);
    if (i < 0) text[--at] = '-';
    return at;
}

}  // namespace minipy
