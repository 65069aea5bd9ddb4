// How the lock behaves: when a waiter asks for it, whether giving it up forces a switch, and who gets it next.
//
//   interval    a waiter asks when it has waited 5 ms (sys.setswitchinterval); whoever wakes first takes it.
//               CPython's way since 3.2, and the default
//   ticks:N     the holder gives it up every N instructions (100) and at once asks for it again. Nobody waits for a
//               switch: a woken thread mostly finds that the lock has gone back to the one that never left the processor
//               (GilCounts::vain counts it). Python 2's way, and its convoy
//   fair        a thread back from a blocking call asks at once and goes first; those that compute take turns as above
//   seeded:N    before any instruction a generator seeded with N may decide to switch, and it names the next thread.
//               This is how `counter += 1` can be seen to lose an update: between its reading and its writing lies no
//               backward jump and no call, but there is an instruction. Numbers from kBoundedSeeds on preempt rarely:
//               at most as often as their last digit says, at instructions of the program itself that the seed picks.
//               Most bugs need only one or two preemptions in the right place, and such a run is short to read
//   turns       for pictures on the virtual clock, where time cannot decide: one after the other by their seats
//   directed    nobody is preempted; somebody outside says who is next (Gil::want_next), for walking through a program
//
// A seeded run is the same each time because a thread is chosen only when all stand still: each waits for the lock, or
// at the clock, or is in a call outside (see "standing still" in gil.h). So the generator is asked the same questions.
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

    // How long this waiter sleeps before it sets the drop request; 0: not at all, negative: it never asks.
    virtual int64_t patience_us(const GilThread& waiter, const GilThread& holder, int64_t interval_us) const;

    // Whether the holder is to ask `hand_over_now` before every instruction, and what it says then. `own_code`: the
    // instruction is the program's, not the library's.
    virtual bool asks_everywhere() const { return false; }
    virtual bool hand_over_now([[maybe_unused]] bool own_code) { return false; }

    // Whether who gave the lock up because it had to waits until another one has had it.
    virtual bool forces_switch() const { return true; }
    // Whether a thread is chosen only when all stand still.
    virtual bool waits_for_stillness() const { return false; }

    // Whether `choose` names one.
    virtual bool names_next() const { return false; }
    // Whether a thread that the holder lets go on may be woken as late as when the lock is given up.
    virtual bool delays_wakes() const { return false; }
    // Which of the waiting threads goes next; null: whoever wakes first. `waiting` is in the order of seats, not empty.
    virtual GilThread* choose([[maybe_unused]] std::span<GilThread* const> waiting) { return nullptr; }
    // The number of the thread that somebody wishes to be chosen.
    virtual void want([[maybe_unused]] uint64_t number) {}

  protected:
    GilPolicy() = default;
};

constexpr uint64_t kBoundedSeeds = 1'000'000;
constexpr int kUsualTicks = 100;

std::unique_ptr<GilPolicy> make_interval_policy();
std::unique_ptr<GilPolicy> make_ticks_policy(int ticks = kUsualTicks);
std::unique_ptr<GilPolicy> make_fair_policy();
std::unique_ptr<GilPolicy> make_seeded_policy(uint64_t seed);
std::unique_ptr<GilPolicy> make_turns_policy();
std::unique_ptr<GilPolicy> make_directed_policy();

// A policy by its name: "interval", "ticks", "ticks:50", "fair", "seeded:42", "turns", "directed"; null when there is none of that name.
std::unique_ptr<GilPolicy> make_policy(std::string_view name);

}  // namespace minipy
