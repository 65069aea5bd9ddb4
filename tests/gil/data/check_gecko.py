"""Checks a file against the Firefox Profiler's processed format; prints what there is, or what is wrong."""
import json
import sys

problems = []
TABLES = {"samples": ("stack", "time"), "markers": ("name", "startTime", "endTime", "phase", "category", "data"),
          "stackTable": ("frame", "prefix", "category", "subcategory"),
          "frameTable": ("address", "inlineDepth", "category", "subcategory", "func", "nativeSymbol", "innerWindowID",
                         "implementation", "line", "column"),
          "funcTable": ("name", "isJS", "relevantForJS", "resource", "fileName", "lineNumber", "columnNumber"),
          "resourceTable": ("lib", "name", "host", "type"), "nativeSymbols": ("libIndex", "address", "name", "functionSize")}


def check(right, *what):
    if not right:
        problems.append(" ".join(map(str, what)))


def index(values, limit, what, empty=False):
    for value in values:
        if not (empty and value is None):
            check(type(value) is int and 0 <= value < limit, what, value)


with open(sys.argv[1], encoding="utf-8") as file:
    profile = json.load(file)
meta, threads = profile["meta"], profile["threads"]
categories, schemas = len(meta["categories"]), {schema["name"] for schema in meta["markerSchema"]}
for key, kind in {"interval": (int, float), "startTime": (int, float), "version": int, "preprocessedProfileVersion": int,
                  "processType": int, "product": str, "stackwalk": int, "symbolicated": bool, "categories": list}.items():
    check(isinstance(meta.get(key), kind), "meta.", key)
check(meta["preprocessedProfileVersion"] == 47, "version", meta["preprocessedProfileVersion"])
check(any(category["color"] == "grey" for category in meta["categories"]), "there must be a grey category")
check(isinstance(profile["libs"], list), "libs")
check(len({thread["tid"] for thread in threads}) == len(threads), "two threads of one number")
check({thread["pid"] for thread in threads if thread["isMainThread"]} == {thread["pid"] for thread in threads}, "no main thread")
samples = markers = 0
for thread in threads:
    name = thread["name"]
    for key, kind in {"name": str, "processType": str, "pid": str, "tid": (str, int), "registerTime": (int, float),
                      "processStartupTime": (int, float), "isMainThread": bool, "pausedRanges": list, "stringArray": list}.items():
        check(isinstance(thread.get(key), kind), name, key)
    for table, columns in TABLES.items():
        length = thread[table]["length"]
        for column in columns:
            check(len(thread[table][column]) == length, name, table, column, "has another length")
    strings, stacks, frames = len(thread["stringArray"]), thread["stackTable"], thread["frameTable"]
    functions, marks = thread["funcTable"], thread["markers"]
    check(all(isinstance(text, str) for text in thread["stringArray"]), name, "strings")
    check(len(set(thread["stringArray"])) == strings, name, "a string twice")
    index(thread["samples"]["stack"], stacks["length"], "a sample's stack", empty=True)
    check(thread["samples"]["time"] == sorted(thread["samples"]["time"]), name, "samples are not in order")
    check(thread["samples"]["weightType"] in ("samples", "tracing-ms", "bytes"), name, "weightType")
    index(stacks["frame"], frames["length"], "a stack's frame")
    for at, prefix in enumerate(stacks["prefix"]):
        check(prefix is None or 0 <= prefix < at, name, "a stack's prefix comes after it")
    index(stacks["category"] + frames["category"] + marks["category"], categories, "a category")
    index(frames["func"], functions["length"], "a frame's function")
    index(functions["name"] + functions["fileName"] + marks["name"], strings, "a string's number")
    check(marks["startTime"] == sorted(marks["startTime"]), name, "markers are not in order")
    for phase, start, end, data in zip(marks["phase"], marks["startTime"], marks["endTime"], marks["data"]):
        check(phase in (0, 1), name, "phase", phase)
        check(end is None if phase == 0 else end >= start, name, "a marker's end", start, end)
        check(data["type"] in schemas, name, "a marker of an unknown type")
        if "cause" in data:
            index([data["cause"]["stack"]], stacks["length"], "a cause's stack")
    samples, markers = samples + thread["samples"]["length"], markers + marks["length"]
for counter in profile["counters"]:
    index([counter["mainThreadIndex"]], len(threads), "a counter's thread")
    table = counter["samples"]
    check(len(table["time"]) == len(table["count"]) == table["length"], "a counter's columns")
    check(table["time"] == sorted(table["time"]), "a counter goes back in time")
print(f"{len(threads)} threads, {samples} samples, {markers} markers, {len(profile['counters'])} counters")
names = {text for thread in threads for text in (thread["stringArray"][n] for n in thread["markers"]["name"])}
print(", ".join(sorted(names)))
print("\n".join(problems) if problems else "a right profile")
