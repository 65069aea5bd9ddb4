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

Status bind_keyword(Thread& t, Function* function, Value name, Value value, Value* registers, Dict* rest,
                    Tuple* kwnames) {
    Code* code = function->code;
    if (!is_str(name))
        return raise_type_error(t, "%s() keywords must be strings", function_text(function).c_str());
    int i = find_parameter(t, code, name);
    if (i >= 0) {
        if (!registers[i].is_unbound()) {
            return raise_type_error(t, "%s() got multiple values for argument '%s'",
                                    function_text(function).c_str(), to_utf8(name).c_str());
        }
        retain(value);
        registers[i] = value;
        return {};
    }
    if (rest) return dict_set(t, rest, name, value);
    std::vector<std::string> positional_only;
    for (size_t k = 0; k < kwnames->length; ++k) {
        for (unsigned p = 0; p < code->posonly_count; ++p) {
            if (is_str(kwnames->at(k)) && str_equals(as_str(code->local_names[p]), as_str(kwnames->at(k)))) {
                positional_only.push_back(to_utf8(kwnames->at(k)));
            }
        }
    }
    if (!positional_only.empty()) {
        std::string list;
        for (auto& n : positional_only) list += (list.empty() ? "" : ", ") + n;
        return raise_type_error(t,
                                "%s() got some positional-only arguments passed as keyword arguments: '%s'",
                                function_text(function).c_str(), list.c_str());
    }
    return raise_type_error(t, "%s() got an unexpected keyword argument '%s'",
                            function_text(function).c_str(), to_utf8(name).c_str());
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
        Value value = Value::unbound();
        if (!function->kwdefaults.is_none())
            value = dict_get_str(t, function->kwdefaults.as<Dict>(), code->local_names[i]);
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

}  // namespace

Status bind_arguments(Thread& t, Function* function, const CallArgs& args, Value* registers) {
    Code* code = function->code;
    size_t positional = args.count < code->arg_count ? args.count : code->arg_count;
    for (size_t i = 0; i < positional; ++i) {
        retain(args.args[i]);
        registers[i] = args.args[i];
    }
    size_t next = size_t{code->arg_count} + code->kwonly_count;
    if (code->flags & kCodeVarargs) {
        registers[next++] = TRY(make_tuple(t, args.args + positional, args.count - positional)).take();
    }
    Dict* rest = nullptr;
    if (code->flags & kCodeVarkeywords) {
        Ref<Dict> d = TRY(new_dict(t));
        rest = d.take();
        registers[next] = Value(rest);
    }
    if (args.kwnames) {
        for (size_t k = 0; k < args.kwnames->length; ++k) {
            TRY(bind_keyword(t, function, args.kwnames->at(k), args.args[args.count + k], registers, rest,
                             args.kwnames));
        }
    }
    if (args.count > code->arg_count && !(code->flags & kCodeVarargs))
        return raise_too_many(t, function, args.count, registers);
    if (args.count < code->arg_count || code->kwonly_count) TRY(fill_defaults(t, function, registers));
    return {};
}

}  // namespace minipy
