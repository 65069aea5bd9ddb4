text = """The quick brown fox jumps over the lazy dog. The dog sleeps; the fox runs.
Who let the dog out? Nobody knows -- the fox won't say!

A second paragraph, shorter."""
words = [w.strip('.,;?!-').lower() for w in text.split()]
words = [w for w in words if w]
counts = {}
for w in words:
    counts[w] = counts.get(w, 0) + 1
print(len(text), len(words), len(counts), text.count('\n'), len(text.splitlines()))
for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:6]:
    print(f'{word:>8} {"*" * n} {n}')
lengths = {}
for w in counts:
    lengths.setdefault(len(w), []).append(w)
for n in sorted(lengths):
    print(n, sorted(lengths[n]))
letters = sorted(((text.lower().count(c), c) for c in set(text.lower()) if c.isalpha()), reverse=True)
print(letters[:5], ''.join(c for _, c in sorted(letters, key=lambda p: p[1])))
print(text.title().split('\n')[0])
print(' '.join(w[::-1] for w in text.split()[:5]), text.swapcase()[:20])
vowels = str.maketrans('aeiou', '12345', 'xyz')
print(text[:44].translate(vowels))


def wrap(paragraph, width):
    line, out = '', []
    for word in paragraph.split():
        if len(line) + len(word) + bool(line) > width:
            out.append(line)
            line = word
        else:
            line += ' ' * bool(line) + word
    return out + [line]


for line in wrap(text.replace('\n', ' '), 30):
    print(f'|{line:<30}|{line:^30}|{line:>30}|')


def caesar(s, k):
    return ''.join(chr((ord(c) - base + k) % 26 + base) if c.isalpha() and c.isascii() and (base := 65 if c.isupper() else 97) else c for c in s)


secret = caesar(text[:44], 3)
print(secret, caesar(secret, -3) == text[:44])
runs = []
for c in 'aaabbbccd':
    if runs and runs[-1][0] == c:
        runs[-1][1] += 1
    else:
        runs.append([c, 1])
print(''.join(f'{c}{n}' for c, n in runs), is_pal := [w for w in ('level', 'noon', 'python') if w == w[::-1]])
