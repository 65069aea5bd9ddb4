#include "runtime/clock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace minipy {
namespace {

constexpr int64_t kMs = 1'000'000;

template <class What>
int64_t really(What&& what) {
    auto start = std::chrono::steady_clock::now();
    what();
    return (std::chrono::steady_clock::now() - start).count();
}

TEST(ClockThread, RealSleepLasts) {
    Clock clock;
    EXPECT_GE(really([&] { clock.sleep_until(clock.monotonic_ns() + 20 * kMs); }), 20 * kMs);
    EXPECT_EQ(clock.sleep_until(clock.monotonic_ns() - 1), Clock::Woken::TimedOut);
}

TEST(ClockThread, UnparkWakesAndLeavesAPermit) {
    Clock clock;
    Parker parker;
    clock.unpark(parker);
    EXPECT_EQ(clock.park(parker, Clock::kForever), Clock::Woken::Unparked);
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        clock.unpark(parker);
    });
    EXPECT_EQ(clock.park(parker, Clock::kForever), Clock::Woken::Unparked);
    other.join();
    EXPECT_EQ(clock.park(parker, clock.monotonic_ns() + kMs), Clock::Woken::TimedOut);
}

TEST(ClockThread, SignalInterrupts) {
    struct sigaction action = {}, old;
    action.sa_handler = [](int) {};
    sigaction(SIGUSR1, &action, &old);
    Clock clock;
    pthread_t sleeper = pthread_self();
    std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        pthread_kill(sleeper, SIGUSR1);
    });
    EXPECT_EQ(clock.sleep_until(clock.monotonic_ns() + 5 * Clock::kSecond), Clock::Woken::Interrupted);
    other.join();
    sigaction(SIGUSR1, &old, nullptr);
}

TEST(ClockThread, VirtualSleepTakesNoTime) {
    Clock clock;
    clock.use_virtual_time();
    int64_t before = clock.monotonic_ns(), wall = clock.realtime_ns();
    EXPECT_LT(really([&] { clock.sleep_until(before + 3600 * Clock::kSecond); }), Clock::kSecond);
    EXPECT_EQ(clock.monotonic_ns() - before, 3600 * Clock::kSecond);
    EXPECT_EQ(clock.realtime_ns() - wall, 3600 * Clock::kSecond);
}

TEST(ClockThread, VirtualTimeStandsStillWhileAThreadComputes) {
    Clock clock;
    clock.use_virtual_time();
    int64_t start = clock.monotonic_ns();
    std::vector<int> order;
    std::mutex mutex;
    auto note = [&](int what) {
        std::lock_guard guard(mutex);
        order.push_back(what);
    };
    clock.join();
    std::thread sleeper([&] {
        clock.sleep_until(start + 100 * kMs);
        note(2);
        clock.leave();
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(30));  // computes, for the clock
    EXPECT_LT(clock.monotonic_ns() - start, kMs);  // but for the ticks of reading it
    note(1);
    clock.sleep_until(start + 200 * kMs);
    note(3);
    sleeper.join();
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
    EXPECT_LT(clock.monotonic_ns() - (start + 200 * kMs), kMs);
}

TEST(ClockThread, WokenThreadCountsAsRunningAtOnce) {
    Clock clock;
    clock.use_virtual_time();
    int64_t start = clock.monotonic_ns(), seen = 0;
    Parker parker;
    clock.join();
    std::thread waiter([&] {
        clock.park(parker, Clock::kForever);
        seen = clock.monotonic_ns();
        clock.leave();
    });
    clock.unpark(parker);
    clock.sleep_until(start + Clock::kSecond);  // must not jump before the waiter has run
    waiter.join();
    EXPECT_LT(seen - start, kMs);
}

TEST(ClockThread, PollSeesWhatAThreadWroteBeforeTimeJumps) {
    Clock clock;
    clock.use_virtual_time();
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    int64_t start = clock.monotonic_ns();
    auto wait = [&](int ms) {
        pollfd fd = {ends[0], POLLIN, 0};
        return poll(&fd, 1, ms);
    };
    EXPECT_EQ(clock.poll_until(start + Clock::kSecond, false, wait), 0);  // alone: jumps
    EXPECT_EQ(clock.monotonic_ns(), start + Clock::kSecond);

    clock.join();
    std::thread writer([&] {
        clock.sleep_until(start + 2 * Clock::kSecond);
        EXPECT_EQ(write(ends[1], "x", 1), 1);
        clock.leave();
    });
    EXPECT_EQ(clock.poll_until(start + 5 * Clock::kSecond, false, wait), 1);
    EXPECT_EQ(clock.monotonic_ns(), start + 2 * Clock::kSecond);
    writer.join();
    close(ends[0]);
    close(ends[1]);
}

}  // namespace
}  // namespace minipy
