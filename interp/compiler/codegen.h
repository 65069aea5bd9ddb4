// Generator: walks a tree and writes code through an Assembler. One Unit for each code object being made,
// innermost on top.
//
// An expression is compiled to a Dest: anywhere (a local then names its own register and no instruction is
// made), into the temporary on top, or straight into a local. Only the last instruction of an expression
// writes to a local destination, so that a handler never sees half an assignment.
//
// Blocks are what `return`, `break` and `continue` have to leave properly: loops, try, with, except.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/assembler.h"
#include "compiler/symtable.h"
#include "compiler/tree.h"

namespace minipy::codegen {

enum class BlockKind : uint8_t {
    Loop,
    ForLoop,     // ForLoop: an iterator on top
    Protect,     // a range with a handler, nothing to leave
    FinallyTry,  // its finally body runs on the way out
    FinallyEnd,  // in the finally body after an exception: [previous, exception]
    Handler,     // in an except body: [previous], and a name to clear
    With,        // [__exit__]
    PopValue,    // a value kept for return while a finally body runs
};

struct Block {
    BlockKind kind;
    Label exit, next;  // break, continue
    bool protects = false;
    bool is_async = false;
    bool star = false;   // in except*: no way out
    uint32_t begin = 0;  // of the range protected now
    Label handler;
    uint16_t depth = 0;  // of the range
    const Seq<stmt*>* final_body = nullptr;
    identifier name = nullptr;
    Position pos{};
};

struct Unit {
    Unit(CompileContext& c, Scope* s, Unit* p)
        : scope(s), parent(p), code(c, static_cast<uint16_t>(s->locals.size())) {}
    Scope* scope;
    Unit* parent;
    Assembler code;
    std::string qualname;
    Value name;
    std::vector<Block> blocks;
    int32_t first_line = 1;
    uint16_t arg_count = 0, posonly_count = 0, kwonly_count = 0;
    Value doc = Value::none();
    bool interactive = false;
};

// Whether a constant fits an _Imm form.
bool fits_imm(Value v, int& imm);
// The opcode of an operator, in its _Imm form; Nop when there is none.

struct PatternContext;

class Generator {
  public:
    Generator(CompileContext& c, Symtable& table) : c_(c), table_(table) {}
    Owned module(mod* m);

  private:
    // ---- units (codegen.cpp)
    Unit& enter(Scope* scope, Value name, int32_t first_line);
    Owned leave();
    Assembler& a() { return unit_->code; }
    uint32_t code_flags(const Unit& unit) const;

    // ---- constants (fold.cpp)
    Value constant(const expr* e);          // the value of a constant (after folding), or the zero Value
    Value literal(const ConstantValue& v);  // zero Value with an exception set when it cannot be
    Value pool(Owned v);                    // the one immortal constant equal to v
    Value fold(const expr* e);
    Value fold_binary(const BinOp* e);
    Value fold_unary(const UnaryOp* e);
    Value fold_subscript(const Subscript* e);
    Value tuple_constant(const std::vector<Value>& items);
    Value fold_tuple(const Seq<expr*>& elts);
    Value text(std::string_view utf8) { return pool(Owned::share(intern(c_.t, utf8))); }
    int truth_of_constant(const expr* e);  // 1, 0, or -1 when not constant

    // ---- names (codegen_names.cpp)
    Value mangled(identifier id) { return mangle(c_.t, unit_->scope->class_name, c_.name(id)); }
    Operand load_name(Value name, Dest dest);
    Status store_name(Value name, Operand value, const Span& span);
    Status delete_name(Value name, const Span& span);
    Status forbidden(Value name, const Span& span, const char* verb);
    int local_register(Value name);              // of a fast local, else -1
    Operand hold(Operand o, const expr* later);  // copies a local that `later` may rebind

    // ---- expressions (codegen_expr.cpp)
    Result<Operand> value(expr* e, Dest dest = Dest::any());
    Result<Operand> value_inner(expr* e, Dest dest);
    Operand load_const(Value v, Dest dest);
    Result<Operand> binary(BinOp* e, Dest dest);
    int float_operand(Value constant);
    // `left op right`, in the form that fits what is known of the right operand. flags: kInplace or 0.
    Result<Operand> operate(operator_ op, Operand left, expr* right, Dest dest, uint8_t flags);
    Result<Operand> bool_op(BoolOp* e, Dest dest);
    Status jump_keeping(expr* e, bool when, Label end);
    Result<Operand> if_exp(IfExp* e, Dest dest);
    Result<Operand> compare(Compare* e, Dest dest);
    Result<Operand> named(NamedExpr* e, Dest dest);
    Result<Operand> dict(Dict* e, Dest dest);
    Result<Operand> sequence(expr* e, const Seq<expr*>& elts, Dest dest);
    Result<Operand> subscript(Subscript* e, Dest dest);
    Result<Operand> slice(Slice* e, Dest dest);
    Result<Operand> joined(JoinedStr* e, Dest dest);
    Result<Operand> formatted(FormattedValue* e, Dest dest);
    const expr* part_of_string_ = nullptr;  // the part of a JoinedStr that is being made
    Result<Operand> yield(expr* e, expr* v, Dest dest);
    Result<Operand> yield_from(YieldFrom* e, Dest dest);
    Result<Operand> await(Await* e, Dest dest);
    Operand await_top(Dest dest, int how);
    Status list_of(const Seq<expr*>& elts);  // [list] built step by step
    Status jump_if(expr* e, Label target, bool when);
    Status jump_if_chain(Compare* e, Label target, bool when);
    Status jump_if_compare(Compare* e, Label target, bool when);
    Status check_compare(Compare* e);
    Status check_subscript(Subscript* e);
    Status check_callee(Call* e);
    Result<Value> frozen_set(Value items);
    Result<Value> constant_container(cmpop op, expr* e);

    // ---- calls (codegen_call.cpp)
    Result<Operand> call(Call* e, Dest dest);
    Result<Operand> method_call(Call* e, Attribute* callee, Dest dest);
    Result<Operand> arguments_and_call(const Seq<expr*>& args, const Seq<keyword*>& keywords, unsigned extra,
                                       Dest dest);
    Status keyword_checks(const Seq<keyword*>& keywords, const Span& call);
    Status call_ex_arguments(const Seq<expr*>& args, const Seq<keyword*>& keywords, unsigned extra,
                             bool& has_kw);

    // ---- functions and classes (codegen_function.cpp)
    template <class F>
    Status function(F* f, bool is_async);
    Result<unsigned> function_defaults(arguments* args);  // pushes; gives MakeFunction's bits
    Status annotations(arguments* args, expr* returns, unsigned& bits);
    Status annotation_pair(Value name, expr* annotation, unsigned& count);
    Status annotation_value(expr* annotation);  // pushes
    void load_code(Owned code);
    Operand make_function(unsigned bits, Scope* inner, Dest dest, unsigned pushed);
    void push_closure(Scope* inner);
    Owned function_code(Scope* scope, Value name, arguments* args, const Seq<stmt*>* body, expr* result,
                        int32_t line);
    Result<Operand> lambda(Lambda* e, Dest dest);
    Result<Operand> comprehension_(expr* e, const Seq<comprehension*>& gens, expr* elt, expr* val, Dest dest);
    Status comprehension_loop(expr* e, const Seq<comprehension*>& gens, size_t at, expr* elt, expr* val,
                              uint16_t result);
    Status comprehension_body(expr* e, const Seq<comprehension*>& gens, size_t at, expr* elt, expr* val,
                              uint16_t result, Label next);
    Status class_def(ClassDef* k);
    Owned class_body(ClassDef* k, int32_t line);
    Status type_params(const Seq<type_param*>& params);  // binds them; pushes their tuple
    Status type_alias(TypeAlias* s);
    Owned lazy_value(const void* key, expr* e, const Span& span);
    Status decorators(const Seq<expr*>& list);
    Status apply_decorators(const Seq<expr*>& list);

    // ---- statements (codegen_stmt.cpp)
    Status body(const Seq<stmt*>& stmts);
    Status docstring_and_body(const Seq<stmt*>& stmts);
    Status statement(stmt* s);
    Status check_nesting(stmt* s);
    Status expression_statement(Expr* s);
    Status assign(Assign* s);
    Status store(expr* target, Operand value);
    Status unpack(expr* target, const Seq<expr*>& elts, Operand value);
    Status aug_assign(AugAssign* s);
    Status ann_assign(AnnAssign* s);
    Status delete_target(expr* target);
    Status assert_(Assert* s);
    Status raise_(Raise* s);
    Status import_(Import* s);
    Status import_from(ImportFrom* s);
    Status return_(Return* s);
    Status break_or_continue(stmt* s, bool is_break);
    Status if_(If* s);
    Status while_(While* s);
    template <class F>
    Status for_(F* s, bool is_async);
    Status for_plain(For* s);
    Status for_async(AsyncFor* s);

    // ---- blocks (codegen_try.cpp)
    Status unwind(size_t keep, bool has_value);
    void restore_blocks(std::vector<Block> blocks, uint16_t depth);
    Status unwind_block(const Block& b, bool has_value);
    Block& push_block(BlockKind kind, Label handler, uint16_t depth);
    void pop_block();
    void clear_handler_name(identifier name);
    void handler_entry();                           // [exception] -> [previous, exception]
    void reraise_tail(Label tail, uint16_t depth);  // [previous, exception] on top
    void reraise();
    Status try_(Try* s);
    Status try_except(Try* s);
    Status except_clause(ExceptHandler* h, Label tail, Label done, const BoundSet& entry);
    template <class Body>
    Status try_finally(const Seq<stmt*>& finalbody, Body inner);
    Status try_star(TryStar* s);
    Status star_clause(ExceptHandler* h, const BoundSet& entry, uint16_t base);
    Status try_except_star(TryStar* s);
    Status with_(const Seq<withitem*>& items, size_t at, const Seq<stmt*>& stmts, bool is_async,
                 const Span& span);
    void call_exit_none(bool is_async);
    bool leaves_something() const;

    // ---- match (codegen_match.cpp)
    Status match(Match* s);
    Status pattern_(pattern* p, PatternContext& pc);
    Status pattern_sequence(MatchSequence* p, PatternContext& pc);
    Status pattern_ends(MatchSequence* p, unsigned star, PatternContext& pc);
    Status pattern_mapping(MatchMapping* p, PatternContext& pc);
    Status pattern_class(MatchClass* p, PatternContext& pc);
    Status pattern_or(MatchOr* p, PatternContext& pc);
    Status pattern_as(MatchAs* p, PatternContext& pc);
    Status capture(identifier name, const Span& span, PatternContext& pc);
    Status collect_names(pattern* p, std::vector<Value>& names);
    Label fail_label(PatternContext& pc);
    void fail_if(Op op, PatternContext& pc);
    void place_fails(PatternContext& pc);

    Position position(const Span& s) const { return {s.line, s.end_line, s.col, s.end_col}; }
    struct At {  // the place of the instructions made while it lives
        At(Generator& g, const Span& s) : code(g.a()), saved(code.pos) { code.pos = g.position(s); }
        ~At() { code.pos = saved; }
        Assembler& code;
        Position saved;
    };

    CompileContext& c_;
    Symtable& table_;
    Unit* unit_ = nullptr;
    std::vector<std::unique_ptr<Unit>> units_;
    std::vector<Owned> codes_;  // made, and not yet among the constants of a finished one
    std::map<std::string, Value> pool_;
    std::unordered_map<const expr*, Value> folded_;
};

}  // namespace minipy::codegen
