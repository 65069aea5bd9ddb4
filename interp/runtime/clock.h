// Provisional: replaced by the clock's own.
#pragma once
namespace minipy {
class Clock {};
}  // namespace minipy
