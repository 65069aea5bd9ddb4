// The module `_warnings`: from warn() to the decision what becomes of a warning. Where it is shown is Python's part.
//
//     warn("text", DeprecationWarning, stacklevel=2)
//       -> which line is it about?     the frame that many levels up
//       -> was it said already?        that module's __warningregistry__
//       -> what do the filters say?    error, ignore, always, default, module, once
//       -> warnings._showwarnmsg(...)
#include "native/module.h"

namespace minipy {

namespace {

struct WarningsState {
    Value filters = Value::none(), once = Value::none(), default_action = Value::none();
    int64_t version = 0;  // a registry made under other filters is void
};
ModuleRegistration& registration();
WarningsState& state(Thread& t) { return module_state<WarningsState>(t, registration()); }

// warnings.NAME as the program may have replaced it; else what is kept here.
Owned current(Thread& t, const char* name, Value own) {
    Value module = dict_get_ascii(t, t.interp->sys_modules.as<Dict>(), "warnings");
    if (is_kind(module, Kind::Module)) {
        Value found = dict_get_ascii(t, module_dict(module), name);
        if (!found.is_unbound()) return Owned::share(found);
    }
    return Owned::share(own);
}

// ---- registries ----

Result<bool> already_warned(Thread& t, Value registry, Value key, bool should_set) {
    if (registry.is_none()) return false;
    Dict* dict = registry.as<Dict>();
    Value version_name = intern(t, "version");
    Value version = dict_get_str(t, dict, version_name);
    if (!version.is_int() || version.as_int() != state(t).version) {
        dict_clear(t, dict);
        TRY(dict_set(t, dict, version_name, Value::from_int(state(t).version)));
    } else {
        Value known = dict_get(t, dict, key);
        if (known.is_error()) return Raised{};
        if (!known.is_unbound() && TRY(truth(t, known))) return true;
    }
    if (should_set) TRY(dict_set(t, dict, key, Value::true_()));
    return false;
}

// ---- filters ----

// A part of a filter: None fits all, a str must be equal, anything else must match() as a pattern does.
Result<bool> fits(Thread& t, Value pattern, Value text) {
    if (pattern.is_none()) return true;
    if (is_exact(pattern, Kind::Str)) return str_equals(as_str(pattern), as_str(text));
    Owned match = TRY(call_method(t, pattern, intern(t, "match"), {text}));
    return truth(t, match);
}

Owned find_action(Thread& t, Value category, Value text, int64_t line, Value module, Owned& item) {
    Owned filters = TRY(current(t, "filters", state(t).filters));
    if (!is_list(filters)) return raise_value_error(t, "_warnings.filters must be a list");
    for (size_t i = 0; i < filters.as<List>()->length; ++i) {
        item = Owned::share(filters.as<List>()->items[i]);
        if (!is_tuple(item) || item.as<Tuple>()->length != 5)
            return raise_value_error(t, "_warnings.filters item %zu isn't a 5-tuple", i);
        Tuple* f = item.as<Tuple>();
        if (!is_str(f->at(0)))
            return raise_type_error(t, "action must be a string, not '%.200s'", type_name(t, f->at(0)));
        if (!TRY(fits(t, f->at(1), text)) || !TRY(is_subclass(t, category, f->at(2))) ||
            !TRY(fits(t, f->at(3), module)))
            continue;
        int64_t wanted = TRY(to_ssize(t, f->at(4)));
        if (wanted == 0 || wanted == line) return Owned::share(f->at(0));
    }
    item = Owned::none();
    Owned action = TRY(current(t, "defaultaction", state(t).default_action));
    if (!is_str(action))
        return raise_type_error(t, "_warnings.defaultaction must be a string, not '%.200s'",
                                type_name(t, action));
    return action;
}

// What is known of one warning.
struct Warning {
    Owned message, text, category, module, registry;
    Value filename, source;
    int64_t line;
};

Status show(Thread& t, const Warning& w) {
    Owned show_message = TRY(import_attr(t, "warnings", "_showwarnmsg"));
    Owned type = TRY(import_attr(t, "warnings", "WarningMessage"));
    Owned message = TRY(call(t, type,
                             {w.message, w.category, w.filename, Value::from_int(w.line), Value::none(),
                              Value::none(), w.source}));
    TRY(call(t, show_message, {message}));
    return {};
}

Owned warn_about(Thread& t, Warning& w) {
    if (!w.registry.is_none() && !is_dict(w.registry)) {
        return raise_type_error(t, "'registry' must be a dict or None, not '%.200s'",
                                type_name(t, w.registry));
    }
    Owned key = TRY(make_tuple(t, {w.text.get(), w.category.get(), Value::from_int(w.line)}));
    if (TRY(already_warned(t, w.registry, key, false))) return Owned::none();
    Owned item;
    Owned action = TRY(find_action(t, w.category, w.text, w.line, w.module, item));
    if (str_equals(action, "error")) {
        if (is_exception(w.message)) return raise_instance(t, w.message);
        return raise_with(t, w.category.as<Type>(), w.message);
    }
    if (str_equals(action, "ignore")) return Owned::none();
    bool already = false;
    if (!str_equals(action, "always")) {
        if (!w.registry.is_none()) TRY(dict_set(t, w.registry.as<Dict>(), key, Value::true_()));
        if (str_equals(action, "once")) {
            Owned registry =
                w.registry.is_none() ? TRY(current(t, "onceregistry", state(t).once)) : w.registry.dup();
            Owned short_key = TRY(make_tuple(t, {w.text.get(), w.category.get()}));
            Owned once = TRY(current(t, "onceregistry", state(t).once));
            already = TRY(already_warned(t, once, short_key, true));
        } else if (str_equals(action, "module")) {
            Owned zero_key = TRY(make_tuple(t, {w.text.get(), w.category.get(), Value::from_int(0)}));
            if (!w.registry.is_none()) already = TRY(already_warned(t, w.registry, zero_key, true));
        } else if (!str_equals(action, "default")) {
            return raise_runtime_error(t, "Unrecognized action (%s) in warnings.filters:\n %s",
                                       TRY(repr_utf8(t, action)).c_str(), TRY(repr_utf8(t, item)).c_str());
        }
    }
    if (already) return Owned::none();
    TRY(show(t, w));
    return Owned::none();
}

// A warning is an instance of a Warning class, or a text and a class.
Status read_message(Thread& t, Value message, Value category, Warning& w) {
    if (is_exception(message) && is_subtype(type_of(t, message), exc(t).Warning)) {
        w.category = Owned::share(Value(type_of(t, message)));
        w.text = TRY(str(t, message));
        w.message = Owned::share(message);
        return {};
    }
    if (category.is_none() || category.is_unbound()) category = Value(exc(t).UserWarning);
    if (!is_kind(category, Kind::Type) || !is_subtype(category.as<Type>(), exc(t).Warning))
        return raise_type_error(t, "category must be a Warning subclass, not '%s'", type_name(t, category));
    w.category = Owned::share(category);
    w.text = is_str(message) ? Owned::share(message) : TRY(str(t, message));
    w.message = TRY(call(t, category, {message}));
    return {};
}

bool is_import_frame(Frame* frame) {
    std::string file = to_utf8(frame->code->filename);
    return file.find("importlib") != std::string::npos && file.find("_bootstrap") != std::string::npos;
}
Frame* frame_at(Thread& t, int64_t level) {
    Frame* frame = t.frame;
    bool skip = level > 1 && !(frame && is_import_frame(frame));
    for (int64_t i = 1; frame && i < level; ++i) {
        do frame = frame->back;
        while (skip && frame && is_import_frame(frame));
    }
    return frame;
}

Owned warnings_warn(Thread& t, const Value* args) {
    Warning w;
    int64_t level = TRY(to_ssize(t, args[2]));
    TRY(read_message(t, args[0], args[1], w));
    Frame* frame = frame_at(t, level);
    Dict* globals;
    if (frame) {
        globals = frame->function->globals.as<Dict>();
        w.filename = frame->code->filename;
        w.line = frame->code->position_at(frame->pc).line;
    } else {
        globals = t.interp->sys_dict.as<Dict>();
        w.filename = intern(t, "sys");
        w.line = 1;
    }
    Value registry_name = intern(t, "__warningregistry__");
    Value registry = dict_get_str(t, globals, registry_name);
    if (registry.is_unbound()) {
        Ref<Dict> made = TRY(new_dict(t));
        TRY(dict_set(t, globals, registry_name, made));
        w.registry = std::move(made);
    } else {
        w.registry = Owned::share(registry);
    }
    Value module = dict_get_str(t, globals, names(t).__name__);
    w.module = is_str(module) ? Owned::share(module) : TRY(make_str(t, "<string>"));
    w.source = args[3];
    Owned held = Owned::share(w.filename);
    return warn_about(t, w);
}

Owned warnings_warn_explicit(Thread& t, const Value* args) {
    Warning w;
    TRY(read_message(t, args[0], args[1], w));
    if (!is_str(args[2]))
        return raise_type_error(t, "warn_explicit() argument 3 must be str, not %.50s",
                                type_name(t, args[2]));
    w.filename = args[2];
    w.line = TRY(to_c_int(t, args[3]));
    if (args[4].is_none()) {
        std::string name = to_utf8(args[2]);
        if (name.size() >= 3 && name.compare(name.size() - 3, 3, ".py") == 0) name.resize(name.size() - 3);
        w.module = TRY(make_str(t, name.empty() ? "<unknown>" : name));
    } else {
        w.module = Owned::share(args[4]);
    }
    w.registry = Owned::share(args[5]);
    w.source = args[7];
    return warn_about(t, w);
}

Owned warnings_filters_mutated(Thread& t, const Value*) {
    ++state(t).version;
    return Owned::none();
}

const FunctionSpec functions[] = {
    {"warn(message, category=None, stacklevel=1, source=None)", warnings_warn,
     "Issue a warning, or maybe ignore it or raise an exception."},
    {"warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, "
     "source=None)",
     warnings_warn_explicit, "Issue a warning, or maybe ignore it or raise an exception."},
    {"_filters_mutated()", warnings_filters_mutated},
};

Status add_filter(Thread& t, List* filters, const char* action, Type* category, const char* module) {
    Owned item = TRY(make_tuple(t, {intern(t, action), Value::none(), Value(category),
                                    module ? intern(t, module) : Value::none(), Value::from_int(0)}));
    return list_append(t, filters, item);
}

Status fill(Thread& t, Module* module) {
    WarningsState& s = state(t);
    Ref<List> filters = TRY(new_list(t));
    if (!t.interp->config.dev_mode) {
        ExceptionTypes& e = exc(t);
        TRY(add_filter(t, filters.get(), "default", e.DeprecationWarning, "__main__"));
        TRY(add_filter(t, filters.get(), "ignore", e.DeprecationWarning, nullptr));
        TRY(add_filter(t, filters.get(), "ignore", e.PendingDeprecationWarning, nullptr));
        TRY(add_filter(t, filters.get(), "ignore", e.ImportWarning, nullptr));
        TRY(add_filter(t, filters.get(), "ignore", e.ResourceWarning, nullptr));
    }
    s.filters = Value(filters.take());
    s.once = Value(TRY(new_dict(t)).take());
    s.default_action = intern(t, "default");
    TRY(module_add(t, module, "filters", s.filters));
    TRY(module_add(t, module, "_onceregistry", s.once));
    return module_add(t, module, "_defaultaction", s.default_action);
}
MINIPY_MODULE(_warnings, {.doc = "What becomes of a warning: the native half of warnings.",
                          .functions = functions,
                          .exec = fill});
ModuleRegistration& registration() { return module_registration__warnings; }

}  // namespace

}  // namespace minipy
