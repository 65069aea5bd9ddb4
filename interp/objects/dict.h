// dict: an insertion-ordered hash table in two parts, as CPython's and PyPy's.
//
//   index    2^n small integers: hash -> position in entries (-1 empty, -2 deleted); 1, 2 or 4 bytes each
//   entries  {hash, key, value} in insertion order; a deleted one has an Unbound key
//
// `keys_version` lets an inline cache remember a position: it is 0 until a cache asks (dict_version()), and goes back
// to 0 whenever a key is added or removed or entries move. Replacing the value of a key that is there leaves it.
#pragma once

#include "objects/protocol.h"

namespace minipy {

struct DictEntry {
    int64_t hash;
    Value key;  // Unbound: deleted
    Value value;
};

struct Dict : GcObject {
    size_t used = 0;           // live entries
    uint32_t entry_count = 0;  // entries in use, deleted ones included
    uint32_t entry_capacity = 0;
    DictEntry* entries = nullptr;
    void* index = nullptr;  // (index_mask + 1) cells
    uint32_t index_mask = 0;
    uint32_t index_filled = 0;  // cells of the index that are not empty: used ones and deleted ones
    uint32_t first = 0;         // entries before this one are all deleted: a queue of keys stays quick
    uint32_t keys_version = 0;
    uint32_t mutations =
        0;  // counts insertions and removals: iterators notice "changed size during iteration"
    uint8_t index_width = 1;    // bytes per cell
    bool only_str_keys = true;  // all keys are exact Strs: comparisons need no Python
};

inline bool is_dict(Value v) { return is_kind(v, Kind::Dict); }

Ref<Dict> new_dict(Thread&, size_t expected = 0);
uint32_t dict_version(Thread&, Dict*);  // for caches: makes one when 0; 0 when versions ran out

// Borrowed result, Unbound when absent. Error when hashing or comparing raised.
Value dict_get(Thread&, Dict*, Value key);
Value dict_get_hashed(Thread&, Dict*, Value key, int64_t hash);
// Never raises and never runs Python: the key is an exact Str (names).
Value dict_get_str(Thread&, Dict*, Value str);
int64_t dict_find_str(Thread&, Dict*, Value str);  // position in entries or -1
Value dict_get_ascii(Thread&, Dict*, const char* name);
Status dict_set(Thread&, Dict*, Value key, Value value);
Status dict_set_hashed(Thread&, Dict*, Value key, int64_t hash, Value value);
Status dict_set_ascii(Thread&, Dict*, const char* name, Value value);
Result<bool> dict_remove(Thread&, Dict*, Value key);  // whether it was there
Owned dict_pop(Thread&, Dict*, Value key);            // Unbound when absent
Owned dict_pop_item(Thread&, Dict*, bool last);       // (key, value) of the last entry or the first; there is one
Result<bool> dict_move_to_end(Thread&, Dict*, Value key, bool last);  // false: no such key
Owned dict_set_default(Thread&, Dict*, Value key, Value value);
void dict_clear(Thread&, Dict*);
Ref<Dict> dict_copy(Thread&, Dict*);
Status dict_update(Thread&, Dict*, Value mapping_or_pairs, bool override = true);
Status dict_update_mapping(Thread&, Dict*, Value mapping);  // AttributeError when it has no keys()
bool is_plain_dict(Value);                                  // one that is read without asking its methods
Owned mapping_keys_iterator(Thread&, Value mapping, Value keys_method);
// Walks live entries: size_t at = 0; while (DictEntry* e = dict_next(d, &at)) ...
inline DictEntry* dict_next(Dict* dict, size_t* at) {
    if (*at < dict->first) *at = dict->first;
    while (*at < dict->entry_count) {
        DictEntry* entry = &dict->entries[(*at)++];
        if (!entry->key.is_unbound()) return entry;
    }
    return nullptr;
}
Ref<List> dict_keys_list(Thread&, Dict*);

}  // namespace minipy
