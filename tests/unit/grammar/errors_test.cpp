// Every snippet of tests/syntax_errors gets CPython's error: type, place, message.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "parse_helpers.h"

using namespace minipy;

static std::string folder() {
    std::string here = MINIPY_SOURCE_DIR "/tests/unit/grammar/errors_test.cpp";
    return here.substr(0, here.find("unit/grammar/")) + "syntax_errors/";
}

static std::vector<std::string> snippets() {
    std::ifstream file(folder() + "snippets.txt", std::ios::binary);
    std::stringstream all;
    all << file.rdbuf();
    std::string text = all.str();
    std::vector<std::string> result;
    for (size_t at = 0; at <= text.size();) {
        size_t end = text.find("\n----\n", at);
        if (end == std::string::npos) end = text.size();
        result.push_back(text.substr(at, end - at) + "\n");
        at = end + 6;
    }
    return result;
}

TEST(SyntaxErrors, AreThoseOfCPython) {
    std::ifstream expected(folder() + "expected.txt", std::ios::binary);
    std::vector<std::string> texts = snippets();
    ASSERT_GT(texts.size(), 700u);
    for (const std::string& text : texts) {
        std::string line;
        ASSERT_TRUE(std::getline(expected, line)) << text;
        Arena arena;
        ParseResult result = parse(text, ParseMode::File, "<test>", {}, arena);
        const SyntaxErrorInfo& error = result.error;
        std::stringstream got;
        got << test::type_name(error.type) << '|' << error.line << '|' << error.offset << '|'
            << error.end_line << '|' << error.end_offset << '|' << error.message;
        EXPECT_FALSE(result.module) << text;
        EXPECT_EQ(got.str(), line) << text;
    }
}
