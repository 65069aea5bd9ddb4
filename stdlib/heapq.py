"""Heaps: a list in which heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2] for every k that exists.

heap[0] is then the smallest; adding and taking the smallest cost O(log n). These two and their kin are native
(`_heapq`); here is what builds on them.
"""
from _heapq import (heapify, heappop, heappush, heappushpop, heapreplace, _heapify_max, _heappop_max,
                    _heapreplace_max)

__all__ = ["heappush", "heappop", "heapify", "heapreplace", "merge", "nlargest", "nsmallest", "heappushpop"]


def merge(*iterables, key=None, reverse=False):
    """One sorted stream out of several; equal items come in the order of the iterables."""
    # Each entry is [key, rank, value, next]; ranks are all different, so nothing after them is ever compared.
    if reverse:
        _heapify, _heappop, _heapreplace, direction = _heapify_max, _heappop_max, _heapreplace_max, -1
    else:
        _heapify, _heappop, _heapreplace, direction = heapify, heappop, heapreplace, 1
    heap = []
    for order, it in enumerate(map(iter, iterables)):
        try:
            next = it.__next__
            value = next()
        except StopIteration:
            continue
        heap.append([value if key is None else key(value), order * direction, value, next])
    _heapify(heap)
    while len(heap) > 1:
        try:
            while True:
                entry = heap[0]
                yield entry[2]
                value = entry[2] = entry[3]()
                entry[0] = value if key is None else key(value)
                _heapreplace(heap, entry)
        except StopIteration:
            _heappop(heap)
    if heap:  # only one stream is left
        _, _, value, next = heap[0]
        yield value
        yield from next.__self__


def nsmallest(n, iterable, key=None):
    """sorted(iterable, key=key)[:n], without sorting everything."""
    if n == 1:
        return _best(min, iterable, key)
    whole = _sorted_if_short(n, iterable, key, False)
    if whole is not None:
        return whole
    # A max-heap of the n smallest so far: an item smaller than its largest takes that one's place.
    it = iter(iterable)
    result = [(elem if key is None else key(elem), i, elem) for i, elem in zip(range(n), it)]
    if not result:
        return []
    _heapify_max(result)
    top = result[0][0]
    order = n
    for elem in it:
        k = elem if key is None else key(elem)
        if k < top:
            _heapreplace_max(result, (k, order, elem))
            top = result[0][0]
            order += 1
    result.sort()
    return [elem for _, _, elem in result]


def nlargest(n, iterable, key=None):
    """sorted(iterable, key=key, reverse=True)[:n], without sorting everything."""
    if n == 1:
        return _best(max, iterable, key)
    whole = _sorted_if_short(n, iterable, key, True)
    if whole is not None:
        return whole
    # Later items get lower ranks: of equal ones the first is the largest.
    it = iter(iterable)
    result = [(elem if key is None else key(elem), i, elem) for i, elem in zip(range(0, -n, -1), it)]
    if not result:
        return []
    heapify(result)
    top = result[0][0]
    order = -n
    for elem in it:
        k = elem if key is None else key(elem)
        if top < k:
            heapreplace(result, (k, order, elem))
            top = result[0][0]
            order -= 1
    result.sort(reverse=True)
    return [elem for _, _, elem in result]


def _best(choose, iterable, key):
    sentinel = object()
    result = choose(iter(iterable), default=sentinel, key=key)
    return [] if result is sentinel else [result]


def _sorted_if_short(n, iterable, key, reverse):
    """When all items are wanted, sorting is quicker."""
    try:
        size = len(iterable)
    except (TypeError, AttributeError):
        return None
    return sorted(iterable, key=key, reverse=reverse)[:n] if n >= size else None
