"""A child that is this program started anew: the command that starts it, and how it becomes like its parent."""

import os
import runpy
import sys
import types

from . import get_start_method, process, set_start_method
from .context import reduction

__all__ = ["_main", "freeze_support", "set_executable", "get_executable", "get_preparation_data", "get_command_line",
           "import_main_path"]

_python_exe = None


def set_executable(exe):
    global _python_exe
    _python_exe = os.fsencode(exe) if exe is not None else None


def get_executable():
    return _python_exe


set_executable(sys.executable)


def is_forking(argv):
    """Return whether commandline indicates we are forking"""
    return len(argv) >= 2 and argv[1] == "--multiprocessing-fork"


def freeze_support():
    """Run code for process object if this in not the main process"""
    if is_forking(sys.argv):
        words = dict(word.split("=") for word in sys.argv[2:])
        spawn_main(**{name: None if value == "None" else int(value) for name, value in words.items()})
        sys.exit()


def get_command_line(**kwds):
    """Returns prefix of command line used for spawning a child process"""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--multiprocessing-fork"] + ["%s=%r" % item for item in kwds.items()]
    from subprocess import _args_from_interpreter_flags
    arguments = ", ".join("%s=%r" % item for item in kwds.items())
    program = f"from multiprocessing.spawn import spawn_main; spawn_main({arguments})"
    return [get_executable(), *_args_from_interpreter_flags(), "-c", program, "--multiprocessing-fork"]


def spawn_main(pipe_handle, parent_pid=None, tracker_fd=None):
    """Run code specified by data received over pipe"""
    assert is_forking(sys.argv), "Not forking"
    from . import resource_tracker
    resource_tracker._resource_tracker._fd = tracker_fd
    sys.exit(_main(pipe_handle, os.dup(pipe_handle)))


def _main(fd, parent_sentinel):
    with os.fdopen(fd, "rb", closefd=True) as from_parent:
        process.current_process()._inheriting = True
        try:
            prepare(reduction.pickle.load(from_parent))
            self = reduction.pickle.load(from_parent)
        finally:
            del process.current_process()._inheriting
    return self._bootstrap(parent_sentinel)


def _check_not_importing_main():
    if getattr(process.current_process(), "_inheriting", False):
        raise RuntimeError("""
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...

        The "freeze_support()" line can be omitted if the program
        is not going to be frozen to produce an executable.""")


def get_preparation_data(name):
    """Return info about parent needed by child to unpickle process object"""
    _check_not_importing_main()
    from . import util
    current = process.current_process()
    data = dict(log_to_stderr=util._log_to_stderr, authkey=current.authkey)
    if util._logger is not None:
        data["log_level"] = util._logger.getEffectiveLevel()
    path = sys.path.copy()
    if "" in path:
        path[path.index("")] = process.ORIGINAL_DIR
    data.update(name=name, sys_path=path, sys_argv=sys.argv, orig_dir=process.ORIGINAL_DIR, dir=os.getcwd(),
                start_method=get_start_method())
    main_module = sys.modules["__main__"]
    main_name = getattr(getattr(main_module, "__spec__", None), "name", None)
    if main_name is not None:
        data["init_main_from_name"] = main_name
    else:
        main_path = getattr(main_module, "__file__", None)
        if main_path is not None:
            if not os.path.isabs(main_path) and process.ORIGINAL_DIR is not None:
                main_path = os.path.join(process.ORIGINAL_DIR, main_path)
            data["init_main_from_path"] = os.path.normpath(main_path)
    return data


old_main_modules = []  # the __main__ that were replaced


def prepare(data):
    """Try to get current process ready to unpickle process object"""
    current = process.current_process()
    if "name" in data:
        current.name = data["name"]
    if "authkey" in data:
        current.authkey = data["authkey"]
    if data.get("log_to_stderr"):
        from . import util
        util.log_to_stderr()
    if "log_level" in data:
        from . import util
        util.get_logger().setLevel(data["log_level"])
    if "sys_path" in data:
        sys.path = data["sys_path"]
    if "sys_argv" in data:
        sys.argv = data["sys_argv"]
    if "dir" in data:
        os.chdir(data["dir"])
    if "orig_dir" in data:
        process.ORIGINAL_DIR = data["orig_dir"]
    if "start_method" in data:
        set_start_method(data["start_method"], force=True)
    if "init_main_from_name" in data:
        _fixup_main_from_name(data["init_main_from_name"])
    elif "init_main_from_path" in data:
        _fixup_main_from_path(data["init_main_from_path"])


def _become_main(run):
    """What was the parent's __main__ is a module here, under a name that does not start its program."""
    main_module = sys.modules["__main__"]
    old_main_modules.append(main_module)
    module = types.ModuleType("__mp_main__")
    module.__dict__.update(run())
    sys.modules["__main__"] = sys.modules["__mp_main__"] = module


def _fixup_main_from_name(mod_name):
    current_main = sys.modules["__main__"]
    if mod_name == "__main__" or mod_name.endswith(".__main__"):
        return  # the __main__.py of a package or a folder: all of it is program
    if getattr(current_main.__spec__, "name", None) == mod_name:
        return  # a fork server has done it
    _become_main(lambda: runpy.run_module(mod_name, run_name="__mp_main__", alter_sys=True))


def _fixup_main_from_path(main_path):
    current_main = sys.modules["__main__"]
    main_name = os.path.splitext(os.path.basename(main_path))[0]
    if main_name in ("ipython", "__main__"):
        return
    if getattr(current_main, "__file__", None) == main_path:
        return
    _become_main(lambda: runpy.run_path(main_path, run_name="__mp_main__"))


def import_main_path(main_path):
    """Set sys.modules['__main__'] to module at main_path"""
    _fixup_main_from_path(main_path)
