#include "runtime/collector.h"

#include <algorithm>
#include <vector>

#include "runtime/heap.h"

namespace minipy {

namespace {

// While a group is examined, gc_prev holds the copy of the count, and the list is singly linked.
int64_t copied_count(GcObject* o) { return reinterpret_cast<int64_t>(o->gc_prev); }
void set_copied_count(GcObject* o, int64_t n) { o->gc_prev = reinterpret_cast<GcObject*>(n); }

bool in_group(Object* o) { return (o->flags & kGcObject) && (o->gc & Collector::kInGroup); }

struct SubtractInternal final : Visitor {
    using Visitor::visit;
    void visit(Object* o) override {
        if (in_group(o))
            set_copied_count(static_cast<GcObject*>(o), copied_count(static_cast<GcObject*>(o)) - 1);
    }
};

// What a reachable object refers to is reachable. An object further on in the group keeps its place; one that was thought to
// be garbage comes back at the group's end, and its turn comes there. So survivors stand in the order in which they are
// reached, and cycles die in that order later (CPython's orders at shutdown come from this).
struct BringBack final : Visitor {
    explicit BringBack(GcObject& group) : group_(group) {}
    using Visitor::visit;
    void visit(Object* object) override {
        if (!in_group(object)) return;
        auto* o = static_cast<GcObject*>(object);
        o->gc |= Collector::kReached;
        if (!(o->gc & Collector::kTentative)) return;
        o->gc &= static_cast<uint8_t>(~Collector::kTentative);
        o->gc_prev->gc_next = o->gc_next;
        o->gc_next->gc_prev = o->gc_prev;
        o->gc_next = &group_;
        group_.gc_prev->gc_next = o;
        group_.gc_prev = o;
    }

  private:
    GcObject& group_;
};

}  // namespace

Collector::Collector() {
    for (GcObject& head : generations) reset(head);
    reset(permanent);
    reset(from_start);
}

void Collector::append(GcObject& head, GcObject* object) {
    object->gc_next = &head;
    object->gc_prev = head.gc_prev;
    head.gc_prev->gc_next = object;
    head.gc_prev = object;
}

void Collector::move_all(GcObject& from, GcObject& to) {
    if (from.gc_next == &from) return;
    GcObject *first = from.gc_next, *last = from.gc_prev;
    first->gc_prev = to.gc_prev;
    to.gc_prev->gc_next = first;
    last->gc_next = &to;
    to.gc_prev = last;
    reset(from);
}

int64_t Collector::length(const GcObject& head) {
    int64_t n = 0;
    for (GcObject* o = head.gc_next; o != &head; o = o->gc_next) ++n;
    return n;
}

// Splits `group`: what nothing outside refers to goes to `garbage`, which is empty. Gives the number of those that stay.
int64_t Collector::find_unreachable(GcObject& group, GcObject& garbage) {
    for (GcObject* o = group.gc_next; o != &group; o = o->gc_next) {
        o->gc |= kInGroup;
        // An immortal object is reachable whatever refers to it.
        set_copied_count(o, o->immortal() ? int64_t{1} << 40 : o->refcount);
    }
    SubtractInternal subtract;
    for (GcObject* o = group.gc_next; o != &group; o = o->gc_next) {
        if (o->type->slots.traverse) o->type->slots.traverse(o, subtract);
    }
    BringBack bring_back(group);
    int64_t reached = 0;
    GcObject* last = &group;  // of those that are known to stay; their links back are whole
    for (GcObject *o = group.gc_next, *next; o != &group; o = next) {
        // An object without traverse cannot show what it owns: keep it.
        if ((o->gc & kReached) || copied_count(o) > 0 || !o->type->slots.traverse) {
            o->gc &= static_cast<uint8_t>(~(kInGroup | kReached));
            if (o->type->slots.traverse) o->type->slots.traverse(o, bring_back);
            o->gc_prev = last;
            last = o;
            ++reached;
            next = o->gc_next;
        } else {
            next = o->gc_next;
            last->gc_next = next;
            o->gc |= kTentative;
            append(garbage, o);
        }
    }
    last->gc_next = &group;
    group.gc_prev = last;
    for (GcObject* o = garbage.gc_next; o != &garbage; o = o->gc_next)
        o->gc &= static_cast<uint8_t>(~(kInGroup | kTentative));
    return reached;
}

// True when some finalizer ran, so that the garbage must be examined again.
bool Collector::run_finalizers(Thread& t, GcObject& garbage_list) {
    std::vector<Owned> alive;
    for (GcObject* o = garbage_list.gc_next; o != &garbage_list; o = o->gc_next) {
        if (o->type->slots.finalize && !(o->flags & kFinalized)) alive.push_back(Owned::share(o));
    }
    for (Owned& held : alive) {
        Object* o = held.get().object();
        if (o->flags & kFinalized) continue;
        o->flags |= kFinalized;
        o->type->slots.finalize(t, o);
    }
    return !alive.empty();
}

int64_t Collector::collect(Thread& t, int generation) {
    if (running) return 0;
    running = true;
    if (report) report(t, "start", generation, 0);
    int64_t found = find_and_free(t, generation);
    if (report) report(t, "stop", generation, found);
    running = false;
    return found;
}

int64_t Collector::find_and_free(Thread& t, int generation) {
    for (int i = 0; i <= generation; ++i) count[i] = 0;
    if (generation + 1 < kGenerations) ++count[generation + 1];
    GcObject group, dead;
    reset(group);
    reset(dead);
    move_all(generations[generation], group);
    for (int i = 0; i < generation; ++i) move_all(generations[i], group);
    int64_t survivors = find_unreachable(group, dead);
    if (generation == kGenerations - 1) {
        oldest_known_ = survivors;
        oldest_arrived_ = 0;
    } else if (generation == kGenerations - 2) {
        oldest_arrived_ += survivors;
    }
    GcObject& older = generations[generation + 1 < kGenerations ? generation + 1 : generation];
    move_all(group, older);

    int64_t found = length(dead);
    patience = found ? 1 : std::min(patience * 2, kMostPatience);
    if (found) {
        // What dies must be in no list that code run by finalizers could walk, but stay linked: `dead` is one.
        std::vector<Object*> dying;
        for (GcObject* o = dead.gc_next; o != &dead; o = o->gc_next) dying.push_back(o);
        clear_weakrefs_to(t, dying.data(), dying.size());
        if (run_finalizers(t, dead)) {
            GcObject still_dead;
            reset(still_dead);
            find_unreachable(dead, still_dead);
            move_all(dead, older);  // came back to life
            move_all(still_dead, dead);
            found = length(dead);
        }
        std::vector<Owned> held;
        for (GcObject* o = dead.gc_next; o != &dead; o = o->gc_next) held.push_back(Owned::share(o));
        for (Owned& owner : held) {
            Object* o = owner.get().object();
            if (keep && keep(t, o)) continue;
            if (o->type->slots.clear) o->type->slots.clear(t, o);
        }
        held.clear();
        move_all(dead, older);
    }
    ++stats[generation].collections;
    stats[generation].collected += found;
    return found;
}

bool Collector::is_time_for(int generation) const {
    if (generation == 0) return due();
    if (count[generation] <= threshold[generation] || !threshold[generation]) return false;
    return generation < kGenerations - 1 || oldest_arrived_ > oldest_known_ / 4;
}

void Collector::collect_due(Thread& t) {
    for (int i = kGenerations - 1; i >= 0; --i) {
        if (is_time_for(i)) {
            collect(t, i);
            return;
        }
    }
}

void Collector::freeze() {
    for (GcObject& head : generations) move_all(head, permanent);
}
void Collector::set_start_aside() {
    for (GcObject& head : generations) move_all(head, from_start);
}
void Collector::unfreeze() { move_all(permanent, generations[kGenerations - 1]); }

}  // namespace minipy
