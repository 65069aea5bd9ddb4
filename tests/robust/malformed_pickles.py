# clock: real
# timeout: 120
# Pickles with bytes changed, cut out, doubled: an exception or some object, never a crash, never memory without end.
import io
import pickle
import pickletools
import random
import resource
import sys
from collections import OrderedDict, deque
from datetime import datetime

sys.path.insert(0, "data")
from counts import Counts

resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
shared = [1, "shared"]
VALUES = [None, True, 12, -1, 2**70, 1.5, "text", "한글", b"bytes", bytearray(b"array"), (1, 2), (1, 2, 3, 4), [1, [2, [3]]], {"a": 1, (1,): [2]},
          {1, 2}, frozenset("ab"), OrderedDict(a=1), deque([1, 2], 5), datetime(2026, 1, 2), complex(1, 2), [shared, shared, {"s": shared}],
          range(10), slice(1, 2), ValueError("x"), Ellipsis, int, len]
ALLOWED = {("collections", "OrderedDict"), ("collections", "deque"), ("datetime", "datetime"), ("builtins", "complex"), ("builtins", "set"),
           ("builtins", "frozenset"), ("builtins", "bytearray"), ("builtins", "range"), ("builtins", "slice"), ("builtins", "ValueError"),
           ("builtins", "int"), ("builtins", "list"), ("_codecs", "encode"), ("builtins", "Ellipsis"), ("builtins", "len")}


class Careful(pickle.Unpickler):
    def find_class(self, module, name):
        if (module.replace("__builtin__", "builtins"), name) not in ALLOWED and (module, name) not in {("__builtin__", "xrange"), ("__builtin__", "long"), ("copy_reg", "_reconstructor"), ("exceptions", "ValueError")}:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed")
        return super().find_class(module, name)

    def persistent_load(self, pid):
        return pid


def changed(data, generator):
    data = bytearray(data)
    for _ in range(generator.randrange(1, 4)):
        at = generator.randrange(len(data))
        match generator.randrange(5):
            case 0:
                data[at] = generator.randrange(256)
            case 1:
                del data[at:at + generator.randrange(1, 5)]
            case 2:
                data[at:at] = data[at:at + generator.randrange(1, 9)]
            case 3:
                data[at] = ord(generator.choice([op.code for op in pickletools.opcodes]))
            case 4:
                data = data[:at + 1]
        if not data:
            return b""
    return bytes(data)


with Counts():
    generator = random.Random(1)
    loaded = refused = 0
    originals = [pickle.dumps(value, protocol) for value in VALUES for protocol in range(6)]
    for original in originals:
        Careful(io.BytesIO(original), encoding="latin-1").load()
        for _ in range(60):
            data = changed(original, generator)
            try:
                value = Careful(io.BytesIO(data), encoding="latin-1", buffers=[b"1", b"2"]).load()
                loaded += 1
            except Exception:
                refused += 1
    print(loaded + refused == 60 * len(originals), loaded > 0, refused > 1000)
    for data in (b"", b".", b"}", b"\x80\x09.", b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f.", b"(" * 10 + b".",
                 b"I99999999999999999999x\n.", b"cos\nsystem", b"\x80\x02]q\x00(K\x01", b"0.", b"h\x05.", b"j\xff\xff\xff\x7f.", b"N" * 5, b"S'abc\n.",
                 b"\x8c\x04\xff\xff\xff\xff.", b"Lx\n.", b"\x82\x01.", b"R.", b"Nb.", b"N\x85\x93.", b"\x97.", b"(NNd.", b"](Ne." * 2):
        try:
            print(data[:12], repr(pickle.loads(data)))
        except Exception as error:
            print(data[:12], type(error).__name__)
    deep = []
    for _ in range(100_000):
        deep = [deep]
    try:
        pickle.dumps(deep)
    except RecursionError as error:
        print(type(error).__name__)
    while deep:
        deep = deep[0]
    print(len(repr(pickle.loads(b"]" * 3 + b"." ))), type(pickle.loads(b"]" + b"](" * 50_000 + b"a" * 0 + b"1" * 50_000 + b".")).__name__)
