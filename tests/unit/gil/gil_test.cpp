#include "gil/gil.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

using namespace std::chrono_literals;

namespace minipy {
namespace {

// What the interpreter's loop does: work, and a look at the breaker between the pieces.
template <class Work>
void run_thread(Gil& gil, GilThread& me, const std::atomic<bool>& stop, Work&& work) {
    gil.acquire(me);
    while (!stop) {
        if (gil.asks_everywhere()) gil.at_instruction(me);
        if (gil.breaker.has(EvalBreaker::kDropRequest)) gil.yield(me);
        work();
    }
    gil.release(me);
}

TEST(Gil, OneThreadTakesAndGivesIt) {
    Gil gil;
    GilThread me;
    EXPECT_FALSE(gil.is_held());
    gil.acquire(me);
    EXPECT_TRUE(gil.held_by(me));
    gil.yield(me);  // nobody waits: nothing happens
    EXPECT_TRUE(gil.held_by(me));
    gil.release(me);
    EXPECT_FALSE(gil.held_by(me));
    EXPECT_EQ(gil.switches(), 1u);
}

TEST(Gil, OnlyOneThreadRunsAtATime) {
    Gil gil;
    gil.set_switch_interval_us(200);
    std::atomic<bool> stop = false;
    std::atomic<int> inside = 0, most = 0;
    int64_t plain = 0;  // no atomic: the lock protects it
    std::atomic<int64_t> counted = 0;
    GilThread seats[4];
    std::vector<std::thread> threads;
    for (GilThread& seat : seats) {
        threads.emplace_back([&] {
            run_thread(gil, seat, stop, [&] {
                most = std::max(most.load(), ++inside);
                ++plain;
                ++counted;
                --inside;
            });
        });
    }
    std::this_thread::sleep_for(100ms);
    stop = true;
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(most, 1);
    EXPECT_EQ(plain, counted);
}

TEST(Gil, WaiterForcesSwitchAfterInterval) {
    Gil gil;
    gil.set_switch_interval_us(2000);
    std::atomic<bool> stop = false;
    GilThread spinner, waiter;
    std::thread thread([&] { run_thread(gil, spinner, stop, [] {}); });
    while (!gil.held_by(spinner)) std::this_thread::sleep_for(100us);

    auto start = std::chrono::steady_clock::now();
    gil.acquire(waiter);
    auto waited = std::chrono::steady_clock::now() - start;
    EXPECT_GE(waited, 1500us);  // not before its patience is over
    EXPECT_FALSE(gil.breaker.has(EvalBreaker::kDropRequest));
    stop = true;
    gil.release(waiter);
    thread.join();
}

TEST(Gil, HolderThatIsNeverAskedKeepsIt) {
    Gil gil;
    GilThread me;
    gil.acquire(me);
    std::this_thread::sleep_for(10ms);
    EXPECT_FALSE(gil.breaker.any());
    gil.release(me);
}

TEST(Gil, EveryThreadHasItsTurns) {
    Gil gil;
    gil.set_switch_interval_us(500);
    std::atomic<bool> stop = false;
    GilThread seats[3];
    std::atomic<int> turns[3] = {};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&, i] { run_thread(gil, seats[i], stop, [&, i] { ++turns[i]; }); });
    }
    auto deadline = std::chrono::steady_clock::now() + 5s;
    while ((!turns[0] || !turns[1] || !turns[2] || gil.switches() < 10) && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(1ms);
    }
    stop = true;
    for (std::thread& thread : threads) thread.join();
    EXPECT_GE(gil.switches(), 10u);
}

TEST(Gil, SeededPolicySwitchesBetweenInstructions) {
    Gil gil;
    gil.set_policy(make_policy("seeded:7"));
    ASSERT_TRUE(gil.asks_everywhere());
    int64_t counter = 0;
    GilThread me, seats[2];
    gil.acquire(me);
    std::vector<std::thread> threads;
    for (GilThread& seat : seats) {
        threads.emplace_back([&] {
            gil.acquire(seat);
            for (int i = 0; i < 1000; ++i) {
                gil.at_instruction(seat);
                int64_t read = counter;
                gil.at_instruction(seat);
                counter = read + 1;
            }
            gil.release(seat);
        });
    }
    while (gil.waiters() < 2) std::this_thread::sleep_for(100us);
    gil.release(me);
    for (std::thread& thread : threads) thread.join();
    EXPECT_LT(counter, 2000);  // updates are lost
    EXPECT_GT(gil.switches(), 10u);
}

TEST(Gil, PoliciesByName) {
    EXPECT_EQ(make_policy("interval")->name(), "interval");
    for (const char* name : {"seeded:42", "ticks", "ticks:50", "fair", "directed"}) {
        EXPECT_EQ(make_policy(name)->name(), name);
    }
    EXPECT_EQ(make_policy("ticks:100")->name(), "ticks");
    for (const char* wrong : {"", "fair?", "ticks:", "ticks:0", "ticks:-1", "unfair", "seeded", "seeded:", "seeded:x", "seeded:1x", "interval:1"}) {
        EXPECT_EQ(make_policy(wrong), nullptr) << wrong;
    }
    auto one = make_seeded_policy(1), same = make_seeded_policy(1), other = make_seeded_policy(2);
    std::string a, b, c;
    for (int i = 0; i < 200; ++i) {
        a += one->hand_over_now(true) ? '1' : '0';
        b += same->hand_over_now(true) ? '1' : '0';
        c += other->hand_over_now(true) ? '1' : '0';
    }
    EXPECT_EQ(a, b);
    EXPECT_NE(a, c);
}

TEST(Gil, TicksGiveItUpWithoutWaitingForASwitch) {
    Gil gil;
    gil.set_policy(make_policy("ticks:10"));
    GilThread me, seats[2];
    gil.acquire(me);
    std::vector<std::thread> threads;
    for (GilThread& seat : seats) {
        threads.emplace_back([&] {
            int steps = 0;
            std::atomic<bool> done = false;
            run_thread(gil, seat, done, [&] { done = ++steps == 5000; });
        });
    }
    while (gil.waiters() < 2) std::this_thread::sleep_for(100us);
    gil.release(me);
    for (std::thread& thread : threads) thread.join();
    GilCounts first = gil.counts(seats[0]), second = gil.counts(seats[1]);
    EXPECT_GT(first.forced + second.forced, 0u);
    EXPECT_EQ(first.requests + second.requests, 0u);  // nobody asks: the ticks decide
    EXPECT_LE(gil.switches(), first.forced + second.forced + 3);  // to each of the three at first, then only where it was given up
}

TEST(Gil, FairPrefersWhoComesBackFromACall) {
    auto fair = make_fair_policy();
    GilThread computes, returns, returned_later;
    computes.arrival = 1;
    returns.arrival = 2;
    returned_later.arrival = 3;
    returns.back_from_call = returned_later.back_from_call = true;
    GilThread* waiting[] = {&computes, &returns, &returned_later};
    EXPECT_EQ(fair->choose(waiting), &returns);
    EXPECT_EQ(fair->patience_us(returns, computes, 5000), 0);
    EXPECT_EQ(fair->patience_us(computes, returns, 5000), 5000);
    bool computes_once = false;
    for (int i = 0; i < 200; ++i) computes_once |= fair->choose(waiting) == &computes;
    EXPECT_TRUE(computes_once);  // it does not starve
}

TEST(Gil, DirectedTakesTheWantedOne) {
    auto directed = make_directed_policy();
    GilThread first, second;
    first.number = 1;
    second.number = 2;
    GilThread* waiting[] = {&first, &second};
    EXPECT_EQ(directed->choose(waiting), &first);
    directed->want(2);
    EXPECT_EQ(directed->choose(waiting), &second);
    EXPECT_FALSE(directed->hand_over_now(true));
}

TEST(Gil, BoundedSeedsPreemptRarely) {
    for (uint64_t bound : {0, 1, 3}) {
        auto policy = make_seeded_policy(kBoundedSeeds + 70 + bound);
        uint64_t preemptions = 0;
        for (int i = 0; i < 5000; ++i) preemptions += policy->hand_over_now(true);
        EXPECT_LE(preemptions, bound);
        EXPECT_EQ(preemptions > 0, bound > 0);
    }
}

TEST(Gil, WhoKeepsItLosesItToNobody) {
    Gil gil;
    GilThread me;
    gil.acquire(me);
    gil.keep(me, true);
    gil.release(me);
    EXPECT_TRUE(gil.held_by(me));
    gil.acquire(me);
    gil.keep(me, false);
    gil.release(me);
    EXPECT_FALSE(gil.is_held());
}

TEST(Gil, LogKeepsWhatHappened) {
    Gil gil;
    GilThread quiet, me;
    gil.acquire(quiet);
    gil.release(quiet);
    EXPECT_EQ(quiet.log, nullptr);

    gil.start_logging();
    gil.acquire(me);
    gil.release(me);
    std::vector<GilEvent> events = me.log->events();
    ASSERT_EQ(events.size(), 3u);
    EXPECT_EQ(events[0].kind, GilEventKind::Wait);
    EXPECT_EQ(events[1].kind, GilEventKind::Acquire);
    EXPECT_EQ(events[2].kind, GilEventKind::Release);
    EXPECT_LE(events[0].ns, events[2].ns);

    constexpr size_t kMany = 100'000;
    for (size_t i = 0; i < kMany; ++i) {
        GilEvent event = {};
        event.subject = static_cast<uint32_t>(i);
        event.kind = GilEventKind::Mark;
        me.log->add(event);
    }
    events = me.log->events();
    EXPECT_GE(events.size(), 4096u);
    EXPECT_LT(events.size(), kMany);
    EXPECT_EQ(events.back().subject, kMany - 1);
    EXPECT_EQ(events.front().subject + events.size(), kMany);
}

TEST(GilFork, ChildHasAFreshLockWithoutWaiters) {
    Gil gil;
    gil.set_switch_interval_us(500);
    std::atomic<bool> stop = false;
    GilThread seats[2], me;
    std::vector<std::thread> threads;
    for (GilThread& seat : seats) threads.emplace_back([&] { run_thread(gil, seat, stop, [] {}); });
    gil.acquire(me);
    pid_t pid = fork();
    if (pid == 0) {
        gil.reset_after_fork(me);
        bool good = gil.held_by(me);
        gil.yield(me);  // nobody waits any more
        gil.release(me);
        gil.acquire(me);
        _exit(good && gil.held_by(me) ? 0 : 1);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    stop = true;
    gil.release(me);
    for (std::thread& thread : threads) thread.join();
}

TEST(Gil, TwoLocksAreIndependent) {
    Gil one, two;
    GilThread a, b;
    one.acquire(a);
    two.acquire(b);  // another interpreter's: free
    EXPECT_TRUE(one.held_by(a));
    EXPECT_TRUE(two.held_by(b));
    one.release(a);
    two.release(b);
}

}  // namespace
}  // namespace minipy
