"""What the prompt does, one behaviour each. The argument starts sessions (run.Home)."""


def test_expression(home):
    s = home.start()
    s.shows(">>>")
    s.type("1 + 1\r")
    s.shows(">>> 1 + 1", "2", ">>>")
    s.type("_ * 21\r")
    s.shows("42", ">>>")


def test_block(home):
    s = home.start()
    s.type("for i in range(2):\r")
    s.shows(">>> for i in range(2):", "...", cursor=8)
    s.type("print(i)\r")
    s.shows("...     print(i)", "...", cursor=8)
    s.type("\r")
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
    s.type("라\x05\r")
    s.type("s\r")
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
    s.contains("KeyboardInterrupt")
    s.shows(">>>")
