#include "runtime/parking.h"

#include <gtest/gtest.h>

#include <thread>

namespace minipy {
namespace {

TEST(ParkingLock, OnlyOneHasIt) {
    ParkingLock lock;
    Clock clock;
    EXPECT_TRUE(lock.try_acquire());
    EXPECT_FALSE(lock.try_acquire());
    EXPECT_TRUE(lock.release(clock));
    EXPECT_FALSE(lock.release(clock));
}

TEST(ParkingLock, WaitEndsAtItsDeadlineInVirtualTime) {
    ParkingLock lock;
    Clock clock;
    clock.use_virtual_time();
    int64_t deadline = clock.monotonic_ns() + 3600 * Clock::kSecond;
    EXPECT_TRUE(lock.try_acquire());
    EXPECT_EQ(lock.acquire(clock, deadline), Clock::Woken::TimedOut);
    EXPECT_GE(clock.monotonic_ns(), deadline);
}

TEST(ParkingLock, ManyThreadsCountUnderIt) {
    ParkingLock lock;
    Clock clock;
    int counter = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        clock.join();
        threads.emplace_back([&] {
            for (int k = 0; k < 1000; ++k) {
                if (!lock.try_acquire()) lock.acquire(clock, Clock::kForever);
                ++counter;
                lock.release(clock);
            }
            clock.leave();
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(counter, 4000);
}

}  // namespace
}  // namespace minipy
