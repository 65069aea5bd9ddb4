# What an exception handler of the loop is told, and where it stands: inside the failure, as in an `except` block.
import asyncio
import contextvars
import sys

variable = contextvars.ContextVar("variable", default="unset")


def handler(loop, context):
    print(context["message"].split(" at ")[0], sorted(context), type(sys.exc_info()[1]).__name__, variable.get())


def failing_handler(loop, context):
    raise LookupError("the handler fails")


class Logged:
    def error(self, message, *args, exc_info=None):
        print("log:", message.splitlines()[0])
        if exc_info and exc_info is not True:
            print("  ", repr(exc_info[1]), "after", repr(exc_info[1].__context__))


async def fails():
    variable.set("in the task")
    raise ValueError("of a task")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)
    loop.call_later(0.001, lambda: [][0])
    await asyncio.sleep(0.01)
    future = loop.create_future()
    future.add_done_callback(lambda future: {}["missing"])
    future.set_result(None)
    await asyncio.sleep(0)
    task = asyncio.create_task(fails())
    await asyncio.sleep(0)
    del task
    loop.set_exception_handler(failing_handler)
    asyncio.base_events.logger = Logged()
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)
    print(asyncio.create_task(fails(), name="named").get_name(), asyncio.create_task(fails()).get_name(),
          loop.create_task(fails(), name="named too").get_name(), loop.create_task(fails()).get_name())
    loop.set_exception_handler(lambda loop, context: None)


asyncio.run(main())
