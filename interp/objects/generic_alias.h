// list[int] and int | None: values that describe types.
#pragma once

#include "objects/protocol.h"
#include "objects/tuple.h"

namespace minipy {

struct GenericAlias : GcObject {
    Value origin = Value::none();         // list, of list[int]
    Value args = Value::none();           // Tuple
    Value parameters = Value::unbound();  // Tuple of type variables, once asked for
    bool starred = false;                 // *tuple[int, ...]
};
struct UnionType : GcObject {
    Value args = Value::none();           // Tuple
    Value parameters = Value::unbound();  // as above
};

Owned make_generic_alias(Thread&, Value origin, Value args);
// a | b; NotImplemented unless both are types, aliases, unions or None. For the `|` of types too.
Owned make_union(Thread&, Value a, Value b);

// The type variables in the arguments, each once, in order.
Owned collect_parameters(Thread&, Value args_tuple);
// The arguments with `item` put in for the parameters: a Tuple. self: for messages.
Owned substitute_parameters(Thread&, Value self, Value args, Value parameters, Value item);
// How a type is written inside of an alias: "int", "collections.deque", "...".
Result<std::string> type_argument_text(Thread&, Value);

Status init_generic_alias_type(Thread&);
Status init_union_type(Thread&);

}  // namespace minipy
