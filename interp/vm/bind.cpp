// Binding a call's arguments to the parameters of a Python function.
#include "objects/dict.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/call.h"

namespace minipy {

namespace {

std::string function_text(Function* function) { return to_utf8(function->qualname); }

// "'a', 'b', and 'c'"
std::string join_names(const std::vector<std::string>& names) {
    std::string out;
    for (size_t i = 0; i < names.size(); ++i) {
        if (i) out += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
        out += "'" + names[i] + "'";
    }
    return out;
}

Raised raise_missing(Thread& t, Function* function, const char* kind, const std::vector<std::string>& names) {
    return raise_type_error(t, "%s() missing %zu required %s argument%s: %s", function_text(function).c_str(),
                            names.size(), kind, names.size() == 1 ? "" : "s", join_names(names).c_str());
}

Raised raise_too_many(Thread& t, Function* function, size_t given, Value* registers) {
    Code* code = function->code;
    size_t defaults = function->defaults.is_none() ? 0 : function->defaults.as<Tuple>()->length;
    size_t keyword_only_given = 0;
    for (unsigned i = code->arg_count; i < unsigned{code->arg_count} + code->kwonly_count; ++i) {
        keyword_only_given += !registers[i].is_unbound();
    }
    std::string takes;
    bool plural;
    if (defaults) {
        takes =
            "from " + std::to_string(code->arg_count - defaults) + " to " + std::to_string(code->arg_count);
        plural = true;
    } else {
        takes = std::to_string(code->arg_count);
        plural = code->arg_count != 1;
    }
    std::string extra;
    if (keyword_only_given) {
        extra = std::string(" positional argument") + (given != 1 ? "s" : "") + " (and " +
                std::to_string(keyword_only_given) + " keyword-only argument" +
                (keyword_only_given != 1 ? "s" : "") + ")";
    }
    return raise_type_error(t, "%s() takes %s positional argument%s but %zu%s %s given",
                            function_text(function).c_str(), takes.c_str(), plural ? "s" : "", given,
                            extra.c_str(), given == 1 && !keyword_only_given ? "was" : "were");
}

// Index of a keyword among the parameters that may be passed by name, or -1.
int find_parameter(Thread&, Code* code, Value name) {
    unsigned end = unsigned{code->arg_count} + code->kwonly_count;
    for (unsigned i = code->posonly_count; i < end; ++i) {
        if (code->local_names[i] == name) return static_cast<int>(i);
    }
    for (unsigned i = code->posonly_count; i < end; ++i) {
        if (str_equals(as_str(code->local_names[i]), as_str(name))) return static_cast<int>(i);
    }
    return -1;
}

// One keyword argument: to its parameter, or into `rest`; false when there is neither.
Result<bool> bind_keyword(Thread& t, Function* function, Value name, Value value, Value* registers, Dict* rest) {
    if (!is_str(name))
        return raise_type_error(t, "%s() keywords must be strings", function_text(function).c_str());
    int i = find_parameter(t, function->code, name);
    if (i >= 0) {
        if (!registers[i].is_unbound()) {
            return raise_type_error(t, "%s() got multiple values for argument '%s'",
                                    function_text(function).c_str(), to_utf8(name).c_str());
        }
        retain(value);
        registers[i] = value;
        return true;
    }
    if (rest) TRY(dict_set(t, rest, name, value));
    return rest != nullptr;
}

// `given`: the names of all keyword arguments of the call.
Raised raise_unexpected(Thread& t, Function* function, Value name, const std::vector<Value>& given) {
    Code* code = function->code;
    std::string positional_only;
    for (Value g : given) {
        for (unsigned p = 0; p < code->posonly_count; ++p) {
            if (!is_str(g) || !str_equals(as_str(code->local_names[p]), as_str(g))) continue;
            positional_only += (positional_only.empty() ? "" : ", ") + to_utf8(g);
        }
    }
    if (!positional_only.empty()) {
        return raise_type_error(t,
                                "%s() got some positional-only arguments passed as keyword arguments: '%s'",
                                function_text(function).c_str(), positional_only.c_str());
    }
    return raise_type_error(t, "%s() got an unexpected keyword argument '%s'",
                            function_text(function).c_str(), to_utf8(name).c_str());
}

// The default of keyword-only parameter number k, borrowed, or Unbound. The dict nearly always has them in the order of the `def`.
Value keyword_default(Thread& t, Function* function, size_t k) {
    if (function->kwdefaults.is_none()) return Value::unbound();
    Dict* defaults = function->kwdefaults.as<Dict>();
    Value name = function->code->local_names[function->code->arg_count + k];
    if (k < defaults->entry_count && defaults->entries[k].key == name) return defaults->entries[k].value;
    return dict_get_str(t, defaults, name);
}

Status fill_defaults(Thread& t, Function* function, Value* registers) {
    Code* code = function->code;
    Tuple* defaults = function->defaults.is_none() ? nullptr : function->defaults.as<Tuple>();
    size_t count = defaults ? defaults->length : 0;
    size_t first = code->arg_count > count ? code->arg_count - count : 0;
    std::vector<std::string> missing;
    for (size_t i = 0; i < code->arg_count; ++i) {
        if (!registers[i].is_unbound()) continue;
        if (i < first) {
            missing.push_back(to_utf8(code->local_names[i]));
            continue;
        }
        registers[i] = defaults->at(i - (code->arg_count - count));
        retain(registers[i]);
    }
    if (!missing.empty()) return raise_missing(t, function, "positional", missing);
    for (size_t i = code->arg_count; i < size_t{code->arg_count} + code->kwonly_count; ++i) {
        if (!registers[i].is_unbound()) continue;
        Value value = keyword_default(t, function, i - code->arg_count);
        if (value.is_unbound()) {
            missing.push_back(to_utf8(code->local_names[i]));
            continue;
        }
        registers[i] = value;
        retain(value);
    }
    if (!missing.empty()) return raise_missing(t, function, "keyword-only", missing);
    return {};
}

// The parameters that positional arguments fill, *args and **kwargs (given in `rest`, else null): empty, or a copy of `all_keywords`.
Status bind_positional(Thread& t, Function* function, const Value* args, size_t count, Value* registers, Dict** rest,
                       Dict* all_keywords = nullptr) {
    Code* code = function->code;
    size_t positional = count < code->arg_count ? count : code->arg_count;
    for (size_t i = 0; i < positional; ++i) {
        retain(args[i]);
        registers[i] = args[i];
    }
    size_t next = size_t{code->arg_count} + code->kwonly_count;
    if (code->flags & kCodeVarargs) {
        registers[next++] = TRY(make_tuple(t, args + positional, count - positional)).take();
    }
    *rest = nullptr;
    if (code->flags & kCodeVarkeywords) {
        *rest = (all_keywords ? TRY(dict_copy(t, all_keywords)) : TRY(new_dict(t))).take();
        registers[next] = Value(*rest);
    }
    return {};
}

// The last step: whether there were too many, and the defaults of what was not given.
Status finish_binding(Thread& t, Function* function, size_t count, Value* registers) {
    Code* code = function->code;
    if (count > code->arg_count && !(code->flags & kCodeVarargs)) return raise_too_many(t, function, count, registers);
    if (count < code->arg_count || code->kwonly_count) return fill_defaults(t, function, registers);
    return {};
}

// Where the keyword arguments go, into `places`; false when that takes more than a look at the names' addresses, or there is an error
// to be told.
bool find_places(Code* code, unsigned positional, Tuple* names, uint16_t* places) {
    unsigned end = unsigned{code->arg_count} + code->kwonly_count;
    unsigned first = positional > code->posonly_count ? positional : code->posonly_count;
    for (size_t k = 0; k < names->length; ++k) {
        unsigned i = first;
        while (i < end && code->local_names[i] != names->at(k)) ++i;
        if (i == end) return false;
        places[k] = static_cast<uint16_t>(i);
    }
    return true;
}

}  // namespace

Status bind_arguments(Thread& t, Function* function, const CallArgs& args, Value* registers) {
    Dict* rest;
    TRY(bind_positional(t, function, args.args, args.count, registers, &rest));
    if (Tuple* names = args.kwnames) {
        for (size_t k = 0; k < names->length; ++k) {
            if (!TRY(bind_keyword(t, function, names->at(k), args.args[args.count + k], registers, rest)))
                return raise_unexpected(t, function, names->at(k), {names->begin(), names->end()});
        }
    }
    return finish_binding(t, function, args.count, registers);
}

Result<bool> bind_moved(Thread& t, Function* function, Value* window, unsigned positional, Tuple* names, Value* registers) {
    Code* code = function->code;
    uint16_t places[8];
    if (code->flags & (kCodeVarargs | kCodeVarkeywords) || names->length > 8 || positional > code->arg_count) return false;
    if (!find_places(code, positional, names, places)) return false;
    for (unsigned i = 0; i < positional; ++i) registers[i] = window[i];
    for (size_t k = 0; k < names->length; ++k) registers[places[k]] = window[positional + k];
    TRY(fill_defaults(t, function, registers));
    return true;
}

Status bind_unpacked(Thread& t, Function* function, const Value* args, size_t count, Dict* keywords, Value* registers) {
    Dict* rest;
    Code* code = function->code;
    bool no_names = code->arg_count == code->posonly_count && !code->kwonly_count && code->flags & kCodeVarkeywords;
    TRY(bind_positional(t, function, args, count, registers, &rest, no_names ? keywords : nullptr));
    if (no_names) return finish_binding(t, function, count, registers);
    size_t at = 0;
    while (DictEntry* entry = keywords ? dict_next(keywords, &at) : nullptr) {
        if (TRY(bind_keyword(t, function, entry->key, entry->value, registers, rest))) continue;
        std::vector<Value> given;
        for (size_t k = 0; DictEntry* e = dict_next(keywords, &k);) given.push_back(e->key);
        return raise_unexpected(t, function, entry->key, given);
    }
    return finish_binding(t, function, count, registers);
}

}  // namespace minipy
