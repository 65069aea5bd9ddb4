// Keeps two threads from using one hash object at a time: large inputs are hashed without the GIL.
#pragma once

#include <mutex>

#include "native/module.h"

namespace minipy {

class HashLock {
  public:
    HashLock(Thread& t, std::mutex& mutex) : mutex_(mutex) {
        if (mutex.try_lock()) return;
        GilRelease nogil(t);  // who has it may be waiting for the GIL
        mutex.lock();
    }
    ~HashLock() { mutex_.unlock(); }
    HashLock(const HashLock&) = delete;

  private:
    std::mutex& mutex_;
};

}  // namespace minipy
