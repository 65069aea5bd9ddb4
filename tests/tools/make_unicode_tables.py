"""Writes interp/support/unicode_tables.inc: what str's methods must know of a character and utf8proc does
not say.

    python3.11 tests/tools/make_unicode_tables.py > interp/support/unicode_tables.inc
"""
import sys
import unicodedata

LAST = 0x10FFFF


def flags(point):
    c = chr(point)
    category = unicodedata.category(c)
    # 'Σ' at the end of a word becomes 'ς', and case-ignorable characters do not end a word.
    ignorable = ("A" + c + "\u03a3").lower()[-1] == ("A\u03a3" + c).lower()[1] == "\u03c2"
    cased = (c + "a").title()[-1] == "a"
    bits = [category[0] == "L", c.isdecimal(), c.isdigit(), c.isnumeric(), c.isspace(), c.isprintable(),
            c.islower(), c.isupper(), category == "Lt", cased, ignorable, c.isidentifier(), ("a" + c).isidentifier()]
    return sum(bit << i for i, bit in enumerate(bits))


def runs(values):
    start, value = 0, values[0]
    for point, other in enumerate(values):
        if other != value:
            yield start, value
            start, value = point, other
    yield start, value


def fraction(point):
    number = unicodedata.numeric(chr(point), None)
    if number is None:
        return None
    for denominator in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 40, 64, 80, 160, 320):
        if abs(number * denominator - round(number * denominator)) < 1e-9:
            return round(number * denominator), denominator
    raise ValueError(hex(point))


def numeric_runs():
    """(first, count, numerator, denominator, step): the numerator grows by `step` per character."""
    result = []
    for point in range(LAST + 1):
        value = fraction(point)
        if value is None:
            continue
        if result:
            first, count, numerator, denominator, step = result[-1]
            if point == first + count and value[1] == denominator:
                wanted = value[0] - (numerator + step * (count - 1))
                if wanted in (0, 1) and (count == 1 or wanted == step):
                    result[-1] = first, count + 1, numerator, denominator, wanted
                    continue
        result.append((point, 1, *value, 0))
    return result


def full_mappings(method):
    """The characters that become more than one: (character, up to three results)."""
    for point in range(LAST + 1):
        mapped = method(chr(point))
        if len(mapped) > 1:
            yield point, [ord(c) for c in mapped] + [0] * (3 - len(mapped))


def emit(head, rows):
    print(head)
    line = "   "
    for row in rows:
        if len(line) + len(row) + 1 > 110:
            print(line)
            line = "   "
        line += " " + row
    print(line)
    print("};")


def braces(numbers):
    return "{" + ", ".join(numbers) + "},"


def main():
    versions = unicodedata.unidata_version, *sys.version_info[:2]
    print("// Written by tests/tools/make_unicode_tables.py from Unicode %s as in Python %d.%d." % versions)
    records = list(runs([flags(point) for point in range(LAST + 1)]))
    emit("constexpr PropertyRun kPropertyRuns[] = {", (braces([hex(p), str(v)]) for p, v in records))
    rows = (braces([hex(first), *map(str, rest)]) for first, *rest in numeric_runs())
    emit("constexpr NumericRun kNumericRuns[] = {", rows)
    for name, method in ("Upper", str.upper), ("Lower", str.lower), ("Title", str.title):
        rows = (braces([hex(point), braces(map(hex, to))[:-1]]) for point, to in full_mappings(method))
        emit(f"constexpr FullMapping kFull{name}[] = {{", rows)


main()
