#include "stdlib/gil/recorder.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace minipy::lab {
namespace {

int64_t clock_peek(const void* clock) { return static_cast<const Clock*>(clock)->peek_ns(); }

int64_t processor_ns() {
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * Clock::kSecond + now.tv_nsec;
}

template <class T>
void append(std::string& out, T number) {
    out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

}  // namespace

Recorder::Recorder(Thread& t) : texts_(1), frames_(1), nodes_(1) {
    t.interp->gil.set_time_source(clock_peek, &t.interp->clock);
}

Recorder::~Recorder() {
    for (Value code : codes_) release(code);
}

// ---- the tables ------------------------------------------------------------------------------------------

uint32_t Recorder::text(std::string_view text) {
    auto found = text_numbers_.find(text);
    if (found != text_numbers_.end()) return found->second;
    texts_.emplace_back(text);
    uint32_t number = static_cast<uint32_t>(texts_.size() - 1);
    text_numbers_.emplace(texts_.back(), number);  // a deque's elements do not move
    return number;
}

uint32_t Recorder::call_text(const char* call) {
    if (!call) return 0;
    uint32_t& number = call_numbers_[call];
    if (!number) number = text(call);
    return number;
}

uint32_t Recorder::node(uint32_t parent, Code* code, Instr* pc) {
    bool known = pc >= code->instrs && pc < code->instrs + code->instr_count;
    uint32_t line = known ? static_cast<uint32_t>(code->position_at(pc).line) : 0;
    uint64_t key = reinterpret_cast<uint64_t>(code) << 16 ^ line;
    uint32_t& frame = frame_numbers_[key];
    if (!frame) {
        retain(Value(code));
        codes_.push_back(Value(code));
        frame = static_cast<uint32_t>(frames_.size());
        frames_.push_back({text(to_utf8(code->filename)), text(to_utf8(code->qualname)), line});
    }
    uint32_t& number = node_numbers_[uint64_t{parent} << 32 | frame];
    if (!number) {
        number = static_cast<uint32_t>(nodes_.size());
        nodes_.push_back({parent, frame});
    }
    return number;
}

uint32_t Recorder::stack(Thread& t) {
    Frame* innermost[kMostFrames];
    int count = 0;
    for (Frame* frame = t.frame; frame && count < kMostFrames; frame = frame->back) innermost[count++] = frame;
    uint32_t at = 0;
    while (count > 0) {
        Frame* frame = innermost[--count];
        at = node(at, frame->code, frame->pc);
    }
    return at;
}

uint32_t Recorder::await_stack(Generator* coroutine) {
    uint32_t at = 0;
    for (int depth = 0; depth < kMostFrames && coroutine->state != GeneratorState::Done; ++depth) {
        at = node(at, coroutine->frame.code, coroutine->frame.pc);
        Value next = generator_awaiting(coroutine);
        if (!is_kind(next, Kind::Coroutine) && !is_kind(next, Kind::Generator)) break;
        coroutine = next.as<Generator>();
    }
    return at;
}

const char* Recorder::call_name(Thread& t) {
    std::string name = running_native_name(t);
    if (name.starts_with("_asyncio.")) name = "select.epoll";  // what a turn of the loop waits in
    return name.empty() ? nullptr : texts_[text(name)].c_str();
}

Owned Recorder::frames_of(Thread& t, uint32_t stack) {
    std::vector<uint32_t> inner;
    for (uint32_t at = stack; at && at < nodes_.size(); at = nodes_[at].parent) inner.push_back(nodes_[at].frame);
    Ref<List> list = TRY(new_list(t));
    for (size_t i = inner.size(); i-- > 0;) {
        const FrameRow& row = frames_[inner[i]];
        Owned file = TRY(make_str(t, texts_[row.file])), name = TRY(make_str(t, texts_[row.name]));
        TRY(list_push(t, list.get(), TRY(make_tuple(t, {file.get(), name.get(), Value::from_int(row.line)}))));
    }
    return list;
}

// ---- the beginning and the end ---------------------------------------------------------------------------

void Recorder::start(Thread& t, size_t limit) {
    limit_ = limit;
    // A recording tells everything anew, but the events of an earlier one.
    begun_ = false;
    texts_told_ = frames_told_ = nodes_told_ = 1;
    for (GilLog* log : t.interp->gil.logs()) log->read_to = log->total();
    start_ns_ = t.interp->clock.peek_ns();
    if (folder_.empty()) {
        folder_ = "/tmp/minipy-gil-" + std::to_string(getpid()) + "-" + std::to_string(t.interp->start_ns);
    }
    t.interp->gil.start_logging(limit);
    note(t, GilEventKind::ThreadNew, {.other = static_cast<uint32_t>(t.native_id)});
    GilEvent holds = {};
    holds.ns = start_ns_;
    holds.kind = GilEventKind::Acquire;
    t.interp->gil.log_of(t.gil_thread).add(holds);
    start_sampler(t);
}

void Recorder::stop(Thread& t) {
    t.interp->gil.stop_logging();
    stop_sampler(t);
}

void Recorder::begin_child(Thread& t) {
    sampler_ = nullptr;  // its thread is the parent's
    if (!t.interp->gil.logging()) return;
    child_ = true;
    begun_ = false;
    texts_told_ = frames_told_ = nodes_told_ = 1;
    flushed_ns_ = 0;
    start_ns_ = t.interp->clock.peek_ns();
    note(t, GilEventKind::ThreadNew, {.other = static_cast<uint32_t>(t.native_id)});
    GilEvent holds = {};
    holds.ns = start_ns_;
    holds.kind = GilEventKind::Acquire;
    t.interp->gil.log_of(t.gil_thread).add(holds);
    if (!t.interp->clock.is_virtual()) t.breaker->set(EvalBreaker::kSample);  // begins the sampler
}

void Recorder::flush(Thread& t) {
    if (!child_) return;
    mkdir(folder_.c_str(), 0700);
    std::string path = folder_ + "/" + std::to_string(getpid());
    int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return;
    std::string bytes = take(t);
    for (size_t at = 0; at < bytes.size();) {
        ssize_t n = ::write(fd, bytes.data() + at, bytes.size() - at);
        if (n <= 0) break;
        at += static_cast<size_t>(n);
    }
    ::close(fd);
}

// ---- the sampler -----------------------------------------------------------------------------------------

void Recorder::start_sampler(Thread& t) {
    if (sampler_ || t.interp->clock.is_virtual()) return;
    sampler_ = new Sampler;
    // Signals are for the threads that know what to do with them.
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    Interpreter* interp = t.interp;
    GilLog* log = &interp->gil.make_log(0);
    Sampler* sampler = sampler_;
    sampler->thread = std::thread([this, interp, sampler, log] { run_sampler(*interp, *sampler, *log); });
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

void Recorder::stop_sampler(Thread&) {
    if (!sampler_) return;
    {
        std::lock_guard guard(sampler_->mutex);
        sampler_->stop = true;
    }
    sampler_->changed.notify_all();
    sampler_->thread.join();
    delete sampler_;
    sampler_ = nullptr;
}

void Recorder::run_sampler(Interpreter& interp, Sampler& sampler, GilLog& log) {
    std::unique_lock guard(sampler.mutex);
    int64_t cpu_due = 0;
    for (;;) {
        int64_t now = interp.gil.now();
        if (now >= cpu_due || sampler.stop) {
            GilEvent event = {};
            event.ns = now;
            event.kind = GilEventKind::ProcessCpu;
            event.subject = static_cast<uint32_t>(processor_ns() / 1000);
            log.add(event);
            cpu_due = now + kCpuNs;
        }
        if (sampler.stop) return;
        sampler.changed.wait_for(guard, std::chrono::nanoseconds(kSampleNs));
        interp.gil.breaker.set(EvalBreaker::kSample);
    }
}

void Recorder::sample(Thread& t) {
    if (!t.interp->gil.logging()) return;
    if (!sampler_) start_sampler(t);
    note(t, GilEventKind::Sample, {.with_stack = true});
    if (!child_) return;
    int64_t now = t.interp->clock.peek_ns();
    if (now - flushed_ns_ < kFlushNs) return;
    flushed_ns_ = now;
    flush(t);
}

// ---- as bytes --------------------------------------------------------------------------------------------

// Sections: a letter, how many rows, the rows.
void Recorder::write_tables(std::string& out) {
    out += 'S';
    append(out, static_cast<uint32_t>(texts_.size() - texts_told_));
    for (; texts_told_ < texts_.size(); ++texts_told_) {
        append(out, static_cast<uint32_t>(texts_[texts_told_].size()));
        out += texts_[texts_told_];
    }
    out += 'F';
    append(out, static_cast<uint32_t>(frames_.size() - frames_told_));
    for (; frames_told_ < frames_.size(); ++frames_told_) {
        const FrameRow& row = frames_[frames_told_];
        for (uint32_t number : {row.file, row.name, row.line}) append(out, number);
    }
    out += 'K';
    append(out, static_cast<uint32_t>(nodes_.size() - nodes_told_));
    for (; nodes_told_ < nodes_.size(); ++nodes_told_) {
        append(out, nodes_[nodes_told_].parent);
        append(out, nodes_[nodes_told_].frame);
    }
}

void Recorder::write_events(std::string& out, GilLog& log) {
    size_t end = log.total(), from = std::max(log.read_to, log.oldest(end));
    out += 'E';
    append(out, static_cast<uint32_t>(end - from));
    append(out, static_cast<uint32_t>(log.thread()));
    append(out, static_cast<uint64_t>(from - log.read_to));  // lost
    for (size_t n = from; n < end; ++n) {
        const GilEvent& event = log.at(n);
        append(out, event.ns);
        append(out, event.subject);
        append(out, event.stack);
        append(out, event.other);
        append(out, event.text ? event.text : call_text(event.call));
        append(out, static_cast<uint32_t>(event.kind));
    }
    log.read_to = end;
}

std::string Recorder::take(Thread& t) {
    Interpreter& interp = *t.interp;
    std::vector<GilLog*> logs = interp.gil.logs();
    std::string events;
    for (GilLog* log : logs) write_events(events, *log);
    std::string out;
    if (!begun_) {
        begun_ = true;
        out += 'P';
        append(out, static_cast<uint32_t>(1));
        append(out, static_cast<uint32_t>(getpid()));
        append(out, static_cast<uint32_t>(getppid()));
        append(out, start_ns_);
        append(out, static_cast<uint32_t>(interp.clock.is_virtual()));
    }
    write_tables(out);
    out += events;
    out += 'N';  // how late it is
    append(out, static_cast<uint32_t>(1));
    append(out, interp.clock.peek_ns());
    return out;
}

}  // namespace minipy::lab
