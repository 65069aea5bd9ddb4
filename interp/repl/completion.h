// What stands at the cursor, as the Tab key and the signature hint see it. Pure text: the names come from elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minipy {

struct CompletionPoint {
    enum Kind : uint8_t {
        Nothing,
        Name,          // a name, a keyword, or in a call the name of an argument
        Attribute,     // base.prefix
        Module,        // import base.prefix, from base.prefix
        ImportedName,  // from base import prefix
        File,          // in a string: base is the folder as written
    } kind = Nothing;
    std::string base;    // an expression, a module, or a folder
    std::string prefix;  // what is typed already
    size_t begin = 0;    // where the prefix stands
    std::string callee;  // Name inside a call's parentheses: the function's expression
};
CompletionPoint completion_point(std::string_view text, size_t cursor);

// The innermost call around the cursor whose function is a name, or names joined by dots.
struct CallPoint {
    std::string callee;   // empty: none
    int argument = 0;     // which one is being typed, by commas
    std::string keyword;  // or by name
};
CallPoint call_point(std::string_view text, size_t cursor);

// All names that the text holds, for it may use what it defines itself; without the one at the cursor.
std::vector<std::string> names_in(std::string_view text, size_t cursor);

std::string common_prefix(const std::vector<std::string>& words);

// The menu under the line: words in columns, top to bottom.
struct MenuShape {
    int rows = 0, columns = 0, width = 0;
};
MenuShape menu_shape(const std::vector<std::string>& words, int screen_columns);

}  // namespace minipy
