#include "compiler/compile.h"

#include <cstdio>

#include "compiler/codegen.h"
#include "objects/exception.h"
#include "objects/tuple.h"

namespace minipy {

// ---- errors ----------------------------------------------------------------------------------------------

namespace {

// Line `line` of a file that may not exist; false when there is none.
bool read_line(const std::string& path, int32_t line, std::string& text) {
    if (line < 1 || path.empty() || path[0] == '<') return false;
    FILE* file = fopen(path.c_str(), "rb");
    if (!file) return false;
    text.clear();
    int32_t at = 1;
    bool found = false;
    for (int c; (c = fgetc(file)) != EOF;) {
        if (at == line) {
            found = true;
            text.push_back(static_cast<char>(c));
        }
        if (c == '\n' && ++at > line) break;
    }
    fclose(file);
    return found;
}

constexpr int32_t kNoEndOffset = -2;

Raised raise_syntax(Thread& t, Type* type, const SyntaxErrorInfo& e, Value filename) {
    Owned message = make_str(t, e.message);
    Owned text = e.has_text ? make_str(t, e.text) : Owned::none();
    Value end_offset = e.end_offset == kNoEndOffset ? Value::none() : Value::from_int(e.end_offset);
    Owned place = make_tuple(t, {filename, Value::from_int(e.line), Value::from_int(e.offset), text,
                                 Value::from_int(e.end_line), end_offset});
    if (e.message_alone) {  // the place is told by attributes only
        Owned error = TRY(call(t, type, {message.get()}));
        const char* const attributes[] = {"filename", "lineno", "offset", "text", "end_lineno", "end_offset"};
        for (size_t i = 0; i < std::size(attributes); ++i)
            TRY(set_attr(t, error, intern(t, attributes[i]), place.as<Tuple>()->at(i)));
        return raise_instance(t, error);
    }
    Owned error = TRY(call(t, type, {message, place}));
    return raise_instance(t, error);
}

}  // namespace

Raised raise_syntax_error(Thread& t, const SyntaxErrorInfo& e, Value filename) {
    ExceptionTypes& types = exc(t);
    switch (e.type) {
        case SyntaxErrorType::MemoryError:
            return raise_error(t, types.MemoryError, "%s", e.message.c_str());
        case SyntaxErrorType::RecursionError:
            return raise_error(t, types.RecursionError, "%s", e.message.c_str());
        case SyntaxErrorType::IndentationError:
            return raise_syntax(t, types.IndentationError, e, filename);
        case SyntaxErrorType::TabError:
            return raise_syntax(t, types.TabError, e, filename);
        case SyntaxErrorType::SyntaxError:
            break;
    }
    return raise_syntax(t, types.SyntaxError, e, filename);
}

// Columns are bytes here, unlike in the parser's errors: so does CPython 3.11.
Raised CompileContext::error(const Span& span, const std::string& message, bool has_end) {
    SyntaxErrorInfo e;
    e.message = message;
    e.line = span.line;
    e.offset = span.col + 1;
    e.end_line = span.end_line;
    e.end_offset = has_end ? span.end_col + 1 : kNoEndOffset;
    e.has_text = read_line(filename_utf8, span.line, e.text);
    e.message_alone = naming;
    return raise_syntax_error(t, e, filename);
}

Status CompileContext::warn(const Span& span, const std::string& message) {
    Status status = warn_at(t, exc(t).SyntaxWarning, message, filename_utf8, span.line);
    if (!status.is_error() || !exception_matches(t, exc(t).SyntaxWarning)) return status;
    (void)take_exception(t);
    return error(span, message);
}

// ---- from __future__ -------------------------------------------------------------------------------------

Result<uint32_t> read_future_flags(CompileContext& c, ast::mod* m) {
    uint32_t flags = 0;
    const ast::Seq<ast::stmt*>* body = nullptr;
    if (auto* file = ast::try_as<ast::Module>(m)) body = &file->body;
    if (auto* single = ast::try_as<ast::Interactive>(m)) body = &single->body;
    if (!body) return flags;
    bool done = false, first = true;
    for (ast::stmt* s : *body) {
        auto* import = ast::try_as<ast::ImportFrom>(s);
        bool future = import && import->module && import->module->text == "__future__" && import->level == 0;
        if (future) {
            if (done)
                return c.error(s->span, "from __future__ imports must occur at the beginning of the file");
            c.future_line = s->span.line;
            for (ast::alias* a : import->names) {
                std::string_view name = a->name->text;
                if (name == "annotations")
                    flags |= kFutureAnnotations;
                else if (name == "barry_as_FLUFL")
                    flags |= kFutureBarryAsBdfl;
                else if (name == "braces")
                    return c.error(s->span, "not a chance", false);
                else if (name != "nested_scopes" && name != "generators" && name != "division" &&
                         name != "absolute_import" && name != "with_statement" && name != "print_function" &&
                         name != "unicode_literals" && name != "generator_stop")
                    return c.error(s->span, "future feature " + std::string(name) + " is not defined", false);
            }
        } else {
            auto* e = ast::try_as<ast::Expr>(s);
            auto* k = e ? ast::try_as<ast::Constant>(e->value) : nullptr;
            if (!(first && k && k->value.kind == ast::ConstantValue::Kind::Str)) done = true;
        }
        first = false;
    }
    return flags;
}

// ---- the door --------------------------------------------------------------------------------------------

Owned compile_ast(Thread& t, ast::mod* module, Value filename, ParseMode, const CompileOptions& options) {
    CompileContext c{t, intern(t, filename), to_utf8(filename), options};
    c.naming = true;
    c.future = (options.inherited_flags & kFutureMask) | TRY(read_future_flags(c, module));
    Symtable table(c);
    TRY(table.build(module));
    c.naming = false;
    codegen::Generator generator(c, table);
    return generator.module(module);
}

Owned compile_source(Thread& t, std::string_view utf8, Value filename, ParseMode mode,
                     const CompileOptions& options) {
    Arena arena;
    ParseOptions parse_options;
    parse_options.dont_imply_dedent = options.dont_imply_dedent;
    parse_options.allow_incomplete_input = options.allow_incomplete_input;
    parse_options.byte_columns = options.byte_columns;
    parse_options.barry_as_bdfl = options.inherited_flags & kFutureBarryAsBdfl;
    std::string name = to_utf8(filename);
    ParseResult parsed = parse(utf8, mode, name, parse_options, arena);
    for (const SyntaxWarningInfo& w : parsed.warnings) {
        Type* category = w.category == SyntaxWarningInfo::Category::SyntaxWarning ? exc(t).SyntaxWarning
                                                                                  : exc(t).DeprecationWarning;
        Status status = warn_at(t, category, w.message, name, w.span.line);
        if (!status.is_error()) continue;
        if (!exception_matches(t, category)) return Raised{};
        (void)take_exception(t);
        return raise_syntax_error(t, locate(utf8, w.span, w.message), filename);
    }
    if (!parsed.module) return raise_syntax_error(t, parsed.error, filename);
    return compile_ast(t, parsed.module, filename, mode, options);
}

}  // namespace minipy
