#include "repl/editor_prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "builtins/builtins.h"
#include "builtins/lifecycle.h"
#include "builtins/source_text.h"
#include "builtins/streams.h"
#include "repl/prompt_text.h"
#include "support/utf8.h"
#include "vm/call.h"

namespace minipy {

namespace {

constexpr int kEscapeMs = 50;  // nothing follows an escape byte for so long: it was the key
constexpr const char* kPasteOn = "\x1b[?2004h";
constexpr const char* kPasteOff = "\x1b[?2004l";

std::string home_file(Thread& t, const char* name) {
    const char* home = environment(t, "HOME");
    return home ? std::string(home) + "/" + name : "";
}

std::string history_path(Thread& t) {
    if (const char* set = environment(t, "PYTHON_HISTORY")) return set;
    return t.interp->config.isolated ? "" : home_file(t, ".minipy_history");
}

std::string file_text(const std::string& path) {
    std::string text;
    int fd = path.empty() ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return text;
    char chunk[4096];
    ssize_t n;
    while ((n = ::read(fd, chunk, sizeof chunk)) > 0) text.append(chunk, static_cast<size_t>(n));
    ::close(fd);
    return text;
}

// Blank lines at the end say only that the block was whole.
std::string without_blank_end(const std::string& text) {
    size_t end = text.find_last_not_of(" \t\n");
    return end == std::string::npos ? "" : text.substr(0, std::min(text.size(), text.find('\n', end)));
}

}  // namespace

EditorPrompt::EditorPrompt(Thread& t)
    : t_(t),
      runner_(t),
      terminal_(0, 1),
      screen_(terminal_),
      editor_(history_, keymap_, *this),
      line_editor_(answers_, keymap_, *this) {
    screen_.set_colors(Terminal::wants_colors(1));
    const char* inputrc = environment(t, "INPUTRC");
    keymap_.read_inputrc(file_text(inputrc ? inputrc : home_file(t, ".inputrc")));
    if (Terminal::can_edit(0, 1)) t.interp->console = this;
}

EditorPrompt::~EditorPrompt() { t_.interp->console = nullptr; }

void EditorPrompt::begin_prompt() {
    prompting_ = true;
    history_.open(history_path(t_));
    (void)python("use_colors", {Value::from_bool(Terminal::wants_colors(2))});
}

void EditorPrompt::use_readline(Value begin_line, Value complete) {
    begin_line_ = Owned::share(begin_line);
    complete_ = Owned::share(complete);
}

void EditorPrompt::insert(const std::string& text) {
    if (active_)
        active_->insert(text);
    else
        insertion_ += text;
}

// ---- reading ----

void EditorPrompt::open_terminal() {
    terminal_.enter_raw();
    terminal_.write(kPasteOn);
    screen_.begin();
}

void EditorPrompt::close_terminal() {
    terminal_.write(kPasteOff);
    terminal_.leave_raw();
}

void EditorPrompt::redraw(bool final) {
    content_.prompts = prompts_;
    active_->fill(content_, terminal_.columns(), terminal_.rows(), final);
    if (active_->paste_mode() && !final) content_.below.emplace_back("(paste mode: F3 ends it)", Style::Hint);
    final ? screen_.finish(content_) : screen_.draw(content_);
}

EditorPrompt::Read EditorPrompt::read_block() {
    (void)flush_standard_streams(t_);
    ignore_error(t_);
    prompts_ = {prompt_text(t_, "ps1"), prompt_text(t_, "ps2")};
    run_hooks();
    editor_.begin(Editor::Kind::Block, std::exchange(insertion_, ""));
    open_terminal();
    Read read = edit(editor_);
    close_terminal();
    return read;
}

Owned EditorPrompt::read_line(Thread& t, const std::string& prompt) {
    if (&t != &t_ || active_) return Owned::unbound();
    prompts_ = {screen_.take_unfinished_line() + prompt};
    run_hooks();
    line_editor_.begin(Editor::Kind::Line, std::exchange(insertion_, ""));
    open_terminal();
    Read read = edit(line_editor_);
    close_terminal();
    if (read == Read::Interrupted) return Raised{};
    if (read == Read::End) return Owned::none();
    if (auto_history_) answers_.add(line_editor_.text());
    return make_str(t_, line_editor_.text());
}

void EditorPrompt::run_hooks() {
    if (begin_line_.is_unbound() || begin_line_.is_none()) return;
    if (call(t_, begin_line_).is_error()) ignore_error(t_);
}

// Leaves the text on the screen as it was typed in the end.
EditorPrompt::Read EditorPrompt::edit(Editor& editor) {
    active_ = &editor;
    Read read = read_keys();
    redraw(/*final=*/true);
    active_ = nullptr;
    return read;
}

EditorPrompt::Read EditorPrompt::read_keys() {
    Read read = Read::End;
    Key key;
    for (;;) {
        if (!decoder_.in_paste() && !terminal_.has_input()) redraw(/*final=*/false);
        Result<Woken> woken = wait();
        if (woken.is_error()) return Read::Interrupted;
        bool complete;
        if (woken.value() == Woken::Silence) {
            complete = decoder_.flush(key);
        } else {
            char byte;
            ssize_t n = terminal_.read(&byte, 1);
            if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (n <= 0) return Read::End;
            complete = decoder_.feed(byte, key);
        }
        if (!complete) continue;
        if (act(active_->handle(key), read)) return read;
    }
}

Result<EditorPrompt::Woken> EditorPrompt::wait() {
    bool partial = decoder_.waits() && !decoder_.in_paste();
    for (;;) {
        pollfd ready[2] = {{terminal_.in(), POLLIN, 0}, {wake_.fd(), POLLIN, 0}};
        int n = poll(ready, 2, 0);
        if (n == 0) {
            Signals* signals = t_.interp->signals;
            int unset = -1;
            bool lent = signals && signals->wakeup_fd.compare_exchange_strong(unset, wake_.write_end());
            Status waited;
            if (active_ == &editor_ && has_loop()) {
                waited = wait_in_loop(partial ? kEscapeMs : -1);
                n = poll(ready, 2, 0);
            } else {
                GilRelease nogil(t_);
                n = poll(ready, 2, partial ? kEscapeMs : -1);
            }
            if (int mine = wake_.write_end(); lent) signals->wakeup_fd.compare_exchange_strong(mine, -1);
            if (waited.is_error()) return Raised{};
        }
        wake_.drain();
        TRY(after_interrupt(t_));
        if (terminal_.update_size()) {
            screen_.resized();
            redraw(/*final=*/false);
        }
        if (n > 0 && (ready[0].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL))) return Woken::Input;
        if (n == 0 && partial) return Woken::Silence;
    }
}

bool EditorPrompt::has_loop() {
    Value module = dict_get_ascii(t_, t_.interp->sys_modules.as<Dict>(), "_prompt");
    if (module.is_unbound()) return false;
    Owned has = python("has_loop", {});
    return has.get().is_true();
}

Status EditorPrompt::wait_in_loop(int timeout_ms) {
    Owned timeout = timeout_ms < 0 ? Owned::none() : make_float(t_, timeout_ms / 1000.0);
    TRY(call(t_, TRY(import_attr(t_, "_prompt", "wait_in_loop")),
             {Value::from_int(terminal_.in()), Value::from_int(wake_.fd()), timeout.get()}));
    return {};
}

// ---- what keys ask for beyond the text ----

bool EditorPrompt::act(Editor::Outcome outcome, Read& read) {
    switch (outcome) {
        case Editor::Outcome::Editing:
            return false;
        case Editor::Outcome::Accepted:
            read = Read::Block;
            return true;
        case Editor::Outcome::EndOfInput:
            read = Read::End;
            return true;
        case Editor::Outcome::Interrupted:
            if (Owned interrupt = call(t_, Value(exc(t_).KeyboardInterrupt)); !interrupt.is_error())
                (void)raise_instance(t_, interrupt);
            read = Read::Interrupted;
            return true;
        case Editor::Outcome::ClearWindow:
            screen_.clear_window();
            return false;
        case Editor::Outcome::Suspend:
            screen_.wipe();
            terminal_.write(kPasteOff);
            terminal_.suspend();
            open_terminal();
            return false;
        case Editor::Outcome::OpenExternal:
            edit_externally();
            return false;
        case Editor::Outcome::ShowHelp:
            call_aside("show_help");
            return false;
        case Editor::Outcome::ShowHistory:
            call_aside("show_history");
            return false;
        case Editor::Outcome::Bell:
            screen_.bell();
            return false;
    }
    return false;
}

// The block as a file in $VISUAL or $EDITOR; it comes back into the editor.
void EditorPrompt::edit_externally() {
    const char* program = environment(t_, "VISUAL");
    if (!program) program = environment(t_, "EDITOR");
    if (!program) program = "vi";
    const char* folder = environment(t_, "TMPDIR");
    std::string path = std::string(folder ? folder : "/tmp") + "/minipy-XXXXXX.py";
    int fd = mkostemps(path.data(), 3, O_CLOEXEC);
    if (fd < 0) return screen_.bell();
    std::string text = active_->text() + "\n";
    bool good = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(fd);
    screen_.wipe();
    close_terminal();
    std::string command = std::string("exec ") + program + " \"$1\"";
    if (good) {
        GilRelease nogil(t_);
        pid_t child = fork();
        if (child == 0) {
            execl("/bin/sh", "sh", "-c", command.c_str(), "sh", path.c_str(), static_cast<char*>(nullptr));
            _exit(127);
        }
        int status = 0;
        while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        good = child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    if (good) active_->set_text(without_blank_end(file_text(path)));
    ::unlink(path.c_str());
    open_terminal();
}

// A function of _prompt.py that shows something in the place of the block, which comes back after it.
void EditorPrompt::call_aside(const char* function) {
    screen_.wipe();
    close_terminal();
    Owned done = Owned::none();
    if (strcmp(function, "show_history") == 0) {
        std::string all;
        for (size_t i = 0; i < history_.size(); ++i) all += history_[i] + "\n";
        Owned text = make_str(t_, all);
        if (!text.is_error()) done = python(function, {text});
    } else {
        done = python(function, {});
    }
    (void)flush_standard_streams(t_);
    ignore_error(t_);
    open_terminal();
}

// ---- running ----

bool EditorPrompt::step(int* status) {
    Read read = read_block();
    switch (read) {
        case Read::Interrupted:
            return interrupted(status);
        case Read::End:
            *status = 0;
            return true;
        case Read::Block:
            break;
    }
    std::string text = without_blank_end(editor_.text());
    if (text.empty()) return false;
    if (auto_history_) history_.add(text);
    return run_block(std::move(text), status);
}

bool EditorPrompt::run_block(std::string text, int* status) {
    // Words that do something when they stand alone and are nobody's names.
    std::string word = text.substr(0, text.find_last_not_of(' ') + 1);
    if (word == "exit" || word == "quit" || word == "help" || word == "clear") {
        Value module = dict_get_str(t_, t_.interp->sys_modules.as<Dict>(), names(t_).__main__);
        bool named = is_kind(module, Kind::Module) &&
                     !dict_get_ascii(t_, module_dict(module), word.c_str()).is_unbound();
        if (!named && word == "clear") {
            screen_.clear_window();
            return false;
        }
        if (!named) text = word + "()";
    }
    text += '\n';
    std::string filename = "<python-input-" + std::to_string(blocks_++) + ">";
    Owned name = make_str(t_, filename), source = make_str(t_, text);
    if (!name.is_error() && !source.is_error()) (void)python("remember_source", {name, source});
    ignore_error(t_);
    Owned recording = python("begin_recording", {source});
    bool leave = runner_.run(text, filename, BlockRunner::Block, status);
    if (!recording.is_none()) (void)python("end_recording", {recording});
    (void)flush_standard_streams(t_);
    ignore_error(t_);
    return leave;
}

bool EditorPrompt::interrupted(int* status) {
    if (exception_matches(t_, exc(t_).KeyboardInterrupt)) {
        ignore_error(t_);
        write_stderr(t_, "KeyboardInterrupt\n");
        return false;
    }
    bool leave = exception_matches(t_, exc(t_).SystemExit);
    int code = report_exception(t_);
    if (leave) *status = code;
    return leave;
}

// ---- what the editor asks ----

Owned EditorPrompt::python(const char* function, std::initializer_list<Value> args) {
    Owned held = import_attr(t_, "_prompt", function);
    if (!held.is_error()) held = call(t_, held, args);
    if (!held.is_error()) return held;
    // Ctrl-C was not meant for this: it comes again when the next piece of the program's Python runs.
    bool interrupt = exception_matches(t_, exc(t_).KeyboardInterrupt);
    ignore_error(t_);
    if (interrupt && t_.interp->signals) t_.interp->signals->simulate(*t_.interp, SIGINT);
    return Owned::none();
}

bool EditorPrompt::is_builtin(std::string_view name) {
    std::string text(name);
    return !dict_get_ascii(t_, t_.interp->builtins.as<Dict>(), text.c_str()).is_unbound();
}

std::vector<std::string> EditorPrompt::complete(const CompletionPoint& point,
                                                const std::vector<std::string>& used) {
    std::vector<std::string> words;
    auto make_names = [&]() -> Owned {
        Ref<List> list = TRY(new_list(t_));
        for (const std::string& name : used) TRY(list_push(t_, list.get(), TRY(make_str(t_, name))));
        return list;
    };
    Owned names_used = make_names();
    Owned base = make_str(t_, point.base), prefix = make_str(t_, point.prefix),
          callee = make_str(t_, point.callee);
    if (names_used.is_error() || base.is_error() || prefix.is_error() || callee.is_error()) {
        ignore_error(t_);
        return words;
    }
    Owned found = python("complete", {Value::from_int(point.kind), base, prefix, callee, names_used});
    if (!is_kind(found, Kind::List)) return words;
    List* all = found.as<List>();
    for (size_t i = 0; i < all->length; ++i) {
        if (is_str(all->items[i])) words.push_back(to_utf8(all->items[i]));
    }
    return words;
}

bool EditorPrompt::complete_by_program(const std::string& text, size_t cursor, size_t& begin,
                                       std::vector<std::string>& words) {
    if (complete_.is_unbound() || complete_.is_none()) return false;
    // Python counts code points.
    auto after = [&](size_t at) { return at + utf8_next(text.data() + at, text.data() + text.size()).size; };
    int64_t points = 0;
    for (size_t at = 0; at < cursor; at = after(at)) ++points;
    Owned line = make_str(t_, text);
    Owned found =
        line.is_error()
            ? Owned(Raised{})
            : call(t_, complete_, {line, Value::from_int(points), Value::from_bool(active_ == &editor_)});
    if (found.is_error()) ignore_error(t_);
    if (!is_kind(found, Kind::Tuple)) return false;
    Value first = found.as<Tuple>()->at(0), list = found.as<Tuple>()->at(1);
    int64_t start = 0;
    if (!is_int(first) || !int_fits_int64(first, &start) || !is_kind(list, Kind::List)) return false;
    begin = 0;
    for (; start > 0 && begin < cursor; --start) begin = after(begin);
    for (size_t i = 0; i < list.as<List>()->length; ++i) {
        if (is_str(list.as<List>()->items[i])) words.push_back(to_utf8(list.as<List>()->items[i]));
    }
    return true;
}

std::string EditorPrompt::signature(const CallPoint& point) {
    Owned callee = make_str(t_, point.callee), keyword = make_str(t_, point.keyword);
    if (callee.is_error() || keyword.is_error()) {
        ignore_error(t_);
        return "";
    }
    Owned text = python("signature", {callee, Value::from_int(point.argument), keyword});
    return is_str(text) ? to_utf8(text) : "";
}

}  // namespace minipy
