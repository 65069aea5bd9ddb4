// Descriptions of filters, as dicts, and what liblzma makes of them.
#include "lzma_module.h"

namespace minipy::compression {

Result<uint64_t> to_u64(Thread& t, Value v) {
    Owned number = TRY(to_index(t, v));
    if (TRY(compare_bool(t, CompareOp::Lt, number, Value::from_int(0))))
        return raise_overflow_error(t, "can't convert negative int to unsigned");
    int64_t small;
    if (int_fits_int64(number, &small)) return static_cast<uint64_t>(small);
    Owned rest = TRY(binary_op(t, BinaryOp::Sub, number, TRY(make_int(t, INT64_MAX))));
    if (!int_fits_int64(rest, &small)) return raise_overflow_error(t, "int too big to convert");
    return static_cast<uint64_t>(INT64_MAX) + static_cast<uint64_t>(small);
}
Result<uint32_t> to_u32(Thread& t, Value v) {
    uint64_t n = TRY(to_u64(t, v));
    if (n > UINT32_MAX) return raise_overflow_error(t, "Value too large for uint32_t type");
    return static_cast<uint32_t>(n);
}

namespace {

// What the dict says under a name; Unbound when it says nothing.
Owned entry(Thread& t, Value spec, const char* name) {
    Owned found = get_item(t, spec, intern(t, name));
    if (found.is_error() && catch_exception(t, exc(t).KeyError)) return Owned::unbound();
    return found;
}
template <class Number>
Status read_number(Thread& t, Value spec, const char* name, Number& into) {
    Owned found = TRY(entry(t, spec, name));
    if (!found.is_unbound()) into = static_cast<Number>(TRY(to_u32(t, found)));
    return {};
}
Status check_keys(Thread& t, Value spec, std::initializer_list<const char*> known, const char* what) {
    if (!is_dict(spec)) return {};
    size_t at = 0;
    while (DictEntry* e = dict_next(spec.as<Dict>(), &at)) {
        bool fine = false;
        for (const char* name : known) fine = fine || (is_str(e->key) && str_equals(e->key, name));
        if (!fine) return raise_value_error(t, "Invalid filter specifier for %s filter", what);
    }
    return {};
}

Result<void*> lzma_options(Thread& t, Value spec) {
    TRY(check_keys(
        t, spec, {"id", "preset", "dict_size", "lc", "lp", "pb", "mode", "nice_len", "mf", "depth"}, "LZMA"));
    uint32_t preset = LZMA_PRESET_DEFAULT;
    TRY(read_number(t, spec, "preset", preset));
    lzma_options_lzma o;
    if (lzma_lzma_preset(&o, preset)) {
        char text[48];
        snprintf(text, sizeof text, "Invalid compression preset: %u", preset);
        return raise_lzma(t, text);
    }
    TRY(read_number(t, spec, "dict_size", o.dict_size));
    TRY(read_number(t, spec, "lc", o.lc));
    TRY(read_number(t, spec, "lp", o.lp));
    TRY(read_number(t, spec, "pb", o.pb));
    TRY(read_number(t, spec, "mode", o.mode));
    TRY(read_number(t, spec, "nice_len", o.nice_len));
    TRY(read_number(t, spec, "mf", o.mf));
    TRY(read_number(t, spec, "depth", o.depth));
    auto* kept = static_cast<lzma_options_lzma*>(malloc(sizeof o));
    if (!kept) return raise_memory_error(t);
    *kept = o;
    return static_cast<void*>(kept);
}
Result<void*> delta_options(Thread& t, Value spec) {
    TRY(check_keys(t, spec, {"id", "dist"}, "delta"));
    lzma_options_delta o = {};
    o.type = LZMA_DELTA_TYPE_BYTE;
    o.dist = 1;
    TRY(read_number(t, spec, "dist", o.dist));
    auto* kept = static_cast<lzma_options_delta*>(malloc(sizeof o));
    if (!kept) return raise_memory_error(t);
    *kept = o;
    return static_cast<void*>(kept);
}
Result<void*> branch_options(Thread& t, Value spec) {
    TRY(check_keys(t, spec, {"id", "start_offset"}, "BCJ"));
    lzma_options_bcj o = {};
    TRY(read_number(t, spec, "start_offset", o.start_offset));
    auto* kept = static_cast<lzma_options_bcj*>(malloc(sizeof o));
    if (!kept) return raise_memory_error(t);
    *kept = o;
    return static_cast<void*>(kept);
}
bool is_branch_filter(lzma_vli id) {
    return id == LZMA_FILTER_X86 || id == LZMA_FILTER_POWERPC || id == LZMA_FILTER_IA64 ||
           id == LZMA_FILTER_ARM || id == LZMA_FILTER_ARMTHUMB || id == LZMA_FILTER_SPARC;
}

}  // namespace

FilterChain::~FilterChain() {
    for (lzma_filter* f = filters_; f->id != LZMA_VLI_UNKNOWN; ++f) free(f->options);
}

Status FilterChain::read_one(Thread& t, size_t at, Value spec) {
    if (!is_dict(spec) && !type_of(t, spec)->slots.get_item)
        return raise_type_error(t, "Filter specifier must be a dict or dict-like object");
    Owned id_value = TRY(entry(t, spec, "id"));
    if (id_value.is_unbound()) return raise_value_error(t, "Filter specifier must have an \"id\" entry");
    lzma_vli id = TRY(to_u64(t, id_value));
    void* options;
    if (id == LZMA_FILTER_LZMA1 || id == LZMA_FILTER_LZMA2)
        options = TRY(lzma_options(t, spec));
    else if (id == LZMA_FILTER_DELTA)
        options = TRY(delta_options(t, spec));
    else if (is_branch_filter(id))
        options = TRY(branch_options(t, spec));
    else
        return raise_value_error(t, "Invalid filter ID: %llu", static_cast<unsigned long long>(id));
    filters_[at] = {id, options};
    filters_[at + 1] = {LZMA_VLI_UNKNOWN, nullptr};
    return {};
}

Status FilterChain::read(Thread& t, Value sequence) {
    if (is_dict(sequence)) return raise_type_error(t, "%.200s is not a sequence", type_name(t, sequence));
    int64_t n = TRY(length(t, sequence));
    if (n > LZMA_FILTERS_MAX)
        return raise_value_error(t, "Too many filters - liblzma supports a maximum of %d", LZMA_FILTERS_MAX);
    for (int64_t i = 0; i < n; ++i)
        TRY(read_one(t, static_cast<size_t>(i), TRY(get_item(t, sequence, Value::from_int(i)))));
    return {};
}

Owned encode_filter_properties(Thread& t, const Value* args) {
    FilterChain chain;
    TRY(chain.read_one(t, 0, args[0]));
    uint32_t size = 0;
    TRY(check_lzma(t, lzma_properties_size(&size, chain.filters())));
    std::string out(size, '\0');
    TRY(check_lzma(t, lzma_properties_encode(chain.filters(), reinterpret_cast<uint8_t*>(out.data()))));
    return make_bytes(t, out);
}

Owned decode_filter_properties(Thread& t, const Value* args) {
    lzma_filter filter = {TRY(to_u64(t, args[0])), nullptr};
    Buffer data(t);
    TRY(data.open(args[1]));
    TRY(check_lzma(t, lzma_properties_decode(&filter, nullptr, reinterpret_cast<const uint8_t*>(data.data()),
                                             data.length())));
    struct Options {
        void* memory;
        ~Options() { free(memory); }
    } options{filter.options};
    Ref<Dict> dict = TRY(new_dict(t));
    auto add = [&](const char* name, uint64_t number) -> Status {
        return dict_set_ascii(t, dict.get(), name, TRY(make_int(t, static_cast<int64_t>(number))));
    };
    TRY(add("id", filter.id));
    if (!filter.options) return dict;
    if (filter.id == LZMA_FILTER_LZMA1 || filter.id == LZMA_FILTER_LZMA2) {
        auto* o = static_cast<lzma_options_lzma*>(filter.options);
        if (filter.id == LZMA_FILTER_LZMA1) {
            TRY(add("lc", o->lc));
            TRY(add("lp", o->lp));
            TRY(add("pb", o->pb));
        }
        TRY(add("dict_size", o->dict_size));
    } else if (filter.id == LZMA_FILTER_DELTA) {
        TRY(add("dist", static_cast<lzma_options_delta*>(filter.options)->dist));
    } else if (is_branch_filter(filter.id)) {
        TRY(add("start_offset", static_cast<lzma_options_bcj*>(filter.options)->start_offset));
    } else {
        return raise_value_error(t, "Invalid filter ID: %llu", static_cast<unsigned long long>(filter.id));
    }
    return dict;
}

Status add_lzma_constants(Thread& t, Module* module) {
    const std::pair<const char*, uint64_t> constants[] = {
        {"FORMAT_AUTO", kFormatAuto},
        {"FORMAT_XZ", kFormatXz},
        {"FORMAT_ALONE", kFormatAlone},
        {"FORMAT_RAW", kFormatRaw},
        {"CHECK_NONE", LZMA_CHECK_NONE},
        {"CHECK_CRC32", LZMA_CHECK_CRC32},
        {"CHECK_CRC64", LZMA_CHECK_CRC64},
        {"CHECK_SHA256", LZMA_CHECK_SHA256},
        {"CHECK_ID_MAX", LZMA_CHECK_ID_MAX},
        {"CHECK_UNKNOWN", kCheckUnknown},
        {"FILTER_LZMA1", LZMA_FILTER_LZMA1},
        {"FILTER_LZMA2", LZMA_FILTER_LZMA2},
        {"FILTER_DELTA", LZMA_FILTER_DELTA},
        {"FILTER_X86", LZMA_FILTER_X86},
        {"FILTER_IA64", LZMA_FILTER_IA64},
        {"FILTER_ARM", LZMA_FILTER_ARM},
        {"FILTER_ARMTHUMB", LZMA_FILTER_ARMTHUMB},
        {"FILTER_SPARC", LZMA_FILTER_SPARC},
        {"FILTER_POWERPC", LZMA_FILTER_POWERPC},
        {"MF_HC3", LZMA_MF_HC3},
        {"MF_HC4", LZMA_MF_HC4},
        {"MF_BT2", LZMA_MF_BT2},
        {"MF_BT3", LZMA_MF_BT3},
        {"MF_BT4", LZMA_MF_BT4},
        {"MODE_FAST", LZMA_MODE_FAST},
        {"MODE_NORMAL", LZMA_MODE_NORMAL},
        {"PRESET_DEFAULT", LZMA_PRESET_DEFAULT},
        {"PRESET_EXTREME", LZMA_PRESET_EXTREME},
    };
    for (auto& [name, value] : constants) TRY(module_add_int(t, module, name, static_cast<int64_t>(value)));
    return {};
}

}  // namespace minipy::compression
