#include "support/float_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace minipy {
namespace {

double parsed(std::string_view text) {
    double d = -12345;
    EXPECT_TRUE(parse_double(text, &d)) << text;
    return d;
}

TEST(FloatText, ReprIsTheShortestTextThatReadsBack) {
    EXPECT_EQ(repr_double(0.1), "0.1");
    EXPECT_EQ(repr_double(1), "1.0");
    EXPECT_EQ(repr_double(-0.0), "-0.0");
    EXPECT_EQ(repr_double(1e16), "1e+16");
    EXPECT_EQ(repr_double(1e15), "1000000000000000.0");
    EXPECT_EQ(repr_double(0.0001), "0.0001");
    EXPECT_EQ(repr_double(0.00001), "1e-05");
    EXPECT_EQ(repr_double(5e-324), "5e-324");
    EXPECT_EQ(repr_double(2, 0), "2");
}

TEST(FloatText, FormatsRoundTheExactValue) {
    EXPECT_EQ(format_double(2.5, 'f', 0), "2");
    EXPECT_EQ(format_double(0.125, 'e', 1), "1.2e-01");
    EXPECT_EQ(format_double(2.675, 'f', 2), "2.67");
    EXPECT_EQ(format_double(0.1, 'f', 20), "0.10000000000000000555");
    EXPECT_EQ(format_double(1234567, 'g', 6), "1.23457e+06");
    EXPECT_EQ(format_double(100, 'g', 6, kFloatAlternate), "100.000");
    EXPECT_EQ(format_double(0.25, '%', 0), "25%");
    EXPECT_EQ(format_double(std::numeric_limits<double>::infinity(), 'F', 3), "INF");
}

TEST(FloatText, ParsesWhatFloatAccepts) {
    EXPECT_EQ(parsed(" 1_000.5\n"), 1000.5);
    EXPECT_EQ(parsed("-.5e1"), -5);
    EXPECT_EQ(parsed("1e400"), std::numeric_limits<double>::infinity());
    EXPECT_EQ(parsed("1e-400"), 0);
    EXPECT_TRUE(std::isnan(parsed("-NaN")));
    double d;
    for (auto text : {"", "1_", "_1", "1__0", "e5", ".", "0x1", "1 2", "infinit"})
        EXPECT_FALSE(parse_double(text, &d)) << text;
}

TEST(FloatText, HexadecimalGoesBothWays) {
    EXPECT_EQ(double_to_hex(0.1), "0x1.999999999999ap-4");
    EXPECT_EQ(double_to_hex(5e-324), "0x0.0000000000001p-1022");
    double d;
    EXPECT_EQ(double_from_hex("0x1p-1075", &d), HexFloat::Ok);
    EXPECT_EQ(d, 0);
    EXPECT_EQ(double_from_hex("0x1.8p-1074", &d), HexFloat::Ok);
    EXPECT_EQ(d, 1e-323);  // a tie, to even
    EXPECT_EQ(double_from_hex("0x1p1024", &d), HexFloat::TooLarge);
    EXPECT_EQ(double_from_hex("0x", &d), HexFloat::Invalid);
}

TEST(FloatText, RoundKeepsTiesEven) {
    double d;
    EXPECT_TRUE(round_double(25, -1, &d));
    EXPECT_EQ(d, 20);
    EXPECT_TRUE(round_double(25.5, -1, &d));
    EXPECT_EQ(d, 30);
    EXPECT_TRUE(round_double(2.675, 2, &d));
    EXPECT_EQ(d, 2.67);
    EXPECT_FALSE(round_double(1.7e308, -308, &d));
}

}  // namespace
}  // namespace minipy
