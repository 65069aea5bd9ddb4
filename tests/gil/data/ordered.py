# Everything here is put in an order by something: nothing is a race.
import asyncio
import concurrent.futures
import queue
import threading


class Box:
    pass


box = Box()
box.value = 0
items, ready, condition = queue.Queue(), threading.Event(), threading.Condition()
simple = queue.SimpleQueue()
table = {"a": 0, "b": 0}
answer = None


def through_queue():
    one = Box()
    one.value = 1
    items.put(one)


def through_event():
    box.value += 1
    ready.set()


def through_condition():
    global answer
    with condition:
        answer = 42
        condition.notify()


def through_simple_queue():
    simple.put({"x": 1})


local = threading.local()


def through_nothing_shared():
    local.x = threading.get_ident()
    local.x += 1


for function in (through_queue, through_event, through_condition, through_simple_queue):
    threading.Thread(target=function).start()
with condition:
    while answer is None:
        condition.wait()
print(items.get().value, answer, simple.get()["x"])
ready.wait()
print(box.value)

threads = [threading.Thread(target=through_nothing_shared) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()


def fill(name):
    table[name] += 1
    return name


with concurrent.futures.ThreadPoolExecutor(2) as pool:
    print(list(pool.map(fill, table)), table["a"], table["b"])

counter = 0


async def main():
    global counter

    def in_thread():
        global counter
        counter += 1
        return counter

    counter += 1
    print(await asyncio.to_thread(in_thread))
    counter += 1


asyncio.run(main())
print(counter)
