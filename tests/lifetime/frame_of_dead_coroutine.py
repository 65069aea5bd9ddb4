# The frame of a coroutine or generator that died unstarted, and clear() on frames of others.
import warnings

warnings.simplefilter("ignore")


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


async def coroutine(argument):
    pass


def generator(argument):
    yield argument


for make, frame_of in ((coroutine, "cr_frame"), (generator, "gi_frame")):
    frame = getattr(make(Noisy("one")), frame_of)
    print(frame.f_code.co_name, sorted(frame.f_locals))
    frame.clear()
    print("cleared", frame.f_locals)
    del frame
    made = make(Noisy("three"))
    frame = getattr(made, frame_of)
    made.close()
    print("closed", frame.f_locals)
    del made, frame
started = generator(Noisy("four"))
next(started)
frame = started.gi_frame
frame.clear()
print("cleared", started.gi_frame)
del started, frame
