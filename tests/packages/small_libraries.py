# jinja2, sortedcontainers, attr, click, h11.
import attr
import attrs
import click
import h11
import jinja2
import sortedcontainers
from click.testing import CliRunner

environment = jinja2.Environment(loader=jinja2.DictLoader({
    "base": "<{% block title %}none{% endblock %}>{% block body %}{% endblock %}",
    "page": "{% extends 'base' %}{% block body %}{% for x in xs if x %}{{ loop.index }}:{{ x|e }} {% endfor %}{% endblock %}",
    "macro": "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice('ab') }} {{ '%.2f'|format(2) }} {{ [3, 1, 2]|sort|join('-') }}"}))
print(environment.get_template("page").render(xs=["a", "<b>", 0, "c"]))
print(environment.get_template("macro").render())
try:
    environment.from_string("{{ a.b.c }}").render()
except jinja2.UndefinedError as error:
    print(error)
try:
    environment.from_string("{% if %}")
except jinja2.TemplateSyntaxError as error:
    print(error, error.lineno)

print(sortedcontainers.SortedDict(b=1, a=2), sortedcontainers.SortedSet("hello"))
numbers = sortedcontainers.SortedList(range(3000, 0, -3))
numbers.update([5, 7, 7])
print(len(numbers), numbers[5], numbers.bisect(500), numbers.count(7), list(numbers.irange(1, 12)))
numbers.discard(7)
print(numbers.index(7), numbers[:4])


@attr.s(auto_attribs=True, order=True)
class Point:
    x: int
    y: int = attr.ib(default=3, validator=attr.validators.instance_of(int))


@attrs.frozen
class Frozen:
    a: int
    b: list = attrs.field(factory=list, converter=tuple)


print(Point(1), Point(1) < Point(2), attr.asdict(Point(5)), attrs.evolve(Frozen(1), a=2), hash(Frozen(1)) == hash(Frozen(1)))
try:
    Point(1, "a")
except TypeError as error:
    print(error.args[0])
try:
    Frozen(1).a = 2
except attrs.exceptions.FrozenInstanceError as error:
    print(type(error).__name__)


@click.group()
def cli():
    """A program."""


@cli.command()
@click.option("--count", default=1, show_default=True, help="how often")
@click.option("--mode", type=click.Choice(["a", "b"]))
@click.argument("name")
def greet(count, mode, name):
    """Greets."""
    for _ in range(count):
        click.echo(f"hello {name} {mode}")


for arguments in (["greet", "--count", "2", "you"], ["--help"], ["greet", "--help"], ["greet"], ["nope"], ["greet", "--mode", "c", "x"]):
    result = CliRunner().invoke(cli, arguments)
    print(result.exit_code, result.output)

client, server = h11.Connection(h11.CLIENT), h11.Connection(h11.SERVER)
data = client.send(h11.Request(method="POST", target="/", headers=[("Host", "x"), ("Content-Length", "3")]))
data += client.send(h11.Data(data=b"abc")) + client.send(h11.EndOfMessage())
for i in range(0, len(data), 7):
    server.receive_data(data[i:i + 7])
while (event := server.next_event()) is not h11.PAUSED and event is not h11.NEED_DATA:
    print(event)
for wrong in (b"GARBAGE\r\n\r\n", b"GET / HTTP/1.1\r\nbad header\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"x" * 100_000):
    server = h11.Connection(h11.SERVER)
    server.receive_data(wrong)
    try:
        print(server.next_event())
    except h11.RemoteProtocolError as error:
        print(error, error.error_status_hint)
