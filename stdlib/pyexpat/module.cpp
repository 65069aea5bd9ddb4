// The module `pyexpat`: ParserCreate, ExpatError, and the tables of errors and content models.
#include "parser.h"

namespace minipy::expat {

namespace {

struct Named {
    const char* name;
    int value;
};
#define E(name) \
    { "XML_ERROR_" #name, XML_ERROR_##name }
constexpr Named kErrors[] = {E(NO_MEMORY),
                             E(SYNTAX),
                             E(NO_ELEMENTS),
                             E(INVALID_TOKEN),
                             E(UNCLOSED_TOKEN),
                             E(PARTIAL_CHAR),
                             E(TAG_MISMATCH),
                             E(DUPLICATE_ATTRIBUTE),
                             E(JUNK_AFTER_DOC_ELEMENT),
                             E(PARAM_ENTITY_REF),
                             E(UNDEFINED_ENTITY),
                             E(RECURSIVE_ENTITY_REF),
                             E(ASYNC_ENTITY),
                             E(BAD_CHAR_REF),
                             E(BINARY_ENTITY_REF),
                             E(ATTRIBUTE_EXTERNAL_ENTITY_REF),
                             E(MISPLACED_XML_PI),
                             E(UNKNOWN_ENCODING),
                             E(INCORRECT_ENCODING),
                             E(UNCLOSED_CDATA_SECTION),
                             E(EXTERNAL_ENTITY_HANDLING),
                             E(NOT_STANDALONE),
                             E(UNEXPECTED_STATE),
                             E(ENTITY_DECLARED_IN_PE),
                             E(FEATURE_REQUIRES_XML_DTD),
                             E(CANT_CHANGE_FEATURE_ONCE_PARSING),
                             E(UNBOUND_PREFIX),
                             E(UNDECLARING_PREFIX),
                             E(INCOMPLETE_PE),
                             E(XML_DECL),
                             E(TEXT_DECL),
                             E(PUBLICID),
                             E(SUSPENDED),
                             E(NOT_SUSPENDED),
                             E(ABORTED),
                             E(FINISHED),
                             E(SUSPEND_PE),
                             E(RESERVED_PREFIX_XML),
                             E(RESERVED_PREFIX_XMLNS),
                             E(RESERVED_NAMESPACE_URI),
                             E(INVALID_ARGUMENT),
                             E(NO_BUFFER),
                             E(AMPLIFICATION_LIMIT_BREACH)};
#undef E
constexpr Named kModel[] = {{"XML_CTYPE_EMPTY", XML_CTYPE_EMPTY},   {"XML_CTYPE_ANY", XML_CTYPE_ANY},
                            {"XML_CTYPE_MIXED", XML_CTYPE_MIXED},   {"XML_CTYPE_NAME", XML_CTYPE_NAME},
                            {"XML_CTYPE_CHOICE", XML_CTYPE_CHOICE}, {"XML_CTYPE_SEQ", XML_CTYPE_SEQ},
                            {"XML_CQUANT_NONE", XML_CQUANT_NONE},   {"XML_CQUANT_OPT", XML_CQUANT_OPT},
                            {"XML_CQUANT_REP", XML_CQUANT_REP},     {"XML_CQUANT_PLUS", XML_CQUANT_PLUS}};

const char* error_text(int code) {
    const char* text = XML_ErrorString(static_cast<XML_Error>(code));
    return text ? text : "";
}

Owned parser_create(Thread& t, const Value* args) {
    for (int i : {0, 1}) {
        if (!args[i].is_none() && !is_str(args[i]))
            return raise_type_error(t, "ParserCreate() argument '%s' must be str or None, not %.50s",
                                    i ? "namespace_separator" : "encoding", type_name(t, args[i]));
    }
    std::string encoding, separator;
    if (!args[0].is_none()) encoding = to_utf8(args[0]);
    if (!args[1].is_none()) separator = to_utf8(args[1]);
    if (separator.size() > 1)
        return raise_value_error(t, "namespace_separator must be at most one character, omitted, or None");
    Owned interned;
    if (args[2].is_unbound()) {
        interned = TRY(new_dict(t));
    } else if (args[2].is_none() || is_dict(args[2])) {
        interned = Owned::share(args[2]);
    } else {
        return raise_type_error(t, "intern must be a dictionary");
    }
    return new_parser(t, args[0].is_none() ? nullptr : encoding.c_str(),
                      args[1].is_none() ? nullptr : separator.c_str(), interned);
}

Owned error_string(Thread& t, const Value* args) {
    int64_t code = TRY(to_ssize_argument(t, args[0]));
    const char* text = XML_ErrorString(static_cast<XML_Error>(code));
    return text ? make_str(t, text) : Owned::none();
}

Result<Owned> add_module(Thread& t, Module* parent, const char* name, const char* doc) {
    Owned made = TRY(new_module(t, std::string("pyexpat.") + name));
    TRY(module_add_str(t, made.as<Module>(), "__doc__", doc));
    TRY(module_add(t, parent, name, made));
    Owned key = TRY(make_str(t, std::string("pyexpat.") + name));
    TRY(set_item(t, t.interp->sys_modules, key, made));
    return made;
}

Status fill(Thread& t, Module* module) {
    TRY(define_parser(t, module));
    State& state = state_of(t);
    state.error =
        TRY(make_exception_class(t, "xml.parsers.expat.ExpatError", Value(exc(t).Exception))).take();
    TRY(module_add(t, module, "ExpatError", state.error));
    TRY(module_add(t, module, "error", state.error));
    XML_Expat_Version version = XML_ExpatVersionInfo();
    TRY(module_add_str(t, module, "EXPAT_VERSION", XML_ExpatVersion()));
    Owned info = TRY(make_tuple(
        t, {Value::from_int(version.major), Value::from_int(version.minor), Value::from_int(version.micro)}));
    TRY(module_add(t, module, "version_info", info));
    TRY(module_add_str(t, module, "native_encoding", "UTF-8"));
    Ref<List> features = TRY(new_list(t));
    for (const XML_Feature* f = XML_GetFeatureList(); f->feature != XML_FEATURE_END; ++f) {
        Owned pair = TRY(make_tuple(t, {TRY(make_str(t, f->name)), Value::from_int(f->value)}));
        TRY(list_append(t, features.get(), pair));
    }
    TRY(module_add(t, module, "features", Value(features.get())));
    TRY(module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_NEVER", XML_PARAM_ENTITY_PARSING_NEVER));
    TRY(module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE",
                       XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE));
    TRY(module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_ALWAYS", XML_PARAM_ENTITY_PARSING_ALWAYS));
    Owned model =
        TRY(add_module(t, module, "model", "Constants used to interpret content model information."));
    for (Named n : kModel) TRY(module_add_int(t, model.as<Module>(), n.name, n.value));
    Owned errors = TRY(add_module(t, module, "errors", "Constants used to describe error conditions."));
    Ref<Dict> codes = TRY(new_dict(t)), messages = TRY(new_dict(t));
    for (Named n : kErrors) {
        Owned text = TRY(make_str(t, error_text(n.value)));
        TRY(module_add(t, errors.as<Module>(), n.name, text));
        TRY(dict_set(t, codes.get(), text, Value::from_int(n.value)));
        TRY(dict_set(t, messages.get(), Value::from_int(n.value), text));
    }
    TRY(module_add(t, errors.as<Module>(), "codes", Value(codes.get())));
    return module_add(t, errors.as<Module>(), "messages", Value(messages.get()));
}

const FunctionSpec functions[] = {
    {"ParserCreate(encoding=None, namespace_separator=None, intern=...)", parser_create,
     "Return a new XML parser object."},
    {"ErrorString(code, /)", error_string, "Returns string error for given number."},
};

MINIPY_MODULE(pyexpat, {.doc = "Python wrapper for Expat parser.", .functions = functions, .exec = fill});

}  // namespace

State& state_of(Thread& t) { return module_state<State>(t, module_registration_pyexpat); }

Raised raise_expat(Thread& t, Parser* p) {
    XML_Error code = XML_GetErrorCode(p->xml);
    auto line = static_cast<int64_t>(XML_GetErrorLineNumber(p->xml)),
         column = static_cast<int64_t>(XML_GetErrorColumnNumber(p->xml));
    Owned text = TRY(make_str(t, std::string(error_text(code)) + ": line " + std::to_string(line) +
                                     ", column " + std::to_string(column)));
    Owned error = TRY(call(t, state_of(t).error, {text}));
    TRY(set_attr(t, error, intern(t, "code"), Value::from_int(code)));
    TRY(set_attr(t, error, intern(t, "offset"), Value::from_int(column)));
    TRY(set_attr(t, error, intern(t, "lineno"), Value::from_int(line)));
    return raise_instance(t, error);
}

}  // namespace minipy::expat
