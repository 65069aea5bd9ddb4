# target: 1
# Searches with greedy and lazy repetitions, character classes, anchors and groups, in strings of several lengths.
import re

patterns = ["Python|Perl", "(Python|Perl)", "(?:Python|Perl)", "[Python]", ".*Python", ".*Python.*", ".*(Python)", ".*P.*y.*t.*h.*o.*n.*",
            "(.*?)Python", "Python", "^Python$", "([0-9a-f]{4}-)+", r"\w+\s\w+", "(?:P|J)ython"]
strings = ["-" * size + text + "-" * size for size in (0, 50, 500) for text in ("Perl", "Python", "PPPPPPython Jython")]


def main():
    compiled = [re.compile(pattern) for pattern in patterns]
    for _ in range(30):
        for pattern in compiled:
            for text in strings:
                pattern.search(text)
