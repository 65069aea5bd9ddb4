// The macros in which loop.cpp and its .inc files are written; the conventions are told at the head of loop.cpp.
#pragma once

#define SAVE() (frame->pc = pc)
#ifdef MINIPY_SWITCH_DISPATCH
#define DISPATCH() goto dispatch
#define AGAIN() goto rewritten
#define CASE(Name) case Op::Name:
#else
#define DISPATCH() goto* table[pc->op]
// The same instruction, which was rewritten: whoever looks at each instruction has seen it.
#define AGAIN() goto* labels[pc->op]
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

// A float result, `number`: when it goes to a temporary, the instruction behind takes it without a box (loop_floats.inc).
#ifdef MINIPY_SWITCH_DISPATCH
#define PASS_NUMBER()
#else
#define PASS_NUMBER()                   \
    if (table == labels) {              \
        release_operands(t, pc, r);     \
        goto* float_labels[(++pc)->op]; \
    }
#endif
#define FLOAT_RESULT()                                \
    do {                                              \
        if (pc->flags & kDestLocal) {                 \
            if (dying_float(r[pc->a])) {              \
                r[pc->a].as<Float>()->value = number; \
                release_operands(t, pc, r);           \
                NEXT();                               \
            }                                         \
        } else {                                      \
            PASS_NUMBER();                            \
        }                                             \
        SAVE();                                       \
        store_double(t, pc, r, number);               \
        NEXT();                                       \
    } while (0)

// The entry of an instruction that can take a number without a box, else box_number: the second of what TAKES_Name expands to, which
// is one word where it is not defined.
#define SECOND_OF(first, second, ...) second
#define SECOND(...) SECOND_OF(__VA_ARGS__)
#define FLOAT_LABEL(Name) SECOND(TAKES_##Name, &&box_number, )
#define TAKES_Add ~, &&F_Add
#define TAKES_AddImm ~, &&F_AddImm
#define TAKES_AddFloat ~, &&F_AddFloat
#define TAKES_Sub ~, &&F_Sub
#define TAKES_SubImm ~, &&F_SubImm
#define TAKES_SubFloat ~, &&F_SubFloat
#define TAKES_Mul ~, &&F_Mul
#define TAKES_MulImm ~, &&F_MulImm
#define TAKES_MulFloat ~, &&F_MulFloat
#define TAKES_TrueDiv ~, &&F_TrueDiv
#define TAKES_TrueDivImm ~, &&F_TrueDivImm
#define TAKES_TrueDivFloat ~, &&F_TrueDivFloat
#define TAKES_Neg ~, &&F_Neg
#define TAKES_JumpIfLt ~, &&F_JumpIfLt
#define TAKES_JumpIfLtImm ~, &&F_JumpIfLtImm
#define TAKES_JumpIfLe ~, &&F_JumpIfLe
#define TAKES_JumpIfLeImm ~, &&F_JumpIfLeImm
#define TAKES_JumpIfEq ~, &&F_JumpIfEq
#define TAKES_JumpIfEqImm ~, &&F_JumpIfEqImm
#define TAKES_JumpIfNe ~, &&F_JumpIfNe
#define TAKES_JumpIfNeImm ~, &&F_JumpIfNeImm
#define TAKES_JumpIfGt ~, &&F_JumpIfGt
#define TAKES_JumpIfGtImm ~, &&F_JumpIfGtImm
#define TAKES_JumpIfGe ~, &&F_JumpIfGe
#define TAKES_JumpIfGeImm ~, &&F_JumpIfGeImm

#define BINARY(Name, OP, INTS, DOUBLES)                                                              \
    CASE(Name) {                                                                                     \
        Value lhs = r[pc->b], rhs = r[pc->c], out;                                                   \
        if (both_int(lhs, rhs) && INTS(lhs, rhs, &out)) [[likely]] {                                 \
            STORE(out);                                                                              \
            NEXT();                                                                                  \
        }                                                                                            \
        double x, y;                                                                                 \
        if (both_double(lhs, rhs, &x, &y) && DOUBLES(x, y, &number)) FLOAT_RESULT();                 \
        SAVE();                                                                                      \
        if (BinaryOp::OP == BinaryOp::Add && is_exact(lhs, Kind::Str) && is_exact(rhs, Kind::Str)) { \
            if (!op_add_strs(t, frame, pc, r)) [[unlikely]]                                          \
                ERROR();                                                                             \
            NEXT();                                                                                  \
        }                                                                                            \
        out = binary_slow(t, BinaryOp::OP, lhs, rhs, pc->flags & kInplace);                          \
        if (out.is_error()) [[unlikely]]                                                             \
            ERROR();                                                                                 \
        KILL_B();                                                                                    \
        KILL_C();                                                                                    \
        STORE(out);                                                                                  \
        NEXT();                                                                                      \
    }                                                                                                \
    CASE(Name##Imm) {                                                                                \
        Value lhs = r[pc->b], rhs = Value::from_int(pc->near()), out;                                \
        if (lhs.is_int() && INTS(lhs, rhs, &out)) [[likely]] {                                       \
            STORE(out);                                                                              \
            NEXT();                                                                                  \
        }                                                                                            \
        if (exact_float(lhs) && DOUBLES(float_value(lhs), static_cast<double>(pc->near()), &number)) \
            FLOAT_RESULT();                                                                          \
        SAVE();                                                                                      \
        out = binary_slow(t, BinaryOp::OP, lhs, rhs, pc->flags & kInplace);                          \
        if (out.is_error()) [[unlikely]]                                                             \
            ERROR();                                                                                 \
        KILL_B();                                                                                    \
        STORE(out);                                                                                  \
        NEXT();                                                                                      \
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

// An operator with a float constant as one operand.
#define FLOAT_CONST(Name, OP, DOUBLES)                                                            \
    CASE(Name) {                                                                                  \
        Value constant = frame->code->consts[pc->c];                                              \
        double x, y = float_value(constant);                                                      \
        if (to_double(r[pc->b], &x) &&                                                            \
            (pc->flags & kSwapped ? DOUBLES(y, x, &number) : DOUBLES(x, y, &number)))             \
            FLOAT_RESULT();                                                                       \
        SAVE();                                                                                   \
        Value out = pc->flags & kSwapped                                                          \
                        ? binary_slow(t, BinaryOp::OP, constant, r[pc->b], false)                 \
                        : binary_slow(t, BinaryOp::OP, r[pc->b], constant, pc->flags & kInplace); \
        if (out.is_error()) [[unlikely]]                                                          \
            ERROR();                                                                              \
        KILL_B();                                                                                 \
        STORE(out);                                                                               \
        NEXT();                                                                                   \
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
