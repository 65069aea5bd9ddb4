#include "support/memory.h"

#include "support/sanitizers.h"

#if MINIPY_SANITIZED
#include <malloc.h>

#include <cstdlib>
#else
#include <mimalloc.h>
#endif

namespace minipy {

#if MINIPY_SANITIZED  // so that the sanitizers see each object as a block of its own
namespace {
constexpr size_t kMost = size_t{1} << 40;  // AddressSanitizer's own limit, past which it ends the program
}
void* heap_alloc(size_t size) { return size < kMost ? std::malloc(size) : nullptr; }
void heap_free(void* memory) { std::free(memory); }
void* heap_realloc(void* memory, size_t size) { return size < kMost ? std::realloc(memory, size) : nullptr; }
size_t heap_room(const void* memory) { return malloc_usable_size(const_cast<void*>(memory)); }
#else
void* heap_alloc(size_t size) { return mi_malloc(size); }
void heap_free(void* memory) { mi_free(memory); }
void* heap_realloc(void* memory, size_t size) { return mi_realloc(memory, size); }
size_t heap_room(const void* memory) { return mi_usable_size(memory); }
#endif

}  // namespace minipy
