// The grammar of right and wrong programs, as text for the recognizer.
#pragma once

namespace minipy {

extern const char* const kErrorGrammar;

}  // namespace minipy
