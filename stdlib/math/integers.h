#pragma once

#include "native/module.h"

namespace minipy::math {

std::span<const FunctionSpec> integer_functions();

}  // namespace minipy::math
