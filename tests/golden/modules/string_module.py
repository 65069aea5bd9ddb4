import string
print(string.ascii_letters, string.ascii_lowercase, string.ascii_uppercase, string.digits, string.hexdigits, string.octdigits, string.punctuation, repr(string.whitespace), len(string.printable), sep='\n')
print(string.capwords('hello  big world'), string.capwords('a-b', '-'))
t = string.Template('$name is ${age} years, $$5, $missing')
print(t.safe_substitute(name='Al', age=5), string.Template('$a').substitute({'a': 1}), t.template, string.Template('$x ${y}').get_identifiers(), string.Template('$1').is_valid())
for bad in (lambda: t.substitute(name='x'), lambda: string.Template('$').substitute(), lambda: string.Template('a\n $1').substitute()):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
f = string.Formatter()
print(f.format('{} {a}', 1, a=2), list(f.parse('a{b!r:c}d{{}}')), f.vformat('{0}', (5,), {}), f.get_field('0.real', (3,), {}))


class F(string.Formatter):
    def get_value(self, key, args, kw): return kw.get(key, f'?{key}') if isinstance(key, str) else args[key]
    def convert_field(self, v, c): return v[::-1] if c == 'x' else super().convert_field(v, c)


print(F().format('{a} {nope} {b!x}', a=1, b='abc'))
