// What all passes over one tree share: the thread, the file's name, the options, and how errors are raised.
#pragma once

#include <string>

#include "compiler/compile.h"
#include "objects/str.h"

namespace minipy {

struct CompileContext {
    Thread& t;
    Value filename;  // Str
    std::string filename_utf8;
    CompileOptions options;
    uint32_t future = 0;    // FutureFlag, inherited and found
    int32_t future_line = 0;  // the last line of `from __future__` imports at the head
    bool naming = false;    // scopes are being found: an error's arguments are its message alone

    // SyntaxError at a place of the tree. The text of the line is read from the file, as CPython does.
    Raised error(const Span& span, const std::string& message, bool has_end = true);
    // A SyntaxWarning; when a filter turns it into an error, that is a SyntaxError at the same place.
    Status warn(const Span& span, const std::string& message);

    // The interned Str of an identifier, looked up once.
    Value name(ast::identifier id) {
        if (!id->user) id->user = intern(t, id->text).bits();
        return Value::from_bits(id->user);
    }
};

// Name mangling: `__x` inside class C is `_C__x`. class_name is Unbound outside of classes.
Value mangle(Thread&, Value class_name, Value name);

// A literal as an object; ValueError for an int of too many digits.
Owned literal_object(Thread&, const ast::ConstantValue&);

// Recognises the `from __future__` imports at the head of a module.
Result<uint32_t> read_future_flags(CompileContext&, ast::mod*);

// `annotation` as the text that `from __future__ import annotations` stores.
std::string unparse(Thread&, const ast::expr* annotation);

}  // namespace minipy
