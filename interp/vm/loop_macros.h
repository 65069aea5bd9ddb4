// The macros in which loop.cpp and its .inc files are written; the conventions are told at the head of loop.cpp.
#pragma once

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
#define ERROR()                           \
    do {                                  \
        live = frame->code->depth_at(pc); \
        goto raise;                       \
    } while (0)
#define ERROR_WINDOW(base)                                             \
    do {                                                               \
        live = static_cast<uint32_t>(base) - frame->code->local_count; \
        goto raise;                                                    \
    } while (0)
#define KILL_A()                                   \
    do {                                           \
        if (pc->flags & kKillA) release(r[pc->a]); \
    } while (0)
#define KILL_B()                                   \
    do {                                           \
        if (pc->flags & kKillB) release(r[pc->b]); \
    } while (0)
#define KILL_C()                                   \
    do {                                           \
        if (pc->flags & kKillC) release(r[pc->c]); \
    } while (0)
#define STORE(value)                  \
    do {                              \
        Value stored_ = (value);      \
        if (pc->flags & kDestLocal) { \
            Value old_ = r[pc->a];    \
            r[pc->a] = stored_;       \
            release(old_);            \
        } else {                      \
            r[pc->a] = stored_;       \
        }                             \
    } while (0)
// For an operation whose result is an immediate and whose operands were ints.
#define POLL()                           \
    do {                                 \
        if (breaker->any()) [[unlikely]] \
            goto serve;                  \
    } while (0)

#define BINARY(Name, OP, INTS, DOUBLES)                                                                     \
    CASE(Name) {                                                                                            \
        Value lhs = r[pc->b], rhs = r[pc->c], out;                                                          \
        if (both_int(lhs, rhs) && INTS(lhs, rhs, &out)) [[likely]] {                                        \
            STORE(out);                                                                                     \
            NEXT();                                                                                         \
        }                                                                                                   \
        double x, y, d;                                                                                     \
        if (both_double(lhs, rhs, &x, &y) && DOUBLES(x, y, &d)) {                                           \
            SAVE();                                                                                         \
            store_double(t, pc, r, d);                                                                      \
            NEXT();                                                                                         \
        }                                                                                                   \
        SAVE();                                                                                             \
        out = binary_slow(t, BinaryOp::OP, lhs, rhs, pc->flags & kInplace);                                 \
        if (out.is_error()) [[unlikely]]                                                                    \
            ERROR();                                                                                        \
        KILL_B();                                                                                           \
        KILL_C();                                                                                           \
        STORE(out);                                                                                         \
        NEXT();                                                                                             \
    }                                                                                                       \
    CASE(Name##Imm) {                                                                                       \
        Value lhs = r[pc->b], rhs = Value::from_int(pc->near()), out;                                       \
        if (lhs.is_int() && INTS(lhs, rhs, &out)) [[likely]] {                                              \
            STORE(out);                                                                                     \
            NEXT();                                                                                         \
        }                                                                                                   \
        double d;                                                                                           \
        if (is_exact(lhs, Kind::Float) && DOUBLES(float_value(lhs), static_cast<double>(pc->near()), &d)) { \
            SAVE();                                                                                         \
            store_double(t, pc, r, d);                                                                      \
            NEXT();                                                                                         \
        }                                                                                                   \
        SAVE();                                                                                             \
        out = binary_slow(t, BinaryOp::OP, lhs, rhs, pc->flags & kInplace);                                 \
        if (out.is_error()) [[unlikely]]                                                                    \
            ERROR();                                                                                        \
        KILL_B();                                                                                           \
        STORE(out);                                                                                         \
        NEXT();                                                                                             \
    }

#define COMPARE(Name)                                                                              \
    CASE(Name) {                                                                                   \
        Value lhs = r[pc->b], rhs = r[pc->c];                                                      \
        if (both_int(lhs, rhs)) [[likely]] {                                                       \
            STORE(Value::from_bool(compare_result(CompareOp::Name, lhs.as_int(), rhs.as_int())));  \
            NEXT();                                                                                \
        }                                                                                          \
        SAVE();                                                                                    \
        Value out = compare(t, CompareOp::Name, lhs, rhs).take();                                  \
        if (out.is_error()) [[unlikely]]                                                           \
            ERROR();                                                                               \
        KILL_B();                                                                                  \
        KILL_C();                                                                                  \
        STORE(out);                                                                                \
        NEXT();                                                                                    \
    }                                                                                              \
    CASE(JumpIf##Name) {                                                                           \
        Value lhs = r[pc->a], rhs = r[pc->b];                                                      \
        if (both_int(lhs, rhs)) [[likely]] {                                                       \
            yes = compare_result(CompareOp::Name, lhs.as_int(), rhs.as_int());                     \
            goto near_branch;                                                                      \
        }                                                                                          \
        double x, y;                                                                               \
        SAVE();                                                                                    \
        if (both_double(lhs, rhs, &x, &y) && !lhs.is_int() && !rhs.is_int()) {                     \
            yes = compare_doubles(CompareOp::Name, x, y);                                          \
        } else {                                                                                   \
            yes = compare_slow(t, CompareOp::Name, lhs, rhs);                                      \
            if (yes < 0) [[unlikely]]                                                              \
                ERROR();                                                                           \
        }                                                                                          \
        KILL_A();                                                                                  \
        KILL_B();                                                                                  \
        goto near_branch;                                                                          \
    }                                                                                              \
    CASE(JumpIf##Name##Imm) {                                                                      \
        Value lhs = r[pc->a];                                                                      \
        if (lhs.is_int()) [[likely]] {                                                             \
            yes = compare_result(CompareOp::Name, lhs.as_int(), static_cast<int16_t>(pc->b));      \
            goto near_branch;                                                                      \
        }                                                                                          \
        SAVE();                                                                                    \
        yes = compare_slow(t, CompareOp::Name, lhs, Value::from_int(static_cast<int16_t>(pc->b))); \
        if (yes < 0) [[unlikely]]                                                                  \
            ERROR();                                                                               \
        KILL_A();                                                                                  \
        goto near_branch;                                                                          \
    }

// A slow half with a Value result and sources b, c.
#define RESULT(expr)                      \
    do {                                  \
        SAVE();                           \
        Value out_ = (expr);              \
        if (out_.is_error()) [[unlikely]] \
            ERROR();                      \
        KILL_B();                         \
        KILL_C();                         \
        STORE(out_);                      \
        NEXT();                           \
    } while (0)
// The same for one whose operands are a window that the slow half consumed.
#define RESULT_WINDOW(expr)               \
    do {                                  \
        SAVE();                           \
        Value out_ = (expr);              \
        if (out_.is_error()) [[unlikely]] \
            ERROR_WINDOW(pc->b);          \
        STORE(out_);                      \
        NEXT();                           \
    } while (0)
// A slow half with a Status.
#define EFFECT(expr)                        \
    do {                                    \
        SAVE();                             \
        if ((expr).is_error()) [[unlikely]] \
            ERROR();                        \
        KILL_A();                           \
        KILL_B();                           \
        KILL_C();                           \
        NEXT();                             \
    } while (0)
