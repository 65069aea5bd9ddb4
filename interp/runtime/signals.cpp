#include "runtime/signals.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "runtime/interpreter.h"

namespace minipy {

// The kernel calls on_signal with a number and nothing else.
static std::atomic<Interpreter*> signal_receiver{nullptr};

bool Signals::receive(Interpreter& interp) {
    Interpreter* nobody = nullptr;
    return signal_receiver.compare_exchange_strong(nobody, &interp) || nobody == &interp;
}

void Signals::on_signal(int number) {
    int saved = errno;
    Interpreter* interp = signal_receiver.load();
    if (interp && interp->signals) interp->signals->deliver(*interp, number);
    errno = saved;
}

void Signals::deliver(Interpreter& interp, int number) {
    came_[number] = true;
    any_ = true;
    ++delivered_;
    interp.gil.breaker.set(EvalBreaker::kSignals);
    int fd = wakeup_fd;
    if (fd < 0) return;
    unsigned char byte = static_cast<unsigned char>(number);
    ssize_t written;
    do {
        written = write(fd, &byte, 1);
    } while (written < 0 && errno == EINTR);
    bool full = written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (written < 0 && (!full || warn_on_full)) wakeup_error = errno;
}

void Signals::simulate(Interpreter& interp, int number) {
    if (handlers[number].is_valid() && handlers[number].is_object()) deliver(interp, number);
}

void Signals::come_again(Interpreter& interp) {
    any_ = true;
    interp.gil.breaker.set(EvalBreaker::kSignals);
}

void Signals::forget_pending() {
    for (auto& came : came_) came = false;
    any_ = false;
}

void Signals::give_back() {
    for (int number = 1; number < kCount; ++number) {
        Value handler = handlers[number];
        if (!handler.is_valid() || !handler.is_object()) continue;
        signal(number, SIG_DFL);
        handlers[number] = Value::none();
        release(handler);
    }
}

}  // namespace minipy
