// What the prompt must know of a text before it runs it: is it a whole block, and how deep does the next line stand?
//
// Both questions are answered by minipy's own lexer and parser, so that the prompt and the compiler never disagree. A
// block is what is typed between two prompts: a simple statement, a compound one closed by an empty line, or a pasted
// program of many statements.
#pragma once

#include <string>
#include <string_view>

namespace minipy {

enum class Completeness : uint8_t {
    Complete,
    Incomplete,  // more text could make it right, or continue it
    Wrong,       // no text behind it can mend it
};

// One line after the other, as python3.11 reads them from a pipe: the text ends in a newline.
Completeness check_lines(std::string_view text);
// The text of the editor, which may hold several statements; a compound statement at its end wants an empty line.
Completeness check_block(std::string_view text);

// The end of the text lies in an open bracket, in a string of three quotes, or behind a backslash.
bool ends_inside_token(std::string_view text);
bool ends_inside_string(std::string_view text);

// The blanks for the line that Enter begins behind this text.
std::string next_indentation(std::string_view text);

constexpr int kIndentUnit = 4;

}  // namespace minipy
