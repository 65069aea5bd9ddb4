#include "objects/dict.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/ops.h"

namespace minipy {

// Window: callee, positional arguments (any iterable), keyword arguments (any mapping).
Value op_call_ex(Thread& t, Value* w, bool has_kwargs) {
    Owned args;
    if (has_kwargs && !is_plain_dict(w[2])) {
        Ref<Dict> merged = new_dict(t);
        if (!merged || op_dict_merge(t, Value(merged.get()), w[2], w[0]).is_error()) return Value::error();
        release(w[2]);
        w[2] = Value(merged.take());
    }
    if (is_exact(w[1], Kind::Tuple)) {
        args = Owned::share(w[1]);
    } else {
        if (!type_of(t, w[1])->slots.iter && !type_of(t, w[1])->slots.get_item) {
            Owned qualname = lookup_attr(t, w[0], names(t).__qualname__);
            if (qualname.is_error()) return Value::error();
            std::string name = is_str(qualname) ? to_utf8(qualname) + "()" : std::string(type_name(t, w[0]));
            Owned module = lookup_attr(t, w[0], names(t).__module__);
            if (module.is_error()) return Value::error();
            if (is_str(module) && !str_equals(module.get(), "builtins")) name = to_utf8(module) + "." + name;
            (void)raise_type_error(t, "%s argument after * must be an iterable, not %.200s", name.c_str(),
                                   type_name(t, w[1]));
            return Value::error();
        }
        Ref<Tuple> tuple = to_tuple(t, w[1]);
        if (!tuple) return Value::error();
        args = std::move(tuple);
    }
    return call_with(t, w[0], args, has_kwargs ? w[2] : Value::unbound()).take();
}

Value op_make_function(Thread& t, Frame* frame, Value* w, unsigned flags) {
    unsigned at = 1;
    Value defaults = flags & 1 ? w[at++] : Value::none();
    Value kwdefaults = flags & 2 ? w[at++] : Value::none();
    Value annotations = flags & 4 ? w[at++] : Value::none();
    Value closure = flags & 8 ? w[at++] : Value::none();
    Owned made = make_function(t, w[0].as<Code>(), frame->function->globals, closure);
    if (!made.is_error()) {
        Function* function = made.as<Function>();
        retain(defaults);
        retain(kwdefaults);
        retain(annotations);
        function->defaults = defaults;
        function->kwdefaults = kwdefaults;
        function->annotations = annotations;
    }
    for (unsigned i = 0; i < at; ++i) release(w[i]);
    return made.take();
}

Value op_load_build_class(Thread& t, Frame* frame) {
    Value builtins = frame->function->builtins;
    Owned found = is_dict(builtins)
                      ? Owned::share(dict_get_str(t, builtins.as<Dict>(), names(t).__build_class__))
                      : get_item(t, builtins, names(t).__build_class__);
    if (found.is_unbound()) found = Raised(raise_error(t, exc(t).NameError, "__build_class__ not found"));
    return found.take();
}

}  // namespace minipy
