#include "objects/dict_table.h"

#include <cstring>

#include "objects/tuple.h"

namespace minipy {
namespace dict_table {

namespace {

// Entries fill two thirds of the index.
size_t usable(size_t cells) { return cells * 2 / 3; }

enum class Match { No, Yes, Raised, Changed };

// Compares a stored key with the one looked for. Python code in __eq__ may change the table under us.
Match compare_keys(Thread& t, Dict* d, size_t position, Value key) {
    DictEntry* entries = d->entries;
    Value stored = entries[position].key;
    if (is_exact(stored, Kind::Str) && is_exact(key, Kind::Str)) {
        return str_equals(as_str(stored), as_str(key)) ? Match::Yes : Match::No;
    }
    if (stored.is_int() && key.is_int()) return Match::No;  // identity was looked at
    Owned held = Owned::share(stored);
    Result<bool> equal = compare_bool(t, CompareOp::Eq, stored, key);
    if (equal.is_error()) return Match::Raised;
    if (d->entries != entries || position >= d->entry_count || d->entries[position].key != stored)
        return Match::Changed;
    return equal.value() ? Match::Yes : Match::No;
}

}  // namespace

int64_t find(Thread& t, Dict* d, Value key, int64_t hash, size_t* cell_out) {
restart:
    if (!d->index) return -1;
    Probe probe(hash, d->index_mask);
    for (;; probe.next()) {
        int32_t position = cell(d, probe.at);
        if (position == kEmpty) return -1;
        if (position == kDeleted) continue;
        const DictEntry& entry = d->entries[position];
        if (entry.key == key) {
            if (cell_out) *cell_out = probe.at;
            return position;
        }
        if (entry.hash != hash) continue;
        switch (compare_keys(t, d, static_cast<size_t>(position), key)) {
            case Match::No:
                continue;
            case Match::Raised:
                return -2;
            case Match::Changed:
                goto restart;
            case Match::Yes:
                if (cell_out) *cell_out = probe.at;
                return position;
        }
    }
}

size_t cell_of(Dict* d, int64_t hash, size_t position) {
    Probe probe(hash, d->index_mask);
    while (cell(d, probe.at) != static_cast<int32_t>(position)) probe.next();
    return probe.at;
}

Status resize(Thread& t, Dict* d, size_t expected, size_t gap) {
    size_t cells = 8;
    while (usable(cells) < expected) cells *= 2;
    if (cells > (size_t{1} << 31)) return raise_memory_error(t);
    uint8_t width = cells <= 128 ? 1 : cells <= 32768 ? 2 : 4;
    size_t capacity = usable(cells);
    char* block = static_cast<char*>(heap_alloc(capacity * sizeof(DictEntry) + cells * width));
    if (!block) return raise_memory_error(t);
    auto* entries = reinterpret_cast<DictEntry*>(block);
    size_t n = gap;
    for (size_t i = 0; i < gap; ++i) entries[i] = {0, Value::unbound(), Value::unbound()};
    for (size_t i = d->first; i < d->entry_count; ++i) {
        if (!d->entries[i].key.is_unbound()) entries[n++] = d->entries[i];
    }
    heap_free(d->entries);
    if (n != d->entry_count) d->keys_version = 0;
    d->entries = entries;
    d->index = block + capacity * sizeof(DictEntry);
    d->index_mask = static_cast<uint32_t>(cells - 1);
    d->index_width = width;
    d->entry_count = static_cast<uint32_t>(n);
    d->index_filled = static_cast<uint32_t>(n - gap);
    d->first = static_cast<uint32_t>(gap);
    d->entry_capacity = static_cast<uint32_t>(capacity);
    std::memset(d->index, 0xff, cells * width);
    for (size_t i = gap; i < n; ++i) {
        Probe probe(entries[i].hash, d->index_mask);
        while (cell(d, probe.at) != kEmpty) probe.next();
        set_cell(d, probe.at, static_cast<int32_t>(i));
    }
    return {};
}

// Of a table whose entries are all deleted: it is used from the beginning again.
static void start_over(Dict* d) {
    d->entry_count = d->index_filled = d->first = 0;
    std::memset(d->index, 0xff, (size_t{d->index_mask} + 1) * d->index_width);
}

static void add_entry(Dict* d, size_t index_cell, Value key, int64_t hash, Value value) {
    set_cell(d, index_cell, static_cast<int32_t>(d->entry_count));
    retain(key);
    retain(value);
    d->entries[d->entry_count++] = {hash, key, value};
    ++d->used;
    ++d->mutations;
    d->keys_version = 0;
    if (!is_exact(key, Kind::Str)) d->only_str_keys = false;
}

Status insert_new(Thread& t, Dict* d, Value key, int64_t hash, Value value) {
    if (d->entry_count == d->entry_capacity || d->index_filled == d->entry_capacity) [[unlikely]] {
        if (d->used == 0 && d->entry_capacity)
            start_over(d);
        else
            TRY(resize(t, d, d->used < 4 ? 5 : d->used > 50000 ? d->used * 2 : d->used * 3));
    }
    Probe probe(hash, d->index_mask);
    while (cell(d, probe.at) >= 0) probe.next();
    d->index_filled += cell(d, probe.at) == kEmpty;
    add_entry(d, probe.at, key, hash, value);
    return {};
}

void remove_at(Dict* d, size_t position, size_t index_cell, Value* key, Value* value) {
    DictEntry& entry = d->entries[position];
    set_cell(d, index_cell, kDeleted);
    *key = entry.key;
    *value = entry.value;
    entry.key = Value::unbound();
    entry.value = Value::unbound();
    --d->used;
    ++d->mutations;
    d->keys_version = 0;
    if (d->used == 0) {
        d->first = d->entry_count;
        d->only_str_keys = true;
    } else if (position == d->first) {
        while (d->first < d->entry_count && d->entries[d->first].key.is_unbound()) ++d->first;
    }
}

}  // namespace dict_table

using namespace dict_table;

Ref<Dict> new_dict(Thread& t, size_t expected) {
    Ref<Dict> d = Ref<Dict>::adopt(make<Dict>(t, types(t).dict));
    if (!d) return raise_memory_error(t);
    if (expected) TRY(resize(t, d.get(), expected));
    return d;
}

uint32_t dict_version(Thread& t, Dict* d) {
    if (!d->keys_version && t.interp->next_dict_version) d->keys_version = t.interp->next_dict_version++;
    return d->keys_version;
}

Value dict_get_hashed(Thread& t, Dict* d, Value key, int64_t hash) {
    int64_t position = find(t, d, key, hash);
    if (position >= 0) return d->entries[position].value;
    return position == -1 ? Value::unbound() : Value::error();
}

Value dict_get(Thread& t, Dict* d, Value key) {
    if (is_exact(key, Kind::Str)) return dict_get_hashed(t, d, key, str_hash(t, as_str(key)));
    Result<int64_t> h = hash(t, key);
    if (h.is_error()) return Value::error();
    return dict_get_hashed(t, d, key, h.value());
}

int64_t dict_find_str(Thread& t, Dict* d, Value key) {
    if (!d->used) return -1;
    int64_t hash = str_hash(t, as_str(key));
    Probe probe(hash, d->index_mask);
    for (;; probe.next()) {
        int32_t position = cell(d, probe.at);
        if (position == kEmpty) return -1;
        if (position == kDeleted) continue;
        const DictEntry& entry = d->entries[position];
        if (entry.key == key) return position;
        if (entry.hash == hash && is_exact(entry.key, Kind::Str) &&
            str_equals(as_str(entry.key), as_str(key)))
            return position;
    }
}

Value dict_get_str(Thread& t, Dict* d, Value key) {
    int64_t position = dict_find_str(t, d, key);
    return position < 0 ? Value::unbound() : d->entries[position].value;
}

Value dict_get_ascii(Thread& t, Dict* d, const char* name) { return dict_get_str(t, d, intern(t, name)); }

Status dict_set_hashed(Thread& t, Dict* d, Value key, int64_t hash, Value value) {
    // One walk for both, finding and adding, as long as the keys met are equal by what they are.
    if (d->index && (key.is_int() || is_exact(key, Kind::Str))) {
        for (Probe probe(hash, d->index_mask);; probe.next()) {
            int32_t position = cell(d, probe.at);
            if (position >= 0) {
                DictEntry& entry = d->entries[position];
                if (entry.key == key) {
                    retain(value);
                    Value old = entry.value;
                    entry.value = value;
                    release(old);
                    return {};
                }
                if (entry.hash == hash) break;
            } else if (position == kEmpty) {
                if (d->entry_count == d->entry_capacity || d->index_filled == d->entry_capacity) break;
                ++d->index_filled;
                add_entry(d, probe.at, key, hash, value);
                return {};
            } else {
                break;
            }
        }
    }
    int64_t position = find(t, d, key, hash);
    if (position == -2) return Raised{};
    if (position < 0) return insert_new(t, d, key, hash, value);
    retain(value);
    Value old = d->entries[position].value;
    d->entries[position].value = value;
    release(old);
    return {};
}

Status dict_set(Thread& t, Dict* d, Value key, Value value) {
    int64_t h = is_exact(key, Kind::Str) ? str_hash(t, as_str(key)) : TRY(hash(t, key));
    return dict_set_hashed(t, d, key, h, value);
}

Status dict_set_ascii(Thread& t, Dict* d, const char* name, Value value) {
    return dict_set(t, d, intern(t, name), value);
}

Owned dict_pop(Thread& t, Dict* d, Value key) {
    int64_t h = is_exact(key, Kind::Str) ? str_hash(t, as_str(key)) : TRY(hash(t, key));
    size_t index_cell;
    int64_t position = find(t, d, key, h, &index_cell);
    if (position == -2) return Raised{};
    if (position < 0) return Owned::unbound();
    Value stored_key, value;
    remove_at(d, static_cast<size_t>(position), index_cell, &stored_key, &value);
    Owned result = Owned::adopt(value);
    release(stored_key);
    return result;
}

Owned dict_pop_item(Thread& t, Dict* d, bool last) {
    size_t position = last ? d->entry_count - 1 : d->first;
    while (d->entries[position].key.is_unbound()) last ? --position : ++position;
    Ref<Tuple> pair = TRY(new_tuple(t, 2));
    size_t index_cell = cell_of(d, d->entries[position].hash, position);
    remove_at(d, position, index_cell, &pair->items()[0], &pair->items()[1]);
    // In a loop it must not walk over the same holes again.
    while (last && d->entry_count && d->entries[d->entry_count - 1].key.is_unbound()) --d->entry_count;
    if (d->first > d->entry_count) d->first = d->entry_count;
    return pair;
}

Result<bool> dict_move_to_end(Thread& t, Dict* d, Value key, bool last) {
    int64_t h = is_exact(key, Kind::Str) ? str_hash(t, as_str(key)) : TRY(hash(t, key));
    size_t index_cell;
    int64_t found = find(t, d, key, h, &index_cell);
    if (found == -2) return Raised{};
    if (found < 0) return false;
    // Where it goes must be free: an entry behind the last one, or in front of the first.
    bool room = last ? d->entry_count < d->entry_capacity : d->first > 0;
    auto position = static_cast<size_t>(found);
    DictEntry entry = d->entries[position];
    if (last ? position + 1 == d->entry_count : position == d->first) return true;
    if (!room) {
        size_t gap = last ? 0 : d->used / 2 + 4;
        TRY(resize(t, d, gap + d->used * 3 / 2 + 4, gap));
        position = d->first;
        while (d->entries[position].key != entry.key) ++position;
        index_cell = cell_of(d, h, position);
    }
    d->entries[position].key = d->entries[position].value = Value::unbound();
    size_t to = last ? d->entry_count++ : --d->first;
    d->entries[to] = entry;
    set_cell(d, index_cell, static_cast<int32_t>(to));
    while (d->entries[d->first].key.is_unbound()) ++d->first;
    ++d->mutations;
    d->keys_version = 0;
    return true;
}

Result<bool> dict_remove(Thread& t, Dict* d, Value key) {
    Owned value = TRY(dict_pop(t, d, key));
    return !value.is_unbound();
}

Owned dict_set_default(Thread& t, Dict* d, Value key, Value value) {
    int64_t h = TRY(hash(t, key));
    int64_t position = find(t, d, key, h);
    if (position == -2) return Raised{};
    if (position >= 0) return Owned::share(d->entries[position].value);
    TRY(insert_new(t, d, key, h, value));
    return Owned::share(value);
}

void dict_clear(Thread&, Dict* d) {
    DictEntry* entries = d->entries;
    size_t count = d->entry_count;
    d->entries = nullptr;
    d->index = nullptr;
    d->entry_count = d->entry_capacity = d->index_filled = d->first = 0;
    d->used = 0;
    d->index_mask = 0;
    d->keys_version = 0;
    d->only_str_keys = true;
    ++d->mutations;
    for (size_t i = 0; i < count; ++i) {
        if (entries[i].key.is_unbound()) continue;
        release(entries[i].key);
        release(entries[i].value);
    }
    heap_free(entries);
}

Ref<Dict> dict_copy(Thread& t, Dict* from) {
    Ref<Dict> d = TRY(new_dict(t, from->used));
    size_t at = 0;
    while (DictEntry* e = dict_next(from, &at)) TRY(insert_new(t, d.get(), e->key, e->hash, e->value));
    return d;
}

}  // namespace minipy
