// csv.writer: records into lines, with the quotes and escapes that let a reader find the fields again.
#include "csv.h"

namespace minipy::csv {

namespace {

struct Writer : GcObject {
    Value write = Value::none(), dialect = Value::none();
};
Writer* writer_of(Value v) { return v.as<Writer>(); }

void writer_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Writer*>(o)->write);
    release(static_cast<Writer*>(o)->dialect);
    free_object(t, o);
}
void writer_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Writer*>(o)->write);
    visitor.visit(static_cast<Writer*>(o)->dialect);
}

bool contains(Str* text, uint32_t c) {
    for (size_t i = 0; i < text->length; ++i) {
        if (text->at(i) == c) return true;
    }
    return false;
}

// The field with what it needs around and inside it.
Status write_field(Thread& t, const Dialect* d, Str* field, bool quoted, StrBuilder& out) {
    StrBuilder inner(t);
    for (size_t i = 0; i < field->length; ++i) {
        uint32_t c = field->at(i);
        if (c == d->delimiter || c == d->escape || c == d->quote || contains(as_str(d->line_end), c)) {
            bool escape = d->quoting == kNone || c == d->escape;
            if (!escape && c == d->quote) {
                if (d->double_quote.is_true())
                    inner.append_char(d->quote);
                else
                    escape = true;
            }
            if (!escape) {
                quoted = true;
            } else {
                if (d->escape == kNoChar) return raise_csv(t, "need to escape, but no escapechar set");
                inner.append_char(d->escape);
            }
        }
        inner.append_char(c);
    }
    if (quoted) out.append_char(d->quote);
    out.append(TRY(inner.finish()));
    if (quoted) out.append_char(d->quote);
    return {};
}

Owned writer_writerow(Thread& t, const Value* args) {
    Writer* w = writer_of(args[0]);
    Owned held = Owned::share(w->dialect);
    const Dialect* d = held.as<Dialect>();
    Owned row = get_iter(t, args[1]);
    if (row.is_error()) {
        if (!catch_exception(t, exc(t).TypeError)) return Raised{};
        return raise_csv(t, std::string("iterable expected, not ") + type_name(t, args[1]));
    }
    StrBuilder out(t);
    size_t count = 0;
    bool bare_empty = false;
    for (;; ++count) {
        Owned field = TRY(iter_next(t, row));
        if (field.is_stop()) break;
        if (count) out.append_char(d->delimiter);
        bool quoted = d->quoting == kAll;
        if (d->quoting == kNonNumeric)
            quoted = !(is_int(field) || is_float(field) || is_kind(field, Kind::Complex) ||
                       type_of(t, field)->slots.to_float || type_of(t, field)->slots.index);
        Owned text = field.is_none() ? make_str(t, "") : is_str(field) ? field.dup() : str(t, field);
        if (text.is_error()) return Raised{};
        bare_empty = count == 0 && as_str(text)->length == 0 && !quoted;
        TRY(write_field(t, d, as_str(text), quoted, out));
    }
    if (count == 1 && bare_empty) {  // else nothing would tell it from an empty record
        if (d->quoting == kNone) return raise_csv(t, "single empty field record must be quoted");
        out.append_char(d->quote);
        out.append_char(d->quote);
    }
    out.append(d->line_end);
    Owned line = TRY(out.finish());
    return call(t, Owned::share(w->write), {line});
}
Owned writer_writerows(Thread& t, const Value* args) {
    TRY(for_each(t, args[1], [&](Value row) -> Status {
        Value row_args[] = {args[0], row};
        TRY(writer_writerow(t, row_args));
        return {};
    }));
    return Owned::none();
}

Owned csv_writer(Thread& t, const Value* args) {
    size_t given = args[0].as<Tuple>()->length;
    if (given < 1) return raise_type_error(t, " expected at least 1 argument, got 0");
    if (given > 2) return raise_type_error(t, " expected at most 2 arguments, got %zu", given);
    Owned dialect = TRY(dialect_from(t, given > 1 ? args[0].as<Tuple>()->at(1) : Value::unbound(), args[1]));
    Owned write = TRY(lookup_attr(t, args[0].as<Tuple>()->at(0), names(t).write));
    if (write.is_unbound() || !is_callable(t, write))
        return raise_type_error(t, "argument 1 must have a \"write\" method");
    Writer* w = make<Writer>(t, state(t).writer);
    if (!w) return raise_memory_error(t);
    w->write = write.take();
    w->dialect = dialect.take();
    return Owned::adopt(w);
}

Owned get_dialect(Thread&, Value self) { return Owned::share(writer_of(self)->dialect); }
const GetSetSpec getset[] = {{"dialect", get_dialect}};
const FunctionSpec methods[] = {
    {"writerow(self, row, /)", writer_writerow, "Writes the fields of row as one record."},
    {"writerows(self, rows, /)", writer_writerows, "Writes each of rows as a record."}};
const FunctionSpec functions[] = {
    {"writer(*args, **kwargs)", csv_writer,
     "    csv_writer = csv.writer(fileobj [, dialect='excel'] [optional keyword args])\n\n"
     "An object that writes records to the file."}};

}  // namespace

Status define_writer(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_csv.writer";
    spec.size = sizeof(Writer);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = writer_dealloc;
    spec.slots.traverse = writer_traverse;
    spec.methods = methods;
    spec.getset = getset;
    spec.doc = "CSV writer\n\nWriter objects write records to a file.";
    state(t).writer = define_type(t, spec);
    TRY(module_add(t, module, "Writer", Value(state(t).writer)));
    return module_add(t, module, "writer", TRY(make_native_function(t, functions[0], intern(t, "_csv"))));
}

}  // namespace minipy::csv
