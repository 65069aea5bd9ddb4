// The prompt on a terminal: keys come in, the editor changes the block, the screen shows it, a whole block runs.
//
// While it waits for a key it does not hold the GIL, so threads go on; when the prompt has an event loop, that runs
// meanwhile (stdlib/_prompt.py), and the key ends its turn. What they print goes through the screen, above the block.
#pragma once

#include <memory>
#include <string>

#include "repl/block_runner.h"
#include "repl/editor.h"
#include "repl/screen.h"
#include "repl/terminal.h"
#include "runtime/console.h"

namespace minipy {

class EditorPrompt : public EditorHelper, public Console {
  public:
    explicit EditorPrompt(Thread&);
    ~EditorPrompt() override;

    // Reads a block and runs it. True when there is a status to leave with.
    bool step(int* status);

    // What the module readline sees: the entries of the prompt, or, in a program without one, the answers to input().
    History& history() { return prompting_ ? history_ : answers_; }
    Keymap& keymap() { return keymap_; }
    std::string line() const { return active_ ? active_->text() : ""; }
    void insert(const std::string& text);
    void set_auto_history(bool wanted) { auto_history_ = wanted; }
    void use_readline(Value begin_line, Value complete);
    // The prompt begins: its history is read.
    void begin_prompt();

    // Console
    ssize_t write(int fd, const char* bytes, size_t count) override {
        return screen_.write(fd, bytes, count);
    }
    void note_input(int fd) override { screen_.note_input(fd); }
    Owned read_line(Thread&, const std::string& prompt) override;

    // EditorHelper
    bool is_builtin(std::string_view name) override;
    std::vector<std::string> complete(const CompletionPoint&, const std::vector<std::string>& names) override;
    std::string signature(const CallPoint&) override;
    bool complete_by_program(const std::string& text, size_t cursor, size_t& begin,
                             std::vector<std::string>& words) override;

  private:
    enum class Read : uint8_t { Block, End, Interrupted };
    Read read_block();
    Read edit(Editor&);
    Read read_keys();
    void run_hooks();
    void open_terminal();
    void close_terminal();
    void redraw(bool final);
    // Until a byte can be read, the size changes, or nothing followed the beginning of a key. Error: a signal's handler raised.
    enum class Woken : uint8_t { Input, Silence };
    Result<Woken> wait();
    Status wait_in_loop(int timeout_ms);
    bool has_loop();
    // True when the block is ready, or given up: `read` says which.
    bool act(Editor::Outcome, Read& read);
    void edit_externally();
    void call_aside(const char* function);
    bool run_block(std::string text, int* status);
    bool interrupted(int* status);
    Owned python(const char* function, std::initializer_list<Value> args);

    Thread& t_;
    BlockRunner runner_;
    Terminal terminal_;
    Screen screen_;
    WakePipe wake_;
    History history_;
    Keymap keymap_;
    Editor editor_;
    History answers_;  // to input()
    Editor line_editor_;
    Editor* active_ = nullptr;  // which of them has the keys
    KeyDecoder decoder_;
    ScreenContent content_;
    std::vector<std::string> prompts_;
    int blocks_ = 0;
    bool prompting_ = false, auto_history_ = true;
    Owned begin_line_, complete_;  // of the module readline
    std::string insertion_;        // what a hook put in before the line began
};

// The interpreter's one, made when it is first asked for.
EditorPrompt& editor_prompt(Thread&);

}  // namespace minipy
