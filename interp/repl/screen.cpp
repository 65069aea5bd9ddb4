#include "repl/screen.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "repl/console_text.h"

namespace minipy {

namespace {

constexpr int kTabStop = 8;
constexpr const char* kNoStyle = "\x1b[0m";

// Puts characters into rows.
class RowMaker {
  public:
    RowMaker(int columns, bool colors) : columns_(columns), colors_(colors) { rows_.emplace_back(); }

    void set_style(Style style) {
        if (style == style_) return;
        if (style_ != Style::Plain) end_style();
        style_ = style;
        begin_style();
    }
    void put(std::string_view character, int width) {
        if (width_ + width > columns_) new_row();
        bytes() += character;
        width_ += width;
    }
    void put_prompt(std::string_view prompt, Style style) {
        set_style(prompt.find('\x1b') == std::string_view::npos ? style : Style::Plain);
        for (size_t at = 0; at < prompt.size();) {
            if (size_t escape = escape_length(prompt.substr(at))) {
                bytes() += prompt.substr(at, escape);
                at += escape;
            } else {
                size_t end = next_character(prompt, at);
                if (prompt[at] == '\n')
                    new_row();
                else if (prompt[at] != '\001' && prompt[at] != '\002')
                    put_shown(prompt.substr(at, end - at));
                at = end;
            }
        }
        set_style(Style::Plain);
    }
    void put_shown(std::string_view character) {
        if (character == "\t") {
            for (int blanks = kTabStop - width_ % kTabStop; blanks > 0; --blanks) put(" ", 1);
        } else {
            put(shown_character(character), character_columns(character));
        }
    }
    // A row of its own, cut at the window's width.
    void put_line(std::string_view text, Style style) {
        new_row();
        set_style(style);
        for (size_t at = 0; at < text.size();) {
            if (size_t escape = escape_length(text.substr(at))) {
                if (colors_) bytes() += text.substr(at, escape);
                at += escape;
                continue;
            }
            size_t end = next_character(text, at);
            std::string_view character = text.substr(at, end - at);
            if (width_ + character_columns(character) > columns_ - 1) break;
            put_shown(character);
            at = end;
        }
        set_style(Style::Plain);
        if (colors_) bytes() += kNoStyle;
    }
    void new_row() {
        finish_row();
        rows_.emplace_back();
        width_ = 0;
        begin_style();
    }
    // Where the next character of this width would stand.
    void place(int width, size_t& row, int& column) {
        if (width_ + width > columns_) new_row();
        row = rows_.size() - 1;
        column = width_;
    }
    std::vector<std::pair<std::string, int>> take() {
        finish_row();
        return std::move(rows_);
    }

  private:
    std::string& bytes() { return rows_.back().first; }
    void begin_style() {
        if (colors_) bytes() += style_escape(style_);
    }
    void end_style() {
        if (colors_) bytes() += kNoStyle;
    }
    void finish_row() {
        if (style_ != Style::Plain) end_style();
        rows_.back().second = width_;
    }

    int columns_;
    bool colors_;
    int width_ = 0;
    Style style_ = Style::Plain;
    std::vector<std::pair<std::string, int>> rows_;
};

std::string up(size_t rows) { return rows ? "\x1b[" + std::to_string(rows) + "A" : ""; }
std::string right(int columns) { return columns ? "\x1b[" + std::to_string(columns) + "C" : ""; }

}  // namespace

Screen::Screen(Terminal& terminal) : terminal_(terminal), owner_(getpid()) {
    struct stat mine = {}, other = {};
    bool known = fstat(terminal.out(), &mine) == 0;
    for (int fd = 0; fd < 3; ++fd) {
        is_terminal_[fd] = known && isatty(fd) && fstat(fd, &other) == 0 && other.st_rdev == mine.st_rdev;
    }
}

Screen::Layout Screen::lay_out(const ScreenContent& content) const {
    RowMaker maker(terminal_.columns(), colors_);
    Layout layout;
    std::string_view text = content.text;
    size_t line = 0, span = 0;
    auto prompt = [&] {
        if (content.prompts.empty()) return;
        maker.put_prompt(content.prompts[std::min(line, content.prompts.size() - 1)], content.prompt_style);
    };
    prompt();
    for (size_t at = 0;;) {
        while (span < content.spans.size() && content.spans[span].end <= at) ++span;
        Style style = Style::Plain;
        for (size_t i = span; i < content.spans.size() && content.spans[i].begin <= at;
             ++i) {  // the innermost wins
            if (content.spans[i].end > at) style = content.spans[i].style;
        }
        bool ends = at >= text.size() || text[at] == '\n';
        size_t next = ends ? at + 1 : next_character(text, at);
        std::string_view character = ends ? std::string_view() : text.substr(at, next - at);
        if (at == content.cursor)
            maker.place(ends ? 1 : std::max(1, character_columns(character)), layout.cursor_row,
                        layout.cursor_column);
        maker.set_style(ends ? Style::Plain : style);
        if (at >= text.size()) break;
        if (ends) {
            maker.new_row();
            ++line;
            prompt();
        } else {
            maker.put_shown(character);
        }
        at = next;
    }
    maker.set_style(Style::Plain);
    for (const auto& [row, style] : content.below) maker.put_line(row, style);
    for (auto& [bytes, width] : maker.take()) layout.rows.push_back({std::move(bytes), width});
    return layout;
}

// The part of the layout that fits into the window.
Screen::Layout Screen::window(const Layout& whole) {
    size_t height = static_cast<size_t>(std::max(1, terminal_.rows()));
    if (whole.rows.size() <= height) {
        top_ = 0;
        return whole;
    }
    if (whole.cursor_row < top_) top_ = whole.cursor_row;
    if (whole.cursor_row >= top_ + height) top_ = whole.cursor_row - height + 1;
    top_ = std::min(top_, whole.rows.size() - height);
    Layout part;
    part.rows.assign(whole.rows.begin() + static_cast<ptrdiff_t>(top_),
                     whole.rows.begin() + static_cast<ptrdiff_t>(top_ + height));
    part.cursor_row = whole.cursor_row - top_;
    part.cursor_column = whole.cursor_column;
    return part;
}

// From the drawing that is there to the new one.
void Screen::show(const Layout& next, std::string& out) {
    size_t row = shown_.cursor_row;  // where the terminal's cursor is
    size_t there = shown_.rows.size();
    auto go_to = [&](size_t target) {
        if (target < row) out += up(row - target);
        for (; row < target; ++row) out += row + 1 < there ? "\x1b[B" : "\r\n";
        row = target;
        out += '\r';
    };
    for (size_t i = 0; i < next.rows.size(); ++i) {
        if (i < there && next.rows[i] == shown_.rows[i]) continue;
        go_to(i);
        there = std::max(there, i + 1);
        out += next.rows[i].bytes;
        if (next.rows[i].width < terminal_.columns()) out += "\x1b[K";
    }
    if (next.rows.size() < shown_.rows.size()) {
        go_to(next.rows.size());
        out += "\x1b[J";
    }
    go_to(next.cursor_row);
    out += right(next.cursor_column);
    shown_ = next;
}

// The cursor goes to where the drawing begins; nothing is left of it.
void Screen::erase(std::string& out) {
    out += up(shown_.cursor_row);
    out += "\r\x1b[J";
    shown_ = {};
}

void Screen::begin() {
    std::lock_guard lock(mutex_);
    if (output_column_ > 0) terminal_.write("\r\n");
    output_column_ = 0;
    output_line_.clear();
    shown_ = {};
    top_ = 0;
    active_ = true;
}

void Screen::draw(const ScreenContent& content) {
    std::lock_guard lock(mutex_);
    std::string out;
    show(window(lay_out(content)), out);
    if (!out.empty()) terminal_.write(out);
}

void Screen::finish(const ScreenContent& content) {
    std::lock_guard lock(mutex_);
    Layout whole = lay_out(content);
    std::string out;
    if (whole.rows.size() > static_cast<size_t>(terminal_.rows())) {
        erase(out);
        for (size_t i = 0; i < whole.rows.size(); ++i) out += (i ? "\r\n" : "") + whole.rows[i].bytes;
    } else {
        show(whole, out);
        size_t last = whole.rows.size() - 1;
        for (size_t row = whole.cursor_row; row < last; ++row) out += "\x1b[B";
        out += '\r';
    }
    out += "\r\n";
    terminal_.write(out);
    shown_ = {};
    active_ = false;
}

void Screen::wipe() {
    std::lock_guard lock(mutex_);
    std::string out;
    erase(out);
    terminal_.write(out);
    active_ = false;
}

void Screen::clear_window() {
    std::lock_guard lock(mutex_);
    terminal_.write("\x1b[H\x1b[2J");
    output_column_ = 0;
    shown_ = {};
}

void Screen::resized() {
    std::lock_guard lock(mutex_);
    if (!active_) return;
    // Terminals fold rows that have become too long; the cursor stands that much lower.
    size_t columns = static_cast<size_t>(terminal_.columns()), above = 0;
    for (size_t i = 0; i < shown_.cursor_row && i < shown_.rows.size(); ++i) {
        size_t width = static_cast<size_t>(std::max(1, shown_.rows[i].width));
        above += (width + columns - 1) / columns;
    }
    above += static_cast<size_t>(shown_.cursor_column) / columns;
    shown_.cursor_row = std::min(above, static_cast<size_t>(terminal_.rows()) - 1);
    std::string out;
    erase(out);
    terminal_.write(out);
}

void Screen::bell() { terminal_.write("\a"); }

// Follows the column in which output ends.
void Screen::note_output(const char* bytes, size_t count) {
    std::string text = unfinished_ + std::string(bytes, count);
    unfinished_.clear();
    size_t line = text.find_last_of("\n\r");
    if (line != std::string::npos) {
        output_column_ = 0;
        output_line_.clear();
    }
    output_line_ += std::string_view(text).substr(line == std::string::npos ? 0 : line + 1);
    for (size_t at = line == std::string::npos ? 0 : line + 1; at < text.size();) {
        std::string_view rest = std::string_view(text).substr(at);
        size_t length = escape_length(rest);
        if (!length) {
            length = next_character(text, at) - at;
            output_column_ += text[at] == '\t' ? kTabStop - output_column_ % kTabStop
                              : static_cast<unsigned char>(text[at]) < 32
                                  ? 0
                                  : character_columns(rest.substr(0, length));
        }
        at += length;
    }
}

void Screen::note_input(int fd) {
    if (fd < 0 || fd > 2 || !is_terminal_[fd]) return;
    std::lock_guard lock(mutex_);
    if (active_) return;
    output_column_ = 0;
    output_line_.clear();
}

std::string Screen::take_unfinished_line() {
    std::lock_guard lock(mutex_);
    if (output_column_ == 0 || output_column_ >= terminal_.columns()) return "";
    terminal_.write("\r");
    output_column_ = 0;
    return std::exchange(output_line_, "");
}

ssize_t Screen::write(int fd, const char* bytes, size_t count) {
    if (getpid() != owner_ || fd < 0 || fd > 2 || !is_terminal_[fd]) return ::write(fd, bytes, count);
    std::lock_guard lock(mutex_);
    if (!active_) {
        ssize_t written = ::write(fd, bytes, count);
        if (written > 0) note_output(bytes, static_cast<size_t>(written));
        return written;
    }
    Layout drawing = shown_;
    std::string out;
    erase(out);
    int columns = std::max(1, terminal_.columns());
    if (output_column_ > 0) out += up(1) + right(output_column_ % columns);  // where the last output stopped
    terminal_.write(out);
    terminal_.write({bytes, count});
    note_output(bytes, count);
    out.clear();
    if (output_column_ > 0) out += "\r\n";
    show(drawing, out);
    terminal_.write(out);
    return static_cast<ssize_t>(count);
}

}  // namespace minipy
