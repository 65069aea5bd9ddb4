// Where something stands in a source text. Lines count from 1; columns count UTF-8 bytes from 0, as the
// `lineno`, `col_offset`, `end_lineno`, `end_col_offset` of Python's ast module. The end is exclusive.
#pragma once

#include <cstdint>

namespace minipy {

struct Span {
    int32_t line = 1;
    int32_t col = 0;
    int32_t end_line = 1;
    int32_t end_col = 0;

    bool operator==(const Span&) const = default;
};

}  // namespace minipy
