// Numbers and texts: operators, methods and formats through the protocol.
#include <gtest/gtest.h>

#include "native/module.h"
#include "objects/init.h"

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

std::string shown(Owned value) {
    Thread& t = thread();
    if (value.is_error()) {
        Owned raised = take_exception(t);
        Result<std::string> message = str_utf8(t, raised);
        return std::string(type_name(t, raised)) + ": " + (message.is_error() ? "?" : message.value());
    }
    Result<std::string> text = repr_utf8(t, value);
    return text.is_error() ? "error" : text.value();
}
Owned text(const char* utf8) { return make_str(thread(), utf8); }
std::string formatted(Owned value, const char* spec) { return shown(format(thread(), value, text(spec))); }
std::string method(Owned self, const char* name, std::initializer_list<Value> args = {}) {
    return shown(call_method(thread(), self, intern(thread(), name), args));
}
Owned big(const char* digits) { return int_from_text(thread(), digits, 10); }

TEST(Numbers, Integers) {
    Thread& t = thread();
    EXPECT_EQ(shown(binary_op(t, BinaryOp::Pow, Value::from_int(2), Value::from_int(100))),
              "1267650600228229401496703205376");
    EXPECT_EQ(shown(binary_op(t, BinaryOp::FloorDiv, Value::from_int(-7), Value::from_int(2))), "-4");
    EXPECT_EQ(shown(binary_op(t, BinaryOp::Sub, big("4611686018427387904"), Value::from_int(1))),
              "4611686018427387903");
    EXPECT_EQ(shown(binary_op(t, BinaryOp::Mod, Value::from_int(1), Value::from_int(0))),
              "ZeroDivisionError: integer modulo by zero");
    EXPECT_EQ(shown(big("1x")), "ValueError: invalid literal for int() with base 10: '1x'");
    EXPECT_EQ(method(Owned::adopt(Value::from_int(1234)), "__round__", {Value::from_int(-2)}), "1200");
}

TEST(Numbers, Formats) {
    EXPECT_EQ(formatted(make_int(thread(), 1234567), ","), "'1,234,567'");
    EXPECT_EQ(formatted(make_int(thread(), 255), "#06x"), "'0x00ff'");
    EXPECT_EQ(formatted(make_int(thread(), 1234), "08,d"), "'0,001,234'");
    EXPECT_EQ(formatted(make_float(thread(), 3.14159), "+.2f"), "'+3.14'");
    EXPECT_EQ(formatted(text("ab"), "*^6"), "'**ab**'");
    EXPECT_EQ(formatted(text("ab"), "d"), "ValueError: Unknown format code 'd' for object of type 'str'");
}

TEST(Texts, Methods) {
    Thread& t = thread();
    Owned comma = text(",");
    EXPECT_EQ(method(text("a,b,,c"), "split", {comma}), "['a', 'b', '', 'c']");
    EXPECT_EQ(method(text("  a  b "), "split"), "['a', 'b']");
    EXPECT_EQ(method(text("straße"), "upper"), "'STRASSE'");
    EXPECT_EQ(method(text("é€"), "encode"), "b'\\xc3\\xa9\\xe2\\x82\\xac'");
    EXPECT_EQ(
        method(text("{0[1]}-{0[0]:>3}"), "format", {make_tuple(t, {Value::from_int(1), Value::from_int(2)})}),
        "'2-  1'");
    EXPECT_EQ(shown(str_percent(t, text("%s=%05.1f"), make_tuple(t, {comma, make_float(t, 2.25)}))),
              "',=002.2'");
}

TEST(Texts, Bytes) {
    Thread& t = thread();
    EXPECT_EQ(method(make_bytes(t, "\xff"), "decode"),
              "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte");
    EXPECT_EQ(method(make_bytes(t, "a b"), "split"), "[b'a', b'b']");
}

}  // namespace
}  // namespace minipy
