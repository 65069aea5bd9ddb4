// What happened at the lock and around it: each thread keeps its own last events in a ring, so that noting one takes no
// lock. Nothing is kept, and nothing is asked but one flag, until Gil::start_logging.
//
//     wait 10.002 ms   request 15.008   acquire 15.021   release 20.110 (time.sleep)   wait 22.110 ...
//
// A log is written by its own thread only. Another may read what was complete when it asked for `total`; the ring is
// large enough that what it reads is not written over meanwhile.
//
// An event is plain data: what a number in it means (a stack, a lock, a task, a text) is known to whoever keeps the
// tables, above this room (runtime/event_notes.h).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace minipy {

enum class GilEventKind : uint8_t {
    Wait,     // begins to wait for the lock
    Request,  // has waited for the interval: asks the holder to drop the lock
    Acquire,  // has the lock
    Release,  // gives it up by itself, before a blocking call
    Yield,    // gives it up because it was asked to

    // Noted by those who hold the lock. `subject` is the number of the thread, lock, task or loop.
    Sample,      // the stack, every few milliseconds
    ThreadNew,   // a thread has begun; other: its number for the system
    ThreadName,  // call: its name
    ThreadEnd,
    LockNew,     // a lock was made
    LockTaken,   // got without waiting, or after it
    LockWait,    // must wait for it; other: the thread that took it last
    LockGaveUp,  // the wait's time was over
    LockFree,
    TaskNew,      // text: its name; other: its coroutine's name
    TaskName,     // text: another name
    TaskReady,    // it may go on; other: the task that woke it, or 0
    TaskStep,     // goes on
    TaskSuspend,  // waits; stack: of what it awaits; other: the task that it waits for, or 0
    TaskDone,     // other: 0 result, 1 exception, 2 cancelled
    CallbackBegin,  // a callback of the loop that is no task's step; text: its name
    CallbackEnd,
    LoopTurn,   // one turn of the loop begins; other: how many callbacks are ready
    Fork,       // other: the child's process number
    ProcessCpu,  // subject: microseconds of processor time so far
    Mark,        // the program's own; text
};

struct GilEvent {
    int64_t ns;           // monotonic
    const char* call;     // the blocking call's name; lives as long as the process. Null: none
    uint32_t subject;
    uint32_t stack;       // 0: not known
    uint32_t other;
    uint32_t text;        // 0: none
    GilEventKind kind;
};

class GilLog {
  public:
    GilLog(uint64_t thread, size_t limit);

    void add(const GilEvent& event) {
        size_t n = total_.load(std::memory_order_relaxed);
        auto& chunk = chunks_[n / kChunk % chunk_count_];
        if (!chunk) chunk = std::make_unique_for_overwrite<GilEvent[]>(kChunk);
        chunk[n % kChunk] = event;
        total_.store(n + 1, std::memory_order_release);
    }
    uint64_t thread() const { return thread_; }
    // Noted since the start, those that the ring has lost included.
    size_t total() const { return total_.load(std::memory_order_acquire); }
    // The number of the oldest one that is still there when `total` were noted.
    size_t oldest(size_t total) const;
    const GilEvent& at(size_t n) const { return chunks_[n / kChunk % chunk_count_][n % kChunk]; }
    std::vector<GilEvent> events() const;

    size_t read_to = 0;  // for a reader that comes again

  private:
    static constexpr size_t kChunk = 1024;

    uint64_t thread_;
    size_t chunk_count_;  // one more than hold the limit: the newest is being written
    std::unique_ptr<std::unique_ptr<GilEvent[]>[]> chunks_;
    std::atomic<size_t> total_{0};
};

}  // namespace minipy
