# TLS over a pair of sockets, a thread at each end.
import os
import socket
import ssl
import threading

CERT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tls_localhost.pem')
server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
server_context.load_cert_chain(CERT)
client_context = ssl.create_default_context(cafile=CERT)


def serve(sock, log):
    with server_context.wrap_socket(sock, server_side=True) as tls:
        while data := tls.recv(1 << 16):
            tls.sendall(data.upper())
        log.append('end of data')


def run(use):
    here, there = socket.socketpair()
    log = []
    thread = threading.Thread(target=serve, args=(there, log))
    thread.start()
    with client_context.wrap_socket(here, server_hostname='localhost') as tls:
        print(repr(tls).split(' fd')[0], tls.version(), tls.context is client_context)
        use(tls)
        plain = tls.unwrap()
        print(type(plain).__name__, plain.fileno() > 0)
        plain.close()
    thread.join()
    print(log)


def small(tls):
    tls.sendall(b'some text')
    print(tls.recv(4), tls.pending(), tls.recv(100))


def large(tls):
    data = b'abcdefghij' * 30000
    writer = threading.Thread(target=tls.sendall, args=(data,))
    writer.start()
    got = bytearray()
    while len(got) < len(data):
        got += tls.recv(1 << 16)
    writer.join()
    print(len(got), got == data.upper())


def by_file(tls):
    with tls.makefile('rw', newline='\n') as file:
        file.write('first line\nsecond\n')
        file.flush()
        print(repr(file.readline()), repr(file.readline()))


def refused(tls):
    tls.settimeout(0.05)
    for what, function, args in (('recv', tls.recv, (1,)), ('send flags', tls.send, (b'x', 1)),
                                 ('recvmsg', tls.recvmsg, (1,)), ('sendto', tls.sendto, (b'', 'x')),
                                 ('dup', tls.dup, ()), ('server name', tls.get_channel_binding, ('x',))):
        try:
            print(what, function(*args))
        except (OSError, ValueError, NotImplementedError) as exc:
            print(what, type(exc).__name__, exc)
    tls.setblocking(False)
    try:
        tls.recv(1)
    except ssl.SSLWantReadError as exc:
        print('would wait', exc.errno)
    tls.settimeout(None)


for use in small, large, by_file, refused:
    run(use)

here, there = socket.socketpair()
there.sendall(b'HTTP/1.0 400 Bad Request\r\n\r\n')
try:
    client_context.wrap_socket(here, server_hostname='localhost')
except ssl.SSLError as exc:
    print(exc.reason, exc.library)
here.close()
there.close()
