// Attribute sites: the generic access, and learning how to do it faster the next time.
#include "objects/attributes.h"
#include "objects/opcodes.h"
#include "vm/ops.h"

namespace minipy {

namespace {

constexpr uint8_t kMaxMisses = 30;

void learn(AttrCache& cache, const AttrLookup& found) {
    cache.version = found.version;
    cache.offset = found.offset;
    cache.shape = found.shape;
    cache.next_shape = found.next_shape;
    cache.slot = found.slot;
    cache.value = found.value;
}

void quicken(Instr* pc, AttrCache& cache, const AttrLookup& found, Op op) {
    learn(cache, found);
    pc->op = static_cast<uint8_t>(op);
}

}  // namespace

Instr* forget_attr(Instr* pc) {
    switch (static_cast<Op>(pc->op)) {
        case Op::LoadAttrSlot_Q:
        case Op::LoadAttrMember_Q:
        case Op::LoadAttrType_Q:
        case Op::LoadAttrProperty_Q:
            pc->op = static_cast<uint8_t>(Op::LoadAttr);
            break;
        case Op::StoreAttrSlot_Q:
        case Op::StoreAttrAdd_Q:
        case Op::StoreAttrMember_Q:
            pc->op = static_cast<uint8_t>(Op::StoreAttr);
            break;
        default:
            pc->op = static_cast<uint8_t>(Op::LoadMethod);
            break;
    }
    return pc;
}

Value op_load_attr(Thread& t, Frame* frame, Instr* pc, Value object) {
    AttrCache& cache = frame->code->attr_caches[pc->c];
    Owned result = get_attr(t, object, cache.name);
    if (result.is_error() || cache.misses >= kMaxMisses) return result.take();
    ++cache.misses;
    AttrLookup found = classify_load(t, object, cache.name);
    switch (found.kind) {
        case AttrLookup::Slot:
            quicken(pc, cache, found, Op::LoadAttrSlot_Q);
            break;
        case AttrLookup::Member:
            quicken(pc, cache, found, Op::LoadAttrMember_Q);
            break;
        case AttrLookup::ClassValue:
            quicken(pc, cache, found, Op::LoadAttrType_Q);
            break;
        case AttrLookup::Property:
            quicken(pc, cache, found, Op::LoadAttrProperty_Q);
            break;
        default:
            break;
    }
    return result.take();
}

Status op_store_attr(Thread& t, Frame* frame, Instr* pc, Value object, Value value) {
    AttrCache& cache = frame->code->attr_caches[pc->c];
    if (cache.misses < kMaxMisses) {
        ++cache.misses;
        AttrLookup found = classify_store(t, object, cache.name);
        switch (found.kind) {
            case AttrLookup::Slot:
                quicken(pc, cache, found, Op::StoreAttrSlot_Q);
                break;
            case AttrLookup::AddSlot:
                quicken(pc, cache, found, Op::StoreAttrAdd_Q);
                break;
            case AttrLookup::Member:
                quicken(pc, cache, found, Op::StoreAttrMember_Q);
                break;
            default:
                break;
        }
    }
    return set_attr(t, object, cache.name, value);
}

Status op_load_method(Thread& t, Frame* frame, Instr* pc, Value object, Value* window) {
    AttrCache& cache = frame->code->attr_caches[pc->c];
    if (cache.misses < kMaxMisses) {
        ++cache.misses;
        AttrLookup found = classify_load(t, object, cache.name);
        if (found.kind == AttrLookup::Method) {
            quicken(pc, cache, found, found.shape ? Op::LoadMethod_Q : Op::LoadMethodNoDict_Q);
        }
    }
    Method method = TRY(get_method(t, object, cache.name));
    window[0] = method.callee.take();
    window[1] = method.wants_self ? Owned::share(object).take() : Value::unbound();
    return {};
}

}  // namespace minipy
