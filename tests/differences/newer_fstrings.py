"""PEP 701: inside the braces of an f-string stands any expression, with any quotes, newlines and comments. 3.11: SyntaxError."""
names = ['a', 'b']
d = {'k': 1}
print(f'{d['k']} {', '.join(names)} {f'{f'{1 + 1}'}'}')
print(f'{
    d['k']      # a comment
    + 1
}')
print(f'{'\n'.join(names)}')
print(f"{"{}"} {'{'} {"\t".expandtabs(2)}|")
print(f'{d['k']!r:>5} {d['k']=}')
