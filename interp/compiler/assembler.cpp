#include "compiler/assembler.h"

#include "runtime/heap.h"

namespace minipy {

namespace {
constexpr OperandKind operand_kind(const char* text) {
    switch (text[0]) {
        case 'D':
            return OperandKind::Dst;
        case 'S':
            return OperandKind::Src;
        case 'R':
            return OperandKind::Reg;
        case 'W':
            return text[2] == 'n' ? OperandKind::Win : OperandKind::Wide;
        case 'I':
            return OperandKind::Imm;
        case 'C':
            return OperandKind::Const;
        case 'N':
            return OperandKind::Name;
        case 'L':
            return OperandKind::Local;
        case 'F':
            return OperandKind::Free;
        case 'A':
            return OperandKind::Attr;
        case 'G':
            return OperandKind::Global;
        case 'J':
            return OperandKind::Jump;
        default:
            return OperandKind::None;
    }
}
}  // namespace

const OpInfo& op_info(Op op) {
    static constexpr OpInfo kTable[] = {
#define OP(Name, A, B, C, text) {#Name, operand_kind(#A), operand_kind(#B), operand_kind(#C), text},
#include "objects/opcodes.def"
#undef OP
    };
    return kTable[static_cast<unsigned>(op)];
}

Assembler::Assembler(CompileContext& context, uint16_t local_count) : c_(context), local_count_(local_count) {
    bound_.resize(local_count);
    unstable_.resize(local_count);
}

void Assembler::emit(Op op, uint8_t flags, unsigned a, unsigned b, unsigned c, uint16_t depth,
                     int32_t target) {
    if (!reachable_) return;
    if (a > 0xFFFF || b > 0xFFFF || c > 0xFFFF) overflow_ = true;
    instrs_.push_back({static_cast<uint8_t>(op), flags, static_cast<uint16_t>(a), static_cast<uint16_t>(b),
                       static_cast<uint16_t>(c)});
    depths_.push_back(depth);
    positions_.push_back(pos);
    targets_.push_back(target);
}

Operand Assembler::push() {
    ++depth_;
    if (depth_ > max_depth_) max_depth_ = depth_;
    if (local_count_ + depth_ > 0xFFF0) overflow_ = true;
    return {top(), true};
}

Operand Assembler::allocate(Dest dest, uint8_t& flags) {
    if (dest.kind != Dest::Local) return push();
    flags |= kDestLocal;
    if (reachable_) bound_.add(dest.reg);
    return {dest.reg, false};
}

Operand Assembler::unary(Op op, Dest dest, Operand b, unsigned c, uint8_t flags) {
    uint16_t before = depth_;
    flags |= kill(b, kKillB);
    Operand a = allocate(dest, flags);
    emit(op, flags, a.reg, b.reg, c, before);
    return a;
}

Operand Assembler::binary(Op op, Dest dest, Operand b, Operand c, uint8_t flags) {
    uint16_t before = depth_;
    flags |= kill(c, kKillC);
    flags |= kill(b, kKillB);
    Operand a = allocate(dest, flags);
    emit(op, flags, a.reg, b.reg, c.reg, before);
    return a;
}

Operand Assembler::load(Op op, Dest dest, unsigned b, unsigned c) {
    uint16_t before = depth_;
    uint8_t flags = 0;
    Operand a = allocate(dest, flags);
    emit(op, flags, a.reg, b, c, before);
    return a;
}

Operand Assembler::load_wide(Op op, Dest dest, int32_t wide) {
    uint32_t bits = static_cast<uint32_t>(wide);
    return load(op, dest, bits & 0xFFFF, bits >> 16);
}

Operand Assembler::window(Op op, Dest dest, unsigned count, unsigned c) {
    uint16_t before = depth_;
    pop(count);
    unsigned first = local_count_ + depth_;
    uint8_t flags = 0;
    Operand a = allocate(dest, flags);
    emit(op, flags, a.reg, first, c, before);
    return a;
}

void Assembler::consume(Op op, Operand a, unsigned b, unsigned c) {
    uint16_t before = depth_;
    uint8_t flags = kill(a, kKillA);
    emit(op, flags, a.reg, b, c, before);
}

void Assembler::consume2(Op op, Operand a, Operand b, unsigned c) {
    uint16_t before = depth_;
    uint8_t flags = static_cast<uint8_t>(kill(b, kKillB) | kill(a, kKillA));
    emit(op, flags, a.reg, b.reg, c, before);
}

void Assembler::consume3(Op op, Operand a, Operand b, Operand c) {
    uint16_t before = depth_;
    uint8_t flags = static_cast<uint8_t>(kill(c, kKillC) | kill(b, kKillB) | kill(a, kKillA));
    emit(op, flags, a.reg, b.reg, c.reg, before);
}

void Assembler::effect(Op op, unsigned a, Operand b, unsigned c) {
    uint16_t before = depth_;
    uint8_t flags = kill(b, kKillB);
    emit(op, flags, a, b.reg, c, before);
}

void Assembler::effect2(Op op, unsigned a, Operand b, Operand c) {
    uint16_t before = depth_;
    uint8_t flags = static_cast<uint8_t>(kill(c, kKillC) | kill(b, kKillB));
    emit(op, flags, a, b.reg, c.reg, before);
}

void Assembler::window_to_window(Op op, Operand b, unsigned results, unsigned c) {
    uint16_t before = depth_;
    uint8_t flags = kill(b, kKillB);
    unsigned first = local_count_ + depth_;
    for (unsigned i = 0; i < results; ++i) push();
    emit(op, flags, first, b.reg, c, before);
}

void Assembler::match_group(uint16_t exception, Operand type) {
    uint16_t before = depth_;
    uint8_t flags = kill(type, kKillC);
    unsigned first = local_count_ + depth_;
    push();
    push();
    emit(Op::MatchExcGroup, flags, first, exception, type.reg, before);
}

void Assembler::plain(Op op, unsigned a, unsigned b, unsigned c, uint8_t flags) {
    emit(op, flags, a, b, c, depth_);
}

void Assembler::move_to(Operand from, uint16_t local) {
    if (!from.temp && from.reg == local) return;
    unary(Op::Move, Dest::local(local), from);
}

Operand Assembler::to_temp(Operand o) { return o.temp ? o : unary(Op::Move, Dest::temp(), o); }

Label Assembler::label() {
    labels_.emplace_back();
    return {static_cast<uint32_t>(labels_.size() - 1)};
}

// One more way to a label, from here.
void Assembler::join(Label label) {
    if (!reachable_) return;
    LabelData& data = labels_[label.id];
    if (data.at >= 0) return;
    if (!data.joined) {
        data.joined = true;
        data.bound = bound_;
        data.depth = depth_;
    } else {
        data.bound.intersect(bound_);
    }
}

void Assembler::jump(Label target) {
    join(target);
    emit(Op::Jump, 0, 0, 0, 0, depth_, static_cast<int32_t>(target.id));
    reachable_ = false;
}

void Assembler::jump_if(Op op, Operand a, Label target) {
    uint16_t before = depth_;
    uint8_t flags = kill(a, kKillA);
    join(target);
    emit(op, flags, a.reg, 0, 0, before, static_cast<int32_t>(target.id));
}

void Assembler::jump_keep(Op op, Operand a, Label target) {
    join(target);
    uint16_t before = depth_;
    uint8_t flags = kill(a, kKillA);
    emit(op, flags, a.reg, 0, 0, before, static_cast<int32_t>(target.id));
}

void Assembler::jump_compare(Op op, Operand a, Operand b, Label target, bool negate, bool keep_b) {
    uint16_t before = depth_;
    uint8_t flags = negate ? kNegate : 0;
    if (keep_b) {
        flags |= kill(a, kKillA);
    } else {
        flags |= kill(b, kKillB);
        flags |= kill(a, kKillA);
    }
    join(target);
    emit(op, flags, a.reg, b.reg, 0, before, static_cast<int32_t>(target.id));
}

void Assembler::jump_compare_imm(Op op, Operand a, int imm, Label target, bool negate) {
    uint16_t before = depth_;
    uint8_t flags = static_cast<uint8_t>((negate ? kNegate : 0) | kill(a, kKillA));
    join(target);
    emit(op, flags, a.reg, static_cast<uint16_t>(static_cast<int16_t>(imm)), 0, before,
         static_cast<int32_t>(target.id));
}

void Assembler::for_iter(Dest dest, Label end) {
    uint16_t before = depth_, iterator = top();
    --depth_;
    join(end);
    ++depth_;
    uint8_t flags = 0;
    Operand a = allocate(dest, flags);
    emit(Op::ForIter, flags, a.reg, iterator, 0, before, static_cast<int32_t>(end.id));
}

void Assembler::end_async_for(Label target) {
    uint16_t before = depth_;
    depth_ -= 2;
    join(target);
    emit(Op::EndAsyncFor, 0, temp_reg(before - 1u), temp_reg(before - 2u), 0, before,
         static_cast<int32_t>(target.id));
    reachable_ = false;
}

void Assembler::place(Label label) {
    LabelData& data = labels_[label.id];
    data.at = static_cast<int32_t>(instrs_.size());
    if (!data.joined) return;
    if (reachable_) {
        bound_.intersect(data.bound);
    } else {
        bound_ = data.bound;
        depth_ = data.depth;
        reachable_ = true;
    }
}

void Assembler::place_loop(Label label) {
    LabelData& data = labels_[label.id];
    bound_.subtract(unstable_);
    if (data.joined) place(label);
    data.at = static_cast<int32_t>(instrs_.size());
    data.depth = depth_;
}

BoundSet Assembler::state_at_handler() const {
    BoundSet state = bound_;
    state.subtract(unstable_);
    return state;
}

void Assembler::place_handler(Label label, uint16_t depth, const BoundSet& bound, bool reachable) {
    LabelData& data = labels_[label.id];
    data.at = static_cast<int32_t>(instrs_.size());
    depth_ = depth;
    push();  // the exception
    bound_ = bound;
    reachable_ = reachable;
}

void Assembler::protect(uint32_t begin, uint32_t end, Label handler, uint16_t depth) {
    if (begin < end) ranges_.push_back({begin, end, handler.id, depth});
}

unsigned Assembler::constant(Value v) {
    auto [it, inserted] = const_index_.try_emplace(v.bits(), consts_.size());
    if (inserted) consts_.push_back(v);
    return it->second;
}

unsigned Assembler::name(Value v) {
    auto [it, inserted] = name_index_.try_emplace(v.bits(), names_.size());
    if (inserted) names_.push_back(v);
    return it->second;
}

// Each site has a cache of its own while indices last; after that, sites of one name share.
unsigned Assembler::attr(Value name) {
    if (!reachable_) return 0;
    if (attrs_.size() < 0xF000) {
        attrs_.push_back(name);
        attr_shared_.try_emplace(name.bits(), attrs_.size() - 1);
        return static_cast<unsigned>(attrs_.size() - 1);
    }
    auto [it, inserted] = attr_shared_.try_emplace(name.bits(), attrs_.size());
    if (inserted) attrs_.push_back(name);
    return it->second;
}

unsigned Assembler::global(Value name) {
    if (!reachable_) return 0;
    if (globals_ < 0xF000) {
        global_shared_.try_emplace(name.bits(), globals_);
        return globals_++;
    }
    auto [it, inserted] = global_shared_.try_emplace(name.bits(), globals_);
    if (inserted) ++globals_;
    return it->second;
}

bool Assembler::is_near(Op op) const {
    return op_info(op).c == OperandKind::Jump && op_info(op).b != OperandKind::Wide;
}

// Near jumps that reach too far become: jump near to a wide jump that follows.
//     JumpIfLt a, b -> 1:      0: JumpIfLt a, b -> 2;  1: Jump -> 3;  2: Jump far;  3: ...
void Assembler::relax() {
    size_t n = instrs_.size();
    if (n < 30000) return;
    std::vector<bool> expanded(n, false);
    std::vector<uint32_t> at(n + 1);
    for (bool changed = true; changed;) {
        changed = false;
        uint32_t next = 0;
        for (size_t i = 0; i <= n; ++i) {
            at[i] = next;
            if (i < n) next += expanded[i] ? 3 : 1;
        }
        for (size_t i = 0; i < n; ++i) {
            if (targets_[i] < 0 || expanded[i] || !is_near(static_cast<Op>(instrs_[i].op))) continue;
            int64_t distance = int64_t{at[static_cast<size_t>(labels_[targets_[i]].at)]} - int64_t{at[i]} - 1;
            if (distance < -32000 || distance > 32000) expanded[i] = changed = true;
        }
    }
    std::vector<Instr> instrs;
    std::vector<uint16_t> depths;
    std::vector<Position> positions;
    std::vector<int32_t> targets;
    for (size_t i = 0; i < n; ++i) {
        instrs.push_back(instrs_[i]);
        depths.push_back(depths_[i]);
        positions.push_back(positions_[i]);
        targets.push_back(targets_[i]);
        if (!expanded[i]) continue;
        targets.back() = -1;
        instrs.back().c = 1;
        Instr skip{static_cast<uint8_t>(Op::Jump), 0, 0, 0, 0}, far = skip;
        skip.set_wide(1);
        for (int k = 0; k < 2; ++k) {
            instrs.push_back(k ? far : skip);
            positions.push_back(positions_[i]);
            targets.push_back(k ? targets_[i] : -1);
        }
        depths.push_back(i + 1 < n ? depths_[i + 1] : depths_[i]);
        depths.push_back(labels_[targets_[i]].depth);
    }
    for (LabelData& label : labels_)
        if (label.at >= 0) label.at = static_cast<int32_t>(at[static_cast<size_t>(label.at)]);
    for (PendingRange& r : ranges_) {
        r.begin = at[r.begin];
        r.end = at[r.end];
    }
    instrs_ = std::move(instrs);
    depths_ = std::move(depths);
    positions_ = std::move(positions);
    targets_ = std::move(targets);
}

Owned Assembler::finish() {
    relax();
    if (overflow_) return raise_error(c_.t, exc(c_.t).SyntaxError, "code too large for the compiler");
    size_t n = instrs_.size();
    for (size_t i = 0; i < n; ++i) {
        if (targets_[i] < 0) continue;
        int32_t distance = labels_[targets_[i]].at - static_cast<int32_t>(i) - 1;
        if (is_near(static_cast<Op>(instrs_[i].op))) {
            instrs_[i].c = static_cast<uint16_t>(static_cast<int16_t>(distance));
        } else {
            instrs_[i].set_wide(distance);
        }
    }
    Code* code = make<Code>(c_.t, types(c_.t).code);
    Owned owned = Owned::adopt(code);
    code->instrs = static_cast<Instr*>(heap_alloc(n * sizeof(Instr)));
    code->depths = static_cast<uint16_t*>(heap_alloc(n * sizeof(uint16_t)));
    code->positions = static_cast<Position*>(heap_alloc(n * sizeof(Position)));
    std::memcpy(code->instrs, instrs_.data(), n * sizeof(Instr));
    std::memcpy(code->depths, depths_.data(), n * sizeof(uint16_t));
    std::memcpy(code->positions, positions_.data(), n * sizeof(Position));
    code->instr_count = static_cast<uint32_t>(n);
    code->local_count = local_count_;
    code->register_count = local_count_ + max_depth_;
    for (Value v : consts_) {
        retain(v);
        code->consts.push_back(v);
    }
    code->names = names_;
    for (Value name : attrs_) {
        code->attr_caches.emplace_back();
        code->attr_caches.back().name = name;
    }
    code->global_caches.resize(globals_);
    for (const PendingRange& r : ranges_) {
        int32_t handler = labels_[r.label].at;
        code->ranges.push_back({r.begin, r.end, static_cast<uint32_t>(handler), r.depth});
    }
    code->filename = c_.filename;
    return owned;
}

}  // namespace minipy
