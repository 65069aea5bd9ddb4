// match statements: mapping keys and class patterns (PEP 634).
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/ops.h"

namespace minipy {

Value op_match_keys(Thread& t, Value subject, Value keys_value) {
    Tuple* keys = keys_value.as<Tuple>();
    auto run = [&]() -> Owned {
        Ref<Tuple> values = TRY(new_tuple(t, keys->length));
        Ref<Set> seen = TRY(new_set(t));
        Owned get = TRY(get_attr(t, subject, names(t).get));
        Owned marker = TRY(new_list(t));  // an object that no mapping holds
        for (size_t i = 0; i < keys->length; ++i) {
            Value key = keys->at(i);
            if (TRY(set_contains(t, seen.get(), key))) {
                return raise_value_error(t, "mapping pattern checks duplicate key (%s)",
                                         TRY(repr_utf8(t, key)).c_str());
            }
            TRY(set_add(t, seen.get(), key));
            Owned value = TRY(call(t, get, {key, marker}));
            if (value.get() == marker.get()) return Owned::none();
            Value old = values->items()[i];
            values->items()[i] = value.take();
            release(old);
        }
        return values;
    };
    return run().take();
}

namespace {

Status match_attribute(Thread& t, Value subject, Value name, Value type, Set* seen, List* out,
                       bool* missing) {
    if (TRY(set_contains(t, seen, name))) {
        return raise_type_error(t, "%s() got multiple sub-patterns for attribute %s",
                                to_utf8(type.as<Type>()->name).c_str(), TRY(repr_utf8(t, name)).c_str());
    }
    TRY(set_add(t, seen, name));
    Owned value = TRY(lookup_attr(t, subject, intern(t, name)));
    if (value.is_unbound()) {
        *missing = true;
        return {};
    }
    return list_push(t, out, std::move(value));
}

Owned match_class(Thread& t, Value subject, Value type_value, Tuple* attribute_names, unsigned positional) {
    if (!is_kind(type_value, Kind::Type)) return raise_type_error(t, "called match pattern must be a type");
    if (!TRY(is_instance(t, subject, type_value))) return Owned::none();
    Type* type = type_value.as<Type>();
    Ref<Set> seen = TRY(new_set(t));
    Ref<List> found = TRY(new_list(t));
    bool missing = false;
    if (positional) {
        Owned match_args = TRY(lookup_attr(t, type_value, names(t).__match_args__));
        bool self = false;
        size_t allowed = 0;
        if (match_args.is_unbound()) {
            self = type->has(kTypeMatchSelf);
            allowed = self ? 1 : 0;
        } else {
            if (!is_exact(match_args, Kind::Tuple)) {
                return raise_type_error(t, "%s.__match_args__ must be a tuple (got %s)",
                                        to_utf8(type->name).c_str(), type_name(t, match_args));
            }
            allowed = match_args.as<Tuple>()->length;
        }
        if (positional > allowed) {
            return raise_type_error(t, "%s() accepts %zu positional sub-pattern%s (%u given)",
                                    to_utf8(type->name).c_str(), allowed, allowed == 1 ? "" : "s",
                                    positional);
        }
        if (self) {
            TRY(list_append(t, found.get(), subject));
        } else {
            for (unsigned i = 0; i < positional; ++i) {
                Value name = match_args.as<Tuple>()->at(i);
                if (!is_exact(name, Kind::Str)) {
                    return raise_type_error(t, "__match_args__ elements must be strings (got %s)",
                                            type_name(t, name));
                }
                TRY(match_attribute(t, subject, name, type_value, seen.get(), found.get(), &missing));
                if (missing) return Owned::none();
            }
        }
    }
    for (Value name : *attribute_names) {
        TRY(match_attribute(t, subject, name, type_value, seen.get(), found.get(), &missing));
        if (missing) return Owned::none();
    }
    return list_to_tuple(t, found.get());
}

}  // namespace

Value op_match_class(Thread& t, Value* w, unsigned positional) {
    return match_class(t, w[0], w[1], w[2].as<Tuple>(), positional).take();
}

}  // namespace minipy
