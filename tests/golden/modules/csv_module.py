"""csv over the native _csv: both directions, dialects, errors."""
import csv
import io


def read(lines, **settings):
    try:
        return list(csv.reader(lines, **settings))
    except csv.Error as error:
        return f'Error: {error}'


def write(rows, **settings):
    out = io.StringIO()
    try:
        csv.writer(out, **settings).writerows(rows)
    except csv.Error as error:
        return f'Error: {error}'
    return out.getvalue()


print(read(['a,b,"c ""x"" d"', '1,2,3', '', '"more\n', 'than one line",x']))
print(read(['a; "b" ;c'], delimiter=';', skipinitialspace=True))
print(read(["'a','b''c',d"], quotechar="'"), read(['a\\,b,c'], escapechar='\\'), read(['a"b"c'], quoting=csv.QUOTE_NONE))
print(read(['"1",2,3.5'], quoting=csv.QUOTE_NONNUMERIC))
for lines in (['a,"b"c'], ['"a'], ['a\rb'], [b'a'], ['"a"\x00b'], ['a,"b" ']):
    print(lines, read(lines), read(lines, strict=True))

rows = [['plain', 'with, comma', 'with "quotes"', 'two\nlines', 1, 2.5, None, True], [], [''], ['', '']]
for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC):
    print(repr(write(rows, quoting=quoting)))
print(repr(write(rows[:1], quoting=csv.QUOTE_NONE)), repr(write([['a,b', 'c"d', 'e\\']], quoting=csv.QUOTE_NONE, escapechar='\\')))
print(repr(write([['a"b']], doublequote=False)), repr(write([['a"b']], doublequote=False, escapechar='!', lineterminator='|')))
print(repr(write([['']], quoting=csv.QUOTE_NONE)), write([1]))

print(csv.list_dialects(), csv.field_size_limit())
csv.register_dialect('pipes', delimiter='|', quoting=csv.QUOTE_ALL)
dialect = csv.get_dialect('pipes')
print([getattr(dialect, name) for name in dir(dialect) if not name.startswith('_')])
print(repr(write([['a', 'b|c']], dialect='pipes')), read(['a|"b|c"'], dialect='pipes'))
csv.unregister_dialect('pipes')
for call in (lambda: csv.get_dialect('pipes'), lambda: csv.reader([], delimiter='ab'), lambda: csv.reader([], quotechar=1),
             lambda: csv.reader([], quoting=7), lambda: csv.reader(), lambda: csv.reader(1), lambda: csv.writer(1),
             lambda: csv.reader([], nothing=1), lambda: csv.field_size_limit('x'), lambda: setattr(dialect, 'strict', True)):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
before = csv.field_size_limit(3)
print(read(['abc,abcd']), csv.field_size_limit(before))

table = csv.DictReader(io.StringIO('a,b\n1,2\n3,4,5\n6\n'), restval='-')
print(table.fieldnames, list(table), table.line_num)
out = io.StringIO()
table = csv.DictWriter(out, ['x', 'y'], extrasaction='ignore')
table.writeheader()
table.writerows([{'x': 1, 'y': 2}, {'y': 3, 'z': 4}])
print(repr(out.getvalue()))
print(csv.Sniffer().sniff('a;b;c\n1;2;3\n').delimiter, csv.Sniffer().has_header('name,age\nann,3\nbob,4\n'))
