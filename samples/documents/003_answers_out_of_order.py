# Document 003: "요청 순서가 꼭 응답 순서와 일치하지 않을 수 있는 구조를 만든 것" (answers need not come in the order of the requests).
import asyncio


async def request(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def main():
    requests = [('slow', 0.3), ('quick', 0.1), ('middling', 0.2)]
    print('requests:', *[name for name, _ in requests])
    answers = []
    for future in asyncio.as_completed([request(*r) for r in requests]):
        answers.append(await future)
    print('answers: ', *answers)
    print('gathered:', *await asyncio.gather(*[request(*r) for r in requests]))


asyncio.run(main())
