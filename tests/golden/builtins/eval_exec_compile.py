x = 10
print(eval('x + 1'), eval('x', {'x': 5}), eval('x + y', {'x': 1}, {'y': 2}), eval('  1 + 1'), eval(compile('2 * 3', 'f', 'eval')), eval(b'1 + 2'), eval('[i for i in range(3)]'), eval('(lambda: x)()', {'x': 'in dict'}))
ns = {}
exec('a = 1\ndef f(): return a + 1\nclass C: pass', ns)
print(sorted(k for k in ns if k != '__builtins__'), ns['f'](), ns['C'].__module__, '__builtins__' in ns)
exec('global_made = 5')
print(global_made)
print(exec('pass'), exec(''), exec(compile('y = 2\nz = y', 'name.py', 'exec')), z)


def inside():
    v = 1
    exec('v = 2; w = 3')
    print(v, 'w' in locals(), eval('v + 1'))


inside()
l = {}
exec('q = 1\nprint(q, x)\nclass K:\n    r = q if False else 0', {'x': 'g'}, l)
print(l['q'])
c = compile('a + b', '<my>', 'eval')
print(c.co_name, c.co_filename, c.co_names, c.co_consts, type(c).__name__, c.co_firstlineno)
c = compile('print("single")\n', '<s>', 'single'); exec(c)
exec(compile('5\n"text"\nNone', '<s>', 'exec'))
exec(compile('1 + 1', '<s>', 'single'))
for bad in ('eval("1 +")', 'eval("x = 1")', 'eval("")', 'eval("pass")', 'eval(5)', 'eval("1", 5)', 'eval("1", {}, 5)', 'exec(5)', 'exec("1", 5)', 'compile("1", "f", "bad")', 'compile("1")', 'compile(5, "f", "exec")', 'compile("1\\n2", "f", "eval")', 'compile("1\\n2", "f", "single")', 'eval("nope")', 'exec("def f(:")', 'eval("yield")', 'eval("await x")', 'eval("return")', 'exec("return")', 'exec("break")', 'exec("continue")', 'compile("", "f", "single")', 'exec("x = (")', 'eval("1;2")', 'eval("a\\0b")', 'compile("x", "f", "exec", flags=-1)', 'eval("\\n\\n1")', 'eval("1\\n\\n")', 'exec("if 1:\\n")', 'exec("  x")', 'exec("\\tif 1:\\n        pass\\n\\tpass")', 'eval(b"\\xff")', 'exec(compile("1/0", "F", "exec"))'):
    try:
        print(bad, eval(bad))
    except SyntaxError as e:
        print(bad, '->', type(e).__name__, e, (e.filename, e.lineno, e.offset, e.end_lineno, e.end_offset, e.text))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
print(eval('__import__("sys").version_info[0]'), eval('__builtins__["len"]("ab")' if isinstance(__builtins__, dict) else '__builtins__.len("ab")'))
try:
    eval('len("a")', {'__builtins__': {}})
except NameError as e:
    print(e)
exec('print(__name__)', {'__name__': 'custom'})


class Mapping(dict):
    def __missing__(self, k): return f'<{k}>'


print(eval('anything + other', {'__builtins__': {}}, Mapping()))
