// Signals of the operating system, between the moment they come and the moment their Python handler runs.
//
//     kernel --> on_signal (any thread, anywhere, even inside malloc): marks the number, sets a bit of the eval breaker,
//                writes a byte to the wake-up descriptor; nothing else is allowed there
//            --> main thread, at its next poll of the breaker, or when a wait was cut short: calls the handler
//
// One interpreter of the process receives them: the first that asks (`receive`).
#pragma once

#include <atomic>

#include "value/value.h"

namespace minipy {

struct Interpreter;

class Signals {
  public:
    static constexpr int kCount = 65;  // numbers 1 to 64

    // What happens at each: an int (0 default, 1 ignored), a callable, or None when it was not set from here. Owned.
    Value handlers[kCount];

    // Makes this the receiver of the process's signals; false when another interpreter is already.
    bool receive(Interpreter&);
    // The kernel's handler for a signal that a Python function is to get.
    static void on_signal(int number);

    // Marks the signal as come. Safe at any moment.
    void deliver(Interpreter&, int number);
    // As if it had come, if there is a Python handler for it.
    void simulate(Interpreter&, int number);
    bool any() { return any_.exchange(false); }
    bool is_pending(int number) const { return came_[number]; }
    uint64_t delivered() const { return delivered_; }  // how many so far
    bool take(int number) { return came_[number].exchange(false); }
    void come_again(Interpreter&);  // some were not dealt with yet
    void forget_pending();
    // At the end of the interpreter: signals that had a Python handler do what the system does at them.
    void give_back();

    // A descriptor that gets the number of each signal as a byte; -1: none.
    std::atomic<int> wakeup_fd{-1};
    std::atomic<bool> warn_on_full{true};
    std::atomic<int> wakeup_error{0};  // errno of a write that failed

  private:
    std::atomic<bool> came_[kCount] = {};
    std::atomic<bool> any_{false};
    std::atomic<uint64_t> delivered_{0};
};

}  // namespace minipy
