# for, while, break, continue, else; changing what is iterated.
for i in range(3):
    if i == 1:
        continue
    print(i)
else:
    print('no break')
for i in range(10):
    if i == 2:
        break
else:
    print('not printed')
print('i is', i)
n = 5
while n:
    n -= 1
    if n == 3:
        continue
    if n == 1:
        break
    print('n', n)
else:
    print('not printed')
for outer in 'ab':
    for inner in range(3):
        if inner == 2:
            break
        print(outer, inner)
    else:
        continue
    print('after break')
for i in []:
    pass
else:
    print('empty: else')
numbers = [1, 2, 3, 4]
for x in numbers:
    if x == 2:
        numbers.remove(x)
print(numbers)
for x in numbers:
    if len(numbers) < 6:
        numbers.append(x * 10)
print(numbers)
d = {'a': 1, 'b': 2}
try:
    for k in d:
        d[k + '!'] = 0
except RuntimeError as e:
    print(e)
s = {1, 2}
try:
    for k in s:
        s.add(k + 10)
except RuntimeError as e:
    print(e)
for x, (y, *z) in [(1, (2, 3, 4)), (5, (6,))]:
    print(x, y, z)
holder = {}
for holder['key'] in range(3):
    pass
print(holder)


def search(rows):
    for row in rows:
        for cell in row:
            try:
                if cell == 0:
                    return 'zero'
                if cell < 0:
                    break
            finally:
                print('checked', cell)
        else:
            print('row done')
    return 'none'


print(search([[1, 2], [3, -1, 9], [0, 5]]))
for bad in (5, None, 1.5, object):
    try:
        for _ in bad:
            pass
    except TypeError as e:
        print(e)
