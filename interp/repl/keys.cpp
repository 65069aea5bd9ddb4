#include "repl/keys.h"

#include <cstdlib>

#include "support/utf8.h"

namespace minipy {

namespace {

constexpr std::string_view kPasteEnd = "\x1b[201~";

std::string control_name(unsigned char c) {
    switch (c) {
        case '\t':
            return "tab";
        case '\r':
        case '\n':
            return "enter";
        case 27:
            return "escape";
        case 127:
            return "backspace";
        case 0:
            return "C-@";
        default:
            return std::string("C-") + static_cast<char>(c < 27 ? c + 'a' - 1 : c + '@');
    }
}

bool is_control(unsigned char c) { return c < 32 || c == 127; }

// CSI and SS3 sequences by their last byte.
const char* letter_key(char c) {
    switch (c) {
        case 'A':
            return "up";
        case 'B':
            return "down";
        case 'C':
            return "right";
        case 'D':
            return "left";
        case 'H':
            return "home";
        case 'F':
            return "end";
        case 'P':
            return "f1";
        case 'Q':
            return "f2";
        case 'R':
            return "f3";
        case 'S':
            return "f4";
        case 'Z':
            return "S-tab";
        case 'M':
            return "enter";
        default:
            return nullptr;
    }
}

// "CSI number ~".
const char* numbered_key(int number) {
    switch (number) {
        case 1:
        case 7:
            return "home";
        case 2:
            return "insert";
        case 3:
            return "delete";
        case 4:
        case 8:
            return "end";
        case 5:
            return "pageup";
        case 6:
            return "pagedown";
        case 11:
            return "f1";
        case 12:
            return "f2";
        case 13:
            return "f3";
        default:
            return nullptr;
    }
}

// xterm's modifier parameter: 1 + shift 1, alt 2, control 4.
std::string with_modifiers(const std::string& name, int parameter) {
    int bits = parameter > 1 ? parameter - 1 : 0;
    std::string all;
    if (bits & 4) all += "C-";
    if (bits & 2) all += "M-";
    if (bits & 1) all += "S-";
    return all + name;
}

// A key sent by its code point: "CSI code ; modifiers u".
std::string coded_key(int code, int modifiers) {
    if (code < 0 || code > 0x10ffff) return "";
    if (code < 128 && is_control(static_cast<unsigned char>(code)))
        return with_modifiers(control_name(static_cast<unsigned char>(code)), modifiers);
    std::string character;
    utf8_append(character, static_cast<uint32_t>(code));
    return with_modifiers(character, (modifiers > 1 ? (modifiers - 1) & ~1 : 0) + 1);
}

// As text that came in a bracketed paste may be put into the buffer: newlines are '\n', nothing can steer the terminal.
std::string clean(const std::string& pasted) {
    std::string out;
    for (size_t i = 0; i < pasted.size(); ++i) {
        char c = pasted[i];
        if (c == '\r') {
            if (i + 1 < pasted.size() && pasted[i + 1] == '\n') continue;
            c = '\n';
        }
        if (c == '\n' || c == '\t' || !is_control(static_cast<unsigned char>(c))) out += c;
    }
    return out;
}

}  // namespace

bool KeyDecoder::finish(Key& key, std::string name, std::string text) {
    key.name = std::move(name);
    key.text = std::move(text);
    pending_.clear();
    return !key.name.empty();
}

bool KeyDecoder::feed_paste(char byte, Key& key) {
    paste_ += byte;
    if (byte != '~' || paste_.size() < kPasteEnd.size()) return false;
    if (std::string_view(paste_).substr(paste_.size() - kPasteEnd.size()) != kPasteEnd) return false;
    paste_.resize(paste_.size() - kPasteEnd.size());
    in_paste_ = false;
    key.name = "paste";
    key.text = clean(paste_);
    paste_.clear();
    return true;
}

bool KeyDecoder::feed(char byte, Key& key) {
    if (in_paste_) return feed_paste(byte, key);
    pending_ += byte;
    unsigned char first = static_cast<unsigned char>(pending_[0]);
    if (first == 27) return decode_escape(key);
    if (is_control(first)) return finish(key, control_name(first));
    if (first < 0x80) return finish(key, pending_, pending_);
    Utf8Char c = utf8_next(pending_.data(), pending_.data() + pending_.size());
    if (c.error == Utf8Error::UnexpectedEnd) return false;
    if (c.error != Utf8Error::None) {
        pending_.clear();
        return false;
    }
    return finish(key, pending_, pending_);
}

bool KeyDecoder::decode_escape(Key& key) {
    if (pending_.size() == 1) return false;
    size_t begin = 1;
    bool meta = false;
    if (pending_[1] == 27) {  // Alt with a key that has a sequence of its own
        if (pending_.size() == 2) return false;
        meta = true;
        begin = 2;
    }
    char introducer = pending_[begin];
    if (introducer == '[' || introducer == 'O') {
        if (!decode_sequence(key, begin)) return false;
        if (meta && !key.name.empty()) key.name = "M-" + key.name;
        return !key.name.empty();
    }
    unsigned char c = static_cast<unsigned char>(introducer);
    if (is_control(c)) return finish(key, "M-" + control_name(c));
    Utf8Char character = utf8_next(pending_.data() + begin, pending_.data() + pending_.size());
    if (character.error == Utf8Error::UnexpectedEnd) return false;
    return finish(key, "M-" + pending_.substr(begin));
}

// True when the sequence has ended; the key's name is empty when it means nothing.
bool KeyDecoder::decode_sequence(Key& key, size_t begin) {
    std::string_view all = std::string_view(pending_).substr(begin);
    if (all.size() < 2) return false;
    char last = all.back();
    if (all[0] == 'O') {
        const char* name = letter_key(last);
        finish(key, name ? name : "");
        return true;
    }
    if (!(last >= '@' && last <= '~') || all.size() == 1) {
        if (pending_.size() > 64) finish(key, "");
        return pending_.empty();
    }
    int parameters[3] = {0, 0, 0}, count = 0;
    for (size_t i = 1; i + 1 < all.size(); ++i) {
        char c = all[i];
        if (c >= '0' && c <= '9' && count < 3)
            parameters[count] = std::min(parameters[count] * 10 + (c - '0'), 2000000);
        else if (c == ';')
            ++count;
    }
    std::string name;
    if (last == '~' && parameters[0] == 200) {
        in_paste_ = true;
        pending_.clear();
        return false;
    }
    if (last == '~' && parameters[0] == 27) {
        name = coded_key(parameters[2], parameters[1]);
    } else if (last == '~') {
        const char* known = numbered_key(parameters[0]);
        if (known) name = with_modifiers(known, parameters[1]);
    } else if (last == 'u') {
        name = coded_key(parameters[0], parameters[1]);
    } else if (const char* known = letter_key(last)) {
        name = with_modifiers(known, parameters[1]);
    }
    finish(key, name);
    return true;
}

bool KeyDecoder::flush(Key& key) {
    if (pending_.empty() || in_paste_) return false;
    if (pending_ == "\x1b") return finish(key, "escape");
    if (pending_ == "\x1b[") return finish(key, "M-[");
    if (pending_ == "\x1bO") return finish(key, "M-O");
    pending_.clear();
    return false;
}

}  // namespace minipy
