#include "gil/event_log.h"

#include <algorithm>
#include <chrono>

namespace minipy {

void GilLog::add(GilEventKind kind) {
    if (!ring_) ring_ = std::make_unique<std::array<GilEvent, kCapacity>>();
    auto now = std::chrono::steady_clock::now().time_since_epoch();
    (*ring_)[total_++ % kCapacity] = {std::chrono::duration_cast<std::chrono::nanoseconds>(now).count(), kind};
}

std::vector<GilEvent> GilLog::events() const {
    std::vector<GilEvent> result;
    size_t kept = std::min(total_, kCapacity);
    for (size_t i = total_ - kept; i < total_; ++i) result.push_back((*ring_)[i % kCapacity]);
    return result;
}

}  // namespace minipy
