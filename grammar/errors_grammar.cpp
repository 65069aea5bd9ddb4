// The grammar of right and wrong programs.
//
// It is an ordered-choice grammar: alternatives are tried from the left, the first that matches is taken. Rules
// whose names begin with `wrong_` describe mistakes; they are tried only on the second reading of a text known to
// be wrong, and the first of them to match ends it. Their order is that of CPython's own, because two mistakes on
// one line must be told in the same order.
//
//   'if' ":="       a token           "match"    a name that is a keyword here only
//   a?  a*  a+      repetition        ','.a+     a list with separators
//   &a  !a          looking ahead     ~          no other alternative from here on
//   &&':'           a token that must come: else "expected ':'"
//   STRINGS         adjacent string tokens; reading them may find an error in an f-string
//   %name           a rule read with the `wrong_` rules switched off
//   @name: ...      a rule that remembers what it found even so: it does not look for mistakes there again
//
// After `=>` stands what to say, counting the items of the alternative from 1:
//
//   AT 2 "..."      over item 2       RANGE 1 3 "..."  from item 1 to item 3     FROM 2 "..."  from item 2 onwards
//   LAST "..."      over the last token read           BLOCK 1 "..."  an IndentationError; %l is item 1's line
//   TARGET 2 store  what in item 2 cannot be assigned to (store, for) or deleted (del)
//   CHECK name ...  only if a condition written in errors_wording.cpp holds
//
// `%e` is what item 1 (or the first one named) is called, "function call"; `%s` its text.
#include "grammar/errors_grammar.h"

namespace minipy {

const char* const kErrorGrammar = R"(
file: statements? ENDMARKER
eval: expressions NEWLINE* ENDMARKER
single: compound NEWLINE | simple_line | NEWLINE | ENDMARKER
fstring: star_expressions

statements: statement+
statement: compound | simple_line
simple_line: simple !';' NEWLINE | ';'.simple+ ';'? NEWLINE
@simple: type_alias | assignment | star_expressions | 'return' star_expressions? | import | raise | 'pass'
      | delete | yield_expr | 'assert' expression assert_message? | 'break' | 'continue' | 'global' ','.NAME+ | 'nonlocal' ','.NAME+
assert_message: ',' expression
type_alias: TYPE NAME type_params? '=' expression
compound: &defines function | &'if' if | &begins_class class | &begins_with with | &begins_for for
        | &'try' try | &'while' while | match
defines: 'def' | '@' | 'async'
begins_class: 'class' | '@'
begins_with: 'with' | 'async'
begins_for: 'for' | 'async'

assignment: NAME ':' expression annotated_value? | annotated_target ':' expression annotated_value?
          | assigned+ yield_or_star !'=' | single_target augmented ~ yield_or_star | wrong_assignment
annotated_value: '=' yield_or_star
annotated_target: '(' single_target ')' | member_target
assigned: star_targets '='
yield_or_star: yield_expr | star_expressions
augmented: '+=' | '-=' | '*=' | '@=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '**=' | '//='
raise: 'raise' expression raise_from? | 'raise'
raise_from: 'from' expression
delete: 'del' del_targets &del_end | wrong_del
del_end: ';' | NEWLINE
import: 'import' ','.dotted_as+ | 'from' dot* dotted_name 'import' import_targets | 'from' dot+ 'import' import_targets
dot: '.' | '...'
dotted_as: dotted_name as_name?
as_name: 'as' NAME
@dotted_name: '.'.NAME+
import_targets: '(' import_names ','? ')' | import_names !',' | '*' | wrong_import_targets
import_names: ','.import_name+
import_name: NAME as_name?

@block: NEWLINE INDENT statements DEDENT | simple_line | wrong_block
decorators: decorator+
decorator: '@' named NEWLINE
class: decorators class_body | class_body
class_body: wrong_class | 'class' NAME type_params? class_args? ':' block
class_args: '(' arguments? ')'
function: decorators function_body | function_body
function_body: wrong_def | 'def' NAME type_params? &&'(' params? ')' returns? &&':' block
             | 'async' 'def' NAME type_params? &&'(' params? ')' returns? &&':' block
returns: '->' expression
type_params: '[' ','.type_param+ ','? ']'
type_param: NAME type_bound? | '*' NAME | '**' NAME
type_bound: ':' expression
params: wrong_params | parameters
parameters: slash_plain plain_param* default_param* star_etc? | slash_default default_param* star_etc?
          | plain_param+ default_param* star_etc? | default_param+ star_etc? | star_etc
slash_plain: plain_param+ '/' ',' | plain_param+ '/' &')'
slash_default: plain_param* default_param+ '/' ',' | plain_param* default_param+ '/' &')'
star_etc: wrong_star_etc | '*' plain_param any_param* kwds? | '*' star_param any_param* kwds? | '*' ',' any_param+ kwds? | kwds
kwds: wrong_kwds | '**' plain_param
plain_param: param ',' | param &')'
star_param: NAME ':' star_expression ',' | NAME ':' star_expression &')'
default_param: param default ',' | param default &')'
any_param: param default? ',' | param default? &')'
param: NAME annotation?
annotation: ':' expression
default: '=' expression | wrong_default

if: wrong_if | 'if' named ':' block elif | 'if' named ':' block else?
elif: wrong_elif | 'elif' named ':' block elif | 'elif' named ':' block else?
else: wrong_else | 'else' &&':' block
while: wrong_while | 'while' named ':' block else?
for: wrong_for | 'for' star_targets 'in' ~ star_expressions ':' block else?
   | 'async' 'for' star_targets 'in' ~ star_expressions ':' block else? | wrong_for_target
with: wrong_with_block | 'with' '(' ','.with_item+ ','? ')' ':' block | 'with' ','.with_item+ ':' block
    | 'async' 'with' '(' ','.with_item+ ','? ')' ':' block | 'async' 'with' ','.with_item+ ':' block | wrong_with
with_item: expression 'as' star_target &item_end | wrong_with_item | expression
item_end: ',' | ')' | ':'
try: wrong_try | 'try' &&':' block finally | 'try' &&':' block except+ else? finally? | 'try' &&':' block except_star+ else? finally?
except: wrong_except_block | 'except' expression as_name? ':' block | 'except' expressions ':' block | 'except' ':' block | wrong_except
except_star: wrong_except_star_block | 'except' '*' expression as_name? ':' block | 'except' '*' expressions ':' block | wrong_except
finally: wrong_finally | 'finally' &&':' block

match: "match" subject ':' NEWLINE INDENT case+ DEDENT | wrong_match
subject: star_named ',' star_nameds? | named
case: wrong_case | "case" patterns guard? ':' block
guard: 'if' named
patterns: open_pattern | pattern
pattern: as_pattern | or_pattern
as_pattern: or_pattern 'as' capture_target | wrong_as_pattern
or_pattern: '|'.closed_pattern+
closed_pattern: literal_pattern | capture | wildcard | value_pattern | '(' pattern ')' | sequence_pattern | mapping_pattern | class_pattern
literal_pattern: signed !plus_minus | signed plus_minus NUMBER | STRINGS | 'None' | 'True' | 'False'
plus_minus: '+' | '-'
signed: NUMBER | '-' NUMBER
capture: capture_target
capture_target: !"_" NAME !not_capture
not_capture: '.' | '(' | '='
wildcard: "_"
value_pattern: dotted !not_capture
dotted: NAME dotted_part+
dotted_part: '.' NAME
name_or_dotted: '.'.NAME+
sequence_pattern: '[' sequence_items? ']' | '(' open_pattern? ')'
open_pattern: sequence_item ',' sequence_items?
sequence_items: ','.sequence_item+ ','?
sequence_item: '*' capture_target | '*' wildcard | pattern
mapping_pattern: '{' '}' | '{' rest_pattern ','? '}' | '{' ','.map_pattern+ ',' rest_pattern ','? '}' | '{' ','.map_pattern+ ','? '}'
map_pattern: map_key ':' pattern
map_key: literal_pattern | dotted
rest_pattern: '**' capture_target
class_pattern: name_or_dotted '(' ')' | name_or_dotted '(' positional_patterns ','? ')' | name_or_dotted '(' keyword_patterns ','? ')'
             | name_or_dotted '(' positional_patterns ',' keyword_patterns ','? ')' | wrong_class_pattern
positional_patterns: ','.pattern+
keyword_patterns: ','.keyword_pattern+
keyword_pattern: NAME '=' pattern

expressions: expression more_expressions ','? | expression ',' | expression
more_expressions: more_expression+
more_expression: ',' expression
@expression: wrong_expression | wrong_legacy | disjunction 'if' disjunction 'else' expression | disjunction | lambda
plain_expression: disjunction 'if' disjunction 'else' expression | disjunction | lambda
yield_expr: 'yield' 'from' expression | 'yield' star_expressions?
star_expressions: star_expression more_stars ','? | star_expression ',' | star_expression
more_stars: more_star+
more_star: ',' star_expression
@star_expression: '*' bits | expression
star_nameds: ','.star_named+ ','?
star_named: '*' bits | named
walrus: NAME ':=' ~ expression
named: walrus | wrong_named | expression !':='
@disjunction: conjunction or_more+ | conjunction
or_more: 'or' conjunction
@conjunction: inversion and_more+ | inversion
and_more: 'and' inversion
@inversion: 'not' inversion | comparison
comparison: bits compared+ | bits
compared: compare_op bits
compare_op: '==' | '!=' | '<=' | '<' | '>=' | '>' | 'not' 'in' | 'in' | 'is' 'not' | 'is'
@bits: '|'.bits_xor+
@bits_xor: '^'.bits_and+
@bits_and: '&'.shift+
@shift: sum shift_more*
shift_more: '<<' sum | '>>' sum
@sum: term sum_more*
sum_more: '+' term | '-' term
@term: factor term_more*
term_more: '*' factor | '/' factor | '//' factor | '%' factor | '@' factor
@factor: '+' factor | '-' factor | '~' factor | power
power: await '**' factor | await
@await: 'await' primary | primary
@primary: atom trailer*
trailer: '.' NAME | generator | '(' arguments? ')' | '[' slices ']'
slices: slice !',' | ','.slice_or_star+ ','?
slice_or_star: slice | starred
slice: expression? ':' expression? slice_step? | named
slice_step: ':' expression?
atom: NAME | 'True' | 'False' | 'None' | STRINGS | NUMBER | &'(' parens | &'[' brackets | &'{' braces | '...'
parens: tuple | group | generator
brackets: list | list_comp
braces: dict | set | dict_comp | set_comp
group: '(' group_inner ')' | wrong_group
group_inner: yield_expr | named
list: '[' star_nameds? ']'
tuple: '(' tuple_inner? ')'
tuple_inner: star_named ',' star_nameds?
set: '{' star_nameds '}'
dict: '{' dict_items? '}' | '{' wrong_dict_items '}'
dict_items: ','.dict_item+ ','?
dict_item: '**' bits | key_value
key_value: expression ':' expression
clauses: clause+
clause: 'async' 'for' star_targets 'in' ~ disjunction clause_if* | 'for' star_targets 'in' ~ disjunction clause_if* | wrong_for_target
clause_if: 'if' disjunction
list_comp: '[' named clauses ']' | wrong_comprehension
set_comp: '{' named clauses '}' | wrong_comprehension
generator: '(' walrus_or_expression clauses ')' | wrong_comprehension
walrus_or_expression: walrus | expression !':='
dict_comp: '{' key_value clauses '}' | wrong_dict_comprehension
lambda: 'lambda' lambda_params? ':' expression
lambda_params: wrong_lambda_params | lambda_parameters
lambda_parameters: l_slash_plain l_plain* l_default* l_star_etc? | l_slash_default l_default* l_star_etc?
                 | l_plain+ l_default* l_star_etc? | l_default+ l_star_etc? | l_star_etc
l_slash_plain: l_plain+ '/' ',' | l_plain+ '/' &':'
l_slash_default: l_plain* l_default+ '/' ',' | l_plain* l_default+ '/' &':'
l_star_etc: wrong_l_star_etc | '*' l_plain l_any* l_kwds? | '*' ',' l_any+ l_kwds? | l_kwds
l_kwds: wrong_l_kwds | '**' l_plain
l_plain: NAME ',' | NAME &':'
l_default: NAME default ',' | NAME default &':'
l_any: NAME default? ',' | NAME default? &':'

@arguments: args ','? &')' | wrong_arguments
args: ','.argument+ args_rest? | kwargs
args_rest: ',' kwargs
argument: starred | walrus_or_expression !'='
kwargs: ','.named_or_star+ ',' ','.named_or_double_star+ | ','.named_or_star+ | ','.named_or_double_star+
starred: '*' expression
named_or_star: wrong_kwarg | NAME '=' expression | starred
named_or_double_star: wrong_kwarg | NAME '=' expression | '**' expression

star_targets: star_target !',' | star_target more_star_target* ','?
more_star_target: ',' star_target
star_target_tuple: star_target more_star_target+ ','? | star_target ','
@star_target: '*' unstarred_target | target
unstarred_target: !'*' star_target
@target: member_target | target_atom
target_atom: NAME | '(' target ')' | '(' star_target_tuple? ')' | '[' star_target_list? ']'
star_target_list: ','.star_target+ ','?
single_target: member_target | NAME | '(' single_target ')'
member_target: atom inner_trailer* target_end
inner_trailer: trailer &trailer_begins
target_end: '.' NAME !trailer_begins | '[' slices ']' !trailer_begins
trailer_begins: '(' | '[' | '.'
del_targets: ','.del_target+ ','?
@del_target: member_target | NAME | '(' del_target ')' | '(' del_targets? ')' | '[' del_targets? ']'

wrong_arguments: args ',' '*'  => AT 1 "iterable argument unpacking follows keyword argument unpacking"
  | expression clauses ',' wrong_more_args?  => RANGE 1 2 "Generator expression must be parenthesized"
  | NAME '=' expression clauses  => RANGE 1 2 "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | args clauses  => CHECK several_args
  | args ',' expression clauses  => CHECK generator_argument
  | args ',' args  => CHECK positional_follows
wrong_more_args: args | expression clauses
wrong_kwarg: constant '='  => RANGE 1 2 "cannot assign to %s"
  | NAME '=' expression clauses  => RANGE 1 2 "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | !name_equals expression '='  => RANGE 2 3 "expression cannot contain assignment, perhaps you meant \"==\"?"
constant: 'True' | 'False' | 'None'
name_equals: NAME '='
wrong_legacy: NAME !'(' star_expressions  => CHECK legacy
wrong_expression: !not_juxtaposed disjunction %plain_expression  => CHECK comma
  | disjunction 'if' disjunction !after_if  => RANGE 1 3 "expected 'else' after 'if' expression"
after_if: 'else' | ':'
not_juxtaposed: NAME STRING | SOFT_WORD
@wrong_named: expression ':=' expression  => AT 1 "cannot use assignment expressions with %e"
  | NAME '=' bits !equals  => RANGE 1 3 "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | !no_hint bits '=' bits !equals  => AT 2 "cannot assign to %e here. Maybe you meant '==' instead of '='?"
equals: '=' | ':='
no_hint: list | tuple | generator | constant
wrong_assignment: wrong_ann_target ':' expression  => AT 1 "only single target (not %e) can be annotated"
  | star_named ',' star_nameds* ':' expression  => AT 1 "only single target (not tuple) can be annotated"
  | expression ':' expression  => AT 1 "illegal target for annotation"
  | assigned* star_expressions '='  => TARGET 2 store
  | assigned* yield_expr '='  => AT 2 "assignment to yield expression not possible"
  | star_expressions augmented yield_or_star  => AT 1 "'%e' is an illegal expression for augmented assignment"
wrong_ann_target: list | tuple | '(' wrong_ann_target ')'
wrong_del: 'del' star_expressions  => TARGET 2 del
wrong_block: NEWLINE !INDENT  => BLOCK 1 "expected an indented block"
wrong_comprehension: opening starred clauses  => AT 2 "iterable unpacking cannot be used in comprehension"
  | display_opening star_named ',' star_nameds clauses
      => RANGE 2 4 "did you forget parentheses around the comprehension target?"
  | display_opening star_named ',' clauses
      => RANGE 2 3 "did you forget parentheses around the comprehension target?"
opening: '[' | '(' | '{'
display_opening: '[' | '{'
wrong_dict_comprehension: '{' '**' bits clauses '}'
      => AT 2 "dict unpacking cannot be used in dict comprehension"
wrong_params: plain_param* wrong_params_defaults plain_param  => CHECK param_after_default
  | plain_param* '(' plain_param+ ','? ')'  => RANGE 2 5 "Function parameters cannot be parenthesized"
  | '/' ','  => AT 1 "at least one argument must precede /"
  | slash_any any_param* '/'  => AT 3 "/ may appear only once"
  | slash_any? any_param* '*' star_follow any_param* '/'  => AT 6 "/ must be ahead of *"
  | any_param+ '/' '*'  => AT 3 "expected comma between / and *"
wrong_params_defaults: slash_default | default_param+
slash_any: slash_plain | slash_default
star_follow: ',' | plain_param
wrong_default: '=' &default_end  => AT 1 "expected default value expression"
default_end: ')' | ','
wrong_star_etc: '*' bare_star_end  => AT 1 "named arguments must follow bare *"
  | '*' param '='  => AT 3 "var-positional argument cannot have default value"
  | '*' star_follow any_param* '*' star_follow  => AT 4 "* argument may appear only once"
bare_star_end: ')' | ',' bare_star_comma_end
bare_star_comma_end: ')' | '**'
wrong_kwds: '**' param '='  => AT 3 "var-keyword argument cannot have default value"
  | '**' param ',' param  => AT 4 "arguments cannot follow var-keyword argument"
  | '**' param ',' star_or_slash  => AT 4 "arguments cannot follow var-keyword argument"
star_or_slash: '*' | '**' | '/'
wrong_lambda_params: l_plain* wrong_l_defaults l_plain  => CHECK param_after_default
  | l_plain* '(' ','.NAME+ ','? ')'  => RANGE 2 5 "Lambda expression parameters cannot be parenthesized"
  | '/' ','  => AT 1 "at least one argument must precede /"
  | l_slash_any l_any* '/'  => AT 3 "/ may appear only once"
  | l_slash_any? l_any* '*' l_star_follow l_any* '/'  => AT 6 "/ must be ahead of *"
  | l_any+ '/' '*'  => AT 3 "expected comma between / and *"
wrong_l_defaults: l_slash_default | l_default+
l_slash_any: l_slash_plain | l_slash_default
l_star_follow: ',' | l_plain
wrong_l_star_etc: '*' l_bare_star_end  => LAST "named arguments must follow bare *"
  | '*' NAME '='  => AT 3 "var-positional argument cannot have default value"
  | '*' l_star_follow l_any* '*' l_star_follow  => AT 4 "* argument may appear only once"
l_bare_star_end: ':' | ',' l_bare_star_comma_end
l_bare_star_comma_end: ':' | '**'
wrong_l_kwds: '**' NAME '='  => AT 3 "var-keyword argument cannot have default value"
  | '**' NAME ',' NAME  => AT 4 "arguments cannot follow var-keyword argument"
  | '**' NAME ',' star_or_slash  => AT 4 "arguments cannot follow var-keyword argument"
wrong_with_item: expression 'as' expression &item_end  => TARGET 3 store
wrong_for_target: 'async'? 'for' star_expressions  => TARGET 3 for
wrong_group: '(' starred ')'  => AT 2 "cannot use starred expression here"
  | '(' '**' expression ')'  => AT 2 "cannot use double starred expression here"
wrong_import_targets: import_names ',' NEWLINE
      => LAST "trailing comma not allowed without surrounding parentheses"
wrong_with: 'async'? 'with' ','.loose_item+ NEWLINE  => LAST "expected ':'"
  | 'async'? 'with' '(' ','.looser_item+ ','? ')' NEWLINE  => LAST "expected ':'"
loose_item: expression item_target?
looser_item: expressions item_target?
item_target: 'as' star_target
wrong_with_block: 'async'? 'with' ','.loose_item+ ':' NEWLINE !INDENT
      => BLOCK 2 "expected an indented block after 'with' statement on line %l"
  | 'async'? 'with' '(' ','.looser_item+ ','? ')' ':' NEWLINE !INDENT
      => BLOCK 2 "expected an indented block after 'with' statement on line %l"
wrong_try: 'try' ':' NEWLINE !INDENT  => BLOCK 1 "expected an indented block after 'try' statement on line %l"
  | 'try' ':' block !try_follow  => LAST "expected 'except' or 'finally' block"
  | 'try' ':' block* except+ 'except' '*' expression as_name? ':'
      => RANGE 5 6 "cannot have both 'except' and 'except*' on the same 'try'"
  | 'try' ':' block* except_star+ 'except' handled? ':'
      => AT 5 "cannot have both 'except' and 'except*' on the same 'try'"
try_follow: 'except' | 'finally'
handled: expression as_name?
wrong_except: 'except' '*'? expression ',' expressions as_name ':'
      => FROM 3 "multiple exception types must be parenthesized"
  | 'except' '*'? expression as_name? NEWLINE  => LAST "expected ':'"
  | 'except' NEWLINE  => LAST "expected ':'"
  | 'except' '*' star_except_end  => LAST "expected one or more exception types"
star_except_end: NEWLINE | ':'
wrong_finally: 'finally' ':' NEWLINE !INDENT
      => BLOCK 1 "expected an indented block after 'finally' statement on line %l"
wrong_except_block: 'except' expression as_name? ':' NEWLINE !INDENT
      => BLOCK 1 "expected an indented block after 'except' statement on line %l"
  | 'except' ':' NEWLINE !INDENT  => BLOCK 1 "expected an indented block after 'except' statement on line %l"
wrong_except_star_block: 'except' '*' expression as_name? ':' NEWLINE !INDENT
      => BLOCK 1 "expected an indented block after 'except*' statement on line %l"
wrong_match: "match" subject NEWLINE  => LAST "expected ':'"
  | "match" subject ':' NEWLINE !INDENT
      => BLOCK 1 "expected an indented block after 'match' statement on line %l"
wrong_case: "case" patterns guard? NEWLINE  => LAST "expected ':'"
  | "case" patterns guard? ':' NEWLINE !INDENT
      => BLOCK 1 "expected an indented block after 'case' statement on line %l"
wrong_as_pattern: or_pattern 'as' "_"  => AT 3 "cannot use '_' as a target"
  | or_pattern 'as' !NAME expression  => AT 4 "invalid pattern target"
wrong_class_pattern: name_or_dotted '(' wrong_class_prefix positional_patterns
      => AT 4 "positional patterns follow keyword patterns"
wrong_class_prefix: positional_prefix? keyword_patterns ','
positional_prefix: positional_patterns ','
wrong_if: 'if' named NEWLINE  => LAST "expected ':'"
  | 'if' named ':' NEWLINE !INDENT  => BLOCK 1 "expected an indented block after 'if' statement on line %l"
wrong_elif: 'elif' named NEWLINE  => LAST "expected ':'"
  | 'elif' named ':' NEWLINE !INDENT  => BLOCK 1 "expected an indented block after 'elif' statement on line %l"
wrong_else: 'else' ':' NEWLINE !INDENT
      => BLOCK 1 "expected an indented block after 'else' statement on line %l"
wrong_while: 'while' named NEWLINE  => LAST "expected ':'"
  | 'while' named ':' NEWLINE !INDENT
      => BLOCK 1 "expected an indented block after 'while' statement on line %l"
wrong_for: 'async'? 'for' star_targets 'in' star_expressions NEWLINE  => LAST "expected ':'"
  | 'async'? 'for' star_targets 'in' star_expressions ':' NEWLINE !INDENT
      => BLOCK 2 "expected an indented block after 'for' statement on line %l"
wrong_def: 'async'? 'def' NAME '(' params? ')' returns? ':' NEWLINE !INDENT
      => BLOCK 2 "expected an indented block after function definition on line %l"
wrong_class: 'class' NAME class_args? NEWLINE  => LAST "expected ':'"
  | 'class' NAME class_args? ':' NEWLINE !INDENT
      => BLOCK 1 "expected an indented block after class definition on line %l"
wrong_dict_items: ','.dict_item+ ',' wrong_pair
  | expression ':' '*' bits  => FROM 3 "cannot use a starred expression in a dictionary value"
  | expression ':' &pair_end  => AT 2 "expression expected after dictionary key and ':'"
wrong_pair: expression !':'  => CHECK missing_colon
  | expression ':' '*' bits  => FROM 3 "cannot use a starred expression in a dictionary value"
  | expression ':' &pair_end  => AT 2 "expression expected after dictionary key and ':'"
pair_end: '}' | ','
)";

}  // namespace minipy
