"""The shipped dialogues: eight turns each, the last one answered from an earlier turn."""

from pathlib import Path
from typing import NamedTuple

from common.text import read_lines

DIALOGUES = Path(__file__).resolve().parents[2] / "data" / "dialogues"


class Dialogue(NamedTuple):
    """``turns`` are eight sentences, tokens separated by one space; two persons take turns.

    The last turn answers the question before it.  ``value`` is the word that has to be remembered for it,
    said ``distance`` (1, 2 or 3) turns of the asking person before the question.
    """

    value: str
    distance: int
    turns: tuple[str, ...]


def load_dialogues():
    """(train, dev, test): 1 500, 200 and 400 of ``Dialogue``, lower-case English.

    Shipped with the course; data/dialogues/README.md says how they were made.  Every word of dev and test
    is in train, no dialogue is.
    """
    return tuple(
        [_dialogue(line) for line in read_lines(DIALOGUES / f"{part}.tsv")]
        for part in ("train", "dev", "test")
    )


def _dialogue(line):
    value, distance, *turns = line.split("\t")
    return Dialogue(value, int(distance), tuple(turns))
