# clock: real
import asyncio


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(b'echo ' + line)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    for text in (b'one\n', b'two\n'):
        writer.write(text)
        print(await reader.readline())
    writer.write(b'three\n'); writer.write_eof()
    print(await reader.read())
    writer.close(); await writer.wait_closed()
    r = asyncio.StreamReader()
    r.feed_data(b'abc\ndefgh'); r.feed_eof()
    print(await r.readuntil(b'\n'), await r.readexactly(2), await r.read(1), await r.read(), r.at_eof())
    r = asyncio.StreamReader(); r.feed_data(b'x'); r.feed_eof()
    try:
        await r.readexactly(5)
    except asyncio.IncompleteReadError as e:
        print(e, e.partial, e.expected)

    async def client(n):
        rd, wr = await asyncio.open_connection('127.0.0.1', port)
        wr.write(b'c%d\n' % n)
        out = await rd.readline()
        wr.close()
        return out
    print(await asyncio.gather(*(client(i) for i in range(5))))
    server.close()
    await server.wait_closed()
    try:
        await asyncio.open_connection('127.0.0.1', 1)
    except ConnectionRefusedError as e:
        print(type(e).__name__, e.errno)


asyncio.run(main())
