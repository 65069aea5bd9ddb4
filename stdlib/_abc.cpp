// The module `_abc`: what ABCMeta does. Each abstract class keeps three sets of weak references to classes: those that were
// registered, those known to be subclasses, those known not to be. The last is thrown away whenever anything, anywhere, is
// registered: that is what the token counts.
#include "native/module.h"

namespace minipy {

namespace {

struct AbcState {
    Type* data_type = nullptr;
    int64_t token = 0;
};
struct AbcData : GcObject {
    Value registry = Value::none(), cache = Value::none(),
          negative = Value::none();  // Set of weak references, or None
    int64_t negative_token = 0;
};
ModuleRegistration& registration();
AbcState& state(Thread& t) { return module_state<AbcState>(t, registration()); }

void data_dealloc(Thread& t, Object* o) {
    AbcData* d = static_cast<AbcData*>(o);
    gc_untrack(t, d);
    for (Value v : {d->registry, d->cache, d->negative}) release(v);
    free_object(t, o);
}
void data_traverse(Object* o, Visitor& visitor) {
    AbcData* d = static_cast<AbcData*>(o);
    for (Value v : {d->registry, d->cache, d->negative}) visitor.visit(v);
}

Value impl_name(Thread& t) { return intern(t, "_abc_impl"); }

Result<AbcData*> data_of(Thread& t, Value cls) {
    if (is_kind(cls, Kind::Type)) {
        Value found = type_lookup(t, cls.as<Type>(), impl_name(t));
        if (found.is_object() && found.object()->type == state(t).data_type) return found.as<AbcData>();
    }
    Owned found = TRY(get_attr(t, cls, impl_name(t)));
    if (!found.get().is_object() || found.get().object()->type != state(t).data_type)
        return raise_type_error(t, "_abc_impl is set to a wrong type");
    return found.as<AbcData>();
}

Result<bool> holds(Thread& t, Value set, Value cls) {
    if (set.is_none() || set.as<Set>()->used == 0) return false;
    Owned reference = TRY(make_weakref(t, cls));
    return set_contains(t, set.as<Set>(), reference);
}
Status add(Thread& t, Value& set, Value cls) {
    if (set.is_none()) set = Value(TRY(new_set(t)).take());
    return set_add(t, set.as<Set>(), TRY(make_weakref(t, cls)));
}
void clear(Value& set) {
    Value old = set;
    set = Value::none();
    release(old);
}

// ---- making an abstract class ----

Result<bool> is_abstract(Thread& t, Value v) {
    Owned flag = TRY(lookup_attr(t, v, intern(t, "__isabstractmethod__")));
    return flag.is_unbound() ? false : TRY(truth(t, flag));
}

Status find_abstract_methods(Thread& t, Value cls) {
    Ref<Set> abstract = TRY(new_frozenset(t));
    Owned space = TRY(get_attr(t, cls, names(t).__dict__));
    Owned items = TRY(call_method(t, space, names(t).items));
    TRY(for_each(t, items, [&](Value pair) -> Status {
        Owned held = Owned::share(pair);
        if (TRY(is_abstract(t, pair.as<Tuple>()->at(1))))
            TRY(set_add(t, abstract.get(), pair.as<Tuple>()->at(0)));
        return {};
    }));
    Owned bases = TRY(get_attr(t, cls, names(t).__bases__));
    TRY(for_each(t, bases, [&](Value base) -> Status {
        Owned inherited = TRY(lookup_attr(t, base, names(t).__abstractmethods__));
        if (inherited.is_unbound()) return {};
        return for_each(t, inherited, [&](Value name) -> Status {
            Owned value = TRY(lookup_attr(t, cls, intern(t, name)));
            if (!value.is_unbound() && TRY(is_abstract(t, value))) TRY(set_add(t, abstract.get(), name));
            return {};
        });
    }));
    return set_attr(t, cls, names(t).__abstractmethods__, abstract);
}

constexpr uint32_t kPatternFlags = kTypeSequence | kTypeMapping;

// collections.abc.Sequence and Mapping say by __abc_tpflags__ which patterns their subclasses match.
Status take_pattern_flags(Thread& t, Type* type) {
    Value name = intern(t, "__abc_tpflags__");
    Value flags = dict_get_str(t, type->dict.as<Dict>(), name);
    if (!flags.is_int()) return {};
    constexpr int64_t kBoth = 1 << 5 | 1 << 6;
    if ((flags.as_int() & kBoth) == kBoth)
        return raise_type_error(t, "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING");
    if (flags.as_int() & 1 << 5) type->type_flags |= kTypeSequence;
    if (flags.as_int() & 1 << 6) type->type_flags |= kTypeMapping;
    return del_attr(t, Value(type), name);
}

void give_pattern_flags(Thread& t, Type* type, uint32_t flags) {
    if (type->has(kTypeImmutable) || (type->type_flags & kPatternFlags) == flags) return;
    type->type_flags = (type->type_flags & ~kPatternFlags) | flags;
    Ref<List> derived = subclasses_of(t, type);
    for (size_t i = 0; derived && i < derived->length; ++i)
        give_pattern_flags(t, derived->items[i].as<Type>(), flags);
}

Owned abc_init(Thread& t, const Value* args) {
    TRY(find_abstract_methods(t, args[0]));
    AbcData* data = make<AbcData>(t, state(t).data_type);
    if (!data) return raise_memory_error(t);
    Owned held = Owned::adopt(data);
    data->negative_token = state(t).token;
    TRY(set_attr(t, args[0], impl_name(t), held));
    if (is_kind(args[0], Kind::Type)) TRY(take_pattern_flags(t, args[0].as<Type>()));
    return Owned::none();
}

Owned abc_register(Thread& t, const Value* args) {
    Value cls = args[0], subclass = args[1];
    if (!is_kind(subclass, Kind::Type)) return raise_type_error(t, "Can only register classes");
    if (TRY(is_subclass(t, subclass, cls))) return Owned::share(subclass);
    if (TRY(is_subclass(t, cls, subclass)))
        return raise_runtime_error(t, "Refusing to create an inheritance cycle");
    AbcData* data = TRY(data_of(t, cls));
    TRY(add(t, data->registry, subclass));
    ++state(t).token;
    if (is_kind(cls, Kind::Type)) {
        uint32_t flags = cls.as<Type>()->type_flags & kPatternFlags;
        if (flags) give_pattern_flags(t, subclass.as<Type>(), flags);
    }
    return Owned::share(subclass);
}

// ---- asking ----

Result<bool> in_mro(Value cls, Value subclass) {
    if (!is_kind(subclass, Kind::Type)) return false;
    for (Value base : *subclass.as<Type>()->mro.as<Tuple>()) {
        if (base == cls) return true;
    }
    return false;
}

// The classes that a set of weak references stands for, those that are still there.
Ref<List> living(Thread& t, Value set) {
    Ref<List> list = TRY(new_list(t));
    if (set.is_none()) return list;
    size_t at = 0;
    while (SetEntry* entry = set_next(set.as<Set>(), &at)) {
        Owned cls = weakref_get(entry->key);
        if (!cls.is_none()) TRY(list_push(t, list.get(), std::move(cls)));
    }
    return list;
}

Result<bool> is_subclass_of_any(Thread& t, Value subclass, List* classes) {
    for (size_t i = 0; i < classes->length; ++i) {
        if (TRY(is_subclass(t, subclass, Owned::share(classes->items[i])))) return true;
    }
    return false;
}

Result<bool> find_out(Thread& t, Value cls, Value subclass, AbcData* data) {
    Owned answer = TRY(call_method(t, cls, names(t).__subclasshook__, {subclass}));
    if (!answer.is_not_implemented()) {
        if (!answer.get().is_bool()) return raise_with(t, exc(t).AssertionError, Value::unbound());
        return answer.get().is_true();
    }
    if (TRY(in_mro(cls, subclass))) return true;
    Ref<List> registered = TRY(living(t, data->registry));
    if (TRY(is_subclass_of_any(t, subclass, registered.get()))) return true;
    Owned derived = TRY(call_method(t, cls, intern(t, "__subclasses__")));
    if (!is_list(derived)) return raise_type_error(t, "__subclasses__() must return a list");
    return is_subclass_of_any(t, subclass, derived.as<List>());
}

Owned abc_subclasscheck(Thread& t, const Value* args) {
    Value cls = args[0], subclass = args[1];
    if (!is_kind(subclass, Kind::Type)) return raise_type_error(t, "issubclass() arg 1 must be a class");
    AbcData* data = TRY(data_of(t, cls));
    Owned keep = Owned::share(Value(data));
    if (TRY(holds(t, data->cache, subclass))) return Owned::from_bool(true);
    if (data->negative_token < state(t).token) {
        clear(data->negative);
        data->negative_token = state(t).token;
    } else if (TRY(holds(t, data->negative, subclass))) {
        return Owned::from_bool(false);
    }
    bool yes = TRY(find_out(t, cls, subclass, data));
    TRY(add(t, yes ? data->cache : data->negative, subclass));
    return Owned::from_bool(yes);
}

Owned abc_instancecheck(Thread& t, const Value* args) {
    Value cls = args[0];
    AbcData* data = TRY(data_of(t, cls));
    Owned keep = Owned::share(Value(data));
    Owned subclass = TRY(get_attr(t, args[1], names(t).__class__));
    if (TRY(holds(t, data->cache, subclass))) return Owned::from_bool(true);
    Value real = Value(type_of(t, args[1]));
    Value check = names(t).__subclasscheck__;
    if (subclass == real) {
        if (data->negative_token == state(t).token && TRY(holds(t, data->negative, subclass)))
            return Owned::from_bool(false);
        return call_method(t, cls, check, {subclass});
    }
    Owned answer = TRY(call_method(t, cls, check, {subclass}));
    if (TRY(truth(t, answer))) return answer;
    return call_method(t, cls, check, {real});
}

Owned abc_get_cache_token(Thread& t, const Value*) { return make_int(t, state(t).token); }
Owned abc_get_dump(Thread& t, const Value* args) {
    AbcData* d = TRY(data_of(t, args[0]));
    Owned sets[3];
    Value parts[] = {d->registry, d->cache, d->negative};
    for (int i = 0; i < 3; ++i) {
        Ref<Set> copy = TRY(new_set(t));
        if (!parts[i].is_none()) TRY(set_update(t, copy.get(), parts[i]));
        sets[i] = std::move(copy);
    }
    return make_tuple(t, {sets[0].get(), sets[1].get(), sets[2].get(), Value::from_int(d->negative_token)});
}
Owned abc_reset_registry(Thread& t, const Value* args) {
    clear(TRY(data_of(t, args[0]))->registry);
    return Owned::none();
}
Owned abc_reset_caches(Thread& t, const Value* args) {
    AbcData* d = TRY(data_of(t, args[0]));
    clear(d->cache);
    clear(d->negative);
    return Owned::none();
}

const FunctionSpec functions[] = {
    {"get_cache_token()", abc_get_cache_token, "Return a number that changes with every registration."},
    {"_abc_init(self, /)", abc_init},
    {"_abc_register(self, subclass, /)", abc_register},
    {"_abc_instancecheck(self, instance, /)", abc_instancecheck},
    {"_abc_subclasscheck(self, subclass, /)", abc_subclasscheck},
    {"_get_dump(self, /)", abc_get_dump},
    {"_reset_registry(self, /)", abc_reset_registry},
    {"_reset_caches(self, /)", abc_reset_caches},
};

Status fill(Thread& t, Module*) {
    TypeSpec spec{};
    spec.name = "_abc._abc_data";
    spec.size = sizeof(AbcData);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = data_dealloc;
    spec.slots.traverse = data_traverse;
    state(t).data_type = define_type(t, spec);
    return {};
}

MINIPY_MODULE(_abc, {.doc = "The work of abc.ABCMeta.", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration__abc; }

}  // namespace

}  // namespace minipy
