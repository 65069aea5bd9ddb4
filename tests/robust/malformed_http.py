# clock: real
# timeout: 60
# A server is sent things that are not HTTP and a client gets such answers: errors by name, and the next one is served.
import http.client
import http.server
import socket
import socketserver
import sys
import threading
import urllib.error
import urllib.request

sys.path.insert(0, "data")
from counts import Counts


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


class Canned(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(65536)
        self.request.sendall(self.server.answers.pop(0))


REQUESTS = [b"", b"\r\n", b"GARBAGE\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / XTTP/1.1\r\n\r\n", b"GET / HTTP/1.1.1\r\n\r\n", b"GET / HTTP/x.y\r\n\r\n",
            b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: " + b"x" * 70_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"\xff\xfe\x00GET / HTTP/1.1\r\n\r\n", b"NOPE / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00"]
ANSWERS = [b"", b"\r\n", b"garbage\r\n\r\n", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 99 low\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
           b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nbody", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
           b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n",
           b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: " + b"x" * 70_000 + b"\r\n\r\n",
           b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]

with Counts():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *args: None
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        for request in REQUESTS:
            with socket.create_connection(server.server_address) as client:
                try:
                    client.sendall(request)
                    client.shutdown(socket.SHUT_WR)
                    answer = b"".join(iter(lambda: client.recv(65536), b""))
                except ConnectionError:
                    answer = b"(reset)"
            known = answer.split(b"\r\n")[0][:60] if answer.startswith(b"HTTP/") else answer[:9]
            print(request[:25], known if len(request) < 60_000 else answer[:12] in (b"HTTP/1.1 414", b"HTTP/1.1 431", b"(reset)"))
        server.shutdown()
        thread.join()
    with socketserver.TCPServer(("127.0.0.1", 0), Canned) as server:
        server.answers = ANSWERS.copy()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        for answer in ANSWERS:
            try:
                with urllib.request.urlopen("http://127.0.0.1:%d/" % server.server_address[1], timeout=20) as response:
                    print(answer[:25], response.status, response.read())
            except urllib.error.HTTPError as error:
                print(answer[:25], type(error).__name__, error.code)
                error.close()
            except (http.client.HTTPException, urllib.error.URLError, ConnectionError, ValueError) as error:
                print(answer[:25], type(error).__name__)
        server.shutdown()
        thread.join()
