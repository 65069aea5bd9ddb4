#include <gtest/gtest.h>

#include "parse_helpers.h"

using namespace minipy;
using test::expression;
using test::tree;

TEST(Parser, PrecedenceAndAssociativity) {
    EXPECT_EQ(
        expression("-a ** -b ** c"),
        "UnaryOp(op=USub(), operand=BinOp(left=Name(id='a', ctx=Load()), op=Pow(), right=UnaryOp(op=USub(), "
        "operand=BinOp(left=Name(id='b', ctx=Load()), op=Pow(), right=Name(id='c', ctx=Load())))))");
    EXPECT_EQ(expression("1 - 2 - 3"),
              "BinOp(left=BinOp(left=Constant(value=1), op=Sub(), right=Constant(value=2)), op=Sub(), "
              "right=Constant(value=3))");
    EXPECT_EQ(expression("not a in b"),
              "UnaryOp(op=Not(), operand=Compare(left=Name(id='a', ctx=Load()), ops=[In()], "
              "comparators=[Name(id='b', ctx=Load())]))");
}

TEST(Parser, TargetsAreStored) {
    EXPECT_EQ(tree("a, *b.c = d\n"),
              "Module(body=[Assign(targets=[Tuple(elts=[Name(id='a', ctx=Store()), Starred(value=Attribute("
              "value=Name(id='b', ctx=Load()), attr='c', ctx=Store()), ctx=Store())], ctx=Store())], "
              "value=Name(id='d', ctx=Load()))], type_ignores=[])");
}

TEST(Parser, ParenthesisedWithItems) {
    EXPECT_EQ(tree("with (a, b): pass\n"),
              "Module(body=[With(items=[withitem(context_expr=Name(id='a', ctx=Load())), "
              "withitem(context_expr=Name(id='b', ctx=Load()))], body=[Pass()])], type_ignores=[])");
    EXPECT_NE(tree("with (a, b) as c: pass\n").find("context_expr=Tuple"), std::string::npos);
    EXPECT_NE(tree("with ((a, b)): pass\n").find("context_expr=Tuple"), std::string::npos);
    EXPECT_NE(tree("with (a, *b): pass\n").find("context_expr=Tuple"), std::string::npos);
    EXPECT_EQ(tree("with (a as b, c as d,): pass\n").find("Tuple"), std::string::npos);
}

TEST(Parser, TypeParameters) {
    EXPECT_EQ(
        tree("type X[T: int, *Ts, **P] = T\n"),
        "Module(body=[TypeAlias(name=Name(id='X', ctx=Store()), type_params=[TypeVar(name='T', bound=Name("
        "id='int', ctx=Load())), TypeVarTuple(name='Ts'), ParamSpec(name='P')], value=Name(id='T', "
        "ctx=Load()))], type_ignores=[])");
    EXPECT_NE(tree("def f[T](x: T): pass\n").find("type_params=[TypeVar(name='T')]"), std::string::npos);
}

TEST(Parser, ExceptWithoutParentheses) {
    EXPECT_NE(tree("try: pass\nexcept A, B: pass\n").find("type=Tuple(elts=[Name(id='A'"), std::string::npos);
    EXPECT_EQ(tree("try: pass\nexcept A, B as c: pass\n"),
              "SyntaxError 2:8 multiple exception types must be parenthesized");
}

TEST(Parser, SpansLeaveLayoutOut) {
    Arena arena;
    ParseResult result = parse("if x:\n    y\n\n# end\nz\n", ParseMode::File, "<test>", {}, arena);
    auto* module = ast::as<ast::Module>(result.module);
    EXPECT_EQ(module->body[0]->span, (Span{1, 0, 2, 5}));
    EXPECT_EQ(module->body[1]->span, (Span{5, 0, 5, 1}));
}

TEST(Parser, IdentifiersAreUniqueAndNormalised) {
    Arena arena;
    ParseResult result =
        parse("\xEF\xAC\x81 + fi", ParseMode::Eval, "<test>", {}, arena);  // the ligature "fi"
    auto* sum = ast::as<ast::BinOp>(ast::as<ast::Expression>(result.module)->body);
    EXPECT_EQ(ast::as<ast::Name>(sum->left)->id, ast::as<ast::Name>(sum->right)->id);
    EXPECT_EQ(ast::as<ast::Name>(sum->left)->id->text, "fi");
}

TEST(Parser, NestingIsBounded) {
    auto repeat = [](std::string_view piece, int count) {
        std::string text;
        for (int i = 0; i < count; i++) text += piece;
        return text;
    };
    EXPECT_TRUE(tree(repeat("a+", 2900) + "a").starts_with("Module"));
    EXPECT_TRUE(tree(repeat("a+", 100000) + "a").starts_with("RecursionError"));
    EXPECT_TRUE(tree("a" + repeat(".a", 100000)).starts_with("RecursionError"));
    EXPECT_TRUE(tree("if a: b\n" + repeat("elif a: b\n", 4000)).starts_with("RecursionError"));
    EXPECT_TRUE(tree("if a: b\n" + repeat("elif a: b\n", 100000)).starts_with("MemoryError"));
    EXPECT_TRUE(tree(repeat("-", 100000) + "a").starts_with("MemoryError"));
    EXPECT_EQ(tree(repeat("(", 100000)), "SyntaxError 1:201 too many nested parentheses");
    EXPECT_TRUE(tree(repeat("f'{", 500) + "1" + repeat("}'", 500)).starts_with("SyntaxError"));
    EXPECT_TRUE(tree("x = [" + repeat("a, ", 100000) + "]").starts_with("Module"));
}
