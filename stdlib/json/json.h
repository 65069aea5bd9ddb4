// What the files of `_json` share: the module's state.
#pragma once

#include "native/module.h"

namespace minipy::json {

struct JsonState {
    Type *scanner = nullptr, *encoder = nullptr;
    Value quote_ascii = Value::none(),
          quote_plain = Value::none();  // the module's two functions that quote strings
};
JsonState& state(Thread&);

// The string that begins behind the quote at text[begin - 1]; *end becomes the place behind its closing quote.
Owned scan_string(Thread&, Str* text, size_t begin, bool strict, size_t* end);
// Appends the string in quotes, with its escapes, as (W)UTF-8.
void append_quoted(std::string& out, Str* text, bool ascii_only);

Status define_scanner(Thread&, Module*);
Status define_encoder(Thread&, Module*);

}  // namespace minipy::json
