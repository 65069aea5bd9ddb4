# Writes a header with a digest of what decides how source becomes bytecode: code that another compiler cached is not used.
#     cmake -DFOLDER=... -DOUT=... -P digest.cmake
file(GLOB sources ${FOLDER}/interp/compiler/*.cpp ${FOLDER}/interp/compiler/*.h ${FOLDER}/interp/objects/opcodes.*
     ${FOLDER}/grammar/*.cpp ${FOLDER}/grammar/*.h ${FOLDER}/grammar/*.re ${FOLDER}/grammar/*.y)
list(SORT sources)
set(all "")
foreach(source ${sources})
  file(SHA256 ${source} one)
  string(APPEND all ${one})
endforeach()
string(SHA256 digest "${all}")
string(SUBSTRING ${digest} 0 16 digest)
file(WRITE ${OUT} "#define MINIPY_COMPILER_DIGEST 0x${digest}ull\n")
