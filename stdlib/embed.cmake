# Puts the Python files of stdlib/ into the binary: writes generated/embedded_modules.cpp, a table that
# runtime/embedded.h describes. The assembler reads each file as it is (.incbin), so nothing is converted.
file(GLOB_RECURSE python_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/stdlib/*.py)

set(rows)
foreach(file ${python_files})
  file(RELATIVE_PATH relative ${CMAKE_SOURCE_DIR}/stdlib ${file})
  string(REGEX REPLACE "\\.py$" "" module ${relative})
  string(REPLACE "/" "." module ${module})
  set(package false)
  if(module MATCHES "^(.*)\\.__init__$")
    set(module ${CMAKE_MATCH_1})
    set(package true)
  elseif(module MATCHES "^([^.]+)\\.([^.]+)$")
    set(folder ${CMAKE_MATCH_1})
    set(own_name ${CMAKE_MATCH_2})
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/stdlib/${folder}/__init__.py)
      set(module ${own_name})  # X/X.py, or a helper beside it
    endif()
  endif()
  list(APPEND rows "${module}!${relative}!${package}!${file}")  # "!" sorts before "." and letters
endforeach()
# The lessons of samples/, as texts: nobody imports them.
file(GLOB lesson_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/samples/gil/*.py ${CMAKE_SOURCE_DIR}/samples/asyncio/*.py)
foreach(file ${lesson_files})
  get_filename_component(own_name ${file} NAME_WE)
  list(APPEND rows "gil.lessons.${own_name}!gil/lessons/${own_name}.py!false!${file}")
endforeach()
list(SORT rows COMPARE STRING)

set(code "")
set(symbols "")
set(table "")
set(number 0)
foreach(row ${rows})
  string(REPLACE "!" ";" row "${row}")
  list(GET row 0 module)
  list(GET row 1 relative)
  list(GET row 2 package)
  list(GET row 3 file)
  set(symbol embedded_module_${number})
  string(APPEND code "    \".globl ${symbol}, ${symbol}_end\\n${symbol}: .incbin \\\"${file}\\\"\\n${symbol}_end: .byte 0\\n\"\n")
  string(APPEND symbols "extern const char ${symbol}[], ${symbol}_end[];\n")
  string(APPEND table "    {\"${module}\", \"${relative}\", ${package}, ${symbol}, ${symbol}_end},\n")
  math(EXPR number "${number} + 1")
endforeach()

set(embedded_source ${CMAKE_BINARY_DIR}/generated/embedded_modules.cpp)
file(CONFIGURE OUTPUT ${embedded_source} @ONLY CONTENT [[
// Made by stdlib/embed.cmake.
#include "runtime/embedded.h"

__asm__(
    ".section .rodata\n"
@code@    ".text\n");

extern "C" {
@symbols@}

namespace minipy {

static constexpr EmbeddedModule table[] = {
@table@};

std::span<const EmbeddedModule> embedded_modules() { return table; }

}  // namespace minipy
]])
set_source_files_properties(${embedded_source} PROPERTIES OBJECT_DEPENDS "${python_files};${lesson_files}")
