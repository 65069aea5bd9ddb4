// The heart of the lexer, for re2c: what each character begins. Layout (indentation, line joining), odd numbers
// and the ends of strings are ordinary functions in lexer.cpp and lexer_strings.cpp.
#include "grammar/lexer.h"
#include "grammar/python.tab.h"

namespace minipy {

void Lexer::run() {
    Cursor cursor = begin_;
    Cursor marker = nullptr;
    Cursor start = cursor;
    Cursor comment = nullptr;  // the last one's start

#define WORD(kind) { emit(kind, start, cursor); continue; }

next_line:
    if (!line_start(cursor)) return;
    for (;;) {
        start = cursor;
        /*!re2c
            re2c:define:YYCTYPE = "unsigned char";
            re2c:define:YYCURSOR = cursor;
            re2c:define:YYMARKER = marker;
            re2c:yyfill:enable = 0;

            digits = [0-9] ("_"? [0-9])*;
            integer = [1-9] ("_"? [0-9])* | "0" ("_"? "0")*
                    | "0" [xX] ("_"? [0-9a-fA-F])+ | "0" [oO] ("_"? [0-7])+ | "0" [bB] ("_"? [01])+;
            point = digits? "." digits | digits ".";
            exponent = [eE] [+-]? digits;
            number = integer | (point exponent? | digits exponent) | (digits | point | (point | digits) exponent) [jJ];
            ascii_word = [a-zA-Z_] [a-zA-Z0-9_]*;
            word = [a-zA-Z_\x80-\xff] [a-zA-Z0-9_\x80-\xff]*;
            prefix = [uU] | [bB] [rR]? | [rR] [bBfF]? | [fF] [rR]?;

            [ \t\f]+                { continue; }
            "#" [^\n\x00]*          { comment = start; continue; }
            "\n"                    {
                if (!out_.open.empty()) {
                    new_line(cursor);
                    goto next_line;
                }
                emit(T_NEWLINE, comment > line_start_ ? comment : start, start);  // a comment belongs to it
                finish_logical_line();
                new_line(cursor);
                goto next_line;
            }
            "\\"                    { if (!continuation(cursor)) return; continue; }
            "\x00"                  { end_of_text(start); return; }

            "False"    { WORD(T_FALSE) }     "None"   { WORD(T_NONE) }    "True"     { WORD(T_TRUE) }
            "and"      { WORD(T_AND) }       "as"     { WORD(T_AS) }      "assert"   { WORD(T_ASSERT) }
            "async"    { WORD(T_ASYNC) }     "await"  { WORD(T_AWAIT) }   "break"    { WORD(T_BREAK) }
            "class"    { WORD(T_CLASS) }     "continue" { WORD(T_CONTINUE) } "def"   { WORD(T_DEF) }
            "del"      { WORD(T_DEL) }       "elif"   { WORD(T_ELIF) }    "else"     { WORD(T_ELSE) }
            "except"   { WORD(T_EXCEPT) }    "finally" { WORD(T_FINALLY) } "for"     { WORD(T_FOR) }
            "from"     { WORD(T_FROM) }      "global" { WORD(T_GLOBAL) }  "if"       { WORD(T_IF) }
            "import"   { WORD(T_IMPORT) }    "in"     { WORD(T_IN) }      "is"       { WORD(T_IS) }
            "lambda"   { WORD(T_LAMBDA) }    "nonlocal" { WORD(T_NONLOCAL) } "not"   { WORD(T_NOT) }
            "or"       { WORD(T_OR) }        "pass"   { WORD(T_PASS) }    "raise"    { WORD(T_RAISE) }
            "return"   { WORD(T_RETURN) }    "try"    { WORD(T_TRY) }     "while"    { WORD(T_WHILE) }
            "yield"    { WORD(T_YIELD) }
            "with"                  { has_with_ = true; emit(T_WITH, start, cursor); continue; }
            "type"                  { has_type_word_ = true; emit(T_NAME, start, cursor); continue; }
            ascii_word              { WORD(T_NAME) }
            word                    {
                if (!check_identifier(start, cursor)) return;
                emit(T_NAME, start, cursor);
                continue;
            }

            number                  {
                if (is_word_character(*cursor)) {
                    cursor = irregular_number(start);
                    if (!cursor) return;
                }
                emit(T_NUMBER, start, cursor);
                continue;
            }

            prefix? ["']            {
                cursor = string(start, cursor - 1);
                if (!cursor) return;
                continue;
            }

            "("  { if (!open_bracket(start)) return; emit(T_LPAR, start, cursor); continue; }
            "["  { if (!open_bracket(start)) return; emit(T_LSQB, start, cursor); continue; }
            "{"  { if (!open_bracket(start)) return; emit(T_LBRACE, start, cursor); continue; }
            ")"  { if (!close_bracket(start)) return; emit(T_RPAR, start, cursor); continue; }
            "]"  { if (!close_bracket(start)) return; emit(T_RSQB, start, cursor); continue; }
            "}"  { if (!close_bracket(start)) return; emit(T_RBRACE, start, cursor); continue; }

            ":"   { WORD(T_COLON) }       ","   { WORD(T_COMMA) }      ";"   { WORD(T_SEMI) }      "."   { WORD(T_DOT) }
            "..." { WORD(T_ELLIPSIS) }    "->"  { WORD(T_ARROW) }      ":="  { WORD(T_COLONEQUAL) } "="  { WORD(T_EQUAL) }
            "@"   { WORD(T_AT) }          "+"   { WORD(T_PLUS) }       "-"   { WORD(T_MINUS) }     "*"   { WORD(T_STAR) }
            "/"   { WORD(T_SLASH) }       "|"   { WORD(T_VBAR) }       "&"   { WORD(T_AMPER) }     "<"   { WORD(T_LESS) }
            ">"   { WORD(T_GREATER) }     "%"   { WORD(T_PERCENT) }    "~"   { WORD(T_TILDE) }     "^"   { WORD(T_CIRCUMFLEX) }
            "**"  { WORD(T_DOUBLESTAR) }  "//"  { WORD(T_DOUBLESLASH) } "<<" { WORD(T_LEFTSHIFT) } ">>"  { WORD(T_RIGHTSHIFT) }
            "=="  { WORD(T_EQEQUAL) }     "<="  { WORD(T_LESSEQUAL) }  ">="  { WORD(T_GREATEREQUAL) }
            "+="  { WORD(T_PLUSEQUAL) }   "-="  { WORD(T_MINEQUAL) }   "*="  { WORD(T_STAREQUAL) } "/="  { WORD(T_SLASHEQUAL) }
            "%="  { WORD(T_PERCENTEQUAL) } "&=" { WORD(T_AMPEREQUAL) } "|="  { WORD(T_VBAREQUAL) } "^="  { WORD(T_CIRCUMFLEXEQUAL) }
            "<<=" { WORD(T_LEFTSHIFTEQUAL) } ">>=" { WORD(T_RIGHTSHIFTEQUAL) } "**=" { WORD(T_DOUBLESTAREQUAL) }
            "//=" { WORD(T_DOUBLESLASHEQUAL) } "@=" { WORD(T_ATEQUAL) }
            "!="  { emit(state_.options.barry_as_bdfl ? T_OTHER : T_NOTEQUAL, start, cursor); continue; }
            "<>"  { emit(state_.options.barry_as_bdfl ? T_NOTEQUAL : T_OTHER, start, cursor); continue; }
            [$?!`] { WORD(T_OTHER) }
            *     { unknown_character(start); return; }
        */
    }
#undef WORD
}

}  // namespace minipy
