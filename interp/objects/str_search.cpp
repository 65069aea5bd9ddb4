// Searching in strings. One character: memchr. Longer needles in bytes: sixteen places at a time. In wider strings and in short
// ones: the last character is compared first and a 64-bit filter of the needle's characters lets the window jump. Where
// either does badly (many near misses), the search changes to Knuth-Morris-Pratt, which is linear whatever the text.
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <vector>

#include "objects/str_methods.h"

namespace minipy {

namespace {

template <class Unit>
int64_t find_unit(const Unit* text, size_t n, uint32_t point) {
    if constexpr (sizeof(Unit) == 1) {
        if (point > 0xff || n == 0) return -1;
        auto* at = static_cast<const Unit*>(std::memchr(text, static_cast<int>(point), n));
        return at ? at - text : -1;
    }
    for (size_t i = 0; i < n; ++i) {
        if (text[i] == point) return static_cast<int64_t>(i);
    }
    return -1;
}

template <class A, class B>
int64_t find_linear(const A* text, size_t n, const B* needle, size_t m) {
    std::vector<uint32_t> border(m + 1, 0);
    for (size_t i = 1, k = 0; i < m; ++i) {
        while (k && needle[i] != needle[k]) k = border[k];
        if (needle[i] == needle[k]) ++k;
        border[i + 1] = static_cast<uint32_t>(k);
    }
    for (size_t i = 0, k = 0; i < n; ++i) {
        while (k && text[i] != needle[k]) k = border[k];
        if (text[i] == needle[k]) ++k;
        if (k == m) return static_cast<int64_t>(i + 1 - m);
    }
    return -1;
}

#ifdef __SSE2__
// Bytes, sixteen places at a time: where the needle's first character stands, and its last one m - 1 further on. Gives the place,
// -1 for none, or -2 with *at where so much was compared in vain that the search should go on otherwise.
int64_t find_bytes(const uint8_t* text, size_t n, const uint8_t* needle, size_t m, size_t* at) {
    const __m128i first = _mm_set1_epi8(static_cast<char>(needle[0]));
    const __m128i last = _mm_set1_epi8(static_cast<char>(needle[m - 1]));
    size_t i = 0, wasted = 0;
    for (; i + m + 15 <= n; i += 16) {
        __m128i heads = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i));
        __m128i tails = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i + m - 1));
        auto both = static_cast<unsigned>(
            _mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(heads, first), _mm_cmpeq_epi8(tails, last))));
        for (; both; both &= both - 1) {
            size_t place = i + static_cast<size_t>(__builtin_ctz(both));
            if (m == 2 || std::memcmp(text + place + 1, needle + 1, m - 2) == 0) return static_cast<int64_t>(place);
            wasted += m;
        }
        if (wasted > 8 * i + 1024) break;
    }
    *at = i;
    return -2;
}
#endif

template <class A, class B>
int64_t find_units(const A* text, size_t n, const B* needle, size_t m, [[maybe_unused]] bool vectors = true) {
    if (m > n) return -1;
    if (m == 0) return 0;
    if (m == 1) return find_unit(text, n, needle[0]);
#ifdef __SSE2__
    if constexpr (sizeof(A) == 1 && sizeof(B) == 1) {
        size_t at = 0;
        int64_t found = vectors ? find_bytes(text, n, needle, m, &at) : -2;
        if (found != -2) return found;
        if (at) {
            found = find_units(text + at, n - at, needle, m, false);
            return found < 0 ? -1 : found + static_cast<int64_t>(at);
        }
    }
#endif
    uint64_t filter = 0;
    size_t skip = m - 1;  // from the last character back to its previous place in the needle
    for (size_t i = 0; i + 1 < m; ++i) {
        filter |= uint64_t{1} << (needle[i] & 63);
        if (needle[i] == needle[m - 1]) skip = m - 2 - i;
    }
    filter |= uint64_t{1} << (needle[m - 1] & 63);
    size_t wasted = 0;
    for (size_t i = 0; i <= n - m; ++i) {
        if (text[i + m - 1] == needle[m - 1]) {
            size_t k = 0;
            while (k < m - 1 && text[i + k] == needle[k]) ++k;
            if (k == m - 1) return static_cast<int64_t>(i);
            wasted += k;
            if (wasted > 4 * i + 256) {
                int64_t found = find_linear(text + i, n - i, needle, m);
                return found < 0 ? -1 : found + static_cast<int64_t>(i);
            }
            if (i + m < n && !(filter >> (text[i + m] & 63) & 1))
                i += m;
            else
                i += skip;
        } else if (i + m < n && !(filter >> (text[i + m] & 63) & 1)) {
            i += m;
        }
    }
    return -1;
}

template <class A, class B>
int64_t rfind_units(const A* text, size_t n, const B* needle, size_t m) {
    if (m > n) return -1;
    for (size_t i = n - m + 1; i-- > 0;) {
        size_t k = 0;
        while (k < m && text[i + k] == needle[k]) ++k;
        if (k == m) return static_cast<int64_t>(i);
    }
    return -1;
}

}  // namespace

int64_t str_find(Str* s, Str* needle, size_t begin, size_t end) {
    if (begin > end || needle->width > s->width)
        return begin <= end && !needle->length ? static_cast<int64_t>(begin) : -1;
    int64_t at = with_units(s, [&](auto* text) {
        return with_units(needle, [&](auto* units) {
            return find_units(text + begin, end - begin, units, needle->length);
        });
    });
    return at < 0 ? -1 : at + static_cast<int64_t>(begin);
}
int64_t str_rfind(Str* s, Str* needle, size_t begin, size_t end) {
    if (begin > end || needle->width > s->width) return -1;
    int64_t at = with_units(s, [&](auto* text) {
        return with_units(needle, [&](auto* units) {
            return rfind_units(text + begin, end - begin, units, needle->length);
        });
    });
    return at < 0 ? -1 : at + static_cast<int64_t>(begin);
}
size_t str_count(Str* s, Str* needle, size_t begin, size_t end) {
    if (begin > end) return 0;
    if (!needle->length) return end - begin + 1;
    size_t count = 0;
    if (s->width == 1 && needle->width == 1 && needle->length == 1) {
        const uint8_t *text = s->u8(), unit = needle->u8()[0];
        for (size_t i = begin; i < end; ++i) count += text[i] == unit;
        return count;
    }
    for (int64_t at; (at = str_find(s, needle, begin, end)) >= 0; ++count)
        begin = static_cast<size_t>(at) + needle->length;
    return count;
}

}  // namespace minipy
