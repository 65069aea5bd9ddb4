# clock: real
# Document 001: "단일 프로세스 멀티 스레드 Python 프로그램은 최대 100%의 CPU 활용률만 달성할 수 있었습니다" (a process with many
# threads gets at most 100 % of a processor), while many processes get more: read from /proc.
import multiprocessing
import os
import threading
import time

TICKS = os.sysconf('SC_CLK_TCK')


def stat(pid):
    with open(f'/proc/{pid}/stat') as file:
        fields = file.read().rpartition(')')[2].split()
    return fields[0], (int(fields[11]) + int(fields[12])) / TICKS     # state, processor seconds


def spin(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))


def use_of_threads(count, seconds):
    begin, wall = stat(os.getpid())[1], time.monotonic()
    threads = [threading.Thread(target=spin, args=(seconds,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (stat(os.getpid())[1] - begin) / (time.monotonic() - wall)


def most_running_processes(count, seconds):
    context = multiprocessing.get_context('fork')
    processes = [context.Process(target=spin, args=(seconds,)) for _ in range(count)]
    for process in processes:
        process.start()
    most = 0
    for _ in range(20):
        time.sleep(seconds / 30)
        most = max(most, sum(stat(process.pid)[0] == 'R' for process in processes))
    for process in processes:
        process.join()
    return most


if __name__ == '__main__':
    print('four threads use at most 100 %:', use_of_threads(4, 0.6) < 1.1)
    print('of four processes several want a processor at the same moment:', most_running_processes(4, 0.6) >= 2)
