// The tree's node names inside `minipy::codegen`, where `List` is the node and `minipy::List` the object.
#pragma once

#include "grammar/ast.h"

namespace minipy::codegen {

#define AST_NODE(Name, category, ...) using ast::Name;
#define AST_ENUM(Name, members) using ast::Name;
#include "grammar/ast.def"
using ast::as;
using ast::ConstantValue;
using ast::excepthandler;
using ast::expr;
using ast::identifier;
using ast::mod;
using ast::NodeKind;
using ast::pattern;
using ast::Seq;
using ast::stmt;
using ast::try_as;
using ast::type_param;

}  // namespace minipy::codegen
