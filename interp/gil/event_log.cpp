// The ring's arithmetic: chunks that are made when first written to.
#include "gil/event_log.h"

namespace minipy {

GilLog::GilLog(uint64_t thread, size_t limit) : thread_(thread), chunk_count_((limit + kChunk - 1) / kChunk + 1) {
    chunks_ = std::make_unique<std::unique_ptr<GilEvent[]>[]>(chunk_count_);
}

size_t GilLog::oldest(size_t total) const {
    size_t room = (chunk_count_ - 1) * kChunk;
    return total > room ? total - room : 0;
}

std::vector<GilEvent> GilLog::events() const {
    std::vector<GilEvent> result;
    size_t end = total();
    for (size_t n = oldest(end); n < end; ++n) result.push_back(at(n));
    return result;
}

}  // namespace minipy
