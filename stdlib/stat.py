"""The numbers in st_mode, and questions about them; native."""
from _stat import *
from _stat import filemode

# Windows' attributes of files, for programs that name them.
for _bit, _name in enumerate(
        ("READONLY HIDDEN SYSTEM - DIRECTORY ARCHIVE DEVICE NORMAL TEMPORARY SPARSE_FILE REPARSE_POINT COMPRESSED "
         "OFFLINE NOT_CONTENT_INDEXED ENCRYPTED INTEGRITY_STREAM VIRTUAL NO_SCRUB_DATA").split()):
    if _name != "-":
        globals()["FILE_ATTRIBUTE_" + _name] = 1 << _bit
del _bit, _name
