// What the files of `_csv` share: a dialect, and the module's state.
#pragma once

#include "native/module.h"

namespace minipy::csv {

enum Quoting : int { kMinimal, kAll, kNonNumeric, kNone };
constexpr uint32_t kNoChar = 0xffffffff;

struct Dialect : GcObject {
    uint32_t delimiter = ',', quote = '"', escape = kNoChar;
    Value line_end = Value::none();  // Str
    int quoting = kMinimal;
    Value double_quote = Value::true_(), skip_space = Value::false_(), strict = Value::false_();  // bools
};

struct CsvState {
    Type *dialect = nullptr, *reader = nullptr, *writer = nullptr;
    Value error = Value::none(), registry = Value::none();  // Dict: name -> Dialect
    int64_t field_limit = 128 * 1024;
};
CsvState& state(Thread&);

Raised raise_csv(Thread&, const std::string& text);
std::string char_text(uint32_t point);

// The dialect that the arguments of reader(), writer() or register_dialect() name: an object or a name, with settings.
Owned dialect_from(Thread&, Value dialect, Value settings);

Status define_dialect(Thread&, Module*);
Status define_reader(Thread&, Module*);
Status define_writer(Thread&, Module*);

}  // namespace minipy::csv
