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

namespace minipy {

class EditorPrompt : public EditorHelper {
  public:
    explicit EditorPrompt(Thread&);
    ~EditorPrompt() override;

    // Reads a block and runs it. True when there is a status to leave with.
    bool step(int* status);

    bool is_builtin(std::string_view name) override;
    std::vector<std::string> complete(const CompletionPoint&, const std::vector<std::string>& names) override;
    std::string signature(const CallPoint&) override;

  private:
    enum class Read : uint8_t { Block, End, Interrupted };
    Read read_block();
    Read edit();
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
    KeyDecoder decoder_;
    ScreenContent content_;
    std::vector<std::string> prompts_;
    int blocks_ = 0;
};

}  // namespace minipy
