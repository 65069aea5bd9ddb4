#include "repl/block_runner.h"

#include <cstring>

#include "builtins/lifecycle.h"
#include "builtins/source_text.h"
#include "compiler/compile.h"
#include "vm/call.h"

namespace minipy {

namespace {

Value main_dict(Thread& t) {
    Value module = dict_get_str(t, t.interp->sys_modules.as<Dict>(), names(t).__main__);
    return is_kind(module, Kind::Module) ? Value(module_dict(module)) : Value::unbound();
}

// Nothing but blanks and comments.
bool is_blank(std::string_view text) {
    for (bool comment = false; char c : text) {
        if (c == '\n') comment = false;
        if (c == '#') comment = true;
        if (!comment && !strchr(" \t\f\r\n", c)) return false;
    }
    return true;
}

}  // namespace

bool BlockRunner::run(const std::string& text, const std::string& filename, How how, int* status) {
    Owned name = make_str(t_, filename);
    Status done = name.is_error() ? Status(Raised{}) : compile_and_run(text, name, how);
    if (!done.is_error()) return false;
    bool leave = exception_matches(t_, exc(t_).SystemExit);
    int code = report_exception(t_);
    if (leave) *status = code;
    return leave;
}

Status BlockRunner::compile_and_run(const std::string& bytes, Value filename, How how) {
    std::string text = TRY(decode_source(t_, bytes, filename));
    std::vector<Owned> codes;
    TRY(compile_block(text, filename, how, codes));
    for (Owned& code : codes) TRY(execute(code, text));
    return {};
}

// Warnings and errors are those of the whole text; the statements become a code object each, so that one may await and
// the next call asyncio.run().
Owned BlockRunner::compile_block(const std::string& text, Value filename, How how,
                                 std::vector<Owned>& codes) {
    CompileOptions options;
    options.optimize = t_.interp->config.optimize;
    options.inherited_flags = future_;
    options.allow_top_level_await = how == Block;
    if (how != Block) {
        if (is_blank(text)) return Owned::none();
        options.dont_imply_dedent = how == Lines;
        std::string_view typed = text;
        size_t last = typed.rfind(
            '\n', typed.size() - 2);  // an error shows the line without its end, unless it is empty
        if (!is_blank(typed.substr(last == std::string::npos ? 0 : last))) typed.remove_suffix(1);
        codes.push_back(TRY(compile_source(t_, typed, filename, ParseMode::Single, options)));
    } else {
        Arena arena;
        ParseOptions parsing;
        parsing.barry_as_bdfl = future_ & kFutureBarryAsBdfl;
        ParseResult parsed = parse(text, ParseMode::File, to_utf8(filename), parsing, arena);
        for (const SyntaxWarningInfo& w : parsed.warnings) {
            Type* category = w.category == SyntaxWarningInfo::Category::SyntaxWarning
                                 ? exc(t_).SyntaxWarning
                                 : exc(t_).DeprecationWarning;
            TRY(warn_at(t_, category, w.message, to_utf8(filename), w.span.line));
        }
        if (!parsed.module) return raise_syntax_error(t_, parsed.error, filename);
        auto* module = static_cast<ast::Module*>(parsed.module);
        for (ast::stmt*& statement : module->body) {
            auto* one = arena.make<ast::Interactive>();
            one->body.data = &statement;
            one->body.count = 1;
            options.inherited_flags = future_;
            codes.push_back(TRY(compile_ast(t_, one, filename, ParseMode::Single, options)));
            future_ |= codes.back().as<Code>()->flags & kFutureMask;
        }
    }
    for (Owned& code : codes) future_ |= code.as<Code>()->flags & kFutureMask;
    return Owned::none();
}

Status BlockRunner::execute(Value code, std::string_view source) {
    Value dict = main_dict(t_);
    if (dict.is_unbound()) return raise_runtime_error(t_, "lost __main__");
    Owned held = Owned::share(dict);
    bool awaits = code.as<Code>()->flags & kCodeCoroutine;
    Value asyncio = dict_get_ascii(t_, t_.interp->sys_modules.as<Dict>(), "asyncio");
    bool has_loop = awaits || !asyncio.is_unbound() || source.find("asyncio") != std::string_view::npos;
    if (awaits) {
        Owned raised = TRY(call(t_, TRY(import_attr(t_, "_prompt", "run_awaiting")), {code, held}));
        return raised.is_none() ? Status() : Status(restore_exception(t_, std::move(raised)));
    }
    Owned lend_loop = Owned::none();
    if (has_loop) {
        lend_loop = TRY(import_attr(t_, "_prompt", "lend_loop"));
        TRY(call(t_, lend_loop, {Value::true_()}));
    }
    Owned result = run_code(t_, code.as<Code>(), held, held);
    if (!has_loop) return result.is_error() ? Status(Raised{}) : Status();
    Owned exception = result.is_error() ? take_exception(t_) : Owned::none();
    TRY(call(t_, lend_loop, {Value::false_()}));
    if (!exception.is_none()) return restore_exception(t_, std::move(exception));
    return {};
}

}  // namespace minipy
