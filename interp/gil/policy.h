// How the lock behaves: when a waiter asks for it, and who gets it next.
//
//   interval   a waiter asks when it has waited 5 ms (sys.setswitchinterval); whoever wakes first takes it.
//              CPython's way since 3.2, and the default
//   seeded:N   before any instruction a generator seeded with N may decide to switch, and it names the next thread.
//              This is how `counter += 1` can be seen to lose an update: between its reading and its writing lies no
//              backward jump and no call, but there is an instruction
//
// A policy is asked while the lock's mutex is held, except `hand_over_now`, which only the holder asks.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace minipy {

struct GilThread;

class GilPolicy {
  public:
    virtual ~GilPolicy() = default;
    virtual std::string name() const = 0;

    // How long a waiter sleeps before it sets the drop request.
    int64_t patience_us() const { return patience_us_; }
    void set_patience_us(int64_t microseconds) { patience_us_ = microseconds; }

    // Whether the holder is to ask `hand_over_now` before every instruction.
    virtual bool asks_everywhere() const { return false; }
    virtual bool hand_over_now() { return false; }

    // Which of the waiting threads goes next; null: whoever wakes first. `waiting` is in the order of seats, not empty.
    virtual GilThread* choose([[maybe_unused]] std::span<GilThread* const> waiting) { return nullptr; }

  private:
    int64_t patience_us_ = 5000;
};

std::unique_ptr<GilPolicy> make_interval_policy();
std::unique_ptr<GilPolicy> make_seeded_policy(uint64_t seed);

// A policy by its name on the command line, "interval" or "seeded:42"; null when there is none of that name.
std::unique_ptr<GilPolicy> make_policy(std::string_view name);

}  // namespace minipy
