// How strings are made: growing where they lie, the builder, digits, and searching many places at a time.
#include <gtest/gtest.h>

#include "native/module.h"
#include "objects/init.h"
#include "objects/str_methods.h"
#include "support/digits.h"

namespace minipy {
namespace {

struct World {
    Interpreter interp;
    EvalBreaker breaker;
    Collector collector;
    Thread thread;
    World() {
        thread.interp = &interp;
        thread.breaker = &breaker;
        thread.c_stack_limit = static_cast<char*>(__builtin_frame_address(0)) - (4 << 20);
        thread.handled = &thread.bottom_handled;
        interp.collector = &collector;
        current_thread = &thread;
        ready = !init_types(thread).is_error();
    }
    bool ready = false;
};

Thread& thread() {
    static World* w = new World;
    current_thread = &w->thread;
    return w->thread;
}

Owned text(std::string_view utf8) { return make_str(thread(), utf8); }

TEST(StrGrow, OnlyWhatOneHolderSees) {
    Owned fresh = text("some text");
    EXPECT_TRUE(str_may_grow(as_str(fresh)));
    Owned other = fresh.dup();
    EXPECT_FALSE(str_may_grow(as_str(fresh)));
    EXPECT_FALSE(str_may_grow(as_str(intern(thread(), "some name"))));
    EXPECT_FALSE(str_may_grow(as_str(text("c"))));  // one-character strings are shared by all
    EXPECT_FALSE(str_may_grow(as_str(text(""))));
}

TEST(StrGrow, ForgetsItsHash) {
    Thread& t = thread();
    Owned s = text("abc");
    int64_t before = str_hash(t, as_str(s));
    Str* grown = str_grow(t, as_str(s.take()), as_str(text("de")));
    EXPECT_EQ(to_utf8(Value(grown)), "abcde");
    EXPECT_NE(str_hash(t, grown), before);
    EXPECT_EQ(str_hash(t, grown), str_hash(t, as_str(text("abcde"))));
    release(static_cast<Object*>(grown));
}

TEST(StrGrow, WidensAsItsPartsDo) {
    Thread& t = thread();
    Str* s = as_str(text("ascii").take());
    std::string expected = "ascii";
    int width = 1;
    for (const char* part : {"é", "z", "€", "é", "z", "🐍", "€", "end"}) {
        s = str_grow(t, s, as_str(text(part)));
        expected += part;
        EXPECT_EQ(to_utf8(Value(s)), expected);
        EXPECT_FALSE(s->ascii);
        EXPECT_GE(static_cast<int>(s->width), width);
        width = static_cast<int>(s->width);
        EXPECT_TRUE(str_equals(s, as_str(text(expected))));
    }
    release(static_cast<Object*>(s));
}

TEST(StrGrow, ManyTimes) {
    Thread& t = thread();
    Str* s = as_str(text("start").take());
    std::string expected = "start";
    Owned part = text("0123456789");
    for (int i = 0; i < 20'000; ++i) {
        s = str_grow(t, s, as_str(part));
        expected += "0123456789";
    }
    EXPECT_EQ(s->ascii_view(), expected);
    release(static_cast<Object*>(s));
}

TEST(StrBuilderTest, AtTheBordersOfItsRoom) {
    Thread& t = thread();
    for (size_t first : {0, 1, 60, 63, 64, 65, 127, 128, 129, 254, 255, 256, 257, 1000}) {
        for (const char* wide : {"", "a", "é", "€", "🐍"}) {
            for (size_t more : {0, 1, 64, 255, 256, 5000}) {
                StrBuilder out(t);
                std::string expected = std::string(first, 'x') + wide + std::string(more, 'y');
                out.append_fill('x', static_cast<int64_t>(first));
                out.append(std::string_view(wide));
                for (size_t i = 0; i < more; ++i) out.append_char('y');
                Owned made = out.finish();
                ASSERT_EQ(to_utf8(made), expected);
                ASSERT_TRUE(str_equals(as_str(made), as_str(text(expected)))) << first << wide << more;
                ASSERT_EQ(as_str(made)->ascii, as_str(text(expected))->ascii);
            }
        }
    }
}

TEST(StrBuilderTest, ExpectIsOnlyAHint) {
    Thread& t = thread();
    StrBuilder out(t);
    out.expect(10'000);
    out.append(text("short").get());
    EXPECT_EQ(to_utf8(out.finish()), "short");
    StrBuilder wide(t);
    wide.append(text("é€").get());
    wide.expect(1000);
    wide.append_int(-12);
    EXPECT_EQ(to_utf8(wide.finish()), "é€-12");
}

TEST(Digits, AreThoseOfPrintf) {
    auto check = [](int64_t i) {
        char digits[kMostDigits];
        int from = write_digits(i, digits);
        std::string made(digits + from, digits + kMostDigits);
        EXPECT_EQ(made, std::to_string(i));
        EXPECT_EQ(count_digits(i), made.size());
    };
    for (int64_t p = 1; p < INT64_MAX / 10; p *= 10) {
        for (int64_t d : {-1, 0, 1, 5}) {
            check(p + d);
            check(-p - d);
        }
    }
    for (int64_t i : {INT64_MAX, INT64_MIN, INT64_MIN + 1, int64_t{0}, int64_t{99}, int64_t{100}}) check(i);
}

TEST(Search, AsLookingAtEachPlace) {
    uint32_t state = 1;
    auto random = [&](uint32_t n) {
        return (state = state * 1664525 + 1013904223) >> 8 & 0xffffff ? (state >> 8) % n : 0;
    };
    for (int round = 0; round < 3000; ++round) {
        std::string hay, needle;
        for (uint32_t i = random(90); i > 0; --i) hay += static_cast<char>('a' + random(3));
        for (uint32_t i = 1 + random(6); i > 0; --i) needle += static_cast<char>('a' + random(3));
        Owned h = text(hay), n = text(needle);
        size_t begin = random(10);
        auto expected = static_cast<int64_t>(hay.find(needle, begin));
        if (begin > hay.size()) continue;
        ASSERT_EQ(str_find(as_str(h), as_str(n), begin, hay.size()), expected)
            << hay << " " << needle << " " << begin;
    }
    std::string many(20'000, 'a');
    Owned h = text(many + "b"), n = text(std::string(500, 'a') + "b");
    EXPECT_EQ(str_find(as_str(h), as_str(n), 0, as_str(h)->length), 19'500);
    Owned missing = text("a" + std::string(500, 'c') + "a");
    EXPECT_EQ(str_find(as_str(h), as_str(missing), 0, as_str(h)->length), -1);
}

}  // namespace
}  // namespace minipy
