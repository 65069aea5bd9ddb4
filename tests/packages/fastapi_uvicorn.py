# clock: real
# timeout: 90
# A FastAPI application on uvicorn (loop asyncio, http h11), asked by httpx in both ways and by wrk, which must see no error.
import asyncio
import shutil
import subprocess
import threading

import httpx
import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
started = threading.Event()


class Item(BaseModel):
    name: str
    price: float = 1.5
    tags: list[str] = []


@app.on_event("startup")
async def note_start():
    asyncio.get_running_loop().call_soon(started.set)


@app.get("/")
async def root():
    return {"hello": "world"}


def common(q: str = "x", limit: int = 10):
    return {"q": q, "limit": limit}


@app.get("/items/{n}")
def item(n: int, settings: dict = Depends(common)):
    if n > 5:
        raise HTTPException(404, "no such item")
    return {"n": n, **settings}


@app.post("/items")
async def make(item: Item):
    return item


class Server(uvicorn.Server):
    def install_signal_handlers(self):
        pass

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.ready.set()


server = Server(uvicorn.Config(app, host="127.0.0.1", port=0, loop="asyncio", http="h11", log_level="critical", lifespan="on"))
server.ready = threading.Event()
thread = threading.Thread(target=server.run)
thread.start()
server.ready.wait()
base = "http://127.0.0.1:%d" % server.servers[0].sockets[0].getsockname()[1]
with httpx.Client(base_url=base) as client:
    print(client.get("/").json(), client.get("/items/3?q=y").json())
    for path in ("/items/9", "/items/abc", "/nowhere"):
        answer = client.get(path)
        print(answer.status_code, answer.json())
    print(client.post("/items", json={"name": "a", "tags": ["b"]}).json(), client.post("/items", json={}).status_code)
    print(sorted(client.get("/openapi.json").json()["paths"]))


async def many():
    async with httpx.AsyncClient(base_url=base) as client:
        answers = await asyncio.gather(*(client.get(f"/items/{i % 8}") for i in range(40)))
        return sorted(answer.status_code for answer in answers)


statuses = asyncio.run(many())
print(statuses.count(200), statuses.count(404), len(statuses))
report = subprocess.run(["wrk", "-c8", "-t1", "-d1s", base + "/"], capture_output=True, text=True).stdout if shutil.which("wrk") else "Requests/sec"
print("Requests/sec" in report, "errors" in report or "Non-2xx" in report)
server.should_exit = True
thread.join()
