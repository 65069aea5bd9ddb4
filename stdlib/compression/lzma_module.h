// What the files of `_lzma` share.
#pragma once

#include <lzma.h>

#include "native/module.h"

namespace minipy::compression {

constexpr int kFormatAuto = 0, kFormatXz = 1, kFormatAlone = 2, kFormatRaw = 3;
constexpr int kCheckUnknown = LZMA_CHECK_ID_MAX + 1;

Raised raise_lzma(Thread&, const char* text);
Status check_lzma(Thread&, lzma_ret);  // LZMAError for what is no success
Result<uint32_t> to_u32(Thread&, Value);
Result<uint64_t> to_u64(Thread&, Value);

// A chain of filters from the program's list of dicts: {"id": FILTER_LZMA2, "preset": 6, ...}.
class FilterChain {
  public:
    FilterChain() = default;
    ~FilterChain();
    FilterChain(const FilterChain&) = delete;
    Status read(Thread&, Value sequence);
    Status read_one(Thread&, size_t at, Value spec);
    const lzma_filter* filters() const { return filters_; }

  private:
    lzma_filter filters_[LZMA_FILTERS_MAX + 1] = {{LZMA_VLI_UNKNOWN, nullptr}};
};

Owned encode_filter_properties(Thread&, const Value* args);
Owned decode_filter_properties(Thread&, const Value* args);
Status add_lzma_constants(Thread&, Module*);

}  // namespace minipy::compression
