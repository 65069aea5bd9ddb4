# target: 1
# Alternations counted in a long random sequence, and replaced: the classic of the benchmarks game.
import random
import re

generator = random.Random(42)
sequence = "".join(generator.choices("acgt", k=100_000))
lines = "\n".join(sequence[i:i + 60] for i in range(0, len(sequence), 60))
variants = ["agggtaaa|tttaccct", "[cgt]gggtaaa|tttaccc[acg]", "a[act]ggtaaa|tttacc[agt]t", "ag[act]gtaaa|tttac[agt]ct",
            "agg[act]taaa|ttta[agt]cct", "aggg[acg]aaa|ttt[cgt]ccct", "agggt[cgt]aa|tt[acg]accct", "agggta[cgt]a|t[acg]taccct",
            "agggtaa[cgt]|[acg]ttaccct"]


def main():
    text = re.sub(">.*\n|\n", "", lines)
    for variant in variants:
        len(re.findall(variant, text))
    for old, new in ("tHa[Nt]", "<4>"), ("aND|caN|Ha[DS]|WaS", "<3>"), ("a[NSt]|BY", "<2>"):
        text = re.sub(old, new, text)
