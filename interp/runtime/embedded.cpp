#include "runtime/embedded.h"

#include <algorithm>

namespace minipy {

const EmbeddedModule* find_embedded_module(std::string_view name) {
    std::span<const EmbeddedModule> all = embedded_modules();
    auto it = std::ranges::lower_bound(all, name, {}, &EmbeddedModule::name);
    return it != all.end() && it->name == name ? &*it : nullptr;
}

}  // namespace minipy
