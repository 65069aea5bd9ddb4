#pragma once

#include "objects/protocol.h"

namespace minipy {

struct SetEntry {
    int64_t hash;
    Value key;  // the zero Value: never used; Unbound: deleted
};

// set and frozenset: open addressing in one table.
struct Set : GcObject {
    SetEntry* table = nullptr;
    size_t mask = 0;
    size_t used = 0;    // live keys
    size_t filled = 0;  // live and deleted
    size_t finger = 0;  // where pop goes on
    int64_t hash = -1;  // frozenset's, once computed
    uint32_t mutations = 0;
};

inline bool is_set(Value v) { return is_kind(v, Kind::Set) || is_kind(v, Kind::FrozenSet); }

Ref<Set> new_set(Thread&);
Ref<Set> new_frozenset(Thread&);
Status set_add(Thread&, Set*, Value key);
Result<bool> set_contains(Thread&, Set*, Value key);
Result<bool> set_discard(Thread&, Set*, Value key);
Status set_update(Thread&, Set*, Value iterable);
inline SetEntry* set_next(Set* set, size_t* at) {
    while (set->table && *at <= set->mask) {
        SetEntry* entry = &set->table[(*at)++];
        if (entry->key.is_valid() && !entry->key.is_unbound()) return entry;
    }
    return nullptr;
}

}  // namespace minipy
