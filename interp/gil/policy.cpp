#include "gil/policy.h"

#include <charconv>

namespace minipy {
namespace {

class IntervalPolicy final : public GilPolicy {
  public:
    std::string name() const override { return "interval"; }
};

// Switches before about one instruction in eight, to a waiter picked at random. The generator is SplitMix64: one
// word of state, good enough to be unpredictable to the eye, and the same on every machine.
class SeededPolicy final : public GilPolicy {
  public:
    explicit SeededPolicy(uint64_t seed) : seed_(seed), state_(seed) {}

    std::string name() const override { return "seeded:" + std::to_string(seed_); }
    bool asks_everywhere() const override { return true; }
    bool hand_over_now() override { return next() % 8 == 0; }
    GilThread* choose(std::span<GilThread* const> waiting) override { return waiting[next() % waiting.size()]; }

  private:
    uint64_t next() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    uint64_t seed_;
    uint64_t state_;
};

}  // namespace

std::unique_ptr<GilPolicy> make_interval_policy() { return std::make_unique<IntervalPolicy>(); }
std::unique_ptr<GilPolicy> make_seeded_policy(uint64_t seed) { return std::make_unique<SeededPolicy>(seed); }

std::unique_ptr<GilPolicy> make_policy(std::string_view name) {
    constexpr std::string_view kSeeded = "seeded:";
    if (name == "interval") return make_interval_policy();
    if (name.starts_with(kSeeded)) {
        uint64_t seed = 0;
        const char* end = name.data() + name.size();
        auto [stop, error] = std::from_chars(name.data() + kSeeded.size(), end, seed);
        if (error == std::errc() && stop == end) return make_seeded_policy(seed);
    }
    return nullptr;
}

}  // namespace minipy
