// The table of interned strings: names of attributes, variables and modules. Equal interned strings are one object,
// immortal, so that comparing two names is comparing two addresses.
#pragma once

#include <string_view>
#include <vector>

#include "objects/str.h"

namespace minipy {

// Open addressing over the Strs themselves; a Str keeps its hash, so the table need not.
class InternTable {
  public:
    // The interned string equal to `str`, or the place where it belongs (null there).
    Str** place(Str* str, int64_t hash);
    Str* find(std::string_view ascii, int64_t hash) const;  // null: it is not there
    void added();

  private:
    void grow();
    std::vector<Str*> cells_ = std::vector<Str*>(8192, nullptr);
    size_t used_ = 0;
};

// Makes the empty string, the one-character strings and the names of names.def. After the str type is allocated.
Status init_names(Thread&);

}  // namespace minipy
