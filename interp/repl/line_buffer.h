// The text being edited: UTF-8, possibly many lines, and a cursor that always stands between two characters.
//
// Knows how to move, erase and undo; knows nothing of keys, terminals or Python.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minipy {

class LineBuffer {
  public:
    const std::string& text() const { return text_; }
    size_t cursor() const { return cursor_; }
    bool empty() const { return text_.empty(); }
    std::string_view before_cursor() const { return std::string_view(text_).substr(0, cursor_); }

    // Replaces everything; forgets what could be undone.
    void reset(std::string text = "", size_t cursor = std::string::npos);
    // Replaces everything as one change.
    void replace(std::string text, size_t cursor = std::string::npos);
    void insert(std::string_view text);
    void type(std::string_view character);  // an insertion that is undone together with its neighbours
    void erase(size_t begin, size_t end);   // the cursor goes to `begin`
    void replace_range(size_t begin, size_t end, std::string_view text);  // the cursor goes behind it
    void move_to(size_t position) { cursor_ = position < text_.size() ? position : text_.size(); }
    bool undo();
    bool redo();  // what was undone, until the next change

    // Places: where a motion from `at` leads.
    size_t left(size_t at) const;
    size_t right(size_t at) const;
    size_t word_left(size_t at) const;   // begin of the word before
    size_t word_right(size_t at) const;  // end of the word behind
    size_t blank_word_left(size_t at) const;
    size_t line_begin(size_t at) const;
    size_t line_end(size_t at) const;
    size_t first_visible(size_t at) const;  // first character of the line that is no blank

    size_t line_count() const;
    size_t line_number(size_t at) const;  // from 0
    bool on_first_line() const { return text_.find('\n') >= cursor_; }
    bool on_last_line() const { return text_.find('\n', cursor_) == std::string::npos; }
    // A line up or down, in the column that the cursor had when such moves began.
    void move_vertically(int lines);
    void forget_column() { goal_column_ = -1; }

    // Blanks before the cursor are all that stands before it on its line.
    bool in_indentation() const;

  private:
    struct Version {
        std::string text;
        size_t cursor;
    };
    void remember(bool typing);
    bool go_to_version(std::vector<Version>& from, std::vector<Version>& to);

    std::string text_;
    size_t cursor_ = 0;
    int goal_column_ = -1;
    std::vector<Version> versions_, undone_;
    bool typing_ = false;
};

// What was cut, to be put back by Ctrl-Y, older pieces by Alt-Y.
class KillRing {
  public:
    // Cuts in a row become one piece.
    void add(std::string_view text, bool in_front, bool continues);
    const std::string& newest() const;
    const std::string& rotate();

  private:
    static constexpr size_t kMost = 60;
    std::vector<std::string> pieces_;
    size_t at_ = 0;
    std::string nothing_;
};

}  // namespace minipy
