"""Pickling under the program's control: persistent ids, reducer_override, dispatch tables, buffers, find_class."""
import copyreg
import io
import pickle
import pickletools


class Account:
    def __init__(self, number):
        self.number = number


class Bank(pickle.Pickler):
    def persistent_id(self, obj):
        return f"account {obj.number}" if isinstance(obj, Account) else None


class Till(pickle.Unpickler):
    def persistent_load(self, pid):
        return Account(int(pid.split()[1]))


for protocol in (0, 2, 5):
    out = io.BytesIO()
    Bank(out, protocol).dump([Account(3), 1])
    print(out.getvalue())
    print([getattr(x, "number", x) for x in Till(io.BytesIO(out.getvalue())).load()])
    try:
        pickle.loads(out.getvalue())
    except Exception as e:
        print(repr(e))


class Overriding(pickle.Pickler):
    def reducer_override(self, obj):
        if getattr(obj, "__name__", "") == "<lambda>":
            return eval, ("lambda: 42",)
        return NotImplemented


out = io.BytesIO()
Overriding(out).dump([lambda: 1, 2])
print(pickle.loads(out.getvalue())[0]())

out = io.BytesIO()
pickler = pickle.Pickler(out, 2)
pickler.dispatch_table = copyreg.dispatch_table.copy()
pickler.dispatch_table[Account] = lambda a: (Account, (a.number + 1,))
pickler.dump(Account(1))
print(pickle.loads(out.getvalue()).number)

buffers = []
data = pickle.dumps([pickle.PickleBuffer(bytearray(b"abc")), pickle.PickleBuffer(b"xyz")], 5,
                    buffer_callback=buffers.append)
print(data, [bytes(b) for b in buffers], [bytes(b) for b in pickle.loads(data, buffers=buffers)])
print(pickle.loads(pickle.dumps(pickle.PickleBuffer(b"in band"), 5)))
try:
    pickle.loads(data)
except pickle.UnpicklingError as e:
    print(e)


class Strict(pickle.Unpickler):
    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"{module}.{name} is forbidden")


try:
    Strict(io.BytesIO(pickle.dumps(Account(1)))).load()
except pickle.UnpicklingError as e:
    print(e)

# Several pickles in one file; the memo of one pickler.
out = io.BytesIO()
pickler = pickle.Pickler(out, 4)
shared = ["shared"]
for _ in range(2):
    pickler.dump(shared)
pickler.clear_memo()
pickler.dump(shared)
print(out.getvalue())
out.seek(0)
unpickler = pickle.Unpickler(out)
print([unpickler.load() for _ in range(3)])
try:
    unpickler.load()
except EOFError as e:
    print(repr(e))

for bad in (b"", b"\x80", b"\x80\x09N.", b"(.", b"0.", b"cno_such_module\nx\n.", b"I1x\n.", b"\x8c\x05ab", b"h\x00.",
            b"]K\x01", b"K", b"\x95\x05\x00\x00\x00\x00\x00\x00\x00N.", b"R.", b"V\\ud800\n.", b"S'a\n."):
    try:
        print(bad, repr(pickle.loads(bad)))
    except Exception as e:
        print(bad, type(e).__name__, e)

pickletools.dis(pickle.dumps({"a": (1, [2.5, None])}, 4))
