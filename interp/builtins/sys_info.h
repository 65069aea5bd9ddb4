// The constants of `sys`: versions, sizes, flags, command line.
#pragma once

#include "native/module.h"

namespace minipy {

struct SysInfoTypes {
    Type *flags = nullptr, *version_info = nullptr, *float_info = nullptr, *int_info = nullptr,
         *hash_info = nullptr, *thread_info = nullptr, *asyncgen_hooks = nullptr, *unraisable_args = nullptr;
};
SysInfoTypes& sys_info_types(Thread&);
Status add_sys_info(Thread&, Module*);
// sys.flags as the configuration is now; the command line may still change it.
Status refresh_sys_flags(Thread&, Module*);

}  // namespace minipy
