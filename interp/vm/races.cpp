// The detector of races: the algorithm is told in races.h.
#include "vm/races.h"

#include <algorithm>

#include "objects/attributes.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/opcodes.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type.h"

namespace minipy {
namespace {

Dict* dict_or_null(Value v) { return is_dict(v) ? v.as<Dict>() : nullptr; }

bool has_name(Thread& t, Dict* dict, Value name) {
    return dict && !dict_get_str(t, dict, name).is_unbound();
}

// Where an attribute lives, or null: for methods and properties, and whatever is not plain data.
Object* holder_of_attribute(Thread& t, Value object, Value name, bool write) {
    if (!object.is_object()) return nullptr;
    if (is_kind(object, Kind::Module)) {
        Dict* dict = module_dict(object);
        return write || has_name(t, dict, name) ? dict : nullptr;
    }
    if (is_kind(object, Kind::Type)) return object.object();
    Type* type = object.object()->type;
    if (type->slots.get_attr != generic_get_attr) return nullptr;
    if (type->attrs_offset && !attrs_get(t, object.object(), name).is_unbound()) return object.object();
    AttrLookup found = write ? classify_store(t, object, name) : classify_load(t, object, name);
    switch (found.kind) {
        case AttrLookup::Slot:
        case AttrLookup::AddSlot:
        case AttrLookup::Member: return object.object();
        case AttrLookup::ClassValue:
            // A value of the class, read through an instance.
            return is_kind(found.value, Kind::NativeFunction) ? nullptr : object.object()->type;
        default: return nullptr;
    }
}

// The slot of a key; false for keys of which only Python knows when they are equal.
bool slot_of_key(Thread& t, Value container, Value key, uint64_t& slot) {
    if (key.is_int()) {
        int64_t index = key.as_int();
        if (is_kind(container, Kind::List) && index < 0) index += static_cast<int64_t>(container.as<List>()->length);
        slot = static_cast<uint64_t>(index) << 1;
        return true;
    }
    if (!is_str(key)) return false;
    slot = static_cast<uint64_t>(str_hash(t, key.as<Str>())) << 1 | 1;
    return true;
}

bool is_container(Value v) { return is_kind(v, Kind::Dict) || is_kind(v, Kind::List) || is_kind(v, Kind::ByteArray); }

}  // namespace

RaceDetector::~RaceDetector() {
    for (Code* code : codes_) release(Value(code));
}

// ---- what the instruction at frame->pc touches -----------------------------------------------------------

RaceDetector::Target RaceDetector::target_of(Thread& t, Frame* frame) {
    const Instr& in = *frame->pc;
    Code* code = frame->code;
    Value* r = frame->registers();
    auto global = [&](Dict* dict, bool write) {
        Value name = code->names[in.b];
        if (!dict || (!write && !has_name(t, dict, name))) return Target{};
        return Target{dict, name.bits(), name, Target::What::Global, write};
    };
    auto attribute = [&](bool write) {
        Value name = code->attr_caches[in.c].name;
        Object* holder = holder_of_attribute(t, r[in.b], name, write);
        auto what = holder && holder->is(Kind::Dict) ? Target::What::Global : Target::What::Attribute;
        return Target{holder, name.bits(), name, what, write};
    };
    auto item = [&](Value key, bool write) {
        Target target{nullptr, 0, key, Target::What::Item, write};
        if (is_container(r[in.b]) && slot_of_key(t, r[in.b], key, target.slot)) target.base = r[in.b].object();
        return target;
    };
    auto variable = [&](Value cell, Value name, bool write) {
        return Target{cell.object(), 0, name, Target::What::Variable, write};
    };
    auto free_cell = [&] { return frame->function->closure.as<Tuple>()->at(in.b); };
    Dict* globals = dict_or_null(frame->function->globals);
    Dict* names = frame->locals.is_unbound() ? nullptr : dict_or_null(frame->locals);
    switch (static_cast<Op>(in.op)) {
        case Op::LoadGlobal:
        case Op::LoadGlobal_Q: return global(globals, false);
        case Op::LoadName: return global(names && has_name(t, names, code->names[in.b]) ? names : globals, false);
        case Op::StoreName:
        case Op::DeleteName: return global(names, true);
        case Op::StoreGlobal:
        case Op::DeleteGlobal: return global(globals, true);
        case Op::LoadAttr:
        case Op::LoadAttrSlot_Q:
        case Op::LoadAttrMember_Q:
        case Op::LoadAttrType_Q: return attribute(false);
        case Op::StoreAttr:
        case Op::StoreAttrSlot_Q:
        case Op::StoreAttrAdd_Q:
        case Op::StoreAttrMember_Q:
        case Op::DeleteAttr: return attribute(true);
        case Op::GetItem: return item(r[in.c], false);
        case Op::GetItemImm: return item(Value::from_int(in.near()), false);
        case Op::SetItem:
        case Op::DeleteItem: return item(r[in.c], true);
        case Op::LoadFree: return variable(free_cell(), code->free_names[in.b], false);
        case Op::StoreFree:
        case Op::DeleteFree: return variable(free_cell(), code->free_names[in.b], true);
        case Op::LoadCell: return variable(r[in.b], code->local_names[in.b], false);
        case Op::StoreCell:
        case Op::DeleteCell: return variable(r[in.b], code->local_names[in.b], true);
        default: return {};
    }
}

std::string RaceDetector::describe(Thread& t, const Target& target) {
    std::string name;
    if (is_str(target.name)) {
        name = to_utf8(target.name);
    } else if (target.name.is_int()) {
        name = std::to_string(target.name.as_int());
    }
    switch (target.what) {
        case Target::What::Global: return "the global " + name;
        case Target::What::Variable: return "the variable " + name;
        case Target::What::Attribute:
            if (target.base->is(Kind::Type)) {
                return "the attribute " + name + " of the class " + type_full_name(t, static_cast<Type*>(target.base));
            }
            return "the attribute " + name + " of a " + type_name(t, Value(target.base));
        case Target::What::Item: break;
    }
    if (is_str(target.name)) name = "'" + name + "'";
    return std::string("the item [") + name + "] of a " + type_name(t, Value(target.base));
}

// ---- the order ------------------------------------------------------------------------------------------

RaceDetector::VectorClock& RaceDetector::clock_of(Thread& t) {
    uint32_t number = static_cast<uint32_t>(t.gil_thread.number);
    VectorClock& clock = threads_[number];
    if (clock.size() <= number) clock.resize(number + 1);
    if (clock[number] == 0) clock[number] = 1;
    return clock;
}

void RaceDetector::released(Thread& t, const void* what) {
    VectorClock& mine = clock_of(t);
    VectorClock& theirs = objects_[what];
    if (theirs.size() < mine.size()) theirs.resize(mine.size());
    for (size_t i = 0; i < mine.size(); ++i) theirs[i] = std::max(theirs[i], mine[i]);
    ++mine[t.gil_thread.number];
}

void RaceDetector::acquired(Thread& t, const void* what) {
    auto found = objects_.find(what);
    if (found == objects_.end()) return;
    VectorClock& mine = clock_of(t);
    if (mine.size() < found->second.size()) mine.resize(found->second.size());
    for (size_t i = 0; i < found->second.size(); ++i) mine[i] = std::max(mine[i], found->second[i]);
}

bool RaceDetector::seen(const VectorClock& clock, const Access& access) const {
    return access.thread < clock.size() && clock[access.thread] >= access.count;
}

// ---- the accesses ---------------------------------------------------------------------------------------

RaceDetector::Access RaceDetector::make_access(Thread& t, bool write, uint32_t count) {
    Access access{static_cast<uint32_t>(t.gil_thread.number), count, write, {}};
    std::string& name = names_[access.thread];
    if (name.empty()) name = t.is_main ? "MainThread" : t.name;
    for (Frame* f = t.frame; f && access.stack.size() < kMostFrames; f = f->back) {
        if (codes_.insert(f->code).second) retain(Value(f->code));
        access.stack.push_back({f->code, f->pc});
    }
    return access;
}

void RaceDetector::before(Thread& t, Frame* frame) {
    Target target = target_of(t, frame);
    if (!target.base) return;
    VectorClock& clock = clock_of(t);
    uint32_t me = static_cast<uint32_t>(t.gil_thread.number), count = clock[me];
    target.base->flags |= kWatched;
    Place& place = places_[target.base][target.slot];
    // What this thread does again, without having let anybody go on since, tells nothing new.
    bool wrote_it = place.write.thread == me && place.write.count == count;
    if (wrote_it && (!target.write || place.reads.empty())) return;
    if (place.write.thread && place.write.thread != me && !seen(clock, place.write)) {
        report(t, target, place.write, make_access(t, target.write, count));
    }
    if (target.write) {
        for (const Access& read : place.reads) {
            if (read.thread != me && !seen(clock, read)) report(t, target, read, make_access(t, true, count));
        }
        place.reads.clear();
        place.write = make_access(t, true, count);
        return;
    }
    auto mine = std::ranges::find(place.reads, me, &Access::thread);
    if (mine == place.reads.end()) {
        place.reads.push_back(make_access(t, false, count));
    } else if (mine->count != count) {
        *mine = make_access(t, false, count);
    }
}

void RaceDetector::report(Thread& t, const Target& target, const Access& first, const Access& second) {
    if (races_.size() >= kMostRaces) return;
    auto sites = std::minmax(first.stack[0].pc, second.stack[0].pc);
    if (!known_.insert({sites.first, sites.second}).second) return;
    races_.push_back({describe(t, target), first, second});
}

void RaceDetector::died(Object* object) { places_.erase(object); }

}  // namespace minipy
