// Signatures of native functions: a line of Python, read once, and the binding of a call's arguments to it.
//
//     "sort(self, /, *, key=None, reverse=False)"
//
// becomes a list of parameters. Binding puts one borrowed Value per parameter into an array: a given argument, the
// default, a Tuple for *args, a Dict for **kw, or Unbound for an optional one whose default is `...`.
//
// The words of a wrong call depend on what the function accepts, as they do in CPython:
//   nothing by keyword, 0 or 1 argument   "list.append() takes exactly one argument (2 given)"
//   nothing by keyword, more              "insert expected 2 arguments, got 1"
//   some by keyword                       "sum() takes at most 2 arguments (3 given)"
// Functions of another upbringing say so with a word in front of their name:
//   counted find(...)                     "find() takes at least 1 argument (0 given)"
//   unpacked sorted(...)                  "sorted expected 1 argument, got 2"
#pragma once

#include <string>
#include <vector>

#include "objects/function.h"

namespace minipy {

struct Parameter {
    enum Kind : uint8_t { PositionalOnly, Normal, KeywordOnly, VarArgs, VarKeywords };
    Value name;      // interned
    Value fallback;  // immortal; Unbound: optional without a value
    bool required = true;
    Kind kind = Normal;
};

// Most functions are never called: what making one needs (name, receiver, exact_args) is read from the line at once, the rest by
// whole_signature() when somebody asks.
struct Signature {
    const char* line;
    bool whole = false;
    std::string name;
    std::string text;                  // "($self, key, default=None, /)", as __text_signature__ shows it
    std::vector<Parameter> params;
    bool is_static = false, takes_self = false, takes_class = false;
    bool counted = false, unpacked = false;  // other words for a wrong number of arguments
    bool keywords = false;             // some parameter may be given by name
    uint16_t positional = 0;           // parameters that a position can fill
    int var_args = -1, var_keywords = -1;
    // A call with as many positional arguments as there are parameters needs no binding; 0xFFFF: never.
    uint16_t exact_args = 0xFFFF;
    // One with at least so many (and at most `positional`), none by keyword, only wants defaults; 0xFFFF: never.
    uint16_t least_args = 0xFFFF;
};

// "(iterable=(), /)": what a type's constructor takes, as its __text_signature__ shows it; null when nothing is said.
const char* type_text_signature(Thread&, Type*);

// The parsed form of a signature string, kept by the address of the string for the interpreter's life.
const Signature* signature_of(Thread&, const char* text);
const Signature& whole_signature(Thread&, const Signature*);

// Binds args to the parameters from `first` on (those before are filled by the caller). What *args and **kw made is
// held by the last two. `function` may be null: then messages name the signature.
Status bind_signature(Thread&, const Signature&, const NativeFunction* function, const CallArgs& args, size_t first,
                      Value* out, Owned& var_args, Owned& var_keywords);

}  // namespace minipy
