// Statements that must be left properly: try, with; and how return, break and continue leave them.
//
// A handler begins with the exception in a temporary. The first thing it does is to make it the handled one,
// keeping the previous below: [previous, exception]. Whatever is raised from then on lands in the same place,
// so that one tail per statement serves both: take the previous back, raise again.
//
//     try: A                A                  (range -> H)
//     except E: B           jump out
//                        H: PushExc            [previous, exception]   (range H'..T -> T)
//                           match E? else go to T
//                           B; PopExc; jump out
//                        T: [previous, exception]  PopExc; Reraise
//
// A finally body is compiled once for each way through it.
#include "compiler/codegen.h"

namespace minipy::codegen {

static constexpr Position kNoPlace = {0, 0, -1, -1};

Block& Generator::push_block(BlockKind kind, Label handler, uint16_t depth) {
    Block b{};
    b.kind = kind;
    b.protects = true;
    b.handler = handler;
    b.depth = depth;
    b.begin = a().here();
    unit_->blocks.push_back(b);
    return unit_->blocks.back();
}

void Generator::pop_block() {
    Block& b = unit_->blocks.back();
    if (b.protects) a().protect(b.begin, a().here(), b.handler, b.depth);
    unit_->blocks.pop_back();
}

bool Generator::leaves_something() const {
    for (const Block& b : unit_->blocks)
        if (b.kind != BlockKind::Loop && b.kind != BlockKind::ForLoop && b.kind != BlockKind::Protect)
            return true;
    return false;
}

// Emits what leaving the blocks above `keep` takes, innermost first; a value to keep lies on top. The blocks
// are gone then: the caller puts them back with restore_blocks when it has jumped.
Status Generator::unwind(size_t keep, bool has_value) {
    while (unit_->blocks.size() > keep) {
        Block b = unit_->blocks.back();
        pop_block();
        TRY(unwind_block(b, has_value));
    }
    return {};
}

void Generator::restore_blocks(std::vector<Block> blocks, uint16_t depth) {
    for (size_t i = unit_->blocks.size(); i < blocks.size(); ++i) blocks[i].begin = a().here();
    unit_->blocks = std::move(blocks);
    a().set_depth(depth);
}

Status Generator::unwind_block(const Block& b, bool has_value) {
    Assembler& code = a();
    Position saved = code.pos;
    switch (b.kind) {
        case BlockKind::Loop:
        case BlockKind::Protect:
            break;
        case BlockKind::ForLoop:
        case BlockKind::PopValue:
            if (has_value) code.swap();
            code.drop();
            break;
        case BlockKind::FinallyTry:
            if (has_value) {
                Block keep{};
                keep.kind = BlockKind::PopValue;
                unit_->blocks.push_back(keep);
            }
            TRY(body(*b.final_body));
            if (has_value) unit_->blocks.pop_back();
            break;
        case BlockKind::FinallyEnd:  // [previous, exception, value?]
            if (has_value) {
                code.swap(2);  // [value, exception, previous]
                code.consume(Op::PopExc, Operand{code.top(), true});
                code.drop();
            } else {
                code.drop();
                code.consume(Op::PopExc, Operand{code.top(), true});
            }
            break;
        case BlockKind::Handler:
            if (has_value) code.swap();
            code.consume(Op::PopExc, Operand{code.top(), true});
            if (b.name) clear_handler_name(b.name);
            break;
        case BlockKind::With:
            if (has_value) code.swap();
            code.pos = b.pos;
            call_exit_none(b.is_async);
            break;
    }
    code.pos = saved;
    return {};
}

// `e = None; del e` at the end of `except ... as e`.
void Generator::clear_handler_name(identifier id) {
    Assembler& code = a();
    Value name = mangled(id);
    int reg = local_register(name);
    if (reg >= 0) {
        code.plain(Op::ClearLocal, static_cast<unsigned>(reg));
        code.bound().remove(static_cast<unsigned>(reg));
        return;
    }
    Operand none = load_const(Value::none(), Dest::temp());
    (void)store_name(name, none, Span{});
    (void)delete_name(name, Span{});
}

void Generator::handler_entry() {
    Assembler& code = a();
    code.load(Op::PushExc, Dest::temp(), code.top(), 0);
    code.swap();
}

// [previous, exception], jumped to or landed in as a handler.
void Generator::reraise_tail(Label tail, uint16_t depth) {
    Assembler& code = a();
    BoundSet nothing = code.bound();
    code.place_handler(tail, depth, nothing, true);
    code.pos = kNoPlace;
    reraise();
}

// [previous, exception]: the exception goes on. The frame it leaves shows the line that stands here, if any.
void Generator::reraise() {
    Assembler& code = a();
    code.swap();
    code.consume(Op::PopExc, Operand{code.top(), true});
    code.consume(Op::Reraise, Operand{code.top(), true});
    code.end_flow();
}

Status Generator::try_(Try* s) {
    if (s->finalbody.empty()) return try_except(s);
    return try_finally(s->finalbody,
                       [&]() -> Status { return s->handlers.empty() ? body(s->body) : try_except(s); });
}

Status Generator::try_star(TryStar* s) {
    if (s->finalbody.empty()) return try_except_star(s);
    return try_finally(s->finalbody, [&]() -> Status { return try_except_star(s); });
}

static bool is_compound(stmt* s) {
    switch (s->kind) {
        case NodeKind::If:
        case NodeKind::For:
        case NodeKind::AsyncFor:
        case NodeKind::While:
        case NodeKind::With:
        case NodeKind::AsyncWith:
        case NodeKind::Try:
        case NodeKind::TryStar:
        case NodeKind::Match:
            return true;
        default:
            return false;
    }
}

template <class Body>
Status Generator::try_finally(const Seq<stmt*>& finalbody, Body inner) {
    Assembler& code = a();
    Label handler = code.label(), tail = code.label(), end = code.label();
    uint16_t depth = code.depth();
    bool was_reachable = code.reachable();
    BoundSet entry = code.state_at_handler();
    Block& b = push_block(BlockKind::FinallyTry, handler, depth);
    b.final_body = &finalbody;
    TRY(inner());
    pop_block();
    if (code.reachable()) {
        TRY(body(finalbody));
        code.pos = kNoPlace;
        code.jump(end);
    }
    code.place_handler(handler, depth, entry, was_reachable);
    code.pos = kNoPlace;
    handler_entry();
    push_block(BlockKind::FinallyEnd, tail, static_cast<uint16_t>(depth + 1));
    TRY(body(finalbody));
    pop_block();
    if (code.reachable()) {
        stmt* last = finalbody[finalbody.size() - 1];
        code.pos = is_compound(last) ? kNoPlace : position(last->span);
        reraise();
    }
    if (was_reachable) reraise_tail(tail, static_cast<uint16_t>(depth + 1));
    code.set_depth(depth);
    code.place(end);
    return {};
}

Status Generator::try_except(Try* s) {
    Assembler& code = a();
    Label handler = code.label(), tail = code.label(), end = code.label();
    uint16_t depth = code.depth();
    bool was_reachable = code.reachable();
    BoundSet entry = code.state_at_handler();
    push_block(BlockKind::Protect, handler, depth);
    TRY(body(s->body));
    pop_block();
    TRY(body(s->orelse));
    code.pos = kNoPlace;
    if (code.reachable()) code.jump(end);

    code.place_handler(handler, depth, entry, was_reachable);
    handler_entry();
    push_block(BlockKind::Protect, tail, static_cast<uint16_t>(depth + 1));
    for (size_t i = 0; i < s->handlers.size(); ++i) {
        auto* h = as<ExceptHandler>(s->handlers[i]);
        if (!h->type && i + 1 < s->handlers.size())
            return c_.error(h->span, "default 'except:' must be last");
        TRY(except_clause(h, tail, end, entry));
    }
    pop_block();
    if (code.reachable()) {
        code.pos = position(s->handlers[s->handlers.size() - 1]->span);
        reraise();
    }
    if (was_reachable) reraise_tail(tail, static_cast<uint16_t>(depth + 1));
    code.set_depth(depth);
    code.place(end);
    return {};
}

// [previous, exception]; falls out at its end when it does not match, in the same state.
Status Generator::except_clause(ExceptHandler* h, Label tail, Label done, const BoundSet& entry) {
    Assembler& code = a();
    code.pos = position(h->span);
    uint16_t depth = code.depth();
    Label next = code.label();
    if (h->type) {
        uint16_t exception = code.top();
        Operand type = TRY(value(h->type));
        Operand matched = code.binary(Op::MatchExc, Dest::temp(), Operand{exception, false}, type);
        code.jump_if(Op::JumpIfFalse, matched, next);
    }
    if (!h->type) code.plain(Op::Nop);  // its line can be traced
    bool alive = code.reachable();
    Operand exception{code.top(), true};
    if (h->name) {
        TRY(store_name(mangled(h->name), exception, h->span));
    } else {
        code.drop();
    }
    // [previous]
    Label cleanup = code.label();
    if (h->name) {
        push_block(BlockKind::Handler, cleanup, static_cast<uint16_t>(depth - 1)).name = h->name;
    } else {
        Block b{};
        b.kind = BlockKind::Handler;
        unit_->blocks.push_back(b);
    }
    TRY(body(h->body));
    pop_block();
    // What dies with the exception dies on the line of the last statement, if there is one that is always the last.
    code.pos =
        is_compound(h->body[h->body.size() - 1]) ? kNoPlace : position(h->body[h->body.size() - 1]->span);
    code.consume(Op::PopExc, Operand{code.top(), true});
    if (h->name) clear_handler_name(h->name);
    code.pos = kNoPlace;
    if (code.reachable()) code.jump(done);
    if (h->name && alive) {  // an exception in the body: forget the name, go on raising
        code.place_handler(cleanup, static_cast<uint16_t>(depth - 1), entry, true);
        clear_handler_name(h->name);
        code.jump(tail);
    }
    code.set_depth(depth);
    code.place(next);
    return {};
}

// ---- except* ---------------------------------------------------------------------------------------------

// [previous, original, list, rest]: the list collects what the clauses raise, rest is what no clause has
// taken yet.
Status Generator::try_except_star(TryStar* s) {
    Assembler& code = a();
    Label handler = code.label(), tail = code.label(), end = code.label();
    uint16_t depth = code.depth();
    bool was_reachable = code.reachable();
    BoundSet entry = code.state_at_handler();
    push_block(BlockKind::Protect, handler, depth);
    TRY(body(s->body));
    pop_block();
    TRY(body(s->orelse));
    code.pos = kNoPlace;
    if (code.reachable()) code.jump(end);

    code.place_handler(handler, depth, entry, was_reachable);
    handler_entry();
    push_block(BlockKind::Protect, tail, static_cast<uint16_t>(depth + 1)).star = true;
    uint16_t original = code.top();
    code.window(Op::BuildList, Dest::temp(), 0, 0);
    code.to_temp(Operand{original, false});
    for (excepthandler* h : s->handlers) TRY(star_clause(as<ExceptHandler>(h), entry, depth));
    code.pos = kNoPlace;
    Label nothing_left = code.label(), collected = code.label();
    uint16_t full = code.depth();
    code.jump_if(Op::JumpIfNone, Operand{code.top(), false}, nothing_left);
    code.effect(Op::ListAppend, code.top(1), Operand{code.top(), true});
    code.jump(collected);
    code.set_depth(full);
    code.place(nothing_left);
    code.drop();
    code.place(collected);
    // [previous, original, list]
    code.binary(Op::PrepReraiseStar, Dest::temp(), Operand{original, true}, Operand{code.top(), true});
    Label quiet = code.label();
    code.jump_if(Op::JumpIfNone, Operand{code.top(), false}, quiet);
    code.jump(tail);
    code.place(quiet);
    pop_block();
    code.drop();
    code.consume(Op::PopExc, Operand{code.top(), true});
    if (code.reachable()) code.jump(end);
    if (was_reachable) reraise_tail(tail, static_cast<uint16_t>(depth + 1));
    code.set_depth(depth);
    code.place(end);
    return {};
}

Status Generator::star_clause(ExceptHandler* h, const BoundSet& entry, uint16_t base) {
    Assembler& code = a();
    code.pos = position(h->span);
    uint16_t full = code.depth();  // base + 4
    (void)base;
    Label next = code.label(), no_match = code.label(), cleanup = code.label();
    uint16_t rest = code.top();
    Operand type = TRY(value(h->type));
    // [.., rest, rest', match]
    code.match_group(rest, type);
    code.swap(2);  // [.., match, rest', rest]
    code.drop();
    code.swap();  // [.., rest', match]
    code.jump_if(Op::JumpIfNone, Operand{code.top(), false}, no_match);
    bool alive = code.reachable();
    if (h->name) {
        TRY(store_name(mangled(h->name), Operand{code.top(), true}, h->span));
    } else {
        code.drop();
    }
    push_block(BlockKind::Protect, cleanup, full).star = true;
    TRY(body(h->body));
    pop_block();
    code.pos = kNoPlace;
    if (h->name) clear_handler_name(h->name);
    if (code.reachable()) code.jump(next);
    if (alive) {
        code.place_handler(cleanup, full, entry, true);  // [.., list, rest, raised]
        if (h->name) clear_handler_name(h->name);
        code.effect(Op::ListAppend, code.top(2), Operand{code.top(), true});
        code.jump(next);
    }
    code.set_depth(static_cast<uint16_t>(full + 1));
    code.place(no_match);
    code.drop();
    code.place(next);
    return {};
}

// ---- with ------------------------------------------------------------------------------------------------

// [exit] -> [], after exit(None, None, None).
void Generator::call_exit_none(bool is_async) {
    Assembler& code = a();
    for (int i = 0; i < 3; ++i) load_const(Value::none(), Dest::temp());
    code.window(Op::Call, Dest::temp(), 4, 3);
    if (is_async) await_top(Dest::temp(), 2);
    code.drop();
}

Status Generator::with_(const Seq<withitem*>& items, size_t at, const Seq<stmt*>& stmts, bool is_async,
                        const Span& span) {
    if (at == items.size()) return body(stmts);
    Assembler& code = a();
    withitem* item = items[at];
    Label handler = code.label(), tail = code.label(), end = code.label(), suppress = code.label();
    Position place = position(span);
    Operand manager = TRY(value(item->context_expr));
    code.pos = place;
    code.window_to_window(is_async ? Op::EnterAsyncWith : Op::EnterWith, manager, 2, 0);
    if (is_async) await_top(Dest::temp(), 1);
    // [exit, result]
    uint16_t depth = static_cast<uint16_t>(code.depth() - 1);
    bool was_reachable = code.reachable();
    BoundSet entry = code.state_at_handler();
    Block& b = push_block(BlockKind::With, handler, depth);
    b.is_async = is_async;
    b.pos = place;
    if (item->optional_vars) {
        TRY(store(item->optional_vars, Operand{code.top(), true}));
    } else {
        code.drop();
    }
    TRY(with_(items, at + 1, stmts, is_async, span));
    pop_block();
    code.pos = place;
    call_exit_none(is_async);
    if (code.reachable()) code.jump(end);

    code.pos = place;
    code.place_handler(handler, depth, entry, was_reachable);  // [exit, exception]
    handler_entry();                                           // [exit, previous, exception]
    push_block(BlockKind::Protect, tail, static_cast<uint16_t>(depth + 1));
    code.load(Op::CallExit, Dest::temp(), code.top(2), code.top());
    if (is_async) await_top(Dest::temp(), 2);
    code.jump_if(Op::JumpIfTrue, Operand{code.top(), true}, suppress);
    code.jump(tail);
    pop_block();
    code.set_depth(static_cast<uint16_t>(depth + 2));
    code.place(suppress);
    code.drop();
    code.consume(Op::PopExc, Operand{code.top(), true});
    code.drop();
    if (code.reachable()) code.jump(end);
    if (was_reachable) reraise_tail(tail, static_cast<uint16_t>(depth + 1));
    code.set_depth(static_cast<uint16_t>(depth - 1));
    code.place(end);
    return {};
}

}  // namespace minipy::codegen
