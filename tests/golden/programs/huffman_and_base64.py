import heapq
text = 'she sells sea shells by the sea shore'
counts = {c: text.count(c) for c in sorted(set(text))}
heap = [(n, i, c) for i, (c, n) in enumerate(counts.items())]
heapq.heapify(heap)
serial = len(heap)
while len(heap) > 1:
    a, b = heapq.heappop(heap), heapq.heappop(heap)
    heapq.heappush(heap, (a[0] + b[0], serial, (a[2], b[2])))
    serial += 1


def codes(tree, prefix=''):
    if isinstance(tree, str):
        yield tree, prefix or '0'
    else:
        for bit, child in zip('01', tree):
            yield from codes(child, prefix + bit)


table = dict(codes(heap[0][2]))
for c, code in sorted(table.items(), key=lambda kv: (len(kv[1]), kv[1])):
    print(repr(c), code)
bits = ''.join(table[c] for c in text)
back, decoded, node = {v: k for k, v in table.items()}, '', ''
for bit in bits:
    node += bit
    if node in back:
        decoded += back[node]
        node = ''
print(len(text) * 8, len(bits), decoded == text)
packed = int('1' + bits, 2).to_bytes((len(bits) + 8) // 8, 'big')
print(packed.hex(), len(packed))
ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'


def base64(data):
    out = ''
    for i in range(0, len(data), 3):
        chunk = data[i:i + 3]
        n = int.from_bytes(chunk + b'\0' * (3 - len(chunk)), 'big')
        out += ''.join(ALPHABET[n >> s & 63] for s in (18, 12, 6, 0))[:len(chunk) + 1] + '=' * (3 - len(chunk))
    return out


print([base64(s.encode()) for s in ('', 'f', 'fo', 'foo', 'foobar', '한글')])


def crc32(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


print(hex(crc32(b'123456789')), hex(crc32(b'')))


def sha_like(message):
    h = [0x6a09e667, 0xbb67ae85, 0x3c6ef372]
    for i, b in enumerate(message):
        x = (h[i % 3] * 31 + b) & 0xffffffff
        h[i % 3] = (x << 7 | x >> 25) & 0xffffffff
    return ''.join(f'{v:08x}' for v in h)


print(sha_like(b'abc'), sha_like(b'abd'), sha_like(b'a' * 1000))
