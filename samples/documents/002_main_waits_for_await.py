# Document 002: "이벤트 루프가 실행되는 동안 main 함수에서 await 하는 작업이 완료될 때까지 기다리게 되고 그 다음 코드를 실행합니다"
# (main waits at its await, then goes on; the loop runs the others meanwhile).
import asyncio


async def job(number):
    print(f'  job {number} starts')
    await asyncio.sleep(0.1 * (3 - number))
    print(f'  job {number} ends')
    return number * number


async def main():
    print('before gather')
    squares = await asyncio.gather(*[job(i) for i in range(3)])
    print('after gather:', squares)
    first = asyncio.create_task(job(0))
    print('a task was made and has not begun')
    await asyncio.sleep(0)
    print('main gave way once, so it has begun')
    print('its result:', await first)


asyncio.run(main())
