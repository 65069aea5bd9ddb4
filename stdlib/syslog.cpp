// The module `syslog`: messages to the system's log.
#include <syslog.h>

#include "native/module.h"

namespace minipy {

namespace {

struct LogState {
    bool open = false;
    std::string ident;  // the system keeps a pointer to it
};
ModuleRegistration& registration();
LogState& state(Thread& t) { return module_state<LogState>(t, registration()); }

// What stands in the log without openlog: the last part of sys.argv[0].
std::string default_ident(Thread& t) {
    Value argv = dict_get_ascii(t, t.interp->sys_dict.as<Dict>(), "argv");
    if (!is_list(argv) || !argv.as<List>()->length || !is_str(argv.as<List>()->items[0])) return "";
    std::string text = to_utf8(argv.as<List>()->items[0]);
    size_t slash = text.rfind('/');
    return slash == std::string::npos ? text : text.substr(slash + 1);
}

Status open_log(Thread& t, Value ident, Value option, Value facility) {
    std::string name = ident.is_unbound() || ident.is_none() ? default_ident(t) : to_utf8(ident);
    int flags = option.is_unbound() ? 0 : static_cast<int>(TRY(to_int64(t, option)));
    int where = facility.is_unbound() ? LOG_USER : static_cast<int>(TRY(to_int64(t, facility)));
    LogState& s = state(t);
    s.ident = std::move(name);
    ::openlog(s.ident.empty() ? nullptr : s.ident.c_str(), flags, where);
    s.open = true;
    return {};
}

Owned log_open(Thread& t, const Value* args) {
    if (!args[0].is_unbound() && !args[0].is_none() && !is_str(args[0]))
        return raise_type_error(t, "argument 1 must be str, not %.50s", type_name(t, args[0]));
    TRY(open_log(t, args[0], args[1], args[2]));
    return Owned::none();
}
Owned log_write(Thread& t, const Value* args) {
    bool alone = args[1].is_unbound();
    int priority = alone ? LOG_INFO : TRY(to_c_int(t, args[0]));
    Value message = alone ? args[0] : args[1];
    if (!is_str(message)) return raise_type_error(t, "[priority,] message string");
    std::string text = to_utf8(message);
    if (!state(t).open) TRY(open_log(t, Value::unbound(), Value::unbound(), Value::unbound()));
    GilRelease nogil(t);
    ::syslog(priority, "%s", text.c_str());
    return Owned::none();
}
Owned log_close(Thread& t, const Value*) {
    if (state(t).open) ::closelog();
    state(t).open = false;
    state(t).ident.clear();
    return Owned::none();
}
Owned set_mask(Thread& t, const Value* args) {
    return make_int(t, ::setlogmask(static_cast<int>(TRY(to_int64(t, args[0])))));
}
Owned mask(Thread& t, const Value* args) { return make_int(t, LOG_MASK(TRY(to_int64(t, args[0])) & 31)); }
Owned up_to(Thread& t, const Value* args) { return make_int(t, LOG_UPTO(TRY(to_int64(t, args[0])) & 15)); }

const FunctionSpec functions[] = {{"openlog(ident=..., logoption=..., facility=...)", log_open},
                                  {"closelog()", log_close},
                                  {"syslog(priority, message=..., /)", log_write},
                                  {"setlogmask(maskpri, /)", set_mask},
                                  {"LOG_MASK(pri, /)", mask},
                                  {"LOG_UPTO(pri, /)", up_to}};

Status fill(Thread& t, Module* module) {
#define X(name) TRY(module_add_int(t, module, #name, name));
    X(LOG_ALERT)
    X(LOG_AUTH) X(LOG_AUTHPRIV) X(LOG_CONS) X(LOG_CRIT) X(LOG_CRON) X(LOG_DAEMON) X(LOG_DEBUG) X(LOG_EMERG)
        X(LOG_ERR) X(LOG_INFO) X(LOG_KERN) X(LOG_LOCAL0) X(LOG_LOCAL1) X(LOG_LOCAL2) X(LOG_LOCAL3)
            X(LOG_LOCAL4) X(LOG_LOCAL5) X(LOG_LOCAL6) X(LOG_LOCAL7) X(LOG_LPR) X(LOG_MAIL) X(LOG_NDELAY)
                X(LOG_NEWS) X(LOG_NOTICE) X(LOG_NOWAIT) X(LOG_ODELAY) X(LOG_PERROR) X(LOG_PID) X(LOG_SYSLOG)
                    X(LOG_USER) X(LOG_UUCP) X(LOG_WARNING)
#undef X
                        return {};
}
MINIPY_MODULE(syslog, {.functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration_syslog; }

}  // namespace

}  // namespace minipy
