// Calls. The callee and its arguments are laid into a window of temporaries, which moves into the callee's
// frame.
#include <algorithm>

#include "compiler/codegen.h"

namespace minipy::codegen {

namespace {
bool has_starred(const Seq<expr*>& args) {
    for (expr* e : args)
        if (e->kind == NodeKind::Starred) return true;
    return false;
}
bool has_double_starred(const Seq<keyword*>& keywords) {
    for (keyword* k : keywords)
        if (!k->arg) return true;
    return false;
}
constexpr size_t kWindowArgumentsMax = 2000;
}  // namespace

Status Generator::check_callee(Call* e) {
    using K = ConstantValue::Kind;
    const char* type = nullptr;
    switch (e->func->kind) {
        case NodeKind::Constant: {
            K k = as<Constant>(e->func)->value.kind;
            type = k == K::None                    ? "NoneType"
                   : k == K::True || k == K::False ? "bool"
                   : k == K::Ellipsis              ? "ellipsis"
                   : k == K::Int                   ? "int"
                   : k == K::Float                 ? "float"
                   : k == K::Imaginary             ? "complex"
                   : k == K::Str                   ? "str"
                                                   : "bytes";
            break;
        }
        case NodeKind::Tuple:
            type = "tuple";
            break;
        case NodeKind::List:
        case NodeKind::ListComp:
            type = "list";
            break;
        case NodeKind::Dict:
        case NodeKind::DictComp:
            type = "dict";
            break;
        case NodeKind::Set:
        case NodeKind::SetComp:
            type = "set";
            break;
        case NodeKind::GeneratorExp:
            type = "generator";
            break;
        case NodeKind::JoinedStr:
        case NodeKind::FormattedValue:
            type = "str";
            break;
        default:
            return {};
    }
    return c_.warn(e->func->span,
                   std::string("'") + type + "' object is not callable; perhaps you missed a comma?");
}

Status Generator::keyword_checks(const Seq<keyword*>& keywords, const Span& call) {
    for (size_t i = 0; i < keywords.size(); ++i) {
        if (!keywords[i]->arg) continue;
        TRY(forbidden(c_.name(keywords[i]->arg), call, "assign to"));
        for (size_t j = i + 1; j < keywords.size(); ++j)
            if (keywords[j]->arg && keywords[j]->arg->text == keywords[i]->arg->text)
                return c_.error(keywords[j]->span,
                                "keyword argument repeated: " + std::string(keywords[i]->arg->text));
    }
    return {};
}

Result<Operand> Generator::call(Call* e, Dest dest) {
    TRY(keyword_checks(e->keywords, e->span));
    bool simple = !has_starred(e->args) && !has_double_starred(e->keywords) &&
                  e->args.size() + e->keywords.size() < kWindowArgumentsMax;
    if (auto* method = try_as<Attribute>(e->func); method && simple) return method_call(e, method, dest);
    TRY(check_callee(e));
    (void)TRY(value(e->func, Dest::temp()));
    return arguments_and_call(e->args, e->keywords, 0, dest);
}

Result<Operand> Generator::method_call(Call* e, Attribute* callee, Dest dest) {
    Assembler& code = a();
    Operand o = TRY(value(callee->value));
    // On a chain over several lines, the place is where the method's name stands.
    Position of_call = code.pos;
    code.pos = position(callee->span);
    for (Position* p : {&of_call, &code.pos}) {
        if (p->line == callee->span.end_line) continue;
        p->line = callee->span.end_line;
        p->column = callee->span.end_col - static_cast<int32_t>(callee->attr->text.size());
    }
    code.window_to_window(Op::LoadMethod, o, 2, code.attr(mangled(callee->attr)));
    code.pos = of_call;
    unsigned n = static_cast<unsigned>(e->args.size() + e->keywords.size());
    for (expr* x : e->args) (void)TRY(value(x, Dest::temp()));
    if (e->keywords.empty()) return code.window(Op::CallMethod, dest, n + 2, n);
    std::vector<Value> names;
    for (keyword* k : e->keywords) {
        (void)TRY(value(k->value, Dest::temp()));
        names.push_back(c_.name(k->arg));
    }
    load_const(tuple_constant(names), Dest::temp());
    return code.window(Op::CallMethodKw, dest, n + 3, n);
}

// The callee and `extra` first arguments lie in the newest temporaries; adds the others and calls.
Result<Operand> Generator::arguments_and_call(const Seq<expr*>& args, const Seq<keyword*>& keywords,
                                              unsigned extra, Dest dest) {
    Assembler& code = a();
    unsigned n = extra + static_cast<unsigned>(args.size() + keywords.size());
    if (has_starred(args) || has_double_starred(keywords) || n >= kWindowArgumentsMax) {
        bool has_kw = false;
        TRY(call_ex_arguments(args, keywords, extra, has_kw));
        return code.window(Op::CallEx, dest, has_kw ? 3 : 2, has_kw);
    }
    for (expr* x : args) (void)TRY(value(x, Dest::temp()));
    if (keywords.empty()) return code.window(Op::Call, dest, n + 1, n);
    std::vector<Value> names;
    for (keyword* k : keywords) {
        (void)TRY(value(k->value, Dest::temp()));
        names.push_back(c_.name(k->arg));
    }
    load_const(tuple_constant(names), Dest::temp());
    return code.window(Op::CallKw, dest, n + 2, n);
}

// [callee, extra...] -> [callee, positional, keywords?]
Status Generator::call_ex_arguments(const Seq<expr*>& args, const Seq<keyword*>& keywords, unsigned extra,
                                    bool& has_kw) {
    Assembler& code = a();
    uint16_t callee = code.top(extra);
    if (extra == 0 && args.size() == 1 && args[0]->kind == NodeKind::Starred) {
        (void)TRY(value(as<Starred>(args[0])->value, Dest::temp()));
    } else if (extra == 0 && args.empty()) {
        load_const(c_.t.interp->empty_tuple, Dest::temp());
    } else if (!has_starred(args) && extra + args.size() < kWindowArgumentsMax) {
        std::vector<Value> known;
        bool all_known = std::all_of(args.begin(), args.end(), [&](expr* x) { return known.emplace_back(constant(x)).is_valid(); });
        if (all_known && extra == 0) {
            load_const(tuple_constant(known), Dest::temp());
        } else {
            for (expr* x : args) (void)TRY(value(x, Dest::temp()));
            unsigned count = extra + static_cast<unsigned>(args.size());
            code.window(Op::BuildTuple, Dest::temp(), count, count);
        }
    } else {
        code.window(Op::BuildList, Dest::temp(), extra, extra);
        uint16_t list = code.top();
        for (expr* x : args) {
            bool star = x->kind == NodeKind::Starred;
            Operand o = TRY(value(star ? as<Starred>(x)->value : x));
            code.effect(star ? Op::ListExtend : Op::ListAppend, list, o);
        }
        code.unary(Op::ListToTuple, Dest::temp(), Operand{list, true});
    }
    has_kw = !keywords.empty();
    if (!has_kw) return {};
    if (keywords.size() == 1 && !keywords[0]->arg) {
        (void)TRY(value(keywords[0]->value, Dest::temp()));
        return {};
    }
    code.window(Op::BuildMap, Dest::temp(), 0, 0);
    uint16_t map = code.top();
    for (keyword* k : keywords) {
        if (!k->arg) {
            Operand o = TRY(value(k->value));
            code.effect(Op::DictMerge, map, o, callee);
        } else if (!has_double_starred(keywords)) {
            Operand key = load_const(c_.name(k->arg), Dest::any());
            Operand v = TRY(value(k->value));
            code.effect2(Op::MapAdd, map, key, v);
        } else {  // f(**a, b=1): a repeated name is an error, so merge a dict of one
            load_const(c_.name(k->arg), Dest::temp());
            (void)TRY(value(k->value, Dest::temp()));
            Operand one = code.window(Op::BuildMap, Dest::temp(), 2, 1);
            code.effect(Op::DictMerge, map, one, callee);
        }
    }
    return {};
}

}  // namespace minipy::codegen
