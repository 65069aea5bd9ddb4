// operator new for the whole program: mimalloc's own, built as C, ends the process when there is no memory; here the request fails
// with std::bad_alloc, which run_loop() turns into MemoryError. Sanitizer builds keep theirs.
#include "support/sanitizers.h"

#if !MINIPY_SANITIZED
#include <mimalloc.h>

#include <new>

void* operator new(std::size_t size) {
    void* memory = mi_malloc(size);
    if (!memory) [[unlikely]]
        throw std::bad_alloc();
    return memory;
}
void* operator new[](std::size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { mi_free(memory); }
void operator delete[](void* memory) noexcept { mi_free(memory); }
void operator delete(void* memory, std::size_t) noexcept { mi_free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { mi_free(memory); }
#endif
