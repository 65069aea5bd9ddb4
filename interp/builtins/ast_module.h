// The module `_ast`: the syntax tree as Python objects, both ways.
#pragma once

#include "grammar/ast.h"
#include "native/module.h"

namespace minipy {

// compile(..., flags=ast.PyCF_ONLY_AST): the objects for a tree.
Owned tree_to_python(Thread&, ast::mod* tree);
// compile(tree): the tree for the objects, in the arena. TypeError, ValueError for what is none.
Result<ast::mod*> tree_from_python(Thread&, Value tree, Arena& arena);
Result<bool> is_tree(Thread&, Value);

}  // namespace minipy
