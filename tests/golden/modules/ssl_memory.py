# TLS between two memory buffers: no socket, no thread; every step by hand.
import os
import ssl

CERT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tls_localhost.pem')


def contexts(**settings):
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    server.load_cert_chain(CERT)
    client.load_verify_locations(CERT)
    for name, value in settings.items():
        setattr(client, name, value)
    return server, client


class Pair:
    def __init__(self, server, client, hostname='localhost', **options):
        self.to_server, self.to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = client.wrap_bio(self.to_client, self.to_server, server_hostname=hostname, **options)
        self.server = server.wrap_bio(self.to_server, self.to_client, server_side=True)

    def handshake(self):
        steps = []
        for _ in range(4):
            for name, side in ('client', self.client), ('server', self.server):
                try:
                    side.do_handshake()
                    steps.append(name + ' done')
                except ssl.SSLWantReadError:
                    steps.append(name + ' wants to read')
        return steps


def attempt(what, function, *args):
    try:
        print(what, '->', function(*args))
    except Exception as exc:
        print(what, type(exc).__name__, [a for a in exc.args if not isinstance(a, str)], getattr(exc, 'reason', None),
              getattr(exc, 'library', None), getattr(exc, 'verify_message', None))


server, client = contexts()
pair = Pair(server, client)
attempt('write too early', pair.client.write, b'x')
attempt('certificate too early', pair.client.getpeercert)
print(pair.client.version(), pair.client.cipher(), pair.client.server_side, pair.client.server_hostname)
print(pair.handshake())
print(pair.client.version(), pair.client.cipher()[1:], pair.client.compression(), pair.client.session_reused)
print(pair.server.getpeercert(), pair.client.selected_alpn_protocol())
for key, value in sorted(pair.client.getpeercert().items()):
    if key != 'serialNumber':
        print(' ', key, value)
print(type(pair.client.getpeercert(True)), ssl.DER_cert_to_PEM_cert(pair.client.getpeercert(True)) in open(CERT).read())
print(pair.client.write(b'hello' * 10000), pair.to_server.pending > 50000)
print(len(pair.server.read(100)), pair.server.pending(), len(pair.server.read(1 << 20)))
buffer = bytearray(10)
print(pair.server.read(10, buffer), buffer)
attempt('nothing there', pair.client.read)
attempt('unwrap', pair.client.unwrap)
while chunk := pair.server.read():
    pass
print('end', repr(chunk))
attempt('unwrap of the server', pair.server.unwrap)
attempt('unwrap again', pair.client.unwrap)
attempt('write after the end', pair.client.write, b'x')

print('-- names')
for hostname in 'localhost', 'a.example.org', 'a.b.example.org', '127.0.0.1', '127.0.0.2', 'elsewhere':
    pair = Pair(server, client, hostname)
    try:
        pair.handshake()
        print(hostname, 'accepted')
    except ssl.SSLCertVerificationError as exc:
        print(hostname, exc.verify_code, exc.verify_message)
attempt('empty', Pair, server, client, '')
untrusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
attempt('unknown authority', Pair(server, untrusting).handshake)

print('-- what the server is asked for')
asked = []


def choose(connection, name, context):
    asked.append((type(connection).__name__, name, context is server))
    if name == 'no.example.org':
        return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    if name == 'bad.example.org':
        1 / 0


server.sni_callback = choose
Pair(server, client, 'yes.example.org').handshake()
attempt('refused', Pair(server, client, 'no.example.org').handshake)
print(asked)
server.sni_callback = None

print('-- ALPN and versions')
server.set_alpn_protocols(['h2', 'http/1.1'])
client.set_alpn_protocols(['http/1.1', 'spdy'])
pair = Pair(server, client)
pair.handshake()
print(pair.client.selected_alpn_protocol(), pair.server.selected_alpn_protocol())
server, client = contexts(maximum_version=ssl.TLSVersion.TLSv1_2)
pair = Pair(server, client)
pair.handshake()
print(pair.client.version(), len(pair.client.get_channel_binding()), pair.client.get_channel_binding() ==
      pair.server.get_channel_binding())
session = pair.client.session
print(type(session).__name__, session.has_ticket, session == pair.client.session, len(session.id))
again = Pair(server, client, session=session)
again.handshake()
print(again.client.session_reused, again.server.session_reused)
server.minimum_version = ssl.TLSVersion.TLSv1_3
attempt('no common version', Pair(server, client).handshake)

print('-- messages')
seen = []
server, client = contexts(_msg_callback=lambda *args: seen.append(args[1:5]))
Pair(server, client).handshake()
for direction, version, content, message in seen:
    if content is ssl._TLSContentType.HANDSHAKE:
        print(direction, version.name, message.name)

print('-- memory')
bio = ssl.MemoryBIO()
print(bio.write(b'abc'), bio.pending, bio.eof, bio.read(2), bio.read(), bio.read())
bio.write_eof()
print(bio.eof, bio.read())
attempt('after the end', bio.write, b'x')
