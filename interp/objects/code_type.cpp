// The type `code` as programs see it: co_* attributes, positions, replace().
//
// The bytecode is minipy's own, so co_code and the tables made from it differ from CPython's; what describes the source
// (names, flags, lines, positions) is the same.
#include <algorithm>
#include <cstring>

#include "native/module.h"
#include "objects/code.h"
#include "support/hash.h"

namespace minipy {

namespace {

Code* code_of(Value v) { return v.as<Code>(); }

void code_dealloc(Thread& t, Object* o) {
    Code* code = static_cast<Code*>(o);
    for (Value v : code->consts) release(v);
    heap_free(code->instrs);
    heap_free(code->depths);
    heap_free(code->positions);
    code->~Code();
    free_object(t, o);
}

size_t parameter_count(Code* c) {
    return size_t{c->arg_count} + c->kwonly_count + bool(c->flags & kCodeVarargs) +
           bool(c->flags & kCodeVarkeywords);
}
bool is_cell(Code* c, size_t reg) {
    return std::ranges::find(c->cell_registers, reg) != c->cell_registers.end();
}
Owned tuple_of(Thread& t, const std::vector<Value>& values) {
    return make_tuple(t, values.data(), values.size());
}

// Locals that are cells but no parameters stand in co_cellvars alone.
std::vector<Value> plain_locals(Code* c) {
    std::vector<Value> names;
    for (size_t i = 0; i < c->local_names.size(); ++i) {
        if (i < parameter_count(c) || !is_cell(c, i)) names.push_back(c->local_names[i]);
    }
    return names;
}

Owned get_name(Thread&, Value v) { return Owned::share(code_of(v)->name); }
Owned get_qualname(Thread&, Value v) { return Owned::share(code_of(v)->qualname); }
Owned get_filename(Thread&, Value v) { return Owned::share(code_of(v)->filename); }
Owned get_first_line(Thread& t, Value v) { return make_int(t, code_of(v)->first_line); }
Owned get_arg_count(Thread& t, Value v) { return make_int(t, code_of(v)->arg_count); }
Owned get_posonly(Thread& t, Value v) { return make_int(t, code_of(v)->posonly_count); }
Owned get_kwonly(Thread& t, Value v) { return make_int(t, code_of(v)->kwonly_count); }
Owned get_flags(Thread& t, Value v) { return make_int(t, int64_t{code_of(v)->flags}); }
Owned get_nlocals(Thread& t, Value v) {
    return make_int(t, static_cast<int64_t>(plain_locals(code_of(v)).size()));
}
Owned get_stacksize(Thread& t, Value v) {
    return make_int(t, static_cast<int64_t>(code_of(v)->register_count - code_of(v)->local_count));
}
Owned get_varnames(Thread& t, Value v) { return tuple_of(t, plain_locals(code_of(v))); }
Owned get_names(Thread& t, Value v) { return tuple_of(t, code_of(v)->names); }
Owned get_freevars(Thread& t, Value v) { return tuple_of(t, code_of(v)->free_names); }
Owned get_cellvars(Thread& t, Value v) {
    Code* c = code_of(v);
    std::vector<Value> names;
    for (uint16_t reg : c->cell_registers) names.push_back(c->local_names[reg]);
    return tuple_of(t, names);
}
// The docstring is the first constant of a function, as in CPython.
Owned get_consts(Thread& t, Value v) {
    Code* c = code_of(v);
    std::vector<Value> all;
    if (c->flags & kCodeNewLocals) all.push_back(c->doc);
    for (Value constant : c->consts) {
        if (!all.empty() && constant == c->doc) continue;
        all.push_back(constant);
    }
    return tuple_of(t, all);
}
Owned get_code(Thread& t, Value v) {
    Code* c = code_of(v);
    return make_bytes(t, {reinterpret_cast<const char*>(c->instrs), c->instr_count * sizeof(Instr)});
}
Owned get_empty_bytes(Thread& t, Value) { return make_bytes(t, ""); }

Value line_value(int32_t n) { return n > 0 ? Value::from_int(n) : Value::none(); }
Value column_value(int32_t n) { return n >= 0 ? Value::from_int(n) : Value::none(); }

Owned code_positions(Thread& t, const Value* args) {
    Code* c = code_of(args[0]);
    Ref<List> all = TRY(new_list(t, c->instr_count));
    for (uint32_t i = 0; i < c->instr_count; ++i) {
        const Position& p = c->positions[i];
        TRY(list_push(t, all.get(),
                      TRY(make_tuple(t, {line_value(p.line), line_value(p.end_line), column_value(p.column),
                                         column_value(p.end_column)}))));
    }
    return get_iter(t, all);
}
// (start, end, line) for runs of instructions of one line. As in CPython, offsets count two for an instruction.
Owned code_lines(Thread& t, const Value* args) {
    Code* c = code_of(args[0]);
    Ref<List> all = TRY(new_list(t));
    // A function begins on the line of its `def`, though no instruction of it does.
    int32_t start = (c->flags & kCodeNewLocals) ? c->first_line : 0;
    Value zero = Value::from_int(0);
    TRY(list_push(t, all.get(), TRY(make_tuple(t, {zero, zero, Value::from_int(start)}))));
    for (uint32_t i = 0; i < c->instr_count;) {
        uint32_t begin = i;
        while (i < c->instr_count && c->positions[i].line == c->positions[begin].line) ++i;
        auto offset = [](uint32_t at) { return Value::from_int(int64_t{at} * 2); };
        TRY(list_push(t, all.get(),
                      TRY(make_tuple(t, {offset(begin), offset(i), line_value(c->positions[begin].line)}))));
    }
    return get_iter(t, all);
}

Owned code_repr(Thread& t, Value self) {
    char place[40];
    snprintf(place, sizeof place, " at %p, file \"", static_cast<void*>(self.object()));
    return make_str(t, "<code object " + to_utf8(code_of(self)->name) + place +
                           to_utf8(code_of(self)->filename) + "\", line " +
                           std::to_string(code_of(self)->first_line) + ">");
}

bool same_instructions(Code* a, Code* b) {
    if (a->instr_count != b->instr_count) return false;
    for (uint32_t i = 0; i < a->instr_count;
         ++i) {  // quickening changes op alone: positions and operands stay
        if (memcmp(&a->positions[i], &b->positions[i], sizeof(Position)) != 0) return false;
        if (a->instrs[i].a != b->instrs[i].a || a->instrs[i].b != b->instrs[i].b ||
            a->instrs[i].c != b->instrs[i].c)
            return false;
    }
    return true;
}
Result<bool> same_constants(Thread& t, Code* a, Code* b) {
    if (a->consts.size() != b->consts.size()) return false;
    for (size_t i = 0; i < a->consts.size(); ++i) {
        if (type_of(t, a->consts[i]) != type_of(t, b->consts[i])) return false;
        if (!TRY(compare_bool(t, CompareOp::Eq, a->consts[i], b->consts[i]))) return false;
    }
    return true;
}
Owned code_compare(Thread& t, Value x, Value y, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_kind(x, Kind::Code) || !is_kind(y, Kind::Code))
        return Owned::not_implemented();
    Code *a = code_of(x), *b = code_of(y);
    bool same = a == b ||
                (a->name == b->name && a->arg_count == b->arg_count && a->posonly_count == b->posonly_count &&
                 a->kwonly_count == b->kwonly_count && a->flags == b->flags &&
                 a->first_line == b->first_line && a->names == b->names && a->local_names == b->local_names &&
                 a->free_names == b->free_names && same_instructions(a, b) && TRY(same_constants(t, a, b)));
    return Owned::from_bool(same == (op == CompareOp::Eq));
}
Result<int64_t> code_hash(Thread& t, Value self) {
    Code* c = code_of(self);
    TupleHasher hasher(4);
    hasher.add(TRY(hash(t, c->name)));
    hasher.add(c->first_line);
    hasher.add(c->arg_count);
    hasher.add(c->instr_count);
    return hasher.finish();
}

// ---- replace ----

template <class T>
T* copy_array(const T* from, size_t count) {
    T* to = static_cast<T*>(heap_alloc(sizeof(T) * (count ? count : 1)));
    memcpy(to, from, sizeof(T) * count);
    return to;
}

Ref<Code> copy_code(Thread& t, Code* c) {
    Code* copy = make<Code>(t, types(t).code);
    if (!copy) return raise_memory_error(t);
    Object header = *copy;
    *copy = *c;
    static_cast<Object&>(*copy) = header;
    copy->instrs = copy_array(c->instrs, c->instr_count);
    copy->depths = copy_array(c->depths, c->instr_count);
    copy->positions = copy_array(c->positions, c->instr_count);
    for (Value v : copy->consts) retain(v);
    return Ref<Code>::adopt(copy);
}

Result<Value> immortal_str(Thread& t, Value v, const char* what) {
    if (!is_str(v))
        return raise_type_error(t, "replace() argument '%s' must be str, not %.50s", what, type_name(t, v));
    return intern(t, v);
}

Status replace_names(Thread& t, std::vector<Value>& names, Value tuple, const char* what) {
    if (tuple.is_unbound()) return {};
    if (!is_tuple(tuple) || tuple.as<Tuple>()->length != names.size())
        return raise_value_error(t, "code: %s must be a tuple of as many names as before", what);
    for (size_t i = 0; i < names.size(); ++i) names[i] = TRY(immortal_str(t, tuple.as<Tuple>()->at(i), what));
    return {};
}

Owned code_replace(Thread& t, const Value* args) {
    Ref<Code> copy = TRY(copy_code(t, code_of(args[0])));
    Code* c = copy.get();
    if (!args[1].is_unbound()) c->name = TRY(immortal_str(t, args[1], "co_name"));
    if (!args[2].is_unbound()) c->qualname = TRY(immortal_str(t, args[2], "co_qualname"));
    if (!args[3].is_unbound()) c->filename = TRY(immortal_str(t, args[3], "co_filename"));
    if (!args[4].is_unbound()) c->first_line = TRY(to_c_int(t, args[4]));
    if (!args[5].is_unbound()) c->flags = static_cast<uint32_t>(TRY(to_int64(t, args[5])));
    TRY(replace_names(t, c->names, args[6], "co_names"));
    if (!args[7].is_unbound()) {
        if (!is_tuple(args[7]))
            return raise_type_error(t, "replace() argument 'co_consts' must be tuple, not %.50s",
                                    type_name(t, args[7]));
        Tuple* wanted = args[7].as<Tuple>();
        size_t skip = wanted->length > c->consts.size() ? wanted->length - c->consts.size() : 0;
        for (size_t i = 0; i < c->consts.size() && i + skip < wanted->length; ++i) {
            retain(wanted->at(i + skip));
            release(c->consts[i]);
            c->consts[i] = wanted->at(i + skip);
        }
    }
    return copy;
}

// Its arguments would be CPython's bytecode.
Owned code_new(Thread& t, Type*, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length) return raise_type_error(t, "code() takes no keyword arguments");
    if (args.count < 16) return raise_type_error(t, "code expected at least 16 arguments, got %u", args.count);
    if (args.count > 18) return raise_type_error(t, "code expected at most 18 arguments, got %u", args.count);
    return raise_type_error(t, "code objects are made by compile(), and from others by their replace()");
}

const FunctionSpec methods[] = {
    {"co_lines(self, /)", code_lines},
    {"co_positions(self, /)", code_positions},
    {"replace(self, /, *, co_name=..., co_qualname=..., co_filename=..., co_firstlineno=..., co_flags=..., "
     "co_names=..., "
     "co_consts=...)",
     code_replace, "Return a copy of the code object with new values for the specified fields."},
};
const GetSetSpec getset[] = {
    {"co_argcount", get_arg_count},
    {"co_posonlyargcount", get_posonly},
    {"co_kwonlyargcount", get_kwonly},
    {"co_nlocals", get_nlocals},
    {"co_stacksize", get_stacksize},
    {"co_flags", get_flags},
    {"co_code", get_code},
    {"_co_code_adaptive", get_code},
    {"co_consts", get_consts},
    {"co_names", get_names},
    {"co_varnames", get_varnames},
    {"co_filename", get_filename},
    {"co_name", get_name},
    {"co_qualname", get_qualname},
    {"co_firstlineno", get_first_line},
    {"co_freevars", get_freevars},
    {"co_cellvars", get_cellvars},
    {"co_linetable", get_empty_bytes},
    {"co_lnotab", get_empty_bytes},
    {"co_exceptiontable", get_empty_bytes},
};

}  // namespace

Status init_code_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "code";
    spec.size = sizeof(Code);
    spec.kind = Kind::Code;
    spec.slots.new_ = code_new;
    spec.slots.dealloc = code_dealloc;
    spec.slots.repr = code_repr;
    spec.slots.compare = code_compare;
    spec.slots.hash = code_hash;
    spec.methods = methods;
    spec.getset = getset;
    spec.doc = "What the compiler makes of a function, class body or module.";
    types(t).code = define_type(t, spec);
    return {};
}

}  // namespace minipy
