def run(coro):
    trail = []
    try:
        while True:
            trail.append(coro.send(None))
    except StopIteration as e:
        return e.value, trail


class Tick:
    def __init__(self, tag): self.tag = tag
    def __await__(self):
        yield self.tag


class ACM:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    async def __aenter__(self):
        await Tick('enter ' + self.name)
        return self.name
    async def __aexit__(self, t, v, tb):
        await Tick('exit ' + self.name + ' ' + (t.__name__ if t else '-'))
        return self.swallow


class AIter:
    def __init__(self, n): self.n, self.i = n, 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.i += 1
        await Tick(self.i)
        if self.i > self.n: raise StopAsyncIteration
        return self.i * 10


async def agen(n):
    for i in range(n):
        await Tick(f't{i}')
        got = yield i
        if got: print('got', got)


async def main():
    out = []
    async with ACM('a') as a, ACM('b') as b:
        out += [a, b]
    async with ACM('s', True):
        raise ValueError
    async with (ACM('p') as p, ACM('q')):
        out.append(p)
    async for x in AIter(2):
        out.append(x)
    else:
        out.append('else')
    async for x in AIter(9):
        if x == 20: break
    else:
        out.append('no')
    out.append([x async for x in agen(3) if x != 1])
    out.append({x: y async for x in agen(2) for y in 'a'})
    out.append({x async for x in agen(2)})
    out.append([await leaf(i) for i in range(2)])
    g = (y async for y in AIter(1))
    out.append([type(g).__name__, [v async for v in g]])
    out.append([[z async for z in agen(k)] for k in range(3)])
    return out


async def leaf(i):
    await Tick('leaf')
    return i


value, trail = run(main())
print(value)
print(trail)


async def errors():
    for thing in (5, [1]):
        try:
            async for _ in thing: pass
        except TypeError as e:
            print(e)
        try:
            async with thing: pass
        except TypeError as e:
            print(e)
    class A:
        def __aiter__(self): return 5
    try:
        async for _ in A(): pass
    except TypeError as e:
        print(e)
    class B:
        def __aiter__(self): return self
        def __anext__(self): return 5
    try:
        async for _ in B(): pass
    except TypeError as e:
        print(e)
    class C:
        async def __aenter__(self): pass
    try:
        async with C(): pass
    except TypeError as e:
        print(e)
    class D:
        def __enter__(self): pass
        def __exit__(self, *a): pass
    try:
        async with D(): pass
    except TypeError as e:
        print(e)
    try:
        with ACM('sync'): pass
    except TypeError as e:
        print(e)


run(errors())
