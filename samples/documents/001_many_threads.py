# Document 001: "단일 프로세스 Python 프로그램의 스레드 수는 2개보다 훨씬 클 수 있습니다" (far more threads than cores), and its
# table: ten cooks in one kitchen, one cook in one kitchen, ten kitchens.
import asyncio
import multiprocessing
import threading
import time


def dish(number, cooks):
    time.sleep(0.1)                     # in the oven
    cooks.add(threading.get_ident())


async def async_dish(number, cooks):
    await asyncio.sleep(0.1)
    cooks.add(threading.get_ident())


def kitchen_of_its_own(connection, number):
    time.sleep(0.1)
    connection.send(multiprocessing.current_process().pid)


def ten_cooks():
    cooks = set()
    threads = [threading.Thread(target=dish, args=(n, cooks)) for n in range(10)]
    gate = [thread.start() for thread in threads]
    most = threading.active_count() - 1
    for thread in threads:
        thread.join()
    return f'1 kitchen, {most} cooks, {len(gate)} dishes'


def one_cook():
    cooks = set()

    async def main():
        await asyncio.gather(*(async_dish(n, cooks) for n in range(10)))
    asyncio.run(main())
    return f'1 kitchen, {len(cooks)} cook, 10 dishes'


def ten_kitchens():
    context = multiprocessing.get_context('fork')
    pipes = [context.Pipe() for _ in range(10)]
    processes = [context.Process(target=kitchen_of_its_own, args=(pipe[1], n)) for n, pipe in enumerate(pipes)]
    for process in processes:
        process.start()
    kitchens = {pipe[0].recv() for pipe in pipes}
    for process in processes:
        process.join()
    return f'{len(kitchens)} kitchens, {len(kitchens)} cooks, 10 dishes'


if __name__ == '__main__':
    print('Threading:      ', ten_cooks())
    print('AsyncIO:        ', one_cook())
    print('Multiprocessing:', ten_kitchens())
