# Document 004: "각 스레드들은 부모 프로세스의 메모리를 공유해서 사용하기 때문에" (threads use the memory of their process together):
# an object made in one thread is the very same object in another, and an exception in one thread ends that thread only.
import threading

box = []


def producer():
    box.append({'made by': threading.current_thread().name})


def failing():
    box.append('before the error')
    raise ValueError('only this thread ends')


def hook(args):
    print('in', args.thread.name + ':', repr(args.exc_value))


threading.excepthook = hook
for target in producer, failing:
    thread = threading.Thread(target=target, name=target.__name__)
    thread.start()
    thread.join()
print(box)
seen = []
thread = threading.Thread(target=lambda: seen.append(box[0]))
thread.start()
thread.join()
print('the same object:', seen[0] is box[0])
