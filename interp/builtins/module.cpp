// The module `builtins`: what every name that is nowhere else is looked up in.
#include "builtins/builtins.h"
#include "builtins/import.h"

namespace minipy {

Value sys_value(Thread& t, const char* name) {
    return dict_get_str(t, t.interp->sys_dict.as<Dict>(), intern(t, name));
}
Status set_sys_value(Thread& t, const char* name, Value v) {
    return dict_set(t, t.interp->sys_dict.as<Dict>(), intern(t, name), v);
}

namespace {

Status add_functions(Thread& t, Module* module, std::span<const FunctionSpec> functions) {
    for (const FunctionSpec& spec : functions) {
        Owned function = TRY(make_native_function(t, spec, names(t).builtins));
        Owned name = TRY(get_attr(t, function, names(t).__name__));
        TRY(dict_set(t, module_dict(Value(module)), name, function));
    }
    return {};
}

Status add_types(Thread& t, Module* module) {
    Types& ty = types(t);
    for (Type* type :
         {ty.object,    ty.type,      ty.int_,       ty.bool_,    ty.float_,       ty.complex,     ty.str,
          ty.bytes,     ty.bytearray, ty.memoryview, ty.list,     ty.tuple,        ty.dict,        ty.set,
          ty.frozenset, ty.range,     ty.slice,      ty.property, ty.staticmethod, ty.classmethod, ty.super,
          ty.enumerate, ty.zip,       ty.map,        ty.filter,   ty.reversed}) {
        if (type) TRY(dict_set(t, module_dict(Value(module)), type->name, Value(type)));
    }
    ExceptionTypes& e = exc(t);
#define EXCEPTION(Name, Base, Layout) TRY(module_add(t, module, #Name, Value(e.Name)));
#include "runtime/exceptions.def"
#undef EXCEPTION
    TRY(module_add(t, module, "ExceptionGroup", Value(e.ExceptionGroup)));
    TRY(module_add(t, module, "EnvironmentError", Value(e.OSError)));
    return module_add(t, module, "IOError", Value(e.OSError));
}

Status fill_builtins(Thread& t, Module* module) {
    for (std::span<const FunctionSpec> part : {value_functions(), attribute_functions(), code_functions(),
                                               console_functions(), import_functions()}) {
        TRY(add_functions(t, module, part));
    }
    TRY(add_types(t, module));
    TRY(module_add(t, module, "None", Value::none()));
    TRY(module_add(t, module, "True", Value::true_()));
    TRY(module_add(t, module, "False", Value::false_()));
    TRY(module_add(t, module, "Ellipsis", Value::ellipsis()));
    TRY(module_add(t, module, "NotImplemented", Value::not_implemented()));
    return module_add(t, module, "__debug__", Value::from_bool(t.interp->config.optimize == 0));
}

MINIPY_MODULE(builtins,
              {.doc = "Built-in functions, types, exceptions, and other objects.", .exec = fill_builtins});

}  // namespace

}  // namespace minipy
