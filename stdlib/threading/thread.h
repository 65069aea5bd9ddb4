// The native half of threading: locks, per-thread attributes, and threads themselves.
//
//     locks.cpp     lock and RLock: a ParkingLock each, and who holds it how often
//     local.cpp     _local: an object with another __dict__ in every thread
//     waits.cpp     which thread waits for which, for reports of deadlocks
//     natives.cpp   the native threads, which wait a moment for the next Python thread
//     module.cpp    start_new_thread, and the module
#pragma once

#include "native/module.h"
#include "stdlib/threading/natives.h"

namespace minipy::threading {

struct State {
    Type* lock_type = nullptr;
    Type* rlock_type = nullptr;
    Type* local_type = nullptr;
    Type* hook_args_type = nullptr;
    size_t stack_size = 0;  // of new threads; 0: the system's usual one
    NativeThreads* native_threads = nullptr;
    int running = 0;        // threads that were started here and have not ended
};
State& state(Thread&);

// Who took a lock last, and where. The code may be gone when somebody asks: it is only compared with what still runs.
struct LockPlace {
    uint64_t ident = 0;
    const Code* code = nullptr;
    const Instr* pc = nullptr;
};
struct Lock : Object {
    ParkingLock lock;
    uint32_t number = 0;  // in the event log
    uint32_t taker = 0;   // the thread that took it last, while events are recorded
    LockPlace place;
    bool orders = true;  // what is done under it counts as ordered by it (runtime/watchers.h)
};
struct RLock : Object {
    ParkingLock lock;
    uint64_t owner = 0;  // a thread's ident
    uint64_t count = 0;
    uint32_t number = 0, taker = 0;  // as above
    LockPlace place;
    bool orders = true;
};

// ---- locks.cpp -------------------------------------------------------------------------------------------
Status define_locks(Thread&, Module*);
Owned make_lock(Thread&);
Owned make_unordering(Thread&, const Value* args);
void release_sentinel(Thread&);  // Thread::at_end: unlocks the sentinel

// ---- waits.cpp -------------------------------------------------------------------------------------------
Owned list_waits(Thread&, const Value* args);

// ---- local.cpp -------------------------------------------------------------------------------------------
Status define_local(Thread&, Module*);

}  // namespace minipy::threading
