// defaultdict: a dict that makes the values that are missing.
#include "collections.h"

namespace minipy::collections {

namespace {

void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

struct DefaultDict : Dict {
    Value factory = Value::none();
};
DefaultDict* default_of(Value v) { return v.as<DefaultDict>(); }

Owned default_new(Thread& t, Type* type, const CallArgs&) {
    DefaultDict* d = make_dict<DefaultDict>(t, type);
    if (!d) return raise_memory_error(t);
    return Owned::adopt(d);
}
Status default_init(Thread& t, Value self, const CallArgs& args) {
    CallArgs rest = args;
    Value factory = Value::none();
    if (args.count) {
        factory = args.args[0];
        if (!factory.is_none() && !is_callable(t, factory))
            return raise_type_error(t, "first argument must be callable or None");
        ++rest.args;
        --rest.count;
    }
    set_field(default_of(self)->factory, factory);
    return types(t).dict->slots.init(t, self, rest);
}
void default_dealloc(Thread& t, Object* o) {
    Value factory = static_cast<DefaultDict*>(o)->factory;
    static_cast<DefaultDict*>(o)->factory = Value::none();
    release(factory);
    types(t).dict->slots.dealloc(t, o);
}
void default_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<DefaultDict*>(o)->factory);
    Dict* d = static_cast<Dict*>(o);
    size_t at = 0;
    while (DictEntry* entry = dict_next(d, &at)) {
        visitor.visit(entry->key);
        visitor.visit(entry->value);
    }
    traverse_instance_tail(o, visitor);
}
void default_clear(Thread& t, Object* o) {
    set_field(static_cast<DefaultDict*>(o)->factory, Value::none());
    types(t).dict->slots.clear(t, o);
}
Owned default_missing(Thread& t, const Value* args) {
    Owned factory = Owned::share(default_of(args[0])->factory);
    if (factory.is_none()) return raise_key_error(t, args[1]);
    Owned value = TRY(call(t, factory));
    TRY(set_item(t, args[0], args[1], value));
    return value;
}
Owned default_repr(Thread& t, Value self) {
    std::string dict = TRY(str_utf8(t, TRY(types(t).dict->slots.repr(t, self))));
    std::string factory;
    for (Object* o : t.in_repr) {
        if (o == self.object()) factory = "...";
    }
    if (factory.empty()) {
        t.in_repr.push_back(self.object());
        Result<std::string> text = repr_utf8(t, Owned::share(default_of(self)->factory));
        t.in_repr.pop_back();
        if (text.is_error()) return Raised{};
        factory = text.value();
    }
    return make_str(t, to_utf8(type_of(t, self)->name) + "(" + factory + ", " + dict + ")");
}
Owned default_copy(Thread& t, const Value* args) {
    return call(t, Value(type_of(t, args[0])), {default_of(args[0])->factory, args[0]});
}
Owned default_reduce(Thread& t, const Value* args) {
    DefaultDict* d = default_of(args[0]);
    Owned make_args = TRY(d->factory.is_none() ? make_tuple(t, {}) : make_tuple(t, {d->factory}));
    Owned items = TRY(get_iter(t, TRY(call_method(t, args[0], names(t).items))));
    return make_tuple(
        t, {Value(type_of(t, args[0])), make_args.get(), Value::none(), Value::none(), items.get()});
}
Owned default_or(Thread& t, Value a, Value b) {
    if (!is_dict(a) || !is_dict(b)) return Owned::not_implemented();
    bool left = is_subtype(type_of(t, a), state(t).default_dict);
    Value self = left ? a : b;
    Owned made = TRY(call(t, Value(type_of(t, self)), {default_of(self)->factory, a}));
    TRY(dict_update(t, made.as<Dict>(), b));
    return made;
}
const FunctionSpec default_methods[] = {{"__missing__(self, key, /)", default_missing,
                                         "__missing__(key) # Called by __getitem__ for missing key"},
                                        {"copy(self, /)", default_copy, "D.copy() -> a shallow copy of D."},
                                        {"__copy__(self, /)", default_copy},
                                        {"__reduce__(self, /)", default_reduce},
                                        {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const MemberSpec default_members[] = {{"default_factory", offsetof(DefaultDict, factory), false,
                                       "Factory for default value called by __missing__()."}};

}  // namespace

Status add_default_dict(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "collections.defaultdict";
    spec.size = sizeof(DefaultDict);
    spec.kind = Kind::Dict;
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = default_new;
    spec.slots.init = default_init;
    spec.slots.dealloc = default_dealloc;
    spec.slots.traverse = default_traverse;
    spec.slots.clear = default_clear;
    spec.slots.repr = default_repr;
    spec.slots.binary[static_cast<int>(BinaryOp::Or)] = default_or;
    spec.methods = default_methods;
    spec.members = default_members;
    spec.text_signature = "defaultdict(default_factory=None, /, [...])";
    spec.doc =
        "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n"
        "The default factory is called without arguments to produce\na new value when a key is not present, "
        "in __getitem__ only.";
    state(t).default_dict = define_type(t, spec, types(t).dict);
    return module_add(t, module, "defaultdict", Value(state(t).default_dict));
}

}  // namespace minipy::collections
