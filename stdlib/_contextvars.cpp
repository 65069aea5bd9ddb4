// _contextvars: variables whose value belongs to a context, not to the program.
//
// What a Context is, and how one becomes current, is in objects/context.h; here are the types that Python sees.
//
// A ContextVar remembers what `get` found last, with the thread and the thread's context_version at that moment. Setting
// a variable and changing contexts make the version another one, so reading a variable in a loop is two comparisons.
#include "native/module.h"

namespace minipy {
namespace {

struct ContextVar : GcObject {
    Value name = Value::none();         // Str
    Value fallback = Value::unbound();  // the default
    Value cached = Value::unbound();    // borrowed from the context
    uint64_t cached_thread = 0;         // 0: nothing is cached
    uint64_t cached_version = 0;
};
struct Token : GcObject {
    Value context = Value::none();
    Value var = Value::none();
    Value old_value = Value::unbound();
    bool used = false;
};
struct Missing : Object {};

struct State {
    Type* missing_type = nullptr;
    Value missing = Value::none();
};
State& state(Thread&);

Context* context_of(Value v) { return v.as<Context>(); }
ContextVar* var_of(Value v) { return v.as<ContextVar>(); }
Token* token_of(Value v) { return v.as<Token>(); }
Dict* vars_of(Context* context) { return context->vars.as<Dict>(); }

bool is_var(Thread& t, Value v) { return type_of(t, v) == types(t).context_var; }
Status require_var(Thread& t, Value v) {
    if (is_var(t, v)) return {};
    std::string text = TRY(repr_utf8(t, v));
    return raise_type_error(t, "a ContextVar key was expected, got %s", text.c_str());
}

// ---- contexts --------------------------------------------------------------------------------------------

Status set_in_context(Thread& t, Context* context, Value var, Value value) {
    Owned self = Owned::share(Value(context));
    if (vars_of(context)->refcount > 1) {
        Ref<Dict> copy = TRY(dict_copy(t, vars_of(context)));
        Owned old = Owned::adopt(context->vars);
        context->vars = Value(copy.take());
    }
    ++t.context_version;
    if (!value.is_unbound()) return dict_set(t, vars_of(context), var, value);
    TRY(dict_remove(t, vars_of(context), var));
    return {};
}

Owned copy_context(Thread& t, const Value*) { return copy_current_context(t); }

Owned context_new(Thread& t, Type*, const CallArgs& args) {
    if (args.count || (args.kwnames && args.kwnames->length)) {
        return raise_type_error(t, "Context() does not accept any arguments");
    }
    return make_context(t, Value::none());
}

Owned context_run(Thread& t, const Value* args) {
    Tuple* positional = args[1].as<Tuple>();
    if (positional->length == 0) return raise_type_error(t, "run() missing 1 required positional argument");
    EnteredContext inside(t, args[0]);
    TRY(inside.status());
    if (args[2].as<Dict>()->used == 0) {
        CallArgs rest{positional->items() + 1, static_cast<uint32_t>(positional->length - 1)};
        return call(t, positional->at(0), rest);
    }
    Owned rest = TRY(make_tuple(t, positional->items() + 1, positional->length - 1));
    return call_with(t, positional->at(0), rest, args[2]);
}

Owned context_copy(Thread& t, const Value* args) { return make_context(t, context_of(args[0])->vars); }

Owned context_get_item(Thread& t, Value self, Value key) {
    TRY(require_var(t, key));
    Value found = dict_get(t, vars_of(context_of(self)), key);
    if (found.is_error()) return Raised{};
    if (found.is_unbound()) return raise_key_error(t, key);
    return Owned::share(found);
}
Owned context_get(Thread& t, const Value* args) {
    TRY(require_var(t, args[1]));
    Value found = dict_get(t, vars_of(context_of(args[0])), args[1]);
    if (found.is_error()) return Raised{};
    return Owned::share(found.is_unbound() ? args[2] : found);
}
Result<bool> context_contains(Thread& t, Value self, Value key) {
    TRY(require_var(t, key));
    Value found = dict_get(t, vars_of(context_of(self)), key);
    if (found.is_error()) return Raised{};
    return !found.is_unbound();
}
Result<int64_t> context_length(Thread&, Value self) {
    return static_cast<int64_t>(vars_of(context_of(self))->used);
}

enum class Part { Keys, Values, Items };
Owned iterate(Thread& t, Value self, Part part) {
    Owned vars = Owned::share(context_of(self)->vars);
    Ref<List> list = TRY(new_list(t, vars.as<Dict>()->used));
    size_t at = 0;
    while (DictEntry* entry = dict_next(vars.as<Dict>(), &at)) {
        if (part == Part::Items) {
            TRY(list_push(t, list.get(), TRY(make_tuple(t, {entry->key, entry->value}))));
        } else {
            TRY(list_append(t, list.get(), part == Part::Keys ? entry->key : entry->value));
        }
    }
    return get_iter(t, list);
}
Owned context_iter(Thread& t, Value self) { return iterate(t, self, Part::Keys); }
Owned context_keys(Thread& t, const Value* args) { return iterate(t, args[0], Part::Keys); }
Owned context_values(Thread& t, const Value* args) { return iterate(t, args[0], Part::Values); }
Owned context_items(Thread& t, const Value* args) { return iterate(t, args[0], Part::Items); }

Owned context_compare(Thread& t, Value self, Value other, CompareOp op) {
    if (type_of(t, other) != types(t).context || (op != CompareOp::Eq && op != CompareOp::Ne)) {
        return Owned::not_implemented();
    }
    Owned mine = Owned::share(context_of(self)->vars), theirs = Owned::share(context_of(other)->vars);
    return compare(t, op, mine, theirs);
}

void context_traverse(Object* object, Visitor& visitor) {
    visitor.visit(static_cast<Context*>(object)->vars);
}
void context_clear(Thread& t, Object* object) {
    Context* self = static_cast<Context*>(object);
    Ref<Dict> empty = new_dict(t);
    if (!empty) return (void)take_exception(t);
    Owned old = Owned::adopt(self->vars);
    self->vars = Value(empty.take());
}
void context_dealloc(Thread& t, Object* object) {
    Context* self = static_cast<Context*>(object);
    gc_untrack(t, self);
    release(self->vars);
    free_object(t, object);
}

// ---- variables -------------------------------------------------------------------------------------------

Owned var_new(Thread& t, Type* type, const CallArgs& call_args) {
    static const char* const signature = "ContextVar(name, /, *, default=...)";
    Value args[2];
    BoundArgs bound(t, signature, call_args, args);
    TRY(bound.status());
    if (!is_str(args[0])) return raise_type_error(t, "context variable name must be a str");
    ContextVar* self = make<ContextVar>(t, type);
    if (!self) return raise_memory_error(t);
    self->name = Owned::share(args[0]).take();
    self->fallback = Owned::share(args[1]).take();
    return Owned::adopt(self);
}

// The variable's value in the current context (borrowed), or Unbound.
Value current_value(Thread& t, ContextVar* self) {
    uint64_t thread = t.gil_thread.number;  // never given to another thread
    if (self->cached_thread == thread && self->cached_version == t.context_version) return self->cached;
    if (!t.context.is_valid()) return Value::unbound();
    Value found = dict_get(t, vars_of(context_of(t.context)), Value(self));
    if (found.is_error() || found.is_unbound()) return found;
    self->cached = found;
    self->cached_thread = thread;
    self->cached_version = t.context_version;
    return found;
}

Owned var_get(Thread& t, const Value* args) {
    ContextVar* self = var_of(args[0]);
    Value found = current_value(t, self);
    if (found.is_error()) return Raised{};
    if (!found.is_unbound()) return Owned::share(found);
    if (!args[1].is_unbound()) return Owned::share(args[1]);
    if (!self->fallback.is_unbound()) return Owned::share(self->fallback);
    return raise_with(t, exc(t).LookupError, args[0]);
}

Owned var_set(Thread& t, const Value* args) {
    Context* context = TRY(current_context(t));
    Value old = current_value(t, var_of(args[0]));
    if (old.is_error()) return Raised{};
    Token* token = make<Token>(t, types(t).context_token);
    if (!token) return raise_memory_error(t);
    Owned made = Owned::adopt(token);
    token->context = Owned::share(Value(context)).take();
    token->var = Owned::share(args[0]).take();
    token->old_value = Owned::share(old).take();
    TRY(set_in_context(t, context, args[0], args[1]));
    return made;
}

Owned var_reset(Thread& t, const Value* args) {
    if (type_of(t, args[1]) != types(t).context_token) {
        std::string text = TRY(repr_utf8(t, args[1]));
        return raise_type_error(t, "expected an instance of Token, got %s", text.c_str());
    }
    Token* token = token_of(args[1]);
    const char* wrong = token->used             ? "has already been used once"
                        : token->var != args[0] ? "was created by a different ContextVar"
                        : !t.context.is_valid() || token->context != t.context
                            ? "was created in a different Context"
                            : nullptr;
    if (wrong) {
        std::string text = TRY(repr_utf8(t, args[1]));
        return raise_error(t, token->used ? exc(t).RuntimeError : exc(t).ValueError, "%s %s", text.c_str(),
                           wrong);
    }
    token->used = true;
    TRY(set_in_context(t, context_of(t.context), args[0], token->old_value));
    return Owned::none();
}

Owned var_repr(Thread& t, Value self) {
    ContextVar* var = var_of(self);
    std::string text = "<ContextVar name=" + TRY(repr_utf8(t, var->name));
    if (!var->fallback.is_unbound()) text += " default=" + TRY(repr_utf8(t, var->fallback));
    char where[40];
    snprintf(where, sizeof where, " at %p>", static_cast<void*>(var));
    return make_str(t, text + where);
}

Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}

void var_traverse(Object* object, Visitor& visitor) {
    visitor.visit(static_cast<ContextVar*>(object)->fallback);
}
void var_clear(Thread&, Object* object) {
    ContextVar* self = static_cast<ContextVar*>(object);
    self->cached_thread = 0;
    Owned old = Owned::adopt(self->fallback);
    self->fallback = Value::unbound();
}
void var_dealloc(Thread& t, Object* object) {
    gc_untrack(t, static_cast<GcObject*>(object));
    var_clear(t, object);
    release(static_cast<ContextVar*>(object)->name);
    free_object(t, object);
}

// ---- tokens ----------------------------------------------------------------------------------------------

Owned token_var(Thread&, Value self) { return Owned::share(token_of(self)->var); }
Owned token_old_value(Thread& t, Value self) {
    Value old = token_of(self)->old_value;
    return Owned::share(old.is_unbound() ? state(t).missing : old);
}
Owned token_new(Thread& t, Type*, const CallArgs&) {
    return raise_runtime_error(t, "Tokens can only be created by ContextVars");
}
Owned token_repr(Thread& t, Value self) {
    std::string text = token_of(self)->used ? "<Token used var=" : "<Token var=";
    text += TRY(repr_utf8(t, token_of(self)->var));
    char where[40];
    snprintf(where, sizeof where, " at %p>", static_cast<void*>(self.object()));
    return make_str(t, text + where);
}
Owned missing_repr(Thread& t, Value) { return make_str(t, "<Token.MISSING>"); }

void token_traverse(Object* object, Visitor& visitor) {
    Token* self = static_cast<Token*>(object);
    for (Value v : {self->context, self->var, self->old_value}) visitor.visit(v);
}
void token_clear(Thread&, Object* object) {
    Token* self = static_cast<Token*>(object);
    Owned context = Owned::adopt(self->context), var = Owned::adopt(self->var),
          old = Owned::adopt(self->old_value);
    self->context = self->var = Value::none();
    self->old_value = Value::unbound();
}
void token_dealloc(Thread& t, Object* object) {
    gc_untrack(t, static_cast<GcObject*>(object));
    token_clear(t, object);
    free_object(t, object);
}

// ---- the module ------------------------------------------------------------------------------------------

const FunctionSpec context_methods[] = {
    {"run(self, /, *args, **kwargs)", context_run, "Call a function in this context."},
    {"copy(self, /)", context_copy, "Return a shallow copy of the context."},
    {"get(self, key, default=None, /)", context_get,
     "Return the value of a variable, or the default when it has none."},
    {"keys(self, /)", context_keys, "Return the variables that have a value."},
    {"values(self, /)", context_values, "Return the variables' values."},
    {"items(self, /)", context_items, "Return pairs of variable and value."},
};
const FunctionSpec var_methods[] = {
    {"get(self, default=..., /)", var_get,
     "Return the value in the current context, the default given, or the variable's own."},
    {"set(self, value, /)", var_set, "Set the value in the current context; returns a Token to undo it."},
    {"reset(self, token, /)", var_reset, "Undo the set() that returned the token."},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"},
};
const MemberSpec var_members[] = {{"name", offsetof(ContextVar, name)}};
const FunctionSpec token_methods[] = {{"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const GetSetSpec token_getset[] = {{"var", token_var}, {"old_value", token_old_value}};
const FunctionSpec functions[] = {{"copy_context()", copy_context, "Return a copy of the current context."}};

Type* define_context(Thread& t) {
    TypeSpec spec;
    spec.name = "_contextvars.Context";
    spec.size = sizeof(Context);
    spec.slots.new_ = context_new;
    spec.slots.dealloc = context_dealloc;
    spec.slots.traverse = context_traverse;
    spec.slots.clear = context_clear;
    spec.slots.compare = context_compare;
    spec.slots.get_item = context_get_item;
    spec.slots.contains = context_contains;
    spec.slots.length = context_length;
    spec.slots.iter = context_iter;
    spec.methods = context_methods;
    return define_type(t, spec);
}

Type* define_var(Thread& t) {
    TypeSpec spec;
    spec.name = "_contextvars.ContextVar";
    spec.size = sizeof(ContextVar);
    spec.slots.new_ = var_new;
    spec.slots.dealloc = var_dealloc;
    spec.slots.traverse = var_traverse;
    spec.slots.clear = var_clear;
    spec.slots.repr = var_repr;
    spec.methods = var_methods;
    spec.members = var_members;
    return define_type(t, spec);
}

Type* define_token(Thread& t) {
    TypeSpec spec;
    spec.name = "_contextvars.Token";
    spec.size = sizeof(Token);
    spec.slots.new_ = token_new;
    spec.slots.dealloc = token_dealloc;
    spec.slots.traverse = token_traverse;
    spec.slots.clear = token_clear;
    spec.slots.repr = token_repr;
    spec.methods = token_methods;
    spec.getset = token_getset;
    return define_type(t, spec);
}

Status init_module(Thread& t, Module* module) {
    Types& ty = types(t);
    ty.context = define_context(t);
    ty.context_var = define_var(t);
    ty.context_token = define_token(t);
    TypeSpec missing;
    missing.name = "Token.MISSING";
    missing.size = sizeof(Missing);
    missing.flags = kTypeNoInstantiate;
    missing.slots.dealloc = dealloc_struct<Missing>;
    missing.slots.repr = missing_repr;
    State& s = state(t);
    s.missing_type = define_type(t, missing);
    Missing* object = make<Missing>(t, s.missing_type);
    if (!object) return raise_memory_error(t);
    s.missing = Value(object);
    TRY(dict_set_ascii(t, ty.context_token->dict.as<Dict>(), "MISSING", s.missing));
    TRY(module_add(t, module, "Context", Value(ty.context)));
    TRY(module_add(t, module, "ContextVar", Value(ty.context_var)));
    return module_add(t, module, "Token", Value(ty.context_token));
}

}  // namespace

MINIPY_MODULE(_contextvars, {.doc = "Context Variables", .functions = functions, .exec = init_module});

namespace {
State& state(Thread& t) { return module_state<State>(t, module_registration__contextvars); }
}  // namespace

}  // namespace minipy
