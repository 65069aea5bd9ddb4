// Scopes: which name means what, decided before any code is made.
//
// One Scope per module, class, function, lambda and comprehension. A first walk notes what each scope does to
// each name (binds it, uses it, declares it global); a second decides its Binding:
//
//     def f():            f: x is a Cell (g wants it), y is Local
//         x = y = 1
//         def g():        g: x is Free, print is GlobalImplicit
//             print(x)
//
// Names are interned Strs, already mangled; scopes are found again by the node that opens them.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "compiler/context.h"

namespace minipy {

namespace codegen {
class ScopeBuilder;
}

enum class ScopeKind : uint8_t {
    Module,
    Class,
    Function,
    Lambda,
    ListComp,
    SetComp,
    DictComp,
    GenExpr,
    TypeParams,
    LazyValue,
    Annotation
};
enum class Binding : uint8_t { Unknown, Local, Cell, Free, GlobalExplicit, GlobalImplicit };

enum SymbolFlag : uint16_t {
    kSymGlobal = 1,
    kSymLocal = 2,
    kSymParam = 4,
    kSymNonlocal = 8,
    kSymUse = 16,
    kSymImport = 32,
    kSymAnnot = 64,
    kSymIterTarget = 128,  // target of a comprehension's `for`
    kSymWalrus = 256,      // bound by `:=`
    kSymUnbinds = 512,     // `del x` or `except ... as x`
    kSymBound = kSymLocal | kSymParam | kSymImport,
};

struct Symbol {
    Value name;
    uint16_t flags = 0;
    Binding binding = Binding::Unknown;
    bool class_free = false;  // class scope: also handed on to functions inside
    int32_t reg = -1;         // register, when Local or Cell in a function
    int32_t free_index = -1;  // index in the closure, when Free or class_free
    Span directive;           // where `global` / `nonlocal` stands
};

struct Scope {
    ScopeKind kind = ScopeKind::Module;
    Value name;
    Value class_name;  // for mangling; Unbound
    Scope* parent = nullptr;
    std::vector<Scope*> children;
    std::vector<Symbol> symbols;  // in the order of first appearance
    std::unordered_map<uint64_t, uint32_t> index;
    Span span;
    bool is_async = false;                      // async def
    bool generator = false, coroutine = false;  // contains yield / await
    bool returns_value = false;
    bool needs_class_cell = false;  // class scope: a method uses __class__
    bool varargs = false, varkeywords = false;
    bool nested = false;
    bool in_iter_target = false;
    int comp_iter_depth = 0;    // inside a comprehension's iterable
    std::vector<Value> params;  // in the order of co_varnames
    std::vector<Value> locals;  // registers: parameters, locals, cells
    std::vector<uint16_t> cell_registers;
    std::vector<Value> free_names;

    bool is_function() const { return kind != ScopeKind::Module && kind != ScopeKind::Class; }
    bool is_comprehension() const { return kind >= ScopeKind::ListComp && kind <= ScopeKind::GenExpr; }
    Symbol* find(Value name) {
        auto it = index.find(name.bits());
        return it == index.end() ? nullptr : &symbols[it->second];
    }
    Symbol& get(Value name);
};

class Symtable {
  public:
    explicit Symtable(CompileContext& context) : c_(context) {}
    Status build(ast::mod* module);
    Scope* top() const { return scopes_.front().get(); }
    // The scope opened by a node. Type parameters have one of their own: its key is the address of the node's
    // type_params.
    Scope* find(const void* key) const { return by_node_.at(key); }

  private:
    friend class codegen::ScopeBuilder;
    Status analyze(Scope*);
    Status bind(Scope*, Symbol&);
    bool bind_outward(Scope*, Symbol&);
    void lay_out(Scope*);

    CompileContext& c_;
    std::vector<std::unique_ptr<Scope>> scopes_;
    std::unordered_map<const void*, Scope*> by_node_;
};

}  // namespace minipy
