# TLS in asyncio: a server, clients, start_tls, a refused certificate, closing.
import asyncio
import os
import ssl

CERT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'modules', 'tls_localhost.pem')
server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
server_context.load_cert_chain(CERT)
client_context = ssl.create_default_context(cafile=CERT)


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()


async def talk(port, number):
    reader, writer = await asyncio.open_connection('127.0.0.1', port, ssl=client_context, server_hostname='localhost')
    writer.write(b'client %d\n' % number)
    answer = await reader.readline()
    transport = writer.transport
    facts = (transport.get_extra_info('ssl_object').version(), transport.get_extra_info('peercert')['subject'][-1],
             transport.can_write_eof(), transport.is_closing())
    writer.close()
    await writer.wait_closed()
    return answer, facts, transport.is_closing()


class Plain(asyncio.Protocol):
    """Speaks in the clear until it is told to go on over TLS."""

    def __init__(self, log, server_side):
        self.log, self.server_side = log, server_side
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        if not self.server_side:
            transport.write(b'STARTTLS')

    def data_received(self, data):
        self.log.append((self.server_side, data))
        if data == b'STARTTLS':
            self.transport.write(b'OK')
            self.task = asyncio.create_task(self.upgrade())
        elif data == b'OK':
            self.task = asyncio.create_task(self.upgrade())
        elif data == b'secret':
            self.answering = asyncio.create_task(self.answer())
        else:
            self.transport.close()

    async def upgrade(self):
        loop = asyncio.get_running_loop()
        context = server_context if self.server_side else client_context
        self.transport = await loop.start_tls(self.transport, self, context, server_side=self.server_side,
                                              server_hostname=None if self.server_side else 'localhost')
        if not self.server_side:
            self.transport.write(b'secret')

    async def answer(self):
        await self.task  # self.transport is the one in the clear until then
        self.transport.write(b'answer')

    def connection_lost(self, exc):
        self.log.append((self.server_side, 'lost', exc))
        self.done.set_result(None)


async def main():
    server = await asyncio.start_server(echo, '127.0.0.1', 0, ssl=server_context)
    port = server.sockets[0].getsockname()[1]
    for result in await asyncio.gather(*[talk(port, n) for n in range(4)]):
        print(result)
    try:
        await asyncio.open_connection('127.0.0.1', port, ssl=client_context, server_hostname='elsewhere')
    except ssl.SSLCertVerificationError as exc:
        print(exc.verify_message)
    await asyncio.sleep(0.01)  # the server learns of it
    server.close()
    await server.wait_closed()

    loop = asyncio.get_running_loop()
    log, sides = [], []

    def make(server_side):
        sides.append(Plain(log, server_side))
        return sides[-1]
    server = await loop.create_server(lambda: make(True), '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    await loop.create_connection(lambda: make(False), '127.0.0.1', port)
    for side in sides:
        await side.done
    for entry in sorted(log, key=repr):
        print(entry)
    server.close()
    await server.wait_closed()
    try:
        await loop.start_tls(None, None, 3)
    except TypeError as exc:
        print(exc)


asyncio.run(main())
