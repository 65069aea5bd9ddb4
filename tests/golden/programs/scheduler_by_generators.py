"""A round-robin scheduler of generators with sleeping, waiting and messages: asyncio in sixty lines."""
import heapq
from collections import deque


class Task:
    number = 0

    def __init__(self, generator):
        Task.number += 1
        self.id, self.generator, self.result, self.waiting = Task.number, generator, None, []


class Scheduler:
    def __init__(self):
        self.ready, self.sleeping, self.now, self.order = deque(), [], 0, 0

    def spawn(self, generator):
        task = Task(generator)
        self.ready.append((task, None))
        return task

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.now, _, task = heapq.heappop(self.sleeping)
                self.ready.append((task, None))
            task, value = self.ready.popleft()
            try:
                request = task.generator.send(value)
            except StopIteration as stop:
                task.result = stop.value
                for other in task.waiting:
                    self.ready.append((other, stop.value))
                task.waiting = None
                continue
            match request:
                case 'yield':
                    self.ready.append((task, None))
                case 'sleep', delay:
                    self.order += 1
                    heapq.heappush(self.sleeping, (self.now + delay, self.order, task))
                case 'wait', other if other.waiting is None:
                    self.ready.append((task, other.result))
                case 'wait', other:
                    other.waiting.append(task)
                case 'spawn', generator:
                    self.ready.append((task, self.spawn(generator)))


def sleep(delay):
    yield 'sleep', delay


def worker(name, delay, times):
    for i in range(times):
        print(f'{scheduler.now:>3} {name} step {i}')
        yield from sleep(delay)
    return f'{name} slept {delay * times}'


def parent():
    first = yield 'spawn', worker('fast', 1, 3)
    second = yield 'spawn', worker('slow', 2, 2)
    print('spawned', first.id, second.id)
    print((yield 'wait', second))
    print((yield 'wait', first))
    yield 'yield'
    return 'parent done'


scheduler = Scheduler()
task = scheduler.spawn(parent())
scheduler.spawn(worker('other', 3, 1))
scheduler.run()
print(task.result, 'at', scheduler.now)
