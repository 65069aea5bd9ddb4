// Expressions back to text, with the spaces and parentheses of CPython's string annotations.
#include "compiler/codegen.h"

namespace minipy::codegen {

namespace {

enum Level {
    kTuple,
    kTest,
    kOr,
    kAnd,
    kNot,
    kCompare,
    kBitOr,
    kBitXor,
    kBitAnd,
    kShift,
    kArith,
    kTerm,
    kFactor,
    kPower,
    kAwait,
    kAtom
};

class Unparser {
  public:
    explicit Unparser(Thread& t) : t_(t) {}
    std::string out;

    void visit(const expr* e, int level) {
        if (depth_ > 2000) return;
        ++depth_;
        node(e, level);
        --depth_;
    }

  private:
    struct Paren {
        Paren(Unparser& u, bool on) : u(u), on(on) {
            if (on) u.out += '(';
        }
        ~Paren() {
            if (on) u.out += ')';
        }
        Unparser& u;
        bool on;
    };
    template <class T>
    void list(const Seq<T>& items, int level) {
        bool first = true;
        for (auto* e : items) {
            if (!first) out += ", ";
            first = false;
            visit(e, level);
        }
    }

    static int binary_level(operator_ op) {
        switch (op) {
            case operator_::Add:
            case operator_::Sub:
                return kArith;
            case operator_::Mult:
            case operator_::MatMult:
            case operator_::Div:
            case operator_::Mod:
            case operator_::FloorDiv:
                return kTerm;
            case operator_::Pow:
                return kPower;
            case operator_::LShift:
            case operator_::RShift:
                return kShift;
            case operator_::BitOr:
                return kBitOr;
            case operator_::BitXor:
                return kBitXor;
            case operator_::BitAnd:
                return kBitAnd;
        }
        return kAtom;
    }
    static const char* binary_text(operator_ op) {
        static constexpr const char* kText[] = {" + ",  " - ",  " * ", " @ ", " / ", " % ", " ** ",
                                                " << ", " >> ", " | ", " ^ ", " & ", " // "};
        return kText[static_cast<int>(op)];
    }
    static const char* compare_text(cmpop op) {
        static constexpr const char* kText[] = {" == ", " != ", " < ",      " <= ", " > ",
                                                " >= ", " is ", " is not ", " in ", " not in "};
        return kText[static_cast<int>(op)];
    }

    void constant(const Constant* k) {
        using K = ConstantValue::Kind;
        const ConstantValue& v = k->value;
        if (k->u_prefix) out += k->u_prefix->text;
        Owned object;
        switch (v.kind) {
            case K::None:
                out += "None";
                return;
            case K::True:
                out += "True";
                return;
            case K::False:
                out += "False";
                return;
            case K::Ellipsis:
                out += "...";
                return;
            default:
                object = literal_object(t_, v);
                break;
        }
        Result<std::string> text = repr_utf8(t_, object);
        if (text.is_error()) {
            (void)take_exception(t_);
            return;
        }
        std::string s = text.value();
        if (v.kind == K::Float || v.kind == K::Imaginary)  // inf has no literal of its own
            for (size_t at; (at = s.find("inf")) != std::string::npos;) s.replace(at, 3, "1e309");
        out += s;
    }

    void parameters(const arguments* a) {
        bool first = true;
        auto comma = [&] {
            if (!first) out += ", ";
            first = false;
        };
        size_t count = a->posonlyargs.size() + a->args.size(), i = 0;
        auto one = [&](const arg* p) {
            comma();
            out += p->arg_name->text;
            size_t from_end = count - i++;
            if (from_end <= a->defaults.size()) {
                out += '=';
                visit(a->defaults[a->defaults.size() - from_end], kTest);
            }
        };
        for (arg* p : a->posonlyargs) one(p);
        if (!a->posonlyargs.empty()) comma(), out += '/';
        for (arg* p : a->args) one(p);
        if (a->vararg || !a->kwonlyargs.empty()) {
            comma();
            out += '*';
            if (a->vararg) out += a->vararg->arg_name->text;
        }
        for (size_t k = 0; k < a->kwonlyargs.size(); ++k) {
            comma();
            out += a->kwonlyargs[k]->arg_name->text;
            if (a->kw_defaults[k]) {
                out += '=';
                visit(a->kw_defaults[k], kTest);
            }
        }
        if (a->kwarg) {
            comma();
            out += "**";
            out += a->kwarg->arg_name->text;
        }
    }

    void generators(const Seq<comprehension*>& gens) {
        for (comprehension* g : gens) {
            out += g->is_async ? " async for " : " for ";
            visit(g->target, kTuple);
            out += " in ";
            visit(g->iter, kTest + 1);
            for (expr* e : g->ifs) {
                out += " if ";
                visit(e, kTest + 1);
            }
        }
    }

    void slice_item(const expr* e) {
        auto* s = try_as<Slice>(e);
        if (!s) return visit(e, kTuple);
        if (s->lower) visit(s->lower, kTest);
        out += ':';
        if (s->upper) visit(s->upper, kTest);
        if (s->step) out += ':', visit(s->step, kTest);
    }

    // The inside of an f-string: literal text with doubled braces.
    void fstring_part(const expr* e, std::string& body) {
        if (auto* k = try_as<Constant>(e)) {
            for (char c : k->value.text) {
                body += c;
                if (c == '{' || c == '}') body += c;
            }
            return;
        }
        if (auto* j = try_as<JoinedStr>(e)) {
            for (expr* x : j->values) fstring_part(x, body);
            return;
        }
        auto* f = as<FormattedValue>(e);
        Unparser inner(t_);
        inner.visit(f->value, kTest + 1);
        body += inner.out.size() && inner.out[0] == '{' ? "{ " : "{";
        body += inner.out;
        if (f->conversion > 0) body += '!', body += static_cast<char>(f->conversion);
        if (f->format_spec) {
            body += ':';
            fstring_part(f->format_spec, body);
        }
        body += '}';
    }

    void call(const Call* e) {
        visit(e->func, kAtom);
        auto* only = e->args.size() == 1 && e->keywords.empty() ? try_as<GeneratorExp>(e->args[0]) : nullptr;
        if (only) return visit(only, kTuple);
        out += '(';
        list(e->args, kTest);
        bool first = e->args.empty();
        for (keyword* k : e->keywords) {
            if (!first) out += ", ";
            first = false;
            if (k->arg)
                out += std::string(k->arg->text) + "=";
            else
                out += "**";
            visit(k->value, kTest);
        }
        out += ')';
    }

    void node(const expr* e, int level) {
        switch (e->kind) {
            case NodeKind::BoolOp: {
                auto* b = as<BoolOp>(e);
                int own = b->op == boolop::And ? kAnd : kOr;
                Paren p(*this, level > own);
                for (size_t i = 0; i < b->values.size(); ++i) {
                    if (i) out += own == kAnd ? " and " : " or ";
                    visit(b->values[i], own + 1);
                }
                return;
            }
            case NodeKind::NamedExpr: {
                Paren p(*this, level > kTuple);
                visit(as<NamedExpr>(e)->target, kAtom);
                out += " := ";
                return visit(as<NamedExpr>(e)->value, kAtom);
            }
            case NodeKind::BinOp: {
                auto* b = as<BinOp>(e);
                int own = binary_level(b->op);
                bool right_assoc = b->op == operator_::Pow;
                Paren p(*this, level > own);
                visit(b->left, own + right_assoc);
                out += binary_text(b->op);
                return visit(b->right, own + !right_assoc);
            }
            case NodeKind::UnaryOp: {
                auto* u = as<UnaryOp>(e);
                static constexpr const char* kText[] = {"~", "not ", "+", "-"};
                int own = u->op == unaryop::Not ? kNot : kFactor;
                Paren p(*this, level > own);
                out += kText[static_cast<int>(u->op)];
                return visit(u->operand, own);
            }
            case NodeKind::Lambda: {
                Paren p(*this, level > kTest);
                size_t at = out.size();
                out += "lambda ";
                parameters(as<Lambda>(e)->args);
                if (out.size() == at + 7) out.pop_back();
                out += ": ";
                return visit(as<Lambda>(e)->body, kTest);
            }
            case NodeKind::IfExp: {
                Paren p(*this, level > kTest);
                visit(as<IfExp>(e)->body, kTest + 1);
                out += " if ";
                visit(as<IfExp>(e)->test, kTest + 1);
                out += " else ";
                return visit(as<IfExp>(e)->orelse, kTest);
            }
            case NodeKind::Dict: {
                auto* d = as<Dict>(e);
                out += '{';
                for (size_t i = 0; i < d->values.size(); ++i) {
                    if (i) out += ", ";
                    if (d->keys[i]) {
                        visit(d->keys[i], kTest);
                        out += ": ";
                        visit(d->values[i], kTest);
                    } else {
                        out += "**";
                        visit(d->values[i], kBitOr);
                    }
                }
                out += '}';
                return;
            }
            case NodeKind::Set:
                out += '{';
                list(as<Set>(e)->elts, kTest);
                out += '}';
                return;
            case NodeKind::ListComp:
                out += '[';
                visit(as<ListComp>(e)->elt, kTest);
                generators(as<ListComp>(e)->generators);
                out += ']';
                return;
            case NodeKind::SetComp:
                out += '{';
                visit(as<SetComp>(e)->elt, kTest);
                generators(as<SetComp>(e)->generators);
                out += '}';
                return;
            case NodeKind::GeneratorExp:
                out += '(';
                visit(as<GeneratorExp>(e)->elt, kTest);
                generators(as<GeneratorExp>(e)->generators);
                out += ')';
                return;
            case NodeKind::DictComp:
                out += '{';
                visit(as<DictComp>(e)->key, kTest);
                out += ": ";
                visit(as<DictComp>(e)->value, kTest);
                generators(as<DictComp>(e)->generators);
                out += '}';
                return;
            case NodeKind::Await: {
                Paren p(*this, level > kAwait);
                out += "await ";
                return visit(as<Await>(e)->value, kAtom);
            }
            case NodeKind::Yield:
                out += as<Yield>(e)->value ? "(yield " : "(yield";
                if (as<Yield>(e)->value) visit(as<Yield>(e)->value, kTest);
                out += ')';
                return;
            case NodeKind::YieldFrom:
                out += "(yield from ";
                visit(as<YieldFrom>(e)->value, kTest);
                out += ')';
                return;
            case NodeKind::Compare: {
                auto* k = as<Compare>(e);
                Paren p(*this, level > kCompare);
                visit(k->left, kCompare + 1);
                for (size_t i = 0; i < k->ops.size(); ++i) {
                    out += compare_text(k->ops[i]);
                    visit(k->comparators[i], kCompare + 1);
                }
                return;
            }
            case NodeKind::Call:
                return call(as<Call>(e));
            case NodeKind::JoinedStr:
            case NodeKind::FormattedValue: {
                std::string body;
                fstring_part(e, body);
                out += 'f';
                Owned s = make_str(t_, body);
                Result<std::string> text = repr_utf8(t_, s);
                if (!text.is_error()) out += text.value();
                return;
            }
            case NodeKind::Constant:
                return constant(as<Constant>(e));
            case NodeKind::Attribute: {
                auto* at = as<Attribute>(e);
                visit(at->value, kAtom);
                auto* k = try_as<Constant>(at->value);
                out += k && k->value.kind == ConstantValue::Kind::Int ? " ." : ".";
                out += at->attr->text;
                return;
            }
            case NodeKind::Subscript:
                visit(as<Subscript>(e)->value, kAtom);
                out += '[';
                slice_item(as<Subscript>(e)->slice);
                out += ']';
                return;
            case NodeKind::Slice:
                return slice_item(e);
            case NodeKind::Starred:
                out += '*';
                return visit(as<Starred>(e)->value, kBitOr);
            case NodeKind::Name:
                out += as<Name>(e)->id->text;
                return;
            case NodeKind::List:
                out += '[';
                list(as<List>(e)->elts, kTest);
                out += ']';
                return;
            case NodeKind::Tuple: {
                auto* t = as<Tuple>(e);
                if (t->elts.empty()) {
                    out += "()";
                    return;
                }
                Paren p(*this, level > kTuple);
                for (size_t i = 0; i < t->elts.size(); ++i) {
                    if (i) out += ", ";
                    slice_item_or(t->elts[i], level);
                }
                if (t->elts.size() == 1) out += ',';
                return;
            }
            default:
                return;
        }
    }
    void slice_item_or(const expr* e, int level) {
        if (level == kTuple && e->kind == NodeKind::Slice) return slice_item(e);
        visit(e, kTest);
    }

    Thread& t_;
    int depth_ = 0;
};

}  // namespace

}  // namespace minipy::codegen

namespace minipy {

std::string unparse(Thread& t, const ast::expr* annotation) {
    codegen::Unparser u(t);
    u.visit(annotation, codegen::kTest);
    return u.out;
}

}  // namespace minipy
