// The module `_operator`: the operators as functions; itemgetter, attrgetter, methodcaller.
#include "native/module.h"

namespace minipy {

namespace {

struct OperatorTypes {
    Type *item_getter = nullptr, *attr_getter = nullptr, *method_caller = nullptr;
};
ModuleRegistration& registration();
OperatorTypes& state(Thread& t) { return module_state<OperatorTypes>(t, registration()); }

// ---- functions ----

template <BinaryOp Op>
Owned binary(Thread& t, const Value* args) {
    return binary_op(t, Op, args[0], args[1]);
}
template <BinaryOp Op>
Owned inplace(Thread& t, const Value* args) {
    return inplace_op(t, Op, args[0], args[1]);
}
template <CompareOp Op>
Owned comparison(Thread& t, const Value* args) {
    return compare(t, Op, args[0], args[1]);
}
template <UnaryOp Op>
Owned unary(Thread& t, const Value* args) {
    return unary_op(t, Op, args[0]);
}

Owned op_not(Thread& t, const Value* args) { return Owned::from_bool(!TRY(truth(t, args[0]))); }
Owned op_truth(Thread& t, const Value* args) { return Owned::from_bool(TRY(truth(t, args[0]))); }
Owned op_is(Thread&, const Value* args) { return Owned::from_bool(args[0] == args[1]); }
Owned op_is_not(Thread&, const Value* args) { return Owned::from_bool(args[0] != args[1]); }
Owned op_index(Thread& t, const Value* args) { return to_index(t, args[0]); }
Owned op_contains(Thread& t, const Value* args) {
    return Owned::from_bool(TRY(contains(t, args[0], args[1])));
}
Owned op_getitem(Thread& t, const Value* args) { return get_item(t, args[0], args[1]); }
Owned op_setitem(Thread& t, const Value* args) {
    TRY(set_item(t, args[0], args[1], args[2]));
    return Owned::none();
}
Owned op_delitem(Thread& t, const Value* args) {
    TRY(del_item(t, args[0], args[1]));
    return Owned::none();
}
bool is_sequence(Thread& t, Value v) {
    const Slots& s = type_of(t, v)->slots;
    return s.get_item && !is_dict(v);
}
Owned op_concat(Thread& t, const Value* args) {
    if (!is_sequence(t, args[0]))
        return raise_type_error(t, "'%.200s' object can't be concatenated", type_name(t, args[0]));
    return binary_op(t, BinaryOp::Add, args[0], args[1]);
}
Owned op_iconcat(Thread& t, const Value* args) {
    if (!is_sequence(t, args[0]))
        return raise_type_error(t, "'%.200s' object can't be concatenated", type_name(t, args[0]));
    return inplace_op(t, BinaryOp::Add, args[0], args[1]);
}
// A TypeError of iter() becomes the one that `in` gives.
Owned iterate(Thread& t, Value sequence) {
    Owned iterator = get_iter(t, sequence);
    if (iterator.is_error() && catch_exception(t, exc(t).TypeError))
        return raise_type_error(t, "argument of type '%.200s' is not iterable", type_name(t, sequence));
    return iterator;
}
Owned op_count_of(Thread& t, const Value* args) {
    int64_t n = 0;
    Owned iterator = TRY(iterate(t, args[0]));
    TRY(for_each(t, iterator, [&](Value v) -> Status {
        n += TRY(compare_bool(t, CompareOp::Eq, v, args[1]));
        return {};
    }));
    return make_int(t, n);
}
Owned op_index_of(Thread& t, const Value* args) {
    Owned iterator = TRY(iterate(t, args[0]));
    for (int64_t i = 0;; ++i) {
        Owned item = TRY(iter_next(t, iterator));
        if (item.is_stop()) return raise_value_error(t, "sequence.index(x): x not in sequence");
        if (TRY(compare_bool(t, CompareOp::Eq, item, args[1]))) return make_int(t, i);
    }
}
Owned op_length_hint(Thread& t, const Value* args) {
    if (!is_int(args[1]))
        return raise_type_error(t, "'%.200s' object cannot be interpreted as an integer",
                                type_name(t, args[1]));
    return make_int(t, TRY(length_hint(t, args[0], TRY(to_ssize(t, args[1])))));
}
// In a time that does not depend on where they differ.
Owned op_compare_digest(Thread& t, const Value* args) {
    std::string text[2];
    if (is_str(args[0]) && is_str(args[1])) {
        for (int i : {0, 1}) {
            if (!as_str(args[i])->ascii)
                return raise_type_error(t, "comparing strings with non-ASCII characters is not supported");
            text[i] = as_str(args[i])->ascii_view();
        }
    } else {
        for (int i : {0, 1}) {
            Buffer buffer(t);
            if (is_str(args[i]) || !type_of(t, args[i])->slots.get_buffer) {
                return raise_type_error(
                    t, "unsupported operand types(s) or combination of types: '%.100s' and '%.100s'",
                    type_name(t, args[0]), type_name(t, args[1]));
            }
            TRY(buffer.open(args[i]));
            text[i] = buffer.view();
        }
    }
    volatile unsigned char difference = text[0].size() != text[1].size();
    const std::string& a = difference ? text[1] : text[0];
    for (size_t i = 0; i < text[1].size(); ++i)
        difference = difference | static_cast<unsigned char>(a[i] ^ text[1][i]);
    return Owned::from_bool(difference == 0);
}
Owned op_call(Thread& t, const Value* args) { return call_with(t, args[0], args[1], args[2]); }

// ---- the getters: all keep their arguments in one tuple ----

struct Getter : GcObject {
    Value items = Value::
        none();  // Tuple: keys; names (Str, or Tuple of Str for dotted ones); method's name and arguments
    Value keywords = Value::none();  // methodcaller: Dict or None
};
Getter* getter_of(Value v) { return v.as<Getter>(); }
Tuple* items_of_getter(Value v) { return getter_of(v)->items.as<Tuple>(); }

void getter_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Getter*>(o)->items);
    release(static_cast<Getter*>(o)->keywords);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void getter_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Getter*>(o)->items);
    visitor.visit(static_cast<Getter*>(o)->keywords);
    traverse_instance_tail(o, visitor);
}
Owned make_getter(Thread& t, Type* type, Value items, Value keywords = Value::none()) {
    Getter* g = make_instance<Getter>(t, type);
    if (!g) return raise_memory_error(t);
    retain(items);
    retain(keywords);
    g->items = items;
    g->keywords = keywords;
    return Owned::adopt(g);
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }

Status no_keywords(Thread& t, const char* name, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "%s() takes no keyword arguments", name);
    return {};
}
Status one_argument(Thread& t, const char* name, const CallArgs& args) {
    TRY(no_keywords(t, name, args));
    if (args.count != 1) return raise_type_error(t, "%s expected 1 argument, got %u", name, args.count);
    return {};
}
// getter(item) for each, as a tuple when there is more than one.
template <class Get>
Owned gather(Thread& t, Tuple* items, Get&& get) {
    if (items->length == 1) return get(items->at(0));
    Ref<Tuple> result = TRY(new_tuple(t, items->length));
    for (size_t i = 0; i < items->length; ++i) result->items()[i] = TRY(get(items->at(i))).take();
    return result;
}

Owned item_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(no_keywords(t, "itemgetter", args));
    if (args.count < 1) return raise_type_error(t, "itemgetter expected 1 argument, got 0");
    return make_getter(t, type, TRY(make_tuple(t, args.args, args.count)));
}
Owned item_call(Thread& t, Value self, const CallArgs& args) {
    TRY(one_argument(t, "itemgetter", args));
    Value object = args.args[0];
    Owned held = Owned::share(getter_of(self)->items);
    return gather(t, held.as<Tuple>(), [&](Value key) { return get_item(t, object, key); });
}
Owned item_repr(Thread& t, Value self) {
    std::string text = TRY(repr_utf8(t, getter_of(self)->items));
    if (items_of_getter(self)->length == 1)
        text = "(" + TRY(repr_utf8(t, items_of_getter(self)->at(0))) + ")";
    return make_str(t, type_full_name(t, type_of(t, self)) + text);
}

// "a.b" is kept as the tuple ('a', 'b').
Owned attr_new(Thread& t, Type* type, const CallArgs& args) {
    TRY(no_keywords(t, "attrgetter", args));
    if (args.count < 1) return raise_type_error(t, "attrgetter expected 1 argument, got 0");
    Ref<Tuple> items = TRY(new_tuple(t, args.count));
    for (size_t i = 0; i < args.count; ++i) {
        if (!is_str(args.args[i])) return raise_type_error(t, "attribute name must be a string");
        std::string text = to_utf8(args.args[i]);
        if (text.find('.') == std::string::npos) {
            items->items()[i] = intern(t, args.args[i]);
            continue;
        }
        std::vector<Value> parts;
        for (size_t at = 0; at <= text.size();) {
            size_t dot = std::min(text.find('.', at), text.size());
            parts.push_back(intern(t, text.substr(at, dot - at)));
            at = dot + 1;
        }
        items->items()[i] = TRY(make_tuple(t, parts.data(), parts.size())).take();
    }
    return make_getter(t, type, items);
}
Owned attr_call(Thread& t, Value self, const CallArgs& args) {
    TRY(one_argument(t, "attrgetter", args));
    Value object = args.args[0];
    Owned held = Owned::share(getter_of(self)->items);
    return gather(t, held.as<Tuple>(), [&](Value name) -> Owned {
        if (is_str(name)) return get_attr(t, object, name);
        Owned at = Owned::share(object);
        for (Value part : *name.as<Tuple>()) at = TRY(get_attr(t, at, part));
        return at;
    });
}
std::string dotted(Value name) {
    if (is_str(name)) return to_utf8(name);
    std::string text;
    for (Value part : *name.as<Tuple>()) text += (text.empty() ? "" : ".") + to_utf8(part);
    return text;
}
Owned attr_names(Thread& t, Value self) {
    Tuple* items = items_of_getter(self);
    Ref<Tuple> names = TRY(new_tuple(t, items->length));
    for (size_t i = 0; i < items->length; ++i)
        names->items()[i] = TRY(make_str(t, dotted(items->at(i)))).take();
    return names;
}
Owned attr_repr(Thread& t, Value self) {
    Owned names = TRY(attr_names(t, self));
    std::string text = TRY(repr_utf8(t, names));
    if (names.as<Tuple>()->length == 1) text = "(" + TRY(repr_utf8(t, names.as<Tuple>()->at(0))) + ")";
    return make_str(t, type_full_name(t, type_of(t, self)) + text);
}

Owned method_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count < 1)
        return raise_type_error(t, "methodcaller needs at least one argument, the method name");
    if (!is_str(args.args[0])) return raise_type_error(t, "method name must be a string");
    Owned items = TRY(make_tuple(t, args.args, args.count));
    Owned keywords = Owned::none();
    if (args.kwnames && args.kwnames->length) {
        Ref<Dict> dict = TRY(new_dict(t));
        for (size_t i = 0; i < args.kwnames->length; ++i)
            TRY(dict_set(t, dict.get(), args.kwnames->at(i), args.args[args.count + i]));
        keywords = std::move(dict);
    }
    return make_getter(t, type, items, keywords);
}
Owned method_call(Thread& t, Value self, const CallArgs& args) {
    TRY(one_argument(t, "methodcaller", args));
    Owned held = Owned::share(getter_of(self)->items), keywords = Owned::share(getter_of(self)->keywords);
    Tuple* items = held.as<Tuple>();
    Owned method = TRY(get_attr(t, args.args[0], intern(t, items->at(0))));
    if (keywords.is_none())
        return call(t, method, {items->items() + 1, static_cast<uint32_t>(items->length - 1), nullptr});
    Owned rest = TRY(make_tuple(t, items->items() + 1, items->length - 1));
    return call_with(t, method, rest, keywords);
}
Owned method_repr(Thread& t, Value self) {
    std::string text = type_full_name(t, type_of(t, self)) + "(";
    bool first = true;
    for (Value v : *items_of_getter(self)) {
        text += (first ? "" : ", ") + TRY(repr_utf8(t, v));
        first = false;
    }
    if (is_dict(getter_of(self)->keywords)) {
        size_t at = 0;
        while (DictEntry* entry = dict_next(getter_of(self)->keywords.as<Dict>(), &at))
            text += ", " + to_utf8(entry->key) + "=" + TRY(repr_utf8(t, Owned::share(entry->value)));
    }
    return make_str(t, text + ")");
}

Owned getter_reduce(Thread& t, const Value* args) {
    Getter* g = getter_of(args[0]);
    Owned items =
        type_of(t, args[0]) == state(t).attr_getter ? TRY(attr_names(t, args[0])) : Owned::share(g->items);
    if (g->keywords.is_none()) return make_tuple(t, {Value(type_of(t, args[0])), items.get()});
    Owned partial = TRY(import_attr(t, "functools", "partial"));
    Owned first = TRY(make_tuple(t, {Value(type_of(t, args[0])), items.as<Tuple>()->at(0)}));
    Owned maker = TRY(call_with(t, partial, first, g->keywords));
    Owned rest = TRY(make_tuple(t, items.as<Tuple>()->items() + 1, items.as<Tuple>()->length - 1));
    return make_tuple(t, {maker.get(), rest.get()});
}
const FunctionSpec getter_methods[] = {
    {"__reduce__(self, /)", getter_reduce, "Return state information for pickling"}};

const FunctionSpec functions[] = {
    {"truth(a, /)", op_truth, "Return True if a is true, False otherwise."},
    {"not_(a, /)", op_not, "Same as not a."},
    {"is_(a, b, /)", op_is, "Same as a is b."},
    {"is_not(a, b, /)", op_is_not, "Same as a is not b."},
    {"index(a, /)", op_index, "Same as a.__index__()"},
    {"contains(a, b, /)", op_contains, "Same as b in a (note reversed operands)."},
    {"getitem(a, b, /)", op_getitem, "Same as a[b]."},
    {"setitem(a, b, c, /)", op_setitem, "Same as a[b] = c."},
    {"delitem(a, b, /)", op_delitem, "Same as del a[b]."},
    {"concat(a, b, /)", op_concat, "Same as a + b, for a and b sequences."},
    {"iconcat(a, b, /)", op_iconcat, "Same as a += b, for a and b sequences."},
    {"countOf(a, b, /)", op_count_of, "Return the number of items in a which are, or which equal, b."},
    {"indexOf(a, b, /)", op_index_of, "Return the first index of b in a."},
    {"length_hint(obj, default=0, /)", op_length_hint, "Return an estimate of the number of items in obj."},
    {"_compare_digest(a, b, /)", op_compare_digest,
     "Return 'a == b', in a time that does not tell where they differ."},
    {"call(obj, /, *args, **kwargs)", op_call, "Same as obj(*args, **kwargs)."},
    {"lt(a, b, /)", comparison<CompareOp::Lt>, "Same as a < b."},
    {"le(a, b, /)", comparison<CompareOp::Le>, "Same as a <= b."},
    {"eq(a, b, /)", comparison<CompareOp::Eq>, "Same as a == b."},
    {"ne(a, b, /)", comparison<CompareOp::Ne>, "Same as a != b."},
    {"gt(a, b, /)", comparison<CompareOp::Gt>, "Same as a > b."},
    {"ge(a, b, /)", comparison<CompareOp::Ge>, "Same as a >= b."},
    {"add(a, b, /)", binary<BinaryOp::Add>, "Same as a + b."},
    {"sub(a, b, /)", binary<BinaryOp::Sub>, "Same as a - b."},
    {"mul(a, b, /)", binary<BinaryOp::Mul>, "Same as a * b."},
    {"matmul(a, b, /)", binary<BinaryOp::MatMul>, "Same as a @ b."},
    {"truediv(a, b, /)", binary<BinaryOp::TrueDiv>, "Same as a / b."},
    {"floordiv(a, b, /)", binary<BinaryOp::FloorDiv>, "Same as a // b."},
    {"mod(a, b, /)", binary<BinaryOp::Mod>, "Same as a % b."},
    {"pow(a, b, /)", binary<BinaryOp::Pow>, "Same as a ** b."},
    {"lshift(a, b, /)", binary<BinaryOp::LShift>, "Same as a << b."},
    {"rshift(a, b, /)", binary<BinaryOp::RShift>, "Same as a >> b."},
    {"and_(a, b, /)", binary<BinaryOp::And>, "Same as a & b."},
    {"or_(a, b, /)", binary<BinaryOp::Or>, "Same as a | b."},
    {"xor(a, b, /)", binary<BinaryOp::Xor>, "Same as a ^ b."},
    {"iadd(a, b, /)", inplace<BinaryOp::Add>, "Same as a += b."},
    {"isub(a, b, /)", inplace<BinaryOp::Sub>, "Same as a -= b."},
    {"imul(a, b, /)", inplace<BinaryOp::Mul>, "Same as a *= b."},
    {"imatmul(a, b, /)", inplace<BinaryOp::MatMul>, "Same as a @= b."},
    {"itruediv(a, b, /)", inplace<BinaryOp::TrueDiv>, "Same as a /= b."},
    {"ifloordiv(a, b, /)", inplace<BinaryOp::FloorDiv>, "Same as a //= b."},
    {"imod(a, b, /)", inplace<BinaryOp::Mod>, "Same as a %= b."},
    {"ipow(a, b, /)", inplace<BinaryOp::Pow>, "Same as a **= b."},
    {"ilshift(a, b, /)", inplace<BinaryOp::LShift>, "Same as a <<= b."},
    {"irshift(a, b, /)", inplace<BinaryOp::RShift>, "Same as a >>= b."},
    {"iand(a, b, /)", inplace<BinaryOp::And>, "Same as a &= b."},
    {"ior(a, b, /)", inplace<BinaryOp::Or>, "Same as a |= b."},
    {"ixor(a, b, /)", inplace<BinaryOp::Xor>, "Same as a ^= b."},
    {"neg(a, /)", unary<UnaryOp::Neg>, "Same as -a."},
    {"pos(a, /)", unary<UnaryOp::Pos>, "Same as +a."},
    {"invert(a, /)", unary<UnaryOp::Invert>, "Same as ~a."},
    {"inv(a, /)", unary<UnaryOp::Invert>, "Same as ~a."},
    {"abs(a, /)", unary<UnaryOp::Abs>, "Same as abs(a)."},
};

Type* define_getter(Thread& t, const char* name, Owned (*make)(Thread&, Type*, const CallArgs&),
                    Owned (*call_it)(Thread&, Value, const CallArgs&), Owned (*show)(Thread&, Value),
                    const char* doc) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(Getter);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = make;
    spec.slots.init = no_init;
    spec.slots.dealloc = getter_dealloc;
    spec.slots.traverse = getter_traverse;
    spec.slots.call = call_it;
    spec.slots.repr = show;
    spec.methods = getter_methods;
    spec.doc = doc;
    return define_type(t, spec);
}

Status fill(Thread& t, Module* module) {
    OperatorTypes& ty = state(t);
    ty.item_getter =
        define_getter(t, "operator.itemgetter", item_new, item_call, item_repr,
                      "Return a callable object that fetches the given item(s) from its operand.");
    ty.attr_getter =
        define_getter(t, "operator.attrgetter", attr_new, attr_call, attr_repr,
                      "Return a callable object that fetches the given attribute(s) from its operand.");
    ty.method_caller = define_getter(t, "operator.methodcaller", method_new, method_call, method_repr,
                                     "Return a callable object that calls the given method on its operand.");
    TRY(module_add(t, module, "itemgetter", Value(ty.item_getter)));
    TRY(module_add(t, module, "attrgetter", Value(ty.attr_getter)));
    return module_add(t, module, "methodcaller", Value(ty.method_caller));
}
MINIPY_MODULE(_operator, {.doc = "The operators as functions.", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration__operator; }

}  // namespace

}  // namespace minipy
