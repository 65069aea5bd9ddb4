#pragma once

#include <initializer_list>

#include "objects/protocol.h"

namespace minipy {

struct List : GcObject {
    Value* items = nullptr;
    size_t length = 0;
    size_t capacity = 0;
};

inline bool is_list(Value v) { return is_kind(v, Kind::List); }

Ref<List> new_list(Thread&, size_t capacity = 0);
Owned make_list(Thread&, std::initializer_list<Value> borrowed);
Owned make_list(Thread&, const Value* borrowed, size_t count);
Status list_grow(Thread&, List*, size_t capacity);  // MemoryError
// Takes over the item.
inline Status list_push(Thread& t, List* list, Owned item) {
    if (list->length == list->capacity) [[unlikely]]
        TRY(list_grow(t, list, list->length + 1));
    list->items[list->length++] = item.take();
    return {};
}
inline Status list_append(Thread& t, List* list, Value item) {
    return list_push(t, list, Owned::share(item));
}
Status list_extend(Thread&, List*, Value iterable);
Status list_insert(Thread&, List*, int64_t index, Value item);
Owned list_pop(Thread&, List*, int64_t index);
Status list_sort(Thread&, List*, Value key, bool reverse);  // key None: the items themselves
Owned list_to_tuple(Thread&, List*);

}  // namespace minipy
