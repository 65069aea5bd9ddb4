"""What is written after a recorded run: each form that was asked for."""

import sys

from . import _log, _options, _timeline


def write(data, settings, stream=None):
    """`data`: what `_gil.take()` gave."""
    stream = stream or sys.stderr
    model = _timeline.build(_log.read_all(data))
    files = {"svg": "gil._svg:text", "html": "gil._html:text", "json": "gil._chrome:text", "gecko": "gil._gecko:text"}
    for form, maker in files.items():
        name = settings.get(form)
        if not name:
            continue
        try:
            with open(name, "w", encoding="utf-8") as file:
                file.write(_options.call(maker, model))
            print(f"gil: {form} written to {name}", file=stream)
        except OSError as error:
            print(f"gil: cannot write {name}: {error.strerror}", file=stream)
    if "quiet" in settings:
        return
    try:
        if "timeline" in settings:
            from . import _terminal
            stream.write(_terminal.draw(model, _terminal.Style.of(stream, settings)))
        if "summary" in settings:
            from . import _summary
            stream.write(_summary.text(model))
        stream.flush()
    except OSError:
        pass
