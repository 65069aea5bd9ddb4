// The types Pickler and PicklerMemoProxy.
#include "writer.h"

namespace minipy::pickle {

namespace {

struct PicklerObject : GcObject {
    Writer writer;
};
Writer& writer_of(Value v) { return v.as<PicklerObject>()->writer; }

struct MemoProxy : GcObject {
    Value pickler = Value::none();
};
Value pickler_of(Value proxy) { return proxy.as<MemoProxy>()->pickler; }

// ---- life ----

Owned pickler_new(Thread& t, Type* type, const CallArgs&) {
    PicklerObject* made = make_instance<PicklerObject>(t, type);
    if (!made) return raise_memory_error(t);
    return Owned::adopt(made);
}
void pickler_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    static_cast<PicklerObject*>(o)->writer.~Writer();
    free_object(t, o);
}
void pickler_traverse(Object* o, Visitor& visitor) {
    static_cast<PicklerObject*>(o)->writer.traverse(visitor);
    traverse_instance_tail(o, visitor);
}
void pickler_clear(Thread& t, Object* o) {
    static_cast<PicklerObject*>(o)->writer.clear();
    clear_instance_tail(t, o);
}

Status pickler_init(Thread& t, Value self, const CallArgs& args) {
    Value v[4];
    BoundArgs bound(t, "Pickler(file, protocol=None, fix_imports=True, buffer_callback=None)", args, v);
    TRY(bound.status());
    Writer& w = writer_of(self);
    w.clear();
    w.out.clear();
    TRY(w.configure(t, v[1], TRY(truth(t, v[2])), v[3]));
    Owned write = TRY(lookup_attr(t, v[0], names(t).write));
    if (write.is_unbound()) return raise_type_error(t, "file must have a 'write' attribute");
    w.write = std::move(write);
    w.fast = false;
    w.self = self;
    TRY(w.persistent_id.find(t, self, state(t).persistent_id));
    w.dispatch_table = TRY(lookup_attr(t, self, state(t).dispatch_table_name));
    return {};
}

// ---- methods ----

Owned pickler_dump(Thread& t, const Value* args) {
    Owned held = Owned::share(args[0]);
    Writer& w = writer_of(args[0]);
    if (w.write.is_unbound()) {
        return raise_error(t, state(t).pickling_error, "Pickler.__init__() was not called by %s.__init__()",
                           type_name(t, args[0]));
    }
    w.reducer_override = TRY(lookup_attr(t, args[0], state(t).reducer_override));
    w.out.clear();
    Status done = w.dump(t, args[1]);
    w.reducer_override = Owned::unbound();  // a bound method: no cycle between two dumps
    if (done.is_error()) return Raised{};
    TRY(w.flush(t));
    return Owned::none();
}
Owned pickler_clear_memo(Thread&, const Value* args) {
    writer_of(args[0]).memo.clear();
    return Owned::none();
}
Owned pickler_sizeof(Thread& t, const Value* args) {
    Writer& w = writer_of(args[0]);
    size_t size =
        sizeof(PicklerObject) + w.memo.table().size() * sizeof(WriterMemo::Entry) + w.out.capacity();
    return make_int(t, static_cast<int64_t>(size));
}

// ---- attributes ----

Owned get_memo(Thread& t, Value self) {
    MemoProxy* proxy = make<MemoProxy>(t, state(t).pickler_memo);
    if (!proxy) return raise_memory_error(t);
    retain(self);
    proxy->pickler = self;
    return Owned::adopt(proxy);
}
Status set_memo(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_type_error(t, "attribute deletion is not supported");
    WriterMemo fresh;
    if (value.is_object() && value.object()->type == state(t).pickler_memo) {
        for (const WriterMemo::Entry& entry : writer_of(pickler_of(value)).memo.table()) {
            if (entry.object.is_valid()) fresh.put(entry.object, entry.index);
        }
    } else if (is_dict(value)) {
        size_t at = 0;
        while (DictEntry* entry = dict_next(value.as<Dict>(), &at)) {
            if (!is_tuple(entry->value) || entry->value.as<Tuple>()->length != 2)
                return raise_type_error(t, "'memo' values must be 2-item tuples");
            Owned pair = Owned::share(entry->value);
            int64_t index = TRY(to_ssize(t, pair.as<Tuple>()->at(0)));
            fresh.put(pair.as<Tuple>()->at(1), static_cast<size_t>(index));
        }
    } else {
        return raise_type_error(t, "'memo' attribute must be a PicklerMemoProxy object or dict, not %.200s",
                                type_name(t, value));
    }
    writer_of(self).memo.swap(fresh);
    return {};
}

Owned get_persistent_id(Thread& t, Value self) {
    const Hook& hook = writer_of(self).persistent_id;
    if (!hook.is_set()) return raise_error(t, exc(t).AttributeError, "persistent_id");
    if (hook.wants_self) return make_bound_method(t, hook.function, self);
    return hook.function.dup();
}
Status set_persistent_id(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_type_error(t, "attribute deletion is not supported");
    if (!is_callable(t, value))
        return raise_type_error(t, "persistent_id must be a callable taking one argument");
    Hook& hook = writer_of(self).persistent_id;
    hook.function = Owned::share(value);
    hook.wants_self = false;
    return {};
}

Owned get_dispatch_table(Thread& t, Value self) {
    const Owned& table = writer_of(self).dispatch_table;
    if (table.is_unbound()) return raise_error(t, exc(t).AttributeError, "dispatch_table");
    return table.dup();
}
Status set_dispatch_table(Thread& t, Value self, Value value) {
    Owned& table = writer_of(self).dispatch_table;
    if (value.is_unbound() && table.is_unbound())
        return raise_error(t, exc(t).AttributeError, "dispatch_table");
    table = Owned::share(value);
    return {};
}

Owned get_bin(Thread& t, Value self) { return make_int(t, int{writer_of(self).binary}); }
Status set_bin(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_type_error(t, "can't delete numeric/char attribute");
    writer_of(self).binary = TRY(to_c_int(t, value)) != 0;
    return {};
}
Owned get_fast(Thread& t, Value self) { return make_int(t, int{writer_of(self).fast}); }
Status set_fast(Thread& t, Value self, Value value) {
    if (value.is_unbound()) return raise_type_error(t, "can't delete numeric/char attribute");
    writer_of(self).fast = TRY(to_c_int(t, value)) != 0;
    return {};
}

const FunctionSpec methods[] = {
    {"dump(self, obj, /)", pickler_dump,
     "Write a pickled representation of the given object to the open file."},
    {"clear_memo(self, /)", pickler_clear_memo,
     "Clears the pickler's \"memo\", so that objects written before are written in full again."},
    {"__sizeof__(self, /)", pickler_sizeof, "Returns size in memory, in bytes."},
};
const GetSetSpec getset[] = {
    {"memo", get_memo, set_memo},
    {"persistent_id", get_persistent_id, set_persistent_id},
    {"dispatch_table", get_dispatch_table, set_dispatch_table},
    {"bin", get_bin, set_bin},
    {"fast", get_fast, set_fast},
};

// ---- the memo, as a program sees it ----

void proxy_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<MemoProxy*>(o)->pickler);
    free_object(t, o);
}
void proxy_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<MemoProxy*>(o)->pickler); }

Owned proxy_clear(Thread&, const Value* args) {
    writer_of(pickler_of(args[0])).memo.clear();
    return Owned::none();
}
// {id: (number, object)}
Owned proxy_copy(Thread& t, const Value* args) {
    Ref<Dict> dict = TRY(new_dict(t));
    for (const WriterMemo::Entry& entry : writer_of(pickler_of(args[0])).memo.table()) {
        if (!entry.object.is_valid()) continue;
        Owned key = make_uint(t, entry.object.bits());
        Owned value = TRY(make_tuple(t, {Value::from_int(static_cast<int64_t>(entry.index)), entry.object}));
        TRY(dict_set(t, dict.get(), key, value));
    }
    return dict;
}
Owned proxy_reduce(Thread& t, const Value* args) {
    Owned contents = TRY(proxy_copy(t, args)), rest = TRY(make_tuple(t, {contents}));
    return make_tuple(t, {Value(types(t).dict), rest});
}
const FunctionSpec proxy_methods[] = {
    {"clear(self, /)", proxy_clear, "Remove all items from memo."},
    {"copy(self, /)", proxy_copy, "Copy the memo to a new object."},
    {"__reduce__(self, /)", proxy_reduce, "Implement pickle support."},
};

}  // namespace

Status add_pickler_types(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_pickle.Pickler";
    spec.size = sizeof(PicklerObject);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = pickler_new;
    spec.slots.init = pickler_init;
    spec.slots.dealloc = pickler_dealloc;
    spec.slots.traverse = pickler_traverse;
    spec.slots.clear = pickler_clear;
    spec.methods = methods;
    spec.getset = getset;
    spec.doc = "This takes a binary file for writing a pickle data stream.";
    spec.text_signature = "Pickler(file, protocol=None, fix_imports=True, buffer_callback=None)";
    state(t).pickler = define_type(t, spec);
    TypeSpec proxy{};
    proxy.name = "_pickle.PicklerMemoProxy";
    proxy.size = sizeof(MemoProxy);
    proxy.flags = kTypeNoInstantiate;
    proxy.slots.dealloc = proxy_dealloc;
    proxy.slots.traverse = proxy_traverse;
    proxy.methods = proxy_methods;
    state(t).pickler_memo = define_type(t, proxy);
    return module_add(t, module, "Pickler", Value(state(t).pickler));
}

}  // namespace minipy::pickle
