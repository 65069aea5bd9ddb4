#include "support/arena.h"

namespace minipy {

namespace {
constexpr size_t kFirstChunk = 4 * 1024;
constexpr size_t kLargestChunk = 1024 * 1024;
constexpr size_t kHeader = 16;
}  // namespace

void* Arena::allocate_slow(size_t size) {
    size_t chunk_size = reserved_ < kFirstChunk ? kFirstChunk : reserved_;
    if (chunk_size > kLargestChunk) chunk_size = kLargestChunk;
    if (chunk_size < size + kHeader) chunk_size = size + kHeader;
    auto* raw = static_cast<char*>(std::malloc(chunk_size));
    if (!raw) throw std::bad_alloc();
    auto* chunk = reinterpret_cast<Chunk*>(raw);
    chunk->previous = chunk_;
    chunk_ = chunk;
    next_ = raw + kHeader;
    limit_ = raw + chunk_size;
    reserved_ += chunk_size;
    char* result = next_;
    next_ += size;
    return result;
}

}  // namespace minipy
