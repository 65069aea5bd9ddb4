#include "support/memory.h"

#include <mimalloc.h>

namespace minipy {

void* heap_alloc(size_t size) { return mi_malloc(size); }
void heap_free(void* memory) { mi_free(memory); }
void* heap_realloc(void* memory, size_t size) { return mi_realloc(memory, size); }

}  // namespace minipy
