// The module `termios`: terminals and their settings.
#include <linux/serial.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <cstring>

#include "native/module.h"

namespace minipy {

namespace {

// clang-format off
#define CONSTANTS(X) \
    X(B0) X(B1000000) X(B110) X(B115200) X(B1152000) X(B1200) X(B134) X(B150) X(B1500000) X(B1800) X(B19200) \
    X(B200) X(B2000000) X(B230400) X(B2400) X(B2500000) X(B300) X(B3000000) X(B3500000) X(B38400) X(B4000000) \
    X(B460800) X(B4800) X(B50) X(B500000) X(B57600) X(B576000) X(B600) X(B75) X(B921600) X(B9600) X(BRKINT) X(BS0) \
    X(BS1) X(BSDLY) X(CBAUD) X(CBAUDEX) X(CDSUSP) X(CEOF) X(CEOL) X(CEOT) X(CERASE) X(CFLUSH) X(CIBAUD) X(CINTR) \
    X(CKILL) X(CLNEXT) X(CLOCAL) X(CQUIT) X(CR0) X(CR1) X(CR2) X(CR3) X(CRDLY) X(CREAD) X(CRPRNT) X(CRTSCTS) X(CS5) \
    X(CS6) X(CS7) X(CS8) X(CSIZE) X(CSTART) X(CSTOP) X(CSTOPB) X(CSUSP) X(CWERASE) X(ECHO) X(ECHOCTL) X(ECHOE) \
    X(ECHOK) X(ECHOKE) X(ECHONL) X(ECHOPRT) X(EXTA) X(EXTB) X(FF0) X(FF1) X(FFDLY) X(FIOASYNC) X(FIOCLEX) \
    X(FIONBIO) X(FIONCLEX) X(FIONREAD) X(FLUSHO) X(HUPCL) X(ICANON) X(ICRNL) X(IEXTEN) X(IGNBRK) X(IGNCR) X(IGNPAR) \
    X(IMAXBEL) X(INLCR) X(INPCK) X(IOCSIZE_MASK) X(IOCSIZE_SHIFT) X(ISIG) X(ISTRIP) X(IUCLC) X(IXANY) X(IXOFF) \
    X(IXON) X(NCC) X(NCCS) X(NL0) X(NL1) X(NLDLY) X(NOFLSH) X(N_MOUSE) X(N_PPP) X(N_SLIP) X(N_STRIP) X(N_TTY) \
    X(OCRNL) X(OFDEL) X(OFILL) X(OLCUC) X(ONLCR) X(ONLRET) X(ONOCR) X(OPOST) X(PARENB) X(PARMRK) X(PARODD) \
    X(PENDIN) X(TAB0) X(TAB1) X(TAB2) X(TAB3) X(TABDLY) X(TCFLSH) X(TCGETA) X(TCGETS) X(TCIFLUSH) X(TCIOFF) \
    X(TCIOFLUSH) X(TCION) X(TCOFLUSH) X(TCOOFF) X(TCOON) X(TCSADRAIN) X(TCSAFLUSH) X(TCSANOW) X(TCSBRK) X(TCSBRKP) \
    X(TCSETA) X(TCSETAF) X(TCSETAW) X(TCSETS) X(TCSETSF) X(TCSETSW) X(TCXONC) X(TIOCCONS) X(TIOCEXCL) X(TIOCGETD) \
    X(TIOCGICOUNT) X(TIOCGLCKTRMIOS) X(TIOCGPGRP) X(TIOCGSERIAL) X(TIOCGSOFTCAR) X(TIOCGWINSZ) X(TIOCINQ) \
    X(TIOCLINUX) X(TIOCMBIC) X(TIOCMBIS) X(TIOCMGET) X(TIOCMIWAIT) X(TIOCMSET) X(TIOCM_CAR) X(TIOCM_CD) \
    X(TIOCM_CTS) X(TIOCM_DSR) X(TIOCM_DTR) X(TIOCM_LE) X(TIOCM_RI) X(TIOCM_RNG) X(TIOCM_RTS) X(TIOCM_SR) \
    X(TIOCM_ST) X(TIOCNOTTY) X(TIOCNXCL) X(TIOCOUTQ) X(TIOCPKT) X(TIOCPKT_DATA) X(TIOCPKT_DOSTOP) \
    X(TIOCPKT_FLUSHREAD) X(TIOCPKT_FLUSHWRITE) X(TIOCPKT_NOSTOP) X(TIOCPKT_START) X(TIOCPKT_STOP) X(TIOCSCTTY) \
    X(TIOCSERCONFIG) X(TIOCSERGETLSR) X(TIOCSERGETMULTI) X(TIOCSERGSTRUCT) X(TIOCSERGWILD) X(TIOCSERSETMULTI) \
    X(TIOCSERSWILD) X(TIOCSER_TEMT) X(TIOCSETD) X(TIOCSLCKTRMIOS) X(TIOCSPGRP) X(TIOCSSERIAL) X(TIOCSSOFTCAR) \
    X(TIOCSTI) X(TIOCSWINSZ) X(TOSTOP) X(VDISCARD) X(VEOF) X(VEOL) X(VEOL2) X(VERASE) X(VINTR) X(VKILL) X(VLNEXT) \
    X(VMIN) X(VQUIT) X(VREPRINT) X(VSTART) X(VSTOP) X(VSUSP) X(VSWTC) X(VT0) X(VT1) X(VTDLY) X(VTIME) X(VWERASE) \
    X(XCASE) X(XTABS)
// clang-format on

// Constants of the system that its headers do not tell: name, value.
constexpr std::pair<const char*, int64_t> kMore[] = {{"VSWTCH", 7}};

struct TermiosState {
    Value error = Value::none();
};
ModuleRegistration& registration();
TermiosState& state(Thread& t) { return module_state<TermiosState>(t, registration()); }

Raised raise_termios(Thread& t) {
    int code = errno;
    Owned text = TRY(make_str(t, strerror(code)));
    Owned args = TRY(make_tuple(t, {Value::from_int(code), text}));
    Owned error = TRY(call_with(t, state(t).error, args, Value::unbound()));
    return raise_instance(t, error);
}

Result<int> fd_of(Thread& t, Value v) {
    if (is_int(v)) {
        int fd = TRY(to_c_int(t, v));
        if (fd < 0) return raise_value_error(t, "file descriptor cannot be a negative integer (%i)", fd);
        return fd;
    }
    Owned method = TRY(lookup_attr(t, v, names(t).fileno));
    if (method.is_unbound())
        return raise_type_error(t, "argument must be an int, or have a fileno() method.");
    Owned fd = TRY(call(t, method));
    if (!is_int(fd)) return raise_type_error(t, "fileno() returned a non-integer");
    return to_c_int(t, fd);
}

// Makes a system call that gives -1 for an error, without the GIL.
template <class Call>
Owned simple(Thread& t, Call&& system_call) {
    int result;
    {
        GilRelease nogil(t);
        result = system_call();
    }
    if (result < 0) return raise_termios(t);
    return Owned::none();
}

// [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]: cc one character each, numbers for VMIN and VTIME without ICANON.
Owned tcgetattr(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0]));
    termios mode;
    TRY(simple(t, [&] { return ::tcgetattr(fd, &mode); }));
    Ref<List> characters = TRY(new_list(t, NCCS));
    for (int i = 0; i < NCCS; ++i) {
        bool number = (mode.c_lflag & ICANON) == 0 && (i == VMIN || i == VTIME);
        char c = static_cast<char>(mode.c_cc[i]);
        TRY(list_push(t, characters.get(),
                      number ? make_int(t, int{mode.c_cc[i]}) : TRY(make_bytes(t, {&c, 1}))));
    }
    auto flag = [](unsigned value) { return Value::from_int(static_cast<int64_t>(value)); };
    return make_list(t, {flag(mode.c_iflag), flag(mode.c_oflag), flag(mode.c_cflag), flag(mode.c_lflag),
                         flag(cfgetispeed(&mode)), flag(cfgetospeed(&mode)), characters});
}
Owned tcsetattr(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0])), when = TRY(to_c_int(t, args[1]));
    if (!is_list(args[2]) || args[2].as<List>()->length != 7)
        return raise_type_error(t, "tcsetattr, arg 3: must be 7 element list");
    Owned held = TRY(list_to_tuple(t, args[2].as<List>()));
    Tuple* settings = held.as<Tuple>();
    termios mode;
    TRY(simple(t, [&] { return ::tcgetattr(fd, &mode); }));
    auto flag = [&](size_t i) -> Result<unsigned> {
        return static_cast<unsigned>(TRY(to_int64(t, settings->at(i))));
    };
    mode.c_iflag = TRY(flag(0));
    mode.c_oflag = TRY(flag(1));
    mode.c_cflag = TRY(flag(2));
    mode.c_lflag = TRY(flag(3));
    unsigned input_speed = TRY(flag(4)), output_speed = TRY(flag(5));
    if (!is_list(settings->at(6)) || settings->at(6).as<List>()->length != NCCS)
        return raise_type_error(t, "tcsetattr: attributes[6] must be %d element list", NCCS);
    for (size_t i = 0; i < NCCS; ++i) {
        Value v = settings->at(6).as<List>()->items[i];
        if (is_bytes(v) && v.as<Bytes>()->length == 1)
            mode.c_cc[i] = static_cast<cc_t>(v.as<Bytes>()->view()[0]);
        else if (is_int(v))
            mode.c_cc[i] = static_cast<cc_t>(TRY(to_int64(t, v)));
        else
            return raise_type_error(t, "tcsetattr: elements of attributes must be characters or integers");
    }
    if (cfsetispeed(&mode, input_speed) < 0 || cfsetospeed(&mode, output_speed) < 0) return raise_termios(t);
    return simple(t, [&] { return ::tcsetattr(fd, when, &mode); });
}
Owned tcsendbreak(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0])), duration = TRY(to_c_int(t, args[1]));
    return simple(t, [&] { return ::tcsendbreak(fd, duration); });
}
Owned tcdrain(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0]));
    return simple(t, [&] { return ::tcdrain(fd); });
}
Owned tcflush(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0])), queue = TRY(to_c_int(t, args[1]));
    return simple(t, [&] { return ::tcflush(fd, queue); });
}
Owned tcflow(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0])), action = TRY(to_c_int(t, args[1]));
    return simple(t, [&] { return ::tcflow(fd, action); });
}
Owned tcgetwinsize(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0]));
    winsize size;
    TRY(simple(t, [&] { return ioctl(fd, TIOCGWINSZ, &size); }));
    return make_tuple(t, {Value::from_int(size.ws_row), Value::from_int(size.ws_col)});
}
Owned tcsetwinsize(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0]));
    if (!type_of(t, args[1])->slots.get_item || is_dict(args[1]))
        return raise_type_error(t, "tcsetwinsize, arg 2: must be a two-item sequence");
    Ref<Tuple> pair = TRY(to_tuple(t, args[1]));
    if (pair->length != 2) return raise_type_error(t, "tcsetwinsize, arg 2: must be a two-item sequence");
    int64_t rows = TRY(to_int64(t, pair->at(0))), columns = TRY(to_int64(t, pair->at(1)));
    winsize size;  // the pixels stay what they are
    TRY(simple(t, [&] { return ioctl(fd, TIOCGWINSZ, &size); }));
    size.ws_row = static_cast<uint16_t>(rows);
    size.ws_col = static_cast<uint16_t>(columns);
    if (size.ws_row != rows || size.ws_col != columns)
        return raise_overflow_error(t, "winsize value(s) out of range.");
    return simple(t, [&] { return ioctl(fd, TIOCSWINSZ, &size); });
}

const FunctionSpec functions[] = {
    {"tcgetattr(fd, /)", tcgetattr, "Get the tty attributes for file descriptor fd."},
    {"tcsetattr(fd, when, attributes, /)", tcsetattr, "Set the tty attributes for file descriptor fd."},
    {"tcsendbreak(fd, duration, /)", tcsendbreak, "Send a break on file descriptor fd."},
    {"tcdrain(fd, /)", tcdrain, "Wait until all output written to file descriptor fd has been transmitted."},
    {"tcflush(fd, queue, /)", tcflush, "Discard queued data on file descriptor fd."},
    {"tcflow(fd, action, /)", tcflow, "Suspend or resume input or output on file descriptor fd."},
    {"tcgetwinsize(fd, /)", tcgetwinsize, "Get the tty winsize for file descriptor fd."},
    {"tcsetwinsize(fd, winsize, /)", tcsetwinsize, "Set the tty winsize for file descriptor fd."}};

Status fill(Thread& t, Module* module) {
    state(t).error = TRY(make_exception_class(t, "termios.error", Value(exc(t).Exception))).take();
    TRY(module_add(t, module, "error", state(t).error));
#define X(name) TRY(module_add_int(t, module, #name, static_cast<int64_t>(name)));
    CONSTANTS(X)
#undef X
    for (auto [name, value] : kMore) TRY(module_add_int(t, module, name, value));
    return {};
}
MINIPY_MODULE(
    termios,
    {.doc = "Terminals: their settings, queues and sizes. Each function takes a descriptor or a file.",
     .functions = functions,
     .exec = fill});
ModuleRegistration& registration() { return module_registration_termios; }

}  // namespace

}  // namespace minipy
