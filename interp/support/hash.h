// The hash functions whose values Python programs can see: numbers, tuples and frozensets hash as CPython's,
// strings by SipHash-1-3 with a key that PYTHONHASHSEED decides.
#pragma once

#include <cstddef>
#include <cstdint>

namespace minipy {

// Modulus of numeric hashes: x and y with x == y hash alike, whatever their types (library reference,
// "Hashing of numeric types").
constexpr int kHashBits = 61;
constexpr uint64_t kHashModulus = (uint64_t{1} << kHashBits) - 1;
constexpr int64_t kHashInf = 314159;

uint64_t siphash13(const uint64_t key[2], const void* data, size_t size);
// A str's or bytes' hash: 0 for nothing, never -1.
int64_t hash_bytes(const uint64_t key[2], const void* data, size_t size);
// The key for PYTHONHASHSEED=seed; seed 0 gives the zero key (no randomisation).
void expand_hash_seed(uint32_t seed, uint64_t key[2]);
void random_hash_key(uint64_t key[2]);

int64_t hash_double(double d);  // inf, -inf and finite ones; a nan hashes by identity: the caller's affair
inline int64_t hash_int64(int64_t i) {
    uint64_t magnitude = i < 0 ? -static_cast<uint64_t>(i) : static_cast<uint64_t>(i);
    int64_t h = static_cast<int64_t>(magnitude < kHashModulus ? magnitude : magnitude % kHashModulus);
    if (i < 0) h = -h;
    return h == -1 ? -2 : h;
}
// An address.
inline int64_t hash_pointer(const void* p) {
    uint64_t bits = reinterpret_cast<uint64_t>(p);
    return static_cast<int64_t>(bits >> 4 | bits << 60);
}

class TupleHasher {
  public:
    explicit TupleHasher(size_t length) : length_(length) {}
    void add(int64_t hash) {
        acc_ += static_cast<uint64_t>(hash) * kPrime2;
        acc_ = (acc_ << 31 | acc_ >> 33) * kPrime1;
    }
    int64_t finish() const {
        uint64_t h = acc_ + (length_ ^ (kPrime5 ^ 3527539));
        return h == ~uint64_t{0} ? 1546275796 : static_cast<int64_t>(h);
    }

  private:
    static constexpr uint64_t kPrime1 = 11400714785074694791u, kPrime2 = 14029467366897019727u,
                              kPrime5 = 2870177450012600261u;
    uint64_t acc_ = kPrime5;
    size_t length_;
};

class FrozenSetHasher {
  public:
    explicit FrozenSetHasher(size_t length) : length_(length) {}
    void add(int64_t hash) {
        uint64_t h = static_cast<uint64_t>(hash);
        acc_ ^= ((h ^ 89869747) ^ (h << 16)) * 3644798167u;
    }
    int64_t finish() const {
        uint64_t h = acc_ ^ (length_ + 1) * 1927868237u;
        h ^= (h >> 11) ^ (h >> 25);
        h = h * 69069 + 907133923;
        return h == ~uint64_t{0} ? 590923713 : static_cast<int64_t>(h);
    }

  private:
    uint64_t acc_ = 0;
    size_t length_;
};

}  // namespace minipy
