# Document 004: "await ... 호출한 함수의 실행이 완료될 때까지 현재 함수의 실행을 일시 중지" (await pauses this function), and
# "asyncio.create_task() ... 완료 여부와 상관없이 즉시 다음 코드로 넘어간다" (create_task goes on at once).
import asyncio
import time


async def work(name, seconds):
    print(f'  {name} begins')
    await asyncio.sleep(seconds)
    print(f'  {name} ends')


async def main():
    start = time.monotonic()

    def say(text):
        print(f'{time.monotonic() - start:.1f} s: {text}')

    say('await')
    await work('awaited', 0.2)
    say('only now the next line')
    task = asyncio.create_task(work('in the background', 0.2))
    say('create_task: the next line at once')
    await asyncio.sleep(0.1)
    say('still going on: ' + str(not task.done()))
    await task
    say('done')


asyncio.run(main())
