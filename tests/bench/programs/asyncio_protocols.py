# target: 1.5
# repeat: 3
import asyncio


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


class Client(asyncio.Protocol):
    def __init__(self, done):
        self.left = 4_000
        self.done = done

    def connection_made(self, transport):
        self.transport = transport
        transport.write(b"x" * 100)

    def data_received(self, data):
        self.left -= 1
        if self.left:
            self.transport.write(data)
        else:
            self.transport.close()
            self.done.set_result(None)


async def rounds():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, "127.0.0.1", 0)
    done = loop.create_future()
    await loop.create_connection(lambda: Client(done), *server.sockets[0].getsockname())
    await done
    server.close()


def main():
    asyncio.run(rounds())
