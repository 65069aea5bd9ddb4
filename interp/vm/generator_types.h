// Shared by the types of generators, coroutines and async generators.
#pragma once

#include "objects/generator.h"

namespace minipy {

void generator_traverse(Object*, Visitor&);
void generator_finalize(Thread&, Object*);
void generator_dealloc(Thread&, Object*);
uint32_t generator_live_temporaries(Generator*);
// The instance that throw(type, value, traceback) means; value and traceback may be Unbound.
Owned thrown_instance(Thread&, Value type, Value value, Value traceback);

Status init_generator_types(Thread&);

}  // namespace minipy
