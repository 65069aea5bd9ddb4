# target: 2
# repeat: 2
# Ten thousand connections (as many as the limit of descriptors lets) are opened, all stay open, and each echoes one line.
import asyncio
import resource

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 25_000), hard))
COUNT = min(10_000, (min(hard, 25_000) - 100) // 2)


class Echo(asyncio.Protocol):
    open = 0

    def connection_made(self, transport):
        Echo.open += 1
        self.transport = transport

    def connection_lost(self, error):
        Echo.open -= 1

    def data_received(self, data):
        self.transport.write(data)


class Client(asyncio.Protocol):
    def __init__(self):
        self.answer = asyncio.get_running_loop().create_future()

    def data_received(self, data):
        self.answer.set_result(data)


async def rounds():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, "127.0.0.1", 0, backlog=1000)
    address = server.sockets[0].getsockname()
    clients = [await loop.create_connection(Client, *address) for _ in range(COUNT)]
    for transport, _ in clients:
        transport.write(b"line\n")
    assert all([await protocol.answer == b"line\n" for _, protocol in clients])
    for transport, _ in clients:
        transport.close()
    while Echo.open:
        await asyncio.sleep(0)
    server.close()


def main():
    asyncio.run(rounds())
