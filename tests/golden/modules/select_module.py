# select, poll and epoll: what is ready, and the words of wrong calls.
import os
import select


def show(what, function, *args, **kwargs):
    try:
        print(what, args, kwargs, '->', function(*args, **kwargs))
    except Exception as exc:
        print(what, args, kwargs, type(exc).__name__, exc.args)


r, w = os.pipe()


class File:
    def __init__(self, fd):
        self.fd = fd

    def fileno(self):
        return self.fd

    def __repr__(self):
        return 'a file'


reader, writer = File(r), File(w)
show('select', select.select, [reader], [writer], [], 0)
os.write(w, b'x')
show('select', select.select, (reader,), {writer: 1}, [], 0)
for timeout in 'x', -1, 1 << 70, float('nan'), 0:
    show('select', select.select, [], [writer], [], timeout)
    poll = select.poll()
    poll.register(writer, select.POLLOUT)
    print('poll', len(poll.poll(0)))
    if timeout != -1:
        try:
            print(len(poll.poll(timeout)))
        except Exception as exc:
            print(type(exc).__name__, exc)
for args in (3, [], []), (['x'], [], []), ([-1], [], []), ([5000], [], []), ([File('x')], [], []), ():
    show('select', select.select, *args)

poll = select.poll()
for args in (), ('x',), (-1,), (reader, 'x'), (reader, -1), (reader, 1 << 16), (reader, 1 << 70):
    show('register', poll.register, *args)
poll.register(r, select.POLLIN)
poll.register(r, select.POLLIN | select.POLLPRI)
print([(fd == r, event == select.POLLIN) for fd, event in poll.poll()])
poll.modify(r, select.POLLOUT)
print(poll.poll(0))
poll.unregister(reader)
for function in poll.unregister, lambda fd: poll.modify(fd, 1):
    try:
        function(12345)
    except Exception as exc:
        print(type(exc).__name__, exc.args)

for args, kwargs in ((0,), {}), ((-2,), {}), ((), {'flags': 1}), (('x',), {}), ((1, 2, 3), {}):
    show('epoll', select.epoll, *args, **kwargs)
with select.epoll() as epoll:
    epoll.register(reader, select.EPOLLIN)
    print([(fd == r, event == select.EPOLLIN) for fd, event in epoll.poll()])
    for function, args in ((epoll.register, (reader,)), (epoll.modify, (File(w), 1)), (epoll.unregister, (File(w),)),
                           (epoll.poll, (0, 0)), (epoll.poll, (0, -2)), (epoll.poll, ('x',))):
        try:
            print(function(*args))
        except Exception as exc:
            print(function.__name__, type(exc).__name__, exc.args)
    other = select.epoll.fromfd(os.dup(epoll.fileno()))
    print(len(other.poll(0)))
    other.close()
print(epoll.closed)
show('closed', epoll.poll)
show('closed', epoll.fileno)
