// `s += x` on strings without copying s.
//
// A string that nobody else can see may grow where it lies (str_grow). Who can see it: its count says. With a local, the
// variable is the only holder, and the result goes back into it: count 1. With a global, a closure's variable or an attribute
// the value was loaded into a temporary first, so there are two holders, the variable and the temporary. When the instruction
// that comes next stores the result in that very variable, both may be changed at once:
//
//     LoadGlobal t0, s           s -> "abc" <- t0          count 2
//     Add t0, t0, x              s -> "abcx" <- t0
//     StoreGlobal t0, s          s -> "abcx"
//
// Anything else that holds the string (another name, a list, a key of a dict, an iterator) makes the count larger, and then
// the string is copied, as ever.
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/opcodes.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/ops.h"

namespace minipy {

namespace {

// Below this a copy costs less than looking for the variable.
constexpr size_t kWorthLooking = 64;

Value* value_in(Thread& t, Value dict, Value name) {
    if (!is_exact(dict, Kind::Dict)) return nullptr;
    int64_t at = dict_find_str(t, dict.as<Dict>(), name);
    return at < 0 ? nullptr : &dict.as<Dict>()->entries[at].value;
}

// Where the instruction `store` puts register a, when that is a place that nothing watches over.
Value* place_of(Thread& t, Frame* frame, const Instr* store, const Value* r) {
    switch (static_cast<Op>(store->op)) {
        case Op::StoreCell:
            return &r[store->b].as<Cell>()->content;
        case Op::StoreFree:
            return &frame->function->closure.as<Tuple>()->items()[store->b].as<Cell>()->content;
        case Op::StoreGlobal:
            return value_in(t, frame->function->globals, frame->code->names[store->b]);
        case Op::StoreName:
            return value_in(t, frame->locals, frame->code->names[store->b]);
        case Op::StoreAttrSlot_Q: {
            const AttrCache& cache = frame->code->attr_caches[store->c];
            Value object = r[store->b];
            if (!object.is_object() || object.object()->type->version != cache.version) return nullptr;
            auto* attrs = reinterpret_cast<Attrs*>(reinterpret_cast<char*>(object.object()) + cache.offset);
            return attrs->shape == cache.shape ? &attrs->slots[cache.slot] : nullptr;
        }
        default:
            return nullptr;
    }
}

// left + right in the memory of left, if that is allowed; null: it is not, or there is no memory (then an exception is set).
// Afterwards nothing holds left any more but the result's owner, and the variable it came from has the result too.
Str* grow_left(Thread& t, Frame* frame, Instr* pc, Value* r, Str* left, Str* right) {
    bool consumed = pc->flags & kKillB;
    if (!consumed && !(pc->a == pc->b && (pc->flags & kDestLocal))) return nullptr;
    if (str_may_grow(left)) return str_grow(t, left, right);
    const Instr* next = pc + 1;
    if (!consumed || left->refcount != 2 || left->length < kWorthLooking || next->a != pc->a ||
        pc->a != pc->b)
        return nullptr;
    Value* place = place_of(t, frame, next, r);
    if (!place || *place != Value(left)) return nullptr;
    left->refcount = 1;
    if (!str_may_grow(left)) {
        left->refcount = 2;
        return nullptr;
    }
    Str* grown = str_grow(t, left, right);
    if (!grown) {
        left->refcount = 2;
        return nullptr;
    }
    grown->refcount = 2;
    *place = Value(grown);
    return grown;
}

}  // namespace

bool op_add_strs(Thread& t, Frame* frame, Instr* pc, Value* r) {
    Str *left = as_str(r[pc->b]), *right = as_str(r[pc->c]);
    if (left != right) {
        if (Str* grown = grow_left(t, frame, pc, r, left, right)) {
            r[pc->b] = Value::unbound();
            if (pc->flags & kKillC) release(static_cast<Object*>(right));
            Value old = r[pc->a];
            r[pc->a] = Value(grown);
            if (pc->flags & kDestLocal) release(old);
            return true;
        }
        if (has_exception(t)) [[unlikely]]
            return false;
    }
    Value sum = str_concat(t, Value(left), Value(right)).take();
    if (sum.is_error()) [[unlikely]]
        return false;
    if (pc->flags & kKillB) release(static_cast<Object*>(left));
    if (pc->flags & kKillC) release(static_cast<Object*>(right));
    Value old = r[pc->a];
    r[pc->a] = sum;
    if (pc->flags & kDestLocal) release(old);
    return true;
}

}  // namespace minipy
