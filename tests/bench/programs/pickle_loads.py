# target: 1
# Nested plain data, the kind that travels between processes, in many small messages and one large one.
import pickle

record = {"id": 12345, "name": "a name", "tags": ["one", "two", "three"], "position": (1.5, -2.5, 0.0), "parent": None,
          "flags": {"read": True, "write": False}}
large = [dict(record, id=i, name=f"name {i}") for i in range(1000)]
small_text, large_text = pickle.dumps(record), pickle.dumps(large)


def main():
    for _ in range(10_000):
        pickle.loads(small_text)
    for _ in range(10):
        assert pickle.loads(large_text)[-1]["id"] == 999
