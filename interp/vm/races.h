// Races: two accesses to the same place by two threads, one of them a write, of which neither comes before the other.
//
// "Before" is the order that the program itself makes: what a thread does in its own order; what is done before a lock is
// released comes before what is done after another thread took it; likewise for putting into and getting from a queue,
// starting a thread and its beginning, its end and join(). Everything else is chance, even if this run was lucky.
//
// How it is told. Each thread counts its releases; a vector clock says, for each thread, how many of that one's releases it
// has seen:
//
//     thread 1: [1 0]  writes x  -- releases -> lock [1 0]        thread 2: [0 1]  reads x
//                                                                 x was written at 1 of thread 1, but this thread has seen 0: a race
//
// For each place (a global, an attribute, a slot of a list or dict, a variable of a closure) the last write is kept, and the
// reads since then, each as "thread n at its count m". Only the program's own code is looked at: the library's has its
// own reasons.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "objects/code.h"
#include "runtime/watchers.h"

namespace minipy {

class RaceDetector final : public RaceWatcher {
  public:
    static constexpr size_t kMostRaces = 100;
    static constexpr int kMostFrames = 8;

    struct Site {
        Code* code;
        const Instr* pc;
    };
    struct Access {
        uint32_t thread = 0;  // 0: none
        uint32_t count = 0;
        bool write = false;
        std::vector<Site> stack;  // innermost first
    };
    struct Race {
        std::string what;
        Access first, second;
    };

    ~RaceDetector() override;
    void before(Thread&, Frame*) override;
    void released(Thread&, const void* what) override;
    void acquired(Thread&, const void* what) override;
    void died(Object*) override;

    const std::vector<Race>& races() const { return races_; }
    const std::string& name_of(uint32_t thread) { return names_[thread]; }

  private:
    using VectorClock = std::vector<uint32_t>;
    struct Place {
        Access write;
        std::vector<Access> reads;
    };
    struct Target {
        Object* base = nullptr;  // null: no place that threads could share
        uint64_t slot = 0;
        Value name;  // of the attribute or variable; or the key
        enum class What : uint8_t { Global, Attribute, Item, Variable } what = What::Global;
        bool write = false;
    };

    static Target target_of(Thread&, Frame*);
    static std::string describe(Thread&, const Target&);
    VectorClock& clock_of(Thread&);
    bool seen(const VectorClock& clock, const Access& access) const;
    Access make_access(Thread&, bool write, uint32_t count);
    void report(Thread&, const Target&, const Access& first, const Access& second);

    std::unordered_map<uint32_t, VectorClock> threads_;
    std::unordered_map<uint32_t, std::string> names_;
    std::unordered_map<const void*, VectorClock> objects_;
    std::unordered_map<const Object*, std::unordered_map<uint64_t, Place>> places_;
    std::set<std::pair<const Instr*, const Instr*>> known_;
    std::set<Code*> codes_;  // kept alive for the reports
    std::vector<Race> races_;
};

}  // namespace minipy
