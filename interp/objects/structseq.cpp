#include "objects/structseq.h"

#include <string>
#include <vector>

#include "native/module.h"

namespace minipy {

namespace {

// What a type knows of its fields; lives as long as the type.
struct Layout {
    std::vector<FieldSpec> fields;
    std::vector<MemberSpec> members;
    size_t visible;
};
Layout& layout_of(Type* type) { return *static_cast<Layout*>(type->native_data); }

void struct_dealloc(Thread& t, Object* o) {
    Tuple* tuple = static_cast<Tuple*>(o);
    gc_untrack(t, tuple);
    for (size_t i = layout_of(o->type).fields.size(); i-- > 0;) release(tuple->items()[i]);
    free_object(t, o);
}
void struct_traverse(Object* o, Visitor& visitor) {
    Tuple* tuple = static_cast<Tuple*>(o);
    for (size_t i = 0; i < layout_of(o->type).fields.size(); ++i) visitor.visit(tuple->items()[i]);
}

Owned struct_repr(Thread& t, Value self) {
    Type* type = type_of(t, self);
    Layout& layout = layout_of(type);
    std::string text = std::string(type->native_name) + "(";
    for (size_t i = 0; i < layout.visible; ++i) {
        if (i) text += ", ";
        if (layout.fields[i].name) text += std::string(layout.fields[i].name) + "=";
        text += TRY(repr_utf8(t, self.as<Tuple>()->at(i)));
    }
    return make_str(t, text + ")");
}

// type(sequence, dict={}): the sequence has the visible fields and may have more; the dict names others.
Owned struct_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "structseq(sequence, dict=None)", args, v);
    TRY(bound.status());
    Layout& layout = layout_of(type);
    if (!v[1].is_none() && !is_dict(v[1])) {
        return raise_type_error(t, "%s() takes a dict as second arg, if any", type->native_name);
    }
    Owned iterator = get_iter(t, v[0]);
    if (iterator.is_error()) {
        if (!catch_exception(t, exc(t).TypeError)) return Raised{};
        return raise_type_error(t, "constructor requires a sequence");
    }
    Ref<Tuple> given = TRY(to_tuple(t, iterator));
    size_t most = layout.fields.size();
    if (given->length < layout.visible || given->length > most) {
        bool exact = layout.visible == most;
        size_t bound_size = given->length < layout.visible ? layout.visible : most;
        return raise_type_error(t, "%s() takes %s %zu-sequence (%zu-sequence given)", type->native_name,
                                exact                            ? "a"
                                : given->length < layout.visible ? "an at least"
                                                                 : "an at most",
                                bound_size, given->length);
    }
    std::vector<Value> values(given->begin(), given->end());
    for (size_t i = values.size(); i < most; ++i) {
        Value named = is_dict(v[1]) && layout.fields[i].name
                          ? dict_get_str(t, v[1].as<Dict>(), intern(t, layout.fields[i].name))
                          : Value::unbound();
        values.push_back(named.is_unbound() ? Value::none() : named);
    }
    return make_struct_sequence(t, type, values);
}

Owned struct_reduce(Thread& t, const Value* args) {
    Type* type = type_of(t, args[0]);
    Layout& layout = layout_of(type);
    Tuple* tuple = args[0].as<Tuple>();
    Owned visible = TRY(make_tuple(t, tuple->items(), layout.visible));
    Ref<Dict> hidden = TRY(new_dict(t));
    for (size_t i = layout.visible; i < layout.fields.size(); ++i)
        TRY(dict_set(t, hidden.get(), intern(t, layout.fields[i].name), tuple->items()[i]));
    Owned arguments = TRY(make_tuple(t, {visible.get(), Value(hidden)}));
    return make_tuple(t, {Value(type), arguments.get()});
}

const FunctionSpec methods[] = {{"__reduce__(self, /)", struct_reduce}};

Status add_counts(Thread& t, Type* type, const Layout& layout) {
    Dict* dict = type->dict.as<Dict>();
    size_t unnamed = 0;
    Ref<List> names = TRY(new_list(t));
    for (size_t i = 0; i < layout.fields.size(); ++i) {
        if (!layout.fields[i].name) {
            ++unnamed;
        } else if (i < layout.visible) {
            TRY(list_append(t, names.get(), intern(t, layout.fields[i].name)));
        }
    }
    auto number = [](size_t n) { return Value::from_int(static_cast<int64_t>(n)); };
    TRY(dict_set(t, dict, intern(t, "n_sequence_fields"), number(layout.visible)));
    TRY(dict_set(t, dict, intern(t, "n_fields"), number(layout.fields.size())));
    TRY(dict_set(t, dict, intern(t, "n_unnamed_fields"), number(unnamed)));
    return dict_set(t, dict, intern(t, "__match_args__"), TRY(list_to_tuple(t, names.get())));
}

}  // namespace

Type* define_struct_sequence(Thread& t, const char* name, std::span<const FieldSpec> fields, size_t visible,
                             const char* doc) {
    auto* layout = new Layout{{fields.begin(), fields.end()}, {}, visible};
    for (size_t i = 0; i < fields.size(); ++i) {
        if (!fields[i].name) continue;
        layout->members.push_back({fields[i].name, sizeof(Tuple) + i * sizeof(Value), true, fields[i].doc});
    }
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(Tuple);
    spec.kind = Kind::Tuple;
    spec.slots.dealloc = struct_dealloc;
    spec.slots.traverse = struct_traverse;
    spec.slots.repr = struct_repr;
    spec.slots.new_ = struct_new;
    spec.methods = methods;
    spec.members = layout->members;
    spec.doc = doc;
    Type* type = define_type(t, spec, types(t).tuple);
    type->native_data = layout;
    Status done = add_counts(t, type, *layout);
    return done.is_error() ? nullptr : type;
}

Owned make_struct_sequence(Thread& t, Type* type, std::span<const Value> values) {
    Layout& layout = layout_of(type);
    Tuple* tuple = make_sized<Tuple>(t, type, layout.fields.size() * sizeof(Value));
    if (!tuple) return raise_memory_error(t);
    static_cast<Object*>(tuple)->subclass = 1;  // not an exact tuple
    tuple->length = layout.visible;
    for (size_t i = 0; i < layout.fields.size(); ++i) {
        Value v = i < values.size() ? values[i] : Value::none();
        retain(v);
        tuple->items()[i] = v;
    }
    return Owned::adopt(tuple);
}

}  // namespace minipy
