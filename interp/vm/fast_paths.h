// What the loop does without calling out of the vm room: arithmetic on small ints and floats, comparisons, windows, the quick way
// into a constructor. For loop.cpp only.
#pragma once

#include <cstddef>
#include <cstring>

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/opcodes.h"
#include "objects/tuple.h"
#include "vm/generator_types.h"
#include "vm/ops.h"

namespace minipy {
namespace {

// The int fast paths: true when the result is an immediate.
inline bool add_ints(Value a, Value b, Value* out) {
    int64_t sum;
    // 2x+1 + 2y+1 - 1 == 2(x+y)+1: one addition on the tagged words, with its overflow flag.
    if (__builtin_add_overflow(static_cast<int64_t>(a.bits()), static_cast<int64_t>(b.bits() - 1), &sum))
        return false;
    *out = Value::from_bits(static_cast<uint64_t>(sum));
    return true;
}
inline bool sub_ints(Value a, Value b, Value* out) {
    int64_t difference;
    if (__builtin_sub_overflow(static_cast<int64_t>(a.bits()), static_cast<int64_t>(b.bits() - 1),
                               &difference))
        return false;
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

// is_exact(v, Kind::Float) in one comparison: the kind and the subclass byte together.
inline bool exact_float(Value v) {
    if (!v.is_object()) return false;
    uint16_t head;
    static_assert(offsetof(Object, subclass) == offsetof(Object, kind) + 1);
    memcpy(&head, &v.object()->kind, sizeof head);
    return head == static_cast<uint16_t>(Kind::Float);
}

// A float, or an int as a float.
inline bool to_double(Value v, double* out) {
    if (exact_float(v)) {
        *out = float_value(v);
        return true;
    }
    *out = static_cast<double>(v.as_int());
    return v.is_int();
}

// Both numbers as doubles, at least one of them a float.
inline bool both_double(Value a, Value b, double* x, double* y) {
    bool fa = exact_float(a), fb = exact_float(b);
    if (fa && fb) [[likely]] {
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

inline bool dying_float(Value v) { return exact_float(v) && v.object()->refcount == 1; }
// release() of an operand that was a number: an int or an exact float.
inline void release_number(Thread& t, Value v) {
    if (!v.is_object() || v.object()->immortal()) return;
    if (--v.object()->refcount == 0) free_float(t, v.as<Float>());
}

// The operands of a float operation: numbers, both (kKillC is not set where there is no c).
[[gnu::always_inline]] inline void release_operands(Thread& t, Instr* pc, Value* r) {
    if (pc->flags & kKillB) release_number(t, r[pc->b]);
    if (pc->flags & kKillC) release_number(t, r[pc->c]);
}

// Puts a double where the result goes, in a box that dies anyway when there is one: the destination's old one, or an operand that is
// a temporary. Consumes the operands.
[[gnu::noinline]] void store_double(Thread& t, Instr* pc, Value* r, double d) {
    uint8_t flags = pc->flags;
    Value box;
    if ((flags & kKillB) && dying_float(r[pc->b])) {
        box = r[pc->b];
        box.as<Float>()->value = d;
    } else {
        box = make_float(t, d).take();
        if (flags & kKillB) release_number(t, r[pc->b]);
    }
    if (flags & kKillC) release_number(t, r[pc->c]);
    Value old = r[pc->a];
    r[pc->a] = box;
    if (flags & kDestLocal) release(old);
}

// ---- instructions that take a number from the one before them, which made it for the register `made` ----

// The other operand of a binary one; false when it does not consume the number, or the other operand is no number. `swapped`: the
// number in hand is the right operand.
inline bool other_operand(Instr* pc, Value* r, double* other, bool* swapped) {
    uint16_t made = pc[-1].a;
    if ((pc->flags & kKillB) && pc->b == made) {
        *swapped = false;
        return to_double(r[pc->c], other);
    }
    *swapped = true;
    return (pc->flags & kKillC) && pc->c == made && to_double(r[pc->b], other);
}
inline bool takes_number(Instr* pc) { return (pc->flags & kKillB) && pc->b == pc[-1].a; }

inline int compare_result(CompareOp op, int64_t a, int64_t b) {
    switch (op) {
        case CompareOp::Lt:
            return a < b;
        case CompareOp::Le:
            return a <= b;
        case CompareOp::Eq:
            return a == b;
        case CompareOp::Ne:
            return a != b;
        case CompareOp::Gt:
            return a > b;
        case CompareOp::Ge:
            return a >= b;
    }
    return 0;
}
inline int compare_doubles(CompareOp op, double a, double b) {
    switch (op) {
        case CompareOp::Lt:
            return a < b;
        case CompareOp::Le:
            return a <= b;
        case CompareOp::Eq:
            return a == b;
        case CompareOp::Ne:
            return a != b;
        case CompareOp::Gt:
            return a > b;
        case CompareOp::Ge:
            return a >= b;
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

// Room for arguments that is not set to anything: zeroing it would cost as much as the call.
template <unsigned kCount>
struct RawWindow {
    alignas(Value) unsigned char bytes[kCount * sizeof(Value)];
    Value* values() { return reinterpret_cast<Value*>(bytes); }
};

inline void release_window(Value* window, unsigned count) {
    for (unsigned i = 0; i < count; ++i) release(window[i]);
}

// Calls anything that is not a plain Python function. The window stays the caller's.
Value call_native_slow(Thread& t, Value callee, const Value* args, unsigned count, Tuple* kwnames) {
    return call(t, callee,
                CallArgs{args, count - (kwnames ? static_cast<unsigned>(kwnames->length) : 0), kwnames})
        .take();
}

// A frame for a Python function called with arguments that do not simply match; null with an exception raised. Consumes the window.
Frame* enter_bound(Thread& t, Function* function, Value* window, unsigned count, Tuple* kwnames) {
    unsigned positional = count - (kwnames ? static_cast<unsigned>(kwnames->length) : 0);
    retain(static_cast<Object*>(function));
    Frame* frame = enter_frame(t, function, Value::unbound());
    Result<bool> moved = false;
    bool bound = frame != nullptr;
    if (frame && kwnames) moved = bind_moved(t, function, window, positional, kwnames, frame->registers());
    if (moved.is_error()) {
        bound = false;
    } else if (!moved.value()) {
        bound = frame && !bind_arguments(t, function, CallArgs{window, positional, kwnames}, frame->registers()).is_error();
        release_window(window, count);
    }
    if (!bound) {
        if (frame) leave_frame(t, frame);
        return nullptr;
    }
    if (frame->code->cell_count) make_cells(t, frame->code, frame->registers());
    return frame;
}

// The same for f(*args, **kwargs): a window of the callee, the tuple and, with `has_kwargs`, the dict. Gives null without an exception
// when the call is not so plain.
Frame* enter_unpacked(Thread& t, Value* window, bool has_kwargs) {
    if (!is_exact(window[1], Kind::Tuple)) return nullptr;
    if (has_kwargs && !(is_plain_dict(window[2]) && window[2].as<Dict>()->only_str_keys)) return nullptr;
    Tuple* unpacked = window[1].as<Tuple>();
    const Value* args = unpacked->items();
    size_t count = unpacked->length;
    Value callee = window[0];
    RawWindow<16> room;
    if (is_kind(callee, Kind::BoundMethod) && count < 15) {
        Value* with_self = room.values();
        with_self[0] = callee.as<BoundMethod>()->self;
        callee = callee.as<BoundMethod>()->function;
        for (size_t i = 0; i < count; ++i) with_self[i + 1] = args[i];
        args = with_self;
        ++count;
    }
    if (!is_kind(callee, Kind::Function) || callee.as<Function>()->code->is_generator_like()) return nullptr;
    retain(callee);
    Frame* frame = enter_frame(t, callee.as<Function>(), Value::unbound());
    if (!frame) return nullptr;
    Dict* keywords = has_kwargs ? window[2].as<Dict>() : nullptr;
    if (bind_unpacked(t, callee.as<Function>(), args, count, keywords, frame->registers()).is_error()) {
        leave_frame(t, frame);
        return nullptr;
    }
    make_cells(t, frame->code, frame->registers());
    return frame;
}

// Whether a call with so many positional arguments needs nothing but to move them.
inline bool moves_arguments(Code* code, unsigned count) {
    return code->arg_count == count && !code->kwonly_count && !(code->flags & (kCodeVarargs | kCodeVarkeywords));
}
// The call of a generator or coroutine function, where that holds. Takes the arguments over, unless it raises MemoryError.
Value start_generator(Thread& t, Function* function, Value* args) {
    Ref<Generator> gen = make_generator(t, function);
    if (!gen) return Value::error();
    Value* to = gen->frame.registers();
    for (unsigned i = 0, n = function->code->arg_count; i < n; ++i) to[i] = args[i];
    if (function->code->cell_count) make_cells(t, function->code, to);
    if (t.coroutine_origin_depth) [[unlikely]] note_coroutine_origin(t, gen.get());
    return Value(gen.take());
}
// release() of a generator or coroutine that has just returned: the common end, that it dies here, is short.
inline void release_returned(Thread& t, Value v) {
    if (!v.is_object()) return;
    Object* o = v.object();
    if (o->refcount == 1 && (o->kind == Kind::Coroutine || o->kind == Kind::Generator) && o->flags == kGcObject &&
        static_cast<Generator*>(o)->state == GeneratorState::Done) {
        o->refcount = 0;
        generator_dealloc(t, o);
    } else {
        release(o);
    }
}
// What `await` needs of a coroutine that nobody awaits: itself.
inline bool is_free_coroutine(Value v) {
    if (!is_kind(v, Kind::Coroutine)) return false;
    Generator* gen = v.as<Generator>();
    return gen->state == GeneratorState::Created;
}

// The __init__ to run when `callee` is a plain Python class: an instance (owned) and the function, or null.
Function* plain_constructor(Thread& t, Type* type, Value* instance) {
    if (!type->has(kTypeHeap) || type->has(kTypeAbstract) || type->slots.new_ != types(t).object->slots.new_)
        return nullptr;
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
        case Op::Call:
        case Op::CallKw:
        case Op::CallMethod:
        case Op::CallMethodKw:
        case Op::CallEx:
            return pc->b - frame->code->local_count;
        default:
            return frame->code->depth_at(pc);
    }
}

}  // namespace
}  // namespace minipy
