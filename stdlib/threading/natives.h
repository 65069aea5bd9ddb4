// The native threads under Python's: one whose Python thread has ended waits a moment for the next.
//
// Making a native thread costs a stack, an allocator's heap and some ten calls of the system; a program that starts threads one
// after the other would pay that each time. So the native thread stays for kLinger; whoever starts a thread then hands it over. It
// is a new thread to Python in every way: a Thread of its own, a new place at the GIL. What the system lets a new thread inherit
// (signal mask, processors, niceness) must be what it would have inherited from the starter; else one is made.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/types.h>

#include <mutex>
#include <vector>

namespace minipy::threading {

struct Start;  // what a thread needs to begin; it takes it over

class NativeThreads {
  public:
    using Body = void (*)(Start*);  // the life of one Python thread

    explicit NativeThreads(Body body);
    // In a process forked from the one that made it nobody waits here, and its mutex may be held for ever: make a new one.
    bool is_stale() const;
    // 0, or the error of pthread_create; the thread that got it in `made`.
    int run(Start* start, size_t stack_size, pthread_t* made);

  private:
    static constexpr long kLingerNs = 5'000'000;
    static constexpr size_t kMostIdle = 4;

    struct Inherited {
        sigset_t mask;
        cpu_set_t processors;
        int niceness;
        static Inherited of_caller();
        bool operator==(const Inherited& other) const;
    };
    struct Idle {  // on the waiting thread's stack
        sem_t wake;
        pthread_t ident;
        const Inherited* inherited;
        Start* next = nullptr;
    };
    struct Beginning {
        NativeThreads* threads;
        Start* start;
        bool may_linger;
    };
    static void* live(void* beginning);
    Start* wait_for_next(const Inherited& inherited);
    bool hand_over(Start* start, pthread_t* made);

    Body body_;
    pid_t process_;
    std::mutex mutex_;
    std::vector<Idle*> idle_;
};

}  // namespace minipy::threading
