// Which characters make a name, and which can be shown: Unicode's XID_Start, XID_Continue and "printable".
#pragma once

#include <cstdint>

namespace minipy {

bool is_identifier_start(int32_t code_point);
bool is_identifier_continue(int32_t code_point);
bool is_printable(int32_t code_point);

}  // namespace minipy
