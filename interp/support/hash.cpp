#include "support/hash.h"

#include <sys/random.h>

#include <cmath>
#include <cstring>

namespace minipy {

namespace {

uint64_t rotate(uint64_t x, int n) { return x << n | x >> (64 - n); }

struct Sip {
    uint64_t v0, v1, v2, v3;
    void round() {
        v0 += v1;
        v2 += v3;
        v1 = rotate(v1, 13) ^ v0;
        v3 = rotate(v3, 16) ^ v2;
        v0 = rotate(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = rotate(v1, 17) ^ v2;
        v3 = rotate(v3, 21) ^ v0;
        v2 = rotate(v2, 32);
    }
};

// The last 0 to 7 bytes, little-endian.
uint64_t tail_of(const char* p, size_t size) {
    uint64_t tail = 0;
    if (size & 4) {
        uint32_t four;
        std::memcpy(&four, p, 4);
        tail = four;
        p += 4;
    }
    if (size & 2) {
        uint16_t two;
        std::memcpy(&two, p, 2);
        tail |= static_cast<uint64_t>(two) << (size & 4) * 8;
        p += 2;
    }
    if (size & 1) tail |= static_cast<uint64_t>(static_cast<uint8_t>(*p)) << (size & 6) * 8;
    return tail;
}

}  // namespace

uint64_t siphash13(const uint64_t key[2], const void* data, size_t size) {
    Sip s{key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du, key[0] ^ 0x6c7967656e657261u,
          key[1] ^ 0x7465646279746573u};
    const char* p = static_cast<const char*>(data);
    for (size_t left = size; left >= 8; left -= 8, p += 8) {
        uint64_t word;
        std::memcpy(&word, p, 8);
        s.v3 ^= word;
        s.round();
        s.v0 ^= word;
    }
    uint64_t last = static_cast<uint64_t>(size) << 56 | tail_of(p, size & 7);
    s.v3 ^= last;
    s.round();
    s.v0 ^= last;
    s.v2 ^= 0xff;
    s.round();
    s.round();
    s.round();
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

int64_t hash_bytes(const uint64_t key[2], const void* data, size_t size) {
    if (!size) return 0;
    int64_t h = static_cast<int64_t>(siphash13(key, data, size));
    return h == -1 ? -2 : h;
}

void expand_hash_seed(uint32_t seed, uint64_t key[2]) {
    key[0] = key[1] = 0;
    if (!seed) return;
    unsigned char bytes[16];
    uint32_t x = seed;
    for (unsigned char& b : bytes) {
        x = x * 214013 + 2531011;
        b = static_cast<unsigned char>(x >> 16);
    }
    std::memcpy(key, bytes, sizeof bytes);
}

void random_hash_key(uint64_t key[2]) {
    if (getrandom(key, 16, GRND_NONBLOCK) != 16) key[0] = key[1] = reinterpret_cast<uint64_t>(&key);
}

int64_t hash_double(double d) {
    if (std::isinf(d)) return d > 0 ? kHashInf : -kHashInf;
    int exponent;
    double m = std::frexp(d, &exponent);
    bool negative = m < 0;
    if (negative) m = -m;
    uint64_t x = 0;
    while (m != 0) {  // 28 bits of the mantissa at a time
        x = ((x << 28) & kHashModulus) | x >> (kHashBits - 28);
        m *= 268435456.0;
        exponent -= 28;
        uint64_t y = static_cast<uint64_t>(m);
        m -= static_cast<double>(y);
        x += y;
        if (x >= kHashModulus) x -= kHashModulus;
    }
    exponent = exponent >= 0 ? exponent % kHashBits : kHashBits - 1 - ((-1 - exponent) % kHashBits);
    x = ((x << exponent) & kHashModulus) | x >> (kHashBits - exponent);
    int64_t h = negative ? -static_cast<int64_t>(x) : static_cast<int64_t>(x);
    return h == -1 ? -2 : h;
}

}  // namespace minipy
