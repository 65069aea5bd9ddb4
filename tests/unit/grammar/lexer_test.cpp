#include <gtest/gtest.h>

#include "grammar/dump.h"

using minipy::dump_tokens;

TEST(Lexer, IndentationBecomesTokens) {
    EXPECT_EQ(dump_tokens("if x:\n  y\nz\n"),
              "1,0-1,2         if\n"
              "1,3-1,4         NAME        'x'\n"
              "1,4-1,5         :\n"
              "1,5-1,5         NEWLINE\n"
              "2               INDENT\n"
              "2,2-2,3         NAME        'y'\n"
              "2,3-2,3         NEWLINE\n"
              "3               DEDENT\n"
              "3,0-3,1         NAME        'z'\n"
              "3,1-3,1         NEWLINE\n"
              "3               end of file\n");
}

TEST(Lexer, SoftKeywordsNeedTheirStatement) {
    EXPECT_NE(dump_tokens("match x:\n case 1: pass\n").find("<match>"), std::string::npos);
    EXPECT_EQ(dump_tokens("match(x)\nmatch = 1\nmatch[x]: int\ncase(1)\n").find("<"), std::string::npos);
    EXPECT_NE(dump_tokens("type X = int\n").find("<type>"), std::string::npos);
    EXPECT_EQ(dump_tokens("type(X)\ntype = 1\ntype in x\n").find("<"), std::string::npos);
}

TEST(Lexer, StringsInFieldsMayReuseTheQuotes) {
    EXPECT_EQ(dump_tokens("f'{a['b']}'\n"),
              "1,0-1,11        STRING      \"f'{a['b']}'\"\n"
              "1,11-1,11       NEWLINE\n"
              "1               end of file\n");
}

TEST(Lexer, ErrorsEndTheTokens) {
    EXPECT_EQ(dump_tokens("x = 'abc\n"),
              "1,0-1,1         NAME        'x'\n"
              "1,2-1,3         =\n"
              "error at 1,5: unterminated string literal (detected at line 1)\n");
}

TEST(Lexer, LinesJoin) {
    std::string tokens = dump_tokens("x = (1,\n\n  # nothing\n 2) + \\\n 3\n");
    EXPECT_EQ(tokens.find("INDENT"), std::string::npos);
    EXPECT_NE(tokens.find("5,1-5,2         NUMBER      '3'"), std::string::npos);
}
