#pragma once

#include "objects/protocol.h"

namespace minipy {

struct Module : GcObject {
    Value dict = Value::none();  // Dict: __dict__
};
Owned new_module(Thread&, std::string_view name);
Dict* module_dict(Value module);

}  // namespace minipy
