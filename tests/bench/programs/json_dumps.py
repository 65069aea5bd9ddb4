# target: 1
# Nested data as JSON, in many small documents and one large one.
import json

record = {"id": 12345, "name": "a name", "tags": ["one", "two", "three"], "position": [1.5, -2.5, 0.0], "parent": None,
          "flags": {"read": True, "write": False}, "text": "한글 and \"quotes\"\n"}
large = [dict(record, id=i, name=f"name {i}") for i in range(1000)]


def main():
    for _ in range(10_000):
        json.dumps(record)
    for _ in range(10):
        json.dumps(large)
