// ast_dump [-t] [-s] [-e] FILE...: the trees of files, positions included, as ast.dump prints them; with -t the time
// parsing takes instead, with -s/-e a file is one prompt input or one expression. Errors print as a Python tuple.
// With -w, the warnings met while parsing come instead. With -b, stdin holds many texts, each behind a line with its size and mode; each answer is sized the same way.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>

#include "grammar/dump.h"
#include "grammar/parse.h"

using namespace minipy;

static const char* type_name(SyntaxErrorType type) {
    switch (type) {
        case SyntaxErrorType::SyntaxError:
            return "SyntaxError";
        case SyntaxErrorType::IndentationError:
            return "IndentationError";
        case SyntaxErrorType::TabError:
            return "TabError";
        case SyntaxErrorType::MemoryError:
            return "MemoryError";
        case SyntaxErrorType::RecursionError:
            return "RecursionError";
    }
    return "";
}

static bool show_warnings = false;

static std::string answer(const std::string& text, ParseMode mode, ParseOptions options = {}) {
    Arena arena;
    ParseResult result = parse(text, mode, "<text>", options, arena);
    if (show_warnings) {
        std::string text;
        for (const SyntaxWarningInfo& warning : result.warnings) {
            text += std::to_string(warning.span.line) + " " + warning.message + "\n";
        }
        return text;
    }
    if (result.module) return dump_ast(result.module, 1, true);
    const SyntaxErrorInfo& e = result.error;
    return std::string("('") + type_name(e.type) + "', " + literal_repr(e.message, false) + ", " +
           std::to_string(e.line) + ", " + std::to_string(e.offset) + ", " + std::to_string(e.end_line) +
           ", " + std::to_string(e.end_offset) + ", " + (e.has_text ? literal_repr(e.text, false) : "None") +
           ")";
}

static std::string read_all(FILE* file, size_t limit = SIZE_MAX) {
    std::string text;
    char buffer[65536];
    while (text.size() < limit) {
        size_t want = std::min(sizeof buffer, limit - text.size());
        size_t got = std::fread(buffer, 1, want, file);
        if (!got) break;
        text.append(buffer, got);
    }
    return text;
}

int main(int argc, char** argv) {
    ParseMode mode = ParseMode::File;
    bool time = false;
    for (int i = 1; i < argc; i++) {
        if (!std::strcmp(argv[i], "-t")) {
            time = true;
        } else if (!std::strcmp(argv[i], "-w")) {
            show_warnings = true;
        } else if (!std::strcmp(argv[i], "-s")) {
            mode = ParseMode::Single;
        } else if (!std::strcmp(argv[i], "-e")) {
            mode = ParseMode::Eval;
        } else if (!std::strcmp(argv[i], "-b")) {
            char line[64];
            while (std::fgets(line, sizeof line, stdin)) {
                char kind = 'f';
                size_t size = 0;
                std::sscanf(line, "%c %zu", &kind, &size);
                ParseOptions options;
                if (kind == 'i') options.allow_incomplete_input = options.dont_imply_dedent = true;
                mode = kind == 'e'                  ? ParseMode::Eval
                       : kind == 's' || kind == 'i' ? ParseMode::Single
                                                    : ParseMode::File;
                std::string out = answer(read_all(stdin, size), mode, options);
                std::printf("%zu\n%s", out.size(), out.c_str());
                std::fflush(stdout);
            }
        } else {
            FILE* file = std::strcmp(argv[i], "-") ? std::fopen(argv[i], "rb") : stdin;
            if (!file) return 1;
            std::string text = read_all(file);
            if (time) {
                auto start = std::chrono::steady_clock::now();
                Arena arena;
                ParseResult result = parse(text, mode, argv[i], {}, arena);
                std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
                std::printf("%s: %.3f ms, %zu bytes%s\n", argv[i], spent.count() * 1000, text.size(),
                            result.module ? "" : " (error)");
            } else {
                std::printf("%s\n", answer(text, mode).c_str());
            }
        }
    }
}
