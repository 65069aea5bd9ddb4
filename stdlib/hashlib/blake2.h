// BLAKE2b and BLAKE2s (RFC 7693) with their whole parameter block: keys, salts, personalisation and trees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace minipy::blake2 {

constexpr uint8_t kSigma[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

// What the two variants differ in.
struct Wide {
    using Word = uint64_t;
    static constexpr int kRounds = 12, kRotations[4] = {32, 24, 16, 63};
    static constexpr size_t kMaxDigest = 64, kMaxKey = 64, kSalt = 16, kPerson = 16;
    static constexpr int kOffsetBytes = 8;
    static constexpr const char* kName = "blake2b";
    static constexpr Word kStart[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                       0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                       0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
};
struct Small {
    using Word = uint32_t;
    static constexpr int kRounds = 10, kRotations[4] = {16, 12, 8, 7};
    static constexpr size_t kMaxDigest = 32, kMaxKey = 32, kSalt = 8, kPerson = 8;
    static constexpr int kOffsetBytes = 6;
    static constexpr const char* kName = "blake2s";
    static constexpr Word kStart[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
};

struct Parameters {
    size_t digest_size = 0, key_size = 0;
    unsigned fanout = 1, depth = 1, node_depth = 0, inner_size = 0;
    uint32_t leaf_size = 0;
    uint64_t node_offset = 0;
    bool last_node = false;
    uint8_t salt[16] = {}, person[16] = {};
};

template <class V>
class State {
  public:
    using Word = typename V::Word;
    static constexpr size_t kBlock = 16 * sizeof(Word);

    // The block of parameters is eight words; they go into the first state.
    void start(const Parameters& p) {
        uint8_t block[8 * sizeof(Word)] = {};
        block[0] = static_cast<uint8_t>(p.digest_size);
        block[1] = static_cast<uint8_t>(p.key_size);
        block[2] = static_cast<uint8_t>(p.fanout);
        block[3] = static_cast<uint8_t>(p.depth);
        memcpy(block + 4, &p.leaf_size, 4);
        memcpy(block + 8, &p.node_offset, V::kOffsetBytes);
        block[8 + V::kOffsetBytes] = static_cast<uint8_t>(p.node_depth);
        block[9 + V::kOffsetBytes] = static_cast<uint8_t>(p.inner_size);
        memcpy(block + 4 * sizeof(Word), p.salt, V::kSalt);
        memcpy(block + 6 * sizeof(Word), p.person, V::kPerson);
        for (int i = 0; i < 8; ++i)
            h_[i] = V::kStart[i] ^ load(block + static_cast<size_t>(i) * sizeof(Word));
        last_node_ = p.last_node;
    }
    void update(const uint8_t* data, size_t n) {
        while (n) {
            if (filled_ == kBlock) {  // a full block waits: the last one is treated apart
                count(kBlock);
                compress(false);
                filled_ = 0;
            }
            size_t part = n < kBlock - filled_ ? n : kBlock - filled_;
            memcpy(buffer_ + filled_, data, part);
            filled_ += part;
            data += part;
            n -= part;
        }
    }
    void finish(uint8_t* digest, size_t size) {
        count(filled_);
        memset(buffer_ + filled_, 0, kBlock - filled_);
        compress(true);
        uint8_t all[8 * sizeof(Word)];
        memcpy(all, h_, sizeof all);
        memcpy(digest, all, size);
    }

  private:
    static Word load(const uint8_t* p) {
        Word w;
        memcpy(&w, p, sizeof w);
        return w;
    }
    static Word rotate(Word w, int n) { return w >> n | w << (static_cast<int>(8 * sizeof(Word)) - n); }
    void count(size_t n) {
        total_[0] += static_cast<Word>(n);
        if (total_[0] < n) ++total_[1];
    }
    void compress(bool last) {
        Word m[16], v[16];
        for (size_t i = 0; i < 16; ++i) m[i] = load(buffer_ + i * sizeof(Word));
        for (int i = 0; i < 8; ++i) {
            v[i] = h_[i];
            v[i + 8] = V::kStart[i];
        }
        v[12] ^= total_[0];
        v[13] ^= total_[1];
        if (last) v[14] = ~v[14];
        if (last && last_node_) v[15] = ~v[15];
        auto mix = [&](int a, int b, int c, int d, Word x, Word y) {
            v[a] += v[b] + x;
            v[d] = rotate(v[d] ^ v[a], V::kRotations[0]);
            v[c] += v[d];
            v[b] = rotate(v[b] ^ v[c], V::kRotations[1]);
            v[a] += v[b] + y;
            v[d] = rotate(v[d] ^ v[a], V::kRotations[2]);
            v[c] += v[d];
            v[b] = rotate(v[b] ^ v[c], V::kRotations[3]);
        };
        for (int round = 0; round < V::kRounds; ++round) {
            const uint8_t* s = kSigma[round % 10];
            for (int i = 0; i < 4; ++i) mix(i, i + 4, i + 8, i + 12, m[s[2 * i]], m[s[2 * i + 1]]);
            for (int i = 0; i < 4; ++i)
                mix(i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12, m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
        }
        for (int i = 0; i < 8; ++i) h_[i] ^= v[i] ^ v[i + 8];
    }

    Word h_[8] = {}, total_[2] = {};
    uint8_t buffer_[kBlock] = {};
    size_t filled_ = 0;
    bool last_node_ = false;
};

}  // namespace minipy::blake2
