// The visible hash functions against values that python3.11 gives.
#include "support/hash.h"

#include <gtest/gtest.h>

#include <string_view>

namespace minipy {
namespace {

int64_t seeded(uint32_t seed, std::string_view text) {
    uint64_t key[2];
    expand_hash_seed(seed, key);
    return hash_bytes(key, text.data(), text.size());
}

TEST(Hash, StringsUnderSeedZeroHashAsInCPython) {
    EXPECT_EQ(seeded(0, "abc"), -4594863902769663758);
    EXPECT_EQ(seeded(0, ""), 0);
}

TEST(Hash, DoublesHashAsIntsWhereTheyAreEqual) {
    EXPECT_EQ(hash_double(1.0), 1);
    EXPECT_EQ(hash_double(-1.0), -2);
    EXPECT_EQ(hash_double(0.5), 1152921504606846976);
    EXPECT_EQ(hash_double(1e300), 1224995262755759164);
    EXPECT_EQ(hash_int64(-1), -2);
    EXPECT_EQ(hash_int64(int64_t{1} << 61), 1);
}

TEST(Hash, TuplesHashAsInCPython) {
    TupleHasher empty(0);
    EXPECT_EQ(empty.finish(), 5740354900026072187);
    TupleHasher three(3);
    for (int64_t i : {1, 2, 3}) three.add(i);
    EXPECT_EQ(three.finish(), 529344067295497451);
}

TEST(Hash, FrozenSetsHashWhateverTheOrder) {
    FrozenSetHasher a(3), b(3);
    for (int64_t i : {1, 2, 3}) a.add(i);
    for (int64_t i : {3, 1, 2}) b.add(i);
    EXPECT_EQ(a.finish(), b.finish());
    EXPECT_EQ(a.finish(), -272375401224217160);
}

}  // namespace
}  // namespace minipy
