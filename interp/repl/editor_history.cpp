// The editor and what was typed before: going through it block by block, searching in it.
#include <algorithm>

#include "repl/editor.h"

namespace minipy {

// True when the command is one of these.
bool Editor::recall(Command command) {
    switch (command) {
        case Command::PreviousLine:
            if (!buffer_.on_first_line())
                buffer_.move_vertically(-1);
            else if (history_at_ > 0)
                show_entry(history_at_ - 1);
            return true;
        case Command::NextLine:
            if (!buffer_.on_last_line())
                buffer_.move_vertically(1);
            else if (history_at_ < history_.size())
                show_entry(history_at_ + 1);
            return true;
        case Command::PreviousHistory:
            if (history_at_ > 0) show_entry(history_at_ - 1);
            return true;
        case Command::NextHistory:
            if (history_at_ < history_.size()) show_entry(history_at_ + 1);
            return true;
        case Command::BeginningOfHistory:
            show_entry(0);
            return true;
        case Command::EndOfHistory:
            show_entry(history_.size());
            return true;
        case Command::SearchBackward:
        case Command::SearchForward:
            search_prefix(command == Command::SearchBackward);
            return true;
        case Command::ReverseSearch:
        case Command::ForwardSearch:
            start_search(command == Command::ReverseSearch);
            return true;
        default:
            return false;
    }
}

void Editor::show_entry(size_t index) {
    if (index == history_at_) return;
    drafts_[history_at_] = text();
    history_at_ = index;
    auto draft = drafts_.find(index);
    buffer_.replace(draft != drafts_.end() ? draft->second : index < history_.size() ? history_[index] : "");
}

// Entries that begin as the text before the cursor does.
void Editor::search_prefix(bool older) {
    size_t cursor = buffer_.cursor();
    std::string prefix(buffer_.before_cursor());
    size_t found = history_.find_prefix(prefix, history_at_, older, text());
    if (found == History::npos) {
        if (older) return;
        found = history_.size();
        if (history_at_ == found) return;
    }
    show_entry(found);
    buffer_.move_to(cursor);
}

// ---- Ctrl-R, Ctrl-S ----

void Editor::start_search(bool backward) {
    search_ = {};
    search_.active = true;
    search_.backward = backward;
    search_.at = history_.size();
    search_.text_before = text();
    search_.cursor_before = buffer_.cursor();
}

void Editor::search_again(bool from_next) {
    if (search_.query.empty()) return;
    size_t from = search_.at;
    if (!from_next && from < history_.size())
        from = search_.backward ? from + 1 : from - 1;  // the one shown may still do
    size_t found = history_.find(search_.query, from, search_.backward);
    search_.failing = found == History::npos;
    if (search_.failing) return;
    search_.at = found;
    const std::string& entry = history_[found];
    buffer_.reset(entry, entry.find(search_.query));
}

// True when the search has dealt with the key; other keys end it and mean what they always do.
bool Editor::search_key(const Key& key, Command command, Outcome& outcome) {
    if (command == Command::ReverseSearch || command == Command::ForwardSearch) {
        search_.backward = command == Command::ReverseSearch;
        search_again(true);
    } else if (key.is_character()) {
        search_.query += key.text;
        search_again(false);
    } else if (key.name == "paste") {
        search_.query += key.text.substr(0, key.text.find('\n'));
        search_again(false);
    } else if (command == Command::BackwardDeleteChar) {
        LineBuffer query;
        query.reset(search_.query);
        search_.query.resize(query.left(search_.query.size()));
        search_.at = history_.size();
        if (search_.query.empty())
            buffer_.reset(search_.text_before, search_.cursor_before);
        else
            search_again(true);
    } else if (command == Command::Abort) {
        buffer_.reset(search_.text_before, search_.cursor_before);
        search_.active = false;
    } else {
        search_.active = false;
        if (search_.at < history_.size()) {
            history_at_ = search_.at;
            drafts_[history_.size()] = search_.text_before;
        }
        if (command == Command::AcceptLine) buffer_.move_to(npos);
        if (key.name != "escape" && command != Command::None) return false;
        if (keymap_.is_prefix(key.name)) return false;
    }
    outcome = Outcome::Editing;
    return true;
}

std::string Editor::search_row() const {
    std::string row = search_.failing ? "(failed " : "(";
    row += search_.backward ? "reverse-i-search)`" : "i-search)`";
    return row + search_.query + "'";
}

}  // namespace minipy
