// Frame: one activation of a Python function, and the chunk list that holds the frames of a thread.
//
//   | Frame header | locals ... cells ... | temporaries ... |
//                    0                      code->local_count
//                    ^ registers
//
// Registers [0, local_count) are the locals in the order of co_varnames, then cells and free variables' cells;
// from local_count on lie the temporaries, in stack order. An instruction names registers by their index.
//
// The frames of running functions lie one behind the other in chunks that never move, so a `Value*` into a frame
// stays right until the frame is left. A generator or coroutine embeds its frame (objects/generator.h); resuming
// it only links the frame on top of the thread's list.
//
// Invariants:
//   - a local register always holds a valid Value (Unbound when it has none);
//   - of the temporaries, exactly the first `code->depth_at(pc)` are live while the instruction at pc begins;
//     the others hold stale bits that nobody may look at;
//   - `pc` is up to date whenever anything that can raise, call or look at the frame runs.
#pragma once

#include "value/value.h"

namespace minipy {

struct Code;
struct Function;
struct FrameObject;
struct Generator;
struct Instr;
struct Thread;

enum FrameFlag : uint8_t {
    kFrameEntry = 1,  // its return leaves this C++ activation of the loop
    kFrameConstructor =
        2,  // an __init__ called by `Class(...)`: the caller's window keeps the instance, the result must be None
    kFrameGenerator = 4,  // embedded in a generator
};

struct Frame {
    Frame* back;           // caller; null at the bottom of a thread, and for a suspended generator
    Function* function;    // owned
    Code* code;            // owned by the function
    Instr* pc;             // the instruction being executed
    Value locals;          // namespace of a class body, module or exec (owned), else Unbound
    FrameObject* object;   // the Python-visible frame if someone asked for it (owned), else null
    Generator* generator;  // whose frame this is, or null (borrowed)
    uint16_t result;       // register of the caller that takes the result
    uint16_t flags;        // FrameFlag
    uint32_t line;         // line of the last trace event, while tracing

    Value* registers() { return reinterpret_cast<Value*>(this + 1); }
};

// A thread's frames.
class FrameStack {
  public:
    FrameStack() = default;
    FrameStack(const FrameStack&) = delete;
    ~FrameStack();

    // Room for a frame with that many registers; null when memory is out.
    Frame* push(uint32_t register_count) {
        size_t bytes = sizeof(Frame) + register_count * sizeof(Value);
        if (static_cast<size_t>(end_ - top_) >= bytes) [[likely]] {
            Frame* frame = reinterpret_cast<Frame*>(top_);
            top_ += bytes;
            return frame;
        }
        return push_chunk(bytes);
    }
    // The frame must be the newest one.
    void pop(Frame* frame) {
        top_ = reinterpret_cast<char*>(frame);
        if (top_ == begin_) [[unlikely]]
            pop_chunk();
    }

  private:
    struct Chunk {
        Chunk* previous;
        char* previous_top;
        size_t size;
    };
    Frame* push_chunk(size_t bytes);
    void pop_chunk();

    Chunk* chunk_ = nullptr;
    Chunk* spare_ =
        nullptr;  // the last emptied chunk: a call loop at a chunk's edge must not allocate each time
    char* begin_ = nullptr;
    char* top_ = nullptr;
    char* end_ = nullptr;
};

}  // namespace minipy
