// Classes: `__build_class__(body function, name, bases, keywords)`.
#include "compiler/codegen.h"

namespace minipy::codegen {

Owned Generator::class_body(ClassDef* k, int32_t line) {
    Scope* scope = table_.find(k);
    Unit& unit = enter(scope, c_.name(k->name), line);
    Assembler& code = a();
    code.pos = {line, line, 0, 0};
    Names& n = names(c_.t);
    TRY(store_name(n.__module__, load_name(n.__name__, Dest::any()), k->span));
    load_const(text(unit.qualname), Dest::temp());
    TRY(store_name(n.__qualname__, Operand{code.top(), true}, k->span));
    if (!k->type_params.empty()) {
        load_name(intern(c_.t, ".type_params"), Dest::temp());
        TRY(store_name(n.__type_params__, Operand{code.top(), true}, k->span));
    }
    TRY(docstring_and_body(k->body));
    if (code.reachable()) {
        code.pos = {0, 0, -1, -1};
        if (scope->needs_class_cell) {
            Operand cell = code.unary(Op::Move, Dest::temp(), Operand{0, false});
            code.consume(Op::StoreName, Operand{cell.reg, false}, code.name(n.__classcell__));
        } else {
            load_const(Value::none(), Dest::temp());
        }
        code.consume(Op::Return, Operand{code.top(), true});
        code.end_flow();
    }
    return leave();
}

Status Generator::class_def(ClassDef* k) {
    int32_t line = k->decorator_list.empty() ? k->span.line : k->decorator_list[0]->span.line;
    TRY(keyword_checks(k->keywords, k->span));
    TRY(decorators(k->decorator_list));
    bool generic = !k->type_params.empty();
    Scope* outer = generic ? table_.find(&k->type_params) : nullptr;
    Value type_params_name = generic ? intern(c_.t, ".type_params") : Value();
    if (generic) {
        enter(outer, intern(c_.t, "<generic parameters of " + std::string(k->name->text) + ">"), line);
        a().pos = position(k->span);
        TRY(type_params(k->type_params));
        TRY(store_name(type_params_name, Operand{a().top(), true}, k->span));
    }
    Owned body_code = TRY(class_body(k, line));
    a().load(Op::LoadBuildClass, Dest::temp(), 0, 0);
    load_code(std::move(body_code));
    make_function(0, table_.find(k), Dest::temp(), 1);
    load_const(c_.name(k->name), Dest::temp());
    if (!generic) {
        (void)TRY(arguments_and_call(k->bases, k->keywords, 2, Dest::temp()));
    } else {
        // class C[T](B) has the bases B, typing.Generic[T]; made by a name only this scope has
        ast::Seq<expr*> bases = k->bases;
        std::vector<expr*> list(bases.begin(), bases.end());
        Name base;
        ast::Identifier id{".generic_base", 0};
        base.id = &id;
        base.ctx = expr_context::Load;
        base.span = k->span;
        list.push_back(&base);
        Seq<expr*> with_generic;
        with_generic.data = list.data();
        with_generic.count = static_cast<uint32_t>(list.size());
        uint16_t depth = a().depth();
        load_name(type_params_name, Dest::temp());
        a().unary(Op::GenericBase, Dest::temp(), Operand{a().top(), true});
        TRY(store_name(intern(c_.t, ".generic_base"), Operand{a().top(), true}, k->span));
        a().set_depth(depth);
        (void)TRY(arguments_and_call(with_generic, k->keywords, 2, Dest::temp()));
        a().consume(Op::Return, Operand{a().top(), true});
        a().end_flow();
        Owned hidden = TRY(leave());
        load_code(std::move(hidden));
        make_function(0, outer, Dest::temp(), 1);
        a().window(Op::Call, Dest::temp(), 1, 0);
    }
    TRY(apply_decorators(k->decorator_list));
    return store_name(mangled(k->name), Operand{a().top(), true}, k->span);
}

}  // namespace minipy::codegen
