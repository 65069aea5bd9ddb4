// --dump=bytecode and --dump=scopes: both for reading, both made from the tables.
#include "compiler/codegen.h"
#include "compiler/instruction_text.h"
#include "objects/code.h"

namespace minipy {

namespace {

// What an operand means, for the comment at the end of a line.
void describe(Thread& t, Code* code, OperandKind kind, const Instr& in, uint16_t operand, std::string& note) {
    auto add = [&](Value v) {
        Result<std::string> text = is_kind(v, Kind::Code)
                                       ? Result<std::string>("<code " + to_utf8(v.as<Code>()->qualname) + ">")
                                       : repr_utf8(t, v);
        if (text.is_error()) (void)take_exception(t);
        note += (note.empty() ? "  # " : ", ") + (text.is_error() ? std::string("?") : text.value());
    };
    switch (kind) {
        case OperandKind::Name:
            add(code->names[operand]);
            break;
        case OperandKind::Attr:
            add(code->attr_caches[operand].name);
            break;
        case OperandKind::Free:
            add(code->free_names[operand]);
            break;
        case OperandKind::Const:
            if (op_info(static_cast<Op>(in.op)).b != OperandKind::Wide) add(code->consts[operand]);
            break;
        case OperandKind::Wide:
            if (static_cast<Op>(in.op) == Op::LoadConst) add(code->consts[static_cast<size_t>(in.wide())]);
            if (static_cast<Op>(in.op) == Op::LoadImm)
                add(Value::from_bits(static_cast<uint64_t>(static_cast<int64_t>(in.wide()))));
            break;
        default:
            break;
    }
}

std::string register_text(Code* code, uint16_t reg, bool killed) {
    if (reg < code->local_count) return to_utf8(code->local_names[reg]);
    return "t" + std::to_string(reg - code->local_count) + (killed ? "!" : "");
}

void operand_text(Code* code, OperandKind kind, const Instr& in, size_t at, uint16_t operand, bool killed,
                  std::string& line) {
    switch (kind) {
        case OperandKind::None:
            return;
        case OperandKind::Dst:
        case OperandKind::Src:
        case OperandKind::Reg:
        case OperandKind::Win:
        case OperandKind::Local:
            line += " " + register_text(code, operand, killed);
            return;
        case OperandKind::Jump:
            if (op_info(static_cast<Op>(in.op)).b != OperandKind::Wide)
                line += " -> " + std::to_string(static_cast<int64_t>(at) + 1 + in.near());
            return;
        case OperandKind::Wide:
            if (op_info(static_cast<Op>(in.op)).c == OperandKind::Jump)
                line += " -> " + std::to_string(static_cast<int64_t>(at) + 1 + in.wide());
            return;
        case OperandKind::Imm:
            line += " " + std::to_string(static_cast<int16_t>(operand));
            return;
        case OperandKind::Const:
            if (op_info(static_cast<Op>(in.op)).b != OperandKind::Wide) line += " " + std::to_string(operand);
            return;
        default:
            line += " " + std::to_string(operand);
            return;
    }
}

void disassemble_one(Thread& t, Code* code, std::string& out) {
    out += to_utf8(code->qualname) + ": " + std::to_string(code->local_count) + " locals, " +
           std::to_string(code->register_count - code->local_count) + " temporaries\n";
    int32_t line = -1;
    for (uint32_t i = 0; i < code->instr_count; ++i) {
        char head[64];
        int32_t here = code->positions[i].line;
        snprintf(head, sizeof head, "%5s %4u  [%u] ",
                 here != line && here > 0 ? std::to_string(here).c_str() : "", i, code->depths[i]);
        line = here;
        out += head + instruction_text(t, code, i) + "\n";
    }
    for (const ExceptionRange& r : code->ranges)
        out += "      " + std::to_string(r.begin) + ".." + std::to_string(r.end) + " -> " +
               std::to_string(r.handler) + " [" + std::to_string(r.depth) + "]\n";
}

const char* binding_name(const Scope& scope, const Symbol& s) {
    switch (s.binding) {
        case Binding::Local:
            return scope.is_function() ? "local" : "name";
        case Binding::Cell:
            return "cell";
        case Binding::Free:
            return "free";
        case Binding::GlobalExplicit:
            return "global (declared)";
        case Binding::GlobalImplicit:
            return "global";
        case Binding::Unknown:
            break;
    }
    return s.class_free ? "passed on" : "name";
}

void dump_scope(const Scope& scope, int indent, std::string& out) {
    static constexpr const char* kKinds[] = {"module",
                                             "class",
                                             "function",
                                             "lambda",
                                             "list comprehension",
                                             "set comprehension",
                                             "dict comprehension",
                                             "generator expression",
                                             "type parameters",
                                             "lazy value",
                                             "annotation"};
    std::string pad(static_cast<size_t>(indent) * 2, ' ');
    out += pad + kKinds[static_cast<int>(scope.kind)] + " " + to_utf8(scope.name) + "\n";
    for (const Symbol& s : scope.symbols) {
        out += pad + "  " + to_utf8(s.name) + ": " + (s.flags & kSymParam ? "parameter, " : "") +
               binding_name(scope, s);
        if (s.reg >= 0) out += " r" + std::to_string(s.reg);
        out += "\n";
    }
    for (const Scope* child : scope.children) dump_scope(*child, indent + 1, out);
}

}  // namespace

std::string instruction_text(Thread& t, Code* code, uint32_t index) {
    const Instr& in = code->instrs[index];
    const OpInfo& info = op_info(static_cast<Op>(in.op));
    std::string text = info.name, note;
    operand_text(code, info.a, in, index, in.a, in.flags & kKillA, text);
    operand_text(code, info.b, in, index, in.b, in.flags & kKillB, text);
    operand_text(code, info.c, in, index, in.c, in.flags & kKillC, text);
    if (in.flags & kNegate) text += " not";
    if (in.flags & kInplace) text += " inplace";
    if (in.flags & kSwapped) text += " swapped";
    describe(t, code, info.a, in, in.a, note);
    describe(t, code, info.b, in, in.b, note);
    describe(t, code, info.c, in, in.c, note);
    return text + note;
}

std::string disassemble(Thread& t, Code* code) {
    std::string out;
    disassemble_one(t, code, out);
    for (Value v : code->consts)
        if (is_kind(v, Kind::Code)) out += "\n" + disassemble(t, v.as<Code>());
    return out;
}

Result<std::string> dump_scopes(Thread& t, std::string_view utf8, Value filename, ParseMode mode) {
    Arena arena;
    ParseResult parsed = parse(utf8, mode, to_utf8(filename), {}, arena);
    if (!parsed.module) return raise_syntax_error(t, parsed.error, filename);
    CompileContext c{t, intern(t, filename), to_utf8(filename), {}};
    c.future = TRY(read_future_flags(c, parsed.module));
    Symtable table(c);
    TRY(table.build(parsed.module));
    std::string out;
    dump_scope(*table.top(), 0, out);
    return out;
}

}  // namespace minipy
