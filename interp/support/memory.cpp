#include "support/memory.h"

#include "support/sanitizers.h"

#if MINIPY_SANITIZED
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
#else
void* heap_alloc(size_t size) { return mi_malloc(size); }
void heap_free(void* memory) { mi_free(memory); }
void* heap_realloc(void* memory, size_t size) { return mi_realloc(memory, size); }
#endif

}  // namespace minipy
