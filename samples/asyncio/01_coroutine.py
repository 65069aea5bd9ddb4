# Lesson: a coroutine is an object
#
# Calling a function runs it. Calling a coroutine function runs nothing: it makes an object, which waits for somebody to drive it,
# by `await` or as a task of the loop.
#
# Show: --virtual
# Question: What is printed first?
#   a) in greet: you
#   b) called: coroutine
# Answer: b, for `greet('you')` only made the object; its body began at `await made`.
import asyncio


async def greet(name):
    print('in greet:', name)
    return f'hello {name}'


async def main():
    made = greet('you')
    print('called:', type(made).__name__)
    print('awaited:', await made)


asyncio.run(main())
