"""Which characters of an expression a traceback marks with `^`, when it marks the rest with `~`.

    left + right        the operator            container[index]        the brackets and what is in them
    ~~~~~^~~~~~~                                ~~~~~~~~~^^^^^^^

The text is that of one expression, so there is no need to parse: outside of all brackets, look for the binary
operator that binds most loosely. Where anything binds more loosely than those (a comparison, `and`, a comma,
...), the expression is none of the two kinds and has no anchors.
"""

_BINARY = {"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6,
           "**": 8}
_UNARY = {"+": 7, "-": 7, "~": 7}
_AWAIT = 9
_LOOSE = set("""and or not in is if else lambda for yield from raise return del assert import as with while async
class def global nonlocal""".split())


class _NoAnchors(Exception):
    pass


def find_anchors(segment):
    """(start, end) of what is to be marked within the text of an expression, or None."""
    try:
        return _anchors(list(_pieces(segment)), segment)
    except _NoAnchors:
        return None


def _anchors(pieces, text):
    """`pieces` are (kind, start, end): an operand's part, an operator, a bracketed group or a word."""
    loosest = None  # (precedence, index of the piece)
    operand_before = False
    for index, (kind, start, end) in enumerate(pieces):
        symbol = text[start:end]
        if kind == "word" and symbol == "await":
            precedence = _AWAIT
        elif kind != "operator":
            operand_before = True
            continue
        elif operand_before:
            precedence = _BINARY.get(symbol)
        else:
            precedence = _UNARY.get(symbol)
        if precedence is None:
            raise _NoAnchors
        # Left to right, the last of the loosest is at the top of the tree; `**` and prefixes nest to the
        # right.
        binary = operand_before and kind == "operator"
        if loosest is None or precedence < loosest[0] or precedence == loosest[0] and binary and precedence != 8:
            # A prefix inside the right operand of something tighter (2 ** -x) does not rise to the top.
            if binary or index == 0:
                loosest = precedence, index, binary
        operand_before = False
    if loosest is not None:
        if not loosest[2]:
            return None
        return _operator(pieces, loosest[1], text)
    return _subscript(pieces, text)


def _operator(pieces, index, text):
    # Parentheses around an operand are none of it: as in CPython 3.11.2, the mark begins where the operand
    # proper ends.
    left_end = pieces[index - 1][2]
    right_start = pieces[index + 1][1]
    if index == 1:
        left_end = _bare(text, *pieces[0])[1]
    if index == len(pieces) - 2:
        right_start = _bare(text, *pieces[-1])[0]
    start = left_end
    while text[start].isspace():
        start += 1
    wide = start + 1 < right_start and not text[start + 1].isspace()
    return start, start + (2 if wide else 1)


def _bare(text, kind, start, end):
    """The place of an operand without the parentheses around it; those of a tuple or a generator are its own.
    """
    while kind == "group" and text[start] == "(":
        inner = text[start + 1:end - 1]
        try:
            pieces = list(_pieces(inner))
        except _NoAnchors:
            pieces = None
        if pieces == [] or pieces is None and ("," in inner or " for " in inner):
            break
        end = start + 1 + len(inner.rstrip())
        start += 1 + len(inner) - len(inner.lstrip())
        kind = pieces[0][0] if pieces is not None and len(pieces) == 1 else ""
    return start, end


def _subscript(pieces, text):
    kind, start, end = pieces[-1] if len(pieces) > 1 else ("", 0, 0)
    if kind != "group" or text[start] != "[":
        return None
    left = _bare(text, *pieces[0])[1] if len(pieces) == 2 else pieces[-2][2]
    inner = text[start + 1:end - 1]
    index_end = start + 1 + len(inner.rstrip())
    inside = list(_pieces(inner)) if inner.strip().startswith("(") else ()
    if len(inside) == 1:
        kind, first, last = inside[0]
        index_end = _bare(text, kind, start + 1 + first, start + 1 + last)[1]
    return left, index_end + 1


def _pieces(text):
    """The text cut at depth 0: words, numbers and dots are parts, strings too; brackets are groups."""
    i = 0
    size = len(text)
    while i < size:
        c = text[i]
        if c.isspace() or c == "\\":
            i += 1
            continue
        if c == "#":
            return
        start = i
        if c in "([{":
            i = _skip_group(text, i)
            yield "group", start, i
        elif c in "\"'":
            i = _skip_string(text, i)
            yield "part", start, i
        elif c.isidentifier() or c.isdigit() or c == "." and text[i + 1:i + 2].isdigit():
            i = _skip_word(text, i)
            word = text[start:i]
            if text[i:i + 1] in ("'", '"') and len(word) <= 2:  # a prefix such as rb
                i = _skip_string(text, i)
                yield "part", start, i
            elif word in _LOOSE:
                raise _NoAnchors
            else:
                yield "word" if c.isidentifier() else "part", start, i
        elif c == ".":
            i += 1
            yield "part", start, i
        else:
            i += 2 if text[i:i + 2] in ("**", "//", "<<", ">>") else 1
            if text[i:i + 1] == "=" or c in "=<>!,:;" and text[start:i] not in ("<<", ">>"):
                raise _NoAnchors
            yield "operator", start, i


def _skip_word(text, i):
    number = text[i].isdigit() or text[i] == "."
    while i < len(text):
        c = text[i]
        if c.isalnum() or c == "_" or ("a" + c).isidentifier() or number and c == ".":
            i += 1
        elif number and c in "+-" and text[i - 1] in "eE" and i + 1 < len(text) and text[i + 1].isdigit():
            i += 1
        else:
            break
    return i


def _skip_string(text, i):
    quote = text[i]
    if text.startswith(quote * 3, i):
        quote *= 3
    i += len(quote)
    while not text.startswith(quote, i):
        if i >= len(text):
            raise _NoAnchors
        i += 2 if text[i] == "\\" else 1
    return i + len(quote)


def _skip_group(text, i):
    depth = 0
    while i < len(text):
        c = text[i]
        if c in "\"'":
            i = _skip_string(text, i)
            continue
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                return i + 1
        i += 1
    raise _NoAnchors
