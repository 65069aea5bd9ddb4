import asyncio, time
async def polite(n):
    for i in range(3):
        await asyncio.sleep(n)
async def rude():
    await asyncio.sleep(0.3)
    time.sleep(1)
async def main():
    await asyncio.gather(polite(0.2), polite(0.5), rude())
asyncio.run(main())
