// The parser object, and the way from a handler's name to what libexpat calls.
#pragma once

#include <expat.h>

#include "native/module.h"

namespace minipy::expat {

// In the order of their names in handler_names(); the number is the index in Parser::handlers.
enum Handler : unsigned {
    kStartElement,
    kEndElement,
    kProcessingInstruction,
    kCharacterData,
    kUnparsedEntityDecl,
    kNotationDecl,
    kStartNamespaceDecl,
    kEndNamespaceDecl,
    kComment,
    kStartCdataSection,
    kEndCdataSection,
    kDefault,
    kDefaultExpand,
    kNotStandalone,
    kExternalEntityRef,
    kStartDoctypeDecl,
    kEndDoctypeDecl,
    kEntityDecl,
    kXmlDecl,
    kElementDecl,
    kAttlistDecl,
    kSkippedEntity,
    kHandlers
};

struct Parser : GcObject {
    XML_Parser xml = nullptr;
    Value handlers[kHandlers];
    Value intern = Value::none();  // Dict of the names seen
    Value parent = Value::none();  // of a parser of an external entity: expat lets the two share memory
    std::string waiting;
    int buffer_size = 8192;
    bool buffer_text = false, ordered_attributes = false, specified_attributes = false,
         namespace_prefixes = false;
    bool in_callback = false;
};
inline Parser* parser_of(Value v) { return v.as<Parser>(); }

struct State {
    Type* parser = nullptr;
    Value error = Value::none();
};
State& state_of(Thread&);

// Tells expat to call the handler, or not to.
void install(Parser*, Handler, bool on);
void install_unknown_encoding(Parser*);
// Hands buffered character data over. An error is left set in the thread.
void flush_text(Parser*);
// Raises ExpatError for the parser's state.
Raised raise_expat(Thread&, Parser*);
Status define_parser(Thread&, Module*);
// ParserCreate(); namespace_separator: null for none.
Owned new_parser(Thread&, const char* encoding, const char* namespace_separator, Value intern);

}  // namespace minipy::expat
