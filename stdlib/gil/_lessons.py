"""`minipy -m gil --lesson [NAME]`: the lessons of samples/, which the binary carries.

A lesson is a program whose first comment tells its title, its idea, the options that show it, a question with its choices, and the
answer. Running one asks the question first, and shows the program's output and picture after.
"""

import os
import re
import sys
import tempfile
from typing import NamedTuple

from . import _options

FIRST = "gil.lessons."  # how the binary names the files


class Lesson(NamedTuple):
    name: str
    title: str
    text: list  # lines
    options: list
    question: str
    choices: dict  # letter: text
    answer: str
    because: str
    program: str


def _number(name):
    return int(name[len(FIRST):].partition("_")[0])


def read(name, source):
    """The lesson in the first comment of a program."""
    head, body = [], source.splitlines()
    while body and body[0].startswith("#"):
        head.append(body.pop(0)[1:].removeprefix(" "))
    fields = {"text": []}
    current = "text"
    choices = {}
    for line in head:
        label, colon, rest = line.partition(":")
        if colon and label in ("Lesson", "Show", "Question", "Answer"):
            current = label
            fields[label] = rest.strip()
        elif colon and label in ("clock", "mask", "timeout"):
            continue  # for the golden runner
        elif choice := re.match(r"  ([a-z])\) (.*)", line):
            choices[choice[1]] = choice[2]
        elif current == "Lesson" or current == "text":
            fields["text"].append(line)
        else:
            fields[current] += " " + line.strip()
    answer, _, because = fields["Answer"].partition(", ")
    while fields["text"] and not fields["text"][-1]:
        fields["text"].pop()
    return Lesson(name.partition("_")[2], fields["Lesson"], fields["text"], fields["Show"].split(), fields["Question"], choices,
                  answer, because, "\n".join(body) + "\n")


def all_lessons():
    """The lessons, in a teacher's order."""
    import _imp
    names = sorted((n for n in _imp._frozen_module_names() if n.startswith(FIRST)), key=_number)
    return [read(n[len(FIRST):], _imp.get_frozen_source(n)) for n in names]


def listing(lessons):
    width = max(len(lesson.name) for lesson in lessons)
    lines = ["The lessons, one idea each:", ""]
    lines += [f"{i:>3}. {lesson.name:<{width}}  {lesson.title}" for i, lesson in enumerate(lessons, 1)]
    return lines + ["", f"minipy -m gil --lesson {lessons[0].name} begins with the first."]


def find(lessons, wanted):
    for i, lesson in enumerate(lessons, 1):
        if wanted in (lesson.name, str(i)):
            return i, lesson
    import difflib
    near = difflib.get_close_matches(wanted, [lesson.name for lesson in lessons], 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise _options.Wrong(f"there is no lesson {wanted!r}{hint}")


def ask(lesson):
    """The learner's choice, or "" when there is nobody to ask or nothing was chosen."""
    print(lesson.question)
    for letter, text in lesson.choices.items():
        print(f"  {letter}) {text}")
    letters = "/".join(lesson.choices)
    for _ in range(3):
        try:
            said = input(f"Your prediction ({letters}): ").strip().lower().rstrip(")")
        except EOFError:
            print()
            return ""
        if said in lesson.choices or not said:
            return said
        print(f"One of {letters}, please.")
    return ""


def run(lesson, settings):
    """Runs the program as the lesson wants it shown, with the options given beside --lesson."""
    import subprocess
    extra = [f"--{name}={value}" if value else f"--{name}" for name, value in settings.items() if name != "lesson"]
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, lesson.name + ".py")
        with open(file, "w", encoding="utf-8") as out:
            out.write(lesson.program)
        words = [sys.executable, "-m", "gil", *lesson.options, *extra, file]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
                              env={**os.environ, "PYTHONUNBUFFERED": "1"})
        print(done.stdout.replace(folder + os.sep, ""), end="")
        return done.returncode


def main(value, settings, words):
    lessons = all_lessons()
    name = value or (words[0] if words else "")
    if not name:
        print("\n".join(listing(lessons)))
        return 0
    number, lesson = find(lessons, name)
    print(f"Lesson {number}: {lesson.title}\n")
    print("\n".join(lesson.text).strip())
    print()
    for line in lesson.program.splitlines():
        print("    " + line if line else "")
    print()
    predicted = ask(lesson)
    print(f"\n$ minipy -m gil {' '.join([*lesson.options, lesson.name + '.py'])}")
    sys.stdout.flush()
    run(lesson, settings)
    print()
    if predicted:
        print("Right." if predicted == lesson.answer else "Not so.", end=" ")
    print(f"{lesson.answer}) {lesson.choices[lesson.answer]}: {lesson.because}")
    if number < len(lessons):
        print(f"\nNext: minipy -m gil --lesson {lessons[number].name}")
    return 0
