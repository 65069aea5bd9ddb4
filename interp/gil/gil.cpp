#include "gil/gil.h"

#include <algorithm>
#include <cassert>
#include <chrono>

namespace minipy {

Gil::Gil()
    : sleepers_(std::make_unique<Sleepers>()),
      policy_(make_interval_policy()),
      logs_mutex_(std::make_unique<std::mutex>()) {}

bool Gil::is_my_turn(GilThread& me) const {
    if (closer_ && closer_ != &me) return false;
    return !locked_ && (!successor_ || successor_ == &me);
}

void Gil::acquire(GilThread& me) {
    std::unique_lock guard(sleepers_->mutex);
    if (me.number == 0) me.number = ++seats_;
    note(me, GilEventKind::Wait);
    if (!is_my_turn(me)) {
        begin_waiting(me);
        wait_for_turn(guard, me);
    }
    take(me);
}

void Gil::release(GilThread& me) {
    std::lock_guard guard(sleepers_->mutex);
    note(me, GilEventKind::Release);
    hand_over(me);
}

void Gil::yield(GilThread& me) {
    std::unique_lock guard(sleepers_->mutex);
    breaker.clear(EvalBreaker::kDropRequest);
    if (waiting_.empty() || closer_) return;  // at the end nobody else may have it
    note(me, GilEventKind::Yield);
    hand_over(me);
    // It counts as waiting from this moment on, not from when it next gets the processor: the new holder may want to
    // hand the lock back at its first instruction.
    begin_waiting(me);
    while (holder_ == &me) sleepers_->switched.wait(guard);  // the forced switch
    wait_for_turn(guard, me);
    take(me);
}

// ---- the steps, all under the mutex ---------------------------------------

// In the order of seats, so that a seeded choice depends on nothing but the seed.
void Gil::begin_waiting(GilThread& me) {
    waiting_.insert(std::ranges::lower_bound(waiting_, me.number, {}, &GilThread::number), &me);
}

void Gil::wait_for_turn(std::unique_lock<std::mutex>& guard, GilThread& me) {
    while (!is_my_turn(me)) {
        if (closer_) {
            sleepers_->released.wait(guard);  // for ever
            continue;
        }
        uint64_t before = switches_;
        auto patience = std::chrono::microseconds(policy_->patience_us());
        bool timed_out = sleepers_->released.wait_for(guard, patience) == std::cv_status::timeout;
        // Somebody else may have had its turn meanwhile; then the new holder gets its full interval.
        if (timed_out && locked_ && switches_ == before) {
            breaker.set(EvalBreaker::kDropRequest);
            note(me, GilEventKind::Request);
        }
    }
    std::erase(waiting_, &me);
}

void Gil::take(GilThread& me) {
    locked_ = true;
    successor_ = nullptr;
    breaker.clear(EvalBreaker::kDropRequest);  // it was for the previous holder
    if (holder_ != &me) {
        holder_ = &me;
        ++switches_;
        sleepers_->switched.notify_all();
    }
    note(me, GilEventKind::Acquire);
}

// Frees the lock and wakes whoever may take it.
void Gil::hand_over([[maybe_unused]] GilThread& me) {
    assert(locked_ && holder_ == &me);
    locked_ = false;
    successor_ = waiting_.empty() || closer_ ? nullptr : policy_->choose(waiting_);
    if (successor_) {
        sleepers_->released.notify_all();  // only the chosen one goes on
    } else {
        sleepers_->released.notify_one();
    }
}

void Gil::note(GilThread& me, GilEventKind what) {
    if (!logging()) return;
    GilEvent event = {};
    if (what == GilEventKind::Release || what == GilEventKind::Yield) std::swap(event, me.next);
    event.ns = now();
    event.kind = what;
    log_of(me).add(event);
}

// ---- the logs --------------------------------------------------------------

void Gil::start_logging(size_t limit) {
    log_limit_ = limit;
    logging_ = true;
}

void Gil::set_time_source(int64_t (*now)(const void*), const void* context) {
    clock_ = now;
    clock_context_ = context;
}

int64_t Gil::now() const {
    if (clock_) return clock_(clock_context_);
    auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since_start).count();
}

GilLog& Gil::log_of(GilThread& me) {
    if (!me.log) me.log = &make_log(me.number);
    return *me.log;
}

GilLog& Gil::make_log(uint64_t number) {
    std::lock_guard guard(*logs_mutex_);
    logs_.push_back(std::make_unique<GilLog>(number, log_limit_));
    return *logs_.back();
}

std::vector<GilLog*> Gil::logs() {
    std::lock_guard guard(*logs_mutex_);
    std::vector<GilLog*> result;
    for (auto& log : logs_) result.push_back(log.get());
    return result;
}

// ---- questions and settings -----------------------------------------------

bool Gil::held_by(const GilThread& thread) {
    std::lock_guard guard(sleepers_->mutex);
    return locked_ && holder_ == &thread;
}

bool Gil::is_held() {
    std::lock_guard guard(sleepers_->mutex);
    return locked_;
}

uint64_t Gil::switches() {
    std::lock_guard guard(sleepers_->mutex);
    return switches_;
}

uint64_t Gil::last_holder() {
    std::lock_guard guard(sleepers_->mutex);
    return holder_ ? holder_->number : 0;
}

size_t Gil::waiters() {
    std::lock_guard guard(sleepers_->mutex);
    return waiting_.size();
}

void Gil::reset_after_fork(GilThread& survivor) {
    // The old mutex may be held by a thread that does not exist here: it is left alone, not destroyed.
    [[maybe_unused]] Sleepers* abandoned = sleepers_.release();
    sleepers_ = std::make_unique<Sleepers>();
    waiting_.clear();
    locked_ = true;
    holder_ = &survivor;
    successor_ = closer_ = nullptr;
    breaker.clear(EvalBreaker::kDropRequest);
    // What was logged so far is the parent's to tell; a thread that is not here may have been making a log.
    [[maybe_unused]] std::mutex* old_mutex = logs_mutex_.release();
    logs_mutex_ = std::make_unique<std::mutex>();
    for (auto& log : logs_) [[maybe_unused]] GilLog* old = log.release();
    logs_.clear();
    survivor.log = nullptr;
}

void Gil::close(GilThread& last) {
    std::lock_guard guard(sleepers_->mutex);
    closer_ = &last;
    successor_ = nullptr;
    sleepers_->switched.notify_all();
}

int64_t Gil::switch_interval_us() {
    std::lock_guard guard(sleepers_->mutex);
    return policy_->patience_us();
}

void Gil::set_switch_interval_us(int64_t microseconds) {
    std::lock_guard guard(sleepers_->mutex);
    policy_->set_patience_us(microseconds);
}

void Gil::set_policy(std::unique_ptr<GilPolicy> policy) {
    std::lock_guard guard(sleepers_->mutex);
    policy_ = std::move(policy);
    asks_everywhere_ = policy_->asks_everywhere();
}

}  // namespace minipy
