"""What the prompt does, one behaviour each. The argument starts sessions (run.Home)."""


def test_expression(home):
    s = home.start()
    s.shows(">>>")
    s.run("1 + 1")
    s.shows(">>> 1 + 1", "2", ">>>")
    s.run("_ * 21")
    s.shows("42", ">>>")


def test_block(home):
    s = home.start()
    s.type("for i in range(2):\r")
    s.shows(">>> for i in range(2):", "...", cursor=8)
    s.type("print(i)\r")
    s.shows("...     print(i)", "...", cursor=8)
    s.run("")
    s.shows("...     print(i)", "...", "0", "1", ">>>")


def test_end_of_input(home):
    s = home.start()
    s.shows(">>>")
    s.type("\x04")
    assert s.end() == 0


def test_exit_words(home):
    for word in "exit", "quit", "exit()":
        s = home.start()
        s.shows(">>>")
        s.type(word + "\r")
        assert s.end() == 0
    s = home.start()
    s.type("exit(3)\r")
    assert s.end() == 3


def test_korean(home):
    s = home.start()
    s.type("s = '가나다'")
    s.shows(">>> s = '가나다'", cursor=16)
    s.type("\x02\x02")
    s.shows(">>> s = '가나다'", cursor=13)
    s.type("\x7f")
    s.shows(">>> s = '가다'", cursor=11)
    s.run("라\x05")
    s.run("s")
    s.shows(">>> s", "'가라다'", ">>>")


def test_interrupt(home):
    s = home.start()
    s.type("abc")
    s.shows(">>> abc")
    s.type("\x03")
    s.shows(">>> abc", "KeyboardInterrupt", ">>>")
    s.type("while True: pass\r\r")
    s.shows(">>> while True: pass", "...")
    s.until(lambda: 2004 not in s.grid.modes, "the loop to run")
    s.type("\x03")
    s.shows("KeyboardInterrupt", ">>>")
    s.run("1")
    s.shows("KeyboardInterrupt", ">>> 1", "1", ">>>")


# ---- editing ----

def test_keys(home):
    s = home.start()
    s.type("hello world")
    s.type("\x01X\x05Y")
    s.shows(">>> Xhello worldY")
    s.type("\x17")
    s.shows(">>> Xhello")
    s.type("\x19\x1bb\x0b")
    s.shows(">>> Xhello", cursor=11)
    s.type("\x15")
    s.shows(">>>")
    s.type("\x19\x1by")
    s.shows(">>> worldY")
    s.type("\x1b[D\x1b[D\x14")
    s.shows(">>> wordlY")  # Ctrl-T
    s.type("\x1f")
    s.shows(">>> worldY")
    s.type("\x1f")
    s.shows(">>> Xhello worldY")


def test_edit_inside_block(home):
    s = home.start()
    s.type("def f():\rreturn 1")
    s.shows(">>> def f():", "...     return 1")
    s.run("\x1b[A\x1b[F\x7f\x7f\x7f(x):\x1b[B\x1b[F + x\r")
    s.run("f(2)")
    s.shows(">>> f(2)", "3", ">>>")


def test_indentation(home):
    s = home.start()
    s.type("if 1:\r")
    s.shows(">>> if 1:", "...", cursor=8)
    s.type("\t")
    s.shows(">>> if 1:", "...", cursor=12)
    s.type("\x7f\x7f")
    s.shows(">>> if 1:", "...", cursor=4)
    s.type("    x = [1,\r")
    s.shows("...     x = [1,", "...", cursor=12)
    s.type("2]\r")
    s.shows("...         2]", "...", cursor=8)
    s.type("return_ = 1\rpass\r")
    s.shows("...     pass", "...", cursor=4)


def test_undo_and_words(home):
    s = home.start()
    s.type("alpha beta")
    s.type("\x1bb\x1bu")
    s.shows(">>> alpha BETA")
    s.type("\x1f")
    s.shows(">>> alpha beta")


def test_wide_lines_wrap(home):
    s = home.start(columns=20)
    s.type("s = '" + "가" * 12 + "'")
    s.shows(">>> s = '가가가가가", "가가가가가가가'", cursor=15)
    s.type("\x01\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C")
    s.shows(">>> s = '가가가가가", "가가가가가가가'", cursor=0)  # the next syllable stands in the next row
    s.type("\x1b[C")
    s.shows(">>> s = '가가가가가", "가가가가가가가'", cursor=2)
    s.run("\x05")
    s.run("len(s)")
    s.shows(">>> len(s)", "12", ">>>")


def test_jamo_and_accents(home):
    s = home.start()
    s.type("'\u1112\u1161\u11ab" + "e\u0301'")  # one syllable of three jamo, a letter with its accent
    s.until(lambda: s.grid.column == 4 + 1 + 2 + 1 + 1, "four characters")
    s.type("\x02\x02\x7f")
    s.until(lambda: s.grid.column == 5, "the syllable is gone as one")
    s.run("\x05")
    s.shows(">>> 'e\u0301'", "'e\u0301'", ">>>")


# ---- history ----

def test_history(home):
    s = home.start()
    s.run("x = 1")
    s.run("def f():\rreturn x\r")
    s.shows("...     return x", "...", ">>>")
    s.type("\x1b[A")
    s.shows(">>> def f():", "...     return x", cursor=16)
    s.type("\x1b[A\x1b[A")
    s.shows(">>> x = 1")
    s.type("\x1b[B")
    s.shows(">>> def f():", "...     return x")
    s.type("\x03")
    s.shows("KeyboardInterrupt", ">>>")
    s.type("\x04")
    assert s.end() == 0
    again = home.start()
    again.type("\x1b[A")
    again.shows(">>> def f():", "...     return x")


def test_reverse_search(home):
    s = home.start()
    s.run("first = 1")
    s.run("second = 2")
    s.run("third = 3")
    s.type("\x12")
    s.shows(">>>", "(reverse-i-search)`'")
    s.type("s")
    s.shows(">>> second = 2", "(reverse-i-search)`s'")
    s.type("\x12")
    s.shows(">>> first = 1", "(reverse-i-search)`s'")
    s.type("zz")
    s.shows(">>> first = 1", "(failed reverse-i-search)`szz'")
    s.type("\x07")
    s.shows(">>> third = 3", ">>>")
    s.run("\x12eco")
    s.shows(">>> second = 2", ">>>")


def test_history_by_prefix(home):
    s = home.start()
    s.run("apple = 1")
    s.run("banana = 2")
    s.type("ap\x1b[5~")
    s.shows(">>> apple = 1", cursor=6)


# ---- completion ----

def test_complete(home):
    s = home.start()
    s.type("imp\t")
    s.shows(">>> import")
    s.type(" collec\t")
    s.shows(">>> import collections")
    s.run("")
    s.type("collections.Ordered\t")
    s.shows(">>> collections.OrderedDict")
    s.run("\x15wonderful_name = 1")
    s.run("print(wond\t)")
    s.shows(">>> print(wonderful_name)", "1", ">>>")


def test_menu(home):
    s = home.start()
    s.run("alpha_one = alpha_two = 1")
    s.type("alp\t")
    s.shows(">>> alpha_", "alpha_one  alpha_two")
    s.type("\t")
    s.shows(">>> alpha_one", "alpha_one  alpha_two")
    s.type("\t")
    s.shows(">>> alpha_two", "alpha_one  alpha_two")
    s.type("\x1b[Z")
    s.shows(">>> alpha_one", "alpha_one  alpha_two")
    s.type("\r")
    s.shows(">>> alpha_one")
    s.run("")
    s.shows(">>> alpha_one", "1", ">>>")


def test_complete_file(home):
    home.file("notes.txt", "")
    s = home.start()
    s.type("open('no\t")
    s.contains("open('notes.txt")


def test_completion_runs_nothing(home):
    s = home.start()
    s.run("class C:\rx = property(lambda self: print('RUN'))\r")
    s.run("c = C()")
    s.type("c.x.\t")
    s.shows(">>> c.x.")
    assert "\nRUN" not in s.output and "RUN\r" not in s.output


def test_signature(home):
    s = home.start()
    s.run("def area(width, height=1, *, unit='m'): pass\r")
    s.type("area(")
    s.shows(">>> area(", "area(width, height=1, *, unit='m')")
    s.says("area(\x1b[4mwidth\x1b[24m, height=1")
    s.type("3, ")
    s.says("area(width, \x1b[4mheight=1\x1b[24m")
    s.run("2)")
    s.shows(">>> area(3, 2)", ">>>")


# ---- paste ----

def test_paste_program(home):
    s = home.start()
    s.paste("def f(n):\n    if n:\n        return n\n\n    return 0\n\nprint(f(0), f(5))\n")
    s.shows("...", "... print(f(0), f(5))", "...")
    s.run("")
    s.shows("0 5", ">>>")


def test_paste_500_lines(home):
    s = home.start()
    program = "".join(f"def f{i}(x):\n    return x + {i}\n\n" for i in range(166)) + "print(sum(f(0) for f in (f0, f1, f165)))\n"
    assert program.count("\n") == 499
    s.paste(program)
    s.contains("print(sum(f(0) for f in (f0, f1, f165)))")
    s.run("")
    s.shows("166", ">>>")
    lines = [line[4:] for line in s.grid.scrolled + s.grid.lines() if line.startswith((">>> ", "... "))]
    assert [line for line in lines if "return" in line] == [line for line in program.split("\n") if "return" in line]


def test_paste_of_a_session(home):
    s = home.start()
    s.paste(">>> for i in range(2):\n...     print(i)\n... \n0\n1\n>>> 'end'\n'end'\n")
    s.run("")
    s.shows("0", "1", "'end'", ">>>")


def test_paste_without_brackets(home):
    s = home.start()
    s.shows(">>>")
    s.type("\x1bOR")
    s.contains("paste mode")
    s.type("def f():\r    x = 1\r\r    return x\r")
    s.shows("...     return x", "...", "(paste mode: F3 ends it)")
    s.type("\x1bOR")
    s.run("")
    s.run("f()")
    s.shows(">>> f()", "1", ">>>")


# ---- running ----

def test_traceback(home):
    s = home.start()
    s.run("def f(x):\rreturn x / 0\r")
    s.run("f(1) + 2")
    s.shows("Traceback (most recent call last):",
            '  File "<python-input-1>", line 1, in <module>', "    f(1) + 2", "    ^^^^",
            '  File "<python-input-0>", line 2, in f', "    return x / 0", "           ~~^~~",
            "ZeroDivisionError: division by zero", ">>>")
    assert "\x1b[1;31m^\x1b[0m" in s.output and "\x1b[1;35mZeroDivisionError\x1b[0m" in s.output


def test_syntax_error(home):
    s = home.start()
    s.run("x = = 1")
    s.shows('  File "<python-input-0>", line 1', "    x = = 1", "        ^", "SyntaxError: invalid syntax", ">>>")


def test_await(home):
    s = home.start()
    s.run("import asyncio")
    s.run("await asyncio.sleep(0, 'slept')")
    s.shows("'slept'", ">>>")
    s.run("async def tick():\rfor i in range(3):\rawait asyncio.sleep(0.01); print('tick', i)\r\r")
    s.run("task = asyncio.create_task(tick())")
    s.shows("tick 0", "tick 1", "tick 2", ">>>")
    s.run("task")
    s.contains("finished")
    s.run("asyncio.run(asyncio.sleep(0, 'ran'))")
    s.shows("'ran'", ">>>")


def test_output_of_threads(home):
    s = home.start()
    s.run("import threading")
    s.run("go = threading.Event()")
    s.run("def work():\rgo.wait(); print('one'); print('two', end=''); print('!')\r")
    s.run("threading.Thread(target=work).start()")
    s.run("import threading as t; timer = t.Timer(0.2, go.set); timer.start()")
    s.type("x = 'being typed'")
    s.shows("one", "two!", ">>> x = 'being typed'")
    s.run("")
    s.run("x")
    s.shows(">>> x", "'being typed'", ">>>")


def test_interrupt_await(home):
    s = home.start()
    s.run("import asyncio")
    s.type("await asyncio.sleep(1000)\r")
    s.shows(">>> await asyncio.sleep(1000)")
    s.until(lambda: 2004 not in s.grid.modes, "the wait")
    s.type("\x03")
    s.contains("KeyboardInterrupt")
    s.shows(">>>")


def test_input_and_unfinished_output(home):
    s = home.start()
    s.type("name = input('name? ')\r")
    s.shows(">>> name = input('name? ')", "name?")
    s.type("Kin\x7f")
    s.run("m")
    s.shows("name? Kim", ">>>")
    s.run("print(name, end='')")
    s.shows("Kim", ">>>")
    s.type("print('age', end=': '); age = input()\r")
    s.shows("age:", cursor=5)
    s.type("41\x7f")
    s.run("2")
    s.shows("age: 42", ">>>")
    s.run("input()")  # its line is edited, too
    s.type("\x04")
    s.shows("EOFError", ">>>")


def test_readline_module(home):
    program = home.file("program.py", """
import readline
readline.set_completer(lambda text, state: [w for w in ('green', 'grey', 'red') if w.startswith(text)][state:state + 1][0]
                       if state < len([w for w in ('green', 'grey', 'red') if w.startswith(text)]) else None)
readline.add_history('older answer')
print(input('color: '), input('again: '))
""")
    s = home.start("-q", program)
    s.shows("color:")
    s.type("r\t")
    s.shows("color: red")
    s.type("\r")
    s.shows("color: red", "again:")
    s.type("\x1b[A\x1b[A")
    s.shows("again: older answer")
    s.type("\r")
    s.shows("again: older answer", "red older answer")
    assert s.end() == 0


def test_gil_show(home):
    s = home.start(rows=50)
    s.run("import gil, threading")
    s.run("t = threading.Thread(target=lambda: sum(range(1000)), name='wor' + 'ker'); t.start(); t.join()")
    s.run("gil.show()")
    s.contains("worker")


def test_asyncio_prompt(home):
    s = home.start("-m", "asyncio")
    s.contains('Use "await" directly instead of "asyncio.run()".')
    s.shows(">>> import asyncio", ">>>")
    s.run("await asyncio.sleep(0, 'slept')")
    s.shows("'slept'", ">>>")
    s.type("\x04")
    s.says("exiting asyncio REPL...")
    assert s.end() == 0


def test_clear_and_names(home):
    s = home.start()
    s.run("1")
    s.shows("1", ">>>")
    s.run("clear")
    s.until(lambda: s.grid.lines() == [">>>"], "an empty window")
    s.run("clear = 7")
    s.run("clear")
    s.shows(">>> clear", "7", ">>>")


def test_help(home):
    s = home.start(PAGER="cat")
    s.run("help(len)")
    s.contains("Help on built-in function len")
    s.shows(">>>")


# ---- the terminal ----

def test_resize(home):
    s = home.start(columns=40)
    s.type("x = 'a line of some length'")
    s.shows(">>> x = 'a line of some length'")
    s.resize(20, 24)
    s.shows(">>> x = 'a line of s", "ome length'")
    s.resize(60, 24)
    s.shows(">>> x = 'a line of some length'")
    s.run("")
    s.run("len(x)")
    s.shows(">>> len(x)", "21", ">>>")


def test_small_window(home):
    s = home.start(rows=5)
    s.type("x = [\r" + "\r".join(str(i) + "," for i in range(10)))
    s.shows("...     5,", "...     6,", "...     7,", "...     8,", "...     9,")
    s.type("\x1b[1;5H")
    s.shows(">>> x = [", "...     0,", "...     1,", "...     2,", "...     3,")
    s.run("\x1b[1;5F\r]")
    s.run("sum(x)")
    s.shows(">>> sum(x)", "45", ">>>")


def test_colors(home):
    s = home.start()
    s.type("def f(): return 'x'  # c")
    s.says("\x1b[1;34mdef")
    s.says("\x1b[32m'x'")
    for variables in {"NO_COLOR": "1"}, {"PYTHON_COLORS": "0"}:
        s = home.start(**variables)
        s.run("def f(): return 'x'\r")
        s.run("1/0")
        s.shows("ZeroDivisionError: division by zero", ">>>")
        assert "\x1b[1;3" not in s.output and "\x1b[3" not in s.output


def test_matching_bracket(home):
    s = home.start()
    s.type("f(a[1])")
    s.says("\x1b[1;7m(")


def test_dumb_terminal(home):
    for variables in {"TERM": "dumb"}, {"PYTHON_BASIC_REPL": "1"}:
        s = home.start(**variables)
        s.shows(">>>")
        s.type("1 + 1\n")
        s.shows(">>> 1 + 1", "2", ">>>")
        s.type("\x04")
        assert s.end() == 0
        assert "\x1b" not in s.output


def test_startup_file_and_prompts(home):
    path = home.file("startup.py", "import sys\nsys.ps1 = '파이썬> '\nsys.ps2 = '   ...> '\nready = 'yes'\n")
    s = home.start(PYTHONSTARTUP=path)
    s.shows("파이썬>")
    s.type("if ready:\r")
    s.shows("파이썬> if ready:", "   ...>", cursor=12)
    s.run("ready\r")
    s.shows("'yes'", "파이썬>")


def test_inspect_after_program(home):
    program = home.file("program.py", "print('ran')\nvalue = 42\n")
    s = home.start("-i", program)
    s.shows("ran", ">>>")
    s.run("value")
    s.shows("42", ">>>")


def test_banner(home):
    s = home.start(banner=True)
    s.contains('Type "help", "copyright", "credits" or "license" for more information.')
    s.shows(">>>")


def test_external_editor(home):
    script = home.file("editor.sh", "#!/bin/sh\nsed -i s/one/two/ \"$1\"\n")
    s = home.start(EDITOR="sh " + script)
    s.type("'one'")
    s.shows(">>> 'one'")
    s.type("\x18\x05")
    s.shows(">>> 'two'")
    s.run("")
    s.shows("'two'", ">>>")


def test_vi_keys(home):
    home.file(".inputrc", "set editing-mode vi\n")
    s = home.start()
    s.type("alpha beta gamma")
    s.shows(">>> alpha beta gamma")
    s.type("\x1b")
    s.shows(">>> alpha beta gamma", cursor=19)
    s.type("0dw")
    s.shows(">>> beta gamma", cursor=4)
    s.type("wcwdelta")
    s.shows(">>> beta delta")
    s.type("\x1b")
    s.shows(">>> beta delta", cursor=13)
    s.type("bx0P")
    s.shows(">>> dbeta elta", cursor=4)
    s.type("u")
    s.shows(">>> beta elta")
    s.run("ddi7")
    s.shows(">>> 7", "7", ">>>")


def test_vi_redo_and_registers(home):
    home.file(".inputrc", "set editing-mode vi\n")
    s = home.start()
    s.type("one two three")
    s.shows(">>> one two three")
    s.type("\x1b")
    s.shows(">>> one two three", cursor=16)
    s.type("0dwdw")
    s.shows(">>> three")
    s.type("uu")
    s.shows(">>> one two three")
    s.type("\x12")
    s.shows(">>> two three")
    s.type("\x12")
    s.shows(">>> three")
    s.type("uux")  # a change ends what can be done again
    s.shows(">>> ne two three")
    s.type("\x12u")
    s.shows(">>> one two three")
    s.type('0"adw"bdw')
    s.shows(">>> three")
    s.type('$"ap"bp')
    s.shows(">>> threeone two")
    s.type('0"Ayw$"ap')
    s.shows(">>> threeone two one threeone")


def test_inputrc(home):
    home.file(".inputrc", '"\\C-o": beginning-of-line\n$if Bash\n"\\C-e": undo\n$endif\n')
    s = home.start()
    s.type("abc\x0fX\x05Y")
    s.shows(">>> XabcY")
