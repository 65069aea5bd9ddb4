// Python functions, their cells, and bound methods.
#include "objects/function.h"

#include "native/module.h"
#include "objects/attributes.h"
#include "objects/call_window.h"

namespace minipy {

Owned make_function(Thread& t, Code* code, Value globals, Value closure) {
    Function* f = make<Function>(t, types(t).function);
    if (!f) return raise_memory_error(t);
    f->attrs.shape = types(t).function->root_shape;
    auto own = [](Value& field, Value v) {
        retain(v);
        field = v;
    };
    retain(static_cast<Object*>(code));
    f->code = code;
    own(f->globals, globals);
    own(f->closure, closure);
    own(f->name, code->name);
    own(f->qualname, code->qualname);
    own(f->doc, code->doc);
    Value builtins = dict_get_str(t, globals.as<Dict>(), names(t).__builtins__);
    if (is_kind(builtins, Kind::Module)) builtins = builtins.as<Module>()->dict;
    if (builtins.is_unbound()) builtins = t.interp->builtins;
    // Any mapping will do; what is none says so when a name is looked up in it.
    own(f->builtins, builtins.is_object() ? builtins : Value(type_of(t, builtins)));
    if (!is_dict(builtins)) globals.as<Dict>()->keys_version = 0;
    Value module = dict_get_str(t, globals.as<Dict>(), names(t).__name__);
    if (!module.is_unbound()) own(f->module, module);
    return Owned::adopt(f);
}

Owned make_cell(Thread& t, Value content) {
    Cell* cell = make<Cell>(t, types(t).cell);
    retain(content);
    cell->content = content;
    return Owned::adopt(cell);
}

Owned make_bound_method(Thread& t, Value function, Value self) {
    BoundMethod* m = make<BoundMethod>(t, types(t).bound_method);
    retain(function);
    retain(self);
    m->function = function;
    m->self = self;
    return Owned::adopt(m);
}

namespace {

Function* as_function(Value v) { return v.as<Function>(); }

void replace(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

// The Value fields of a function, for dealloc, traverse and clear.
template <class F>
void each_field(Function* f, F&& visit) {
    for (Value* v : {&f->globals, &f->builtins, &f->closure, &f->defaults, &f->kwdefaults, &f->name,
                     &f->qualname, &f->module, &f->doc, &f->annotations, &f->type_params}) {
        visit(*v);
    }
}

void function_dealloc(Thread& t, Object* o) {
    Function* f = static_cast<Function*>(o);
    gc_untrack(t, f);
    each_field(f, [](Value v) { release(v); });
    clear_instance_tail(t, o);
    release(static_cast<Object*>(f->code));
    free_object(t, o);
}
void function_traverse(Object* o, Visitor& visitor) {
    each_field(static_cast<Function*>(o), [&](Value v) { visitor.visit(v); });
    traverse_instance_tail(o, visitor);
}
void function_clear(Thread& t, Object* o) {
    Function* f = static_cast<Function*>(o);
    for (Value* v : {&f->closure, &f->defaults, &f->kwdefaults, &f->module, &f->doc, &f->annotations, &f->type_params})
        replace(*v, Value::none());
    // A finalizer may still show the function: its names stay strings.
    for (Value* v : {&f->name, &f->qualname}) replace(*v, t.interp->empty_str);
    clear_instance_tail(t, o);
}

Owned address_repr(Thread& t, const std::string& what, Value v) {
    char text[32];
    __builtin_snprintf(text, sizeof text, " at %p>", static_cast<void*>(v.object()));
    return make_str(t, "<" + what + text);
}

Owned function_repr(Thread& t, Value self) {
    return address_repr(t, "function " + to_utf8(as_function(self)->qualname), self);
}

Owned function_descr_get(Thread& t, Value self, Value instance, Value) {
    if (instance.is_unbound() || instance.is_none()) return Owned::share(self);
    return make_bound_method(t, self, instance);
}

Owned get_code(Thread&, Value self) { return Owned::share(Value(as_function(self)->code)); }
Status set_code(Thread& t, Value self, Value v) {
    if (!is_kind(v, Kind::Code)) return raise_type_error(t, "__code__ must be set to a code object");
    Function* f = as_function(self);
    size_t have = f->closure.is_none() ? 0 : f->closure.as<Tuple>()->length, want = v.as<Code>()->free_count;
    if (have != want) {
        return raise_value_error(t, "%s() requires a code object with %zu free vars, not %zu",
                                 to_utf8(f->name).c_str(), have, want);
    }
    retain(v);
    release(static_cast<Object*>(f->code));
    f->code = v.as<Code>();
    return {};
}
Owned get_defaults(Thread&, Value self) { return Owned::share(as_function(self)->defaults); }
Status set_defaults(Thread& t, Value self, Value v) {
    if (v.is_unbound()) v = Value::none();
    if (!v.is_none() && !is_tuple(v))
        return raise_type_error(t, "__defaults__ must be set to a tuple object");
    replace(as_function(self)->defaults, v);
    return {};
}
Owned get_kwdefaults(Thread&, Value self) { return Owned::share(as_function(self)->kwdefaults); }
Status set_kwdefaults(Thread& t, Value self, Value v) {
    if (v.is_unbound()) v = Value::none();
    if (!v.is_none() && !is_dict(v))
        return raise_type_error(t, "__kwdefaults__ must be set to a dict object");
    replace(as_function(self)->kwdefaults, v);
    return {};
}
// The compiler gives a tuple (name, value, ...); the first look makes it a dict.
Owned get_annotations(Thread& t, Value self) {
    Function* f = as_function(self);
    if (!is_dict(f->annotations)) {
        Ref<Dict> d = TRY(new_dict(t));
        if (is_tuple(f->annotations)) {
            Tuple* pairs = f->annotations.as<Tuple>();
            for (size_t i = 0; i + 1 < pairs->length; i += 2)
                TRY(dict_set(t, d.get(), pairs->at(i), pairs->at(i + 1)));
        }
        replace(f->annotations, d);
    }
    return Owned::share(f->annotations);
}
Status set_annotations(Thread& t, Value self, Value v) {
    if (v.is_unbound()) v = Value::none();
    if (!v.is_none() && !is_dict(v))
        return raise_type_error(t, "__annotations__ must be set to a dict object");
    replace(as_function(self)->annotations, v);
    return {};
}
template <Value Function::*field>
Owned get_field(Thread&, Value self) {
    return Owned::share(as_function(self)->*field);
}
template <Value Function::*field>
Status set_field(Thread&, Value self, Value v) {
    replace(as_function(self)->*field, v.is_unbound() ? Value::none() : v);
    return {};
}
template <Value Function::*field>
Status set_name_field(Thread& t, Value self, Value v) {
    if (!is_str(v)) {
        return raise_type_error(t, "%s must be set to a string object",
                                field == &Function::name ? "__name__" : "__qualname__");
    }
    replace(as_function(self)->*field, v);
    return {};
}
Owned get_dict(Thread& t, Value self) { return instance_dict(t, self); }
Status set_dict(Thread& t, Value self, Value v) {
    if (!is_dict(v))
        return raise_type_error(t, "__dict__ must be set to a dictionary, not a '%.200s'", type_name(t, v));
    attrs_set_dict(t, self.object(), v.as<Dict>());
    return {};
}

const GetSetSpec function_getset[] = {
    {"__code__", get_code, set_code},
    {"__defaults__", get_defaults, set_defaults},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults},
    {"__annotations__", get_annotations, set_annotations},
    {"__name__", get_field<&Function::name>, set_name_field<&Function::name>},
    {"__qualname__", get_field<&Function::qualname>, set_name_field<&Function::qualname>},
    {"__module__", get_field<&Function::module>, set_field<&Function::module>},
    {"__doc__", get_field<&Function::doc>, set_field<&Function::doc>},
    {"__globals__", get_field<&Function::globals>},
    {"__builtins__", get_field<&Function::builtins>},
    {"__closure__", get_field<&Function::closure>},
    {"__type_params__", get_field<&Function::type_params>, set_field<&Function::type_params>},
    {"__dict__", get_dict, set_dict},
};

// types.FunctionType(code, globals, name=None, argdefs=None, closure=None)
Owned function_new(Thread& t, Type*, const CallArgs& args) {
    Value v[5];
    BoundArgs bound(t, "function(code, globals, name=None, argdefs=None, closure=None)", args, v);
    TRY(bound.status());
    if (!is_kind(v[0], Kind::Code)) {
        return raise_type_error(t, "function() argument 'code' must be code, not %s", type_name(t, v[0]));
    }
    if (!is_dict(v[1]))
        return raise_type_error(t, "function() argument 'globals' must be dict, not %s", type_name(t, v[1]));
    Code* code = v[0].as<Code>();
    if (!v[2].is_none() && !is_str(v[2])) return raise_type_error(t, "arg 3 (name) must be None or string");
    if (!v[3].is_none() && !is_tuple(v[3]))
        return raise_type_error(t, "arg 4 (defaults) must be None or tuple");
    if (!v[4].is_none() && !is_tuple(v[4])) return raise_type_error(t, "arg 5 (closure) must be tuple");
    if (code->free_count && v[4].is_none()) return raise_type_error(t, "arg 5 (closure) must be tuple");
    size_t cells = v[4].is_none() ? 0 : v[4].as<Tuple>()->length;
    if (cells != code->free_count) {
        return raise_value_error(t, "%s requires closure of length %d, not %zu", to_utf8(code->name).c_str(),
                                 code->free_count, cells);
    }
    Owned f = TRY(make_function(t, code, v[1], v[4]));
    if (!v[2].is_none()) replace(f.as<Function>()->name, v[2]);
    replace(f.as<Function>()->defaults, v[3]);
    return f;
}

// ---- cells ----

void cell_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Cell*>(o)->content);
    free_object(t, o);
}
void cell_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<Cell*>(o)->content); }
void cell_clear(Thread&, Object* o) { replace(static_cast<Cell*>(o)->content, Value::unbound()); }
Owned cell_repr(Thread& t, Value self) {
    Value content = self.as<Cell>()->content;
    char text[96];
    if (content.is_unbound()) {
        __builtin_snprintf(text, sizeof text, "<cell at %p: empty>", static_cast<void*>(self.object()));
        return make_str(t, text);
    }
    __builtin_snprintf(text, sizeof text, "<cell at %p: ", static_cast<void*>(self.object()));
    return make_str(
        t, std::string(text) + type_name(t, content) + " object at 0x" + [&] {
            char address[24];
            __builtin_snprintf(address, sizeof address, "%llx>",
                               static_cast<unsigned long long>(content.bits()));
            return std::string(address);
        }());
}
Owned cell_new(Thread& t, Type*, const CallArgs& args) {
    Value content;
    BoundArgs bound(t, "cell(contents=..., /)", args, &content);
    TRY(bound.status());
    return make_cell(t, content);
}
Owned cell_compare(Thread& t, Value a, Value b, CompareOp op) {
    if (!is_kind(a, Kind::Cell) || !is_kind(b, Kind::Cell)) return Owned::not_implemented();
    Value x = a.as<Cell>()->content, y = b.as<Cell>()->content;
    if (!x.is_unbound() && !y.is_unbound()) return compare(t, op, x, y);
    return compare(t, op, Value::from_bool(!x.is_unbound()), Value::from_bool(!y.is_unbound()));
}
Owned get_contents(Thread& t, Value self) {
    Value content = self.as<Cell>()->content;
    if (content.is_unbound()) return raise_value_error(t, "Cell is empty");
    return Owned::share(content);
}
Status set_contents(Thread&, Value self, Value v) {
    replace(self.as<Cell>()->content, v);
    return {};
}
const GetSetSpec cell_getset[] = {{"cell_contents", get_contents, set_contents}};

// ---- bound methods ----

BoundMethod* as_method(Value v) { return v.as<BoundMethod>(); }

void method_dealloc(Thread& t, Object* o) {
    BoundMethod* m = static_cast<BoundMethod*>(o);
    gc_untrack(t, m);
    release(m->function);
    release(m->self);
    free_object(t, o);
}
void method_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<BoundMethod*>(o)->function);
    visitor.visit(static_cast<BoundMethod*>(o)->self);
}
Owned method_call(Thread& t, Value self, const CallArgs& args) {
    if (native_stack_low(t, " while calling a Python object")) return Raised{};
    size_t keywords = args.kwnames ? args.kwnames->length : 0;
    size_t total = args.count + keywords + 1;
    CallWindow window(total);
    window[0] = as_method(self)->self;
    for (size_t i = 0; i + 1 < total; ++i) window[i + 1] = args.args[i];
    Owned keep = Owned::share(self);
    return call(t, as_method(self)->function, CallArgs{window.values(), args.count + 1, args.kwnames});
}
Owned method_repr(Thread& t, Value self) {
    Owned qualname = TRY(lookup_attr(t, as_method(self)->function, names(t).__qualname__));
    if (!is_str(qualname)) qualname = TRY(lookup_attr(t, as_method(self)->function, names(t).__name__));
    std::string name = is_str(qualname) ? to_utf8(qualname) : "?";
    return make_str(t, "<bound method " + name + " of " + TRY(repr_utf8(t, as_method(self)->self)) + ">");
}
Owned method_compare(Thread&, Value a, Value b, CompareOp op) {
    if (!is_kind(a, Kind::BoundMethod) || !is_kind(b, Kind::BoundMethod) ||
        (op != CompareOp::Eq && op != CompareOp::Ne)) {
        return Owned::not_implemented();
    }
    bool same = as_method(a)->self == as_method(b)->self && as_method(a)->function == as_method(b)->function;
    return Owned::from_bool(same == (op == CompareOp::Eq));
}
Result<int64_t> method_hash(Thread& t, Value self) {
    Value owner = as_method(self)->self;
    int64_t h = owner.is_object() ? static_cast<int64_t>(owner.bits() >> 4) : TRY(hash(t, owner));
    int64_t sum = h ^ TRY(hash(t, as_method(self)->function));
    return sum == -1 ? -2 : sum;
}
// Attributes of the function show through.
Owned method_get_attr(Thread& t, Value self, Value name) {
    Value found = type_lookup(t, types(t).bound_method, name);
    if (!found.is_unbound()) return generic_get_attr(t, self, name);
    return get_attr(t, as_method(self)->function, name);
}
Owned method_new(Thread& t, Type*, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "method(function, instance, /)", args, v);
    TRY(bound.status());
    if (!is_callable(t, v[0])) return raise_type_error(t, "first argument must be callable");
    if (v[1].is_none()) return raise_type_error(t, "self must not be None");
    return make_bound_method(t, v[0], v[1]);
}
Owned get_function(Thread&, Value self) { return Owned::share(as_method(self)->function); }
Owned get_self(Thread&, Value self) { return Owned::share(as_method(self)->self); }
Owned get_method_doc(Thread& t, Value self) {
    return get_attr(t, as_method(self)->function, names(t).__doc__);
}
Owned method_reduce(Thread& t, const Value* args) {
    Owned function = TRY(import_attr(t, "builtins", "getattr"));
    Owned name = TRY(get_attr(t, as_method(args[0])->function, names(t).__name__));
    Owned arguments = TRY(make_tuple(t, {as_method(args[0])->self, name.get()}));
    return make_tuple(t, {function.get(), arguments.get()});
}
const GetSetSpec method_getset[] = {
    {"__func__", get_function, nullptr, "the function (or other callable) implementing a method"},
    {"__self__", get_self, nullptr, "the instance to which a method is bound"},
    {"__doc__", get_method_doc},
};
const FunctionSpec method_methods[] = {{"__reduce__(self, /)", method_reduce, nullptr}};

}  // namespace

// Called by init_types().
Status init_function_types(Thread& t) {
    TypeSpec function{};
    function.name = "function";
    function.size = sizeof(Function);
    function.kind = Kind::Function;
    function.flags = kTypeMethodDescr;
    function.attrs_offset = offsetof(Function, attrs);
    function.slots.dealloc = function_dealloc;
    function.slots.traverse = function_traverse;
    function.slots.clear = function_clear;
    function.slots.repr = function_repr;
    function.slots.descr_get = function_descr_get;
    function.slots.new_ = function_new;
    function.getset = function_getset;
    function.doc = "Create a function object.";
    types(t).function = define_type(t, function);

    TypeSpec cell{};
    cell.name = "cell";
    cell.size = sizeof(Cell);
    cell.kind = Kind::Cell;
    cell.slots.dealloc = cell_dealloc;
    cell.slots.traverse = cell_traverse;
    cell.slots.clear = cell_clear;
    cell.slots.repr = cell_repr;
    cell.slots.new_ = cell_new;
    cell.slots.compare = cell_compare;
    cell.getset = cell_getset;
    types(t).cell = define_type(t, cell);

    TypeSpec method{};
    method.name = "method";
    method.size = sizeof(BoundMethod);
    method.kind = Kind::BoundMethod;
    method.slots.dealloc = method_dealloc;
    method.slots.traverse = method_traverse;
    method.slots.call = method_call;
    method.slots.repr = method_repr;
    method.slots.compare = method_compare;
    method.slots.hash = method_hash;
    method.slots.get_attr = method_get_attr;
    method.slots.new_ = method_new;
    method.getset = method_getset;
    method.methods = method_methods;
    types(t).bound_method = define_type(t, method);
    return {};
}

}  // namespace minipy
