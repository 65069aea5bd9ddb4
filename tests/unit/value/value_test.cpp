// The tagged word, and shapes.
#include "value/value.h"

#include <gtest/gtest.h>

#include "runtime/frame.h"
#include "value/shape.h"

namespace minipy {
namespace {

TEST(Value, SmallIntsKeepTheirSignAndTheirEnds) {
    for (int64_t i : {int64_t{0}, int64_t{1}, int64_t{-1}, Value::kMaxInt, Value::kMinInt}) {
        Value v = Value::from_int(i);
        EXPECT_TRUE(v.is_int());
        EXPECT_FALSE(v.is_object());
        EXPECT_EQ(v.as_int(), i);
    }
    EXPECT_FALSE(Value::fits_int(Value::kMaxInt + 1));
    EXPECT_FALSE(Value::fits_int(Value::kMinInt - 1));
}

TEST(Value, SingletonsAreNeitherIntsNorObjectsAndDiffer) {
    Value all[] = {Value::none(),    Value::true_(),           Value::false_(), Value::ellipsis(),
                   Value::unbound(), Value::not_implemented(), Value::stop(),   Value::error()};
    for (Value& a : all) {
        EXPECT_FALSE(a.is_int());
        EXPECT_FALSE(a.is_object());
        for (Value& b : all) EXPECT_EQ(a == b, &a == &b);
    }
}

TEST(Value, TheZeroWordIsNoValue) {
    EXPECT_FALSE(Value().is_valid());
    EXPECT_TRUE(Value::none().is_valid());
}

// Names are compared by address: any distinct objects do.
struct Shapes : testing::Test {
    Object names[Shape::kMaxSlots + 1] = {};
    Shape* root = Shape::make_root();
    Value name(int i) { return Value(&names[i]); }
    ~Shapes() override { Shape::free_tree(root); }
};

TEST_F(Shapes, TheSameNamesInTheSameOrderEndInTheSameShape) {
    Shape* a = root->extend(name(0))->extend(name(1));
    Shape* b = root->extend(name(0))->extend(name(1));
    EXPECT_EQ(a, b);
    EXPECT_NE(a, root->extend(name(1))->extend(name(0)));
    EXPECT_EQ(a->find(name(0)), 0u);
    EXPECT_EQ(a->find(name(1)), 1u);
    EXPECT_EQ(a->find(name(2)), Shape::kNotFound);
}

TEST_F(Shapes, ManyNamesAreFoundThroughTheTable) {
    Shape* shape = root;
    for (uint32_t i = 0; i < Shape::kMaxSlots; ++i) shape = shape->extend(name(static_cast<int>(i)));
    for (uint32_t i = 0; i < Shape::kMaxSlots; ++i) {
        EXPECT_EQ(shape->find(name(static_cast<int>(i))), i);
        EXPECT_EQ(shape->name_at(i), name(static_cast<int>(i)));
    }
    EXPECT_EQ(shape->extend(name(Shape::kMaxSlots)), nullptr);
}

TEST(FrameStack, FramesLieInOrderAndNeverMove) {
    FrameStack stack;
    Frame* frames[500];
    for (int i = 0; i < 500; ++i) {
        frames[i] = stack.push(100);
        ASSERT_NE(frames[i], nullptr);
        frames[i]->registers()[99] = Value::from_int(i);
    }
    for (int i = 499; i >= 0; --i) {
        EXPECT_EQ(frames[i]->registers()[99], Value::from_int(i));
        stack.pop(frames[i]);
    }
    EXPECT_EQ(stack.push(100), frames[0]);
}

}  // namespace
}  // namespace minipy
