"""Tracebacks as text: what the interpreter prints for an uncaught exception, for programs to print, keep or
change.

Three steps, each a class: a FrameSummary is one place in the program, copied out of a frame; a StackSummary
is a list of them that can be formatted; a TracebackException is an exception with its stack, its cause,
context and, for a group, its parts, all copied so that no frame is kept alive. The functions at the end are
those three, wired together.

    Traceback (most recent call last):
      File "spam.py", line 3, in <module>          <- StackSummary.format_frame_summary
        eggs(1) + eggs("1")
        ~~~~~~~~^~~~~~~~~~~                        <- _carets
    TypeError: unsupported operand ...             <- TracebackException.format_exception_only
"""
import linecache
import sys
from itertools import islice

from _traceback_anchors import find_anchors as _find_anchors

__all__ = ["extract_stack", "extract_tb", "format_exception", "format_exception_only", "format_list",
           "format_stack", "format_tb", "print_exc", "format_exc", "print_exception", "print_last",
           "print_stack", "print_tb", "clear_frames", "FrameSummary", "StackSummary", "TracebackException",
           "walk_stack", "walk_tb"]


class _Sentinel:
    def __repr__(self):
        return "<implicit>"


_sentinel = _Sentinel()

_cause_message = "\nThe above exception was the direct cause of the following exception:\n\n"
_context_message = "\nDuring handling of the above exception, another exception occurred:\n\n"
_RECURSIVE_CUTOFF = 3


def _safe_string(value, what, func=str):
    try:
        return func(value)
    except:
        return f"<{what} {func.__name__}() failed>"


# ---- frames ---------------------------------------------------------------

class FrameSummary:
    """One entry of a traceback: where, in which function, and the source line (read when it is asked for)."""

    __slots__ = ("filename", "lineno", "end_lineno", "colno", "end_colno", "name", "_line", "locals")

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None, end_lineno=None,
                 colno=None, end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self._line = line
        if lookup_line:
            self.line
        self.locals = {k: _safe_string(v, "local", func=repr) for k, v in locals.items()} if locals else None
        self.end_lineno = end_lineno
        self.colno = colno
        self.end_colno = end_colno

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return (self.filename, self.lineno, self.name, self.locals) == (
                other.filename, other.lineno, other.name, other.locals)
        if isinstance(other, tuple):
            return (self.filename, self.lineno, self.name, self.line) == other
        return NotImplemented

    # An entry was a tuple of four once, and still can be used as one.

    def __getitem__(self, pos):
        return (self.filename, self.lineno, self.name, self.line)[pos]

    def __iter__(self):
        return iter([self.filename, self.lineno, self.name, self.line])

    def __len__(self):
        return 4

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"

    @property
    def _original_line(self):
        """The source line with its indentation, to which the columns refer."""
        self.line
        return self._line

    @property
    def line(self):
        if self._line is None:
            if self.lineno is None:
                return None
            self._line = linecache.getline(self.filename, self.lineno)
        return self._line.strip()


def walk_stack(f):
    """(frame, line number) of a frame and of its callers; of the caller of this function if `f` is None."""
    if f is None:
        f = sys._getframe().f_back.f_back.f_back.f_back
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def walk_tb(tb):
    """(frame, line number) of each entry of a traceback, the outermost first."""
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _walk_tb_with_full_positions(tb):
    """walk_tb() with (line, end line, column, end column) in place of the line number."""
    while tb is not None:
        positions = _position(tb.tb_frame.f_code, tb.tb_lasti)
        if positions[0] is None:  # no line for this instruction: the traceback knows better
            positions = (tb.tb_lineno, *positions[1:])
        yield tb.tb_frame, positions
        tb = tb.tb_next


def _position(code, lasti):
    if lasti < 0:
        return None, None, None, None
    return next(islice(code.co_positions(), lasti // 2, None))


def _character_offset(text, byte_offset):
    """A column, which counts bytes of UTF-8, in characters."""
    return len(text.encode("utf-8")[:byte_offset].decode("utf-8", errors="replace"))


def _carets(entry):
    """The line of markers under the source line, or nothing: it is left out where it would mark the whole
    line.
    """
    if entry.colno is None or entry.end_colno is None:
        return ""
    text = entry.line
    original = entry._original_line
    indent = len(original) - len(original.lstrip())
    start = _character_offset(original, entry.colno)
    anchors = None
    if entry.lineno == entry.end_lineno:
        end = _character_offset(original, entry.end_colno)
        anchors = _find_anchors(original[start:end])
    else:
        end = indent + len(text)  # the expression goes on in the next line: mark up to the end of this one
    if end - start >= len(text) and not (anchors and anchors[1] > anchors[0]):
        return ""
    markers = "^" * (end - start)
    if anchors:
        left, right = anchors
        markers = "~" * left + "^" * (right - left) + "~" * (end - start - right)
    return "    " + " " * (start - indent) + markers + "\n"


class StackSummary(list):
    """A list of FrameSummary, the outermost first."""

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        """From (frame, line number) pairs; `limit` keeps the first so many, or the last if it is negative."""
        return klass._extract(((f, (lineno, None, None, None)) for f, lineno in frame_gen),
                              limit, lookup_lines, capture_locals)

    @classmethod
    def _extract(klass, frames, limit, lookup_lines, capture_locals):
        if limit is None:
            limit = getattr(sys, "tracebacklimit", None)
            if limit is not None and limit < 0:
                limit = 0
        if limit is not None:
            if limit >= 0:
                frames = islice(frames, limit)
            else:
                from _collections import deque
                frames = deque(frames, maxlen=-limit)
        result = klass()
        filenames = set()
        for f, (lineno, end_lineno, colno, end_colno) in frames:
            code = f.f_code
            filenames.add(code.co_filename)
            linecache.lazycache(code.co_filename, f.f_globals)
            result.append(FrameSummary(
                code.co_filename, lineno, code.co_name, lookup_line=False,
                locals=f.f_locals if capture_locals else None,
                end_lineno=end_lineno, colno=colno, end_colno=end_colno))
        for filename in filenames:
            linecache.checkcache(filename)
        if lookup_lines:
            for entry in result:
                entry.line
        return result

    @classmethod
    def from_list(klass, a_list):
        """From FrameSummary objects or (filename, lineno, name, line) tuples."""
        result = klass()
        for entry in a_list:
            if not isinstance(entry, FrameSummary):
                filename, lineno, name, line = entry
                entry = FrameSummary(filename, lineno, name, line=line)
            result.append(entry)
        return result

    def format_frame_summary(self, frame_summary):
        """The lines of one entry as one string; a subclass may return None to leave the entry out."""
        entry = frame_summary
        rows = [f'  File "{entry.filename}", line {entry.lineno}, in {entry.name}\n']
        if entry.line:
            rows.append(f"    {entry.line}\n")
            rows.append(_carets(entry))
        if entry.locals:
            rows.extend(f"    {name} = {value}\n" for name, value in sorted(entry.locals.items()))
        return "".join(rows)

    def format(self):
        """The entries as strings; a place that repeats is shown three times, then counted."""
        result = []
        last_place = None
        count = 0
        for entry in self:
            formatted = self.format_frame_summary(entry)
            if formatted is None:
                continue
            place = entry.filename, entry.lineno, entry.name
            if place != last_place or None in place:
                self._add_repeats(result, count)
                last_place = place
                count = 0
            count += 1
            if count <= _RECURSIVE_CUTOFF:
                result.append(formatted)
        self._add_repeats(result, count)
        return result

    @staticmethod
    def _add_repeats(result, count):
        more = count - _RECURSIVE_CUTOFF
        if more > 0:
            result.append(f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]\n")


# ---- exceptions -----------------------------------------------------------

class _Margin:
    """How deep in exception groups the text is: gives each line its indentation and its `|`."""

    def __init__(self):
        self.depth = 0
        self.need_close = False

    def indent(self):
        return " " * (2 * self.depth)

    def put(self, text, mark=None):
        if not self.depth:
            return text
        prefix = self.indent() + (mark or "|") + " "
        return "".join(prefix + line for line in text.splitlines(keepends=True))

    def put_all(self, texts):
        return [self.put(text) for text in texts]


def _final_line(name, value):
    """`TypeError: message`, or only the name if there is no message."""
    text = _safe_string(value, "exception")
    return f"{name}\n" if value is None or not text else f"{name}: {text}\n"


class TracebackException:
    """An exception copied for printing, with everything that belongs to it, but without its frames and
    values.
    """

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True, capture_locals=False,
                 compact=False, max_group_width=15, max_group_depth=10, _seen=None):
        # A chain of exceptions may be long, and need not end: no recursion along it, and nothing twice.
        top = _seen is None
        seen = set() if top else _seen
        seen.add(id(exc_value))
        options = {"limit": limit, "lookup_lines": lookup_lines, "capture_locals": capture_locals,
                   "max_group_width": max_group_width, "max_group_depth": max_group_depth, "_seen": seen}

        self.max_group_width = max_group_width
        self.max_group_depth = max_group_depth
        self.stack = StackSummary._extract(_walk_tb_with_full_positions(exc_traceback), limit, lookup_lines,
                                           capture_locals)
        self.exc_type = exc_type
        self._str = _safe_string(exc_value, "exception")  # now: the exception's own state may change
        self.__notes__ = getattr(exc_value, "__notes__", None)
        if exc_type and issubclass(exc_type, SyntaxError):
            self.filename = exc_value.filename
            self.lineno = None if exc_value.lineno is None else str(exc_value.lineno)
            self.end_lineno = None if exc_value.end_lineno is None else str(exc_value.end_lineno)
            self.text = exc_value.text
            self.offset = exc_value.offset
            self.end_offset = exc_value.end_offset
            self.msg = exc_value.msg
        if lookup_lines:
            self._load_lines()
        self.__suppress_context__ = exc_value.__suppress_context__ if exc_value is not None else False
        self.__cause__ = self.__context__ = self.exceptions = None
        if top:
            self._copy_relatives(exc_value, options, compact)

    def _copy_relatives(self, exc_value, options, compact):
        """Copy the cause, the context and the parts of a group, and theirs."""
        seen = options["_seen"]

        kind = _Uncaught if isinstance(self, _Uncaught) else TracebackException

        def copied(exc):
            if exc is None or id(exc) in seen:
                return None
            return kind(type(exc), exc, exc.__traceback__, **options)

        queue = [(self, exc_value)]
        while queue:
            te, exc = queue.pop()
            if exc is None:
                continue
            te.__cause__ = copied(exc.__cause__)
            if compact:  # only what will be printed
                wanted = te.__cause__ is None and not exc.__suppress_context__
            else:
                wanted = True
            te.__context__ = copied(exc.__context__) if wanted else None
            if isinstance(exc, BaseExceptionGroup):
                te.exceptions = []
                for part in exc.exceptions:
                    te.exceptions.append(kind(type(part), part, part.__traceback__, **options))
                queue.extend(zip(te.exceptions, exc.exceptions))
            if te.__cause__ is not None:
                queue.append((te.__cause__, exc.__cause__))
            if te.__context__ is not None:
                queue.append((te.__context__, exc.__context__))

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    def _load_lines(self):
        for frame in self.stack:
            frame.line

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self.__dict__ == other.__dict__
        return NotImplemented

    def __str__(self):
        return self._str

    def format_exception_only(self):
        """The lines after the stack: for most exceptions one, more for a SyntaxError and for notes."""
        if self.exc_type is None:
            yield _final_line(None, self._str)
            return
        name = self.exc_type.__qualname__
        module = self.exc_type.__module__
        if module not in ("__main__", "builtins"):
            if not isinstance(module, str):
                module = "<unknown>"
            name = module + "." + name
        if issubclass(self.exc_type, SyntaxError):
            yield from self._format_syntax_error(name)
        else:
            yield _final_line(name, self._str)
        if self.__notes__ is None:
            return
        if isinstance(self.__notes__, (list, tuple)) or _is_sequence(self.__notes__):
            for note in self.__notes__:
                for line in _safe_string(note, "note").split("\n"):
                    yield line + "\n"
        else:
            yield _safe_string(self.__notes__, "__notes__", func=repr)

    def _format_syntax_error(self, name):
        where = ""
        if self.lineno is not None:
            yield f'  File "{self.filename or "<string>"}", line {self.lineno}\n'
        elif self.filename is not None:
            where = f" ({self.filename})"
        if self.text is not None:
            whole = self.text.rstrip("\n")
            shown = whole.lstrip(" \n\f")
            yield f"    {shown}\n"
            if self.offset is not None:
                indent = len(whole) - len(shown)
                start = self.offset
                end = self.end_offset or start
                if end == start or end == -1:
                    end = start + 1
                start -= 1 + indent
                end -= 1 + indent
                if start >= 0:
                    # Tabs stay tabs, so that the carets stand below what they mark.
                    space = "".join(c if c.isspace() else " " for c in shown[:start])
                    yield f"    {space}{'^' * (end - start)}\n"
        yield f"{name}: {self.msg or '<no detail available>'}{where}\n"

    def format(self, *, chain=True, _ctx=None):
        """All lines, each with its line end; with the causes and contexts first if `chain`."""
        margin = _ctx or _Margin()
        output = []
        exc = self
        while exc:
            message = None
            before = None
            if chain:
                if exc.__cause__ is not None:
                    message, before = _cause_message, exc.__cause__
                elif exc.__context__ is not None and not exc.__suppress_context__:
                    message, before = _context_message, exc.__context__
            output.append((message, exc))
            exc = before
        for message, exc in reversed(output):
            if message is not None:
                yield margin.put(message)
            if exc.exceptions is None:
                if exc.stack:
                    yield margin.put("Traceback (most recent call last):\n")
                    yield from margin.put_all(exc.stack.format())
                yield from margin.put_all(exc.format_exception_only())
            elif margin.depth > self.max_group_depth:
                yield margin.put(f"... (max_group_depth is {self.max_group_depth})\n")
            else:
                yield from self._format_group(exc, margin, chain)

    def _format_group(self, exc, margin, chain):
        outermost = margin.depth == 0
        if outermost:
            margin.depth = 1
        if exc.stack:
            yield margin.put("Exception Group Traceback (most recent call last):\n", "+" if outermost else None)
            yield from margin.put_all(exc.stack.format())
        yield from margin.put_all(exc.format_exception_only())
        total = len(exc.exceptions)
        width = self.max_group_width
        count = total if total <= width else width + 1
        margin.need_close = False
        for i in range(count):
            last = i == count - 1
            if last:
                margin.need_close = True  # unless a group inside closes for us
            title = "..." if i >= width else str(i + 1)
            yield f"{margin.indent()}{'+-' if i == 0 else '  '}+---------------- {title} ----------------\n"
            margin.depth += 1
            if i < width:
                yield from exc.exceptions[i].format(chain=chain, _ctx=margin)
            else:
                more = total - width
                yield margin.put(f"and {more} more exception{'s' if more > 1 else ''}\n")
            if last and margin.need_close:
                yield margin.indent() + "+------------------------------------\n"
                margin.need_close = False
            margin.depth -= 1
        if outermost:
            margin.depth = 0

    def print(self, *, file=None, chain=True):
        """Print the lines of format() to `file`, or sys.stderr."""
        if file is None:
            file = sys.stderr
        for line in self.format(chain=chain):
            print(line, file=file, end="")


class _Uncaught(TracebackException):
    """An exception as the interpreter itself shows it when nobody caught it. Only a SyntaxError looks different."""

    def __init__(self, exc_type, exc_value, *args, **options):
        super().__init__(exc_type, exc_value, *args, **options)
        if issubclass(exc_type, SyntaxError):
            self._place = (exc_value.lineno, exc_value.offset, exc_value.end_lineno, exc_value.end_offset)

    def _format_syntax_error(self, name):
        line, offset, end_line, end_offset = self._place
        for number in offset, end_line, end_offset:
            if number is not None and not isinstance(number, int):
                line = None
        if not isinstance(line, int):
            yield _final_line(name, self._str)
            return
        filename = "<string>" if self.filename is None else self.filename
        yield f'  File "{filename}", line {line}\n'
        if self.text is not None:
            yield from self._format_text(line, offset, end_line, end_offset)
        yield _final_line(name, None if self.msg is None else str(self.msg))

    def _format_text(self, line, offset, end_line, end_offset):
        # Places count from 0 here, and are taken for places in the text's UTF-8.
        text = self.text.encode("utf-8", "surrogatepass")
        size = len(text)
        start = -1 if offset is None else offset - 1
        end = -1 if end_offset is None else end_offset - 1
        if end_line is not None and end_line > line:
            end = size - 1
        start, end = min(start, size), min(end, size)
        if start > 0 and start == size and text.endswith(b"\n"):
            start -= 1
        while True:  # a text of several lines shows from the line of the place on
            newline = text.find(b"\n")
            if newline == -1 or newline >= start:
                break
            text = text[newline + 1:]
            start, end = start - newline - 1, end - newline - 1
        shown = text.lstrip(b" \t\f")
        start, end = start - len(text) + len(shown), end - len(text) + len(shown)
        shown = shown.decode("utf-8", "surrogatepass")
        yield "    " + shown + ("" if shown.endswith("\n") else "\n")
        if start >= 0:
            count = max(1, end - start) if self.exc_type is SyntaxError else 1
            yield "    " + " " * start + "^" * count + "\n"


def _is_sequence(value):
    from _collections_abc import Sequence
    return isinstance(value, Sequence)


# ---- functions: stacks ----------------------------------------------------

def print_list(extracted_list, file=None):
    """Print entries as format_list() gives them."""
    if file is None:
        file = sys.stderr
    for item in StackSummary.from_list(extracted_list).format():
        print(item, file=file, end="")


def format_list(extracted_list):
    """The entries as a list of strings."""
    return StackSummary.from_list(extracted_list).format()


def print_tb(tb, limit=None, file=None):
    """Print the entries of a traceback."""
    print_list(extract_tb(tb, limit=limit), file=file)


def format_tb(tb, limit=None):
    """The entries of a traceback as a list of strings."""
    return extract_tb(tb, limit=limit).format()


def extract_tb(tb, limit=None):
    """The entries of a traceback as a StackSummary."""
    return StackSummary._extract(_walk_tb_with_full_positions(tb), limit, True, False)


def _stack_of(f, limit):
    stack = StackSummary.extract(walk_stack(f), limit=limit)
    stack.reverse()
    return stack


def print_stack(f=None, limit=None, file=None):
    """Print where the caller (or the frame `f`) is."""
    print_list(_stack_of(sys._getframe().f_back if f is None else f, limit), file=file)


def format_stack(f=None, limit=None):
    """print_stack() as a list of strings."""
    return _stack_of(sys._getframe().f_back if f is None else f, limit).format()


def extract_stack(f=None, limit=None):
    """Where the caller (or the frame `f`) is, as a StackSummary, the outermost first."""
    return _stack_of(sys._getframe().f_back if f is None else f, limit)


def clear_frames(tb):
    """Clear the local variables of all frames of a traceback."""
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:  # it still runs
            pass
        tb = tb.tb_next


# ---- functions: exceptions ------------------------------------------------

def _parse_value_tb(exc, value, tb):
    """An exception may be given as itself, or as its type, itself and its traceback."""
    if (value is _sentinel) != (tb is _sentinel):
        raise ValueError("Both or neither of value and tb must be given")
    if value is tb is _sentinel:
        if exc is None:
            return None, None
        if not isinstance(exc, BaseException):
            raise TypeError(f"Exception expected for value, {type(exc).__name__} found")
        return exc, exc.__traceback__
    return value, tb


def print_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, file=None, chain=True):
    """Print an exception with its traceback as the interpreter would."""
    value, tb = _parse_value_tb(exc, value, tb)
    TracebackException(type(value), value, tb, limit=limit, compact=True).print(file=file, chain=chain)


def format_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, chain=True):
    """print_exception() as a list of strings."""
    value, tb = _parse_value_tb(exc, value, tb)
    return list(TracebackException(type(value), value, tb, limit=limit, compact=True).format(chain=chain))


def format_exception_only(exc, /, value=_sentinel):
    """The lines after the stack as a list of strings."""
    if value is _sentinel:
        value = exc
    return list(TracebackException(type(value), value, None, compact=True).format_exception_only())


def print_exc(limit=None, file=None, chain=True):
    """Print the exception that is being handled."""
    print_exception(*sys.exc_info(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """The exception that is being handled as one string."""
    return "".join(format_exception(*sys.exc_info(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """Print the last exception that nobody caught, at the prompt."""
    if not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit, file, chain)


# ---- what the interpreter calls ---------------------------------------------

def _add_suggestions(printed, exc):
    """Append 'Did you mean' to the messages of an exception and of all that are printed with it."""
    from _suggestions import suggestion
    work, seen = [(printed, exc)], set()
    while work:
        printed, exc = work.pop()
        if printed is None or exc is None or id(exc) in seen:
            continue
        seen.add(id(exc))
        printed._str += suggestion(exc)
        work.append((printed.__cause__, exc.__cause__))
        work.append((printed.__context__, exc.__context__))
        if printed.exceptions:
            work.extend(zip(printed.exceptions, exc.exceptions))


def _native_limit():
    """sys.tracebacklimit as the interpreter reads it: the last so many entries. None: all of them."""
    limit = getattr(sys, "tracebacklimit", None)
    if type(limit) is not int:
        return None
    return -limit if limit > 0 else 0


def _print_uncaught(exc):
    """sys.excepthook: an exception that nothing caught."""
    file = sys.stderr
    if file is None:
        return
    printed = _Uncaught(type(exc), exc, exc.__traceback__, limit=_native_limit(), compact=True)
    _add_suggestions(printed, exc)
    text = "".join(printed.format())
    prompt = sys.modules.get("_prompt")
    file.write(prompt.decorate(text, file) if prompt is not None else text)
    flush = getattr(file, "flush", None)
    if flush is not None:
        flush()


def _print_unraisable(unraisable):
    """sys.unraisablehook: an exception where there is nobody to raise it to."""
    file = sys.stderr
    if file is None:
        return
    parts = []
    if unraisable.object is not None:
        what = _safe_string(unraisable.object, "object", repr)
        parts.append(f"{unraisable.err_msg or 'Exception ignored in'}: {what}\n")
    elif unraisable.err_msg is not None:
        parts.append(f"{unraisable.err_msg}:\n")
    if unraisable.exc_traceback is not None:
        parts.append("Traceback (most recent call last):\n")
        parts += StackSummary._extract(_walk_tb_with_full_positions(unraisable.exc_traceback), _native_limit(),
                                       True, False).format()
    exc_type = unraisable.exc_type
    if exc_type is not None:
        name = exc_type.__qualname__
        if exc_type.__module__ not in ("builtins", "__main__"):
            name = f"{exc_type.__module__}.{name}"
        value = unraisable.exc_value
        parts.append(f"{name}: {_safe_string(value, 'exception')}\n" if value is not None else f"{name}\n")
    file.write("".join(parts))
    file.flush()
