#include <gtest/gtest.h>

#include "parse_helpers.h"

using namespace minipy;
using test::tree;

static ParseResult prompt(std::string_view text, Arena& arena) {
    ParseOptions options;
    options.dont_imply_dedent = options.allow_incomplete_input = true;
    return parse(text, ParseMode::Single, "<stdin>", options, arena);
}

TEST(Prompt, KnowsWhenMoreIsNeeded) {
    Arena arena;
    for (std::string_view text :
         {"if x:\n", "x = (\n", "'''a\n", "def f():\n  x\n  if y:\n", "@a\n", "x + \\\n", "try:\n  x\n"}) {
        ParseResult result = prompt(text, arena);
        EXPECT_FALSE(result.module) << text;
        EXPECT_TRUE(result.incomplete) << text;
        EXPECT_EQ(result.error.message, "incomplete input") << text;
    }
    for (std::string_view text : {"a b\n", "x = \"abc\n", "x = )\n", "if x\n", "print 1\n"}) {
        ParseResult result = prompt(text, arena);
        EXPECT_FALSE(result.module) << text;
        EXPECT_FALSE(result.incomplete) << text;
    }
    EXPECT_TRUE(prompt("x = 1\n", arena).module);
    EXPECT_TRUE(prompt("if x:\n  y\n\n", arena).module);
}

TEST(Prompt, TakesOneStatement) {
    EXPECT_EQ(tree("x = 1; y\n", ParseMode::Single).substr(0, 12), "Interactive(");
    EXPECT_EQ(tree("x = 1\ny\n", ParseMode::Single),
              "SyntaxError 1:6 multiple statements found while compiling a single statement");
}

TEST(Source, NewlinesOfAnyKind) {
    EXPECT_EQ(tree("if x:\r\n  y\rz"), tree("if x:\n  y\nz\n"));
    EXPECT_NE(tree("\xEF\xBB\xBFx"), tree("x"));  // the mark belongs to bytes: who decodes them takes it off
    EXPECT_EQ(tree(""), "Module(body=[], type_ignores=[])");
}

TEST(Source, NullBytesAreRefused) {
    EXPECT_EQ(tree(std::string_view("x\ny\0z", 5)), "SyntaxError 2:0 source code cannot contain null bytes");
}

TEST(Encoding, CookiesAndByteOrderMarks) {
    EXPECT_EQ(detect_encoding("x = 1\n").name, "utf-8");
    EXPECT_EQ(detect_encoding("# -*- coding: Latin_1 -*-\n").name, "iso-8859-1");
    EXPECT_EQ(detect_encoding("#!/usr/bin/python\n# vim: set fileencoding=cp949 :\n").name, "cp949");
    EXPECT_FALSE(detect_encoding("x = 1\n# coding: cp949\n").has_cookie);
    EXPECT_FALSE(detect_encoding("\n\n# coding: cp949\n").has_cookie);
    EncodingInfo marked = detect_encoding("\xEF\xBB\xBF# coding: latin-1\n");
    EXPECT_EQ(marked.bom_size, 3u);
    EXPECT_EQ(marked.error, "encoding problem: iso-8859-1 with BOM");
    EXPECT_EQ(detect_encoding("\xEF\xBB\xBF# coding: utf8\n").error, "encoding problem: utf8 with BOM");
}

TEST(Dump, IsThatOfTheAstModule) {
    Arena arena;
    ParseResult result = parse("x = [1]\n", ParseMode::File, "<test>", {}, arena);
    EXPECT_EQ(dump_ast(result.module),
              "Module(\n body=[\n  Assign(\n   targets=[\n    Name(id='x', ctx=Store())],\n   value=List(\n  "
              "  elts=[\n"
              "     Constant(value=1)],\n    ctx=Load()))],\n type_ignores=[])");
}
