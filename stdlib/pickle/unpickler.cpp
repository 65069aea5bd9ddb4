// The types Unpickler and UnpicklerMemoProxy.
#include "reader.h"

namespace minipy::pickle {

namespace {

struct UnpicklerObject : GcObject {
    Reader reader;
};
Reader& reader_of(Value v) { return v.as<UnpicklerObject>()->reader; }

struct MemoProxy : GcObject {
    Value unpickler = Value::none();
};
Value unpickler_of(Value proxy) { return proxy.as<MemoProxy>()->unpickler; }

// ---- life ----

Owned unpickler_new(Thread& t, Type* type, const CallArgs&) {
    UnpicklerObject* made = make_instance<UnpicklerObject>(t, type);
    if (!made) return raise_memory_error(t);
    return Owned::adopt(made);
}
void unpickler_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    static_cast<UnpicklerObject*>(o)->reader.~Reader();
    free_object(t, o);
}
void unpickler_traverse(Object* o, Visitor& visitor) {
    static_cast<UnpicklerObject*>(o)->reader.traverse(visitor);
    traverse_instance_tail(o, visitor);
}
void unpickler_clear(Thread& t, Object* o) {
    static_cast<UnpicklerObject*>(o)->reader.clear();
    clear_instance_tail(t, o);
}

Status unpickler_init(Thread& t, Value self, const CallArgs& args) {
    Value v[5];
    BoundArgs bound(t, "Unpickler(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
                    args, v);
    TRY(bound.status());
    Reader& r = reader_of(self);
    r.clear();
    TRY(open_file(t, r, v[0]));
    TRY(r.configure(t, TRY(truth(t, v[1])), v[2], v[3], v[4]));
    TRY(r.persistent_load.find(t, self, state(t).persistent_load));
    r.self = r.find_class_of = self;
    if (type_of(t, self) == state(t).unpickler) r.find_class_of = Value::unbound();
    return {};
}

// ---- methods ----

Owned unpickler_load(Thread& t, const Value* args) {
    Owned held = Owned::share(args[0]);
    Reader& r = reader_of(args[0]);
    if (r.read.is_unbound()) {
        return raise_error(t, state(t).unpickling_error,
                           "Unpickler.__init__() was not called by %s.__init__()", type_name(t, args[0]));
    }
    return r.load(t);
}
Owned unpickler_find_class(Thread& t, const Value* args) {
    Reader& r = reader_of(args[0]);
    return find_global(t, args[1], args[2], r.protocol, r.fix_imports);
}
Owned unpickler_sizeof(Thread& t, const Value* args) {
    Reader& r = reader_of(args[0]);
    return make_int(t, static_cast<int64_t>(sizeof(UnpicklerObject) + r.memory_used()));
}

// ---- attributes ----

Owned get_memo(Thread& t, Value self) {
    MemoProxy* proxy = make<MemoProxy>(t, state(t).unpickler_memo);
    if (!proxy) return raise_memory_error(t);
    retain(self);
    proxy->unpickler = self;
    return Owned::adopt(proxy);
}
Status set_memo(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_type_error(t, "attribute deletion is not supported");
    ReaderMemo fresh;
    if (value.is_object() && value.object()->type == state(t).unpickler_memo) {
        TRY(reader_of(unpickler_of(value)).memo.for_each([&](uint64_t index, Value item) {
            fresh.put(index, item);
            return Status();
        }));
    } else if (is_dict(value)) {
        size_t at = 0;
        while (DictEntry* entry = dict_next(value.as<Dict>(), &at)) {
            if (!is_int(entry->key)) return raise_type_error(t, "memo key must be integers");
            Owned item = Owned::share(entry->value);
            int64_t index = TRY(to_ssize(t, entry->key));
            if (index < 0) return raise_value_error(t, "memo key must be positive integers.");
            fresh.put(static_cast<uint64_t>(index), item);
        }
    } else {
        return raise_type_error(t,
                                "'memo' attribute must be an UnpicklerMemoProxy object or dict, not %.200s",
                                type_name(t, value));
    }
    reader_of(self).memo.swap(fresh);
    return {};
}

Owned get_persistent_load(Thread& t, Value self) {
    const Hook& hook = reader_of(self).persistent_load;
    if (!hook.is_set()) return raise_error(t, exc(t).AttributeError, "persistent_load");
    if (hook.wants_self) return make_bound_method(t, hook.function, self);
    return hook.function.dup();
}
Status set_persistent_load(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_type_error(t, "attribute deletion is not supported");
    if (!is_callable(t, value))
        return raise_type_error(t, "persistent_load must be a callable taking one argument");
    Hook& hook = reader_of(self).persistent_load;
    hook.function = Owned::share(value);
    hook.wants_self = false;
    return {};
}

const FunctionSpec methods[] = {
    {"load(self, /)", unpickler_load,
     "Load a pickle: read one from the file and return the object that it describes."},
    {"find_class(self, module_name, global_name, /)", unpickler_find_class,
     "Return an object from a specified module, which is imported if necessary."},
    {"__sizeof__(self, /)", unpickler_sizeof, "Returns size in memory, in bytes."},
};
const GetSetSpec getset[] = {
    {"memo", get_memo, set_memo},
    {"persistent_load", get_persistent_load, set_persistent_load},
};

// ---- the memo, as a program sees it ----

void proxy_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<MemoProxy*>(o)->unpickler);
    free_object(t, o);
}
void proxy_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<MemoProxy*>(o)->unpickler); }

Owned proxy_clear(Thread&, const Value* args) {
    reader_of(unpickler_of(args[0])).memo.clear();
    return Owned::none();
}
Owned proxy_copy(Thread& t, const Value* args) {
    Ref<Dict> dict = TRY(new_dict(t));
    TRY(reader_of(unpickler_of(args[0])).memo.for_each([&](uint64_t index, Value item) -> Status {
        Owned key = make_uint(t, index);
        return dict_set(t, dict.get(), key, item);
    }));
    return dict;
}
Owned proxy_reduce(Thread& t, const Value* args) {
    Owned contents = TRY(proxy_copy(t, args)), rest = TRY(make_tuple(t, {contents}));
    return make_tuple(t, {Value(types(t).dict), rest});
}
const FunctionSpec proxy_methods[] = {
    {"clear(self, /)", proxy_clear, "Remove all items from memo."},
    {"copy(self, /)", proxy_copy, "Copy the memo to a new object."},
    {"__reduce__(self, /)", proxy_reduce, "Implement pickling support."},
};

}  // namespace

Status open_file(Thread& t, Reader& r, Value file) {
    r.peek = TRY(lookup_attr(t, file, state(t).peek));
    Owned read = TRY(lookup_attr(t, file, names(t).read)),
          readline = TRY(lookup_attr(t, file, names(t).readline));
    if (read.is_unbound() || readline.is_unbound()) {
        r.peek = Owned::unbound();
        return raise_type_error(t, "file must have 'read' and 'readline' attributes");
    }
    r.read = std::move(read);
    r.readline = std::move(readline);
    return {};
}

Status add_unpickler_types(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_pickle.Unpickler";
    spec.size = sizeof(UnpicklerObject);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = unpickler_new;
    spec.slots.init = unpickler_init;
    spec.slots.dealloc = unpickler_dealloc;
    spec.slots.traverse = unpickler_traverse;
    spec.slots.clear = unpickler_clear;
    spec.methods = methods;
    spec.getset = getset;
    spec.doc = "This takes a binary file for reading a pickle data stream.";
    spec.text_signature =
        "Unpickler(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())";
    state(t).unpickler = define_type(t, spec);
    TypeSpec proxy{};
    proxy.name = "_pickle.UnpicklerMemoProxy";
    proxy.size = sizeof(MemoProxy);
    proxy.flags = kTypeNoInstantiate;
    proxy.slots.dealloc = proxy_dealloc;
    proxy.slots.traverse = proxy_traverse;
    proxy.methods = proxy_methods;
    state(t).unpickler_memo = define_type(t, proxy);
    return module_add(t, module, "Unpickler", Value(state(t).unpickler));
}

}  // namespace minipy::pickle
