#include "runtime/embedded.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace minipy {

TEST(Embedded, TableIsSortedByName) {
    EXPECT_TRUE(std::ranges::is_sorted(embedded_modules(), {}, &EmbeddedModule::name));
}

TEST(Embedded, FindsModulesPackagesAndParts) {
    const EmbeddedModule* module = find_embedded_module("keyword");
    ASSERT_NE(module, nullptr);
    EXPECT_FALSE(module->is_package);
    EXPECT_NE(module->source().find("kwlist"), std::string_view::npos);
    EXPECT_EQ(*module->end, '\0');

    const EmbeddedModule* package = find_embedded_module("collections");
    ASSERT_NE(package, nullptr);
    EXPECT_TRUE(package->is_package);
    EXPECT_NE(find_embedded_module("collections.abc"), nullptr);
}

TEST(Embedded, ModuleInAFolderOfItsNameIsNoPart) {
    const EmbeddedModule* module = find_embedded_module("functools");
    ASSERT_NE(module, nullptr);
    EXPECT_EQ(module->file, "functools/functools.py");
    EXPECT_EQ(find_embedded_module("functools.functools"), nullptr);
}

TEST(Embedded, UnknownNameGivesNull) {
    EXPECT_EQ(find_embedded_module("no_such_module"), nullptr);
    EXPECT_EQ(find_embedded_module(""), nullptr);
}

}  // namespace minipy
