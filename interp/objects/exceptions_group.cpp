// BaseExceptionGroup and ExceptionGroup: several exceptions raised as one, a tree whose leaves are plain exceptions.
//
//     ExceptionGroup("all", [ValueError(1), ExceptionGroup("part", [TypeError(2), ValueError(3)])])
//         .split(ValueError)  -->  match: all [ValueError(1), part [ValueError(3)]]
//                                  rest:  all [part [TypeError(2)]]
//
// Both halves keep the shape of the tree, and each group in them the traceback, cause, context and notes of the group it
// comes from. Groups without leaves vanish. New groups are made by the method `derive`, which subclasses replace.
#include <algorithm>

#include "objects/exceptions.h"
#include "objects/type.h"

namespace minipy {

namespace {

ExceptionGroup* as_group(Value v) { return v.as<ExceptionGroup>(); }
bool is_group(Thread& t, Value v) {
    return is_exception(v) && is_subtype(v.object()->type, exc(t).BaseExceptionGroup);
}

// ---- making ----

// The class that is really made: BaseExceptionGroup of plain Exceptions is an ExceptionGroup.
Type* class_for(Thread& t, Type* type, bool has_base_exception) {
    if (type == exc(t).BaseExceptionGroup) return has_base_exception ? type : exc(t).ExceptionGroup;
    if (!has_base_exception || !is_subtype(type, exc(t).Exception)) return type;
    if (type == exc(t).ExceptionGroup) {
        (void)raise_type_error(t, "Cannot nest BaseExceptions in an ExceptionGroup");
    } else {
        (void)raise_type_error(t, "Cannot nest BaseExceptions in '%.200s'", to_utf8(type->name).c_str());
    }
    return nullptr;
}

Owned group_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count != 2) {
        return raise_type_error(t, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%u given)",
                                args.count);
    }
    Value message = args.args[0], list = args.args[1];
    if (!is_str(message)) {
        return raise_type_error(t, "BaseExceptionGroup.__new__() argument 1 must be str, not %s",
                                type_name(t, message));
    }
    if (is_dict(list) || !type_of(t, list)->slots.get_item || !type_of(t, list)->slots.length)
        return raise_type_error(t, "second argument (exceptions) must be a sequence");
    Ref<Tuple> exceptions = TRY(to_tuple(t, list));
    if (exceptions->length == 0)
        return raise_value_error(t, "second argument (exceptions) must be a non-empty sequence");
    bool has_base_exception = false;
    for (size_t i = 0; i < exceptions->length; ++i) {
        if (!is_exception(exceptions->at(i)))
            return raise_value_error(t, "Item %zu of second argument (exceptions) is not an exception", i);
        if (!is_subtype(exceptions->at(i).object()->type, exc(t).Exception)) has_base_exception = true;
    }
    type = class_for(t, type, has_base_exception);
    if (!type) return Raised{};
    Object* made = make_exception(t, type);
    if (!made) return raise_memory_error(t);
    Owned self = Owned::adopt(made);
    Owned tuple = TRY(make_tuple(t, args.args, args.count));
    set_exception_field(as_group(self)->args, tuple);
    set_exception_field(as_group(self)->message, message);
    set_exception_field(as_group(self)->exceptions, exceptions);
    return self;
}

Owned group_str(Thread& t, Value self) {
    ExceptionGroup* group = as_group(self);
    size_t count = group->exceptions.as<Tuple>()->length;
    return make_str(t, TRY(str_utf8(t, group->message)) + " (" + std::to_string(count) + " sub-exception" +
                           (count == 1 ? ")" : "s)"));
}

// ---- splitting ----

// A group like `original` of the given exceptions; None when there are none.
Owned subset(Thread& t, Value original, List* exceptions) {
    if (exceptions->length == 0) return Owned::none();
    Owned made = TRY(call_method(t, original, intern(t, "derive"), {Value(exceptions)}));
    if (!is_group(t, made))
        return raise_type_error(t, "derive must return an instance of BaseExceptionGroup");
    ExceptionGroup* from = as_group(original);
    ExceptionGroup* to = as_group(made);
    set_exception_field(to->traceback, from->traceback);
    set_exception_field(to->context, from->context);
    set_exception_field(to->cause, from->cause);
    to->suppress_context = from->suppress_context || !from->cause.is_none();
    Owned notes = TRY(lookup_attr(t, original, names(t).__notes__));
    if (!notes.is_unbound() && (is_list(notes) || is_tuple(notes))) {
        Ref<List> copy = TRY(to_list(t, notes));
        TRY(set_attr(t, made, names(t).__notes__, copy));
    }
    return made;
}

// What an exception is asked: is it an instance of these classes, what does a Python function say of it, or is it one of these.
struct Question {
    Value asked;
    bool by_function;
    const std::vector<Value>* among = nullptr;
};

bool is_exception_class(Value v) {
    return is_kind(v, Kind::Type) && v.as<Type>()->has(kTypeExceptionSubclass);
}

Result<Question> read_question(Thread& t, Value asked) {
    if (is_kind(asked, Kind::Function)) return Question{asked, true};
    bool good = is_exception_class(asked);
    if (is_tuple(asked)) {
        good = true;
        for (Value v : *asked.as<Tuple>()) good &= is_exception_class(v);
    }
    if (!good) return raise_type_error(t, "expected a function, exception type or tuple of exception types");
    return Question{asked, false};
}

Result<bool> matches(Thread& t, const Question& question, Value exception) {
    if (question.among) return std::ranges::find(*question.among, exception) != question.among->end();
    if (question.by_function) return truth(t, TRY(call(t, question.asked, {exception})));
    Type* type = exception.object()->type;
    if (!is_tuple(question.asked)) return is_subtype(type, question.asked.as<Type>());
    for (Value v : *question.asked.as<Tuple>()) {
        if (is_subtype(type, v.as<Type>())) return true;
    }
    return false;
}

struct Halves {
    Owned match, rest;
};

// want_rest false: only the match is made.
Result<Halves> split(Thread& t, Value exception, const Question& question, bool want_rest) {
    Halves halves;
    if (TRY(matches(t, question, exception))) {
        halves.match = Owned::share(exception);
        return halves;
    }
    if (!is_group(t, exception)) {
        if (want_rest) halves.rest = Owned::share(exception);
        return halves;
    }
    RecursionScope scope(t, " in exceptiongroup_split_recursive");
    if (scope.failed()) return Raised{};
    Ref<List> match = TRY(new_list(t)), rest = TRY(new_list(t));
    Owned held = Owned::share(as_group(exception)->exceptions);
    for (Value part : *held.as<Tuple>()) {
        Halves inner = TRY(split(t, part, question, want_rest));
        if (!inner.match.is_none()) TRY(list_append(t, match.get(), inner.match));
        if (!inner.rest.is_none()) TRY(list_append(t, rest.get(), inner.rest));
    }
    halves.match = TRY(subset(t, exception, match.get()));
    if (want_rest) halves.rest = TRY(subset(t, exception, rest.get()));
    return halves;
}

Owned method_split(Thread& t, const Value* args) {
    Question question = TRY(read_question(t, args[1]));
    Halves halves = TRY(split(t, args[0], question, true));
    return make_tuple(t, {halves.match, halves.rest});
}
Owned method_subgroup(Thread& t, const Value* args) {
    Question question = TRY(read_question(t, args[1]));
    Halves halves = TRY(split(t, args[0], question, false));
    return std::move(halves.match);
}
Owned method_derive(Thread& t, const Value* args) {
    return call(t, Value(exc(t).BaseExceptionGroup), {as_group(args[0])->message, args[1]});
}
Owned method_class_getitem(Thread& t, const Value* args) {
    return call(t, types(t).generic_alias, {args[0], args[1]});
}

const FunctionSpec group_methods[] = {
    {"split(self, matcher_value, /)", method_split, nullptr},
    {"subgroup(self, matcher_value, /)", method_subgroup, nullptr},
    {"derive(self, excs, /)", method_derive, nullptr},
    {"__class_getitem__(cls, item, /)", method_class_getitem, "See PEP 585"},
};
const MemberSpec group_members[] = {
    {"message", offsetof(ExceptionGroup, message), true, "exception message"},
    {"exceptions", offsetof(ExceptionGroup, exceptions), true, "nested exceptions"},
};

}  // namespace

Owned subgroup_of_leaves(Thread& t, Value group, const std::vector<Value>& leaves) {
    Halves halves = TRY(split(t, group, {Value::none(), false, &leaves}, false));
    return std::move(halves.match);
}

void specialize_exception_group(TypeSpec& spec, std::string_view name) {
    if (name != "BaseExceptionGroup") return;
    spec.slots.new_ = group_new;
    spec.slots.str = group_str;
    spec.methods = group_methods;
    spec.members = group_members;
    spec.doc = "A combination of multiple unrelated exceptions.";
}

Status init_exception_group(Thread& t) {
    Type* base = exc(t).BaseExceptionGroup;
    TypeSpec spec{};
    spec.name = "ExceptionGroup";
    spec.kind = Kind::Exception;
    spec.size = sizeof(ExceptionGroup);
    spec.flags = kTypeBaseAllowed | kTypeExceptionSubclass;
    spec.attrs_offset = sizeof(ExceptionGroup);
    Type* type = define_type(t, spec, base);
    type->native_data = base->native_data;
    Owned bases = TRY(make_tuple(t, {Value(base), Value(exc(t).Exception)}));
    set_exception_field(type->bases, bases);
    Ref<Tuple> mro = TRY(compute_mro(t, type));
    set_exception_field(type->mro, mro);
    TRY(add_to_subclasses(t, exc(t).Exception, type));
    type_modified(type);
    exc(t).ExceptionGroup = type;
    return {};
}

}  // namespace minipy
