# Document 002: "time.sleep(1)을 사용하면 파이썬은 현재 스레드에서 1초 동안 아무 것도 하지 않고 대기하게 됩니다" against
# "asyncio.sleep(1)을 사용하면, 파이썬은 이 작업을 1초 후에 완료하겠다라고 예약하고 그 사이에 CPU는 다른 작업을 수행할 수 있습니다".
import asyncio
import time


async def other_work():
    for number in range(3):
        print('  other work', number)
        await asyncio.sleep(0.2)


async def main(sleep):
    other = asyncio.create_task(other_work())
    start = time.monotonic()
    await sleep(1)
    print(f'  slept {time.monotonic() - start:.0f} s')
    await other


async def blocking(seconds):
    time.sleep(seconds)


print('asyncio.sleep(1):')
asyncio.run(main(asyncio.sleep))
print('time.sleep(1):')
asyncio.run(main(blocking))
