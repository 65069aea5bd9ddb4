// A bump allocator: everything allocated from an arena lives until the arena dies, all at once.
//
// The parser makes thousands of small nodes that share one lifetime (until the compiler has read them), so
// nobody frees them one by one and no destructor runs. Memory comes in chunks that double in size; a request
// that does not fit opens a new chunk. Only trivially destructible types may live here.
//
//     Arena arena;
//     auto* node = arena.make<Pass>();            // value-initialised
//     std::string_view kept = arena.copy("text");  // bytes owned by the arena
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace minipy {

class Arena {
  public:
    Arena() = default;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    Arena(Arena&& other) noexcept { swap(other); }
    Arena& operator=(Arena&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Arena() {
        while (chunk_) {
            Chunk* previous = chunk_->previous;
            std::free(chunk_);
            chunk_ = previous;
        }
    }

    // Uninitialised storage, aligned for any node (8 bytes).
    void* allocate(size_t size) {
        size = (size + 7) & ~size_t{7};
        if (size > static_cast<size_t>(limit_ - next_)) return allocate_slow(size);
        char* result = next_;
        next_ += size;
        return result;
    }

    template <class T, class... Args>
    T* make(Args&&... args) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
        return new (allocate(sizeof(T))) T{std::forward<Args>(args)...};
    }

    // Uninitialised room for `count` elements.
    template <class T>
    T* make_array(size_t count) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
        return static_cast<T*>(allocate(sizeof(T) * count));
    }

    std::string_view copy(std::string_view text) {
        if (text.empty()) return {};
        char* room = static_cast<char*>(allocate(text.size()));
        std::memcpy(room, text.data(), text.size());
        return {room, text.size()};
    }

    size_t bytes_reserved() const { return reserved_; }

  private:
    struct Chunk {
        Chunk* previous;
    };

    void* allocate_slow(size_t size);
    void swap(Arena& other) noexcept {
        std::swap(chunk_, other.chunk_);
        std::swap(next_, other.next_);
        std::swap(limit_, other.limit_);
        std::swap(reserved_, other.reserved_);
    }

    Chunk* chunk_ = nullptr;
    char* next_ = nullptr;
    char* limit_ = nullptr;
    size_t reserved_ = 0;
};

}  // namespace minipy
