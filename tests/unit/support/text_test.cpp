#include <gtest/gtest.h>

#include "support/unicode.h"
#include "support/utf8.h"

namespace minipy {
namespace {

TEST(Utf8, ScanCountsCharactersAndFindsTheLargest) {
    Utf8Info info = utf8_scan("aé가");
    EXPECT_EQ(info.points, 3u);
    EXPECT_EQ(info.max_point, 0xac00u);
    EXPECT_EQ(info.error, Utf8Error::None);
    char32_t points[3];
    utf8_decode("aé가", points);
    EXPECT_EQ(std::u32string(points, 3), U"aé가");
}

TEST(Utf8, ErrorsAreCutAsPythonCutsThem) {
    Utf8Info info = utf8_scan(
        "a\xe2\x82"
        "A");
    EXPECT_EQ(info.error, Utf8Error::InvalidContinuation);
    EXPECT_EQ(info.valid, 1u);
    EXPECT_EQ(info.bad, 2u);
    EXPECT_EQ(utf8_scan("\xf0\x9f\x98").error, Utf8Error::UnexpectedEnd);
    EXPECT_EQ(utf8_scan("\xc0\x80").error, Utf8Error::InvalidStart);
}

TEST(Utf8, SurrogatesNeedPermission) {
    EXPECT_EQ(utf8_scan("\xed\xa0\x80").error, Utf8Error::InvalidContinuation);
    EXPECT_EQ(utf8_scan("\xed\xa0\x80", Surrogates::Allow).max_point, 0xd800u);
}

TEST(Utf8, EscapedBytesComeBack) {
    std::string back;
    std::u32string points = decode_surrogateescape("a\xff\xe2\x82");
    EXPECT_EQ(points.size(), 4u);
    EXPECT_EQ(points[1], char32_t{0xdcff});
    EXPECT_TRUE(encode_surrogateescape(points, back));
    EXPECT_EQ(back, "a\xff\xe2\x82");
    EXPECT_FALSE(encode_surrogateescape(std::u32string(1, char32_t{0xd800}), back));
}

TEST(Unicode, OneCharacterMayBecomeSeveral) {
    EXPECT_EQ(unicode::to_upper(U"straße ﬁ"), U"STRASSE FI");
    EXPECT_EQ(unicode::fold_case(U"ß"), U"ss");
    EXPECT_EQ(unicode::to_title(U"ǆ they're ﬁne"), U"ǅ They'Re Fine");
}

TEST(Unicode, SigmaAtTheEndOfAWord) {
    EXPECT_EQ(unicode::to_lower(U"ΟΔΥΣΣΕΥΣ Σ"), U"οδυσσευς σ");
    EXPECT_EQ(unicode::capitalize(U"ΣΑΣ"), U"Σας");
}

TEST(Unicode, NumbersAreThreeThings) {
    double half = 0;
    EXPECT_TRUE(unicode::numeric_value(U'½', &half));
    EXPECT_EQ(half, 0.5);
    EXPECT_FALSE(unicode::is_digit(U'½'));
    EXPECT_EQ(unicode::digit_value(U'²'), 2);
    EXPECT_EQ(unicode::decimal_value(U'²'), -1);
    EXPECT_EQ(unicode::number_text(U"\u3000٣.५"), " 3.5");
}

TEST(Unicode, NormalFormsComposeAndDecompose) {
    EXPECT_EQ(unicode::normalize(U"e\u0301", unicode::Form::NFC), U"é");
    EXPECT_EQ(unicode::normalize(U"각", unicode::Form::NFD), U"\u1100\u1161\u11a8");
    EXPECT_EQ(unicode::normalize(U"ﬁ", unicode::Form::NFKC), U"fi");
    EXPECT_EQ(unicode::normalize(U"a\u0301\u0327", unicode::Form::NFD), U"a\u0327\u0301");
}

}  // namespace
}  // namespace minipy
