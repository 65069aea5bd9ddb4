// The module _editor: the prompt for who wants one from Python, as `-m asyncio` does, and what readline is made of.
#include <unistd.h>

#include "builtins/lifecycle.h"
#include "repl/editor_prompt.h"
#include "repl/prompt.h"
#include "repl/prompt_text.h"

namespace minipy {

namespace {

struct EditorState {
    EditorPrompt* prompt =
        nullptr;  // lives as long as the process: the last output of a program still goes through it
};

History& history(Thread& t) { return editor_prompt(t).history(); }

Owned can_edit(Thread&, const Value*) { return Owned::share(Value::from_bool(Terminal::can_edit(0, 1))); }

Owned interact(Thread& t, const Value*) { return Owned::share(Value::from_int(run_prompt(t))); }

Owned use_readline(Thread& t, const Value* args) {
    editor_prompt(t).use_readline(args[0], args[1]);
    return Owned::none();
}

Owned parse_and_bind(Thread& t, const Value* args) {
    editor_prompt(t).keymap().read_inputrc_line(TRY(str_utf8(t, args[0])));
    return Owned::none();
}

Owned read_init_text(Thread& t, const Value* args) {
    editor_prompt(t).keymap().read_inputrc(TRY(str_utf8(t, args[0])));
    return Owned::none();
}

Owned get_line_buffer(Thread& t, const Value*) { return make_str(t, editor_prompt(t).line()); }

Owned insert_text(Thread& t, const Value* args) {
    editor_prompt(t).insert(TRY(str_utf8(t, args[0])));
    return Owned::none();
}

Owned redisplay(Thread&, const Value*) { return Owned::none(); }

Owned add_history(Thread& t, const Value* args) {
    history(t).entries().push_back(TRY(str_utf8(t, args[0])));
    return Owned::none();
}

Owned clear_history(Thread& t, const Value*) {
    history(t).entries().clear();
    return Owned::none();
}

Owned history_size(Thread& t, const Value*) {
    return Owned::share(Value::from_int(static_cast<int64_t>(history(t).size())));
}

// The entry's place; its size when there is none.
Result<size_t> entry_argument(Thread& t, Value v) {
    int64_t i = TRY(to_ssize(t, v));
    return i < 0 ? history(t).size() : std::min(static_cast<size_t>(i), history(t).size());
}

Owned history_item(Thread& t, const Value* args) {
    size_t i = TRY(entry_argument(t, args[0]));
    return i < history(t).size() ? make_str(t, history(t)[i]) : Owned::none();
}

Owned remove_history_item(Thread& t, const Value* args) {
    size_t i = TRY(entry_argument(t, args[0]));
    if (i == history(t).size()) return Owned::share(Value::false_());
    auto& entries = history(t).entries();
    entries.erase(entries.begin() + static_cast<ptrdiff_t>(i));
    return Owned::share(Value::true_());
}

Owned replace_history_item(Thread& t, const Value* args) {
    size_t i = TRY(entry_argument(t, args[0]));
    if (i == history(t).size()) return Owned::share(Value::false_());
    history(t).entries()[i] = TRY(str_utf8(t, args[1]));
    return Owned::share(Value::true_());
}

Owned set_auto_history(Thread& t, const Value* args) {
    editor_prompt(t).set_auto_history(args[0].is_true());
    return Owned::none();
}

Owned read_history_file(Thread& t, const Value* args) {
    if (!history(t).read(TRY(str_utf8(t, args[0])))) return raise_os_error(t, errno);
    return Owned::none();
}

Owned write_history_file(Thread& t, const Value* args) {
    int64_t most = TRY(to_ssize(t, args[1]));
    size_t last = most < 0 ? history(t).size() : static_cast<size_t>(most);
    if (!history(t).write(TRY(str_utf8(t, args[0])), last)) return raise_os_error(t, errno);
    return Owned::none();
}

Owned append_history_file(Thread& t, const Value* args) {
    int64_t count = TRY(to_ssize(t, args[0]));
    std::string path = TRY(str_utf8(t, args[1]));
    if (access(path.c_str(), F_OK) != 0) return raise_os_error(t, errno);
    if (!history(t).append(path, static_cast<size_t>(std::max<int64_t>(0, count))))
        return raise_os_error(t, errno);
    return Owned::none();
}

const FunctionSpec functions[] = {
    {"can_edit()", can_edit, "Whether standard input and output are a terminal that the editor can use."},
    {"interact()", interact, "Run the prompt in __main__ to its end; give the exit status."},
    {"use_readline(begin_line, complete, /)", use_readline,
     "The functions of the module readline that the editor calls."},
    {"parse_and_bind(string, /)", parse_and_bind, "Execute the init line provided in the string argument."},
    {"read_init_text(text, /)", read_init_text, "Keys and settings, as in ~/.inputrc."},
    {"get_line_buffer()", get_line_buffer, "Return the current contents of the line buffer."},
    {"insert_text(string, /)", insert_text, "Insert text into the line buffer at the cursor position."},
    {"redisplay()", redisplay,
     "Change what's displayed on the screen to reflect contents of the line buffer."},
    {"add_history(string, /)", add_history, "Add an item to the history buffer."},
    {"clear_history()", clear_history, "Clear the current readline history."},
    {"history_size()", history_size, "The number of entries."},
    {"history_item(index, /)", history_item, "One entry, or None."},
    {"remove_history_item(index, /)", remove_history_item, "Whether there was such an entry."},
    {"replace_history_item(index, line, /)", replace_history_item, "Whether there was such an entry."},
    {"set_auto_history(enabled, /)", set_auto_history, "Whether answers to input() become entries."},
    {"read_history_file(path, /)", read_history_file, "Add the entries of a file."},
    {"write_history_file(path, most, /)", write_history_file, "All entries, or the newest."},
    {"append_history_file(nelements, path, /)", append_history_file, "The newest entries."},
};

}  // namespace

MINIPY_MODULE(_editor, {.doc = "The interactive prompt.", .functions = functions});

EditorPrompt& editor_prompt(Thread& t) {
    auto& state = module_state<EditorState>(t, module_registration__editor);
    if (!state.prompt) state.prompt = new EditorPrompt(t);
    return *state.prompt;
}

}  // namespace minipy
