// libFuzzer target: any bytes as the text of a program. The first byte chooses how the text is parsed.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "grammar/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    auto mode = static_cast<minipy::ParseMode>(data[0] % 3);
    std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    minipy::detect_encoding(text);
    minipy::Arena arena;
    minipy::ParseResult result = minipy::parse(text, mode, "<fuzz>", {}, arena);
    // A failure must say why; MemoryError is its own reason.
    bool silent = result.error.message.empty() && result.error.type != minipy::SyntaxErrorType::MemoryError;
    if (!result.module && silent) __builtin_trap();
    return 0;
}
