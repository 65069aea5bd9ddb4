# clock: real
# timeout: 60
# Whoever reads goes away: pipes, sockets, connections of processes, streams of asyncio, a program's own output.
import asyncio
import multiprocessing
import os
import socket
import subprocess
import sys

sys.path.insert(0, "data")
from counts import Counts


def attempt(name, call):
    try:
        print(name, call())
    except (OSError, EOFError) as error:
        print(name, type(error).__name__, getattr(error, "errno", None))


def write_all(fd):
    while True:
        os.write(fd, b"x" * 4096)


def pipe():
    reader, writer = os.pipe()
    os.close(reader)
    try:
        os.write(writer, b"x")
    finally:
        os.close(writer)


def buffered():
    reader, writer = os.pipe()
    file = open(writer, "w")
    file.write("x" * 10)
    os.close(reader)
    try:
        file.close()
    finally:
        print("closed:", file.closed)


def sockets():
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        ours.sendall(b"x" * 1_000_000)


def connections(duplex, receive):
    ours, theirs = multiprocessing.Pipe(duplex)
    if duplex:
        theirs.close()
        with ours:
            return ours.recv() if receive else [ours.send(b"x" * 100_000) for _ in range(10)]
    with ours, theirs:
        (theirs if receive else ours).close()
        return ours.recv() if receive else theirs.send(1)


def half_a_message():
    ours, theirs = multiprocessing.Pipe()
    with ours:
        os.write(theirs.fileno(), b"\0\0\0\x10only a part")
        theirs.close()
        return ours.recv_bytes()


def dead_child():
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.Process(target=os._exit, args=(5,))
    child.start()
    theirs.close()
    child.join()
    with ours:
        return ours.recv()


async def streams():
    async def go_away(reader, writer):
        writer.transport.abort()
    async with await asyncio.start_server(go_away, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            while True:
                writer.write(b"x" * 100_000)
                await writer.drain()
        except ConnectionError as error:
            print("drain: ConnectionError", isinstance(error, ConnectionError))
        writer.close()
        try:
            await writer.wait_closed()
        except ConnectionError:
            pass
    process = await asyncio.create_subprocess_exec("true", stdin=asyncio.subprocess.PIPE)
    await process.wait()
    try:
        for _ in range(100):
            process.stdin.write(b"x" * 100_000)
            await process.stdin.drain()
    except ConnectionError:
        print("child's stdin: ConnectionError")
    process.stdin.close()
    return await (await asyncio.create_subprocess_exec("false")).wait()


with Counts():
    attempt("pipe", pipe)
    attempt("buffered", buffered)
    attempt("sockets", sockets)
    for duplex in (False, True):
        for receive in (False, True):
            attempt(f"Pipe({duplex}) {'recv' if receive else 'send'}", lambda: connections(duplex, receive))
    attempt("half a message", half_a_message)
    attempt("dead child", dead_child)
    attempt("streams", lambda: asyncio.run(streams()))
    with subprocess.Popen(["true"], stdin=subprocess.PIPE) as process:
        print("communicate", process.communicate(b"x" * 1_000_000))
    for program in ("print('x' * 100_000)", "for i in range(100_000): print(i)",
                    "import sys\ntry:\n    while True: print('x' * 100)\nexcept BrokenPipeError:\n    sys.stderr.write('seen\\n')\n    import os; os._exit(9)",
                    "import multiprocessing\np = multiprocessing.Process(target=print, args=('x' * 100_000,)); p.start(); p.join(); raise SystemExit(p.exitcode)"):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([sys.executable, "-c", program], stdout=writer, stderr=subprocess.PIPE, text=True)
        os.close(writer)
        print(done.returncode, done.stderr.strip().rpartition("\n")[2])
    done = subprocess.run([sys.executable, "-c", "print(1); import sys; print(sys.stdin, file=sys.stderr)"], close_fds=True, stderr=subprocess.PIPE,
                          preexec_fn=lambda: (os.close(0), os.close(1)), text=True)
    print(done.returncode, done.stderr.strip())
