// Native modules: the registrations that MINIPY_MODULE leaves behind, and making a module object from one.
#include <cstring>
#include <unordered_map>

#include "native/module.h"

namespace minipy {

namespace {
// The head of the list that static initialisers build before main; constant from then on.
ModuleRegistration*& registered() {
    static ModuleRegistration* head = nullptr;
    return head;
}

// What the modules held that were made first: their types exist once in an interpreter, so a second copy of a module (its name
// was taken out of sys.modules) has the same ones.
struct FirstContents {
    std::unordered_map<int, Value> by_index;  // of the registration: Dict
};
ModuleSpec first_contents_spec() { return {}; }
}  // namespace

ModuleRegistration::ModuleRegistration(const char* module_name, ModuleSpec (*get_spec)())
    : name(module_name),
      get(get_spec),
      next(registered()),
      index(registered() ? registered()->index + 1 : 0) {
    registered() = this;
}

static ModuleRegistration first_contents_registration("state:first_contents", first_contents_spec);

size_t native_module_count() { return registered() ? static_cast<size_t>(registered()->index) + 1 : 0; }

Owned native_module_names(Thread& t) {
    Ref<List> names = TRY(new_list(t));
    for (ModuleRegistration* r = registered(); r; r = r->next) {
        if (strchr(r->name, ':')) continue;  // state of the interpreter's own, not a module
        TRY(list_append(t, names.get(), intern(t, r->name)));
    }
    TRY(list_sort(t, names.get(), Value::none(), false));
    return list_to_tuple(t, names.get());
}

Owned make_native_module(Thread& t, const char* name) {
    ModuleRegistration* found = registered();
    while (found && strcmp(found->name, name) != 0) found = found->next;
    if (!found) return Owned::unbound();
    if (t.interp->module_states.size() < native_module_count())
        t.interp->module_states.resize(native_module_count(), nullptr);
    ModuleSpec spec = found->get();
    Owned module = TRY(new_module(t, name));
    Module* m = module.as<Module>();
    Value module_name = intern(t, name);
    if (spec.doc) TRY(module_add_str(t, m, "__doc__", spec.doc));
    for (const FunctionSpec& function : spec.functions) {
        Owned made = TRY(make_native_function(t, function, module_name));
        Value function_name = TRY(get_attr(t, made, names(t).__name__)).get();
        TRY(dict_set(t, m->dict.as<Dict>(), function_name, made));
    }
    if (!spec.exec) return module;
    auto& first = module_state<FirstContents>(t, first_contents_registration).by_index;
    if (auto known = first.find(found->index); known != first.end()) {
        TRY(dict_update(t, m->dict.as<Dict>(), known->second));
        return module;
    }
    TRY(spec.exec(t, m));
    first[found->index] = TRY(dict_copy(t, m->dict.as<Dict>())).take();
    return module;
}

Status module_add(Thread& t, Module* module, const char* name, Value value) {
    return dict_set(t, module->dict.as<Dict>(), intern(t, name), value);
}
Status module_add_int(Thread& t, Module* module, const char* name, int64_t value) {
    return module_add(t, module, name, TRY(make_int(t, value)));
}
Status module_add_str(Thread& t, Module* module, const char* name, std::string_view utf8) {
    return module_add(t, module, name, TRY(make_str(t, utf8)));
}

Owned import_attr(Thread& t, const char* module, const char* name) {
    Value module_name = intern(t, module);
    Value known = t.interp->sys_modules.is_valid()
                      ? dict_get_str(t, t.interp->sys_modules.as<Dict>(), module_name)
                      : Value::unbound();
    if (!known.is_unbound()) return get_attr(t, Owned::share(known), name);
    Value importer = dict_get_str(t, t.interp->builtins.as<Dict>(), names(t).__import__);
    if (importer.is_unbound()) return raise_error(t, exc(t).ImportError, "__import__ not found");
    // A fromlist makes __import__ give the submodule itself.
    Owned wanted = TRY(make_list(t, {intern(t, name)}));
    Owned found = TRY(call(t, importer, {module_name, Value::none(), Value::none(), wanted}));
    return get_attr(t, found, name);
}

}  // namespace minipy
