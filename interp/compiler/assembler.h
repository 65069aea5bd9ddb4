// Assembler: one code object in the making. It knows instructions, registers, labels and what is bound; the
// tree it never sees.
//
// Temporaries are a stack over the locals. An Operand is either a local (borrowed by who reads it) or the
// temporary on top (consumed by who reads it). An instruction's depth is the number of temporaries before it,
// its operands included:
//
//     a + f(b)      Call   t0 <- window t0..t1     depth 2, then 1
//                   Add    t0 <- a, t0 (kill)      depth 1, then 1
//
// Labels join flows: the locals known to be bound after a label are those bound on every way to it; code that
// no way leads to is not emitted.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/context.h"
#include "objects/opcodes.h"
#include "support/span.h"

namespace minipy {

enum class OperandKind : uint8_t {
    None,
    Dst,
    Src,
    Reg,
    Win,
    Imm,
    Const,
    Name,
    Local,
    Free,
    Attr,
    Global,
    Jump,
    Wide
};
struct OpInfo {
    const char* name;
    OperandKind a, b, c;
    const char* text;
};
const OpInfo& op_info(Op op);

struct Operand {
    uint16_t reg = 0;
    bool temp = false;
};

// Where an expression's value shall go.
struct Dest {
    enum Kind : uint8_t { Any, Temp, Local } kind = Any;
    uint16_t reg = 0;
    static Dest any() { return {}; }
    static Dest temp() { return {Temp, 0}; }
    static Dest local(uint16_t reg) { return {Local, reg}; }
};

struct Label {
    uint32_t id = 0;
};

// Locals known to have a value.
class BoundSet {
  public:
    void resize(size_t n) { words_.assign((n + 63) / 64, 0); }
    bool has(unsigned i) const { return words_[i >> 6] >> (i & 63) & 1; }
    void add(unsigned i) { words_[i >> 6] |= uint64_t{1} << (i & 63); }
    void remove(unsigned i) { words_[i >> 6] &= ~(uint64_t{1} << (i & 63)); }
    void intersect(const BoundSet& o) {
        for (size_t i = 0; i < words_.size(); ++i) words_[i] &= o.words_[i];
    }
    void subtract(const BoundSet& o) {
        for (size_t i = 0; i < words_.size(); ++i) words_[i] &= ~o.words_[i];
    }

  private:
    std::vector<uint64_t> words_;
};

class Assembler {
  public:
    Assembler(CompileContext& context, uint16_t local_count);

    // ---- temporaries
    uint16_t depth() const { return depth_; }
    void set_depth(uint16_t depth) { depth_ = depth; }
    uint16_t top(unsigned below = 0) const {
        return static_cast<uint16_t>(local_count_ + depth_ - 1 - below);
    }
    Operand push();
    void pop(unsigned n = 1) { depth_ = static_cast<uint16_t>(depth_ - n); }
    uint16_t temp_reg(unsigned index) const { return static_cast<uint16_t>(local_count_ + index); }

    // ---- instructions; operands given as Operand are consumed when temporaries (last one first)
    Operand unary(Op op, Dest dest, Operand b, unsigned c = 0, uint8_t flags = 0);
    Operand binary(Op op, Dest dest, Operand b, Operand c, uint8_t flags = 0);
    Operand load(Op op, Dest dest, unsigned b, unsigned c);
    Operand load_wide(Op op, Dest dest, int32_t wide);
    // A window of the `count` newest temporaries.
    Operand window(Op op, Dest dest, unsigned count, unsigned c);
    // The same with a window of `results` temporaries as result.
    void window_to_window(Op op, Operand b, unsigned results, unsigned c);
    void match_group(uint16_t exception, Operand type);              // MatchExcGroup: pushes rest and match
    void consume(Op op, Operand a, unsigned b = 0, unsigned c = 0);  // Src a
    void consume2(Op op, Operand a, Operand b, unsigned c = 0);      // Src a, Src b; pushed in either order
    void consume3(Op op, Operand a, Operand b, Operand c);
    void effect(Op op, unsigned a, Operand b, unsigned c = 0);  // Reg a, Src b
    void effect2(Op op, unsigned a, Operand b, Operand c);      // Reg a, Src b, Src c
    void plain(Op op, unsigned a = 0, unsigned b = 0, unsigned c = 0, uint8_t flags = 0);  // depth unchanged
    void drop() { consume(Op::Drop, Operand{top(), true}); }
    void swap(unsigned below = 1) { plain(Op::Swap, top(below), top()); }
    void move_to(Operand from, uint16_t local);
    Operand to_temp(Operand o);

    // ---- jumps
    Label label();
    void jump(Label target);
    void jump_if(Op op, Operand a, Label target);    // JumpIfTrue and kin
    void jump_keep(Op op, Operand a, Label target);  // a stays at the target
    void jump_compare(Op op, Operand a, Operand b, Label target, bool negate, bool keep_b = false);
    void jump_compare_imm(Op op, Operand a, int imm, Label target, bool negate);
    void for_iter(Dest dest, Label end);  // over the iterator on top
    void end_async_for(Label target);     // [aiter, exception]
    void place(Label label);              // forward: flows join
    void place_loop(Label label);         // backward: jumped to later
    void place_handler(Label label, uint16_t depth, const BoundSet& bound, bool reachable);
    void end_flow() { reachable_ = false; }
    bool reachable() const { return reachable_; }

    // ---- protected ranges
    uint32_t here() const { return static_cast<uint32_t>(instrs_.size()); }
    void protect(uint32_t begin, uint32_t end, Label handler, uint16_t depth);

    // ---- tables
    unsigned constant(Value v);  // v must be unique for its meaning (the code generator's pool)
    unsigned name(Value v);
    unsigned attr(Value name);
    unsigned global(Value name);

    // ---- bound locals
    BoundSet& bound() { return bound_; }
    BoundSet& unstable() { return unstable_; }  // locals that are unbound somewhere
    BoundSet state_at_handler() const;
    bool known_bound(unsigned local) const { return !reachable_ || bound_.has(local); }

    // A Code of the instructions; the caller fills in names and counts of arguments.
    Owned finish();

    Position pos = {0, 0, -1, -1};
    CompileContext& context() { return c_; }
    uint16_t local_count() const { return local_count_; }

  private:
    struct LabelData {
        int32_t at = -1;
        bool joined = false;
        uint16_t depth = 0;
        BoundSet bound;
    };
    struct PendingRange {
        uint32_t begin, end;
        uint32_t label;
        uint16_t depth;
    };
    void emit(Op op, uint8_t flags, unsigned a, unsigned b, unsigned c, uint16_t depth, int32_t target = -1);
    Operand allocate(Dest dest, uint8_t& flags);
    uint8_t kill(Operand o, uint8_t flag) {
        if (!o.temp) return 0;
        --depth_;
        return flag;
    }
    void join(Label label);
    void relax();
    bool is_near(Op op) const;

    CompileContext& c_;
    uint16_t local_count_;
    uint16_t depth_ = 0;
    uint32_t max_depth_ = 0;
    bool reachable_ = true;
    bool overflow_ = false;
    BoundSet bound_, unstable_;
    std::vector<Instr> instrs_;
    std::vector<uint16_t> depths_;
    std::vector<Position> positions_;
    std::vector<int32_t> targets_;  // label of a jump, or -1
    std::vector<LabelData> labels_;
    std::vector<PendingRange> ranges_;
    std::vector<Value> consts_, names_, attrs_;
    uint32_t globals_ = 0;
    std::unordered_map<uint64_t, uint32_t> const_index_, name_index_, attr_shared_, global_shared_;
};

}  // namespace minipy
