import asyncio


async def leaf():
    await asyncio.sleep(0)
    raise ValueError('deep in coroutines')


async def middle():
    await leaf()


async def main():
    await asyncio.gather(middle(), asyncio.sleep(0))


try:
    asyncio.run(main())
except ValueError as e:
    tb = e.__traceback__
    names = []
    while tb:
        names.append(tb.tb_frame.f_code.co_name)
        tb = tb.tb_next
    print(names[-3:])


async def bare():
    await leaf()


c = bare()
c.send(None)
c.send(None)
