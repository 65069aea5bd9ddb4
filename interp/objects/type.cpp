// Lookup, versions, the order of bases, and the memory of a type; the picture is in type.h.
#include "objects/type.h"

#include <cstring>

#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

namespace minipy {

TypeState& type_state(Thread& t) {
    if (!t.interp->type_cache) [[unlikely]]
        t.interp->type_cache = new TypeState;
    return *static_cast<TypeState*>(t.interp->type_cache);
}

std::string type_utf8_name(Type* type) {
    if (type->native_name) {
        const char* dot = strrchr(type->native_name, '.');
        return dot ? dot + 1 : type->native_name;
    }
    return to_utf8(type->name);
}

// ---- bootstrap ----

namespace {

Type* allocate_type(Thread& t, Kind instance_kind, uint32_t size) {
    Type* type = static_cast<Type*>(heap_alloc(sizeof(Type)));
    memset(static_cast<void*>(type), 0, sizeof(Type));
    type->refcount = 1 | Object::kImmortal;
    type->kind = Kind::Type;
    type->flags = kGcObject;  // but in no list: a built-in type is never garbage
    type->type = types(t).type;
    type->instance_kind = instance_kind;
    type->basic_size = size;
    type->name = type->qualname = type->module = Value::unbound();
    type->doc = type->base = Value::none();
    type->bases = type->mro = type->dict = type->subclasses = Value::unbound();
    type->slots.dealloc = free_object;  // until the slots come: a temporary string may die before its type is ready
    return type;
}

struct Early {
    const char* name;
    Type* Types::*field;
    Kind kind;
};
// Instances of these are made while the first types are being filled in.
constexpr Early kEarly[] = {
    {"object", &Types::object, Kind::Instance},
    {"type", &Types::type, Kind::Type},
    {"str", &Types::str, Kind::Str},
    {"tuple", &Types::tuple, Kind::Tuple},
    {"dict", &Types::dict, Kind::Dict},
    {"list", &Types::list, Kind::List},
    {"int", &Types::int_, Kind::Int},
    {"bool", &Types::bool_, Kind::Int},
    {"float", &Types::float_, Kind::Float},
    {"bytes", &Types::bytes, Kind::Bytes},
    {"NoneType", &Types::none, Kind::None},
    {"NotImplementedType", &Types::not_implemented, Kind::NotImplemented},
    {"ellipsis", &Types::ellipsis, Kind::Ellipsis},
    {"function", &Types::function, Kind::Function},
    {"builtin_function_or_method", &Types::native_function, Kind::NativeFunction},
    {"method_descriptor", &Types::method_descriptor, Kind::NativeFunction},
    {"classmethod_descriptor", &Types::classmethod_descriptor, Kind::NativeFunction},
    {"getset_descriptor", &Types::getset_descriptor, Kind::Instance},
    {"member_descriptor", &Types::member_descriptor, Kind::Instance},
    {"wrapper_descriptor", &Types::wrapper_descriptor, Kind::Instance},
};

}  // namespace

Status bootstrap_types(Thread& t) {
    for (const Early& early : kEarly) types(t).*early.field = allocate_type(t, early.kind, sizeof(GcObject));
    for (const Early& early : kEarly) (types(t).*early.field)->type = types(t).type;
    if (!t.interp->empty_tuple.is_valid()) {
        Ref<Tuple> empty = TRY(new_tuple(t, 0));
        make_immortal(empty);
        t.interp->empty_tuple = Value(empty.take());
    }
    return {};
}

Type* claim_native_type(Thread& t, const char* name) {
    for (const Early& early : kEarly) {
        Type* type = types(t).*early.field;
        if (!strcmp(early.name, name) && type && !type->native_name) return type;
    }
    return allocate_type(t, Kind::Instance, sizeof(GcObject));
}

// ---- lookup ----

bool is_subtype(Type* derived, Type* base) {
    if (derived == base) return true;
    if (!is_kind(derived->mro, Kind::Tuple)) {
        for (Type* type = derived; type; type = type->base_type()) {
            if (type == base) return true;
        }
        return false;
    }
    for (Value v : *derived->mro.as<Tuple>()) {
        if (v.object() == base) return true;
    }
    return false;
}

Value find_in_mro(Thread& t, Type* type, Value name) {
    if (!is_kind(type->mro, Kind::Tuple)) return Value::unbound();
    for (Value cls : *type->mro.as<Tuple>()) {
        Value dict = cls.as<Type>()->dict;
        if (!is_kind(dict, Kind::Dict)) continue;
        Value found = dict_get_str(t, dict.as<Dict>(), name);
        if (!found.is_unbound()) return found;
    }
    return Value::unbound();
}

Value type_lookup(Thread& t, Type* type, Value name) {
    uint32_t version = type->version ? type->version : type_version(t, type);
    if (!version || !(name.object()->flags & kInterned)) return find_in_mro(t, type, name);
    size_t at = (version * 0x9E3779B1u ^ static_cast<uint32_t>(name.bits() >> 4)) % TypeState::kCacheSize;
    TypeState::CacheEntry& entry = type_state(t).cache[at];
    if (entry.version == version && entry.name == name) [[likely]]
        return entry.value;
    Value found = find_in_mro(t, type, name);
    entry = {version, name, found};
    return found;
}

// Bases get theirs first, so that a type without a version has no subclass with one.
uint32_t type_version(Thread& t, Type* type) {
    if (type->version) return type->version;
    if (!t.interp->next_type_version || type->has(kTypeUnversioned) || !is_kind(type->mro, Kind::Tuple)) return 0;
    for (Value base : *type->bases.as<Tuple>()) {
        if (is_kind(base, Kind::Type) && !type_version(t, base.as<Type>())) return 0;
    }
    return type->version = t.interp->next_type_version++;
}

void type_modified(Type* type) {
    if (!type->version) return;
    type->version = 0;
    if (!is_kind(type->subclasses, Kind::Dict)) return;
    size_t at = 0;
    while (DictEntry* e = dict_next(type->subclasses.as<Dict>(), &at))
        type_modified(reinterpret_cast<Type*>(e->key.as_int()));
}

// ---- subclasses ----
// Kept as addresses, not as references: a class that dies takes itself out.

Status add_to_subclasses(Thread& t, Type* base, Type* derived) {
    if (!is_kind(base->subclasses, Kind::Dict)) base->subclasses = Value(TRY(new_dict(t)).take());
    int64_t address = reinterpret_cast<int64_t>(derived);
    return dict_set_hashed(t, base->subclasses.as<Dict>(), Value::from_int(address), address, Value::none());
}

void remove_from_subclasses(Thread& t, Type* base, Type* derived) {
    if (!is_kind(base->subclasses, Kind::Dict)) return;
    if (dict_remove(t, base->subclasses.as<Dict>(), Value::from_int(reinterpret_cast<int64_t>(derived)))
            .is_error())
        (void)take_exception(t);
}

Ref<List> subclasses_of(Thread& t, Type* type) {
    Ref<List> list = TRY(new_list(t));
    if (!is_kind(type->subclasses, Kind::Dict)) return list;
    size_t at = 0;
    while (DictEntry* e = dict_next(type->subclasses.as<Dict>(), &at)) {
        Type* derived = reinterpret_cast<Type*>(e->key.as_int());
        TRY(list_append(t, list.get(), Value(derived)));
    }
    return list;
}

// ---- C3 ----

namespace {

bool in_tail(const std::vector<Value>& sequence, size_t head, Value candidate) {
    for (size_t i = head + 1; i < sequence.size(); ++i) {
        if (sequence[i] == candidate) return true;
    }
    return false;
}

Raised raise_mro_conflict(Thread& t, const std::vector<std::vector<Value>>& sequences,
                          const std::vector<size_t>& heads) {
    std::string bases;
    std::vector<Value> seen;
    for (size_t i = 0; i < sequences.size(); ++i) {
        if (heads[i] >= sequences[i].size()) continue;
        Value head = sequences[i][heads[i]];
        bool known = false;
        for (Value v : seen) known |= v == head;
        if (known) continue;
        seen.push_back(head);
        bases += (bases.empty() ? "" : ", ") + type_utf8_name(head.as<Type>());
    }
    return raise_type_error(t, "Cannot create a consistent method resolution\norder (MRO) for bases %s",
                            bases.c_str());
}

}  // namespace

Ref<Tuple> compute_mro(Thread& t, Type* type) {
    Tuple* bases = type->bases.as<Tuple>();
    for (size_t i = 0; i < bases->length; ++i) {
        for (size_t j = i + 1; j < bases->length; ++j) {
            if (bases->at(i) == bases->at(j)) {
                return raise_type_error(t, "duplicate base class %s",
                                        type_utf8_name(bases->at(i).as<Type>()).c_str());
            }
        }
    }
    std::vector<std::vector<Value>> sequences;
    for (Value base : *bases) {
        if (!is_kind(base.as<Type>()->mro, Kind::Tuple)) {
            return raise_type_error(t, "Cannot extend an incomplete type '%.100s'",
                                    type_utf8_name(base.as<Type>()).c_str());
        }
        Tuple* mro = base.as<Type>()->mro.as<Tuple>();
        sequences.emplace_back(mro->begin(), mro->end());
    }
    sequences.emplace_back(bases->begin(), bases->end());
    std::vector<size_t> heads(sequences.size(), 0);
    std::vector<Value> order{Value(type)};
    for (;;) {
        Value next;
        bool left = false;
        for (size_t i = 0; i < sequences.size() && !next.is_valid(); ++i) {
            if (heads[i] >= sequences[i].size()) continue;
            left = true;
            Value candidate = sequences[i][heads[i]];
            bool blocked = false;
            for (size_t j = 0; j < sequences.size() && !blocked; ++j)
                blocked = in_tail(sequences[j], heads[j], candidate);
            if (!blocked) next = candidate;
        }
        if (!left) break;
        if (!next.is_valid()) return raise_mro_conflict(t, sequences, heads);
        order.push_back(next);
        for (size_t i = 0; i < sequences.size(); ++i) {
            if (heads[i] < sequences[i].size() && sequences[i][heads[i]] == next) ++heads[i];
        }
    }
    Ref<Tuple> mro = TRY(new_tuple(t, order.size()));
    for (size_t i = 0; i < order.size(); ++i) {
        retain(order[i]);
        mro->items()[i] = order[i];
    }
    return mro;
}

}  // namespace minipy
