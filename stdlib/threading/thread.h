// The native half of threading: locks, per-thread attributes, and threads themselves.
//
//     locks.cpp     lock and RLock: a ParkingLock each, and who holds it how often
//     local.cpp     _local: an object with another __dict__ in every thread
//     module.cpp    start_new_thread, and the module
#pragma once

#include "native/module.h"

namespace minipy::threading {

struct State {
    Type* lock_type = nullptr;
    Type* rlock_type = nullptr;
    Type* local_type = nullptr;
    Type* hook_args_type = nullptr;
    size_t stack_size = 0;  // of new threads; 0: the system's usual one
    int running = 0;        // threads that were started here and have not ended
};
State& state(Thread&);

// ---- locks.cpp -------------------------------------------------------------------------------------------
Status define_locks(Thread&, Module*);
Owned make_lock(Thread&);
void release_sentinel(Thread&);  // Thread::at_end: unlocks the sentinel

// ---- local.cpp -------------------------------------------------------------------------------------------
Status define_local(Thread&, Module*);

}  // namespace minipy::threading
