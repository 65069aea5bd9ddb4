// Contexts: making them, and which one is current.
#include "objects/context.h"

#include "objects/dict.h"

namespace minipy {

Owned make_context(Thread& t, Value vars) {
    Owned dict = vars.is_none() ? Owned(TRY(new_dict(t))) : Owned::share(vars);
    Context* context = make<Context>(t, types(t).context);
    if (!context) return raise_memory_error(t);
    context->vars = dict.take();
    return Owned::adopt(Value(context));
}

Result<Context*> current_context(Thread& t) {
    if (!t.context.is_valid()) {
        t.context = TRY(make_context(t, Value::none())).take();
        ++t.context_version;
    }
    return t.context.as<Context>();
}

Owned copy_current_context(Thread& t) { return make_context(t, TRY(current_context(t))->vars); }

void EnteredContext::refuse() {
    Result<std::string> text = repr_utf8(t_, Value(self_));
    if (text.is_error()) return;
    (void)raise_runtime_error(t_, "cannot enter context: %s is already entered", text.value().c_str());
}

}  // namespace minipy
