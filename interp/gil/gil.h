// Provisional: replaced by the gil room's own.
#pragma once
#include "gil/eval_breaker.h"
namespace minipy {
struct GilThread {};
class Gil {
  public:
    EvalBreaker breaker;
};
}  // namespace minipy
