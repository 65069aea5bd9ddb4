// compile, eval, exec; and __build_class__, which every `class` statement calls.
#include "builtins/ast_module.h"
#include "builtins/builtins.h"
#include "builtins/source_text.h"
#include "compiler/check_tree.h"
#include "compiler/compile.h"
#include "objects/exception.h"
#include "objects/type.h"
#include "vm/call.h"

namespace minipy {

namespace {

enum CompileFlag : int64_t {  // the flags argument of compile(), PyCF_* in CPython
    kDontImplyDedent = 0x200,
    kOnlyAst = 0x400,
    kTypeComments = 0x1000,
    kTopLevelAwait = 0x2000,
    kAllowIncompleteInput = 0x4000,
};
constexpr int64_t kKnownFlags = int64_t{kFutureMask} | kDontImplyDedent | kOnlyAst | kTypeComments |
                                kTopLevelAwait | kAllowIncompleteInput | 0x10 | 0x100;

uint32_t caller_flags(Thread& t) { return t.frame ? t.frame->code->flags & kFutureMask : 0; }

// The text of a str, or of any object with bytes; `what` is for TypeError.
Result<std::string> source_of(Thread& t, Value source, Value filename, const char* what, bool* byte_columns) {
    if (is_str(source)) {
        std::string text = to_utf8(source);
        if (text.find('\0') != std::string::npos)
            return raise_value_error(t, "source code string cannot contain null bytes");
        for (size_t i = 0; i < text.size(); ++i) {  // a lone surrogate cannot be written in UTF-8
            if (static_cast<uint8_t>(text[i]) == 0xed && static_cast<uint8_t>(text[i + 1]) >= 0xa0) {
                Value utf8 = intern(t, "utf-8");
                return TRY(str_utf8(t, TRY(call_method(t, source, names(t).encode, {utf8}))));
            }
        }
        return text;
    }
    if (!type_of(t, source)->slots.get_buffer) return raise_type_error(t, "%s", what);
    Buffer buffer(t);
    TRY(buffer.open(source));
    return decode_source(t, buffer.view(), filename, byte_columns);
}

Owned filename_of(Thread& t, Value v) {
    if (is_str(v)) return Owned::share(v);
    if (is_kind(v, Kind::Bytes)) return call_method(t, v, names(t).decode);
    Owned path = TRY(call_special(t, v, intern(t, "__fspath__")));
    if (path.is_unbound()) {
        return raise_type_error(t, "expected str, bytes or os.PathLike object, not %.200s", type_name(t, v));
    }
    if (is_kind(path, Kind::Bytes)) return call_method(t, path, names(t).decode);
    return path;
}

Owned builtin_compile(Thread& t, const Value* args) {
    Owned filename = TRY(filename_of(t, args[1]));
    if (!is_str(args[2])) {
        return raise_type_error(t, "compile() argument 'mode' must be str, not %.50s", type_name(t, args[2]));
    }
    std::string mode_text = to_utf8(args[2]);
    int64_t flags = TRY(to_int64(t, args[3]));
    bool dont_inherit = TRY(truth(t, args[4]));
    int64_t optimize = TRY(to_int64(t, args[5]));
    if (flags & ~kKnownFlags) return raise_value_error(t, "compile(): unrecognised flags");
    if (optimize < -1 || optimize > 2) return raise_value_error(t, "compile(): invalid optimize value");
    ParseMode mode;
    if (mode_text == "exec") {
        mode = ParseMode::File;
    } else if (mode_text == "eval") {
        mode = ParseMode::Eval;
    } else if (mode_text == "single") {
        mode = ParseMode::Single;
    } else {
        if (mode_text == "func_type" && !(flags & kOnlyAst))
            return raise_value_error(t, "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
        return raise_value_error(t, flags & kOnlyAst
                                        ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
                                        : "compile() mode must be 'exec', 'eval' or 'single'");
    }
    CompileOptions options;
    options.optimize = optimize < 0 ? t.interp->config.optimize : static_cast<int>(optimize);
    options.inherited_flags =
        static_cast<uint32_t>(flags & kFutureMask) | (dont_inherit ? 0 : caller_flags(t));
    options.allow_top_level_await = flags & kTopLevelAwait;
    options.dont_imply_dedent = flags & kDontImplyDedent;
    options.allow_incomplete_input = flags & kAllowIncompleteInput;
    if (TRY(is_tree(t, args[0]))) {
        if (flags & kOnlyAst) return Owned::share(args[0]);
        Arena arena;
        ast::mod* tree = TRY(tree_from_python(t, args[0], arena));
        const ast::NodeKind wanted = mode == ParseMode::File   ? ast::NodeKind::Module
                                     : mode == ParseMode::Eval ? ast::NodeKind::Expression
                                                               : ast::NodeKind::Interactive;
        if (tree->kind != wanted) {
            return raise_type_error(t, "expected %s node, got %.400s",
                                    std::string(ast::node_name(wanted)).c_str(), type_name(t, args[0]));
        }
        TRY(codegen::check_tree(t, tree));
        return compile_ast(t, tree, filename, mode, options);
    }
    std::string text =
        TRY(source_of(t, args[0], filename, "compile() arg 1 must be a string, bytes or AST object", &options.byte_columns));
    if (!(flags & kOnlyAst)) return compile_source(t, text, filename, mode, options);
    Arena arena;
    ParseOptions parse_options;
    parse_options.dont_imply_dedent = options.dont_imply_dedent;
    parse_options.allow_incomplete_input = options.allow_incomplete_input;
    parse_options.byte_columns = options.byte_columns;
    ParseResult parsed = parse(text, mode, to_utf8(filename), parse_options, arena);
    if (!parsed.module) return raise_syntax_error(t, parsed.error, filename);
    return tree_to_python(t, parsed.module);
}

// The namespaces of eval and exec: the caller's where none are given; __builtins__ is put in.
struct Scopes {
    Owned globals, locals;
};
Status find_scopes(Thread& t, const char* function, Value globals, Value locals, Scopes& out) {
    if (!locals.is_none() && !type_of(t, locals)->slots.get_item) {
        return raise_type_error(t,
                                strcmp(function, "eval") == 0
                                    ? "locals must be a mapping"
                                    : "locals must be a mapping or None, not %.100s",
                                type_name(t, locals));
    }
    if (!globals.is_none() && !is_dict(globals)) {
        if (strcmp(function, "exec") == 0) {
            return raise_type_error(t, "exec() globals must be a dict, not %.100s", type_name(t, globals));
        }
        return raise_type_error(t, "%s",
                                type_of(t, globals)->slots.get_item
                                    ? "globals must be a real dict; try eval(code, {}, mapping)"
                                    : "globals must be a dict");
    }
    if (globals.is_none()) {
        if (!t.frame)
            return raise_type_error(t, "%s must be given globals and locals when called without a frame",
                                    function);
        out.globals = Owned::share(t.frame->function->globals);
        out.locals = locals.is_none() ? TRY(get_attr(t, Value(frame_object(t, t.frame)), "f_locals"))
                                      : Owned::share(locals);
    } else {
        out.globals = Owned::share(globals);
        out.locals = Owned::share(locals.is_none() ? globals : locals);
    }
    Dict* dict = out.globals.as<Dict>();
    if (dict_get_str(t, dict, names(t).__builtins__).is_unbound()) {
        Value builtins = t.frame ? t.frame->function->builtins : t.interp->builtins;
        TRY(dict_set(t, dict, names(t).__builtins__, builtins));
    }
    return {};
}

Owned builtin_eval(Thread& t, const Value* args) {
    Scopes scopes;
    TRY(find_scopes(t, "eval", args[1], args[2], scopes));
    if (is_kind(args[0], Kind::Code)) {
        if (args[0].as<Code>()->free_count)
            return raise_type_error(t, "code object passed to eval() may not contain free variables");
        return run_code(t, args[0].as<Code>(), scopes.globals, scopes.locals);
    }
    Value filename = intern(t, "<string>");
    CompileOptions options;
    std::string text = TRY(source_of(t, args[0], filename, "eval() arg 1 must be a string, bytes or code object",
                                     &options.byte_columns));
    size_t begin = text.find_first_not_of(" \t");
    options.optimize = t.interp->config.optimize;
    options.inherited_flags = caller_flags(t);
    Owned code = TRY(compile_source(t, begin == std::string::npos ? "" : std::string_view(text).substr(begin),
                                    filename, ParseMode::Eval, options));
    return run_code(t, code.as<Code>(), scopes.globals, scopes.locals);
}

Owned builtin_exec(Thread& t, const Value* args) {
    Value closure = args[3];
    Scopes scopes;
    TRY(find_scopes(t, "exec", args[1], args[2], scopes));
    if (is_kind(args[0], Kind::Code)) {
        Code* code = args[0].as<Code>();
        if (code->free_count == 0) {
            if (!closure.is_none()) return raise_type_error(t, "cannot use a closure with this code object");
        } else {
            bool fits = is_exact(closure, Kind::Tuple) && closure.as<Tuple>()->length == code->free_count;
            for (size_t i = 0; fits && i < code->free_count; ++i)
                fits = is_kind(closure.as<Tuple>()->at(i), Kind::Cell);
            if (closure.is_none()) {
                return raise_type_error(t, "code object requires a closure of exactly length %u",
                                        static_cast<unsigned>(code->free_count));
            }
            if (!fits) {
                return raise_type_error(t, "code object requires a closure of exactly length %u",
                                        static_cast<unsigned>(code->free_count));
            }
        }
        TRY(run_code(t, code, scopes.globals, scopes.locals, closure));
        return Owned::none();
    }
    if (!closure.is_none())
        return raise_type_error(t, "closure can only be used when source is a code object");
    Value filename = intern(t, "<string>");
    CompileOptions options;
    std::string text = TRY(source_of(t, args[0], filename, "exec() arg 1 must be a string, bytes or code object",
                                     &options.byte_columns));
    options.optimize = t.interp->config.optimize;
    options.inherited_flags = caller_flags(t);
    Owned code = TRY(compile_source(t, text, filename, ParseMode::File, options));
    TRY(run_code(t, code.as<Code>(), scopes.globals, scopes.locals));
    return Owned::none();
}

// ---- __build_class__ ----

// Replaces bases that have __mro_entries__ (PEP 560).
Owned resolve_bases(Thread& t, Tuple* bases) {
    Ref<List> resolved = TRY(new_list(t, bases->length));
    bool changed = false;
    for (Value base : *bases) {
        Owned entries = is_kind(base, Kind::Type) ? Owned::unbound()
                                                  : TRY(lookup_attr(t, base, names(t).__mro_entries__));
        if (entries.is_unbound()) {
            TRY(list_append(t, resolved.get(), base));
            continue;
        }
        Owned replacement = TRY(call(t, entries, {Value(bases)}));
        if (!is_tuple(replacement)) return raise_type_error(t, "__mro_entries__ must return a tuple");
        changed = true;
        TRY(list_extend(t, resolved.get(), replacement));
    }
    return changed ? list_to_tuple(t, resolved.get()) : Owned::share(Value(bases));
}

Owned prepare_namespace(Thread& t, Value metaclass, Value name, Value bases, Value keywords) {
    Owned prepare = TRY(lookup_attr(t, metaclass, names(t).__prepare__));
    if (prepare.is_unbound()) return TRY(new_dict(t));
    Owned args = TRY(make_tuple(t, {name, bases}));
    Owned space = TRY(call_with(t, prepare, args, keywords));
    if (!is_dict(space) && !type_of(t, space)->slots.get_item) {
        std::string shown =
            is_kind(metaclass, Kind::Type) ? to_utf8(metaclass.as<Type>()->name) : "<metaclass>";
        return raise_type_error(t, "%.200s.__prepare__() must return a mapping, not %.200s", shown.c_str(),
                                type_name(t, space));
    }
    return space;
}

// The body's __class__ cell must hold the new class, if the body has one.
Status check_class_cell(Thread& t, Value cell, Value made, Value name) {
    if (!is_kind(cell, Kind::Cell) || !is_kind(made, Kind::Type)) return {};
    Value content = cell.as<Cell>()->content;
    if (content == made) return {};
    std::string shown = TRY(repr_utf8(t, name)), class_text = TRY(repr_utf8(t, made));
    if (content.is_unbound()) {
        return raise_runtime_error(t,
                                   "__class__ not set defining %s as %s. Was __classcell__ propagated to "
                                   "type.__new__?",
                                   shown.c_str(), class_text.c_str());
    }
    std::string other = TRY(repr_utf8(t, content));
    return raise_type_error(t, "__class__ set to %s defining %s as %s", other.c_str(), shown.c_str(),
                            class_text.c_str());
}

Owned builtin_build_class(Thread& t, const Value* args) {
    Value body = args[0], name = args[1];
    if (!is_kind(body, Kind::Function))
        return raise_type_error(t, "__build_class__: func must be a function");
    if (!is_str(name)) return raise_type_error(t, "__build_class__: name is not a string");
    Tuple* original = args[2].as<Tuple>();
    Owned bases = TRY(resolve_bases(t, original));
    Ref<Dict> keywords = TRY(dict_copy(t, args[3].as<Dict>()));
    Owned metaclass = TRY(dict_pop(t, keywords.get(), names(t).metaclass));
    if (metaclass.is_unbound()) {
        Tuple* list = bases.as<Tuple>();
        metaclass = Owned::share(list->length ? Value(type_of(t, list->at(0))) : Value(types(t).type));
    }
    if (is_kind(metaclass, Kind::Type)) {
        Type* winner = calculate_metaclass(t, metaclass.as<Type>(), bases.as<Tuple>());
        if (!winner) return Raised{};
        metaclass = Owned::share(Value(winner));
    }
    Owned space = TRY(prepare_namespace(t, metaclass, name, bases, keywords));
    Owned cell = TRY(run_class_body(t, body, space));
    if (bases != Value(original)) TRY(set_item(t, space, names(t).__orig_bases__, Value(original)));
    Owned positional = TRY(make_tuple(t, {name, bases.get(), space.get()}));
    Owned made = TRY(call_with(t, metaclass, positional, keywords));
    TRY(check_class_cell(t, cell, made, name));
    return made;
}

const FunctionSpec functions[] = {
    {"__build_class__(func, name, /, *bases, **kwds)", builtin_build_class, "What a class statement calls."},
    {"compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
     builtin_compile, "Compile source into a code object that exec() or eval() can run."},
    {"eval(source, globals=None, locals=None, /)", builtin_eval, "Evaluate an expression in those scopes."},
    {"exec(source, globals=None, locals=None, /, *, closure=None)", builtin_exec,
     "Run statements in those scopes."},
};

}  // namespace

std::span<const FunctionSpec> code_functions() { return functions; }

}  // namespace minipy
