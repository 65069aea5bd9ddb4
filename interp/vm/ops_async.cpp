// await, async for, yield from: what stands before the suspension (the suspension itself is in the loop).
#include "objects/exception.h"
#include "objects/fast_send.h"
#include "objects/tuple.h"
#include "vm/async_generator.h"
#include "vm/ops.h"

namespace minipy {

Value op_yield_from_iter(Thread& t, Frame* frame, Value v) {
    if (is_kind(v, Kind::Coroutine)) {
        if (!(frame->code->flags & (kCodeCoroutine | kCodeIterableCoroutine))) {
            (void)raise_type_error(t, "cannot 'yield from' a coroutine object in a non-coroutine generator");
            return Value::error();
        }
        return Owned::share(v).take();
    }
    if (is_kind(v, Kind::Generator)) return Owned::share(v).take();
    return get_iter(t, v).take();
}

Value op_get_awaitable(Thread& t, Value v, int where) {
    Owned awaitable = get_awaitable(t, v);
    if (awaitable.is_error()) {
        if (where && exception_matches(t, exc(t).TypeError) && !type_of(t, v)->slots.await &&
            !is_kind(v, Kind::Coroutine)) {
            (void)take_exception(t);
            (void)raise_type_error(
                t, "'async with' received an object from %s that does not implement __await__: %.100s",
                where == 1 ? "__aenter__" : "__aexit__", type_name(t, v));
        }
        return Value::error();
    }
    if (is_kind(awaitable, Kind::Coroutine)) {
        if (!generator_awaiting(awaitable.as<Generator>()).is_none()) {
            (void)raise_runtime_error(t, "coroutine is being awaited already");
            return Value::error();
        }
    }
    return awaitable.take();
}

Value op_get_aiter(Thread& t, Value v) {
    Type* type = type_of(t, v);
    if (!type->slots.aiter) {
        (void)raise_type_error(t, "'async for' requires an object with __aiter__ method, got %.100s",
                               type_name(t, v));
        return Value::error();
    }
    Owned iterator = type->slots.aiter(t, v);
    if (iterator.is_error()) return Value::error();
    if (!type_of(t, iterator)->slots.anext) {
        (void)raise_type_error(
            t, "'async for' received an object from __aiter__ that does not implement __anext__: %.100s",
            type_name(t, iterator));
        return Value::error();
    }
    return iterator.take();
}

Value op_get_anext(Thread& t, Value v) {
    Type* type = type_of(t, v);
    if (!type->slots.anext) {
        (void)raise_type_error(t, "'async for' requires an iterator with __anext__ method, got %.100s",
                               type_name(t, v));
        return Value::error();
    }
    Owned next = type->slots.anext(t, v);
    if (next.is_error()) return Value::error();
    Owned awaitable = get_awaitable(t, next);
    if (!awaitable.is_error()) return awaitable.take();
    Owned cause = take_exception(t);
    (void)raise_type_error(t, "'async for' received an invalid object from __anext__: %.100s",
                           type_name(t, next));
    Exception* raised = t.exception.as<Exception>();
    Value old = raised->cause;
    raised->cause = cause.take();
    raised->suppress_context = true;
    release(old);
    return Value::error();
}

Value op_wrap_async(Thread& t, Value v) {
    WrappedValue* wrapped = make<WrappedValue>(t, types(t).async_gen_wrapped_value);
    retain(v);
    wrapped->value = v;
    return Value(wrapped);
}

Exit op_send(Thread& t, Value iterator, Value sent) {
    Object* o = iterator.object();
    if (o->kind == Kind::Generator || o->kind == Kind::Coroutine) {
        ResumeResult result = generator_resume(t, static_cast<Generator*>(o), sent);
        return {result.how, result.value.take()};
    }
    Type* type = o->type;
    if (FastSend send = fast_send_of(type)) {
        ResumeResult result = send(t, iterator, sent);
        return {result.how, result.value.take()};
    }
    Owned got;
    if (sent.is_none() && type->slots.next) {
        got = iter_next_raw(t, iterator);
        if (got.is_stop()) return {Resumed::Returned, Value::none()};
    } else {
        got = call_method(t, iterator, names(t).send, {sent});
    }
    if (!got.is_error()) return {Resumed::Yielded, got.take()};
    if (!exception_matches(t, exc(t).StopIteration)) return {Resumed::Raised, Value::error()};
    Owned stop = take_exception(t);
    Value value = stop.as<StopIteration>()->value;
    return {Resumed::Returned, Owned::share(value).take()};
}

}  // namespace minipy
