// The built-in types come up, and classes are made, without any Python source.
#include <gtest/gtest.h>

#include "native/module.h"
#include "objects/init.h"
#include "objects/type.h"

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

World& world() {
    static World* w = new World;
    return *w;
}

std::string text_of(Thread& t, Owned value) {
    if (value.is_error()) {
        Owned raised = take_exception(t);
        Result<std::string> message = str_utf8(t, raised);
        return std::string(type_name(t, raised)) + ": " + (message.is_error() ? "?" : message.value());
    }
    Result<std::string> text = repr_utf8(t, value);
    return text.is_error() ? "error" : text.value();
}

Owned new_class(Thread& t, const char* name, std::initializer_list<Value> bases, Value name_space = Value::unbound()) {
    Owned dict = name_space.is_unbound() ? Owned(TRY(new_dict(t))) : Owned::share(name_space);
    TRY(dict_set_ascii(t, dict.as<Dict>(), "__module__", intern(t, "m")));
    Owned tuple = TRY(make_tuple(t, bases));
    return call(t, Value(types(t).type), {intern(t, name), tuple, dict});
}

TEST(Types, Bootstrap) {
    Thread& t = world().thread;
    ASSERT_TRUE(world().ready);
    EXPECT_EQ(text_of(t, Owned::share(Value(types(t).object))), "<class 'object'>");
    EXPECT_EQ(text_of(t, Owned::share(types(t).bool_->mro)), "(<class 'bool'>, <class 'int'>, <class 'object'>)");
    EXPECT_EQ(text_of(t, get_attr(t, Value(types(t).list), "append")), "<method 'append' of 'list' objects>");
    EXPECT_EQ(text_of(t, get_attr(t, Value(types(t).int_), "__add__")), "<slot wrapper '__add__' of 'int' objects>");
}

TEST(Types, Calls) {
    Thread& t = world().thread;
    Owned list = make_list(t, {Value::from_int(3)});
    EXPECT_EQ(text_of(t, call_method(t, list, intern(t, "append"), {})), "TypeError: list.append() takes exactly one argument (0 given)");
    EXPECT_EQ(text_of(t, call_method(t, list, intern(t, "insert"), {Value::from_int(1)})), "TypeError: insert expected 2 arguments, got 1");
    Owned append = get_attr(t, Value(types(t).list), "append");
    EXPECT_EQ(text_of(t, call(t, append, {Value::from_int(3)})),
              "TypeError: descriptor 'append' for 'list' objects doesn't apply to a 'int' object");
    Owned add = get_attr(t, Value::from_int(2), "__add__");
    EXPECT_EQ(text_of(t, call(t, add, {Value::from_int(3)})), "5");
    EXPECT_EQ(text_of(t, call(t, Value(types(t).object), {Value::none()})), "TypeError: object() takes no arguments");
}

TEST(Types, Classes) {
    Thread& t = world().thread;
    Owned a = new_class(t, "A", {}), b = new_class(t, "B", {a}), c = new_class(t, "C", {a});
    Owned d = new_class(t, "D", {b, c});
    EXPECT_EQ(text_of(t, Owned::share(d.as<Type>()->mro)),
              "(<class 'm.D'>, <class 'm.B'>, <class 'm.C'>, <class 'm.A'>, <class 'object'>)");
    EXPECT_EQ(text_of(t, new_class(t, "E", {a, b})),
              "TypeError: Cannot create a consistent method resolution\norder (MRO) for bases A, B");
    EXPECT_EQ(text_of(t, new_class(t, "F", {Value(types(t).int_), Value(types(t).list)})),
              "TypeError: multiple bases have instance lay-out conflict");
    Owned instance = call(t, d);
    EXPECT_FALSE(set_attr(t, instance, intern(t, "x"), Value::from_int(5)).is_error());
    EXPECT_EQ(text_of(t, get_attr(t, instance, "x")), "5");
    EXPECT_EQ(text_of(t, get_attr(t, instance, "__dict__")), "{'x': 5}");
    EXPECT_EQ(text_of(t, call_method(t, a, intern(t, "__subclasses__"))), "[<class 'm.B'>, <class 'm.C'>]");
}

TEST(Types, SlotsAndNativeBases) {
    Thread& t = world().thread;
    Owned dict = new_dict(t);
    Owned pair = make_tuple(t, {intern(t, "x"), intern(t, "y")});
    EXPECT_FALSE(dict_set_ascii(t, dict.as<Dict>(), "__slots__", pair).is_error());
    Owned p = new_class(t, "P", {}, dict);
    Owned instance = call(t, p);
    EXPECT_FALSE(set_attr(t, instance, intern(t, "y"), Value::from_int(7)).is_error());
    EXPECT_EQ(text_of(t, get_attr(t, instance, "y")), "7");
    EXPECT_EQ(text_of(t, get_attr(t, instance, "x")), "AttributeError: 'P' object has no attribute 'x'");
    EXPECT_TRUE(set_attr(t, instance, intern(t, "z"), Value::none()).is_error());
    (void)take_exception(t);
    Owned words = new_class(t, "Words", {Value(types(t).list)});
    Owned w = call(t, words, {pair});
    EXPECT_EQ(text_of(t, w.dup()), "['x', 'y']");
    EXPECT_FALSE(set_attr(t, w, intern(t, "tag"), Value::from_int(1)).is_error());
    EXPECT_EQ(text_of(t, get_attr(t, w, "tag")), "1");
    Owned tuples = new_class(t, "T", {Value(types(t).tuple)});
    Owned tv = call(t, tuples, {pair});
    EXPECT_FALSE(set_attr(t, tv, intern(t, "tag"), Value::from_int(2)).is_error());
    EXPECT_EQ(text_of(t, get_attr(t, tv, "tag")), "2");
    EXPECT_EQ(text_of(t, tv.dup()), "('x', 'y')");
}

}  // namespace
}  // namespace minipy
