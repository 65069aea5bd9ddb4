// The second half of scopes: from what was noted to bindings and registers. The walk is in
// symtable_build.cpp.
#include "compiler/symtable.h"

#include <algorithm>

namespace minipy {

Symbol& Scope::get(Value name) {
    auto [it, inserted] = index.try_emplace(name.bits(), static_cast<uint32_t>(symbols.size()));
    if (inserted) {
        symbols.emplace_back();
        symbols.back().name = name;
    }
    return symbols[it->second];
}

// Looks for the function scope that binds the symbol's name, and makes it a cell there and free on the way.
bool Symtable::bind_outward(Scope* scope, Symbol& symbol) {
    Value name = symbol.name;
    Scope* owner = nullptr;
    for (Scope* p = scope->parent; p; p = p->parent) {
        if (p->kind == ScopeKind::Module) return false;
        if (p->kind == ScopeKind::Class) {
            if (name != names(c_.t).__class__) continue;
            p->needs_class_cell = true;
            p->get(name);
            owner = p;
            break;
        }
        Symbol* there = p->find(name);
        if (!there) continue;
        if (there->flags & kSymGlobal) {
            if (there->flags & kSymNonlocal) continue;
            return false;
        }
        if (there->flags & kSymNonlocal) continue;
        if (there->flags & kSymBound) {
            owner = p;
            break;
        }
    }
    if (!owner) return false;
    if (owner->kind != ScopeKind::Class) owner->find(name)->binding = Binding::Cell;
    for (Scope* p = scope->parent; p != owner; p = p->parent) {
        Symbol& via = p->get(name);
        if (p->kind == ScopeKind::Class && ((via.flags & kSymBound) || (via.flags & kSymGlobal))) {
            via.class_free = true;
        } else {
            via.binding = Binding::Free;
        }
    }
    return true;
}

Status Symtable::bind(Scope* scope, Symbol& symbol) {
    std::string text = to_utf8(symbol.name);
    if (symbol.flags & kSymGlobal) {
        if (symbol.flags & kSymNonlocal)
            return c_.error(symbol.directive, "name '" + text + "' is nonlocal and global");
        symbol.binding = Binding::GlobalExplicit;
        return {};
    }
    if (symbol.flags & kSymNonlocal) {
        if (scope->kind == ScopeKind::Module)
            return c_.error(symbol.directive, "nonlocal declaration not allowed at module level");
        if (!bind_outward(scope, symbol))
            return c_.error(symbol.directive, "no binding for nonlocal '" + text + "' found");
        scope->find(symbol.name)->binding = Binding::Free;
        return {};
    }
    if (symbol.flags & kSymBound) {
        if (symbol.binding == Binding::Unknown) symbol.binding = Binding::Local;
        return {};
    }
    if (symbol.binding == Binding::Free) return {};
    if (!(symbol.flags & kSymUse)) return {};
    symbol.binding = bind_outward(scope, symbol) ? Binding::Free : Binding::GlobalImplicit;
    return {};
}

Status Symtable::analyze(Scope* scope) {
    if (native_stack_low(c_.t, " during compilation")) return Raised{};
    for (size_t i = 0; i < scope->symbols.size(); ++i) TRY(bind(scope, scope->symbols[i]));
    for (Scope* child : scope->children) TRY(analyze(child));
    return {};
}

// Registers of locals (parameters, others, cells by name) and the order of the closure.
void Symtable::lay_out(Scope* scope) {
    auto by_text = [](Value a, Value b) { return str_compare(as_str(a), as_str(b)) < 0; };
    std::vector<Value> cells;
    scope->locals = scope->params;
    for (Symbol& s : scope->symbols) {
        if (s.binding == Binding::Free || s.class_free) scope->free_names.push_back(s.name);
        if (!scope->is_function() || (s.flags & kSymParam)) continue;
        if (s.binding == Binding::Local) scope->locals.push_back(s.name);
        if (s.binding == Binding::Cell) cells.push_back(s.name);
    }
    if (scope->kind == ScopeKind::Class && scope->needs_class_cell) cells.push_back(names(c_.t).__class__);
    std::sort(cells.begin(), cells.end(), by_text);
    scope->locals.insert(scope->locals.end(), cells.begin(), cells.end());
    for (size_t i = 0; i < scope->locals.size(); ++i) {
        Symbol* s = scope->find(scope->locals[i]);
        bool class_cell = scope->kind == ScopeKind::Class;
        if (!class_cell) s->reg = static_cast<int32_t>(i);
        if (class_cell || s->binding == Binding::Cell)
            scope->cell_registers.push_back(static_cast<uint16_t>(i));
    }
    std::sort(scope->free_names.begin(), scope->free_names.end(), by_text);
    for (size_t i = 0; i < scope->free_names.size(); ++i)
        scope->find(scope->free_names[i])->free_index = static_cast<int32_t>(i);
}

Value mangle(Thread& t, Value class_name, Value name) {
    if (class_name.is_unbound()) return name;
    Str* s = as_str(name);
    size_t n = s->length;
    if (n < 3 || s->at(0) != '_' || s->at(1) != '_') return name;
    if (s->at(n - 1) == '_' && s->at(n - 2) == '_') return name;
    std::string text = to_utf8(name);
    if (text.find('.') != std::string::npos) return name;
    std::string prefix = to_utf8(class_name);
    size_t start = prefix.find_first_not_of('_');
    if (start == std::string::npos) return name;
    return intern(t, "_" + prefix.substr(start) + text);
}

}  // namespace minipy
