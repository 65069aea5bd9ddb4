// vi's command mode: `set editing-mode vi` in ~/.inputrc, Escape to come here, i a o to type again.
//
// What is typed gathers in vi_keys_ until it is a whole command: [count] [operator [count]] motion, or a command of one
// or two letters; before all of it "x names a register.
#include <algorithm>
#include <cstring>

#include "repl/console_text.h"
#include "repl/editor.h"

namespace minipy {

namespace {

// Vi's kinds of characters: blanks, words, the rest.
int kind_at(std::string_view text, size_t at, bool big) {
    if (at >= text.size() || strchr(" \t\n", text[at])) return 0;
    return big || is_word_at(text, at) ? 1 : 2;
}

size_t next_word(const LineBuffer& b, size_t at, bool big) {
    const std::string& text = b.text();
    int kind = kind_at(text, at, big);
    while (at < text.size() && kind != 0 && kind_at(text, at, big) == kind) at = b.right(at);
    while (at < text.size() && kind_at(text, at, big) == 0) at = b.right(at);
    return at;
}

size_t word_end(const LineBuffer& b, size_t at, bool big) {
    const std::string& text = b.text();
    at = b.right(at);
    while (at < text.size() && kind_at(text, at, big) == 0) at = b.right(at);
    int kind = kind_at(text, at, big);
    while (b.right(at) < text.size() && kind_at(text, b.right(at), big) == kind) at = b.right(at);
    return at;
}

size_t word_begin(const LineBuffer& b, size_t at, bool big) {
    const std::string& text = b.text();
    while (at > 0 && kind_at(text, b.left(at), big) == 0) at = b.left(at);
    int kind = at > 0 ? kind_at(text, b.left(at), big) : 0;
    while (at > 0 && kind_at(text, b.left(at), big) == kind) at = b.left(at);
    return at;
}

size_t partner(std::string_view text, size_t at) {
    constexpr std::string_view kAll = "()[]{}";
    size_t end = text.find('\n', at);
    at = text.find_first_of(kAll, at);
    if (at == std::string_view::npos || at > end) return std::string_view::npos;
    size_t kind = kAll.find(text[at]);
    bool forward = kind % 2 == 0;
    char other = kAll[kind ^ 1];
    int depth = 0;
    for (size_t p = at; p < text.size(); p += forward ? 1 : static_cast<size_t>(-1)) {
        if (text[p] == text[at]) ++depth;
        if (text[p] == other && --depth == 0) return p;
    }
    return std::string_view::npos;
}

}  // namespace

void Editor::vi_normal_mode() {
    vi_command_ = true;
    vi_keys_.clear();
    if (buffer_.cursor() > buffer_.line_begin(buffer_.cursor()))
        buffer_.move_to(buffer_.left(buffer_.cursor()));
}

// From the cursor's place in `target` to where the motion leads. False: it leads nowhere.
bool Editor::vi_motion(const std::string& keys, size_t& at, bool& inclusive, bool& lines) {
    size_t begin = buffer_.line_begin(at), end = buffer_.line_end(at);
    bool big = keys[0] == 'W' || keys[0] == 'B' || keys[0] == 'E';
    switch (keys[0]) {
        case 'h':
            if (at == begin) return false;
            at = buffer_.left(at);
            return true;
        case 'l':
        case ' ':
            if (at == end) return false;
            at = buffer_.right(at);
            return true;
        case '0':
            at = begin;
            return true;
        case '^':
            at = buffer_.first_visible(at);
            return true;
        case '$':
            at = end;
            return true;
        case 'w':
        case 'W':
            at = next_word(buffer_, at, big);
            return true;
        case 'b':
        case 'B':
            at = word_begin(buffer_, at, big);
            return true;
        case 'e':
        case 'E':
            at = word_end(buffer_, at, big);
            inclusive = true;
            return true;
        case 'G':
            at = text().size();
            lines = true;
            return true;
        case 'g':
            at = 0;
            lines = true;
            return true;
        case 'j':
            if (end == text().size()) return false;
            at = std::min(end + 1 + (at - begin), buffer_.line_end(end + 1));
            lines = true;
            return true;
        case 'k': {
            if (begin == 0) return false;
            size_t above = buffer_.line_begin(begin - 1);
            at = std::min(above + (at - begin), begin - 1);
            lines = true;
            return true;
        }
        case '%': {
            size_t found = partner(text(), at);
            if (found == npos) return false;
            at = found;
            inclusive = true;
            return true;
        }
        case 'f':
        case 'F':
        case 't':
        case 'T': {
            bool forward = keys[0] == 'f' || keys[0] == 't', till = keys[0] == 't' || keys[0] == 'T';
            std::string_view wanted = std::string_view(keys).substr(1);
            size_t found;
            if (forward) {
                found = text().find(wanted, buffer_.right(at));
                if (found == npos || found >= end) return false;
            } else {
                if (at == begin) return false;
                found = text().rfind(wanted, at - 1);
                if (found == npos || found < begin) return false;
            }
            at = !till ? found : forward ? buffer_.left(found) : buffer_.right(found);
            inclusive = forward;
            return true;
        }
        default:
            return false;
    }
}

void Editor::vi_operate(char op, size_t from, size_t to, bool lines) {
    if (from > to) std::swap(from, to);
    if (lines) {
        from = buffer_.line_begin(from);
        to = buffer_.line_end(to);
    }
    ViCut cut{text().substr(from, to - from), lines};
    if (vi_register_ >= 'A' && vi_register_ <= 'Z') {  // "Ayy adds to "a
        ViCut& old = vi_registers_[static_cast<char>(vi_register_ + 32)];
        old.text += (old.lines || lines) && !old.text.empty() ? "\n" + cut.text : cut.text;
        old.lines |= lines;
    } else {
        vi_registers_[vi_register_] = cut;
    }
    vi_registers_['"'] = std::move(cut);
    if (op == 'y') {
        buffer_.move_to(from);
        return;
    }
    if (op == 'd' && lines) {  // the newline goes with the lines
        if (to < text().size())
            ++to;
        else if (from > 0)
            --from;
    }
    buffer_.erase(from, to);
    if (op == 'd' && lines) buffer_.move_to(buffer_.first_visible(std::min(from, text().size())));
    if (op == 'c') vi_insert_mode();
}

Editor::Outcome Editor::vi_command(const Key& key) {
    if (!key.is_character()) {
        vi_keys_.clear();
        if (key.name == "escape") return Outcome::Editing;
        if (key.name == "C-r") return buffer_.redo() ? Outcome::Editing : Outcome::Bell;
        Command command = key.name == "backspace" ? Command::BackwardChar : keymap_.find(key.name);
        Outcome outcome = command == Command::None ? Outcome::Bell : run(command, key);
        last_command_ = command;
        return outcome;
    }
    vi_keys_ += key.text;
    std::string keys = vi_keys_;
    vi_register_ = '"';
    if (keys[0] == '"') {  // "x: the register of what follows
        if (keys.size() < 3) return Outcome::Editing;
        vi_register_ = keys[1];
        keys.erase(0, 2);
    }
    int count = 0;
    bool counted = false;
    auto read_count = [&] {
        int n = 0;
        while (!keys.empty() && ((keys[0] >= '1' && keys[0] <= '9') || (n > 0 && keys[0] == '0'))) {
            n = std::min(n * 10 + keys[0] - '0', 9999);
            keys.erase(0, 1);
            counted = true;
        }
        return std::max(1, n);
    };
    count = read_count();
    if (keys.empty()) return Outcome::Editing;
    char op = 0;
    if (strchr("dcy", keys[0])) {
        op = keys[0];
        keys.erase(0, 1);
        count *= read_count();
        if (keys.empty()) return Outcome::Editing;
    }
    bool needs_more = (strchr("fFtTr", keys[0]) && keys.size() == 1) || keys == "g";
    if (needs_more) return Outcome::Editing;
    vi_keys_.clear();
    size_t at = buffer_.cursor();
    if (strchr("fFtT", keys[0])) {
        vi_find_ = true;
        vi_find_how_ = keys[0];
        vi_find_text_ = keys.substr(1);
    }
    if ((keys[0] == ';' || keys[0] == ',') && vi_find_) {
        char how = vi_find_how_;
        if (keys[0] == ',') how = static_cast<char>(how >= 'a' ? how - 32 : how + 32);
        keys = how + vi_find_text_;
    }
    if (op && keys.size() == 1 && keys[0] == op) {  // dd, cc, yy: whole lines
        size_t to = at;
        for (int i = 1; i < count && buffer_.line_end(to) < text().size(); ++i) to = buffer_.line_end(to) + 1;
        vi_operate(op, at, to, true);
        return Outcome::Editing;
    }
    if (!op) {
        Outcome outcome = Outcome::Editing;
        if (vi_simple(keys, count, outcome)) return outcome;
    }
    bool inclusive = false, lines = false;
    if (op == 'c' && (keys == "w" || keys == "W") && kind_at(text(), at, false) != 0)
        keys = keys == "w" ? "e" : "E";
    // Up and down beyond the block is the history.
    if (!op && (keys == "j" || keys == "k")) {
        for (int i = 0; i < count; ++i) recall(keys == "j" ? Command::NextLine : Command::PreviousLine);
        return Outcome::Editing;
    }
    size_t target = at;
    bool moved = false;
    for (int i = 0; i < count; ++i) {
        if (!vi_motion(keys, target, inclusive, lines)) break;
        moved = true;
    }
    if (!moved) return Outcome::Bell;
    if (!op) {
        if (target > 0 && target == buffer_.line_end(target) && target != buffer_.line_begin(target))
            target = buffer_.left(target);
        buffer_.move_to(target);
        return Outcome::Editing;
    }
    // A word's motion that ends a line does not take the newline.
    if ((keys == "w" || keys == "W") && target > buffer_.line_end(at)) target = buffer_.line_end(at);
    if (inclusive && target >= at) target = buffer_.right(target);
    vi_operate(op, at, target, lines);
    return Outcome::Editing;
}

// Commands that are no motion. False: it is none of these.
bool Editor::vi_simple(const std::string& keys, int count, Outcome& outcome) {
    size_t at = buffer_.cursor(), begin = buffer_.line_begin(at), end = buffer_.line_end(at);
    auto characters = [&] {
        size_t to = at;
        for (int i = 0; i < count && to < end; ++i) to = buffer_.right(to);
        return to;
    };
    switch (keys[0]) {
        case 'i':
            vi_insert_mode();
            return true;
        case 'I':
            buffer_.move_to(buffer_.first_visible(at));
            vi_insert_mode();
            return true;
        case 'a':
            if (at < end) buffer_.move_to(buffer_.right(at));
            vi_insert_mode();
            return true;
        case 'A':
            buffer_.move_to(end);
            vi_insert_mode();
            return true;
        case 'o':
            buffer_.move_to(end);
            insert_new_line();
            vi_insert_mode();
            return true;
        case 'O':
            buffer_.move_to(begin);
            buffer_.insert(text().substr(begin, buffer_.first_visible(at) - begin) + "\n");
            buffer_.move_to(buffer_.cursor() - 1);
            vi_insert_mode();
            return true;
        case 'x':
            vi_operate('d', at, characters(), false);
            return true;
        case 'X': {
            size_t from = at;
            for (int i = 0; i < count && from > begin; ++i) from = buffer_.left(from);
            vi_operate('d', from, at, false);
            return true;
        }
        case 's':
            vi_operate('c', at, characters(), false);
            return true;
        case 'S':
            vi_operate('c', at, at, true);
            return true;
        case 'D':
            vi_operate('d', at, end, false);
            return true;
        case 'C':
            vi_operate('c', at, end, false);
            return true;
        case 'Y':
            vi_operate('y', at, at, true);
            return true;
        case 'r':
            if (at == end) break;
            buffer_.replace_range(at, buffer_.right(at), std::string_view(keys).substr(1));
            buffer_.move_to(at);
            return true;
        case '~': {
            size_t to = characters();
            std::string part = text().substr(at, to - at);
            for (char& c : part) {
                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) c = static_cast<char>(c ^ 32);
            }
            buffer_.replace_range(at, to, part);
            return true;
        }
        case 'p':
        case 'P':
            for (int i = 0; i < count; ++i) vi_put(keys[0] == 'p');
            return true;
        case 'J':
            if (end == text().size()) break;
            buffer_.erase(end, buffer_.first_visible(end + 1));
            buffer_.insert(" ");
            return true;
        case 'u':
            if (buffer_.undo()) return true;
            break;
        case '/':
        case '?':
            start_search(keys[0] == '/');
            return true;
        case 'v':
            outcome = Outcome::OpenExternal;
            return true;
        default:
            return false;
    }
    outcome = Outcome::Bell;
    return true;
}

void Editor::vi_put(bool behind) {
    size_t at = buffer_.cursor();
    const ViCut& cut = vi_registers_[vi_register_];
    if (cut.text.empty() && !cut.lines) return;
    if (cut.lines) {
        buffer_.move_to(behind ? buffer_.line_end(at) : buffer_.line_begin(at));
        size_t place = buffer_.cursor();
        buffer_.insert(behind ? "\n" + cut.text : cut.text + "\n");
        buffer_.move_to(place + (behind ? 1 : 0));
    } else {
        if (behind && at < buffer_.line_end(at)) buffer_.move_to(buffer_.right(at));
        buffer_.insert(cut.text);
        buffer_.move_to(buffer_.left(buffer_.cursor()));
    }
}

}  // namespace minipy
