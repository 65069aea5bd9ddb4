# Document 004: "asyncio.run() ... 새로운 이벤트 루프에서 ... 완료될 때까지 기다린 후 종료한다. 이미 실행중인 이벤트 루프에서는
# 사용할 수 없기 때문에" (run makes a new loop each time, and cannot be used inside a running one).
import asyncio

loops = []


async def inner():
    return 'never reached'


async def main():
    loops.append(asyncio.get_running_loop())
    coroutine = inner()
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        print('RuntimeError:', error)
    coroutine.close()
    return 'main ended well'


print(asyncio.run(main()))
print(asyncio.run(main()))
print('two runs, two loops:', loops[0] is not loops[1], '- closed:', [loop.is_closed() for loop in loops])
try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print('outside:', error)
