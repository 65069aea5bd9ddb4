// What the files of `_collections` share.
#pragma once

#include "native/module.h"

namespace minipy::collections {

struct CollectionsTypes {
    Type *deque = nullptr, *deque_iterator = nullptr, *deque_reverse_iterator = nullptr,
         *default_dict = nullptr, *ordered_dict = nullptr, *tuple_getter = nullptr;
};
CollectionsTypes& state(Thread&);

Status add_deque(Thread&, Module*);
Status add_default_dict(Thread&, Module*);
Status add_ordered_dict(Thread&, Module*);
Status add_tuple_getter(Thread&, Module*);
Owned class_getitem(Thread&, const Value* args);

}  // namespace minipy::collections
