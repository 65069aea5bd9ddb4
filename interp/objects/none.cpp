// The types of the singletons None, NotImplemented and Ellipsis.
#include "native/module.h"
#include "support/hash.h"

namespace minipy {

namespace {

Owned none_repr(Thread& t, Value) { return make_str(t, "None"); }
Owned not_implemented_repr(Thread& t, Value) { return make_str(t, "NotImplemented"); }
Owned ellipsis_repr(Thread& t, Value) { return make_str(t, "Ellipsis"); }

Result<bool> never_true(Thread&, Value) { return false; }
Result<bool> not_implemented_truth(Thread& t, Value) {
    TRY(warn(t, exc(t).DeprecationWarning, "NotImplemented should not be used in a boolean context"));
    return true;
}
Result<int64_t> singleton_hash(Thread&, Value v) {
    return hash_int64(static_cast<int64_t>(v.bits() * 0x9e3779b97f4a7c15u >> 3));
}

template <int kIndex>
Owned singleton_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count || (args.kwnames && args.kwnames->length)) {
        return raise_type_error(t, "%s takes no arguments", type->native_name);
    }
    return Owned::adopt(kIndex == 0   ? Value::none()
                        : kIndex == 3 ? Value::ellipsis()
                                      : Value::not_implemented());
}

Owned reduce_name(Thread& t, const Value* args) {
    return make_str(t, args[0].is_ellipsis() ? "Ellipsis" : "NotImplemented");
}
const FunctionSpec reduce_methods[] = {{"__reduce__(self, /)", reduce_name, nullptr}};

}  // namespace

Status init_none_types(Thread& t) {
    TypeSpec none{};
    none.name = "NoneType";
    none.kind = Kind::None;
    none.slots.repr = none_repr;
    none.slots.truth = never_true;
    none.slots.hash = singleton_hash;
    none.slots.new_ = singleton_new<0>;
    types(t).none = define_type(t, none);

    TypeSpec not_implemented{};
    not_implemented.name = "NotImplementedType";
    not_implemented.kind = Kind::NotImplemented;
    not_implemented.slots.repr = not_implemented_repr;
    not_implemented.slots.truth = not_implemented_truth;
    not_implemented.slots.hash = singleton_hash;
    not_implemented.slots.new_ = singleton_new<4>;
    not_implemented.methods = reduce_methods;
    types(t).not_implemented = define_type(t, not_implemented);

    TypeSpec ellipsis{};
    ellipsis.name = "ellipsis";
    ellipsis.kind = Kind::Ellipsis;
    ellipsis.slots.repr = ellipsis_repr;
    ellipsis.slots.hash = singleton_hash;
    ellipsis.slots.new_ = singleton_new<3>;
    ellipsis.methods = reduce_methods;
    types(t).ellipsis = define_type(t, ellipsis);
    return {};
}

}  // namespace minipy
