// Text or tree -> Code: the one door into this room.
//
//     Owned code = TRY(compile_source(t, "print(1 + 1)\n", filename, ParseMode::File, {}));
//
// Errors are raised as SyntaxError (IndentationError, TabError) with all their attributes; SyntaxWarnings go
// through warn_at() and become errors where a filter says so.
#pragma once

#include <string>
#include <string_view>

#include "grammar/parse.h"
#include "objects/code.h"

namespace minipy {

// Bits of `from __future__ import ...` that a code object hands on to what exec and compile make inside it.
enum FutureFlag : uint32_t {
    kFutureAnnotations = kCodeFutureAnnotations,
    kFutureBarryAsBdfl = 0x400000,
    kFutureMask = 0x1fe0000,
};

struct CompileOptions {
    int optimize = 0;              // 1: no asserts, __debug__ is False; 2: no docstrings either
    uint32_t inherited_flags = 0;  // FutureFlag of the code that asks
    bool allow_top_level_await = false;
    bool dont_imply_dedent = false;
    bool allow_incomplete_input = false;
    bool byte_columns = false;  // of syntax errors: ParseOptions
};

// `filename` is a Str. The result is a Code.
Owned compile_ast(Thread&, ast::mod*, Value filename, ParseMode, const CompileOptions&);
Owned compile_source(Thread&, std::string_view utf8, Value filename, ParseMode, const CompileOptions&);

// Raises what the parser found.
Raised raise_syntax_error(Thread&, const SyntaxErrorInfo&, Value filename);

// --dump=bytecode: the code and all code objects among its constants.
std::string disassemble(Thread&, Code*);
// --dump=scopes.
Result<std::string> dump_scopes(Thread&, std::string_view utf8, Value filename, ParseMode);
// Checks operands, jumps and the depths of temporaries against the instruction table; says what is wrong, or
// nothing.
std::string validate(Code*);

}  // namespace minipy
