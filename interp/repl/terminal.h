// The terminal: its modes, its size, its bytes. Restores what it changes.
#pragma once

#include <termios.h>

#include <string>
#include <string_view>

namespace minipy {

class Terminal {
  public:
    Terminal(int in, int out);
    ~Terminal();
    Terminal(const Terminal&) = delete;

    // Both descriptors are terminals that understand more than printing (TERM), and nobody asked for the basic prompt.
    static bool can_edit(int in, int out);
    // NO_COLOR, PYTHON_COLORS, FORCE_COLOR, TERM.
    static bool wants_colors(int out);

    // Bytes as they are typed, no echo; signals still come for Ctrl-C.
    void enter_raw();
    void leave_raw();
    bool is_raw() const { return raw_; }

    int columns() const { return columns_; }
    int rows() const { return rows_; }
    // Looks again; true when it has changed.
    bool update_size();

    void write(std::string_view bytes) const;
    int in() const { return in_; }
    int out() const { return out_; }
    bool has_input() const;
    // One byte; 0: the end, -1: errno (EINTR: a signal, the window's size among them).
    int read_byte(char& byte) const;

    // Ctrl-Z: gives the terminal back, sleeps until the shell wakes us, takes it again.
    void suspend();

  private:
    int in_, out_;
    int columns_ = 80, rows_ = 24;
    bool raw_ = false;
    termios saved_ = {};
};

// While it lives, a change of the window's size wakes a poll() on `fd()`.
class ResizeWatch {
  public:
    ResizeWatch();
    ~ResizeWatch();
    int fd() const { return pipe_[0]; }
    void drain() const;

  private:
    int pipe_[2] = {-1, -1};
};

}  // namespace minipy
