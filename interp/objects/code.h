// Code: what the compiler makes of a function, class body or module; immutable but for what the loop learns in it
// (quickened opcodes, inline caches).
//
// One instruction is one 64-bit word (opcodes.def has the table, with the meaning of each operand):
//
//     | op:8 | flags:8 | a:16 | b:16 | c:16 |          jump distances and wide constants take b and c together
//
// Operands are register numbers of the frame (runtime/frame.h): locals, then temporaries in stack order. Locals are
// borrowed by the instruction that reads them; temporaries are consumed by it (the kill flags). So an object dies at
// the instruction where CPython would kill it, and arithmetic on ints counts nothing.
#pragma once

#include <vector>

#include "objects/protocol.h"

namespace minipy {

enum InstrFlag : uint8_t {
    kKillA = 1,  // `a` is a source and a temporary: consumed
    kKillB = 2,
    kKillC = 4,
    kDestLocal = 8,  // `a` is a destination and a local: release what it held
    kNegate = 16,    // compare-and-branch: jump when the comparison is false
    kInplace = 32,   // binary operator written as `+=`
    kSwapped = 64,   // operator with a constant: the constant is the left operand
};

struct Instr {
    uint8_t op;
    uint8_t flags;
    uint16_t a, b, c;

    int32_t wide() const {
        return static_cast<int32_t>(static_cast<uint32_t>(b) | static_cast<uint32_t>(c) << 16);
    }
    void set_wide(int32_t value) {
        b = static_cast<uint16_t>(static_cast<uint32_t>(value));
        c = static_cast<uint16_t>(static_cast<uint32_t>(value) >> 16);
    }
    int16_t near() const { return static_cast<int16_t>(c); }  // 16-bit jump distance, or immediate
};
static_assert(sizeof(Instr) == 8);

// Where an instruction stands in the source; columns in UTF-8 bytes, -1 when unknown. line 0: no line (made up code).
struct Position {
    int32_t line, end_line;
    int32_t column, end_column;
};

// try ranges: an exception at an instruction in [begin, end) goes to `handler`, with the temporaries from `depth` on
// dropped and the exception in temporary number `depth`. The first entry that matches is the innermost.
struct ExceptionRange {
    uint32_t begin, end, handler;
    uint16_t depth;
};

// Inline cache of an attribute site. `version` is the type's when the rest was learned; 0: nothing learned.
struct AttrCache {
    Value name;  // interned
    uint32_t version = 0;
    int32_t offset = 0;           // attrs_offset, or byte offset of a __slots__ member
    Shape* shape = nullptr;       // slot sites
    Shape* next_shape = nullptr;  // stores that add the attribute
    Value value;  // method or class attribute: borrowed, kept alive by the type while version matches
    uint32_t slot = 0;
    uint8_t misses = 0;  // a site that misses often stays generic
};

// Inline cache of a global name: valid while the dict's keys_version is the same.
struct GlobalCache {
    uint32_t globals_version = 0;
    uint32_t builtins_version = 0;  // 0: found in globals
    uint32_t position = 0;          // in the dict's entries
};

enum CodeFlag : uint32_t {  // the values of CO_* in inspect
    kCodeOptimized = 1,
    kCodeNewLocals = 2,
    kCodeVarargs = 4,
    kCodeVarkeywords = 8,
    kCodeNested = 16,
    kCodeGenerator = 32,
    kCodeCoroutine = 128,
    kCodeIterableCoroutine = 256,
    kCodeAsyncGenerator = 512,
    kCodeFutureAnnotations = 0x1000000,
};

// Whose code it is, found out when somebody asks (vm/instruments.h).
enum class CodeOrigin : uint8_t { Unknown, Program, Library };

struct Code : Object {
    Instr* instrs = nullptr;     // instr_count of them
    uint16_t* depths = nullptr;  // live temporaries before each instruction
    Position* positions = nullptr;
    uint32_t instr_count = 0;
    uint32_t register_count = 0;  // locals + temporaries
    uint16_t local_count = 0;     // registers of locals: arguments, other locals (cell variables among them)
    uint16_t arg_count = 0;       // positional parameters, positional-only included
    uint16_t posonly_count = 0;
    uint16_t kwonly_count = 0;
    uint32_t flags = 0;  // CodeFlag
    // arg_count when a call with exactly so many positional arguments needs nothing but to move them (no *args, **kw,
    // keyword-only; not a generator); 0xFFFF otherwise.
    uint16_t simple_args = 0xFFFF;
    uint16_t cell_count = 0;  // number of MAKE_CELLs: registers listed in cell_registers
    uint16_t free_count = 0;
    CodeOrigin origin = CodeOrigin::Unknown;

    std::vector<Value> consts;             // owned, immortal
    std::vector<Value> names;              // interned
    std::vector<Value> local_names;        // interned; parameters first: args, kwonly, *args, **kw
    std::vector<uint16_t> cell_registers;  // locals that are cells (MAKE_CELL at function start)
    std::vector<Value> free_names;         // in the order of the closure tuple
    std::vector<ExceptionRange> ranges;    // innermost first
    std::vector<AttrCache> attr_caches;
    std::vector<GlobalCache> global_caches;

    Value filename = Value::none(), name = Value::none(), qualname = Value::none();  // Strs, immortal
    int32_t first_line = 0;
    Value doc = Value::none();  // the docstring constant or None

    uint16_t depth_at(const Instr* pc) const { return depths[pc - instrs]; }
    const Position& position_at(const Instr* pc) const { return positions[pc - instrs]; }
    bool is_generator_like() const { return flags & (kCodeGenerator | kCodeCoroutine | kCodeAsyncGenerator); }
};

}  // namespace minipy
