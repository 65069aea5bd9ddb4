// module: a namespace with a name. Its dictionary is the globals of the code that filled it.
//
// A name that is nowhere in it is asked of the module's own __getattr__ function, if it has one:
//
//     def __getattr__(name): ...        # in the module's text
#include "objects/module.h"

#include "native/module.h"
#include "objects/attributes.h"
#include "objects/exception.h"
#include "objects/shadowing.h"

namespace minipy {

namespace {

void replace(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

Dict* dict_or_null(Value module) {
    Value dict = module.as<Module>()->dict;
    return dict.is_none() ? nullptr : dict.as<Dict>();
}

Value own_value(Thread& t, Value module, Value name) {
    Dict* dict = dict_or_null(module);
    return dict ? dict_get_str(t, dict, name) : Value::unbound();
}

void module_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Module*>(o)->dict);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void module_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Module*>(o)->dict);
    traverse_instance_tail(o, visitor);
}
void module_clear(Thread&, Object* o) { replace(static_cast<Module*>(o)->dict, Value::none()); }

// The names that every module has.
Status fill_names(Thread& t, Dict* dict, Value name, Value doc) {
    Names& n = names(t);
    TRY(dict_set(t, dict, n.__name__, name));
    TRY(dict_set(t, dict, n.__doc__, doc));
    for (Value empty : {n.__package__, n.__loader__, n.__spec__})
        TRY(dict_set(t, dict, empty, Value::none()));
    return {};
}

Owned module_new(Thread& t, Type* type, const CallArgs&) {
    Module* module = make_instance<Module>(t, type);
    if (!module) return raise_memory_error(t);
    Owned held = Owned::adopt(module);
    Ref<Dict> dict = TRY(new_dict(t));
    module->dict = Value(dict.take());
    return held;
}
Status module_init(Thread& t, Value self, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "module(name, doc=None)", args, v);
    TRY(bound.status());
    if (!is_str(v[0])) {
        return raise_type_error(t, "module() argument 'name' must be str, not %.50s", type_name(t, v[0]));
    }
    return fill_names(t, module_dict(self), v[0], v[1]);
}

// ---- attributes ----

// "module 'm' has no attribute 'x'", and why that may be.
Raised raise_no_attribute(Thread& t, Value self, Value name) {
    std::string asked = to_utf8(name);
    Value own_name = own_value(t, self, names(t).__name__);
    if (!is_str(own_name))
        return raise_error(t, exc(t).AttributeError, "module has no attribute '%s'", asked.c_str());
    std::string module = to_utf8(own_name), hint = renaming_hint(t, self);
    Owned spec = Owned::share(own_value(t, self, names(t).__spec__));
    if (!spec.is_unbound() && !spec.is_none()) {
        Owned flag = TRY(lookup_attr(t, spec, intern(t, "_initializing")));
        if (hint.empty() && !flag.is_unbound() && TRY(truth(t, flag))) {
            return raise_error(t, exc(t).AttributeError,
                               "partially initialized module '%s' has no attribute '%s' "
                               "(most likely due to a circular import)",
                               module.c_str(), asked.c_str());
        }
    }
    (void)raise_error(t, exc(t).AttributeError, "module '%s' has no attribute '%s'%s", module.c_str(),
                      asked.c_str(), hint.c_str());
    if (exception_matches(t, exc(t).AttributeError)) {  // what "Did you mean" looks at
        auto* error = t.exception.as<AttributeError>();
        replace(error->name, name);
        replace(error->obj, self);
    }
    return {};
}

Owned module_get_attr(Thread& t, Value self, Value name) {
    Type* type = type_of(t, self);
    Value found = type_lookup(t, type, name);
    Owned held = Owned::share(found);
    const Slots* descriptor = found.is_object() ? &found.object()->type->slots : nullptr;
    if (descriptor && descriptor->descr_get && descriptor->descr_set)
        return descriptor->descr_get(t, found, self, Value(type));
    Value own = own_value(t, self, name);
    if (!own.is_unbound()) return Owned::share(own);
    if (descriptor && descriptor->descr_get) return descriptor->descr_get(t, found, self, Value(type));
    if (!found.is_unbound()) return held;
    Value getter = own_value(t, self, names(t).__getattr__);
    if (!getter.is_unbound()) return call(t, Owned::share(getter), {name});
    return raise_no_attribute(t, self, name);
}

Status module_set_attr(Thread& t, Value self, Value name, Value value) {
    Value found = type_lookup(t, type_of(t, self), name);
    if (found.is_object() && found.object()->type->slots.descr_set) {
        Owned held = Owned::share(found);
        return found.object()->type->slots.descr_set(t, found, self, value);
    }
    Dict* dict = dict_or_null(self);
    if (!value.is_unbound()) {
        if (!dict) return raise_no_attribute(t, self, name);
        return dict_set(t, dict, name, value);
    }
    if (dict && TRY(dict_remove(t, dict, name))) return {};
    return raise_attribute_error(t, self, name);
}

// "<module 'm' from 'path'>", as the module's __spec__ or else __loader__ and __file__ tell it.
Owned module_repr(Thread& t, Value self) {
    Names& n = names(t);
    Owned spec = Owned::share(own_value(t, self, n.__spec__));
    if (!spec.is_unbound() && !spec.is_none()) {
        Owned name = TRY(lookup_attr(t, spec, intern(t, "name")));
        Owned origin = TRY(lookup_attr(t, spec, intern(t, "origin")));
        Owned loader = TRY(lookup_attr(t, spec, intern(t, "loader")));
        Owned located = TRY(lookup_attr(t, spec, intern(t, "has_location")));
        std::string text =
            "<module " + (name.is_none() || name.is_unbound() ? "'?'" : TRY(repr_utf8(t, name)));
        if (origin.is_none() || origin.is_unbound()) {
            if (loader.is_none() || loader.is_unbound()) return make_str(t, text + ">");
            return make_str(t, text + " (" + TRY(repr_utf8(t, loader)) + ")>");
        }
        if (!located.is_unbound() && TRY(truth(t, located)))
            return make_str(t, text + " from " + TRY(repr_utf8(t, origin)) + ">");
        std::string where = TRY(str_utf8(t, origin));
        Owned file = Owned::share(own_value(t, self, n.__file__));
        if (where == "frozen" && is_str(name) && is_str(file) && !is_frozen_in_cpython(to_utf8(name)))
            return make_str(t, text + " from " + TRY(repr_utf8(t, file)) + ">");
        return make_str(t, text + " (" + where + ")>");
    }
    Owned name = Owned::share(own_value(t, self, n.__name__));
    std::string text = "<module " + (name.is_unbound() ? "'?'" : TRY(repr_utf8(t, name)));
    Owned file = Owned::share(own_value(t, self, n.__file__));
    if (!file.is_unbound()) return make_str(t, text + " from " + TRY(repr_utf8(t, file)) + ">");
    Owned loader = Owned::share(own_value(t, self, n.__loader__));
    if (loader.is_unbound() || loader.is_none()) return make_str(t, text + ">");
    return make_str(t, text + " (" + TRY(repr_utf8(t, loader)) + ")>");
}

// ---- __dir__, __dict__, __annotations__ ----

Owned method_dir(Thread& t, const Value* args) {
    Owned dict = TRY(get_attr(t, args[0], names(t).__dict__));
    if (!is_dict(dict)) return raise_type_error(t, "<module>.__dict__ is not a dictionary");
    Value own = dict_get_str(t, dict.as<Dict>(), names(t).__dir__);
    if (!own.is_unbound()) return call(t, Owned::share(own));
    return TRY(dict_keys_list(t, dict.as<Dict>()));
}

Owned get_dict(Thread&, Value self) { return Owned::share(self.as<Module>()->dict); }
Status set_dict(Thread& t, Value, Value) { return raise_error(t, exc(t).AttributeError, "readonly attribute"); }

Owned get_annotations(Thread& t, Value self) {
    Value known = own_value(t, self, names(t).__annotations__);
    if (!known.is_unbound()) return Owned::share(known);
    Dict* dict = dict_or_null(self);
    if (!dict) return raise_no_attribute(t, self, names(t).__annotations__);
    Ref<Dict> made = TRY(new_dict(t));
    TRY(dict_set(t, dict, names(t).__annotations__, made));
    return made;
}
Status set_annotations(Thread& t, Value self, Value v) {
    Dict* dict = dict_or_null(self);
    if (!dict) return raise_no_attribute(t, self, names(t).__annotations__);
    if (!v.is_unbound()) return dict_set(t, dict, names(t).__annotations__, v);
    if (TRY(dict_remove(t, dict, names(t).__annotations__))) return {};
    return raise_error(t, exc(t).AttributeError, "__annotations__");
}

const FunctionSpec module_methods[] = {
    {"__dir__(self, /)", method_dir, "__dir__() -> list\nspecialized dir() implementation"}};
const GetSetSpec module_getset[] = {{"__dict__", get_dict, set_dict},
                                    {"__annotations__", get_annotations, set_annotations}};

}  // namespace

Owned new_module(Thread& t, std::string_view name) {
    Owned module = TRY(module_new(t, types(t).module, CallArgs{nullptr, 0}));
    TRY(fill_names(t, module_dict(module), intern(t, name), Value::none()));
    return module;
}

Dict* module_dict(Value module) { return module.as<Module>()->dict.as<Dict>(); }

Status init_module_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "module";
    spec.size = sizeof(Module);
    spec.kind = Kind::Module;
    spec.flags = kTypeBaseAllowed;
    spec.slots.dealloc = module_dealloc;
    spec.slots.traverse = module_traverse;
    spec.slots.clear = module_clear;
    spec.slots.new_ = module_new;
    spec.slots.init = module_init;
    spec.slots.repr = module_repr;
    spec.slots.get_attr = module_get_attr;
    spec.slots.set_attr = module_set_attr;
    spec.methods = module_methods;
    spec.getset = module_getset;
    spec.text_signature = "module(name, doc=None)";
    spec.doc = "A namespace with a name: what an import statement makes.";
    types(t).module = define_type(t, spec);
    return {};
}

}  // namespace minipy
