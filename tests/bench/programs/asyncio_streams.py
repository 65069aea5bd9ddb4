# target: 2
# repeat: 3
import asyncio


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


async def rounds():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for _ in range(2_000):
        writer.write(b"a line of text\n")
        await writer.drain()
        await reader.readline()
    writer.close()
    server.close()


def main():
    asyncio.run(rounds())
