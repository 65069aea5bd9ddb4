#include "gil/gil.h"

#include <algorithm>
#include <cassert>
#include <chrono>

namespace minipy {

using Place = GilThread::Place;

Gil::Gil()
    : sleepers_(std::make_unique<Sleepers>()),
      policy_(make_interval_policy()),
      logs_mutex_(std::make_unique<std::mutex>()) {}

bool Gil::is_my_turn(GilThread& me) const {
    if (closer_) return !locked_ && closer_ == &me;
    if (locked_) return false;
    return successor_ ? successor_ == &me : !policy_->waits_for_stillness();
}

void Gil::acquire(GilThread& me) {
    if (me.keeps) return;
    std::unique_lock guard(sleepers_->mutex);
    if (me.number == 0) {
        me.number = ++last_number_;
        seats_.push_back(&me);
    }
    note(me, GilEventKind::Wait);
    me.back_from_call = true;
    if (!is_my_turn(me)) {
        ++me.counts.failed;
        begin_waiting(me);
        move(me, Place::AtLock);
        choose_when_still();
        wait_for_turn(guard, me);
    } else {
        move(me, Place::AtLock);
    }
    take(me);
}

void Gil::release(GilThread& me) {
    if (me.keeps) return;
    std::lock_guard guard(sleepers_->mutex);
    note(me, GilEventKind::Release);
    ++me.counts.voluntary;
    move(me, Place::Crossing);
    hand_over(me);
}

void Gil::yield(GilThread& me) {
    if (me.keeps) return;
    std::unique_lock guard(sleepers_->mutex);
    breaker.clear(EvalBreaker::kDropRequest);
    if (policy_->waits_for_stillness()) wait_until_still(guard);
    if (waiting_.empty() || closer_) return;  // at the end nobody else may have it
    note(me, GilEventKind::Yield);
    ++me.counts.forced;
    me.back_from_call = false;
    if (!policy_->forces_switch()) return fight(guard, me);
    hand_over(me);
    // It counts as waiting from this moment on, not from when it next gets the processor: the new holder may want to
    // hand the lock back at its first instruction.
    begin_waiting(me);
    if (!policy_->names_next()) {
        while (holder_ == &me) sleepers_->switched.wait(guard);  // the forced switch
    }
    wait_for_turn(guard, me);
    take(me);
}

// Gives the lock up and asks for it at once, as Python 2 did: whom this wakes has to be quicker than a thread that runs.
void Gil::fight(std::unique_lock<std::mutex>& guard, GilThread& me) {
    hand_over(me);
    guard.unlock();
    guard.lock();
    if (!is_my_turn(me)) {
        ++me.counts.failed;
        begin_waiting(me);
        wait_for_turn(guard, me);
    }
    take(me);
}

// ---- the steps, all under the mutex ---------------------------------------

// In the order of seats, so that a seeded choice depends on nothing but the seed.
void Gil::begin_waiting(GilThread& me) {
    me.arrival = ++arrivals_;
    ++others_;
    waiting_.insert(std::ranges::lower_bound(waiting_, me.number, {}, &GilThread::number), &me);
}

void Gil::wait_for_turn(std::unique_lock<std::mutex>& guard, GilThread& me) {
    while (!is_my_turn(me)) {
        if (closer_) {
            sleepers_->released.wait(guard);  // for ever
            continue;
        }
        uint64_t before = switches_;
        bool woken = sleep_at(guard, me);
        if (is_my_turn(me) || closer_) continue;
        if (policy_->waits_for_stillness()) {
            bool long_free = !locked_ && std::chrono::steady_clock::now() >= free_since_ + kPatienceOutside;
            if (long_free) give_up_on_crossing();
        } else if (woken) {
            ++me.counts.vain;
        } else if (locked_ && switches_ == before) {
            // Had somebody else had its turn meanwhile, the new holder would get its full interval.
            ask_holder(me);
        }
    }
    if (std::erase(waiting_, &me)) --others_;
}

// Sleeps for as long as the policy has patience; false when that time is over.
bool Gil::sleep_at(std::unique_lock<std::mutex>& guard, GilThread& me) {
    if (policy_->waits_for_stillness())
        return me.turn.wait_for(guard, kPatienceOutside) == std::cv_status::no_timeout;
    // One that must be named sleeps in a place of its own, so that only it is woken.
    auto& place = policy_->names_next() ? me.turn : sleepers_->released;
    int64_t patience = policy_->patience_us(me, *holder_, interval_us_);
    if (patience < 0) return place.wait(guard), true;
    if (patience == 0) {  // asks first
        if (locked_) ask_holder(me);
        patience = interval_us_;
    }
    return place.wait_for(guard, std::chrono::microseconds(patience)) == std::cv_status::no_timeout;
}

void Gil::ask_holder(GilThread& me) {
    breaker.set(EvalBreaker::kDropRequest);
    ++me.counts.requests;
    note(me, GilEventKind::Request);
}

void Gil::take(GilThread& me) {
    locked_ = true;
    successor_ = nullptr;
    breaker.clear(EvalBreaker::kDropRequest);  // it was for the previous holder
    if (policy_->names_next()) repeat_requests(me);
    ++me.counts.acquired;
    if (holder_ != &me) {
        holder_ = &me;
        ++switches_;
        sleepers_->switched.notify_all();
    }
    note(me, GilEventKind::Acquire);
}

// Those without patience ask each new holder.
void Gil::repeat_requests(GilThread& holder) {
    for (GilThread* waiter : waiting_) {
        if (waiter != &holder && policy_->patience_us(*waiter, holder, interval_us_) == 0)
            breaker.set(EvalBreaker::kDropRequest);
    }
}

// Frees the lock and wakes whoever may take it.
void Gil::hand_over([[maybe_unused]] GilThread& me) {
    assert(locked_ && holder_ == &me);
    locked_ = false;
    successor_ = nullptr;
    if (policy_->waits_for_stillness()) {
        free_since_ = std::chrono::steady_clock::now();
        return choose_when_still();
    }
    if (!waiting_.empty() && !closer_) successor_ = policy_->choose(waiting_);
    if (successor_) {
        successor_->turn.notify_one();  // only the chosen one goes on
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

// ---- standing still -------------------------------------------------------

void Gil::move(GilThread& thread, Place to) {
    auto moves = [](Place place) { return place == Place::Crossing; };
    auto may_run = [](Place place) { return place == Place::Crossing || place == Place::Polling; };
    Place from = thread.place.exchange(to);
    int crossing = moves(to) - moves(from), others = may_run(to) - may_run(from);
    if (others) others_ += others;
    if (crossing && (crossing_ += crossing) == 0) sleepers_->stillness.notify_one();
}

void Gil::somebody_waits() {
    if (!waits_for_stillness()) return;
    std::lock_guard guard(sleepers_->mutex);
    sleepers_->stillness.notify_one();
    choose_when_still();
}

void Gil::stand_still() {
    std::unique_lock guard(sleepers_->mutex);
    wait_until_still(guard);
}

void Gil::want_next(uint64_t number) {
    std::lock_guard guard(sleepers_->mutex);
    policy_->want(number);
}

void Gil::leave(GilThread& me) {
    std::lock_guard guard(sleepers_->mutex);
    move(me, Place::Away);
    std::erase(seats_, &me);
    constexpr size_t kMostEnded = 1000;
    if (ended_.size() == kMostEnded) ended_.erase(ended_.begin(), ended_.begin() + kMostEnded / 2);
    ended_.emplace_back(me.number, me.counts);
    choose_when_still();
}

// When the lock is free and nobody crosses, the policy names the next holder.
void Gil::choose_when_still() {
    if (locked_ || successor_ || closer_ || !policy_->waits_for_stillness() || waiting_.empty() ||
        crossing_ > 0)
        return;
    if (look_around_) {
        look_around_(look_around_context_);
        if (crossing_ > 0) return;  // it comes here, and then the choice is made
    }
    successor_ = policy_->choose(waiting_);
    successor_->turn.notify_one();
}

// For the holder: until whoever it woke has come to the lock.
void Gil::wait_until_still(std::unique_lock<std::mutex>& guard) {
    if (look_around_) look_around_(look_around_context_);
    auto deadline = std::chrono::steady_clock::now() + kPatienceOutside;
    while (crossing_ > 0) {
        if (sleepers_->stillness.wait_until(guard, deadline) == std::cv_status::no_timeout) continue;
        give_up_on_crossing();
        deadline += kPatienceOutside;
    }
}

// Who crosses for so long is in a call outside, or a native thread that could not begin.
void Gil::give_up_on_crossing() {
    for (GilThread* thread : seats_) {
        Place crossing = Place::Crossing;
        if (!thread->place.compare_exchange_strong(crossing, Place::Away)) continue;
        --crossing_;
        --others_;
        ++went_away_;
    }
    choose_when_still();
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

GilCounts Gil::counts(const GilThread& thread) {
    std::lock_guard guard(sleepers_->mutex);
    return thread.counts;
}

std::vector<std::pair<uint64_t, GilCounts>> Gil::ended_counts() {
    std::lock_guard guard(sleepers_->mutex);
    return ended_;
}

uint64_t Gil::went_away() {
    std::lock_guard guard(sleepers_->mutex);
    return went_away_;
}

void Gil::reset_after_fork(GilThread& survivor) {
    // The old mutex may be held by a thread that does not exist here: it is left alone, not destroyed.
    [[maybe_unused]] Sleepers* abandoned = sleepers_.release();
    sleepers_ = std::make_unique<Sleepers>();
    waiting_.clear();
    seats_ = {&survivor};
    survivor.place = Place::AtLock;
    crossing_ = others_ = 0;
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
    sleepers_->released.notify_all();
}

int64_t Gil::switch_interval_us() {
    std::lock_guard guard(sleepers_->mutex);
    return interval_us_;
}

void Gil::set_switch_interval_us(int64_t microseconds) {
    std::lock_guard guard(sleepers_->mutex);
    interval_us_ = microseconds;
}

std::string Gil::policy_name() {
    std::lock_guard guard(sleepers_->mutex);
    return policy_->name();
}

void Gil::set_policy(std::unique_ptr<GilPolicy> policy) {
    std::lock_guard guard(sleepers_->mutex);
    policy_ = std::move(policy);
    asks_everywhere_ = policy_->asks_everywhere();
    delays_wakes_ = policy_->delays_wakes();
    still_ = policy_->waits_for_stillness();
    successor_ = nullptr;
    breaker.clear(EvalBreaker::kDropRequest);
    // Those that wait do so in the way of the old policy.
    sleepers_->released.notify_all();
    for (GilThread* thread : waiting_) thread->turn.notify_one();
}

}  // namespace minipy
