// The command line: python3.11's options, and minipy's own --dump=.
#pragma once

#include <string>

#include "runtime/interpreter.h"

namespace minipy {

struct CommandLine {
    enum Mode : uint8_t {
        File,
        Command,
        Module,
        Stdin,
        Dump,
        Version,
        LongVersion,
        Help,
        HelpEnv,
        HelpX,
        Bad
    } mode = Stdin;
    std::string target;     // file, program text or module name
    std::string dump;       // tokens, ast, scopes, bytecode
    std::string complaint;  // Bad: what to print to stderr before the usage line
    std::string program;    // argv[0]
    std::string policy;     // -X gil-policy=
    bool virtual_clock = false;
    bool skip_first_line = false;
    bool prompt = false;  // Stdin is a terminal, or -i
};

// Reads options and the PYTHON* variables; fills in `config`.
CommandLine read_command_line(int argc, char** argv, Config& config);

std::string usage_text(const std::string& program);
std::string help_text(const std::string& program);
std::string help_env_text();
std::string help_x_text();

}  // namespace minipy
