"""Bytecode to read: minipy's own instructions, and where the lock may change hands between them.

    >>> dis.dis("counter += 1")
      1       0  LoadName t0 0 0  # 'counter'
              1  AddImm t0 t0! 1
              2  StoreName t0! 0  # 'counter'

A star stands before an instruction at which the interpreter looks at its eval breaker: calls, backward jumps, the
beginning of a function. Only there another thread gets its turn under the usual policy. Between any two instructions it may
under a seeded one (`minipy -m gil --seed N`), and under Python 2's (`--policy ticks`).
"""

import sys
import types
from collections import namedtuple

import _gil_tools

__all__ = ["code_info", "dis", "disassemble", "distb", "disco", "findlinestarts", "findlabels", "show_code",
           "get_instructions", "Instruction", "Bytecode", "cmp_op", "hasconst", "hasname", "hasjrel", "hasjabs", "haslocal",
           "hascompare", "hasfree", "opname", "opmap", "HAVE_ARGUMENT", "EXTENDED_ARG", "hasnargs", "stack_effect"]

opname = _gil_tools.opcode_names()
opmap = {name: number for number, name in enumerate(opname)}
cmp_op = ("<", "<=", "==", "!=", ">", ">=")
HAVE_ARGUMENT = EXTENDED_ARG = 256  # every instruction has its operands in its own word
hasconst = hasname = hasjrel = hasjabs = haslocal = hascompare = hasfree = hasnargs = []

COMPILER_FLAG_NAMES = {1: "OPTIMIZED", 2: "NEWLOCALS", 4: "VARARGS", 8: "VARKEYWORDS", 16: "NESTED", 32: "GENERATOR",
                       64: "NOFREE", 128: "COROUTINE", 256: "ITERABLE_COROUTINE", 512: "ASYNC_GENERATOR"}

_Positions = namedtuple("Positions", "lineno end_lineno col_offset end_col_offset", defaults=(None,) * 4)
Positions = _Positions
_Instruction = namedtuple("_Instruction", "opname opcode arg argval argrepr offset starts_line is_jump_target positions",
                          defaults=(None,))
_have_code = (types.MethodType, types.FunctionType, types.CodeType, classmethod, staticmethod, type)


class Instruction(_Instruction):
    """One instruction: opname, opcode, its operands as text (argrepr), its number (offset), the line that it begins."""

    looks = False  # at the eval breaker
    does = ""

    def _text(self):
        return f"{self.opname} {self.argrepr}".rstrip()


def pretty_flags(flags):
    """The names of the flags of a code object."""
    names, bit = [], 1
    while flags:
        if flags & bit:
            names.append(COMPILER_FLAG_NAMES.get(bit, hex(bit)))
            flags ^= bit
        bit <<= 1
    return ", ".join(names) or "0x0"


def _try_compile(source, name):
    try:
        return compile(source, name, "eval")
    except SyntaxError:
        return compile(source, name, "exec")


def _get_code_object(x):
    for attribute in ("__func__", "__code__", "gi_code", "ag_code", "cr_code"):
        found = getattr(x, attribute, None)
        if found is not None:
            x = found
    if isinstance(x, str):
        x = _try_compile(x, "<disassembly>")
    if hasattr(x, "co_code"):
        return x
    raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")


def findlinestarts(code):
    """(number of the instruction, line) of each instruction that begins another line."""
    last = None
    for number, text, position, looks, does in _gil_tools.instructions(code):
        if position[0] > 0 and position[0] != last:
            last = position[0]
            yield number, last


def findlabels(code):
    """The numbers of the instructions that a jump leads to."""
    rows = _gil_tools.instructions(code) if isinstance(code, types.CodeType) else []
    found = set()
    for row in rows:
        words = row[1].partition("  #")[0].split()
        if "->" in words:
            found.add(int(words[words.index("->") + 1]))
    return sorted(found)


def get_instructions(x, *, first_line=None, show_caches=False, adaptive=False):
    """The instructions of a function, method, string of source or code object."""
    code = _get_code_object(x)
    return _instructions(code, first_line - code.co_firstlineno if first_line is not None else 0)


def _instructions(code, line_offset=0):
    labels, last = set(findlabels(code)), None
    for number, text, position, looks, does in _gil_tools.instructions(code):
        name, _, rest = text.partition(" ")
        starts = position[0] if position[0] > 0 and position[0] != last else None
        last = position[0] if starts else last
        here = Positions(*(n if n >= 0 else None for n in position))
        instruction = Instruction(name, opmap.get(name, 0), None, rest.strip() or None, rest.strip(), number,
                                  starts + line_offset if starts else None, number in labels, here)
        instruction.looks, instruction.does = looks, does
        yield instruction


def dis(x=None, *, file=None, depth=None, show_caches=False, adaptive=False):
    """Show the bytecode of a class, method, function, module, code object or string of source; of nothing: the last traceback's."""
    if x is None:
        return distb(file=file)
    for attribute in ("__func__", "__code__", "gi_code", "ag_code", "cr_code"):
        found = getattr(x, attribute, None)
        if found is not None:
            x = found
    if hasattr(x, "__dict__") and not isinstance(x, types.CodeType):
        for name, part in sorted(x.__dict__.items()):
            if isinstance(part, _have_code):
                print(f"Disassembly of {name}:", file=file)
                try:
                    dis(part, file=file, depth=depth)
                except TypeError as error:
                    print("Sorry:", error, file=file)
                print(file=file)
    elif hasattr(x, "co_code"):
        _disassemble_recursive(x, file, depth)
    elif isinstance(x, str):
        _disassemble_recursive(_try_compile(x, "<dis>"), file, depth)
    else:
        raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")


def distb(tb=None, *, file=None, show_caches=False, adaptive=False):
    """Show where a traceback ends; without one, the last."""
    if tb is None:
        try:
            tb = sys.last_traceback
        except AttributeError:
            raise RuntimeError("no last traceback to disassemble") from None
        while tb.tb_next:
            tb = tb.tb_next
    disassemble(tb.tb_frame.f_code, tb.tb_lasti // 2, file=file)


def disassemble(co, lasti=-1, *, file=None, show_caches=False, adaptive=False):
    """Show the bytecode of one code object; an arrow marks the instruction number lasti."""
    out = []
    found = list(_instructions(co))
    width = max(3, len(str(max((i.starts_line or 0 for i in found), default=0))))
    for instruction in found:
        if instruction.starts_line is not None and instruction.offset:
            out.append("")
        line = str(instruction.starts_line) if instruction.starts_line is not None else ""
        marks = ("-->" if instruction.offset == lasti else "   ") + (">>" if instruction.is_jump_target else "  ")
        star = "*" if instruction.looks else " "
        out.append(f"{line:>{width}} {marks} {star} {instruction.offset:>4}  {instruction._text()}".rstrip())
    out += _remarks(found)
    print("\n".join(out), file=file)


disco = disassemble


def _disassemble_recursive(code, file, depth):
    disassemble(code, file=file)
    if depth is not None:
        if depth <= 0:
            return
        depth -= 1
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            print(file=file)
            print(f"Disassembly of {constant!r}:", file=file)
            _disassemble_recursive(constant, file, depth)


def _remarks(found):
    """What a switch between the reading and the storing of the same thing would do."""
    remarks, lines, line = [], {}, None
    for instruction in found:
        line = instruction.positions.lineno or line
        lines.setdefault(line, []).append(instruction)
    for line, group in lines.items():
        reads = {}
        for instruction in group:
            verb, _, what = instruction.does.partition(" ")
            if verb == "read":
                reads[what] = instruction.offset
            elif verb == "store" and what in reads:
                begin, end = reads.pop(what), instruction.offset
                looks = [i.offset for i in group if begin < i.offset < end and i.looks]
                if looks:
                    remarks.append(f"line {line}: {what} is read at {begin} and stored at {end}; another thread may come in "
                                   f"at {', '.join(map(str, looks))}, and then an update is lost")
                else:
                    remarks.append(f"line {line}: {what} is read at {begin} and stored at {end}, and nobody looks at the eval "
                                   "breaker in between: only `--seed` and `--policy ticks` switch there")
    if any(instruction.looks for instruction in found):
        remarks.insert(0, "* here the eval breaker is looked at: another thread may get the lock")
    return ["", *remarks] if remarks else []


def code_info(x):
    """What is known of a function or code object, as text."""
    return _format_code_info(_get_code_object(x))


def _format_code_info(co):
    lines = [f"Name:              {co.co_name}", f"Filename:          {co.co_filename}",
             f"Argument count:    {co.co_argcount}", f"Positional-only arguments: {co.co_posonlyargcount}",
             f"Kw-only arguments: {co.co_kwonlyargcount}", f"Number of locals:  {co.co_nlocals}",
             f"Stack size:        {co.co_stacksize}", f"Flags:             {pretty_flags(co.co_flags)}"]
    for title, values in (("Constants", co.co_consts), ("Names", co.co_names), ("Variable names", co.co_varnames),
                          ("Free variables", co.co_freevars), ("Cell variables", co.co_cellvars)):
        if values:
            lines.append(f"{title}:")
            lines += [f"{number:4}: {value!r}" if title == "Constants" else f"{number:4}: {value}"
                      for number, value in enumerate(values)]
    return "\n".join(lines)


def show_code(co, *, file=None):
    """Print what code_info() says."""
    print(code_info(co), file=file)


def stack_effect(opcode, oparg=None, /, *, jump=None):
    """Instructions here name registers: none of them pushes or pops."""
    if not 0 <= opcode < len(opname):
        raise ValueError("invalid opcode or oparg")
    return 0


class Bytecode:
    """The instructions of a piece of code: iterate over it, or dis() and info() it."""

    def __init__(self, x, *, first_line=None, current_offset=None, show_caches=False, adaptive=False):
        self.codeobj = co = _get_code_object(x)
        self.first_line = co.co_firstlineno if first_line is None else first_line
        self._line_offset = 0 if first_line is None else first_line - co.co_firstlineno
        self.current_offset = current_offset
        self._original_object = x

    def __iter__(self):
        return _instructions(self.codeobj, self._line_offset)

    def __repr__(self):
        return f"{type(self).__name__}({self._original_object!r})"

    @classmethod
    def from_traceback(cls, tb, *, show_caches=False, adaptive=False):
        while tb.tb_next:
            tb = tb.tb_next
        return cls(tb.tb_frame.f_code, current_offset=tb.tb_lasti // 2)

    def info(self):
        return _format_code_info(self.codeobj)

    def dis(self):
        import io
        with io.StringIO() as output:
            disassemble(self.codeobj, -1 if self.current_offset is None else self.current_offset, file=output)
            return output.getvalue()


def _main():
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument("infile", type=argparse.FileType("rb"), nargs="?", default="-")
    with parser.parse_args().infile as infile:
        source = infile.read()
    dis(compile(source, getattr(infile, "name", "<stdin>"), "exec"))


if __name__ == "__main__":
    _main()
