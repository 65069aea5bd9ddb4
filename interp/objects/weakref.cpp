// weakref.ref, the table of weak references, and what happens to them when objects die.
#include "objects/weakref.h"

#include <unordered_set>

#include "native/module.h"

namespace minipy {

// ---- the table ----

void WeakrefTable::add(Object* referent, WeakReference* reference) {
    entries_[referent].push_back(reference);
    referent->flags |= kHasWeakrefs;
    reference->referent = referent;
}

void WeakrefTable::remove(WeakReference* reference) {
    Object* referent = reference->referent;
    if (!referent) return;
    reference->referent = nullptr;
    auto entry = entries_.find(referent);
    if (entry == entries_.end()) return;
    References& all = entry->second;
    for (size_t i = 0; i < all.size(); ++i) {
        if (all[i] != reference) continue;
        all.erase(all.begin() + static_cast<ptrdiff_t>(i));
        break;
    }
    if (!all.empty()) return;
    entries_.erase(entry);
    referent->flags = static_cast<uint8_t>(referent->flags & ~kHasWeakrefs);
}

WeakrefTable::References WeakrefTable::take(Object* referent) {
    auto entry = entries_.find(referent);
    if (entry == entries_.end()) return {};
    References all = std::move(entry->second);
    entries_.erase(entry);
    referent->flags = static_cast<uint8_t>(referent->flags & ~kHasWeakrefs);
    for (WeakReference* reference : all) reference->referent = nullptr;
    return all;
}

const WeakrefTable::References* WeakrefTable::find(Object* referent) const {
    auto entry = entries_.find(referent);
    return entry == entries_.end() ? nullptr : &entry->second;
}

WeakrefTable& weakref_table(Thread& t) {
    if (!t.interp->weakrefs) t.interp->weakrefs = new WeakrefTable;
    return *t.interp->weakrefs;
}

// ---- the death of referents ----

namespace {

void call_callback(Thread& t, WeakReference* reference) {
    Owned callback = Owned::adopt(reference->callback);
    reference->callback = Value::none();
    if (call(t, callback, {Value(reference)}).is_error()) write_unraisable(t, callback);
}

}  // namespace

void clear_weakrefs_to(Thread& t, Object** objects, size_t count) {
    if (!t.interp->weakrefs) return;
    // All are cut off before any callback runs: none may bring back an object that dies together with its own.
    std::vector<Owned> to_call;
    for (size_t i = 0; i < count; ++i) {
        if (!(objects[i]->flags & kHasWeakrefs)) continue;
        WeakrefTable::References references = weakref_table(t).take(objects[i]);
        for (size_t n = references.size(); n-- > 0;) {  // the newest is called first
            WeakReference* reference = references[n];
            if (!reference->callback.is_none() && reference->refcount != 0)
                to_call.push_back(Owned::share(Value(reference)));
        }
    }
    if (to_call.empty()) return;
    std::unordered_set<Object*> dying(objects, objects + count);
    Owned pending = has_exception(t) ? take_exception(t) : Owned::unbound();
    for (Owned& held : to_call) {
        WeakReference* reference = held.as<WeakReference>();
        if (!dying.count(reference) && !reference->callback.is_none()) call_callback(t, reference);
    }
    if (!pending.is_unbound()) t.exception = pending.take();
}

// ---- which objects ----

namespace {

// A class makes room for weak references unless its __slots__ leaves __weakref__ out.
bool class_adds_weakrefs(Thread& t, Type* cls) {
    if (!cls->has(kTypeHeap)) return false;
    Value slots = dict_get_str(t, cls->dict.as<Dict>(), names(t).__slots__);
    if (slots.is_unbound()) {
        // Items that end the object leave no room behind it.
        Kind kind = cls->instance_kind;
        return kind != Kind::Int && kind != Kind::Tuple && kind != Kind::Bytes;
    }
    if (is_str(slots)) return str_equals(slots, "__weakref__");
    if (is_tuple(slots)) {
        for (Value name : *slots.as<Tuple>()) {
            if (is_str(name) && str_equals(name, "__weakref__")) return true;
        }
        return false;
    }
    return !dict_get_str(t, cls->dict.as<Dict>(), names(t).__weakref__).is_unbound();
}

bool native_supports_weakrefs(Thread& t, Type* type) {
    Types& ty = types(t);
    for (Type* yes :
         {ty.set, ty.frozenset, ty.function, ty.native_function, ty.bound_method, ty.module, ty.type,
          ty.generator, ty.coroutine, ty.async_generator, ty.code, ty.memoryview, ty.generic_alias}) {
        if (type == yes) return true;
    }
    for (Type* no : {ty.weakref, ty.weak_proxy, ty.weak_callable_proxy, ty.simple_namespace, ty.union_type}) {
        if (type == no) return false;
    }
    // The library's own types do, the built-in ones do not.
    return type->native_name && is_str(type->module) && !str_equals(type->module, "builtins");
}

}  // namespace

std::string referent_type_name(Thread& t, Value object) {
    Type* type = type_of(t, object);
    return type->native_name ? type->native_name : to_utf8(type->name);
}

bool supports_weakrefs(Thread& t, Type* type) {
    for (Value base : *type->mro.as<Tuple>()) {
        if (!is_kind(base, Kind::Type)) continue;
        Type* cls = base.as<Type>();
        if (cls->has(kTypeHeap) ? class_adds_weakrefs(t, cls) : native_supports_weakrefs(t, cls)) return true;
    }
    return false;
}

Ref<WeakReference> new_weak_reference(Thread& t, Type* type, Value object, Value callback) {
    if (!object.is_object() || !supports_weakrefs(t, type_of(t, object))) {
        return raise_type_error(t, "cannot create weak reference to '%s' object",
                                referent_type_name(t, object).c_str());
    }
    WeakReference* reference = make_instance<WeakReference>(t, type);
    if (!reference) return raise_memory_error(t);
    if (!callback.is_unbound()) {
        retain(callback);
        reference->callback = callback;
    }
    weakref_table(t).add(object.object(), reference);
    return Ref<WeakReference>::adopt(reference);
}

namespace {

// References without a callback are alike: the object's first one of that very type serves all.
Owned find_plain(Thread& t, Type* type, Value object) {
    if (!object.is_object() || !(object.object()->flags & kHasWeakrefs)) return Owned::unbound();
    const WeakrefTable::References* all = weakref_table(t).find(object.object());
    if (!all) return Owned::unbound();
    for (WeakReference* reference : *all) {
        if (reference->type == type && reference->callback.is_none() && reference->refcount != 0)
            return Owned::share(Value(reference));
    }
    return Owned::unbound();
}

Owned make_reference(Thread& t, Type* type, Value object, Value callback) {
    if (callback.is_none() || callback.is_unbound()) {
        Owned known = find_plain(t, type, object);
        if (!known.is_unbound()) return known;
    }
    return TRY(new_weak_reference(t, type, object, callback));
}

}  // namespace

Owned make_weakref(Thread& t, Value object, Value callback) {
    return make_reference(t, types(t).weakref, object, callback);
}
Owned make_weak_proxy(Thread& t, Value object, Value callback) {
    bool callable = is_callable(t, object);
    return make_reference(t, callable ? types(t).weak_callable_proxy : types(t).weak_proxy, object, callback);
}

Owned weakref_get(Value reference) {
    Object* referent = reference.as<WeakReference>()->referent;
    // A count of 0: it is dead, and waits for its turn to be freed.
    if (!referent || referent->refcount == 0) return Owned::none();
    return Owned::share(referent);
}

bool is_weakref(Thread& t, Value v) {
    return v.is_object() &&
           (v.object()->type == types(t).weakref || is_subtype(v.object()->type, types(t).weakref));
}

// ---- weakref.ref ----

void weakref_dealloc(Thread& t, Object* o) {
    WeakReference* reference = static_cast<WeakReference*>(o);
    gc_untrack(t, reference);
    weakref_table(t).remove(reference);
    release(reference->callback);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void weakref_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<WeakReference*>(o)->callback);
    traverse_instance_tail(o, visitor);
}
void weakref_clear(Thread& t, Object* o) {
    WeakReference* reference = static_cast<WeakReference*>(o);
    weakref_table(t).remove(reference);
    Value callback = reference->callback;
    reference->callback = Value::none();
    release(callback);
}

namespace {

Status check_count(Thread& t, const char* name, const CallArgs& args) {
    if (args.count < 1)
        return raise_type_error(t, "%s expected at least 1 argument, got %u", name, args.count);
    if (args.count > 2)
        return raise_type_error(t, "%s expected at most 2 arguments, got %u", name, args.count);
    return {};
}

Owned ref_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(check_count(t, "__new__", args));
    Value callback = args.count > 1 ? args.args[1] : Value::none();
    if (type == types(t).weakref) return make_reference(t, type, args.args[0], callback);
    return TRY(new_weak_reference(t, type, args.args[0], callback));
}

// Takes the same arguments as __new__, which did the work.
Status ref_init(Thread& t, Value, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length) return raise_type_error(t, "ref() takes no keyword arguments");
    return check_count(t, "__init__", args);
}

Owned ref_call(Thread& t, Value self, const CallArgs& args) {
    size_t given = args.count + (args.kwnames ? args.kwnames->length : 0);
    if (given) return raise_type_error(t, "__call__() takes at most 0 arguments (%zu given)", given);
    return weakref_get(self);
}

Owned ref_repr(Thread& t, Value self) {
    char text[64];
    snprintf(text, sizeof text, "<weakref at %p; ", static_cast<void*>(self.object()));
    Owned object = weakref_get(self);
    if (object.is_none()) return make_str(t, std::string(text) + "dead>");
    std::string result = std::string(text) + "to '" + referent_type_name(t, object) + "' at ";
    snprintf(text, sizeof text, "%p", static_cast<void*>(object.get().object()));
    result += text;
    Owned name = TRY(lookup_attr(t, object, names(t).__name__));
    if (is_str(name)) result += " (" + to_utf8(name) + ")";
    return make_str(t, result + ">");
}

Result<int64_t> ref_hash(Thread& t, Value self) {
    WeakReference* reference = self.as<WeakReference>();
    if (reference->hash != -1) return reference->hash;
    Owned object = weakref_get(self);
    if (object.is_none()) return raise_type_error(t, "weak object has gone away");
    int64_t value = TRY(hash(t, object));
    return reference->hash = value;
}

// Two living references are equal when their objects are; a dead one is equal only to itself.
Owned ref_compare(Thread& t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_weakref(t, a) || !is_weakref(t, b))
        return Owned::not_implemented();
    Owned left = weakref_get(a), right = weakref_get(b);
    if (left.is_none() || right.is_none()) return Owned::from_bool((a == b) == (op == CompareOp::Eq));
    return compare(t, op, left, right);
}

Owned get_callback(Thread&, Value self) {
    WeakReference* reference = self.as<WeakReference>();
    return reference->referent ? Owned::share(reference->callback) : Owned::none();
}
Owned ref_class_getitem(Thread& t, const Value* args) {
    return call(t, types(t).generic_alias, {args[0], args[1]});
}

const FunctionSpec ref_methods[] = {{"__class_getitem__(cls, item, /)", ref_class_getitem, "See PEP 585"}};
const GetSetSpec ref_getset[] = {{"__callback__", get_callback}};

}  // namespace

Status init_weakref_types(Thread& t) {
    weakref_table(t);
    TypeSpec spec{};
    spec.name = "weakref.ReferenceType";
    spec.size = sizeof(WeakReference);
    spec.flags = kTypeBaseAllowed;
    spec.slots.dealloc = weakref_dealloc;
    spec.slots.traverse = weakref_traverse;
    spec.slots.clear = weakref_clear;
    spec.slots.new_ = ref_new;
    spec.slots.init = ref_init;
    spec.slots.call = ref_call;
    spec.slots.repr = ref_repr;
    spec.slots.hash = ref_hash;
    spec.slots.compare = ref_compare;
    spec.methods = ref_methods;
    spec.getset = ref_getset;
    types(t).weakref = define_type(t, spec);
    return init_weak_proxy_types(t);
}

}  // namespace minipy
