# Trees that a program builds: what compile() refuses, and in which words.
import ast
import importlib.util
import sys
import types


def tried(*body):
    module = ast.Module(list(body), [])
    for node in ast.walk(module):
        if isinstance(node, (ast.stmt, ast.expr, ast.pattern, ast.excepthandler)):
            node.lineno = node.end_lineno = 1
            node.col_offset = node.end_col_offset = 0
        if isinstance(node, (ast.alias, ast.arg, ast.keyword)):
            node.lineno = node.end_lineno = 1
            node.col_offset = node.end_col_offset = 0
    try:
        compile(module, '<built>', 'exec')
        print('compiled')
    except Exception as e:
        print(type(e).__name__, e)


def name(text='x', context=ast.Load):
    return ast.Name(text, context())


def value(node):
    tried(ast.Expr(node))


one = ast.Constant(1)
value(one)
value(ast.BoolOp(ast.And(), []))
value(ast.BoolOp(ast.And(), [one]))
value(ast.BoolOp(ast.Or(), [one, None]))
value(name('None'))
value(name('x', ast.Store))
value(ast.Dict([one], []))
value(ast.Dict([None], [name()]))
value(ast.Compare(one, [], []))
value(ast.Compare(one, [ast.Lt()], [one, one]))
value(ast.ListComp(one, []))
value(ast.NamedExpr(name(), one))
value(ast.Starred(name(), ast.Load()))
value(ast.Lambda(ast.arguments([], [], None, [], [], None, [one]), one))
value(ast.Lambda(ast.arguments([], [], None, [ast.arg('a')], [], None, []), one))
tried(ast.If(one, [], []))
tried(ast.While(one, [ast.Pass()], []))
tried(ast.For(name(), one, [ast.Pass()], []))
tried(ast.For(one, one, [ast.Pass()], []))
tried(ast.Assign([], one))
tried(ast.Assign([name()], one))
tried(ast.Delete([]))
tried(ast.Delete([name()]))
tried(ast.With([], [ast.Pass()]))
tried(ast.Raise(None, one))
tried(ast.Try([ast.Pass()], [], [], []))
tried(ast.Try([ast.Pass()], [], [ast.Pass()], [ast.Pass()]))
tried(ast.Try([], [], [], [ast.Pass()]))
tried(ast.Try([ast.Pass()], [ast.ExceptHandler(None, None, [])], [], []))
tried(ast.Import([]))
tried(ast.ImportFrom('m', [], 0))
tried(ast.ImportFrom('m', [ast.alias('n')], -1))
tried(ast.Global([]))
tried(ast.Nonlocal([]))
tried(ast.Match(one, []))
for pattern in [ast.MatchAs(ast.MatchAs(None, 'y'), None), ast.MatchOr([ast.MatchAs(None, None)]), ast.MatchStar('y'),
                ast.MatchValue(name()), ast.MatchMapping([one], [], None), ast.MatchClass(one, [], [], []),
                ast.MatchClass(name(), [], ['a'], []), ast.MatchAs(None, '_'), ast.MatchSequence([ast.MatchStar('y')])]:
    tried(ast.Match(one, [ast.match_case(pattern, None, [ast.Pass()])]))
tried(None)

# A module without __spec__, and the caches of the finders.
module = types.ModuleType('unspecified')
del module.__spec__
sys.modules['unspecified'] = module
try:
    importlib.util.find_spec('unspecified')
except ValueError as e:
    print(e)
import importlib.metadata
print(importlib.invalidate_caches())
