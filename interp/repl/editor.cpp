#include "repl/editor.h"

#include <algorithm>

#include "repl/block.h"
#include "repl/console_text.h"

namespace minipy {

Editor::Editor(History& history, Keymap& keymap, EditorHelper& helper)
    : history_(history), keymap_(keymap), helper_(helper) {}

void Editor::begin(Kind kind, std::string text) {
    kind_ = kind;
    buffer_.reset(std::move(text));
    menu_ = {};
    search_ = {};
    pending_keys_.clear();
    last_command_ = Command::None;
    quoted_ = false;
    history_at_ = history_.size();
    drafts_.clear();
    vi_command_ = false;
    vi_keys_.clear();
    hinted_ = {};
    hint_.clear();
}

Editor::Outcome Editor::handle(const Key& key) {
    if (quoted_) {
        quoted_ = false;
        if (key.is_character())
            buffer_.insert(key.text);
        else if (key.name.size() == 3 && key.name.rfind("C-", 0) == 0)
            buffer_.insert(std::string(1, static_cast<char>(key.name[2] & 31)));
        else if (key.name == "tab")
            buffer_.insert("\t");
        return Outcome::Editing;
    }
    std::string sequence = pending_keys_.empty() ? key.name : pending_keys_ + " " + key.name;
    pending_keys_.clear();
    Command command = keymap_.find(sequence);
    Outcome outcome = Outcome::Editing;
    if (search_.active && search_key(key, command, outcome)) return outcome;
    if (keymap_.vi && vi_command_ && key.name != "paste") return vi_command(key);
    if (command == Command::None) {
        if (keymap_.is_prefix(sequence)) {
            pending_keys_ = sequence;
            return outcome;
        }
        if (key.name == "paste") {
            close_menu();
            paste(key.text);
        } else if (key.is_character()) {
            if (menu_.open() && menu_.selected == npos &&
                key.text != " ") {  // a longer beginning, a smaller menu
                type(key);
                complete(false);
                if (menu_.words.size() == 1) close_menu();
            } else {
                close_menu();
                type(key);
            }
        } else if (key.name == "escape") {
            if (menu_.open()) {
                if (menu_.selected != npos) insert_word(menu_.typed);
                close_menu();
            } else if (keymap_.vi) {
                vi_normal_mode();
            }
        } else {
            outcome = Outcome::Bell;
        }
        last_command_ = Command::None;
        return outcome;
    }
    bool goes_on = command == Command::Complete || command == Command::CompleteBackward;
    if (menu_.open() && menu_.selected != npos &&
        (command == Command::PreviousLine || command == Command::NextLine ||
         command == Command::ForwardChar || command == Command::BackwardChar)) {
        size_t count = menu_.words.size(), step = 1;
        if (command == Command::ForwardChar || command == Command::BackwardChar)
            step = static_cast<size_t>(std::max(1, menu_shape(menu_.words, 80).rows));
        bool back = command == Command::PreviousLine || command == Command::BackwardChar;
        select((menu_.selected + (back ? count - step % count : step)) % count);
        return outcome;
    }
    if (!goes_on && menu_.open()) {
        bool chosen = menu_.selected != npos;
        if (chosen && command == Command::Abort) insert_word(menu_.typed);
        close_menu();
        // Enter takes the chosen word, no more.
        if ((chosen && command == Command::AcceptLine) || command == Command::Abort) return outcome;
    }
    outcome = run(command, key);
    if (command != Command::PreviousLine && command != Command::NextLine) buffer_.forget_column();
    last_command_ = command;
    return outcome;
}

Editor::Outcome Editor::run(Command command, const Key& key) {
    switch (command) {
        case Command::AcceptLine:
            return accept();
        case Command::NewLine:
            insert_new_line();
            break;
        case Command::DeleteOrEnd:
            if (buffer_.empty()) return Outcome::EndOfInput;
            buffer_.erase(buffer_.cursor(), buffer_.right(buffer_.cursor()));
            break;
        case Command::Complete:
        case Command::CompleteBackward:
            if (paste_mode_)
                buffer_.type("\t");
            else if (kind_ == Kind::Block && buffer_.in_indentation() && !menu_.open())
                command == Command::Complete ? indent() : backspace();
            else
                complete(command == Command::CompleteBackward);
            break;
        case Command::TabInsert:
            buffer_.type("\t");
            break;
        case Command::QuotedInsert:
            quoted_ = true;
            break;
        case Command::BackwardDeleteChar:
            backspace();
            break;
        case Command::ClearScreen:
            return Outcome::ClearWindow;
        case Command::EditInEditor:
            return Outcome::OpenExternal;
        case Command::Interrupt:
            return Outcome::Interrupted;
        case Command::Suspend:
            return Outcome::Suspend;
        case Command::Help:
            return Outcome::ShowHelp;
        case Command::ShowHistory:
            return Outcome::ShowHistory;
        case Command::PasteMode:
            paste_mode_ = !paste_mode_;
            break;
        case Command::ViMode:
            keymap_.vi = true;
            break;
        case Command::EmacsMode:
            keymap_.vi = vi_command_ = false;
            break;
        case Command::Abort:
            return Outcome::Bell;
        default:
            if (!recall(command) && !move(command) && !change(command)) return Outcome::Bell;
    }
    return Outcome::Editing;
}

Editor::Outcome Editor::accept() {
    if (kind_ == Kind::Line) {
        buffer_.move_to(npos);
        return Outcome::Accepted;
    }
    // In the middle of several lines Enter makes one more.
    if (!buffer_.on_last_line() || paste_mode_ || check_block(text()) == Completeness::Incomplete) {
        insert_new_line();
        return Outcome::Editing;
    }
    buffer_.move_to(npos);
    return Outcome::Accepted;
}

void Editor::insert_new_line() {
    std::string line = "\n";
    size_t cursor = buffer_.cursor();
    if (kind_ == Kind::Block && !paste_mode_) {
        line += next_indentation(buffer_.before_cursor());
        // Blanks that stand behind the cursor are part of the indentation.
        while (cursor < text().size() && line.size() > 1 && text()[cursor] == ' ') ++cursor;
        if (cursor > buffer_.cursor()) buffer_.erase(buffer_.cursor(), cursor);
    }
    buffer_.type(line);
}

void Editor::type(const Key& key) { buffer_.type(key.text); }

void Editor::paste(const std::string& pasted) {
    std::string text = kind_ == Kind::Block ? without_prompts(pasted) : pasted;
    if (kind_ == Kind::Block && buffer_.empty()) text = without_common_indentation(text);
    if (kind_ == Kind::Line) std::replace(text.begin(), text.end(), '\n', ' ');
    buffer_.insert(text);
}

// In the blanks at a line's begin: a whole step of them.
void Editor::backspace() {
    size_t cursor = buffer_.cursor(), line = buffer_.line_begin(cursor);
    size_t begin = buffer_.left(cursor);
    if (kind_ == Kind::Block && cursor > line && buffer_.in_indentation() && text()[cursor - 1] == ' ') {
        size_t column = cursor - line;
        size_t wanted = line + (column - 1) / kIndentUnit * kIndentUnit;
        begin = cursor;
        while (begin > wanted && text()[begin - 1] == ' ') --begin;
    }
    buffer_.erase(begin, cursor);
}

void Editor::indent() {
    size_t column = buffer_.cursor() - buffer_.line_begin(buffer_.cursor());
    buffer_.type(std::string(kIndentUnit - column % kIndentUnit, ' '));
}

void Editor::fill(ScreenContent& content, int columns, int rows, bool final) {
    content.text = text();
    content.prompt_style = kind_ == Kind::Block ? Style::Prompt : Style::Plain;
    content.cursor = final ? text().size() : buffer_.cursor();
    content.spans.clear();
    content.below.clear();
    if (kind_ == Kind::Block) {
        Highlight colors =
            highlight(text(), [this](std::string_view name) { return helper_.is_builtin(name); });
        if (!final) mark_brackets(colors, buffer_.cursor());
        content.spans = std::move(colors.spans);
    }
    if (final) return;
    if (search_.active) {
        content.below.emplace_back(search_row(), Style::Hint);
        return;
    }
    if (menu_.open()) {
        add_menu_rows(content, columns, rows);
        return;
    }
    if (kind_ == Kind::Line) return;
    CallPoint call = call_point(text(), buffer_.cursor());
    if (call.callee != hinted_.callee || call.argument != hinted_.argument ||
        call.keyword != hinted_.keyword) {
        hint_ = call.callee.empty() ? "" : helper_.signature(call);
        hinted_ = call;
    }
    if (!hint_.empty()) content.below.emplace_back(hint_, Style::Hint);
}

std::string without_prompts(const std::string& pasted) {
    size_t first = pasted.find_first_not_of(" \t\n");
    if (first == std::string::npos || pasted.compare(first, 4, ">>> ") != 0) return pasted;
    std::string out;
    for (size_t at = 0; at < pasted.size();) {
        size_t end = std::min(pasted.find('\n', at), pasted.size());
        std::string line = pasted.substr(at, end - at);
        size_t begin = line.find_first_not_of(" \t");
        if (begin != std::string::npos) line.erase(0, begin);
        bool first_line = line.rfind(">>> ", 0) == 0, more = line.rfind("... ", 0) == 0;
        if (first_line || more) out += line.substr(4) + "\n";
        if (line == "...") out += "\n";
        at = end + 1;
    }
    return out;
}

std::string without_common_indentation(const std::string& text) {
    size_t common = std::string::npos;
    for (size_t at = 0; at < text.size();) {
        size_t end = std::min(text.find('\n', at), text.size());
        size_t first = text.find_first_not_of(" \t", at);
        if (first < end) common = std::min(common, first - at);
        at = end + 1;
    }
    if (common == 0 || common == std::string::npos) return text;
    std::string out;
    for (size_t at = 0; at < text.size();) {
        size_t end = std::min(text.find('\n', at), text.size());
        out += text.substr(std::min(at + common, end), end - std::min(at + common, end));
        if (end < text.size()) out += '\n';
        at = end + 1;
    }
    return out;
}

}  // namespace minipy
