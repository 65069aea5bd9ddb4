// The module `_csv`: dialects.
#include "csv.h"

namespace minipy::csv {

namespace {

ModuleRegistration& registration();

Dialect* dialect_of(Value v) { return v.as<Dialect>(); }

void dialect_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    release(static_cast<Dialect*>(o)->line_end);
    free_object(t, o);
}

Status set_bool(Thread& t, Value& target, Value v) {
    if (!v.is_unbound()) target = Value::from_bool(TRY(truth(t, v)));
    return {};
}
Status set_char(Thread& t, uint32_t& target, Value v, const char* name, bool optional) {
    if (v.is_unbound()) return {};
    target = kNoChar;
    if (optional && v.is_none()) return {};
    if (!is_str(v)) {
        return raise_type_error(t, "\"%s\" must be string%s, not %.200s", name, optional ? " or None" : "",
                                type_name(t, v));
    }
    if (as_str(v)->length != 1) return raise_type_error(t, "\"%s\" must be a 1-character string", name);
    target = as_str(v)->at(0);
    return {};
}

constexpr const char* kSettings[] = {"delimiter", "doublequote", "escapechar",       "lineterminator",
                                     "quotechar", "quoting",     "skipinitialspace", "strict"};

Owned fill_dialect(Thread& t, Type* type, Value* settings) {
    Dialect* d = make_instance<Dialect>(t, type);
    if (!d) return raise_memory_error(t);
    Owned held = Owned::adopt(d);
    TRY(set_char(t, d->delimiter, settings[0], kSettings[0], false));
    TRY(set_bool(t, d->double_quote, settings[1]));
    TRY(set_char(t, d->escape, settings[2], kSettings[2], true));
    if (settings[3].is_unbound()) {
        d->line_end = TRY(make_str(t, "\r\n")).take();
    } else if (is_str(settings[3])) {
        retain(settings[3]);
        d->line_end = settings[3];
    } else if (!settings[3].is_none()) {
        return raise_type_error(t, "\"lineterminator\" must be a string");
    }
    TRY(set_char(t, d->quote, settings[4], kSettings[4], true));
    if (!settings[5].is_unbound()) {
        if (!is_exact_int(settings[5])) return raise_type_error(t, "\"quoting\" must be an integer");
        d->quoting = TRY(to_c_int(t, settings[5]));
    }
    TRY(set_bool(t, d->skip_space, settings[6]));
    TRY(set_bool(t, d->strict, settings[7]));
    if (d->quoting < kMinimal || d->quoting > kNone) return raise_type_error(t, "bad \"quoting\" value");
    if (settings[4].is_none() && settings[5].is_unbound()) d->quoting = kNone;
    if (d->quoting != kNone && d->quote == kNoChar)
        return raise_type_error(t, "quotechar must be set if quoting enabled");
    if (d->line_end.is_none()) return raise_type_error(t, "lineterminator must be set");
    return held;
}

Owned lookup_dialect(Thread& t, Value name) {
    Value found = dict_get(t, state(t).registry.as<Dict>(), name);
    if (found.is_error()) return Raised{};
    if (found.is_unbound()) return raise_csv(t, "unknown dialect");
    return Owned::share(found);
}

Owned dialect_new(Thread& t, Type* type, const CallArgs& args) {
    size_t named = args.kwnames ? args.kwnames->length : 0;
    if (args.count + named > 9) {
        return raise_type_error(t, "function takes at most 9 %sarguments (%zu given)",
                                args.count ? "" : "keyword ", args.count + named);
    }
    Value values[9];
    for (size_t i = 0; i < 9; ++i) values[i] = i < args.count ? args.args[i] : Value::unbound();
    for (size_t k = 0; k < named; ++k) {
        std::string name = to_utf8(args.kwnames->at(k));
        size_t place = name == "dialect" ? 0 : 9;
        for (size_t i = 0; i < 8; ++i) {
            if (name == kSettings[i]) place = i + 1;
        }
        if (place == 9)
            return raise_type_error(t, "'%s' is an invalid keyword argument for this function", name.c_str());
        if (!values[place].is_unbound()) {
            return raise_type_error(t, "argument for function given by name ('%s') and position (%zu)",
                                    name.c_str(), place + 1);
        }
        values[place] = args.args[args.count + k];
    }
    Owned base = Owned::unbound();
    if (!values[0].is_unbound() && !values[0].is_none())
        base = is_str(values[0]) ? TRY(lookup_dialect(t, values[0])) : Owned::share(values[0]);
    bool plain = type == state(t).dialect && !base.is_unbound() && type_of(t, base) == type;
    for (size_t i = 1; i < 9; ++i) plain = plain && values[i].is_unbound();
    if (plain) return base;
    Owned held[8];
    for (size_t i = 0; i < 8 && !base.is_unbound(); ++i) {
        if (!values[i + 1].is_unbound()) continue;
        held[i] = get_attr(t, base, kSettings[i]);
        if (held[i].is_error()) {
            if (!catch_exception(t, exc(t).AttributeError)) return Raised{};
            held[i] = Owned::unbound();
        }
        values[i + 1] = held[i];
    }
    return fill_dialect(t, type, values + 1);
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }

Owned char_or_none(Thread& t, uint32_t c) { return c == kNoChar ? Owned::none() : make_char(t, c); }
Owned get_delimiter(Thread& t, Value self) { return char_or_none(t, dialect_of(self)->delimiter); }
Owned get_escape(Thread& t, Value self) { return char_or_none(t, dialect_of(self)->escape); }
Owned get_quote(Thread& t, Value self) { return char_or_none(t, dialect_of(self)->quote); }
Owned get_line_end(Thread&, Value self) { return Owned::share(dialect_of(self)->line_end); }
Owned get_quoting(Thread& t, Value self) { return make_int(t, dialect_of(self)->quoting); }
Owned dialect_reduce(Thread& t, const Value* args) {
    return raise_type_error(t, "cannot pickle '%.100s' instances",
                            to_utf8(type_of(t, args[0])->name).c_str());
}

const GetSetSpec dialect_getset[] = {{"delimiter", get_delimiter},
                                     {"escapechar", get_escape},
                                     {"lineterminator", get_line_end},
                                     {"quotechar", get_quote},
                                     {"quoting", get_quoting}};
const MemberSpec dialect_members[] = {{"doublequote", offsetof(Dialect, double_quote)},
                                      {"skipinitialspace", offsetof(Dialect, skip_space)},
                                      {"strict", offsetof(Dialect, strict)}};
const FunctionSpec dialect_methods[] = {{"__reduce__(self, /)", dialect_reduce},
                                        {"__reduce_ex__(self, protocol, /)", dialect_reduce}};

// ---- the module's functions ----

Owned register_dialect(Thread& t, const Value* args) {
    size_t given = args[0].as<Tuple>()->length;
    if (given < 1) return raise_type_error(t, " expected at least 1 argument, got 0");
    if (given > 2) return raise_type_error(t, " expected at most 2 arguments, got %zu", given);
    Value name = args[0].as<Tuple>()->at(0);
    if (!is_str(name)) return raise_type_error(t, "dialect name must be a string");
    Owned dialect = TRY(dialect_from(t, given > 1 ? args[0].as<Tuple>()->at(1) : Value::unbound(), args[1]));
    TRY(dict_set(t, state(t).registry.as<Dict>(), name, dialect));
    return Owned::none();
}
Owned unregister_dialect(Thread& t, const Value* args) {
    if (!TRY(dict_remove(t, state(t).registry.as<Dict>(), args[0]))) return raise_csv(t, "unknown dialect");
    return Owned::none();
}
Owned get_dialect(Thread& t, const Value* args) { return lookup_dialect(t, args[0]); }
Owned list_dialects(Thread& t, const Value*) { return dict_keys_list(t, state(t).registry.as<Dict>()); }
Owned field_size_limit(Thread& t, const Value* args) {
    int64_t before = state(t).field_limit;
    if (!args[0].is_unbound()) {
        if (!is_exact_int(args[0])) return raise_type_error(t, "limit must be an integer");
        state(t).field_limit = TRY(to_int64(t, args[0]));
    }
    return make_int(t, before);
}

const FunctionSpec functions[] = {
    {"register_dialect(*args, **kwargs)", register_dialect,
     "Create a mapping from a string name to a dialect class.\n"
     "    dialect = csv.register_dialect(name[, dialect[, **fmtparams]])"},
    {"unregister_dialect(name)", unregister_dialect,
     "Delete the name/dialect mapping associated with a string name.\n\n    csv.unregister_dialect(name)"},
    {"get_dialect(name)", get_dialect, "Return the dialect instance associated with name."},
    {"list_dialects()", list_dialects, "Return a list of all known dialect names."},
    {"field_size_limit(limit=..., /)", field_size_limit,
     "Sets an upper limit on parsed fields.\n    csv.field_size_limit([limit])"},
};

Status fill(Thread& t, Module* module) {
    CsvState& s = state(t);
    s.registry = Value(TRY(new_dict(t)).take());
    s.error = TRY(make_exception_class(t, "_csv.Error", Value(exc(t).Exception))).take();
    TRY(module_add(t, module, "Error", s.error));
    TRY(module_add(t, module, "_dialects", s.registry));
    TRY(define_dialect(t, module));
    TRY(define_reader(t, module));
    TRY(define_writer(t, module));
    TRY(module_add_int(t, module, "QUOTE_MINIMAL", kMinimal));
    TRY(module_add_int(t, module, "QUOTE_ALL", kAll));
    TRY(module_add_int(t, module, "QUOTE_NONNUMERIC", kNonNumeric));
    TRY(module_add_int(t, module, "QUOTE_NONE", kNone));
    return module_add_str(t, module, "__version__", "1.0");
}
MINIPY_MODULE(_csv, {.doc = "CSV parsing and writing.", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration__csv; }

}  // namespace

CsvState& state(Thread& t) { return module_state<CsvState>(t, registration()); }
Raised raise_csv(Thread& t, const std::string& text) {
    return raise_with(t, state(t).error.as<Type>(), TRY(make_str(t, text)));
}
std::string char_text(uint32_t point) {
    char buffer[5] = {};
    if (point < 0x80) {
        buffer[0] = static_cast<char>(point);
    } else if (point < 0x800) {
        buffer[0] = static_cast<char>(0xc0 | point >> 6);
        buffer[1] = static_cast<char>(0x80 | (point & 63));
    } else if (point < 0x10000) {
        buffer[0] = static_cast<char>(0xe0 | point >> 12);
        buffer[1] = static_cast<char>(0x80 | (point >> 6 & 63));
        buffer[2] = static_cast<char>(0x80 | (point & 63));
    } else {
        buffer[0] = static_cast<char>(0xf0 | point >> 18);
        buffer[1] = static_cast<char>(0x80 | (point >> 12 & 63));
        buffer[2] = static_cast<char>(0x80 | (point >> 6 & 63));
        buffer[3] = static_cast<char>(0x80 | (point & 63));
    }
    return buffer;
}

Owned dialect_from(Thread& t, Value dialect, Value settings) {
    Owned args = TRY(dialect.is_unbound() ? make_tuple(t, {}) : make_tuple(t, {dialect}));
    return call_with(t, Value(state(t).dialect), args, settings);
}

Status define_dialect(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_csv.Dialect";
    spec.size = sizeof(Dialect);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = dialect_new;
    spec.slots.init = no_init;
    spec.slots.dealloc = dialect_dealloc;
    spec.slots.traverse = traverse_instance_tail;
    spec.methods = dialect_methods;
    spec.getset = dialect_getset;
    spec.members = dialect_members;
    spec.doc =
        "CSV dialect\n\nThe Dialect type records CSV dialect options (delimiter, quotechar and their kin).";
    state(t).dialect = define_type(t, spec);
    return module_add(t, module, "Dialect", Value(state(t).dialect));
}

}  // namespace minipy::csv
