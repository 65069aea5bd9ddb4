#include "repl/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace minipy {

namespace {

// Where the handler of SIGWINCH writes: it is given a number and nothing else.
static std::atomic<int> resize_pipe{-1};

void on_resize(int) {
    int saved = errno, fd = resize_pipe;
    if (fd >= 0) {
        ssize_t n = ::write(fd, "r", 1);
        (void)n;
    }
    errno = saved;
}

const char* set_variable(const char* name) {
    const char* value = getenv(name);
    return value && *value ? value : nullptr;
}

bool is_dumb() {
    const char* term = set_variable("TERM");
    return !term || strcmp(term, "dumb") == 0 || strcmp(term, "unknown") == 0;
}

}  // namespace

Terminal::Terminal(int in, int out) : in_(in), out_(out) { update_size(); }
Terminal::~Terminal() { leave_raw(); }

bool Terminal::can_edit(int in, int out) {
    return isatty(in) && isatty(out) && !is_dumb() && !set_variable("PYTHON_BASIC_REPL");
}

bool Terminal::wants_colors(int out) {
    if (const char* wish = getenv("PYTHON_COLORS")) {
        if (strcmp(wish, "0") == 0) return false;
        if (strcmp(wish, "1") == 0) return true;
    }
    if (set_variable("NO_COLOR")) return false;
    if (set_variable("FORCE_COLOR")) return true;
    return isatty(out) && !is_dumb();
}

void Terminal::enter_raw() {
    if (raw_ || tcgetattr(in_, &saved_) != 0) return;
    termios raw = saved_;
    raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IGNCR | IXON | ISTRIP | BRKINT);
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    raw.c_cc[VSUSP] = raw.c_cc[VQUIT] =
        _POSIX_VDISABLE;  // Ctrl-Z is a key; Ctrl-C interrupts what runs behind the prompt
    raw_ = tcsetattr(in_, TCSADRAIN, &raw) == 0;
    update_size();
}

void Terminal::leave_raw() {
    if (!raw_) return;
    tcsetattr(in_, TCSADRAIN, &saved_);
    raw_ = false;
}

bool Terminal::update_size() {
    winsize size = {};
    int columns = 80, rows = 24;
    if (ioctl(out_, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        columns = size.ws_col;
        rows = size.ws_row;
    }
    bool changed = columns != columns_ || rows != rows_;
    columns_ = columns;
    rows_ = rows;
    return changed;
}

void Terminal::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        ssize_t n = ::write(out_, bytes.data(), bytes.size());
        if (n < 0) {
            if (errno == EAGAIN) {
                pollfd wait{out_, POLLOUT, 0};
                poll(&wait, 1, 100);
            } else if (errno != EINTR) {
                return;
            }
            continue;
        }
        bytes.remove_prefix(static_cast<size_t>(n));
    }
}

bool Terminal::has_input() const {
    pollfd wait{in_, POLLIN, 0};
    return poll(&wait, 1, 0) > 0;
}

ssize_t Terminal::read(char* bytes, size_t count) const { return ::read(in_, bytes, count); }

void Terminal::suspend() {
    leave_raw();
    ::kill(0, SIGTSTP);
    enter_raw();
}

WakePipe::WakePipe() {
    if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0) return;
    resize_pipe = pipe_[1];
    struct sigaction now = {};
    sigaction(SIGWINCH, nullptr, &now);
    if (now.sa_handler != SIG_DFL) return;  // the program has one of its own: that interrupts us, too
    now.sa_handler = on_resize;
    now.sa_flags = SA_RESTART;
    sigemptyset(&now.sa_mask);
    sigaction(SIGWINCH, &now, nullptr);
}

WakePipe::~WakePipe() {
    struct sigaction now = {};
    sigaction(SIGWINCH, nullptr, &now);
    if (now.sa_handler == on_resize) signal(SIGWINCH, SIG_DFL);
    resize_pipe = -1;
    if (pipe_[0] >= 0) ::close(pipe_[0]);
    if (pipe_[1] >= 0) ::close(pipe_[1]);
}

void WakePipe::drain() const {
    char some[64];
    while (::read(pipe_[0], some, sizeof some) > 0) {
    }
}

}  // namespace minipy
