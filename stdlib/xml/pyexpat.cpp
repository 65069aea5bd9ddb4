// The module `pyexpat`: a parser object has one attribute per kind of event, and calls what is there.
#include <expat.h>

#include <climits>

#include "native/module.h"

namespace minipy::xml {

namespace {

enum Event : int {
    kStartElement,
    kEndElement,
    kProcessingInstruction,
    kCharacterData,
    kUnparsedEntity,
    kNotation,
    kStartNamespace,
    kEndNamespace,
    kComment,
    kStartCdata,
    kEndCdata,
    kDefault,
    kDefaultExpand,
    kNotStandalone,
    kExternalEntity,
    kStartDoctype,
    kEndDoctype,
    kEntity,
    kXmlDeclaration,
    kElement,
    kAttributeList,
    kSkippedEntity,
    kEvents
};

struct Parser : GcObject {
    XML_Parser expat = nullptr;
    Thread* thread = nullptr;  // the one that parses
    Value handlers[kEvents];
    Value intern_table = Value::none();
    Value parent = Value::none();  // of a parser of an external entity: what it was made from
    bool ordered = false, specified = false, buffer_text = false, prefixes = false, failed = false;
    int64_t buffer_size = 8192;
    std::string text;  // character data that waits for more
};
Parser* parser_of(Value v) { return v.as<Parser>(); }

struct ExpatTypes {
    Type* parser = nullptr;
    Value error = Value::none();
};
ExpatTypes& types_of(Thread&);

// Names and values: None for what is not there; names are the same object each time.
Owned text_or_none(Thread& t, const char* text) { return text ? make_str(t, text) : Owned::none(); }
Owned name_of(Thread& t, Parser* p, const char* text) {
    if (!text) return Owned::none();
    Owned made = TRY(make_str(t, text));
    if (!is_dict(p->intern_table)) return made;
    return dict_set_default(t, p->intern_table.as<Dict>(), made, made);
}

void fail(Parser* p) {
    p->failed = true;
    XML_StopParser(p->expat, XML_FALSE);
}

void flush_text(Parser* p) {
    if (p->text.empty() || p->failed) return;
    std::string text = std::move(p->text);
    p->text.clear();
    if (p->handlers[kCharacterData].is_none()) return;
    Owned data = make_str(*p->thread, text);
    if (data.is_error()) return fail(p);
    Owned handler = Owned::share(p->handlers[kCharacterData]);
    if (call(*p->thread, handler, {data}).is_error()) fail(p);
}
// An event whose arguments are made one after the other.
template <class... Parts>
Owned report(Parser* p, Event event, Parts... parts) {
    if (p->failed || p->handlers[event].is_none()) return Owned::unbound();
    flush_text(p);
    if (p->failed) return Owned::unbound();
    Owned args[sizeof...(Parts) + 1] = {parts()..., Owned::none()};
    for (size_t i = 0; i < sizeof...(Parts); ++i) {
        if (!args[i].is_error()) continue;
        fail(p);
        return Owned::unbound();
    }
    std::vector<Value> values(args, args + sizeof...(Parts));
    Owned handler = Owned::share(p->handlers[event]);
    Owned answer = call(*p->thread, handler, CallArgs{values.data(), static_cast<uint32_t>(values.size())});
    if (!answer.is_error()) return answer;
    fail(p);
    return Owned::unbound();
}
#define TEXT(x) [&] { return text_or_none(*p->thread, x); }
#define NAME(x) [&] { return name_of(*p->thread, p, x); }
#define NUMBER(x) [&] { return make_int(*p->thread, static_cast<int64_t>(x)); }

// ---- what libexpat calls ----

Parser* self_of(void* data) { return static_cast<Parser*>(data); }

Owned attributes(Parser* p, const XML_Char** pairs) {
    Thread& t = *p->thread;
    int count = p->specified ? XML_GetSpecifiedAttributeCount(p->expat) : INT_MAX;
    Ref<List> list;
    Ref<Dict> dict;
    if (p->ordered)
        list = TRY(new_list(t));
    else
        dict = TRY(new_dict(t));
    for (int i = 0; pairs[i] && i < count; i += 2) {
        Owned name = TRY(name_of(t, p, pairs[i])), value = TRY(make_str(t, pairs[i + 1]));
        if (p->ordered) {
            TRY(list_append(t, list.get(), name));
            TRY(list_append(t, list.get(), value));
        } else {
            TRY(dict_set(t, dict.get(), name, value));
        }
    }
    if (p->ordered) return list;
    return dict;
}
void on_start_element(void* data, const XML_Char* name, const XML_Char** pairs) {
    Parser* p = self_of(data);
    (void)report(p, kStartElement, NAME(name), [&] { return attributes(p, pairs); });
}
void on_end_element(void* data, const XML_Char* name) {
    Parser* p = self_of(data);
    (void)report(p, kEndElement, NAME(name));
}
void on_processing_instruction(void* data, const XML_Char* target, const XML_Char* text) {
    Parser* p = self_of(data);
    (void)report(p, kProcessingInstruction, NAME(target), TEXT(text));
}
void on_text(void* data, const XML_Char* text, int length) {
    Parser* p = self_of(data);
    if (p->failed) return;
    std::string_view part(text, static_cast<size_t>(length));
    if (!p->buffer_text) {
        (void)report(p, kCharacterData, [&] { return make_str(*p->thread, part); });
        return;
    }
    if (p->text.size() + part.size() > static_cast<size_t>(p->buffer_size)) flush_text(p);
    p->text += part;
    if (p->text.size() > static_cast<size_t>(p->buffer_size)) flush_text(p);
}
void on_unparsed_entity(void* data, const XML_Char* name, const XML_Char* base, const XML_Char* system,
                        const XML_Char* public_id, const XML_Char* notation) {
    Parser* p = self_of(data);
    (void)report(p, kUnparsedEntity, NAME(name), NAME(base), NAME(system), NAME(public_id), NAME(notation));
}
void on_notation(void* data, const XML_Char* name, const XML_Char* base, const XML_Char* system,
                 const XML_Char* public_id) {
    Parser* p = self_of(data);
    (void)report(p, kNotation, NAME(name), NAME(base), NAME(system), NAME(public_id));
}
void on_start_namespace(void* data, const XML_Char* prefix, const XML_Char* uri) {
    Parser* p = self_of(data);
    (void)report(p, kStartNamespace, NAME(prefix), NAME(uri));
}
void on_end_namespace(void* data, const XML_Char* prefix) {
    Parser* p = self_of(data);
    (void)report(p, kEndNamespace, NAME(prefix));
}
void on_comment(void* data, const XML_Char* text) {
    Parser* p = self_of(data);
    (void)report(p, kComment, TEXT(text));
}
void on_start_cdata(void* data) { (void)report(self_of(data), kStartCdata); }
void on_end_cdata(void* data) { (void)report(self_of(data), kEndCdata); }
template <Event event>
void on_default(void* data, const XML_Char* text, int length) {
    Parser* p = self_of(data);
    (void)report(p, event,
                 [&] { return make_str(*p->thread, std::string_view(text, static_cast<size_t>(length))); });
}
// The answers of these two are numbers: 0 stops the parser.
int answered(Parser* p, Owned answer) {
    if (answer.is_unbound()) return 0;
    Result<int> number = to_c_int(*p->thread, answer);
    if (!number.is_error()) return number.value();
    fail(p);
    return 0;
}
int on_not_standalone(void* data) {
    Parser* p = self_of(data);
    if (p->handlers[kNotStandalone].is_none()) return 1;
    return answered(p, report(p, kNotStandalone));
}
int on_external_entity(XML_Parser expat, const XML_Char* context, const XML_Char* base,
                       const XML_Char* system, const XML_Char* public_id) {
    Parser* p = self_of(XML_GetUserData(expat));
    if (p->handlers[kExternalEntity].is_none()) return 1;
    return answered(p, report(p, kExternalEntity, TEXT(context), NAME(base), NAME(system), NAME(public_id)));
}
void on_start_doctype(void* data, const XML_Char* name, const XML_Char* system, const XML_Char* public_id,
                      int internal) {
    Parser* p = self_of(data);
    (void)report(p, kStartDoctype, NAME(name), NAME(system), NAME(public_id), NUMBER(internal));
}
void on_end_doctype(void* data) { (void)report(self_of(data), kEndDoctype); }
void on_entity(void* data, const XML_Char* name, int parameter, const XML_Char* value, int length,
               const XML_Char* base, const XML_Char* system, const XML_Char* public_id,
               const XML_Char* notation) {
    Parser* p = self_of(data);
    auto text = [&]() -> Owned {
        if (!value) return Owned::none();
        return make_str(*p->thread, std::string_view(value, static_cast<size_t>(length)));
    };
    (void)report(p, kEntity, NAME(name), NUMBER(parameter), text, NAME(base), NAME(system), NAME(public_id),
                 NAME(notation));
}
void on_xml_declaration(void* data, const XML_Char* version, const XML_Char* encoding, int standalone) {
    Parser* p = self_of(data);
    (void)report(p, kXmlDeclaration, TEXT(version), TEXT(encoding), NUMBER(standalone));
}
Owned model_of(Parser* p, const XML_Content* model) {
    Thread& t = *p->thread;
    if (native_stack_low(t, "")) return Raised{};
    Ref<Tuple> children = TRY(new_tuple(t, model->numchildren));
    for (unsigned i = 0; i < model->numchildren; ++i)
        children->items()[i] = TRY(model_of(p, &model->children[i])).take();
    Owned name = TRY(name_of(t, p, model->name));
    return make_tuple(t, {Value::from_int(model->type), Value::from_int(model->quant), name, children});
}
void on_element(void* data, const XML_Char* name, XML_Content* model) {
    Parser* p = self_of(data);
    (void)report(p, kElement, NAME(name), [&] { return model_of(p, model); });
    XML_FreeContentModel(p->expat, model);
}
void on_attribute_list(void* data, const XML_Char* element, const XML_Char* name, const XML_Char* type,
                       const XML_Char* fallback, int required) {
    Parser* p = self_of(data);
    (void)report(p, kAttributeList, NAME(element), NAME(name), TEXT(type), TEXT(fallback), NUMBER(required));
}
void on_skipped_entity(void* data, const XML_Char* name, int parameter) {
    Parser* p = self_of(data);
    (void)report(p, kSkippedEntity, NAME(name), NUMBER(parameter));
}

// Tells libexpat whether somebody listens: what nobody handles goes to the default handler.
void install(Parser* p, int event) {
    XML_Parser x = p->expat;
    bool on = !p->handlers[event].is_none();
    switch (static_cast<Event>(event)) {
        case kStartElement:
            return XML_SetStartElementHandler(x, on ? on_start_element : nullptr);
        case kEndElement:
            return XML_SetEndElementHandler(x, on ? on_end_element : nullptr);
        case kProcessingInstruction:
            return XML_SetProcessingInstructionHandler(x, on ? on_processing_instruction : nullptr);
        case kCharacterData:
            return XML_SetCharacterDataHandler(x, on ? on_text : nullptr);
        case kUnparsedEntity:
            return XML_SetUnparsedEntityDeclHandler(x, on ? on_unparsed_entity : nullptr);
        case kNotation:
            return XML_SetNotationDeclHandler(x, on ? on_notation : nullptr);
        case kStartNamespace:
            return XML_SetStartNamespaceDeclHandler(x, on ? on_start_namespace : nullptr);
        case kEndNamespace:
            return XML_SetEndNamespaceDeclHandler(x, on ? on_end_namespace : nullptr);
        case kComment:
            return XML_SetCommentHandler(x, on ? on_comment : nullptr);
        case kStartCdata:
            return XML_SetStartCdataSectionHandler(x, on ? on_start_cdata : nullptr);
        case kEndCdata:
            return XML_SetEndCdataSectionHandler(x, on ? on_end_cdata : nullptr);
        case kDefault:
            return XML_SetDefaultHandler(x, on ? on_default<kDefault> : nullptr);
        case kDefaultExpand:
            return XML_SetDefaultHandlerExpand(x, on ? on_default<kDefaultExpand> : nullptr);
        case kNotStandalone:
            return XML_SetNotStandaloneHandler(x, on ? on_not_standalone : nullptr);
        case kExternalEntity:
            return XML_SetExternalEntityRefHandler(x, on ? on_external_entity : nullptr);
        case kStartDoctype:
            return XML_SetStartDoctypeDeclHandler(x, on ? on_start_doctype : nullptr);
        case kEndDoctype:
            return XML_SetEndDoctypeDeclHandler(x, on ? on_end_doctype : nullptr);
        case kEntity:
            return XML_SetEntityDeclHandler(x, on ? on_entity : nullptr);
        case kXmlDeclaration:
            return XML_SetXmlDeclHandler(x, on ? on_xml_declaration : nullptr);
        case kElement:
            return XML_SetElementDeclHandler(x, on ? on_element : nullptr);
        case kAttributeList:
            return XML_SetAttlistDeclHandler(x, on ? on_attribute_list : nullptr);
        case kSkippedEntity:
            return XML_SetSkippedEntityHandler(x, on ? on_skipped_entity : nullptr);
        case kEvents:
            return;
    }
}

// An encoding of one byte per character that libexpat does not know: what its 256 bytes mean.
int on_unknown_encoding(void* data, const XML_Char* name, XML_Encoding* info) {
    Parser* p = self_of(data);
    Thread& t = *p->thread;
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    Owned bytes = make_bytes(t, all), encoding = make_str(t, name);
    if (bytes.is_error() || encoding.is_error()) return XML_STATUS_ERROR;
    Owned text = call_method(t, bytes, names(t).decode, {encoding, intern(t, "replace")});
    if (text.is_error()) {
        fail(p);
        return XML_STATUS_ERROR;
    }
    if (as_str(text)->length != 256) {
        (void)raise_value_error(t, "multi-byte encodings are not supported");
        fail(p);
        return XML_STATUS_ERROR;
    }
    for (size_t i = 0; i < 256; ++i) {
        uint32_t c = as_str(text)->at(i);
        info->map[i] = c == 0xfffd ? -1 : static_cast<int>(c);
    }
    info->data = nullptr;
    info->convert = nullptr;
    info->release = nullptr;
    return XML_STATUS_OK;
}

// ---- the parser object ----

Owned make_parser(Thread& t, XML_Parser expat, Value table) {
    if (!expat) return raise_runtime_error(t, "XML_ParserCreate failed");
    Parser* p = make<Parser>(t, types_of(t).parser);
    if (!p) {
        XML_ParserFree(expat);
        return raise_memory_error(t);
    }
    for (Value& handler : p->handlers) handler = Value::none();
    p->expat = expat;
    retain(table);
    p->intern_table = table;
    XML_SetUserData(expat, p);
    XML_SetUnknownEncodingHandler(expat, on_unknown_encoding, p);
    return Owned::adopt(p);
}
void parser_clear(Thread&, Object* o) {
    auto* p = static_cast<Parser*>(o);
    auto drop = [](Value& field) {
        Value old = field;
        field = Value::none();
        release(old);
    };
    for (Value& handler : p->handlers) drop(handler);
    drop(p->intern_table);
}
void parser_dealloc(Thread& t, Object* o) {
    auto* p = static_cast<Parser*>(o);
    gc_untrack(t, p);
    parser_clear(t, o);
    if (p->expat) XML_ParserFree(p->expat);
    release(p->parent);
    p->text.~basic_string();
    free_object(t, o);
}
void parser_traverse(Object* o, Visitor& visitor) {
    auto* p = static_cast<Parser*>(o);
    for (Value handler : p->handlers) visitor.visit(handler);
    visitor.visit(p->intern_table);
    visitor.visit(p->parent);
}

Raised raise_expat(Thread& t, Parser* p) {
    int code = static_cast<int>(XML_GetErrorCode(p->expat));
    int64_t line = static_cast<int64_t>(XML_GetErrorLineNumber(p->expat)),
            column = static_cast<int64_t>(XML_GetErrorColumnNumber(p->expat));
    std::string text = std::string(XML_ErrorString(static_cast<XML_Error>(code))) + ": line " +
                       std::to_string(line) + ", column " + std::to_string(column);
    Owned error = TRY(call(t, types_of(t).error, {TRY(make_str(t, text)).get()}));
    TRY(set_attr(t, error, intern(t, "code"), Value::from_int(code)));
    TRY(set_attr(t, error, intern(t, "offset"), Value::from_int(column)));
    TRY(set_attr(t, error, intern(t, "lineno"), Value::from_int(line)));
    return raise_instance(t, error);
}
Owned parse(Thread& t, Value self, std::string_view data, bool last) {
    Parser* p = parser_of(self);
    Owned held = Owned::share(self);
    Thread* outer = p->thread;
    p->thread = &t;
    XML_Status status = XML_STATUS_OK;
    constexpr size_t kMost = 1 << 20;
    while (data.size() > kMost && status == XML_STATUS_OK) {
        status = XML_Parse(p->expat, data.data(), static_cast<int>(kMost), 0);
        data.remove_prefix(kMost);
    }
    if (status == XML_STATUS_OK)
        status = XML_Parse(p->expat, data.data(), static_cast<int>(data.size()), last);
    if (!p->failed) flush_text(p);
    p->thread = outer;
    if (p->failed) {
        p->failed = outer != nullptr;
        return Raised{};
    }
    if (status == XML_STATUS_ERROR) return raise_expat(t, p);
    return make_int(t, static_cast<int64_t>(status));
}
Owned method_parse(Thread& t, const Value* args) {
    bool last = TRY(truth(t, args[2]));
    if (is_str(args[1])) {
        std::string text = TRY(str_utf8(t, args[1]));
        (void)XML_SetEncoding(parser_of(args[0])->expat, "utf-8");
        return parse(t, args[0], text, last);
    }
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    return parse(t, args[0], buffer.view(), last);
}
Owned method_parse_file(Thread& t, const Value* args) {
    Owned read = lookup_attr(t, args[1], intern(t, "read"));
    if (read.is_error()) return Raised{};
    if (read.is_unbound()) return raise_type_error(t, "argument must have 'read' attribute");
    for (;;) {
        Owned part = TRY(call(t, read, {Value::from_int(2048)}));
        if (!is_bytes(part) && !is_kind(part, Kind::ByteArray))
            return raise_type_error(t, "read() did not return a bytes object (type=%.400s)",
                                    type_name(t, part));
        Buffer buffer(t);
        TRY(buffer.open(part));
        bool last = buffer.length() == 0;
        Owned result = TRY(parse(t, args[0], buffer.view(), last));
        if (last) return result;
    }
}
Owned method_set_base(Thread& t, const Value* args) {
    if (!XML_SetBase(parser_of(args[0])->expat, TRY(str_utf8(t, args[1])).c_str()))
        return raise_memory_error(t);
    return Owned::none();
}
Owned method_get_base(Thread& t, const Value* args) {
    return text_or_none(t, XML_GetBase(parser_of(args[0])->expat));
}
Owned method_input_context(Thread& t, const Value* args) {
    Parser* p = parser_of(args[0]);
    int offset, size;
    const char* buffer = p->thread ? XML_GetInputContext(p->expat, &offset, &size) : nullptr;
    if (!buffer) return Owned::none();
    return make_bytes(t, std::string_view(buffer + offset, static_cast<size_t>(size - offset)));
}
Owned method_external(Thread& t, const Value* args) {
    Parser* p = parser_of(args[0]);
    std::string context = args[1].is_none() ? "" : TRY(str_utf8(t, args[1])),
                encoding = args[2].is_none() ? "" : TRY(str_utf8(t, args[2]));
    XML_Parser made = XML_ExternalEntityParserCreate(p->expat, args[1].is_none() ? nullptr : context.c_str(),
                                                     args[2].is_none() ? nullptr : encoding.c_str());
    if (!made) return raise_memory_error(t);
    Owned child = TRY(make_parser(t, made, p->intern_table));
    Parser* c = parser_of(child);
    retain(args[0]);
    c->parent = args[0];
    c->ordered = p->ordered;
    c->specified = p->specified;
    c->prefixes = p->prefixes;
    c->buffer_text = p->buffer_text;
    c->buffer_size = p->buffer_size;
    for (int i = 0; i < kEvents; ++i) {
        retain(p->handlers[i]);
        c->handlers[i] = p->handlers[i];
        if (!c->handlers[i].is_none()) install(c, i);
    }
    return child;
}
Owned method_param_entities(Thread& t, const Value* args) {
    int flag = TRY(to_c_int(t, args[1]));
    return make_int(
        t, XML_SetParamEntityParsing(parser_of(args[0])->expat, static_cast<XML_ParamEntityParsing>(flag)));
}
Owned method_foreign_dtd(Thread& t, const Value* args) {
    bool flag = TRY(truth(t, args[1]));
    Parser* p = parser_of(args[0]);
    if (XML_UseForeignDTD(p->expat, flag) != XML_ERROR_NONE) return raise_expat(t, p);
    return Owned::none();
}

// ---- attributes ----

template <int event>
Owned get_handler(Thread&, Value self) {
    return Owned::share(parser_of(self)->handlers[event]);
}
template <int event>
Status set_handler(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_runtime_error(t, "Cannot delete attribute");
    Parser* p = parser_of(self);
    if (event == kCharacterData && p->thread) {  // what waits was meant for the old one
        flush_text(p);
        if (p->failed) return Raised{};
    }
    retain(v);
    Value old = p->handlers[event];
    p->handlers[event] = v;
    release(old);
    install(p, event);
    return {};
}
template <bool Parser::*Flag>
Owned get_flag(Thread&, Value self) {
    return Owned::from_bool(parser_of(self)->*Flag);
}
template <bool Parser::*Flag>
Status set_flag(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_runtime_error(t, "Cannot delete attribute");
    bool on = TRY(truth(t, v));
    Parser* p = parser_of(self);
    if (Flag == &Parser::buffer_text && p->thread) {
        flush_text(p);
        if (p->failed) return Raised{};
    }
    p->*Flag = on;
    if (Flag == &Parser::prefixes) XML_SetReturnNSTriplet(p->expat, on);
    return {};
}
Owned get_buffer_size(Thread& t, Value self) { return make_int(t, parser_of(self)->buffer_size); }
Status set_buffer_size(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_runtime_error(t, "Cannot delete attribute");
    if (!is_int(v)) return raise_type_error(t, "buffer_size must be an integer");
    int64_t size = TRY(to_int64(t, v));
    if (size <= 0) return raise_value_error(t, "buffer_size must be greater than zero");
    if (size > INT_MAX) return raise_value_error(t, "buffer_size must not be greater than %i", INT_MAX);
    Parser* p = parser_of(self);
    if (p->thread) {
        flush_text(p);
        if (p->failed) return Raised{};
    }
    p->buffer_size = size;
    return {};
}
Owned get_buffer_used(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(parser_of(self)->text.size()));
}
Owned get_intern(Thread&, Value self) { return Owned::share(parser_of(self)->intern_table); }
Owned get_error_code(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(XML_GetErrorCode(parser_of(self)->expat)));
}
Owned get_line(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(XML_GetCurrentLineNumber(parser_of(self)->expat)));
}
Owned get_column(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(XML_GetCurrentColumnNumber(parser_of(self)->expat)));
}
Owned get_byte(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(XML_GetCurrentByteIndex(parser_of(self)->expat)));
}

#define HANDLER(name, event) \
    { name, get_handler<event>, set_handler<event> }
const GetSetSpec getset[] = {
    HANDLER("StartElementHandler", kStartElement),
    HANDLER("EndElementHandler", kEndElement),
    HANDLER("ProcessingInstructionHandler", kProcessingInstruction),
    HANDLER("CharacterDataHandler", kCharacterData),
    HANDLER("UnparsedEntityDeclHandler", kUnparsedEntity),
    HANDLER("NotationDeclHandler", kNotation),
    HANDLER("StartNamespaceDeclHandler", kStartNamespace),
    HANDLER("EndNamespaceDeclHandler", kEndNamespace),
    HANDLER("CommentHandler", kComment),
    HANDLER("StartCdataSectionHandler", kStartCdata),
    HANDLER("EndCdataSectionHandler", kEndCdata),
    HANDLER("DefaultHandler", kDefault),
    HANDLER("DefaultHandlerExpand", kDefaultExpand),
    HANDLER("NotStandaloneHandler", kNotStandalone),
    HANDLER("ExternalEntityRefHandler", kExternalEntity),
    HANDLER("StartDoctypeDeclHandler", kStartDoctype),
    HANDLER("EndDoctypeDeclHandler", kEndDoctype),
    HANDLER("EntityDeclHandler", kEntity),
    HANDLER("XmlDeclHandler", kXmlDeclaration),
    HANDLER("ElementDeclHandler", kElement),
    HANDLER("AttlistDeclHandler", kAttributeList),
    HANDLER("SkippedEntityHandler", kSkippedEntity),
    {"ordered_attributes", get_flag<&Parser::ordered>, set_flag<&Parser::ordered>},
    {"specified_attributes", get_flag<&Parser::specified>, set_flag<&Parser::specified>},
    {"namespace_prefixes", get_flag<&Parser::prefixes>, set_flag<&Parser::prefixes>},
    {"buffer_text", get_flag<&Parser::buffer_text>, set_flag<&Parser::buffer_text>},
    {"buffer_size", get_buffer_size, set_buffer_size},
    {"buffer_used", get_buffer_used},
    {"intern", get_intern},
    {"ErrorCode", get_error_code},
    {"ErrorLineNumber", get_line},
    {"ErrorColumnNumber", get_column},
    {"ErrorByteIndex", get_byte},
    {"CurrentLineNumber", get_line},
    {"CurrentColumnNumber", get_column},
    {"CurrentByteIndex", get_byte},
};
const FunctionSpec methods[] = {
    {"Parse(self, data, isfinal=False, /)", method_parse, "Parse XML data."},
    {"ParseFile(self, file, /)", method_parse_file, "Parse XML data from file-like object."},
    {"SetBase(self, base, /)", method_set_base, "Set the base URL for the parser."},
    {"GetBase(self, /)", method_get_base, "Return base URL string for the parser."},
    {"GetInputContext(self, /)", method_input_context,
     "Return the untranslated text of the input that caused the current event."},
    {"ExternalEntityParserCreate(self, context, encoding=None, /)", method_external,
     "Create a parser for parsing an external entity."},
    {"SetParamEntityParsing(self, flag, /)", method_param_entities,
     "Controls parsing of parameter entities."},
    {"UseForeignDTD(self, flag=True, /)", method_foreign_dtd,
     "Allows the application to provide an external subset."},
};

// ---- the module ----

Owned parser_create(Thread& t, const Value* args) {
    std::string encoding = args[0].is_none() ? "" : TRY(str_utf8(t, args[0])), separator;
    if (!args[1].is_none()) {
        if (!is_str(args[1]))
            return raise_type_error(
                t, "ParserCreate() argument 'namespace_separator' must be str or None, not %.50s",
                type_name(t, args[1]));
        if (as_str(args[1])->length > 1)
            return raise_value_error(t,
                                     "namespace_separator must be at most one character, omitted, or None");
        separator = to_utf8(args[1]);
    }
    Owned table = Owned::share(args[2]);
    if (table.is_unbound())
        table = TRY(new_dict(t));
    else if (!table.is_none() && !is_dict(table))
        return raise_type_error(t, "intern must be a dictionary");
    XML_Char between[2] = {separator.empty() ? '\0' : separator[0], '\0'};
    return make_parser(t,
                       XML_ParserCreate_MM(args[0].is_none() ? nullptr : encoding.c_str(), nullptr,
                                           args[1].is_none() ? nullptr : between),
                       table);
}
Owned error_string(Thread& t, const Value* args) {
    return text_or_none(t, XML_ErrorString(static_cast<XML_Error>(TRY(to_c_int(t, args[0])))));
}
const FunctionSpec functions[] = {
    {"ParserCreate(encoding=None, namespace_separator=None, intern=...)", parser_create,
     "Return a new XML parser object."},
    {"ErrorString(code, /)", error_string, "Returns string error for given number."},
};

constexpr const char* kErrorNames[] = {"NO_MEMORY",
                                       "SYNTAX",
                                       "NO_ELEMENTS",
                                       "INVALID_TOKEN",
                                       "UNCLOSED_TOKEN",
                                       "PARTIAL_CHAR",
                                       "TAG_MISMATCH",
                                       "DUPLICATE_ATTRIBUTE",
                                       "JUNK_AFTER_DOC_ELEMENT",
                                       "PARAM_ENTITY_REF",
                                       "UNDEFINED_ENTITY",
                                       "RECURSIVE_ENTITY_REF",
                                       "ASYNC_ENTITY",
                                       "BAD_CHAR_REF",
                                       "BINARY_ENTITY_REF",
                                       "ATTRIBUTE_EXTERNAL_ENTITY_REF",
                                       "MISPLACED_XML_PI",
                                       "UNKNOWN_ENCODING",
                                       "INCORRECT_ENCODING",
                                       "UNCLOSED_CDATA_SECTION",
                                       "EXTERNAL_ENTITY_HANDLING",
                                       "NOT_STANDALONE",
                                       "UNEXPECTED_STATE",
                                       "ENTITY_DECLARED_IN_PE",
                                       "FEATURE_REQUIRES_XML_DTD",
                                       "CANT_CHANGE_FEATURE_ONCE_PARSING",
                                       "UNBOUND_PREFIX",
                                       "UNDECLARING_PREFIX",
                                       "INCOMPLETE_PE",
                                       "XML_DECL",
                                       "TEXT_DECL",
                                       "PUBLICID",
                                       "SUSPENDED",
                                       "NOT_SUSPENDED",
                                       "ABORTED",
                                       "FINISHED",
                                       "SUSPEND_PE",
                                       "RESERVED_PREFIX_XML",
                                       "RESERVED_PREFIX_XMLNS",
                                       "RESERVED_NAMESPACE_URI",
                                       "INVALID_ARGUMENT",
                                       "NO_BUFFER",
                                       "AMPLIFICATION_LIMIT_BREACH"};

// `pyexpat.errors` and `pyexpat.model`: modules of constants.
Status add_submodule(Thread& t, Module* module, const char* name, const char* full, Module** made) {
    Owned submodule = TRY(new_module(t, full));
    *made = submodule.as<Module>();
    TRY(dict_set_ascii(t, t.interp->sys_modules.as<Dict>(), full, submodule));
    return module_add(t, module, name, submodule);
}
Status add_errors(Thread& t, Module* module) {
    Module* errors;
    TRY(add_submodule(t, module, "errors", "pyexpat.errors", &errors));
    TRY(module_add_str(t, errors, "__doc__", "Constants used to describe error conditions."));
    Ref<Dict> codes = TRY(new_dict(t)), messages = TRY(new_dict(t));
    for (size_t i = 0; i < std::size(kErrorNames); ++i) {
        Value code = Value::from_int(static_cast<int64_t>(i + 1));
        Owned message = TRY(text_or_none(t, XML_ErrorString(static_cast<XML_Error>(i + 1))));
        if (message.is_none()) continue;
        TRY(module_add(t, errors, ("XML_ERROR_" + std::string(kErrorNames[i])).c_str(), message));
        TRY(dict_set(t, codes.get(), message, code));
        TRY(dict_set(t, messages.get(), code, message));
    }
    TRY(module_add(t, errors, "codes", codes));
    return module_add(t, errors, "messages", messages);
}
Status add_model(Thread& t, Module* module) {
    Module* model;
    TRY(add_submodule(t, module, "model", "pyexpat.model", &model));
    TRY(module_add_str(t, model, "__doc__", "Constants used to interpret content model information."));
    constexpr std::pair<const char*, int> constants[] = {
        {"XML_CTYPE_EMPTY", XML_CTYPE_EMPTY},   {"XML_CTYPE_ANY", XML_CTYPE_ANY},
        {"XML_CTYPE_MIXED", XML_CTYPE_MIXED},   {"XML_CTYPE_NAME", XML_CTYPE_NAME},
        {"XML_CTYPE_CHOICE", XML_CTYPE_CHOICE}, {"XML_CTYPE_SEQ", XML_CTYPE_SEQ},
        {"XML_CQUANT_NONE", XML_CQUANT_NONE},   {"XML_CQUANT_OPT", XML_CQUANT_OPT},
        {"XML_CQUANT_REP", XML_CQUANT_REP},     {"XML_CQUANT_PLUS", XML_CQUANT_PLUS}};
    for (auto& [name, value] : constants) TRY(module_add_int(t, model, name, value));
    return {};
}
Status add_features(Thread& t, Module* module) {
    Ref<List> features = TRY(new_list(t));
    for (const XML_Feature* f = XML_GetFeatureList(); f->feature != XML_FEATURE_END; ++f) {
        Owned name = TRY(make_str(t, f->name)), number = TRY(make_int(t, static_cast<int64_t>(f->value)));
        TRY(list_append(t, features.get(), TRY(make_tuple(t, {name, number}))));
    }
    return module_add(t, module, "features", features);
}

Status fill(Thread& t, Module* module) {
    TypeSpec spec;
    spec.name = "pyexpat.xmlparser";
    spec.size = sizeof(Parser);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = parser_dealloc;
    spec.slots.traverse = parser_traverse;
    spec.slots.clear = parser_clear;
    spec.methods = methods;
    spec.getset = getset;
    spec.doc = "XML parser";
    types_of(t).parser = define_type(t, spec);
    Owned error = TRY(make_exception_class(t, "xml.parsers.expat.ExpatError", Value(exc(t).Exception)));
    types_of(t).error = error.dup().take();
    TRY(module_add(t, module, "error", error));
    TRY(module_add(t, module, "ExpatError", error));
    TRY(module_add(t, module, "XMLParserType", Value(types_of(t).parser)));
    TRY(module_add_str(t, module, "EXPAT_VERSION", XML_ExpatVersion()));
    XML_Expat_Version version = XML_ExpatVersionInfo();
    TRY(module_add(t, module, "version_info",
                   TRY(make_tuple(t, {Value::from_int(version.major), Value::from_int(version.minor),
                                      Value::from_int(version.micro)}))));
    TRY(module_add_str(t, module, "native_encoding", "UTF-8"));
    TRY(module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_NEVER", XML_PARAM_ENTITY_PARSING_NEVER));
    TRY(module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE",
                       XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE));
    TRY(module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_ALWAYS", XML_PARAM_ENTITY_PARSING_ALWAYS));
    TRY(add_features(t, module));
    TRY(add_errors(t, module));
    return add_model(t, module);
}

MINIPY_MODULE(pyexpat, {.doc = "Python wrapper for Expat parser.", .functions = functions, .exec = fill});

ExpatTypes& types_of(Thread& t) { return module_state<ExpatTypes>(t, module_registration_pyexpat); }

}  // namespace

}  // namespace minipy::xml
