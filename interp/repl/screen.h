// Draws the block being edited, and keeps it whole whatever else writes to the terminal.
//
//     >>> def f(x):          row 0    prompt and text of the first line
//     ...     return x|      row 1    the cursor
//     f(x)                   row 2    below the text: the hint, or the menu
//
// Long lines are cut into rows here, never by the terminal; each row is written with an end of its own. So it is known
// where each character stands, and only rows that changed are written. A block higher than the window shows the part
// around the cursor.
//
// Another thread's output comes through `write`: the drawing is wiped away, the output written where the last one
// stopped, the drawing put back below it.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "repl/highlighter.h"
#include "repl/terminal.h"

namespace minipy {

struct ScreenContent {
    std::vector<std::string> prompts;    // of each line of the text; the last one is for all that follow
    Style prompt_style = Style::Prompt;  // of prompts that bring no colours of their own
    std::string_view text;
    std::vector<StyledSpan> spans;
    size_t cursor = 0;
    std::vector<std::pair<std::string, Style>>
        below;  // rows of their own under the text; cut at the window's width
};

class Screen {
  public:
    explicit Screen(Terminal& terminal);

    void set_colors(bool colors) { colors_ = colors; }
    bool colors() const { return colors_; }
    // Begins a drawing where the terminal's cursor is; on a new line if output has left one unfinished.
    void begin();
    void draw(const ScreenContent&);
    // Leaves the whole text on the screen, the cursor on the line below.
    void finish(const ScreenContent&);
    // Wipes the drawing away, the cursor where it began.
    void wipe();
    void clear_window();
    // The window has another size: what is drawn may have been folded anew.
    void resized();
    void bell();

    // Output of the program: written above the drawing, if there is one.
    ssize_t write(int fd, const char* bytes, size_t count);
    // The terminal itself has shown what was read.
    void note_input(int fd);
    // What stands on the line where output stopped: the cursor goes to its begin, for a drawing that begins with it.
    std::string take_unfinished_line();

  private:
    struct Row {
        std::string bytes;
        int width = 0;
        bool operator==(const Row& other) const { return bytes == other.bytes; }
    };
    struct Layout {
        std::vector<Row> rows;
        size_t cursor_row = 0;
        int cursor_column = 0;
    };
    Layout lay_out(const ScreenContent&) const;
    Layout window(const Layout&);
    void show(const Layout&, std::string& out);
    void erase(std::string& out);
    void note_output(const char* bytes, size_t count);

    Terminal& terminal_;
    bool colors_ = true;
    std::mutex mutex_;  // the drawing is also touched by threads that write
    bool active_ = false;
    Layout shown_;
    size_t top_ = 0;           // first row of the layout in the window
    std::string output_line_;  // what the last output left unfinished
    int output_column_ = 0;    // where the last output ended
    std::string unfinished_;   // bytes of a character or an escape sequence
    int owner_;                // a forked child does not draw
    bool is_terminal_[3];      // descriptors 0 to 2
};

}  // namespace minipy
