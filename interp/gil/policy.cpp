#include "gil/policy.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "gil/gil.h"

namespace minipy {
namespace {

class IntervalPolicy final : public GilPolicy {
  public:
    std::string name() const override { return "interval"; }
    bool delays_wakes() const override { return true; }
};

class TicksPolicy final : public GilPolicy {
  public:
    explicit TicksPolicy(int ticks) : ticks_(ticks), left_(ticks) {}

    std::string name() const override {
        return ticks_ == kUsualTicks ? "ticks" : "ticks:" + std::to_string(ticks_);
    }
    int64_t patience_us(const GilThread&, const GilThread&, int64_t) const override { return -1; }
    bool asks_everywhere() const override { return true; }
    bool hand_over_now(bool) override {
        if (--left_ > 0) return false;
        left_ = ticks_;
        return true;
    }
    bool forces_switch() const override { return false; }

  private:
    int ticks_;
    int left_;  // whoever holds the lock uses it up
};

// The first to come of those back from a call; else the one that has waited longest. A thread that computes is passed
// over at most kMostPassed times in a row, so that many short calls cannot starve it.
class FairPolicy final : public GilPolicy {
  public:
    std::string name() const override { return "fair"; }
    int64_t patience_us(const GilThread& waiter, const GilThread& holder,
                        int64_t interval_us) const override {
        return waiter.back_from_call && !holder.back_from_call ? 0 : interval_us;
    }
    bool names_next() const override { return true; }
    GilThread* choose(std::span<GilThread* const> waiting) override {
        auto longest = [](auto&& threads) {
            return *std::ranges::min_element(threads, {}, &GilThread::arrival);
        };
        GilThread* oldest = longest(waiting);
        std::vector<GilThread*> back;
        std::ranges::copy_if(waiting, std::back_inserter(back), &GilThread::back_from_call);
        if (back.empty() || (!oldest->back_from_call && passed_ >= kMostPassed)) {
            passed_ = 0;
            return oldest;
        }
        if (back.size() < waiting.size()) ++passed_;
        return longest(back);
    }

  private:
    static constexpr int kMostPassed = 100;
    int passed_ = 0;
};

// SplitMix64: one word of state, good enough to be unpredictable to the eye, and the same on every machine.
class Generator {
  public:
    explicit Generator(uint64_t seed) : state_(seed) {}
    uint64_t next() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    uint64_t below(uint64_t n) { return next() % n; }

  private:
    uint64_t state_;
};

class SeededPolicy : public GilPolicy {
  public:
    explicit SeededPolicy(uint64_t seed) : generator_(seed), seed_(seed) {}
    std::string name() const override { return "seeded:" + std::to_string(seed_); }
    int64_t patience_us(const GilThread&, const GilThread&, int64_t) const override { return -1; }
    bool asks_everywhere() const override { return true; }
    bool waits_for_stillness() const override { return true; }
    bool names_next() const override { return true; }
    // Where there is no choice nothing is drawn: so the schedule does not depend on what was read before the first thread.
    GilThread* choose(std::span<GilThread* const> waiting) override {
        return waiting.size() == 1 ? waiting.front() : waiting[generator_.below(waiting.size())];
    }

  protected:
    Generator generator_;
    uint64_t seed_;
};

// Switches before about one instruction in eight, and after many switches only now and then: long programs must end.
class WalkPolicy final : public SeededPolicy {
  public:
    using SeededPolicy::SeededPolicy;
    bool hand_over_now(bool) override {
        if (generator_.below(switches_ < kWild ? 8 : 2000) != 0) return false;
        ++switches_;
        return true;
    }

  private:
    static constexpr int kWild = 5000;
    int switches_ = 0;
};

// Preempts at a few instructions that were picked beforehand, counted from when there is another thread that could run.
// How long the program is nobody knows; so the seed also picks the length of the stretch in which the places lie.
class BoundedPolicy final : public SeededPolicy {
  public:
    BoundedPolicy(uint64_t seed, uint64_t bound) : SeededPolicy(seed) {
        uint64_t stretch = uint64_t{8} << generator_.below(9);
        for (uint64_t i = 0; i < bound; ++i) places_.push_back(generator_.below(stretch));
        std::ranges::sort(places_, std::greater<>());
    }
    bool hand_over_now(bool own_code) override {
        // A thread that spins until another one does something would spin for ever.
        if (++since_switch_ > kLongest) return switched();
        if (!own_code) return false;
        uint64_t step = step_++;
        if (places_.empty() || places_.back() > step) return false;
        while (!places_.empty() && places_.back() <= step) places_.pop_back();
        return switched();
    }
    GilThread* choose(std::span<GilThread* const> waiting) override {
        since_switch_ = 0;
        return SeededPolicy::choose(waiting);
    }

  private:
    static constexpr uint64_t kLongest = 50'000;
    bool switched() {
        since_switch_ = 0;
        return true;
    }

    std::vector<uint64_t> places_;  // the next one last
    uint64_t step_ = 0;
    uint64_t since_switch_ = 0;
};

// The wanted thread if it waits, else the one with the lowest number.
class DirectedPolicy final : public SeededPolicy {
  public:
    DirectedPolicy() : SeededPolicy(0) {}
    std::string name() const override { return "directed"; }
    bool hand_over_now(bool) override { return false; }
    GilThread* choose(std::span<GilThread* const> waiting) override {
        auto wanted = std::ranges::find(waiting, wanted_, &GilThread::number);
        return wanted == waiting.end() ? waiting.front() : *wanted;
    }
    void want(uint64_t number) override { wanted_ = number; }

  private:
    uint64_t wanted_ = 0;
};

// The seat after that of the last one, round and round; whoever computes for long is asked, too.
class TurnsPolicy final : public SeededPolicy {
  public:
    TurnsPolicy() : SeededPolicy(0) {}
    std::string name() const override { return "turns"; }
    bool hand_over_now(bool) override { return ++since_switch_ > kLongest; }
    GilThread* choose(std::span<GilThread* const> waiting) override {
        since_switch_ = 0;
        auto next = std::ranges::upper_bound(waiting, last_, {}, &GilThread::number);
        GilThread* chosen = next == waiting.end() ? waiting.front() : *next;
        last_ = chosen->number;
        return chosen;
    }

  private:
    static constexpr int kLongest = 50'000;
    uint64_t last_ = 0;
    int since_switch_ = 0;
};

// The number after the colon of "seeded:42"; false when it is none.
template <class Number>
bool read_number(std::string_view text, Number& number) {
    const char* end = text.data() + text.size();
    auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end;
}

}  // namespace

int64_t GilPolicy::patience_us(const GilThread&, const GilThread&, int64_t interval_us) const {
    return interval_us;
}

std::unique_ptr<GilPolicy> make_interval_policy() { return std::make_unique<IntervalPolicy>(); }
std::unique_ptr<GilPolicy> make_ticks_policy(int ticks) { return std::make_unique<TicksPolicy>(ticks); }
std::unique_ptr<GilPolicy> make_fair_policy() { return std::make_unique<FairPolicy>(); }
std::unique_ptr<GilPolicy> make_seeded_policy(uint64_t seed) {
    if (seed < kBoundedSeeds) return std::make_unique<WalkPolicy>(seed);
    return std::make_unique<BoundedPolicy>(seed, seed % 10);
}

std::unique_ptr<GilPolicy> make_turns_policy() { return std::make_unique<TurnsPolicy>(); }
std::unique_ptr<GilPolicy> make_directed_policy() { return std::make_unique<DirectedPolicy>(); }

std::unique_ptr<GilPolicy> make_policy(std::string_view name) {
    constexpr std::string_view kSeeded = "seeded:", kTicks = "ticks:";
    if (name == "interval") return make_interval_policy();
    if (name == "fair") return make_fair_policy();
    if (name == "directed") return make_directed_policy();
    if (name == "turns") return make_turns_policy();
    if (name == "ticks") return make_ticks_policy();
    if (name.starts_with(kTicks)) {
        int ticks = 0;
        if (read_number(name.substr(kTicks.size()), ticks) && ticks > 0) return make_ticks_policy(ticks);
    }
    if (name.starts_with(kSeeded)) {
        uint64_t seed = 0;
        if (read_number(name.substr(kSeeded.size()), seed)) return make_seeded_policy(seed);
    }
    return nullptr;
}

}  // namespace minipy
