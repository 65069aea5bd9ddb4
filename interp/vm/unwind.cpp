// Exceptions on their way out: handlers, tracebacks, the Python-visible frame; and what a poll of the eval breaker does.
#include "objects/dict.h"
#include "objects/exception.h"
#include "runtime/event_notes.h"
#include "vm/call.h"

namespace minipy {

Instr* find_handler(Thread& t, Frame* frame, uint32_t live) {
    Code* code = frame->code;
    Value* temporaries = frame->registers() + code->local_count;
    uint32_t at = static_cast<uint32_t>(frame->pc - code->instrs);
    const ExceptionRange* range = nullptr;
    for (const ExceptionRange& candidate : code->ranges) {
        if (at >= candidate.begin && at < candidate.end) {
            range = &candidate;
            break;
        }
    }
    uint32_t keep = range ? range->depth : 0;
    while (live > keep) release(temporaries[--live]);
    if (!range) return nullptr;
    temporaries[keep] = take_exception(t).take();
    return code->instrs + range->handler;
}

void add_traceback(Thread& t, Frame* frame) {
    Exception* exception = t.exception.as<Exception>();
    FrameObject* object = frame_object(t, frame);
    Traceback* link = make<Traceback>(t, types(t).traceback);
    retain(static_cast<Object*>(object));
    link->frame = Value(object);
    link->pc = frame->pc;
    link->line = frame->code->position_at(frame->pc).line;
    link->next = exception->traceback;  // moved
    exception->traceback = Value(link);
}

FrameObject* frame_object(Thread& t, Frame* frame) {
    if (!frame->object) {
        frame->object = make<FrameObject>(t, types(t).frame);
        frame->object->frame = frame;
    }
    return frame->object;
}

void convert_stop_iteration(Thread& t, Generator* gen) {
    bool stop = exception_matches(t, exc(t).StopIteration);
    bool async = gen->kind == Kind::AsyncGenerator;
    if (!stop && !(async && exception_matches(t, exc(t).StopAsyncIteration))) return;
    const char* what = gen->kind == Kind::Coroutine ? "coroutine" : async ? "async generator" : "generator";
    Owned original = take_exception(t);
    (void)raise_runtime_error(t, "%s raised %s", what, stop ? "StopIteration" : "StopAsyncIteration");
    Exception* raised = t.exception.as<Exception>();
    release(raised->cause);
    raised->cause = original.dup().take();
    raised->suppress_context = true;
    release(raised->context);
    raised->context = original.take();
}

Status serve_breaker(Thread& t) {
    EvalBreaker& breaker = *t.breaker;
    if (breaker.has(EvalBreaker::kWakeSoon)) t.interp->clock.poll_soon(breaker);
    if (breaker.has(EvalBreaker::kSignals) && t.is_main && t.interp->run_signal_handlers) {
        breaker.clear(EvalBreaker::kSignals);
        TRY(t.interp->run_signal_handlers(t));
    }
    if (breaker.has(EvalBreaker::kCollect)) {
        breaker.clear(EvalBreaker::kCollect);
        Value pending = t.exception;  // a collection may run __del__ while an exception travels
        t.exception = Value();
        t.interp->collector->collect_due(t);
        t.exception = pending;
    }
    // The loop that polled looks by itself whether it is traced.
    if (breaker.has(EvalBreaker::kTrace)) breaker.clear(EvalBreaker::kTrace);
    if (breaker.has(EvalBreaker::kSample)) {
        breaker.clear(EvalBreaker::kSample);
        if (t.interp->recorder) t.interp->recorder->sample(t);
    }
    if (breaker.has(EvalBreaker::kDropRequest)) {
        if (recording(t)) [[unlikely]]
            describe_release(t, "", 0);
        t.interp->gil.yield(t.gil_thread);
    }
    if (breaker.has(EvalBreaker::kAsyncException)) {
        Object* exception = t.async_exception.exchange(nullptr);
        bool more = false;
        for (Thread* other = t.interp->threads; other; other = other->next)
            more |= other->async_exception.load() != nullptr;
        if (!more) breaker.clear(EvalBreaker::kAsyncException);
        if (exception) {
            Owned type = Owned::adopt(Value(exception));
            if (is_exception(type)) return raise_instance(t, type);
            Owned instance = TRY(call(t, type));
            return raise_instance(t, instance);
        }
    }
    return {};
}

}  // namespace minipy
