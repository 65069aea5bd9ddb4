#include "runtime/frame.h"

#include "runtime/heap.h"

namespace minipy {

namespace {
constexpr size_t kChunkSize = 64 * 1024;
}

FrameStack::~FrameStack() {
    while (chunk_) {
        Chunk* previous = chunk_->previous;
        heap_free(chunk_);
        chunk_ = previous;
    }
    heap_free(spare_);
}

Frame* FrameStack::push_chunk(size_t bytes) {
    size_t size = sizeof(Chunk) + bytes > kChunkSize ? sizeof(Chunk) + bytes : kChunkSize;
    Chunk* chunk = spare_;
    if (chunk && chunk->size >= size) {
        spare_ = nullptr;
    } else {
        chunk = static_cast<Chunk*>(heap_alloc(size));
        if (!chunk) return nullptr;
        chunk->size = size;
    }
    chunk->previous = chunk_;
    chunk->previous_top = top_;
    chunk_ = chunk;
    begin_ = reinterpret_cast<char*>(chunk + 1);
    end_ = reinterpret_cast<char*>(chunk) + chunk->size;
    top_ = begin_ + bytes;
    return reinterpret_cast<Frame*>(begin_);
}

void FrameStack::pop_chunk() {
    Chunk* chunk = chunk_;
    if (!chunk->previous) return;  // the first chunk stays
    chunk_ = chunk->previous;
    top_ = chunk->previous_top;
    begin_ = reinterpret_cast<char*>(chunk_ + 1);
    end_ = reinterpret_cast<char*>(chunk_) + chunk_->size;
    if (spare_ && spare_->size < chunk->size) {
        heap_free(spare_);
        spare_ = nullptr;
    }
    if (!spare_) {
        spare_ = chunk;
    } else {
        heap_free(chunk);
    }
}

}  // namespace minipy
