// csv.reader: lines of text into lists of fields, by a machine that looks at one character at a time.
//
//     start of record -> start of field -> in field / in quotes -> behind the closing quote -> start of field ...
//
// A field in quotes may hold line ends: then the record goes on in the next line.
#include "csv.h"

namespace minipy::csv {

namespace {

enum class At : uint8_t {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuotes,
    EscapedInQuotes,
    QuoteInQuotes,
    LineEnd,
    AfterEscapedLineEnd
};
constexpr uint32_t kEndOfLine = 0xfffffffe;  // stands behind the last character of each line

struct Reader : GcObject {
    Value input = Value::none(), dialect = Value::none(), fields = Value::none();
    std::vector<uint32_t> field;
    uint32_t widest = 0;
    At at = At::StartRecord;
    bool numeric = false;
    int64_t lines = 0;
};
Reader* reader_of(Value v) { return v.as<Reader>(); }
bool is_line_end(uint32_t c) { return c == '\n' || c == '\r'; }

void reader_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    Reader* r = static_cast<Reader*>(o);
    release(r->input);
    release(r->dialect);
    release(r->fields);
    r->field.~vector();
    free_object(t, o);
}
void reader_traverse(Object* o, Visitor& visitor) {
    Reader* r = static_cast<Reader*>(o);
    visitor.visit(r->input);
    visitor.visit(r->dialect);
    visitor.visit(r->fields);
}

Status add_char(Thread& t, Reader* r, uint32_t c) {
    if (static_cast<int64_t>(r->field.size()) >= state(t).field_limit)
        return raise_csv(t, "field larger than field limit (" + std::to_string(state(t).field_limit) + ")");
    r->field.push_back(c);
    return {};
}
Status save_field(Thread& t, Reader* r) {
    Owned field = TRY(make_str_ucs4(t, r->field.data(), r->field.size()));
    r->field.clear();
    if (r->numeric) {
        r->numeric = false;
        field = TRY(call(t, Value(types(t).float_), {field.get()}));
    }
    return list_push(t, r->fields.as<List>(), std::move(field));
}
Status start_record(Thread& t, Reader* r) {
    Value old = r->fields;
    r->fields = Value(TRY(new_list(t)).take());
    release(old);
    r->field.clear();
    r->at = At::StartRecord;
    r->numeric = false;
    return {};
}

Status in_field(Thread& t, Reader* r, const Dialect* d, uint32_t c) {
    if (is_line_end(c) || c == kEndOfLine) {
        TRY(save_field(t, r));
        r->at = c == kEndOfLine ? At::StartRecord : At::LineEnd;
    } else if (c == d->escape) {
        r->at = At::Escaped;
    } else if (c == d->delimiter) {
        TRY(save_field(t, r));
        r->at = At::StartField;
    } else {
        TRY(add_char(t, r, c));
    }
    return {};
}
Status start_field(Thread& t, Reader* r, const Dialect* d, uint32_t c) {
    if (is_line_end(c) || c == kEndOfLine) {
        TRY(save_field(t, r));
        r->at = c == kEndOfLine ? At::StartRecord : At::LineEnd;
    } else if (c == d->quote && d->quoting != kNone) {
        r->at = At::InQuotes;
    } else if (c == d->escape) {
        r->at = At::Escaped;
    } else if (c == ' ' && d->skip_space.is_true()) {
        return {};
    } else if (c == d->delimiter) {
        TRY(save_field(t, r));
    } else {
        if (d->quoting == kNonNumeric) r->numeric = true;
        TRY(add_char(t, r, c));
        r->at = At::InField;
    }
    return {};
}

Status read_char(Thread& t, Reader* r, const Dialect* d, uint32_t c) {
    switch (r->at) {
        case At::StartRecord:
            if (c == kEndOfLine) return {};  // an empty line: a record without fields
            if (is_line_end(c)) {
                r->at = At::LineEnd;
                return {};
            }
            r->at = At::StartField;
            [[fallthrough]];
        case At::StartField:
            return start_field(t, r, d, c);
        case At::Escaped:
            if (is_line_end(c)) {
                TRY(add_char(t, r, c));
                r->at = At::AfterEscapedLineEnd;
                return {};
            }
            TRY(add_char(t, r, c == kEndOfLine ? '\n' : c));
            r->at = At::InField;
            return {};
        case At::AfterEscapedLineEnd:
            if (c == kEndOfLine) return {};
            r->at = At::InField;
            [[fallthrough]];
        case At::InField:
            return in_field(t, r, d, c);
        case At::InQuotes:
            if (c == kEndOfLine) return {};
            if (c == d->escape) {
                r->at = At::EscapedInQuotes;
                return {};
            }
            if (c == d->quote && d->quoting != kNone) {
                r->at = d->double_quote.is_true() ? At::QuoteInQuotes : At::InField;
                return {};
            }
            return add_char(t, r, c);
        case At::EscapedInQuotes:
            TRY(add_char(t, r, c == kEndOfLine ? '\n' : c));
            r->at = At::InQuotes;
            return {};
        case At::QuoteInQuotes:
            if (c == d->quote && d->quoting != kNone) {  // two of them stand for one
                TRY(add_char(t, r, c));
                r->at = At::InQuotes;
                return {};
            }
            if (c == d->delimiter) {
                TRY(save_field(t, r));
                r->at = At::StartField;
                return {};
            }
            if (is_line_end(c) || c == kEndOfLine) {
                TRY(save_field(t, r));
                r->at = c == kEndOfLine ? At::StartRecord : At::LineEnd;
                return {};
            }
            if (d->strict.is_true())
                return raise_csv(
                    t, "'" + char_text(d->delimiter) + "' expected after '" + char_text(d->quote) + "'");
            TRY(add_char(t, r, c));
            r->at = At::InField;
            return {};
        case At::LineEnd:
            if (is_line_end(c)) return {};
            if (c == kEndOfLine) {
                r->at = At::StartRecord;
                return {};
            }
            return raise_csv(t,
                             "new-line character seen in unquoted field - do you need to open the file in "
                             "universal-newline mode?");
    }
    return {};
}

Owned reader_next(Thread& t, Value self) {
    Reader* r = reader_of(self);
    const Dialect* d = r->dialect.as<Dialect>();
    TRY(start_record(t, r));
    do {
        Owned line = TRY(iter_next(t, r->input));
        if (line.is_stop()) {
            if (!r->field.empty() || r->at == At::InQuotes) {
                if (d->strict.is_true()) return raise_csv(t, "unexpected end of data");
                TRY(save_field(t, r));
                break;
            }
            return Owned::stop();
        }
        if (!is_str(line)) {
            return raise_csv(t, std::string("iterator should return strings, not ") + type_name(t, line) +
                                    " (the file should be opened in text mode)");
        }
        ++r->lines;
        Str* text = as_str(line);
        for (size_t i = 0; i < text->length; ++i) TRY(read_char(t, r, d, text->at(i)));
        TRY(read_char(t, r, d, kEndOfLine));
    } while (r->at != At::StartRecord);
    Owned fields = Owned::adopt(r->fields);
    r->fields = Value::none();
    return fields;
}
Owned reader_iter(Thread&, Value self) { return Owned::share(self); }

Owned csv_reader(Thread& t, const Value* args) {
    size_t given = args[0].as<Tuple>()->length;
    if (given < 1) return raise_type_error(t, " expected at least 1 argument, got 0");
    if (given > 2) return raise_type_error(t, " expected at most 2 arguments, got %zu", given);
    Owned input = TRY(get_iter(t, args[0].as<Tuple>()->at(0)));
    Owned dialect = TRY(dialect_from(t, given > 1 ? args[0].as<Tuple>()->at(1) : Value::unbound(), args[1]));
    Reader* r = make<Reader>(t, state(t).reader);
    if (!r) return raise_memory_error(t);
    r->input = input.take();
    r->dialect = dialect.take();
    return Owned::adopt(r);
}

Owned get_dialect(Thread&, Value self) { return Owned::share(reader_of(self)->dialect); }
Owned get_lines(Thread& t, Value self) { return make_int(t, reader_of(self)->lines); }
const GetSetSpec getset[] = {{"dialect", get_dialect}, {"line_num", get_lines}};
const FunctionSpec functions[] = {
    {"reader(*args, **kwargs)", csv_reader,
     "    csv_reader = reader(iterable [, dialect='excel'] [optional keyword args])\n\n"
     "The records of the lines that the iterable gives, each a list of strings."}};

}  // namespace

Status define_reader(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_csv.reader";
    spec.size = sizeof(Reader);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = reader_dealloc;
    spec.slots.traverse = reader_traverse;
    spec.slots.iter = reader_iter;
    spec.slots.next = reader_next;
    spec.getset = getset;
    spec.doc = "CSV reader\n\nReader objects give the records of a file, one at a time.";
    state(t).reader = define_type(t, spec);
    TRY(module_add(t, module, "Reader", Value(state(t).reader)));
    return module_add(t, module, "reader", TRY(make_native_function(t, functions[0], intern(t, "_csv"))));
}

}  // namespace minipy::csv
