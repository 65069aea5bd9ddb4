// What the room of the loop adds to the built-in types once they are there: calling a Python function, and generators.
#include "objects/type.h"
#include "vm/async_generator.h"
#include "vm/call.h"
#include "vm/generator_types.h"

namespace minipy {

Status init_vm(Thread& t) {
    types(t).function->slots.call = call_function;
    TRY(add_slot_wrappers(t, types(t).function));  // __call__, by which collections.abc.Callable knows it
    TRY(init_generator_types(t));
    return init_async_generator_types(t);
}

}  // namespace minipy
