// The module `_pickle`: dump, dumps, load, loads, the exceptions, and what the other files share.
#include "reader.h"
#include "writer.h"

namespace minipy::pickle {

namespace {

ModuleRegistration& registration();

// ---- functions ----

Owned dumps(Thread& t, const Value* args) {
    Writer writer;
    TRY(writer.configure(t, args[1], TRY(truth(t, args[2])), args[3]));
    TRY(writer.dump(t, args[0]));
    return make_bytes(t, writer.out);
}
// What a Pickler with that dispatch_table would write.
Owned dumps_by_table(Thread& t, const Value* args) {
    Writer writer;
    TRY(writer.configure(t, args[1], true, Value::none()));
    writer.dispatch_table = Owned::share(args[2]);
    TRY(writer.dump(t, args[0]));
    return make_bytes(t, writer.out);
}
Owned dump(Thread& t, const Value* args) {
    Writer writer;
    TRY(writer.configure(t, args[2], TRY(truth(t, args[3])), args[4]));
    writer.write = TRY(lookup_attr(t, args[1], names(t).write));
    if (writer.write.is_unbound()) return raise_type_error(t, "file must have a 'write' attribute");
    TRY(writer.dump(t, args[0]));
    TRY(writer.flush(t));
    return Owned::none();
}
Owned loads(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    Reader reader;
    TRY(reader.configure(t, TRY(truth(t, args[1])), args[2], args[3], args[4]));
    reader.set_input(buffer.view());
    return reader.load(t);
}
Owned load(Thread& t, const Value* args) {
    Reader reader;
    TRY(open_file(t, reader, args[0]));
    TRY(reader.configure(t, TRY(truth(t, args[1])), args[2], args[3], args[4]));
    return reader.load(t);
}

const FunctionSpec functions[] = {
    {"dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)", dump,
     "Write a pickled representation of obj to the open file object file."},
    {"dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)", dumps,
     "Return the pickled representation of the object as a bytes object."},
    {"_dumps_by_table(obj, protocol, dispatch_table, /)", dumps_by_table,
     "Return the pickled representation of obj; dispatch_table is looked into as a Pickler's."},
    {"load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())", load,
     "Read and return an object from the pickle data stored in a file."},
    {"loads(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())", loads,
     "Read and return an object from the given pickle data."},
};

// ---- the module's beginning ----

Result<Type*> make_exception_type(Thread& t, Module* module, const char* name, Type* base, const char* doc) {
    Owned title = TRY(make_str(t, name)), bases = TRY(make_tuple(t, {Value(base)}));
    Ref<Dict> dict = TRY(new_dict(t));
    TRY(dict_set_ascii(t, dict.get(), "__module__", intern(t, "_pickle")));
    TRY(dict_set_ascii(t, dict.get(), "__doc__", TRY(make_str(t, doc))));
    Owned type = TRY(minipy::call(t, Value(types(t).type), {title, bases, dict}));
    TRY(module_add(t, module, name, type));
    return type.take().as<Type>();
}

Result<Dict*> fetch_dict(Thread& t, const char* module, const char* name) {
    Owned dict = TRY(import_attr(t, module, name));
    if (!is_dict(dict))
        return raise_runtime_error(t, "%s.%s should be a dict, not %.200s", module, name, type_name(t, dict));
    return dict.take().as<Dict>();
}

Status fill(Thread& t, Module* module) {
    State& s = state(t);
    s.persistent_id = intern(t, "persistent_id");
    s.persistent_load = intern(t, "persistent_load");
    s.reducer_override = intern(t, "reducer_override");
    s.dispatch_table_name = intern(t, "dispatch_table");
    s.find_class = intern(t, "find_class");
    s.peek = intern(t, "peek");
    s.newobj = intern(t, "__newobj__");
    s.newobj_ex = intern(t, "__newobj_ex__");
    s.getinitargs = intern(t, "__getinitargs__");
    s.extend = intern(t, "extend");
    s.append = intern(t, "append");
    s.add = intern(t, "add");
    s.dispatch_table = TRY(fetch_dict(t, "copyreg", "dispatch_table"));
    s.extension_registry = TRY(fetch_dict(t, "copyreg", "_extension_registry"));
    s.inverted_registry = TRY(fetch_dict(t, "copyreg", "_inverted_registry"));
    s.extension_cache = TRY(fetch_dict(t, "copyreg", "_extension_cache"));
    s.newobj_function = TRY(import_attr(t, "copyreg", "__newobj__")).take();
    s.pickle_error = TRY(make_exception_type(t, module, "PickleError", exc(t).Exception,
                                             "What all errors of pickling have in common."));
    s.pickling_error =
        TRY(make_exception_type(t, module, "PicklingError", s.pickle_error, "An object cannot be pickled."));
    s.unpickling_error = TRY(make_exception_type(t, module, "UnpicklingError", s.pickle_error,
                                                 "The data is not a pickle, or not whole."));
    TRY(add_buffer_type(t, module));
    TRY(add_pickler_types(t, module));
    return add_unpickler_types(t, module);
}
MINIPY_MODULE(_pickle, {.doc = "Objects as bytes and back.", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration__pickle; }

}  // namespace

State& state(Thread& t) { return module_state<State>(t, registration()); }

Status load_compat_tables(Thread& t) {
    State& s = state(t);
    if (s.names_to_2) return {};
    s.names_to_3 = TRY(fetch_dict(t, "_compat_pickle", "NAME_MAPPING"));
    s.modules_to_3 = TRY(fetch_dict(t, "_compat_pickle", "IMPORT_MAPPING"));
    s.modules_to_2 = TRY(fetch_dict(t, "_compat_pickle", "REVERSE_IMPORT_MAPPING"));
    s.names_to_2 = TRY(fetch_dict(t, "_compat_pickle", "REVERSE_NAME_MAPPING"));
    return {};
}

// ---- hooks ----

Status Hook::find(Thread& t, Value self, Value name) {
    Owned found = TRY(lookup_attr(t, self, name));
    wants_self = false;
    if (is_kind(found, Kind::BoundMethod) && found.as<BoundMethod>()->self == self) {
        wants_self = true;
        found = Owned::share(found.as<BoundMethod>()->function);
    }
    function = std::move(found);
    return {};
}
Owned Hook::call(Thread& t, Value self, Value argument) const {
    Owned held = function.dup();
    if (wants_self) return minipy::call(t, held, {self, argument});
    return minipy::call(t, held, {argument});
}

// ---- names ----

Result<std::vector<Owned>> dotted_path(Thread& t, Value object, Value name) {
    std::vector<Owned> path;
    Str* s = as_str(name);
    size_t begin = 0;
    bool local = false;
    for (size_t i = 0; i <= s->length; ++i) {
        if (i < s->length && s->at(i) != '.') continue;
        Owned part = TRY(substring(t, name, begin, i));
        if (str_equals(part, "<locals>")) local = true;
        path.push_back(Owned::share(intern(t, part)));
        begin = i + 1;
    }
    if (local) {
        std::string text = TRY(repr_utf8(t, name));
        if (object.is_unbound())
            return raise_error(t, exc(t).AttributeError, "Can't pickle local object %s", text.c_str());
        std::string owner = TRY(repr_utf8(t, object));
        return raise_error(t, exc(t).AttributeError, "Can't get local attribute %s on %s", text.c_str(),
                           owner.c_str());
    }
    return path;
}

Owned deep_attribute(Thread& t, Value object, const std::vector<Owned>& path, Owned* parent) {
    Owned at = Owned::share(object), above = Owned::share(object);
    for (const Owned& name : path) {
        Owned next = TRY(lookup_attr(t, at, name));
        if (next.is_unbound()) {
            std::string whole;
            for (const Owned& part : path) whole += (whole.empty() ? "" : ".") + to_utf8(part);
            Owned text = TRY(make_str(t, whole));
            std::string shown = TRY(repr_utf8(t, text)), owner = TRY(repr_utf8(t, object));
            return raise_error(t, exc(t).AttributeError, "Can't get attribute %s on %s", shown.c_str(),
                               owner.c_str());
        }
        above = std::move(at);
        at = std::move(next);
    }
    if (parent) *parent = std::move(above);
    return at;
}

Owned import_named(Thread& t, Value name) {
    Dict* modules = t.interp->sys_modules.as<Dict>();
    Value known = dict_get(t, modules, name);
    if (known.is_error()) return Raised{};
    if (!known.is_unbound() && !known.is_none()) {
        // Another thread may be importing it: then the import system waits for that.
        Owned module = Owned::share(known);
        Owned spec = TRY(lookup_attr(t, module, names(t).__spec__));
        if (spec.is_unbound() || spec.is_none()) return module;
        Owned busy = TRY(lookup_attr(t, spec, names(t)._initializing));
        if (busy.is_unbound() || !TRY(truth(t, busy))) return module;
    }
    Value importer = dict_get_str(t, t.interp->builtins.as<Dict>(), names(t).__import__);
    if (importer.is_unbound()) return raise_error(t, exc(t).ImportError, "__import__ not found");
    Owned wanted = TRY(make_list(t, {names(t).__doc__}));
    return minipy::call(t, importer, {name, Value::none(), Value::none(), wanted, Value::from_int(0)});
}

// ---- a Reader's settings ----

Status Reader::configure(Thread& t, bool fix, Value encoding, Value errors, Value buffers) {
    for (Value v : {encoding, errors}) {
        if (!is_str(v)) {
            return raise_type_error(t, "argument '%s' must be str, not %.50s",
                                    v == encoding ? "encoding" : "errors", type_name(t, v));
        }
    }
    encoding_ = to_utf8(encoding);
    errors_ = to_utf8(errors);
    fix_imports = fix;
    protocol = 0;
    bool none = buffers.is_none() || (is_tuple(buffers) && !buffers.as<Tuple>()->length);
    buffers_ = none ? Owned::unbound() : TRY(get_iter(t, buffers));
    return {};
}

}  // namespace minipy::pickle
