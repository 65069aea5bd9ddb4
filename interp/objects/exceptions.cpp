// BaseException and the classes that add nothing, or only fields filled from the arguments, to it. OSError, the Unicode errors and
// exception groups have files of their own.
#include "objects/exceptions.h"

#include "objects/attributes.h"

namespace minipy {

namespace {

Exception* as_exception(Value v) { return v.as<Exception>(); }

}  // namespace

void set_exception_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

// ---- memory: every layout is Exception followed by Value fields ----

namespace {

Value* extra_fields(Object* o) {
    return reinterpret_cast<Value*>(reinterpret_cast<char*>(o) + sizeof(Exception));
}
uint32_t extra_count(Object* o) { return exception_layout_fields(o->type); }

template <class F>
void each_field(Object* o, F&& f) {
    Exception* e = static_cast<Exception*>(o);
    for (Value* v : {&e->args, &e->traceback, &e->context, &e->cause, &e->notes}) f(*v);
    Value* extra = extra_fields(o);
    for (uint32_t i = 0, n = extra_count(o); i < n; ++i) f(extra[i]);
}

void exception_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    each_field(o, [](Value v) { release(v); });
    clear_instance_tail(t, o);
    free_object(t, o);
}
void exception_traverse(Object* o, Visitor& visitor) {
    each_field(o, [&](Value v) { visitor.visit(v); });
    traverse_instance_tail(o, visitor);
}
void exception_clear(Thread& t, Object* o) {
    each_field(o, [](Value& v) { set_exception_field(v, Value::none()); });
    clear_instance_tail(t, o);
}

// ---- making ----

Owned base_new(Thread& t, Type* type, const CallArgs& args) {
    Object* o = make_exception(t, type);
    if (!o) return raise_memory_error(t);
    Owned self = Owned::adopt(o);
    as_exception(self)->args = TRY(make_tuple(t, args.args, args.count)).take();
    return self;
}

Status base_init(Thread& t, Value self, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "%s() takes no keyword arguments", type_name(t, self));
    Owned tuple = TRY(make_tuple(t, args.args, args.count));
    set_exception_field(as_exception(self)->args, tuple);
    return {};
}

// Fields by keyword only: AttributeError(*args, name=None, obj=None) and its like.
Status init_with_keywords(Thread& t, Value self, const CallArgs& args,
                          std::initializer_list<const char*> keywords, std::initializer_list<Value*> fields) {
    CallArgs positional{args.args, args.count, nullptr};
    TRY(base_init(t, self, positional));
    for (Value* field : fields) set_exception_field(*field, Value::none());
    if (!args.kwnames) return {};
    for (size_t i = 0; i < args.kwnames->length; ++i) {
        bool known = false;
        auto field = fields.begin();
        for (const char* keyword : keywords) {
            if (str_equals(args.kwnames->at(i), keyword)) {
                set_exception_field(**field, args.args[args.count + i]);
                known = true;
            }
            ++field;
        }
        if (!known) {
            return raise_type_error(t, "'%s' is an invalid keyword argument for %s()",
                                    to_utf8(args.kwnames->at(i)).c_str(), type_name(t, self));
        }
    }
    return {};
}

Status name_error_init(Thread& t, Value self, const CallArgs& args) {
    return init_with_keywords(t, self, args, {"name"}, {&self.as<NameError>()->name});
}
Status attribute_error_init(Thread& t, Value self, const CallArgs& args) {
    auto* e = self.as<AttributeError>();
    return init_with_keywords(t, self, args, {"name", "obj"}, {&e->name, &e->obj});
}
Status import_error_init(Thread& t, Value self, const CallArgs& args) {
    auto* e = self.as<ImportError>();
    TRY(init_with_keywords(t, self, args, {"name", "path"}, {&e->name, &e->path}));
    set_exception_field(e->msg, args.count == 1 ? args.args[0] : Value::none());
    return {};
}
Status stop_iteration_init(Thread& t, Value self, const CallArgs& args) {
    TRY(base_init(t, self, args));
    set_exception_field(self.as<StopIteration>()->value, args.count ? args.args[0] : Value::none());
    return {};
}
Status system_exit_init(Thread& t, Value self, const CallArgs& args) {
    TRY(base_init(t, self, args));
    Owned code = args.count == 0   ? Owned::none()
                 : args.count == 1 ? Owned::share(args.args[0])
                                   : Owned::share(as_exception(self)->args);
    set_exception_field(self.as<SystemExit>()->code, code);
    return {};
}
Status syntax_error_init(Thread& t, Value self, const CallArgs& args) {
    TRY(base_init(t, self, args));
    auto* e = self.as<SyntaxError>();
    if (args.count >= 1) set_exception_field(e->msg, args.args[0]);
    if (args.count != 2) return {};
    Ref<Tuple> info = TRY(to_tuple(t, args.args[1]));
    if (info->length < 4 || info->length > 6) {
        return raise_type_error(t, "function takes at %s arguments (%zu given)", info->length < 4 ? "least 4" : "most 6",
                                info->length);
    }
    if (info->length == 5)
        return raise_type_error(t, "end_offset must be provided when end_lineno is provided");
    Value* fields[] = {&e->filename, &e->lineno, &e->offset, &e->text, &e->end_lineno, &e->end_offset};
    for (size_t i = 0; i < info->length; ++i) set_exception_field(*fields[i], info->at(i));
    return {};
}

// ---- text ----

Owned base_str(Thread& t, Value self) {
    Tuple* args = as_exception(self)->args.as<Tuple>();
    if (args->length == 0) return Owned::share(t.interp->empty_str);
    if (args->length == 1) return str(t, args->at(0));
    return str(t, as_exception(self)->args);
}
Owned base_repr(Thread& t, Value self) {
    Tuple* args = as_exception(self)->args.as<Tuple>();
    std::string name = to_utf8(type_of(t, self)->name);
    if (args->length == 1) return make_str(t, name + "(" + TRY(repr_utf8(t, args->at(0))) + ")");
    return make_str(t, name + TRY(repr_utf8(t, as_exception(self)->args)));
}
Owned key_error_str(Thread& t, Value self) {
    Tuple* args = as_exception(self)->args.as<Tuple>();
    if (args->length == 1) return repr(t, args->at(0));
    return base_str(t, self);
}
Owned import_error_str(Thread& t, Value self) {
    Value msg = self.as<ImportError>()->msg;
    if (is_exact(msg, Kind::Str)) return Owned::share(msg);
    return base_str(t, self);
}
Owned syntax_error_str(Thread& t, Value self) {
    auto* e = self.as<SyntaxError>();
    std::string message = e->msg.is_none() ? "None" : TRY(str_utf8(t, e->msg));
    std::string file = is_str(e->filename) ? to_utf8(e->filename) : "";
    if (size_t slash = file.rfind('/'); slash != std::string::npos) file = file.substr(slash + 1);
    bool line = is_exact_int(e->lineno);
    std::string number = line ? TRY(str_utf8(t, e->lineno)) : "";
    if (!file.empty() && line) return make_str(t, message + " (" + file + ", line " + number + ")");
    if (!file.empty()) return make_str(t, message + " (" + file + ")");
    if (line) return make_str(t, message + " (line " + number + ")");
    return make_str(t, message);
}

// ---- attributes and methods ----

Owned get_args(Thread&, Value self) { return Owned::share(as_exception(self)->args); }
Status set_args(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_type_error(t, "args may not be deleted");
    Ref<Tuple> tuple = TRY(to_tuple(t, v));
    set_exception_field(as_exception(self)->args, tuple);
    return {};
}
Owned get_traceback(Thread&, Value self) { return Owned::share(as_exception(self)->traceback); }
Status set_traceback(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_type_error(t, "__traceback__ may not be deleted");
    if (!v.is_none() && !is_kind(v, Kind::Traceback))
        return raise_type_error(t, "__traceback__ must be a traceback or None");
    set_exception_field(as_exception(self)->traceback, v);
    return {};
}
template <Value Exception::*field>
Owned get_link(Thread&, Value self) {
    return Owned::share(as_exception(self)->*field);
}
template <Value Exception::*field>
Status set_link(Thread& t, Value self, Value v) {
    const char* what = field == &Exception::cause ? "cause" : "context";
    if (v.is_unbound()) return raise_type_error(t, "__%s__ may not be deleted", what);
    if (!v.is_none() && !is_exception(v))
        return raise_type_error(t, "exception %s must be None or derive from BaseException", what);
    set_exception_field(as_exception(self)->*field, v);
    if (field == &Exception::cause) as_exception(self)->suppress_context = true;
    return {};
}
Owned get_suppress(Thread&, Value self) { return Owned::from_bool(as_exception(self)->suppress_context); }
Status set_suppress(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_type_error(t, "can't delete numeric/char attribute");
    if (!v.is_bool()) return raise_type_error(t, "attribute value type must be bool");
    as_exception(self)->suppress_context = v.is_true();
    return {};
}
Owned get_dict(Thread& t, Value self) { return instance_dict(t, self); }
Status set_dict(Thread& t, Value self, Value v) {
    if (!is_dict(v))
        return raise_type_error(t, "__dict__ must be set to a dictionary, not a '%.200s'", type_name(t, v));
    attrs_set_dict(t, self.object(), v.as<Dict>());
    return {};
}

Owned method_with_traceback(Thread& t, const Value* args) {
    TRY(set_traceback(t, args[0], args[1]));
    return Owned::share(args[0]);
}
Owned method_add_note(Thread& t, const Value* args) {
    if (!is_str(args[1])) return raise_type_error(t, "note must be a str, not '%s'", type_name(t, args[1]));
    Owned notes = TRY(lookup_attr(t, args[0], names(t).__notes__));
    if (notes.is_unbound()) {
        notes = TRY(new_list(t));
        TRY(set_attr(t, args[0], names(t).__notes__, notes));
    }
    if (!is_list(notes)) return raise_type_error(t, "Cannot add note: __notes__ is not a list");
    TRY(list_append(t, notes.as<List>(), args[1]));
    return Owned::none();
}
Owned method_reduce(Thread& t, const Value* args) {
    Value type = Value(type_of(t, args[0]));
    Attrs* attrs = attrs_of(args[0].object());
    bool empty =
        attrs->has_dict() ? !attrs->dict || !static_cast<Dict*>(attrs->dict)->used : attrs->shape->count == 0;
    if (empty) return make_tuple(t, {type, as_exception(args[0])->args});
    Owned dict = TRY(instance_dict(t, args[0]));
    return make_tuple(t, {type, as_exception(args[0])->args, dict.get()});
}
// The state of an ImportError has its name and path in it.
Owned import_error_reduce(Thread& t, const Value* args) {
    auto* e = args[0].as<ImportError>();
    Owned plain = TRY(method_reduce(t, args));
    if (e->name.is_none() && e->path.is_none()) return plain;
    Tuple* parts = plain.as<Tuple>();
    Ref<Dict> state = TRY(parts->length == 3 ? dict_copy(t, parts->at(2).as<Dict>()) : new_dict(t));
    if (!e->name.is_none()) TRY(dict_set_ascii(t, state.get(), "name", e->name));
    if (!e->path.is_none()) TRY(dict_set_ascii(t, state.get(), "path", e->path));
    return make_tuple(t, {parts->at(0), parts->at(1), state});
}
Owned method_setstate(Thread& t, const Value* args) {
    if (args[1].is_none()) return Owned::none();
    if (!is_dict(args[1])) return raise_type_error(t, "state is not a dictionary");
    size_t at = 0;
    while (DictEntry* e = dict_next(args[1].as<Dict>(), &at)) TRY(set_attr(t, args[0], e->key, e->value));
    return Owned::none();
}

const FunctionSpec base_methods[] = {
    {"with_traceback(self, tb, /)", method_with_traceback,
     "Exception.with_traceback(tb) --\n    set self.__traceback__ to tb and return self."},
    {"add_note(self, note, /)", method_add_note,
     "Exception.add_note(note) --\n    add a note to the exception"},
    {"__reduce__(self, /)", method_reduce, nullptr},
    {"__setstate__(self, state, /)", method_setstate, nullptr},
};
const GetSetSpec base_getset[] = {
    {"args", get_args, set_args},
    {"__traceback__", get_traceback, set_traceback},
    {"__context__", get_link<&Exception::context>, set_link<&Exception::context>, "exception context"},
    {"__cause__", get_link<&Exception::cause>, set_link<&Exception::cause>, "exception cause"},
    {"__suppress_context__", get_suppress, set_suppress},
    {"__dict__", get_dict, set_dict},
};

#define FIELD(Layout, field) offsetof(Layout, field), false
const MemberSpec name_error_members[] = {{"name", FIELD(NameError, name)}};
const MemberSpec attribute_error_members[] = {{"name", FIELD(AttributeError, name)},
                                              {"obj", FIELD(AttributeError, obj)}};
const FunctionSpec import_error_methods[] = {{"__reduce__(self, /)", import_error_reduce, nullptr}};
const MemberSpec import_error_members[] = {
    {"msg", FIELD(ImportError, msg)}, {"name", FIELD(ImportError, name)}, {"path", FIELD(ImportError, path)}};
const MemberSpec stop_iteration_members[] = {{"value", FIELD(StopIteration, value)}};
const MemberSpec system_exit_members[] = {{"code", FIELD(SystemExit, code)}};
const MemberSpec syntax_error_members[] = {
    {"msg", FIELD(SyntaxError, msg)},
    {"filename", FIELD(SyntaxError, filename)},
    {"lineno", FIELD(SyntaxError, lineno)},
    {"offset", FIELD(SyntaxError, offset)},
    {"text", FIELD(SyntaxError, text)},
    {"end_lineno", FIELD(SyntaxError, end_lineno)},
    {"end_offset", FIELD(SyntaxError, end_offset)},
    {"print_file_and_line", FIELD(SyntaxError, print_file_and_line)},
};

}  // namespace

uint32_t exception_layout_fields(Type* type) {
    while (type->has(kTypeHeap)) type = type->base_type();
    size_t size = type->basic_size - sizeof(Exception);
    // OSError ends in a number, which is no Value.
    if (type->basic_size == sizeof(OSError)) size -= sizeof(int64_t);
    return static_cast<uint32_t>(size / sizeof(Value));
}

namespace {

enum class Layout {
    Exception,
    StopIteration,
    SystemExit,
    NameError,
    AttributeError,
    ImportError,
    OSError,
    SyntaxError,
    UnicodeError,
    ExceptionGroup
};

// Classes of programs and of native modules have that of their nearest base above Exception's, if any.
Layout layout_of(Type* type) {
    while (!type->native_data && type->base_type()->instance_kind == Kind::Exception)
        type = type->base_type();
    return static_cast<Layout>(reinterpret_cast<intptr_t>(type->native_data));
}

}  // namespace

Object* make_exception(Thread& t, Type* type) {
    switch (layout_of(type)) {
        case Layout::Exception:
            return make_instance<Exception>(t, type);
        case Layout::StopIteration:
            return make_instance<StopIteration>(t, type);
        case Layout::SystemExit:
            return make_instance<SystemExit>(t, type);
        case Layout::NameError:
            return make_instance<NameError>(t, type);
        case Layout::AttributeError:
            return make_instance<AttributeError>(t, type);
        case Layout::ImportError:
            return make_instance<ImportError>(t, type);
        case Layout::OSError:
            return make_instance<OSError>(t, type);
        case Layout::SyntaxError:
            return make_instance<SyntaxError>(t, type);
        case Layout::UnicodeError:
            return make_instance<UnicodeError>(t, type);
        case Layout::ExceptionGroup:
            return make_instance<ExceptionGroup>(t, type);
    }
    return nullptr;
}

namespace {

template <class T>
TypeSpec layout_spec(const char* name) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(T);
    spec.kind = Kind::Exception;
    spec.flags = kTypeBaseAllowed | kTypeExceptionSubclass;
    spec.attrs_offset = sizeof(T);
    spec.slots.dealloc = exception_dealloc;
    spec.slots.traverse = exception_traverse;
    spec.slots.clear = exception_clear;
    spec.slots.new_ = base_new;
    spec.slots.init = base_init;
    return spec;
}

// What a class adds to its base; looked up by name, the rest of exceptions.def adds nothing.
void specialize(TypeSpec& spec, std::string_view name) {
    Slots& s = spec.slots;
    if (name == "BaseException") {
        spec.methods = base_methods;
        spec.getset = base_getset;
        s.str = base_str;
        s.repr = base_repr;
    } else if (name == "KeyError") {
        s.str = key_error_str;
    } else if (name == "NameError") {
        s.init = name_error_init;
        spec.members = name_error_members;
    } else if (name == "AttributeError") {
        s.init = attribute_error_init;
        spec.members = attribute_error_members;
    } else if (name == "ImportError") {
        s.init = import_error_init;
        s.str = import_error_str;
        spec.members = import_error_members;
        spec.methods = import_error_methods;
    } else if (name == "StopIteration") {
        s.init = stop_iteration_init;
        spec.members = stop_iteration_members;
    } else if (name == "SystemExit") {
        s.init = system_exit_init;
        spec.members = system_exit_members;
    } else if (name == "SyntaxError") {
        s.init = syntax_error_init;
        s.str = syntax_error_str;
        spec.members = syntax_error_members;
    } else {
        specialize_os_error(spec, name);
        specialize_unicode_error(spec, name);
        specialize_exception_group(spec, name);
    }
}

template <class T>
Type* define_exception(Thread& t, const char* name, Layout layout, Type* base) {
    TypeSpec spec = layout_spec<T>(name);
    // Both are inherited, so that UnboundLocalError fills what NameError does and FileNotFoundError what OSError does.
    if (base->instance_kind == Kind::Exception && base->basic_size == sizeof(T)) {
        spec.slots.init = nullptr;
        spec.slots.new_ = nullptr;
    }
    specialize(spec, name);
    Type* type = define_type(t, spec, base);
    type->native_data = reinterpret_cast<void*>(static_cast<intptr_t>(layout));
    return type;
}

}  // namespace

// Called by init_types().
Status init_exception_types(Thread& t) {
    Type* object = types(t).object;
    auto base_of = [&](std::string_view name) -> Type* {
        if (name == "object") return object;
#define EXCEPTION(Name, Base, LayoutName) \
    if (name == #Name) return exc(t).Name;
#include "runtime/exceptions.def"
#undef EXCEPTION
        return object;
    };
#define EXCEPTION(Name, Base, LayoutName) \
    exc(t).Name = define_exception<LayoutName>(t, #Name, Layout::LayoutName, base_of(#Base));
#include "runtime/exceptions.def"
#undef EXCEPTION
    return init_exception_group(t);
}

}  // namespace minipy
