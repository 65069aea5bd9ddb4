// Generators, coroutines and async generators: one struct, three types. The suspended frame lies inside the object:
//
//     | Generator ... | Frame | registers |
//
// Resuming links the frame on top of the thread's frames and goes on at frame.pc; yielding unlinks it. There is no
// other place where a frame of Python is suspended: `await`, `yield`, `yield from` and async generators all end here.
#pragma once

#include "objects/code.h"
#include "objects/function.h"

namespace minipy {

enum class GeneratorState : uint8_t { Created, Suspended, Running, Done };

struct Generator : GcObject {
    Value name = Value::none(), qualname = Value::none();
    HandledException handled;         // linked into the thread's chain while it runs
    Value origin = Value::none();     // cr_origin
    Value finalizer = Value::none();  // async generators: the hook noted at the first iteration
    GeneratorState state = GeneratorState::Created;
    bool hooks_inited = false, closed = false, running_async = false;  // async generators
    Frame frame;  // last: its registers follow; not to be touched once Done

    Generator() {}  // leaves the frame as it is: make_generator() sets it up

    static Generator* of(Frame* frame) { return frame->generator; }
};

inline bool is_generator(Value v) { return is_kind(v, Kind::Generator); }
inline bool is_coroutine(Value v) { return is_kind(v, Kind::Coroutine); }

// The outcome of resuming.
enum class Resumed : uint8_t { Yielded, Returned, Raised };
struct ResumeResult {
    Resumed how;
    Owned value;  // yielded or returned
};
// Sends a value into a generator or coroutine (None the first time). A second resume while it runs raises ValueError.
ResumeResult generator_resume(Thread&, Generator*, Value sent);
// Raises the exception instance at the point where it is suspended (delegating to what it awaits).
ResumeResult generator_throw(Thread&, Generator*, Value exception);
Status generator_close(Thread&, Generator*);
// Its __del__: closes it; a coroutine that never ran gets its warning. What goes wrong is printed.
void generator_finalize(Thread&, Object*);
// What it is waiting for in `yield from` / `await`: borrowed, None when nothing.
Value generator_awaiting(Generator*);
// The awaitable protocol: an iterator for `await v` (TypeError "object X can't be used in 'await' expression").
Owned get_awaitable(Thread&, Value);

}  // namespace minipy
