# Document 003: "이 함수는 동기함수 호출하는 것처럼 호출할 수 없음.(호출하면 함수 결과값이 아니라 coroutine 객체 메모리 주소가 찍힌다.)
# await키워드를 붙여서 호출해야된다." (a call gives a coroutine object, await gives the result).
import asyncio


async def answer():
    return 42


print(answer())         # warns as well: nobody awaited it


async def main():
    print(await answer())


asyncio.run(main())
