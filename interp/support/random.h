// MT19937, the generator under Python's random module: 624 words of state, period 2**19937 - 1. Given the
// same key it gives the same numbers as Python everywhere.
#pragma once

#include <cstddef>
#include <cstdint>

namespace minipy {

class MersenneTwister {
  public:
    static constexpr size_t kWords = 624;

    // The state is the recurrence of one 32-bit word.
    void seed(uint32_t word) {
        state_[0] = word;
        for (size_t i = 1; i < kWords; ++i) {
            state_[i] = 1812433253u * (state_[i - 1] ^ state_[i - 1] >> 30) + static_cast<uint32_t>(i);
        }
        index_ = kWords;
    }

    // From a key of any length (at least one word), least significant word first: random.seed(n) uses |n|.
    void seed(const uint32_t* key, size_t length) {
        seed(19650218u);
        size_t i = 1, j = 0;
        for (size_t k = kWords > length ? kWords : length; k > 0; --k) {
            state_[i] = (state_[i] ^ mixed(i) * 1664525u) + key[j] + static_cast<uint32_t>(j);
            advance(i);
            if (++j == length) j = 0;
        }
        for (size_t k = kWords - 1; k > 0; --k) {
            state_[i] = (state_[i] ^ mixed(i) * 1566083941u) - static_cast<uint32_t>(i);
            advance(i);
        }
        state_[0] = 0x80000000u;
    }

    uint32_t next() {
        if (index_ >= kWords) refill();
        uint32_t y = state_[index_++];
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c5680u;
        y ^= y << 15 & 0xefc60000u;
        return y ^ y >> 18;
    }

    // In [0, 1), with 53 random bits.
    double next_double() {
        uint32_t high = next() >> 5, low = next() >> 6;
        return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
    }

    // For getstate and setstate: the words, and how many of them are used up.
    uint32_t* words() { return state_; }
    size_t index() const { return index_; }
    void set_index(size_t index) { index_ = index; }

  private:
    uint32_t mixed(size_t i) const { return state_[i - 1] ^ state_[i - 1] >> 30; }
    void advance(size_t& i) {
        if (++i < kWords) return;
        state_[0] = state_[kWords - 1];
        i = 1;
    }
    void refill() {
        constexpr size_t kShift = 397;
        for (size_t i = 0; i < kWords; ++i) {
            uint32_t y = (state_[i] & 0x80000000u) | (state_[(i + 1) % kWords] & 0x7fffffffu);
            state_[i] = state_[(i + kShift) % kWords] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
        }
        index_ = 0;
    }

    uint32_t state_[kWords] = {};
    size_t index_ = kWords;
};

}  // namespace minipy
