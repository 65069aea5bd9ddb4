#include "stdlib/threading/natives.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace minipy::threading {

NativeThreads::NativeThreads(Body body) : body_(body), process_(getpid()) {}

bool NativeThreads::is_stale() const { return process_ != getpid(); }

NativeThreads::Inherited NativeThreads::Inherited::of_caller() {
    Inherited found;
    memset(&found, 0, sizeof found);
    pthread_sigmask(SIG_SETMASK, nullptr, &found.mask);
    sched_getaffinity(0, sizeof found.processors, &found.processors);
    found.niceness = getpriority(PRIO_PROCESS, 0);
    return found;
}

bool NativeThreads::Inherited::operator==(const Inherited& other) const {
    return memcmp(&mask, &other.mask, sizeof mask) == 0 && CPU_EQUAL(&processors, &other.processors) &&
           niceness == other.niceness;
}

int NativeThreads::run(Start* start, size_t stack_size, pthread_t* made) {
    if (!stack_size && hand_over(start, made)) return 0;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (stack_size) pthread_attr_setstacksize(&attributes, stack_size);
    auto* beginning = new Beginning{this, start, stack_size == 0};
    int error = pthread_create(made, &attributes, live, beginning);
    pthread_attr_destroy(&attributes);
    if (error) delete beginning;
    return error;
}

void* NativeThreads::live(void* context) {
    Beginning beginning = *static_cast<Beginning*>(context);
    delete static_cast<Beginning*>(context);
    NativeThreads& threads = *beginning.threads;
    const Inherited inherited = Inherited::of_caller();
    for (Start* start = beginning.start; start;) {
        threads.body_(start);
        bool as_before = beginning.may_linger && !threads.is_stale() && Inherited::of_caller() == inherited;
        start = as_before ? threads.wait_for_next(inherited) : nullptr;
    }
    return nullptr;
}

Start* NativeThreads::wait_for_next(const Inherited& inherited) {
    Idle me{{}, pthread_self(), &inherited};
    sem_init(&me.wake, 0, 0);
    {
        std::lock_guard guard(mutex_);
        if (idle_.size() >= kMostIdle) return nullptr;
        idle_.push_back(&me);
    }
    timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += kLingerNs;
    if (until.tv_nsec >= 1'000'000'000) {
        ++until.tv_sec;
        until.tv_nsec -= 1'000'000'000;
    }
    while (sem_clockwait(&me.wake, CLOCK_MONOTONIC, &until) != 0 && errno == EINTR) {
    }
    std::lock_guard guard(mutex_);  // whoever has woken it is done with this place
    if (!me.next) std::erase(idle_, &me);
    return me.next;
}

bool NativeThreads::hand_over(Start* start, pthread_t* made) {
    std::lock_guard guard(mutex_);
    if (idle_.empty()) return false;
    Idle* idle = idle_.back();
    if (!(Inherited::of_caller() == *idle->inherited)) return false;
    idle_.pop_back();
    idle->next = start;
    *made = idle->ident;
    sem_post(&idle->wake);
    return true;
}

}  // namespace minipy::threading
