"""Texts: Tiny Shakespeare, and English–Japanese sentence pairs, shipped (5 633) or downloaded (51 000)."""

from pathlib import Path

from common.datasets.download import fetch
from common.text import read_pairs

SHIPPED = Path(__file__).resolve().parents[2] / "data"


def load_tiny_shakespeare():
    """The text as one string: 1 115 394 ASCII characters, 65 different ones.

    Plays of W. Shakespeare, put together by A. Karpathy for char-rnn (2015); downloaded once (1.1 MB), see
    ``fetch`` for its errors.
    """
    return fetch("tinyshakespeare/input.txt").read_text(encoding="ascii")


def load_enja():
    """(train, dev, test): 5 033, 300 and 300 pairs (English, Japanese), tokens separated by one space.

    Shipped with the course; data/enja/README.md says how it was made.  English is lower-case, Japanese is
    polite and split into short units.  Every word of dev and test is in train, no sentence is.
    """
    folder = SHIPPED / "enja"
    return tuple(
        read_pairs(folder / f"{part}.en", folder / f"{part}.ja") for part in ("train", "dev", "test")
    )


def load_small_parallel_enja():
    """(train, dev, test): 50 000, 500 and 500 pairs (English, Japanese), tokens separated by one space.

    English is lower-case, Japanese is split into short units.  Downloaded once (4.6 MB), see ``fetch`` for
    its errors.  From github.com/odashi/small_parallel_enja, whose text is from the Tanaka corpus.
    """
    return tuple(
        read_pairs(fetch(f"small_parallel_enja/{part}.en"), fetch(f"small_parallel_enja/{part}.ja"))
        for part in ("train", "dev", "test")
    )
