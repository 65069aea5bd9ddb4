// minipy: the command line. Reads the options, makes an interpreter, runs what was asked for, ends it.
#include <unistd.h>
#include <csignal>
#include <cstdio>

#include "repl/command_line.h"
#include "repl/run.h"

int main(int argc, char** argv) {
    using namespace minipy;
    auto* interp = new Interpreter;  // lives as long as the process: daemon threads may still look at it
    CommandLine line = read_command_line(argc, argv, interp->config);
    switch (line.mode) {
        case CommandLine::Bad:
            fprintf(stderr, "%s", line.complaint.c_str());
            if (line.complaint.rfind("Fatal", 0) == 0) return 1;
            fprintf(stderr, "%sTry `python -h' for more information.\n", usage_text(line.program).c_str());
            return 2;
        case CommandLine::Version:
            printf("Python 3.11.2 (minipy 0.1.0)\n");
            return 0;
        case CommandLine::LongVersion:
            printf("Python 3.11.2 (minipy 0.1.0)\n");
            return 0;
        case CommandLine::Help:
            fputs(help_text(line.program).c_str(), stdout);
            return 0;
        case CommandLine::HelpEnv:
            fputs(help_env_text().c_str(), stdout);
            return 0;
        case CommandLine::HelpX:
            fputs(help_x_text().c_str(), stdout);
            return 0;
        default:
            break;
    }
    int status = run(*interp, line);
    if (status == kEndByInterrupt) {  // so that a shell sees it too
        signal(SIGINT, SIG_DFL);
        kill(getpid(), SIGINT);
        return 130;
    }
    fflush(nullptr);
    _exit(status);
}
