#include <gtest/gtest.h>

#include "parse_helpers.h"

using namespace minipy;
using test::expression;

static bool find_name(void*, std::string_view name, uint32_t& code_point) {
    code_point = 0x2603;
    return name == "SNOWMAN";
}

TEST(Literals, Numbers) {
    EXPECT_EQ(expression("0xFF"), "Constant(value=255)");
    EXPECT_EQ(expression("0b1_01"), "Constant(value=5)");
    EXPECT_EQ(expression("1_000_000_000_000_000_000_000"), "Constant(value=1000000000000000000000)");
    EXPECT_EQ(expression("1_0.5e-1_0"), "Constant(value=1.05e-09)");
    EXPECT_EQ(expression("1e400"), "Constant(value=inf)");
    EXPECT_EQ(expression("3J"), "Constant(value=3j)");
    EXPECT_EQ(expression("00"), "Constant(value=0)");
}

TEST(Literals, IntegersThatFit) {
    ast::ConstantValue value;
    value.kind = ast::ConstantValue::Kind::Int;
    value.text = "9223372036854775807";
    int64_t result = 0;
    EXPECT_TRUE(value.to_int64(result));
    EXPECT_EQ(result, INT64_MAX);
    value.text = "9223372036854775808";
    EXPECT_FALSE(value.to_int64(result));
}

TEST(Literals, EscapesAndJoining) {
    EXPECT_EQ(expression(R"('\x41\u0042\103' "d\
" r'\n')"),
              R"(Constant(value='ABCd\\n'))");
    EXPECT_EQ(expression(R"(b'\xff\'' rb'\d')"), R"(Constant(value=b"\xff'\\d"))");
    EXPECT_EQ(expression(R"('\ud800')"), R"(Constant(value='\ud800'))");
    EXPECT_EQ(expression("u'a' 'b'"), "Constant(value='ab', kind='u')");
}

TEST(Literals, CharacterNamesAreAskedFor) {
    Arena arena;
    ParseOptions options;
    options.name_lookup = find_name;
    EXPECT_EQ(test::describe(parse("'\\N{SNOWMAN}'", ParseMode::Eval, "<test>", options, arena)),
              "Expression(body=Constant(value='\xE2\x98\x83'))");
    EXPECT_EQ(
        test::describe(parse("'\\N{NOBODY}'", ParseMode::Eval, "<test>", options, arena)),
        "SyntaxError 1:12 (unicode error) 'unicodeescape' codec can't decode bytes in position 0-9: unknown "
        "Unicode character name");
}

TEST(Literals, InvalidEscapesWarnOnceAPiece) {
    Arena arena;
    ParseResult result = parse("x = '\\d\\e'\n'\\q'\n", ParseMode::File, "<test>", {}, arena);
    ASSERT_EQ(result.warnings.size(), 2u);
    EXPECT_EQ(result.warnings[0].message, "invalid escape sequence '\\d'");
    EXPECT_EQ(result.warnings[1].span.line, 2);
}

TEST(FStrings, Shape) {
    EXPECT_EQ(
        expression("f'a{b!r:>{c}}{{d}}'"),
        "JoinedStr(values=[Constant(value='a'), FormattedValue(value=Name(id='b', ctx=Load()), "
        "conversion=114, "
        "format_spec=JoinedStr(values=[Constant(value='>'), FormattedValue(value=Name(id='c', ctx=Load()), "
        "conversion=-1)])), Constant(value='{d}')])");
    EXPECT_EQ(expression("f'{a = }'"),
              "JoinedStr(values=[Constant(value='a = '), FormattedValue(value=Name(id='a', ctx=Load()), "
              "conversion=114)])");
    EXPECT_EQ(expression("f'{f'{f'{1}'}'}'").find("SyntaxError"), std::string::npos);
}

TEST(FStrings, FieldsKnowWhereTheyStand) {
    Arena arena;
    ParseResult result = parse("x = f'''\n {a}'''", ParseMode::File, "<test>", {}, arena);
    auto* assign = ast::as<ast::Assign>(ast::as<ast::Module>(result.module)->body[0]);
    auto* field = ast::as<ast::FormattedValue>(ast::as<ast::JoinedStr>(assign->value)->values[1]);
    EXPECT_EQ(field->value->span, (Span{2, 2, 2, 3}));
    EXPECT_EQ(field->span, (Span{1, 4, 2, 7}));
}
