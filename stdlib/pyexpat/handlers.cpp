// What libexpat calls during a parse: each of these gives its arguments to the Python handler of the same name. An exception stays set
// in the thread and stops the parser; whatever expat still calls then does nothing.
#include "parser.h"

namespace minipy::expat {

namespace {

Parser* parser_in(void* data) { return static_cast<Parser*>(data); }
bool failed() { return has_exception(*current_thread); }

Owned text(Thread& t, const XML_Char* s) { return s ? make_str(t, s) : Owned::none(); }

// A name: equal ones are the same object.
Owned name(Thread& t, Parser* p, const XML_Char* s) {
    if (!s) return Owned::none();
    Owned made = TRY(make_str(t, s));
    if (!is_dict(p->intern)) return made;
    return dict_set_default(t, p->intern.as<Dict>(), made, made);
}

// Calls the handler; false when that raised, or an argument could not be made.
template <class Make>
bool invoke(Parser* p, Handler handler, Make make_arguments, Owned* result = nullptr) {
    Thread& t = *current_thread;
    if (failed()) return false;
    Owned callee = Owned::share(p->handlers[handler]);
    if (callee.is_none()) return true;
    if (handler != kCharacterData) flush_text(p);
    bool good = false;
    try {
        std::vector<Owned> made;
        if (!failed()) make_arguments(t, made);
        std::vector<Value> args(made.begin(), made.end());
        if (!failed()) {
            bool before = p->in_callback;
            p->in_callback = true;
            Owned out = call(t, callee, CallArgs{args.data(), static_cast<uint32_t>(args.size()), nullptr});
            p->in_callback = before;
            good = !out.is_error();
            if (good && result) *result = std::move(out);
        }
    } catch (const std::bad_alloc&) {
        (void)raise_memory_error(t);
    }
    if (!good) XML_StopParser(p->xml, XML_FALSE);
    return good;
}

// The arguments one after the other: `add` of strings, names and numbers.
#define ARGUMENTS [&](Thread & t, std::vector<Owned> & out)
#define NAME(s) out.push_back(name(t, p, s))
#define TEXT(s) out.push_back(text(t, s))
#define NUMBER(n) out.push_back(Owned::share(Value::from_int(n)))

Owned attributes(Thread& t, Parser* p, const XML_Char** pairs) {
    size_t count = 0;
    if (p->specified_attributes) {
        count = static_cast<size_t>(XML_GetSpecifiedAttributeCount(p->xml));
    } else {
        while (pairs[count]) count += 2;
    }
    if (p->ordered_attributes) {
        Ref<List> list = TRY(new_list(t));
        for (size_t i = 0; i < count; ++i) {
            Owned item = TRY(i % 2 ? text(t, pairs[i]) : name(t, p, pairs[i]));
            TRY(list_append(t, list.get(), item));
        }
        return list;
    }
    Ref<Dict> dict = TRY(new_dict(t));
    for (size_t i = 0; i < count; i += 2) {
        Owned key = TRY(name(t, p, pairs[i])), value = TRY(text(t, pairs[i + 1]));
        TRY(dict_set(t, dict.get(), key, value));
    }
    return dict;
}

void on_start_element(void* data, const XML_Char* element, const XML_Char** pairs) {
    Parser* p = parser_in(data);
    invoke(
        p, kStartElement, ARGUMENTS {
            NAME(element);
            out.push_back(attributes(t, p, pairs));
        });
}
void on_end_element(void* data, const XML_Char* element) {
    Parser* p = parser_in(data);
    invoke(
        p, kEndElement, ARGUMENTS { NAME(element); });
}
void on_processing_instruction(void* data, const XML_Char* target, const XML_Char* content) {
    Parser* p = parser_in(data);
    invoke(
        p, kProcessingInstruction, ARGUMENTS {
            NAME(target);
            TEXT(content);
        });
}
void on_character_data(void* data, const XML_Char* s, int length) {
    Parser* p = parser_in(data);
    if (failed()) return;
    std::string_view piece(s, static_cast<size_t>(length));
    if (p->buffer_text && static_cast<size_t>(p->buffer_size) > piece.size()) {
        if (p->waiting.size() + piece.size() > static_cast<size_t>(p->buffer_size)) {
            flush_text(p);
            if (failed() || p->handlers[kCharacterData].is_none()) return;
        }
        p->waiting.append(piece);
        return;
    }
    flush_text(p);
    invoke(
        p, kCharacterData, ARGUMENTS { out.push_back(make_str(t, piece)); });
}
void on_unparsed_entity(void* data, const XML_Char* entity, const XML_Char* base, const XML_Char* system,
                        const XML_Char* public_id, const XML_Char* notation) {
    Parser* p = parser_in(data);
    invoke(
        p, kUnparsedEntityDecl, ARGUMENTS {
            for (auto* s : {entity, base, system, public_id, notation}) NAME(s);
        });
}
void on_notation(void* data, const XML_Char* notation, const XML_Char* base, const XML_Char* system,
                 const XML_Char* public_id) {
    Parser* p = parser_in(data);
    invoke(
        p, kNotationDecl, ARGUMENTS {
            for (auto* s : {notation, base, system, public_id}) NAME(s);
        });
}
void on_start_namespace(void* data, const XML_Char* prefix, const XML_Char* uri) {
    Parser* p = parser_in(data);
    invoke(
        p, kStartNamespaceDecl, ARGUMENTS {
            for (auto* s : {prefix, uri}) NAME(s);
        });
}
void on_end_namespace(void* data, const XML_Char* prefix) {
    Parser* p = parser_in(data);
    invoke(
        p, kEndNamespaceDecl, ARGUMENTS { NAME(prefix); });
}
void on_comment(void* data, const XML_Char* content) {
    Parser* p = parser_in(data);
    invoke(
        p, kComment, ARGUMENTS { TEXT(content); });
}
template <Handler kHandler>
void on_nothing(void* data) {
    invoke(parser_in(data), kHandler, [](Thread&, std::vector<Owned>&) {});
}
template <Handler kHandler>
void on_default(void* data, const XML_Char* s, int length) {
    std::string_view piece(s, static_cast<size_t>(length));
    invoke(
        parser_in(data), kHandler, ARGUMENTS { out.push_back(make_str(t, piece)); });
}

// Handlers that answer with a number; an exception is a 0, on which expat gives up.
int answer(Parser* p, const Owned& result) {
    Thread& t = *current_thread;
    Result<int> number = to_c_int(t, result);
    if (!number.is_error()) return number.value();
    XML_StopParser(p->xml, XML_FALSE);
    return 0;
}
int on_not_standalone(void* data) {
    Parser* p = parser_in(data);
    Owned result = Owned::share(Value::from_int(1));
    return invoke(
               p, kNotStandalone, [](Thread&, std::vector<Owned>&) {}, &result)
               ? answer(p, result)
               : 0;
}
int on_external_entity(XML_Parser xml, const XML_Char* context, const XML_Char* base, const XML_Char* system,
                       const XML_Char* public_id) {
    Parser* p = parser_in(XML_GetUserData(xml));
    Owned result = Owned::share(Value::from_int(1));
    bool good = invoke(
        p, kExternalEntityRef,
        ARGUMENTS {
            TEXT(context);
            for (auto* s : {base, system, public_id}) NAME(s);
        },
        &result);
    return good ? answer(p, result) : 0;
}
void on_start_doctype(void* data, const XML_Char* doctype, const XML_Char* system, const XML_Char* public_id,
                      int has_subset) {
    Parser* p = parser_in(data);
    invoke(
        p, kStartDoctypeDecl, ARGUMENTS {
            for (auto* s : {doctype, system, public_id}) NAME(s);
            NUMBER(has_subset);
        });
}
void on_entity(void* data, const XML_Char* entity, int is_parameter, const XML_Char* value, int length,
               const XML_Char* base, const XML_Char* system, const XML_Char* public_id,
               const XML_Char* notation) {
    Parser* p = parser_in(data);
    invoke(
        p, kEntityDecl, ARGUMENTS {
            NAME(entity);
            NUMBER(is_parameter);
            out.push_back(value ? make_str(t, {value, static_cast<size_t>(length)}) : Owned::none());
            for (auto* s : {base, system, public_id, notation}) NAME(s);
        });
}
void on_xml_decl(void* data, const XML_Char* version, const XML_Char* encoding, int standalone) {
    Parser* p = parser_in(data);
    invoke(
        p, kXmlDecl, ARGUMENTS {
            TEXT(version);
            TEXT(encoding);
            NUMBER(standalone);
        });
}

// (type, quantifier, name, children)
Owned content_model(Thread& t, Parser* p, const XML_Content* model) {
    RecursionScope scope(t, " in conv_content_model");
    if (scope.failed()) return Raised{};
    Ref<Tuple> children = TRY(new_tuple(t, model->numchildren));
    for (unsigned i = 0; i < model->numchildren; ++i)
        children->items()[i] = TRY(content_model(t, p, &model->children[i])).take();
    Owned called = TRY(name(t, p, model->name));
    return make_tuple(t, {Value::from_int(model->type), Value::from_int(model->quant), called, children});
}
void on_element_decl(void* data, const XML_Char* element, XML_Content* model) {
    Parser* p = parser_in(data);
    invoke(
        p, kElementDecl, ARGUMENTS {
            NAME(element);
            out.push_back(content_model(t, p, model));
        });
    XML_FreeContentModel(p->xml, model);
}
void on_attlist(void* data, const XML_Char* element, const XML_Char* attribute, const XML_Char* type,
                const XML_Char* value, int required) {
    Parser* p = parser_in(data);
    invoke(
        p, kAttlistDecl, ARGUMENTS {
            NAME(element);
            NAME(attribute);
            TEXT(type);
            TEXT(value);
            NUMBER(required);
        });
}
void on_skipped_entity(void* data, const XML_Char* entity, int is_parameter) {
    Parser* p = parser_in(data);
    invoke(
        p, kSkippedEntity, ARGUMENTS {
            NAME(entity);
            NUMBER(is_parameter);
        });
}

// Encodings of one byte per character that Python knows and expat does not.
int on_unknown_encoding(void* data, const XML_Char* encoding, XML_Encoding* out) {
    Thread& t = *current_thread;
    if (failed()) return XML_STATUS_ERROR;
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    Owned bytes = make_bytes(t, all),
          decode = bytes.is_error() ? Owned(Raised{}) : get_attr(t, bytes, "decode");
    Owned called = make_str(t, encoding), replace = make_str(t, "replace");
    if (decode.is_error() || called.is_error() || replace.is_error()) return XML_STATUS_ERROR;
    Owned decoded = call(t, decode, {called, replace});
    if (decoded.is_error()) return XML_STATUS_ERROR;
    if (!is_str(decoded) || as_str(decoded)->length != 256) {
        (void)raise_value_error(t, "multi-byte encodings are not supported");
        return XML_STATUS_ERROR;
    }
    for (size_t i = 0; i < 256; ++i) {
        uint32_t point = as_str(decoded)->at(i);
        out->map[i] = point == 0xFFFD ? -1 : static_cast<int>(point);
    }
    out->data = nullptr;
    out->convert = nullptr;
    out->release = nullptr;
    (void)data;
    return XML_STATUS_OK;
}

}  // namespace

void flush_text(Parser* p) {
    if (p->waiting.empty()) return;
    std::string text;
    text.swap(p->waiting);
    invoke(
        p, kCharacterData, ARGUMENTS { out.push_back(make_str(t, text)); });
}

void install_unknown_encoding(Parser* p) { XML_SetUnknownEncodingHandler(p->xml, on_unknown_encoding, p); }

void install(Parser* p, Handler handler, bool on) {
    XML_Parser x = p->xml;
    switch (handler) {
        case kStartElement:
            return XML_SetStartElementHandler(x, on ? on_start_element : nullptr);
        case kEndElement:
            return XML_SetEndElementHandler(x, on ? on_end_element : nullptr);
        case kProcessingInstruction:
            return XML_SetProcessingInstructionHandler(x, on ? on_processing_instruction : nullptr);
        case kCharacterData:
            return XML_SetCharacterDataHandler(x, on ? on_character_data : nullptr);
        case kUnparsedEntityDecl:
            return XML_SetUnparsedEntityDeclHandler(x, on ? on_unparsed_entity : nullptr);
        case kNotationDecl:
            return XML_SetNotationDeclHandler(x, on ? on_notation : nullptr);
        case kStartNamespaceDecl:
            return XML_SetStartNamespaceDeclHandler(x, on ? on_start_namespace : nullptr);
        case kEndNamespaceDecl:
            return XML_SetEndNamespaceDeclHandler(x, on ? on_end_namespace : nullptr);
        case kComment:
            return XML_SetCommentHandler(x, on ? on_comment : nullptr);
        case kStartCdataSection:
            return XML_SetStartCdataSectionHandler(x, on ? on_nothing<kStartCdataSection> : nullptr);
        case kEndCdataSection:
            return XML_SetEndCdataSectionHandler(x, on ? on_nothing<kEndCdataSection> : nullptr);
        case kDefault:
            return XML_SetDefaultHandler(x, on ? on_default<kDefault> : nullptr);
        case kDefaultExpand:
            return XML_SetDefaultHandlerExpand(x, on ? on_default<kDefaultExpand> : nullptr);
        case kNotStandalone:
            return XML_SetNotStandaloneHandler(x, on ? on_not_standalone : nullptr);
        case kExternalEntityRef:
            return XML_SetExternalEntityRefHandler(x, on ? on_external_entity : nullptr);
        case kStartDoctypeDecl:
            return XML_SetStartDoctypeDeclHandler(x, on ? on_start_doctype : nullptr);
        case kEndDoctypeDecl:
            return XML_SetEndDoctypeDeclHandler(x, on ? on_nothing<kEndDoctypeDecl> : nullptr);
        case kEntityDecl:
            return XML_SetEntityDeclHandler(x, on ? on_entity : nullptr);
        case kXmlDecl:
            return XML_SetXmlDeclHandler(x, on ? on_xml_decl : nullptr);
        case kElementDecl:
            return XML_SetElementDeclHandler(x, on ? on_element_decl : nullptr);
        case kAttlistDecl:
            return XML_SetAttlistDeclHandler(x, on ? on_attlist : nullptr);
        case kSkippedEntity:
            return XML_SetSkippedEntityHandler(x, on ? on_skipped_entity : nullptr);
        case kHandlers:
            return;
    }
}

}  // namespace minipy::expat
