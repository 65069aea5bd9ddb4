#include "objects/exception.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/ops.h"

namespace minipy {

namespace {

// An exception instance for the operand of `raise`: classes are called.
Owned instance_of(Thread& t, Value v, const char* error) {
    if (is_exception(v)) return Owned::share(v);
    if (is_kind(v, Kind::Type) && is_subtype(v.as<Type>(), exc(t).BaseException)) {
        Owned made = TRY(call(t, v));
        if (is_exception(made)) return made;
        return raise_type_error(t, "calling %s should have returned an instance of BaseException, not %s",
                                TRY(repr_utf8(t, v)).c_str(),
                                TRY(repr_utf8(t, Value(type_of(t, made)))).c_str());
    }
    return raise_type_error(t, "%s", error);
}

Value handled_now(Thread& t) {
    for (HandledException* h = t.handled; h; h = h->previous) {
        if (!h->exception.is_none()) return h->exception;
    }
    return Value::none();
}

Status check_match_type(Thread& t, Value type) {
    auto bad = [&](Value v) {
        return !is_kind(v, Kind::Type) || !is_subtype(v.as<Type>(), exc(t).BaseException);
    };
    const char* message = "catching classes that do not inherit from BaseException is not allowed";
    if (is_tuple(type)) {
        for (Value v : *type.as<Tuple>()) {
            if (bad(v)) return raise_type_error(t, "%s", message);
        }
    } else if (bad(type)) {
        return raise_type_error(t, "%s", message);
    }
    return {};
}

bool matches(Value exception, Value type) {
    Type* actual = exception.object()->type;
    if (!is_tuple(type)) return is_subtype(actual, type.as<Type>());
    for (Value v : *type.as<Tuple>()) {
        if (is_subtype(actual, v.as<Type>())) return true;
    }
    return false;
}

}  // namespace

Status op_raise(Thread& t, Value* w, unsigned count) {
    if (count == 0) {
        Value current = handled_now(t);
        if (current.is_none()) return raise_runtime_error(t, "No active exception to reraise");
        return restore_exception(t, Owned::share(current));
    }
    Owned exception = TRY(instance_of(t, w[0], "exceptions must derive from BaseException"));
    if (count == 2) {
        Owned cause = w[1].is_none()
                          ? Owned::none()
                          : TRY(instance_of(t, w[1], "exception causes must derive from BaseException"));
        Exception* e = exception.as<Exception>();
        Value old = e->cause;
        e->cause = cause.take();
        e->suppress_context = true;
        release(old);
    }
    return raise_instance(t, exception);
}

void op_reraise(Thread& t, Value exception) { (void)restore_exception(t, Owned::share(exception)); }

Value op_match_exc(Thread& t, Value exception, Value type) {
    if (check_match_type(t, type).is_error()) return Value::error();
    return Value::from_bool(matches(exception, type));
}

Status op_match_group(Thread& t, Value exception, Value type, Value* w) {
    TRY(check_match_type(t, type));
    auto is_group_type = [&](Value v) { return is_subtype(v.as<Type>(), exc(t).BaseExceptionGroup); };
    bool group_type = false;
    if (is_tuple(type)) {
        for (Value v : *type.as<Tuple>()) group_type |= is_group_type(v);
    } else {
        group_type = is_group_type(type);
    }
    if (group_type) {
        return raise_type_error(t,
                                "catching ExceptionGroup with except* is not allowed. Use except instead.");
    }
    Owned match, rest;
    if (exception.is_none()) {
    } else if (matches(exception, type)) {
        match = Owned::share(exception);
        if (!is_subtype(exception.object()->type, exc(t).BaseExceptionGroup)) {
            // A naked exception arrives wrapped, so that the handler always sees a group.
            Owned one = TRY(make_tuple(t, {exception}));
            Owned empty = Owned::share(t.interp->empty_str);
            match = TRY(call(t, Value(exc(t).BaseExceptionGroup), {empty, one}));
            Value traceback = exception.as<Exception>()->traceback;
            retain(traceback);
            match.as<Exception>()->traceback = traceback;
        }
    } else if (is_subtype(exception.object()->type, exc(t).BaseExceptionGroup)) {
        Owned pair = TRY(call_method(t, exception, intern(t, "split"), {type}));
        if (!is_tuple(pair) || pair.as<Tuple>()->length != 2) {
            return raise_type_error(t, "%s.split must return a 2-tuple", type_name(t, exception));
        }
        match = Owned::share(pair.as<Tuple>()->at(0));
        rest = Owned::share(pair.as<Tuple>()->at(1));
    } else {
        rest = Owned::share(exception);
    }
    if (!match.is_none()) {
        Value old = t.handled->exception;
        t.handled->exception = match.dup().take();
        release(old);
    }
    w[0] = rest.take();
    w[1] = match.take();
    return {};
}

// What leaves a try/except* statement: exceptions raised by handlers and the unhandled rest, merged again where they come from the
// same group. `list` holds them, None where a handler finished.
Value op_prep_reraise_star(Thread& t, Value original, Value list_value) {
    List* list = list_value.as<List>();
    std::vector<Value> raised, reraised;
    Type* group = exc(t).BaseExceptionGroup;
    bool original_is_group = is_subtype(original.object()->type, group);
    for (size_t i = 0; i < list->length; ++i) {
        Value e = list->items[i];
        if (e.is_none()) continue;
        if (!original_is_group) return Owned::share(e).take();
        auto *a = e.as<Exception>(), *b = original.as<Exception>();
        bool from_original = is_subtype(e.object()->type, group) && a->traceback == b->traceback &&
                             a->cause == b->cause && a->context == b->context;
        (from_original ? reraised : raised).push_back(e);
    }
    if (raised.empty() && reraised.empty()) return Value::none();
    Owned merged;
    if (!reraised.empty()) {
        // The leaves still to be raised, in the structure of the original.
        std::vector<Value> keep;
        auto collect = [&](auto&& self, Value e) -> void {
            if (!is_subtype(e.object()->type, group)) {
                keep.push_back(e);
                return;
            }
            for (Value inner : *e.as<ExceptionGroup>()->exceptions.as<Tuple>()) self(self, inner);
        };
        for (Value e : reraised) collect(collect, e);
        merged = subgroup_of_leaves(t, original, keep);
        if (merged.is_error()) return Value::error();
    }
    if (raised.empty()) return merged.take();
    if (!merged.is_none()) raised.push_back(merged);
    Owned all = make_list(t, raised.data(), raised.size());
    if (all.is_error()) return Value::error();
    return call(t, Value(exc(t).BaseExceptionGroup), {t.interp->empty_str, all}).take();
}

Status op_enter_with(Thread& t, Value manager, Value* w, bool async) {
    Names& n = names(t);
    Value enter_name = async ? n.__aenter__ : n.__enter__, exit_name = async ? n.__aexit__ : n.__exit__;
    Type* type = type_of(t, manager);
    auto missing = [&](bool exit_missing) -> Raised {
        return raise_type_error(t, "'%.200s' object does not support the %scontext manager protocol%s",
                                type_name(t, manager), async ? "asynchronous " : "",
                                !exit_missing ? ""
                                : async       ? " (missed __aexit__ method)"
                                              : " (missed __exit__ method)");
    };
    Value enter = type_lookup(t, type, enter_name);
    if (enter.is_unbound()) return missing(false);
    Value exit = type_lookup(t, type, exit_name);
    if (exit.is_unbound()) return missing(true);
    auto bind = [&](Value found) -> Owned {
        if (!found.is_object() || !found.object()->type->slots.descr_get) return Owned::share(found);
        return found.object()->type->slots.descr_get(t, found, manager, Value(type));
    };
    Owned exit_bound = TRY(bind(exit));
    Owned enter_bound = TRY(bind(enter));
    Owned entered = TRY(call(t, enter_bound));
    w[0] = exit_bound.take();
    w[1] = entered.take();
    return {};
}

Value op_call_exit(Thread& t, Value exit, Value exception) {
    return call(t, exit, {Value(exception.object()->type), exception, exception.as<Exception>()->traceback})
        .take();
}

}  // namespace minipy
