// match: a pattern is compiled to code that consumes the value on top, or jumps out when it does not match.
//
// Captured values wait in slots above the subject, so that no name is bound before the whole pattern has
// matched:
//
//     [subject, slot of b, slot of a, value...]         case (a, b):
//
// A failed pattern leaves the temporaries it had; the labels it jumps to, one per depth, drop them one by
// one.
#include <algorithm>
#include <map>

#include "compiler/codegen.h"

namespace minipy::codegen {

struct PatternContext {
    uint16_t base = 0;         // depth with the subject alone
    uint16_t slots = 0;        // index of the first slot's temporary
    std::vector<Value> names;  // names[i] waits in slot names.size() - 1 - i
    std::map<uint16_t, Label> fails;
};

namespace {
bool is_wildcard(const pattern* p) {
    auto* m = try_as<MatchAs>(p);
    return m && !m->name && !m->pattern_;
}
// A pattern that matches anything: its name is the capture's, or "" for a wildcard.
bool irrefutable(const pattern* p, std::string& name) {
    if (auto* m = try_as<MatchAs>(p)) {
        if (m->pattern_) return irrefutable(m->pattern_, name);
        name = m->name ? std::string(m->name->text) : std::string();
        return true;
    }
    if (auto* o = try_as<MatchOr>(p)) return irrefutable(o->patterns.back(), name);
    return false;
}
// The part of a pattern that stands last.
const pattern* last_leaf(const pattern* p) {
    if (auto* s = try_as<MatchSequence>(p); s && !s->patterns.empty()) return last_leaf(s->patterns.back());
    if (auto* m = try_as<MatchMapping>(p); m && !m->patterns.empty()) return last_leaf(m->patterns.back());
    if (auto* o = try_as<MatchOr>(p)) return last_leaf(o->patterns.back());
    if (auto* a = try_as<MatchAs>(p); a && a->pattern_) return last_leaf(a->pattern_);
    if (auto* k = try_as<MatchClass>(p)) {
        if (!k->kwd_patterns.empty()) return last_leaf(k->kwd_patterns.back());
        if (!k->patterns.empty()) return last_leaf(k->patterns.back());
    }
    return p;
}
std::string unreachable_message(const std::string& name) {
    return name.empty() ? "wildcard makes remaining patterns unreachable"
                        : "name capture '" + name + "' makes remaining patterns unreachable";
}
}  // namespace

Status Generator::collect_names(pattern* p, std::vector<Value>& names) {
    auto add = [&](identifier id, const Span& span) -> Status {
        if (!id) return {};
        Value name = mangled(id);
        for (Value other : names)
            if (other == name)
                return c_.error(span,
                                "multiple assignments to name '" + std::string(id->text) + "' in pattern");
        TRY(forbidden(name, span, "assign to"));
        names.push_back(name);
        return {};
    };
    switch (p->kind) {
        case NodeKind::MatchAs:
            if (as<MatchAs>(p)->pattern_) TRY(collect_names(as<MatchAs>(p)->pattern_, names));
            return add(as<MatchAs>(p)->name, p->span);
        case NodeKind::MatchStar:
            return add(as<MatchStar>(p)->name, p->span);
        case NodeKind::MatchSequence:
            for (pattern* x : as<MatchSequence>(p)->patterns) TRY(collect_names(x, names));
            return {};
        case NodeKind::MatchMapping:
            for (pattern* x : as<MatchMapping>(p)->patterns) TRY(collect_names(x, names));
            return add(as<MatchMapping>(p)->rest, p->span);
        case NodeKind::MatchClass:
            for (pattern* x : as<MatchClass>(p)->patterns) TRY(collect_names(x, names));
            for (pattern* x : as<MatchClass>(p)->kwd_patterns) TRY(collect_names(x, names));
            return {};
        case NodeKind::MatchOr: {
            auto* o = as<MatchOr>(p);
            std::vector<Value> first;
            for (size_t i = 0; i < o->patterns.size(); ++i) {
                std::string name;
                if (i + 1 < o->patterns.size() && irrefutable(o->patterns[i], name))
                    return c_.error(o->patterns[i]->span, unreachable_message(name));
                std::vector<Value> these;
                TRY(collect_names(o->patterns[i], these));
                if (i == 0) {
                    first = these;
                    continue;
                }
                bool same = first.size() == these.size();
                for (Value n : these) same &= std::find(first.begin(), first.end(), n) != first.end();
                if (!same)
                    return c_.error(last_leaf(o->patterns[i])->span,
                                    "alternative patterns bind different names");
            }
            for (Value n : first) {
                if (std::find(names.begin(), names.end(), n) != names.end())
                    return c_.error(p->span, "multiple assignments to name '" + to_utf8(n) + "' in pattern");
                names.push_back(n);
            }
            return {};
        }
        default:
            return {};
    }
}

Label Generator::fail_label(PatternContext& pc) {
    auto it = pc.fails.find(a().depth());
    if (it == pc.fails.end()) it = pc.fails.emplace(a().depth(), a().label()).first;
    return it->second;
}

// The jump's operand on top is consumed on both ways.
void Generator::fail_if(Op op, PatternContext& pc) {
    Operand o{a().top(), true};
    a().pop();
    Label label = fail_label(pc);
    a().push();
    a().jump_if(op, o, label);
}

// All failures come together with the subject alone on the stack.
void Generator::place_fails(PatternContext& pc) {
    Assembler& code = a();
    uint16_t deepest = pc.fails.empty() ? pc.base : std::max(pc.base, pc.fails.rbegin()->first);
    for (uint16_t d = deepest; d > pc.base; --d) {
        code.set_depth(d);
        auto it = pc.fails.find(d);
        if (it != pc.fails.end()) code.place(it->second);
        code.set_depth(d);
        code.drop();
    }
    code.set_depth(pc.base);
    auto it = pc.fails.find(pc.base);
    if (it != pc.fails.end()) code.place(it->second);
    pc.fails.clear();
}

Status Generator::capture(identifier name, const Span& span, PatternContext& pc) {
    Assembler& code = a();
    (void)span;
    if (name) {
        Value mangled_name = mangled(name);
        size_t i =
            static_cast<size_t>(std::find(pc.names.begin(), pc.names.end(), mangled_name) - pc.names.begin());
        code.plain(Op::Swap, code.temp_reg(static_cast<unsigned>(pc.slots + pc.names.size() - 1 - i)),
                   code.top());
    }
    code.drop();
    return {};
}

Status Generator::pattern_(pattern* p, PatternContext& pc) {
    if (native_stack_low(c_.t, " during compilation")) return Raised{};
    Assembler& code = a();
    At at(*this, p->span);
    switch (p->kind) {
        case NodeKind::MatchValue: {
            expr* literal = as<MatchValue>(p)->value;
            bool fixed = literal->kind != NodeKind::JoinedStr && constant(literal).is_valid();
            if (literal->kind != NodeKind::Attribute && !fixed)
                return c_.error(p->span, "patterns may only match literals and attribute lookups");
            Operand r = TRY(value(literal));
            Operand l{r.temp ? code.top(1) : code.top(), true};
            uint16_t after = static_cast<uint16_t>(code.depth() - (r.temp ? 2 : 1)), now = code.depth();
            code.set_depth(after);
            Label fail = fail_label(pc);
            code.set_depth(now);
            code.jump_compare(Op::JumpIfEq, l, r, fail, true);
            return {};
        }
        case NodeKind::MatchSingleton: {
            Value v = literal(as<MatchSingleton>(p)->value);
            if (v.is_none()) {
                fail_if(Op::JumpIfNotNone, pc);
                return {};
            }
            Operand l{code.top(), true}, r = load_const(v, Dest::temp());
            code.pop(2);
            Label fail = fail_label(pc);
            code.push();
            code.push();
            code.jump_compare(Op::JumpIfIs, l, r, fail, true);
            return {};
        }
        case NodeKind::MatchSequence:
            return pattern_sequence(as<MatchSequence>(p), pc);
        case NodeKind::MatchMapping:
            return pattern_mapping(as<MatchMapping>(p), pc);
        case NodeKind::MatchClass:
            return pattern_class(as<MatchClass>(p), pc);
        case NodeKind::MatchStar:
            return capture(as<MatchStar>(p)->name, p->span, pc);
        case NodeKind::MatchAs:
            return pattern_as(as<MatchAs>(p), pc);
        case NodeKind::MatchOr:
            return pattern_or(as<MatchOr>(p), pc);
        default:
            return c_.error(p->span, "invalid match pattern node");
    }
}

Status Generator::pattern_as(MatchAs* p, PatternContext& pc) {
    if (p->pattern_) {
        a().to_temp(Operand{a().top(), false});
        TRY(pattern_(p->pattern_, pc));
    }
    return capture(p->name, p->span, pc);
}

Status Generator::pattern_sequence(MatchSequence* p, PatternContext& pc) {
    Assembler& code = a();
    unsigned n = static_cast<unsigned>(p->patterns.size());
    int star = -1;
    for (unsigned i = 0; i < n; ++i) {
        if (p->patterns[i]->kind != NodeKind::MatchStar) continue;
        if (star >= 0) return c_.error(p->span, "multiple starred names in sequence pattern");
        star = static_cast<int>(i);
    }
    uint16_t v = code.top();
    code.load(Op::MatchSequence, Dest::temp(), v, 0);
    fail_if(Op::JumpIfFalse, pc);
    unsigned least = star < 0 ? n : n - 1;
    if (star < 0 || least > 0) {
        Operand length = code.load(Op::GetLen, Dest::temp(), v, 0);
        Label fail;
        code.pop();
        fail = fail_label(pc);
        code.push();
        code.jump_compare_imm(star < 0 ? Op::JumpIfEqImm : Op::JumpIfGeImm, length, static_cast<int>(least),
                              fail, true);
    }
    if (n == 0 || (n == 1 && star == 0 && !as<MatchStar>(p->patterns[0])->name)) {
        code.drop();
        return {};
    }
    unsigned before = static_cast<unsigned>(star);
    if (star >= 0 && !as<MatchStar>(p->patterns[before])->name) return pattern_ends(p, before, pc);
    code.window_to_window(star < 0 ? Op::Unpack : Op::UnpackEx, Operand{v, true}, n,
                          star < 0 ? n : before | (n - before - 1) << 8);
    for (pattern* x : p->patterns) TRY(pattern_(x, pc));
    return {};
}

// A sequence with `*_`: nothing asks for what is between, so the others are taken by index, as CPython takes them.
Status Generator::pattern_ends(MatchSequence* p, unsigned star, PatternContext& pc) {
    Assembler& code = a();
    uint16_t v = code.top();
    unsigned n = static_cast<unsigned>(p->patterns.size());
    for (unsigned i = 0; i < n; ++i) {
        pattern* x = p->patterns[i];
        if (i == star || is_wildcard(x)) continue;
        if (i < star) {
            code.load(Op::GetItemImm, Dest::temp(), v, i);
        } else {
            Operand length = code.load(Op::GetLen, Dest::temp(), v, 0);
            Operand index = code.unary(Op::SubImm, Dest::temp(), length, n - i);
            code.binary(Op::GetItem, Dest::temp(), Operand{v, false}, index);
        }
        TRY(pattern_(x, pc));
    }
    code.drop();
    return {};
}

Status Generator::pattern_mapping(MatchMapping* p, PatternContext& pc) {
    Assembler& code = a();
    unsigned n = static_cast<unsigned>(p->keys.size());
    uint16_t v = code.top();
    code.load(Op::MatchMapping, Dest::temp(), v, 0);
    fail_if(Op::JumpIfFalse, pc);
    if (n == 0 && !p->rest) {
        code.drop();
        return {};
    }
    std::vector<Value> seen;
    if (n) {
        Operand length = code.load(Op::GetLen, Dest::temp(), v, 0);
        code.pop();
        Label fail = fail_label(pc);
        code.push();
        code.jump_compare_imm(Op::JumpIfGeImm, length, static_cast<int>(n), fail, true);
    }
    for (expr* key : p->keys) {
        Value k = constant(key);
        if (key->kind == NodeKind::JoinedStr)
            return c_.error(p->span, "mapping pattern keys may only match literals and attribute lookups");
        for (Value other : seen) {
            if (!k.is_valid() || !other.is_valid() || !TRY(compare_bool(c_.t, CompareOp::Eq, other, k))) continue;
            std::string text = TRY(repr_utf8(c_.t, k));
            return c_.error(p->span, "mapping pattern checks duplicate key (" + text + ")");
        }
        seen.push_back(k);
        (void)TRY(value(key, Dest::temp()));
    }
    Operand keys = code.window(Op::BuildTuple, Dest::temp(), n, n);
    Operand values = code.load(Op::MatchKeys, Dest::temp(), v, keys.reg);
    code.jump_if(Op::JumpIfNone, Operand{values.reg, false}, fail_label(pc));
    code.window_to_window(Op::Unpack, values, n, n);
    for (pattern* x : p->patterns) TRY(pattern_(x, pc));
    if (p->rest) {  // [v, keys] -> a copy of v without the keys
        Operand copy = code.window(Op::BuildMap, Dest::temp(), 0, 0);
        code.effect(Op::DictUpdate, copy.reg, Operand{v, false});
        code.swap();
        uint16_t map = keys.reg;
        code.window_to_window(Op::Unpack, Operand{code.top(), true}, n, n);
        for (unsigned i = 0; i < n; ++i)
            code.effect2(Op::DeleteItem, 0, Operand{map, false}, Operand{code.top(), true});
        TRY(capture(p->rest, p->span, pc));
    } else {
        code.drop();
    }
    code.drop();
    return {};
}

Status Generator::pattern_class(MatchClass* p, PatternContext& pc) {
    Assembler& code = a();
    unsigned positional = static_cast<unsigned>(p->patterns.size()),
             n = positional + static_cast<unsigned>(p->kwd_patterns.size());
    std::vector<Value> attributes;
    for (size_t i = 0; i < p->kwd_attrs.size(); ++i) {
        Value name = c_.name(p->kwd_attrs[i]);
        TRY(forbidden(name, p->kwd_patterns[i]->span, "assign to"));
        for (Value other : attributes)
            if (other == name)
                return c_.error(p->kwd_patterns[i]->span, "attribute name repeated in class pattern: " +
                                                              std::string(p->kwd_attrs[i]->text));
        attributes.push_back(name);
    }
    (void)TRY(value(p->cls, Dest::temp()));
    load_const(tuple_constant(attributes), Dest::temp());
    Operand found = code.window(Op::MatchClass, Dest::temp(), 3, positional);
    code.jump_if(Op::JumpIfNone, Operand{found.reg, false}, fail_label(pc));
    code.window_to_window(Op::Unpack, found, n, n);
    for (pattern* x : p->patterns) TRY(pattern_(x, pc));
    for (pattern* x : p->kwd_patterns) TRY(pattern_(x, pc));
    return {};
}

Status Generator::pattern_or(MatchOr* p, PatternContext& pc) {
    Assembler& code = a();
    Label matched = code.label();
    uint16_t depth = code.depth();
    for (pattern* x : p->patterns) {
        PatternContext alternative;
        alternative.base = depth;
        alternative.slots = pc.slots;
        alternative.names = pc.names;
        code.to_temp(Operand{code.top(), false});
        TRY(pattern_(x, alternative));
        code.jump(matched);
        place_fails(alternative);
    }
    if (code.reachable()) code.jump(fail_label(pc));
    code.set_depth(depth);
    code.place(matched);
    code.drop();
    return {};
}

Status Generator::match(Match* s) {
    Assembler& code = a();
    Label end = code.label();
    (void)TRY(value(s->subject, Dest::temp()));
    uint16_t depth = code.depth();
    for (size_t i = 0; i < s->cases.size(); ++i) {
        match_case* k = s->cases[i];
        std::string name;
        if (i + 1 < s->cases.size() && !k->guard && irrefutable(k->pattern_, name))
            return c_.error(k->pattern_->span, unreachable_message(name));
        PatternContext pc;
        pc.base = depth;
        pc.slots = depth;
        TRY(collect_names(k->pattern_, pc.names));
        code.pos = position(k->pattern_->span);
        uint16_t subject = code.top();
        for (size_t j = 0; j < pc.names.size(); ++j) load_const(Value::none(), Dest::temp());
        if (!is_wildcard(k->pattern_)) {
            code.to_temp(Operand{subject, false});
            TRY(pattern_(k->pattern_, pc));
        }
        for (Value n : pc.names) TRY(store_name(n, Operand{code.top(), true}, k->pattern_->span));
        if (k->guard) {
            code.pos = position(k->guard->span);
            TRY(jump_if(k->guard, fail_label(pc), false));
        }
        code.pos = position(k->pattern_->span);
        code.drop();
        TRY(body(k->body));
        code.pos = {0, 0, -1, -1};
        if (code.reachable()) code.jump(end);
        place_fails(pc);
    }
    code.set_depth(depth);
    code.drop();
    code.place(end);
    return {};
}

}  // namespace minipy::codegen
