#include <gtest/gtest.h>

#include <vector>

#include "support/bigint.h"
#include "support/float_text.h"
#include "support/hash.h"
#include "support/random.h"

namespace minipy {
namespace {

std::string decimal(std::string_view text, int base) {
    IntText scanned = scan_int_text(text, base);
    if (!scanned.ok) return "wrong";
    BigInt z;
    big_from_text(z, scanned);
    return big_to_text(z, 10);
}

TEST(BigInt, ReadsTextAsIntDoes) {
    EXPECT_EQ(decimal(" -0x_ff ", 0), "-255");
    EXPECT_EQ(decimal("zz", 36), "1295");
    EXPECT_EQ(decimal("1_000_000_000_000_000_000_000", 10), "1000000000000000000000");
    EXPECT_EQ(decimal("00", 0), "0");
    for (auto text : {"012", "1__0", "_1", "1_", "", "0x", "- 1"})
        EXPECT_EQ(decimal(text, 0), "wrong") << text;
    int64_t small;
    EXPECT_TRUE(int_text_to_int64(scan_int_text("-42", 10), &small));
    EXPECT_EQ(small, -42);
    EXPECT_FALSE(int_text_to_int64(scan_int_text("9223372036854775808", 10), &small));
}

TEST(BigInt, DoublesAreRoundedOnce) {
    BigInt z, one(int64_t{1});
    mpz_setbit(z, 100);
    mpz_setbit(z, 47);  // half of the last place: a tie
    double d;
    EXPECT_TRUE(big_to_double(z, &d));
    EXPECT_EQ(repr_double(d), "1.2676506002282294e+30");
    mpz_setbit(z, 0);
    EXPECT_TRUE(big_to_double(z, &d));
    EXPECT_EQ(repr_double(d), "1.2676506002282297e+30");
    mpz_setbit(z, 1024);
    EXPECT_FALSE(big_to_double(z, &d));
    BigInt three(int64_t{3});
    EXPECT_TRUE(big_true_divide(one, three, &d));
    EXPECT_EQ(d, 1.0 / 3);
}

TEST(BigInt, BytesAreTwosComplement) {
    BigInt z(int64_t{-129}), back;
    uint8_t bytes[2];
    EXPECT_FALSE(big_to_bytes(z, bytes, 1, true, true));
    EXPECT_FALSE(big_to_bytes(z, bytes, 2, true, false));
    EXPECT_TRUE(big_to_bytes(z, bytes, 2, false, true));
    EXPECT_EQ(bytes[0], 0xff);
    EXPECT_EQ(bytes[1], 0x7f);
    big_from_bytes(back, bytes, 2, false, true);
    EXPECT_EQ(big_to_text(back, 10), "-129");
}

TEST(BigInt, PowersTakeTheSignOfTheModulus) {
    BigInt out;
    EXPECT_TRUE(big_pow_mod(out, BigInt(int64_t{-3}), BigInt(int64_t{5}), BigInt(int64_t{-7})));
    EXPECT_EQ(big_to_text(out, 10), "-5");
    EXPECT_TRUE(big_pow_mod(out, BigInt(int64_t{3}), BigInt(int64_t{-1}), BigInt(int64_t{7})));
    EXPECT_EQ(big_to_text(out, 10), "5");
    EXPECT_FALSE(big_pow_mod(out, BigInt(int64_t{2}), BigInt(int64_t{-1}), BigInt(int64_t{4})));
}

TEST(Hash, EqualNumbersHashAlike) {
    BigInt z;
    mpz_setbit(z, 80);
    EXPECT_EQ(big_hash(z), hash_double(1208925819614629174706176.0));
    EXPECT_EQ(hash_int64(-1), -2);
    EXPECT_EQ(hash_double(0.5), int64_t{1} << 60);
}

TEST(Hash, SeedsGiveCPythonsHashes) {
    uint64_t key[2];
    expand_hash_seed(0, key);
    EXPECT_EQ(hash_bytes(key, "abc", 3), -4594863902769663758);
    expand_hash_seed(42, key);
    EXPECT_EQ(hash_bytes(key, "abc", 3), 3869580338025362921);
    EXPECT_EQ(hash_bytes(key, "", 0), 0);
}

TEST(Hash, TuplesAndFrozenSetsHashAsInCPython) {
    TupleHasher tuple(3);
    for (int64_t i : {1, 2, 3}) tuple.add(i);
    EXPECT_EQ(tuple.finish(), 529344067295497451);
    FrozenSetHasher set(3);
    for (int64_t i : {3, 1, 2}) set.add(i);
    EXPECT_EQ(set.finish(), -272375401224217160);
}

TEST(MersenneTwister, GivesPythonsNumbers) {
    MersenneTwister twister;
    uint32_t key[] = {1};
    twister.seed(key, 1);
    EXPECT_EQ(repr_double(twister.next_double()), "0.13436424411240122");
    EXPECT_EQ(repr_double(twister.next_double()), "0.8474337369372327");
}

}  // namespace
}  // namespace minipy
