// Thread: everything that belongs to one thread of Python execution. Passed first to nearly every function.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "gil/eval_breaker.h"
#include "gil/gil.h"
#include "runtime/frame.h"
#include "value/owned.h"

namespace minipy {

struct Interpreter;

// The exception that an `except` block is handling. Each generator has its own link, pushed while it runs, so that
// sys.exc_info() inside it starts from its own handlers.
struct HandledException {
    Value exception = Value::none();  // owned; None: nothing is being handled here
    HandledException* previous = nullptr;
};

struct Thread {
    Interpreter* interp;
    EvalBreaker* breaker;    // the interpreter's; polled at back edges, function entry, after native calls
    Frame* frame = nullptr;  // the running frame
    Value exception;         // being raised (owned); the zero Value when none
    HandledException* handled = nullptr;  // innermost
    HandledException bottom_handled;

    int32_t recursion_left = 1000;   // Python frames that may still be entered
    int32_t recursion_headroom = 0;  // set while a RecursionError is being handled
    char* c_stack_limit = nullptr;   // native recursion below this address raises RecursionError

    Value context;  // current contextvars.Context (owned) or the zero Value
    uint64_t context_version = 1;
    Value async_gen_firstiter = Value::none();  // sys.set_asyncgen_hooks
    Value async_gen_finalizer = Value::none();
    int coroutine_origin_depth = 0;
    Value trace_function = Value::none();  // sys.settrace, sys.setprofile
    Value profile_function = Value::none();
    bool tracing = false;  // inside a trace function: do not trace it
    std::atomic<Object*> async_exception{
        nullptr};                        // PyThreadState_SetAsyncExc's kin: raised at the next poll
    Value running_loop = Value::none();  // asyncio's running-loop slot
    std::vector<Object*> locals;         // the threading.local objects that have attributes for this thread
    void (*drop_locals)(Thread&) = nullptr;  // at its end

    FrameStack frames;
    std::string type_names[4];  // texts that type_name() gave last
    unsigned next_type_name = 0;
    std::vector<Object*> dying;  // objects whose turn to die comes when the deaths running now are done
    int dealloc_depth = 0;
    std::vector<Object*> in_repr;  // containers whose repr is being made (objects/repr_guard.h)

    // What it waits for in a blocking call and until when (Clock::kForever); null: nothing that others could give.
    Object* waits_for = nullptr;
    int64_t waits_until = 0;

    GilThread gil_thread;  // this thread's seat at the GIL
    uint64_t ident = 0;    // pthread_self: threading.get_ident()
    int native_id = 0;     // gettid
    std::string name;      // as threading calls it; empty: it was not told
    bool is_main = false;
    bool daemon = false;
    Value sentinel =
        Value::none();  // what tells others of this thread's end (_thread._set_sentinel), and how
    void (*at_end)(Thread&) = nullptr;
    Thread* next = nullptr;  // the interpreter's list of threads; changed under the GIL
    Thread* previous = nullptr;
};

// The thread that runs on this native thread. Only for deallocation and signal handlers, which have no argument to
// carry it; everything else is passed Thread&.
extern thread_local Thread* current_thread;

// ---- beginning and end (thread_state.cpp) ----

// Makes the calling native thread one of the interpreter's: when this returns it holds the GIL. Whoever made the native
// thread has called clock.join() and gil.expect_newcomer() for it. Null when memory is out.
Thread* attach_thread(Interpreter&);
// The end of such a thread: drops what it owns, tells those who wait for its end, gives up the GIL and its place at the
// clock. The Thread is gone then.
void detach_thread(Thread*);
// Gives a Thread what belongs to the calling native thread: identity, native stack, the breaker. Not the GIL.
void bind_native_thread(Interpreter&, Thread&);
// How many threads of the interpreter there are.
int count_threads(Interpreter&);

// Raises RecursionError and says true when the native stack is nearly used up. Call it in native functions that recurse
// through data (repr, compare, hash, pickling, the compiler).
bool native_stack_low(Thread&, const char* where);

// Recursion through data or calls that python counts as a frame is (repr, str, comparison, isinstance): for as long as it lives
// one level less is left of sys.getrecursionlimit(). failed() tells that RecursionError was raised.
class RecursionScope {
public:
    RecursionScope(Thread&, const char* where);
    ~RecursionScope() { t_.recursion_left += !failed_; }
    RecursionScope(const RecursionScope&) = delete;
    RecursionScope& operator=(const RecursionScope&) = delete;
    bool failed() const { return failed_; }

private:
    Thread& t_;
    bool failed_;
};

}  // namespace minipy
