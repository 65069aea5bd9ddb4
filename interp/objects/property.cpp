// property, staticmethod, classmethod.
#include "native/module.h"
#include "objects/attributes.h"

namespace minipy {

namespace {

void replace(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

// ---- property ----

Property* as_property(Value v) { return v.as<Property>(); }

void property_dealloc(Thread& t, Object* o) {
    Property* p = static_cast<Property*>(o);
    gc_untrack(t, p);
    for (Value v : {p->getter, p->setter, p->deleter, p->doc, p->name}) release(v);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void property_traverse(Object* o, Visitor& visitor) {
    Property* p = static_cast<Property*>(o);
    for (Value v : {p->getter, p->setter, p->deleter, p->doc, p->name}) visitor.visit(v);
    traverse_instance_tail(o, visitor);
}

Owned property_new(Thread& t, Type* type, const CallArgs&) {
    Property* p = make_instance<Property>(t, type);
    if (!p) return raise_memory_error(t);
    return Owned::adopt(p);
}

Status property_init(Thread& t, Value self, const CallArgs& args) {
    Value v[4];
    BoundArgs bound(t, "property(fget=None, fset=None, fdel=None, doc=None)", args, v);
    TRY(bound.status());
    Property* p = as_property(self);
    replace(p->getter, v[0]);
    replace(p->setter, v[1]);
    replace(p->deleter, v[2]);
    replace(p->doc, v[3]);
    p->getter_doc = false;
    if (v[3].is_none() && !v[0].is_none()) {
        Owned doc = TRY(lookup_attr(t, v[0], names(t).__doc__));
        if (!doc.is_unbound() && !doc.is_none()) {
            p->getter_doc = true;
            if (!self.object()->subclass) {
                replace(p->doc, doc);
            } else {
                TRY(set_attr(t, self, names(t).__doc__, doc));
            }
        }
    }
    return {};
}

// "property 'x' of 'C' object has no getter"
Raised raise_no_accessor(Thread& t, Value self, Value instance, const char* what) {
    Owned name = Owned::share(as_property(self)->name);
    std::string qualname = to_utf8(type_of(t, instance)->qualname);
    if (!name.is_none()) {
        return raise_error(t, exc(t).AttributeError, "property %s of '%s' object has no %s",
                           TRY(repr_utf8(t, name)).c_str(), qualname.c_str(), what);
    }
    return raise_error(t, exc(t).AttributeError, "property of '%s' object has no %s", qualname.c_str(), what);
}

Owned property_descr_get(Thread& t, Value self, Value instance, Value) {
    if (instance.is_unbound() || instance.is_none()) return Owned::share(self);
    Value getter = as_property(self)->getter;
    if (getter.is_none()) return raise_no_accessor(t, self, instance, "getter");
    Owned held = Owned::share(getter);
    return call(t, held, {instance});
}
Status property_descr_set(Thread& t, Value self, Value instance, Value v) {
    Owned accessor = Owned::share(v.is_unbound() ? as_property(self)->deleter : as_property(self)->setter);
    if (accessor.is_none())
        return raise_no_accessor(t, self, instance, v.is_unbound() ? "deleter" : "setter");
    if (v.is_unbound()) {
        TRY(call(t, accessor, {instance}));
    } else {
        TRY(call(t, accessor, {instance, v}));
    }
    return {};
}

// A copy with one accessor replaced: x.setter(f).
Owned copy_with(Thread& t, Value self, int which, Value accessor) {
    Property* p = as_property(self);
    Value parts[] = {p->getter, p->setter, p->deleter};
    if (!accessor.is_none()) parts[which] = accessor;
    Value doc = p->getter_doc && !parts[0].is_none() ? Value::none() : p->doc;
    Owned copy = TRY(call(t, Value(type_of(t, self)), {parts[0], parts[1], parts[2], doc}));
    if (is_subtype(type_of(t, copy), types(t).property)) replace(as_property(copy)->name, p->name);
    return copy;
}
Owned method_getter(Thread& t, const Value* args) { return copy_with(t, args[0], 0, args[1]); }
Owned method_setter(Thread& t, const Value* args) { return copy_with(t, args[0], 1, args[1]); }
Owned method_deleter(Thread& t, const Value* args) { return copy_with(t, args[0], 2, args[1]); }
Owned method_set_name(Thread& t, const Value* args) {
    Tuple* given = args[1].as<Tuple>();
    if (given->length != 2) {
        return raise_type_error(t, "__set_name__() takes 2 positional arguments but %zu were given",
                                static_cast<size_t>(given->length));
    }
    replace(as_property(args[0])->name, given->at(1));
    return Owned::none();
}

Owned get_doc(Thread&, Value self) { return Owned::share(as_property(self)->doc); }
Status set_doc(Thread&, Value self, Value v) {
    replace(as_property(self)->doc, v.is_unbound() ? Value::none() : v);
    return {};
}
Owned get_abstract(Thread& t, Value self) {
    Property* p = as_property(self);
    for (Value accessor : {p->getter, p->setter, p->deleter}) {
        if (accessor.is_none()) continue;
        Owned flag = TRY(lookup_attr(t, accessor, intern(t, "__isabstractmethod__")));
        if (!flag.is_unbound() && TRY(truth(t, flag))) return Owned::from_bool(true);
    }
    return Owned::from_bool(false);
}

const FunctionSpec property_methods[] = {
    {"getter(self, fget, /)", method_getter,
     "Descriptor to obtain a copy of the property with a different getter."},
    {"setter(self, fset, /)", method_setter,
     "Descriptor to obtain a copy of the property with a different setter."},
    {"deleter(self, fdel, /)", method_deleter,
     "Descriptor to obtain a copy of the property with a different deleter."},
    {"__set_name__(self, /, *args)", method_set_name, "Method to set name of a property."},
};
const GetSetSpec property_getset[] = {{"__doc__", get_doc, set_doc}, {"__isabstractmethod__", get_abstract}};
const MemberSpec property_members[] = {{"fget", offsetof(Property, getter)},
                                       {"fset", offsetof(Property, setter)},
                                       {"fdel", offsetof(Property, deleter)}};

// ---- staticmethod and classmethod ----

StaticMethod* as_wrapper(Value v) { return v.as<StaticMethod>(); }

void wrapper_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<StaticMethod*>(o)->callable);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void wrapper_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<StaticMethod*>(o)->callable);
    traverse_instance_tail(o, visitor);
}
Owned wrapper_new(Thread& t, Type* type, const CallArgs&) {
    StaticMethod* m = make_instance<StaticMethod>(t, type);
    if (!m) return raise_memory_error(t);
    return Owned::adopt(m);
}
// Takes over the names and the doc of what it wraps.
Status wrapper_init_as(Thread& t, Value self, const CallArgs& args, const char* signature) {
    Value callable;
    BoundArgs bound(t, signature, args, &callable);
    TRY(bound.status());
    replace(as_wrapper(self)->callable, callable);
    Names& n = names(t);
    for (Value name : {n.__module__, n.__name__, n.__qualname__, n.__doc__, n.__annotations__}) {
        Owned v = TRY(lookup_attr(t, callable, name));
        if (!v.is_unbound()) TRY(attrs_set(t, self.object(), name, v));
    }
    return {};
}
Status static_init(Thread& t, Value self, const CallArgs& args) {
    return wrapper_init_as(t, self, args, "unpacked staticmethod(function, /)");
}
Status class_init(Thread& t, Value self, const CallArgs& args) {
    return wrapper_init_as(t, self, args, "unpacked classmethod(function, /)");
}

Owned wrapper_repr(Thread& t, Value self) {
    return make_str(t, std::string("<") + type_name(t, self) + "(" +
                           TRY(repr_utf8(t, as_wrapper(self)->callable)) + ")>");
}
Owned static_descr_get(Thread&, Value self, Value, Value) { return Owned::share(as_wrapper(self)->callable); }
Owned static_call(Thread& t, Value self, const CallArgs& args) {
    Owned callable = Owned::share(as_wrapper(self)->callable);
    return call(t, callable, args);
}
Owned class_descr_get(Thread& t, Value self, Value instance, Value owner) {
    Value callable = as_wrapper(self)->callable;
    Value cls = owner.is_unbound() || owner.is_none() ? Value(type_of(t, instance)) : owner;
    // Another descriptor inside (a property, say) is asked with the class as its instance.
    if (callable.is_object() && callable.object()->type->slots.descr_get &&
        !callable.object()->type->has(kTypeMethodDescr)) {
        return callable.object()->type->slots.descr_get(t, callable, cls, Value(type_of(t, cls)));
    }
    return make_bound_method(t, callable, cls);
}
Owned get_callable(Thread&, Value self) { return Owned::share(as_wrapper(self)->callable); }
Owned get_wrapped_abstract(Thread& t, Value self) {
    Owned flag = TRY(lookup_attr(t, as_wrapper(self)->callable, intern(t, "__isabstractmethod__")));
    if (flag.is_unbound()) return Owned::from_bool(false);
    return Owned::from_bool(TRY(truth(t, flag)));
}
Owned get_wrapper_dict(Thread& t, Value self) { return instance_dict(t, self); }
const GetSetSpec wrapper_getset[] = {{"__func__", get_callable},
                                     {"__wrapped__", get_callable},
                                     {"__isabstractmethod__", get_wrapped_abstract},
                                     {"__dict__", get_wrapper_dict}};

TypeSpec wrapper_spec(const char* name) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(StaticMethod);
    spec.flags = kTypeBaseAllowed;
    spec.attrs_offset = offsetof(StaticMethod, attrs);
    spec.slots.dealloc = wrapper_dealloc;
    spec.slots.traverse = wrapper_traverse;
    spec.slots.new_ = wrapper_new;
    spec.slots.repr = wrapper_repr;
    spec.getset = wrapper_getset;
    return spec;
}

}  // namespace

// Called by init_types().
Status init_property_types(Thread& t) {
    TypeSpec property{};
    property.name = "property";
    property.size = sizeof(Property);
    property.flags = kTypeBaseAllowed;
    property.slots.dealloc = property_dealloc;
    property.slots.traverse = property_traverse;
    property.slots.new_ = property_new;
    property.slots.init = property_init;
    property.slots.descr_get = property_descr_get;
    property.slots.descr_set = property_descr_set;
    property.methods = property_methods;
    property.getset = property_getset;
    property.members = property_members;
    property.doc = "Property attribute: fget, fset, fdel are called when it is read, set, deleted.";
    types(t).property = define_type(t, property);

    TypeSpec static_method = wrapper_spec("staticmethod");
    static_method.slots.init = static_init;
    static_method.slots.descr_get = static_descr_get;
    static_method.slots.call = static_call;
    static_method.doc = "staticmethod(function) -> method\n\nConvert a function to be a static method.";
    types(t).staticmethod = define_type(t, static_method);

    TypeSpec class_method = wrapper_spec("classmethod");
    class_method.slots.init = class_init;
    class_method.slots.descr_get = class_descr_get;
    class_method.doc = "classmethod(function) -> method\n\nConvert a function to be a class method.";
    types(t).classmethod = define_type(t, class_method);
    return {};
}

}  // namespace minipy
