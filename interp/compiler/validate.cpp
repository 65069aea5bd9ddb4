// A checker of code objects, run on all code in debug builds: operands within their tables, jumps within the
// code, and depths that agree with what the instructions push and consume.
#include "compiler/assembler.h"

namespace minipy {

namespace {

// Temporaries that a window operand takes, and those that the instruction leaves there.
unsigned window_size(const Instr& in) {
    switch (static_cast<Op>(in.op)) {
        case Op::BuildMap:
            return in.c * 2u;
        case Op::Call:
            return in.c + 1u;
        case Op::CallKw:
            return in.c + 2u;
        case Op::CallMethod:
            return in.c + 2u;
        case Op::CallMethodKw:
            return in.c + 3u;
        case Op::CallEx:
            return in.c + 2u;
        case Op::MakeFunction:
            return 1u + static_cast<unsigned>(__builtin_popcount(in.c));
        case Op::ImportName:
            return 2;
        case Op::MatchClass:
            return 3;
        case Op::MakeTypeParam:
            return in.c == 1 ? 2 : 1;
        case Op::MakeTypeAlias:
            return 3;
        case Op::Raise:
            return in.b;
        default:
            return in.c;
    }
}
unsigned window_results(const Instr& in) {
    switch (static_cast<Op>(in.op)) {
        case Op::Unpack:
            return in.c;
        case Op::UnpackEx:
            return (in.c & 255u) + (in.c >> 8) + 1;
        case Op::Raise:
            return 0;
        default:
            return 2;
    }
}

struct Checker {
    Code* code;
    std::string wrong;

    void fail(size_t at, const std::string& what) {
        if (wrong.empty()) wrong = to_utf8(code->qualname) + " at " + std::to_string(at) + ": " + what;
    }
    void index(size_t at, const char* what, size_t i, size_t size) {
        if (i >= size) fail(at, std::string(what) + " index out of range");
    }
    void operand(size_t at, const Instr& in, OperandKind kind, uint16_t v) {
        switch (kind) {
            case OperandKind::Dst:
            case OperandKind::Src:
            case OperandKind::Reg:
                index(at, "register", v, code->register_count);
                break;
            case OperandKind::Win:
                index(at, "register", v, code->register_count + 1);
                break;
            case OperandKind::Local:
                index(at, "local", v, code->local_count);
                break;
            case OperandKind::Name:
                index(at, "name", v, code->names.size());
                break;
            case OperandKind::Attr:
                index(at, "attribute", v, code->attr_caches.size());
                break;
            case OperandKind::Global:
                index(at, "global", v, code->global_caches.size());
                break;
            case OperandKind::Free:
                index(at, "free", v, code->free_names.size());
                break;
            case OperandKind::Const:
                if (op_info(static_cast<Op>(in.op)).b != OperandKind::Wide) {
                    index(at, "constant", v, code->consts.size());
                } else if (static_cast<Op>(in.op) == Op::LoadConst) {
                    index(at, "constant", static_cast<size_t>(in.wide()), code->consts.size());
                }
                break;
            default:
                break;
        }
    }
    // The depth after the instruction, falling through; -1 when it does not.
    int after(const Instr& in, int depth) {
        const OpInfo& info = op_info(static_cast<Op>(in.op));
        Op op = static_cast<Op>(in.op);
        if (op == Op::Return || op == Op::Reraise || op == Op::Raise || op == Op::Jump ||
            op == Op::EndAsyncFor)
            return -1;
        depth -= __builtin_popcount(in.flags & (kKillA | kKillB | kKillC));
        if (info.b == OperandKind::Win) depth -= static_cast<int>(window_size(in));
        if (op == Op::YieldFrom) depth -= 2;
        if (info.a == OperandKind::Win) depth += static_cast<int>(window_results(in));
        if (info.a == OperandKind::Dst && !(in.flags & kDestLocal)) ++depth;
        return depth;
    }
    int at_target(const Instr& in, int depth) {
        Op op = static_cast<Op>(in.op);
        if (op == Op::JumpIfTrueKeep || op == Op::JumpIfFalseKeep) return depth;
        if (op == Op::ForIter) return depth - 1;
        if (op == Op::EndAsyncFor) return depth - 2;
        return depth - __builtin_popcount(in.flags & (kKillA | kKillB | kKillC));
    }
    void same_depth(size_t at, int64_t target, int depth) {
        if (target < 0 || target >= code->instr_count) return fail(at, "jump out of the code");
        if (code->depths[target] != depth)
            fail(at, "depth " + std::to_string(depth) + " but " + std::to_string(code->depths[target]) +
                         " at " + std::to_string(target));
    }
    void run() {
        for (size_t i = 0; i < code->instr_count; ++i) {
            const Instr& in = code->instrs[i];
            const OpInfo& info = op_info(static_cast<Op>(in.op));
            operand(i, in, info.a, in.a);
            operand(i, in, info.b, in.b);
            operand(i, in, info.c, in.c);
            int depth = code->depths[i], next = after(in, depth);
            if (next >= 0) same_depth(i, static_cast<int64_t>(i) + 1, next);
            if (info.c == OperandKind::Jump) {
                int64_t distance = info.b == OperandKind::Wide ? in.wide() : in.near();
                same_depth(i, static_cast<int64_t>(i) + 1 + distance, at_target(in, depth));
            }
        }
        for (const ExceptionRange& r : code->ranges) {
            if (r.begin >= r.end || r.end > code->instr_count) fail(r.begin, "bad range");
            same_depth(r.begin, r.handler, r.depth + 1);
        }
    }
};

}  // namespace

std::string validate(Code* code) {
    Checker checker{code, {}};
    checker.run();
    return checker.wrong;
}

}  // namespace minipy
