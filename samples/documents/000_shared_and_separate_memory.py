# Document 000: "프로세스끼리는 code, data, heap, stack 영역의 메모리를 공유하지 않음" (processes share no memory) and
# "스레드끼리는 code, data, heap 메모리 영역을 공유함(stack 메모리 영역은 공유하지 않음)" (threads share all but the stack).
import multiprocessing
import threading

data = {'counter': 0, 'items': []}


def change(who):
    own = [who]                 # a local name: lives on the stack of this thread
    data['counter'] += 1
    data['items'].extend(own)


def in_child(queue):
    change('process')
    queue.put((data['counter'], data['items']))


thread = threading.Thread(target=change, args=('thread',))
thread.start()
thread.join()
print('after a thread: ', data)

if __name__ == '__main__':
    context = multiprocessing.get_context('fork')
    queue = context.Queue()
    process = context.Process(target=in_child, args=(queue,))
    process.start()
    counter, items = queue.get()
    process.join()
    print('in the process: ', {'counter': counter, 'items': items})
    print('after a process:', data)
