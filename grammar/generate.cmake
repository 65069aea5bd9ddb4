# Makes the lexer (re2c) and the parser (Bison) in the build tree. Sets `grammar_generated`.
set(grammar_out ${CMAKE_BINARY_DIR}/generated/grammar)
file(MAKE_DIRECTORY ${grammar_out})

add_custom_command(
  OUTPUT ${grammar_out}/python.tab.cpp ${grammar_out}/python.tab.h
  COMMAND ${BISON_EXECUTABLE} -Wall -Werror --no-lines --output=${grammar_out}/python.tab.cpp
          --header=${grammar_out}/python.tab.h ${CMAKE_SOURCE_DIR}/grammar/python.y
  DEPENDS ${CMAKE_SOURCE_DIR}/grammar/python.y
  COMMENT "Bison: grammar/python.y" VERBATIM)

add_custom_command(
  OUTPUT ${grammar_out}/lexer_run.cpp
  COMMAND ${RE2C} -W --no-debug-info --output ${grammar_out}/lexer_run.cpp ${CMAKE_SOURCE_DIR}/grammar/python.re
  DEPENDS ${CMAKE_SOURCE_DIR}/grammar/python.re
  COMMENT "re2c: grammar/python.re" VERBATIM)

set(grammar_generated ${grammar_out}/python.tab.cpp ${grammar_out}/python.tab.h ${grammar_out}/lexer_run.cpp)
