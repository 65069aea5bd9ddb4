// Names and rarer properties of characters, from ICU. The library is loaded when it is first asked for: few programs
// need it, and loading its data would cost every start.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace minipy::unicode {

// The character of that name or alias, letter case aside; false when there is none (or no ICU).
bool character_of_name(std::string_view name, uint32_t& point);
// The name of a character; empty when it has none.
std::string name_of_character(uint32_t point);

// The version of Unicode that assigned the character, times ten: 32 is Unicode 3.2; 0 when none has (or no ICU).
int age(uint32_t point);

const char* bidirectional(uint32_t point);     // "L", "AN", ...; "" for what is unassigned
const char* east_asian_width(uint32_t point);  // "W", "Na", ...
bool is_mirrored(uint32_t point);
// The decomposition as UnicodeData.txt writes it: "<compat> 0020 0301"; empty when there is none.
std::string decomposition(uint32_t point);

}  // namespace minipy::unicode
