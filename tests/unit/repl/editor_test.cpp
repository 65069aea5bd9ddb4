// The editor without a terminal: keys in, text and cursor out.
#include "repl/editor.h"

#include <gtest/gtest.h>

#include "repl/block.h"
#include "repl/console_text.h"

using namespace minipy;

namespace {

struct Helper : EditorHelper {
    bool is_builtin(std::string_view name) override { return name == "len"; }
    std::vector<std::string> complete(const CompletionPoint& point, const std::vector<std::string>&) override {
        asked = point;
        return words;
    }
    std::string signature(const CallPoint& call) override { return call.callee + "(...)"; }
    std::vector<std::string> words;
    CompletionPoint asked;
};

struct EditorTest : testing::Test {
    History history;
    Keymap keymap;
    Helper helper;
    Editor editor{history, keymap, helper};
    KeyDecoder decoder;
    Editor::Outcome outcome = Editor::Outcome::Editing;

    void SetUp() override { editor.begin(); }
    // The text with '|' at the cursor.
    std::string type(std::string_view bytes) {
        Key key;
        for (char byte : bytes) {
            if (decoder.feed(byte, key)) outcome = editor.handle(key);
        }
        if (decoder.flush(key)) outcome = editor.handle(key);
        std::string shown = editor.text();
        shown.insert(editor.buffer().cursor(), "|");
        return shown;
    }
};

}  // namespace

TEST_F(EditorTest, MovesByWhatAReaderCountsAsCharacters) {
    EXPECT_EQ(type("가나다"), "가나다|");
    EXPECT_EQ(type("\x02"), "가나|다");
    EXPECT_EQ(type("\x7f"), "가|다");
    editor.begin();
    EXPECT_EQ(type("\u1112\u1161\u11abx\x02"), "\u1112\u1161\u11ab|x");
    EXPECT_EQ(type("\x7f"), "|x");
}

TEST_F(EditorTest, EnterGoesOnWhileTheBlockIsOpen) {
    EXPECT_EQ(type("if x:\r"), "if x:\n    |");
    EXPECT_EQ(type("pass\r"), "if x:\n    pass\n|");
    EXPECT_EQ(outcome, Editor::Outcome::Editing);
    type("\r");
    EXPECT_EQ(outcome, Editor::Outcome::Accepted);
}

TEST_F(EditorTest, EnterInTheMiddleMakesALine) {
    type("x = [\r1]");
    EXPECT_EQ(type("\x1b[A\x05\r"), "x = [\n    |\n    1]");
    EXPECT_EQ(outcome, Editor::Outcome::Editing);
}

TEST_F(EditorTest, BackspaceTakesAStepOfIndentation) {
    EXPECT_EQ(type("if x:\r"), "if x:\n    |");
    EXPECT_EQ(type("\t"), "if x:\n        |");
    EXPECT_EQ(type("\x7f"), "if x:\n    |");
    EXPECT_EQ(type("\x7f\x7f"), "if x:|");
}

TEST_F(EditorTest, CompletesTheCommonPartThenWalksThroughTheMenu) {
    helper.words = {"alpha_one", "alpha_two"};
    EXPECT_EQ(type("x.al\t"), "x.alpha_|");
    EXPECT_EQ(helper.asked.kind, CompletionPoint::Attribute);
    EXPECT_EQ(helper.asked.base, "x");
    EXPECT_EQ(type("\t"), "x.alpha_one|");
    EXPECT_EQ(type("\t"), "x.alpha_two|");
    EXPECT_EQ(type("\t"), "x.alpha_one|");
    EXPECT_EQ(type("\x1b"), "x.alpha_|");
}

TEST_F(EditorTest, KillsInARowAreOnePiece) {
    type("one two three\x17\x17");
    EXPECT_EQ(type("\x19"), "one two three|");
}

TEST_F(EditorTest, HistoryKeepsWhatWasBegun) {
    history.add("first");
    history.add("second");
    editor.begin();
    type("draft");
    EXPECT_EQ(type("\x1b[A"), "second|");
    EXPECT_EQ(type("!\x1b[A"), "first|");
    EXPECT_EQ(type("\x1b[B"), "second!|");
    EXPECT_EQ(type("\x1b[B"), "draft|");
}

TEST_F(EditorTest, PasteTakesNoNoticeOfKeys) {
    EXPECT_EQ(type("\x1b[200~def f():\r\tpass\r\x1b[201~"), "def f():\n\tpass\n|");
    EXPECT_EQ(outcome, Editor::Outcome::Editing);
}

TEST_F(EditorTest, ControlDEndsOnlyAnEmptyBlock) {
    EXPECT_EQ(type("ab\x02\x04"), "a|");
    EXPECT_EQ(outcome, Editor::Outcome::Editing);
    type("\x7f\x04");
    EXPECT_EQ(outcome, Editor::Outcome::EndOfInput);
}

TEST(Block, KnowsWhenATextIsWhole) {
    EXPECT_EQ(check_block("x = 1"), Completeness::Complete);
    EXPECT_EQ(check_block("x = ("), Completeness::Incomplete);
    EXPECT_EQ(check_block("x = = 1"), Completeness::Wrong);
    EXPECT_EQ(check_block("if x:\n    y"), Completeness::Incomplete);
    EXPECT_EQ(check_block("if x:\n    y\n"), Completeness::Complete);
    EXPECT_EQ(check_block("@decorator"), Completeness::Incomplete);
    EXPECT_EQ(check_block("'''text"), Completeness::Incomplete);
}

TEST(ConsoleText, MeasuresInColumns) {
    EXPECT_EQ(text_columns("가나다"), 6);
    EXPECT_EQ(text_columns("e\u0301"), 1);
    EXPECT_EQ(prompt_columns("\x1b[1m>>>\x1b[0m "), 4);
}

TEST(Keymap, ReadsTheNotationOfInputrc) {
    EXPECT_EQ(key_sequence("\"\\C-x\\C-e\""), "C-x C-e");
    EXPECT_EQ(key_sequence("Control-o"), "C-o");
    EXPECT_EQ(key_sequence("\"\\e[A\""), "up");
    EXPECT_EQ(key_sequence("\"\\M-f\""), "M-f");
}
