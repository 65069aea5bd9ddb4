# clock: real
import asyncio


async def main():
    p = await asyncio.create_subprocess_exec('/bin/echo', 'hello', stdout=asyncio.subprocess.PIPE)
    out, err = await p.communicate()
    print(out, err, p.returncode)
    p = await asyncio.create_subprocess_shell('read x; echo got $x; exit 3', stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    out, _ = await p.communicate(b'input\n')
    print(out, p.returncode)
    p = await asyncio.create_subprocess_exec('/bin/sleep', '10')
    try:
        await asyncio.wait_for(p.wait(), 0.05)
    except TimeoutError:
        p.kill()
        print('killed', await p.wait())


asyncio.run(main())
