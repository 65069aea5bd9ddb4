import operator as op
print(op.add(1, 2), op.sub(5, 3), op.mul(2, 3), op.truediv(7, 2), op.floordiv(7, 2), op.mod(7, 3), op.pow(2, 3), op.neg(1), op.pos(-1), op.abs(-2), op.invert(5), op.lshift(1, 3), op.rshift(8, 2), op.and_(6, 3), op.or_(6, 3), op.xor(6, 3), op.not_(0), op.truth([]), op.index(5))
print(op.eq(1, 1), op.ne(1, 2), op.lt(1, 2), op.le(2, 2), op.gt(1, 2), op.ge(1, 2), op.is_(None, None), op.is_not(1, None), op.concat([1], [2]), op.contains('abc', 'b'), op.countOf([1, 2, 1], 1), op.indexOf([5, 6], 6), op.getitem({'a': 1}, 'a'), op.length_hint([1, 2]), op.call(len, 'abc'))
d = {}
op.setitem(d, 'k', 1)
print(d, op.delitem(d, 'k'), d, op.iadd([1], [2]), op.imul(2, 3), op.matmul.__name__)
from operator import itemgetter, attrgetter, methodcaller
print(itemgetter(1)('abc'), itemgetter(0, 2)('abc'), itemgetter('k')({'k': 5}), attrgetter('real')(5), attrgetter('real', 'imag')(2j), attrgetter('__class__.__name__')(5), methodcaller('upper')('a'), methodcaller('split', ',', maxsplit=1)('a,b,c'), itemgetter(slice(1, 3))('abcd'))
print(repr(itemgetter(1, 2)), repr(attrgetter('a.b')), repr(methodcaller('f', 1, x=2)), sorted([('b', 2), ('a', 3)], key=itemgetter(1)))
for bad in ('itemgetter()', 'attrgetter(5)', 'methodcaller()', 'itemgetter(5)("abc")', 'attrgetter("nope")(5)', 'op.index(1.5)', 'op.add(1, "a")', 'op.indexOf([1], 2)', 'op.concat(1, 2)', 'op.length_hint(5, "a")', 'op.contains(5, 1)', 'methodcaller("nope")(5)', 'op.add(1)', 'op.countOf(5, 1)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
