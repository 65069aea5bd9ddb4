// The module `_string`: str.format's parser for string.Formatter.
#include "native/module.h"

namespace minipy {

namespace {

// formatter_parser("a{b!r:c}d"): the list of (literal text, field name, format spec, conversion), as an iterator.
Owned string_formatter_parser(Thread& t, const Value* args) {
    if (!is_str(args[0])) return raise_type_error(t, "expected str, got %s", type_name(t, args[0]));
    Str* s = as_str(args[0]);
    Ref<List> parts = TRY(new_list(t));
    size_t n = s->length, at = 0;
    while (at < n) {
        StrBuilder literal(t);
        bool field = false;
        while (at < n) {
            uint32_t c = s->at(at++);
            if (c != '{' && c != '}') {
                literal.append_char(c);
                continue;
            }
            if (at < n && s->at(at) == c) {
                literal.append_char(c);
                ++at;
                break;  // what follows is a part of its own
            }
            if (c == '}') return raise_value_error(t, "Single '}' encountered in format string");
            if (at == n) return raise_value_error(t, "Single '{' encountered in format string");
            field = true;
            break;
        }
        Owned text = TRY(literal.finish());
        if (!field) {
            TRY(list_push(t, parts.get(),
                          TRY(make_tuple(t, {text.get(), Value::none(), Value::none(), Value::none()}))));
            continue;
        }
        size_t begin = at, depth = 1;
        for (; at < n; ++at) {
            if (s->at(at) == '{') ++depth;
            if (s->at(at) == '}' && --depth == 0) break;
        }
        if (at == n) return raise_value_error(t, "expected '}' before end of string");
        size_t end = at++, name_end = begin;
        bool bracket = false;
        for (; name_end < end; ++name_end) {
            uint32_t c = s->at(name_end);
            if (c == '[') bracket = true;
            if (c == ']') bracket = false;
            if (c == '{') return raise_value_error(t, "unexpected '{' in field name");
            if (!bracket && (c == ':' || c == '!')) break;
        }
        Owned name = TRY(substring(t, args[0], begin, name_end)), conversion = Owned::none(),
              spec = TRY(make_str(t, ""));
        size_t rest = name_end;
        if (rest < end && s->at(rest) == '!') {
            if (rest + 1 >= end)
                return raise_value_error(t, "end of string while looking for conversion specifier");
            conversion = TRY(make_char(t, s->at(rest + 1)));
            rest += 2;
            if (rest < end && s->at(rest) != ':')
                return raise_value_error(t, "expected ':' after conversion specifier");
        }
        if (rest < end) spec = TRY(substring(t, args[0], rest + 1, end));
        TRY(list_push(t, parts.get(),
                      TRY(make_tuple(t, {text.get(), name.get(), spec.get(), conversion.get()}))));
    }
    return get_iter(t, parts);
}

// A part of a field name that is a number; else the text.
Owned number_or_text(Thread& t, Value text) {
    Str* s = as_str(text);
    if (!s->length || s->length > 18) return Owned::share(text);
    int64_t n = 0;
    for (size_t i = 0; i < s->length; ++i) {
        if (s->at(i) < '0' || s->at(i) > '9') return Owned::share(text);
        n = n * 10 + static_cast<int64_t>(s->at(i) - '0');
    }
    return make_int(t, n);
}
// "a.b[c]" -> ("a", iterator over (True, "b"), (False, "c")).
Owned string_field_name_split(Thread& t, const Value* args) {
    if (!is_str(args[0])) return raise_type_error(t, "expected str, got %s", type_name(t, args[0]));
    Str* s = as_str(args[0]);
    size_t n = s->length, at = 0;
    while (at < n && s->at(at) != '.' && s->at(at) != '[') ++at;
    Owned first = TRY(number_or_text(t, TRY(substring(t, args[0], 0, at))));
    Ref<List> rest = TRY(new_list(t));
    while (at < n) {
        bool attribute = s->at(at) == '.';
        if (!attribute && s->at(at) != '[')
            return raise_value_error(t, "Only '.' or '[' may follow ']' in format field specifier");
        size_t begin = ++at;
        while (at < n && (attribute ? s->at(at) != '.' && s->at(at) != '[' : s->at(at) != ']')) ++at;
        if (!attribute && at == n) return raise_value_error(t, "Missing ']' in format string");
        if (at == begin) return raise_value_error(t, "Empty attribute in format string");
        Owned part = TRY(substring(t, args[0], begin, at));
        if (!attribute) {
            part = TRY(number_or_text(t, part));
            ++at;
        }
        TRY(list_push(t, rest.get(), TRY(make_tuple(t, {Value::from_bool(attribute), part.get()}))));
    }
    Owned iterator = TRY(get_iter(t, rest));
    return make_tuple(t, {first.get(), iterator.get()});
}

const FunctionSpec functions[] = {
    {"formatter_parser(string, /)", string_formatter_parser, "parse the argument as a format string"},
    {"formatter_field_name_split(string, /)", string_field_name_split, "split the argument as a field name"}};
MINIPY_MODULE(_string, {.doc = "string helper module", .functions = functions});

}  // namespace

}  // namespace minipy
