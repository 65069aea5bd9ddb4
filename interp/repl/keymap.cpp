#include "repl/keymap.h"

#include <algorithm>
#include <cstring>
#include <sstream>
#include <vector>

#include "repl/keys.h"

namespace minipy {

namespace {

struct Binding {
    const char* keys;
    Command command;
};

constexpr Binding kEmacsKeys[] = {
    {"enter", Command::AcceptLine},
    {"M-enter", Command::NewLine},
    {"S-enter", Command::NewLine},
    {"C-a", Command::BeginningOfLine},
    {"home", Command::BeginningOfLine},
    {"C-e", Command::EndOfLine},
    {"end", Command::EndOfLine},
    {"C-f", Command::ForwardChar},
    {"right", Command::ForwardChar},
    {"C-b", Command::BackwardChar},
    {"left", Command::BackwardChar},
    {"M-f", Command::ForwardWord},
    {"C-right", Command::ForwardWord},
    {"M-right", Command::ForwardWord},
    {"M-b", Command::BackwardWord},
    {"C-left", Command::BackwardWord},
    {"M-left", Command::BackwardWord},
    {"up", Command::PreviousLine},
    {"C-p", Command::PreviousLine},
    {"down", Command::NextLine},
    {"C-n", Command::NextLine},
    {"C-up", Command::PreviousHistory},
    {"M-up", Command::PreviousHistory},
    {"M-p", Command::PreviousHistory},
    {"C-down", Command::NextHistory},
    {"M-down", Command::NextHistory},
    {"M-n", Command::NextHistory},
    {"pageup", Command::SearchBackward},
    {"pagedown", Command::SearchForward},
    {"M-<", Command::BeginningOfHistory},
    {"M->", Command::EndOfHistory},
    {"C-home", Command::BeginningOfBuffer},
    {"C-end", Command::EndOfBuffer},
    {"C-r", Command::ReverseSearch},
    {"C-s", Command::ForwardSearch},
    {"C-d", Command::DeleteOrEnd},
    {"delete", Command::DeleteChar},
    {"backspace", Command::BackwardDeleteChar},
    {"C-h", Command::BackwardDeleteChar},
    {"C-k", Command::KillLine},
    {"C-u", Command::BackwardKillLine},
    {"M-d", Command::KillWord},
    {"C-delete", Command::KillWord},
    {"M-backspace", Command::BackwardKillWord},
    {"M-C-h", Command::BackwardKillWord},
    {"C-w", Command::WordRubout},
    {"C-y", Command::Yank},
    {"M-y", Command::YankPop},
    {"M-.", Command::YankLastArg},
    {"M-_", Command::YankLastArg},
    {"C-_", Command::Undo},
    {"C-x C-u", Command::Undo},
    {"C-t", Command::TransposeChars},
    {"M-u", Command::UpcaseWord},
    {"M-l", Command::DowncaseWord},
    {"M-c", Command::CapitalizeWord},
    {"tab", Command::Complete},
    {"S-tab", Command::CompleteBackward},
    {"M-tab", Command::TabInsert},
    {"C-q", Command::QuotedInsert},
    {"C-v", Command::QuotedInsert},
    {"C-l", Command::ClearScreen},
    {"C-x C-e", Command::EditInEditor},
    {"C-g", Command::Abort},
    {"C-c", Command::Interrupt},
    {"C-z", Command::Suspend},
    {"f1", Command::Help},
    {"f2", Command::ShowHistory},
    {"f3", Command::PasteMode},
};

std::string trimmed(const std::string& text) {
    size_t begin = text.find_first_not_of(" \t\r"), end = text.find_last_not_of(" \t\r");
    return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

Keymap::Keymap() {
    for (const Binding& binding : kEmacsKeys) commands_[binding.keys] = binding.command;
}

Command Keymap::find(const std::string& sequence) const {
    auto found = commands_.find(sequence);
    return found == commands_.end() ? Command::None : found->second;
}

bool Keymap::is_prefix(const std::string& sequence) const {
    std::string start = sequence + " ";
    return std::any_of(commands_.begin(), commands_.end(),
                       [&](const auto& entry) { return entry.first.compare(0, start.size(), start) == 0; });
}

Command Keymap::command_named(const std::string& name) {
#define X(command, text) \
    if (name == text) return Command::command;
    MINIPY_EDITOR_COMMANDS(X)
#undef X
    if (name == "rl_complete" || name == "ed-complete" || name == "menu-complete") return Command::Complete;
    if (name == "backward-kill-line") return Command::BackwardKillLine;
    if (name == "re-read-init-file" || name == "self-insert") return Command::None;
    return Command::None;
}

// The notation is turned into the bytes that it stands for, and those into keys.
std::string key_sequence(const std::string& notation) {
    std::string bytes;
    bool control = false, meta = false;
    auto add = [&](char c) {
        if (control) c = c == '?' ? 127 : static_cast<char>(c & 31);
        if (meta) bytes += '\x1b';
        bytes += c;
        control = meta = false;
    };
    bool quoted = notation.size() >= 2 && notation.front() == '"' && notation.back() == '"';
    if (!quoted) {  // Control-x, Meta-x, Tab
        std::string rest = notation;
        for (;;) {
            std::string small = lower(rest);
            size_t dash = rest.find('-');
            if (dash == std::string::npos || dash + 1 >= rest.size()) break;
            std::string modifier = small.substr(0, dash);
            if (modifier == "control" || modifier == "c" || modifier == "ctrl")
                control = true;
            else if (modifier == "meta" || modifier == "m")
                meta = true;
            else
                break;
            rest.erase(0, dash + 1);
        }
        std::string small = lower(rest);
        if (small == "tab")
            add('\t');
        else if (small == "return" || small == "newline" || small == "ret")
            add('\r');
        else if (small == "escape" || small == "esc")
            add('\x1b');
        else if (small == "rubout" || small == "del")
            add('\x7f');
        else if (small == "space" || small == "spc")
            add(' ');
        else if (rest.size() == 2 && rest[0] == '^')
            control = true, add(rest[1]);
        else
            for (char c : rest) add(c);
    } else {
        for (size_t i = 1; i + 1 < notation.size(); ++i) {
            char c = notation[i];
            if (c != '\\' || i + 2 >= notation.size()) {
                add(c);
                continue;
            }
            char kind = notation[++i];
            if ((kind == 'C' || kind == 'M') && notation[i + 1] == '-') {
                (kind == 'C' ? control : meta) = true;
                ++i;
            } else {
                const char *from = "etnrabdf", *to = "\x1b\t\n\r\a\b\x7f\f";
                const char* found = strchr(from, kind);
                add(found ? to[found - from] : kind);
            }
        }
    }
    KeyDecoder decoder;
    Key key;
    std::string sequence;
    auto append = [&] { sequence += (sequence.empty() ? "" : " ") + key.name; };
    for (char c : bytes) {
        if (decoder.feed(c, key)) append();
    }
    if (decoder.flush(key)) append();
    return sequence;
}

void Keymap::read_inputrc_line(const std::string& raw) {
    std::string line = trimmed(raw);
    if (line.empty() || line[0] == '#') return;
    std::istringstream words(line);
    std::string first, second, third;
    words >> first >> second >> third;
    if (lower(first) == "set") {
        if (lower(second) == "editing-mode") vi = lower(third) == "vi";
        return;
    }
    if (first == "bind") {  // libedit's: bind ^I rl_complete
        if (second == "-v" || second == "-e") vi = second == "-v";
        if (Command command = command_named(third); command != Command::None)
            bind(key_sequence(second), command);
        return;
    }
    size_t quote = line[0] == '"' ? line.find('"', 1) : std::string::npos;
    size_t colon = line.find(':', quote == std::string::npos ? 0 : quote);
    if (colon == std::string::npos) return;
    std::string name = trimmed(line.substr(colon + 1));
    if (size_t blank = name.find_first_of(" \t#"); blank != std::string::npos) name.resize(blank);
    Command command = command_named(lower(name));
    std::string keys = key_sequence(trimmed(line.substr(0, colon)));
    if (command != Command::None && !keys.empty()) bind(keys, command);
}

void Keymap::read_inputrc(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    std::vector<bool> holds;  // of the $if blocks around this line
    while (std::getline(lines, line)) {
        std::string clean = trimmed(line);
        if (clean.rfind("$if", 0) == 0) {
            std::string condition = lower(trimmed(clean.substr(3)));
            holds.push_back(condition == "python" || condition == (vi ? "mode=vi" : "mode=emacs"));
        } else if (clean.rfind("$else", 0) == 0) {
            if (!holds.empty()) holds.back() = !holds.back();
        } else if (clean.rfind("$endif", 0) == 0) {
            if (!holds.empty()) holds.pop_back();
        } else if (std::all_of(holds.begin(), holds.end(), [](bool h) { return h; })) {
            read_inputrc_line(clean);
        }
    }
}

}  // namespace minipy
