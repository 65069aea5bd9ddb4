#include "repl/line_buffer.h"

#include <algorithm>

#include "repl/console_text.h"

namespace minipy {

void LineBuffer::reset(std::string text, size_t cursor) {
    text_ = std::move(text);
    cursor_ = std::min(cursor, text_.size());
    versions_.clear();
    undone_.clear();
    typing_ = false;
    goal_column_ = -1;
}

void LineBuffer::remember(bool typing) {
    constexpr size_t kMostVersions = 500;
    if (!(typing && typing_)) {
        if (versions_.size() == kMostVersions) versions_.erase(versions_.begin());
        versions_.push_back({text_, cursor_});
    }
    undone_.clear();
    typing_ = typing;
    goal_column_ = -1;
}

void LineBuffer::replace(std::string text, size_t cursor) {
    remember(false);
    text_ = std::move(text);
    cursor_ = std::min(cursor, text_.size());
}

void LineBuffer::insert(std::string_view text) {
    if (text.empty()) return;
    remember(false);
    text_.insert(cursor_, text);
    cursor_ += text.size();
}

void LineBuffer::type(std::string_view character) {
    remember(character != " " && character != "\n");
    text_.insert(cursor_, character);
    cursor_ += character.size();
}

void LineBuffer::erase(size_t begin, size_t end) {
    if (begin >= end) return;
    remember(false);
    text_.erase(begin, end - begin);
    cursor_ = begin;
}

void LineBuffer::replace_range(size_t begin, size_t end, std::string_view text) {
    remember(false);
    text_.replace(begin, end - begin, text);
    cursor_ = begin + text.size();
}

bool LineBuffer::undo() { return go_to_version(versions_, undone_); }
bool LineBuffer::redo() { return go_to_version(undone_, versions_); }

bool LineBuffer::go_to_version(std::vector<Version>& from, std::vector<Version>& to) {
    if (from.empty()) return false;
    to.push_back({std::move(text_), cursor_});
    text_ = std::move(from.back().text);
    cursor_ = from.back().cursor;
    from.pop_back();
    typing_ = false;
    goal_column_ = -1;
    return true;
}

size_t LineBuffer::left(size_t at) const { return previous_character(text_, at); }
size_t LineBuffer::right(size_t at) const { return next_character(text_, at); }

size_t LineBuffer::word_left(size_t at) const {
    while (at > 0 && !is_word_at(text_, left(at))) at = left(at);
    while (at > 0 && is_word_at(text_, left(at))) at = left(at);
    return at;
}

size_t LineBuffer::word_right(size_t at) const {
    while (at < text_.size() && !is_word_at(text_, at)) at = right(at);
    while (at < text_.size() && is_word_at(text_, at)) at = right(at);
    return at;
}

size_t LineBuffer::blank_word_left(size_t at) const {
    auto is_blank = [&](size_t p) { return text_[p] == ' ' || text_[p] == '\t' || text_[p] == '\n'; };
    while (at > 0 && is_blank(at - 1)) --at;
    while (at > 0 && !is_blank(at - 1)) --at;
    return at;
}

size_t LineBuffer::line_begin(size_t at) const {
    if (at == 0) return 0;
    size_t newline = text_.rfind('\n', at - 1);
    return newline == std::string::npos ? 0 : newline + 1;
}

size_t LineBuffer::line_end(size_t at) const { return std::min(text_.find('\n', at), text_.size()); }

size_t LineBuffer::first_visible(size_t at) const {
    size_t p = line_begin(at), end = line_end(at);
    while (p < end && (text_[p] == ' ' || text_[p] == '\t')) ++p;
    return p;
}

size_t LineBuffer::line_count() const {
    return static_cast<size_t>(std::count(text_.begin(), text_.end(), '\n')) + 1;
}
size_t LineBuffer::line_number(size_t at) const {
    return static_cast<size_t>(std::count(text_.begin(), text_.begin() + static_cast<ptrdiff_t>(at), '\n'));
}

void LineBuffer::move_vertically(int lines) {
    size_t begin = line_begin(cursor_);
    if (goal_column_ < 0) goal_column_ = text_columns(std::string_view(text_).substr(begin, cursor_ - begin));
    for (; lines < 0 && begin > 0; ++lines) begin = line_begin(begin - 1);
    for (; lines > 0 && line_end(begin) < text_.size(); --lines) begin = line_end(begin) + 1;
    size_t end = line_end(begin);
    int column = 0;
    while (begin < end) {
        size_t next = right(begin);
        column += character_columns(std::string_view(text_).substr(begin, next - begin));
        if (column > goal_column_) break;
        begin = next;
    }
    cursor_ = begin;
}

bool LineBuffer::in_indentation() const {
    for (size_t p = line_begin(cursor_); p < cursor_; ++p) {
        if (text_[p] != ' ' && text_[p] != '\t') return false;
    }
    return true;
}

void KillRing::add(std::string_view text, bool in_front, bool continues) {
    if (text.empty()) return;
    if (!continues || pieces_.empty()) {
        if (pieces_.size() == kMost) pieces_.erase(pieces_.begin());
        pieces_.emplace_back();
    }
    std::string& piece = pieces_.back();
    piece.insert(in_front ? 0 : piece.size(), text);
    at_ = pieces_.size() - 1;
}

const std::string& KillRing::newest() const { return pieces_.empty() ? nothing_ : pieces_[at_]; }

const std::string& KillRing::rotate() {
    if (!pieces_.empty()) at_ = at_ == 0 ? pieces_.size() - 1 : at_ - 1;
    return newest();
}

}  // namespace minipy
