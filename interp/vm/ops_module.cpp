#include "native/module.h"
#include "objects/shadowing.h"
#include "objects/dict.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/ops.h"

namespace minipy {

// The __import__ that the interpreter began with. Modules that are carried inside it go on using it when a program puts its
// own in builtins: CPython has imported most of what they import before the program starts, so there it is not asked for them.
struct FirstImport {
    Value function = Value::none();
};
static ModuleSpec first_import_spec() { return {}; }
static ModuleRegistration first_import_registration("state:first_import", first_import_spec);

static bool is_carried(Frame* frame) {
    Str* file = as_str(frame->code->filename);
    constexpr std::string_view prefix = "<stdlib>/";
    if (file->length < prefix.size()) return false;
    for (size_t i = 0; i < prefix.size(); ++i) {
        if (file->at(i) != static_cast<unsigned char>(prefix[i])) return false;
    }
    return true;
}

// Window: level, fromlist.
Value op_import_name(Thread& t, Frame* frame, Value name, Value* w) {
    Value builtins = frame->function->builtins;
    Value& first = module_state<FirstImport>(t, first_import_registration).function;
    Owned import;
    if (!first.is_none() && is_carried(frame))
        import = Owned::share(first);
    else if (is_dict(builtins))
        import = Owned::share(dict_get_str(t, builtins.as<Dict>(), names(t).__import__));
    else
        import = get_item(t, builtins, names(t).__import__);
    if (import.is_error()) return Value::error();
    if (import.is_unbound()) {
        (void)raise_error(t, exc(t).ImportError, "__import__ not found");
        return Value::error();
    }
    if (first.is_none()) first = import.dup().take();
    Value space = frame->locals.is_unbound() ? Value::none() : frame->locals;
    return call(t, import, {name, frame->function->globals, space, w[1], w[0]}).take();
}

Value op_import_from(Thread& t, Value module, Value name) {
    Owned found = lookup_attr(t, module, name);
    if (found.is_error()) return Value::error();
    if (!found.is_unbound()) return found.take();
    // A submodule that is being imported right now is in sys.modules before it is an attribute of its package.
    Owned module_name = lookup_attr(t, module, names(t).__name__);
    if (module_name.is_error()) return Value::error();
    if (is_str(module_name)) {
        std::string full = to_utf8(module_name) + "." + to_utf8(name);
        Value submodule = dict_get_str(t, t.interp->sys_modules.as<Dict>(), intern(t, full));
        if (!submodule.is_unbound()) return Owned::share(submodule).take();
    }
    std::string shown = is_str(module_name) ? to_utf8(module_name) : "<unknown module name>";
    Owned file = lookup_attr(t, module, names(t).__file__);
    if (file.is_error()) return Value::error();
    std::string place = is_str(file) ? to_utf8(file) : "unknown location";
    bool initializing = false;
    Owned spec = lookup_attr(t, module, names(t).__spec__);
    if (spec.is_error()) return Value::error();
    if (!spec.is_unbound() && !spec.is_none()) {
        Owned flag = lookup_attr(t, spec, names(t)._initializing);
        if (flag.is_error()) return Value::error();
        if (!flag.is_unbound()) {
            Result<bool> yes = truth(t, flag);
            if (yes.is_error()) return Value::error();
            initializing = yes.value();
        }
    }
    std::string hint = renaming_hint(t, module);
    std::string message =
        !hint.empty() ? "cannot import name '" + to_utf8(name) + "' from '" + shown + "'" + hint
        : initializing ? "cannot import name '" + to_utf8(name) + "' from partially initialized module '" +
                           shown + "' (most likely due to a circular import) (" + place + ")"
                     : "cannot import name '" + to_utf8(name) + "' from '" + shown + "' (" + place + ")";
    Owned text = make_str(t, message);
    Owned arguments = make_tuple(t, {text.get()});
    Ref<Dict> keywords = new_dict(t);
    if (text.is_error() || arguments.is_error() || !keywords) return Value::error();
    if (dict_set_ascii(t, keywords.get(), "name",
                       module_name.is_unbound() ? Value::none() : module_name.get())
            .is_error())
        return Value::error();
    if (dict_set_ascii(t, keywords.get(), "path", file.is_unbound() ? Value::none() : file.get()).is_error())
        return Value::error();
    Owned exception = call_with(t, Value(exc(t).ImportError), arguments, keywords);
    if (!exception.is_error()) (void)raise_instance(t, exception);
    return Value::error();
}

Status op_import_star(Thread& t, Frame* frame, Value module) {
    Owned all = TRY(lookup_attr(t, module, names(t).__all__));
    bool skip_private = false;
    if (all.is_unbound()) {
        Owned dict = TRY(lookup_attr(t, module, names(t).__dict__));
        if (dict.is_unbound())
            return raise_error(t, exc(t).ImportError, "from-import-* object has no __dict__ and no __all__");
        all = TRY(call_method(t, dict, names(t).keys));
        all = TRY(to_list(t, all));
        skip_private = true;
    }
    return for_each(t, all, [&](Value name) -> Status {
        if (!is_str(name)) {
            std::string module_name = TRY(str_utf8(t, TRY(get_attr(t, module, names(t).__name__))));
            return raise_type_error(t, "%s in %s.%s must be str, not %.100s", skip_private ? "Key" : "Item",
                                    module_name.c_str(), skip_private ? "__dict__" : "__all__",
                                    type_name(t, name));
        }
        if (skip_private && as_str(name)->length && as_str(name)->at(0) == '_') return {};
        Value interned = intern(t, name);
        Owned value = TRY(get_attr(t, module, interned));
        if (is_exact(frame->locals, Kind::Dict))
            return dict_set(t, frame->locals.as<Dict>(), interned, value);
        return set_item(t, frame->locals, interned, value);
    });
}

Status op_setup_annotations(Thread& t, Frame* frame) {
    Value name = names(t).__annotations__;
    if (is_exact(frame->locals, Kind::Dict)) {
        if (TRY(contains(t, frame->locals, name))) return {};
    } else {
        Owned found = get_item(t, frame->locals, name);
        if (!found.is_error()) return {};
        if (!catch_exception(t, exc(t).KeyError)) return Raised{};
    }
    Owned dict = TRY(new_dict(t));
    return set_item(t, frame->locals, name, dict);
}

Status op_print_expr(Thread& t, Value v) {
    Value hook = dict_get_str(t, t.interp->sys_dict.as<Dict>(), names(t).displayhook);
    if (hook.is_unbound()) return raise_runtime_error(t, "lost sys.displayhook");
    Owned held = Owned::share(hook);
    TRY(call(t, held, {v}));
    return {};
}

Value op_make_type_param(Thread& t, Value* w, int which) {
    static const char* const constructors[] = {"_make_typevar", "_make_typevar", "_make_paramspec",
                                               "_make_typevartuple"};
    Owned make = import_attr(t, "_typeparams", constructors[which]);
    if (make.is_error()) return Value::error();
    if (which == 1) return call(t, make, {w[0], w[1]}).take();
    return call(t, make, {w[0]}).take();
}

Value op_make_type_alias(Thread& t, Value* w) {
    Owned make = import_attr(t, "_typeparams", "_make_typealias");
    if (make.is_error()) return Value::error();
    return call(t, make, {w[0], w[1], w[2]}).take();
}

Value op_generic_base(Thread& t, Value type_params) {
    Owned make = import_attr(t, "_typeparams", "_generic_base");
    if (make.is_error()) return Value::error();
    return call(t, make, {type_params}).take();
}

}  // namespace minipy
