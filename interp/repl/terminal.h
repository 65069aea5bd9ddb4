// The terminal: its modes, its size, its bytes. Restores what it changes.
#pragma once

#include <sys/types.h>
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
    // As read(2).
    ssize_t read(char* bytes, size_t count) const;

    // Ctrl-Z: gives the terminal back, sleeps until the shell wakes us, takes it again.
    void suspend();

  private:
    int in_, out_;
    int columns_ = 80, rows_ = 24;
    bool raw_ = false;
    termios saved_ = {};
};

// While it lives, signals end a poll() on `fd()`: a change of the window's size writes an 'r' into the pipe, and who has a
// handler of its own may write there, too (Signals::wakeup_fd).
class WakePipe {
  public:
    WakePipe();
    ~WakePipe();
    int fd() const { return pipe_[0]; }
    int write_end() const { return pipe_[1]; }
    void drain() const;

  private:
    int pipe_[2] = {-1, -1};
};

}  // namespace minipy
