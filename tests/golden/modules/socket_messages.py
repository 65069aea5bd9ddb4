# Messages: several buffers, descriptors beside the data, lengths; the words of wrong calls.
import array
import os
import socket


def show(what, function, *args):
    try:
        print(what, '->', function(*args))
    except Exception as exc:
        print(what, type(exc).__name__, exc.args)


a, b = socket.socketpair()
with a, b:
    r, w = os.pipe()
    print(a.sendmsg([b'some ', bytearray(b'data'), memoryview(b'!')],
                    [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [w]))]))
    data, ancillary, flags, address = b.recvmsg(100, socket.CMSG_SPACE(4))
    print(data, [(level, kind, len(item)) for level, kind, item in ancillary], flags == socket.MSG_CMSG_CLOEXEC, address)
    passed = array.array('i', ancillary[0][2])[0]
    os.write(passed, b'through the copy')
    print(passed != w, os.read(r, 100))
    for fd in r, w, passed:
        os.close(fd)

    parts = [bytearray(3), bytearray(2), bytearray(10)]
    a.sendmsg([b'abcdefgh'])
    print(b.recvmsg_into(parts), parts)
    a.setblocking(False)
    show('nothing there', a.recvmsg, 10)
    show('nothing to receive into', a.recvmsg_into, ())
    show('huge', a.recv, 1 << 62)
    for args in (), (-1,), (1, -1), (10, 1 << 40), ('x',):
        show('recvmsg%r' % (args,), a.recvmsg, *args)
    for args in (3,), ([b'x'],), ([], -1):
        show('recvmsg_into%r' % (args,), a.recvmsg_into, *args)
    for args in ((), (3,), ([3],), ([b''], 3), ([b''], [3]), ([b''], [(1, 2)]), ([b''], [(1, 2, 3)]),
                 ([b''], [('a', 2, b'')]), ([b''], (), 'a'), ([b''], None)):
        show('sendmsg%r' % (args,), a.sendmsg, *args)
    show('recv_into', a.recv_into, b'xx')
    show('recv_into', a.recv_into, bytearray(2), 3)
    show('recvfrom_into', a.recvfrom_into, bytearray(2), 3)
    for args in (), (1,), (socket.SOL_SOCKET, socket.SO_TYPE, -1), (socket.SOL_SOCKET, socket.SO_TYPE, 4):
        show('getsockopt%r' % (args,), a.getsockopt, *args)
    for value in 1, 1 << 40, b'1', None, 'x', 1.5:
        show('setsockopt %r' % (value,), a.setsockopt, socket.SOL_SOCKET, socket.SO_KEEPALIVE, value)
    for value in 'x', -1, 1 << 70, float('nan'), 1e300, 0, 0.1, 30, None:
        show('settimeout %r' % (value,), a.settimeout, value)
        print(a.gettimeout(), a.getblocking())
show('closed', a.recv, 1)
show('closed', a.fileno)

for length in 0, 1, 8, -1, (1 << 31) - 1, (1 << 31) - 17, 1 << 63:
    show('CMSG_LEN', socket.CMSG_LEN, length)
    show('CMSG_SPACE', socket.CMSG_SPACE, length)
with socket.socket() as tcp, socket.socket(socket.AF_INET6) as tcp6:
    for address in (3, (), ('127.0.0.1',), ('127.0.0.1', -1), ('127.0.0.1', 65536), ('127.0.0.1', 'x'), (3, 3), ('a\0b', 0),
                    ('\udcff', 0)):
        show('bind %r' % (address,), tcp.bind, address)
        show('bind6 %r' % (address,), tcp6.bind, address)
    show('flow', tcp6.bind, ('::1', 0, 1 << 20))
    show('family', tcp6.bind, ('<broadcast>', 0))
for function in socket.htons, socket.htonl:
    for value in 1, 0x12345, -1, 1 << 32, 1 << 80, 'x':
        show(function.__name__, function, value)
for text in '1.2.3.4', '1.2.3', '', b'1.2.3.4', 'a\0b':
    show('inet_aton', socket.inet_aton, text)
    show('inet_pton', socket.inet_pton, socket.AF_INET, text)
print(socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, '0:0::1')))
for args in (('127.0.0.1',), 0), ((3, 3), 0), (3, 0), (('127.0.0.1', 80, 0), 3), (('127.0.0.1', 80), 3), (('::1', 80, 1 << 20), 3):
    show('getnameinfo', socket.getnameinfo, *args)
show('getaddrinfo', socket.getaddrinfo, '127.0.0.1', 80, 0, socket.SOCK_STREAM)
show('getaddrinfo', socket.getaddrinfo, '127.0.0.1', 1.5)
show('getaddrinfo', socket.getaddrinfo, 'a' * 64, 1)
print(len([name for name in dir(socket) if name.isupper() and isinstance(getattr(socket, name), int)]) > 400)
