// Raw memory: mimalloc, chosen for its speed on small blocks. Null only for requests past what the system has.
#pragma once

#include <cstddef>

namespace minipy {

void* heap_alloc(size_t size);
void heap_free(void* memory);  // null is fine
void* heap_realloc(void* memory, size_t size);
// Bytes that a block really has: at least what was asked for.
size_t heap_room(const void* memory);

}  // namespace minipy
