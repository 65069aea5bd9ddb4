// What happened at the lock: each thread keeps its own last events in a ring, so that noting one takes no lock.
// Nothing is kept, and nothing is asked but one flag, until Gil::start_logging.
//
//     wait 10.002 ms   request 15.008   acquire 15.021   release 20.110 (asked)   wait 20.110 ...
//
// A log is written by its own thread only; it is read when that thread has ended or holds the lock.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace minipy {

enum class GilEventKind : uint8_t {
    Wait,     // begins to wait for the lock
    Request,  // has waited for the interval: asks the holder to drop the lock
    Acquire,  // has the lock
    Release,  // gives it up by itself, before a blocking call
    Yield,    // gives it up because it was asked to
};

struct GilEvent {
    int64_t ns;  // monotonic
    GilEventKind kind;
};

class GilLog {
  public:
    static constexpr size_t kCapacity = 4096;

    void add(GilEventKind kind);
    // Oldest first; at most the last kCapacity.
    std::vector<GilEvent> events() const;
    size_t total() const { return total_; }  // noted since the start, those that the ring has lost included

  private:
    std::unique_ptr<std::array<GilEvent, kCapacity>> ring_;  // made by the first event
    size_t total_ = 0;
};

}  // namespace minipy
