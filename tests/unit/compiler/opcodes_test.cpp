// The instruction table itself: rows that the disassembler and the validator can read without special cases.
#include <gtest/gtest.h>

#include <string>

#include "compiler/assembler.h"

namespace minipy {
namespace {

constexpr int kOps = [] {
    int n = 0;
#define OP(Name, A, B, C, text) ++n;
#include "objects/opcodes.def"
#undef OP
    return n;
}();

TEST(Opcodes, FitOneByte) { EXPECT_LE(kOps, 256); }

TEST(Opcodes, AnInstructionWritesAtMostOneRegister) {
    for (int i = 0; i < kOps; ++i) {
        const OpInfo& info = op_info(static_cast<Op>(i));
        EXPECT_NE(info.b, OperandKind::Dst) << info.name;
        EXPECT_NE(info.c, OperandKind::Dst) << info.name;
        EXPECT_FALSE(info.a == OperandKind::Win && info.b == OperandKind::Win) << info.name;
    }
}

TEST(Opcodes, AWideOperandTakesTwoPlaces) {
    for (int i = 0; i < kOps; ++i) {
        const OpInfo& info = op_info(static_cast<Op>(i));
        EXPECT_NE(info.a, OperandKind::Wide) << info.name;
        EXPECT_NE(info.c, OperandKind::Wide) << info.name;
        if (info.b != OperandKind::Wide) continue;
        bool free = info.c == OperandKind::Jump || info.c == OperandKind::Const || info.c == OperandKind::None;
        EXPECT_TRUE(free) << info.name;
    }
}

TEST(Opcodes, JumpsAreInTheLastPlace) {
    for (int i = 0; i < kOps; ++i) {
        const OpInfo& info = op_info(static_cast<Op>(i));
        EXPECT_NE(info.a, OperandKind::Jump) << info.name;
        EXPECT_NE(info.b, OperandKind::Jump) << info.name;
    }
}

TEST(Opcodes, QuickenedFormsHaveTheOperandsOfTheirBase) {
    for (int i = 0; i < kOps; ++i) {
        const OpInfo& info = op_info(static_cast<Op>(i));
        std::string name = info.name;
        if (!name.ends_with("_Q")) continue;
        const OpInfo* base = name == "LoadBuiltin_Q" ? &op_info(Op::LoadGlobal) : nullptr;
        for (int k = 0; k < kOps; ++k) {
            const OpInfo& other = op_info(static_cast<Op>(k));
            std::string candidate = other.name;
            bool longer = !base || candidate.size() > std::string(base->name).size();
            if (!candidate.ends_with("_Q") && name.starts_with(candidate) && longer) base = &other;
        }
        ASSERT_TRUE(base) << name;
        EXPECT_EQ(base->a, info.a) << name;
        EXPECT_EQ(base->b, info.b) << name;
        EXPECT_EQ(base->c, info.c) << name;
    }
}

}  // namespace
}  // namespace minipy
