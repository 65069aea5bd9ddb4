// The Tab key: completes what is certain, shows the rest in a menu, walks through it.
#include <algorithm>

#include "repl/console_text.h"
#include "repl/editor.h"

namespace minipy {

void Editor::complete(bool backward) {
    size_t count = menu_.words.size();
    if (count > 1 &&
        buffer_.cursor() ==
            menu_.begin + (menu_.selected == npos ? menu_.typed : menu_.words[menu_.selected]).size()) {
        if (menu_.selected == npos)
            select(backward ? count - 1 : 0);
        else
            select((menu_.selected + (backward ? count - 1 : 1)) % count);
        return;
    }
    menu_ = {};
    std::vector<std::string> words;
    size_t begin = 0;
    if (helper_.complete_by_program(text(), buffer_.cursor(), begin, words)) {
        offer(begin, text().substr(begin, buffer_.cursor() - begin), std::move(words));
    } else if (kind_ == Kind::Line) {
        buffer_.type("\t");
    } else {
        CompletionPoint point = completion_point(text(), buffer_.cursor());
        if (point.kind == CompletionPoint::Nothing) return;
        offer(point.begin, point.prefix, helper_.complete(point, names_in(text(), buffer_.cursor())));
    }
}

// What is certain goes into the text; a menu for the rest.
void Editor::offer(size_t begin, const std::string& typed, std::vector<std::string> words) {
    if (words.empty()) return;
    menu_.begin = begin;
    menu_.typed = typed;
    std::string common = common_prefix(words);
    if (common.size() > typed.size() || words.size() == 1) {
        insert_word(common);
        menu_.typed = common;
    }
    if (words.size() > 1) menu_.words = std::move(words);
}

void Editor::insert_word(const std::string& word) {
    size_t begin = menu_.begin;
    std::string text = buffer_.text();
    text.replace(begin, buffer_.cursor() - begin, word);
    buffer_.replace(std::move(text), begin + word.size());
}

void Editor::select(size_t index) {
    insert_word(menu_.words[index]);
    menu_.selected = index;
}

// Words in columns, top to bottom; as many rows as the window has room for, around the chosen one.
void Editor::add_menu_rows(ScreenContent& content, int columns, int window_rows) const {
    MenuShape shape = menu_shape(menu_.words, columns - 1);
    int height = std::min(shape.rows, std::clamp(window_rows / 2, 1, 12));
    int chosen_row = menu_.selected == npos ? 0 : static_cast<int>(menu_.selected) % shape.rows;
    int first = std::clamp(chosen_row - height / 2, 0, shape.rows - height);
    for (int row = first; row < first + height; ++row) {
        std::string line;
        for (int column = 0; column < shape.columns; ++column) {
            size_t i = static_cast<size_t>(column * shape.rows + row);
            if (i >= menu_.words.size()) continue;
            const std::string& word = menu_.words[i];
            bool chosen = i == menu_.selected;
            if (chosen) line += "\x1b[7m";
            line += word;
            if (chosen) line += "\x1b[27m";
            int used = text_columns(word);
            if (column + 1 < shape.columns)
                line.append(static_cast<size_t>(std::max(1, shape.width - used)), ' ');
        }
        content.below.emplace_back(line, Style::Menu);
    }
    if (height < shape.rows)
        content.below.emplace_back("(" + std::to_string(menu_.words.size()) + " in all)", Style::Hint);
}

}  // namespace minipy
