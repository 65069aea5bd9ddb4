// Commands that move the cursor and change the text.
#include <algorithm>

#include "repl/console_text.h"
#include "repl/editor.h"
#include "support/unicode.h"
#include "support/utf8.h"

namespace minipy {

namespace {

bool is_kill(Command command) {
    switch (command) {
        case Command::KillLine:
        case Command::BackwardKillLine:
        case Command::KillWholeLine:
        case Command::KillWord:
        case Command::BackwardKillWord:
        case Command::WordRubout:
            return true;
        default:
            return false;
    }
}

}  // namespace

bool Editor::move(Command command) {
    size_t at = buffer_.cursor();
    switch (command) {
        case Command::BeginningOfLine: {  // the first key to what is visible, the second to the edge
            size_t visible = buffer_.first_visible(at);
            at = at == visible ? buffer_.line_begin(at) : std::min(visible, buffer_.line_end(at));
            if (kind_ == Kind::Line) at = buffer_.line_begin(at);
            break;
        }
        case Command::EndOfLine:
            at = buffer_.line_end(at);
            break;
        case Command::ForwardChar:
            at = buffer_.right(at);
            break;
        case Command::BackwardChar:
            at = buffer_.left(at);
            break;
        case Command::ForwardWord:
            at = buffer_.word_right(at);
            break;
        case Command::BackwardWord:
            at = buffer_.word_left(at);
            break;
        case Command::BeginningOfBuffer:
            at = 0;
            break;
        case Command::EndOfBuffer:
            at = npos;
            break;
        default:
            return false;
    }
    buffer_.move_to(at);
    return true;
}

void Editor::kill(size_t from, size_t to, bool in_front) {
    if (from >= to) return;
    kills_.add(std::string_view(text()).substr(from, to - from), in_front, is_kill(last_command_));
    buffer_.erase(from, to);
}

bool Editor::change(Command command) {
    size_t at = buffer_.cursor();
    switch (command) {
        case Command::DeleteChar:
            buffer_.erase(at, buffer_.right(at));
            return true;
        case Command::KillLine: {
            size_t end = buffer_.line_end(at);
            if (end == at && end < text().size()) ++end;  // at a line's end: the newline
            kill(at, end, false);
            return true;
        }
        case Command::BackwardKillLine: {
            size_t begin = buffer_.line_begin(at);
            if (begin == at && begin > 0) --begin;
            kill(begin, at, true);
            return true;
        }
        case Command::KillWholeLine:
            kill(buffer_.line_begin(at), std::min(buffer_.line_end(at) + 1, text().size()), false);
            return true;
        case Command::KillWord:
            kill(at, buffer_.word_right(at), false);
            return true;
        case Command::BackwardKillWord:
            kill(buffer_.word_left(at), at, true);
            return true;
        case Command::WordRubout:
            kill(buffer_.blank_word_left(at), at, true);
            return true;
        case Command::Yank:
            buffer_.insert(kills_.newest());
            return true;
        case Command::YankPop: {
            if (last_command_ != Command::Yank && last_command_ != Command::YankPop) return false;
            size_t size = kills_.newest().size();
            buffer_.replace_range(at - std::min(size, at), at, kills_.rotate());
            return true;
        }
        case Command::YankLastArg:
            yank_last_argument();
            return true;
        case Command::Undo:
            return buffer_.undo();
        case Command::TransposeChars:
            transpose();
            return true;
        case Command::UpcaseWord:
        case Command::DowncaseWord:
        case Command::CapitalizeWord:
            change_word(command);
            return true;
        default:
            return false;
    }
}

void Editor::change_word(Command command) {
    size_t begin = buffer_.cursor(), end = buffer_.word_right(begin);
    std::string changed;
    bool first = true;
    for (size_t at = begin; at < end;) {
        Utf8Char c = utf8_next(text().data() + at, text().data() + end);
        bool upper = command == Command::UpcaseWord || (command == Command::CapitalizeWord && first);
        if (is_word_at(text(), at)) first = false;
        std::u32string one(1, static_cast<char32_t>(c.point));
        for (char32_t point : upper ? unicode::to_upper(one) : unicode::to_lower(one))
            utf8_append(changed, point);
        at += c.size;
    }
    buffer_.replace_range(begin, end, changed);
}

// The character before the cursor changes places with the one under it; at the end, the last two.
void Editor::transpose() {
    size_t at = buffer_.cursor();
    if (at == buffer_.line_end(at)) at = buffer_.left(at);
    size_t begin = buffer_.left(at), end = buffer_.right(at);
    if (at == buffer_.line_begin(at) || begin == at || end == at) return;
    std::string swapped = text().substr(at, end - at) + text().substr(begin, at - begin);
    buffer_.replace_range(begin, end, swapped);
}

// The last word of the entry before; again, of the one before that.
void Editor::yank_last_argument() {
    size_t at = buffer_.cursor();
    size_t entry = history_.size();
    if (last_command_ == Command::YankLastArg && last_argument_at_ != npos) {
        entry = last_argument_at_;
        buffer_.erase(at - last_argument_size_, at);
    }
    if (entry == 0) return;
    last_argument_at_ = entry - 1;
    LineBuffer words;
    words.reset(history_[last_argument_at_]);
    std::string word = words.text().substr(words.blank_word_left(words.text().size()));
    buffer_.insert(word);
    last_argument_size_ = word.size();
}

}  // namespace minipy
