// Saving everything else: what `__reduce_ex__` and its kin say, and functions and classes by their names.
#include "writer.h"

namespace minipy::pickle {

// ---- instances of ordinary classes ----
//
// They are taken apart without calling anything: what object.__reduce_ex__ would have said is written at once, to the
// same bytes.
//
//     class  )  NEWOBJ  memo   }  memo  (  'x' 1  'y' 2  u   BUILD

namespace {

// Whether nothing in the class says how its instances are to be pickled.
bool has_no_say(Thread& t, Type* type) {
    if (!type->has(kTypeHeap) || type->slot_count || type->has(kTypePySlotGetattr)) return false;
    Type* native = type;
    while (native->has(kTypeHeap)) native = native->base_type();
    Type* object = types(t).object;
    if (native != object) return false;
    for (Value name : {names(t).__reduce_ex__, names(t).__reduce__, names(t).__getstate__, names(t).__class__}) {
        if (type_lookup(t, type, name) != type_lookup(t, object, name)) return false;
    }
    return type_lookup(t, type, names(t).__getnewargs_ex__).is_unbound() &&
           type_lookup(t, type, names(t).__getnewargs__).is_unbound();
}

constexpr uint32_t kMostAttributes = 16;

}  // namespace

bool Writer::is_plain(Thread& t, Value object) {
    Type* type = type_of(t, object);
    if (protocol < 2 || fast || persistent_id.is_set()) return false;
    if (type != plain_type_ || !type->version || type->version != plain_version_) {
        plain_type_ = type;
        is_plain_type_ = has_no_say(t, type);
        plain_version_ = type->version;
        plain_shape_ = nullptr;
    }
    if (!is_plain_type_) return false;
    if (!type->attrs_offset) return true;
    Attrs* attrs = attrs_of(object.object());
    if (attrs->has_dict()) return false;
    if (attrs->shape != plain_shape_) {
        if (attrs->shape->count > kMostAttributes) return false;
        for (Value name : {names(t).__reduce_ex__, names(t).__reduce__, names(t).__getstate__}) {
            if (attrs->shape->find(name) != Shape::kNotFound) return false;
        }
        plain_shape_ = attrs->shape;
    }
    return true;
}

Status Writer::save_plain(Thread& t, Value object) {
    Type* type = type_of(t, object);
    // What comes may run Python, which may change the object.
    Owned held[kMostAttributes];
    Shape* shape = nullptr;
    uint32_t count = 0;
    if (type->attrs_offset) {
        Attrs* attrs = attrs_of(object.object());
        shape = attrs->shape;
        count = shape->count;
        for (uint32_t i = 0; i < count; ++i) held[i] = Owned::share(attrs->slots[i]);
    }
    TRY(save(t, Value(type)));
    put(op::EmptyTuple);
    put(op::NewObj);
    memoize(object);
    if (!count) return {};
    put(op::EmptyDict);
    // The dict that the reader makes has a number too. Here there is none: a small int, which is never looked for, stands
    // for it.
    memoize(Value::from_int(static_cast<int64_t>(memo.size())));
    if (count > 1) put(op::Mark);
    for (uint32_t i = 0; i < count; ++i) {
        TRY(save(t, shape->name_at(i)));
        TRY(save(t, held[i]));
    }
    put(count > 1 ? op::SetItems : op::SetItem);
    put(op::Build);
    return {};
}

// ---- how an object is taken apart ----

Status Writer::save_by_reduce(Thread& t, Value object) {
    State& s = state(t);
    Type* type = type_of(t, object);
    Owned reduced = Owned::unbound();
    if (!reducer_override.is_unbound()) {
        Owned function = reducer_override.dup();
        reduced = TRY(minipy::call(t, function, {object}));
        if (reduced.is_not_implemented()) reduced = Owned::unbound();
    }
    if (reduced.is_unbound()) {
        if (type == types(t).type) return save_type(t, object);
        if (type == types(t).function) return save_global(t, object, Value::unbound());
        Owned reducer = Owned::unbound();
        if (dispatch_table.is_unbound()) {
            Value found = dict_get(t, s.dispatch_table, Value(type));
            if (found.is_error()) return Raised{};
            reducer = Owned::share(found);
        } else {
            Owned table = dispatch_table.dup();
            reducer = get_item(t, table, Value(type));
            if (reducer.is_error()) {
                if (!catch_exception(t, exc(t).KeyError)) return Raised{};
                reducer = Owned::unbound();
            }
        }
        if (!reducer.is_unbound()) {
            reduced = TRY(minipy::call(t, reducer, {object}));
        } else if (is_subtype(type, types(t).type)) {
            return save_global(t, object, Value::unbound());
        } else if (is_plain(t, object)) {
            return save_plain(t, object);
        } else {
            reducer = TRY(lookup_attr(t, object, names(t).__reduce_ex__));
            if (!reducer.is_unbound()) {
                reduced = TRY(minipy::call(t, reducer, {Value::from_int(protocol)}));
            } else {
                reducer = TRY(lookup_attr(t, object, names(t).__reduce__));
                if (reducer.is_unbound()) {
                    std::string text = TRY(repr_utf8(t, object));
                    return raise_error(t, s.pickling_error, "can't pickle '%.200s' object: %s",
                                       type_name(t, object), text.c_str());
                }
                reduced = TRY(minipy::call(t, reducer));
            }
        }
    }
    if (is_str(reduced)) return save_global(t, object, reduced);
    if (!is_tuple(reduced))
        return raise_error(t, s.pickling_error, "__reduce__ must return a string or tuple");
    return save_reduced(t, reduced, object);
}

Status Writer::save_reduced_parts(Thread& t, std::initializer_list<Value> parts, Value object) {
    Owned tuple = TRY(make_tuple(t, parts));
    return save_reduced(t, tuple, object);
}

Status Writer::save_reduced(Thread& t, Value reduced, Value object) {
    Type* error = state(t).pickling_error;
    Tuple* parts = reduced.as<Tuple>();
    if (parts->length < 2 || parts->length > 6)
        return raise_error(t, error, "tuple returned by __reduce__ must contain 2 through 6 elements");
    auto part = [&](size_t i) { return i < parts->length ? parts->at(i) : Value::none(); };
    Value callable = part(0), arguments = part(1), its_state = part(2), list_items = part(3),
          dict_items = part(4), state_setter = part(5);
    if (!is_callable(t, callable))
        return raise_error(t, error, "first item of the tuple returned by __reduce__ must be callable");
    if (!is_tuple(arguments))
        return raise_error(t, error, "second item of the tuple returned by __reduce__ must be a tuple");
    if (!list_items.is_none() && !type_of(t, list_items)->slots.next) {
        return raise_error(t, error,
                           "fourth element of the tuple returned by __reduce__ must be an iterator, not %s",
                           type_name(t, list_items));
    }
    if (!dict_items.is_none() && !type_of(t, dict_items)->slots.next) {
        return raise_error(t, error,
                           "fifth element of the tuple returned by __reduce__ must be an iterator, not %s",
                           type_name(t, dict_items));
    }
    if (!state_setter.is_none() && !is_callable(t, state_setter)) {
        return raise_error(t, error,
                           "sixth element of the tuple returned by __reduce__ must be a function, not %s",
                           type_name(t, state_setter));
    }

    bool written = false;
    if (protocol >= 2) {
        Owned name = callable == state(t).newobj_function ? Owned::share(state(t).newobj)
                                                          : TRY(lookup_attr(t, callable, names(t).__name__));
        if (is_str(name)) {
            if (str_equals(as_str(name), as_str(state(t).newobj_ex))) {
                TRY(save_newobj_ex(t, arguments));
                written = true;
            } else if (str_equals(as_str(name), as_str(state(t).newobj))) {
                written = TRY(save_newobj(t, arguments, object));
            }
        }
    }
    if (!written) {
        TRY(save(t, callable));
        TRY(save(t, arguments));
        put(op::Reduce);
    }
    if (!object.is_unbound()) {
        // Its own arguments may have led back to the object, which then is there already.
        size_t known = memo.find(object);
        if (known != WriterMemo::kAbsent) {
            put(op::Pop);
            put_get(known);
            return {};
        }
        memoize(object);
    }
    if (!list_items.is_none()) TRY(append_all(t, list_items));
    if (!dict_items.is_none()) TRY(set_all(t, dict_items));
    if (its_state.is_none()) return {};
    if (state_setter.is_none()) {
        TRY(save(t, its_state));
        put(op::Build);
        return {};
    }
    // state_setter(object, state), whose result nobody wants.
    TRY(save(t, state_setter));
    TRY(save(t, object));
    TRY(save(t, its_state));
    put(op::Tuple2);
    put(op::Reduce);
    put(op::Pop);
    return {};
}

// copyreg.__newobj__(cls, *args): says whether it was written in the short form.
Result<bool> Writer::save_newobj(Thread& t, Value arguments, Value object) {
    Type* error = state(t).pickling_error;
    Tuple* tuple = arguments.as<Tuple>();
    if (tuple->length < 1) return raise_error(t, error, "__newobj__ arglist is empty");
    Value cls = tuple->at(0);
    if (!is_kind(cls, Kind::Type)) {
        Owned maker = TRY(lookup_attr(t, cls, names(t).__new__));
        if (maker.is_unbound()) return raise_error(t, error, "args[0] from __newobj__ args has no __new__");
    }
    if (!object.is_unbound()) {
        Owned own = TRY(get_attr(t, object, names(t).__class__));
        if (own.get() != cls)
            return raise_error(t, error, "args[0] from __newobj__ args has the wrong class");
    }
    TRY(save(t, cls));
    Owned rest = TRY(make_tuple(t, tuple->begin() + 1, tuple->length - 1));
    TRY(save(t, rest));
    put(op::NewObj);
    return true;
}

Status Writer::save_newobj_ex(Thread& t, Value arguments) {
    Type* error = state(t).pickling_error;
    Tuple* tuple = arguments.as<Tuple>();
    if (tuple->length != 3) {
        return raise_error(t, error, "length of the NEWOBJ_EX argument tuple must be exactly 3, not %zd",
                           static_cast<ssize_t>(tuple->length));
    }
    Value cls = tuple->at(0), args = tuple->at(1), kwargs = tuple->at(2);
    if (!is_kind(cls, Kind::Type)) {
        return raise_error(t, error, "first item from NEWOBJ_EX argument tuple must be a class, not %.200s",
                           type_name(t, cls));
    }
    if (!is_tuple(args)) {
        return raise_error(t, error, "second item from NEWOBJ_EX argument tuple must be a tuple, not %.200s",
                           type_name(t, args));
    }
    if (!is_dict(kwargs)) {
        return raise_error(t, error, "third item from NEWOBJ_EX argument tuple must be a dict, not %.200s",
                           type_name(t, kwargs));
    }
    if (protocol >= 4) {
        TRY(save(t, cls));
        TRY(save(t, args));
        TRY(save(t, kwargs));
        put(op::NewObjEx);
        return {};
    }
    // Earlier protocols call partial(cls.__new__, cls, *args, **kwargs)().
    Owned partial = TRY(import_attr(t, "functools", "partial"));
    std::vector<Value> all;
    Owned maker = TRY(get_attr(t, cls, names(t).__new__));
    all.push_back(maker);
    all.push_back(cls);
    all.insert(all.end(), args.as<Tuple>()->begin(), args.as<Tuple>()->end());
    Owned positional = TRY(make_tuple(t, all.data(), all.size()));
    Owned made = TRY(call_with(t, partial, positional, kwargs)), nothing = TRY(make_tuple(t, {}));
    TRY(save(t, made));
    TRY(save(t, nothing));
    put(op::Reduce);
    return {};
}

// ---- by name ----

Status Writer::save_type(Thread& t, Value object) {
    Value only = Value::unbound();
    if (object == Value(types(t).none)) only = Value::none();
    if (object == Value(types(t).ellipsis)) only = Value::ellipsis();
    if (object == Value(types(t).not_implemented)) only = Value::not_implemented();
    if (only.is_unbound()) return save_global(t, object, Value::unbound());
    // They have no name in builtins: type(None) and so on.
    Owned arguments = TRY(make_tuple(t, {only}));
    return save_reduced_parts(t, {Value(types(t).type), arguments}, object);
}

namespace {

// The module that has the object under that path: the one it names itself, else one in sys.modules, else __main__.
Owned module_of(Thread& t, Value object, const std::vector<Owned>& path) {
    Owned named = TRY(lookup_attr(t, object, names(t).__module__));
    if (!named.is_unbound() && !named.is_none()) return named;
    Ref<Dict> modules = TRY(dict_copy(t, t.interp->sys_modules.as<Dict>()));
    size_t at = 0;
    while (DictEntry* entry = dict_next(modules.get(), &at)) {
        if (entry->value.is_none() || (is_str(entry->key) && str_equals(entry->key, "__main__"))) continue;
        Owned found = deep_attribute(t, entry->value, path);
        if (found.is_error()) {
            if (!catch_exception(t, exc(t).AttributeError)) return Raised{};
            continue;
        }
        if (found.get() == object) return Owned::share(entry->key);
    }
    return make_str(t, "__main__");
}

}  // namespace

// Modules in C whose types are made when they are imported.
static bool is_owner_of_its_module_name(Value module_name) {
    return str_equals(module_name, "array") || str_equals(module_name, "functools") ||
           str_equals(module_name, "operator");
}
Status Writer::save_global(Thread& t, Value object, Value given_name) {
    Type* error = state(t).pickling_error;
    Owned name = Owned::share(given_name);
    if (name.is_unbound()) {
        name = TRY(lookup_attr(t, object, names(t).__qualname__));
        if (name.is_unbound()) name = TRY(get_attr(t, object, names(t).__name__));
    }
    if (!is_str(name)) return raise_type_error(t, "object's name is not a string");
    std::vector<Owned> path = TRY(dotted_path(t, object, name));
    Owned module_name = TRY(module_of(t, object, path));
    Owned module = import_named(t, module_name);
    if (module.is_error()) {
        if (!exception_matches(t, exc(t).Exception)) return Raised{};
        (void)take_exception(t);
        std::string text = TRY(repr_utf8(t, object)), where = TRY(repr_utf8(t, module_name));
        return raise_error(t, error, "Can't pickle %s: import of module %s failed", text.c_str(),
                           where.c_str());
    }
    Owned parent, found = deep_attribute(t, module, path, &parent);
    if (found.is_error()) {
        (void)take_exception(t);
        std::string text = TRY(repr_utf8(t, object)), where = TRY(str_utf8(t, module_name));
        return raise_error(t, error, "Can't pickle %s: attribute lookup %s on %s failed", text.c_str(),
                           to_utf8(name).c_str(), where.c_str());
    }
    if (found.get() != object) {
        std::string text = TRY(repr_utf8(t, object)), where = TRY(str_utf8(t, module_name));
        return raise_error(t, error, "Can't pickle %s: it's not the same object as %s.%s", text.c_str(),
                           where.c_str(), to_utf8(name).c_str());
    }
    if (protocol >= 2 && TRY(put_extension(t, object, module_name, name))) return {};
    if (protocol >= 4) {
        // In CPython a type in C owns its name, and builtin functions share a name of their module that is not the types':
        // such a string is never found in the memo, and pickles are to be the same to the byte.
        bool is_type = is_kind(object, Kind::Type);
        if (is_type && (!object.as<Type>()->has(kTypeHeap) || str_equals(module_name, "datetime"))) {
            name = TRY(make_str(t, to_utf8(name)));
            if (is_owner_of_its_module_name(module_name))
                module_name = TRY(make_str(t, to_utf8(module_name)));
        } else if (is_kind(object, Kind::NativeFunction) && str_equals(module_name, "builtins")) {
            Owned& shared = state(t).builtins_of_functions;
            if (shared.is_none()) shared = TRY(make_str(t, "builtins"));
            module_name = shared.dup();
        }
        TRY(save(t, module_name));
        TRY(save(t, name));
        put(op::StackGlobal);
    } else if (parent.get() != module.get()) {
        // No dotted names there: getattr(parent, last).
        Owned getattr = TRY(import_attr(t, "builtins", "getattr"));
        Owned arguments = TRY(make_tuple(t, {parent, path.back()}));
        TRY(save_reduced_parts(t, {getattr, arguments}, Value::unbound()));
    } else {
        TRY(put_global(t, object, module_name, path.back()));
    }
    memoize(object);
    return {};
}

Result<bool> Writer::put_extension(Thread& t, Value object, Value module_name, Value name) {
    if (!state(t).extension_registry->used) return false;
    Owned key = TRY(make_tuple(t, {module_name, name}));
    Value code = dict_get(t, state(t).extension_registry, key);
    if (code.is_error()) return Raised{};
    if (code.is_unbound()) return false;
    int64_t number;
    if (!is_exact_int(code)) {
        std::string what = TRY(repr_utf8(t, code));
        return raise_about(t, state(t).pickling_error, "Can't pickle %s: extension code %s isn't an integer",
                           object, what.c_str());
    }
    if (!int_fits_int64(code, &number) || number <= 0 || number > INT32_MAX) {
        std::string text = TRY(repr_utf8(t, object)), what = TRY(repr_utf8(t, code));
        return raise_runtime_error(t, "Can't pickle %s: extension code %s is out of range", text.c_str(),
                                   what.c_str());
    }
    if (number <= 0xff)
        put_number(op::Ext1, static_cast<uint64_t>(number), 1);
    else if (number <= 0xffff)
        put_number(op::Ext2, static_cast<uint64_t>(number), 2);
    else
        put_number(op::Ext4, static_cast<uint64_t>(number), 4);
    return true;
}

// The instruction Global of protocols 0 to 3, with Python 2's names for those before 3.
Status Writer::put_global(Thread& t, Value, Value module_name_arg, Value name_arg) {
    Owned module_name = Owned::share(module_name_arg), name = Owned::share(name_arg);
    State& s = state(t);
    if (fix_imports && protocol < 3) {
        TRY(load_compat_tables(t));
        Owned key = TRY(make_tuple(t, {module_name, name}));
        Value both = dict_get(t, s.names_to_2, key);
        if (both.is_error()) return Raised{};
        if (is_tuple(both) && both.as<Tuple>()->length == 2) {
            module_name = Owned::share(both.as<Tuple>()->at(0));
            name = Owned::share(both.as<Tuple>()->at(1));
        } else {
            Value renamed = dict_get(t, s.modules_to_2, module_name);
            if (renamed.is_error()) return Raised{};
            if (!renamed.is_unbound()) module_name = Owned::share(renamed);
        }
    }
    auto put_line = [&](Value text, const char* what) -> Status {
        if (!is_str(text)) return raise_type_error(t, "module name must be a string");
        if (protocol < 3 && !as_str(text)->ascii) {
            return raise_error(t, s.pickling_error,
                               "can't pickle %s identifier '%s' using pickle protocol %i", what,
                               to_utf8(text).c_str(), protocol);
        }
        put(to_utf8(text) + '\n');
        return {};
    };
    put(op::Global);
    TRY(put_line(module_name, "module"));
    return put_line(name, "global");
}

}  // namespace minipy::pickle
