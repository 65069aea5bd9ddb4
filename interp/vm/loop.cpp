// The loop: executes the instructions of one frame after the other.
//
// A Python function that calls another does not recurse in C++: Call pushes the callee's frame and goes on with its first
// instruction, Return pops it and goes on behind the Call. The same holds for generators and coroutines: `await` links the
// awaited frame on top, a yield unlinks it. Only C++ that calls Python (a __eq__ from inside list.index) starts a loop of its own.
//
// Conventions inside run_loop():
//   pc     the instruction being executed; `frame->pc = pc` (SAVE) before anything that can raise, call or free
//   r      registers of the frame: r[pc->a] and so on
//   NEXT   goes to the following instruction
//   ERROR  the instruction failed with an exception set, its sources still alive
//   No C++ object with a destructor lives in this function: a computed goto would leak it. The slow halves (ops_*.cpp) hold
//   those; they give plain Values.
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/list.h"
#include "objects/opcodes.h"
#include "objects/range_iterator.h"
#include "objects/sequence.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/tuple.h"
#include "vm/ops.h"


namespace minipy {

namespace {

// The int fast paths: true when the result is an immediate.
inline bool add_ints(Value a, Value b, Value* out) {
    int64_t sum;
    // 2x+1 + 2y+1 - 1 == 2(x+y)+1: one addition on the tagged words, with its overflow flag.
    if (__builtin_add_overflow(static_cast<int64_t>(a.bits()), static_cast<int64_t>(b.bits() - 1), &sum)) return false;
    *out = Value::from_bits(static_cast<uint64_t>(sum));
    return true;
}
inline bool sub_ints(Value a, Value b, Value* out) {
    int64_t difference;
    if (__builtin_sub_overflow(static_cast<int64_t>(a.bits()), static_cast<int64_t>(b.bits() - 1), &difference)) return false;
    *out = Value::from_bits(static_cast<uint64_t>(difference));
    return true;
}
inline bool mul_ints(Value a, Value b, Value* out) {
    int64_t product;
    if (__builtin_mul_overflow(a.as_int(), static_cast<int64_t>(b.bits() - 1), &product)) return false;
    *out = Value::from_bits(static_cast<uint64_t>(product) | 1);
    return true;
}
inline bool floordiv_ints(Value a, Value b, Value* out) {
    int64_t x = a.as_int(), y = b.as_int();
    if (y <= 0) return false;  // zero and negative divisors: the slow half
    int64_t q = x / y;
    if (x % y < 0) --q;
    *out = Value::from_int(q);
    return true;
}
inline bool mod_ints(Value a, Value b, Value* out) {
    int64_t x = a.as_int(), y = b.as_int();
    if (y <= 0) return false;
    int64_t m = x % y;
    *out = Value::from_int(m < 0 ? m + y : m);
    return true;
}
inline bool and_ints(Value a, Value b, Value* out) {
    *out = Value::from_bits(a.bits() & b.bits());
    return true;
}
inline bool or_ints(Value a, Value b, Value* out) {
    *out = Value::from_bits(a.bits() | b.bits());
    return true;
}
inline bool xor_ints(Value a, Value b, Value* out) {
    *out = Value::from_bits((a.bits() ^ b.bits()) | 1);
    return true;
}
inline bool lshift_ints(Value a, Value b, Value* out) {
    int64_t x = a.as_int(), n = b.as_int();
    if (n < 0 || n > 60) return false;
    int64_t limit = int64_t{1} << (61 - n);
    if (x >= limit || x < -limit) return false;
    *out = Value::from_int(x << n);
    return true;
}
inline bool rshift_ints(Value a, Value b, Value* out) {
    int64_t n = b.as_int();
    if (n < 0) return false;
    *out = Value::from_int(a.as_int() >> (n > 63 ? 63 : n));
    return true;
}
inline bool no_ints(Value, Value, Value*) { return false; }

inline bool add_doubles(double a, double b, double* out) { return *out = a + b, true; }
inline bool sub_doubles(double a, double b, double* out) { return *out = a - b, true; }
inline bool mul_doubles(double a, double b, double* out) { return *out = a * b, true; }
inline bool div_doubles(double a, double b, double* out) { return b != 0 && (*out = a / b, true); }
inline bool no_doubles(double, double, double*) { return false; }

// Both numbers as doubles, at least one of them a float.
inline bool both_double(Value a, Value b, double* x, double* y) {
    bool fa = is_exact(a, Kind::Float), fb = is_exact(b, Kind::Float);
    if (fa && fb) {
        *x = float_value(a);
        *y = float_value(b);
        return true;
    }
    if (fa && b.is_int()) {
        *x = float_value(a);
        *y = static_cast<double>(b.as_int());
        return true;
    }
    if (fb && a.is_int()) {
        *x = static_cast<double>(a.as_int());
        *y = float_value(b);
        return true;
    }
    return false;
}

inline Value binary_slow(Thread& t, BinaryOp op, Value a, Value b, bool inplace) {
    return (inplace ? inplace_op(t, op, a, b) : binary_op(t, op, a, b)).take();
}

inline bool dying_float(Value v) { return is_exact(v, Kind::Float) && v.object()->refcount == 1; }

// Puts a double where the result goes, in a box that dies anyway when there is one: the destination's old one, or an operand that is
// a temporary. Consumes the operands.
inline void store_double(Thread& t, Instr* pc, Value* r, double d) {
    uint8_t flags = pc->flags;
    if ((flags & kKillB) && dying_float(r[pc->b])) {
        Value box = r[pc->b];
        box.as<Float>()->value = d;
        if (flags & kKillC) release(r[pc->c]);
        Value old = r[pc->a];
        r[pc->a] = box;
        if (flags & kDestLocal) release(old);
        return;
    }
    if ((flags & kDestLocal) && dying_float(r[pc->a])) {
        r[pc->a].as<Float>()->value = d;
        if (flags & kKillB) release(r[pc->b]);
        if (flags & kKillC) release(r[pc->c]);
        return;
    }
    Value box = make_float(t, d).take();
    if (flags & kKillB) release(r[pc->b]);
    if (flags & kKillC) release(r[pc->c]);
    Value old = r[pc->a];
    r[pc->a] = box;
    if (flags & kDestLocal) release(old);
}

inline int compare_result(CompareOp op, int64_t a, int64_t b) {
    switch (op) {
        case CompareOp::Lt: return a < b;
        case CompareOp::Le: return a <= b;
        case CompareOp::Eq: return a == b;
        case CompareOp::Ne: return a != b;
        case CompareOp::Gt: return a > b;
        case CompareOp::Ge: return a >= b;
    }
    return 0;
}
inline int compare_doubles(CompareOp op, double a, double b) {
    switch (op) {
        case CompareOp::Lt: return a < b;
        case CompareOp::Le: return a <= b;
        case CompareOp::Eq: return a == b;
        case CompareOp::Ne: return a != b;
        case CompareOp::Gt: return a > b;
        case CompareOp::Ge: return a >= b;
    }
    return 0;
}
// 0, 1, or -1 with an exception set. The Python operator: identity does not decide.
int compare_slow(Thread& t, CompareOp op, Value a, Value b) {
    Owned result = compare(t, op, a, b);
    if (result.is_error()) return -1;
    if (result.get().is_true()) return 1;
    if (result.get().is_false()) return 0;
    Result<bool> yes = truth(t, result);
    return yes.is_error() ? -1 : yes.value();
}
int truth_slow(Thread& t, Value v) {
    Result<bool> yes = truth(t, v);
    return yes.is_error() ? -1 : yes.value();
}
int contains_slow(Thread& t, Value container, Value item) {
    Result<bool> yes = contains(t, container, item);
    return yes.is_error() ? -1 : yes.value();
}

inline void release_window(Value* window, unsigned count) {
    for (unsigned i = 0; i < count; ++i) release(window[i]);
}

// Calls anything that is not a plain Python function. The window stays the caller's.
Value call_native_slow(Thread& t, Value callee, const Value* args, unsigned count, Tuple* kwnames) {
    return call(t, callee, CallArgs{args, count - (kwnames ? static_cast<unsigned>(kwnames->length) : 0), kwnames}).take();
}

// A frame for a Python function called with arguments that do not simply match; null with an exception raised.
Frame* enter_bound(Thread& t, Function* function, const CallArgs& args) {
    retain(static_cast<Object*>(function));
    Frame* frame = enter_frame(t, function, Value::unbound());
    if (!frame) return nullptr;
    if (bind_arguments(t, function, args, frame->registers()).is_error()) {
        leave_frame(t, frame);
        return nullptr;
    }
    make_cells(t, frame->code, frame->registers());
    return frame;
}

// The __init__ to run when `callee` is a plain Python class: an instance (owned) and the function, or null.
Function* plain_constructor(Thread& t, Type* type, Value* instance) {
    if (!type->has(kTypeHeap) || type->has(kTypeAbstract) || type->slots.new_ != types(t).object->slots.new_) return nullptr;
    if (type->type != types(t).type) return nullptr;
    Value init = type_lookup(t, type, names(t).__init__);
    if (!is_kind(init, Kind::Function) || init.as<Function>()->code->is_generator_like()) return nullptr;
    Object* object = allocate_instance(t, type);
    if (!object) return nullptr;
    *instance = Value(object);
    return init.as<Function>();
}

bool check_init_result(Thread& t, Value result) {
    if (result.is_none()) return true;
    (void)raise_type_error(t, "__init__() should return None, not '%.200s'", type_name(t, result));
    return false;
}

// Temporaries still alive in a frame whose callee raised.
uint32_t live_after_callee(Frame* frame) {
    Instr* pc = frame->pc;
    switch (static_cast<Op>(pc->op)) {
        case Op::Call: case Op::CallKw: case Op::CallMethod: case Op::CallMethodKw: case Op::CallEx:
            return pc->b - frame->code->local_count;
        default: return frame->code->depth_at(pc);
    }
}

}  // namespace

#define SAVE() (frame->pc = pc)
#ifdef MINIPY_SWITCH_DISPATCH
#define DISPATCH() goto dispatch
#define CASE(Name) case Op::Name:
#else
#define DISPATCH() goto* table[pc->op]
#define CASE(Name) L_##Name:
#endif
#define NEXT()      \
    do {            \
        ++pc;       \
        DISPATCH(); \
    } while (0)
#define ERROR()                                          \
    do {                                                 \
        live = frame->code->depth_at(pc);                \
        goto raise;                                      \
    } while (0)
#define ERROR_WINDOW(base)                               \
    do {                                                 \
        live = static_cast<uint32_t>(base) - frame->code->local_count; \
        goto raise;                                      \
    } while (0)
#define KILL_A() do { if (pc->flags & kKillA) release(r[pc->a]); } while (0)
#define KILL_B() do { if (pc->flags & kKillB) release(r[pc->b]); } while (0)
#define KILL_C() do { if (pc->flags & kKillC) release(r[pc->c]); } while (0)
#define STORE(value)                                     \
    do {                                                 \
        Value stored_ = (value);                         \
        if (pc->flags & kDestLocal) {                    \
            Value old_ = r[pc->a];                       \
            r[pc->a] = stored_;                          \
            release(old_);                               \
        } else {                                         \
            r[pc->a] = stored_;                          \
        }                                                \
    } while (0)
// For an operation whose result is an immediate and whose operands were ints.
#define POLL()                                           \
    do {                                                 \
        if (breaker->any()) [[unlikely]] goto serve;     \
    } while (0)

#define BINARY(Name, OP, INTS, DOUBLES)                                                  \
    CASE(Name) {                                                                         \
        Value lhs = r[pc->b], rhs = r[pc->c], out;                                       \
        if (both_int(lhs, rhs) && INTS(lhs, rhs, &out)) [[likely]] {                     \
            STORE(out);                                                                  \
            NEXT();                                                                      \
        }                                                                                \
        double x, y, d;                                                                  \
        if (both_double(lhs, rhs, &x, &y) && DOUBLES(x, y, &d)) {                        \
            SAVE();                                                                      \
            store_double(t, pc, r, d);                                                   \
            NEXT();                                                                      \
        }                                                                                \
        SAVE();                                                                          \
        out = binary_slow(t, BinaryOp::OP, lhs, rhs, pc->flags & kInplace);              \
        if (out.is_error()) [[unlikely]] ERROR();                                        \
        KILL_B();                                                                        \
        KILL_C();                                                                        \
        STORE(out);                                                                      \
        NEXT();                                                                          \
    }                                                                                    \
    CASE(Name##Imm) {                                                                    \
        Value lhs = r[pc->b], rhs = Value::from_int(pc->near()), out;                    \
        if (lhs.is_int() && INTS(lhs, rhs, &out)) [[likely]] {                           \
            STORE(out);                                                                  \
            NEXT();                                                                      \
        }                                                                                \
        double d;                                                                        \
        if (is_exact(lhs, Kind::Float) && DOUBLES(float_value(lhs), static_cast<double>(pc->near()), &d)) { \
            SAVE();                                                                      \
            store_double(t, pc, r, d);                                                   \
            NEXT();                                                                      \
        }                                                                                \
        SAVE();                                                                          \
        out = binary_slow(t, BinaryOp::OP, lhs, rhs, pc->flags & kInplace);              \
        if (out.is_error()) [[unlikely]] ERROR();                                        \
        KILL_B();                                                                        \
        STORE(out);                                                                      \
        NEXT();                                                                          \
    }

#define COMPARE(Name)                                                                    \
    CASE(Name) {                                                                         \
        Value lhs = r[pc->b], rhs = r[pc->c];                                            \
        if (both_int(lhs, rhs)) [[likely]] {                                             \
            STORE(Value::from_bool(compare_result(CompareOp::Name, lhs.as_int(), rhs.as_int()))); \
            NEXT();                                                                      \
        }                                                                                \
        SAVE();                                                                          \
        Value out = compare(t, CompareOp::Name, lhs, rhs).take();                        \
        if (out.is_error()) [[unlikely]] ERROR();                                        \
        KILL_B();                                                                        \
        KILL_C();                                                                        \
        STORE(out);                                                                      \
        NEXT();                                                                          \
    }                                                                                    \
    CASE(JumpIf##Name) {                                                                 \
        Value lhs = r[pc->a], rhs = r[pc->b];                                            \
        if (both_int(lhs, rhs)) [[likely]] {                                             \
            yes = compare_result(CompareOp::Name, lhs.as_int(), rhs.as_int());           \
            goto near_branch;                                                            \
        }                                                                                \
        double x, y;                                                                     \
        SAVE();                                                                          \
        if (both_double(lhs, rhs, &x, &y) && !lhs.is_int() && !rhs.is_int()) {           \
            yes = compare_doubles(CompareOp::Name, x, y);                                \
        } else {                                                                         \
            yes = compare_slow(t, CompareOp::Name, lhs, rhs);                            \
            if (yes < 0) [[unlikely]] ERROR();                                           \
        }                                                                                \
        KILL_A();                                                                        \
        KILL_B();                                                                        \
        goto near_branch;                                                                \
    }                                                                                    \
    CASE(JumpIf##Name##Imm) {                                                            \
        Value lhs = r[pc->a];                                                            \
        if (lhs.is_int()) [[likely]] {                                                   \
            yes = compare_result(CompareOp::Name, lhs.as_int(), static_cast<int16_t>(pc->b)); \
            goto near_branch;                                                            \
        }                                                                                \
        SAVE();                                                                          \
        yes = compare_slow(t, CompareOp::Name, lhs, Value::from_int(static_cast<int16_t>(pc->b))); \
        if (yes < 0) [[unlikely]] ERROR();                                               \
        KILL_A();                                                                        \
        goto near_branch;                                                                \
    }

// A slow half with a Value result and sources b, c.
#define RESULT(expr)                                     \
    do {                                                 \
        SAVE();                                          \
        Value out_ = (expr);                             \
        if (out_.is_error()) [[unlikely]] ERROR();       \
        KILL_B();                                        \
        KILL_C();                                        \
        STORE(out_);                                     \
        NEXT();                                          \
    } while (0)
// The same for one whose operands are a window that the slow half consumed.
#define RESULT_WINDOW(expr)                              \
    do {                                                 \
        SAVE();                                          \
        Value out_ = (expr);                             \
        if (out_.is_error()) [[unlikely]] ERROR_WINDOW(pc->b); \
        STORE(out_);                                     \
        NEXT();                                          \
    } while (0)
// A slow half with a Status.
#define EFFECT(expr)                                     \
    do {                                                 \
        SAVE();                                          \
        if ((expr).is_error()) [[unlikely]] ERROR();     \
        KILL_A();                                        \
        KILL_B();                                        \
        KILL_C();                                        \
        NEXT();                                          \
    } while (0)

Exit run_loop(Thread& t, Frame* frame, bool raising) {
#ifndef MINIPY_SWITCH_DISPATCH
    static const void* const labels[] = {
#define OP(Name, A, B, C, text) &&L_##Name,
#include "objects/opcodes.def"
#undef OP
    };
    static const void* const everywhere[] = {
#define OP(Name, A, B, C, text) &&ask_policy,
#include "objects/opcodes.def"
#undef OP
    };
    const void* const* table = t.interp->gil.asks_everywhere() ? everywhere : labels;
#endif
    EvalBreaker* const breaker = t.breaker;
    Value* r = frame->registers();
    Instr* pc = frame->pc;
    uint32_t live = 0;
    int yes = 0;
    Value carried;       // what a return or yield hands over
    Value* window;       // a call's
    unsigned count;
    Tuple* kwnames;
    Frame* callee;

    if (raising) {
        live = frame->code->depth_at(pc);
        goto raise;
    }
    if (breaker->any()) [[unlikely]] goto serve;
    DISPATCH();

#ifdef MINIPY_SWITCH_DISPATCH
dispatch:
    if (t.interp->gil.asks_everywhere()) t.interp->gil.at_instruction(t.gil_thread);
    switch (static_cast<Op>(pc->op)) {
#else
ask_policy:
    SAVE();
    t.interp->gil.at_instruction(t.gil_thread);
    goto* labels[pc->op];
#endif

    // ---- moves and constants ----
    CASE(Nop) { NEXT(); }
    CASE(Move) {
        Value v = r[pc->b];
        if (!(pc->flags & kKillB)) retain(v);
        STORE(v);
        NEXT();
    }
    CASE(LoadConst) {
        Value v = frame->code->consts[static_cast<uint32_t>(pc->wide())];
        retain(v);
        STORE(v);
        NEXT();
    }
    CASE(LoadImm) {
        STORE(Value::from_bits(static_cast<uint64_t>(static_cast<int64_t>(pc->wide()))));
        NEXT();
    }
    CASE(CheckBound) {
        if (r[pc->a].is_unbound()) [[unlikely]] {
            SAVE();
            (void)raise_unbound_local(t, frame, pc->a);
            ERROR();
        }
        NEXT();
    }
    CASE(DeleteLocal) {
        Value old = r[pc->a];
        SAVE();
        if (old.is_unbound()) [[unlikely]] {
            (void)raise_unbound_local(t, frame, pc->a);
            ERROR();
        }
        r[pc->a] = Value::unbound();
        release(old);
        NEXT();
    }
    CASE(ClearLocal) {
        Value old = r[pc->a];
        SAVE();
        r[pc->a] = Value::unbound();
        release(old);
        NEXT();
    }
    CASE(Drop) {
        SAVE();
        release(r[pc->a]);
        NEXT();
    }
    CASE(Swap) {
        Value v = r[pc->a];
        r[pc->a] = r[pc->b];
        r[pc->b] = v;
        NEXT();
    }

    // ---- cells ----
    CASE(LoadCell) {
        Value v = r[pc->b].as<Cell>()->content;
        if (v.is_unbound()) [[unlikely]] {
            SAVE();
            (void)raise_unbound_local(t, frame, pc->b);
            ERROR();
        }
        retain(v);
        STORE(v);
        NEXT();
    }
    CASE(StoreCell) {
        Cell* cell = r[pc->b].as<Cell>();
        Value v = r[pc->a], old = cell->content;
        if (!(pc->flags & kKillA)) retain(v);
        cell->content = v;
        SAVE();
        release(old);
        NEXT();
    }
    CASE(DeleteCell) {
        Cell* cell = r[pc->b].as<Cell>();
        Value old = cell->content;
        SAVE();
        if (old.is_unbound()) [[unlikely]] {
            (void)raise_unbound_local(t, frame, pc->b);
            ERROR();
        }
        cell->content = Value::unbound();
        release(old);
        NEXT();
    }
    CASE(LoadFree) {
        Value v = frame->function->closure.as<Tuple>()->items()[pc->b].as<Cell>()->content;
        if (v.is_unbound()) [[unlikely]] {
            SAVE();
            (void)raise_unbound_free(t, frame, pc->b);
            ERROR();
        }
        retain(v);
        STORE(v);
        NEXT();
    }
    CASE(StoreFree) {
        Cell* cell = frame->function->closure.as<Tuple>()->items()[pc->b].as<Cell>();
        Value v = r[pc->a], old = cell->content;
        if (!(pc->flags & kKillA)) retain(v);
        cell->content = v;
        SAVE();
        release(old);
        NEXT();
    }
    CASE(DeleteFree) {
        Cell* cell = frame->function->closure.as<Tuple>()->items()[pc->b].as<Cell>();
        Value old = cell->content;
        SAVE();
        if (old.is_unbound()) [[unlikely]] {
            (void)raise_unbound_free(t, frame, pc->b);
            ERROR();
        }
        cell->content = Value::unbound();
        release(old);
        NEXT();
    }
    CASE(LoadFreeCell) {
        Value v = frame->function->closure.as<Tuple>()->items()[pc->b];
        retain(v);
        STORE(v);
        NEXT();
    }
    CASE(LoadClassFree) { RESULT(op_load_class_free(t, frame, pc)); }

    // ---- names ----
    CASE(LoadName) {
        SAVE();
        Value out = op_load_name(t, frame, pc);
        if (out.is_error()) [[unlikely]] ERROR();
        STORE(out);
        NEXT();
    }
    CASE(StoreName) {
        SAVE();
        if (op_store_name(t, frame, pc, r[pc->a]).is_error()) [[unlikely]] ERROR();
        KILL_A();
        NEXT();
    }
    CASE(DeleteName) {
        SAVE();
        if (op_delete_name(t, frame, pc).is_error()) [[unlikely]] ERROR();
        NEXT();
    }
    CASE(LoadGlobal) {
        SAVE();
        Value out = op_load_global(t, frame, pc);
        if (out.is_error()) [[unlikely]] ERROR();
        STORE(out);
        NEXT();
    }
    CASE(LoadGlobal_Q) {
        const GlobalCache& cache = frame->code->global_caches[pc->c];
        Dict* globals = frame->function->globals.as<Dict>();
        if (globals->keys_version != cache.globals_version) [[unlikely]] {
            pc->op = static_cast<uint8_t>(Op::LoadGlobal);
            DISPATCH();
        }
        Value v = globals->entries[cache.position].value;
        retain(v);
        STORE(v);
        NEXT();
    }
    CASE(LoadBuiltin_Q) {
        const GlobalCache& cache = frame->code->global_caches[pc->c];
        Dict* globals = frame->function->globals.as<Dict>();
        Dict* builtins = frame->function->builtins.as<Dict>();
        if (globals->keys_version != cache.globals_version || builtins->keys_version != cache.builtins_version) [[unlikely]] {
            pc->op = static_cast<uint8_t>(Op::LoadGlobal);
            DISPATCH();
        }
        Value v = builtins->entries[cache.position].value;
        retain(v);
        STORE(v);
        NEXT();
    }
    CASE(StoreGlobal) {
        SAVE();
        if (op_store_global(t, frame, pc, r[pc->a]).is_error()) [[unlikely]] ERROR();
        KILL_A();
        NEXT();
    }
    CASE(DeleteGlobal) {
        SAVE();
        if (op_delete_global(t, frame, pc).is_error()) [[unlikely]] ERROR();
        NEXT();
    }
    CASE(LoadNamespace) {
        Value v = frame->locals;
        retain(v);
        STORE(v);
        NEXT();
    }

    // ---- attributes and items ----
    CASE(LoadAttr) {
        SAVE();
        Value out = op_load_attr(t, frame, pc, r[pc->b]);
        if (out.is_error()) [[unlikely]] ERROR();
        KILL_B();
        STORE(out);
        NEXT();
    }
    CASE(LoadAttrSlot_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            Attrs* attrs = reinterpret_cast<Attrs*>(reinterpret_cast<char*>(object.object()) + cache.offset);
            if (attrs->shape == cache.shape) [[likely]] {
                Value v = attrs->slots[cache.slot];
                retain(v);
                if (pc->flags & kKillB) {
                    SAVE();
                    release(object);
                }
                STORE(v);
                NEXT();
            }
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(LoadAttrMember_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            Value v = *reinterpret_cast<Value*>(reinterpret_cast<char*>(object.object()) + cache.offset);
            if (!v.is_unbound()) [[likely]] {
                retain(v);
                SAVE();
                KILL_B();
                STORE(v);
                NEXT();
            }
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(LoadAttrType_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            // shape: of an instance that does not hide the attribute; null for a type without instance attributes.
            bool visible = true;
            if (cache.shape) {
                Attrs* attrs = reinterpret_cast<Attrs*>(reinterpret_cast<char*>(object.object()) + cache.offset);
                visible = attrs->shape == cache.shape;
            }
            if (visible) [[likely]] {
                Value v = cache.value;
                retain(v);
                SAVE();
                KILL_B();
                STORE(v);
                NEXT();
            }
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(LoadAttrProperty_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            Function* getter = cache.value.as<Function>();
            SAVE();
            retain(cache.value);
            callee = enter_frame(t, getter, Value::unbound());
            if (!callee) ERROR();
            retain(object);
            callee->registers()[0] = object;
            make_cells(t, callee->code, callee->registers());
            goto enter_callee;
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(StoreAttr) {
        SAVE();
        if (op_store_attr(t, frame, pc, r[pc->b], r[pc->a]).is_error()) [[unlikely]] ERROR();
        KILL_A();
        KILL_B();
        NEXT();
    }
    CASE(StoreAttrSlot_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            Attrs* attrs = reinterpret_cast<Attrs*>(reinterpret_cast<char*>(object.object()) + cache.offset);
            if (attrs->shape == cache.shape) [[likely]] {
                Value v = r[pc->a];
                if (!(pc->flags & kKillA)) retain(v);
                Value old = attrs->slots[cache.slot];
                attrs->slots[cache.slot] = v;
                SAVE();
                release(old);
                KILL_B();
                NEXT();
            }
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(StoreAttrAdd_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            Attrs* attrs = reinterpret_cast<Attrs*>(reinterpret_cast<char*>(object.object()) + cache.offset);
            if (attrs->shape == cache.shape && cache.slot < attrs->capacity) [[likely]] {
                Value v = r[pc->a];
                if (!(pc->flags & kKillA)) retain(v);
                attrs->slots[cache.slot] = v;
                attrs->shape = cache.next_shape;
                SAVE();
                KILL_B();
                NEXT();
            }
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(StoreAttrMember_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            Value* slot = reinterpret_cast<Value*>(reinterpret_cast<char*>(object.object()) + cache.offset);
            Value v = r[pc->a], old = *slot;
            if (!(pc->flags & kKillA)) retain(v);
            *slot = v;
            SAVE();
            release(old);
            KILL_B();
            NEXT();
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(DeleteAttr) { EFFECT(del_attr(t, r[pc->b], frame->code->attr_caches[pc->c].name)); }
    CASE(LoadMethod) {
        SAVE();
        Value object = r[pc->b];
        Value pair[2];
        if (op_load_method(t, frame, pc, object, pair).is_error()) [[unlikely]] ERROR();
        KILL_B();
        r[pc->a] = pair[0];
        r[pc->a + 1] = pair[1];
        NEXT();
    }
    CASE(LoadMethod_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            Attrs* attrs = reinterpret_cast<Attrs*>(reinterpret_cast<char*>(object.object()) + cache.offset);
            if (attrs->shape == cache.shape) [[likely]] {
                if (!(pc->flags & kKillB)) retain(object);
                retain(cache.value);
                r[pc->a] = cache.value;
                r[pc->a + 1] = object;
                NEXT();
            }
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(LoadMethodNoDict_Q) {
        const AttrCache& cache = frame->code->attr_caches[pc->c];
        Value object = r[pc->b];
        if (object.is_object() && object.object()->type->version == cache.version) [[likely]] {
            if (!(pc->flags & kKillB)) retain(object);
            retain(cache.value);
            r[pc->a] = cache.value;
            r[pc->a + 1] = object;
            NEXT();
        }
        forget_attr(pc);
        DISPATCH();
    }
    CASE(GetItem) {
        Value container = r[pc->b], key = r[pc->c];
        if (key.is_int() && container.is_object()) {
            Object* o = container.object();
            Value* items = nullptr;
            size_t length = 0;
            if (o->is_exact(Kind::List)) {
                items = container.as<List>()->items;
                length = container.as<List>()->length;
            } else if (o->is_exact(Kind::Tuple)) {
                items = container.as<Tuple>()->items();
                length = container.as<Tuple>()->length;
            }
            int64_t i = key.as_int();
            if (i < 0) i += static_cast<int64_t>(length);
            if (static_cast<uint64_t>(i) < length) {
                Value v = items[i];
                retain(v);
                SAVE();
                KILL_B();
                STORE(v);
                NEXT();
            }
        }
        if (is_exact(container, Kind::Dict)) {
            SAVE();
            Value v = dict_get(t, container.as<Dict>(), key);
            if (!v.is_unbound() && !v.is_error()) [[likely]] {
                retain(v);
                KILL_B();
                KILL_C();
                STORE(v);
                NEXT();
            }
            if (v.is_error()) ERROR();
        }
        RESULT(op_get_item(t, container, key));
    }
    CASE(GetItemImm) {
        Value container = r[pc->b];
        if (container.is_object()) {
            Object* o = container.object();
            Value* items = nullptr;
            size_t length = 0;
            if (o->is_exact(Kind::List)) {
                items = container.as<List>()->items;
                length = container.as<List>()->length;
            } else if (o->is_exact(Kind::Tuple)) {
                items = container.as<Tuple>()->items();
                length = container.as<Tuple>()->length;
            }
            int64_t i = pc->near();
            if (i < 0) i += static_cast<int64_t>(length);
            if (static_cast<uint64_t>(i) < length) {
                Value v = items[i];
                retain(v);
                SAVE();
                KILL_B();
                STORE(v);
                NEXT();
            }
        }
        SAVE();
        Value out = op_get_item(t, container, Value::from_int(pc->near()));
        if (out.is_error()) [[unlikely]] ERROR();
        KILL_B();
        STORE(out);
        NEXT();
    }
    CASE(SetItem) {
        Value container = r[pc->b], key = r[pc->c];
        if (key.is_int() && is_exact(container, Kind::List)) {
            List* list = container.as<List>();
            int64_t i = key.as_int();
            if (i < 0) i += static_cast<int64_t>(list->length);
            if (static_cast<uint64_t>(i) < list->length) {
                Value v = r[pc->a], old = list->items[i];
                if (!(pc->flags & kKillA)) retain(v);
                list->items[i] = v;
                SAVE();
                release(old);
                KILL_B();
                NEXT();
            }
        }
        if (is_exact(container, Kind::Dict)) EFFECT(dict_set(t, container.as<Dict>(), key, r[pc->a]));
        EFFECT(set_item(t, container, key, r[pc->a]));
    }
    CASE(DeleteItem) { EFFECT(del_item(t, r[pc->b], r[pc->c])); }
    CASE(BuildSlice) { RESULT_WINDOW(op_build_slice(t, &r[pc->b], pc->c)); }

    // ---- operators ----
    BINARY(Add, Add, add_ints, add_doubles)
    BINARY(Sub, Sub, sub_ints, sub_doubles)
    BINARY(Mul, Mul, mul_ints, mul_doubles)
    BINARY(TrueDiv, TrueDiv, no_ints, div_doubles)
    BINARY(FloorDiv, FloorDiv, floordiv_ints, no_doubles)
    BINARY(Mod, Mod, mod_ints, no_doubles)
    BINARY(Pow, Pow, no_ints, no_doubles)
    BINARY(LShift, LShift, lshift_ints, no_doubles)
    BINARY(RShift, RShift, rshift_ints, no_doubles)
    BINARY(And, And, and_ints, no_doubles)
    BINARY(Or, Or, or_ints, no_doubles)
    BINARY(Xor, Xor, xor_ints, no_doubles)
    CASE(MatMul) { RESULT(binary_slow(t, BinaryOp::MatMul, r[pc->b], r[pc->c], pc->flags & kInplace)); }
    CASE(Neg) {
        Value v = r[pc->b];
        if (v.is_int() && v.as_int() != Value::kMinInt) {
            STORE(Value::from_int(-v.as_int()));
            NEXT();
        }
        RESULT(unary_op(t, UnaryOp::Neg, v).take());
    }
    CASE(Pos) { RESULT(unary_op(t, UnaryOp::Pos, r[pc->b]).take()); }
    CASE(Invert) { RESULT(unary_op(t, UnaryOp::Invert, r[pc->b]).take()); }
    CASE(Not) {
        SAVE();
        yes = truth_slow(t, r[pc->b]);
        if (yes < 0) ERROR();
        KILL_B();
        STORE(Value::from_bool(!yes));
        NEXT();
    }
    COMPARE(Lt)
    COMPARE(Le)
    COMPARE(Eq)
    COMPARE(Ne)
    COMPARE(Gt)
    COMPARE(Ge)
    CASE(Is) {
        bool same = r[pc->b] == r[pc->c];
        SAVE();
        KILL_B();
        KILL_C();
        STORE(Value::from_bool(same));
        NEXT();
    }
    CASE(IsNot) {
        bool same = r[pc->b] == r[pc->c];
        SAVE();
        KILL_B();
        KILL_C();
        STORE(Value::from_bool(!same));
        NEXT();
    }
    CASE(In) {
        SAVE();
        yes = contains_slow(t, r[pc->c], r[pc->b]);
        if (yes < 0) ERROR();
        KILL_B();
        KILL_C();
        STORE(Value::from_bool(yes));
        NEXT();
    }
    CASE(NotIn) {
        SAVE();
        yes = contains_slow(t, r[pc->c], r[pc->b]);
        if (yes < 0) ERROR();
        KILL_B();
        KILL_C();
        STORE(Value::from_bool(!yes));
        NEXT();
    }

    // ---- jumps ----
    CASE(Jump) {
        int32_t distance = pc->wide();
        pc += distance + 1;
        if (distance < 0) POLL();
        DISPATCH();
    }
    CASE(JumpIfTrue) {
        Value v = r[pc->a];
        if (v.is_true()) {
            yes = 1;
        } else if (v.is_false() || v.is_none()) {
            yes = 0;
        } else {
            SAVE();
            yes = truth_slow(t, v);
            if (yes < 0) ERROR();
            KILL_A();
        }
        goto wide_branch;
    }
    CASE(JumpIfFalse) {
        Value v = r[pc->a];
        if (v.is_true()) {
            yes = 0;
        } else if (v.is_false() || v.is_none()) {
            yes = 1;
        } else {
            SAVE();
            yes = truth_slow(t, v);
            if (yes < 0) ERROR();
            yes = !yes;
            KILL_A();
        }
        goto wide_branch;
    }
    CASE(JumpIfTrueKeep) {
        SAVE();
        yes = truth_slow(t, r[pc->a]);
        if (yes < 0) ERROR();
        if (!yes) KILL_A();
        goto wide_branch;
    }
    CASE(JumpIfFalseKeep) {
        SAVE();
        yes = truth_slow(t, r[pc->a]);
        if (yes < 0) ERROR();
        yes = !yes;
        if (!yes) KILL_A();
        goto wide_branch;
    }
    CASE(JumpIfNone) {
        yes = r[pc->a].is_none();
        SAVE();
        KILL_A();
        goto wide_branch;
    }
    CASE(JumpIfNotNone) {
        yes = !r[pc->a].is_none();
        SAVE();
        KILL_A();
        goto wide_branch;
    }
    CASE(JumpIfIs) {
        yes = r[pc->a] == r[pc->b];
        SAVE();
        KILL_A();
        KILL_B();
        goto near_branch;
    }
    CASE(JumpIfIn) {
        SAVE();
        yes = contains_slow(t, r[pc->b], r[pc->a]);
        if (yes < 0) ERROR();
        KILL_A();
        KILL_B();
        goto near_branch;
    }

wide_branch : {
    if (!yes) NEXT();
    int32_t distance = pc->wide();
    pc += distance + 1;
    if (distance < 0) POLL();
    DISPATCH();
}
near_branch : {
    if (yes == !!(pc->flags & kNegate)) NEXT();
    int16_t distance = pc->near();
    pc += distance + 1;
    if (distance < 0) POLL();
    DISPATCH();
}

    // ---- iteration ----
    CASE(GetIter) { RESULT(get_iter(t, r[pc->b]).take()); }
    CASE(ForIter) {
        Value iterator = r[pc->b];
        Object* o = iterator.object();
        if (o->kind == Kind::RangeIterator) {
            pc->op = static_cast<uint8_t>(Op::ForIterRange_Q);
            DISPATCH();
        }
        if (o->kind == Kind::ListIterator) {
            pc->op = static_cast<uint8_t>(Op::ForIterList_Q);
            DISPATCH();
        }
        if (o->kind == Kind::Generator) {
            pc->op = static_cast<uint8_t>(Op::ForIterGenerator_Q);
            DISPATCH();
        }
        SAVE();
        Value item = iter_next(t, iterator).take();
        if (item.is_stop()) goto loop_end;
        if (item.is_error()) [[unlikely]] ERROR();
        STORE(item);
        NEXT();
    }
    CASE(ForIterRange_Q) {
        Object* o = r[pc->b].object();
        if (o->kind != Kind::RangeIterator) [[unlikely]] {
            pc->op = static_cast<uint8_t>(Op::ForIter);
            DISPATCH();
        }
        RangeIterator* it = static_cast<RangeIterator*>(o);
        if (it->left == 0) goto loop_end;
        --it->left;
        int64_t i = it->next;
        it->next += it->step;
        STORE(Value::from_int(i));
        NEXT();
    }
    CASE(ForIterList_Q) {
        Object* o = r[pc->b].object();
        if (o->kind != Kind::ListIterator) [[unlikely]] {
            pc->op = static_cast<uint8_t>(Op::ForIter);
            DISPATCH();
        }
        ItemsIterator* it = static_cast<ItemsIterator*>(o);
        if (it->sequence.is_none()) goto loop_end;
        List* list = it->sequence.as<List>();
        if (static_cast<size_t>(it->at) >= list->length) {
            it->sequence = Value::none();
            SAVE();
            release(Value(list));
            goto loop_end;
        }
        Value v = list->items[it->at++];
        retain(v);
        SAVE();
        STORE(v);
        NEXT();
    }
    CASE(ForIterGenerator_Q) {
        Object* o = r[pc->b].object();
        if (o->kind != Kind::Generator) [[unlikely]] {
            pc->op = static_cast<uint8_t>(Op::ForIter);
            DISPATCH();
        }
        Generator* gen = static_cast<Generator*>(o);
        SAVE();
        if (gen->state == GeneratorState::Done) goto loop_end;
        if (gen->state == GeneratorState::Running || t.recursion_left <= 0) {
            Value item = iter_next(t, Value(o)).take();
            if (item.is_stop()) goto loop_end;
            if (item.is_error()) ERROR();
            STORE(item);
            NEXT();
        }
        carried = Value::none();
        callee = &gen->frame;
        goto resume_callee;
    }
loop_end:
    SAVE();
    release(r[pc->b]);
    pc += pc->near() + 1;
    DISPATCH();

    CASE(Unpack) {
        Value sequence = r[pc->b];
        count = pc->c;
        SAVE();
        Value items[8];
        if (is_exact(sequence, Kind::Tuple) && sequence.as<Tuple>()->length == count && count <= 8) [[likely]] {
            Value* from = sequence.as<Tuple>()->items();
            for (unsigned i = 0; i < count; ++i) {
                items[i] = from[i];
                retain(items[i]);
            }
            KILL_B();
            window = &r[pc->a];
            for (unsigned i = 0; i < count; ++i) window[count - 1 - i] = items[i];
            NEXT();
        }
        // The source may be the temporary that the window overwrites.
        retain(sequence);
        KILL_B();
        if (op_unpack(t, sequence, &r[pc->a], count).is_error()) {
            release(sequence);
            live = frame->code->depth_at(pc) - (pc->flags & kKillB ? 1 : 0);
            goto raise;
        }
        release(sequence);
        NEXT();
    }
    CASE(UnpackEx) {
        Value sequence = r[pc->b];
        SAVE();
        retain(sequence);
        KILL_B();
        if (op_unpack_ex(t, sequence, &r[pc->a], pc->c & 255, pc->c >> 8).is_error()) {
            release(sequence);
            live = frame->code->depth_at(pc) - (pc->flags & kKillB ? 1 : 0);
            goto raise;
        }
        release(sequence);
        NEXT();
    }

    // ---- building ----
    CASE(BuildTuple) { RESULT_WINDOW(op_build_tuple(t, &r[pc->b], pc->c)); }
    CASE(BuildList) { RESULT_WINDOW(op_build_list(t, &r[pc->b], pc->c)); }
    CASE(BuildSet) { RESULT_WINDOW(op_build_set(t, &r[pc->b], pc->c)); }
    CASE(BuildMap) { RESULT_WINDOW(op_build_map(t, &r[pc->b], pc->c)); }
    CASE(BuildString) { RESULT_WINDOW(op_build_string(t, &r[pc->b], pc->c)); }
    CASE(ListAppend) {
        List* list = r[pc->a].as<List>();
        Value v = r[pc->b];
        SAVE();
        if (list->length == list->capacity && list_grow(t, list, list->length + 1).is_error()) [[unlikely]] ERROR();
        if (!(pc->flags & kKillB)) retain(v);
        list->items[list->length++] = v;
        NEXT();
    }
    CASE(SetAdd) {
        SAVE();
        if (set_add(t, r[pc->a].as<Set>(), r[pc->b]).is_error()) [[unlikely]] ERROR();
        KILL_B();
        NEXT();
    }
    CASE(MapAdd) {
        SAVE();
        if (dict_set(t, r[pc->a].as<Dict>(), r[pc->b], r[pc->c]).is_error()) [[unlikely]] ERROR();
        KILL_B();
        KILL_C();
        NEXT();
    }
    CASE(ListExtend) {
        SAVE();
        if (op_list_extend(t, r[pc->a], r[pc->b]).is_error()) [[unlikely]] ERROR();
        KILL_B();
        NEXT();
    }
    CASE(SetUpdate) {
        SAVE();
        if (set_update(t, r[pc->a].as<Set>(), r[pc->b]).is_error()) [[unlikely]] ERROR();
        KILL_B();
        NEXT();
    }
    CASE(DictUpdate) {
        SAVE();
        if (op_dict_update(t, r[pc->a], r[pc->b]).is_error()) [[unlikely]] ERROR();
        KILL_B();
        NEXT();
    }
    CASE(DictMerge) {
        SAVE();
        if (op_dict_merge(t, r[pc->a], r[pc->b], r[pc->c]).is_error()) [[unlikely]] ERROR();
        KILL_B();
        NEXT();
    }
    CASE(ListToTuple) { RESULT(list_to_tuple(t, r[pc->b].as<List>()).take()); }
    CASE(Convert) {
        SAVE();
        Value out = op_convert(t, r[pc->b], pc->c);
        if (out.is_error()) [[unlikely]] ERROR();
        KILL_B();
        STORE(out);
        NEXT();
    }
    CASE(FormatSimple) {
        SAVE();
        Value out = op_format(t, r[pc->b], Value::unbound());
        if (out.is_error()) [[unlikely]] ERROR();
        KILL_B();
        STORE(out);
        NEXT();
    }
    CASE(FormatSpec) { RESULT(op_format(t, r[pc->b], r[pc->c])); }

    // ---- calls ----
    CASE(Call) {
        Value function = r[pc->b];
        count = pc->c;
        if (is_kind(function, Kind::Function) && function.as<Function>()->code->simple_args == count) [[likely]] {
            SAVE();
            callee = enter_frame(t, function.as<Function>(), Value::unbound());  // takes over the window's reference
            window = &r[pc->b + 1];
            if (!callee) [[unlikely]] {
                release_window(window, count);
                ERROR_WINDOW(pc->b);
            }
            Value* to = callee->registers();
            for (unsigned i = 0; i < count; ++i) to[i] = window[i];
            if (callee->code->cell_count) make_cells(t, callee->code, to);
            goto enter_callee;
        }
        window = &r[pc->b + 1];
        kwnames = nullptr;
        goto call_any;
    }
    CASE(CallKw) {
        count = pc->c;
        window = &r[pc->b + 1];
        kwnames = window[count].as<Tuple>();
        goto call_any;
    }
    CASE(CallMethod) {
        Value function = r[pc->b];
        count = pc->c;
        window = &r[pc->b + 1];
        if (!window[0].is_unbound()) {
            ++count;
            if (is_kind(function, Kind::Function) && function.as<Function>()->code->simple_args == count) [[likely]] {
                SAVE();
                callee = enter_frame(t, function.as<Function>(), Value::unbound());
                if (!callee) [[unlikely]] {
                    release_window(window, count);
                    ERROR_WINDOW(pc->b);
                }
                Value* to = callee->registers();
                for (unsigned i = 0; i < count; ++i) to[i] = window[i];
                if (callee->code->cell_count) make_cells(t, callee->code, to);
                goto enter_callee;
            }
        } else {
            ++window;
        }
        kwnames = nullptr;
        goto call_any;
    }
    CASE(CallMethodKw) {
        count = pc->c;
        window = &r[pc->b + 1];
        kwnames = window[1 + count].as<Tuple>();
        if (window[0].is_unbound()) {
            ++window;
        } else {
            ++count;
        }
        goto call_any;
    }

    // window: the arguments (count of them, keyword values included), then kwnames if there are any; r[pc->b]: the callee.
call_any : {
    SAVE();
    Value function = r[pc->b];
    if (is_kind(function, Kind::NativeFunction)) {
        NativeFunction* native = function.as<NativeFunction>();
        if (native->exact_args == count && !kwnames && native->self.is_unbound()) [[likely]] {
            Value out = native->code(t, window).take();
            release_window(window, count);
            release(function);
            if (out.is_error()) [[unlikely]] ERROR_WINDOW(pc->b);
            STORE(out);
            goto after_native_call;
        }
    } else if (is_kind(function, Kind::Function)) {
        Function* python = function.as<Function>();
        unsigned keywords = kwnames ? static_cast<unsigned>(kwnames->length) : 0;
        if (!python->code->is_generator_like()) {
            callee = enter_bound(t, python, CallArgs{window, count - keywords, kwnames});
            release_window(window, count);
            if (kwnames) release(Value(kwnames));
            release(function);
            if (!callee) [[unlikely]] ERROR_WINDOW(pc->b);
            goto enter_callee;
        }
    } else if (is_kind(function, Kind::BoundMethod) && is_kind(function.as<BoundMethod>()->function, Kind::Function)) {
        // Shift the arguments up by one: there is always room, the callee's own slot lies in front of them.
        BoundMethod* method = function.as<BoundMethod>();
        Value python = method->function, self = method->self;
        retain(python);
        retain(self);
        release(function);
        r[pc->b] = python;
        if (window == &r[pc->b + 1]) {
            // No slot for self in the window: bind from a copy.
            Value copy[16];
            unsigned keywords = kwnames ? static_cast<unsigned>(kwnames->length) : 0;
            if (count < 16 && !python.as<Function>()->code->is_generator_like()) {
                copy[0] = self;
                for (unsigned i = 0; i < count; ++i) copy[i + 1] = window[i];
                callee = enter_bound(t, python.as<Function>(), CallArgs{copy, count + 1 - keywords, kwnames});
                release(self);
                release_window(window, count);
                if (kwnames) release(Value(kwnames));
                release(python);
                if (!callee) [[unlikely]] ERROR_WINDOW(pc->b);
                goto enter_callee;
            }
            r[pc->b] = make_bound_method(t, python, self).take();
            release(python);
            release(self);
        } else {
            --window;
            window[0] = self;
            ++count;
            goto call_any;
        }
    }
    if (is_kind(r[pc->b], Kind::Type)) {
        Value instance;
        Function* init = plain_constructor(t, function.as<Type>(), &instance);
        if (init) {
            unsigned keywords = kwnames ? static_cast<unsigned>(kwnames->length) : 0;
            retain(Value(init));
            callee = enter_frame(t, init, Value::unbound());
            if (callee) {
                Value* to = callee->registers();
                if (init->code->simple_args == count + 1 && !kwnames) {
                    retain(instance);
                    to[0] = instance;
                    for (unsigned i = 0; i < count; ++i) to[i + 1] = window[i];  // moved
                    count = 0;
                } else {
                    Value copy[32];
                    Value* args = count < 32 ? copy : static_cast<Value*>(heap_alloc((count + 1) * sizeof(Value)));
                    args[0] = instance;
                    for (unsigned i = 0; i < count; ++i) args[i + 1] = window[i];
                    bool failed = bind_arguments(t, init, CallArgs{args, count + 1 - keywords, kwnames}, to).is_error();
                    if (args != copy) heap_free(args);
                    if (failed) {
                        leave_frame(t, callee);
                        callee = nullptr;
                    }
                }
            }
            release_window(window, count);
            if (kwnames) release(Value(kwnames));
            release(function);
            if (!callee) [[unlikely]] {
                release(instance);
                ERROR_WINDOW(pc->b);
            }
            if (callee->code->cell_count) make_cells(t, callee->code, callee->registers());
            r[pc->b] = instance;
            callee->flags |= kFrameConstructor;
            goto enter_callee;
        }
    }
    Value out = call_native_slow(t, r[pc->b], window, count, kwnames);
    release_window(window, count);
    if (kwnames) release(Value(kwnames));
    release(r[pc->b]);
    if (out.is_error()) [[unlikely]] ERROR_WINDOW(pc->b);
    STORE(out);
}
after_native_call:
    ++pc;
    POLL();
    DISPATCH();

    // `callee` is on top of the thread's frames, its parameters bound: go on there.
enter_callee:
    frame = callee;
    r = frame->registers();
    pc = frame->pc;
    POLL();
    DISPATCH();

    CASE(CallEx) {
        SAVE();
        window = &r[pc->b];
        Value out = op_call_ex(t, window, pc->c);
        release_window(window, pc->c ? 3 : 2);
        if (out.is_error()) [[unlikely]] ERROR_WINDOW(pc->b);
        STORE(out);
        goto after_native_call;
    }
    CASE(MakeFunction) { RESULT_WINDOW(op_make_function(t, frame, &r[pc->b], pc->c)); }
    CASE(LoadBuildClass) {
        SAVE();
        Value out = op_load_build_class(t, frame);
        if (out.is_error()) [[unlikely]] ERROR();
        STORE(out);
        NEXT();
    }
    CASE(Return) {
        carried = r[pc->a];
        r[pc->a] = Value::unbound();  // a local is moved out: the frame dies
        SAVE();
        // Fall into: leave the frame with `carried`.
        if (frame->flags) [[unlikely]] goto return_special;
        Frame* back = frame->back;
        leave_frame(t, frame);
        frame = back;
        r = frame->registers();
        pc = frame->pc;
        if (pc->op == static_cast<uint8_t>(Op::LoadAttrProperty_Q)) [[unlikely]] KILL_B();
        STORE(carried);
        NEXT();
    }
return_special : {
    uint16_t flags = frame->flags;
    Frame* back = frame->back;
    if (flags & kFrameGenerator) {
        Generator* gen = frame->generator;
        gen->state = GeneratorState::Done;
        t.handled = gen->handled.previous;
        leave_frame(t, frame);
        if (flags & kFrameEntry) {
            gen->frame.flags = kFrameGenerator;
            return {Resumed::Returned, carried};
        }
        frame = back;
        r = frame->registers();
        pc = frame->pc;
        if (pc->op == static_cast<uint8_t>(Op::ForIterGenerator_Q)) {
            release(carried);
            goto loop_end;
        }
        goto delegate_returned;
    }
    leave_frame(t, frame);
    if (flags & kFrameEntry) return {Resumed::Returned, carried};
    frame = back;
    r = frame->registers();
    pc = frame->pc;
    if (!check_init_result(t, carried)) {
        release(carried);
        release(r[pc->b]);
        ERROR_WINDOW(pc->b);
    }
    STORE(r[pc->b]);
    NEXT();
}

    // ---- generators and coroutines ----
    CASE(Yield) {
        carried = r[pc->b];
        if (!(pc->flags & kKillB)) retain(carried);
        SAVE();
    }
    // This frame suspends, handing `carried` to whoever resumed it.
suspend : {
    Generator* gen = frame->generator;
    gen->state = GeneratorState::Suspended;
    t.handled = gen->handled.previous;
    Frame* back = frame->back;
    bool entry = frame->flags & kFrameEntry;
    frame->flags = kFrameGenerator;
    frame->back = nullptr;
    t.frame = back;
    ++t.recursion_left;
    if (entry) return {Resumed::Yielded, carried};
    frame = back;
    r = frame->registers();
    pc = frame->pc;
    if (pc->op == static_cast<uint8_t>(Op::YieldFrom)) goto suspend;  // what it awaits suspended: so does it
    STORE(carried);
    NEXT();
}
    CASE(YieldFrom) {
        // r[pc->c]: the value to send, consumed here; r[pc->b]: the delegate.
        Value delegate = r[pc->b];
        carried = r[pc->c];
        r[pc->c] = Value::none();
        SAVE();
        Object* o = delegate.object();
        if (o->kind == Kind::Generator || o->kind == Kind::Coroutine) {
            Generator* gen = static_cast<Generator*>(o);
            if ((gen->state == GeneratorState::Suspended || (gen->state == GeneratorState::Created && carried.is_none())) &&
                t.recursion_left > 0) [[likely]] {
                callee = &gen->frame;
                goto resume_callee;
            }
        }
        Exit step = op_send(t, delegate, carried);
        release(carried);
        carried = step.value;
        if (step.how == Resumed::Yielded) goto suspend;
        if (step.how == Resumed::Raised) ERROR();
    }
delegate_returned:
    release(r[pc->b]);
    release(r[pc->c]);
    STORE(carried);
    NEXT();

    // Links a suspended generator's frame on top and goes on in it, sending `carried` (owned).
resume_callee : {
    Generator* gen = callee->generator;
    callee->back = frame;
    callee->flags = kFrameGenerator;
    --t.recursion_left;
    t.frame = callee;
    gen->handled.previous = t.handled;
    t.handled = &gen->handled;
    bool fresh = gen->state == GeneratorState::Created;
    gen->state = GeneratorState::Running;
    frame = callee;
    r = frame->registers();
    pc = frame->pc;
    if (fresh) {
        release(carried);
        POLL();
        DISPATCH();
    }
    if (pc->op == static_cast<uint8_t>(Op::YieldFrom)) {
        r[pc->c] = carried;
        DISPATCH();
    }
    STORE(carried);
    ++pc;
    POLL();
    DISPATCH();
}
    CASE(GetYieldFromIter) { RESULT(op_yield_from_iter(t, frame, r[pc->b])); }
    CASE(GetAwaitable) {
        SAVE();
        Value out = op_get_awaitable(t, r[pc->b], pc->c);
        if (out.is_error()) [[unlikely]] ERROR();
        KILL_B();
        STORE(out);
        NEXT();
    }
    CASE(GetAiter) { RESULT(op_get_aiter(t, r[pc->b])); }
    CASE(GetAnext) {
        SAVE();
        Value out = op_get_anext(t, r[pc->b]);
        if (out.is_error()) [[unlikely]] ERROR();
        STORE(out);
        NEXT();
    }
    CASE(EndAsyncFor) {
        SAVE();
        Value exception = r[pc->a];
        if (is_subtype(exception.object()->type, exc(t).StopAsyncIteration)) {
            release(exception);
            release(r[pc->b]);
            pc += pc->near() + 1;
            DISPATCH();
        }
        live = frame->code->depth_at(pc) - 1;
        op_reraise(t, exception);
        release(exception);
        goto unwind;
    }
    CASE(WrapAsync) { RESULT(op_wrap_async(t, r[pc->b])); }

    // ---- exceptions ----
    CASE(PushExc) {
        Value exception = r[pc->b];
        retain(exception);
        r[pc->a] = t.handled->exception;
        t.handled->exception = exception;
        NEXT();
    }
    CASE(PopExc) {
        Value old = t.handled->exception;
        t.handled->exception = r[pc->a];
        SAVE();
        release(old);
        NEXT();
    }
    CASE(MatchExc) {
        SAVE();
        Value out = op_match_exc(t, r[pc->b], r[pc->c]);
        if (out.is_error()) [[unlikely]] ERROR();
        KILL_C();
        STORE(out);
        NEXT();
    }
    CASE(MatchExcGroup) {
        SAVE();
        Value pair[2];
        if (op_match_group(t, r[pc->b], r[pc->c], pair).is_error()) [[unlikely]] ERROR();
        KILL_C();
        r[pc->a] = pair[0];
        r[pc->a + 1] = pair[1];
        NEXT();
    }
    CASE(PrepReraiseStar) { RESULT(op_prep_reraise_star(t, r[pc->b], r[pc->c])); }
    CASE(Raise) {
        SAVE();
        count = pc->b;
        (void)op_raise(t, &r[pc->a], count);
        release_window(&r[pc->a], count);
        live = count ? static_cast<uint32_t>(pc->a) - frame->code->local_count : frame->code->depth_at(pc);
        goto raise;
    }
    CASE(Reraise) {
        SAVE();
        op_reraise(t, r[pc->a]);
        live = frame->code->depth_at(pc);
        goto unwind;
    }
    CASE(EnterWith) {
        SAVE();
        Value pair[2];
        if (op_enter_with(t, r[pc->b], pair, false).is_error()) [[unlikely]] ERROR();
        KILL_B();
        r[pc->a] = pair[0];
        r[pc->a + 1] = pair[1];
        ++pc;
        POLL();
        DISPATCH();
    }
    CASE(EnterAsyncWith) {
        SAVE();
        Value pair[2];
        if (op_enter_with(t, r[pc->b], pair, true).is_error()) [[unlikely]] ERROR();
        KILL_B();
        r[pc->a] = pair[0];
        r[pc->a + 1] = pair[1];
        NEXT();
    }
    CASE(CallExit) {
        SAVE();
        Value out = op_call_exit(t, r[pc->b], r[pc->c]);
        if (out.is_error()) [[unlikely]] ERROR();
        STORE(out);
        NEXT();
    }
    CASE(LoadAssertionError) {
        Value v = Value(exc(t).AssertionError);
        retain(v);
        STORE(v);
        NEXT();
    }

    // ---- modules, classes ----
    CASE(ImportName) {
        SAVE();
        window = &r[pc->b];
        Value out = op_import_name(t, frame, frame->code->names[pc->c], window);
        release_window(window, 2);
        if (out.is_error()) [[unlikely]] ERROR_WINDOW(pc->b);
        STORE(out);
        NEXT();
    }
    CASE(ImportFrom) {
        SAVE();
        Value out = op_import_from(t, r[pc->b], frame->code->names[pc->c]);
        if (out.is_error()) [[unlikely]] ERROR();
        STORE(out);
        NEXT();
    }
    CASE(ImportStar) {
        SAVE();
        if (op_import_star(t, frame, r[pc->a]).is_error()) [[unlikely]] ERROR();
        KILL_A();
        NEXT();
    }
    CASE(SetupAnnotations) {
        SAVE();
        if (op_setup_annotations(t, frame).is_error()) [[unlikely]] ERROR();
        NEXT();
    }
    CASE(PrintExpr) {
        SAVE();
        if (op_print_expr(t, r[pc->a]).is_error()) [[unlikely]] ERROR();
        KILL_A();
        NEXT();
    }

    // ---- match ----
    CASE(MatchSequence) {
        STORE(Value::from_bool(op_match_sequence(t, r[pc->b])));
        NEXT();
    }
    CASE(MatchMapping) {
        STORE(Value::from_bool(op_match_mapping(t, r[pc->b])));
        NEXT();
    }
    CASE(MatchKeys) {
        SAVE();
        Value out = op_match_keys(t, r[pc->b], r[pc->c]);
        if (out.is_error()) [[unlikely]] ERROR();
        STORE(out);
        NEXT();
    }
    CASE(MatchClass) {
        SAVE();
        window = &r[pc->b];
        Value out = op_match_class(t, window, pc->c);
        release_window(window, 3);
        if (out.is_error()) [[unlikely]] ERROR_WINDOW(pc->b);
        STORE(out);
        NEXT();
    }
    CASE(GetLen) {
        SAVE();
        Result<int64_t> n = length(t, r[pc->b]);
        if (n.is_error()) [[unlikely]] ERROR();
        STORE(Value::from_int(n.value()));
        NEXT();
    }

    // ---- PEP 695 ----
    CASE(MakeTypeParam) {
        SAVE();
        window = &r[pc->b];
        Value out = op_make_type_param(t, window, pc->c);
        release_window(window, pc->c == 1 ? 2 : 1);
        if (out.is_error()) [[unlikely]] ERROR_WINDOW(pc->b);
        STORE(out);
        NEXT();
    }
    CASE(MakeTypeAlias) {
        SAVE();
        window = &r[pc->b];
        Value out = op_make_type_alias(t, window);
        release_window(window, 3);
        if (out.is_error()) [[unlikely]] ERROR_WINDOW(pc->b);
        STORE(out);
        NEXT();
    }
    CASE(SetTypeParams) {
        Function* function = r[pc->a].as<Function>();
        Value v = r[pc->b];
        if (!(pc->flags & kKillB)) retain(v);
        release(function->type_params);
        function->type_params = v;
        NEXT();
    }
    CASE(GenericBase) { RESULT(op_generic_base(t, r[pc->b])); }

#ifdef MINIPY_SWITCH_DISPATCH
    }
#endif

    // The eval breaker is set: pc is the next instruction to execute.
serve:
    SAVE();
    if (serve_breaker(t).is_error()) {
        live = frame->code->depth_at(pc);
        goto raise;
    }
    DISPATCH();

    // An exception is set at pc; `live` temporaries hold values.
raise:
    frame->pc = pc;
    add_traceback(t, frame);
unwind:
    for (;;) {
        Instr* handler = find_handler(t, frame, live);
        if (handler) {
            pc = handler;
            r = frame->registers();
            DISPATCH();
        }
        // Nobody here handles it: leave the frame.
        uint16_t flags = frame->flags;
        Frame* back = frame->back;
        if (flags & kFrameGenerator) {
            Generator* gen = frame->generator;
            gen->state = GeneratorState::Done;
            t.handled = gen->handled.previous;
            leave_frame(t, frame);
            gen->frame.flags = kFrameGenerator;
            convert_stop_iteration(t, gen);
        } else {
            leave_frame(t, frame);
        }
        if (flags & kFrameEntry) return {Resumed::Raised, Value::error()};
        frame = back;
        pc = frame->pc;
        r = frame->registers();
        if (flags & kFrameConstructor) release(r[pc->b]);
        live = live_after_callee(frame);
        add_traceback(t, frame);
    }
}

}  // namespace minipy
