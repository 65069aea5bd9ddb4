# Document 003: "요청에 대한 처리가 ... 완료되면 호출하는 콜백함수를 같이 전달함 ... 콜백 중첩 지옥 ... promise라는 개념으로 ...
# then-catch. -> async await" (the way from callbacks through promises to await): the same two requests in three styles.
import asyncio


def read_name(loop, callback):
    loop.call_later(0.1, callback, 'minipy')


def read_size(loop, name, callback):
    loop.call_later(0.1, callback, len(name))


# 1. Callbacks: what comes next is written inside.
def with_callbacks(loop, done):
    def got_name(name):
        def got_size(size):
            print('  callbacks:', name, size)
            done.set_result(None)
        read_size(loop, name, got_size)
    read_name(loop, got_name)


# 2. Futures: the result is an object; what comes next is added to it.
def name_future(loop):
    future = loop.create_future()
    read_name(loop, future.set_result)
    return future


def size_future(loop, name):
    future = loop.create_future()
    read_size(loop, name, future.set_result)
    return future


def with_futures(loop, done):
    def named(future):
        name = future.result()
        size_future(loop, name).add_done_callback(lambda size: sized(name, size))

    def sized(name, size):
        print('  futures:  ', name, size.result())
        done.set_result(None)

    name_future(loop).add_done_callback(named)


# 3. await: what comes next is the next line.
async def with_await(loop):
    name = await name_future(loop)
    size = await size_future(loop, name)
    print('  await:    ', name, size)


async def main():
    loop = asyncio.get_running_loop()
    for style in with_callbacks, with_futures:
        done = loop.create_future()
        style(loop, done)
        print(style.__name__, 'returned at once')
        await done
    await with_await(loop)


asyncio.run(main())
