// The eval breaker: the one word that the thread holding the GIL looks at, at backward jumps, on function entry and
// after native calls. Every reason to leave the straight path sets a bit in it.
#pragma once

#include <atomic>
#include <cstdint>

namespace minipy {

class EvalBreaker {
  public:
    enum Bit : uint32_t {
        kDropRequest = 1,   // a thread waits for the GIL and its interval is over
        kSignals = 2,       // a signal came in: the main thread runs its handler
        kAsyncException = 4,
        kCollect = 8,       // a garbage collection is due
        kPendingCalls = 16,
        kSample = 32,  // the recorder wants to know where the running thread is
        kWakeSoon = 256,  // threads are to be woken that wait for something the holder has given (runtime/clock.h)
        kTrace = 128,  // sys.settrace or sys.setprofile was called: loops that run look whether they are traced
        kInstruments = 64,  // stays set while instructions are looked at one by one: each running loop notices it
    };
    bool any() const { return word_.load(std::memory_order_relaxed) != 0; }
    uint32_t bits() const { return word_.load(std::memory_order_relaxed); }
    bool has(Bit bit) const { return bits() & bit; }
    void set(Bit bit) { word_.fetch_or(bit, std::memory_order_release); }
    void clear(Bit bit) { word_.fetch_and(~static_cast<uint32_t>(bit), std::memory_order_acquire); }

  private:
    std::atomic<uint32_t> word_{0};
};

}  // namespace minipy
