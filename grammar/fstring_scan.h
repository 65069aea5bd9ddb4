// Where a string ends, and where the expression of a replacement field ends. The lexer needs the first, the
// reader of f-strings the second; both follow braces and the strings within them (PEP 701).
#pragma once

namespace minipy {

struct StringScanner {
    using Cursor = const unsigned char*;
    Cursor end;  // of the text

    // After the closing quote; null when there is none. `p` is after the opening quotes.
    Cursor plain(Cursor p, unsigned char quote, int size) const;
    Cursor formatted(Cursor p, unsigned char quote, int size, bool raw, int depth) const;
    // `p` is after a field's opening brace. The position of the character that ends the expression: `!`, `:`,
    // `=` or `}`; null when the field makes no sense.
    Cursor expression(Cursor p, int depth) const;

  private:
    Cursor field(Cursor p, unsigned char quote, int size, bool raw, int depth) const;
    Cursor format_spec(Cursor p, unsigned char quote, int size, bool raw, int depth) const;
};

// 3 for a triple quote at p, else 1.
inline int quote_size(const unsigned char* p) { return p[1] == p[0] && p[2] == p[0] ? 3 : 1; }

}  // namespace minipy
