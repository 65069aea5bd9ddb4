"""'Did you mean': the name nearest to one that was not found, or the module that was not imported.

Nearness is the number of edits from one name to the other, where a changed case costs half.
"""
import sys

_MOVE = 2
_CASE = 1
_MOST_CANDIDATES = 750
_LONGEST_NAME = 40


def _substitution(a, b):
    if a == b:
        return 0
    return _CASE if a.lower() == b.lower() else _MOVE


def _distance(a, b, limit):
    """Edits between two names; more than `limit` if there are more."""
    if a == b:
        return 0
    row = list(range(0, (len(b) + 1) * _MOVE, _MOVE))
    for i, x in enumerate(a):
        before = row[0]
        row[0] = least = (i + 1) * _MOVE
        for j, y in enumerate(b):
            changed = before + _substitution(x, y)
            before = row[j + 1]
            row[j + 1] = min(changed, before + _MOVE, row[j] + _MOVE)
            least = min(least, row[j + 1])
        if least > limit:
            return limit + 1
    return row[-1]


def _nearest(name, candidates):
    if len(candidates) >= _MOST_CANDIDATES or len(name) > _LONGEST_NAME:
        return None
    found, best = None, None
    for candidate in candidates:
        if candidate == name or not isinstance(candidate, str) or len(candidate) > _LONGEST_NAME:
            continue
        limit = (len(name) + len(candidate) + 3) * _MOVE // 6
        if best is not None:
            limit = min(limit, best - 1)
        distance = _distance(name, candidate, limit)
        if distance <= limit:
            found, best = candidate, distance
    return found


async def _coroutine():
    pass


_made = _coroutine()
_made.close()
_coroutine_type = type(_made)
del _made


def _is_coroutine(value):
    return type(value) is _coroutine_type


def suggestion(exc):
    """The text to add to the message of an exception that was not caught; most often empty."""
    try:
        if type(exc) is AttributeError:
            name = exc.name
            if _is_coroutine(exc.obj) and not hasattr(exc.obj, str(name)):
                return ". Did you forget 'await'?"
            candidates = dir(exc.obj) if isinstance(name, str) and exc.obj is not None else ()
        elif type(exc) is NameError:
            name = exc.name
            tb = exc.__traceback__
            if tb is None:
                return ""
            while tb.tb_next is not None:
                tb = tb.tb_next
            frame = tb.tb_frame
            nearest = None
            if isinstance(name, str):
                for scope in (frame.f_locals, frame.f_globals, frame.f_builtins):
                    nearest = _nearest(name, list(scope))
                    if nearest is not None:
                        break
            missing = isinstance(name, str) and name in sys.stdlib_module_names
            if missing:  # as from 3.12 on
                hint = f"forget to import '{name}'?"
                return f". Did you {hint}" if nearest is None else f". Did you mean: '{nearest}'? Or did you {hint}"
            return f". Did you mean: '{nearest}'?" if nearest is not None else ""
        else:
            return ""
        nearest = _nearest(name, candidates) if isinstance(name, str) else None
    except Exception:
        return ""
    return f". Did you mean: '{nearest}'?" if nearest is not None else ""
