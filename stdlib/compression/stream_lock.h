// The libraries run without the GIL, so a stream has a lock: a second thread that uses it waits until the first is done.
#pragma once

#include <mutex>

#include "native/module.h"

namespace minipy::compression {

class StreamLock {
  public:
    StreamLock(Thread& t, std::mutex& mutex) : mutex_(mutex) {
        if (mutex.try_lock()) return;
        GilRelease nogil(t);
        mutex.lock();
    }
    ~StreamLock() { mutex_.unlock(); }
    StreamLock(const StreamLock&) = delete;

  private:
    std::mutex& mutex_;
};

inline Owned no_pickle(Thread& t, const Value* args) {
    return raise_type_error(t, "cannot pickle '%s' object", type_full_name(t, type_of(t, args[0])).c_str());
}

}  // namespace minipy::compression
