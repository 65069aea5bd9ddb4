// Asynchronous generators (PEP 525): `async def` with `yield`.
//
// The generator object is a Generator of its own type. `anext()`, `asend()`, `athrow()`, `aclose()` give awaitables that drive it; what
// the body yields to its consumer comes out of the frame wrapped (WrappedValue), so that the awaitable can tell it from what an
// `await` inside the body yields to the event loop.
#pragma once

#include "objects/generator.h"

namespace minipy {

struct WrappedValue : GcObject {
    Value value = Value::none();
};

// The awaitables. One is used once.
struct AsyncStep : GcObject {
    enum class State : uint8_t { Init, Iterating, Closed };
    Value generator = Value::none();
    Value argument = Value::none();  // asend: the value sent; athrow: the exception; aclose: Unbound
    State state = State::Init;
};

Status init_async_generator_types(Thread&);
Owned async_generator_anext(Thread&, Value);
// anext(it, fallback): awaits `awaitable`, and gives the fallback when it raises StopAsyncIteration.
Owned make_anext_awaitable(Thread&, Value awaitable, Value fallback);

}  // namespace minipy
