// The built-in functions about attributes, classes and scopes.
#include "builtins/builtins.h"
#include "objects/exception.h"

namespace minipy {

namespace {

Result<Value> attribute_name(Thread& t, Value name, const char* function) {
    if (is_str(name)) return intern(t, name);
    if (!function)
        return raise_type_error(t, "attribute name must be string, not '%.200s'", type_name(t, name));
    return raise_type_error(t, "%s(): attribute name must be string", function);
}

Owned builtin_getattr(Thread& t, const Value* args) {
    Value name = TRY(attribute_name(t, args[1], nullptr));
    if (args[2].is_unbound()) return get_attr(t, args[0], name);
    Owned found = TRY(lookup_attr(t, args[0], name));
    return found.is_unbound() ? Owned::share(args[2]) : std::move(found);
}
Owned builtin_hasattr(Thread& t, const Value* args) {
    Owned found = TRY(lookup_attr(t, args[0], TRY(attribute_name(t, args[1], nullptr))));
    return Owned::from_bool(!found.is_unbound());
}
Owned builtin_setattr(Thread& t, const Value* args) {
    TRY(set_attr(t, args[0], TRY(attribute_name(t, args[1], nullptr)), args[2]));
    return Owned::none();
}
Owned builtin_delattr(Thread& t, const Value* args) {
    TRY(del_attr(t, args[0], TRY(attribute_name(t, args[1], nullptr))));
    return Owned::none();
}
Owned builtin_isinstance(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(is_instance(t, args[0], args[1])));
}
Owned builtin_issubclass(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(is_subclass(t, args[0], args[1])));
}

// ---- scopes: of the Python function that called ----

Owned caller_locals(Thread& t) {
    if (!t.frame) return raise_error(t, exc(t).SystemError, "frame does not exist");
    return get_attr(t, Value(frame_object(t, t.frame)), "f_locals");
}
Owned builtin_globals(Thread& t, const Value*) {
    return t.frame ? Owned::share(t.frame->function->globals) : Owned::none();
}
Owned builtin_locals(Thread& t, const Value*) { return caller_locals(t); }

Owned builtin_vars(Thread& t, const Value* args) {
    if (args[0].is_unbound()) return caller_locals(t);
    Owned dict = TRY(lookup_attr(t, args[0], names(t).__dict__));
    if (dict.is_unbound()) return raise_type_error(t, "vars() argument must have __dict__ attribute");
    return dict;
}

Owned builtin_dir(Thread& t, const Value* args) {
    Owned found;
    if (args[0].is_unbound()) {
        Owned locals = TRY(caller_locals(t));
        found = TRY(call_method(t, locals, names(t).keys));
    } else {
        found = TRY(call_special(t, args[0], names(t).__dir__));
        if (found.is_unbound()) return raise_type_error(t, "object does not provide __dir__");
    }
    Ref<List> list = TRY(to_list(t, found));
    TRY(list_sort(t, list.get(), Value::none(), false));
    return list;
}

const FunctionSpec functions[] = {
    {"delattr(obj, name, /)", builtin_delattr, "Delete the named attribute of the object."},
    {"dir(object=..., /)", builtin_dir,
     "Return the sorted names of the object's attributes, or of the current scope."},
    {"getattr(object, name, default=..., /)", builtin_getattr,
     "Return the named attribute of the object, or the default when there is none."},
    {"globals()", builtin_globals, "Return the dictionary of the current scope's global variables."},
    {"hasattr(obj, name, /)", builtin_hasattr, "Return whether the object has an attribute of that name."},
    {"isinstance(obj, class_or_tuple, /)", builtin_isinstance,
     "Return whether the object is an instance of a class or of one derived from it."},
    {"issubclass(cls, class_or_tuple, /)", builtin_issubclass,
     "Return whether the class is derived from another."},
    {"locals()", builtin_locals, "Return a dictionary of the current scope's local variables."},
    {"setattr(obj, name, value, /)", builtin_setattr, "Set the named attribute of the object."},
    {"vars(object=..., /)", builtin_vars, "Return the object's __dict__, or locals()."},
};

}  // namespace

std::span<const FunctionSpec> attribute_functions() { return functions; }

}  // namespace minipy
