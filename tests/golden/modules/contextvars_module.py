import contextvars
from contextvars import ContextVar, copy_context, Context
v = ContextVar('v', default='dflt')
w = ContextVar('w')
print(v.get(), w.get('given'), v.name, repr(v).split(' at')[0])
try:
    w.get()
except LookupError as e:
    print(type(e).__name__)
t = v.set('one')
print(v.get(), t.var is v, t.old_value is contextvars.Token.MISSING, repr(t).split(' at')[0])
t2 = v.set('two')
print(t2.old_value)
v.reset(t2)
print(v.get())
v.reset(t)
print(v.get())
try:
    v.reset(t)
except RuntimeError as e:
    print(str(e).partition('<')[0])
try:
    w.reset(v.set(1))
except ValueError as e:
    print(str(e).partition('<')[0])
ctx = copy_context()


def change():
    v.set('inside')
    w.set('w inside')
    return v.get()


print(ctx.run(change), v.get(), ctx[v], ctx.get(w), w in ctx, len(ctx), sorted(k.name for k in ctx))
print(ctx.run(lambda: v.get()), ctx.copy()[v], dict(ctx.items())[w])
try:
    ctx.run(ctx.run, print)
except RuntimeError as e:
    print(str(e).partition(':')[0])
e = Context()
print(len(e), e.run(v.get), e.run(w.get, 'none'))
for bad in (lambda: ContextVar(), lambda: ContextVar(5), lambda: ctx[5], lambda: e[v], lambda: Context(1), lambda: v.reset(5)):
    try:
        bad()
    except Exception as x:
        print(type(x).__name__, str(x).partition('<')[0])


def gen():
    v.set('by generator')
    yield v.get()


print(list(gen()), v.get())
import threading
v.set('main')
th = threading.Thread(target=lambda: print('thread sees', v.get()))
th.start(); th.join()
c2 = copy_context()
th = threading.Thread(target=lambda: c2.run(lambda: print('run in thread', v.get()))); th.start(); th.join()
