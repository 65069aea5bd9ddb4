// The editor of the prompt: what a key does to the block that is being typed, and what is shown of it.
//
//     bytes --KeyDecoder--> Key --Editor::handle--> Outcome          the block may be ready, or goes on
//                                      Editor::content --> Screen    text, colours, and the rows below it:
//                                                                    search, menu of completions, signature
//
// It knows no interpreter and no terminal: names come from an EditorHelper, and the window's size is told to it. So each
// key's effect is a unit test of three lines (tests/unit/repl).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "repl/completion.h"
#include "repl/history.h"
#include "repl/keymap.h"
#include "repl/keys.h"
#include "repl/line_buffer.h"
#include "repl/screen.h"

namespace minipy {

// What the editor must ask of the world outside.
class EditorHelper {
  public:
    virtual ~EditorHelper() = default;
    virtual bool is_builtin(std::string_view name) = 0;
    // All words that could stand at the point, sorted; `names` are those that the block itself uses.
    virtual std::vector<std::string> complete(const CompletionPoint&,
                                              const std::vector<std::string>& names) = 0;
    // One line, the argument being typed marked by escape sequences; "" when the function is not known.
    virtual std::string signature(const CallPoint&) = 0;
    // The words of a completer that the program has set itself, for the text from `begin` to the cursor; false: there is none.
    virtual bool complete_by_program(const std::string& text, size_t cursor, size_t& begin,
                                     std::vector<std::string>& words) {
        return false;
    }
};

class Editor {
  public:
    enum class Outcome : uint8_t {
        Editing,
        Accepted,     // text() is to be run
        EndOfInput,   // Ctrl-D on an empty block
        Interrupted,  // the block is given up
        ClearWindow,
        Suspend,
        OpenExternal,  // text() in $EDITOR
        ShowHelp,
        ShowHistory,
        Bell,
    };
    enum class Kind : uint8_t {
        Block,  // Python: Enter goes on while the block is not whole
        Line,   // an answer to input(): Enter ends it
    };

    Editor(History&, Keymap&, EditorHelper&);

    // A new block, empty or begun already.
    void begin(Kind kind = Kind::Block, std::string text = "");
    Outcome handle(const Key&);
    const std::string& text() const { return buffer_.text(); }
    const LineBuffer& buffer() const { return buffer_; }
    void insert(std::string_view text) { buffer_.insert(text); }
    void set_text(std::string text) { buffer_.replace(std::move(text)); }
    bool paste_mode() const { return paste_mode_; }
    bool vi_command_mode() const { return keymap_.vi && vi_command_; }

    // Prompts are filled in by the caller. `final`: as it stays on the screen, without menus and marks.
    void fill(ScreenContent&, int columns, int rows, bool final);

  private:
    struct Menu {
        std::vector<std::string> words;
        size_t selected = npos;
        size_t begin = 0;   // where the word stands in the text
        std::string typed;  // what stood there
        bool open() const { return !words.empty(); }
    };
    struct Search {
        bool active = false, backward = true, failing = false;
        std::string query;
        size_t at = 0;  // entry of the history that is shown
        std::string text_before;
        size_t cursor_before = 0;
    };
    static constexpr size_t npos = static_cast<size_t>(-1);

    Outcome run(Command, const Key&);
    Outcome accept();
    void insert_new_line();
    void type(const Key&);
    void paste(const std::string& text);
    void backspace();
    void indent();
    // editor_commands.cpp
    bool move(Command);
    bool change(Command);
    void kill(size_t from, size_t to, bool in_front);
    void change_word(Command);
    void transpose();
    void yank_last_argument();
    // editor_history.cpp
    bool recall(Command);
    void show_entry(size_t index);
    void search_prefix(bool older);
    void start_search(bool backward);
    bool search_key(const Key&, Command, Outcome&);
    void search_again(bool from_next);
    std::string search_row() const;
    // editor_menu.cpp
    void complete(bool backward);
    void offer(size_t begin, const std::string& typed, std::vector<std::string> words);
    void select(size_t index);
    void insert_word(const std::string& word);
    void close_menu() { menu_ = {}; }
    void add_menu_rows(ScreenContent&, int columns, int rows) const;
    // editor_vi.cpp
    Outcome vi_command(const Key&);
    bool vi_motion(const std::string& key, size_t& target, bool& inclusive, bool& lines);
    void vi_operate(char op, size_t from, size_t to, bool lines);
    bool vi_simple(const std::string& keys, int count, Outcome& outcome);
    void vi_put(bool behind);
    void vi_insert_mode() { vi_command_ = false; }
    void vi_normal_mode();

    History& history_;
    Keymap& keymap_;
    EditorHelper& helper_;
    Kind kind_ = Kind::Block;
    LineBuffer buffer_;
    KillRing kills_;
    Menu menu_;
    Search search_;
    std::string pending_keys_;  // the beginning of a sequence such as C-x C-e
    Command last_command_ = Command::None;
    bool quoted_ = false;  // the next key is typed as it is
    bool paste_mode_ = false;
    // Which entry of the history is being looked at (its size: the new block), and texts changed but not entered.
    size_t history_at_ = 0;
    std::map<size_t, std::string> drafts_;
    size_t last_argument_at_ = npos, last_argument_size_ = 0;
    // vi
    bool vi_command_ = false;
    std::string vi_keys_;  // a command's beginning: "2d"
    bool vi_find_ = false;
    char vi_find_how_ = 0;
    std::string vi_find_text_;
    struct ViCut {
        std::string text;
        bool lines = false;
    };
    std::map<char, ViCut> vi_registers_;  // by letter; the unnamed one is '"'
    char vi_register_ = '"';              // of the command that is being typed
    // The signature is asked for once per call and argument.
    CallPoint hinted_;
    std::string hint_;
};

// Text that was pasted as a session shows it (`>>> x = 1`): the statements alone; other text unchanged.
std::string without_prompts(const std::string& pasted);
// Without the blanks that all lines begin with.
std::string without_common_indentation(const std::string& text);

}  // namespace minipy
