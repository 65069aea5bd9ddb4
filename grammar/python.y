// Python's grammar for Bison: LALR(1), no conflict, no GLR. A rule says what the language is; its action is one
// call into Builder, which makes the node. Four things keep one token of look-ahead enough:
//
//   targets      `a, *b = c` is read as an expression; Builder::store checks it and turns Load into Store.
//   soft words   the lexer looks at a whole logical line and says MATCH, CASE or TYPE instead of NAME.
//   with (...)   the lexer says WITH_LPAR when the parentheses hold an `as` of their own.
//   arguments    order (`f(a=1, b)`, `def f(*, /)`) is checked when the list is complete.
//
// A rule never reports an error: YYERROR ends the parse, and errors.cpp finds the words.
%require "3.8"
%language "C"
%define api.prefix {python_}
%define api.pure full
%define api.token.raw
%define api.token.prefix {T_}
%define api.location.type {minipy::Range}
%define parse.error custom
%locations
%param {minipy::Builder& b}

%code requires {
#include "grammar/builder.h"
#define PYTHON_LTYPE_IS_TRIVIAL 1
}

%code {
using namespace minipy;
using namespace minipy::ast;

#define YYLTYPE_IS_TRIVIAL 1
#define YYINITDEPTH 400
#define YYMAXDEPTH 24000
#define YYLLOC_DEFAULT(current, rhs, n)                        \
    do {                                                       \
        if (n) {                                               \
            (current).first = YYRHSLOC(rhs, 1).first;          \
            (current).last = YYRHSLOC(rhs, n).last;            \
        } else {                                               \
            (current).first = (current).last = YYRHSLOC(rhs, 0).last; \
        }                                                      \
    } while (0)
#define YYLOCATION_PRINT(file, loc) ((void)0)
// An action that finds the text wrong leaves a null node.
#define NEED(node) do { if (!(node)) YYABORT; } while (0)

static inline int python_lex(PYTHON_STYPE*, Range* location, Builder& b) { return b.next_token(*location); }
static void python_error(Range*, Builder& b, const char* message);
}

%union {
    minipy::ast::expr* expr;
    minipy::ast::stmt* stmt;
    minipy::ast::pattern* pattern;
    minipy::ast::Node* node;
    minipy::Chain* chain;
    minipy::ast::identifier name;
    int number;
}

%token ENDMARKER 0 "end of file"
%token START_FILE "<file>" START_EVAL "<eval>" START_SINGLE "<single>" START_FSTRING "<fstring>"
%token NAME "NAME" NUMBER "NUMBER" STRING "STRING" NEWLINE "NEWLINE" INDENT "INDENT" DEDENT "DEDENT"
%token MATCH "<match>" CASE "<case>" TYPE "<type>" WITH_LPAR "<(>" OTHER "<op>" ERROR_TOKEN "<error>"
%token FALSE "False" NONE "None" TRUE "True" AND "and" AS "as" ASSERT "assert" ASYNC "async" AWAIT "await"
%token BREAK "break" CLASS "class" CONTINUE "continue" DEF "def" DEL "del" ELIF "elif" ELSE "else"
%token EXCEPT "except" FINALLY "finally" FOR "for" FROM "from" GLOBAL "global" IF "if" IMPORT "import" IN "in"
%token IS "is" LAMBDA "lambda" NONLOCAL "nonlocal" NOT "not" OR "or" PASS "pass" RAISE "raise"
%token RETURN "return" TRY "try" WHILE "while" WITH "with" YIELD "yield"
%token LPAR "(" RPAR ")" LSQB "[" RSQB "]" LBRACE "{" RBRACE "}" COLON ":" COMMA "," SEMI ";" DOT "."
%token ELLIPSIS "..." ARROW "->" COLONEQUAL ":=" EQUAL "=" AT "@" PLUS "+" MINUS "-" STAR "*" SLASH "/"
%token VBAR "|" AMPER "&" LESS "<" GREATER ">" PERCENT "%" TILDE "~" CIRCUMFLEX "^" DOUBLESTAR "**"
%token DOUBLESLASH "//" LEFTSHIFT "<<" RIGHTSHIFT ">>" EQEQUAL "==" NOTEQUAL "!=" LESSEQUAL "<="
%token GREATEREQUAL ">=" PLUSEQUAL "+=" MINEQUAL "-=" STAREQUAL "*=" SLASHEQUAL "/=" PERCENTEQUAL "%="
%token AMPEREQUAL "&=" VBAREQUAL "|=" CIRCUMFLEXEQUAL "^=" LEFTSHIFTEQUAL "<<=" RIGHTSHIFTEQUAL ">>="
%token DOUBLESTAREQUAL "**=" DOUBLESLASHEQUAL "//=" ATEQUAL "@="

%left "|"
%left "^"
%left "&"
%left "<<" ">>"
%left "+" "-"
%left "*" "/" "//" "%" "@"
%precedence UNARY
%right "**"

%type <chain> statements statement simple_stmts simple_list block else_opt if_tail finally_opt decorators
%type <chain> import_names import_as_names dotted_as_names name_list target_chain star_list del_list
%type <chain> target_list or_operands and_operands comparisons slice_list args args_opt params params_opt
%type <chain> lambda_params lambda_params_opt comp_clauses comp_ifs dict_items dict_items_opt element_list
%type <chain> with_items handlers star_handlers cases patterns_list or_patterns map_items map_items_opt
%type <chain> class_args class_args_opt type_params_opt type_params expression_list dotted_tokens
%type <stmt> compound_stmt simple_stmt expr_stmt function_def class_def async_stmt plain_def
%type <stmt> if_stmt while_stmt for_stmt with_stmt try_stmt match_stmt decorated import_stmt
%type <expr> star_expressions star_expression expression named_expression element yield_expr disjunction
%type <expr> conjunction inversion comparison operand primary atom slices slice slice_part_opt targets
%type <expr> target_item rhs expressions annotation_opt return_opt guard_opt subject
%type <expr> paren_atom list_atom brace_atom lambda params_annotation handler_types
%type <expr> literal signed_number name_or_attr
%type <node> arg_item param lambda_param comp_clause handler star_handler with_item case import_name dict_item
%type <node> map_item class_arg type_param dotted_as_name
%type <pattern> pattern or_pattern closed_pattern patterns maybe_star map_value_pattern
%type <name> dotted_name as_opt
%type <number> augassign comp_op dots

%start input

%%

// ---- the four texts ------------------------------------------------------------------------------------
input:
    START_FILE                          { b.finish_module(nullptr, @$); }
  | START_FILE statements               { b.finish_module($2, @$); }
  | START_EVAL expressions newlines_opt { b.finish_expression($2); }
  | START_SINGLE simple_stmts           { b.finish_interactive($2); YYACCEPT; }
  | START_SINGLE compound_stmt NEWLINE  { b.finish_interactive(b.chain($2)); YYACCEPT; }
  | START_SINGLE NEWLINE                { b.finish_interactive(b.chain(b.empty_line(@2))); YYACCEPT; }
  | START_FSTRING star_expressions      { b.finish_expression($2); }
  ;
newlines_opt: %empty | newlines_opt NEWLINE ;

// ---- statements ----------------------------------------------------------------------------------------
statements:
    statement                           { $$ = $1; b.top_level(@1); }
  | statements statement                { $$ = b.join($1, $2); b.top_level(@2); }
  ;
statement:
    compound_stmt                       { $$ = b.chain($1); }
  | simple_stmts
  ;
simple_stmts:
    simple_list NEWLINE                 { $$ = $1; }
  | simple_list ";" NEWLINE             { $$ = $1; }
  ;
simple_list:
    simple_stmt                         { $$ = b.chain($1); }
  | simple_list ";" simple_stmt         { $$ = b.append($1, $3); }
  ;
block:
    NEWLINE INDENT statements DEDENT    { $$ = $3; }
  | simple_stmts
  ;

simple_stmt:
    expr_stmt
  | PASS                                { $$ = b.node<Pass>(@$); }
  | BREAK                               { $$ = b.node<Break>(@$); }
  | CONTINUE                            { $$ = b.node<Continue>(@$); }
  | RETURN                              { $$ = b.return_(@$, nullptr); }
  | RETURN star_expressions             { $$ = b.return_(@$, $2); }
  | RAISE                               { $$ = b.raise(@$, nullptr, nullptr); }
  | RAISE expression                    { $$ = b.raise(@$, $2, nullptr); }
  | RAISE expression FROM expression    { $$ = b.raise(@$, $2, $4); }
  | GLOBAL name_list                    { $$ = b.names<Global>(@$, $2); }
  | NONLOCAL name_list                  { $$ = b.names<Nonlocal>(@$, $2); }
  | DEL del_list                        { NEED($$ = b.delete_(@$, $2)); }
  | DEL del_list ","                    { NEED($$ = b.delete_(@$, $2)); }
  | ASSERT expression                   { $$ = b.assert_(@$, $2, nullptr); }
  | ASSERT expression "," expression    { $$ = b.assert_(@$, $2, $4); }
  | TYPE NAME type_params_opt "=" expression { $$ = b.type_alias(@$, @2, $3, $5); }
  | import_stmt
  ;
name_list:
    NAME                                { $$ = b.chain(b.name_at(@1)); }
  | name_list "," NAME                  { $$ = b.append($1, b.name_at(@3)); }
  ;
del_list:
    operand                             { $$ = b.chain($1); }
  | del_list "," operand                { $$ = b.append($1, $3); }
  ;

expr_stmt:
    star_expressions                    { $$ = b.expr_stmt(@$, $1); }
  | yield_expr                          { $$ = b.expr_stmt(@$, $1); }
  | target_chain rhs                    { $$ = b.assign(@$, $1, $2); }
  | star_expressions augassign rhs      { NEED($$ = b.aug_assign(@$, $1, $2, $3)); }
  | star_expressions ":" expression     { NEED($$ = b.ann_assign(@$, $1, $3, nullptr)); }
  | star_expressions ":" expression "=" rhs { NEED($$ = b.ann_assign(@$, $1, $3, $5)); }
  ;
target_chain:
    star_expressions "="                { NEED(b.store($1)); $$ = b.chain($1); }
  | target_chain star_expressions "="   { NEED(b.store($2)); $$ = b.append($1, $2); }
  ;
rhs: star_expressions | yield_expr ;
augassign:
    "+=" { $$ = int(operator_::Add); }       | "-=" { $$ = int(operator_::Sub); }
  | "*=" { $$ = int(operator_::Mult); }      | "@=" { $$ = int(operator_::MatMult); }
  | "/=" { $$ = int(operator_::Div); }       | "%=" { $$ = int(operator_::Mod); }
  | "&=" { $$ = int(operator_::BitAnd); }    | "|=" { $$ = int(operator_::BitOr); }
  | "^=" { $$ = int(operator_::BitXor); }    | "<<=" { $$ = int(operator_::LShift); }
  | ">>=" { $$ = int(operator_::RShift); }   | "**=" { $$ = int(operator_::Pow); }
  | "//=" { $$ = int(operator_::FloorDiv); }
  ;

import_stmt:
    IMPORT dotted_as_names              { $$ = b.import_(@$, $2); }
  | FROM dotted_name IMPORT import_names       { $$ = b.import_from(@$, $2, $4, 0); }
  | FROM dots dotted_name IMPORT import_names  { $$ = b.import_from(@$, $3, $5, $2); }
  | FROM dots IMPORT import_names              { $$ = b.import_from(@$, nullptr, $4, $2); }
  ;
dots:
    "."       { $$ = 1; }
  | "..."     { $$ = 3; }
  | dots "."  { $$ = $1 + 1; }
  | dots "..." { $$ = $1 + 3; }
  ;
import_names:
    "*"                                 { $$ = b.chain(b.alias_(@1, b.intern("*"), nullptr)); }
  | import_as_names
  | "(" import_as_names ")"             { $$ = $2; }
  | "(" import_as_names "," ")"         { $$ = $2; }
  ;
import_as_names:
    import_name                         { $$ = b.chain($1); }
  | import_as_names "," import_name     { $$ = b.append($1, $3); }
  ;
import_name: NAME as_opt                { $$ = b.alias_(@$, b.name_at(@1), $2, @1); } ;
dotted_as_names:
    dotted_as_name                      { $$ = b.chain($1); }
  | dotted_as_names "," dotted_as_name  { $$ = b.append($1, $3); }
  ;
dotted_as_name: dotted_name as_opt      { $$ = b.alias_(@$, $1, $2, @1); } ;
as_opt:
    %empty                              { $$ = nullptr; }
  | AS NAME                             { $$ = b.name_at(@2); }
  ;
dotted_name: dotted_tokens              { $$ = b.dotted_name($1); } ;
dotted_tokens:
    NAME                                { $$ = b.chain(b.name_at(@1)); }
  | dotted_tokens "." NAME              { $$ = b.append($1, b.name_at(@3)); }
  ;

compound_stmt:
    if_stmt | while_stmt | for_stmt | with_stmt | try_stmt | match_stmt | function_def | class_def
  | decorated | async_stmt
  ;
if_stmt: IF named_expression ":" block if_tail { NEED($$ = b.if_(@$, $2, $4, $5)); } ;
if_tail:
    %empty                              { $$ = nullptr; }
  | ELSE ":" block                      { $$ = $3; }
  | ELIF named_expression ":" block if_tail
      { stmt* elif = b.if_(@$, $2, $4, $5); NEED(elif); $$ = b.chain(elif); }
  ;
else_opt:
    %empty                              { $$ = nullptr; }
  | ELSE ":" block                      { $$ = $3; }
  ;
while_stmt: WHILE named_expression ":" block else_opt { NEED($$ = b.while_(@$, $2, $4, $5)); } ;
for_stmt: FOR targets IN star_expressions ":" block else_opt { NEED($$ = b.for_<For>(@$, $2, $4, $6, $7)); } ;
with_stmt:
    WITH with_items ":" block           { NEED($$ = b.with<With>(@$, @2, $2, $4)); }
  | WITH WITH_LPAR with_items comma_opt ")" ":" block { NEED($$ = b.with<With>(@$, {}, $3, $7)); }
  ;
comma_opt: %empty | "," ;
with_items:
    with_item                           { $$ = b.chain($1); }
  | with_items "," with_item            { $$ = b.append($1, $3); }
  ;
with_item:
    expression                          { $$ = b.with_item($1, nullptr); }
  | expression AS target_item           { NEED(b.store($3)); $$ = b.with_item($1, $3); }
  ;
async_stmt:
    ASYNC plain_def                     { $$ = b.make_async(@$, $2); }
  | ASYNC FOR targets IN star_expressions ":" block else_opt
      { NEED($$ = b.for_<AsyncFor>(@$, $3, $5, $7, $8)); }
  | ASYNC WITH with_items ":" block     { NEED($$ = b.with<AsyncWith>(@$, @3, $3, $5)); }
  | ASYNC WITH WITH_LPAR with_items comma_opt ")" ":" block
      { NEED($$ = b.with<AsyncWith>(@$, {}, $4, $8)); }
  ;

try_stmt:
    TRY ":" block FINALLY ":" block     { NEED($$ = b.try_<Try>(@$, $3, nullptr, nullptr, $6)); }
  | TRY ":" block handlers else_opt finally_opt { NEED($$ = b.try_<Try>(@$, $3, $4, $5, $6)); }
  | TRY ":" block star_handlers else_opt finally_opt { NEED($$ = b.try_<TryStar>(@$, $3, $4, $5, $6)); }
  ;
finally_opt:
    %empty                              { $$ = nullptr; }
  | FINALLY ":" block                   { $$ = $3; }
  ;
handlers:
    handler                             { $$ = b.chain($1); }
  | handlers handler                    { $$ = b.append($1, $2); }
  ;
handler:
    EXCEPT ":" block                    { NEED($$ = b.handler(@$, nullptr, nullptr, $3)); }
  | EXCEPT handler_types ":" block      { NEED($$ = b.handler(@$, $2, nullptr, $4)); }
  | EXCEPT expression AS NAME ":" block { NEED($$ = b.handler(@$, $2, b.name_at(@4), $6)); }
  ;
star_handlers:
    star_handler                        { $$ = b.chain($1); }
  | star_handlers star_handler          { $$ = b.append($1, $2); }
  ;
star_handler:
    EXCEPT "*" handler_types ":" block  { NEED($$ = b.handler(@$, $3, nullptr, $5)); }
  | EXCEPT "*" expression AS NAME ":" block { NEED($$ = b.handler(@$, $3, b.name_at(@5), $7)); }
  ;
handler_types:                          // PEP 758: `except A, B:`
    expression
  | expression_list "," expression      { $$ = b.tuple(@$, b.append($1, $3)); }
  | expression_list ","                 { $$ = b.tuple(@$, $1); }
  ;
expression_list:
    expression                          { $$ = b.chain($1); }
  | expression_list "," expression      { $$ = b.append($1, $3); }
  ;

decorators:
    "@" named_expression NEWLINE            { $$ = b.chain($2); }
  | decorators "@" named_expression NEWLINE { $$ = b.append($1, $3); }
  ;
decorated:
    decorators plain_def                { $$ = b.decorate($2, $1); }
  | decorators ASYNC plain_def          { $$ = b.decorate(b.make_async({@2.first, @3.last}, $3), $1); }
  | decorators class_def                { $$ = b.decorate($2, $1); }
  ;
function_def: plain_def ;
plain_def:
    DEF NAME type_params_opt "(" params_opt ")" return_opt ":" block
      { NEED($$ = b.function_def(@$, b.name_at(@2), $3, $5, @5, $7, $9)); }
  ;
return_opt:
    %empty                              { $$ = nullptr; }
  | "->" expression                     { $$ = $2; }
  ;
class_def:
    CLASS NAME type_params_opt ":" block { NEED($$ = b.class_def(@$, b.name_at(@2), $3, nullptr, $5)); }
  | CLASS NAME type_params_opt "(" args_opt ")" ":" block
      { NEED($$ = b.class_def(@$, b.name_at(@2), $3, $5, $8)); }
  ;
type_params_opt:
    %empty                              { $$ = nullptr; }
  | "[" type_params comma_opt "]"       { $$ = $2; }
  ;
type_params:
    type_param                          { $$ = b.chain($1); }
  | type_params "," type_param          { $$ = b.append($1, $3); }
  ;
type_param:
    NAME                                { $$ = b.type_var(@$, b.name_at(@1), nullptr); }
  | NAME ":" expression                 { $$ = b.type_var(@$, b.name_at(@1), $3); }
  | "*" NAME                            { $$ = b.named_node<TypeVarTuple>(@$, b.name_at(@2)); }
  | "**" NAME                           { $$ = b.named_node<ParamSpec>(@$, b.name_at(@2)); }
  ;

params_opt:
    %empty                              { $$ = nullptr; }
  | params comma_opt
  ;
params:
    param                               { $$ = b.chain($1); }
  | params "," param                    { $$ = b.append($1, $3); }
  ;
param:
    NAME annotation_opt                 { $$ = b.param(@$, ParamKind::Plain, @1, $2, nullptr); }
  | NAME annotation_opt "=" expression  { $$ = b.param({@1.first, @2.last}, ParamKind::Plain, @1, $2, $4); }
  | "/"                                 { $$ = b.param(@$, ParamKind::Slash, {}, nullptr, nullptr); }
  | "*"                                 { $$ = b.param(@$, ParamKind::BareStar, {}, nullptr, nullptr); }
  | "*" NAME params_annotation          { $$ = b.param({@2.first, @3.last}, ParamKind::Star, @2, $3, nullptr); }
  | "**" NAME annotation_opt            { $$ = b.param({@2.first, @3.last}, ParamKind::DoubleStar, @2, $3, nullptr); }
  ;
annotation_opt:
    %empty                              { $$ = nullptr; }
  | ":" expression                      { $$ = $2; }
  ;
params_annotation:
    %empty                              { $$ = nullptr; }
  | ":" star_expression                 { $$ = $2; }
  ;

match_stmt:
    MATCH subject ":" NEWLINE INDENT cases DEDENT { NEED($$ = b.match(@$, $2, $6)); }
  ;
subject: element_list comma_opt         { NEED($$ = b.tuple_or_single(@$, $1, @2)); } ;
cases:
    case                                { $$ = b.chain($1); }
  | cases case                          { $$ = b.append($1, $2); }
  ;
case: CASE patterns guard_opt ":" block { NEED($$ = b.match_case_($2, $3, $5)); } ;
guard_opt:
    %empty                              { $$ = nullptr; }
  | IF named_expression                 { $$ = $2; }
  ;

// ---- patterns ------------------------------------------------------------------------------------------
patterns: patterns_list comma_opt       { NEED($$ = b.pattern_sequence_or_single(@$, $1, @2)); } ;
patterns_list:
    maybe_star                          { $$ = b.chain($1); }
  | patterns_list "," maybe_star        { $$ = b.append($1, $3); }
  ;
maybe_star:
    pattern
  | "*" NAME                            { $$ = b.match_star(@$, @2); }
  ;
pattern:
    or_pattern
  | or_pattern AS NAME                  { NEED($$ = b.match_as(@$, $1, @3)); }
  ;
or_pattern:
    closed_pattern
  | or_patterns                         { NEED($$ = b.match_or(@$, $1)); }
  ;
or_patterns:
    closed_pattern "|" closed_pattern   { $$ = b.append(b.chain($1), $3); }
  | or_patterns "|" closed_pattern      { $$ = b.append($1, $3); }
  ;
closed_pattern:
    literal                             { $$ = b.match_value(@$, $1); }
  | NONE                                { $$ = b.match_singleton(@$, ConstantValue::Kind::None); }
  | TRUE                                { $$ = b.match_singleton(@$, ConstantValue::Kind::True); }
  | FALSE                               { $$ = b.match_singleton(@$, ConstantValue::Kind::False); }
  | name_or_attr                        { $$ = b.match_name(@$, $1); }
  | "(" ")"                             { NEED($$ = b.match_sequence(@$, nullptr)); }
  | "(" patterns_list comma_opt ")"     { NEED($$ = b.match_group(@$, $2, @3)); }
  | "[" "]"                             { NEED($$ = b.match_sequence(@$, nullptr)); }
  | "[" patterns_list comma_opt "]"     { NEED($$ = b.match_sequence(@$, $2)); }
  | "{" map_items_opt "}"               { NEED($$ = b.match_mapping(@$, $2)); }
  | name_or_attr "(" class_args_opt ")" { NEED($$ = b.match_class(@$, $1, $3)); }
  ;
literal:
    signed_number
  | signed_number "+" NUMBER            { NEED($$ = b.complex_literal(@$, $1, operator_::Add, @3)); }
  | signed_number "-" NUMBER            { NEED($$ = b.complex_literal(@$, $1, operator_::Sub, @3)); }
  | strings                             { NEED($$ = b.strings(@1)); }
  ;
signed_number:
    NUMBER                              { NEED($$ = b.number(@1)); }
  | "-" NUMBER                          { expr* number = b.number(@2); NEED(number);
                                          NEED($$ = b.unary(@$, unaryop::USub, number)); }
  ;
name_or_attr:
    NAME                                { $$ = b.name(@1); }
  | name_or_attr "." NAME               { NEED($$ = b.attribute(@$, $1, @3)); }
  ;
map_items_opt:
    %empty                              { $$ = nullptr; }
  | map_items comma_opt
  ;
map_items:
    map_item                            { $$ = b.chain($1); }
  | map_items "," map_item              { $$ = b.append($1, $3); }
  ;
map_item:
    literal ":" map_value_pattern       { $$ = b.map_item($1, $3); }
  | NONE ":" map_value_pattern          { $$ = b.map_item(b.singleton(@1, ConstantValue::Kind::None), $3); }
  | TRUE ":" map_value_pattern          { $$ = b.map_item(b.singleton(@1, ConstantValue::Kind::True), $3); }
  | FALSE ":" map_value_pattern         { $$ = b.map_item(b.singleton(@1, ConstantValue::Kind::False), $3); }
  | name_or_attr ":" map_value_pattern  { NEED($$ = b.map_item_attr($1, $3)); }
  | "**" NAME                           { NEED($$ = b.map_rest(@2)); }
  ;
map_value_pattern: pattern ;
class_args_opt:
    %empty                              { $$ = nullptr; }
  | class_args comma_opt
  ;
class_args:
    class_arg                           { $$ = b.chain($1); }
  | class_args "," class_arg            { $$ = b.append($1, $3); }
  ;
class_arg:
    pattern                             { $$ = $1; }
  | NAME "=" pattern                    { $$ = b.map_item(b.name(@1), $3); }
  ;

// ---- expressions ---------------------------------------------------------------------------------------
expressions: expression_list comma_opt  { NEED($$ = b.tuple_or_single(@$, $1, @2)); } ;
star_expressions:
    star_expression
  | star_list ","                       { NEED($$ = b.tuple(@$, $1)); }
  | star_list "," star_expression       { NEED($$ = b.tuple(@$, b.append($1, $3))); }
  ;
star_list:
    star_expression                     { $$ = b.chain($1); }
  | star_list "," star_expression       { $$ = b.append($1, $3); }
  ;
star_expression:
    expression
  | "*" operand                         { NEED($$ = b.starred(@$, $2)); }
  ;
element:                                // what may stand in a display: `[a, *b, c := d]`
    named_expression
  | "*" operand                         { NEED($$ = b.starred(@$, $2)); }
  ;
element_list:
    element                             { $$ = b.chain($1); }
  | element_list "," element            { $$ = b.append($1, $3); }
  ;
named_expression:
    expression
  | NAME ":=" expression                { NEED($$ = b.named_expr(@$, @1, $3)); }
  ;
yield_expr:
    YIELD                               { $$ = b.yield_(@$, nullptr); }
  | YIELD star_expressions              { $$ = b.yield_(@$, $2); }
  | YIELD FROM expression               { $$ = b.yield_from(@$, $3); }
  ;
expression:
    disjunction
  | disjunction IF disjunction ELSE expression { NEED($$ = b.if_exp(@$, $3, $1, $5)); }
  | lambda
  ;
lambda: LAMBDA lambda_params_opt ":" expression { NEED($$ = b.lambda(@$, $2, @2, $4)); } ;
lambda_params_opt:
    %empty                              { $$ = nullptr; }
  | lambda_params comma_opt
  ;
lambda_params:
    lambda_param                        { $$ = b.chain($1); }
  | lambda_params "," lambda_param      { $$ = b.append($1, $3); }
  ;
lambda_param:
    NAME                                { $$ = b.param(@$, ParamKind::Plain, @1, nullptr, nullptr); }
  | NAME "=" expression                 { $$ = b.param(@1, ParamKind::Plain, @1, nullptr, $3); }
  | "/"                                 { $$ = b.param(@$, ParamKind::Slash, {}, nullptr, nullptr); }
  | "*"                                 { $$ = b.param(@$, ParamKind::BareStar, {}, nullptr, nullptr); }
  | "*" NAME                            { $$ = b.param(@2, ParamKind::Star, @2, nullptr, nullptr); }
  | "**" NAME                           { $$ = b.param(@2, ParamKind::DoubleStar, @2, nullptr, nullptr); }
  ;
disjunction:
    conjunction
  | or_operands                         { NEED($$ = b.bool_op(@$, boolop::Or, $1)); }
  ;
or_operands:
    conjunction OR conjunction          { $$ = b.append(b.chain($1), $3); }
  | or_operands OR conjunction          { $$ = b.append($1, $3); }
  ;
conjunction:
    inversion
  | and_operands                        { NEED($$ = b.bool_op(@$, boolop::And, $1)); }
  ;
and_operands:
    inversion AND inversion             { $$ = b.append(b.chain($1), $3); }
  | and_operands AND inversion          { $$ = b.append($1, $3); }
  ;
inversion:
    comparison
  | NOT inversion                       { NEED($$ = b.unary(@$, unaryop::Not, $2)); }
  ;
comparison:
    operand
  | operand comparisons                 { NEED($$ = b.compare(@$, $1, $2)); }
  ;
comparisons:
    comp_op operand                     { $$ = b.append(b.chain(b.op_item($1)), $2); }
  | comparisons comp_op operand         { $$ = b.append(b.append($1, b.op_item($2)), $3); }
  ;
comp_op:
    "==" { $$ = int(cmpop::Eq); }  | "!=" { $$ = int(cmpop::NotEq); }
  | "<" { $$ = int(cmpop::Lt); }   | "<=" { $$ = int(cmpop::LtE); }
  | ">" { $$ = int(cmpop::Gt); }   | ">=" { $$ = int(cmpop::GtE); }
  | IN { $$ = int(cmpop::In); }    | NOT IN { $$ = int(cmpop::NotIn); }
  | IS { $$ = int(cmpop::Is); }    | IS NOT { $$ = int(cmpop::IsNot); }
  ;
operand:
    primary
  | operand "|" operand                 { NEED($$ = b.binary(@$, $1, operator_::BitOr, $3)); }
  | operand "^" operand                 { NEED($$ = b.binary(@$, $1, operator_::BitXor, $3)); }
  | operand "&" operand                 { NEED($$ = b.binary(@$, $1, operator_::BitAnd, $3)); }
  | operand "<<" operand                { NEED($$ = b.binary(@$, $1, operator_::LShift, $3)); }
  | operand ">>" operand                { NEED($$ = b.binary(@$, $1, operator_::RShift, $3)); }
  | operand "+" operand                 { NEED($$ = b.binary(@$, $1, operator_::Add, $3)); }
  | operand "-" operand                 { NEED($$ = b.binary(@$, $1, operator_::Sub, $3)); }
  | operand "*" operand                 { NEED($$ = b.binary(@$, $1, operator_::Mult, $3)); }
  | operand "/" operand                 { NEED($$ = b.binary(@$, $1, operator_::Div, $3)); }
  | operand "//" operand                { NEED($$ = b.binary(@$, $1, operator_::FloorDiv, $3)); }
  | operand "%" operand                 { NEED($$ = b.binary(@$, $1, operator_::Mod, $3)); }
  | operand "@" operand                 { NEED($$ = b.binary(@$, $1, operator_::MatMult, $3)); }
  | operand "**" operand                { NEED($$ = b.binary(@$, $1, operator_::Pow, $3)); }
  | "+" operand %prec UNARY             { NEED($$ = b.unary(@$, unaryop::UAdd, $2)); }
  | "-" operand %prec UNARY             { NEED($$ = b.unary(@$, unaryop::USub, $2)); }
  | "~" operand %prec UNARY             { NEED($$ = b.unary(@$, unaryop::Invert, $2)); }
  | AWAIT primary                       { NEED($$ = b.await(@$, $2)); }
  ;
primary:
    atom
  | primary "." NAME                    { NEED($$ = b.attribute(@$, $1, @3)); }
  | primary "(" args_opt ")"            { NEED($$ = b.call(@$, $1, $3)); }
  | primary "(" named_expression comp_clauses ")"
      { expr* generator = b.generator({@2.first, @5.last}, $3, $4); NEED(generator);
        NEED($$ = b.call(@$, $1, b.chain(generator))); }
  | primary "[" slices "]"              { NEED($$ = b.subscript(@$, $1, $3)); }
  ;
slices: slice_list comma_opt            { NEED($$ = b.slices(@$, $1, @2)); } ;
slice_list:
    slice                               { $$ = b.chain($1); }
  | slice_list "," slice                { $$ = b.append($1, $3); }
  ;
slice:
    element
  | slice_part_opt ":" slice_part_opt
      { @$ = {$1 ? @1.first : @2.first, @3.last}; NEED($$ = b.slice(@$, $1, $3, nullptr)); }
  | slice_part_opt ":" slice_part_opt ":" slice_part_opt
      { @$ = {$1 ? @1.first : @2.first, @5.last}; NEED($$ = b.slice(@$, $1, $3, $5)); }
  ;
slice_part_opt:
    %empty                              { $$ = nullptr; }
  | expression
  ;
args_opt:
    %empty                              { $$ = nullptr; }
  | args comma_opt
  ;
args:
    arg_item                            { $$ = b.chain($1); }
  | args "," arg_item                   { $$ = b.append($1, $3); }
  ;
arg_item:
    named_expression                    { $$ = $1; }
  | "*" expression                      { expr* star = b.starred(@$, $2); NEED(star); $$ = star; }
  | NAME "=" expression                 { $$ = b.keyword_(@$, b.name_at(@1), $3); }
  | "**" expression                     { $$ = b.keyword_(@$, nullptr, $2); }
  ;

atom:
    NAME                                { $$ = b.name(@1); }
  | NUMBER                              { NEED($$ = b.number(@1)); }
  | strings                             { NEED($$ = b.strings(@1)); }
  | NONE                                { $$ = b.singleton(@1, ConstantValue::Kind::None); }
  | TRUE                                { $$ = b.singleton(@1, ConstantValue::Kind::True); }
  | FALSE                               { $$ = b.singleton(@1, ConstantValue::Kind::False); }
  | "..."                               { $$ = b.singleton(@1, ConstantValue::Kind::Ellipsis); }
  | paren_atom | list_atom | brace_atom
  ;
strings: STRING | strings STRING ;
paren_atom:
    "(" ")"                             { NEED($$ = b.tuple(@$, nullptr)); }
  | "(" yield_expr ")"                  { $$ = $2; }
  | "(" element_list comma_opt ")"      { NEED($$ = b.group_or_tuple(@$, $2, @3)); }
  | "(" named_expression comp_clauses ")" { NEED($$ = b.generator(@$, $2, $3)); }
  ;
list_atom:
    "[" "]"                             { NEED($$ = b.list(@$, nullptr)); }
  | "[" element_list comma_opt "]"      { NEED($$ = b.list(@$, $2)); }
  | "[" named_expression comp_clauses "]" { NEED($$ = b.comprehension_<ListComp>(@$, $2, $3)); }
  ;
brace_atom:
    "{" dict_items_opt "}"              { NEED($$ = b.dict(@$, $2)); }
  | "{" element_list comma_opt "}"      { NEED($$ = b.set(@$, $2)); }
  | "{" named_expression comp_clauses "}" { NEED($$ = b.comprehension_<SetComp>(@$, $2, $3)); }
  | "{" expression ":" expression comp_clauses "}" { NEED($$ = b.dict_comp(@$, $2, $4, $5)); }
  ;
dict_items_opt:
    %empty                              { $$ = nullptr; }
  | dict_items comma_opt
  ;
dict_items:
    dict_item                           { $$ = b.chain($1); }
  | dict_items "," dict_item            { $$ = b.append($1, $3); }
  ;
dict_item:
    expression ":" expression           { $$ = b.dict_item($1, $3); }
  | "**" operand                        { $$ = b.dict_item(nullptr, $2); }
  ;
comp_clauses:
    comp_clause                         { $$ = b.chain($1); }
  | comp_clauses comp_clause            { $$ = b.append($1, $2); }
  ;
comp_clause:
    FOR targets IN disjunction comp_ifs       { $$ = b.comp_clause($2, $4, $5, 0); }
  | ASYNC FOR targets IN disjunction comp_ifs { $$ = b.comp_clause($3, $5, $6, 1); }
  ;
comp_ifs:
    %empty                              { $$ = nullptr; }
  | comp_ifs IF disjunction             { $$ = b.append($1, $3); }
  ;

// ---- targets of `for`: no comparison, so that `in` is the keyword ---------------------------------------
targets: target_list comma_opt          { NEED($$ = b.for_target(@$, $1, @2)); } ;
target_list:
    target_item                         { $$ = b.chain($1); }
  | target_list "," target_item         { $$ = b.append($1, $3); }
  ;
target_item:
    operand
  | "*" operand                         { NEED($$ = b.starred(@$, $2)); }
  ;

%%

static void python_error(Range*, Builder& b, const char*) { b.memory_exhausted(); }

// Nothing to say here; mentioning the function below keeps compilers from calling it unused.
static int yyreport_syntax_error(const yypcontext_t*, Builder&) { return (void)yypcontext_expected_tokens, 0; }

namespace minipy {
int parse_tokens(Builder& b) { return python_parse(b); }
const char* token_spelling(int kind) { return yysymbol_name(static_cast<yysymbol_kind_t>(kind)); }
}  // namespace minipy
