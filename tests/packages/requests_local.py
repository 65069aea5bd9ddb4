# clock: real
# timeout: 60
# requests against a server in another thread: sessions that keep their connection, threads, JSON, redirects, errors, TLS.
import concurrent.futures
import http.server
import ssl
import tempfile
import threading

import requests

connections = set()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, **headers):
        connections.add(self.client_address)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/moved":
            self.answer(302, b"", Location="/there")
        elif self.path == "/missing":
            self.answer(404, b"nothing")
        else:
            self.answer(200, f"hello {self.path}".encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(201, body, **{"Content-Type": "application/json"})

    def log_message(self, *args):
        pass


def serve(context=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


server = serve()
base = f"http://127.0.0.1:{server.server_port}"
print(requests.get(base + "/x").text)
connections.clear()
with requests.Session() as session:
    for i in range(5):
        print(session.get(f"{base}/{i}").text)
    answer = session.post(base + "/p", json={"a": [1, 2, "한글"]}, headers={"X-Own": "1"})
    print(answer.status_code, answer.json(), answer.headers["content-type"], answer.ok)
    print("connections:", len(connections))
    with concurrent.futures.ThreadPoolExecutor(5) as executor:
        answers = list(executor.map(session.get, [f"{base}/t{i}" for i in range(40)]))
    print(len(answers), {answer.status_code for answer in answers}, answers[7].text)
answer = requests.get(base + "/moved")
print(answer.url.removeprefix(base), [earlier.status_code for earlier in answer.history])
try:
    requests.get(base + "/missing").raise_for_status()
except requests.HTTPError as error:
    print(type(error).__name__, str(error).replace(base, ""))
server.shutdown()
server.server_close()
try:
    requests.get(base, timeout=5)
except requests.ConnectionError as error:
    print(type(error).__name__)
print(requests.Request("GET", "http://example.org/a b", params={"q": "x y", "z": ["1", "2"]}).prepare().url)
