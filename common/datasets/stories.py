"""The story corpus (``data/stories``): short English sentences, and word pairs for analogies."""

from pathlib import Path

from common.text import read_lines

FOLDER = Path(__file__).parents[2] / "data" / "stories"


def load_stories():
    """The sentences, a list of strings: 4 000 from a grammar, then 65 written by hand."""
    return [line for name in ("stories.txt", "hand.txt") for line in read_lines(FOLDER / name)]


def load_story_pairs():
    """{relation: [(a, b), …]}, twelve pairs each, in lower case: one a is to its b as another a to its b."""
    relations = {}
    for line in read_lines(FOLDER / "pairs.txt"):
        if line.startswith(": "):
            pairs = relations[line[2:]] = []
        else:
            a, b = line.lower().split()
            pairs.append((a, b))
    return relations
