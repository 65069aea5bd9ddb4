// One class for each row of grammar/ast.def; converting walks the same table: one overload of `value` (to Python) and `read`
// (from Python) for each type that a field can have.
#include "builtins/ast_module.h"

#include <cstring>
#include <unordered_map>

#include "compiler/context.h"

namespace minipy {

namespace {

constexpr size_t kNodeKinds = 0
#define AST_NODE(...) +1
#include "grammar/ast.def"
    ;

struct AstState {
    Type* root = nullptr;
    Type* classes[kNodeKinds] = {};
    std::unordered_map<std::string, Type*> categories;  // "expr", "boolop", ...
    std::unordered_map<std::string, Value> members;     // "boolop.And" -> its one instance
};
ModuleRegistration& registration();
AstState& state(Thread& t) { return module_state<AstState>(t, registration()); }
Status make_ready(Thread& t) {
    return state(t).root ? Status() : (TRY(import_attr(t, "_ast", "AST")), Status());
}

// What Python calls a node or a closed set.
std::string python_name(std::string_view name) {
    if (name == "operator_") return "operator";
    if (name == "type_ignore") return "TypeIgnore";
    return std::string(name);
}
bool has_position(std::string_view category, std::string_view name) {
    if (category == "Node") return name == "arg" || name == "keyword" || name == "alias";
    return category != "mod";
}

// ---- AST itself ----

Owned fields_of(Thread& t, Value self) {
    Owned fields = TRY(lookup_attr(t, Value(type_of(t, self)), intern(t, "_fields")));
    return fields.is_unbound() ? Owned(TRY(new_tuple(t, 0))) : std::move(fields);
}
Status ast_init(Thread& t, Value self, const CallArgs& args) {
    Owned names_tuple = TRY(fields_of(t, self));
    Ref<Tuple> fields = TRY(to_tuple(t, names_tuple));
    if (args.count > fields->length) {
        return raise_type_error(t, "%.400s constructor takes at most %zu positional argument%s",
                                to_utf8(type_of(t, self)->name).c_str(), fields->length,
                                fields->length == 1 ? "" : "s");
    }
    for (size_t i = 0; i < args.count; ++i) TRY(set_attr(t, self, intern(t, fields->at(i)), args.args[i]));
    for (size_t i = 0; args.kwnames && i < args.kwnames->length; ++i) {
        for (size_t k = 0; k < args.count; ++k) {
            if (str_equals(as_str(fields->at(k)), as_str(args.kwnames->at(i)))) {
                return raise_type_error(t, "%.400s got multiple values for argument '%s'",
                                        to_utf8(type_of(t, self)->name).c_str(),
                                        to_utf8(args.kwnames->at(i)).c_str());
            }
        }
        TRY(set_attr(t, self, intern(t, args.kwnames->at(i)), args.args[args.count + i]));
    }
    return {};
}
Owned ast_new(Thread& t, Type* type, const CallArgs&) {
    GcObject* made = make_instance<GcObject>(t, type);
    if (!made) return raise_memory_error(t);
    return Owned::adopt(made);
}
void ast_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    free_object(t, o);
}
Owned ast_reduce(Thread& t, const Value* args) {
    Owned none = TRY(make_tuple(t, {})), dict = TRY(instance_dict(t, args[0]));
    return make_tuple(t, {Value(type_of(t, args[0])), none.get(), dict.get()});
}
const FunctionSpec ast_methods[] = {{"__reduce__(self, /)", ast_reduce}};

// ---- to Python ----

class ToPython {
  public:
    explicit ToPython(Thread& t) : t_(t) {}

    Owned node(const ast::Node* n) {
        if (!n) return Owned::none();
        if (native_stack_low(t_, " during ast construction")) return Raised{};
        Owned object = TRY(ast_new(t_, state(t_).classes[static_cast<size_t>(n->kind)], {nullptr, 0}));
        switch (n->kind) {
#define FIELD(field, python_field) TRY(set(object, python_field, TRY(value(x->field))));
#define ONE(type, field) FIELD(field, #field)
#define OPTIONAL(type, field) FIELD(field, #field)
#define SEQ(type, field) \
    if (strcmp(#field, "type_params") != 0 || x->field.size()) FIELD(field, #field)
#define RENAMED(type, field, python_field) FIELD(field, #python_field)
#define AST_NODE(Name, category, ...)                                       \
    case ast::NodeKind::Name: {                                             \
        [[maybe_unused]] auto* x = static_cast<const ast::Name*>(n);        \
        __VA_ARGS__                                                         \
        if (has_position(#category, #Name)) TRY(position(object, n->span)); \
        break;                                                              \
    }
#include "grammar/ast.def"
#undef FIELD
#undef ONE
#undef OPTIONAL
#undef SEQ
#undef RENAMED
        }
        return object;
    }

  private:
    Status set(Value object, const char* name, Value v) { return set_attr(t_, object, intern(t_, name), v); }
    Status position(Value object, const Span& s) {
        TRY(set(object, "lineno", Value::from_int(s.line)));
        TRY(set(object, "col_offset", Value::from_int(s.col)));
        TRY(set(object, "end_lineno", Value::from_int(s.end_line)));
        return set(object, "end_col_offset", Value::from_int(s.end_col));
    }
    Owned value(ast::identifier id) { return id ? make_str(t_, id->text) : Owned::none(); }
    Owned value(int n) { return make_int(t_, n); }
    Owned value(const ast::ConstantValue& v) { return literal_object(t_, v); }
    Owned value(const ast::Node* n) { return node(n); }
    template <class T>
    Owned value(const ast::Seq<T>& seq) {
        Ref<List> list = TRY(new_list(t_, seq.size()));
        for (const T& item : seq) {
            Owned made = value(item);
            if (made.is_error()) return Raised{};
            TRY(list_append(t_, list.get(), made));
        }
        return list;
    }
#define AST_ENUM(Name, members_)                                                                   \
    Owned value(ast::Name member) {                                                                \
        return Owned::share(                                                                       \
            state(t_).members.at(python_name(#Name) + "." + std::string(ast::enum_name(member)))); \
    }
#include "grammar/ast.def"

    Thread& t_;
};

// ---- from Python ----

class FromPython {
  public:
    FromPython(Thread& t, Arena& arena) : t_(t), arena_(arena) {}

    template <class Category>
    Result<Category*> node(Value v, const char* category) {
        if (v.is_none()) return static_cast<Category*>(nullptr);
        if (native_stack_low(t_, " during compilation")) return Raised{};
        Type* type = type_of(t_, v);
#define ONE(T, field) TRY(read_field(v, #field, node_text, x->field, false));
#define OPTIONAL(T, field) TRY(read_field(v, #field, node_text, x->field, true));
#define SEQ(T, field) TRY(read_sequence(v, #field, node_text, x->field));
#define RENAMED(T, field, python_field) TRY(read_field(v, #python_field, node_text, x->field, true));
#define AST_NODE(Name, base, ...)                                                            \
    if constexpr (std::is_base_of_v<Category, ast::Name>) {                                  \
        if (is_subtype(type, state(t_).classes[static_cast<size_t>(ast::NodeKind::Name)])) { \
            [[maybe_unused]] const char* node_text = #Name;                                  \
            auto* x = arena_.make<ast::Name>();                                              \
            if (has_position(#base, #Name))                                                  \
                TRY(position(v, strcmp(#base, "Node") == 0 ? #Name : #base, x->span));       \
            __VA_ARGS__                                                                      \
            note_depth(x);                                                                   \
            return static_cast<Category*>(x);                                                \
        }                                                                                    \
    }
#include "grammar/ast.def"
#undef ONE
#undef OPTIONAL
#undef SEQ
#undef RENAMED
        std::string shown = TRY(repr_utf8(t_, v));
        return raise_type_error(t_, "expected some sort of %s, but got %s", category, shown.c_str());
    }

  private:
    // An expression's depth bounds the recursion of whoever reads the tree.
    void note_depth(ast::Node* n) { n->depth = static_cast<uint16_t>(std::min(depth_, ast::kMaxDepth)); }

    Owned attribute(Value v, const char* name) { return lookup_attr(t_, v, intern(t_, name)); }
    Result<int32_t> number(Value v, const char* name, const char* node_text, bool optional,
                           int32_t fallback) {
        Owned found = TRY(attribute(v, name));
        if (found.is_unbound() || found.is_none()) {
            if (optional) return fallback;
            return raise_type_error(t_, "required field \"%s\" missing from %s", name, node_text);
        }
        if (!is_int(found))
            return raise_value_error(t_, "invalid integer value: %s", TRY(repr_utf8(t_, found)).c_str());
        return TRY(to_c_int(t_, found));
    }
    Status position(Value v, const char* node_text, Span& s) {
        s.line = TRY(number(v, "lineno", node_text, false, 1));
        s.col = TRY(number(v, "col_offset", node_text, false, 0));
        s.end_line = TRY(number(v, "end_lineno", node_text, true, s.line));
        s.end_col = TRY(number(v, "end_col_offset", node_text, true, s.col));
        return {};
    }

    template <class T>
    Status read_field(Value v, const char* field, const char* node_text, T& out, bool optional) {
        Owned found = TRY(attribute(v, field));
        bool is_constant = std::is_same_v<T, ast::ConstantValue>;
        if (found.is_unbound() || (found.is_none() && !is_constant)) {
            if (optional) return {};
            if (found.is_unbound())
                return raise_type_error(t_, "required field \"%s\" missing from %s", field, node_text);
            return raise_value_error(t_, "field '%s' is required for %s", field, node_text);
        }
        ++depth_;
        Status done = read(found, out);
        --depth_;
        return done;
    }
    template <class T>
    Status read_sequence(Value v, const char* field, const char* node_text, ast::Seq<T>& out) {
        Owned found = TRY(attribute(v, field));
        if (found.is_unbound()) {
            if (strcmp(field, "type_params") == 0) return {};
            return raise_type_error(t_, "required field \"%s\" missing from %s", field, node_text);
        }
        if (!is_list(found))
            return raise_type_error(t_, "%s field \"%s\" must be a list, not a %.200s", node_text, field,
                                    type_name(t_, found));
        size_t n = found.as<List>()->length;
        out.data = arena_.make_array<T>(n);
        out.count = static_cast<uint32_t>(n);
        bool may_be_none = strcmp(field, "keys") == 0 || strcmp(field, "kw_defaults") == 0;
        for (size_t i = 0; i < n; ++i) {
            if (i >= found.as<List>()->length)
                return raise_runtime_error(t_, "%s field \"%s\" changed size during iteration", node_text,
                                           field);
            Owned item = Owned::share(found.as<List>()->items[i]);
            if (item.is_none()) {
                const char* kind = std::is_same_v<T, ast::stmt*> ? "statement" : "expression";
                if (!may_be_none) return raise_value_error(t_, "None disallowed in %s list", kind);
                out.data[i] = T{};
                continue;
            }
            TRY(read(item, out.data[i]));
        }
        return {};
    }

    Status read(Value v, ast::identifier& out) {
        if (!is_str(v)) return raise_type_error(t_, "AST identifier must be of type str");
        std::string text = to_utf8(v);
        ast::identifier& known = identifiers_[text];
        if (!known) {
            auto* made = arena_.make<ast::Identifier>();
            made->text = arena_.copy(text);
            known = made;
        }
        out = known;
        return {};
    }
    Status read(Value v, int& out) {
        if (!is_int(v))
            return raise_value_error(t_, "invalid integer value: %s", TRY(repr_utf8(t_, v)).c_str());
        out = TRY(to_c_int(t_, v));
        return {};
    }
    Status read(Value v, ast::ConstantValue& out) {
        using K = ast::ConstantValue::Kind;
        if (v.is_none())
            out.kind = K::None;
        else if (v.is_true())
            out.kind = K::True;
        else if (v.is_false())
            out.kind = K::False;
        else if (v.is_ellipsis())
            out.kind = K::Ellipsis;
        else if (is_exact_int(v)) {
            out.kind = K::Int;
            std::string digits = TRY(repr_utf8(t_, v));
            if (digits[0] == '-') return raise_value_error(t_, "negative int in Constant");
            out.text = arena_.copy(digits);
        } else if (is_exact(v, Kind::Float)) {
            out.kind = K::Float;
            out.number = v.as<Float>()->value;
        } else if (is_exact(v, Kind::Complex)) {
            out.kind = K::Imaginary;
            Owned imaginary = TRY(get_attr(t_, v, "imag"));
            out.number = imaginary.as<Float>()->value;
        } else if (is_exact(v, Kind::Str)) {
            out.kind = K::Str;
            out.text = arena_.copy(to_utf8(v));
        } else if (is_exact(v, Kind::Bytes)) {
            out.kind = K::Bytes;
            out.text = arena_.copy(v.as<Bytes>()->view());
        } else {
            return raise_type_error(t_, "got an invalid type in Constant: %s", type_name(t_, v));
        }
        return {};
    }
    template <class T>
    Status read(Value v, T*& out) {
        if constexpr (std::is_same_v<T, ast::expr>)
            out = TRY(node<ast::expr>(v, "expr"));
        else if constexpr (std::is_same_v<T, ast::stmt>)
            out = TRY(node<ast::stmt>(v, "stmt"));
        else if constexpr (std::is_same_v<T, ast::pattern>)
            out = TRY(node<ast::pattern>(v, "pattern"));
        else if constexpr (std::is_same_v<T, ast::excepthandler>)
            out = TRY(node<ast::excepthandler>(v, "excepthandler"));
        else if constexpr (std::is_same_v<T, ast::type_param>)
            out = TRY(node<ast::type_param>(v, "type_param"));
        else
            out = TRY(node<T>(v, python_name(ast::node_name(T::kKind)).c_str()));
        return {};
    }
#define X(member)                                                                             \
    if (is_subtype(type_of(t_, v), state(t_).members.at(set + "." #member).object()->type)) { \
        out = Self::member;                                                                   \
        return {};                                                                            \
    }
#define AST_ENUM(Name, members_)                                                                  \
    Status read(Value v, ast::Name& out) {                                                        \
        using Self = ast::Name;                                                                   \
        std::string set = python_name(#Name);                                                     \
        members_ return raise_type_error(t_, "expected some sort of %s, but got %s", set.c_str(), \
                                         TRY(repr_utf8(t_, v)).c_str());                          \
    }
#include "grammar/ast.def"
#undef X

    Thread& t_;
    Arena& arena_;
    int depth_ = 1;
    std::unordered_map<std::string, ast::identifier> identifiers_;
};

// ---- the classes ----

Result<Type*> make_class(Thread& t, Module* module, const std::string& name, Type* base,
                         const std::vector<const char*>& fields, const std::vector<const char*>& optional,
                         const char* attributes) {
    Ref<Dict> space = TRY(new_dict(t));
    std::vector<Value> names_list;
    for (const char* field : fields) names_list.push_back(intern(t, field));
    Owned field_names = TRY(make_tuple(t, names_list.data(), names_list.size()));
    TRY(dict_set_ascii(t, space.get(), "_fields", field_names));
    TRY(dict_set_ascii(t, space.get(), "__match_args__", field_names));
    TRY(dict_set_ascii(t, space.get(), "__module__", intern(t, "ast")));
    for (const char* field : optional) TRY(dict_set_ascii(t, space.get(), field, Value::none()));
    if (attributes) {
        Owned parts = TRY(make_tuple(t, {}));
        if (*attributes)
            parts = TRY(make_tuple(t, {intern(t, "lineno"), intern(t, "col_offset"), intern(t, "end_lineno"),
                                       intern(t, "end_col_offset")}));
        TRY(dict_set_ascii(t, space.get(), "_attributes", parts));
        if (*attributes) {
            TRY(dict_set_ascii(t, space.get(), "end_lineno", Value::none()));
            TRY(dict_set_ascii(t, space.get(), "end_col_offset", Value::none()));
        }
    }
    Owned bases = TRY(make_tuple(t, {Value(base)}));
    Owned made = TRY(call(t, Value(types(t).type), {intern(t, name), bases.get(), Value(space)}));
    TRY(module_add(t, module, name.c_str(), made));
    make_immortal(made);
    return made.as<Type>();
}

Status add_classes(Thread& t, Module* module) {
    AstState& s = state(t);
    for (const char* category :
         {"mod", "stmt", "expr", "pattern", "excepthandler", "type_param", "type_ignore"}) {
        bool positions = strcmp(category, "mod") != 0 && strcmp(category, "type_ignore") != 0;
        s.categories[category] =
            TRY(make_class(t, module, category, s.root, {}, {}, positions ? "yes" : nullptr));
    }
    std::vector<const char*> fields, optional;
#define ONE(type, field) fields.push_back(#field);
#define OPTIONAL(type, field) \
    fields.push_back(#field); \
    optional.push_back(#field);
#define SEQ(type, field) \
    if (strcmp(#field, "type_params") != 0) fields.push_back(#field);
#define RENAMED(type, field, python_field)                                    \
    fields.push_back(#python_field);                                          \
    if (strcmp(#python_field, "arg") != 0 && strcmp(#field, "pattern_") != 0) \
        optional.push_back(#python_field);
#define AST_NODE(Name, category, ...)                                                                \
    {                                                                                                \
        fields.clear();                                                                              \
        optional.clear();                                                                            \
        __VA_ARGS__                                                                                  \
        Type* base = strcmp(#category, "Node") != 0      ? s.categories[#category]                   \
                     : strcmp(#Name, "type_ignore") == 0 ? s.categories["type_ignore"]               \
                                                         : s.root;                                   \
        bool own_position = strcmp(#category, "Node") == 0 && has_position(#category, #Name);        \
        s.classes[static_cast<size_t>(ast::NodeKind::Name)] = TRY(make_class(                        \
            t, module, python_name(#Name), base, fields, optional, own_position ? "yes" : nullptr)); \
    }
#define X(member)                                                                    \
    {                                                                                \
        Type* made = TRY(make_class(t, module, #member, category, {}, {}, nullptr)); \
        Owned instance = TRY(call(t, Value(made)));                                  \
        make_immortal(instance);                                                     \
        s.members[set + "." #member] = instance;                                     \
    }
#define AST_ENUM(Name, members_)                                                                       \
    {                                                                                                  \
        std::string set = python_name(#Name);                                                          \
        Type* category = s.categories[set] = TRY(make_class(t, module, set, s.root, {}, {}, nullptr)); \
        members_                                                                                       \
    }
#include "grammar/ast.def"
#undef ONE
#undef OPTIONAL
#undef SEQ
#undef RENAMED
#undef X
    (void)TRY(
        make_class(t, module, "FunctionType", s.categories["mod"], {"argtypes", "returns"}, {}, nullptr));
    return {};
}

Status fill(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "ast.AST";
    spec.size = sizeof(GcObject);
    spec.attrs_offset = sizeof(GcObject);
    spec.size += sizeof(Attrs);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = ast_new;
    spec.slots.init = ast_init;
    spec.slots.dealloc = ast_dealloc;
    spec.slots.traverse = traverse_instance_tail;
    spec.methods = ast_methods;
    Type* root = define_type(t, spec);
    Owned none = TRY(make_tuple(t, {}));
    for (const char* name : {"_fields", "_attributes", "__match_args__"})
        TRY(dict_set(t, root->dict.as<Dict>(), intern(t, name), none));
    TRY(module_add(t, module, "AST", Value(root)));
    state(t).root = root;
    TRY(add_classes(t, module));
    TRY(module_add_int(t, module, "PyCF_ONLY_AST", 0x400));
    TRY(module_add_int(t, module, "PyCF_TYPE_COMMENTS", 0x1000));
    return module_add_int(t, module, "PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000);
}
MINIPY_MODULE(_ast, {.doc = "The classes of the syntax tree.", .exec = fill});
ModuleRegistration& registration() { return module_registration__ast; }

}  // namespace

Owned tree_to_python(Thread& t, ast::mod* tree) {
    TRY(make_ready(t));
    return ToPython(t).node(tree);
}
Result<ast::mod*> tree_from_python(Thread& t, Value tree, Arena& arena) {
    TRY(make_ready(t));
    return FromPython(t, arena).node<ast::mod>(tree, "mod");
}
Result<bool> is_tree(Thread& t, Value v) {
    if (!state(t).root) return false;  // nobody has made one
    return is_subtype(type_of(t, v), state(t).root);
}

}  // namespace minipy
