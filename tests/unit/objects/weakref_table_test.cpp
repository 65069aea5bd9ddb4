// The table of weak references: entries come with the first reference to an object and go with the last.
#include "objects/weakref.h"

#include <gtest/gtest.h>

namespace minipy {
namespace {

struct WeakrefTableTest : testing::Test {
    WeakrefTable table;
    Object object{};
    WeakReference first{}, second{};
};

TEST_F(WeakrefTableTest, FindsReferencesOldestFirst) {
    EXPECT_EQ(table.find(&object), nullptr);
    table.add(&object, &first);
    table.add(&object, &second);
    EXPECT_TRUE(object.flags & kHasWeakrefs);
    EXPECT_EQ(*table.find(&object), (WeakrefTable::References{&first, &second}));
    EXPECT_EQ(second.referent, &object);
}

TEST_F(WeakrefTableTest, ForgetsTheObjectWithItsLastReference) {
    table.add(&object, &first);
    table.add(&object, &second);
    table.remove(&first);
    EXPECT_EQ(*table.find(&object), (WeakrefTable::References{&second}));
    EXPECT_TRUE(object.flags & kHasWeakrefs);
    table.remove(&second);
    EXPECT_EQ(table.find(&object), nullptr);
    EXPECT_FALSE(object.flags & kHasWeakrefs);
    table.remove(&second);  // nothing left to do
}

TEST_F(WeakrefTableTest, TakingCutsAllReferencesOff) {
    object.flags = kGcObject;
    table.add(&object, &first);
    table.add(&object, &second);
    EXPECT_EQ(table.take(&object), (WeakrefTable::References{&first, &second}));
    EXPECT_EQ(first.referent, nullptr);
    EXPECT_EQ(second.referent, nullptr);
    EXPECT_EQ(object.flags, kGcObject);
    EXPECT_TRUE(table.take(&object).empty());
}

}  // namespace
}  // namespace minipy
