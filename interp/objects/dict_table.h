// The hash table inside Dict: probing, growing. Used by dict.cpp and by the types that share its storage.
#pragma once

#include "objects/dict.h"
#include "objects/str.h"

namespace minipy::dict_table {

constexpr int32_t kEmpty = -1, kDeleted = -2;

inline int32_t cell(const Dict* d, size_t i) {
    switch (d->index_width) {
        case 1:
            return static_cast<const int8_t*>(d->index)[i];
        case 2:
            return static_cast<const int16_t*>(d->index)[i];
        default:
            return static_cast<const int32_t*>(d->index)[i];
    }
}
inline void set_cell(Dict* d, size_t i, int32_t value) {
    switch (d->index_width) {
        case 1:
            static_cast<int8_t*>(d->index)[i] = static_cast<int8_t>(value);
            break;
        case 2:
            static_cast<int16_t*>(d->index)[i] = static_cast<int16_t>(value);
            break;
        default:
            static_cast<int32_t*>(d->index)[i] = value;
            break;
    }
}

// The probe sequence visits every cell: linear congruence mixed with the hash's upper bits.
struct Probe {
    size_t at, mask, perturb;
    Probe(int64_t hash, size_t mask)
        : at(static_cast<size_t>(hash) & mask), mask(mask), perturb(static_cast<size_t>(hash)) {}
    void next() {
        perturb >>= 5;
        at = (at * 5 + perturb + 1) & mask;
    }
};

// Position in entries of a key, -1 when absent, -2 when comparing raised. cell_out: the index cell, when found.
int64_t find(Thread&, Dict*, Value key, int64_t hash, size_t* cell_out = nullptr);
// Adds a key that is not there. Shares key and value.
Status insert_new(Thread&, Dict*, Value key, int64_t hash, Value value);
// Takes entry out of the table and gives its key and value (owned) to the caller.
void remove_at(Dict*, size_t position, size_t index_cell, Value* key, Value* value);
size_t cell_of(Dict*, int64_t hash, size_t position);
// Makes room for `expected` entries and squeezes deleted ones out; `gap` of them are left free in front.
Status resize(Thread&, Dict*, size_t expected, size_t gap = 0);

}  // namespace minipy::dict_table
