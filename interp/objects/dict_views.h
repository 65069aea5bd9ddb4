// keys(), values(), items() of a dict, and their iterators.
#pragma once

#include "objects/dict.h"

namespace minipy {

enum class DictPart : uint8_t { Keys, Values, Items };

struct DictView : GcObject {
    Value dict = Value::none();
    DictPart part = DictPart::Keys;
};

struct DictIterator : GcObject {
    Value dict = Value::none();  // None once exhausted
    size_t at = 0;               // next position; for reverse iteration one past it
    size_t left = 0;
    size_t used = 0;  // the dict's size at the start
    DictPart part = DictPart::Keys;
    bool reverse = false;
    Value pair = Value::none();  // of items: the tuple given last, made over when nobody kept it
};

Owned make_dict_view(Thread&, Value dict, DictPart);
Owned make_dict_iterator(Thread&, Value dict, DictPart, bool reverse);
Status init_dict_view_types(Thread&);

}  // namespace minipy
