// list[int]: a generic class with its arguments. It behaves as the class: calls and attributes go to its origin.
//
//     list[int]       origin list, args (int,)
//     dict[str, T]    parameters (T,);  dict[str, T][int] is dict[str, int]
//     *tuple[int]     the same with `starred`, which is what iterating over an alias yields
//
// Type variables belong to the library (typing.py); here they are the values that have __typing_subst__.
#include "objects/generic_alias.h"

#include "native/module.h"

namespace minipy {

namespace {

GenericAlias* as_alias(Value v) { return v.as<GenericAlias>(); }
bool is_alias(Thread& t, Value v) {
    return v.is_object() && is_subtype(v.object()->type, types(t).generic_alias);
}

void alias_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    GenericAlias* a = static_cast<GenericAlias*>(o);
    for (Value v : {a->origin, a->args, a->parameters}) release(v);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void alias_traverse(Object* o, Visitor& visitor) {
    GenericAlias* a = static_cast<GenericAlias*>(o);
    for (Value v : {a->origin, a->args, a->parameters}) visitor.visit(v);
    traverse_instance_tail(o, visitor);
}

Owned new_alias(Thread& t, Type* type, Value origin, Value args, bool starred) {
    Owned tuple = is_tuple(args) ? Owned::share(args) : TRY(make_tuple(t, {args}));
    GenericAlias* a = make_instance<GenericAlias>(t, type);
    if (!a) return raise_memory_error(t);
    retain(origin);
    a->origin = origin;
    a->args = tuple.take();
    a->starred = starred;
    return Owned::adopt(a);
}
Owned alias_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "GenericAlias() takes no keyword arguments");
    if (args.count != 2) return raise_type_error(t, "GenericAlias expected 2 arguments, got %u", args.count);
    return new_alias(t, type, args.args[0], args.args[1], false);
}
Status alias_init(Thread&, Value, const CallArgs&) { return {}; }

// ---- parameters ----

bool find_in_tuple(Tuple* tuple, Value v, size_t* at) {
    for (size_t i = 0; i < tuple->length; ++i) {
        if (tuple->at(i) != v) continue;
        *at = i;
        return true;
    }
    return false;
}

Status add_parameter(Thread& t, List* found, Value parameter) {
    for (size_t i = 0; i < found->length; ++i) {
        if (found->items[i] == parameter) return {};
    }
    return list_append(t, found, parameter);
}

// A looked-up attribute that a class itself has says nothing about what it is an argument of.
Owned lookup_on_value(Thread& t, Value v, const char* name) {
    if (is_kind(v, Kind::Type)) return Owned::unbound();
    return lookup_attr(t, v, intern(t, name));
}

// The argument in place of `arg`, an alias or union that may hold parameters of its own.
Owned substitute_inside(Thread& t, Value arg, Tuple* parameters, Tuple* items) {
    Owned inner = TRY(lookup_on_value(t, arg, "__parameters__"));
    if (!is_tuple(inner) || inner.as<Tuple>()->length == 0) return Owned::share(arg);
    Ref<List> chosen = TRY(new_list(t));
    for (Value parameter : *inner.as<Tuple>()) {
        size_t at = 0;
        if (!find_in_tuple(parameters, parameter, &at) || at >= items->length) {
            TRY(list_append(t, chosen.get(), parameter));
        } else if (type_of(t, parameter)->slots.iter && is_tuple(items->at(at))) {
            TRY(list_extend(t, chosen.get(), items->at(at)));  // a TypeVarTuple stands for several
        } else {
            TRY(list_append(t, chosen.get(), items->at(at)));
        }
    }
    Owned key = TRY(list_to_tuple(t, chosen.get()));
    return get_item(t, arg, key);
}

// The items of a subscript, each *tuple[...] replaced by what it holds unless that goes on with `...`.
Owned unpack_items(Thread& t, Value item) {
    Owned given = is_tuple(item) ? Owned::share(item) : TRY(make_tuple(t, {item}));
    Ref<List> items = TRY(new_list(t));
    for (Value v : *given.as<Tuple>()) {
        Owned inner = TRY(lookup_on_value(t, v, "__typing_unpacked_tuple_args__"));
        if (is_tuple(inner)) {
            Tuple* parts = inner.as<Tuple>();
            if (!parts->length || !parts->at(parts->length - 1).is_ellipsis()) {
                TRY(list_extend(t, items.get(), inner));
                continue;
            }
        }
        TRY(list_append(t, items.get(), v));
    }
    return list_to_tuple(t, items.get());
}

// Checks the items against the parameters, each of which may first arrange them (a TypeVarTuple gathers its share).
Owned prepare_items(Thread& t, Value self, Tuple* parameters, Value item) {
    if (parameters->length == 0)
        return raise_type_error(t, "%s is not a generic class", TRY(repr_utf8(t, self)).c_str());
    Owned items = TRY(unpack_items(t, item));
    for (Value parameter : *parameters) {
        Owned prepare = TRY(lookup_attr(t, parameter, intern(t, "__typing_prepare_subst__")));
        if (prepare.is_unbound() || prepare.is_none()) continue;
        Owned prepared = TRY(call(t, prepare, {self, items}));
        items = is_tuple(prepared) ? std::move(prepared) : TRY(make_tuple(t, {prepared}));
    }
    size_t given = items.as<Tuple>()->length;
    if (given != parameters->length) {
        return raise_type_error(t, "Too %s arguments for %s; actual %zu, expected %zu",
                                given > parameters->length ? "many" : "few", TRY(repr_utf8(t, self)).c_str(),
                                given, parameters->length);
    }
    return items;
}

}  // namespace

Owned collect_parameters(Thread& t, Value args) {
    Ref<List> found = TRY(new_list(t));
    for (Value arg : *args.as<Tuple>()) {
        if (is_kind(arg, Kind::Type)) continue;
        Owned substitute = TRY(lookup_attr(t, arg, names(t).__typing_subst__));
        if (!substitute.is_unbound()) {
            TRY(add_parameter(t, found.get(), arg));
            continue;
        }
        Owned inner = TRY(lookup_attr(t, arg, names(t).__parameters__));
        if (!is_tuple(inner)) continue;
        for (Value parameter : *inner.as<Tuple>()) TRY(add_parameter(t, found.get(), parameter));
    }
    return list_to_tuple(t, found.get());
}

Owned substitute_parameters(Thread& t, Value self, Value args, Value parameters, Value item) {
    Tuple* wanted = parameters.as<Tuple>();
    Owned items = TRY(prepare_items(t, self, wanted, item));
    Ref<List> result = TRY(new_list(t));
    for (Value arg : *args.as<Tuple>()) {
        if (is_kind(arg, Kind::Type)) {
            TRY(list_append(t, result.get(), arg));
            continue;
        }
        Owned unpacked = TRY(lookup_attr(t, arg, intern(t, "__typing_is_unpacked_typevartuple__")));
        bool several = !unpacked.is_unbound() && TRY(truth(t, unpacked));
        Owned substitute = TRY(lookup_attr(t, arg, names(t).__typing_subst__));
        size_t at = 0;
        Owned put = Owned::none();
        if (!substitute.is_unbound() && find_in_tuple(wanted, arg, &at)) {
            put = TRY(call(t, substitute, {items.as<Tuple>()->at(at)}));
        } else {
            put = TRY(substitute_inside(t, arg, wanted, items.as<Tuple>()));
        }
        if (several && is_tuple(put)) {
            TRY(list_extend(t, result.get(), put));
        } else {
            TRY(list_append(t, result.get(), put));
        }
    }
    return list_to_tuple(t, result.get());
}

Result<std::string> type_argument_text(Thread& t, Value v) {
    if (v.is_ellipsis()) return std::string("...");
    Owned origin = TRY(lookup_attr(t, v, names(t).__origin__));
    if (!origin.is_unbound()) {
        Owned args = TRY(lookup_attr(t, v, names(t).__args__));
        if (!args.is_unbound()) return repr_utf8(t, v);
    }
    Owned qualname = TRY(lookup_attr(t, v, names(t).__qualname__));
    if (qualname.is_unbound()) return repr_utf8(t, v);
    Owned module = TRY(lookup_attr(t, v, names(t).__module__));
    if (module.is_unbound() || module.is_none()) return repr_utf8(t, v);
    std::string name = TRY(str_utf8(t, qualname));
    std::string where = TRY(str_utf8(t, module));
    return where == "builtins" ? name : where + "." + name;
}

// ---- what an alias does ----

namespace {

Owned alias_repr(Thread& t, Value self) {
    GenericAlias* a = as_alias(self);
    std::string text = a->starred ? "*" : "";
    text += TRY(type_argument_text(t, a->origin)) + "[";
    Tuple* args = a->args.as<Tuple>();
    for (size_t i = 0; i < args->length; ++i) {
        if (i) text += ", ";
        text += TRY(type_argument_text(t, args->at(i)));
    }
    if (args->length == 0) text += "()";
    return make_str(t, text + "]");
}

Result<int64_t> alias_hash(Thread& t, Value self) {
    int64_t value = TRY(hash(t, as_alias(self)->origin)) ^ TRY(hash(t, as_alias(self)->args));
    return value == -1 ? int64_t{-2} : value;
}
Owned alias_compare(Thread& t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !is_alias(t, a) || !is_alias(t, b))
        return Owned::not_implemented();
    GenericAlias *x = as_alias(a), *y = as_alias(b);
    bool equal = x->starred == y->starred && TRY(compare_bool(t, CompareOp::Eq, x->origin, y->origin)) &&
                 TRY(compare_bool(t, CompareOp::Eq, x->args, y->args));
    return Owned::from_bool(equal == (op == CompareOp::Eq));
}

// Makes an instance of the origin, which remembers the alias if it can.
Owned alias_call(Thread& t, Value self, const CallArgs& args) {
    Owned made = TRY(call(t, as_alias(self)->origin, args));
    if (set_attr(t, made, names(t).__orig_class__, self).is_error() &&
        !catch_exception(t, exc(t).AttributeError) && !catch_exception(t, exc(t).TypeError))
        return Raised{};
    return made;
}

// The names that an alias answers for itself; all others are its origin's.
bool is_own_name(Value name) {
    static const char* const own[] = {"__class__",       "__origin__",     "__args__",
                                      "__unpacked__",    "__parameters__", "__typing_unpacked_tuple_args__",
                                      "__mro_entries__", "__reduce_ex__",  "__reduce__",
                                      "__copy__",        "__deepcopy__"};
    for (const char* text : own) {
        if (str_equals(name, text)) return true;
    }
    return false;
}
Owned alias_get_attr(Thread& t, Value self, Value name) {
    if (is_own_name(name)) return generic_get_attr(t, self, name);
    return get_attr(t, as_alias(self)->origin, name);
}

Owned get_parameters(Thread& t, Value self) {
    GenericAlias* a = as_alias(self);
    if (a->parameters.is_unbound()) a->parameters = TRY(collect_parameters(t, a->args)).take();
    return Owned::share(a->parameters);
}
Owned get_unpacked(Thread&, Value self) { return Owned::from_bool(as_alias(self)->starred); }
Owned get_unpacked_args(Thread& t, Value self) {
    GenericAlias* a = as_alias(self);
    return a->starred && a->origin == Value(types(t).tuple) ? Owned::share(a->args) : Owned::none();
}

Owned alias_get_item(Thread& t, Value self, Value item) {
    GenericAlias* a = as_alias(self);
    Owned parameters = TRY(get_parameters(t, self));
    Owned args = TRY(substitute_parameters(t, self, a->args, parameters, item));
    return new_alias(t, types(t).generic_alias, a->origin, args, a->starred);
}

Owned alias_iter(Thread& t, Value self) {
    GenericAlias* a = as_alias(self);
    Owned starred = TRY(new_alias(t, types(t).generic_alias, a->origin, a->args, true));
    Owned one = TRY(make_tuple(t, {starred}));
    return get_iter(t, one);
}

Owned alias_or(Thread& t, Value a, Value b) { return make_union(t, a, b); }

Owned method_mro_entries(Thread& t, const Value* args) { return make_tuple(t, {as_alias(args[0])->origin}); }
Owned method_instancecheck(Thread& t, const Value*) {
    return raise_type_error(t, "isinstance() argument 2 cannot be a parameterized generic");
}
Owned method_subclasscheck(Thread& t, const Value*) {
    return raise_type_error(t, "issubclass() argument 2 cannot be a parameterized generic");
}
Owned method_reduce(Thread& t, const Value* args) {
    GenericAlias* a = as_alias(args[0]);
    if (!a->starred) {
        Owned parts = TRY(make_tuple(t, {a->origin, a->args}));
        return make_tuple(t, {Value(type_of(t, args[0])), parts});
    }
    // What yields a starred alias is the iterator over the plain one.
    Owned plain = TRY(new_alias(t, types(t).generic_alias, a->origin, a->args, false));
    Owned iterator = TRY(get_iter(t, plain));
    Owned next = TRY(import_attr(t, "builtins", "next"));
    return make_tuple(t, {next, TRY(make_tuple(t, {iterator}))});
}
Owned method_dir(Thread& t, const Value* args) {
    Owned dir = TRY(import_attr(t, "builtins", "dir"));
    Owned listed = TRY(call(t, dir, {as_alias(args[0])->origin}));
    Ref<List> all = TRY(to_list(t, listed));
    for (const char* own :
         {"__origin__", "__args__", "__unpacked__", "__parameters__", "__typing_unpacked_tuple_args__",
          "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__", "__deepcopy__"}) {
        Value name = intern(t, own);
        if (!TRY(contains(t, all, name))) TRY(list_append(t, all.get(), name));
    }
    return all;
}

const FunctionSpec methods[] = {
    {"__mro_entries__(self, bases, /)", method_mro_entries},
    {"__instancecheck__(self, instance, /)", method_instancecheck},
    {"__subclasscheck__(self, cls, /)", method_subclasscheck},
    {"__reduce__(self, /)", method_reduce, "Return state information for pickling."},
    {"__dir__(self, /)", method_dir},
};
const GetSetSpec getset[] = {
    {"__parameters__", get_parameters, nullptr, "Type variables in the GenericAlias."},
    {"__unpacked__", get_unpacked},
    {"__typing_unpacked_tuple_args__", get_unpacked_args},
};
const MemberSpec members[] = {{"__origin__", offsetof(GenericAlias, origin)},
                              {"__args__", offsetof(GenericAlias, args)}};

}  // namespace

Owned make_generic_alias(Thread& t, Value origin, Value args) {
    return new_alias(t, types(t).generic_alias, origin, args, false);
}

Status init_generic_alias_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "types.GenericAlias";
    spec.size = sizeof(GenericAlias);
    spec.flags = kTypeBaseAllowed;
    Slots& slots = spec.slots;
    slots.dealloc = alias_dealloc;
    slots.traverse = alias_traverse;
    slots.new_ = alias_new;
    slots.init = alias_init;
    slots.repr = alias_repr;
    slots.hash = alias_hash;
    slots.compare = alias_compare;
    slots.call = alias_call;
    slots.get_attr = alias_get_attr;
    slots.get_item = alias_get_item;
    slots.iter = alias_iter;
    slots.binary[static_cast<int>(BinaryOp::Or)] = alias_or;
    spec.methods = methods;
    spec.getset = getset;
    spec.members = members;
    spec.doc =
        "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is "
        "(int,).";
    types(t).generic_alias = define_type(t, spec);
    return {};
}

}  // namespace minipy
