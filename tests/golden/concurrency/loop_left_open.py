# A loop that nobody closes: at the end of the program nothing is said of it. Before that, it is warned of when it goes.
import asyncio
import gc
import warnings

warnings.simplefilter('always')
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter('always')
    loop = asyncio.SelectorEventLoop()
    loop.run_until_complete(asyncio.sleep(0))
    del loop
    gc.collect()
    print(sorted({str(w.message).split('<')[0] for w in seen if 'loop' in str(w.message)}))
asyncio.set_event_loop(asyncio.SelectorEventLoop())
print(asyncio.get_event_loop_policy().get_event_loop().run_until_complete(asyncio.sleep(0, 'ran')))
