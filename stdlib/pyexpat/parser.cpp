// The type pyexpat.xmlparser: methods, settings, and one attribute per handler.
#include "parser.h"

namespace minipy::expat {

namespace {

constexpr const char* kHandlerNames[kHandlers] = {"StartElementHandler",
                                                  "EndElementHandler",
                                                  "ProcessingInstructionHandler",
                                                  "CharacterDataHandler",
                                                  "UnparsedEntityDeclHandler",
                                                  "NotationDeclHandler",
                                                  "StartNamespaceDeclHandler",
                                                  "EndNamespaceDeclHandler",
                                                  "CommentHandler",
                                                  "StartCdataSectionHandler",
                                                  "EndCdataSectionHandler",
                                                  "DefaultHandler",
                                                  "DefaultHandlerExpand",
                                                  "NotStandaloneHandler",
                                                  "ExternalEntityRefHandler",
                                                  "StartDoctypeDeclHandler",
                                                  "EndDoctypeDeclHandler",
                                                  "EntityDeclHandler",
                                                  "XmlDeclHandler",
                                                  "ElementDeclHandler",
                                                  "AttlistDeclHandler",
                                                  "SkippedEntityHandler"};

Parser* allocate(Thread& t, Value intern) {
    Parser* p = make<Parser>(t, state_of(t).parser);
    if (!p) return nullptr;
    for (Value& handler : p->handlers) handler = Value::none();
    retain(intern);
    p->intern = intern;
    return p;
}
void prepare(Parser* p) {
    XML_SetUserData(p->xml, p);
    XML_SetHashSalt(
        p->xml, static_cast<unsigned long>(reinterpret_cast<uintptr_t>(p) * 0x9E3779B97F4A7C15u >> 8) | 1);
    install_unknown_encoding(p);
}

void dealloc(Thread& t, Object* o) {
    auto* p = static_cast<Parser*>(o);
    gc_untrack(t, p);
    if (p->xml) XML_ParserFree(p->xml);
    for (Value handler : p->handlers) release(handler);
    release(p->intern);
    release(p->parent);
    p->waiting.~basic_string();
    free_object(t, o);
}
void traverse(Object* o, Visitor& visitor) {
    auto* p = static_cast<Parser*>(o);
    for (Value handler : p->handlers) visitor.visit(handler);
    visitor.visit(p->intern);
    visitor.visit(p->parent);
}
void clear(Thread&, Object* o) {
    auto* p = static_cast<Parser*>(o);
    for (unsigned i = 0; i < kHandlers; ++i) {
        Value old = p->handlers[i];
        p->handlers[i] = Value::none();
        install(p, static_cast<Handler>(i), false);
        release(old);
    }
}

// ---- parsing ----

Owned finish(Thread& t, Parser* p, XML_Status status) {
    if (has_exception(t)) return Raised{};
    if (status == XML_STATUS_ERROR) return raise_expat(t, p);
    flush_text(p);
    if (has_exception(t)) return Raised{};
    return Owned::share(Value::from_int(status));
}

XML_Status feed(Parser* p, std::string_view data, bool last) {
    constexpr size_t kPiece = 1 << 20;  // expat counts in int
    while (data.size() > kPiece) {
        XML_Status status = XML_Parse(p->xml, data.data(), static_cast<int>(kPiece), 0);
        if (status != XML_STATUS_OK) return status;
        data.remove_prefix(kPiece);
    }
    return XML_Parse(p->xml, data.data(), static_cast<int>(data.size()), last);
}

Owned parse(Thread& t, const Value* args) {
    Parser* p = parser_of(args[0]);
    Owned keep = Owned::share(args[0]);
    bool last = TRY(to_c_int(t, args[2])) != 0;
    if (is_str(args[1])) {
        std::string utf8 = TRY(str_utf8(t, args[1]));
        (void)XML_SetEncoding(p->xml, "utf-8");
        return finish(t, p, feed(p, utf8, last));
    }
    Buffer data(t);
    TRY(data.open(args[1]));
    return finish(t, p, feed(p, data.view(), last));
}

Owned parse_file(Thread& t, const Value* args) {
    Parser* p = parser_of(args[0]);
    Owned keep = Owned::share(args[0]), read = TRY(lookup_attr(t, args[1], intern(t, "read")));
    if (read.is_unbound()) return raise_type_error(t, "argument must have 'read' attribute");
    for (;;) {
        Owned piece = TRY(call(t, read, {Value::from_int(2048)}));
        if (!is_bytes(piece) && !is_kind(piece, Kind::ByteArray))
            return raise_type_error(t, "read() did not return a bytes object (type=%.400s)",
                                    type_name(t, piece));
        Buffer data(t);
        TRY(data.open(piece));
        if (data.length() > 2048)
            return raise_value_error(t, "read() returned too much data: 2048 bytes requested, %zu returned",
                                     data.length());
        bool last = data.length() == 0;
        XML_Status status = XML_Parse(p->xml, data.data(), static_cast<int>(data.length()), last);
        if (last || status != XML_STATUS_OK || has_exception(t)) return finish(t, p, status);
    }
}

Owned set_base(Thread& t, const Value* args) {
    if (!is_str(args[1]))
        return raise_type_error(t, "SetBase() argument must be str, not %.50s", type_name(t, args[1]));
    if (!XML_SetBase(parser_of(args[0])->xml, to_utf8(args[1]).c_str())) return raise_memory_error(t);
    return Owned::none();
}
Owned get_base(Thread& t, const Value* args) {
    const XML_Char* base = XML_GetBase(parser_of(args[0])->xml);
    return base ? make_str(t, base) : Owned::none();
}
Owned get_input_context(Thread& t, const Value* args) {
    Parser* p = parser_of(args[0]);
    if (!p->in_callback) return Owned::none();
    int offset = 0, size = 0;
    const char* input = XML_GetInputContext(p->xml, &offset, &size);
    if (!input) return Owned::none();
    return make_bytes(t, {input + offset, static_cast<size_t>(size - offset)});
}

Owned external_entity_parser(Thread& t, const Value* args) {
    Parser* p = parser_of(args[0]);
    std::string context, encoding;
    if (!args[1].is_none()) {
        if (!is_str(args[1]))
            return raise_type_error(t,
                                    "ExternalEntityParserCreate() argument 1 must be str or None, not %.50s",
                                    type_name(t, args[1]));
        context = to_utf8(args[1]);
    }
    if (!args[2].is_unbound()) {
        if (!is_str(args[2]))
            return raise_type_error(t, "ExternalEntityParserCreate() argument 2 must be str, not %.50s",
                                    type_name(t, args[2]));
        encoding = to_utf8(args[2]);
    }
    Parser* made = allocate(t, p->intern);
    if (!made) return raise_memory_error(t);
    Owned held = Owned::adopt(made);
    made->buffer_size = p->buffer_size;
    made->buffer_text = p->buffer_text;
    made->ordered_attributes = p->ordered_attributes;
    made->specified_attributes = p->specified_attributes;
    made->namespace_prefixes = p->namespace_prefixes;
    made->xml = XML_ExternalEntityParserCreate(p->xml, args[1].is_none() ? nullptr : context.c_str(),
                                               args[2].is_unbound() ? nullptr : encoding.c_str());
    if (!made->xml) return raise_memory_error(t);
    retain(args[0]);
    made->parent = args[0];
    prepare(made);
    for (unsigned i = 0; i < kHandlers; ++i) {
        retain(p->handlers[i]);
        made->handlers[i] = p->handlers[i];
        install(made, static_cast<Handler>(i), !made->handlers[i].is_none());
    }
    return held;
}

Owned set_param_entity_parsing(Thread& t, const Value* args) {
    int flag = TRY(to_c_int(t, args[1]));
    int done = XML_SetParamEntityParsing(parser_of(args[0])->xml, static_cast<XML_ParamEntityParsing>(flag));
    return Owned::share(Value::from_int(done));
}
Owned use_foreign_dtd(Thread& t, const Value* args) {
    bool flag = TRY(truth(t, args[1]));
    Parser* p = parser_of(args[0]);
    if (XML_UseForeignDTD(p->xml, flag) != XML_ERROR_NONE) return raise_expat(t, p);
    return Owned::none();
}

// ---- attributes ----

template <unsigned kHandler>
Owned get_handler(Thread&, Value self) {
    return Owned::share(parser_of(self)->handlers[kHandler]);
}
template <unsigned kHandler>
Status set_handler(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_runtime_error(t, "Cannot delete attribute");
    Parser* p = parser_of(self);
    if (kHandler == kCharacterData) {
        flush_text(p);  // what came before is the old handler's
        if (has_exception(t)) return Raised{};
    }
    retain(value);
    Value old = p->handlers[kHandler];
    p->handlers[kHandler] = value;
    // A handler taken away within a callback for character data: expat goes on with the rest of its piece.
    install(p, static_cast<Handler>(kHandler), !value.is_none());
    release(old);
    return {};
}

template <bool Parser::*kField>
Owned get_flag(Thread&, Value self) {
    return Owned::from_bool(parser_of(self)->*kField);
}
template <bool Parser::*kField>
Status set_flag(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_runtime_error(t, "Cannot delete attribute");
    parser_of(self)->*kField = TRY(truth(t, value));
    return {};
}
Status set_buffer_text(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_runtime_error(t, "Cannot delete attribute");
    bool on = TRY(truth(t, value));
    flush_text(parser_of(self));
    if (has_exception(t)) return Raised{};
    parser_of(self)->buffer_text = on;
    return {};
}
Status set_namespace_prefixes(Thread& t, Value self, Value value) {
    TRY(set_flag<&Parser::namespace_prefixes>(t, self, value));
    XML_SetReturnNSTriplet(parser_of(self)->xml, parser_of(self)->namespace_prefixes);
    return {};
}
Owned get_buffer_size(Thread&, Value self) {
    return Owned::share(Value::from_int(parser_of(self)->buffer_size));
}
Status set_buffer_size(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_runtime_error(t, "Cannot delete attribute");
    if (!is_int(value)) return raise_type_error(t, "buffer_size must be an integer");
    int64_t size = TRY(to_ssize_argument(t, value));
    if (size <= 0) return raise_value_error(t, "buffer_size must be greater than zero");
    if (size > INT32_MAX) return raise_value_error(t, "buffer_size must not be greater than %i", INT32_MAX);
    Parser* p = parser_of(self);
    flush_text(p);
    if (has_exception(t)) return Raised{};
    p->buffer_size = static_cast<int>(size);
    return {};
}
Owned get_buffer_used(Thread&, Value self) {
    return Owned::share(Value::from_int(static_cast<int64_t>(parser_of(self)->waiting.size())));
}
Owned get_intern(Thread&, Value self) { return Owned::share(parser_of(self)->intern); }
template <auto kGet>
Owned get_number(Thread&, Value self) {
    return Owned::share(Value::from_int(static_cast<int64_t>(kGet(parser_of(self)->xml))));
}

const FunctionSpec methods[] = {
    {"Parse(self, data, isfinal=False, /)", parse,
     "Parse XML data.\n\n'isfinal' should be true at end of input."},
    {"ParseFile(self, file, /)", parse_file, "Parse XML data from file-like object."},
    {"SetBase(self, base, /)", set_base, "Set the base URL for the parser."},
    {"GetBase(self, /)", get_base, "Return base URL string for the parser."},
    {"GetInputContext(self, /)", get_input_context,
     "Return the untranslated text of the input that caused the current event."},
    {"ExternalEntityParserCreate(self, context, encoding=..., /)", external_entity_parser,
     "Create a parser for parsing an external entity based on the information passed to the "
     "ExternalEntityRefHandler."},
    {"SetParamEntityParsing(self, flag, /)", set_param_entity_parsing,
     "Controls parsing of parameter entities."},
    {"UseForeignDTD(self, flag=True, /)", use_foreign_dtd,
     "Allows the application to provide an artificial external subset."},
};

template <unsigned... kIndex>
std::vector<GetSetSpec> all_attributes(std::integer_sequence<unsigned, kIndex...>) {
    std::vector<GetSetSpec> out = {{kHandlerNames[kIndex], get_handler<kIndex>, set_handler<kIndex>}...};
    for (GetSetSpec spec : std::initializer_list<GetSetSpec>{
             {"buffer_size", get_buffer_size, set_buffer_size},
             {"buffer_text", get_flag<&Parser::buffer_text>, set_buffer_text},
             {"buffer_used", get_buffer_used},
             {"namespace_prefixes", get_flag<&Parser::namespace_prefixes>, set_namespace_prefixes},
             {"ordered_attributes", get_flag<&Parser::ordered_attributes>,
              set_flag<&Parser::ordered_attributes>},
             {"specified_attributes", get_flag<&Parser::specified_attributes>,
              set_flag<&Parser::specified_attributes>},
             {"intern", get_intern},
             {"ErrorCode", get_number<XML_GetErrorCode>},
             {"ErrorLineNumber", get_number<XML_GetCurrentLineNumber>},
             {"ErrorColumnNumber", get_number<XML_GetCurrentColumnNumber>},
             {"ErrorByteIndex", get_number<XML_GetCurrentByteIndex>},
             {"CurrentLineNumber", get_number<XML_GetCurrentLineNumber>},
             {"CurrentColumnNumber", get_number<XML_GetCurrentColumnNumber>},
             {"CurrentByteIndex", get_number<XML_GetCurrentByteIndex>},
         })
        out.push_back(spec);
    return out;
}

}  // namespace

Owned new_parser(Thread& t, const char* encoding, const char* namespace_separator, Value intern) {
    Parser* p = allocate(t, intern);
    if (!p) return raise_memory_error(t);
    Owned held = Owned::adopt(p);
    p->xml =
        namespace_separator ? XML_ParserCreateNS(encoding, *namespace_separator) : XML_ParserCreate(encoding);
    if (!p->xml) return raise_memory_error(t);
    prepare(p);
    return held;
}

Status define_parser(Thread& t, Module* module) {
    static const std::vector<GetSetSpec> attributes =
        all_attributes(std::make_integer_sequence<unsigned, kHandlers>());
    TypeSpec spec;
    spec.name = "pyexpat.xmlparser";
    spec.size = sizeof(Parser);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = dealloc;
    spec.slots.traverse = traverse;
    spec.slots.clear = clear;
    spec.methods = methods;
    spec.getset = attributes;
    spec.doc = "XML parser";
    state_of(t).parser = define_type(t, spec);
    return module_add(t, module, "XMLParserType", Value(state_of(t).parser));
}

}  // namespace minipy::expat
