// Bytes from the terminal -> keys.
//
//     "a"            key "a"              "\x01"          key "C-a"
//     "\x1b[1;5C"    key "C-right"        "\x1bb"         key "M-b"
//     "\x1b[200~...\x1b[201~"             key "paste" with what stands between
//
// A key has a name, by which the keymap finds its command; a character that is to be typed has its own text. An escape
// byte alone is a key once nothing has followed it for a moment: `flush`.
#pragma once

#include <string>

namespace minipy {

struct Key {
    std::string name;
    std::string text;  // what it types; empty: nothing
    bool is_character() const { return !text.empty() && name != "paste"; }
};

class KeyDecoder {
  public:
    // True when the byte completed a key.
    bool feed(char byte, Key& key);
    // Bytes of a key have come, but not all.
    bool waits() const { return !pending_.empty() || in_paste_; }
    bool in_paste() const { return in_paste_; }
    // Nothing more will come: what the bytes so far mean.
    bool flush(Key& key);

  private:
    bool feed_paste(char byte, Key& key);
    bool finish(Key& key, std::string name, std::string text = "");
    bool decode_escape(Key& key);
    bool decode_sequence(Key& key, size_t begin);

    std::string pending_;
    std::string paste_;
    bool in_paste_ = false;
};

}  // namespace minipy
