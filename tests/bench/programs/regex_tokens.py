# target: 1
# A tokenizer by named groups, the parsing of log lines, splitting and substituting with a function.
import re

tokens = re.compile(r"(?P<number>\d+(?:\.\d*)?)|(?P<name>[A-Za-z_]\w*)|(?P<op>[-+*/=<>!]=?|[()\[\]{},.:;])|(?P<space>\s+)|(?P<string>'[^'\n]*')")
source = "def area(width, height):\n    result = width * height + 3.14\n    return max(result, 'none')\n" * 100
logline = re.compile(r'(\S+) \S+ \S+ \[([^\]]+)\] "(GET|POST) ([^ "]+) HTTP/[\d.]+" (\d{3}) (\d+|-)')
log = ['192.168.0.%d - - [21/Nov/2026:10:00:%02d +0000] "GET /page/%d.html HTTP/1.1" 200 %d' % (i % 255, i % 60, i, i * 7)
       for i in range(1000)]


def main():
    counts = {}
    for match in tokens.finditer(source):
        counts[match.lastgroup] = counts.get(match.lastgroup, 0) + 1
    assert sum(int(logline.match(line).group(5)) for line in log) == 200_000
    re.split(r"[\s,()]+", source)
    re.sub(r"\b(\w)(\w*)\b", lambda match: match[1].upper() + match[2], source)
