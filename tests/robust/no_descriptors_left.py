# clock: real
# timeout: 60
# Every call that needs a descriptor when there is none: OSError 24, nothing left over, and all goes on when there are some again.
import asyncio
import errno
import multiprocessing
import os
import resource
import select
import socket
import subprocess
import sys
import tempfile
import threading
import warnings

sys.path.insert(0, "data")
sys.unraisablehook = lambda what: None  # what could not be made says so a second time when it goes
warnings.simplefilter("ignore")
from counts import Counts


def double(x):
    return 2 * x


def use_pool():
    with multiprocessing.Pool(1) as pool:
        return pool.map(double, [1, 2])


async def talk():
    async def echo(reader, writer):
        writer.write(await reader.readline())
        writer.close()
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"line\n")
        line = await reader.readline()
        writer.close()
        await writer.wait_closed()
        return line


def use_process():
    process = multiprocessing.Process(target=double, args=(1,))
    process.start()
    process.join()
    return process.exitcode


CALLS = {
    "open": lambda: open("/dev/null").close(),
    "pipe": lambda: [os.close(fd) for fd in os.pipe()] and None,
    "socket": lambda: socket.socket().close(),
    "socketpair": lambda: [end.close() for end in socket.socketpair()] and None,
    "epoll": lambda: select.epoll().close(),
    "dup": lambda: os.close(os.dup(0)),
    "listdir": lambda: len(os.listdir("/")) > 3,
    "temporary file": lambda: tempfile.TemporaryFile().close(),
    "subprocess": lambda: subprocess.run(["true"], stdin=subprocess.PIPE, stdout=subprocess.PIPE).returncode,
    "Pipe": lambda: [end.close() for end in multiprocessing.Pipe()] and None,
    "Queue": lambda: multiprocessing.SimpleQueue().close(),
    "Process": use_process,
    "Pool": use_pool,
    "asyncio": lambda: asyncio.run(talk()),
}

for call in CALLS.values():  # what is opened once and kept
    call()
with Counts():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, limit[1]))
    for name, call in CALLS.items():
        taken = []
        try:
            while True:
                taken.append(os.dup(0))
        except OSError as error:
            assert error.errno == errno.EMFILE
        try:
            print(name, call())
        except OSError as error:
            print(name, type(error).__name__, error.errno, error.strerror)
        for fd in taken:
            os.close(fd)
        print("   ", call())
    # A server whose accept() fails goes on when descriptors are there again.
    server = socket.create_server(("127.0.0.1", 0))
    clients = [socket.create_connection(server.getsockname())]
    taken = []
    try:
        while True:
            taken.append(os.dup(0))
    except OSError:
        pass
    try:
        server.accept()
    except OSError as error:
        print("accept", error.errno)
    for fd in taken:
        os.close(fd)
    connection, _ = server.accept()
    clients[0].sendall(b"still there")
    print(connection.recv(100))
    for each in (connection, *clients, server):
        each.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, limit)
    thread = threading.Thread(target=print, args=("a thread",))
    thread.start()
    thread.join()
