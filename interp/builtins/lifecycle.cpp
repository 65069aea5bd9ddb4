#include "builtins/lifecycle.h"

#include <link.h>
#include <sys/mman.h>
#include <sys/random.h>

#include <cstring>

#include "builtins/builtins.h"
#include "builtins/import.h"
#include "builtins/import_find.h"
#include "builtins/streams.h"
#include "objects/exception.h"
#include "objects/init.h"
#include "runtime/collector.h"
#include "runtime/signals.h"
#include "support/bigint.h"

namespace minipy {

namespace {

void seed_hash(Interpreter& interp) {
    if (!interp.config.hash_randomization) {
        interp.hash_key[0] = interp.hash_key[1] = 0;
        return;
    }
    if (interp.config.hash_seed_set) {
        // The key that CPython derives from PYTHONHASHSEED: a linear congruential generator's bytes.
        uint32_t x = static_cast<uint32_t>(interp.config.hash_seed);
        uint8_t bytes[16];
        for (uint8_t& byte : bytes) {
            x = x * 214013 + 2531011;
            byte = (x >> 16) & 0xff;
        }
        memcpy(interp.hash_key, bytes, sizeof bytes);
        return;
    }
    if (getrandom(interp.hash_key, sizeof interp.hash_key, 0) != sizeof interp.hash_key)
        interp.hash_key[0] = static_cast<uint64_t>(interp.start_ns) * 0x9e3779b97f4a7c15;
}

void attach_main(Interpreter& interp, Thread& t) {
    bind_native_thread(interp, t);
    t.is_main = true;
    interp.main_thread = interp.threads = &t;
    interp.gil.acquire(t.gil_thread);
}

Status add_module(Thread& t, const char* name) {
    Owned module = TRY(make_native_module(t, name));
    FoundModule found;
    found.kind = FoundModule::Native;
    found.native_name = name;
    Owned spec = TRY(make_module_spec(t, intern(t, name), found));
    TRY(dict_set(t, module_dict(module), names(t).__spec__, spec));
    return dict_set(t, t.interp->sys_modules.as<Dict>(), intern(t, name), module);
}

Status make_first_modules(Thread& t) {
    Interpreter& interp = *t.interp;
    interp.sys_modules = Value(TRY(new_dict(t)).take());
    interp.builtins = Value(TRY(new_dict(t)).take());  // so that functions can be made
    interp.sys_dict = Value(TRY(new_dict(t)).take());
    TRY(add_module(t, "builtins"));
    Value builtins = dict_get_ascii(t, interp.sys_modules.as<Dict>(), "builtins");
    interp.builtins = builtins.as<Module>()->dict;
    retain(interp.builtins);
    TRY(add_module(t, "sys"));
    retain(interp.sys_dict);
    return init_import(t);
}

Status start(Thread& t) {
    TRY(init_types(t));
    TRY(make_first_modules(t));
    return open_standard_streams(t);
}

// ---- the end ----

void ignore_error(Thread& t) {
    if (has_exception(t)) (void)take_exception(t);
}

// module.function() if the module was imported; an exception is printed.
void call_if_imported(Thread& t, const char* module, const char* function) {
    Value found = dict_get_ascii(t, t.interp->sys_modules.as<Dict>(), module);
    if (!is_kind(found, Kind::Module)) return;
    Owned held = Owned::share(found);
    Owned callee = get_attr(t, held, function);
    Owned done = callee.is_error() ? Owned() : call(t, callee);
    if (has_exception(t)) write_unraisable(t, held);
}

// Sets the names of a dying module to None: first those with one underscore, then the rest but __builtins__.
void clear_module(Thread& t, Dict* dict) {
    for (bool private_names : {true, false}) {
        Ref<List> keys = dict_keys_list(t, dict);
        if (!keys) return ignore_error(t);
        for (size_t i = 0; i < keys->length; ++i) {
            Value key = keys->items[i];
            if (!is_str(key)) continue;
            std::string text = to_utf8(key);
            bool is_private = text.size() > 1 && text[0] == '_' && text[1] != '_';
            if (is_private != private_names || text == "__builtins__") continue;
            Value v = dict_get_str(t, dict, key);
            if (!v.is_unbound() && !v.is_none()) (void)dict_set(t, dict, key, Value::none()).is_error();
        }
    }
}

// Lets the modules go: first those that nobody else holds, then what the collector finds, then what is still there.
void take_modules_apart(Thread& t) {
    Dict* modules = t.interp->sys_modules.as<Dict>();
    for (const char* name :
         {"last_type", "last_value", "last_traceback", "ps1", "ps2", "path_importer_cache"}) {
        if (!sys_value(t, name).is_unbound()) (void)set_sys_value(t, name, Value::none()).is_error();
    }
    Value builtins = dict_get_ascii(t, modules, "builtins"), sys = dict_get_ascii(t, modules, "sys");
    Owned keep_builtins = Owned::share(builtins), keep_sys = Owned::share(sys);
    std::vector<Owned> references;
    size_t at = 0;
    while (DictEntry* entry = dict_next(modules, &at)) {
        if (!is_kind(entry->value, Kind::Module) || entry->value == builtins || entry->value == sys) continue;
        Owned reference = call(t, Value(types(t).weakref), {entry->value});
        if (!reference.is_error()) references.push_back(std::move(reference));
    }
    dict_clear(t, modules);
    // These two stay to the end: finalizers may import, and what they raise is printed.
    for (auto& [name, kept] : {std::pair{"builtins", keep_builtins.get()}, std::pair{"sys", keep_sys.get()}}) {
        if (!kept.is_unbound()) (void)dict_set_ascii(t, modules, name, kept).is_error();
    }
    t.interp->collector->collect(t, Collector::kGenerations - 1);
    for (size_t i = references.size(); i-- > 0;) {
        Owned module = call(t, references[i]);
        if (is_kind(module, Kind::Module)) clear_module(t, module_dict(module));
    }
    ignore_error(t);
    t.interp->collector->collect(t, Collector::kGenerations - 1);
}

}  // namespace

bool start_interpreter(Interpreter& interp, Thread& t) {
    big_use_heap();
    interp.start_ns = interp.clock.monotonic_ns();
    interp.collector = new Collector;
    attach_main(interp, t);
    seed_hash(interp);
    if (!start(t).is_error()) {
        interp.collector->set_start_aside();
        return true;
    }
    if (has_exception(t)) {
        Owned exception = take_exception(t);
        Result<std::string> text = str_utf8(t, exception);
        fprintf(stderr, "minipy: cannot start: %s: %s\n", type_name(t, exception),
                text.is_error() ? "?" : text.value().c_str());
    }
    return false;
}

namespace {

int forget_segments(dl_phdr_info* info, size_t, void*) {
    if (strstr(info->dlpi_name, "vdso")) return 0;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& segment = info->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W)) continue;
        constexpr uintptr_t kPage = 4096;
        uintptr_t begin = (info->dlpi_addr + segment.p_vaddr) & ~(kPage - 1);
        uintptr_t end = info->dlpi_addr + segment.p_vaddr + segment.p_memsz;
        madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);  // the file has them still
    }
    return 0;
}

}  // namespace

void forget_start_pages() { dl_iterate_phdr(forget_segments, nullptr); }

int finish_interpreter(Thread& t, int status) {
    call_if_imported(t, "threading", "_shutdown");
    call_if_imported(t, "atexit", "_run_exitfuncs");
    bool flushed = flush_standard_streams(t);
    t.interp->finalizing = true;
    t.interp->gil.close(t.gil_thread);
    if (t.interp->signals) t.interp->signals->give_back();
    // Once while all modules are whole, for those whose __del__ needs them.
    if (t.interp->collector->enabled) t.interp->collector->collect(t, Collector::kGenerations - 1);
    t.interp->collector->enabled = false;
    take_modules_apart(t);
    if (flushed) flushed = flush_standard_streams(t);
    return flushed || status == kKilledByInterrupt ? status : 120;
}

namespace {

// The status of SystemExit(code); what is neither None nor a number is printed.
int exit_status(Thread& t, Value exception) {
    Owned code = Owned::share(exception.as<SystemExit>()->code);
    if (code.is_none()) return 0;
    if (is_int(code)) {
        int64_t n;
        return int_fits_int64(code, &n) ? static_cast<int>(n & 0xff) : 255;
    }
    (void)flush_standard_streams(t, false);
    Owned text = str(t, code);
    Owned err = Owned::share(sys_value(t, "stderr"));
    if (!text.is_error() && !err.is_unbound() && !err.is_none()) {
        Owned done = call_method(t, err, names(t).write, {text.get()});
        if (!done.is_error()) done = call_method(t, err, names(t).write, {t.interp->latin1_strs['\n']});
    }
    ignore_error(t);
    return 1;
}

// When even the printing of an exception fails.
void print_plainly(Thread& t, Value exception) {
    ignore_error(t);
    Result<std::string> text = str_utf8(t, exception);
    std::string name = type_full_name(t, type_of(t, exception));
    if (text.is_error()) ignore_error(t);
    fprintf(stderr, "%s: %s\n", name.c_str(),
            text.is_error() ? "<exception str() failed>" : text.value().c_str());
}

}  // namespace

Owned printing_function(Thread& t, const char* name) {
    Value known = dict_get_ascii(t, t.interp->sys_modules.as<Dict>(), "traceback");
    if (known.is_unbound() && !stands_in_front(t, "traceback")) return import_attr(t, "traceback", name);
    Value found = is_kind(known, Kind::Module) ? dict_get_ascii(t, module_dict(known), name) : Value::unbound();
    if (!found.is_unbound()) return Owned::share(found);
    // A program's own traceback.py: the library's is loaded beside it.
    Owned code = TRY(embedded_code(t, "traceback")), module = TRY(new_module(t, "traceback"));
    Dict* dict = module_dict(module);
    TRY(dict_set(t, dict, names(t).__builtins__, t.interp->builtins));
    TRY(run_code(t, code.as<Code>(), Value(dict), Value(dict)));
    return get_attr(t, module, name);
}

void print_exception(Thread& t, Value exception) {
    Owned held = Owned::share(exception);
    Owned show = printing_function(t, "_print_uncaught");
    Owned done = show.is_error() ? Owned(Raised{}) : call(t, show, {exception});
    if (done.is_error()) print_plainly(t, exception);
}

int report_exception(Thread& t, bool exits) {
    Owned exception = take_exception(t);
    if (exits && is_subtype(type_of(t, exception), exc(t).SystemExit)) return exit_status(t, exception);
    (void)flush_standard_streams(t, false);
    bool interrupt = is_subtype(type_of(t, exception), exc(t).KeyboardInterrupt);
    Owned traceback = Owned::share(exception.as<Exception>()->traceback);
    Value type = Value(type_of(t, exception));
    if (set_sys_value(t, "last_type", type).is_error() ||
        set_sys_value(t, "last_value", exception).is_error() ||
        set_sys_value(t, "last_traceback", traceback).is_error()) {
        ignore_error(t);
    }
    Owned hook = Owned::share(sys_value(t, "excepthook"));
    if (hook.is_unbound()) {
        fprintf(stderr, "sys.excepthook is missing\n");
        print_exception(t, exception);
    } else {
        Owned done = call(t, hook, {type, exception.get(), traceback.get()});
        if (done.is_error()) {
            Owned second = take_exception(t);
            if (is_subtype(type_of(t, second), exc(t).SystemExit)) return exit_status(t, second);
            fprintf(stderr, "Error in sys.excepthook:\n");
            print_exception(t, second);
            fprintf(stderr, "\nOriginal exception was:\n");
            print_exception(t, exception);
        }
    }
    (void)flush_standard_streams(t, false);
    return interrupt ? kKilledByInterrupt : 1;
}

}  // namespace minipy
