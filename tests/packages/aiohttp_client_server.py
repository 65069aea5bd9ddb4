# clock: real
# timeout: 60
# aiohttp.web and its client: routes, JSON, thirty requests at once, a websocket, errors, a middleware, a time limit.
import asyncio

import aiohttp
from aiohttp import web

routes = web.RouteTableDef()


@routes.get("/hello/{n}")
async def hello(request):
    return web.json_response({"n": request.match_info["n"], "query": dict(request.query)})


@routes.post("/echo")
async def echo(request):
    return web.Response(text=(await request.json())["text"], headers={"X-Own": "yes"})


@routes.get("/slow")
async def slow(request):
    await asyncio.sleep(30)


@routes.get("/refused")
async def refused(request):
    raise web.HTTPBadRequest(text="not so")


@routes.get("/ws")
async def websocket(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if message.data == "close":
            await socket.close()
        else:
            await socket.send_str("echo " + message.data)
    return socket


@web.middleware
async def mark(request, handler):
    response = await handler(request)
    if not response.prepared:
        response.headers["X-Marked"] = request.method
    return response


async def main():
    app = web.Application(middlewares=[mark])
    app.add_routes(routes)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = "http://127.0.0.1:%d" % site._server.sockets[0].getsockname()[1]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=10)) as session:
        async with session.get(base + "/hello/1?x=y") as answer:
            print(answer.status, await answer.json(), answer.headers["X-Marked"])
        async with session.post(base + "/echo", json={"text": "한글"}) as answer:
            print(await answer.text(), answer.headers["X-Own"], answer.content_type)

        async def fetch(i):
            async with session.get(f"{base}/hello/{i}") as answer:
                return (await answer.json())["n"]
        print(await asyncio.gather(*(fetch(i) for i in range(30))))
        for path in ("/refused", "/nowhere"):
            async with session.get(base + path) as answer:
                print(answer.status, answer.reason, await answer.text())
        try:
            async with session.get(base + "/slow", timeout=aiohttp.ClientTimeout(total=0.05)):
                pass
        except asyncio.TimeoutError:
            print("too slow")
        async with session.ws_connect(base + "/ws") as socket:
            await socket.send_str("hi")
            print((await socket.receive()).data)
            await socket.send_str("close")
            print((await socket.receive()).type.name)
    await runner.cleanup()
    async with aiohttp.ClientSession() as session:
        try:
            await session.get(base)
        except aiohttp.ClientConnectorError as error:
            print(type(error).__name__)


asyncio.run(main())
