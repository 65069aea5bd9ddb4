// Text as a terminal shows it: characters as the reader counts them, and the columns they take.
//
// What a reader calls a character is a grapheme cluster: '가' typed as one code point or as two jamo, 'é' as letter and
// accent. The cursor moves and deletes by these. A Korean syllable takes two columns, an accent none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace minipy {

// The end of the character that begins at `at`; the beginning of the one that ends there.
size_t next_character(std::string_view text, size_t at);
size_t previous_character(std::string_view text, size_t at);

// Columns of one character (a control character is shown as ^X), of a whole text without escape sequences, and of a
// prompt, which may hold some.
int character_columns(std::string_view character);
int text_columns(std::string_view text);
int prompt_columns(std::string_view text);
// The length of the escape sequence at the beginning of `text`; 0: there is none.
size_t escape_length(std::string_view text);
// What is written to the terminal for it.
std::string shown_character(std::string_view character);

// A letter, digit, underscore, or anything beyond ASCII that is no blank.
bool is_word_at(std::string_view text, size_t at);

}  // namespace minipy
