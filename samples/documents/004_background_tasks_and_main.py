# Document 004: "메인 코루틴이 종료되면서 백그라운드 태스크들이 완료되기 전에 프로그램이 종료되어 아무것도 출력되지 않는다" (tasks do
# not outlive main) and "백그라운드 태스크들이 완료될 수 있도록 충분한 시간 동안 실행 상태를 유지하면 출력 결과를 볼 수 있다".
import asyncio


async def background(name, seconds):
    try:
        await asyncio.sleep(seconds)
        print(f'  {name} finished')
    except asyncio.CancelledError:
        print(f'  {name} was cancelled')
        raise


async def main(seconds):
    tasks.clear()
    tasks.append(asyncio.create_task(background('one', 1)))
    tasks.append(asyncio.create_task(background('two', 2)))
    await asyncio.sleep(seconds)
    print(f'main ends after {seconds} s')


tasks = []
for seconds in 0.5, 1.5, 2.5:
    asyncio.run(main(seconds))
    print('  cancelled:', [task.cancelled() for task in tasks])
