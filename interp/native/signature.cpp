#include "native/signature.h"

#include <cstring>
#include <unordered_map>

#include "native/module.h"
#include "objects/type.h"

namespace minipy {

namespace {

std::string_view trim(std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    return s;
}

// Calls body with each part between commas that stand outside of quotes and brackets.
template <class Body>
void for_each_parameter(std::string_view s, Body&& body) {
    size_t begin = 0;
    int depth = 0;
    char quote = 0;
    for (size_t i = 0; i < s.size(); ++i) {
        char c = s[i];
        if (quote) {
            if (c == '\\')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
            ++depth;
        } else if (c == ')' || c == ']' || c == '}') {
            --depth;
        } else if (c == ',' && !depth) {
            body(trim(s.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    std::string_view last = trim(s.substr(begin));
    if (!last.empty()) body(last);
}

std::string unescape(std::string_view body) {
    std::string out;
    for (size_t i = 0; i < body.size(); ++i) {
        char c = body[i];
        if (c == '\\' && i + 1 < body.size()) {
            c = body[++i];
            if (c == 'n')
                c = '\n';
            else if (c == 't')
                c = '\t';
            else if (c == 'r')
                c = '\r';
            else if (c == '0')
                c = '\0';
        }
        out += c;
    }
    return out;
}

// A default that is a literal; anything else counts as "optional without a value".
Value parse_default(Thread& t, std::string_view s) {
    if (s == "None") return Value::none();
    if (s == "True") return Value::true_();
    if (s == "False") return Value::false_();
    if (s == "()") return t.interp->empty_tuple.is_valid() ? t.interp->empty_tuple : Value::unbound();
    bool bytes = s.size() > 1 && s[0] == 'b' && (s[1] == '\'' || s[1] == '"');
    if (bytes) s.remove_prefix(1);
    if (s.size() >= 2 && (s[0] == '\'' || s[0] == '"')) {
        std::string body = unescape(s.substr(1, s.size() - 2));
        if (!bytes) return intern(t, body);
        Owned made = make_bytes(t, body);
        if (made.is_error()) return Value::unbound();
        make_immortal(made);
        return made.take();
    }
    char first = s.empty() ? 0 : s[0] == '-' && s.size() > 1 ? s[1] : s[0];
    if (first < '0' || first > '9') return Value::unbound();
    std::string text(s);
    if (text.find_first_of(".eE") != std::string::npos && text.compare(0, 2, "0x") != 0) {
        Owned made = make_float(t, strtod(text.c_str(), nullptr));
        make_immortal(made);
        return made.take();
    }
    int64_t number = strtoll(text.c_str(), nullptr, 0);
    Owned made = make_int(t, number);
    make_immortal(made);
    return made.take();
}

void add_parameter(Thread& t, Signature& sig, std::string_view part, bool keyword_only) {
    Parameter p;
    p.fallback = Value::unbound();
    size_t equals = part.find('=');
    std::string_view name = trim(part.substr(0, equals));
    if (equals != std::string_view::npos) {
        p.required = false;
        p.fallback = parse_default(t, trim(part.substr(equals + 1)));
    }
    int index = static_cast<int>(sig.params.size());
    if (name.starts_with("**")) {
        name.remove_prefix(2);
        p.kind = Parameter::VarKeywords;
        sig.var_keywords = index;
    } else if (name.starts_with("*")) {
        name.remove_prefix(1);
        p.kind = Parameter::VarArgs;
        sig.var_args = index;
    } else if (keyword_only) {
        p.kind = Parameter::KeywordOnly;
    }
    p.name = intern(t, name);
    sig.params.push_back(p);
}

// What stands between the parentheses.
std::string_view inside_of(std::string_view line) {
    size_t open = line.find('(');
    return open == std::string_view::npos ? std::string_view() : line.substr(open + 1, line.rfind(')') - open - 1);
}

// The name, the words in front of it, the receiver, and how many parameters there are if all can be given by position.
Signature* outline(const char* line) {
    auto* sig = new Signature;
    sig->line = line;
    std::string_view s(line);
    auto prefix = [&](std::string_view word) {
        bool there = s.starts_with(word);
        if (there) s.remove_prefix(word.size());
        return there;
    };
    sig->is_static = prefix("static ");
    sig->counted = prefix("counted ");
    sig->unpacked = prefix("unpacked ");
    sig->name = std::string(trim(s.substr(0, s.find('('))));
    std::string_view inside = inside_of(s);
    bool plain = true;
    uint16_t count = 0;
    for_each_parameter(inside, [&](std::string_view part) {
        if (part == "/" || part == "$module") return;
        if (part.starts_with("*")) plain = false;
        if (count == 0 && !sig->is_static) {
            if (part == "self" || part == "$self") sig->takes_self = true;
            if (part == "cls" || part == "$type") sig->takes_class = true;
        }
        ++count;
    });
    if (plain) sig->exact_args = count;
    return sig;
}

void read_parameters(Thread& t, Signature& sig) {
    std::string_view inside = inside_of(sig.line);
    bool keyword_only = false;
    for_each_parameter(inside, [&](std::string_view part) {
        if (part == "/") {
            for (Parameter& p : sig.params) p.kind = Parameter::PositionalOnly;
        } else if (part == "*") {
            keyword_only = true;
        } else if (part != "$module") {
            add_parameter(t, sig, part.starts_with("$") ? part.substr(1) : part, keyword_only);
            if (part.starts_with("*")) keyword_only = true;
        }
    });
    bool has_receiver = sig.takes_self || sig.takes_class;
    if (has_receiver) sig.params[0].kind = Parameter::PositionalOnly;
    sig.text = "(" + std::string(has_receiver ? "$" : "") + std::string(inside) + ")";
    bool collects = false, needs_keyword = false;
    uint16_t required = 0;
    for (const Parameter& p : sig.params) {
        if (p.kind <= Parameter::Normal) ++sig.positional;
        if (p.kind == Parameter::Normal || p.kind == Parameter::KeywordOnly || p.kind == Parameter::VarKeywords)
            sig.keywords = true;
        collects |= p.kind == Parameter::VarArgs || p.kind == Parameter::VarKeywords;
        needs_keyword |= p.kind == Parameter::KeywordOnly && p.required;
        if (p.kind <= Parameter::Normal && p.required) ++required;
    }
    if (!collects && !needs_keyword) sig.least_args = required;
}

// "list.append", "math.sqrt", "len": how the short messages name a function.
std::string full_name(const Signature& sig, const NativeFunction* function) {
    if (function && function->owner) return to_utf8(function->owner->qualname) + "." + sig.name;
    if (function && !function->self.is_unbound()) {
        if (is_kind(function->self, Kind::Type))
            return to_utf8(function->self.as<Type>()->qualname) + "." + sig.name;
        if (function->self.is_object() && !is_kind(function->self, Kind::Module)) {
            return to_utf8(function->self.object()->type->qualname) + "." + sig.name;
        }
    }
    if (function && is_str(function->module) && !str_equals(function->module, "builtins")) {
        return to_utf8(function->module) + "." + sig.name;
    }
    return sig.name;
}

const char* plural(size_t n) { return n == 1 ? "" : "s"; }

size_t required_positional(const Signature& sig, size_t first, bool positional_only) {
    size_t n = 0;
    for (size_t i = first; i < sig.params.size(); ++i) {
        const Parameter& p = sig.params[i];
        if (p.required &&
            (p.kind == Parameter::PositionalOnly || (!positional_only && p.kind == Parameter::Normal)))
            ++n;
    }
    return n;
}

// A wrong number of arguments for a function that takes none by keyword.
Raised raise_wrong_count(Thread& t, const Signature& sig, const NativeFunction* function, size_t first,
                         size_t given) {
    size_t most = sig.positional - first, least = required_positional(sig, first, false);
    if (sig.counted) {
        size_t bound = given < least ? least : most;
        const char* how = least == most ? "exactly" : given < least ? "at least" : "at most";
        return raise_type_error(t, "%s() takes %s %zu argument%s (%zu given)", sig.name.c_str(), how, bound, plural(bound),
                                given);
    }
    if (!sig.unpacked && sig.var_args < 0 && most == 0) {
        return raise_type_error(t, "%s() takes no arguments (%zu given)", full_name(sig, function).c_str(),
                                given);
    }
    if (!sig.unpacked && sig.var_args < 0 && most == 1 && least == 1) {
        return raise_type_error(t, "%s() takes exactly one argument (%zu given)",
                                full_name(sig, function).c_str(), given);
    }
    bool few = given < least;
    size_t bound = few ? least : most;
    const char* how = sig.var_args < 0 && least == most ? "" : few ? "at least " : "at most ";
    return raise_type_error(t, "%s expected %s%zu argument%s, got %zu", sig.name.c_str(), how, bound,
                            plural(bound), given);
}

// The same for one that does.
Status check_count(Thread& t, const Signature& sig, size_t first, size_t given, size_t keywords) {
    const char* name = sig.name.c_str();
    size_t most = sig.positional - first, named = 0;
    for (const Parameter& p : sig.params) named += p.kind == Parameter::KeywordOnly;
    if (sig.var_args < 0 && sig.var_keywords < 0 && given + keywords > most + named) {
        return raise_type_error(t, "%.200s() takes at most %zu %sargument%s (%zu given)", name, most + named,
                                given == 0 ? "keyword " : "", plural(most + named), given + keywords);
    }
    if (sig.var_args < 0 && given > most) {
        if (most == 0) return raise_type_error(t, "%.200s() takes no positional arguments", name);
        size_t least = required_positional(sig, first, false);
        return raise_type_error(t, "%.200s() takes %s %zu positional argument%s (%zu given)", name,
                                least < most ? "at most" : "exactly", most, plural(most), given);
    }
    size_t least = required_positional(sig, first, true);
    if (given < least) {
        return raise_type_error(t, "%.200s() takes %s %zu positional argument%s (%zu given)", name,
                                least < most ? "at least" : "exactly", least, plural(least), given);
    }
    return {};
}

Status bind_keywords(Thread& t, const Signature& sig, const CallArgs& args, size_t first, Value* out,
                     Dict* extra) {
    for (size_t k = 0; k < args.kwnames->length; ++k) {
        Value name = args.kwnames->at(k), value = args.args[args.count + k];
        size_t at = sig.params.size();
        for (size_t i = first; i < sig.params.size(); ++i) {
            const Parameter& p = sig.params[i];
            if (p.kind != Parameter::Normal && p.kind != Parameter::KeywordOnly) continue;
            if (p.name == name || str_equals(as_str(p.name), as_str(name))) {
                at = i;
                break;
            }
        }
        if (at == sig.params.size()) {
            if (extra) {
                TRY(dict_set(t, extra, name, value));
                continue;
            }
            return raise_type_error(t, "'%s' is an invalid keyword argument for %.200s()",
                                    to_utf8(name).c_str(), sig.name.c_str());
        }
        if (out[at].is_valid()) {
            return raise_type_error(t, "argument for %.200s() given by name ('%s') and position (%zu)",
                                    sig.name.c_str(), to_utf8(name).c_str(), at - first + 1);
        }
        out[at] = value;
    }
    return {};
}

}  // namespace

const Signature* signature_of(Thread& t, const char* text) {
    const Signature*& known = type_state(t).signatures[text];
    if (!known) known = outline(text);
    return known;
}

const Signature& whole_signature(Thread& t, const Signature* known) {
    if (!known->whole) {
        auto* sig = const_cast<Signature*>(known);  // all signatures are made above, and not const there
        sig->whole = true;
        read_parameters(t, *sig);
    }
    return *known;
}

Status bind_signature(Thread& t, const Signature& known, const NativeFunction* function, const CallArgs& args,
                      size_t first, Value* out, Owned& var_args, Owned& var_keywords) {
    const Signature& sig = whole_signature(t, &known);
    size_t given = args.count, most = sig.positional - first;
    size_t keywords = args.kwnames ? args.kwnames->length : 0;
    if (sig.unpacked) {
        if ((given > most && sig.var_args < 0) || given < required_positional(sig, first, false))
            return raise_wrong_count(t, sig, function, first, given);
    }
    if (sig.keywords) {
        TRY(check_count(t, sig, first, given, keywords));
    } else {
        if (keywords)
            return raise_type_error(t, "%s() takes no keyword arguments", full_name(sig, function).c_str());
        if ((given > most && sig.var_args < 0) || given < required_positional(sig, first, false)) {
            return raise_wrong_count(t, sig, function, first, given);
        }
    }
    size_t direct = given < most ? given : most;
    for (size_t i = 0; i < direct; ++i) out[first + i] = args.args[i];
    for (size_t i = first + direct; i < sig.params.size(); ++i) out[i] = Value();
    if (sig.var_args >= 0) {
        var_args = TRY(make_tuple(t, args.args + direct, given - direct));
        out[sig.var_args] = var_args;
    }
    Dict* extra = nullptr;
    if (sig.var_keywords >= 0) {
        var_keywords = TRY(new_dict(t));
        extra = var_keywords.as<Dict>();
        out[sig.var_keywords] = var_keywords;
    }
    if (keywords) TRY(bind_keywords(t, sig, args, first, out, extra));
    for (size_t i = first + direct; i < sig.params.size(); ++i) {
        if (out[i].is_valid()) continue;
        const Parameter& p = sig.params[i];
        if (p.required) {
            if (p.kind == Parameter::KeywordOnly) {
                return raise_type_error(t, "%.200s() missing required argument: '%s'", sig.name.c_str(),
                                        to_utf8(p.name).c_str());
            }
            return raise_type_error(t, "%.200s() missing required argument '%s' (pos %zu)", sig.name.c_str(),
                                    to_utf8(p.name).c_str(), i - first + 1);
        }
        out[i] = p.fallback;
    }
    return {};
}

BoundArgs::BoundArgs(Thread& t, const char* signature, const CallArgs& args, Value* out)
    : status_(bind_signature(t, *signature_of(t, signature), nullptr, args, 0, out, var_args_, var_kwargs_)) {
}
BoundArgs::~BoundArgs() = default;

}  // namespace minipy
