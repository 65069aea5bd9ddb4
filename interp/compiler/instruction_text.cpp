// What single instructions do; their operands as text are in disassemble.cpp.
#include "compiler/instruction_text.h"

#include "objects/opcodes.h"
#include "objects/str.h"

namespace minipy {

std::string describe_instruction(const Code* code, const Instr* pc) {
    auto name = [&] { return to_utf8(code->names[pc->b]); };
    auto attribute = [&] { return "." + to_utf8(code->attr_caches[pc->c].name); };
    switch (static_cast<Op>(pc->op)) {
        case Op::LoadName:
        case Op::LoadGlobal:
        case Op::LoadGlobal_Q:
        case Op::LoadBuiltin_Q: return "read " + name();
        case Op::StoreName:
        case Op::StoreGlobal: return "store " + name();
        case Op::DeleteName:
        case Op::DeleteGlobal: return "delete " + name();
        case Op::LoadAttr:
        case Op::LoadAttrSlot_Q:
        case Op::LoadAttrMember_Q:
        case Op::LoadAttrProperty_Q:
        case Op::LoadAttrType_Q:
        case Op::LoadMethod:
        case Op::LoadMethod_Q:
        case Op::LoadMethodNoDict_Q: return "read " + attribute();
        case Op::StoreAttr:
        case Op::StoreAttrSlot_Q:
        case Op::StoreAttrAdd_Q:
        case Op::StoreAttrMember_Q: return "store " + attribute();
        case Op::GetItem:
        case Op::GetItemImm: return "read the item";
        case Op::SetItem: return "store the item";
        case Op::LoadFree: return "read " + to_utf8(code->free_names[pc->b]);
        case Op::StoreFree: return "store " + to_utf8(code->free_names[pc->b]);
        case Op::LoadCell: return "read " + to_utf8(code->local_names[pc->b]);
        case Op::StoreCell: return "store " + to_utf8(code->local_names[pc->b]);
        case Op::Call:
        case Op::CallKw:
        case Op::CallMethod:
        case Op::CallMethodKw:
        case Op::CallEx: return "call";
        case Op::EnterWith: return "enter";
        case Op::CallExit:
        case Op::Return: return "leave";
        case Op::ForIter:
        case Op::ForIterRange_Q:
        case Op::ForIterList_Q:
        case Op::ForIterGenerator_Q: return "next";
        case Op::Add:
        case Op::AddImm:
        case Op::AddFloat: return "add";
        case Op::Sub:
        case Op::SubImm:
        case Op::SubFloat: return "subtract";
        default: return "";
    }
}

bool looks_at_breaker(const Code* code, const Instr* pc) {
    switch (static_cast<Op>(pc->op)) {
        case Op::Call:
        case Op::CallKw:
        case Op::CallMethod:
        case Op::CallMethodKw:
        case Op::CallEx:
        case Op::EnterWith:
        case Op::YieldFrom: return true;
        case Op::Jump:
        case Op::JumpIfTrue:
        case Op::JumpIfFalse:
        case Op::JumpIfNone:
        case Op::JumpIfNotNone: return pc->wide() < 0;
        case Op::JumpIfLt:
        case Op::JumpIfLe:
        case Op::JumpIfEq:
        case Op::JumpIfNe:
        case Op::JumpIfGt:
        case Op::JumpIfGe:
        case Op::JumpIfLtImm:
        case Op::JumpIfLeImm:
        case Op::JumpIfEqImm:
        case Op::JumpIfNeImm:
        case Op::JumpIfGtImm:
        case Op::JumpIfGeImm:
        case Op::JumpIfIs:
        case Op::JumpIfIn: return pc->near() < 0;
        default: return pc == code->instrs;
    }
}

std::span<const char* const> instruction_names() {
    static const char* const names[] = {
#define OP(Name, A, B, C, text) #Name,
#include "objects/opcodes.def"
#undef OP
    };
    return names;
}

}  // namespace minipy
