// The cycle collector: frees groups of objects that only each other keep alive.
//
// Reference counts free nearly everything at once. What they miss is a cycle:
//
//     a = []; a.append(a); del a          the list still owns itself: count 1, and no one can reach it
//
// Every GcObject stands in the list of a generation. To collect a generation (and all younger ones):
//
//   1. copy each object's count aside;
//   2. walk what each object owns and take one off the copy of every target in the group: what is left counts the
//      references from outside the group;
//   3. objects with something left, and all that they reach, are alive; the rest is garbage;
//   4. weak references to garbage are cleared, then __del__ runs (once per object). If that brought anything back to
//      life the group is examined again, and only what is still garbage is cleared: dropping the references inside
//      the cycle lets the counts do the freeing.
//
// Survivors grow one generation older. Making `threshold[0]` more objects than were freed makes a collection due: that sets
// a bit in the eval breaker, and the collector runs at the next poll, never in the middle of a C++ function.
//
// Two rules keep the cost linear in the number of objects made. All objects are examined only when those that have come to
// the oldest generation since are a quarter of those that were there. And a program that makes no cycles is asked less
// often: each collection of the young that finds nothing doubles the number of objects that the next one waits for, up to
// kMostPatience times the threshold; the first garbage found, or a new threshold, ends that.
#pragma once

#include "value/type.h"

namespace minipy {

class Collector {
  public:
    Collector();
    static constexpr int kGenerations = 3;
    static constexpr uint8_t kInGroup = 1, kReached = 2, kTentative = 4;  // Object::gc bits while collecting

    struct Stats {
        int64_t collections = 0, collected = 0, uncollectable = 0;
    };

    bool enabled = true;
    bool running = false;
    int debug = 0;
    int threshold[kGenerations] = {700, 10, 10};
    int count[kGenerations] = {0, 0, 0};
    static constexpr int kMostPatience = 16;
    int patience = 1;  // times threshold[0]
    Stats stats[kGenerations];
    Value callbacks = Value::none();     // gc.callbacks, a List
    Value garbage = Value::none();       // gc.garbage, a List
    // Called at the "start" and the "stop" of each collection; set by the module gc, which calls gc.callbacks.
    void (*report)(Thread&, const char* phase, int generation, int64_t found) = nullptr;
    // Asked for each piece of garbage; true: it was put into gc.garbage (DEBUG_SAVEALL) and is not to be freed.
    bool (*keep)(Thread&, Object*) = nullptr;
    GcObject generations[kGenerations];  // list heads
    GcObject permanent;                  // gc.freeze
    // What the start made - types, their methods, the first modules - lives to the end, and is a hundred times what a small
    // program makes: no collection walks over it, and what it refers to counts as referred to from outside. Programs see it
    // as part of the oldest generation.
    GcObject from_start;

    void track(GcObject* object) {
        GcObject* head = &generations[0];
        GcObject* last = head->gc_prev;
        object->gc_next = head;
        object->gc_prev = last;
        last->gc_next = object;
        head->gc_prev = object;
        ++count[0];
    }
    bool due() const { return count[0] > threshold[0] * patience && threshold[0] && enabled && !running; }

    // Collects generation `generation` and all younger ones; gives the number of unreachable objects found.
    int64_t collect(Thread&, int generation);
    // What a due collection does: picks the oldest generation whose threshold is passed.
    void collect_due(Thread&);
    void freeze();
    void unfreeze();
    void set_start_aside();
    template <class F>
    void for_each(int generation, F&& f) {
        for (GcObject* o = generations[generation].gc_next; o != &generations[generation]; o = o->gc_next)
            f(o);
        if (generation != kGenerations - 1) return;
        for (GcObject* o = from_start.gc_next; o != &from_start; o = o->gc_next) f(o);
    }
    static int64_t length(const GcObject& head);

  private:
    int64_t find_and_free(Thread&, int generation);
    static void reset(GcObject& head) { head.gc_next = head.gc_prev = &head; }
    static void append(GcObject& head, GcObject* object);
    static void move_all(GcObject& from, GcObject& to);
    int64_t find_unreachable(GcObject& group, GcObject& garbage);
    bool is_time_for(int generation) const;

    int64_t oldest_known_ = 0;    // objects of the oldest generation after it was last collected
    int64_t oldest_arrived_ = 0;  // and those that came since
    bool run_finalizers(Thread&, GcObject& garbage);
};

}  // namespace minipy
