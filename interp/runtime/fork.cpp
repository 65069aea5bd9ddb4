#include "runtime/fork.h"

#include <pthread.h>
#include <unistd.h>

#include "runtime/event_notes.h"
#include "runtime/interpreter.h"
#include "runtime/signals.h"

namespace minipy {

void reset_after_fork(Thread& survivor) {
    Interpreter& interp = *survivor.interp;
    interp.gil.reset_after_fork(survivor.gil_thread);
    interp.clock.reset_after_fork();
    if (interp.signals) interp.signals->forget_pending();
    // The other threads stopped in the middle of something; what they hold is left as it is.
    survivor.next = survivor.previous = nullptr;
    interp.threads = interp.main_thread = &survivor;
    survivor.is_main = true;
    survivor.ident = static_cast<uint64_t>(pthread_self());
    survivor.native_id = gettid();
    if (interp.recorder) interp.recorder->begin_child(survivor);
}

}  // namespace minipy
