// What the files of `_collections` share.
#pragma once

#include "native/module.h"

namespace minipy::collections {

struct CollectionsTypes {
    Type *deque = nullptr, *deque_iterator = nullptr, *deque_reverse_iterator = nullptr,
         *default_dict = nullptr, *ordered_dict = nullptr, *ordered_iterator = nullptr, *ordered_views[3] = {}, *tuple_getter = nullptr;
};
CollectionsTypes& state(Thread&);

// An instance that is not an exact dict: the loop's fast paths must ask its type.
template <class T>
T* make_dict(Thread& t, Type* type) {
    T* d = make_instance<T>(t, type);
    if (d) static_cast<Object*>(d)->subclass = 1;
    return d;
}

Status add_deque(Thread&, Module*);
Status add_default_dict(Thread&, Module*);
Status add_ordered_dict(Thread&, Module*);
Status add_tuple_getter(Thread&, Module*);
Owned class_getitem(Thread&, const Value* args);

}  // namespace minipy::collections
