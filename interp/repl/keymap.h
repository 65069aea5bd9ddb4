// Which key does what: the Emacs keys, changed by ~/.inputrc and by readline.parse_and_bind().
//
// Commands have readline's names, so that a line of an inputrc file means here what it means elsewhere.
#pragma once

#include <string>
#include <unordered_map>

namespace minipy {

#define MINIPY_EDITOR_COMMANDS(X)                 \
    X(None, "")                                   \
    X(AcceptLine, "accept-line")                  \
    X(NewLine, "insert-newline")                  \
    X(BeginningOfLine, "beginning-of-line")       \
    X(EndOfLine, "end-of-line")                   \
    X(ForwardChar, "forward-char")                \
    X(BackwardChar, "backward-char")              \
    X(ForwardWord, "forward-word")                \
    X(BackwardWord, "backward-word")              \
    X(PreviousLine, "previous-screen-line")       \
    X(NextLine, "next-screen-line")               \
    X(PreviousHistory, "previous-history")        \
    X(NextHistory, "next-history")                \
    X(BeginningOfHistory, "beginning-of-history") \
    X(EndOfHistory, "end-of-history")             \
    X(SearchBackward, "history-search-backward")  \
    X(SearchForward, "history-search-forward")    \
    X(ReverseSearch, "reverse-search-history")    \
    X(ForwardSearch, "forward-search-history")    \
    X(DeleteChar, "delete-char")                  \
    X(DeleteOrEnd, "delete-char-or-end")          \
    X(BackwardDeleteChar, "backward-delete-char") \
    X(KillLine, "kill-line")                      \
    X(BackwardKillLine, "unix-line-discard")      \
    X(KillWholeLine, "kill-whole-line")           \
    X(KillWord, "kill-word")                      \
    X(BackwardKillWord, "backward-kill-word")     \
    X(WordRubout, "unix-word-rubout")             \
    X(Yank, "yank")                               \
    X(YankPop, "yank-pop")                        \
    X(YankLastArg, "yank-last-arg")               \
    X(Undo, "undo")                               \
    X(TransposeChars, "transpose-chars")          \
    X(UpcaseWord, "upcase-word")                  \
    X(DowncaseWord, "downcase-word")              \
    X(CapitalizeWord, "capitalize-word")          \
    X(Complete, "complete")                       \
    X(CompleteBackward, "menu-complete-backward") \
    X(TabInsert, "tab-insert")                    \
    X(QuotedInsert, "quoted-insert")              \
    X(ClearScreen, "clear-screen")                \
    X(BeginningOfBuffer, "beginning-of-buffer")   \
    X(EndOfBuffer, "end-of-buffer")               \
    X(EditInEditor, "edit-and-execute-command")   \
    X(Abort, "abort")                             \
    X(Interrupt, "interrupt")                     \
    X(Suspend, "suspend")                         \
    X(Help, "show-help")                          \
    X(ShowHistory, "show-history")                \
    X(PasteMode, "paste-mode")                    \
    X(ViMode, "vi-editing-mode")                  \
    X(EmacsMode, "emacs-editing-mode")

enum class Command : uint8_t {
#define X(name, text) name,
    MINIPY_EDITOR_COMMANDS(X)
#undef X
};

class Keymap {
  public:
    Keymap();  // the Emacs keys

    // A sequence of key names joined by blanks: "C-x C-e".
    Command find(const std::string& sequence) const;
    bool is_prefix(const std::string& sequence) const;
    void bind(const std::string& sequence, Command command) { commands_[sequence] = command; }
    static Command command_named(const std::string& readline_name);

    bool vi = false;

    // Lines of an inputrc: `set editing-mode vi`, `"\C-x\C-r": reverse-search-history`, `Control-o: undo`, $if ... $endif.
    void read_inputrc(const std::string& text);
    void read_inputrc_line(const std::string& line);

  private:
    std::unordered_map<std::string, Command> commands_;
};

// "\C-x\C-e" or "Control-x" as names of keys.
std::string key_sequence(const std::string& inputrc_notation);

}  // namespace minipy
