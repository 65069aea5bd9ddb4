// The module `_codecs`: the registry of codecs and of error handlers.
#include "codecs.h"

namespace minipy::codecs {

namespace {

struct CodecsState {
    Value search = Value::none();    // List of search functions
    Value found = Value::none();     // Dict: normalised name -> CodecInfo
    Value handlers = Value::none();  // Dict: name -> handler
    bool encodings_asked = false;
};
ModuleRegistration& registration();
CodecsState& state(Thread& t) { return module_state<CodecsState>(t, registration()); }

std::string normalized(std::string_view name) {
    std::string out;
    for (char c : name) out += c == ' ' ? '_' : static_cast<char>(tolower(static_cast<unsigned char>(c)));
    return out;
}

// CPython's `encodings` package brings nearly all codecs; importing it registers its search function.
Status ask_for_encodings(Thread& t) {
    if (state(t).encodings_asked) return {};
    state(t).encodings_asked = true;
    Value importer = dict_get_str(t, t.interp->builtins.as<Dict>(), names(t).__import__);
    Owned package = call(t, importer, {intern(t, "encodings")});
    if (package.is_error()) {
        if (!exception_matches(t, exc(t).ImportError)) return Raised{};
        (void)take_exception(t);
    }
    return {};
}

Owned lookup(Thread& t, std::string_view name) {
    std::string normal = normalized(name);
    Value key = intern(t, normal);
    Value known = dict_get_str(t, state(t).found.as<Dict>(), key);
    if (!known.is_unbound()) return Owned::share(known);
    TRY(ask_for_encodings(t));
    Owned functions = Owned::share(state(t).search);
    for (size_t i = 0; i < functions.as<List>()->length; ++i) {
        Owned info = TRY(call(t, Owned::share(functions.as<List>()->items[i]), {key}));
        if (info.is_none()) continue;
        if (!is_tuple(info) || info.as<Tuple>()->length != 4)
            return raise_type_error(t, "codec search functions must return 4-tuples");
        TRY(dict_set(t, state(t).found.as<Dict>(), key, info));
        return info;
    }
    return raise_error(t, exc(t).LookupError, "unknown encoding: %.*s", static_cast<int>(name.size()),
                       name.data());
}

Owned codecs_register(Thread& t, const Value* args) {
    if (!is_callable(t, args[0])) return raise_type_error(t, "argument must be callable");
    TRY(ask_for_encodings(t));
    TRY(list_append(t, state(t).search.as<List>(), args[0]));
    return Owned::none();
}
Owned codecs_unregister(Thread& t, const Value* args) {
    List* list = state(t).search.as<List>();
    for (size_t i = 0; i < list->length; ++i) {
        if (list->items[i] != args[0]) continue;
        dict_clear(t, state(t).found.as<Dict>());
        (void)TRY(list_pop(t, list, static_cast<int64_t>(i)));
        break;
    }
    return Owned::none();
}
Owned codecs_lookup(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "lookup() argument must be str, not %.50s", type_name(t, args[0]));
    return lookup(t, to_utf8(args[0]));
}
// What a codec raised names the codec too: "decoding with 'hex' codec failed (Error: ...)". Exceptions that carry more than
// a text stay as they are.
void name_codec_in_error(Thread& t, const char* operation, const std::string& name) {
    auto* error = t.exception.as<Exception>();
    Type* type = error->type;
    Tuple* arguments = error->args.as<Tuple>();
    bool plain = type->slots.init == exc(t).BaseException->slots.init &&
                 type->slots.new_ == exc(t).BaseException->slots.new_ && error->notes.is_unbound() &&
                 (arguments->length == 0 || (arguments->length == 1 && is_str(arguments->at(0))));
    if (!plain) return;
    Owned cause = take_exception(t), attributes = instance_dict(t, cause);
    if (attributes.is_error() || (!attributes.is_unbound() && attributes.as<Dict>()->used > 0)) {
        if (has_exception(t)) static_cast<void>(take_exception(t));
        static_cast<void>(restore_exception(t, std::move(cause)));
        return;
    }
    Result<std::string> text = str_utf8(t, cause);
    if (text.is_error()) return;
    static_cast<void>(raise_error(t, type, "%s with '%s' codec failed (%s: %s)", operation, name.c_str(),
                                  to_utf8(type->name).c_str(), text.value().c_str()));
    auto* raised = t.exception.as<Exception>();
    Value old = raised->context;
    raised->context = Value::none();
    release(old);
    raised->suppress_context = true;
    raised->cause = cause.take();
}

// codec(object, errors)[0]
Owned run_codec(Thread& t, const Value* args, size_t which, const char* what) {
    std::string name = args[1].is_unbound() ? "utf-8" : TRY(str_utf8(t, args[1]));
    Owned info = TRY(lookup(t, name));
    Owned function = Owned::share(info.as<Tuple>()->at(which));
    Owned result =
        args[2].is_unbound() ? call(t, function, {args[0]}) : call(t, function, {args[0], args[2]});
    if (result.is_error()) {
        name_codec_in_error(t, which ? "decoding" : "encoding", name);
        return Raised{};
    }
    if (!is_tuple(result) || result.as<Tuple>()->length != 2)
        return raise_type_error(t, "%s must return a tuple (object, integer)", what);
    return Owned::share(result.as<Tuple>()->at(0));
}
Owned codecs_encode(Thread& t, const Value* args) { return run_codec(t, args, 0, "encoder"); }
Owned codecs_decode(Thread& t, const Value* args) { return run_codec(t, args, 1, "decoder"); }

// ---- error handlers ----

Owned codecs_register_error(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "register_error() argument 1 must be str, not %.50s",
                                type_name(t, args[0]));
    if (!is_callable(t, args[1])) return raise_type_error(t, "handler must be callable");
    TRY(dict_set(t, state(t).handlers.as<Dict>(), intern(t, args[0]), args[1]));
    return Owned::none();
}
Owned codecs_lookup_error(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "lookup_error() argument must be str, not %.50s", type_name(t, args[0]));
    return find_handler(t, to_utf8(args[0]));
}

struct ErrorParts {
    UnicodeError* error;
    size_t start, end;
    bool encoding, decoding, translating;
};
Result<ErrorParts> parts_of(Thread& t, Value v) {
    ExceptionTypes& e = exc(t);
    bool is_error = is_exception(v);
    bool encoding = is_error && is_subtype(type_of(t, v), e.UnicodeEncodeError);
    bool decoding = is_error && is_subtype(type_of(t, v), e.UnicodeDecodeError);
    bool translating = is_error && is_subtype(type_of(t, v), e.UnicodeTranslateError);
    if (!encoding && !decoding && !translating)
        return raise_type_error(t, "don't know how to handle %.200s in error callback", type_name(t, v));
    auto* error = v.as<UnicodeError>();
    size_t length = is_str(error->object)     ? as_str(error->object)->length
                    : is_bytes(error->object) ? error->object.as<Bytes>()->length
                                              : 0;
    int64_t start = TRY(to_ssize(t, error->start, true)), end = TRY(to_ssize(t, error->end, true));
    size_t from = static_cast<size_t>(std::max<int64_t>(0, start));
    if (length && from >= length) from = length - 1;
    size_t to = std::min(static_cast<size_t>(std::max<int64_t>(static_cast<int64_t>(from) + 1, end)), length);
    return ErrorParts{error, from, to, encoding, decoding, translating};
}
Owned answer(Thread& t, const std::string& text, size_t resume) {
    Owned replacement = TRY(make_str(t, text));
    return make_tuple(t, {replacement.get(), Value::from_int(static_cast<int64_t>(resume))});
}

Owned strict_errors(Thread& t, const Value* args) {
    if (!is_exception(args[0])) return raise_type_error(t, "codec must pass exception instance");
    return raise_instance(t, args[0]);
}
Owned ignore_errors(Thread& t, const Value* args) {
    ErrorParts p = TRY(parts_of(t, args[0]));
    return answer(t, "", p.end);
}
Owned replace_errors(Thread& t, const Value* args) {
    ErrorParts p = TRY(parts_of(t, args[0]));
    if (p.encoding) return answer(t, std::string(p.end - p.start, '?'), p.end);
    std::string text;
    for (size_t i = p.decoding ? p.end - 1 : p.start; i < p.end; ++i) text += "\xef\xbf\xbd";
    return answer(t, text, p.end);
}
Owned xml_errors(Thread& t, const Value* args) {
    ErrorParts p = TRY(parts_of(t, args[0]));
    if (!p.encoding)
        return raise_type_error(t, "don't know how to handle %.200s in error callback",
                                type_name(t, args[0]));
    std::string text;
    for (size_t i = p.start; i < p.end; ++i)
        text += "&#" + std::to_string(as_str(p.error->object)->at(i)) + ";";
    return answer(t, text, p.end);
}
std::string backslashed(uint32_t c) {
    char text[16];
    snprintf(text, sizeof text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    return text;
}
Owned backslash_errors(Thread& t, const Value* args) {
    ErrorParts p = TRY(parts_of(t, args[0]));
    std::string text;
    for (size_t i = p.start; i < p.end; ++i) {
        text += backslashed(p.decoding ? static_cast<uint8_t>(p.error->object.as<Bytes>()->data()[i])
                                       : as_str(p.error->object)->at(i));
    }
    return answer(t, text, p.end);
}
Owned name_errors(Thread& t, const Value* args) {
    ErrorParts p = TRY(parts_of(t, args[0]));
    if (!p.encoding)
        return raise_type_error(t, "don't know how to handle %.200s in error callback",
                                type_name(t, args[0]));
    std::string text;
    Owned name_of = import_attr(t, "unicodedata", "name");
    if (name_of.is_error()) (void)take_exception(t);
    for (size_t i = p.start; i < p.end; ++i) {
        uint32_t c = as_str(p.error->object)->at(i);
        Owned character = TRY(make_char(t, c));
        Owned name = name_of.is_error() ? Owned::none() : call(t, name_of, {character.get(), Value::none()});
        if (name.is_error()) return Raised{};
        text += is_str(name) ? "\\N{" + to_utf8(name) + "}" : backslashed(c);
    }
    return answer(t, text, p.end);
}
Owned escape_errors(Thread& t, const Value* args) {
    ErrorParts p = TRY(parts_of(t, args[0]));
    if (p.encoding) {
        std::string bytes;
        for (size_t i = p.start; i < p.end; ++i) {
            uint32_t c = as_str(p.error->object)->at(i);
            if (c < 0xdc80 || c > 0xdcff) return raise_instance(t, args[0]);
            bytes += static_cast<char>(c - 0xdc00);
        }
        Owned replacement = TRY(make_bytes(t, bytes));
        return make_tuple(t, {replacement.get(), Value::from_int(static_cast<int64_t>(p.end))});
    }
    if (!p.decoding)
        return raise_type_error(t, "don't know how to handle %.200s in error callback",
                                type_name(t, args[0]));
    std::vector<uint32_t> points;
    size_t at = p.start;
    for (; at < p.end; ++at) {
        uint8_t byte = static_cast<uint8_t>(p.error->object.as<Bytes>()->data()[at]);
        if (byte < 128) break;
        points.push_back(0xdc00u + byte);
    }
    if (points.empty()) return raise_instance(t, args[0]);
    Owned text = TRY(make_str_ucs4(t, points.data(), points.size()));
    return make_tuple(t, {text.get(), Value::from_int(static_cast<int64_t>(at))});
}
// Lone surrogates as the encoding would write any other code point.
Owned pass_errors(Thread& t, const Value* args) {
    ErrorParts p = TRY(parts_of(t, args[0]));
    if (!is_str(p.error->encoding)) return raise_instance(t, args[0]);
    std::string encoding = normalized(to_utf8(p.error->encoding));
    int size = encoding.find("32") != std::string::npos   ? 4
               : encoding.find("16") != std::string::npos ? 2
               : encoding.find("8") != std::string::npos  ? 3
                                                          : 0;
    bool big = encoding.find("be") != std::string::npos;
    if (!size) return raise_instance(t, args[0]);
    if (p.encoding) {
        std::string bytes;
        for (size_t i = p.start; i < p.end; ++i) {
            uint32_t c = as_str(p.error->object)->at(i);
            if (c < 0xd800 || c > 0xdfff) return raise_instance(t, args[0]);
            if (size == 3) {
                bytes += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
                          static_cast<char>(0x80 | (c & 0x3f))};
            } else {
                for (int k = 0; k < size; ++k) bytes += static_cast<char>(c >> 8 * (big ? size - 1 - k : k));
            }
        }
        Owned replacement = TRY(make_bytes(t, bytes));
        return make_tuple(t, {replacement.get(), Value::from_int(static_cast<int64_t>(p.end))});
    }
    if (!p.decoding) return raise_instance(t, args[0]);
    std::string_view bytes = p.error->object.as<Bytes>()->view().substr(p.start);
    if (bytes.size() < static_cast<size_t>(size)) return raise_instance(t, args[0]);
    auto byte = [&](int k) {
        return static_cast<uint32_t>(static_cast<uint8_t>(bytes[static_cast<size_t>(k)]));
    };
    uint32_t c = 0;
    if (size == 3)
        c = (byte(0) & 0xf) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    else
        for (int k = 0; k < size; ++k) c |= byte(k) << 8 * (big ? size - 1 - k : k);
    if (c < 0xd800 || c > 0xdfff || (size == 3 && (byte(0) & 0xf0) != 0xe0))
        return raise_instance(t, args[0]);
    Owned text = TRY(make_char(t, c));
    return make_tuple(t, {text.get(), Value::from_int(static_cast<int64_t>(p.start) + size)});
}

const FunctionSpec handlers[] = {
    {"strict_errors(exc, /)", strict_errors,
     "Implements the 'strict' error handling, which raises a UnicodeError on coding errors."},
    {"ignore_errors(exc, /)", ignore_errors,
     "Implements the 'ignore' error handling, which ignores malformed data and continues."},
    {"replace_errors(exc, /)", replace_errors,
     "Implements the 'replace' error handling, which replaces malformed data with a replacement marker."},
    {"xmlcharrefreplace_errors(exc, /)", xml_errors, "Implements the 'xmlcharrefreplace' error handling."},
    {"backslashreplace_errors(exc, /)", backslash_errors,
     "Implements the 'backslashreplace' error handling."},
    {"namereplace_errors(exc, /)", name_errors, "Implements the 'namereplace' error handling."},
    {"surrogateescape(exc, /)", escape_errors},
    {"surrogatepass(exc, /)", pass_errors},
};
constexpr const char* kHandlerNames[] = {
    "strict",           "ignore",      "replace",         "xmlcharrefreplace",
    "backslashreplace", "namereplace", "surrogateescape", "surrogatepass"};

const FunctionSpec functions[] = {
    {"register(search_function, /)", codecs_register, "Register a codec search function."},
    {"unregister(search_function, /)", codecs_unregister,
     "Unregister a codec search function and clear the registry's cache."},
    {"lookup(encoding, /)", codecs_lookup,
     "Looks up a codec tuple in the Python codec registry and returns a CodecInfo object."},
    {"encode(obj, encoding=..., errors=...)", codecs_encode,
     "Encodes obj using the codec registered for encoding."},
    {"decode(obj, encoding=..., errors=...)", codecs_decode,
     "Decodes obj using the codec registered for encoding."},
    {"register_error(errors, handler, /)", codecs_register_error,
     "Register the specified error handler under the name errors."},
    {"lookup_error(name, /)", codecs_lookup_error, "lookup_error(errors) -> handler"},
};

Status fill(Thread& t, Module* module) {
    CodecsState& s = state(t);
    s.search = Value(TRY(new_list(t)).take());
    s.found = Value(TRY(new_dict(t)).take());
    s.handlers = Value(TRY(new_dict(t)).take());
    for (size_t i = 0; i < std::size(handlers); ++i) {
        Owned handler = TRY(make_native_function(t, handlers[i], intern(t, "_codecs")));
        TRY(dict_set_ascii(t, s.handlers.as<Dict>(), kHandlerNames[i], handler));
    }
    for (std::span<const FunctionSpec> part : {unicode_functions(), utf7_functions(), escape_functions()}) {
        for (const FunctionSpec& spec : part) {
            Owned function = TRY(make_native_function(t, spec, intern(t, "_codecs")));
            TRY(dict_set(t, module_dict(Value(module)), TRY(get_attr(t, function, names(t).__name__)),
                         function));
        }
    }
    return {};
}
MINIPY_MODULE(_codecs, {.doc = "The registry of codecs and the codecs of Unicode.",
                        .functions = functions,
                        .exec = fill});
ModuleRegistration& registration() { return module_registration__codecs; }

Result<Replacement> handle(Thread& t, Value error, const std::string& errors, size_t length,
                           bool bytes_allowed) {
    Owned handler = TRY(find_handler(t, errors));
    Owned result = TRY(call(t, handler, {error}));
    bool good = is_tuple(result) && result.as<Tuple>()->length == 2 && is_int(result.as<Tuple>()->at(1));
    Value value = good ? result.as<Tuple>()->at(0) : Value::none();
    if (!good || !(is_str(value) || (bytes_allowed && is_bytes(value)))) {
        return raise_type_error(t, bytes_allowed ? "encoding error handler must return (str/bytes, int) tuple"
                                                 : "decoding error handler must return (str, int) tuple");
    }
    int64_t at = TRY(to_ssize(t, result.as<Tuple>()->at(1)));
    if (at < 0) at += static_cast<int64_t>(length);
    if (at < 0 || at > static_cast<int64_t>(length))
        return raise_index_error(t, "position %lld from error handler out of bounds",
                                 static_cast<long long>(at));
    Replacement r;
    r.value = Owned::share(value);
    r.resume = static_cast<size_t>(at);
    return r;
}

}  // namespace

Owned find_handler(Thread& t, const std::string& name) {
    if (state(t).handlers.is_none()) TRY(import_attr(t, "_codecs", "lookup_error"));
    Value found = dict_get_str(t, state(t).handlers.as<Dict>(), intern(t, name));
    if (found.is_unbound())
        return raise_error(t, exc(t).LookupError, "unknown error handler name '%.400s'", name.c_str());
    return Owned::share(found);
}

Result<Replacement> handle_encode_error(Thread& t, const char* encoding, Value text, size_t start, size_t end,
                                        const char* reason, const std::string& errors) {
    Owned name = TRY(make_str(t, encoding)), why = TRY(make_str(t, reason));
    Owned error = TRY(call(t, Value(exc(t).UnicodeEncodeError),
                           {name, text, Value::from_int(static_cast<int64_t>(start)),
                            Value::from_int(static_cast<int64_t>(end)), why}));
    return handle(t, error, errors, as_str(text)->length, true);
}
Result<Replacement> handle_decode_error(Thread& t, const char* encoding, std::string_view bytes, size_t start,
                                        size_t end, const char* reason, const std::string& errors) {
    Owned name = TRY(make_str(t, encoding)), why = TRY(make_str(t, reason)),
          object = TRY(make_bytes(t, bytes));
    Owned error = TRY(call(t, Value(exc(t).UnicodeDecodeError),
                           {name, object, Value::from_int(static_cast<int64_t>(start)),
                            Value::from_int(static_cast<int64_t>(end)), why}));
    return handle(t, error, errors, bytes.size(), false);
}

Result<std::string> errors_argument(Thread& t, Value v) {
    if (v.is_none() || v.is_unbound()) return std::string("strict");
    if (!is_str(v))
        return raise_type_error(t, "argument 'errors' must be str or None, not %.50s", type_name(t, v));
    return to_utf8(v);
}
Owned pair(Thread& t, Value result, size_t consumed) {
    return make_tuple(t, {result, Value::from_int(static_cast<int64_t>(consumed))});
}

}  // namespace minipy::codecs
